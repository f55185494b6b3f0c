"""The queue's own housekeeping, as a job of the queue."""

from datetime import datetime, timedelta

import structlog

from facturaxpress.db import Database

from . import queries
from .queries import Job
from .schedule import Entry
from .worker import Handler

log = structlog.get_logger(__name__)

PURGE = Entry("jobs: purga de trabajos terminados", "17 3 * * *", "jobs.purge")
"""At night, when little is issued."""

CHUNK = 10_000


def purge_handler(database: Database, keep_days: int = 30) -> Handler:
    """The handler of `PURGE`: deletes jobs finished more than `keep_days` ago, in chunks that hold no lock for long."""

    async def handle(_: Job) -> datetime | None:
        total, deleted = 0, CHUNK
        while deleted == CHUNK:
            async with database.system() as conn:
                deleted = await queries.purge(conn, timedelta(days=keep_days), CHUNK)
            total += deleted
        log.info("Trabajos terminados eliminados", total=total, keep_days=keep_days)
        return None

    return handle
