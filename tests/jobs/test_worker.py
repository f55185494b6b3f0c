"""Workers: what they do with jobs that end well, ill, late, or not at all."""

import asyncio
from collections import Counter
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

import psycopg
import pytest

from facturaxpress import jobs
from facturaxpress.clock import Clock
from facturaxpress.db import Database
from facturaxpress.jobs import Job, Retry, Worker

from .conftest import running, until

AT_ONCE = Retry(attempts=3, first=timedelta(0), longest=timedelta(0))


async def enqueue(database: Database, count: int = 1, kind: str = "x") -> list[UUID]:
    subjects = [uuid4() for _ in range(count)]
    async with database.system() as conn:
        for subject in subjects:
            await jobs.enqueue(conn, kind, None, subject)
    return subjects


def open_jobs(admin: psycopg.Connection) -> int:
    row = admin.execute("SELECT count(*) FROM jobs WHERE finished_at IS NULL AND dead_at IS NULL").fetchone()
    assert row is not None
    return int(row[0])


class Notebook:
    """A handler that writes down whom it was called for."""

    def __init__(self) -> None:
        self.seen: list[UUID | None] = []

    async def __call__(self, job: Job) -> datetime | None:
        self.seen.append(job.subject_id)
        return None


async def test_jobs_are_done_once_in_order_of_their_time(database: Database, admin: psycopg.Connection) -> None:
    subjects = await enqueue(database, 30)
    notebook = Notebook()
    async with running(Worker(database, {"x": notebook}, concurrency=4)):
        await until(lambda: len(notebook.seen) == 30)
    assert notebook.seen == subjects
    assert open_jobs(admin) == 0
    assert admin.execute("SELECT DISTINCT attempts, failures, lease_until FROM jobs").fetchall() == [(1, 0, None)]


async def test_two_workers_share_without_doing_anything_twice(database: Database, admin: psycopg.Connection) -> None:
    subjects = await enqueue(database, 300)
    notebooks = Notebook(), Notebook()
    async with running(*(Worker(database, {"x": notebook}, concurrency=8) for notebook in notebooks)):
        await until(lambda: sum(len(notebook.seen) for notebook in notebooks) >= 300)
    assert Counter(notebooks[0].seen + notebooks[1].seen) == Counter(subjects)
    assert open_jobs(admin) == 0


async def test_a_worker_is_woken_by_a_new_job(database: Database) -> None:
    notebook = Notebook()
    async with running(Worker(database, {"x": notebook}, poll=3600.0)):
        # Time for it to look, find nothing and lie down for an hour.
        await asyncio.sleep(0.3)
        await enqueue(database)
        await until(lambda: len(notebook.seen) == 1)


async def test_a_job_of_a_later_time_waits_for_it(database: Database, admin: psycopg.Connection) -> None:
    offset = timedelta(0)
    clock = Clock(lambda: datetime.now(UTC) + offset)
    async with database.system() as conn:
        await jobs.enqueue(conn, "x", run_at=datetime.now(UTC) + timedelta(hours=1))
    notebook = Notebook()
    async with running(Worker(database, {"x": notebook}, poll=0.05, clock=clock)):
        await asyncio.sleep(0.3)
        assert notebook.seen == []
        offset = timedelta(hours=2)
        await until(lambda: len(notebook.seen) == 1)


async def test_no_more_than_so_many_at_a_time(database: Database) -> None:
    await enqueue(database, 20)
    now, most, done = 0, 0, 0

    async def handler(_: Job) -> datetime | None:
        nonlocal now, most, done
        now += 1
        most = max(most, now)
        await asyncio.sleep(0.01)
        now -= 1
        done += 1
        return None

    async with running(Worker(database, {"x": handler}, concurrency=3, poll=3600.0)):
        await until(lambda: done == 20)
    assert most == 3


async def test_a_kind_without_a_handler_is_left_to_others(database: Database, admin: psycopg.Connection) -> None:
    await enqueue(database, 1, "of tomorrow's version")
    await enqueue(database, 1)
    notebook = Notebook()
    async with running(Worker(database, {"x": notebook})):
        await until(lambda: len(notebook.seen) == 1)
    assert admin.execute("SELECT kind, attempts FROM jobs WHERE finished_at IS NULL").fetchall() == [
        ("of tomorrow's version", 0)
    ]


