"""Until when events and notes may be dated and sent: MH's own rows, and what they leave open."""

import csv
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from facturaxpress.dte import deadlines
from facturaxpress.dte.deadlines import Days
from facturaxpress.dte.holidays import Calendar
from facturaxpress.dte.readings import Plazo

CALENDAR = Calendar()
MONTHLY = ("03", "04", "05", "06", "07", "08", "09", "15", "17", "18")
PLAZOS: tuple[Plazo, ...] = ("antiguo", "mes-siguiente")
THREE_MONTHS = ("01", "11", "14")
CONTRADICTORY = 13
ROWS = range(1, 14)
"""The rows of MH's table of examples, in its order."""


def noon(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, 12, tzinfo=deadlines.EL_SALVADOR)


def row_of(mh: Path, number: int) -> dict[str, str]:
    with (mh / "invalidation-dates.csv").open(newline="", encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    assert len(rows) == len(ROWS)
    return rows[number - 1]


def printed(row: dict[str, str]) -> dict[str, date]:
    """The dates that MH prints in a row; not all are printed in each."""
    return {
        name: date.fromisoformat(row[name]) for name in row if name not in ("tipos", "page", "remark") and row[name]
    }


def ruled(tipo: str, dates: dict[str, date], plazo: Plazo = "mes-siguiente") -> dict[str, date]:
    """The same dates as the stated rules give them."""
    found: dict[str, date] = {}
    if "fecha_generacion" in dates:
        event = deadlines.invalidation_dates(tipo, dates["fecha_generacion"], plazo)
        found |= {"evento_desde": event.first, "evento_hasta": event.last}
    if "fecha_transmision" in dates:
        sending = deadlines.invalidation_sending(tipo, noon(dates["fecha_transmision"]), CALENDAR, plazo)
        found |= {"transmision_desde": sending.first, "transmision_hasta": sending.last}
    return {name: day for name, day in found.items() if name in dates}


class TestInvalidation:
    @pytest.mark.parametrize("number", [n for n in ROWS if n != CONTRADICTORY])
    def test_the_rules_give_what_mh_prints(self, mh: Path, number: int) -> None:
        row = row_of(mh, number)
        assert row["remark"].startswith("AGREES")
        dates = printed(row)
        expected = {name: day for name, day in dates.items() if not name.startswith("fecha_")}
        assert expected
        for tipo in row["tipos"].split("|"):
            assert ruled(tipo, dates) == expected

    def test_the_row_that_contradicts_the_rules_is_of_the_former_regime(self, mh: Path) -> None:
        row = row_of(mh, CONTRADICTORY)
        assert row["remark"].startswith("CONTRADICTS")
        dates = printed(row)
        expected = {name: day for name, day in dates.items() if not name.startswith("fecha_")}
        for tipo in row["tipos"].split("|"):
            assert ruled(tipo, dates) == {
                "evento_desde": date(2025, 10, 9),
                "evento_hasta": date(2025, 10, 9),
                "transmision_desde": date(2025, 10, 31),
                "transmision_hasta": date(2025, 11, 14),
            }
            assert ruled(tipo, dates, "antiguo") == expected

    def test_a_row_that_prints_no_term_for_sending_has_one(self, mh: Path) -> None:
        sealed = noon(printed(row_of(mh, 4))["fecha_transmision"])
        assert deadlines.invalidation_sending("03", sealed, CALENDAR).last == date(2026, 5, 15)

    @pytest.mark.parametrize("tipo", MONTHLY)
    def test_the_other_reading_counts_ten_business_days_from_the_seal(self, tipo: str) -> None:
        sending = deadlines.invalidation_sending(tipo, noon(date(2026, 3, 9)), CALENDAR, "diez-dias")
        assert sending == Days(date(2026, 3, 9), date(2026, 3, 23))

    @pytest.mark.parametrize("plazo", ["mes-siguiente", "diez-dias", "antiguo"])
    @pytest.mark.parametrize("tipo", THREE_MONTHS)
    def test_three_months_are_three_months_under_every_reading(self, tipo: str, plazo: Plazo) -> None:
        day = date(2026, 3, 1)
        for days in (
            deadlines.invalidation_dates(tipo, day, plazo),
            deadlines.invalidation_sending(tipo, noon(day), CALENDAR, plazo),
        ):
            assert days == Days(day, date(2026, 6, 1))

    def test_a_december_seal_ends_in_january(self) -> None:
        assert deadlines.invalidation_sending("03", noon(date(2026, 12, 31)), CALENDAR).last == date(2027, 1, 15)

    def test_an_added_holiday_moves_the_end(self) -> None:
        calendar = Calendar(added={date(2026, 4, 20): "Decreto"})
        assert deadlines.invalidation_sending("03", noon(date(2026, 3, 19)), calendar).last == date(2026, 4, 21)

    def test_the_day_of_a_seal_is_el_salvadors(self) -> None:
        late = datetime(2026, 4, 1, 5, 59, 59, tzinfo=UTC)
        assert deadlines.invalidation_sending("03", late, CALENDAR) == Days(date(2026, 3, 31), date(2026, 4, 20))
        assert deadlines.invalidation_sending("03", late + timedelta(seconds=1), CALENDAR).last == date(2026, 5, 15)

    def test_an_instant_without_a_zone_is_refused(self) -> None:
        with pytest.raises(ValueError, match="zone"):
            deadlines.invalidation_sending("03", datetime(2026, 4, 1), CALENDAR)  # noqa: DTZ001

    def test_the_term_runs_to_the_last_second(self) -> None:
        end = deadlines.invalidation_sending("03", noon(date(2026, 3, 19)), CALENDAR).end
        assert end == datetime(2026, 4, 21, 5, 59, 59, tzinfo=UTC)

    def test_the_events_date_is_todays_only_within_its_range(self) -> None:
        """Sent until 25 February 2026, the event must still be dated 9 January at the latest."""
        days = deadlines.invalidation_dates("01", date(2025, 10, 9))
        assert days.clamp(date(2026, 2, 25)) == date(2026, 1, 9)
        assert days.clamp(date(2025, 12, 1)) == date(2025, 12, 1)
        assert deadlines.invalidation_dates("03", date(2026, 3, 10)).clamp(date(2026, 3, 9)) == date(2026, 3, 10)


class TestReturn:
    SEALED = noon(date(2026, 9, 15))

    @pytest.mark.parametrize("tipo", THREE_MONTHS)
    def test_an_ordinary_document_has_three_months(self, tipo: str) -> None:
        assert deadlines.return_sending(tipo, self.SEALED, "46900") == Days(date(2026, 9, 15), date(2026, 12, 15))
        dates = deadlines.return_dates(tipo, date(2026, 9, 10), date(2027, 1, 5), "46900")
        assert dates == Days(date(2026, 9, 10), date(2026, 12, 10))

    @pytest.mark.parametrize("actividad", ["01282", "21001", "46484", "47721"])
    def test_some_activities_have_two_years(self, actividad: str) -> None:
        for tipo, last in (("01", date(2028, 9, 15)), ("11", date(2028, 9, 15)), ("14", date(2026, 12, 15))):
            assert deadlines.return_sending(tipo, self.SEALED, actividad).last == last
            dates = deadlines.return_dates(tipo, date(2026, 9, 15), date(2030, 1, 1), actividad)
            assert dates is not None
            assert dates.last == last

    def test_it_is_not_dated_after_the_day_it_is_sent(self) -> None:
        dates = deadlines.return_dates("01", date(2026, 9, 10), date(2026, 9, 12), "46900")
        assert dates == Days(date(2026, 9, 10), date(2026, 9, 12))

    @pytest.mark.parametrize(
        ("fecEmi", "sent", "possible"),
        [
            ("2026-09-20", "2026-09-15", True),
            ("2026-09-21", "2026-09-15", False),
            ("2026-10-01", "2026-09-30", False),
            ("2026-09-30", "2026-09-30", True),
        ],
    )
    def test_a_document_dated_ahead_leaves_its_own_date_within_five_days_and_the_period(
        self, fecEmi: str, sent: str, possible: bool
    ) -> None:
        day = date.fromisoformat(fecEmi)
        found = deadlines.return_dates("01", day, date.fromisoformat(sent), "46900")
        assert found == (Days(day, day) if possible else None)


def test_a_note_has_three_months() -> None:
    days = deadlines.note_dates(date(2026, 11, 30))
    assert days == Days(date(2026, 11, 30), date(2027, 2, 28))
    assert date(2027, 2, 28) in days
    assert date(2027, 3, 1) not in days
    assert date(2026, 11, 29) not in days


@pytest.mark.parametrize(
    ("day", "months", "expected"),
    [
        ("2025-11-30", 3, "2026-02-28"),
        ("2027-11-30", 3, "2028-02-29"),
        ("2024-02-29", 24, "2026-02-28"),
        ("2026-12-31", 1, "2027-01-31"),
        ("2026-01-31", 1, "2026-02-28"),
        ("2026-05-15", 0, "2026-05-15"),
        ("2026-05-31", -3, "2026-02-28"),
        ("9999-12-31", 3, "9999-12-31"),
        ("0001-01-01", -3, "0001-01-01"),
    ],
)
def test_months_keep_the_day_or_end_with_the_month(day: str, months: int, expected: str) -> None:
    assert deadlines.add_months(date.fromisoformat(day), months) == date.fromisoformat(expected)


@given(st.dates(date(2020, 1, 1), date(2040, 1, 1)), st.sampled_from(MONTHLY))
def test_the_longer_reading_never_ends_before_the_shorter(day: date, tipo: str) -> None:
    last = [deadlines.invalidation_sending(tipo, noon(day), CALENDAR, plazo).last for plazo in PLAZOS]
    assert day < last[0] < last[1]
    assert CALENDAR.is_business_day(last[1])
