import asyncio
from dataclasses import replace
from typing import Any
from uuid import UUID, uuid4

import pytest

from facturaxpress.db import Database
from facturaxpress.dte import FaultError
from facturaxpress.tenants.definition import Definition
from facturaxpress.tenants.series import SeriesChange, list_series, set_series
from facturaxpress.tenants.service import Tenant, add_tenant
from facturaxpress.vault import Vault
from tests.tenants.files import NOW

KEY: dict[str, Any] = {
    "ambiente": "00",
    "tipo_dte": "01",
    "establecimiento": "M001",
    "punto_venta": "P001",
    "anio": 2026,
}


@pytest.fixture
async def tenant(database: Database, safe: Vault, definition: Definition) -> Tenant:
    return await add_tenant(database, safe, definition, NOW)


async def issue(database: Database, tenant_id: UUID, number: int, *, day: str = "2026-06-01", tipo: str = "01") -> None:
    """A stored document with that number, as issuing leaves it."""
    async with database.tenant(tenant_id) as conn:
        await conn.execute(
            """
            INSERT INTO dtes (tenant_id, codigo_generacion, numero_control, tipo_dte, version, ambiente, estado,
                fec_emi, hor_emi, total, documento, jws)
            VALUES (%s, %s, %s, %s, 2, '00', 'FIRMADO', %s, '10:00:00', 1, '{}', 'a.b.c')
            """,
            (tenant_id, str(uuid4()).upper(), f"DTE-{tipo}-M001P001-{number:015}", tipo, day),
        )


async def test_a_series_can_be_set_before_its_first_document(database: Database, tenant: Tenant) -> None:
    change = await set_series(database, tenant.id, **KEY, ultimo=4_711)
    assert change == SeriesChange(before=0, after=4_711)
    [row] = await list_series(database, tenant.id)
    assert (row.tipo_dte, row.establecimiento, row.punto_venta, row.anio, row.ultimo) == (
        "01",
        "M001",
        "P001",
        2026,
        4_711,
    )


async def test_it_can_be_raised_and_lowered_while_nothing_was_issued(database: Database, tenant: Tenant) -> None:
    await set_series(database, tenant.id, **KEY, ultimo=100)
    assert await set_series(database, tenant.id, **KEY, ultimo=250) == SeriesChange(100, 250)
    assert await set_series(database, tenant.id, **KEY, ultimo=20) == SeriesChange(250, 20)
    assert await set_series(database, tenant.id, **KEY, ultimo=0) == SeriesChange(20, 0)


async def test_it_is_not_lowered_below_a_number_that_was_issued(database: Database, tenant: Tenant) -> None:
    await set_series(database, tenant.id, **KEY, ultimo=100)
    await issue(database, tenant.id, 42)
    with pytest.raises(FaultError, match="ya se emitió DTE-01-M001P001-000000000000042 en 2026"):
        await set_series(database, tenant.id, **KEY, ultimo=41)
    assert [row.ultimo for row in await list_series(database, tenant.id)] == [100]
    assert await set_series(database, tenant.id, **KEY, ultimo=42) == SeriesChange(100, 42)


async def test_other_years_and_types_do_not_stand_in_the_way(database: Database, tenant: Tenant) -> None:
    await issue(database, tenant.id, 42, day="2025-12-31")
    await issue(database, tenant.id, 43, tipo="03")
    await set_series(database, tenant.id, **KEY, ultimo=10)
    assert await set_series(database, tenant.id, **KEY, ultimo=0) == SeriesChange(10, 0)


async def test_another_tenants_numbers_do_not_stand_in_the_way(
    database: Database, safe: Vault, tenant: Tenant, definition: Definition
) -> None:
    other = await add_tenant(database, safe, replace(definition, slug="otra"), NOW)
    await issue(database, other.id, 42)
    await set_series(database, tenant.id, **KEY, ultimo=10)
    assert await set_series(database, tenant.id, **KEY, ultimo=0) == SeriesChange(10, 0)
    assert await list_series(database, other.id) == []


async def test_whoever_takes_a_number_waits_for_the_change(database: Database, tenant: Tenant) -> None:
    """The series is locked while it is looked at, so that no number is issued between the look and the change."""
    await set_series(database, tenant.id, **KEY, ultimo=5)
    async with database.tenant(tenant.id) as conn:
        await conn.execute("UPDATE number_series SET ultimo = ultimo + 1")
        setting = asyncio.create_task(set_series(database, tenant.id, **KEY, ultimo=3))
        await asyncio.sleep(0.1)
        assert not setting.done()
        await conn.execute(
            """
            INSERT INTO dtes (tenant_id, codigo_generacion, numero_control, tipo_dte, version, ambiente, estado,
                fec_emi, hor_emi, total, documento, jws)
            VALUES (%s, %s, 'DTE-01-M001P001-000000000000006', '01', 2, '00', 'FIRMADO', '2026-06-01', '10:00:00', 1,
                '{}', 'a.b.c')
            """,
            (tenant.id, str(uuid4()).upper()),
        )
    with pytest.raises(FaultError, match="000000000000006"):
        await setting


WRONG: list[tuple[dict[str, Any], str]] = [
    ({"ambiente": "02"}, "ambiente"),
    ({"tipo_dte": "99"}, "tipoDte"),
    ({"anio": 26}, "anio"),
    ({"ultimo": -1}, "ultimo"),
    ({"ultimo": 10**15}, "ultimo"),
    ({"establecimiento": "M002"}, "puntoVenta"),
    ({"punto_venta": "P009"}, "puntoVenta"),
]


@pytest.mark.parametrize(("change", "path"), WRONG)
async def test_what_makes_no_sense_is_refused(
    database: Database, tenant: Tenant, change: dict[str, Any], path: str
) -> None:
    with pytest.raises(FaultError) as caught:
        await set_series(database, tenant.id, **({**KEY, "ultimo": 1} | change))
    assert [fault.path for fault in caught.value.faults] == [path]
    assert await list_series(database, tenant.id) == []
