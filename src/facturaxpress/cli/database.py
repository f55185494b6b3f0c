"""`db url` and `migrate`."""

import asyncio
from typing import TYPE_CHECKING

import typer

from facturaxpress.cli.command import command
from facturaxpress.cli.output import NOT_RUNNING, say
from facturaxpress.cli.spanish import group

if TYPE_CHECKING:
    from facturaxpress.settings import Settings

PANEL = "Base de datos"


def register(app: typer.Typer) -> None:
    db = group("db", "La base de datos.")
    command(db, "url")(url)
    # A group with a single command would otherwise become that command.
    db.callback()(lambda: None)
    app.add_typer(db, rich_help_panel=PANEL)
    command(app, "migrate", panel=PANEL)(migrate)


def url(settings: "Settings") -> None:
    """Escribe la dirección de administración de la base de datos, con su clave: psql "$(facturaxpress db url)"."""
    from facturaxpress.operations.errors import OperationError
    from facturaxpress.operations.state import running

    server = running(settings.home)
    found = server.database if server and server.database else settings.database_url
    if found is None:
        raise OperationError(
            f"La base de datos de {settings.home} no está en marcha.",
            "Inicie el servidor con «facturaxpress serve».",
            exit_code=NOT_RUNNING,
        )
    say(found)


def migrate(settings: "Settings") -> None:
    """Aplica las migraciones que falten. `serve` lo hace solo al arrancar."""
    from facturaxpress.operations import parts
    from facturaxpress.operations.services import services

    async def apply() -> list[str]:
        async with services(settings) as found:
            # A server of an earlier version may be running.
            return [*found.migrated, *await parts.migrate(settings, found.database)]

    applied = asyncio.run(apply())
    for revision in applied:
        say(f"Aplicada la migración {revision}.")
    if not applied:
        say("La base de datos ya está al día.")
