"""A worker in a process of its own, to be killed: `python killed.py APP_URL FILE`.

Its handler writes the job's subject to FILE and then never ends.
"""

import asyncio
import sys
from datetime import datetime
from pathlib import Path

from facturaxpress.db import Database
from facturaxpress.jobs import Job, Worker


async def begin(job: Job) -> datetime | None:
    note(str(job.subject_id))
    await asyncio.Event().wait()
    return None


def note(subject: str) -> None:
    with Path(sys.argv[2]).open("a") as file:
        file.write(f"{subject}\n")


async def main() -> None:
    database = Database()
    await database.open(sys.argv[1])
    await Worker(database, {"x": begin}, lease=1.0).run(asyncio.Event())


asyncio.run(main())
