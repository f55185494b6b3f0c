"""What a command needs around it, database and sandbox: those of the running server, or its own while it runs."""

import time
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass

from facturaxpress.operations import ports
from facturaxpress.operations.children import START_WITHIN, Child, Program, until
from facturaxpress.operations.errors import OperationError
from facturaxpress.operations.folders import make_inside
from facturaxpress.operations.locks import FileLock
from facturaxpress.operations.parts import Parts, fill
from facturaxpress.operations.state import State, run_folder, running
from facturaxpress.settings import Settings


@dataclass(frozen=True)
class Services:
    """`database` is the administrator's URL, migrated; `sandbox` a base URL, or None where it was not asked for."""

    database: str
    sandbox: str | None
    served: bool
    """Whether a server runs on this home, which then also does what is left to do in the background."""

    migrated: tuple[str, ...] = ()
    """Revisions that had to be applied first."""


@asynccontextmanager
async def services(settings: Settings, *, demo: bool = False, parts: Parts | None = None) -> AsyncIterator[Services]:
    """Database, and with `demo` sandbox and demo tenant, for the time of the block.

    A server on this home lends its own. Otherwise what is missing is started and ended again; two commands that both
    have to start the embedded database come one after the other. Call it on the main thread.
    """
    parts = parts or Parts()
    with borrowed_database(settings, parts) as (database, server):
        migrated = () if server else tuple(await parts.migrate(settings, database))
        lent = server.sandbox if server else None
        if lent is not None or not demo:
            yield Services(database, lent, server is not None, migrated)
            return
        async with _sandbox(settings, parts) as sandbox:
            await parts.prepare_demo(settings, database, sandbox)
            yield Services(database, sandbox, server is not None, migrated)


@contextmanager
def borrowed_database(settings: Settings, parts: Parts) -> Iterator[tuple[str, State | None]]:
    """The administrator's URL, as it is, and the server that lent it; without one the embedded database is started."""
    home = settings.home.resolve()
    own = FileLock(make_inside(home, "run") / "database.lock")
    end = time.monotonic() + START_WITHIN
    while True:
        server = running(home)
        if server is not None and server.ready and server.database is not None:
            yield server.database, server
            return
        if server is None and settings.database_url is not None:
            yield settings.database_url, None
            return
        if server is None and own.acquire():
            break
        if time.monotonic() > end:
            raise OperationError(
                f"La base de datos de {home} está ocupada por otra orden (pid {own.holder()}).",
                "Espere a que termine e intente de nuevo.",
            )
        time.sleep(0.05)
    try:
        embedded = parts.database(home)
        url = embedded.start()
        try:
            yield url, None
        finally:
            embedded.stop()
    finally:
        own.release()


@asynccontextmanager
async def _sandbox(settings: Settings, parts: Parts) -> AsyncIterator[str]:
    home = settings.home.resolve()
    port = ports.remembered_port(run_folder(home) / "sandbox.port")
    child = Child(Program("sandbox", fill(parts.programs.sandbox, home=make_inside(home, "sandbox"), port=port)))
    await child.start()
    try:
        await until(lambda: ports.answers(port), child, log=settings.logs / "server.log")
        yield f"http://127.0.0.1:{port}"
    finally:
        await child.stop()
