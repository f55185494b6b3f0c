"""Bringing a database up to this version of the program, and the role the application works with."""

import asyncio
import contextlib
import functools
import hashlib
import secrets
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote, urlencode

import psycopg
from psycopg import sql
from psycopg.conninfo import conninfo_to_dict

from .embedded.places import write_private

APP_ROLE = "facturaxpress_app"
"""Named in the migrations' grants."""

MIGRATIONS = Path(__file__).with_name("migrations")
LOCK = 0x_FAC7_0DB0
"""Key of the advisory lock that lets one process at a time migrate a database."""


NO_LARGE_OBJECTS = """
DO $$
DECLARE
    made_by record;
BEGIN
    FOR made_by IN
        SELECT oid::regprocedure AS name FROM pg_catalog.pg_proc
        WHERE pronamespace = 'pg_catalog'::regnamespace
            AND proname IN ('lo_creat', 'lo_create', 'lo_from_bytea', 'lo_import')
            AND pg_catalog.has_function_privilege('public', oid, 'EXECUTE')
            AND pg_catalog.pg_has_role(proowner, 'USAGE')
    LOOP
        EXECUTE pg_catalog.format('REVOKE EXECUTE ON FUNCTION %s FROM PUBLIC', made_by.name);
    END LOOP;
END
$$
"""
"""Large objects belong to whoever makes them, whatever the schema's rights; only a superuser can forbid it."""


class DatabaseTooNewError(RuntimeError):
    """The database was migrated by a newer version of the program; this one must not touch it."""

    def __init__(self, current: str, expected: str) -> None:
        super().__init__(
            f"La base de datos está en la revisión {current} y este programa solo conoce hasta la {expected}. "
            "Instale la versión más reciente o restaure una copia de seguridad anterior."
        )


@dataclass(frozen=True)
class Revisions:
    """Where a database stands: `current` is None before the first migration."""

    current: str | None
    expected: str

    @property
    def up_to_date(self) -> bool:
        return self.current == self.expected


def app_url(admin_url: str, secrets_folder: Path | None = None) -> str:
    """The URL of the application's role in the database of `admin_url`.

    The role's password follows from the administrator's, so that every instance that is given the same DATABASE_URL
    arrives at the same one. For an administrator without a password (peer, certificate, …) a random one is kept in
    `secrets_folder`.
    """
    place = conninfo_to_dict(admin_url)
    admin_password = str(place.pop("password", "") or "")
    place.pop("user", None)
    return _url(place, APP_ROLE, _app_password(admin_password, secrets_folder))


async def migrate(admin_url: str, secrets_folder: Path | None = None) -> list[str]:
    """Apply what is missing, make or repair the application's role; returns the revisions applied, in order.

    Safe to call from several processes at once: one works, the others find it done. Each revision is one transaction.
    Raises `DatabaseTooNewError`, `psycopg.Error`, or what the failing revision raised.
    """
    return await asyncio.to_thread(_migrate, admin_url, secrets_folder)


async def revisions(url: str) -> Revisions:
    """Where the database of `url` (administrator's or application's) stands, for a diagnosis; changes nothing."""
    async with await psycopg.AsyncConnection.connect(url, autocommit=True, connect_timeout=5) as connection:
        cursor = await connection.execute("SELECT to_regclass('public.alembic_version') IS NOT NULL")
        row = await cursor.fetchone()
        if row is None or not row[0]:
            return Revisions(None, expected_revision())
        cursor = await connection.execute("SELECT version_num FROM public.alembic_version")
        row = await cursor.fetchone()
        return Revisions(row[0] if row else None, expected_revision())


def expected_revision() -> str:
    """The newest revision of this version of the program, told by the names of the files, without Alembic."""
    return _known_revisions()[-1]


def _known_revisions() -> list[str]:
    return sorted(path.name[1:5] for path in (MIGRATIONS / "versions").glob("m[0-9]*.py"))


def _migrate(admin_url: str, secrets_folder: Path | None) -> list[str]:
    with psycopg.connect(
        admin_url, autocommit=True, connect_timeout=10, application_name="facturaxpress migrate"
    ) as guard:
        guard.execute("SELECT pg_advisory_lock(%s)", (LOCK,))
        _ensure_role(guard, app_url(admin_url, secrets_folder))
        before, known = _applied(guard), _known_revisions()
        if before is not None and before not in known:
            raise DatabaseTooNewError(before, known[-1])
        missing = [revision for revision in known if before is None or revision > before]
        if missing:
            _run_alembic(admin_url)
        return missing


