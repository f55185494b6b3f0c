"""What operators say of the law: stored, followed, taken back, and what is refused."""

from dataclasses import replace
from datetime import date
from typing import Any

import psycopg
import pytest

from facturaxpress.db import Database
from facturaxpress.dte import FaultError
from facturaxpress.dte.lawtable import SHIPPED, Setting
from facturaxpress.dte.readings import Readings
from facturaxpress.dte.structures import REGIMES
from facturaxpress.law import service
from facturaxpress.law.changes import Change, parse_day, read
from tests.tenants.conftest import Bare

WINTER = date(2026, 12, 1)
DELAY = Change("estructura", "1.x", WINTER, "Prórroga de ejemplo", ambiente="01")
SUBTRACT = Change("noGravado", "resta", WINTER, "Cifras de la p. 50")


async def codes(database: Database, change: Change, bare: Bare | None = None) -> list[tuple[str, str]]:
    """Code and path of each fault of a change that is refused; nothing of it may be stored."""
    before = await service.history(database)
    with pytest.raises(FaultError) as refused:
        await service.set_rule(database, change, "prueba", bare.id if bare else None)
    assert await service.history(database) == before
    return [(fault.code, fault.path) for fault in refused.value.faults]


async def version(database: Database, bare: Bare | None = None, on: date = WINTER, ambiente: str = "01") -> int | None:
    law = await service.law(database, bare.id if bare else None)
    return law.table.version("03", on, ambiente, REGIMES)


class TestRows:
    async def test_the_shipped_rows_hold_where_nobody_said_anything(self, database: Database, bare: Bare) -> None:
        law = await service.law(database, bare.id)
        assert law.table.rows == SHIPPED
        assert not law.stored
        assert await service.history(database, bare.id) == []

    async def test_a_row_for_all_reaches_every_tenant(self, database: Database, bare: Bare, other: Bare) -> None:
        made = await service.set_rule(database, DELAY, "prueba")
        assert (made.row.value, made.row.quien, made.row.motivo, made.before) == ("1.x", "prueba", DELAY.motivo, None)
        assert [await version(database, one) for one in (bare, other, None)] == [3, 3, 3]
        assert await version(database, bare, ambiente="00") == 4

    async def test_a_tenants_row_is_its_own(self, database: Database, bare: Bare, other: Bare) -> None:
        await service.set_rule(database, DELAY, "prueba", bare.id)
        assert [await version(database, one) for one in (bare, other, None)] == [3, 4, 4]
        assert await service.history(database, other.id) == []

    async def test_a_row_at_the_same_place_goes_before_and_the_other_is_kept(self, database: Database) -> None:
        first = await service.set_rule(database, DELAY, "una")
        second = await service.set_rule(database, replace(DELAY, value="2.0", motivo="Sin prórroga"), "otra")
        assert second.before == first.row
        assert await version(database) == 4
        assert [(row.value, row.quien) for row in await service.history(database)] == [("1.x", "una"), ("2.0", "otra")]

    async def test_a_row_that_is_taken_back_lets_the_one_before_it_hold(self, database: Database) -> None:
        row = (await service.set_rule(database, DELAY, "una")).row
        taken = await service.unset(database, row.id, "Se publicó que no", "otra")
        assert (taken.value, taken.motivo, taken.quien) == (None, "Se publicó que no", "otra")
        assert await version(database) == 4
        assert [one.id for one in await service.history(database)] == [row.id, taken.id]
        for gone in (row.id, taken.id):
            with pytest.raises(service.SettingNotFound, match=str(gone)):
                await service.unset(database, gone, "Otra vez", "otra")
        await service.set_rule(database, DELAY, "una")
        assert await version(database) == 3

    async def test_a_tenants_row_is_taken_back_in_its_scope_only(
        self, database: Database, bare: Bare, other: Bare
    ) -> None:
        own = (await service.set_rule(database, SUBTRACT, "prueba", bare.id)).row
        general = (await service.set_rule(database, SUBTRACT, "prueba")).row
        for row_id, scope in ((own.id, None), (own.id, other.id), (general.id, bare.id)):
            with pytest.raises(service.SettingNotFound):
                await service.unset(database, row_id, "Motivo", "prueba", scope)
        await service.unset(database, own.id, "Motivo", "prueba", bare.id)
        assert [row.id for row in (await service.law(database, bare.id)).stored.values()] == [general.id]

    async def test_amounts_are_stored_with_two_decimals(self, database: Database) -> None:
        change = Change("receptorDesde01", "1226.4", WINTER, "Salario mínimo")
        assert (await service.set_rule(database, change, "prueba")).row.value == "1226.40"

    async def test_a_tenants_definition_holds_until_an_operators_row_begins(
        self, database: Database, bare: Bare
    ) -> None:
        own = [Setting("noGravado", "resta", date.min, tenant=str(bare.id))]
        await service.set_rule(database, replace(SUBTRACT, value="suma"), "prueba", bare.id)
        table = (await service.law(database, bare.id, own)).table
        assert table.readings("03", date(2026, 11, 30), "01").noGravado == "resta"
        assert table.readings("03", WINTER, "01").noGravado == "suma"

    async def test_a_row_that_cannot_be_read_does_not_stop_issuing(self, database: Database, bare: Bare) -> None:
        async with database.system() as conn:
            for name, value in (("noGravado", "quizás"), ("deOtraVersion", "x"), ("base59", "precio")):
                await conn.execute(
                    """
                    INSERT INTO law_settings (name, value, since, motivo, quien) VALUES (%s, %s, %s, 'a mano', 'psql')
                    """,
                    (name, value, WINTER),
                )
        own = [Setting("descuento59", "mitad", date.min, tenant=str(bare.id))]
        found = (await service.law(database, bare.id, own)).table.readings("01", WINTER, "01")
        assert found == Readings(base59="precio")


