"""Transactions of the pool: their scope, their end, and what happens when the server goes away."""

import asyncio
import contextlib
from collections.abc import Iterator
from pathlib import Path
from uuid import UUID

import psycopg
import pytest
from psycopg_pool import PoolTimeout

from facturaxpress.db import Connection, Database, EmbeddedServer
from tests.database import DatabaseUrls

from .rows import add_tenant


@pytest.fixture
def admin(database_urls: DatabaseUrls) -> Iterator[psycopg.Connection]:
    with psycopg.connect(database_urls.admin, autocommit=True) as connection:
        yield connection


@pytest.fixture
def tenant(admin: psycopg.Connection) -> UUID:
    return add_tenant(admin, "primera")


async def value(connection: Connection, statement: str) -> object:
    cursor = await connection.execute(statement)  # type: ignore[arg-type]
    row = await cursor.fetchone()
    return row[0] if row else None


def cut_all(admin: psycopg.Connection) -> int:
    """End every session of the application, as a restart of the server does; how many there were."""
    row = admin.execute(
        """
        SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity
        WHERE usename = 'facturaxpress_app' AND datname = current_database()
        """
    ).fetchone()
    return int(row[0]) if row else 0


class TestScope:
    async def test_a_tenants_transaction_sees_its_rows(
        self, database: Database, tenant: UUID, admin: psycopg.Connection
    ) -> None:
        add_tenant(admin, "segunda")
        async with database.tenant(tenant) as conn:
            assert await value(conn, "SELECT array_agg(tenant_id) FROM dtes") == [tenant]

    async def test_the_scope_ends_with_the_transaction(
        self, admin: psycopg.Connection, tenant: UUID, database_urls: DatabaseUrls
    ) -> None:
        database = Database(max_size=1)
        await database.open(database_urls.app)
        try:
            async with database.tenant(tenant) as conn:
                first = await value(conn, "SELECT pg_backend_pid()")
            with contextlib.suppress(ZeroDivisionError):
                async with database.tenant(tenant):
                    raise ZeroDivisionError
            async with database.system() as conn:
                assert await value(conn, "SELECT pg_backend_pid()") == first
                assert await value(conn, "SELECT count(*) FROM dtes") == 0
        finally:
            await database.close()

    @pytest.mark.parametrize("bad", ["'; DROP TABLE jobs; --", "", "x"])
    async def test_only_an_id_is_a_scope(self, database: Database, bad: str) -> None:
        with pytest.raises(ValueError, match="UUID"):
            database.tenant(bad)  # type: ignore[arg-type]

    async def test_the_connection_is_the_applications(self, database: Database) -> None:
        async with database.system() as conn:
            assert await value(conn, "SELECT current_user") == "facturaxpress_app"
            assert await value(conn, "SHOW idle_in_transaction_session_timeout") == "1min"


class TestTransaction:
    async def test_it_commits_at_the_end(self, database: Database, admin: psycopg.Connection) -> None:
        async with database.system() as conn:
            await conn.execute("INSERT INTO jobs (kind) VALUES ('x')")
            assert admin.execute("SELECT count(*) FROM jobs").fetchone() == (0,)
        assert admin.execute("SELECT count(*) FROM jobs").fetchone() == (1,)

    async def test_it_rolls_back_on_an_exception(self, database: Database, admin: psycopg.Connection) -> None:
        async def work() -> None:
            async with database.system() as conn:
                await conn.execute("INSERT INTO jobs (kind) VALUES ('x')")
                raise ZeroDivisionError

        with pytest.raises(ZeroDivisionError):
            await work()
        assert admin.execute("SELECT count(*) FROM jobs").fetchone() == (0,)

    async def test_it_rolls_back_when_the_server_refuses(self, database: Database, admin: psycopg.Connection) -> None:
        async def work() -> None:
            async with database.system() as conn:
                await conn.execute("INSERT INTO jobs (kind) VALUES ('x')")
                await conn.execute("INSERT INTO jobs (kind) VALUES ('')")

        with pytest.raises(psycopg.errors.CheckViolation):
            await work()
        assert admin.execute("SELECT count(*) FROM jobs").fetchone() == (0,)

    async def test_it_rolls_back_when_cancelled_in_mid_statement(
        self, database: Database, admin: psycopg.Connection
    ) -> None:
        started = asyncio.Event()

        async def work() -> None:
            async with database.system() as conn:
                await conn.execute("INSERT INTO jobs (kind) VALUES ('x')")
                started.set()
                await conn.execute("SELECT pg_sleep(60)")

        task = asyncio.create_task(work())
        await started.wait()
        await asyncio.sleep(0.05)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        assert admin.execute("SELECT count(*) FROM jobs").fetchone() == (0,)
        async with database.system() as conn:
            assert await value(conn, "SELECT 1") == 1

    async def test_a_part_of_it_can_be_undone(self, database: Database, admin: psycopg.Connection) -> None:
        async with database.system() as conn:
            await conn.execute("INSERT INTO jobs (kind) VALUES ('kept')")
            with contextlib.suppress(ZeroDivisionError):
                async with conn.transaction():
                    await conn.execute("INSERT INTO jobs (kind) VALUES ('undone')")
                    raise ZeroDivisionError
        assert admin.execute("SELECT array_agg(kind) FROM jobs").fetchone() == (["kept"],)

    async def test_many_share_few_connections(self, database_urls: DatabaseUrls) -> None:
        database = Database(max_size=3)
        await database.open(database_urls.app)
        try:

            async def one(n: int) -> None:
                async with database.system() as conn:
                    await conn.execute("INSERT INTO jobs (kind) VALUES (%s)", (f"k{n}",))

            await asyncio.gather(*(one(n) for n in range(50)))
            async with database.system() as conn:
                assert await value(conn, "SELECT count(DISTINCT kind) FROM jobs") == 50
        finally:
            await database.close()

    async def test_waiting_for_a_connection_has_an_end(self, database_urls: DatabaseUrls) -> None:
        database = Database(max_size=1, timeout=0.2)
        await database.open(database_urls.app)
        try:
            async with database.system():
                with pytest.raises(PoolTimeout):
                    async with database.system():
                        pytest.fail("there was a second connection")
        finally:
            await database.close()


