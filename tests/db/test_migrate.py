"""Migrations and the application's role."""

import asyncio
import secrets
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
from alembic.config import Config
from alembic.script import ScriptDirectory
from psycopg.conninfo import conninfo_to_dict

from facturaxpress import db
from facturaxpress.db.migrate import MIGRATIONS
from tests.database import DatabaseUrls


@pytest.fixture
def empty_database(server: db.EmbeddedServer) -> Iterator[str]:
    name = f"vacia_{secrets.token_hex(4)}"
    with psycopg.connect(server.url(), autocommit=True) as admin:
        admin.execute(f"CREATE DATABASE {name}")  # type: ignore[arg-type]
        yield server.url().rpartition("/")[0] + "/" + name
        admin.execute(f"DROP DATABASE {name} WITH (FORCE)")  # type: ignore[arg-type]


def test_the_files_and_alembic_agree_on_the_newest_revision() -> None:
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    config.set_main_option("path_separator", "os")
    script = ScriptDirectory.from_config(config)
    assert script.get_current_head() == db.expected_revision()
    for revision in script.walk_revisions():
        assert Path(revision.path).name.startswith(f"m{revision.revision}_")
        assert revision.down_revision is None or revision.down_revision < revision.revision


async def test_an_empty_database_gets_every_revision_once(empty_database: str) -> None:
    assert await db.revisions(empty_database) == db.Revisions(None, db.expected_revision())
    applied = await db.migrate(empty_database)
    assert applied[0] == "0001"
    assert applied[-1] == db.expected_revision()
    assert await db.migrate(empty_database) == []
    found = await db.revisions(db.app_url(empty_database))
    assert found.up_to_date
    assert found.current == db.expected_revision()


async def test_of_several_at_once_one_migrates(empty_database: str) -> None:
    applied = await asyncio.gather(*(db.migrate(empty_database) for _ in range(4)))
    assert sorted(map(len, applied))[:3] == [0, 0, 0]
    assert max(map(len, applied)) > 0


async def test_a_failing_revision_leaves_nothing(empty_database: str) -> None:
    with psycopg.connect(empty_database, autocommit=True) as admin:
        admin.execute("CREATE TABLE schedules (in_the_way int)")
        with pytest.raises(psycopg.errors.DuplicateTable):
            await db.migrate(empty_database)
        assert admin.execute("SELECT to_regclass('public.dtes')").fetchone() == (None,)
        assert (await db.revisions(empty_database)).current is None
        admin.execute("DROP TABLE schedules")
        assert await db.migrate(empty_database)


async def test_a_newer_database_is_left_alone(database_urls: DatabaseUrls) -> None:
    with psycopg.connect(database_urls.admin, autocommit=True) as admin:
        admin.execute("UPDATE alembic_version SET version_num = '9999'")
        with pytest.raises(db.DatabaseTooNewError, match="revisión 9999"):
            await db.migrate(database_urls.admin)
        assert not (await db.revisions(database_urls.admin)).up_to_date


async def test_a_role_that_was_tampered_with_is_repaired(database_urls: DatabaseUrls) -> None:
    with psycopg.connect(database_urls.admin, autocommit=True) as admin:
        admin.execute("ALTER ROLE facturaxpress_app SUPERUSER BYPASSRLS CREATEROLE CREATEDB NOLOGIN PASSWORD 'other'")
        await db.migrate(database_urls.admin)
        role = admin.execute(
            """
            SELECT rolsuper, rolbypassrls, rolcreaterole, rolcreatedb, rolreplication, rolcanlogin
            FROM pg_roles WHERE rolname = 'facturaxpress_app'
            """
        ).fetchone()
    assert role == (False, False, False, False, False, True)
    with psycopg.connect(db.app_url(database_urls.admin)) as app:
        assert app.execute("SELECT current_user").fetchone() == ("facturaxpress_app",)


