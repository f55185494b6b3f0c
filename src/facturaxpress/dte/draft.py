"""A document that lacks only its numbers."""

from datetime import date
from decimal import Decimal
from typing import Any

from msgspec import Struct

from facturaxpress.dte.faults import Fault
from facturaxpress.dte.jsonio import parse_json
from facturaxpress.dte.numbering import is_codigo_generacion, parse_numero_control

BLANK = b'"numeroControl":"","codigoGeneracion":""'


class Draft(Struct, frozen=True, kw_only=True):
    """A sale made into a document, computed and found right; `finish` gives it its numbers."""

    tipoDte: str
    version: int
    ambiente: str
    fecEmi: date
    horEmi: str
    establecimiento: str
    puntoVenta: str
    referencia: str | None
    """The client's own key of the sale, if it sent one."""
    warnings: tuple[Fault, ...]
    totals: dict[str, Decimal]
    """The figures of `resumen`, by MH's names."""
    receptor_nombre: str | None
    receptor_documento: str | None
    total: Decimal
    """What `totalLetras` spells."""
    before: bytes
    """The payload up to the numbers; they stand in `identificacion`, which comes first."""
    after: bytes

    def finish(self, numeroControl: str, codigoGeneracion: str) -> bytes:
        """The exact payload to sign: compact JSON, keys in MH's order, nulls kept.

        Raises ValueError for numbers that do not belong to this document.
        """
        number = parse_numero_control(numeroControl)
        place = (self.tipoDte, self.establecimiento, self.puntoVenta)
        if number is None or (number.tipoDte, number.establecimiento, number.puntoVenta) != place:
            raise ValueError(f"{numeroControl!r} is no number of {'/'.join(place)}")
        if not is_codigo_generacion(codigoGeneracion):
            raise ValueError(f"{codigoGeneracion!r} is no codigoGeneracion")
        numbers = f'"numeroControl":"{numeroControl}","codigoGeneracion":"{codigoGeneracion}"'
        return b"".join((self.before, numbers.encode(), self.after))

    def preview(self) -> dict[str, Any]:
        """The document with null where its numbers will be; Decimals and ints are exact."""
        document: dict[str, Any] = parse_json(
            b"".join((self.before, b'"numeroControl":null,"codigoGeneracion":null', self.after))
        )
        return document
