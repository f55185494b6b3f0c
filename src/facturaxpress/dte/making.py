"""What a type needs to make its document: the sale, who issues it and when, and where to tell what is wrong."""

from datetime import date
from typing import Any

from facturaxpress.dte.context import Context, Establecimiento, Withholding
from facturaxpress.dte.documents.law import Law, Type
from facturaxpress.dte.identity import compact
from facturaxpress.dte.readings import Readings
from facturaxpress.dte.rules.book import Findings

_NO_RECORD = Withholding()


class Maker:
    """Holds one sale whose form is right, or was put right by the walk, and all that its document is made of."""

    __slots__ = (
        "context",
        "findings",
        "horEmi",
        "law",
        "on",
        "place",
        "puntoVenta",
        "readings",
        "sale",
        "type",
        "unsayable",
    )

    def __init__(
        self,
        type_: Type,
        law: Law,
        context: Context,
        sale: Any,
        findings: Findings,
        *,
        on: date,
        horEmi: str,
        place: Establecimiento,
        puntoVenta: str,
    ) -> None:
        self.type = type_
        self.law = law
        self.context = context
        self.sale = sale
        """Of the type's own form."""
        self.findings = findings
        self.on = on
        """`fecEmi`. An event that acts on a document may take its date, and its place, from that document."""
        self.horEmi = horEmi
        self.place = place
        self.puntoVenta = puntoVenta
        self.readings: Readings = context.readings or context.law.readings(law.tipo, on, context.ambiente)
        self.unsayable: list[str] = []
        """Paths of what the type itself finds that the structure cannot say, beside the fields that it lacks."""

    @property
    def old(self) -> bool:
        """Whether the structure is of 1.x."""
        return self.law.regime == "1.x"

    def record(self, receptor: Any) -> Withholding:
        """What the issuer's own record says of a receiver, by its number."""
        number = getattr(receptor, "nit", None) or getattr(receptor, "numDocumento", None)
        return self.context.receptores.get(compact(number), _NO_RECORD) if number else _NO_RECORD
