"""Changes of form, which MH's schema judges: keys, kinds of value, lengths, limits, decimals, choices."""

import json
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

import jsonschema_rs
from tests.conformance.mutation.edit import MISSING, Mutation, Steps, leaves, objects, put, text
from tests.dte.test_schemas import OF_MH

Schema = dict[str, Any]
UNKNOWN = "campoQueNoExiste"
SOURCE = "JSON Schema"


class Judge:
    """MH's schema of one structure."""

    def __init__(self, mh: Path, tipo: str, version: int) -> None:
        self.schema: Schema = json.loads((mh / "schemas" / OF_MH[tipo, version]).read_text("utf-8"))
        self._validator = jsonschema_rs.Draft7Validator(self.schema, validate_formats=True)

    def accepts(self, document: dict[str, Any]) -> bool:
        return self._validator.is_valid(document)

    def refused(self, document: dict[str, Any]) -> tuple[str, ...]:
        """Where the schema finds something wrong; a missing or unknown key by its own path."""
        places = []
        for error in self._validator.iter_errors(document):
            place: Steps = tuple(error.instance_path)
            kind: Any = error.kind
            match kind.name:
                case "required":
                    places.append(text((*place, kind.property)))
                case "additionalProperties":
                    places += [text((*place, key)) for key in kind.unexpected]
                case _:
                    places.append(text(place))
        return tuple(dict.fromkeys(places))


def mutations(document: dict[str, Any], schema: Schema) -> Iterator[Mutation]:
    """Whatever the schema may forbid; it is the judge who says whether it does."""
    for way, part in objects(document):
        inner = _prefix(way)
        for key in part:
            yield _one("missing-key", f"{inner}{key}", MISSING, document)
        yield _one("extra-key", f"{inner}{UNKNOWN}", "x", document)
        if way:
            yield from _values("wrong-type", text(way), [[], "x", 5, None], document)
    for way, value in leaves(document):
        node = _node(schema, way)
        if node is not None:
            yield from _of_node(text(way), value, node, document)


def _prefix(way: Steps) -> str:
    return f"{text(way)}." if way else ""


def _one(kind: str, path: str, value: Any, document: dict[str, Any]) -> Mutation:
    return Mutation(kind=kind, path=path, value=value, document=put(document, path, value), source="")


def _values(kind: str, path: str, values: list[Any], document: dict[str, Any]) -> Iterator[Mutation]:
    for value in values:
        yield _one(kind, path, value, document)


def _node(schema: Schema, way: Steps) -> Schema | None:
    node = schema
    for step in way:
        inner = node.get("items") if isinstance(step, int) else node.get("properties", {}).get(step)
        if not isinstance(inner, dict):
            return None
        node = inner
    return node


def _of_node(path: str, value: Any, node: Schema, document: dict[str, Any]) -> Iterator[Mutation]:
    yield from _values("null", path, [None] if value is not None else [], document)
    if isinstance(value, bool):
        return
    if isinstance(value, str):
        yield from _values("wrong-type", path, [5, [], {}], document)
        yield from _of_text(path, value, node, document)
    elif isinstance(value, list):
        yield from _values("wrong-type", path, [{}, "x", 5], document)
        yield from _of_list(path, value, node, document)
    elif value is not None:
        yield from _values("wrong-type", path, ["x", str(value), [], {}, True], document)
        yield from _of_number(path, Decimal(value), node, document)
    else:
        yield from _values("wrong-type", path, [True, [5], {"x": 1}], document)
        yield from _of_absent(path, node, document)


def _of_text(path: str, value: str, node: Schema, document: dict[str, Any]) -> Iterator[Mutation]:
    if "maxLength" in node:
        yield _one("too-long", path, "9" * (node["maxLength"] + 1), document)
    if node.get("minLength"):
        yield _one("too-short", path, "9" * (node["minLength"] - 1), document)
    if "enum" in node or "const" in node:
        yield from _values("not-a-choice", path, ["ZZ", "", f" {value}"], document)
    if "pattern" in node:
        yield from _values("pattern", path, [f"{value}\n", f" {value}", value.lower() + "#", ""], document)
    if "format" in node:
        yield from _values("format", path, ["2026-13-01", "01/12/2026", "hoy", "a@"], document)


def _of_number(path: str, value: Decimal, node: Schema, document: dict[str, Any]) -> Iterator[Mutation]:
    if "multipleOf" in node:
        yield _one("decimals", path, value + Decimal(str(node["multipleOf"])) / 2, document)
    if node.get("type") == "integer" or "integer" in node.get("type", ()):
        yield _one("fraction", path, value + Decimal("0.5"), document)
    for bound, sign in (("minimum", -1), ("exclusiveMinimum", -1), ("maximum", 1), ("exclusiveMaximum", 1)):
        if isinstance(node.get(bound), int | float) and not isinstance(node[bound], bool):
            limit = Decimal(str(node[bound]))
            yield _one("limit", path, limit if bound.startswith("exclusive") else limit + sign, document)
    if "enum" in node or "const" in node:
        yield _one("not-a-choice", path, 77, document)
    yield _one("negative", path, -(abs(value) or Decimal(1)), document)


def _of_list(path: str, value: list[Any], node: Schema, document: dict[str, Any]) -> Iterator[Mutation]:
    if node.get("minItems"):
        yield _one("too-few", path, [], document)
    if value and "maxItems" in node:
        yield _one("too-many", path, value * (node["maxItems"] // len(value) + 1), document)
    if value and node.get("uniqueItems"):
        yield _one("repeated", path, [*value, value[0]], document)


def _of_absent(path: str, node: Schema, document: dict[str, Any]) -> Iterator[Mutation]:
    kinds = node.get("type", ())
    if "maxLength" in node:
        yield _one("too-long", path, "9" * (node["maxLength"] + 1), document)
    if "array" in kinds:
        yield from _values("too-few", path, [[], [None]], document)
    if "object" in kinds:
        yield _one("missing-key", path, {}, document)
    if "enum" in node:
        yield from _values("not-a-choice", path, ["ZZ", 77], document)
