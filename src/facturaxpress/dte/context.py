"""Who issues, where, when and under which settings: all that a sale does not say."""

from datetime import datetime
from decimal import Decimal
from typing import Literal

from msgspec import Struct

from facturaxpress.dte.documents.shared import Direccion
from facturaxpress.dte.readings import Readings


class Emisor(Struct, frozen=True, kw_only=True):
    """The issuer as MH has it registered; goes into every document as it stands here."""

    nit: str
    nrc: str
    nombre: str
    codActividad: str
    descActividad: str
    direccion: Direccion
    telefono: str
    correo: str
    nombreComercial: str | None = None


class Establecimiento(Struct, frozen=True, kw_only=True):
    """An establishment with its points of sale; what it says of address and contact goes before the issuer's own."""

    codigo: str
    """M001, S001, B001 or P001: letter of the kind (CAT-009) and three digits."""
    puntosVenta: tuple[str, ...] = ("P001",)
    direccion: Direccion | None = None
    telefono: str | None = None
    correo: str | None = None


class Policy(Struct, frozen=True, kw_only=True):
    """Limits that the issuer may set, or that change without a new structure."""

    fecemi_days_back: int = 30
    """Days a sale may be dated before today."""
    fecemi_days_ahead: int = 5
    """Days a sale may be dated after today, within the tax period (norm 2.0, date of generation)."""
    receptor_desde: Decimal = Decimal("1095.00")
    """`montoTotalOperacion` of 01 from which the receiver must be identified (JSON Schema fe-fc-v1; CT art. 119-G)."""


class Withholding(Struct, frozen=True, kw_only=True):
    """What holds for a receptor where the sale does not say: the issuer's own record of it."""

    retieneIva: bool = False
    percibeIva: bool = False


class Context(Struct, frozen=True, kw_only=True):
    """What `build` needs beside the sale."""

    emisor: Emisor
    establecimientos: tuple[Establecimiento, ...]
    """The first is taken when a sale names none, and its first point of sale likewise."""
    ambiente: Literal["00", "01"]
    now: datetime
    """The present instant, aware."""
    readings: Readings = Readings()
    policy: Policy = Policy()
    receptores: dict[str, Withholding] = {}
    """By the receptor's number (NIT, DUI, …), without hyphens."""
    version: int | None = None
    """Structure version; None takes the newest known."""
