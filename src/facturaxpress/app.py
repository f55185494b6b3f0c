"""Puts the rooms together: one `Application` a process, opened over a database that is there and migrated."""

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from uuid import UUID

from fastapi import FastAPI

from facturaxpress import db, jobs, vault
from facturaxpress.clock import Clock
from facturaxpress.db import Database
from facturaxpress.hacienda import HaciendaClient
from facturaxpress.issuing import jobs as issuing_jobs
from facturaxpress.issuing.issuers import IssuerDirectory
from facturaxpress.issuing.service import IssuingService
from facturaxpress.operations.services import services
from facturaxpress.settings import Settings
from facturaxpress.signing import Signer
from facturaxpress.vault import Vault
from facturaxpress.web.api import create_api


@dataclass(frozen=True)
class Application:
    """The rooms of one process."""

    settings: Settings
    clock: Clock
    database: Database
    vault: Vault
    signer: Signer
    client: HaciendaClient
    issuing: IssuingService

    def handlers(self) -> dict[str, jobs.Handler]:
        """What the worker can do, by kind of job."""
        purge = jobs.purge_handler(self.database, self.settings.jobs_keep_days)
        return issuing_jobs.handlers(self.issuing) | {jobs.PURGE.kind: purge}

    async def public_keys(self, tenant_id: UUID) -> list[str]:
        """PEM of every key the tenant signed with, newest first."""
        async with self.database.tenant(tenant_id) as conn:
            return [row.public_key_pem for row in await vault.list_certificates(conn, tenant_id)]


@asynccontextmanager
async def rooms(
    settings: Settings, database_url: str, *, clock: Clock | None = None, name: str = "facturaxpress"
) -> AsyncIterator[Application]:
    """The application over a migrated database; everything is closed again at the end.

    `database_url` is that of the application's role: nothing in here may see past row-level security.
    """
    clock = clock or Clock()
    async with AsyncExitStack() as stack:
        database = Database(max_size=settings.db_pool_max, name=name)
        await database.open(database_url)
        stack.push_async_callback(database.close)
        safe = Vault(settings.secrets / "vault.key")
        signer = await stack.enter_async_context(
            Signer(vault.signing_key_loader(database.tenant, safe), settings.signer_threads)
        )
        client = await stack.enter_async_context(HaciendaClient(timeout=settings.hacienda_timeout, now=clock.now))
        issuing = IssuingService(database, signer, client, IssuerDirectory(database, safe, settings), clock, settings)
        stack.push_async_callback(issuing.drain)
        yield Application(settings, clock, database, safe, signer, client, issuing)


@asynccontextmanager
async def open_application(settings: Settings, *, demo: bool = False) -> AsyncIterator[Application]:
    """For a command: over the database of the server on this home, or one started for the time of the block."""
    async with AsyncExitStack() as stack:
        found = await stack.enter_async_context(services(settings, demo=demo))
        yield await stack.enter_async_context(rooms(settings, db.app_url(found.database, settings.secrets)))


def web_application(settings: Settings, database_url: str) -> FastAPI:
    """The ASGI application of a web process; `database_url` as for `rooms`."""
    return create_api(lambda: rooms(settings, database_url, name="facturaxpress web"))
