"""From a complete document back to the sale that makes it: to repeat, duplicate, migrate and test."""

from collections.abc import Mapping
from typing import Any

from facturaxpress.dte import tributes
from facturaxpress.dte.documents import LAWS, Law
from facturaxpress.dte.faults import FaultError
from facturaxpress.dte.identity import compact
from facturaxpress.dte.numbering import parse_numero_control
from facturaxpress.dte.rules import get

_COLUMNS = {"ventaExenta": "exenta", "ventaNoSuj": "noSujeta", "noGravado": "noGravado"}
_KEPT_OF_LINE = (
    "tipoItem",
    "numeroDocumento",
    "cantidad",
    "codigo",
    "codTributo",
    "uniMedida",
    "descripcion",
    "precioUni",
    "montoDescu",
    "psv",
)
_INPUTS_OF_SUMMARY = (
    "descuNoSuj",
    "descuExenta",
    "descuGravada",
    "porcentajeDescuento",
    "condicionOperacion",
    "numPagoElectronico",
    "observaciones",
)
_NUMBERS_OF_PEOPLE = ("nit", "nrc", "numDocumento")


def reduce(document: Mapping[str, Any]) -> dict[str, Any]:
    """The sale that a complete document (as `parse_json` gives it, bare or Archivo DTE) was made from.

    `build` makes the same document of it again, given the same issuer, moment and readings. Documents of 1.x come out
    as sales of today: identity numbers without hyphens, the observations of `extension` in `resumen`; their addresses
    lack the distrito that 2.0 asks for. `fecEmi` is kept: take it out to repeat a sale today. Raises FaultError for a
    document of a type or version that is not known.
    """
    own = document.get("identificacion")
    own = own if isinstance(own, Mapping) else {}
    law = LAWS.get((own.get("tipoDte", ""), own.get("version", 0)))
    if law is None:
        known = ", ".join(sorted(f"{law.tipo} v{law.version}" for law in LAWS.values()))
        values = {"tipo": own.get("tipoDte"), "version": own.get("version"), "known": known}
        raise FaultError([get("unknown-structure").fault("identificacion", values)])
    sale: dict[str, Any] = {"tipoDte": law.tipo}
    number = parse_numero_control(own.get("numeroControl", ""))
    if number is not None:
        sale |= {"establecimiento": number.establecimiento, "puntoVenta": number.puntoVenta}
    sale["fecEmi"] = own.get("fecEmi")
    for section in ("documentoRelacionado", "otrosDocumentos", "ventaTercero", "apendice"):
        if document.get(section) is not None:
            sale[section] = _without_nulls(document[section])
    if document.get("receptor") is not None:
        sale["receptor"] = _receptor(document["receptor"], law)
    sale["cuerpoDocumento"] = [_line(item, law) for item in document["cuerpoDocumento"]]
    sale["resumen"] = _summary(document["resumen"], document.get("extension") or {}, law)
    return sale


def _without_nulls(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {key: _without_nulls(member) for key, member in value.items() if member is not None}
    return [_without_nulls(member) for member in value] if isinstance(value, list) else value


def _receptor(receptor: Mapping[str, Any], law: Law) -> dict[str, Any]:
    result: dict[str, Any] = _without_nulls(receptor)
    if law.regime == "1.x":
        for field in _NUMBERS_OF_PEOPLE:
            if field in result and result.get("tipoDocumento") in (None, "36", "13"):
                result[field] = compact(result[field])
    return result


def _line(item: Mapping[str, Any], law: Law) -> dict[str, Any]:
    result = {key: item[key] for key in _KEPT_OF_LINE if item.get(key)}
    result.setdefault("precioUni", item.get("precioUni", 0))
    for column, treatment in _COLUMNS.items():
        if item.get(column):
            result["tipoVenta"] = treatment
            if column == "noGravado":
                result["noGravado"] = item["noGravado"]
    codes = item.get("tributos")
    # In 03, what a taxable line carries of itself need not be said.
    if codes and (law.gross or codes != [tributes.IVA] or not item.get("ventaGravada")):
        result["tributos"] = list(codes)
    return result


def _summary(summary: Mapping[str, Any], extension: Mapping[str, Any], law: Law) -> dict[str, Any]:
    result = {key: summary[key] for key in _INPUTS_OF_SUMMARY if summary.get(key)}
    if extension.get("observaciones"):
        result["observaciones"] = extension["observaciones"]
    suffix = "1" if law.regime == "1.x" else ""
    for flag, field in (("retieneIva", f"ivaRete{suffix}"), ("percibeIva", f"ivaPerci{suffix}")):
        if summary.get(field):
            result[flag] = True
    stated = [
        {"codigo": entry["codigo"], "valor": entry["valor"]}
        for entry in summary.get("tributos") or ()
        if _is_stated(entry["codigo"], law)
    ]
    if stated:
        result["tributos"] = stated
    if summary.get("saldoFavor"):
        result["saldoFavor"] = summary["saldoFavor"]
    if summary.get("pagos") is not None:
        result["pagos"] = [_payment(entry, summary.get("condicionOperacion") == 1) for entry in summary["pagos"]]
    return result


def _is_stated(code: str, law: Law) -> bool:
    return code in tributes.GIVEN or tributes.informative(code, law.regime)


def _payment(entry: Mapping[str, Any], cash: bool) -> dict[str, Any]:
    """1.x let cash payments carry half a term or an empty reference; neither says anything."""
    left_out = ("plazo", "periodo") if cash else ()
    return {key: value for key, value in entry.items() if value not in (None, "") and key not in left_out}
