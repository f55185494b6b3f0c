"""The law in force for a tenant or for all, and the changes that operators make to it."""

from collections.abc import Iterable
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from datetime import date
from uuid import UUID

import structlog

from facturaxpress.db import Connection, Database
from facturaxpress.dte import FaultError
from facturaxpress.dte.holidays import Calendar
from facturaxpress.dte.lawtable import ESTRUCTURA, SHIPPED, LawTable, Setting
from facturaxpress.dte.readings import SPECS
from facturaxpress.law import queries
from facturaxpress.law.changes import FIRST_YEAR, LAST_YEAR, Change, check, check_effect, fault, motivo_faults, normal
from facturaxpress.law.queries import HolidayRow, SettingRow

log = structlog.get_logger(__name__)

_SATURDAY = 5


@dataclass(frozen=True, slots=True)
class Law:
    """What holds for a tenant, or for every tenant that has nothing of its own."""

    table: LawTable
    calendar: Calendar
    stored: dict[Setting, SettingRow]
    """Where the rows of the table come from; one that is not here came with the program or from the tenant's file."""


@dataclass(frozen=True, slots=True)
class Made:
    """A change that was stored, and what stood at its place until then."""

    row: SettingRow
    before: SettingRow | None


class SettingNotFound(LookupError):
    """No row in force has this id; the message is Spanish."""

    def __init__(self, row_id: int) -> None:
        super().__init__(
            f"No hay una fila vigente con el número {row_id}. Vea las que hay con «facturaxpress law show»; las de una"
            " empresa se nombran con --tenant."
        )


async def read(conn: Connection, tenant_id: UUID | None, own: Iterable[Setting] = ()) -> Law:
    """The law in force, in the scope of the tenant if there is one. `own`: what the tenant's definition says.

    A row that this version of the program cannot read, as one written by hand, is left out and told in the log: issuing
    goes on by the other rows.
    """
    stored = {_setting(row): row for row in await queries.settings(conn)}
    rows = [row for row in (*SHIPPED, *own, *stored) if _readable(row)]
    return Law(
        LawTable(rows, tenant=None if tenant_id is None else str(tenant_id)),
        _calendar(await queries.holidays(conn)),
        stored,
    )


async def law(database: Database, tenant_id: UUID | None = None, own: Iterable[Setting] = ()) -> Law:
    """As `read`, in a transaction of its own."""
    async with _scope(database, tenant_id) as conn:
        return await read(conn, tenant_id, own)


async def history(database: Database, tenant_id: UUID | None = None) -> list[SettingRow]:
    """Every change that was made to what holds for all and, with a tenant, to what holds for it; oldest first."""
    async with _scope(database, tenant_id) as conn:
        return await queries.history(conn)


async def set_rule(database: Database, change: Change, quien: str, tenant_id: UUID | None = None) -> Made:
    """Store a change, for one tenant or for all. `quien` is who makes it.

    Running processes follow within seconds. Raises FaultError: a name, value or date that cannot be, or a row that
    would never have an effect.
    """
    check(change)
    async with _scope(database, tenant_id) as conn:
        before = await _standing(conn, change, tenant_id)
        row = await _add(conn, change, normal(change), tenant_id, quien)
        found = await read(conn, tenant_id)
        setting = next(setting for setting, stored in found.stored.items() if stored.id == row.id)
        check_effect(change, setting, found.table)
    log.info("law changed", name=row.name, value=row.value, since=str(row.since), id=row.id, who=quien)
    return Made(row, before)


async def unset(database: Database, row_id: int, motivo: str, quien: str, tenant_id: UUID | None = None) -> SettingRow:
    """Take a row back, so that what stood before it holds again; the row that says so.

    Raises SettingNotFound: no row of this id is in force for the tenant, or for all without one. FaultError: no reason.
    """
    faults = motivo_faults(motivo)
    if faults:
        raise FaultError(faults)
    async with _scope(database, tenant_id) as conn:
        rows = (row for row in await queries.settings(conn) if row.id == row_id and row.tenant_id == tenant_id)
        row = next(rows, None)
        if row is None:
            raise SettingNotFound(row_id)
        change = Change(row.name, "", row.since, motivo.strip(), row.tipo, row.ambiente)
        taken = await _add(conn, change, None, tenant_id, quien)
    log.info("law changed", name=row.name, taken_back=row_id, id=taken.id, who=quien)
    return taken


