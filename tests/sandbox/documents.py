"""Synthetic documents whose figures were worked out by hand, and the small schemas they are held against."""

import copy
import json
import uuid
from decimal import Decimal
from pathlib import Path
from typing import Any

NIT = "06140101201011"
OTHER_NIT = "06140202991020"
TODAY = "2026-09-15"
"""The date the sandbox's clock is set to in these tests."""

_ADDRESS = {"departamento": "06", "municipio": "23", "distrito": "14", "complemento": "Calle de Prueba 1"}
_EMISOR = {
    "nit": NIT,
    "nrc": "1234567",
    "nombre": "EMISOR DE PRUEBA, S.A. DE C.V.",
    "codActividad": "46900",
    "descActividad": "Venta al por mayor de otros productos",
    "nombreComercial": None,
    "direccion": _ADDRESS,
    "telefono": "22000001",
    "correo": "emisor@example.com",
    "codEstable": "M001",
    "codPuntoVenta": "P001",
}


_RECEPTOR = {
    "nit": OTHER_NIT,
    "nrc": "7654321",
    "nombre": "RECEPTOR DE PRUEBA, S.A. DE C.V.",
    "codActividad": "62010",
    "descActividad": "Programación informática",
    "nombreComercial": None,
    "direccion": _ADDRESS,
    "telefono": "22000002",
    "correo": "receptor@example.com",
}


def issuer() -> dict[str, Any]:
    return copy.deepcopy(_EMISOR)


def receiver() -> dict[str, Any]:
    return copy.deepcopy(_RECEPTOR)


def money(text: str) -> Decimal:
    return Decimal(text)


def identification(tipo: str, version: int, number: int) -> dict[str, Any]:
    """The heading of a document issued today, with a code of its own."""
    return {
        "version": version,
        "ambiente": "00",
        "tipoDte": tipo,
        "numeroControl": f"DTE-{tipo}-M001P001-{number:015d}",
        "codigoGeneracion": str(uuid.uuid4()).upper(),
        "tipoModelo": 1,
        "tipoOperacion": 1,
        "tipoContingencia": None,
        "motivoContin": None,
        "fecEmi": TODAY,
        "horEmi": "10:15:30",
        "tipoMoneda": "USD",
    }


def line(number: int = 1, **fields: Any) -> dict[str, Any]:
    """A line of one unit at no price, with the given fields in place of the defaults."""
    return {
        "numItem": number,
        "tipoItem": 1,
        "numeroDocumento": None,
        "codigo": None,
        "codTributo": None,
        "descripcion": "Artículo de prueba",
        "cantidad": 1,
        "uniMedida": 59,
        "precioUni": 0,
        "montoDescu": 0,
        "ventaNoSuj": 0,
        "ventaExenta": 0,
        "ventaGravada": 0,
        "tributos": None,
        "psv": 0,
        "noGravado": 0,
    } | fields


def _resumen(**fields: Any) -> dict[str, Any]:
    total = fields["totalPagar"]
    return {
        "totalNoSuj": 0,
        "totalExenta": 0,
        "totalGravada": 0,
        "subTotalVentas": 0,
        "descuNoSuj": 0,
        "descuExenta": 0,
        "descuGravada": 0,
        "porcentajeDescuento": 0,
        "totalDescu": 0,
        "tributos": None,
        "subTotal": 0,
        "ivaRete": 0,
        "montoTotalOperacion": 0,
        "totalNoGravado": 0,
        "totalLetras": "MONTO DE PRUEBA 00/100 DÓLARES",
        "saldoFavor": 0,
        "condicionOperacion": 1,
        "pagos": [{"codigo": "01", "montoPago": total, "referencia": None, "plazo": None, "periodo": None}],
        "numPagoElectronico": None,
        "observaciones": None,
    } | fields


def base(identification: Any, receptor: Any, lines: list[Any], resumen: Any) -> dict[str, Any]:
    """A document of sales with nothing related, associated or appended."""
    return {
        "identificacion": identification,
        "documentoRelacionado": None,
        "emisor": issuer(),
        "receptor": receptor,
        "otrosDocumentos": None,
        "ventaTercero": None,
        "cuerpoDocumento": lines,
        "resumen": resumen,
        "apendice": None,
    }


def factura(number: int = 1) -> dict[str, Any]:
    """2 × 11.30 with IVA: ivaItem 2.60; and an exempt line of 5.00."""
    lines = [
        line(1, cantidad=2, precioUni=money("11.30"), ventaGravada=money("22.60"), ivaItem=money("2.60")),
        line(2, precioUni=money("5.00"), ventaExenta=money("5.00"), ivaItem=0),
    ]
    resumen = _resumen(
        totalGravada=money("22.60"),
        totalExenta=money("5.00"),
        subTotalVentas=money("27.60"),
        subTotal=money("27.60"),
        montoTotalOperacion=money("27.60"),
        totalPagar=money("27.60"),
        totalIva=money("2.60"),
    )
    return base(identification("01", 2, number), None, lines, resumen)


