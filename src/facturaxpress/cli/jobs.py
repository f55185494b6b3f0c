"""`jobs list|revive`: the work that failed too often and waits for a person."""

import asyncio
from typing import TYPE_CHECKING, Annotated

import typer

from facturaxpress.cli.application import application
from facturaxpress.cli.command import command
from facturaxpress.cli.output import FAULTY, say, table
from facturaxpress.cli.spanish import group

if TYPE_CHECKING:
    from facturaxpress.settings import Settings

CAUSE_LENGTH = 160
"""Characters of an error in a list; the log has all of it."""


def register(app: typer.Typer) -> None:
    jobs = group("jobs", "Los trabajos de fondo que fallaron demasiadas veces.")
    command(jobs, "list")(list_jobs)
    command(jobs, "revive")(revive)
    app.add_typer(jobs, rich_help_panel="Servidor")


def list_jobs(
    settings: "Settings",
    limit: Annotated[int, typer.Option(min=1, max=10_000, metavar="N", help="Cuántos, del último al primero.")] = 100,
) -> None:
    """Lista los trabajos abandonados y su última causa. Nadie los hace hasta que se use «jobs revive»."""
    from facturaxpress import jobs
    from facturaxpress.clock import EL_SALVADOR
    from facturaxpress.tenants.service import list_tenants

    async def rows() -> list[tuple[str, ...]]:
        async with application(settings) as app:
            slugs = {one.id: one.slug for one in await list_tenants(app.database)}
            async with app.database.system() as conn:
                dead = await jobs.dead(conn, limit)
        return [
            (
                str(one.id),
                one.kind,
                slugs.get(one.tenant_id, "—") if one.tenant_id else "—",
                str(one.subject_id or "—"),
                str(one.attempts),
                f"{one.dead_at.astimezone(EL_SALVADOR):%Y-%m-%d %H:%M}",
                _cause(one.last_error),
            )
            for one in dead
        ]

    table(("id", "trabajo", "empresa", "documento", "intentos", "abandonado", "causa"), asyncio.run(rows()))


def revive(
    settings: "Settings", job_id: Annotated[int, typer.Argument(metavar="ID", help="El que muestra «jobs list».")]
) -> None:
    """Vuelve a intentar un trabajo abandonado, con todos sus intentos, en cuanto haya un servidor en marcha."""
    from facturaxpress import jobs
    from facturaxpress.operations.errors import OperationError

    async def again() -> bool:
        async with application(settings) as app, app.database.system() as conn:
            return await jobs.revive(conn, job_id)

    if not asyncio.run(again()):
        raise OperationError(
            f"El trabajo {job_id} no está entre los abandonados.",
            "Vea los que hay con «facturaxpress jobs list».",
            exit_code=FAULTY,
        )
    say(f"El trabajo {job_id} se intentará de nuevo.")


def _cause(error: str | None) -> str:
    line = " ".join((error or "—").split())
    return line if len(line) <= CAUSE_LENGTH else line[: CAUSE_LENGTH - 1] + "…"
