"""Which structure is in force on a day, and which reading: the rows shipped, and those an operator adds."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from facturaxpress.dte.documents.law import Type
from facturaxpress.dte.lawtable import SHIPPED, LawTable, Setting
from facturaxpress.dte.readings import DEFAULT, SPECS, Readings
from facturaxpress.dte.structures import TYPES

KNOWN = {
    (tipo, version): regime
    for tipo, old, new in (
        ("01", 1, 2),
        ("03", 3, 4),
        ("04", 3, 4),
        ("05", 3, 4),
        ("06", 3, 4),
        ("07", 1, 2),
        ("08", 1, 2),
        ("09", 1, 2),
        ("11", 1, 3),
        ("14", 1, 2),
        ("15", 1, 2),
        ("invalidacion", 2, 3),
        ("contingencia", 3, 4),
        ("17", None, 1),
        ("18", None, 1),
    )
    for version, regime in ((old, "1.x"), (new, "2.0"))
    if version is not None
}
TIPOS = sorted({tipo for tipo, _ in KNOWN})
AUTUMN = date(2026, 10, 15)


def rows(*more: Setting) -> LawTable:
    return LawTable((*SHIPPED, *more), tenant="mia")


def version(table: LawTable, tipo: str, on: date = AUTUMN, ambiente: str = "01") -> int | None:
    return table.version(tipo, on, ambiente, KNOWN)


class TestChangeover:
    @pytest.mark.parametrize(
        ("ambiente", "last_day"), [("00", date(2026, 5, 31)), ("01", date(2026, 11, 30))], ids=["pruebas", "producción"]
    )
    @pytest.mark.parametrize("tipo", TIPOS)
    def test_each_ambiente_changes_every_type_on_its_day(self, tipo: str, ambiente: str, last_day: date) -> None:
        by_regime = {regime: number for (kind, number), regime in KNOWN.items() if kind == tipo}
        assert version(LawTable(), tipo, last_day, ambiente) == by_regime.get("1.x")
        assert version(LawTable(), tipo, last_day + timedelta(days=1), ambiente) == by_regime["2.0"]

    def test_the_first_structures_reach_back_without_end(self) -> None:
        assert version(LawTable(), "03", date(2022, 1, 1)) == 3
        assert version(LawTable(), "03", date.min) == 3

    def test_a_regime_without_the_type_has_no_version(self) -> None:
        assert version(LawTable(), "18") is None
        assert version(LawTable(), "18", ambiente="00") == 1

    def test_a_type_that_does_not_exist_has_no_version(self) -> None:
        assert version(LawTable(), "02") is None

    def test_an_empty_table_says_nothing(self) -> None:
        assert version(LawTable(()), "01") is None
        assert LawTable(()).readings("01", AUTUMN, "01") == DEFAULT

    def test_the_newest_version_of_a_regime_is_taken(self) -> None:
        assert LawTable().version("03", AUTUMN, "00", {("03", 4): "2.0", ("03", 5): "2.0", ("03", 3): "1.x"}) == 5


class TestRows:
    def test_a_changeover_is_put_off_by_two_rows(self) -> None:
        table = rows(
            Setting("estructura", "1.x", date(2026, 12, 1), ambiente="01"),
            Setting("estructura", "2.0", date(2027, 1, 15), ambiente="01"),
        )
        assert [version(table, "03", date(2026, 12, 1)), version(table, "03", date(2027, 1, 14))] == [3, 3]
        assert version(table, "03", date(2027, 1, 15)) == 4
        assert version(table, "03", date(2026, 12, 1), "00") == 4

    def test_a_type_may_keep_its_version(self) -> None:
        table = rows(Setting("estructura", "3", date(2026, 6, 1), tipo="03"))
        later = date(2027, 3, 1)
        assert (version(table, "03", later), version(table, "05", later)) == (3, 4)

    def test_a_version_that_is_not_known_is_none(self) -> None:
        table = rows(Setting("estructura", "9", date(2026, 1, 1), tipo="03"))
        assert version(table, "03") is None

    def test_a_row_begins_on_its_day(self) -> None:
        table = rows(Setting("noGravado", "resta", AUTUMN))
        assert table.readings("03", AUTUMN - timedelta(days=1), "01").noGravado == "suma"
        assert table.readings("03", AUTUMN, "01").noGravado == "resta"

    def test_of_equal_rows_the_later_one_wins(self) -> None:
        table = rows(Setting("noGravado", "resta", AUTUMN), Setting("noGravado", "suma", AUTUMN))
        assert table.readings("03", AUTUMN, "01").noGravado == "suma"

    def test_another_tenants_rows_do_not_count(self) -> None:
        table = rows(Setting("noGravado", "resta", date.min, tenant="otra"))
        assert table.readings("03", AUTUMN, "01") == DEFAULT
        assert all(row.tenant is None for row in table.rows)

    def test_readings_of_several_names_and_amounts(self) -> None:
        table = rows(
            Setting("receptorDesde01", "1226.4", date.min),
            Setting("montoTotalOperacion03", "A", date.min, ambiente="00"),
            Setting("plazoInvalidacion", "antiguo", date.min, tipo="08"),
        )
        assert table.readings("01", AUTUMN, "01") == Readings(receptorDesde01=Decimal("1226.40"))
        assert table.readings("03", AUTUMN, "00").montoTotalOperacion03 == "A"
        assert table.readings("08", AUTUMN, "01").plazoInvalidacion == "antiguo"
        assert table.readings("09", AUTUMN, "01").plazoInvalidacion == "mes-siguiente"

    SCOPES = st.fixed_dictionaries(
        {
            "tenant": st.sampled_from([None, "mia", "otra"]),
            "tipo": st.sampled_from([None, "03", "05"]),
            "ambiente": st.sampled_from([None, "00", "01"]),
            "since": st.integers(-3, 3).map(lambda days: AUTUMN + timedelta(days=days)),
        }
    )

    @given(st.lists(SCOPES, max_size=8))
    def test_the_row_found_is_never_less_specific_nor_older_than_another_that_fits(
        self, scopes: list[dict[str, object]]
    ) -> None:
        settings = [Setting("noGravado", "resta", **scope) for scope in scopes]  # type: ignore[arg-type]
        found = LawTable(settings, tenant="mia").find("noGravado", "03", AUTUMN, "01")
        fitting = [
            one
            for one in settings
            if one.since <= AUTUMN
            and one.tenant in (None, "mia")
            and one.tipo in (None, "03")
            and one.ambiente in (None, "01")
        ]
        if found is None:
            assert not fitting
            return
        assert found in fitting
        for one in fitting:
            mine, other = ([bool(row.tenant), bool(row.tipo), bool(row.ambiente), row.since] for row in (found, one))
            assert mine >= other


class TestReadingSpecs:
    def test_every_reading_is_described_and_every_description_is_a_reading(self) -> None:
        assert tuple(SPECS) == Readings.__struct_fields__

    @pytest.mark.parametrize("name", SPECS)
    def test_a_default_is_one_of_the_values(self, name: str) -> None:
        spec = SPECS[name]
        assert spec.parse(spec.default) == getattr(DEFAULT, name)
        if spec.sides:
            assert spec.default in spec.values
            assert len(set(spec.values)) >= 2

    @pytest.mark.parametrize("name", SPECS)
    def test_every_value_makes_readings(self, name: str) -> None:
        spec = SPECS[name]
        for value in spec.values or ("0", "1226.4"):
            table = LawTable([Setting(name, value, date.min)])
            assert getattr(table.readings(min(spec.tipos), AUTUMN, "00"), name) == spec.parse(value)

    @pytest.mark.parametrize("name", SPECS)
    def test_what_people_read_is_complete(self, name: str) -> None:
        spec = SPECS[name]
        texts = [spec.subject, spec.subject_en, spec.reason, spec.reason_en, spec.source]
        texts += [text for side in spec.sides for text in (side.meaning, side.meaning_en)]
        assert all(text == text.strip() != "" and "  " not in text for text in texts)
        assert spec.tipos <= set(TIPOS)

    @pytest.mark.parametrize("own", TYPES.values(), ids=lambda own: own.tipo)
    def test_a_reading_is_said_to_be_of_every_type_that_is_computed_by_it(self, own: Type) -> None:
        # Over a comprobante de retención what `totalPagar05` prints is judged in 06 too, and never issued.
        judged_only = {("totalPagar05", "06")}
        for readings in own.readings:
            for name in SPECS:
                if getattr(readings, name) != getattr(DEFAULT, name) and (name, own.tipo) not in judged_only:
                    assert own.tipo in SPECS[name].tipos, name

    @pytest.mark.parametrize(
        ("name", "value"),
        [
            ("noGravado", "Suma"),
            ("noGravado", ""),
            ("plazoInvalidacion", "null"),
            *(
                ("receptorDesde01", amount)
                for amount in (
                    "",
                    "-1",
                    "NaN",
                    "Infinity",
                    "1e3",
                    "1_000",
                    "1.005",
                    " 1",
                    "1\n",
                    "١",
                    "1" * 5000,
                    "10.",
                )
            ),
        ],
    )
    def test_other_values_are_refused(self, name: str, value: str) -> None:
        with pytest.raises(ValueError, match="cannot be"):
            SPECS[name].parse(value)


def test_what_was_asked_once_is_remembered_until_many_others_were_asked() -> None:
    table = LawTable()
    first = table.readings("01", AUTUMN, "01")
    assert table.readings("01", AUTUMN, "01") is first
    for number in range(1000):
        table.readings(f"other {number}", AUTUMN, "01")
    again = table.readings("01", AUTUMN, "01")
    assert again is not first
    assert again == first
