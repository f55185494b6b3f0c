"""What every command shares: `--home`, `--debug`, settings, and errors as one clear line."""

import functools
import inspect
import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, NoReturn

import typer

from facturaxpress.cli.output import INTERRUPTED, warn
from facturaxpress.cli.spanish import Command

if TYPE_CHECKING:
    from facturaxpress.settings import Settings

_HOME = inspect.Parameter(
    "home",
    inspect.Parameter.KEYWORD_ONLY,
    default=Path(".facturaxpress"),
    annotation=Annotated[
        Path,
        typer.Option(
            "--home",
            envvar="FACTURAXPRESS_HOME",
            metavar="DIR",
            help="Carpeta con todo el estado: base de datos, secretos, registros.",
            rich_help_panel="Comunes",
        ),
    ],
)
_DEBUG = inspect.Parameter(
    "debug",
    inspect.Parameter.KEYWORD_ONLY,
    default=False,
    annotation=Annotated[
        bool,
        typer.Option("--debug", help="Muestra el rastro completo de un error.", rich_help_panel="Comunes"),
    ],
)


def command(
    app: typer.Typer, name: str, *, hidden: bool = False, panel: str | None = None
) -> Callable[[Callable[..., int | None]], Callable[..., None]]:
    """Register a function as a command. Its first parameter, `settings`, is made from `--home` and the environment;
    what it returns is the exit code."""

    def register(function: Callable[..., int | None]) -> Callable[..., None]:
        @functools.wraps(function)
        def run(*, home: Path, debug: bool, **arguments: Any) -> None:
            try:
                code = function(settings_of(home), **arguments)
            except typer.Exit:
                raise
            except KeyboardInterrupt:
                _finish(INTERRUPTED, "Interrumpido.")
            except BrokenPipeError:
                # Whoever read our output has enough (`| head`); Python must not complain at exit either.
                os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
                raise typer.Exit(0) from None
            except Exception as error:
                if debug:
                    raise
                from facturaxpress.cli.errors import explain

                lines, code = explain(error)
                _finish(code, *lines)
            raise typer.Exit(code or 0)

        signature = inspect.signature(function)
        own = [parameter for key, parameter in signature.parameters.items() if key != "settings"]
        own = [parameter.replace(kind=inspect.Parameter.KEYWORD_ONLY) for parameter in own]
        parameters = [*own, _HOME, _DEBUG]
        # A function may carry a signature of its own (inspect.signature asks for it), which its type does not say.
        run.__signature__ = signature.replace(parameters=parameters, return_annotation=None)  # type: ignore[attr-defined]
        run.__annotations__ = {parameter.name: parameter.annotation for parameter in parameters}
        # `wraps` leaves a way back to the function itself, whose parameters typer would read instead of these.
        del run.__wrapped__
        app.command(name, cls=Command, options_metavar="[OPCIONES]", hidden=hidden, rich_help_panel=panel)(run)
        return run

    return register


def settings_of(home: Path) -> "Settings":
    """The settings for a home; everything else comes from the environment."""
    from facturaxpress.settings import Settings

    return Settings(home=home.expanduser().resolve())


def _finish(code: int, *lines: str) -> NoReturn:
    sys.stdout.flush()
    for line in lines:
        warn(line)
    raise typer.Exit(code) from None