async def test_an_administrator_who_is_no_superuser_can_migrate(empty_database: str) -> None:
    """As on a managed server; the functions that look across tenants work there too."""
    name = empty_database.rpartition("/")[2]
    with psycopg.connect(empty_database, autocommit=True) as admin:
        admin.execute("CREATE ROLE dueno LOGIN CREATEROLE PASSWORD 'clave'")
        admin.execute(f"ALTER DATABASE {name} OWNER TO dueno")  # type: ignore[arg-type]
        admin.execute("GRANT facturaxpress_app TO dueno WITH ADMIN OPTION, INHERIT FALSE, SET FALSE")
    place = conninfo_to_dict(empty_database)
    url = f"postgresql://dueno:clave@{place['host']}:{place['port']}/{name}"
    try:
        assert await db.migrate(url)
        with psycopg.connect(db.app_url(url), autocommit=True) as app:
            app.execute("SELECT set_config('app.tenant_id', gen_random_uuid()::text, false)")
            app.execute(
                """
                INSERT INTO tenants (id, slug, nombre, nit, emisor)
                VALUES (current_setting('app.tenant_id')::uuid, 'una', 'Una', '06140101001013', '{}')
                """
            )
            app.execute("SELECT set_config('app.tenant_id', '', false)")
            assert app.execute("SELECT slug FROM tenants").fetchall() == []
            assert app.execute("SELECT slug FROM tenant_by_slug('una')").fetchall() == [("una",)]
            app.execute("SELECT global_token_add(gen_random_uuid(), 'super_admin', sha256('s'), '')")
            assert app.execute("SELECT role FROM authenticate_token(sha256('s'))").fetchall() == [("super_admin",)]
    finally:
        with psycopg.connect(empty_database, autocommit=True) as admin:
            admin.execute("REASSIGN OWNED BY dueno TO postgres")
            admin.execute("DROP OWNED BY dueno")
            admin.execute("REVOKE facturaxpress_app FROM dueno")
            admin.execute("DROP ROLE dueno")
        # The other tests' role is as their own administrator makes it.
        await db.migrate(empty_database)


class TestAppUrl:
    @pytest.mark.parametrize(
        "admin",
        [
            "postgresql://postgres:secreto@127.0.0.1:5432/postgres",
            "postgresql://admin:s%40%2F@[::1]:5433/otra%20base?sslmode=require&application_name=x",
            "postgresql://admin:s@/base?host=/var/run/postgresql&port=5433",
            "postgresql://admin:s@uno.example.com:5432,dos.example.com:5433/base?target_session_attrs=read-write",
            "host=db.example.com dbname=base user=admin password=s",
        ],
    )
    def test_only_the_user_and_the_password_change(self, admin: str) -> None:
        before, after = conninfo_to_dict(admin), conninfo_to_dict(db.app_url(admin))
        assert after["user"] == db.APP_ROLE
        assert after["password"] != before["password"]
        for name in ("user", "password"):
            del before[name], after[name]
        assert after == before

    def test_the_password_follows_from_the_administrators(self) -> None:
        one, same, other = (
            db.app_url(f"postgresql://postgres:{password}@db.example.com/{name}")
            for password, name in (("a", "x"), ("a", "y"), ("b", "x"))
        )
        assert one.replace("/x", "/y") == same
        assert one != other
        assert ":a@" not in one

    def test_without_a_password_it_is_kept_among_the_secrets(self, tmp_path: Path) -> None:
        admin = "postgresql://postgres@db.example.com/postgres"
        with pytest.raises(ValueError, match="secrets"):
            db.app_url(admin)
        url = db.app_url(admin, tmp_path / "secrets")
        assert db.app_url(admin, tmp_path / "secrets") == url
        file = tmp_path / "secrets" / "db_app_password"
        assert file.stat().st_mode & 0o777 == 0o600
        assert conninfo_to_dict(url)["password"] == file.read_text().strip()
