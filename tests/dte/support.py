"""An issuer, a moment and small sales for the tests of the law."""

import copy
from collections.abc import Mapping
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import msgspec
from tests.soak import SOAK

from facturaxpress import dte

EMISOR = dte.Emisor(
    nit="06140101201013",
    nrc="1234567",
    nombre="EMPRESA EMISORA DE PRUEBA, S.A. DE C.V.",
    codActividad="46900",
    descActividad="Venta al por mayor de otros productos",
    nombreComercial="EMISORA DE PRUEBA",
    direccion=dte.Direccion("06", "23", "14", "Avenida de Prueba 100"),
    telefono="22000001",
    correo="dte@emisora.example.com",
)
NOON = datetime(2026, 9, 15, 16, 15, 30, tzinfo=UTC)
"""10:15:30 in El Salvador."""
CONTEXT = dte.Context(
    emisor=EMISOR,
    establecimientos=(
        dte.Establecimiento(codigo="M001", puntosVenta=("P001", "P002")),
        dte.Establecimiento(
            codigo="S001",
            puntosVenta=("P003",),
            direccion=dte.Direccion("05", "28", "11", "Calle de la Sucursal 5"),
            telefono="22000099",
            correo="sucursal@emisora.example.com",
        ),
    ),
    ambiente="00",
    now=NOON,
)
CODIGO = "4BA1AEB5-2A77-4B5E-8C8B-CE195EC5DC88"
PRICE = Decimal("11.30")
MANY = 2000 if SOAK else 150
"""Generated inputs of a property that is tried on thousands in the long form (`make soak-law`)."""

CONTRIBUYENTE: dict[str, Any] = {
    "nit": "06141506181024",
    "nrc": "7654321",
    "nombre": "CLIENTE CONTRIBUYENTE DE PRUEBA, S.A. DE C.V.",
    "codActividad": "62010",
    "direccion": {"departamento": "05", "municipio": "28", "distrito": "11", "complemento": "Calle de Prueba 200"},
    "correo": "cliente@example.com",
}
CONSUMIDOR: dict[str, Any] = {"tipoDocumento": "13", "numDocumento": "012345678", "nombre": "CONSUMIDOR DE PRUEBA"}


def context(**changes: Any) -> dte.Context:
    return msgspec.structs.replace(CONTEXT, **changes)


def line(precioUni: Any = PRICE, cantidad: Any = 1, **more: Any) -> dict[str, Any]:
    """An ordinary line; a field given as `...` is left out."""
    whole = {
        "tipoItem": 1,
        "cantidad": cantidad,
        "uniMedida": 59,
        "descripcion": "Producto de prueba",
        "precioUni": precioUni,
        **more,
    }
    return {key: value for key, value in whole.items() if value is not ...}


def charge(amount: Any, **more: Any) -> dict[str, Any]:
    return {"descripcion": "Cargo de prueba", "tipoVenta": "noGravado", "noGravado": amount, **more}


def fe(*lines: Mapping[str, Any], **more: Any) -> dict[str, Any]:
    """A sale of 01."""
    return {"tipoDte": "01", "cuerpoDocumento": list(lines) or [line()], **copy.deepcopy(more)}


def ccf(*lines: Mapping[str, Any], **more: Any) -> dict[str, Any]:
    """A sale of 03."""
    return {
        "tipoDte": "03",
        "receptor": copy.deepcopy(CONTRIBUYENTE),
        "cuerpoDocumento": list(lines) or [line()],
        **copy.deepcopy(more),
    }


def finish(draft: dte.Draft, number: int = 1, code: str = CODIGO) -> bytes:
    if draft.event:
        return draft.finish(None, code)
    place = f"{draft.establecimiento}{draft.puntoVenta}"
    return draft.finish(f"DTE-{draft.tipoDte}-{place}-{number:015}", code)


def document(sale: bytes | Mapping[str, Any], **changes: Any) -> dict[str, Any]:
    """The finished document, parsed."""
    result: dict[str, Any] = dte.parse_json(finish(dte.build(sale, context(**changes))))
    return result


def resumen(sale: Mapping[str, Any], **changes: Any) -> dict[str, Any]:
    result: dict[str, Any] = document(sale, **changes)["resumen"]
    return result


def refusals(sale: Any, **changes: Any) -> list[tuple[str, str]]:
    """Code and path of every fault; empty if the sale is right."""
    try:
        dte.build(sale, context(**changes))
    except dte.FaultError as error:
        return [(fault.code, fault.path) for fault in error.faults]
    return []


def warnings(sale: Any, **changes: Any) -> list[tuple[str, str]]:
    return [(warning.code, warning.path) for warning in dte.build(sale, context(**changes)).warnings]


def found(report: dte.Report) -> list[tuple[str, str]]:
    return [(fault.code, fault.path) for fault in report.faults]
