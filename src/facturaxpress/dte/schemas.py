"""JSON Schemas (draft-07) of the structures, written from the same trees that the walk follows.

They accept what MH's own schemas accept and refuse what those refuse, save where MH's have a slip: `minimum` or
`maximum` on a text stands for `minLength` or `maxLength`, and is written so. What 1.x says with `if` and `then` is in
each structure's `LAW`.
"""

from decimal import Decimal
from typing import Any

from facturaxpress.dte.documents.law import Conditions
from facturaxpress.dte.nodes import Node, tree
from facturaxpress.dte.structures import LAWS, TYPES
from facturaxpress.dte.synonyms import synonyms


def structures() -> list[tuple[str, int]]:
    """Type and version of every structure known, those that are issued and those that are only read."""
    return sorted(LAWS)


def schema(tipoDte: str, version: int) -> dict[str, Any]:
    """The JSON Schema of a structure. Raises KeyError for one that is not known."""
    law = LAWS[tipoDte, version]
    body = _object(tree(law.document), "", law.conditions)
    return {
        "$schema": "http://json-schema.org/draft-07/schema#",
        "title": f"{law.title}, estructura {law.tipo} versión {law.version}",
        **body,
    }


def input_schema(tipo: str) -> dict[str, Any]:
    """The JSON Schema of what is sent to make a document or event of this type, whichever structure it becomes.

    It says what a field may hold and not which fields a sale needs, which depends on its lines. The names of 1.x are
    members too, marked `deprecated`. Raises KeyError for a type that is not known.
    """
    own = TYPES[tipo]
    law = max((law for law in LAWS.values() if law.tipo == tipo), key=lambda law: law.version)
    body = _object(tree(own.sale), "", {})
    for section, names in synonyms(tipo).items():
        _add_other_names(body, section, names)
    said = "tipoEvento" if own.event else "tipoDte"
    body["properties"][said] = {"const": tipo}
    return {"title": law.title, **body, "required": [said]}


def _add_other_names(body: dict[str, Any], section: str, names: dict[str, str]) -> None:
    """Beside a field its name of 1.x; where the input has no such section or field, nothing."""
    for part in filter(None, section.split(".")):
        body = body.get("properties", {}).get(part, {})
        body = body.get("items", body)
    properties = body.get("properties", {})
    for other, field in names.items():
        if field in properties and other not in properties:
            properties[other] = {**properties[field], "deprecated": True}


def _write(node: Node, path: str, conditions: Conditions) -> dict[str, Any]:
    match node.kind:
        case "object":
            result = _object(node, path, conditions)
        case "array":
            result = _array(node, path, conditions)
        case "string":
            result = _string(node)
        case "any":
            return {}
        case "boolean":
            result = {"type": "boolean"}
        case _:
            result = _number(node)
    if node.nullable:
        result["type"] = [result["type"], "null"]
        if "enum" in result:
            result["enum"] = [None, *result["enum"]]
    return result


def _object(node: Node, path: str, conditions: Conditions) -> dict[str, Any]:
    result: dict[str, Any] = {
        "type": "object",
        "properties": {
            key: _write(member, f"{path}.{key}" if path else key, conditions) for key, member in node.members.items()
        },
        "required": [key for key, member in node.members.items() if member.required],
        "additionalProperties": False,
    }
    if path in conditions:
        result["allOf"] = conditions[path]
    return result


def _array(node: Node, path: str, conditions: Conditions) -> dict[str, Any]:
    result: dict[str, Any] = {"type": "array"}
    if node.item is not None:
        result["items"] = _write(node.item, f"{path}[]", conditions)
    if node.minimum_length:
        result["minItems"] = node.minimum_length
    if node.maximum_length is not None:
        result["maxItems"] = node.maximum_length
    if node.unique:
        result["uniqueItems"] = True
    return result


def _string(node: Node) -> dict[str, Any]:
    result: dict[str, Any] = {"type": "string"}
    if node.choices is not None:
        result["enum"] = list(node.choices)
    limits = {
        "minLength": node.minimum_length,
        "maxLength": node.maximum_length,
        "pattern": node.pattern,
        "format": node.format,
    }
    result.update({key: value for key, value in limits.items() if value is not None})
    return result


def _number(node: Node) -> dict[str, Any]:
    result: dict[str, Any] = {"type": node.json_type or node.kind}
    if node.choices is not None:
        result["enum"] = list(node.choices)
    bounds = {
        "minimum": node.ge,
        "exclusiveMinimum": node.gt,
        "maximum": node.le,
        "exclusiveMaximum": node.lt,
    }
    result.update({key: int(bound) for key, bound in bounds.items() if bound is not None})
    if node.decimals is not None:
        # Written as a float, the shortest text that reads back as it: 0.01 and 1e-08, as in MH's own files.
        result["multipleOf"] = float(Decimal(1).scaleb(-node.decimals))
    return result
