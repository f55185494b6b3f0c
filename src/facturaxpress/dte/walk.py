"""The slow way through a sale or document: finds everything that does not fit the structure, and goes on.

What is faulty is replaced by something harmless, so that the rules can still look at the rest in the same pass.
"""

import re
from collections.abc import Collection, Mapping
from decimal import Decimal
from typing import Any

from msgspec import Struct

from facturaxpress.dte.advice import about_unknown, stand_ins
from facturaxpress.dte.faults import join
from facturaxpress.dte.hints import EMAIL, FORMS, HINTS, NOTHING, OR_NULL, hinted
from facturaxpress.dte.money import ZERO, plain, r8
from facturaxpress.dte.nodes import Node, tree
from facturaxpress.dte.rules.book import Findings
from facturaxpress.dte.texts import is_date, is_email, shown


class Walk:
    """One pass over one value."""

    def __init__(
        self,
        cls: type[Struct],
        findings: Findings,
        synonyms: Mapping[str, Mapping[str, str]] | None = None,
        *,
        made: Collection[str] | None = None,
        not_held: Mapping[str, str] | None = None,
    ) -> None:
        """`synonyms` are other names of fields, by section.

        `made` tells that a document which was just made is looked at, and names the figures of `resumen` that were
        computed beside its tributes: what is null there was not sent, what was refused before is not told again, and a
        figure out of its range waits in `effects`, since whatever made it so has most likely a fault of its own.
        `not_held` has by path the codes of the documents that sections or fields would have been taken from, had they
        been held.
        """
        self.cls = cls
        self.findings = findings
        self.synonyms = synonyms or {}
        self.made = made is not None
        self.not_held = not_held or {}
        self.computed = {"resumen.tributos.valor", *(f"resumen.{name}" for name in made or ())} if self.made else set()
        self.effects: list[tuple[str, str, dict[str, Any]]] = []

    def run(self, value: Mapping[str, Any]) -> Struct:
        """The struct, with harmless values where `findings` now tells of a fault."""
        result: Struct = self._object(tree(self.cls), value, "")
        return result

    def knows(self, key: str) -> bool:
        """Whether a top-level field is known."""
        return key in tree(self.cls).members or key in self.synonyms.get("", {})

    def unknown(self, key: str) -> None:
        """Tells of a top-level field that is not known."""
        self._unknown(tree(self.cls), key, "")

    def _refuse(self, code: str, path: str, node: Node, **values: Any) -> Any:
        if self.made and self.findings.echoes(path):
            return _harmless(node)
        if self.computed and _INDEX.sub("", path) in self.computed:
            self.effects.append((code, path, {"field": path.rpartition(".")[2], **values}))
            return _harmless(node)
        self.findings.refuse(code, path, field=path.rpartition(".")[2], **values)
        return _harmless(node)

    def _value(self, node: Node, value: Any, path: str) -> Any:
        if value is None:
            if node.nullable:
                return None
            if self.made:
                return self._missing(node, path)
            return self._refuse("null-value", path, node)
        match node.kind:
            case "any":
                return value
            case "object" if isinstance(value, Mapping):
                return self._object(node, value, path)
            case "array" if isinstance(value, list | tuple):
                return self._array(node, value, path)
            case "string" if isinstance(value, str):
                return self._string(node, value, path)
            case "number" | "integer" if isinstance(value, int | Decimal) and not isinstance(value, bool):
                return self._number(node, value, path)
            case "number" | "integer" if isinstance(value, float):
                return self._refuse("inexact-number", path, node)
            case "number" | "integer" if isinstance(value, str) and _NUMBER.fullmatch(value):
                return self._refuse("number-as-text", path, node, value=shown(value), **_commas(value))
            case "boolean" if isinstance(value, bool):
                return value
        got, got_en = name_of(value)
        expected, expected_en = _KINDS[node.kind]
        return self._refuse(
            "wrong-type", path, node, expected=expected, expected_en=expected_en, got=got, got_en=got_en
        )

    def _missing(self, node: Node, path: str) -> Any:
        """Refuses what a document that was made lacks."""
        hint, hint_en = HINTS.get(path.rpartition(".")[2], NOTHING)
        code = self.not_held.get(path) or self.not_held.get(path.rpartition(".")[0])
        if code is not None:
            hint += f"; este sistema no tiene el documento {code}, del que lo tomaría"
            hint_en += f"; this system does not hold document {code}, from which it would take it"
        return self._refuse("required", path, node, **hinted((hint, hint_en)))

    def _object(self, node: Node, value: Mapping[str, Any], path: str) -> Any:
        found: dict[str, Any] = {}
        others = self.synonyms.get(_INDEX.sub("", path), {}) if self.synonyms else {}
        for key, member in value.items():
            if self.findings.full:
                break
            inner = node.members.get(key) if isinstance(key, str) else None
            if inner is None and key in others and others[key] in node.members:
                inner = node.members[others[key]]
                here = join(path, inner.attribute)
                if others[key] in value:
                    self.findings.refuse("two-names", here, field=others[key], other=key)
                    continue
                self.findings.name(_INDEX.sub("", here), key)
            if inner is None:
                self._unknown(node, str(key), path)
                for attribute in stand_ins(node, str(key)):
                    if attribute not in value:
                        # What was meant for it is told of; that it is missing would say so again.
                        self.findings.poison(join(path, attribute))
            else:
                found[inner.attribute] = self._value(inner, member, join(path, inner.attribute))
        for inner in node.members.values():
            if inner.attribute in found:
                continue
            if not inner.required:
                found[inner.attribute] = None
            elif self.findings.full or self.findings.refused(join(path, inner.attribute)):
                found[inner.attribute] = _harmless(inner)
            else:
                hint = hinted(OR_NULL if inner.nullable else NOTHING)
                found[inner.attribute] = self._refuse("required", join(path, inner.attribute), inner, **hint)
        if node.cls is None:
            raise AssertionError("an object node has a struct")
        return node.cls(**found)

    def _unknown(self, node: Node, key: str, path: str) -> None:
        near, (advice, advice_en) = about_unknown(self.cls, node, key, path)
        self.findings.add(
            "unknown-field",
            join(path, key),
            field=shown(key),
            near=f"; el más parecido es «{near}»" if near else "",
            near_en=f"; the nearest is “{near}”" if near else "",
            advice=advice,
            advice_en=advice_en,
        )

    def _array(self, node: Node, value: list[Any] | tuple[Any, ...], path: str) -> Any:
        item = node.item
        if item is None:
            raise AssertionError("an array node has an item")
        if self.made and self.findings.echoes(path):
            return [self._value(item, member, join(path, index)) for index, member in enumerate(value)]
        if self.made and not value and node.minimum_length:
            # Nothing was sent of it: an input with an empty list has its fault already.
            return self._missing(node, path)
        if node.minimum_length is not None and len(value) < node.minimum_length:
            self.findings.refuse("too-few", path, length=len(value), limit=node.minimum_length)
        if node.maximum_length is not None and len(value) > node.maximum_length:
            self.findings.refuse("too-many", path, length=len(value), limit=node.maximum_length)
            value = value[: node.maximum_length]
        result = []
        for index, member in enumerate(value):
            if self.findings.full:
                break
            result.append(self._value(item, member, join(path, index)))
        if node.unique:
            seen: list[Any] = []
            for index, member in enumerate(value):
                if member in seen:
                    self.findings.refuse("repeated", join(path, index), value=shown(_text_of(member)))
                else:
                    seen.append(member)
        return result

    def _string(self, node: Node, value: str, path: str) -> Any:
        if node.choices is not None and value not in node.choices:
            return self._refuse("not-allowed", path, node, value=f"«{shown(value)}»", choices=_choices(node))
        if node.format == "date":
            return value if is_date(value) else self._refuse("bad-date", path, node, value=shown(value))
        if node.minimum_length is not None and len(value) < node.minimum_length:
            return self._refuse("too-short", path, node, length=len(value), limit=node.minimum_length)
        if node.maximum_length is not None and len(value) > node.maximum_length:
            return self._refuse("too-long", path, node, length=len(value), limit=node.maximum_length)
        form = None
        if node.format == "email" and not is_email(value):
            form = EMAIL
        elif node.pattern is not None and not _found(node.pattern, value):
            form = FORMS.get(path.rpartition(".")[2], (node.pattern, node.pattern))
        if form is not None:
            return self._refuse("bad-format", path, node, value=shown(value), pattern=form[0], pattern_en=form[1])
        return value

    def _number(self, node: Node, value: Decimal | int, path: str) -> Any:
        number = Decimal(value)
        if not number.is_finite():
            return self._refuse("out-of-range", path, node, value=str(value), **_bounds(node))
        if node.kind == "integer":
            if number != number.to_integral_value():
                expected, expected_en = _KINDS["integer"]
                got = plain(number)
                return self._refuse(
                    "wrong-type", path, node, expected=expected, expected_en=expected_en, got=got, got_en=got
                )
            if node.choices is not None and int(number) not in node.choices:
                return self._refuse("not-allowed", path, node, value=shown(str(int(number))), choices=_choices(node))
        if (
            (node.ge is not None and number < node.ge)
            or (node.gt is not None and number <= node.gt)
            or (node.le is not None and number > node.le)
            or (node.lt is not None and number >= node.lt)
        ):
            return self._refuse("out-of-range", path, node, value=shown(plain(number)), **_bounds(node))
        if node.decimals is not None and _places(number) > node.decimals:
            if self.findings.mode == "build" and _INDEX.sub("", path) in _ROUNDED:
                return self._rounded(node, number, path)
            return self._refuse("too-many-decimals", path, node, value=shown(plain(number)), limit=node.decimals)
        return int(number) if node.kind == "integer" else number

    def _rounded(self, node: Node, number: Decimal, path: str) -> Any:
        """An input of a line at its 8 decimals, as MH rounds it (Manual Funcional 2.0 p. 55–56)."""
        rounded = r8(number)
        if node.gt is not None and rounded <= node.gt:
            return self._refuse("out-of-range", path, node, value=shown(plain(number)), **_bounds(node))
        values = {"field": path.rpartition(".")[2], "sent": shown(plain(number)), "value": plain(rounded)}
        self.findings.add("rounded-input", path, **values)
        return rounded


