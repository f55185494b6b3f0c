"""Workers that are killed in the middle of their work."""

import asyncio
import sys
from datetime import datetime
from pathlib import Path
from uuid import UUID, uuid4

import psycopg

from facturaxpress import jobs
from facturaxpress.db import Database
from facturaxpress.jobs import Job, Worker
from tests.database import DatabaseUrls

from .conftest import running, until

WORKER = Path(__file__).with_name("killed.py")


async def test_every_job_of_a_killed_worker_is_done_by_another(
    database: Database, database_urls: DatabaseUrls, admin: psycopg.Connection, tmp_path: Path
) -> None:
    subjects = [uuid4() for _ in range(40)]
    async with database.system() as conn:
        for subject in subjects:
            await jobs.enqueue(conn, "x", None, subject)
    begun = tmp_path / "begun"
    begun.touch()
    killed = await asyncio.create_subprocess_exec(sys.executable, WORKER, database_urls.app, begun)
    try:
        await until(lambda: len(begun.read_text().splitlines()) == 32)
    finally:
        killed.kill()
        await killed.wait()
    done: list[UUID | None] = []

    async def handler(job: Job) -> datetime | None:
        done.append(job.subject_id)
        return None

    async with running(Worker(database, {"x": handler}, poll=0.1)):
        await until(lambda: len(done) == 40)
        # Nothing more comes: each was taken over exactly once.
        await asyncio.sleep(0.3)
    assert sorted(map(str, done)) == sorted(map(str, subjects))
    left = admin.execute("SELECT count(*) FROM jobs WHERE finished_at IS NULL OR lease_until IS NOT NULL").fetchone()
    assert left == (0,)
