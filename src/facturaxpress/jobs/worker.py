"""The process that does the jobs."""

import asyncio
import contextlib
from collections.abc import Awaitable, Callable, Mapping
from datetime import datetime
from typing import TypeAlias

import psycopg
import structlog
from structlog.contextvars import bound_contextvars

from facturaxpress.clock import Clock
from facturaxpress.db import Database

from . import queries
from .queries import Job, Outcome
from .retry import Retry

log = structlog.get_logger(__name__)

Handler: TypeAlias = Callable[[Job], Awaitable[datetime | None]]
"""Does a job. Returns None when it is done, or when to come back (not a failure); an exception is a failure.

It may run again after a crash, so what it does twice must be the same as once. It opens the tenant's scope itself, and
no transaction while it waits for somebody else.
"""

OUTAGE_PAUSE = 1.0
"""Seconds between tries while the database is away."""

BATCH = 1000
"""Outcomes written in one statement."""


class Worker:
    """Takes due jobs in batches and does up to `concurrency` of them at a time, until it is told to stop.

    A job taken is leased; the lease is renewed while its handler runs and runs out when the process dies, after which
    another worker takes the job. Jobs of kinds that this worker has no handler for are left to others.
    """

    def __init__(
        self,
        database: Database,
        handlers: Mapping[str, Handler],
        *,
        clock: Clock | None = None,
        retry: Retry | None = None,
        concurrency: int = 32,
        lease: float = 30.0,
        poll: float = 1.0,
        drain: float = 20.0,
    ) -> None:
        """`lease`, `poll` (longest pause between looks), `drain` (patience with handlers at the end): seconds."""
        self._database = database
        self._handlers = dict(handlers)
        self._clock = clock or Clock()
        self._retry = retry or Retry()
        self._concurrency = concurrency
        self._lease = lease
        self._poll = poll
        self._drain = drain
        self._running: dict[Job, asyncio.Task[None]] = {}
        self._ended: list[Outcome] = []
        self._writing = asyncio.Lock()
        self._to_write = asyncio.Event()
        self._wake = asyncio.Event()
        self._more = False

    async def run(self, stop: asyncio.Event) -> None:
        """Work until `stop` is set, then end what was begun: handlers get `drain` seconds to finish, and a job whose
        handler does not goes back to the queue. An outage of the database is waited out."""
        helpers = [
            asyncio.create_task(work) for work in (self._listen(), self._renew(), self._settle(), self._watch(stop))
        ]
        for helper in helpers:
            helper.add_done_callback(lambda _: self._wake.set())
        try:
            while not stop.is_set():
                for helper in helpers:
                    if helper.done() and not stop.is_set():
                        helper.result()
                self._wake.clear()
                free = self._concurrency - len(self._running)
                taken = await self._claim(free) if free else []
                for job in taken:
                    self._begin(job)
                self._more = len(taken) == free
                if not (free and self._more):
                    with contextlib.suppress(TimeoutError):
                        await asyncio.wait_for(self._wake.wait(), self._poll)
        finally:
            await self._finish()
            for helper in helpers:
                helper.cancel()
            await asyncio.gather(*helpers, return_exceptions=True)

    # Taking ----------------------------------------------------------------------------------------------------------

    async def _claim(self, limit: int) -> list[Job]:
        try:
            async with self._database.system() as conn:
                jobs = await queries.claim(conn, list(self._handlers), limit, self._lease, self._clock.now())
        except psycopg.OperationalError as error:
            log.warning("La cola no responde", error=str(error).strip())
            await asyncio.sleep(OUTAGE_PAUSE)
            return []
        return sorted(jobs, key=lambda job: (job.run_at, job.id))

    async def _listen(self) -> None:
        async for _ in self._database.listen(queries.CHANNEL):
            self._wake.set()

    async def _watch(self, stop: asyncio.Event) -> None:
        await stop.wait()

    async def _renew(self) -> None:
        """Keep the leases of what is running; a job that somebody else has taken meanwhile is let go."""
        while True:
            await asyncio.sleep(self._lease / 3)
            jobs = [*self._running, *(outcome.job for outcome in self._ended)]
            if not jobs:
                continue
            try:
                async with self._database.system() as conn:
                    ours = await queries.extend(conn, jobs, self._lease)
            except psycopg.OperationalError as error:
                log.warning("No se pudo renovar el turno de los trabajos", error=str(error).strip())
                continue
            for job, task in list(self._running.items()):
                if (job.id, job.attempts) not in ours and job in jobs:
                    log.warning("Otro proceso tomó el trabajo", job=job.id, kind=job.kind)
                    task.cancel("lost")

    # Doing -----------------------------------------------------------------------------------------------------------

    def _begin(self, job: Job) -> None:
        task = asyncio.create_task(self._do(job), name=f"job {job.id} {job.kind}")
        self._running[job] = task
        task.add_done_callback(lambda _: self._ended_with(job))

    def _ended_with(self, job: Job) -> None:
        self._running.pop(job, None)
        if self._more:
            self._wake.set()

    async def _do(self, job: Job) -> None:
        with bound_contextvars(job=job.id, kind=job.kind, tenant=str(job.tenant_id) if job.tenant_id else None):
            outcome = await self._outcome(job)
        if outcome is not None:
            self._ended.append(outcome)
            self._to_write.set()

    async def _outcome(self, job: Job) -> Outcome | None:
        if job.failures > self._retry.attempts:
            # Each try ended without a word: it is this job that kills its workers.
            return self._failed(job, "the process that was doing it died every time")
        try:
            again = await self._handlers[job.kind](job)
        except asyncio.CancelledError as error:
            task = asyncio.current_task()
            if task is None or not task.cancelling():
                return self._failed(job, "cancelled from within")
            return None if "lost" in error.args else Outcome(job, "released")
        except Exception as error:
            log.exception("El trabajo falló", attempt=job.attempts)
            return self._failed(job, f"{type(error).__name__}: {error}")
        return Outcome(job, "done") if again is None else Outcome(job, "later", run_at=again)

    def _failed(self, job: Job, error: str) -> Outcome:
        if job.failures >= self._retry.attempts:
            log.error("Trabajo abandonado tras demasiados intentos", failures=job.failures, error=error)
            return Outcome(job, "dead", error=error)
        return Outcome(job, "failed", pause=self._retry.pause(job.failures), error=error)

    # Ending ----------------------------------------------------------------------------------------------------------

    async def _settle(self) -> None:
        """Write outcomes down, all that wait at a time: one commit for many jobs."""
        while True:
            await self._to_write.wait()
            self._to_write.clear()
            await self._write()

    async def _write(self) -> None:
        async with self._writing:
            while self._ended:
                batch = self._ended[:BATCH]
                try:
                    async with self._database.system() as conn:
                        await queries.settle(conn, batch)
                except psycopg.OperationalError as error:
                    log.warning("No se pudo anotar el fin de los trabajos", error=str(error).strip())
                    await asyncio.sleep(OUTAGE_PAUSE)
                else:
                    del self._ended[: len(batch)]

    async def _finish(self) -> None:
        tasks = list(self._running.values())
        if tasks:
            _, late = await asyncio.wait(tasks, timeout=self._drain)
            for task in late:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)
        # Without the database the leases run out by themselves, so there is no need to insist.
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(5.0):
                await self._write()
