import asyncio
import hashlib
import re
from typing import Any
from uuid import uuid4

import psycopg
import pytest

from facturaxpress.db import Connection, Database
from facturaxpress.tenants import queries
from facturaxpress.tenants.tokens import REMEMBERED_FOR, RoleError, Tokens
from tests.database import DatabaseUrls
from tests.tenants.conftest import Bare


class Ticks:
    def __init__(self) -> None:
        self.now = 100.0

    def __call__(self) -> float:
        return self.now


async def test_a_token_is_opaque_and_only_its_hash_is_stored(
    database: Database, bare: Bare, database_urls: DatabaseUrls
) -> None:
    new = await Tokens(database).create("tenant_admin", bare.id, "caja")
    assert re.fullmatch(r"fx_[A-Za-z0-9_-]{43}", new.token)
    assert new.token not in repr(new)
    with psycopg.connect(database_urls.admin) as admin:
        rows = admin.execute("SELECT * FROM api_tokens").fetchall()
        assert new.token not in str(rows)
        stored = admin.execute("SELECT token_sha256 FROM api_tokens").fetchone()
    assert stored == (hashlib.sha256(new.token.encode()).digest(),)


async def test_a_tenants_token_lets_into_that_tenant(database: Database, bare: Bare) -> None:
    new = await Tokens(database).create("tenant_admin", bare.id, "caja")
    who = await Tokens(database).authenticate(new.token)
    assert who is not None
    assert (who.role, who.tenant_id, who.slug, who.nombre) == ("tenant_admin", bare.id, bare.slug, "caja")
    assert who.token_id == new.id


async def test_a_super_admin_has_no_tenant_or_one_to_begin_in(database: Database, bare: Bare) -> None:
    tokens = Tokens(database)
    nobody = await tokens.authenticate((await tokens.create("super_admin")).token)
    somebody = await tokens.authenticate((await tokens.create("super_admin", bare.id)).token)
    assert nobody is not None
    assert somebody is not None
    assert (nobody.role, nobody.tenant_id, nobody.slug) == ("super_admin", None, None)
    assert (somebody.role, somebody.tenant_id) == ("super_admin", bare.id)


@pytest.mark.parametrize(("role", "why"), [("tenant_admin", "--tenant"), ("root", "no existe"), ("", "no existe")])
async def test_roles_that_make_no_sense_are_refused(database: Database, role: str, why: str) -> None:
    with pytest.raises(RoleError, match=why):
        await Tokens(database).create(role)


@pytest.mark.parametrize("token", ["", "fx_", "fx_" + "a" * 43, "fx_" + "á" * 43, "fx_" + "a" * 44, "x" * 1000])
async def test_what_is_no_token_lets_nobody_in(database: Database, token: str) -> None:
    assert await Tokens(database).authenticate(token) is None


async def test_a_token_outlives_the_process(database: Database, bare: Bare, database_urls: DatabaseUrls) -> None:
    new = await Tokens(database).create("tenant_admin", bare.id)
    again = Database()
    await again.open(database_urls.app)
    try:
        assert await Tokens(again).authenticate(new.token) is not None
    finally:
        await again.close()


async def test_a_revoked_token_is_dead_at_once_here_and_within_seconds_elsewhere(
    database: Database, bare: Bare
) -> None:
    ticks = Ticks()
    here, elsewhere = Tokens(database), Tokens(database, monotonic=ticks)
    new = await here.create("tenant_admin", bare.id)
    assert await here.authenticate(new.token) is not None
    assert await elsewhere.authenticate(new.token) is not None

    assert await here.revoke(new.id, bare.id)
    assert await here.authenticate(new.token) is None
    ticks.now += REMEMBERED_FOR - 0.001
    assert await elsewhere.authenticate(new.token) is not None
    ticks.now += 0.002
    assert await elsewhere.authenticate(new.token) is None


async def test_a_token_of_no_tenant_can_be_revoked_too(database: Database) -> None:
    tokens = Tokens(database)
    new = await tokens.create("super_admin")
    assert await tokens.revoke(new.id)
    assert not await tokens.revoke(new.id)
    assert await tokens.authenticate(new.token) is None


async def test_one_tenant_cannot_revoke_or_see_anothers_token(database: Database, bare: Bare, other: Bare) -> None:
    tokens = Tokens(database)
    new = await tokens.create("tenant_admin", bare.id)
    assert not await tokens.revoke(new.id, other.id)
    assert not await tokens.revoke(new.id)
    assert await tokens.list(other.id) == []
    assert await tokens.authenticate(new.token) is not None


async def test_tokens_are_listed_without_their_secret(database: Database, bare: Bare) -> None:
    tokens = Tokens(database)
    first = await tokens.create("tenant_admin", bare.id, "caja 1")
    second = await tokens.create("tenant_admin", bare.id, "caja 2")
    await tokens.revoke(first.id, bare.id)
    rows = await tokens.list(bare.id)
    assert [(row.id, row.nombre, row.revoked_at is None) for row in rows] == [
        (first.id, "caja 1", False),
        (second.id, "caja 2", True),
    ]
    assert await tokens.list() == []
    new = await tokens.create("super_admin", nombre="operador")
    assert [(row.id, row.tenant_id, row.nombre) for row in await tokens.list()] == [(new.id, None, "operador")]


async def test_a_token_of_a_tenant_that_is_not_there_is_not_made(database: Database) -> None:
    with pytest.raises(psycopg.errors.ForeignKeyViolation):
        await Tokens(database).create("tenant_admin", uuid4())


async def test_what_is_remembered_has_an_end(database: Database, bare: Bare, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("facturaxpress.tenants.tokens.REMEMBERED_AT_MOST", 3)
    ticks = Ticks()
    tokens = Tokens(database, monotonic=ticks)
    made = [(await tokens.create("tenant_admin", bare.id)).token for _ in range(5)]
    for token in made:
        assert await tokens.authenticate(token) is not None
    assert len(tokens._known) == 3
    ticks.now += REMEMBERED_FOR + 1
    assert await tokens.authenticate(made[4]) is not None
    assert len(tokens._known) == 1


async def test_many_at_once_ask_the_database_once(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    tokens = Tokens(database)
    token = (await tokens.create("super_admin")).token
    asked = 0
    authenticate = queries.authenticate

    async def counted(conn: Connection, digest: bytes) -> Any:
        nonlocal asked
        asked += 1
        return await authenticate(conn, digest)

    monkeypatch.setattr(queries, "authenticate", counted)
    found = await asyncio.gather(*(tokens.authenticate(token) for _ in range(50)))
    assert {principal.role for principal in found if principal} == {"super_admin"}
    assert asked == 1
