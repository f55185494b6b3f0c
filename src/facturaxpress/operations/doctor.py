"""Is this machine fit to run the program: what is checked, what was found, and what to do about it."""

import os
import shutil
import stat
import sys
from collections.abc import Mapping
from datetime import datetime, timedelta
from pathlib import Path
from typing import Literal

import msgspec
import psycopg

from facturaxpress import __version__, db, jobs
from facturaxpress.clock import Clock
from facturaxpress.db.embedded import program as postgres_program
from facturaxpress.issuing import queries as documents
from facturaxpress.operations import ports
from facturaxpress.operations.parts import Parts
from facturaxpress.operations.services import borrowed_database
from facturaxpress.operations.state import State, running
from facturaxpress.settings import Settings
from facturaxpress.tenants.service import list_tenants
from facturaxpress.vault import active_certificate

Level = Literal["ok", "warning", "bad"]

DISK_FULL = 0.85
"""Part of a disk in use from which the operations guide warns."""
DISK_LEAST = 500_000_000
"""Bytes below which a busy day's documents may not fit any more."""
CLOCK_OFF = timedelta(minutes=5)
"""MH takes a difference of 30 minutes at most (contingency, 2021 text); a clock that far off is not being kept."""
CERTIFICATE_SOON = timedelta(days=30)
"""The guide's first warning before a certificate ends."""
UNANSWERED_LONG = timedelta(hours=1)
"""MH answers within seconds and most of its outages end within minutes."""


class Check(msgspec.Struct, frozen=True):
    """One thing looked at. `fix` says what to do and is empty where all is well."""

    name: str
    level: Level
    found: str
    fix: str = ""


async def examine(settings: Settings, clock: Clock | None = None, parts: Parts | None = None) -> list[Check]:
    """Look at everything, change nothing. An embedded database that is not running is started for the look."""
    clock = clock or Clock()
    home = settings.home.resolve()
    server = running(home)
    checks = [program(), folder(home), *secrets(settings), disk(home), await port(settings, server)]
    if server is not None and server.sandbox is not None:
        checks.append(await sandbox(server.sandbox))
    if settings.database_url is None and server is None and not (home / "postgres").exists():
        checks += [database_programs(), wall_clock(home, clock.now(), None)]
        return checks
    try:
        with borrowed_database(settings, parts or Parts()) as (url, _):
            checks += await database(settings, url, clock)
    except Exception as error:
        checks.append(
            Check(
                "Base de datos",
                "bad",
                str(getattr(error, "message", error)).strip().partition("\n")[0],
                getattr(error, "fix", "") or "Revise DATABASE_URL, o los registros postgres.log y server.log.",
            )
        )
        checks.append(wall_clock(home, clock.now(), None))
    return checks


def program() -> Check:
    version = ".".join(str(part) for part in sys.version_info[:3])
    found = f"facturaxpress {__version__}, Python {version} en {sys.prefix}"
    if sys.prefix == sys.base_prefix:
        return Check("Programa", "warning", found, "Use el entorno virtual de «make setup», con las versiones fijadas.")
    return Check("Programa", "ok", found)


def folder(home: Path) -> Check:
    """The home can be written, and others do not look into it."""
    if not home.exists():
        place = next(parent for parent in home.parents if parent.exists())
        if os.access(place, os.W_OK | os.X_OK):
            return Check("Carpeta", "ok", f"{home} se creará al empezar")
        return Check(
            "Carpeta", "bad", f"no se puede crear {home}", f"Dé permiso de escritura en {place} o cambie --home."
        )
    if not os.access(home, os.W_OK | os.X_OK):
        return Check("Carpeta", "bad", f"no se puede escribir en {home}", "Use la cuenta dueña de la carpeta.")
    mode = stat.S_IMODE(home.stat().st_mode)
    if mode & (stat.S_IRGRP | stat.S_IWGRP | stat.S_IROTH | stat.S_IWOTH):
        return Check("Carpeta", "warning", f"otros usuarios pueden ver {home} ({mode:04o})", f"chmod go-rw {home}")
    return Check("Carpeta", "ok", f"{home} ({mode:04o})")


def secrets(settings: Settings) -> list[Check]:
    """Keys and passwords are readable by their owner alone."""
    home = settings.home.resolve()
    places = [home / "secrets", *sorted((home / "secrets").glob("*")), home / "run" / "state.json"]
    try:
        open_to_others = [place for place in places if place.exists() and stat.S_IMODE(place.stat().st_mode) & 0o077]
    except PermissionError:
        return [
            Check("Secretos", "bad", f"no se pueden leer los secretos de {home}", "Use la cuenta dueña de la carpeta.")
        ]
    if open_to_others:
        names = ", ".join(str(place) for place in open_to_others)
        return [Check("Secretos", "bad", f"otros usuarios pueden leer {names}", f"chmod -R go-rwx {home / 'secrets'}")]
    return [Check("Secretos", "ok", "solo su dueño los lee")] if (home / "secrets").exists() else []


def disk(home: Path) -> Check:
    place = home if home.exists() else next(parent for parent in home.parents if parent.exists())
    usage = shutil.disk_usage(place)
    part = 1 - usage.free / usage.total
    found = f"{usage.free / 1e9:.1f} GB libres, {part:.0%} en uso"
    if usage.free < DISK_LEAST:
        return Check("Disco", "bad", found, f"Libere espacio: hacen falta al menos {DISK_LEAST // 1_000_000} MB.")
    if part > DISK_FULL:
        return Check("Disco", "warning", found, "Libere espacio o amplíe el disco; la alarma suena al 85 %.")
    return Check("Disco", "ok", found)


