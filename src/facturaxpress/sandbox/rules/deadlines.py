"""Until when MH takes an invalidation (Manual Funcional v2.0, PDF pp. 13–15).

Business days go by the public sector's calendar: the manual's own examples leave out the whole of Holy Week up to
Easter Monday, and 1 May. The other days off are those of the law on public holidays.
"""

from datetime import date, timedelta

from facturaxpress.sandbox.rules.related import months_after

LONG = {"01", "11", "14"}
"""Tipos that may be invalidated during three months; the others until a business day of the following month."""

_MONTHS = 3
_BUSINESS_DAY = 10
_SATURDAY = 5
_FIXED = {(1, 1), (1, 2), (5, 1), (5, 10), (6, 17), (9, 15), (11, 2), *((8, day) for day in range(1, 7))}
_FIXED |= {(12, day) for day in range(24, 32)}


def last_day_to_send(tipoDte: str, sealed: date) -> date:
    """The last day on which an invalidation of a document sealed on that day is taken."""
    return months_after(sealed, _MONTHS) if tipoDte in LONG else business_day_after(sealed)


def business_day_after(day: date) -> date:
    """The 10th business day of the month after that of `day`."""
    candidate = months_after(day.replace(day=1), 1)
    count = 1 if is_business_day(candidate) else 0
    while count < _BUSINESS_DAY:
        candidate += timedelta(days=1)
        count += is_business_day(candidate)
    return candidate


def is_business_day(day: date) -> bool:
    """Neither a weekend nor a day off in the public sector."""
    if day.weekday() >= _SATURDAY or (day.month, day.day) in _FIXED:
        return False
    easter = easter_sunday(day.year)
    return not easter - timedelta(days=6) <= day <= easter + timedelta(days=1)


def easter_sunday(year: int) -> date:
    """In the Gregorian calendar, by Oudin's reckoning."""
    golden, century = year % 19, year // 100
    epact = (century - century // 4 - (8 * century + 13) // 25 + 19 * golden + 15) % 30
    moon = epact - (epact // 28) * (1 - (epact // 28) * (29 // (epact + 1)) * ((21 - golden) // 11))
    offset = moon - (year + year // 4 + moon + 2 - century + century // 4) % 7
    return date(year, 3, 28) + timedelta(days=offset)
