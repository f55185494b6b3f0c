"""The queue's rows: put in, counted, moved, ended, purged."""

from datetime import UTC, datetime, timedelta
from uuid import uuid4

import psycopg

from facturaxpress import jobs
from facturaxpress.db import Database
from facturaxpress.jobs import queries

HOUR = timedelta(hours=1)


async def test_a_job_exists_when_its_transaction_commits(database: Database, admin: psycopg.Connection) -> None:
    tenant, subject = uuid4(), uuid4()
    async with database.system() as conn:
        job = await jobs.enqueue(conn, "transmitir", tenant, subject)
        assert admin.execute("SELECT count(*) FROM jobs").fetchone() == (0,)
    row = admin.execute("SELECT id, kind, tenant_id, subject_id, attempts, run_at <= now() FROM jobs").fetchone()
    assert row == (job, "transmitir", tenant, subject, 0, True)


async def test_a_tenants_transaction_may_enqueue(database: Database) -> None:
    tenant = uuid4()
    async with database.tenant(tenant) as conn:
        await jobs.enqueue(conn, "x", tenant)
    async with database.system() as conn:
        assert (await jobs.counts(conn)).ready == 1


async def test_two_claims_at_once_share_without_waiting(database: Database) -> None:
    async with database.system() as conn:
        ids = {await jobs.enqueue(conn, "x") for _ in range(10)}
    async with database.system() as one, database.system() as two:
        first = await queries.claim(one, ["x"], 4, 60.0, None)
        second = await queries.claim(two, ["x"], 100, 60.0, None)
    assert len(first) == 4
    assert len(second) == 6
    assert {job.id for job in first + second} == ids
    async with database.system() as conn:
        assert await queries.claim(conn, ["x"], 100, 60.0, None) == []


async def test_a_lease_that_ran_out_is_taken_again_and_the_first_holder_is_ignored(database: Database) -> None:
    async with database.system() as conn:
        await jobs.enqueue(conn, "x")
    async with database.system() as conn:
        (first,) = await queries.claim(conn, ["x"], 1, 0.0, None)
    async with database.system() as conn:
        (second,) = await queries.claim(conn, ["x"], 1, 60.0, None)
        assert (second.id, second.attempts) == (first.id, first.attempts + 1)
        assert await queries.extend(conn, [first], 60.0) == set()
        assert await queries.extend(conn, [second], 60.0) == {(second.id, second.attempts)}
        await queries.settle(conn, [queries.Outcome(first, "done")])
        assert (await jobs.counts(conn)).running == 1
        await queries.settle(conn, [queries.Outcome(second, "done")])
        assert await jobs.counts(conn) == jobs.Counts(0, 0, 0, 0, None)


async def test_the_oldest_due_come_first_and_only_kinds_asked_for(database: Database) -> None:
    now = datetime.now(UTC)
    async with database.system() as conn:
        late = await jobs.enqueue(conn, "x", run_at=now - HOUR)
        early = await jobs.enqueue(conn, "x", run_at=now - 2 * HOUR)
        await jobs.enqueue(conn, "y", run_at=now - 3 * HOUR)
        await jobs.enqueue(conn, "x", run_at=now + HOUR)
        taken = [(await queries.claim(conn, ["x"], 1, 60.0, None))[0].id for _ in range(2)]
        assert taken == [early, late]
        assert await queries.claim(conn, ["x"], 9, 60.0, None) == []


async def test_a_clock_that_is_ahead_makes_due_what_is_due_by_it(database: Database) -> None:
    now = datetime.now(UTC)
    async with database.system() as conn:
        job = await jobs.enqueue(conn, "x", run_at=now + HOUR)
        assert await queries.claim(conn, ["x"], 1, 60.0, now - HOUR) == []
        assert [taken.id for taken in await queries.claim(conn, ["x"], 1, 60.0, now + 2 * HOUR)] == [job]


async def test_finish_is_for_good(database: Database) -> None:
    async with database.system() as conn:
        job = await jobs.enqueue(conn, "x")
        assert await jobs.finish(conn, [job]) == 1
        assert await jobs.finish(conn, [job]) == 0
        assert not await jobs.reschedule(conn, job, datetime.now(UTC))
        assert await queries.claim(conn, ["x"], 1, 60.0, None) == []


