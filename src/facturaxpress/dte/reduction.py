"""From a complete document back to the sale that makes it: to repeat, duplicate, migrate and test."""

import re
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from facturaxpress.dte import tributes
from facturaxpress.dte.catalogs import Regime
from facturaxpress.dte.documents.law import Law, Type
from facturaxpress.dte.faults import Fault, FaultError
from facturaxpress.dte.identity import compact
from facturaxpress.dte.lines import CHARGE
from facturaxpress.dte.lost import lacking
from facturaxpress.dte.nodes import Node, spelling, tree
from facturaxpress.dte.numbering import parse_numero_control
from facturaxpress.dte.rules import get
from facturaxpress.dte.structures import LAWS, TYPES, said_type
from facturaxpress.dte.texts import shown
from facturaxpress.dte.walk import name_of

_TREATMENTS = {"ventaExenta": "exenta", "ventaNoSuj": "noSujeta", "noGravado": "noGravado"}
_FLAGS = {"ivaRete": "retieneIva", "ivaPerci": "percibeIva", "reteRenta": "retieneRenta"}
_NUMBERS_OF_PEOPLE = ("nit", "nrc", "numDocumento")
_OF_THE_SYSTEM = frozenset({"identificacion", "emisor", "firmaElectronica", "selloRecibido"})
_CASH = 1
_INDEX = re.compile(r"\[[0-9]+\]")


def reduce(document: Mapping[str, Any], *, regime: Regime | None = None) -> dict[str, Any]:
    """The sale, or the input of the event, that a complete document was made from; bare or Archivo DTE, as `parse_json`
    gives it.

    `build` makes the same document of it again, given the same issuer, moment, readings and structure. Documents of
    1.x come out as inputs of today: with the names of 2.0, identity numbers without hyphens, the observations of
    `extension` in `resumen`; their addresses lack the distrito that 2.0 asks for. `fecEmi` is kept: take it out to
    repeat a sale today. Raises FaultError for a document of a type or version that is not known, and for one whose
    parts are not of the kind they should be.

    With `regime`, what its structure of the type cannot say is left out.
    """
    own = _part(_part(document, Mapping, "").get("identificacion") or {}, Mapping, "identificacion")
    tipo, version = said_type(document, own)[0], own.get("version")
    law = next((one for one in LAWS.values() if one.tipo == tipo and one.version == version), None)
    if law is None or law.tipo not in TYPES:
        known = ", ".join(f"{law.tipo} v{law.version}" for law in LAWS.values())
        said_tipo, said_version = (shown("null" if value is None else str(value)) for value in (tipo, version))
        told = {"tipo": said_tipo, "version": said_version, "version_en": said_version}
        raise FaultError([get("unknown-structure").fault("identificacion", {**told, "known": known})])
    reduced = _Reduction(TYPES[law.tipo], law)
    sale: dict[str, Any] = {"tipoEvento" if reduced.type.event else "tipoDte": law.tipo}
    said = own.get("numeroControl")
    number = parse_numero_control(said) if isinstance(said, str) else None
    if number is not None:
        sale |= {"establecimiento": number.establecimiento, "puntoVenta": number.puntoVenta}
    dated = spelling(law.document).get("identificacion.fecEmi", "fecEmi")
    if own.get(dated) is not None:
        sale["fecEmi"] = own[dated]
    if own.get("fusion") is not None:
        sale["identificacion"] = {"fusion": own["fusion"]}
    sale |= reduced.section(document, tree(reduced.type.sale), tree(law.document), "")
    if reduced.type.finish_reduction is not None:
        reduced.type.finish_reduction(sale, document)
    if regime is not None:
        target = next((one for one in LAWS.values() if one.tipo == law.tipo and one.regime == regime), law)
        if "fusion" not in tree(target.document).members["identificacion"].members:
            sale.pop("identificacion", None)
        for chain in lacking(target.tipo, target.version):
            if chain == ("cuerpoDocumento", CHARGE):
                # Such a line says nothing else.
                sale["cuerpoDocumento"] = [line for line in sale["cuerpoDocumento"] if CHARGE not in line]
            _drop(sale, chain)
    return sale


def _drop(section: Any, chain: tuple[str, ...]) -> None:
    if isinstance(section, list):
        for member in section:
            _drop(member, chain)
    elif isinstance(section, dict) and chain[0] in section:
        if len(chain) == 1:
            del section[chain[0]]
        else:
            _drop(section[chain[0]], chain[1:])


