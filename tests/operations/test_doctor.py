"""The checks of a machine, each with a machine that is and one that is not fit."""

import secrets
import shutil
import socket
from collections import namedtuple
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import uuid4

import psycopg
import pytest

from facturaxpress import jobs
from facturaxpress.clock import Clock
from facturaxpress.db import Database, EmbeddedServer
from facturaxpress.operations import doctor
from facturaxpress.operations.doctor import Check, examine
from facturaxpress.operations.folders import make_inside
from facturaxpress.settings import Settings
from facturaxpress.tenants import demo
from facturaxpress.tenants.service import add_tenant
from facturaxpress.vault import Vault
from tests.database import DatabaseUrls
from tests.db.rows import add_dte
from tests.db.rows import add_tenant as add_rows

NOW = datetime(2026, 11, 24, 18, tzinfo=UTC)


@pytest.fixture
def settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Settings:
    monkeypatch.delenv("DATABASE_URL", raising=False)
    return Settings(home=tmp_path / "home", port=0)


def by_name(checks: list[Check]) -> dict[str, Check]:
    return {check.name: check for check in checks}


async def test_a_machine_where_nothing_ran_yet_is_fit(settings: Settings) -> None:
    checks = await examine(settings)
    assert not [check for check in checks if check.level == "bad"]
    assert "se creará" in by_name(checks)["Carpeta"].found
    assert "se creará con" in by_name(checks)["Base de datos"].found
    assert not settings.home.exists()


async def test_a_taken_port_is_bad(settings: Settings) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        checks = await examine(settings.model_copy(update={"port": port}))
    assert by_name(checks)["Puerto"] == Check(
        "Puerto", "bad", f"{port} lo usa otro programa", "Elija otro: serve --port N."
    )


async def test_a_home_that_others_look_into_is_a_warning(settings: Settings) -> None:
    settings.home.mkdir(mode=0o755)
    settings.home.chmod(0o755)
    check = by_name(await examine(settings))["Carpeta"]
    assert (check.level, check.fix) == ("warning", f"chmod go-rw {settings.home.resolve()}")


async def test_secrets_that_others_read_are_bad(settings: Settings) -> None:
    key = make_inside(settings.home, "secrets") / "vault.key"
    key.write_text("x")
    key.chmod(0o600)
    assert by_name(await examine(settings))["Secretos"].level == "ok"
    key.chmod(0o640)
    check = by_name(await examine(settings))["Secretos"]
    assert check.level == "bad"
    assert str(key.resolve()) in check.found


@pytest.mark.parametrize(("free", "level"), [(400_000_000, "bad"), (1_000_000_000, "warning"), (9_000_000_000, "ok")])
def test_a_disk_warns_at_the_guide_s_threshold(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, free: int, level: str
) -> None:
    usage = namedtuple("usage", "total used free")
    monkeypatch.setattr(shutil, "disk_usage", lambda _: usage(10_000_000_000, 10_000_000_000 - free, free))
    assert doctor.disk(tmp_path / "not there").level == level


async def test_a_database_out_of_reach_is_bad_and_no_secret_is_shown(settings: Settings) -> None:
    with socket.create_server(("127.0.0.1", 0)) as closed:
        port = closed.getsockname()[1]
    own = settings.model_copy(update={"database_url": f"postgresql://postgres:Secreto-1@127.0.0.1:{port}/postgres"})
    checks = await examine(own)
    check = by_name(checks)["Base de datos"]
    assert check.level == "bad"
    assert "refused" in check.found
    assert check.fix
    assert not any("Secreto-1" in one.found for one in checks)


async def test_a_database_without_tables_says_migrate(settings: Settings, server: EmbeddedServer) -> None:
    name = f"vacia_{secrets.token_hex(4)}"
    with psycopg.connect(server.url(), autocommit=True) as admin:
        admin.execute(f"CREATE DATABASE {name}")
        own = settings.model_copy(update={"database_url": server.url().rpartition("/")[0] + f"/{name}"})
        check = by_name(await examine(own))["Base de datos"]
        admin.execute(f"DROP DATABASE {name}")
    assert (check.level, check.fix) == ("bad", "Ejecute «facturaxpress migrate».")
    assert "migración ninguna" in check.found