class TestFailure:
    async def test_it_is_tried_again_and_remembered(self, database: Database, admin: psycopg.Connection) -> None:
        await enqueue(database)
        failures: list[int] = []

        async def handler(job: Job) -> datetime | None:
            failures.append(job.failures)
            if len(failures) < 3:
                raise LookupError("no está")
            return None

        async with running(Worker(database, {"x": handler}, retry=AT_ONCE, poll=0.01)):
            await until(lambda: open_jobs(admin) == 0)
        assert failures == [1, 2, 3]
        row = admin.execute("SELECT finished_at IS NOT NULL, dead_at, attempts, last_error FROM jobs").fetchone()
        assert row == (True, None, 3, "LookupError: no está")

    async def test_it_waits_longer_each_time(self, database: Database, admin: psycopg.Connection) -> None:
        await enqueue(database)
        retry = Retry(attempts=9, first=timedelta(hours=1), longest=timedelta(hours=4))

        async def handler(_: Job) -> datetime | None:
            raise LookupError

        waits = []
        async with running(Worker(database, {"x": handler}, retry=retry, poll=0.01)):
            for attempt in (1, 2, 3, 4):

                def settled(attempt: int = attempt) -> bool:
                    return admin.execute("SELECT attempts, lease_until FROM jobs").fetchone() == (attempt, None)

                await until(settled)
                row = admin.execute("SELECT run_at - now() FROM jobs").fetchone()
                assert row is not None
                waits.append(row[0])
                admin.execute("UPDATE jobs SET run_at = now()")
        for wait, hours in zip(waits, (1, 2, 4, 4), strict=True):
            assert timedelta(hours=hours / 2, minutes=-1) < wait <= timedelta(hours=hours)

    async def test_after_too_many_it_is_dead_but_not_lost(self, database: Database, admin: psycopg.Connection) -> None:
        (subject,) = await enqueue(database)

        async def handler(_: Job) -> datetime | None:
            raise LookupError("no está")

        async with running(Worker(database, {"x": handler}, retry=AT_ONCE, poll=0.01)):
            await until(lambda: open_jobs(admin) == 0)
        async with database.system() as conn:
            (dead,) = await jobs.dead(conn)
            assert (dead.subject_id, dead.attempts, dead.last_error) == (subject, 3, "LookupError: no está")
            await jobs.revive(conn, dead.id)
        notebook = Notebook()
        async with running(Worker(database, {"x": notebook})):
            await until(lambda: notebook.seen == [subject])
        assert open_jobs(admin) == 0

    async def test_coming_back_later_is_no_failure(self, database: Database, admin: psycopg.Connection) -> None:
        await enqueue(database)
        calls: list[int] = []

        async def handler(job: Job) -> datetime | None:
            calls.append(job.failures)
            return datetime.now(UTC) if len(calls) < 8 else None

        async with running(Worker(database, {"x": handler}, retry=AT_ONCE, poll=0.01)):
            await until(lambda: open_jobs(admin) == 0)
        assert calls == [1] * 8
        assert admin.execute("SELECT dead_at, attempts FROM jobs").fetchone() == (None, 8)

    async def test_a_job_that_kills_its_workers_is_given_up(
        self, database: Database, admin: psycopg.Connection
    ) -> None:
        """Taken as often as allowed, and each time the lease ran out without a word."""
        await enqueue(database)
        admin.execute("UPDATE jobs SET attempts = 3, failures = 3, lease_until = now() - interval '1 second'")
        notebook = Notebook()
        async with running(Worker(database, {"x": notebook}, retry=AT_ONCE, poll=0.01)):
            await until(lambda: open_jobs(admin) == 0)
        assert notebook.seen == []
        async with database.system() as conn:
            (dead,) = await jobs.dead(conn)
        assert "died every time" in (dead.last_error or "")

    async def test_a_cancellation_from_within_is_a_failure(self, database: Database, admin: psycopg.Connection) -> None:
        await enqueue(database)

        async def handler(_: Job) -> datetime | None:
            raise asyncio.CancelledError

        async with running(Worker(database, {"x": handler}, retry=AT_ONCE, poll=0.01)):
            await until(lambda: open_jobs(admin) == 0)
        assert admin.execute("SELECT dead_at IS NOT NULL, last_error FROM jobs").fetchone() == (
            True,
            "cancelled from within",
        )