class TestServerGone:
    async def test_stale_connections_are_replaced_before_anything_runs(
        self, database: Database, admin: psycopg.Connection
    ) -> None:
        async def hold() -> None:
            async with database.system() as conn:
                await conn.execute("SELECT pg_sleep(0.1)")

        await asyncio.gather(*(hold() for _ in range(5)))
        assert cut_all(admin) >= 5
        async with database.system() as conn:
            assert await value(conn, "SELECT 1") == 1

    async def test_a_transaction_cut_short_is_an_error_and_leaves_the_pool_whole(
        self, database: Database, admin: psycopg.Connection
    ) -> None:
        async def work() -> None:
            async with database.system() as conn:
                await conn.execute("INSERT INTO jobs (kind) VALUES ('x')")
                assert cut_all(admin) >= 1
                await conn.execute("SELECT 1")

        with pytest.raises(psycopg.OperationalError):
            await work()
        assert admin.execute("SELECT count(*) FROM jobs").fetchone() == (0,)
        async with database.system() as conn:
            assert await value(conn, "SELECT 1") == 1

    async def test_who_waits_during_an_outage_is_served_after_it(self, open_folder: Path) -> None:
        server = EmbeddedServer(open_folder / "outage", settings={"fsync": "off"})
        database = Database(max_size=3, timeout=60.0)
        await database.open(await asyncio.to_thread(server.start))

        async def one() -> object:
            async with database.system() as conn:
                return await value(conn, "SELECT 1")

        try:
            assert await asyncio.gather(*(one() for _ in range(3))) == [1] * 3
            await asyncio.to_thread(server.stop)
            waiting = [asyncio.create_task(one()) for _ in range(8)]
            _, pending = await asyncio.wait(waiting, timeout=1.0)
            assert len(pending) == 8
            await asyncio.to_thread(server.start)
            assert await asyncio.gather(*waiting) == [1] * 8
        finally:
            await database.close()
            await asyncio.to_thread(server.stop)

    async def test_no_server_is_an_error_at_opening(self) -> None:
        database = Database(timeout=0.3)
        with pytest.raises(PoolTimeout):
            await database.open("postgresql://x:y@127.0.0.1:1/z")

    async def test_what_is_not_open_cannot_be_used(self) -> None:
        with pytest.raises(RuntimeError, match="not open"):
            async with Database().system():
                pytest.fail("it was open")


class TestListen:
    async def test_notices_arrive_after_the_greeting(self, database: Database, admin: psycopg.Connection) -> None:
        heard = database.listen("Canal ñ")
        async with asyncio.timeout(30):
            assert await anext(heard) == ""
            admin.execute("SELECT pg_notify('Canal ñ', 'hola'), pg_notify('otro', 'no')")
            admin.execute("SELECT pg_notify('Canal ñ', 'adiós')")
            assert await anext(heard) == "hola"
            assert await anext(heard) == "adiós"
        await heard.aclose()

    async def test_a_lost_connection_is_made_again_and_said(
        self, database: Database, admin: psycopg.Connection
    ) -> None:
        heard = database.listen("canal")
        async with asyncio.timeout(30):
            assert await anext(heard) == ""
            cut_all(admin)
            assert await anext(heard) == ""
            admin.execute("SELECT pg_notify('canal', 'otra vez')")
            assert await anext(heard) == "otra vez"
        await heard.aclose()