async def change_holiday(database: Database, day: date, *, inhabil: bool, motivo: str, quien: str) -> HolidayRow:
    """Make a day a holiday, or a business day again. FaultError: it is that already, or never can be."""
    faults = motivo_faults(motivo)
    async with database.system() as conn:
        calendar = _calendar(await queries.holidays(conn))
        if not FIRST_YEAR <= day.year <= LAST_YEAR:
            faults.append(
                fault(
                    "FECHA",
                    "day",
                    f"El año {day.year} no está entre {FIRST_YEAR} y {LAST_YEAR}.",
                    f"The year {day.year} is not between {FIRST_YEAR} and {LAST_YEAR}.",
                    "Escriba la fecha AAAA-MM-DD.",
                    "Write the date YYYY-MM-DD.",
                )
            )
        elif day.weekday() >= _SATURDAY:
            faults.append(
                fault(
                    "FERIADO",
                    "day",
                    f"{day} es fin de semana, que nunca es hábil.",
                    f"{day} is at a weekend, which never has business days.",
                    "Revise la fecha.",
                    "Check the date.",
                )
            )
        elif calendar.is_business_day(day) is not inhabil:
            faults.append(
                fault(
                    "FERIADO",
                    "day",
                    f"{day} ya es {'inhábil' if inhabil else 'hábil'}.",
                    f"{day} is a {'holiday' if inhabil else 'business day'} already.",
                    "Revise la fecha.",
                    "Check the date.",
                )
            )
        if faults:
            raise FaultError(faults)
        row = await queries.add_holiday(conn, day=day, inhabil=inhabil, motivo=motivo.strip(), quien=quien)
    log.info("holiday changed", day=str(day), inhabil=inhabil, who=quien)
    return row


def _scope(database: Database, tenant_id: UUID | None) -> AbstractAsyncContextManager[Connection]:
    return database.system() if tenant_id is None else database.tenant(tenant_id)


async def _standing(conn: Connection, change: Change, tenant_id: UUID | None) -> SettingRow | None:
    """The row in force at the place of a change."""
    place = (change.name, change.since, change.tipo, change.ambiente, tenant_id)
    rows = await queries.settings(conn)
    return next((row for row in rows if (row.name, row.since, row.tipo, row.ambiente, row.tenant_id) == place), None)


async def _add(conn: Connection, change: Change, value: str | None, tenant_id: UUID | None, quien: str) -> SettingRow:
    return await queries.add_setting(
        conn,
        name=change.name,
        value=value,
        since=change.since,
        tipo=change.tipo,
        ambiente=change.ambiente,
        tenant_id=tenant_id,
        motivo=change.motivo.strip(),
        quien=quien,
    )


def _setting(row: SettingRow) -> Setting:
    return Setting(
        row.name,
        row.value or "",
        row.since,
        row.tipo,
        row.ambiente,
        None if row.tenant_id is None else str(row.tenant_id),
        row.motivo,
    )


def _readable(row: Setting) -> bool:
    spec = SPECS.get(row.name)
    if spec is None:
        return row.name == ESTRUCTURA
    try:
        spec.parse(row.value)
    except ValueError:
        log.error("law row cannot be read", name=row.name, value=row.value, tenant=row.tenant)
        return False
    return True


def _calendar(rows: Iterable[HolidayRow]) -> Calendar:
    """Days that are holidays by law need no word of ours to be so, nor others to be business days."""
    added = {row.day: row.motivo for row in rows if row.inhabil}
    removed = {row.day: row.motivo for row in rows if not row.inhabil}
    return Calendar(added, removed)