async def port(settings: Settings, server: State | None) -> Check:
    if server is not None and server.api is not None:
        where = server.api.rpartition("//")[2]
        host, _, number = where.rpartition(":")
        if await ports.answers(int(number), "/api/health", host.strip("[]")):
            return Check("API", "ok", f"responde en {server.api} (pid {server.supervisor.pid})")
        return Check("API", "bad", f"no responde en {server.api}", f"Revise {server.logs}/server.log.")
    if server is not None:
        return Check(
            "API", "warning", f"el servidor (pid {server.supervisor.pid}) está arrancando", "Espere unos segundos."
        )
    if settings.port and not ports.is_free(settings.host, settings.port):
        return Check("Puerto", "bad", f"{settings.port} lo usa otro programa", "Elija otro: serve --port N.")
    return Check("Puerto", "ok", f"{settings.port} libre en {settings.host}")


async def sandbox(url: str) -> Check:
    if await ports.answers(int(url.rpartition(":")[2])):
        return Check("MH simulado", "ok", f"responde en {url}")
    return Check(
        "MH simulado", "bad", f"no responde en {url}", "Revise server.log; «facturaxpress stop» y «serve --demo»."
    )


def database_programs() -> Check:
    try:
        found = postgres_program("postgres")
    except db.EmbeddedServerError as error:
        return Check("Base de datos", "bad", error.message, error.fix)
    return Check("Base de datos", "ok", f"todavía no existe; se creará con {found}")


async def database(settings: Settings, url: str, clock: Clock) -> list[Check]:
    """Reachable, at this version's revision, of a clock that agrees, nothing left lying, certificates in force."""
    async with await psycopg.AsyncConnection.connect(url, autocommit=True, connect_timeout=5) as connection:
        cursor = await connection.execute("SELECT current_setting('server_version'), clock_timestamp()")
        row = await cursor.fetchone()
    assert row is not None  # noqa: S101 - a SELECT without FROM gives one row
    version, its_time = row
    clock_check = wall_clock(settings.home.resolve(), clock.now(), its_time)
    found = await db.revisions(url)
    if not found.up_to_date:
        told = f"PostgreSQL {version}, migración {found.current or 'ninguna'} de {found.expected}"
        return [Check("Base de datos", "bad", told, "Ejecute «facturaxpress migrate»."), clock_check]
    check = Check("Base de datos", "ok", f"PostgreSQL {version}, migración {found.current}")
    return [check, clock_check, *await contents(settings, url, clock.now())]


async def contents(settings: Settings, url: str, now: datetime) -> list[Check]:
    """The queue, the documents without a verdict, and the certificate in force of every tenant."""
    database = db.Database(max_size=1, name="facturaxpress doctor")
    await database.open(db.app_url(url, settings.secrets))
    try:
        async with database.system() as conn:
            dead = (await jobs.counts(conn)).dead
        pending: dict[str, int] = {}
        certificates = []
        for tenant in await list_tenants(database):
            async with database.tenant(tenant.id) as conn:
                stored = await active_certificate(conn, tenant.id, tenant.ambiente)
                pending[tenant.slug] = await documents.unanswered(conn, now - UNANSWERED_LONG)
            certificates.append(certificate(tenant.slug, stored.not_after if stored else None, now))
        return [queue(dead), unanswered(pending), *certificates]
    finally:
        await database.close()


def queue(dead: int) -> Check:
    """Jobs that failed too often; nobody does them until an operator says so."""
    if not dead:
        return Check("Trabajos", "ok", "ninguno abandonado")
    return Check(
        "Trabajos",
        "bad",
        f"{dead} {'abandonado' if dead == 1 else 'abandonados'} tras demasiados intentos",
        "Vea la causa con «facturaxpress jobs list», corríjala y use «facturaxpress jobs revive ID».",
    )


def unanswered(pending: Mapping[str, int]) -> Check:
    """Documents without a verdict for long, by tenant."""
    whose = ", ".join(f"{slug} ({count})" for slug, count in pending.items() if count)
    if not whose:
        return Check("Documentos", "ok", "ninguno espera a Hacienda desde hace más de una hora")
    return Check(
        "Documentos",
        "warning",
        f"sin respuesta de Hacienda desde hace más de una hora: {whose}",
        "Siguen solos mientras «serve» esté en marcha. Si Hacienda atiende, busque el motivo en server.log.",
    )


def certificate(slug: str, not_after: datetime | None, now: datetime) -> Check:
    name = f"Certificado de {slug}"
    renew = f"Cargue el nuevo con «facturaxpress tenant add ARCHIVO --update» para {slug}."
    if not_after is None:
        return Check(name, "bad", "no tiene ninguno activo en su ambiente", renew)
    until = not_after.date().isoformat()
    if not_after <= now:
        return Check(name, "bad", f"venció el {until}", renew)
    if not_after - now <= CERTIFICATE_SOON:
        return Check(name, "warning", f"vence el {until}", renew)
    return Check(name, "ok", f"vigente hasta el {until}")


def wall_clock(home: Path, now: datetime, database_time: datetime | None) -> Check:
    """The machine's clock against the database's and against what was written here last."""
    keep = "Sincronice el reloj de la máquina (timedatectl set-ntp true)."
    shown = now.astimezone().isoformat(timespec="seconds")
    if database_time is not None and abs(database_time - now) > CLOCK_OFF:
        return Check(
            "Reloj", "bad", f"{shown}, y el de la base de datos {database_time.isoformat(timespec='seconds')}", keep
        )
    written = (home / "logs" / "server.log", home / "run" / "state.json")
    last = max((place.stat().st_mtime for place in written if place.exists()), default=0.0)
    if last > (now + CLOCK_OFF).timestamp():
        return Check("Reloj", "bad", f"{shown}, antes de lo último que escribió este programa", keep)
    return Check("Reloj", "ok", shown)
