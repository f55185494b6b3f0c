"""The demo's tenant against the project's sandbox, a process of its own."""

import asyncio
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import aiohttp
import psycopg
import pytest
from stdnum.sv import nit as stdnum_nit

from facturaxpress import vault
from facturaxpress.db import Database
from facturaxpress.dte.holidays import Calendar
from facturaxpress.dte.lawtable import LawTable
from facturaxpress.settings import Settings
from facturaxpress.tenants import demo, service
from facturaxpress.tenants.demo import SandboxRefusal, ensure_demo_tenant
from facturaxpress.vault import Vault
from tests.database import DatabaseUrls
from tests.sandbox import documents
from tests.sandbox.conftest import Process
from tests.tenants.files import NOW


@pytest.fixture(scope="module")
def schemas(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return documents.write_schemas(tmp_path_factory.mktemp("schemas"))


@pytest.fixture(scope="module")
def process(tmp_path_factory: pytest.TempPathFactory, schemas: Path) -> Iterator[Process]:
    running = Process(tmp_path_factory.mktemp("sandbox"), "--schemas", str(schemas))
    yield running
    running.stop()


@pytest.fixture
async def sandbox(process: Process) -> str:
    await call(process.url, "POST", "/_control/reset", {"contribuyentes": True})
    return process.url


async def call(url: str, method: str, path: str, body: Any = None) -> Any:
    async with aiohttp.ClientSession() as session, session.request(method, url + path, json=body) as response:
        assert response.status < 300
        return await response.json()


async def log_in(url: str, access: service.MhCredentials) -> str:
    """What the sandbox says to the tenant's user and password."""
    form = {"user": access.usuario, "pwd": access.clave}
    async with aiohttp.ClientSession() as session, session.post(f"{url}/seguridad/auth", data=form) as response:
        status: str = (await response.json())["status"]
        return status


async def test_the_demo_tenant_can_issue_at_once(database: Database, safe: Vault, sandbox: str) -> None:
    tenant = await ensure_demo_tenant(database, safe, sandbox, NOW)
    assert (tenant.slug, tenant.ambiente, tenant.mh_url) == ("demo", "00", sandbox)
    assert stdnum_nit.is_valid(tenant.nit)
    assert [(row.codigo, row.puntos_venta) for row in tenant.establecimientos] == [
        ("M001", ["P001", "P002"]),
        ("S001", ["P001"]),
    ]
    assert tenant.emisor["correo"].endswith("example.com")
    context = service.dte_context(tenant, NOW, LawTable(), Calendar())
    assert context.establecimientos[1].correo == "sucursal@example.com"
    async with database.tenant(tenant.id) as conn:
        certificate = await vault.signing_certificate(conn, tenant.id, "00", at=NOW)
        await vault.load_signing_key(conn, safe, certificate.key_id)
    access = await service.credentials(database, safe, tenant)
    assert access is not None
    assert 13 <= len(access.clave) <= 25
    assert await log_in(sandbox, access) == "OK"
    [known] = await call(sandbox, "GET", "/_control/contribuyentes")
    assert (known["nit"], known["nombre"]) == (tenant.nit, tenant.nombre)


async def test_doing_it_again_changes_nothing(database: Database, safe: Vault, sandbox: str) -> None:
    before = await ensure_demo_tenant(database, safe, sandbox, NOW)
    access = await service.credentials(database, safe, before)
    after = await ensure_demo_tenant(database, safe, sandbox, NOW + timedelta(days=1))
    assert after == before
    assert await service.credentials(database, safe, after) == access
    async with database.tenant(after.id) as conn:
        assert len(await vault.list_certificates(conn, after.id)) == 1


async def test_a_sandbox_that_moved_and_forgot_is_told_again(
    database: Database, safe: Vault, sandbox: str, tmp_path: Path, schemas: Path
) -> None:
    before = await ensure_demo_tenant(database, safe, sandbox, NOW)
    moved = Process(tmp_path / "otro", "--schemas", str(schemas))
    try:
        after = await ensure_demo_tenant(database, safe, moved.url, NOW)
        access = await service.credentials(database, safe, after)
        assert access is not None
        assert await log_in(moved.url, access) == "OK"
    finally:
        moved.stop()
    assert (after.id, after.mh_url) == (before.id, moved.url)


async def test_a_lost_vault_key_is_healed(database: Database, safe: Vault, sandbox: str, tmp_path: Path) -> None:
    before = await ensure_demo_tenant(database, safe, sandbox, NOW)
    other = Vault(tmp_path / "nueva.key")
    after = await ensure_demo_tenant(database, other, sandbox, NOW)
    assert after.id == before.id
    access = await service.credentials(database, other, after)
    assert access is not None
    assert await log_in(sandbox, access) == "OK"
    async with database.tenant(after.id) as conn:
        certificate = await vault.signing_certificate(conn, after.id, "00", at=NOW)
        await vault.load_signing_key(conn, other, certificate.key_id)


async def test_a_certificate_near_its_end_is_renewed(database: Database, safe: Vault, sandbox: str) -> None:
    await ensure_demo_tenant(database, safe, sandbox, NOW)
    late = NOW + timedelta(days=1820)
    tenant = await ensure_demo_tenant(database, safe, sandbox, late)
    async with database.tenant(tenant.id) as conn:
        certificate = await vault.signing_certificate(conn, tenant.id, "00", at=late + timedelta(days=365))
    assert certificate.activo


async def test_two_that_begin_at_once_make_one(
    database: Database, safe: Vault, sandbox: str, database_urls: DatabaseUrls
) -> None:
    made = await asyncio.gather(*(ensure_demo_tenant(database, safe, sandbox, NOW) for _ in range(3)))
    assert len({tenant.id for tenant in made}) == 1
    with psycopg.connect(database_urls.admin) as admin:
        assert admin.execute("SELECT count(*) FROM tenants").fetchone() == (1,)


async def test_a_sandbox_that_is_not_there_is_told(database: Database, safe: Vault) -> None:
    with pytest.raises(SandboxRefusal, match="no responde"):
        await ensure_demo_tenant(database, safe, "http://127.0.0.1:9", NOW)


async def test_a_sandbox_that_refuses_is_told(database: Database, safe: Vault, sandbox: str) -> None:
    with pytest.raises(SandboxRefusal, match="HTTP 404"):
        await ensure_demo_tenant(database, safe, f"{sandbox}/otra", NOW)


async def test_the_whole_of_it_over_an_administrators_url(
    database: Database, database_urls: DatabaseUrls, sandbox: str, tmp_path: Path
) -> None:
    settings = Settings(home=tmp_path / "home")
    await demo.ensure(settings, database_urls.admin, sandbox)
    await demo.ensure(settings, database_urls.admin, sandbox)
    tenant = await service.get_tenant(database, "demo")
    access = await service.credentials(database, Vault(settings.secrets / "vault.key"), tenant)
    assert access is not None
    assert await log_in(sandbox, access) == "OK"