class TestRefused:
    @pytest.mark.parametrize(
        ("changes", "expected"),
        [
            ({"name": "noGravdo"}, [("LEY-NOMBRE", "name")]),
            ({"name": "noGravado"}, [("LEY-VALOR", "value")]),
            ({"value": "3.0"}, [("LEY-VALOR", "value")]),
            ({"value": "3"}, [("LEY-VALOR", "value")]),
            ({"value": "2", "tipo": "03"}, [("LEY-VALOR", "value")]),
            ({"value": "٣", "tipo": "03"}, [("LEY-VALOR", "value")]),
            ({"value": ""}, [("LEY-VALOR", "value")]),
            ({"tipo": "02"}, [("LEY-TIPO", "tipo")]),
            ({"tipo": ""}, [("LEY-TIPO", "tipo")]),
            ({"name": "base59", "value": "precio", "tipo": "03"}, [("LEY-TIPO", "tipo")]),
            ({"ambiente": "02"}, [("LEY-AMBIENTE", "ambiente")]),
            ({"since": date(1999, 12, 31)}, [("LEY-FECHA", "since")]),
            ({"since": date(3000, 1, 1)}, [("LEY-FECHA", "since")]),
            ({"motivo": " "}, [("LEY-MOTIVO", "motivo")]),
            ({"motivo": "a\nb"}, [("LEY-MOTIVO", "motivo")]),
            ({"motivo": "m" * 501}, [("LEY-MOTIVO", "motivo")]),
            (
                {"name": "x" * 5000, "ambiente": "\x00", "motivo": ""},
                [("LEY-NOMBRE", "name"), ("LEY-AMBIENTE", "ambiente"), ("LEY-MOTIVO", "motivo")],
            ),
        ],
    )
    async def test_a_change_that_cannot_be(
        self, database: Database, changes: dict[str, Any], expected: list[tuple[str, str]]
    ) -> None:
        assert await codes(database, replace(DELAY, **changes)) == expected

    @pytest.mark.parametrize("value", ["1095,00", "-1", "NaN", "1095.001", "mil"])
    async def test_an_amount_that_is_none(self, database: Database, value: str) -> None:
        change = Change("receptorDesde01", value, WINTER, "Motivo")
        assert await codes(database, change) == [("LEY-VALOR", "value")]

    async def test_the_nearest_name_and_value_are_suggested(self, database: Database) -> None:
        for change, meant in (
            (replace(DELAY, name="estructuras"), "estructura"),
            (replace(DELAY, value="1.X"), "1.x"),
            (replace(SUBTRACT, value="Resta"), "resta"),
        ):
            with pytest.raises(FaultError) as refused:
                await service.set_rule(database, change, "prueba")
            assert refused.value.faults[0].fix == f"¿Quiso decir «{meant}»?"

    async def test_a_version_without_its_type_is_told_apart(self, database: Database) -> None:
        with pytest.raises(FaultError) as refused:
            await service.set_rule(database, replace(DELAY, value="4"), "prueba")
        assert "Una versión es de un tipo" in refused.value.faults[0].fix

    async def test_a_row_that_more_specific_ones_always_go_before(self, database: Database, bare: Bare) -> None:
        everywhere = replace(DELAY, ambiente=None, since=date(2027, 1, 1))
        assert await codes(database, everywhere) == [("LEY-SIN-EFECTO", "name")]
        # Before June 2026 no row of an ambiente has begun.
        await service.set_rule(database, replace(everywhere, since=date(2026, 1, 1)), "prueba")
        await service.set_rule(database, replace(everywhere, tipo="03", value="3"), "prueba")
        assert await version(database, on=date(2027, 1, 1), ambiente="00") == 3
        await service.set_rule(database, everywhere, "prueba", bare.id)
        assert await version(database, bare, on=date(2027, 1, 1), ambiente="00") == 3

    async def test_a_row_is_not_taken_back_without_a_reason(self, database: Database) -> None:
        row = (await service.set_rule(database, DELAY, "prueba")).row
        with pytest.raises(FaultError):
            await service.unset(database, row.id, "", "prueba")
        assert await version(database) == 3


