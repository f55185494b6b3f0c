"""A text against a structure: the quick way for one that is right, which says nothing of one that is not."""

from collections.abc import Mapping
from decimal import Context, Decimal, Inexact, InvalidOperation
from functools import cache
from typing import Any

import msgspec
from msgspec import Struct

from facturaxpress.dte.nodes import Check, checks
from facturaxpress.dte.texts import is_date, is_email


@cache
def _decoder(cls: type[Struct]) -> msgspec.json.Decoder[Any]:
    return msgspec.json.Decoder(cls)


def decoded(text: bytes, cls: type[Struct], raw: Mapping[str, Any] | None = None) -> Any:
    """The JSON text as that structure; None if something is wrong with it. The text has passed `parse_json`.

    `raw` is what `parse_json` made of it: msgspec would take a number in quotes for a number.
    """
    try:
        found = _decoder(cls).decode(text)
        if raw is not None and _quoted(raw, checks(cls)):
            return None
        return found if fits(found, checks(cls)) else None
    except (msgspec.ValidationError, Inexact, InvalidOperation):
        return None


def converted(value: Any, cls: type[Struct]) -> Any:
    """The same of what `parse_json` made of a text, for structs whose numbers may be int."""
    try:
        found = msgspec.convert(value, cls, builtin_types=(Decimal,))
        return found if fits(found, checks(cls)) else None
    except (msgspec.ValidationError, Inexact, InvalidOperation):
        return None


def _quoted(raw: Mapping[str, Any], own: tuple[Check, ...]) -> bool:
    """Whether some number of a section whose form is right is written as a text."""
    for check in own:
        value = raw.get(check.key)
        if value is None:
            continue
        if check.kind == "number":
            if value.__class__ is str:
                return True
        elif check.kind == "section":
            if _quoted(value, check.inner):
                return True
        elif check.inner and any(_quoted(member, check.inner) for member in value):
            return True
    return False


_exactly = Context(prec=70, traps=[Inexact, InvalidOperation]).quantize


def fits(section: Struct, own: tuple[Check, ...]) -> bool:
    """Whether it keeps the limits that msgspec does not know. Raises Inexact for too many decimals."""
    for check in own:
        value = getattr(section, check.attribute)
        if value is None:
            continue
        kind = check.kind
        if kind == "number":
            if not value:
                # Most amounts of a line are 0.
                if check.zero:
                    continue
                return False
            if value.__class__ is Decimal:
                _exactly(value, check.step)
            if not check.low <= value <= check.high:
                return False
            if (check.open_low and value == check.low) or (check.open_high and value == check.high):
                return False
        elif kind == "date":
            if not is_date(value):
                return False
        elif kind == "email":
            if not is_email(value):
                return False
        elif kind == "section":
            if not fits(value, check.inner):
                return False
        else:
            if check.inner and not all(fits(member, check.inner) for member in value):
                return False
            if kind == "unique" and len(value) > 1 and any(one in value[:index] for index, one in enumerate(value)):
                return False
    return True
