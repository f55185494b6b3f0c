"""Codes, tributes and terms of the documents beyond what the JSON Schema says.

Sources: Manual Funcional v2.0 (PDF pp. 32–40, 44–46 and 52–55), Catálogos v1.1. Each check raises the first fault.
Codes are looked up for the structures of 2.0 only: those of 1.x carry their lists in their schemas.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from facturaxpress.sandbox.messages import RefusalError
from facturaxpress.sandbox.rules import tables

_SERVICES = 2
_MONEY, _GOODS = 1, 2
_OWN_TRIBUTE = 4
_EXPORT_PARTS = ("emisor.recintoFiscal", "emisor.tipoRegimen", "emisor.regimen", "resumen.codIncoterms")


def check_codes(document: Mapping[str, Any]) -> None:
    """Addresses, identity documents, payment, and what the tipo asks for besides: 005, 007, 024."""
    identification = document["identificacion"]
    tipoDte, version = identification["tipoDte"], identification["version"]
    if (tipoDte, version) not in tables.OF_1X:
        check_addresses(document)
        check_lists(tipoDte, document)
        check_transmission(tipoDte, identification)
        if "resumen" in document:
            _payment(document["resumen"])
        if tipoDte == "11":
            _export(document)
    if tipoDte == "15":
        _donation(document)


def check_lists(structure: str, document: Mapping[str, Any]) -> None:
    """Every code against its list (007)."""
    for path, allowed in (tables.ALLOWED | tables.ALLOWED_IN.get(structure, {})).items():
        for field, value in _values(document, path.split(".")):
            if value not in allowed:
                raise RefusalError("007", field)


def _values(node: Any, steps: Sequence[str], at: str = "") -> Iterator[tuple[str, Any]]:
    """What stands at a path, with its place in MH's manner: members of a list are counted from 1."""
    if node is None:
        return
    if not steps:
        yield at, node
    elif steps[0] == "*":
        for place, member in enumerate(node if isinstance(node, list) else (), 1):
            yield from _values(member, steps[1:], f"{at}.{place}")
    elif isinstance(node, dict):
        yield from _values(node.get(steps[0]), steps[1:], f"{at}.{steps[0]}" if at else steps[0])


def check_addresses(document: Mapping[str, Any]) -> None:
    """Departamento, municipio and distrito belong together (007)."""
    for part in ("emisor", "receptor"):
        address = (document.get(part) or {}).get("direccion")
        if address is not None:
            _address(address, f"{part}.direccion")


def check_transmission(tipoDte: str, identification: Mapping[str, Any]) -> None:
    """Normal transmission names no contingency, a deferred one does; 08, 09 and 15 are never deferred (p. 21)."""
    deferred = identification["tipoOperacion"] == 2
    if deferred and tipoDte in {"08", "09", "15"}:
        raise RefusalError("007", "identificacion.tipoOperacion")
    if (identification["tipoModelo"] == 2) != deferred:
        raise RefusalError("007", "identificacion.tipoModelo")
    cause = identification.get("tipoContingencia")
    if deferred and cause is None:
        raise RefusalError("005", "identificacion.tipoContingencia")
    if cause is not None and not deferred:
        raise RefusalError("024", "identificacion.tipoContingencia")
    if cause == 5 and not identification["motivoContin"]:
        raise RefusalError("005", "identificacion.motivoContin")


def check_lines(tipoDte: str, lines: Sequence[Mapping[str, Any]]) -> None:
    """Numbering, kinds and units of the lines, each member where the structure has it: 019, 005, 007, 024."""
    kinds = tables.TIPO_ITEM.get(tipoDte, tables.ANY_TIPO_ITEM)
    for place, line in enumerate(lines, 1):
        at = f"cuerpoDocumento.{place}"
        if line["numItem"] != place:
            raise RefusalError("019", f"{at}.numItem")
        if line.get("tipoItem", 1) not in kinds:
            raise RefusalError("007", f"{at}.tipoItem")
        if line.get("uniMedida", 99) not in tables.UNI_MEDIDA:
            raise RefusalError("007", f"{at}.uniMedida")
        if "codTributo" in line:
            _own_tribute(tipoDte, line, at)
        if line.get("noGravado", 0) != 0:
            _charge(line, at)
        if "tributos" in line:
            _line_tributes(tipoDte, line, f"{at}.tributos")


def _own_tribute(tipoDte: str, line: Mapping[str, Any], at: str) -> None:
    code = line["codTributo"]
    if line["tipoItem"] == _OWN_TRIBUTE and code is None:
        raise RefusalError("005", f"{at}.codTributo")
    if code is None:
        return
    if line["tipoItem"] != _OWN_TRIBUTE:
        raise RefusalError("024", f"{at}.codTributo")
    if code not in tables.SECTION_2:
        raise RefusalError("007", f"{at}.codTributo")
    if tipoDte in {"01", "11", "18"} and line["tributos"] is not None:
        raise RefusalError("024", f"{at}.tributos")