_ROUNDED = frozenset(f"cuerpoDocumento.{field}" for field in ("cantidad", "precioUni", "montoDescu"))
"""What is rounded where it comes with more decimals than a line has."""


def _found(pattern: str, value: str) -> bool:
    # In JSON Schema `$` is the very end; in Python it would also stand before a final line end.
    return re.search(pattern.replace("$", r"\Z"), value) is not None


_INDEX = re.compile(r"\[[0-9]+\]")
_NUMBER = re.compile(r"\s*[-+]?[\d.,]*\d[\d.,]*(?:[eE][-+]?\d+)?\s*")
_KINDS = {
    "object": ("un objeto {…}", "an object {…}"),
    "array": ("una lista […]", "a list […]"),
    "string": ("un texto entre comillas", "a text in quotes"),
    "integer": ("un número entero", "a whole number"),
    "number": ("un número", "a number"),
    "boolean": ("true o false", "true or false"),
}


def name_of(value: Any) -> tuple[str, str]:
    match value:
        case bool():
            return ("true" if value else "false",) * 2
        case Mapping():
            return "un objeto", "an object"
        case list() | tuple():
            return "una lista", "a list"
        case str():
            return f"el texto «{shown(value)}»", f"the text “{shown(value)}”"
        case int() | Decimal():
            return f"el número {shown(_text_of(value))}", f"the number {shown(_text_of(value))}"
    return f"un valor de tipo {type(value).__name__}", f"a value of type {type(value).__name__}"