def _applied(connection: psycopg.Connection) -> str | None:
    if connection.execute("SELECT to_regclass('public.alembic_version')").fetchone() == (None,):
        return None
    row = connection.execute("SELECT version_num FROM public.alembic_version").fetchone()
    return row[0] if row else None


def _run_alembic(admin_url: str) -> None:
    # Half a second of imports, and most starts have nothing to migrate.
    import sqlalchemy  # noqa: PLC0415
    from alembic import command  # noqa: PLC0415
    from alembic.config import Config  # noqa: PLC0415

    engine = sqlalchemy.create_engine(
        "postgresql+psycopg://", creator=lambda: psycopg.connect(admin_url), poolclass=sqlalchemy.NullPool
    )
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    with engine.connect() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, "head")


def _ensure_role(admin: psycopg.Connection, url: str) -> None:
    """Make the role, or bring it back to what it has to be; it owns nothing and may create nothing.

    What an administrator who is no superuser or does not own the database cannot do is left as it is.
    """
    role = sql.Identifier(APP_ROLE)
    found = admin.execute(
        """
        SELECT rolsuper, rolbypassrls, rolcreaterole, rolcreatedb, rolreplication, rolcanlogin
        FROM pg_roles WHERE rolname = %s
        """,
        (APP_ROLE,),
    ).fetchone()
    if found is None:
        # Roles belong to the whole server, the lock only to this database: a sister may be making it too.
        with contextlib.suppress(psycopg.errors.DuplicateObject, psycopg.errors.UniqueViolation):
            admin.execute(sql.SQL("CREATE ROLE {} LOGIN NOINHERIT").format(role))
    elif found != (False, False, False, False, False, True):
        admin.execute(
            sql.SQL("ALTER ROLE {} NOSUPERUSER NOBYPASSRLS NOCREATEROLE NOCREATEDB NOREPLICATION LOGIN").format(role)
        )
    if not _can_log_in(url):
        password = str(conninfo_to_dict(url)["password"])
        admin.execute(sql.SQL("ALTER ROLE {} PASSWORD {}").format(role, sql.Literal(password)))
    owner = admin.execute(
        "SELECT pg_has_role(datdba, 'USAGE') FROM pg_database WHERE datname = current_database()"
    ).fetchone()
    if owner == (True,):
        database = sql.Identifier(admin.info.dbname)
        # Without it anybody who may connect can make temporary tables.
        admin.execute(sql.SQL("REVOKE TEMPORARY ON DATABASE {} FROM PUBLIC").format(database))
        admin.execute(sql.SQL("GRANT CONNECT ON DATABASE {} TO {}").format(database, role))
        admin.execute("REVOKE CREATE ON SCHEMA public FROM PUBLIC")
        admin.execute(NO_LARGE_OBJECTS)
    admin.execute(sql.SQL("GRANT USAGE ON SCHEMA public TO {}").format(role))


def _can_log_in(url: str) -> bool:
    try:
        psycopg.connect(url, connect_timeout=10).close()
    except psycopg.OperationalError:
        return False
    return True


@functools.cache
def _derived(admin_password: str) -> str:
    # scrypt, so that who reads the application's password cannot try out weak administrators' passwords quickly.
    salt = f"facturaxpress:{APP_ROLE}".encode()
    return hashlib.scrypt(admin_password.encode(), salt=salt, n=2**14, r=8, p=1, dklen=24).hex()


def _app_password(admin_password: str, secrets_folder: Path | None) -> str:
    if admin_password:
        return _derived(admin_password)
    if secrets_folder is None:
        raise ValueError("DATABASE_URL has no password, so the folder of secrets is needed for the application's own")
    file = secrets_folder / "db_app_password"
    if not file.exists():
        secrets_folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        write_private(file, secrets.token_hex(24) + "\n")
    return file.read_text().strip()


def _url(place: dict[str, str | int | None], user: str, password: str) -> str:
    host, port, dbname = str(place.pop("host", "") or ""), place.pop("port", None), str(place.pop("dbname", "") or "")
    # A host that is a folder (unix socket) or a list of hosts cannot stand before the slash.
    plain = host and not any(sign in host for sign in "/,") and "," not in str(port or "")
    if plain:
        authority = f"[{host}]" if ":" in host else quote(host)
        authority += f":{port}" if port else ""
    else:
        authority = ""
        place = {**({"host": host} if host else {}), **({"port": port} if port else {}), **place}
    rest = {name: value for name, value in place.items() if value is not None}
    query = "?" + urlencode(rest, quote_via=quote) if rest else ""
    return f"postgresql://{quote(user)}:{quote(password)}@{authority}/{quote(dbname, safe='')}{query}"
