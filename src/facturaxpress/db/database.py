"""Connections for the application: a pool whose transactions see one tenant, or none."""

import asyncio
import contextlib
import logging
from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager
from typing import Any, TypeAlias
from uuid import UUID

import psycopg
from psycopg import sql
from psycopg.rows import TupleRow
from psycopg_pool import AsyncConnectionPool

Connection: TypeAlias = psycopg.AsyncConnection[TupleRow]
"""What `Database.tenant` and `Database.system` give: an open transaction. Rows are tuples unless told otherwise."""

SESSION = {
    # A transaction left open by a stuck process would hold its number series for everybody.
    "idle_in_transaction_session_timeout": "60s",
    "statement_timeout": "60s",
    "lock_timeout": "30s",
}


RECONNECT_PAUSE = 0.3
"""Seconds between tries to connect while the server is away."""


# It would say the same several times a second during an outage, which whoever waits for a connection reports anyway.
logging.getLogger("psycopg.pool").setLevel(logging.ERROR)


class Database:
    """The application's pool. `open` and `close` belong to one event loop.

    The pool's connections are in autocommit mode and a transaction is opened by one message that also sets its scope,
    so that the scope costs no round trip of its own.
    """

    def __init__(
        self, *, max_size: int = 12, min_size: int = 1, timeout: float = 10.0, name: str = "facturaxpress"
    ) -> None:
        """`timeout`: seconds to wait for a free connection before `psycopg_pool.PoolTimeout`; `name`: for operators."""
        self._max_size = max_size
        self._min_size = min(min_size, max_size)
        self._timeout = timeout
        self._name = name
        self._url = ""
        self._pool: AsyncConnectionPool[Connection] | None = None

    async def open(self, app_url: str) -> None:
        """Connect; raises `psycopg_pool.PoolTimeout` when the database does not answer in time."""
        self._url = app_url
        pool: AsyncConnectionPool[Connection] = AsyncConnectionPool(
            app_url,
            open=False,
            min_size=self._min_size,
            max_size=self._max_size,
            timeout=self._timeout,
            # The pool's own pauses grow to many seconds, far longer than a restart of the server takes.
            reconnect_timeout=RECONNECT_PAUSE,
            reconnect_failed=_try_again,
            kwargs=self._parameters(),
            name=self._name,
        )
        try:
            await pool.open(wait=True, timeout=self._timeout)
        except BaseException:
            await pool.close()
            raise
        self._pool = pool

    async def close(self) -> None:
        """Close every connection; open transactions are rolled back."""
        pool, self._pool = self._pool, None
        if pool is not None:
            await pool.close()

    def tenant(self, tenant_id: UUID) -> AbstractAsyncContextManager[Connection]:
        """One transaction within the rows of one tenant; commits at the end, rolls back on any exception."""
        # A UUID has no character that SQL could misread, and a text without parameters travels in one message.
        return self._transaction(f"BEGIN; SET LOCAL app.tenant_id = '{UUID(str(tenant_id))}'".encode())

    def system(self) -> AbstractAsyncContextManager[Connection]:
        """One transaction without a tenant: queue, schedule and lookup functions; the tenants' rows are not seen."""
        return self._transaction(b"BEGIN")

    async def listen(self, channel: str) -> AsyncIterator[str]:
        """Payloads notified on `channel`, for as long as it is iterated.

        Yields "" when it begins to listen and after each reconnection: what was notified before is not known.
        """
        pause = 0.1
        while True:
            try:
                async with await psycopg.AsyncConnection.connect(self._url, **self._parameters()) as connection:
                    await connection.execute(sql.SQL("LISTEN {}").format(sql.Identifier(channel)))
                    pause = 0.1
                    yield ""
                    async for notice in connection.notifies():
                        yield notice.payload
            except psycopg.OperationalError:
                await asyncio.sleep(pause)
                pause = min(pause * 2, 5.0)

    @contextlib.asynccontextmanager
    async def _transaction(self, begin: bytes) -> AsyncIterator[Connection]:
        if self._pool is None:
            raise RuntimeError("the database is not open")
        pool = self._pool
        connection = await self._begin(pool, begin)
        try:
            yield connection
            await connection.commit()
        except BaseException:
            # The first error is the one to tell; a connection that cannot roll back is thrown away by the pool.
            with contextlib.suppress(psycopg.Error):
                await connection.rollback()
            raise
        finally:
            await pool.putconn(connection)

    @staticmethod
    async def _begin(pool: AsyncConnectionPool[Connection], begin: bytes) -> Connection:
        """A connection with the transaction begun; nothing of the caller's has run, so a stale one is replaced once."""
        for retry in (True, False):
            connection = await pool.getconn()
            try:
                await connection.execute(begin, prepare=False)
            except psycopg.OperationalError:
                await pool.putconn(connection)
                if not retry:
                    raise
                # One stale connection means the server went away, so its sisters are stale too.
                await pool.check()
            except BaseException:
                await pool.putconn(connection)
                raise
            else:
                return connection
        raise AssertionError("unreachable")

    def _parameters(self) -> dict[str, Any]:
        return {
            "autocommit": True,
            "application_name": self._name,
            "connect_timeout": 5,
            "options": " ".join(f"-c {name}={value}" for name, value in SESSION.items()),
            # A machine that vanished without a word is noticed within a minute.
            "keepalives_idle": 30,
            "keepalives_interval": 10,
            "keepalives_count": 3,
        }


async def _try_again(pool: AsyncConnectionPool[Connection]) -> None:
    """Have the pool try once more for a connection it gave up on."""
    await asyncio.sleep(RECONNECT_PAUSE)
    await pool.check()
