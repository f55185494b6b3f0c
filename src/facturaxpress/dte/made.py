"""A document as it is made, with everything that a structure of its type may hold, and its projection on one structure.

Made sections are plain objects with the names of 2.0. A structure takes the fields it has, in its own order and under
its own keys; so one making serves every version of a type.
"""

from collections.abc import Callable
from decimal import Decimal
from functools import cache
from operator import attrgetter
from typing import Any

import msgspec
from msgspec import Struct

from facturaxpress.dte.documents.views import (
    AnyAppendix,
    AnyDetail,
    AnyDireccion,
    AnyDoctor,
    AnyDocument,
    AnyExtension,
    AnyIdentificacion,
    AnyLine,
    AnyOther,
    AnyParty,
    AnyPayment,
    AnyReason,
    AnyRelated,
    AnySummary,
    AnySummed,
    AnyTarget,
    AnyThird,
)
from facturaxpress.dte.money import ZERO
from facturaxpress.dte.nodes import Node, tree


class Made:
    """A section with the fields it is given; those it is not given read as its view says, or as None."""

    def __init__(self, **fields: Any) -> None:
        self.__dict__ = fields

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        return None


class MadeIdentificacion(Made, AnyIdentificacion): ...


class MadeDireccion(Made, AnyDireccion): ...


class MadeParty(Made, AnyParty): ...


class MadeRelated(Made, AnyRelated): ...


class MadeOther(Made, AnyOther): ...


class MadeDoctor(Made, AnyDoctor): ...


class MadeThird(Made, AnyThird): ...


class MadeLine(Made, AnyLine): ...


class MadeSummed(Made, AnySummed): ...


class MadePayment(Made, AnyPayment): ...


class MadeSummary(Made, AnySummary):
    reteRenta: Decimal | None = ZERO


class MadeExtension(Made, AnyExtension): ...


class MadeTarget(Made, AnyTarget): ...


class MadeDetail(Made, AnyDetail): ...


class MadeReason(Made, AnyReason): ...


class MadeAppendix(Made, AnyAppendix): ...


class MadeDocument(Made, AnyDocument): ...


def project(cls: type[Struct], source: object) -> Any:
    """The structure `cls` of what was made."""
    return _projector(cls)(source)


@cache
def _projector(cls: type[Struct]) -> Callable[[Any], Any]:
    fields = msgspec.structs.fields(cls)
    names = [field.name for field in fields]
    inner = {field.name: part for field in fields if (part := _inner(tree(cls).members[field.encode_name])) is not None}
    get = attrgetter(*names) if len(names) > 1 else lambda source, name=names[0]: (getattr(source, name),)
    make: Callable[..., Struct] = cls
    if getattr(cls, "__match_args__", ()) != tuple(names):
        # A structure of which some key may be missing takes its fields by name.
        make = lambda *values: cls(**dict(zip(names, values, strict=True)))  # noqa: E731
    if not inner:
        return lambda source: source if source.__class__ is cls else make(*get(source))
    steps = [inner.get(name) for name in names]

    def project_all(source: Any) -> Any:
        if source.__class__ is cls:
            return source
        values = zip(steps, get(source), strict=True)
        return make(*[value if step is None or value is None else step(value) for step, value in values])

    return project_all


def _inner(node: Node) -> Callable[[Any], Any] | None:
    """What projects a member that is a section, or a list of sections; None for a plain value."""
    if node.kind == "object" and node.cls is not None:
        return _projector(node.cls)
    if node.kind == "array" and node.item is not None and node.item.cls is not None:
        each = _projector(node.item.cls)
        return lambda members: [each(member) for member in members]
    return None
