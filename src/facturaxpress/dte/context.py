"""Who issues, where, when and under which settings: all that a sale does not say."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Literal

from msgspec import Struct

from facturaxpress.dte.documents.shared import Direccion
from facturaxpress.dte.holidays import Calendar
from facturaxpress.dte.lawtable import LawTable
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
    """Days a sale may be dated after today, within the tax period; in 1.x never more than one (see `DAYS_AHEAD`)."""


class Withholding(Struct, frozen=True, kw_only=True):
    """What holds for a receptor where the sale does not say: the issuer's own record of it."""

    retieneIva: bool = False
    percibeIva: bool = False


class Held(Struct, frozen=True, kw_only=True):
    """A document or event that the issuer holds, which another one acts on."""

    document: Mapping[str, Any]
    """As it was signed."""
    selloRecibido: str | None = None
    """None until MH has sealed it."""
    sealed: datetime | None = None
    """When MH sealed it."""
    invalidated: bool = False
    affecting: tuple[Mapping[str, Any], ...] = ()
    """The documents and events that act on it and are in force: notes, returns, settlements, retentions."""


class Context(Struct, frozen=True, kw_only=True):
    """What `build` needs beside the sale."""

    emisor: Emisor
    establecimientos: tuple[Establecimiento, ...]
    """The first is taken when a sale names none, and its first point of sale likewise."""
    ambiente: Literal["00", "01"]
    now: datetime
    """The present instant, aware."""
    law: LawTable = LawTable()
    """Which structure and which readings hold on a day."""
    calendar: Calendar = Calendar()
    """Business days."""
    readings: Readings | None = None
    """Goes before those of the law table."""
    policy: Policy = Policy()
    receptores: dict[str, Withholding] = {}
    """By the receptor's number (NIT, DUI, …), without hyphens."""
    held: Mapping[str, Held] = {}
    """By `codigoGeneracion`: what is known of the documents that the sale names (see `references`)."""
    version: int | None = None
    """Structure version; None takes the one that the law table says."""
