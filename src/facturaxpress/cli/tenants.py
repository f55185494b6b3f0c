"""`tenant add|list` and `series list|set`: who issues, who may ask, and where numbers stand."""

import asyncio
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from facturaxpress.cli.application import application
from facturaxpress.cli.command import command
from facturaxpress.cli.output import WRONG_USE, say, table, warn
from facturaxpress.cli.spanish import group

if TYPE_CHECKING:
    from facturaxpress.settings import Settings

PANEL = "Empresas"
Tenant = Annotated[str, typer.Option("--tenant", metavar="SLUG", help="Nombre corto de la empresa.")]


def register(app: typer.Typer) -> None:
    tenant = group("tenant", "Las empresas emisoras.")
    command(tenant, "add")(add)
    command(tenant, "list")(list_tenants)
    app.add_typer(tenant, rich_help_panel=PANEL)
    series = group("series", "Las series de numeración.")
    command(series, "list")(list_series)
    command(series, "set")(set_series)
    app.add_typer(series, rich_help_panel=PANEL)


def add(
    settings: "Settings",
    file: Annotated[
        Path, typer.Argument(metavar="ARCHIVO", help="Definición en TOML o JSON; vea examples/empresa.toml.")
    ],
    update: Annotated[bool, typer.Option("--update", help="Cambia la empresa si ya existe.")] = False,
) -> None:
    """Agrega una empresa real: datos de emisor, establecimientos, acceso al MH y certificado."""
    from facturaxpress.cli.errors import fault_lines
    from facturaxpress.tenants.definition import read_definition
    from facturaxpress.tenants.service import add_tenant

    definition = read_definition(file)

    async def store() -> str:
        async with application(settings) as app:
            tenant = await add_tenant(app.database, app.vault, definition, app.clock.now(), update=update)
        return f"Empresa «{tenant.slug}» guardada: {tenant.nombre}, NIT {tenant.nit}, ambiente {tenant.ambiente}."

    say(asyncio.run(store()))
    for line in fault_lines(definition.warnings, "Aviso: "):
        warn(line)


def list_tenants(settings: "Settings") -> None:
    """Lista las empresas."""
    from facturaxpress.tenants.service import list_tenants as stored

    async def rows() -> list[tuple[str, ...]]:
        async with application(settings) as app:
            return [(one.slug, one.nombre, one.nit, one.ambiente) for one in await stored(app.database)]

    table(("empresa", "nombre", "NIT", "ambiente"), asyncio.run(rows()))


def list_series(settings: "Settings", tenant: Tenant = "demo") -> None:
    """Lista el último número usado de cada serie."""
    from facturaxpress.tenants import series
    from facturaxpress.tenants.service import find_tenant_id

    async def rows() -> list[tuple[str, ...]]:
        async with application(settings) as app:
            found = await series.list_series(app.database, await find_tenant_id(app.database, tenant))
        return [
            (str(one.anio), one.ambiente, one.tipo_dte, one.establecimiento, one.punto_venta, str(one.ultimo))
            for one in found
        ]

    table(("año", "ambiente", "tipo", "establecimiento", "punto de venta", "último"), asyncio.run(rows()))


def set_series(
    settings: "Settings",
    numero_control: Annotated[
        str, typer.Argument(metavar="NÚMERO_CONTROL", help="El último usado, como DTE-01-M001P001-000000000001500.")
    ],
    tenant: Tenant = "demo",
    year: Annotated[int | None, typer.Option("--anio", help="Año de la serie. (por omisión: el actual)")] = None,
    ambiente: Annotated[
        str | None, typer.Option(metavar="CÓDIGO", help="00 pruebas, 01 producción. (por omisión: el de la empresa)")
    ] = None,
) -> None:
    """Fija el último número usado de una serie, al venir de otro sistema a mitad de año; el siguiente es uno más."""
    from facturaxpress.dte import numbering
    from facturaxpress.operations.errors import OperationError
    from facturaxpress.tenants import series
    from facturaxpress.tenants.service import get_tenant

    last = numbering.parse_numero_control(numero_control)
    if last is None:
        raise OperationError(
            f"«{numero_control}» no es un número de control.",
            "Escríbalo completo, como DTE-01-M001P001-000000000001500.",
            exit_code=WRONG_USE,
        )

    async def store() -> series.SeriesChange:
        async with application(settings) as app:
            owner = await get_tenant(app.database, tenant)
            return await series.set_series(
                app.database,
                owner.id,
                ambiente=ambiente or owner.ambiente,
                tipo_dte=last.tipoDte,
                establecimiento=last.establecimiento,
                punto_venta=last.puntoVenta,
                anio=year or app.clock.today().year,
                ultimo=last.number,
            )

    change = asyncio.run(store())
    say(f"Último número: {change.before} → {change.after}; el siguiente documento lleva el {change.after + 1}.")
