from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta

import pytest
from aiohttp import web

from facturaxpress.hacienda import HaciendaClient
from tests.hacienda.server import FakeMH


class Time:
    """The clock of the client under test."""

    def __init__(self) -> None:
        self.now = datetime(2026, 11, 24, 12, 0, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.now

    def pass_by(self, **span: float) -> None:
        self.now += timedelta(**span)


@pytest.fixture
def time() -> Time:
    return Time()


@pytest.fixture
async def hacienda() -> AsyncIterator[FakeMH]:
    fake = FakeMH()
    app = web.Application()
    app.router.add_route("*", "/{path:.*}", fake.handle)
    runner = web.AppRunner(app, shutdown_timeout=0.1)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    host, port = runner.addresses[0][:2]
    fake.base_url = f"http://{host}:{port}"
    fake.stop = runner.cleanup
    yield fake
    await runner.cleanup()


@pytest.fixture
async def client(time: Time) -> AsyncIterator[HaciendaClient]:
    async with HaciendaClient(now=time) as client:
        yield client


@pytest.fixture
async def hasty() -> AsyncIterator[HaciendaClient]:
    """A client that waits very little, for servers that never answer."""
    async with HaciendaClient(timeout=1.0) as client:
        yield client