async def test_a_migrated_database_is_fit_and_every_tenant_s_certificate_is_looked_at(
    settings: Settings, database: Database, database_urls: DatabaseUrls
) -> None:
    now = datetime.now(UTC)
    make_inside(settings.home, "secrets")
    vault = Vault(settings.secrets / "vault.key")
    await add_tenant(database, vault, demo.definition("http://127.0.0.1:1", now), now)
    own = settings.model_copy(update={"database_url": database_urls.admin})
    checks = by_name(await examine(own))
    assert checks["Base de datos"].level == "ok"
    assert checks["Trabajos"] == Check("Trabajos", "ok", "ninguno abandonado")
    assert checks["Documentos"].level == "ok"
    assert checks["Certificado de demo"].level == "ok"
    later = Clock(lambda: now + timedelta(days=1810))
    assert by_name(await examine(own, later))["Certificado de demo"].level == "warning"
    assert by_name(await examine(own, later))["Reloj"].level == "bad"


async def test_dead_jobs_and_documents_that_wait_for_long_are_told(
    settings: Settings, database: Database, database_urls: DatabaseUrls
) -> None:
    with psycopg.connect(database_urls.admin, autocommit=True) as admin:
        for number, slug in enumerate(("primera", "segunda"), 1):
            tenant = add_rows(admin, slug)
            add_dte(admin, tenant, uuid4(), 2, created_at=datetime.now(UTC) - timedelta(minutes=59))
            for n in range(number - 1):
                add_dte(admin, tenant, uuid4(), 3 + n, created_at=datetime.now(UTC) - timedelta(minutes=61))
    async with database.system() as conn:
        await jobs.enqueue(conn, "transmitir")
        for _ in range(2):
            gone = await jobs.enqueue(conn, "transmitir")
            await conn.execute("UPDATE jobs SET dead_at = now() WHERE id = %s", (gone,))
    checks = by_name(await examine(settings.model_copy(update={"database_url": database_urls.admin})))
    assert (checks["Trabajos"].level, checks["Trabajos"].found) == ("bad", "2 abandonados tras demasiados intentos")
    assert "jobs revive" in checks["Trabajos"].fix
    assert checks["Documentos"].level == "warning"
    assert checks["Documentos"].found == "sin respuesta de Hacienda desde hace más de una hora: segunda (1)"
    async with database.system() as conn:
        assert await jobs.revive(conn, gone)
    checks = by_name(await examine(settings.model_copy(update={"database_url": database_urls.admin})))
    assert checks["Trabajos"].found == "1 abandonado tras demasiados intentos"


@pytest.mark.parametrize(
    ("not_after", "level"),
    [
        (None, "bad"),
        (NOW - timedelta(seconds=1), "bad"),
        (NOW, "bad"),
        (NOW + timedelta(days=30), "warning"),
        (NOW + timedelta(days=31), "ok"),
    ],
)
def test_a_certificate_is_judged_by_its_end(not_after: datetime | None, level: str) -> None:
    check = doctor.certificate("tienda", not_after, NOW)
    assert check.level == level
    assert (check.fix != "") == (level != "ok")


def test_a_clock_that_went_back_is_bad(tmp_path: Path) -> None:
    make_inside(tmp_path, "logs").joinpath("server.log").write_text("x")
    assert doctor.wall_clock(tmp_path, datetime.now(UTC), None).level == "ok"
    assert doctor.wall_clock(tmp_path, datetime.now(UTC) - timedelta(days=1), None).level == "bad"
    assert doctor.wall_clock(tmp_path, datetime.now(UTC), datetime.now(UTC) + timedelta(minutes=6)).level == "bad"
