"""Typer's own words in Spanish: the help's headings, and a mistake in the command line as one line."""

import re
import sys
from collections.abc import Sequence
from functools import partial
from typing import Any

import typer
from typer import core

from facturaxpress.cli.output import INTERRUPTED, WRONG_USE, warn

_HEADINGS = {
    "ARGUMENTS_PANEL_TITLE": "Argumentos",
    "OPTIONS_PANEL_TITLE": "Opciones",
    "COMMANDS_PANEL_TITLE": "Órdenes",
    "DEFAULT_STRING": "[por omisión: {}]",
    "ENVVAR_STRING": "[variable: {}]",
    "REQUIRED_LONG_STRING": "[obligatorio]",
}


class _Help:
    """Mixed into commands and groups, whose help it translates while it is shown.

    Typer's base of both is private, so the type checker cannot be told whose methods these are.
    """

    def format_help(self, ctx: Any, formatter: Any) -> None:
        # Only where help is shown: the module takes a tenth of a second.
        from typer import rich_utils

        for name, text in _HEADINGS.items():
            setattr(rich_utils, name, text)
        for parameter in self.get_params(ctx):  # type: ignore[attr-defined]  # of the command
            parameter.display_type = partial(_type, parameter)
        super().format_help(ctx, formatter)  # type: ignore[misc]  # of the command

    def get_usage(self, ctx: Any) -> str:
        return str(super().get_usage(ctx)).replace("Usage:", "Uso:", 1)  # type: ignore[misc]  # of the command

    def get_help_option(self, ctx: Any) -> Any:
        option = super().get_help_option(ctx)  # type: ignore[misc]  # of the command
        if option is not None:
            option.help = "Muestra esta ayuda y termina."
        return option


def _type(parameter: Any, ctx: Any) -> str:
    """What a value looks like where no metavar says it; nothing for a flag, nor for an argument, whose name does."""
    del ctx
    if isinstance(parameter, core.TyperArgument) or getattr(parameter, "is_flag", False):
        return ""
    kind = parameter.type_descriptor
    if kind.choices:
        return "|".join(str(choice) for choice in kind.choices)
    if kind.is_path:
        return "RUTA"
    return "N" if kind.annotation in {int, float} else "TEXTO"


class Command(_Help, core.TyperCommand):
    """A command whose help is in Spanish."""


class Group(_Help, core.TyperGroup):
    """A group of commands whose help is in Spanish."""


class GroupWithDefault(Group):
    """A group whose first command is meant where options follow, or nothing."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        if not args or (args[0].startswith("-") and args[0] not in ctx.help_option_names):
            args = [next(iter(self.commands)), *args]
        return super().parse_args(ctx, args)


def group(name: str, text: str, *, cls: type[Group] = Group, **more: Any) -> typer.Typer:
    """A Typer with Spanish help that shows it when called without a command."""
    return typer.Typer(
        name=name,
        help=text,
        cls=cls,
        no_args_is_help=True,
        subcommand_metavar="ORDEN [ARGUMENTOS]...",
        options_metavar="[OPCIONES]",
        rich_markup_mode="rich",
        pretty_exceptions_enable=False,
        **more,
    )


def run(app: typer.Typer, arguments: Sequence[str]) -> int:
    """Run a command line; the exit code. A command line that is not understood is one line on standard error."""
    try:
        code = app(list(arguments), prog_name="facturaxpress", standalone_mode=False)
    except typer.Abort:
        warn("Interrumpido.")
        return INTERRUPTED
    except typer.TyperException as error:
        message = describe(error)
        if message:
            context = getattr(error, "ctx", None)
            warn(f"Error: {message} Vea «{context.command_path if context else 'facturaxpress'} --help».")
        return WRONG_USE
    finally:
        sys.stdout.flush()
    return code if isinstance(code, int) else 0


def describe(error: typer.TyperException) -> str:
    """What is wrong with the command line, in Spanish; empty where the help was shown instead."""
    parameter = getattr(error, "param", None)
    name = _name(parameter)
    match type(error).__name__:
        case "NoArgsIsHelpError":
            return ""
        case "NoSuchOption":
            near = " o ".join(getattr(error, "possibilities", None) or ())
            return f"no existe la opción {getattr(error, 'option_name', '')}{f'; quizás {near}' if near else ''}."
        case "MissingParameter":
            return f"falta {name.rstrip('.')}."
        case "BadParameter":
            of = f"del {name.removeprefix('el ')}" if name.startswith("el ") else f"de {name}"
            return f"el valor {of} no sirve: {reason(error.message)}."
        case "BadOptionUsage":
            return f"a la opción {getattr(error, 'option_name', '')} le falta su valor o no lleva ninguno."
    if error.message.startswith("No such command"):
        near = error.message.partition("Did you mean ")[2].rstrip("?").strip()
        wrong = error.message.split("'")[1] if "'" in error.message else ""
        return f"no existe la orden {wrong}{f'; quizás {near}' if near else ''}."
    if error.message.startswith("Missing command"):
        return "falta la orden."
    if error.message.startswith("Got unexpected extra argument"):
        return f"sobran argumentos: {error.message.rpartition('(')[2].rstrip(').')}."
    return f"{error.message.rstrip('.')}."


_REASONS = (
    (r"valid integer", "no es un número entero"),
    (r"less than or equal to (\S+)", r"lo más es \1"),
    (r"greater than or equal to (\S+)", r"lo menos es \1"),
    (r"is not one of (.+)", r"elija entre \1"),
)


def reason(message: str) -> str:
    """The reason a value was refused, in Spanish where it is one of those that occur here."""
    for pattern, text in _REASONS:
        found = re.search(pattern, message.rstrip("."))
        if found:
            return found.expand(text)
    return message.rstrip(".")


def _name(parameter: Any) -> str:
    if parameter is None:
        return "un argumento"
    if isinstance(parameter, core.TyperOption):
        return f"la opción {max(parameter.opts, key=len)}"
    return f"el argumento {parameter.metavar or str(parameter.name).upper()}"
