"""Cron expressions as rows; when one is due it becomes a job."""

import asyncio
import contextlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import psycopg
import structlog
from cronsim import CronSim, CronSimError

from facturaxpress.clock import EL_SALVADOR, Clock
from facturaxpress.db import Connection, Database

from . import queries

log = structlog.get_logger(__name__)

UNREADABLE_PAUSE = timedelta(hours=1)
"""How long an expression that cannot be read is left alone before it is complained about again."""


@dataclass(frozen=True)
class Entry:
    """A row to be there from the start: `cron` is read on a clock in El Salvador, `kind` is the job's.

    Operators may change `cron` and `enabled` in the table; what they set stays.
    """

    name: str
    cron: str
    kind: str


class Schedule:
    """Turns due rows of `schedules` into jobs. Any number may run: a tick fires once, and so do those missed."""

    def __init__(
        self, database: Database, entries: Sequence[Entry] = (), *, clock: Clock | None = None, poll: float = 10.0
    ) -> None:
        """`poll`: longest pause in seconds between looks, so that rows changed by hand are noticed."""
        self._database = database
        self._entries = tuple(entries)
        self._clock = clock or Clock()
        self._poll = poll

    async def install(self) -> None:
        """Add the rows that are missing. Raises `cronsim.CronSimError` when an entry's expression cannot be read."""
        for entry in self._entries:
            next_tick(entry.cron, self._clock.now())
        async with self._database.system() as conn:
            for entry in self._entries:
                await conn.execute(
                    """
                    INSERT INTO schedules (name, cron, kind) VALUES (%s, %s, %s)
                    ON CONFLICT (name) DO UPDATE SET kind = EXCLUDED.kind WHERE schedules.kind <> EXCLUDED.kind
                    """,
                    (entry.name, entry.cron, entry.kind),
                )

    async def tick(self) -> list[str]:
        """Fire what is due; the names fired. The time of a row that is new or was changed is only noted."""
        now = self._clock.now()
        fired = []
        async with self._database.system() as conn:
            cursor = await conn.execute(
                """
                SELECT name, cron, kind, next_run_at FROM schedules
                WHERE enabled AND (next_run_at IS NULL OR next_run_at <= %s)
                ORDER BY name FOR UPDATE SKIP LOCKED
                """,
                (now,),
            )
            for name, cron, kind, due in await cursor.fetchall():
                try:
                    following = next_tick(cron, now)
                except CronSimError as error:
                    log.error("Expresión de horario ilegible", schedule=name, cron=cron, error=str(error))
                    await _note(conn, name, now + UNREADABLE_PAUSE, fired_at=None)
                    continue
                if due is not None:
                    await _fire(conn, kind)
                    fired.append(name)
                await _note(conn, name, following, fired_at=now if due is not None else None)
        return fired

    async def run(self, stop: asyncio.Event) -> None:
        """Install, then fire until `stop` is set. An outage of the database is waited out."""
        installed = False
        while not stop.is_set():
            try:
                if not installed:
                    await self.install()
                    installed = True
                for name in await self.tick():
                    log.info("Horario cumplido", schedule=name)
                pause = await self._until_next()
            except psycopg.OperationalError as error:
                log.warning("Los horarios no responden", error=str(error).strip())
                pause = 1.0
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(stop.wait(), pause)

    async def _until_next(self) -> float:
        async with self._database.system() as conn:
            cursor = await conn.execute("SELECT min(next_run_at) FROM schedules WHERE enabled")
            row = await cursor.fetchone()
        if row is None or row[0] is None:
            return self._poll
        # Never less than a moment: a row locked by another scheduler is due all the while.
        return float(min(max((row[0] - self._clock.now()).total_seconds(), 0.05), self._poll))


def next_tick(cron: str, after: datetime) -> datetime:
    """The first time past `after` that `cron` names on a clock in El Salvador, in UTC; `CronSimError` if unreadable."""
    return next(CronSim(cron, after.astimezone(EL_SALVADOR))).astimezone(UTC)


async def _fire(conn: Connection, kind: str) -> None:
    """Enqueue, unless the job of an earlier tick is still waiting for a worker: one is enough to catch up."""
    cursor = await conn.execute(
        """
        SELECT EXISTS (
            SELECT FROM jobs WHERE kind = %s AND tenant_id IS NULL AND subject_id IS NULL
                AND finished_at IS NULL AND dead_at IS NULL AND lease_until IS NULL AND run_at <= now()
        )
        """,
        (kind,),
    )
    if await cursor.fetchone() == (False,):
        await queries.enqueue(conn, kind)


async def _note(conn: Connection, name: str, following: datetime, fired_at: datetime | None) -> None:
    await conn.execute(
        "UPDATE schedules SET next_run_at = %s, last_run_at = coalesce(%s, last_run_at) WHERE name = %s",
        (following, fired_at, name),
    )