async def test_finish_wins_over_a_taking_that_failed(database: Database, admin: psycopg.Connection) -> None:
    async with database.system() as conn:
        await jobs.enqueue(conn, "x")
        (job,) = await queries.claim(conn, ["x"], 1, 60.0, None)
        await jobs.finish(conn, [job.id])
        await queries.settle(conn, [queries.Outcome(job, "failed", pause=HOUR, error="late news")])
    assert admin.execute("SELECT finished_at IS NOT NULL, last_error FROM jobs").fetchone() == (True, None)


async def test_reschedule_moves_what_nobody_is_working_on(database: Database, admin: psycopg.Connection) -> None:
    later = datetime(2027, 1, 1, tzinfo=UTC)
    async with database.system() as conn:
        job = await jobs.enqueue(conn, "x")
        assert await jobs.reschedule(conn, job, later)
        assert (await jobs.counts(conn)).waiting == 1
        await jobs.reschedule(conn, job, datetime.now(UTC) - HOUR)
        await queries.claim(conn, ["x"], 1, 60.0, None)
        assert not await jobs.reschedule(conn, job, later)
    assert admin.execute("SELECT run_at < now() FROM jobs").fetchone() == (True,)


async def test_counts_tell_the_states_apart(database: Database) -> None:
    now = datetime.now(UTC)
    async with database.system() as conn:
        oldest = now - 2 * HOUR
        for kind, run_at in (("a", oldest), ("b", now - HOUR), ("x", now - HOUR), ("c", now + HOUR)):
            await jobs.enqueue(conn, kind, run_at=run_at)
        await queries.claim(conn, ["x"], 1, 60.0, None)
        dead = await jobs.enqueue(conn, "d")
        (taken,) = await queries.claim(conn, ["d"], 1, 60.0, None)
        await queries.settle(conn, [queries.Outcome(taken, "dead", error="por \x00 nada \udc80")])
        assert await jobs.counts(conn) == jobs.Counts(ready=2, waiting=1, running=1, dead=1, oldest_ready=oldest)
        (found,) = await jobs.dead(conn)
        assert (found.id, found.kind, found.attempts) == (dead, "d", 1)
        assert found.last_error == "por  nada ?"
        assert await jobs.revive(conn, dead)
        assert not await jobs.revive(conn, dead)
        assert await jobs.dead(conn) == []
        (again,) = await queries.claim(conn, ["d"], 1, 60.0, None)
        assert again.failures == 1


async def test_purge_takes_what_was_finished_long_ago_and_nothing_else(
    database: Database, admin: psycopg.Connection
) -> None:
    admin.execute(
        """
        INSERT INTO jobs (kind, finished_at, dead_at, created_at) VALUES
            ('old', now() - interval '40 days', NULL, now()), ('older', now() - interval '50 days', NULL, now()),
            ('new', now() - interval '5 days', NULL, now()), ('dead', NULL, now() - interval '90 days', now()),
            ('open', NULL, NULL, now() - interval '90 days')
        """
    )
    async with database.system() as conn:
        assert await jobs.purge(conn, timedelta(days=30), limit=1) == 1
    assert admin.execute("SELECT count(*) FROM jobs WHERE kind = 'older'").fetchone() == (0,)
    await jobs.purge_handler(database, keep_days=30)(
        queries.Job(1, jobs.PURGE.kind, None, None, datetime.now(UTC), 1, 1)
    )
    left = admin.execute("SELECT array_agg(kind ORDER BY kind) FROM jobs").fetchone()
    assert left == (["dead", "new", "open"],)


async def test_claims_stay_on_the_index_of_open_jobs(database: Database, admin: psycopg.Connection) -> None:
    """A table of mostly finished jobs must not be read through to find the few that are open."""
    admin.execute("INSERT INTO jobs (kind, finished_at) SELECT 'x', now() FROM generate_series(1, 50000)")
    admin.execute("INSERT INTO jobs (kind) SELECT 'x' FROM generate_series(1, 50)")
    admin.execute("ANALYZE jobs")
    async with database.system() as conn:
        before = admin.execute("SELECT seq_scan FROM pg_stat_user_tables WHERE relname = 'jobs'").fetchone()
        taken = await queries.claim(conn, ["x"], 50, 60.0, None)
        await queries.settle(conn, [queries.Outcome(job, "done") for job in taken])
        assert len(taken) == 50
    admin.execute("SELECT pg_stat_force_next_flush()")
    async with database.system() as conn:
        await conn.execute("SELECT pg_stat_force_next_flush()")
    after = admin.execute("SELECT seq_scan FROM pg_stat_user_tables WHERE relname = 'jobs'").fetchone()
    assert after == before
