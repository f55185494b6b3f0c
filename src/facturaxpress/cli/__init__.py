"""The command line `facturaxpress`: one module a group of commands, each thin over the rooms that do the work."""

import sys
from typing import Annotated

import typer

from facturaxpress import __version__
from facturaxpress.cli import (
    database,
    demo,
    documents,
    jobs,
    law,
    rules,
    schema,
    server,
    spanish,
    tenants,
    tokens,
    tools,
)
from facturaxpress.cli.output import EXIT_CODES, say

app = spanish.group(
    "facturaxpress",
    "FacturaXpress: documentos tributarios electrónicos de El Salvador, de la venta al sello.",
    epilog="Códigos de salida: " + "; ".join(f"{code}, {meaning}" for code, meaning in EXIT_CODES) + ".",
    add_completion=False,
)


def _tell_version(wanted: bool) -> None:
    if wanted:
        say(f"facturaxpress {__version__}")
        raise typer.Exit(0)


@app.callback()
def _program(
    version: Annotated[
        bool, typer.Option("--version", is_eager=True, callback=_tell_version, help="Dice la versión y termina.")
    ] = False,
) -> None:
    """The options of the program itself."""


for _module in (demo, server, documents, tokens, tenants, jobs, database, law, rules, schema, tools):
    _module.register(app)


def main() -> None:
    """Run the command line; ends the process."""
    sys.exit(spanish.run(app, sys.argv[1:]))
