"""The structures as trees of nodes, read off the msgspec types once: what the slow walk and the JSON Schemas follow."""

from decimal import Decimal
from functools import cache
from typing import Any, Literal

import msgspec
from msgspec import Struct
from msgspec import inspect as mi

from facturaxpress.dte.money import EXACT

Kind = Literal["object", "array", "string", "integer", "number", "boolean", "any"]


class Node(Struct, kw_only=True):
    """One place of a structure: what may stand there and within which limits."""

    kind: Kind
    nullable: bool = False
    required: bool = True
    cls: type[Struct] | None = None
    """The struct that an object becomes."""
    attribute: str = ""
    """What the parent's struct calls this member, which may differ from its key."""
    members: dict[str, "Node"] = {}
    item: "Node | None" = None
    minimum_length: int | None = None
    maximum_length: int | None = None
    pattern: str | None = None
    format: str | None = None
    choices: tuple[Any, ...] | None = None
    ge: Decimal | None = None
    gt: Decimal | None = None
    le: Decimal | None = None
    lt: Decimal | None = None
    decimals: int | None = None
    unique: bool = False
    json_type: str | None = None


@cache
def tree(cls: type[Struct]) -> Node:
    """The tree of a struct class. It is shared: do not change it."""
    return _node(mi.type_info(cls))


def _node(kind: mi.Type) -> Node:
    match kind:
        case mi.Metadata(type=inner, extra=extra):
            return _with(_node(inner), extra or {})
        case mi.UnionType(types=types):
            return _union(types)
        case mi.StructType(cls=cls, fields=fields):
            return Node(kind="object", cls=cls, members={field.encode_name: _member(field) for field in fields})
        case mi.ListType(item_type=item, min_length=low, max_length=high):
            return Node(kind="array", item=_node(item), minimum_length=low or None, maximum_length=high)
        case mi.StrType(min_length=low, max_length=high, pattern=pattern):
            written = pattern and pattern.replace(r"\Z", "$")
            return Node(kind="string", minimum_length=low, maximum_length=high, pattern=written)
        case mi.IntType(ge=low, le=high):
            return Node(kind="integer", ge=_bound(low), le=_bound(high))
        case mi.LiteralType(values=values):
            return Node(kind="string" if isinstance(values[0], str) else "integer", choices=tuple(values))
        case mi.DecimalType():
            return Node(kind="number")
        case mi.BoolType():
            return Node(kind="boolean")
        case mi.AnyType():
            return Node(kind="any", nullable=True)
    raise TypeError(f"no node for {kind}")


def _member(field: mi.Field) -> Node:
    node = _node(field.type)
    node.required = field.required
    node.attribute = field.name
    return node


def _union(types: tuple[mi.Type, ...]) -> Node:
    others = [_node(kind) for kind in types if not isinstance(kind, mi.NoneType)]
    # An exact number is a Decimal or an int; lists of choices may come in several parts; all else has one kind.
    node = next((other for other in others if other.kind == "number"), others[0])
    if node.choices is not None:
        node.choices = tuple(choice for other in others for choice in other.choices or ())
    node.nullable = len(others) < len(types)
    return node


def _with(node: Node, extra: dict[str, Any]) -> Node:
    for key, value in extra.items():
        setattr(node, key, value)
    return node


def _bound(value: float | None) -> Decimal | None:
    return None if value is None else Decimal(int(value))


class Check(Struct, frozen=True, kw_only=True):
    """What msgspec does not know of one attribute of a section: an exact number, a date, a list without repetitions."""

    attribute: str
    key: str
    kind: Literal["number", "date", "email", "unique", "section", "sections"]
    step: Decimal = Decimal(0)
    """The last place that the number may have: 0.01."""
    low: Decimal = Decimal("-Infinity")
    """The least number that it may be. Where MH excludes the bound itself, the next one with so many places."""
    high: Decimal = Decimal("Infinity")
    zero: bool = True
    """Whether it may be 0."""
    inner: "tuple[Check, ...]" = ()
    """Those of the section, or of each member."""


@cache
def checks(cls: type[Struct]) -> tuple[Check, ...]:
    """The checks of a section; those without any are left out."""
    members = tree(cls).members
    found = (_check(field.name, field.encode_name, members[field.encode_name]) for field in msgspec.structs.fields(cls))
    return tuple(check for check in found if check is not None)


def _check(attribute: str, key: str, node: Node) -> Check | None:
    match node.kind:
        case "number":
            # Where MH sets no places, no number that `jsonio` lets in has more than 60.
            step = Decimal(1).scaleb(-60 if node.decimals is None else -node.decimals)
            low = EXACT.add(node.gt, step) if node.gt is not None else node.ge
            high = EXACT.subtract(node.lt, step) if node.lt is not None else node.le
            return Check(
                attribute=attribute,
                key=key,
                kind="number",
                step=step,
                low=Decimal("-Infinity") if low is None else low,
                high=Decimal("Infinity") if high is None else high,
                zero=(low is None or low <= 0) and (high is None or high >= 0),
            )
        case "string" if node.format == "date":
            return Check(attribute=attribute, key=key, kind="date")
        case "string" if node.format == "email":
            return Check(attribute=attribute, key=key, kind="email")
        case "object" if node.cls is not None and (inner := checks(node.cls)):
            return Check(attribute=attribute, key=key, kind="section", inner=inner)
        case "array" if node.item is not None and node.item.cls is not None:
            inner = checks(node.item.cls)
            if node.unique:
                return Check(attribute=attribute, key=key, kind="unique", inner=inner)
            return Check(attribute=attribute, key=key, kind="sections", inner=inner) if inner else None
        case "array" if node.unique:
            return Check(attribute=attribute, key=key, kind="unique")
    return None


@cache
def spelling(cls: type[Struct]) -> dict[str, str]:
    """The keys that differ from the attributes, by the attributes' path without indexes: `resumen.ivaRete` ivaRete1."""
    found: dict[str, str] = {}

    def search(node: Node, path: str) -> None:
        for key, member in node.members.items():
            here = f"{path}.{member.attribute}" if path else member.attribute
            if key != member.attribute:
                found[here] = key
            search(member, here)
        if node.item is not None:
            search(node.item, path)

    search(tree(cls), "")
    return found
