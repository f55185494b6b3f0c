"""Inputs of the four events, the documents they act on, and how to change and judge both."""

import copy
from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from typing import Any

from tests.dte.support import CONSUMIDOR, context, document, fe, finish, line

from facturaxpress import dte

TARGET = "3F2A6B1C-8D4E-4F50-9A61-7B8C9D0E1F21"
NEW = "5C4D3E2F-1A0B-4C9D-8E7F-6A5B4C3D2E1F"
CODIGO_OF_RETURN = "8C9DAEBF-0112-4324-9536-475869708192"
THIRD_CODE = "9DAEBF01-1223-4435-8647-586970819203"
SEAL = "2026A1B2C3D4E5F6A1B2C3D4E5F6A1B2C3D4E5F6"
SEALED = datetime(2026, 9, 10, 18, tzinfo=UTC)
PEOPLE: dict[str, Any] = {
    "nombreResponsable": "RESPONSABLE DE PRUEBA",
    "tipDocResponsable": "13",
    "numDocResponsable": "012345678",
    "nombreSolicita": "SOLICITANTE DE PRUEBA",
    "tipDocSolicita": "36",
    "numDocSolicita": "06141506181024",
}
Change = Callable[[dict[str, Any]], Any]


def invalidation(**changes: Any) -> dict[str, Any]:
    """A factura of 10 September invalidated because of an error, with its replacement."""
    documento = {
        "tipoDte": "01",
        "codigoGeneracion": TARGET,
        "selloRecibido": SEAL,
        "numeroControl": "DTE-01-M001P001-000000000000007",
        "fecEmi": "2026-09-10",
        "codigoGeneracionR": NEW,
        "tipoDocumento": "13",
        "numDocumento": "012345678",
        "nombre": "CONSUMIDOR DE PRUEBA",
        "correo": "cliente@example.com",
    }
    motivo = {"tipoAnulacion": 1, "motivoAnulacion": "Datos errados", **PEOPLE}
    return changed({"tipoEvento": "invalidacion", "documento": documento, "motivo": motivo}, changes)


def contingency(**changes: Any) -> dict[str, Any]:
    """Two documents issued while the Internet was down, until an hour ago."""
    return changed(
        {
            "tipoEvento": "contingencia",
            "emisor": {
                "nombreResponsable": "RESPONSABLE DE PRUEBA",
                "tipoDocResponsable": "13",
                "numeroDocResponsable": "012345678",
            },
            "detalleDTE": [
                {"tipoDoc": "01", "codigoGeneracion": TARGET},
                {"tipoDoc": "03", "codigoGeneracion": NEW},
            ],
            "motivo": {
                "fInicio": "2026-09-15",
                "hInicio": "08:00:00",
                "fFin": "2026-09-15",
                "hFin": "09:15:00",
                "tipoContingencia": 3,
            },
        },
        changes,
    )


def voucher(**more: Any) -> dict[str, Any]:
    """One comprobante de control interno."""
    whole = {
        "tipoDocumento": "97",
        "numDocumento": "CCI-1",
        "fechaEmision": "2026-09-03",
        "descripcion": "Servicio de prueba",
        "precioUni": 10,
        **more,
    }
    return {key: value for key, value in whole.items() if value is not ...}


def simplified(docDel: Any, docAl: Any, precioUni: Any = 10, **more: Any) -> dict[str, Any]:
    """A range of facturas simplificadas."""
    whole = {"tipoDocumento": "02", "docDel": docDel, "docAl": docAl, "descripcion": "Ventas", "precioUni": precioUni}
    return {key: value for key, value in {**whole, **more}.items() if value is not ...}


def special(*lines: dict[str, Any], **changes: Any) -> dict[str, Any]:
    return changed({"tipoEvento": "17", "cuerpoDocumento": list(lines) or [voucher()]}, changes)


def returned(*lines: dict[str, Any], tipo: str = "01", **changes: Any) -> dict[str, Any]:
    """What comes back of one document of 10 September."""
    related = {"tipoDocumento": tipo, "codigoGeneracion": TARGET, "fechaEmision": "2026-09-10"}
    whole: dict[str, Any] = {
        "tipoEvento": "18",
        "documentoRelacionado": [related],
        "documento": copy.deepcopy(CONSUMIDOR),
        "cuerpoDocumento": list(lines) or [line()],
    }
    if tipo == "11":
        whole["emisor"] = {"tipoItemExpor": 1, "recintoFiscal": "01", "tipoRegimen": "EX-1", "regimen": "1000.000"}
        whole["documento"] |= {"codPais": "GT", "nombrePais": "GUATEMALA"}
    return changed(whole, changes)


def changed(whole: dict[str, Any], changes: dict[str, Any]) -> dict[str, Any]:
    """Sections are changed field by field; `...` takes a field out; other values replace."""
    whole = copy.deepcopy(whole)
    for key, value in changes.items():
        if isinstance(value, dict) and isinstance(whole.get(key), dict):
            whole[key] = {name: one for name, one in {**whole[key], **value}.items() if one is not ...}
        elif value is ...:
            del whole[key]
        else:
            whole[key] = value
    return whole


def put(path: str, value: Any) -> Change:
    """A change to a document: sets one place."""

    def change(whole: dict[str, Any]) -> None:
        *parents, last = [
            int(part) if part.isdigit() else part for part in path.replace("[", ".").replace("]", "").split(".")
        ]
        node: Any = whole
        for part in parents:
            node = node[part]
        node[last] = value

    return change


def issued(sale: dict[str, Any], code: str = TARGET, **changes: Any) -> dict[str, Any]:
    """A document or event with that code, as it was signed."""
    draft = dte.build(sale, context(**changes))
    result: dict[str, Any] = dte.parse_json(finish(draft, 7, code))
    return result


def held(
    whole: dict[str, Any] | None = None,
    *,
    seal: str | None = SEAL,
    sealed: datetime | None = SEALED,
    invalidated: bool = False,
    affecting: Iterable[dict[str, Any]] = (),
) -> dte.Held:
    """A document that the issuer holds; a factura to a consumer of 10 September if none is given."""
    return dte.Held(
        document=whole if whole is not None else issued(fe(line(113, 2), receptor=CONSUMIDOR, fecEmi="2026-09-10")),
        selloRecibido=seal,
        sealed=sealed if seal is not None else None,
        invalidated=invalidated,
        affecting=tuple(affecting),
    )


def told(sale: dict[str, Any], **changes: Any) -> list[tuple[str, str]]:
    """Code and path of every fault and warning when issuing."""
    return [(one.code, one.path) for one in all_of(sale, **changes)]


def all_of(sale: dict[str, Any], **changes: Any) -> list[dte.Fault]:
    try:
        return list(dte.build(sale, context(**changes)).warnings)
    except dte.FaultError as error:
        return [*error.faults, *error.warnings]


def judged(
    sale: dict[str, Any], *changes: Change, known: dict[str, dte.Held] | None = None, **more: Any
) -> list[tuple[str, str]]:
    """Code and path of every fault and warning of the event that is made, with some changes."""
    whole = document(sale, **more)
    for change in changes:
        change(whole)
    report = dte.validate(whole, held=known or {})
    return [(one.code, one.path) for one in (*report.faults, *report.warnings)]


def complete(fault: dte.Fault) -> None:
    """A fault that a person can act on: all texts filled in."""
    for text in (fault.message, fault.message_en, fault.fix, fault.fix_en, fault.source):
        assert text.strip()
        assert "{" not in text
        assert "None" not in text
        assert ".." not in text
    assert fault.message.endswith(".")
