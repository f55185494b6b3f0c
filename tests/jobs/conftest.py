"""What the queue's tests share."""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Callable, Iterator

import psycopg
import pytest

from facturaxpress.jobs import Worker
from tests.database import DatabaseUrls


@pytest.fixture
def admin(database_urls: DatabaseUrls) -> Iterator[psycopg.Connection]:
    with psycopg.connect(database_urls.admin, autocommit=True) as connection:
        yield connection


@contextlib.asynccontextmanager
async def running(*workers: Worker) -> AsyncIterator[asyncio.Event]:
    """Workers at work until the end of the block, which they reach drained."""
    stop = asyncio.Event()
    tasks = [asyncio.create_task(worker.run(stop)) for worker in workers]
    try:
        yield stop
    finally:
        stop.set()
        await asyncio.gather(*tasks)


async def until(condition: Callable[[], bool], seconds: float = 30.0) -> None:
    async with asyncio.timeout(seconds):
        while not condition():  # noqa: ASYNC110 - what is waited for is in another process
            await asyncio.sleep(0.01)
