"""All SQL about the law's rows. Each function runs inside the caller's transaction.

A transaction sees the rows that hold for every tenant and, within a tenant's scope, that tenant's own. Nothing is
updated or deleted: the newest row of a place counts.
"""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from psycopg.rows import class_row

from facturaxpress.db import Connection

_COLUMNS = "id, name, value, since, tipo, ambiente, tenant_id, motivo, quien, created_at"


@dataclass(frozen=True, slots=True)
class SettingRow:
    id: int
    name: str
    value: str | None
    """None takes back what stood at the same place."""
    since: date
    tipo: str | None
    ambiente: str | None
    tenant_id: UUID | None
    motivo: str
    quien: str
    created_at: datetime


@dataclass(frozen=True, slots=True)
class HolidayRow:
    id: int
    day: date
    inhabil: bool
    """Whether the day became a holiday, or a business day."""
    motivo: str
    quien: str
    created_at: datetime


async def settings(conn: Connection) -> list[SettingRow]:
    """The rows in force, oldest first."""
    cursor = conn.cursor(row_factory=class_row(SettingRow))
    await cursor.execute(
        f"""
        SELECT {_COLUMNS} FROM (
            SELECT DISTINCT ON (name, tipo, ambiente, tenant_id, since) {_COLUMNS} FROM law_settings
            ORDER BY name, tipo, ambiente, tenant_id, since, id DESC
        ) newest
        WHERE value IS NOT NULL ORDER BY id
        """
    )
    return await cursor.fetchall()


async def history(conn: Connection) -> list[SettingRow]:
    """Every row ever added, oldest first."""
    cursor = conn.cursor(row_factory=class_row(SettingRow))
    await cursor.execute(f"SELECT {_COLUMNS} FROM law_settings ORDER BY id")
    return await cursor.fetchall()


async def add_setting(
    conn: Connection,
    *,
    name: str,
    value: str | None,
    since: date,
    tipo: str | None,
    ambiente: str | None,
    tenant_id: UUID | None,
    motivo: str,
    quien: str,
) -> SettingRow:
    """`tenant_id` is that of the transaction's scope, or None outside any."""
    cursor = conn.cursor(row_factory=class_row(SettingRow))
    await cursor.execute(
        f"""
        INSERT INTO law_settings (name, value, since, tipo, ambiente, tenant_id, motivo, quien)
        VALUES (%s, %s, %s, %s, %s, %s, %s, %s) RETURNING {_COLUMNS}
        """,
        (name, value, since, tipo, ambiente, tenant_id, motivo, quien),
    )
    row = await cursor.fetchone()
    assert row is not None  # noqa: S101 - RETURNING gives the row
    return row


async def holidays(conn: Connection) -> list[HolidayRow]:
    """The newest word on each day that anybody changed, by day."""
    cursor = conn.cursor(row_factory=class_row(HolidayRow))
    await cursor.execute(
        """
        SELECT DISTINCT ON (day) id, day, inhabil, motivo, quien, created_at FROM law_holidays
        ORDER BY day, id DESC
        """
    )
    return await cursor.fetchall()


async def add_holiday(conn: Connection, *, day: date, inhabil: bool, motivo: str, quien: str) -> HolidayRow:
    cursor = conn.cursor(row_factory=class_row(HolidayRow))
    await cursor.execute(
        """
        INSERT INTO law_holidays (day, inhabil, motivo, quien) VALUES (%s, %s, %s, %s)
        RETURNING id, day, inhabil, motivo, quien, created_at
        """,
        (day, inhabil, motivo, quien),
    )
    row = await cursor.fetchone()
    assert row is not None  # noqa: S101 - RETURNING gives the row
    return row
