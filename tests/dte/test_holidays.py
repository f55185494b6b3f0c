"""El Salvador's holidays and business days."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from facturaxpress.dte.holidays import Calendar, easter, holidays

TENTH = {
    2026: "01-16 02-13 03-13 04-20 05-15 06-12 07-14 08-20 09-14 10-14 11-16 12-14",
    2027: "01-15 02-12 03-12 04-14 05-17 06-14 07-14 08-20 09-14 10-14 11-15 12-14",
}
TENTH_DAYS = [date.fromisoformat(f"{year}-{day}") for year, days in TENTH.items() for day in days.split()]


@pytest.mark.parametrize("day", TENTH_DAYS, ids=str)
def test_the_tenth_business_day_of_each_month(day: date) -> None:
    assert Calendar().nth_business_day(day.year, day.month, 10) == day


@pytest.mark.parametrize(
    "sunday",
    ["1818-03-22", "1943-04-25", "2000-04-23", "2024-03-31", "2025-04-20", "2026-04-05", "2027-03-28", "2285-03-22"],
)
def test_easter(sunday: str) -> None:
    day = date.fromisoformat(sunday)
    assert easter(day.year) == day


@given(st.integers(1583, 9999))
def test_easter_is_a_sunday_in_spring(year: int) -> None:
    sunday = easter(year)
    assert sunday.weekday() == 6
    assert date(year, 3, 22) <= sunday <= date(year, 4, 25)


def test_the_holidays_of_a_year() -> None:
    assert " ".join(f"{holiday.day:%m-%d}" for holiday in holidays(2026)) == (
        "01-01 01-02 03-30 03-31 04-01 04-02 04-03 04-04 04-05 04-06 05-01 05-10 06-17"
        " 08-01 08-02 08-03 08-04 08-05 08-06 09-15 11-02 12-24 12-25 12-26 12-27 12-28 12-29 12-30 12-31"
    )
    assert {holiday.name for holiday in holidays(2026)} >= {"Semana Santa", "Fiestas agostinas", "Día del Trabajo"}


class TestCalendar:
    MONDAY = date(2026, 10, 12)
    HOLY_TUESDAY = date(2026, 3, 31)

    def test_weekends_and_holidays_do_not_count(self) -> None:
        calendar = Calendar()
        assert calendar.is_business_day(self.MONDAY)
        assert not calendar.is_business_day(date(2026, 10, 10))
        assert not calendar.is_business_day(date(2026, 10, 11))
        assert not calendar.is_business_day(self.HOLY_TUESDAY)

    def test_a_decree_adds_a_day(self) -> None:
        calendar = Calendar(added={self.MONDAY: "Decreto 1"})
        assert not calendar.is_business_day(self.MONDAY)
        assert calendar.nth_business_day(2026, 10, 10) == date(2026, 10, 15)
        assert [(h.day, h.name) for h in calendar.holidays(2026) if h.name == "Decreto 1"] == [
            (self.MONDAY, "Decreto 1")
        ]
        assert calendar.holidays(2027) == holidays(2027)

    def test_a_decree_takes_a_day_away(self) -> None:
        calendar = Calendar(removed={self.HOLY_TUESDAY: "Decreto 2"})
        assert calendar.is_business_day(self.HOLY_TUESDAY)
        assert len(calendar.holidays(2026)) == len(holidays(2026)) - 1

    def test_a_day_added_and_taken_away_is_a_holiday(self) -> None:
        both = {self.MONDAY: "Decreto 3"}
        assert not Calendar(added=both, removed=both).is_business_day(self.MONDAY)

    def test_a_weekend_stays_one(self) -> None:
        saturday = date(2026, 8, 1)
        assert not Calendar(removed={saturday: "Decreto 4"}).is_business_day(saturday)

    def test_a_month_has_no_fortieth_business_day(self) -> None:
        for n in (0, -1, 24, 40):
            with pytest.raises(ValueError, match="business day"):
                Calendar().nth_business_day(2026, 10, n)

    def test_adding_no_days_changes_nothing_and_fewer_cannot_be_added(self) -> None:
        sunday = date(2026, 10, 11)
        assert Calendar().add_business_days(sunday, 0) == sunday
        assert Calendar().add_business_days(sunday, 1) == self.MONDAY
        with pytest.raises(ValueError, match="-1"):
            Calendar().add_business_days(sunday, -1)

    @given(st.dates(date(2000, 1, 1), date(2100, 1, 1)), st.integers(1, 60))
    def test_adding_business_days_counts_exactly_those(self, day: date, n: int) -> None:
        calendar = Calendar()
        end = calendar.add_business_days(day, n)
        assert calendar.is_business_day(end)
        between = (day + timedelta(days=k) for k in range(1, (end - day).days + 1))
        assert sum(calendar.is_business_day(one) for one in between) == n