def credito_fiscal(number: int = 1, *, net: bool = True) -> dict[str, Any]:
    """300.00 less 10 % global discount, 1 % retained, a credit of 20.00 outside the base.

    Base 270.00, IVA 35.10, retention 2.70; `montoTotalOperacion` net of it (302.40) or before it (305.10);
    to pay 282.40.
    """
    lines = [
        line(1, cantidad=10, precioUni=31, montoDescu=10, ventaGravada=300, tributos=["20"]),
        line(2, uniMedida=99, descripcion="Abono", noGravado=-20),
    ]
    resumen = _resumen(
        totalGravada=300,
        subTotalVentas=300,
        descuGravada=30,
        porcentajeDescuento=10,
        totalDescu=40,
        tributos=[{"codigo": "20", "descripcion": "Impuesto al Valor Agregado 13%", "valor": money("35.10")}],
        subTotal=270,
        ivaPerci=0,
        ivaRete=money("2.70"),
        montoTotalOperacion=money("302.40") if net else money("305.10"),
        totalNoGravado=-20,
        totalPagar=money("282.40"),
    )
    return base(identification("03", 4, number), receiver(), lines, resumen)


def dump(value: Any) -> bytes:
    """Compact JSON with exact numbers."""

    def encode(node: Any) -> str:
        if isinstance(node, Decimal):
            return format(node, "f")
        if isinstance(node, dict):
            return "{" + ",".join(f"{json.dumps(k, ensure_ascii=False)}:{encode(v)}" for k, v in node.items()) + "}"
        if isinstance(node, list):
            return "[" + ",".join(map(encode, node)) + "]"
        return json.dumps(node, ensure_ascii=False)

    return encode(value).encode()


LOOSE = [("04", 4), ("06", 4), ("07", 2), ("08", 2), ("09", 2), ("11", 3), ("14", 2), ("15", 2)]
"""Structures whose schema here says nothing but who it is for."""

SCHEMAS = sorted(
    [f"{tipo}-v{version}" for tipo, version in [*LOOSE, ("01", 2), ("03", 4), ("05", 4)]] + ["invalidacion-v3"]
)


def write_schemas(folder: Path) -> Path:
    """Small schemas in the manner of MH's, for tests that run without MH's files."""
    folder.mkdir(parents=True, exist_ok=True)
    amount = {"type": "number", "minimum": 0, "exclusiveMaximum": 100000000000, "multipleOf": 1e-08}
    cents = {"type": "number", "minimum": 0, "exclusiveMaximum": 100000000000, "multipleOf": 0.01}
    for tipo, version in LOOSE:
        heading = {"version": {"const": version}, "tipoDte": {"const": tipo}}
        schema = {"type": "object", "properties": {"identificacion": {"type": "object", "properties": heading}}}
        (folder / f"structure-of-{tipo}.json").write_text(json.dumps(schema))
    event: dict[str, Any] = {name: {"type": "object"} for name in ("identificacion", "emisor", "documento", "motivo")}
    event["identificacion"]["properties"] = {"version": {"const": 3}}
    whole = {"type": "object", "properties": event, "required": list(event)}
    (folder / "invalidation.json").write_text(json.dumps(whole))
    for tipo, version in (("01", 2), ("03", 4), ("05", 4)):
        schema = {
            "$schema": "http://json-schema.org/draft-07/schema#",
            "type": "object",
            "required": ["identificacion", "emisor", "receptor", "cuerpoDocumento", "resumen"],
            "properties": {
                "identificacion": {
                    "type": "object",
                    "required": ["version", "tipoDte", "numeroControl", "codigoGeneracion", "fecEmi"],
                    "properties": {
                        "version": {"type": "integer", "const": version},
                        "tipoDte": {"type": "string", "const": tipo},
                        "numeroControl": {
                            "type": "string",
                            "pattern": "^DTE-[0-9]{2}-[MBSP][0-9]{3}P[0-9]{3}-[0-9]{15}$",
                        },
                        "codigoGeneracion": {"type": "string", "minLength": 36, "maxLength": 36},
                        "fecEmi": {"type": "string", "format": "date"},
                    },
                },
                "emisor": {"type": "object", "required": ["nit"], "properties": {"telefono": {"minLength": 8}}},
                "receptor": {"type": ["object", "null"]},
                "cuerpoDocumento": {
                    "type": "array",
                    "minItems": 1,
                    "items": {
                        "type": "object",
                        "properties": {"ventaGravada": amount, "descripcion": {"minLength": 1}},
                    },
                },
                "resumen": {
                    "type": "object",
                    "required": ["totalPagar"],
                    "properties": {
                        "totalPagar": cents,
                        "subTotal": cents,
                        "pagos": {
                            "items": {"properties": {"periodo": {"type": ["number", "null"], "exclusiveMinimum": 0}}}
                        },
                    },
                },
            },
            "additionalProperties": tipo != "01",
        }
        if tipo == "01":
            for name in ("documentoRelacionado", "otrosDocumentos", "ventaTercero", "apendice"):
                schema["properties"][name] = {}
        (folder / f"structure-of-{tipo}.json").write_text(json.dumps(schema))
    return folder