def _text_of(value: Any) -> str:
    match value:
        case Decimal() if value.is_finite():
            return plain(value)
        case Mapping():
            return str(value.get("codigo", "…"))
    return str(value)


def _commas(number: str) -> dict[str, str]:
    """What the rule `number-as-text` says of a comma in the number."""
    if "," not in number:
        return dict.fromkeys(("comma", "comma_en", "point", "point_en"), "")
    return {
        "comma": " y con coma",
        "comma_en": " and with a comma",
        "point": ", con punto decimal y sin separador de miles",
        "point_en": ", with a decimal point and no thousands separator",
    }


def _choices(node: Node) -> str:
    return ", ".join(str(choice) for choice in node.choices or ())


def _places(number: Decimal) -> int:
    exponent = number.normalize().as_tuple().exponent
    return max(0, -exponent) if isinstance(exponent, int) else 0


def _bounds(node: Node) -> dict[str, str]:
    es, en = [], []
    for bound, word, word_en in (
        (node.gt, "mayor que", "greater than"),
        (node.ge, "mayor o igual que", "at least"),
        (node.lt, "menor que", "less than"),
        (node.le, "menor o igual que", "at most"),
    ):
        if bound is not None:
            es.append(f"{word} {plain(bound)}")
            en.append(f"{word_en} {plain(bound)}")
    return {"bounds": " y ".join(es) or "un número finito", "bounds_en": " and ".join(en) or "a finite number"}


def _harmless(node: Node) -> Any:
    if node.nullable:
        return None
    match node.kind:
        case "object":
            if node.cls is None:
                raise AssertionError("an object node has a struct")
            return node.cls(**{inner.attribute: _harmless(inner) for inner in node.members.values()})
        case "array":
            return []
        case "number":
            return ZERO
        case "boolean":
            return False
    if node.choices is not None:
        return node.choices[0]
    return "" if node.kind == "string" else 0