class TestHistoryIsKept:
    @pytest.mark.parametrize("table", ["law_settings", "law_holidays"])
    @pytest.mark.parametrize("statement", ["UPDATE {} SET motivo = 'x'", "DELETE FROM {}", "TRUNCATE {}"])
    async def test_nothing_is_rewritten(self, database: Database, table: str, statement: str) -> None:
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            async with database.system() as conn:
                await conn.execute(statement.format(table).encode())

    async def test_a_tenants_scope_cannot_say_what_holds_for_all(self, database: Database, bare: Bare) -> None:
        insert = """
            INSERT INTO law_settings (name, value, since, motivo, quien)
            VALUES ('noGravado', 'resta', '2026-12-01', 'm', 'q')
            """
        with pytest.raises(psycopg.errors.InsufficientPrivilege, match="row-level security"):
            async with database.tenant(bare.id) as conn:
                await conn.execute(insert)
        async with database.system() as conn:
            await conn.execute(insert)


class TestHolidays:
    MONDAY = date(2026, 10, 12)
    INDEPENDENCE = date(2026, 9, 15)

    async def change(self, database: Database, day: date, *, inhabil: bool, motivo: str = "Decreto") -> None:
        await service.change_holiday(database, day, inhabil=inhabil, motivo=motivo, quien="prueba")

    async def business(self, database: Database, day: date) -> bool:
        return (await service.law(database)).calendar.is_business_day(day)

    async def test_a_day_is_added_and_taken_away_again(self, database: Database, bare: Bare) -> None:
        await self.change(database, self.MONDAY, inhabil=True)
        assert not await self.business(database, self.MONDAY)
        assert not (await service.law(database, bare.id)).calendar.is_business_day(self.MONDAY)
        await self.change(database, self.MONDAY, inhabil=False)
        assert await self.business(database, self.MONDAY)

    async def test_a_holiday_of_the_law_is_removed_and_restored(self, database: Database) -> None:
        await self.change(database, self.INDEPENDENCE, inhabil=False)
        assert await self.business(database, self.INDEPENDENCE)
        await self.change(database, self.INDEPENDENCE, inhabil=True)
        assert not await self.business(database, self.INDEPENDENCE)

    @pytest.mark.parametrize(
        ("day", "inhabil", "motivo", "expected"),
        [
            (MONDAY, False, "Decreto", ["LEY-FERIADO"]),
            (INDEPENDENCE, True, "Decreto", ["LEY-FERIADO"]),
            (date(2026, 10, 10), True, "Decreto", ["LEY-FERIADO"]),
            (date(2026, 10, 10), False, "Decreto", ["LEY-FERIADO"]),
            (date(1999, 9, 15), False, "Decreto", ["LEY-FECHA"]),
            (date(9999, 9, 15), False, "", ["LEY-MOTIVO", "LEY-FECHA"]),
        ],
    )
    async def test_what_would_change_nothing_is_refused(
        self, database: Database, day: date, inhabil: bool, motivo: str, expected: list[str]
    ) -> None:
        with pytest.raises(FaultError) as refused:
            await self.change(database, day, inhabil=inhabil, motivo=motivo)
        assert [fault.code for fault in refused.value.faults] == expected


BODY: dict[str, Any] = {"name": "noGravado", "value": "resta", "since": "2026-12-01", "motivo": "Motivo"}


class TestForm:
    """A change as a program sends it."""

    def test_a_complete_one(self) -> None:
        more = {"tipo": "03", "ambiente": "01", "tenant": "mi-empresa"}
        assert read(BODY) == (Change("noGravado", "resta", WINTER, "Motivo"), None)
        assert read(BODY | more) == (Change("noGravado", "resta", WINTER, "Motivo", "03", "01"), "mi-empresa")
        assert read(BODY | dict.fromkeys(more)) == read(BODY)

    @pytest.mark.parametrize(
        ("body", "paths"),
        [
            ([], [""]),
            (None, [""]),
            ({}, ["name", "value", "since", "motivo"]),
            (BODY | {"value": 2}, ["value"]),
            (BODY | {"tipo": 3, "tenant": ["a"]}, ["tipo", "tenant"]),
            (BODY | {"since": "1-12-2026"}, ["since"]),
            (BODY | {"since": "2026-02-30"}, ["since"]),
            (BODY | {"since": "20261201"}, ["since"]),
            (BODY | {"ambeinte": "01"}, ["ambeinte"]),
        ],
    )
    def test_one_without_the_form(self, body: Any, paths: list[str]) -> None:
        with pytest.raises(FaultError) as refused:
            read(body)
        assert [(fault.code, fault.path) for fault in refused.value.faults] == [("LEY-CAMPO", path) for path in paths]

    @pytest.mark.parametrize("text", ["2026-12-01 ", "2026-W49-2", "٢٠٢٦-١٢-٠١", "", "0000-01-01"])
    def test_a_day_is_written_one_way(self, text: str) -> None:
        assert parse_day(text) is None
        assert parse_day("2026-12-01") == WINTER
