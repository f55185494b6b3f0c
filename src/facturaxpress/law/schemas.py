"""The law as people and programs read it: what holds on a day, from which row, and the rows themselves."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from facturaxpress.dte.holidays import Calendar, holidays
from facturaxpress.dte.lawtable import ESTRUCTURA, Setting
from facturaxpress.dte.readings import SPECS, ReadingSpec
from facturaxpress.dte.structures import REGIMES
from facturaxpress.law.changes import AMBIENTES, TIPOS, tipos_of
from facturaxpress.law.queries import HolidayRow, SettingRow
from facturaxpress.law.service import Law


def overview(
    law: Law,
    on: date,
    *,
    tipo: str | None = None,
    ambiente: str | None = None,
    tenant: str | None = None,
    english: bool = False,
) -> dict[str, Any]:
    """What holds on a day: structures by type and ambiente, readings with their meaning, and the rows behind it.

    `tenant` is the slug that the rows of the law's tenant are shown with.
    """
    ambientes = [ambiente] if ambiente else list(AMBIENTES)
    return {
        "on": on.isoformat(),
        "tenant": tenant,
        "structures": [_structure(law, kind, on, place) for kind in ([tipo] if tipo else TIPOS) for place in ambientes],
        "readings": [
            reading
            for spec in SPECS.values()
            if tipo is None or tipo in spec.tipos
            for reading in _readings(law, spec, [tipo] if tipo else tipos_of(spec.name), on, ambientes, english)
        ],
        "rows": [
            _row(row, law, tenant)
            for row in law.table.rows
            if tipo is None or row.tipo in (None, tipo)
            if ambiente is None or row.ambiente in (None, ambiente)
        ],
    }


def setting_as_json(row: SettingRow, tenant: str | None) -> dict[str, Any]:
    """A stored row; `tenant` is the slug of its tenant, if it has one."""
    return {
        "id": row.id,
        "name": row.name,
        "value": row.value,
        "since": row.since.isoformat(),
        "tipo": row.tipo,
        "ambiente": row.ambiente,
        "tenant": None if row.tenant_id is None else tenant,
        "motivo": row.motivo,
        "quien": row.quien,
        "createdAt": row.created_at.isoformat(),
    }


def holidays_as_json(year: int, calendar: Calendar, english: bool) -> dict[str, Any]:
    """The holidays of a year, and those of the law that were made business days."""
    return {
        "year": year,
        "holidays": [
            {
                "day": holiday.day.isoformat(),
                "name": holiday.name_en if english else holiday.name,
                "added": holiday.day in calendar.added,
            }
            for holiday in calendar.holidays(year)
        ],
        "removed": [
            {"day": holiday.day.isoformat(), "motivo": calendar.removed[holiday.day]}
            for holiday in holidays(year)
            if holiday.day in calendar.removed
        ],
    }


def holiday_as_json(row: HolidayRow) -> dict[str, Any]:
    return {
        "id": row.id,
        "day": row.day.isoformat(),
        "inhabil": row.inhabil,
        "motivo": row.motivo,
        "quien": row.quien,
        "createdAt": row.created_at.isoformat(),
    }


def _structure(law: Law, tipo: str, on: date, ambiente: str) -> dict[str, Any]:
    """`version` is null where the regime in force has no such document."""
    row = law.table.find(ESTRUCTURA, tipo, on, ambiente)
    version = law.table.version(tipo, on, ambiente, REGIMES)
    return {
        "tipo": tipo,
        "ambiente": ambiente,
        "version": version,
        "regime": REGIMES.get((tipo, version)) if version is not None else None,
        "row": _number(row, law),
    }


def _readings(
    law: Law, spec: ReadingSpec, tipos: Iterable[str], on: date, ambientes: Iterable[str], english: bool
) -> Iterable[dict[str, Any]]:
    """A reading once for each row that decides it, with the types and ambientes it decides it for."""
    places: dict[int | None, tuple[Setting | None, list[tuple[str, str]]]] = {}
    for tipo in tipos:
        for ambiente in ambientes:
            row = law.table.find(spec.name, tipo, on, ambiente)
            places.setdefault(None if row is None else id(row), (row, []))[1].append((tipo, ambiente))
    for row, where in places.values():
        value = spec.default if row is None else row.value
        meanings = {side.value: side.meaning_en if english else side.meaning for side in spec.sides}
        yield {
            "name": spec.name,
            "value": value,
            "tipos": sorted({tipo for tipo, _ in where}),
            "ambientes": sorted({ambiente for _, ambiente in where}),
            "subject": spec.subject_en if english else spec.subject,
            "meaning": meanings.get(value),
            "default": spec.default,
            "values": meanings,
            "reason": spec.reason_en if english else spec.reason,
            "source": spec.source,
            "since": None if row is None or row.since == date.min else row.since.isoformat(),
            "row": _number(row, law),
        }


def _row(row: Setting, law: Law, tenant: str | None) -> dict[str, Any]:
    """A row of the table; those without an id came with the program, or from the tenant's definition."""
    stored = law.stored.get(row)
    if stored is not None:
        return setting_as_json(stored, tenant)
    return {
        "id": None,
        "name": row.name,
        "value": row.value,
        "since": None if row.since == date.min else row.since.isoformat(),
        "tipo": row.tipo,
        "ambiente": row.ambiente,
        "tenant": None if row.tenant is None else tenant,
        "motivo": row.note,
        "quien": None,
        "createdAt": None,
    }


def _number(row: Setting | None, law: Law) -> int | None:
    """The id of a stored row."""
    stored = None if row is None else law.stored.get(row)
    return None if stored is None else stored.id
