"""`schema export`: the JSON Schemas of the documents and events that this program knows."""

import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from facturaxpress.cli.command import command
from facturaxpress.cli.output import say
from facturaxpress.cli.spanish import group

if TYPE_CHECKING:
    from facturaxpress.settings import Settings


def register(app: typer.Typer) -> None:
    schema = group("schema", "Los esquemas JSON de documentos y eventos.")
    command(schema, "export")(export)
    schema.callback()(lambda: None)
    app.add_typer(schema, rich_help_panel="Herramientas")


def export(
    settings: "Settings",  # noqa: ARG001 - every command takes --home
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="Carpeta de destino; se crea si falta.")],
) -> None:
    """Escribe en DIR un esquema JSON por tipo y versión de documento o evento."""
    from facturaxpress import dte

    folder.mkdir(parents=True, exist_ok=True)
    for tipo, version in dte.structures():
        file = folder / f"{tipo}-v{version}.json"
        file.write_text(json.dumps(dte.schema(tipo, version), ensure_ascii=False, indent=2) + "\n")
        say(str(file))