class _Reduction:
    def __init__(self, own: Type, law: Law) -> None:
        self.type = own
        self.law = law
        self.computed = {figure.name for figure in own.figures} - {"saldoFavor"} | {"totalLetras"}
        self.of_lines = {figure.name for figure in own.line_figures} | {"numItem"}

    def section(self, part: Mapping[str, Any], form: Node, structure: Node, path: str) -> dict[str, Any]:
        """What the input's form has of this section, by the names of 2.0."""
        keys = {member.attribute: key for key, member in structure.members.items()}
        result: dict[str, Any] = {}
        for key, member in form.members.items():
            field = member.attribute
            if field not in keys or (not path and field in _OF_THE_SYSTEM):
                continue
            value = part.get(keys[field])
            here = f"{path}.{field}" if path else field
            if value is None and (structure.members[keys[field]].nullable or member.kind not in {"object", "array"}):
                continue
            if member.kind == "object":
                value = self.section(_part(value, Mapping, here), member, structure.members[keys[field]], here)
            elif member.kind == "array" and member.item is not None and member.item.kind == "object":
                inner = structure.members[keys[field]].item
                if inner is None:
                    raise AssertionError("the structure has a list where its input has one")
                parts = enumerate(_parts(value, here))
                value = [self.section(one, member.item, inner, f"{here}[{index}]") for index, one in parts]
            if value != "":
                result[key] = value
        match _INDEX.sub("", path):
            case "":
                self._observations(result, part)
            case "receptor":
                self._numbers(result)
            case "cuerpoDocumento":
                result = self._line(result, path)
            case "resumen":
                result = self._summary(result)
        return result

    def _observations(self, result: dict[str, Any], document: Mapping[str, Any]) -> None:
        """1.x has the observations in `extension`, of which the rest is kept where the input knows it."""
        extension = _part(document.get("extension") or {}, Mapping, "extension")
        notes = extension.get("observaciones")
        if notes and "resumen" in result and self.law.regime == "1.x" and "observaciones" in self.type.inputs:
            result["resumen"]["observaciones"] = notes
            result.get("extension", {}).pop("observaciones", None)
        if not result.get("extension", True):
            del result["extension"]

    def _numbers(self, receptor: dict[str, Any]) -> None:
        if self.law.regime == "1.x":
            for field in _NUMBERS_OF_PEOPLE:
                if isinstance(receptor.get(field), str) and receptor.get("tipoDocumento") in (None, "36", "13"):
                    receptor[field] = compact(receptor[field])

    def _line(self, line: dict[str, Any], path: str) -> dict[str, Any]:
        result = {key: value for key, value in line.items() if value != 0 and key not in self.of_lines}
        if self.type.amount:
            result.setdefault("precioUni", line.get("precioUni", Decimal(0)))
            for column, treatment in _TREATMENTS.items():
                if result.get(column):
                    result["tipoVenta"] = treatment
                if column != "noGravado":
                    result.pop(column, None)
            result.pop("ventaGravada", None)
            result.pop("compra", None)
        codes = line.get("tributos")
        codes = None if codes is None else _part(codes, list, f"{path}.tributos")
        # What a taxable line carries of itself need not be said.
        if codes == [self.type.usual] and self.type.usual is not None and line.get("ventaGravada"):
            del result["tributos"]
        return result

    def _summary(self, summary: dict[str, Any]) -> dict[str, Any]:
        result = {key: value for key, value in summary.items() if value != 0 and key not in self.computed}
        for field, flag in _FLAGS.items():
            if summary.get(field) and field in self.computed:
                result[flag] = True
        stated = [
            {"codigo": entry["codigo"], "valor": entry.get("valor")}
            for entry in summary.get("tributos") or []
            if self._is_stated(entry.get("codigo"))
        ]
        result.pop("tributos", None)
        if stated:
            result["tributos"] = stated
        if result.get("pagos"):
            cash = summary.get("condicionOperacion") == _CASH
            result["pagos"] = [_payment(entry, cash) for entry in result["pagos"]]
        return result

    def _is_stated(self, code: Any) -> bool:
        if not isinstance(code, str):
            return False
        return code in tributes.GIVEN or code in self.type.stated or tributes.informative(code, self.law.regime)


def _payment(entry: Mapping[str, Any], cash: bool) -> dict[str, Any]:
    """1.x let cash payments carry half a term or an empty reference; neither says anything."""
    left_out = ("plazo", "periodo") if cash else ()
    return {key: value for key, value in entry.items() if value != "" and key not in left_out}


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
