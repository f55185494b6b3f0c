"""What the rules may know beside the document."""

from msgspec import Struct

from facturaxpress.dte.context import Policy
from facturaxpress.dte.documents import Law
from facturaxpress.dte.readings import Readings
from facturaxpress.dte.rules.book import Mode


class Facts(Struct, frozen=True):
    law: Law
    mode: Mode
    policy: Policy = Policy()
    readings: Readings = Readings()
