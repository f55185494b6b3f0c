"""El Salvador's public holidays of any year, and the business days between them.

MH counts by the calendar of the public sector: with Thursday and Friday of Holy Week alone its own examples of
deadlines would come out otherwise (Manual Funcional 2.0 p. 14–15 prove Holy Week and 1 May; the rest follows from the
law on public holidays, and decrees add days now and then, so a calendar takes changes).
"""

from collections.abc import Mapping
from datetime import date, timedelta
from types import MappingProxyType

from msgspec import Struct

SOURCE = "Manual Funcional 2.0 p. 14–15; Ley de Asuetos, Vacaciones y Licencias de los Empleados Públicos"

_DAY = timedelta(days=1)
_SATURDAY = 5

_FIXED = (
    # First and last day as (month, day), Spanish, English.
    ((1, 1), (1, 2), "Vacación de fin de año", "Year-end vacation"),
    ((5, 1), (5, 1), "Día del Trabajo", "Labour Day"),
    ((5, 10), (5, 10), "Día de la Madre", "Mother's Day"),
    ((6, 17), (6, 17), "Día del Padre", "Father's Day"),
    ((8, 1), (8, 6), "Fiestas agostinas", "August festivities"),
    ((9, 15), (9, 15), "Día de la Independencia", "Independence Day"),
    ((11, 2), (11, 2), "Día de los Difuntos", "All Souls' Day"),
    ((12, 24), (12, 31), "Vacación de fin de año", "Year-end vacation"),
)


class Holiday(Struct, frozen=True):
    """A day on which MH does not work, that is no Saturday or Sunday for that reason alone."""

    day: date
    name: str
    name_en: str


def easter(year: int) -> date:
    """Easter Sunday of a year of the Gregorian calendar (the anonymous algorithm, as in Meeus)."""
    a, b, c = year % 19, year // 100, year % 100
    d = (19 * a + b - b // 4 - (b - (b + 8) // 25 + 1) // 3 + 15) % 30
    e = (32 + 2 * (b % 4) + 2 * (c // 4) - d - c % 4) % 7
    month, day = divmod(d + e - 7 * ((a + 11 * d + 22 * e) // 451) + 114, 31)
    return date(year, month, day + 1)


def holidays(year: int) -> tuple[Holiday, ...]:
    """The holidays of a year by law, in order."""
    sunday = easter(year)
    spans = [(date(year, *first), date(year, *last), es, en) for first, last, es, en in _FIXED]
    # From Holy Monday to Easter Monday: with the latter a business day, 10 business days of April 2026 end on the 17th.
    spans.append((sunday - 6 * _DAY, sunday + _DAY, "Semana Santa", "Holy Week"))
    return tuple(
        Holiday(first + n * _DAY, es, en)
        for first, last, es, en in sorted(spans)
        for n in range((last - first).days + 1)
    )


class Calendar:
    """Business days: what is no Saturday, no Sunday and no holiday, by law and by the changes given. Never changes."""

    __slots__ = ("_years", "added", "removed")

    def __init__(self, added: Mapping[date, str] | None = None, removed: Mapping[date, str] | None = None) -> None:
        """`added`: days that are holidays besides; `removed`: holidays that are none; each with its reason.

        A day in both is a holiday.
        """
        self.added = MappingProxyType(dict(added or {}))
        self.removed = MappingProxyType(dict(removed or {}))
        self._years: dict[int, frozenset[date]] = {}

    def holidays(self, year: int) -> tuple[Holiday, ...]:
        """The holidays of a year, in order, with the changes; an added day has its reason as its name."""
        lawful = {holiday.day: holiday for holiday in holidays(year)}
        kept = {day: holiday for day, holiday in lawful.items() if day not in self.removed}
        more = {
            day: Holiday(day, reason, reason)
            for day, reason in self.added.items()
            if day.year == year and day not in kept
        }
        return tuple(sorted((kept | more).values(), key=lambda holiday: holiday.day))

    def is_business_day(self, day: date) -> bool:
        """Whether MH's terms count this day."""
        if day.weekday() >= _SATURDAY:
            return False
        found = self._years.get(day.year)
        if found is None:
            found = self._years[day.year] = frozenset(holiday.day for holiday in self.holidays(day.year))
        return day not in found

    def nth_business_day(self, year: int, month: int, n: int) -> date:
        """The n-th business day of a month, from 1. ValueError if the month has fewer."""
        if n < 1:
            raise ValueError(f"there is no business day number {n}")
        found = self.add_business_days(date(year, month, 1) - _DAY, n)
        if (found.year, found.month) != (year, month):
            raise ValueError(f"{year}-{month:02d} has fewer than {n} business days")
        return found

    def add_business_days(self, day: date, n: int) -> date:
        """The n-th business day after a day, which is not counted itself; for 0 the day, whatever it is.

        ValueError if `n` is negative.
        """
        if n < 0:
            raise ValueError(f"cannot count {n} business days")
        while n:
            day += _DAY
            n -= self.is_business_day(day)
        return day
