"""What the rules may know beside the document."""

from collections.abc import Mapping
from datetime import date

from msgspec import Struct

from facturaxpress.dte.context import Held, Policy
from facturaxpress.dte.documents.law import Law, Type
from facturaxpress.dte.documents.views import AnyDocument
from facturaxpress.dte.holidays import Calendar
from facturaxpress.dte.readings import Readings
from facturaxpress.dte.rules.book import Mode


class Facts(Struct, frozen=True):
    law: Law
    type: Type
    mode: Mode
    on: date
    """The document's `fecEmi`, by which it is judged."""
    carried: frozenset[str] = frozenset()
    """The tributes that some line carries."""
    policy: Policy = Policy()
    readings: Readings = Readings()
    held: Mapping[str, Held] = {}
    """What is known of the documents that this one acts on, by `codigoGeneracion`."""
    calendar: Calendar = Calendar()


def carried_by(document: AnyDocument) -> frozenset[str]:
    """The tributes that some line of the document carries."""
    return frozenset(code for item in document.cuerpoDocumento for code in item.tributos or ())
