"""What a tenant had set before readings were dated is kept by the migration that dates them."""

import asyncio
import secrets

import psycopg
import sqlalchemy
from alembic import command
from alembic.config import Config

from facturaxpress.db import EmbeddedServer, migrate
from facturaxpress.db.migrate import MIGRATIONS


def upgrade(url: str, revision: str) -> None:
    engine = sqlalchemy.create_engine(
        "postgresql+psycopg://", creator=lambda: psycopg.connect(url), poolclass=sqlalchemy.NullPool
    )
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    config.set_main_option("path_separator", "os")
    with engine.connect() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, revision)


def test_the_threshold_of_a_tenant_becomes_a_reading(server: EmbeddedServer) -> None:
    name = f"prueba_{secrets.token_hex(6)}"
    stored = {
        "una": '{"policy": {"fecemi_days_back": 10, "receptor_desde": "1226"}, "readings": {"noGravado": "resta"}}',
        "otra": '{"policy": {"receptor_desde": "1300.50"}}',
        "ninguna": "{}",
    }
    with psycopg.connect(server.url(), autocommit=True) as admin:
        admin.execute(f"CREATE DATABASE {name}")
    url = server.url().rpartition("/")[0] + f"/{name}"
    upgrade(url, "0001")
    with psycopg.connect(url, autocommit=True) as admin:
        for slug, settings in stored.items():
            admin.execute(
                """
                INSERT INTO tenants (slug, nombre, nit, emisor, settings) VALUES (%s, 'E', '06140101001013', '{}', %s)
                """,
                (slug, settings),
            )
    assert "0002" in asyncio.run(migrate(url))
    with psycopg.connect(url, autocommit=True) as admin:
        found = {row[0]: row[1] for row in admin.execute("SELECT slug, settings FROM tenants")}
        forced = admin.execute("SELECT relforcerowsecurity FROM pg_class WHERE relname = 'tenants'").fetchone()
    assert found == {
        "una": {
            "policy": {"fecemi_days_back": 10},
            "readings": {"noGravado": "resta", "receptorDesde01": "1226"},
        },
        "otra": {"policy": {}, "readings": {"receptorDesde01": "1300.50"}},
        "ninguna": {},
    }
    assert forced == (True,)
    with psycopg.connect(server.url(), autocommit=True) as admin:
        admin.execute(f"DROP DATABASE {name} WITH (FORCE)")
