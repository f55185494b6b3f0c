"""A text against a structure: the quick way for one that is right, which says nothing of one that is not."""

from collections.abc import Mapping
from decimal import Context, Decimal, Inexact, InvalidOperation
from functools import cache
from itertools import repeat
from typing import Any

import msgspec
from msgspec import UNSET, Struct

from facturaxpress.dte.jsonio import wrote
from facturaxpress.dte.nodes import Check, checks
from facturaxpress.dte.texts import is_date, is_email


@cache
def _decoder(cls: type[Struct]) -> msgspec.json.Decoder[Any]:
    return msgspec.json.Decoder(cls)


def decoded(text: bytes, cls: type[Struct], raw: Mapping[str, Any] | None = None, *, made: bool = False) -> Any:
    """The JSON text as that structure; None if something is wrong with it. The text has passed `parse_json`.

    `raw` is what `parse_json` made of it: msgspec would take a number in quotes for a number. `made` tells that the
    document was just made: the numbers of its lines are those of an input that fitted, or were computed from them.
    """
    try:
        found = _decoder(cls).decode(text)
        return found if fits(found, _beside_lines(cls) if made else checks(cls), raw) else None
    except (msgspec.DecodeError, Inexact, InvalidOperation):
        return None


def as_written(text: bytes, cls: type[Struct]) -> Any:
    """The structure of a text that is written as we write it, without `parse_json`; None for any other text."""
    try:
        found = _decoder(cls).decode(text)
        return found if wrote(text, found) and fits(found, checks(cls)) else None
    except (msgspec.MsgspecError, UnicodeDecodeError, Inexact, InvalidOperation):
        return None


@cache
def _beside_lines(cls: type[Struct]) -> tuple[Check, ...]:
    return tuple(check for check in checks(cls) if check.attribute != "cuerpoDocumento")


def converted(value: Any, cls: type[Struct]) -> Any:
    """The same of what `parse_json` made of a text, for structs whose numbers may be int."""
    try:
        found = msgspec.convert(value, cls, builtin_types=(Decimal,))
        return found if fits(found, checks(cls)) else None
    except (msgspec.ValidationError, Inexact, InvalidOperation):
        return None


_exactly = Context(prec=70, traps=[Inexact, InvalidOperation]).quantize


def fits(section: Struct, own: tuple[Check, ...], raw: Mapping[str, Any] | None = None) -> bool:
    """Whether it keeps the limits that msgspec does not know. Raises Inexact for too many decimals.

    With `raw`, the section as it was sent, a number that was sent as a text does not fit.
    """
    for check in own:
        value = getattr(section, check.attribute)
        if value is None or value is UNSET:
            continue
        kind = check.kind
        if kind == "number":
            if raw is not None and raw[check.key].__class__ is str:
                return False
            if not value:
                # Most amounts of a line are 0.
                if check.zero:
                    continue
                return False
            if value.__class__ is Decimal:
                _exactly(value, check.step)
            if not check.low <= value <= check.high:
                return False
        elif kind == "date":
            if not is_date(value):
                return False
        elif kind == "email":
            if not is_email(value):
                return False
        elif kind == "section":
            if not fits(value, check.inner, None if raw is None else raw[check.key]):
                return False
        else:
            if check.inner:
                sent = repeat(None) if raw is None else raw[check.key]
                if not all(map(fits, value, repeat(check.inner), sent)):
                    return False
            if kind == "unique" and len(value) > 1 and any(one in value[:index] for index, one in enumerate(value)):
                return False
    return True
