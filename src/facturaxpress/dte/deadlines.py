"""Until when something may be dated and sent. Dates are El Salvador's; instants are aware.

Two checks stand side by side for an event that acts on a document, with two anchors: the event's own date is held
against the document's `fecEmi`, the moment of sending against the day of its seal. They end on different days.
"""

from calendar import monthrange
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from msgspec import Struct

from facturaxpress.dte.holidays import Calendar
from facturaxpress.dte.readings import Plazo

EL_SALVADOR = ZoneInfo("America/El_Salvador")

CONTINGENCY_EVENT = timedelta(hours=24)
"""From the end of the cause to the event of contingency (Manual Funcional 2.0 p. 22)."""
NOTE_MONTHS = 3
"""From the `fecEmi` of a document to that of a note on it (Normativa de Cumplimiento de los DTE 2.0)."""
RETURN_MONTHS = 3
"""Manual Funcional 2.0 p. 29–30."""
RETURN_MONTHS_LONG = 24
"""For the types and activities below (Manual Funcional 2.0 p. 30)."""
RETURN_LONG_TIPOS = frozenset({"01", "11"})
RETURN_LONG_ACTIVIDADES = frozenset({"01282", "21001", "46484", "47721"})
"""`codActividad` of the issuer (CAT-019)."""
POSTDATED_DAYS = 5
"""How far after the day of sending the event of a return may be dated (Manual Funcional 2.0 p. 30)."""
DAYS_AHEAD = {"1.x": 1, "2.0": POSTDATED_DAYS}
"""How far after the day it is issued a document of each regime may be dated (Normativa de cumplimiento)."""

_THREE_MONTHS = frozenset({"01", "11", "14"})
"""Types whose invalidation has three months (Manual Funcional 2.0 p. 14)."""
_INVALIDATION_MONTHS = 3
_BUSINESS_DAYS = 10
_DAY = timedelta(days=1)


class Days(Struct, frozen=True):
    """Days from `first` to `last`, both included."""

    first: date
    last: date

    def __contains__(self, day: date) -> bool:
        return self.first <= day <= self.last

    def clamp(self, day: date) -> date:
        """The day itself, or the end of the range that lies nearer to it."""
        return min(max(day, self.first), self.last)

    @property
    def end(self) -> datetime:
        """The last second: terms run to 23:59:59 (Manual Funcional 2.0 p. 14)."""
        return datetime.combine(self.last, time(23, 59, 59), EL_SALVADOR)


def add_months(day: date, months: int) -> date:
    """The same day number so many months later; where the month lacks it, its last day (Manual Funcional 2.0 p. 15).

    Beyond the years that a date can have it is the first or the last date: a document may say any.
    """
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    if not date.min.year <= year <= date.max.year:
        return date.min if months < 0 else date.max
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def local_day(moment: datetime) -> date:
    """The date in El Salvador of an aware instant. ValueError for a naive one."""
    if moment.tzinfo is None:
        raise ValueError("an instant without a zone is no day in El Salvador")
    return moment.astimezone(EL_SALVADOR).date()


def invalidation_dates(tipo: str, fecEmi: date, plazo: Plazo = "mes-siguiente") -> Days:
    """The dates that an invalidation may carry (Manual Funcional 2.0 p. 13–15).

    01, 11 and 14: from the document's own date to three months later. Every other type, and the events 17 and 18: that
    date alone, and under the former regime (`antiguo`) the day after it too. `clamp` gives the date to put for a day.
    """
    if tipo in _THREE_MONTHS:
        return Days(fecEmi, add_months(fecEmi, _INVALIDATION_MONTHS))
    return Days(fecEmi, fecEmi + _DAY if plazo == "antiguo" and fecEmi < date.max else fecEmi)


def invalidation_sending(tipo: str, sealed: datetime, calendar: Calendar, plazo: Plazo = "mes-siguiente") -> Days:
    """The days on which an invalidation may be sent, from the day of the document's seal.

    01, 11 and 14 have three months. For the others it is a reading: see `plazoInvalidacion`. A later event gets no
    seal, and the document stays in force (Manual Funcional 2.0 p. 13–15).
    """
    first = local_day(sealed)
    if tipo in _THREE_MONTHS:
        return Days(first, add_months(first, _INVALIDATION_MONTHS))
    match plazo:
        case "mes-siguiente":
            following = add_months(first.replace(day=1), 1)
            return Days(first, calendar.nth_business_day(following.year, following.month, _BUSINESS_DAYS))
        case "diez-dias":
            return Days(first, calendar.add_business_days(first, _BUSINESS_DAYS))
        case "antiguo":
            return Days(first, first + _DAY)


def note_dates(fecEmi: date) -> Days:
    """The dates that a note (05, 06) on a document of this date may carry."""
    return Days(fecEmi, add_months(fecEmi, NOTE_MONTHS))


def return_dates(tipo: str, fecEmi: date, sent: date, codActividad: str) -> Days | None:
    """The dates that a return (18) may carry which is sent on the day `sent` (Manual Funcional 2.0 p. 30).

    `tipo` and `fecEmi` are those of the document it returns, `codActividad` the issuer's. None if there is no such
    date: the document is dated more than five days ahead, or in a later tax period.
    """
    last = add_months(fecEmi, _return_months(tipo, codActividad))
    if sent >= fecEmi:
        return Days(fecEmi, min(last, sent))
    # Neither before the document's date nor after it.
    same_period = (sent.year, sent.month) == (fecEmi.year, fecEmi.month)
    return Days(fecEmi, fecEmi) if same_period and fecEmi <= sent + POSTDATED_DAYS * _DAY else None


def return_sending(tipo: str, sealed: datetime, codActividad: str) -> Days:
    """The days on which a return may be sent, from the day of the document's seal (Manual Funcional 2.0 p. 29–30).

    The manual grants the longer term to the date only; the term for sending follows it, or the exception would be void.
    """
    first = local_day(sealed)
    return Days(first, add_months(first, _return_months(tipo, codActividad)))


def _return_months(tipo: str, codActividad: str) -> int:
    long = tipo in RETURN_LONG_TIPOS and codActividad in RETURN_LONG_ACTIVIDADES
    return RETURN_MONTHS_LONG if long else RETURN_MONTHS
