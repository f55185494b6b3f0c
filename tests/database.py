"""Fixtures with a real PostgreSQL: one server a run, one freshly migrated database a test.

- `server`: the embedded server, started once a session (a worker of pytest-xdist has its own).
- `database_urls`: a database of the test's own, a copy of a migrated template; `.admin` and `.app`.
- `database`: a `Database` open on it with the application's role.
"""

import asyncio
import secrets
import shutil
import tempfile
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import NamedTuple

import psycopg
import pytest
import pytest_asyncio

from facturaxpress.db import Database, EmbeddedServer, app_url, migrate

TEMPLATE = "plantilla"


class DatabaseUrls(NamedTuple):
    admin: str
    app: str


@pytest.fixture(scope="session")
def open_folder() -> Iterator[Path]:
    """A folder that another account can pass through, unlike pytest's own: as root the server runs under one."""
    folder = Path(tempfile.mkdtemp(prefix="facturaxpress-"))
    folder.chmod(0o711)
    yield folder
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(scope="session")
def server(open_folder: Path) -> Iterator[EmbeddedServer]:
    """A server that loses nothing while the machine stays up, which is all a test needs: it does not wait for disks."""
    careless = {"fsync": "off", "full_page_writes": "off", "synchronous_commit": "off", "max_connections": "200"}
    with EmbeddedServer(open_folder / "server", settings=careless) as running:
        with psycopg.connect(running.url(), autocommit=True) as admin:
            admin.execute(f"CREATE DATABASE {TEMPLATE}")
        asyncio.run(migrate(_in_database(running.url(), TEMPLATE)))
        yield running


@pytest.fixture
def database_urls(server: EmbeddedServer) -> Iterator[DatabaseUrls]:
    name = f"prueba_{secrets.token_hex(6)}"
    with psycopg.connect(server.url(), autocommit=True) as admin:
        admin.execute(f"CREATE DATABASE {name} TEMPLATE {TEMPLATE} STRATEGY file_copy")
        url = _in_database(server.url(), name)
        # A copy has the template's tables but not its rights on the database itself.
        asyncio.run(migrate(url))
        yield DatabaseUrls(url, app_url(url))
        admin.execute(f"DROP DATABASE {name} WITH (FORCE)")


@pytest_asyncio.fixture
async def database(database_urls: DatabaseUrls) -> AsyncIterator[Database]:
    database = Database(max_size=8)
    await database.open(database_urls.app)
    yield database
    await database.close()


def _in_database(url: str, name: str) -> str:
    return url.rpartition("/")[0] + "/" + name