def _charge(line: Mapping[str, Any], at: str) -> None:
    """A line of `noGravado` holds nothing else (p. 32–33); its price is let be, as p. 50 prints one."""
    right = {
        "cantidad": line["cantidad"] == 1,
        "uniMedida": line.get("uniMedida") == 99,
        "tipoItem": line.get("tipoItem") != _OWN_TRIBUTE,
        "montoDescu": line["montoDescu"] == 0,
        "psv": not line.get("psv"),
        "codTributo": line.get("codTributo") is None,
        "tributos": line["tributos"] is None,
    }
    for field, is_right in right.items():
        if field in line and not is_right:
            raise RefusalError("024", f"{at}.{field}")


def check_summary_tributes(tipoDte: str, summary: Sequence[Mapping[str, Any]]) -> None:
    """The codes of `resumen.tributos`: allowed in this tipo (007) and each once (025)."""
    allowed = _tributes_of(tipoDte)
    codes = [entry["codigo"] for entry in summary]
    for place, code in enumerate(codes, 1):
        if code not in allowed:
            raise RefusalError("007", f"resumen.tributos.{place}.codigo")
    if len(set(codes)) != len(codes):
        raise RefusalError("025", "resumen.tributos")


def _tributes_of(tipoDte: str) -> set[str]:
    informative = tables.SECTION_3 if tipoDte in tables.SECTION_3_TIPOS else set()
    return tables.SECTION_1_OF_TIPO.get(tipoDte, set()) | informative


def _line_tributes(tipoDte: str, line: Mapping[str, Any], field: str) -> None:
    codes = line["tributos"]
    own = line.get("tipoItem") == _OWN_TRIBUTE and tipoDte == "11"
    taxable = line["ventaGravada"] != 0 or line.get("exportaciones", 0) != 0
    if taxable and not own and tipoDte in tables.NEEDED and tables.NEEDED[tipoDte].isdisjoint(codes or ()):
        raise RefusalError("005", field)
    if codes is not None and not _tributes_of(tipoDte).issuperset(codes):
        raise RefusalError("007", field)


def _address(address: Mapping[str, Any], field: str) -> None:
    if address["departamento"] not in tables.DEPARTAMENTOS:
        raise RefusalError("007", f"{field}.departamento")
    distritos = tables.DISTRITOS.get((address["departamento"], address["municipio"]))
    if distritos is None:
        raise RefusalError("007", f"{field}.municipio")
    if address["distrito"] not in distritos:
        raise RefusalError("007", f"{field}.distrito")


def _payment(resumen: Mapping[str, Any]) -> None:
    condition = resumen.get("condicionOperacion")
    if condition is None:
        return
    for place, payment in enumerate(resumen.get("pagos") or (), 1):
        at = f"resumen.pagos.{place}"
        for term in ("plazo", "periodo"):
            if condition == 1 and payment[term] is not None:
                raise RefusalError("024", f"{at}.{term}")
            if condition == 2 and payment[term] is None:
                raise RefusalError("005", f"{at}.{term}")


def _export(document: Mapping[str, Any]) -> None:
    """Services cross no border: no customs data, no terms of delivery. Only one of the two thirds is named."""
    if document["emisor"]["tipoItemExpor"] == _SERVICES:
        for path in _EXPORT_PARTS:
            part, name = path.split(".")
            if document[part][name] is not None:
                raise RefusalError("024", path)
    if document["ventaTercero"] is not None and document["compraTercero"] is not None:
        raise RefusalError("024", "compraTercero")


def _donation(document: Mapping[str, Any]) -> None:
    """Money is paid, goods and services are not (pp. 54–55); the first associated document is the resolution."""
    lines = document["cuerpoDocumento"]
    for place, line in enumerate(lines, 1):
        at = f"cuerpoDocumento.{place}"
        if line["tipoDonacion"] != _GOODS and line["uniMedida"] != 99:
            raise RefusalError("024", f"{at}.uniMedida")
        if line["tipoDonacion"] == _MONEY and line["cantidad"] != 1:
            raise RefusalError("024", f"{at}.cantidad")
        depreciation = "tipoDepreciacion" if "tipoDepreciacion" in line else "depreciacion"
        if line["tipoDonacion"] != _GOODS and line[depreciation] != 0:
            raise RefusalError("024", f"{at}.{depreciation}")
    paid, of_money = document["resumen"]["pagos"] is not None, any(line["tipoDonacion"] == _MONEY for line in lines)
    if paid != of_money:
        raise RefusalError("005" if of_money else "024", "resumen.pagos")
    if all(each["codDocAsociado"] != 1 for each in document["otrosDocumentos"]):
        raise RefusalError("005", "otrosDocumentos")