class TestLease:
    async def test_it_is_renewed_while_the_handler_runs(self, database: Database) -> None:
        await enqueue(database)
        release = asyncio.Event()
        begun: list[int] = []

        async def handler(job: Job) -> datetime | None:
            begun.append(job.id)
            await release.wait()
            return None

        workers = [Worker(database, {"x": handler}, lease=2.4, poll=0.05) for _ in range(2)]
        async with running(*workers):
            await until(lambda: len(begun) == 1)
            await asyncio.sleep(3.2)
            assert len(begun) == 1
            release.set()

    async def test_a_job_that_somebody_else_took_is_let_go(self, database: Database, admin: psycopg.Connection) -> None:
        await enqueue(database)
        ends: list[str] = []

        async def handler(_: Job) -> datetime | None:
            try:
                await asyncio.sleep(60)
            except asyncio.CancelledError:
                ends.append("cancelled")
                raise
            return None

        async with running(Worker(database, {"x": handler}, lease=0.3, poll=3600.0)):
            await until(lambda: admin.execute("SELECT attempts FROM jobs").fetchone() == (1,))
            admin.execute("UPDATE jobs SET attempts = 2, lease_until = now() + interval '1 hour'")
            await until(lambda: ends == ["cancelled"])
        row = admin.execute("SELECT attempts, lease_until > now(), finished_at, last_error FROM jobs").fetchone()
        assert row == (2, True, None, None)


class TestStop:
    async def test_what_was_begun_is_ended_and_nothing_new_begun(
        self, database: Database, admin: psycopg.Connection
    ) -> None:
        await enqueue(database, 10)
        begun, ended = [], []

        async def handler(job: Job) -> datetime | None:
            begun.append(job.id)
            await asyncio.sleep(0.2)
            ended.append(job.id)
            return None

        async with running(Worker(database, {"x": handler}, concurrency=3)):
            await until(lambda: len(begun) == 3)
        assert ended == begun
        assert len(ended) == 3
        assert open_jobs(admin) == 7

    async def test_what_does_not_end_goes_back_untried(self, database: Database, admin: psycopg.Connection) -> None:
        (subject,) = await enqueue(database)
        begun = asyncio.Event()

        async def handler(_: Job) -> datetime | None:
            begun.set()
            await asyncio.sleep(3600)
            return None

        async with running(Worker(database, {"x": handler}, drain=0.1)):
            await begun.wait()
        assert admin.execute("SELECT failures, lease_until, finished_at FROM jobs").fetchone() == (0, None, None)
        notebook = Notebook()
        async with running(Worker(database, {"x": notebook})):
            await until(lambda: notebook.seen == [subject])


class TestOutage:
    async def test_a_lost_connection_loses_no_job(self, database: Database, admin: psycopg.Connection) -> None:
        notebook = Notebook()
        async with running(Worker(database, {"x": notebook}, poll=0.05)):
            for count in (1, 2, 3):
                admin.execute(
                    """
                    SELECT pg_terminate_backend(pid) FROM pg_stat_activity
                    WHERE usename = 'facturaxpress_app' AND datname = current_database()
                    """
                )
                admin.execute("INSERT INTO jobs (kind) VALUES ('x')")
                await until(lambda count=count: len(notebook.seen) == count and open_jobs(admin) == 0)

    async def test_the_end_is_written_when_the_database_is_back(
        self, database: Database, admin: psycopg.Connection
    ) -> None:
        await enqueue(database)
        done = asyncio.Event()

        async def handler(_: Job) -> datetime | None:
            # From here on the application may not enter, as if the server were away.
            admin.execute("REVOKE UPDATE ON jobs FROM facturaxpress_app")
            name = admin.info.dbname
            admin.execute(f"ALTER DATABASE {name} CONNECTION LIMIT 0")  # type: ignore[arg-type]
            cut(admin)
            done.set()
            return None

        async with running(Worker(database, {"x": handler}, poll=0.05)):
            await done.wait()
            await asyncio.sleep(0.2)
            assert open_jobs(admin) == 1
            admin.execute("GRANT UPDATE ON jobs TO facturaxpress_app")
            admin.execute(f"ALTER DATABASE {admin.info.dbname} CONNECTION LIMIT -1")  # type: ignore[arg-type]
            await until(lambda: open_jobs(admin) == 0)
        assert admin.execute("SELECT attempts FROM jobs").fetchone() == (1,)


def cut(admin: psycopg.Connection) -> Sequence[object]:
    return admin.execute(
        """
        SELECT pg_terminate_backend(pid) FROM pg_stat_activity
        WHERE usename = 'facturaxpress_app' AND datname = current_database()
        """
    ).fetchall()


async def test_a_broken_worker_says_so_instead_of_idling(database: Database, admin: psycopg.Connection) -> None:
    await enqueue(database)
    admin.execute("ALTER TABLE jobs RENAME COLUMN last_error TO other")
    with pytest.raises(psycopg.errors.UndefinedColumn):
        await asyncio.wait_for(Worker(database, {"x": Notebook()}).run(asyncio.Event()), 30)
