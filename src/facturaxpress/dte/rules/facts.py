"""What the rules may know beside the document."""

from collections.abc import Mapping
from datetime import date

from msgspec import Struct

from facturaxpress.dte.context import Policy
from facturaxpress.dte.documents.law import Law
from facturaxpress.dte.readings import Readings
from facturaxpress.dte.rules.book import Mode


class Facts(Struct, frozen=True):
    law: Law
    mode: Mode
    on: date
    """The document's `fecEmi`, by which it is judged."""
    policy: Policy = Policy()
    readings: Readings = Readings()
    said: Mapping[str, str] = {}
    """Summary figures that the sale does not hold, and the flag that it holds in their place."""
