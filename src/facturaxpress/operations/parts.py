"""What the program is put together from when it runs; tests put small real processes in their place."""

import sys
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

from facturaxpress.settings import Settings

_PYTHON = (sys.executable, "-P", "-m")
"""`-P`: a file named like a module in the folder where the program is started must not be taken for it."""


class DatabaseServer(Protocol):
    """A PostgreSQL server of ours; `db.embedded.EmbeddedServer`."""

    @property
    def data(self) -> Path:
        """Where its files are, once started."""

    def start(self) -> str:
        """Start it if need be; the administrator's URL."""

    def stop(self) -> None: ...

    def running(self) -> bool: ...


@dataclass(frozen=True)
class Programs:
    """Command lines of the children. `{fd}`, `{home}` and `{port}` are filled in."""

    web: tuple[str, ...] = (*_PYTHON, "facturaxpress.process", "web", "--fd", "{fd}")
    worker: tuple[str, ...] = (*_PYTHON, "facturaxpress.process", "worker")
    sandbox: tuple[str, ...] = (*_PYTHON, "facturaxpress.sandbox", "--home", "{home}", "--port", "{port}")


def fill(command: tuple[str, ...], **values: object) -> list[str]:
    """A command line with its places filled in."""
    return [part.format(**values) if part.startswith("{") else part for part in command]


def embedded_server(home: Path) -> DatabaseServer:
    from facturaxpress.db.embedded import EmbeddedServer  # noqa: PLC0415 - not needed with DATABASE_URL

    return EmbeddedServer(home)


def app_url(settings: Settings, admin_url: str) -> str:
    """The URL of the application's role, which is all that web and worker are given."""
    from facturaxpress import db  # noqa: PLC0415 - a second of imports that `status` and `--help` do without

    return db.app_url(admin_url, settings.secrets)


async def migrate(settings: Settings, admin_url: str) -> list[str]:
    """Bring the tables up to this version of the program; the revisions applied."""
    from facturaxpress import db  # noqa: PLC0415 - a second of imports that `status` and `--help` do without

    return await db.migrate(admin_url, settings.secrets)


async def prepare_demo(settings: Settings, admin_url: str, sandbox_url: str) -> None:
    """Make sure that the demo tenant exists and that both it and the sandbox know each other."""
    from facturaxpress.tenants.demo import ensure  # noqa: PLC0415 - only with --demo

    await ensure(settings, admin_url, sandbox_url)


@dataclass(frozen=True)
class Parts:
    programs: Programs = field(default_factory=Programs)
    database: Callable[[Path], DatabaseServer] = embedded_server
    migrate: Callable[[Settings, str], Awaitable[list[str]]] = migrate
    prepare_demo: Callable[[Settings, str, str], Awaitable[None]] = prepare_demo
