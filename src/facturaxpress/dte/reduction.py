"""From a complete document back to the sale that makes it: to repeat, duplicate, migrate and test."""

from collections.abc import Mapping
from typing import Any

from facturaxpress.dte import tributes
from facturaxpress.dte.documents import LAWS
from facturaxpress.dte.documents.law import Law
from facturaxpress.dte.faults import Fault, FaultError
from facturaxpress.dte.identity import compact
from facturaxpress.dte.numbering import parse_numero_control
from facturaxpress.dte.rules import get
from facturaxpress.dte.texts import shown
from facturaxpress.dte.walk import name_of

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
    document of a type or version that is not known, and for one whose parts are not of the kind they should be.
    """
    own = _part(_part(document, Mapping, "").get("identificacion") or {}, Mapping, "identificacion")
    tipo, version = own.get("tipoDte"), own.get("version")
    law = next((one for one in LAWS.values() if one.tipo == tipo and one.version == version), None)
    if law is None:
        known = ", ".join(sorted(f"{law.tipo} v{law.version}" for law in LAWS.values()))
        told = {"tipo": shown(str(tipo)), "version": shown(str(version)), "version_en": shown(str(version))}
        values = {**told, "known": known}
        raise FaultError([get("unknown-structure").fault("identificacion", values)])
    sale: dict[str, Any] = {"tipoDte": law.tipo}
    said = own.get("numeroControl")
    number = parse_numero_control(said) if isinstance(said, str) else None
    if number is not None:
        sale |= {"establecimiento": number.establecimiento, "puntoVenta": number.puntoVenta}
    sale["fecEmi"] = own.get("fecEmi")
    for section in ("documentoRelacionado", "otrosDocumentos", "ventaTercero", "apendice"):
        if document.get(section) is not None:
            sale[section] = _without_nulls(document[section])
    if document.get("receptor") is not None:
        sale["receptor"] = _receptor(_part(document["receptor"], Mapping, "receptor"), law)
    items = _parts(document.get("cuerpoDocumento"), "cuerpoDocumento")
    sale["cuerpoDocumento"] = [_line(item, f"cuerpoDocumento[{index}]", law) for index, item in enumerate(items)]
    summary = _part(document.get("resumen"), Mapping, "resumen")
    sale["resumen"] = _summary(summary, _part(document.get("extension") or {}, Mapping, "extension"), law)
    return sale


def _part(value: Any, kind: type[Any], path: str) -> Any:
    """The value, if it is of that kind. Raises FaultError otherwise."""
    if isinstance(value, kind):
        return value
    expected, expected_en = _KINDS[kind]
    raise FaultError([_wrong(path, expected, expected_en, value)])


def _parts(value: Any, path: str) -> list[Mapping[str, Any]]:
    return [_part(member, Mapping, f"{path}[{index}]") for index, member in enumerate(_part(value, list, path))]


def _wrong(path: str, expected: str, expected_en: str, value: Any) -> Fault:
    got, got_en = ("null", "null") if value is None else name_of(value)
    values = {"expected": expected, "expected_en": expected_en, "got": got, "got_en": got_en}
    return get("wrong-type").fault(path, values)


_KINDS: dict[Any, tuple[str, str]] = {
    Mapping: ("un objeto {…}", "an object {…}"),
    list: ("una lista […]", "a list […]"),
    str: ("un texto entre comillas", "a text in quotes"),
}


def _without_nulls(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {key: _without_nulls(member) for key, member in value.items() if member is not None}
    return [_without_nulls(member) for member in value] if isinstance(value, list) else value


def _receptor(receptor: Mapping[str, Any], law: Law) -> dict[str, Any]:
    result: dict[str, Any] = _without_nulls(receptor)
    if law.regime == "1.x":
        for field in _NUMBERS_OF_PEOPLE:
            if isinstance(result.get(field), str) and result.get("tipoDocumento") in (None, "36", "13"):
                result[field] = compact(result[field])
    return result


def _line(item: Mapping[str, Any], path: str, law: Law) -> dict[str, Any]:
    result = {key: item[key] for key in _KEPT_OF_LINE if item.get(key)}
    result.setdefault("precioUni", item.get("precioUni", 0))
    for column, treatment in _COLUMNS.items():
        if item.get(column):
            result["tipoVenta"] = treatment
            if column == "noGravado":
                result["noGravado"] = item["noGravado"]
    codes = item.get("tributos")
    codes = None if codes is None else _part(codes, list, f"{path}.tributos")
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
        {"codigo": entry["codigo"], "valor": entry.get("valor")}
        for entry in _parts(summary.get("tributos") or [], "resumen.tributos")
        if _is_stated(entry.get("codigo"), law)
    ]
    if stated:
        result["tributos"] = stated
    if summary.get("saldoFavor"):
        result["saldoFavor"] = summary["saldoFavor"]
    if summary.get("pagos") is not None:
        entries = _parts(summary["pagos"], "resumen.pagos")
        result["pagos"] = [_payment(entry, summary.get("condicionOperacion") == 1) for entry in entries]
    return result


def _is_stated(code: Any, law: Law) -> bool:
    if not isinstance(code, str):
        return False
    return code in tributes.GIVEN or tributes.informative(code, law.regime)


def _payment(entry: Mapping[str, Any], cash: bool) -> dict[str, Any]:
    """1.x let cash payments carry half a term or an empty reference; neither says anything."""
    left_out = ("plazo", "periodo") if cash else ()
    return {key: value for key, value in entry.items() if value not in (None, "") and key not in left_out}
