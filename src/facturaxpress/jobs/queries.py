"""All SQL of the queue. Every function runs inside the caller's transaction, whatever its tenant scope."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal
from uuid import UUID

from psycopg.rows import class_row

from facturaxpress.db import Connection

CHANNEL = "jobs"
"""Where a new job is announced."""

ERROR_LENGTH = 4000


@dataclass(frozen=True, slots=True)
class Job:
    """A job that was taken: `attempts` tells this taking from any other, `failures` in a row include this try."""

    id: int
    kind: str
    tenant_id: UUID | None
    subject_id: UUID | None
    run_at: datetime
    attempts: int
    failures: int


@dataclass(frozen=True, slots=True)
class DeadJob:
    """A job that failed too often; it waits for an operator, who may `revive` it."""

    id: int
    kind: str
    tenant_id: UUID | None
    subject_id: UUID | None
    attempts: int
    last_error: str | None
    created_at: datetime
    dead_at: datetime


@dataclass(frozen=True, slots=True)
class Counts:
    """Jobs that could run now, wait for their time, are being done, are dead; and since when the first could run."""

    ready: int
    waiting: int
    running: int
    dead: int
    oldest_ready: datetime | None


@dataclass(frozen=True, slots=True)
class Outcome:
    """How a taking ended: `later` is on purpose, `failed` comes again after `pause`, `released` is as if untaken."""

    job: Job
    what: Literal["done", "later", "failed", "dead", "released"]
    run_at: datetime | None = None
    pause: timedelta | None = None
    error: str | None = None


async def enqueue(
    conn: Connection,
    kind: str,
    tenant_id: UUID | None = None,
    subject_id: UUID | None = None,
    run_at: datetime | None = None,
) -> int:
    """Add a job; it exists if and when the transaction commits. Returns its id.

    Without `run_at` it is due at once and waiting workers are woken. With `run_at` nobody is woken and the next look of
    a worker finds it, at most a second late. Transactions that notify commit one after another, so a frequent one, such
    as a document's, should give a time.
    """
    cursor = await conn.execute(
        "INSERT INTO jobs (kind, tenant_id, subject_id, run_at) VALUES (%s, %s, %s, coalesce(%s, now())) RETURNING id",
        (kind, tenant_id, subject_id, run_at),
    )
    row = await cursor.fetchone()
    if run_at is None:
        await conn.execute("SELECT pg_notify(%s, '')", (CHANNEL,))
    return int(row[0]) if row else 0


async def enqueue_many(
    conn: Connection, kind: str, tenant_id: UUID | None, subject_ids: Sequence[UUID], run_at: datetime
) -> list[int]:
    """Add a job for each subject, due at `run_at`; their ids, in order. As `enqueue` with a time: nobody is woken."""
    cursor = await conn.execute(
        """
        INSERT INTO jobs (kind, tenant_id, subject_id, run_at)
        SELECT %s, %s, subject_id, %s FROM unnest(%s::uuid[]) WITH ORDINALITY AS s (subject_id, place) ORDER BY place
        RETURNING id, subject_id
        """,
        (kind, tenant_id, run_at, list(subject_ids)),
    )
    ids = {subject_id: job_id for job_id, subject_id in await cursor.fetchall()}
    return [ids[subject_id] for subject_id in subject_ids]


async def finish(conn: Connection, job_ids: Sequence[int]) -> int:
    """Mark jobs as done because what they ask for has happened, whoever has taken them; how many were not done yet."""
    cursor = await conn.execute(
        """
        UPDATE jobs SET finished_at = now(), lease_until = NULL, dead_at = NULL
        WHERE id = ANY (%s) AND finished_at IS NULL
        """,
        (list(job_ids),),
    )
    return cursor.rowcount


async def reschedule(conn: Connection, job_id: int, run_at: datetime) -> bool:
    """Move a job that nobody is working on to another time; False if it is taken or at its end."""
    cursor = await conn.execute(
        """
        UPDATE jobs SET run_at = %s
        WHERE id = %s AND finished_at IS NULL AND dead_at IS NULL AND (lease_until IS NULL OR lease_until <= now())
        """,
        (run_at, job_id),
    )
    return cursor.rowcount == 1


async def revive(conn: Connection, job_id: int) -> bool:
    """Give a dead job all its tries again, from now on; False if it is not dead."""
    cursor = await conn.execute(
        "UPDATE jobs SET dead_at = NULL, failures = 0, run_at = now() WHERE id = %s AND dead_at IS NOT NULL", (job_id,)
    )
    if cursor.rowcount == 1:
        await conn.execute("SELECT pg_notify(%s, '')", (CHANNEL,))
    return cursor.rowcount == 1


async def dead(conn: Connection, limit: int = 100) -> list[DeadJob]:
    """The dead, latest first."""
    cursor = conn.cursor(row_factory=class_row(DeadJob))
    await cursor.execute(
        """
        SELECT id, kind, tenant_id, subject_id, attempts, last_error, created_at, dead_at
        FROM jobs WHERE dead_at IS NOT NULL ORDER BY dead_at DESC, id DESC LIMIT %s
        """,
        (limit,),
    )
    return await cursor.fetchall()


async def counts(conn: Connection) -> Counts:
    """What the queue looks like now; finished jobs are not counted."""
    cursor = conn.cursor(row_factory=class_row(Counts))
    await cursor.execute(
        """
        WITH open AS (
            SELECT run_at, lease_until > now() AS taken FROM jobs WHERE finished_at IS NULL AND dead_at IS NULL
        )
        SELECT count(*) FILTER (WHERE taken IS NOT TRUE AND run_at <= now()) AS ready,
            count(*) FILTER (WHERE taken IS NOT TRUE AND run_at > now()) AS waiting,
            count(*) FILTER (WHERE taken) AS running,
            (SELECT count(*) FROM jobs WHERE dead_at IS NOT NULL) AS dead,
            min(run_at) FILTER (WHERE taken IS NOT TRUE AND run_at <= now()) AS oldest_ready
        FROM open
        """
    )
    row = await cursor.fetchone()
    return row or Counts(0, 0, 0, 0, None)


async def claim(conn: Connection, kinds: Sequence[str], limit: int, lease: float, now: datetime | None) -> list[Job]:
    """Take up to `limit` due jobs for `lease` seconds, those of a worker that died included.

    Due is what is due at `now` or by the server's own time: a worker whose clock is a moment late must see what it was
    just woken for.
    """
    cursor = conn.cursor(row_factory=class_row(Job))
    await cursor.execute(
        """
        WITH due AS (
            SELECT id FROM jobs
            WHERE finished_at IS NULL AND dead_at IS NULL AND run_at <= greatest(now(), %(now)s::timestamptz)
                AND (lease_until IS NULL OR lease_until <= now()) AND kind = ANY (%(kinds)s)
            ORDER BY run_at, id LIMIT %(limit)s FOR UPDATE SKIP LOCKED
        )
        UPDATE jobs SET lease_until = now() + make_interval(secs => %(lease)s),
            attempts = attempts + 1, failures = failures + 1
        FROM due WHERE jobs.id = due.id
        RETURNING jobs.id, kind, tenant_id, subject_id, run_at, attempts, failures
        """,
        {"now": now, "kinds": list(kinds), "limit": limit, "lease": lease},
    )
    return await cursor.fetchall()


async def extend(conn: Connection, jobs: Sequence[Job], lease: float) -> set[tuple[int, int]]:
    """Keep jobs for another `lease` seconds; id and attempts of those that are still ours."""
    cursor = await conn.execute(
        """
        UPDATE jobs j SET lease_until = now() + make_interval(secs => %s)
        FROM unnest(%s::bigint[], %s::int[]) AS mine (id, attempts)
        WHERE j.id = mine.id AND j.attempts = mine.attempts AND coalesce(j.finished_at, j.dead_at) IS NULL
        RETURNING j.id, j.attempts
        """,
        (lease, [job.id for job in jobs], [job.attempts for job in jobs]),
    )
    return {(row[0], row[1]) for row in await cursor.fetchall()}


async def settle(conn: Connection, outcomes: Sequence[Outcome]) -> None:
    """Write down how takings ended; one that somebody else took over in the meantime is left to them."""
    # coalesce() hides the partial index of open jobs, which the planner takes for tiny and walks whole.
    await conn.execute(
        """
        UPDATE jobs j SET
            finished_at = CASE o.what WHEN 'done' THEN now() END,
            dead_at = CASE o.what WHEN 'dead' THEN now() END,
            run_at = coalesce(o.run_at, now() + o.pause, j.run_at),
            failures = CASE WHEN o.what IN ('done', 'later') THEN 0 WHEN o.what = 'released' THEN j.failures - 1
                ELSE j.failures END,
            last_error = coalesce(o.error, j.last_error),
            lease_until = NULL
        FROM unnest(%s::bigint[], %s::int[], %s::text[], %s::timestamptz[], %s::interval[], %s::text[])
            AS o (id, attempts, what, run_at, pause, error)
        WHERE j.id = o.id AND j.attempts = o.attempts AND coalesce(j.finished_at, j.dead_at) IS NULL
        """,
        (
            [o.job.id for o in outcomes],
            [o.job.attempts for o in outcomes],
            [o.what for o in outcomes],
            [o.run_at for o in outcomes],
            [o.pause for o in outcomes],
            [_storable(o.error) if o.error else None for o in outcomes],
        ),
    )


async def purge(conn: Connection, older_than: timedelta, limit: int = 10_000) -> int:
    """Delete at most `limit` jobs that were finished longer ago than that; how many. The dead stay."""
    cursor = await conn.execute(
        """
        DELETE FROM jobs WHERE id IN (
            SELECT id FROM jobs WHERE finished_at < now() - %s::interval
            ORDER BY finished_at LIMIT %s FOR UPDATE SKIP LOCKED
        )
        """,
        (older_than, limit),
    )
    return cursor.rowcount


def _storable(text: str) -> str:
    """A text that PostgreSQL takes whatever the exception said: no NUL, no lone surrogate, not endless."""
    return text[:ERROR_LENGTH].replace("\x00", "").encode("utf-8", "replace").decode()
