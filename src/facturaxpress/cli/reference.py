"""The page `docs/referencia/cli.md`, made from the commands themselves: `python -m facturaxpress.cli.reference > …`."""

import inspect
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from typer import core, main

from facturaxpress.cli import app
from facturaxpress.cli.output import EXIT_CODES

HEAD = """# La línea de órdenes `facturaxpress`

<!-- Hecho por «python -m facturaxpress.cli.reference > docs/referencia/cli.md»; no lo edite a mano. -->

El programa es `.venv/bin/facturaxpress`. Todo su estado vive en la carpeta de `--home`. Los mensajes de error son una
línea por la salida de errores, con lo que se puede hacer; `--debug` añade el rastro completo.

## Códigos de salida

| código | significado |
|---|---|
"""
COMMON = ("--home", "--debug", "--help")


def page() -> str:
    """The whole page, ending with a line break."""
    lines = [HEAD.rstrip("\n")]
    lines += [f"| {code} | {meaning} |" for code, meaning in EXIT_CODES]
    every = list(commands(main.get_command(app), "facturaxpress"))
    some = next(command for path, command in every if path.endswith(" status"))
    lines += ["", "## Opciones de toda orden", "", *options(some, common=True)]
    for path, command in every:
        lines += ["", f"## `{path}`", "", text(command), "", "```", usage(path, command), "```"]
        told = options(command, common=False)
        if told:
            lines += ["", *told]
    return "\n".join(lines) + "\n"


def commands(command: Any, path: str) -> Iterator[tuple[str, Any]]:
    """Every command that is not hidden, with the words that call it, groups flattened."""
    if not isinstance(command, core.TyperGroup):
        yield path, command
        return
    for name, inner in command.commands.items():
        if not inner.hidden:
            yield from commands(inner, f"{path} {name}")


def text(command: Any) -> str:
    return inspect.cleandoc(command.help or "")


def usage(path: str, command: Any) -> str:
    """How it is called: what must be given, then what may be."""
    words = [path]
    for parameter in command.params:
        if isinstance(parameter, core.TyperArgument):
            name = argument(parameter)
            words.append(name if parameter.required else f"[{name}]")
        elif parameter.required:
            words.append(f"{parameter.opts[0]} {metavar(parameter)}".replace("\\", ""))
    return " ".join([*words, "[OPCIONES]"])


def options(command: Any, *, common: bool) -> list[str]:
    """A table of arguments and options: those every command has, or its own."""
    rows = []
    for parameter in command.params:
        names = list(parameter.opts)
        if parameter.hidden or (names[0] in COMMON) != common:
            continue
        if isinstance(parameter, core.TyperArgument):
            shown = f"`{argument(parameter)}`"
        else:
            shown = ", ".join(f"`{' '.join(filter(None, (name, metavar(parameter))))}`" for name in names)
        rows.append(f"| {shown} | {parameter.help or ''}{extra(parameter)} |")
    return ["| | |", "|---|---|", *rows] if rows else []


def argument(parameter: Any) -> str:
    return f"{parameter.metavar or str(parameter.name).upper()}{'...' if parameter.nargs != 1 else ''}"


def metavar(parameter: Any) -> str:
    if getattr(parameter, "is_flag", False):
        return ""
    choices = parameter.type_descriptor.choices
    if choices:
        return r"\|".join(str(choice) for choice in choices)
    return str(parameter.metavar or "N")


def extra(parameter: Any) -> str:
    """Where the value comes from when it is not given."""
    told = ""
    if parameter.envvar:
        told += f" Variable: `{parameter.envvar}`."
    default = parameter.default
    if default not in (None, False, "") and not callable(default) and not getattr(parameter, "is_flag", False):
        told += f" Por omisión: `{default}`."
    return told


if __name__ == "__main__":
    if len(sys.argv) > 1:
        Path(sys.argv[1]).write_text(page())
    else:
        sys.stdout.write(page())
