"""The kinds of fields that MH's structures are made of, as annotated types.

Limits that msgspec knows (lengths, patterns) stand in `Meta` itself; those of exact numbers stand in `Meta.extra`,
where `nodes` finds them. Every limit comes from MH's JSON Schemas: 11-Aug-2026 for 2.0, the earlier ones for 1.x.
"""

from decimal import Decimal
from typing import Annotated, Any, Literal

from msgspec import Meta

from facturaxpress.dte.money import LIMIT, ZERO


def text(minimum: int | None = None, maximum: int | None = None, pattern: str | None = None) -> Meta:
    """Lengths in characters, both inclusive, and a pattern that must be found, as JSON Schema writes it."""
    # There `$` is the very end; in Python it would also stand before a final line end.
    return Meta(min_length=minimum, max_length=maximum, pattern=pattern and pattern.replace("$", r"\Z"))


def items(minimum: int, maximum: int | None = None, *, unique: bool = False) -> Meta:
    """Length of a list; `unique` forbids equal members."""
    return Meta(min_length=minimum, max_length=maximum, extra={"unique": unique})


def exact(decimals: int | None, **bounds: Decimal) -> Meta:
    """Places after the point (None: any) and the bounds `ge`, `gt`, `le`, `lt` of an exact number."""
    return Meta(extra={"decimals": decimals, **bounds})


def whole(minimum: int | None = None, maximum: int | None = None, **extra: Any) -> Meta:
    """Bounds of an integer; `json_type="number"` where MH declares it so although only whole numbers have a meaning."""
    return Meta(ge=minimum, le=maximum, extra=extra or None)


# Body: 8 decimals.
Quantity = Annotated[Decimal, exact(8, gt=ZERO, lt=LIMIT)]
Amount8 = Annotated[Decimal, exact(8, ge=ZERO, lt=LIMIT)]
FreePrice8 = Annotated[Decimal, exact(8, lt=LIMIT)]
Signed8 = Annotated[Decimal, exact(8, gt=-LIMIT, lt=LIMIT)]

# Summary: 2 decimals.
Amount2 = Annotated[Decimal, exact(2, ge=ZERO, lt=LIMIT)]
Positive2 = Annotated[Decimal, exact(2, gt=ZERO, lt=LIMIT)]
Signed2 = Annotated[Decimal, exact(2, gt=-LIMIT, lt=LIMIT)]
Credit2 = Annotated[Decimal, exact(2, gt=-LIMIT, le=ZERO)]
OldCredit2 = Annotated[Decimal, exact(2, le=ZERO)]
Percent2 = Annotated[Decimal, exact(2, ge=ZERO, le=Decimal(100))]

Date = Annotated[str, Meta(extra={"format": "date"})]


def email(minimum: int | None, maximum: int) -> Meta:
    """An address; 1.x asks for its form in the schema."""
    return Meta(min_length=minimum, max_length=maximum, extra={"format": "email"})


_UUID = r"[A-F0-9]{8}-[A-F0-9]{4}-[A-F0-9]{4}-[A-F0-9]{4}-[A-F0-9]{12}"
Time = Annotated[str, text(pattern=r"^(?!.*[\r\n])(0[0-9]|1[0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9]?$")]
CodigoGeneracion = Annotated[str, text(36, 36, rf"^{_UUID}$")]
Ambiente = Literal["00", "01"]
Modelo = Annotated[Literal[1, 2], Meta(extra={"json_type": "number"})]
OnlyModelo = Annotated[Literal[1], Meta(extra={"json_type": "number"})]
"""For structures that cannot say that they were issued in contingency."""
Operacion = Literal[1, 2]
Contingencia = Literal[1, 2, 3, 4, 5]
NumItem = Annotated[int, whole(1, 2000)]
UniMedida = Annotated[int, whole(1, 99)]
Condicion = Annotated[int, whole(json_type="number")]
Code2 = Annotated[str, text(2, 2)]
