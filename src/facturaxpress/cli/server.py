"""`serve`, `status`, `stop`, `sandbox` and the hidden `worker`: the processes of the program."""

import asyncio
import contextlib
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from facturaxpress.cli.command import command
from facturaxpress.cli.output import NOT_RUNNING, say

if TYPE_CHECKING:
    from facturaxpress.operations.state import State
    from facturaxpress.settings import Settings

PANEL = "Servidor"


def register(app: typer.Typer) -> None:
    command(app, "serve", panel=PANEL)(serve)
    command(app, "status", panel=PANEL)(status)
    command(app, "stop", panel=PANEL)(stop)
    command(app, "sandbox", panel=PANEL)(sandbox)


def serve(
    settings: "Settings",
    demo: Annotated[bool, typer.Option("--demo", help="Añade el MH simulado y la empresa «demo».")] = False,
    port: Annotated[
        int | None, typer.Option(min=0, max=65535, help="Puerto de la API; 0 toma uno libre. (por omisión: 5000)")
    ] = None,
    host: Annotated[
        str | None,
        typer.Option(metavar="DIRECCIÓN", help="Dirección en la que escucha la API. (por omisión: 127.0.0.1)"),
    ] = None,
) -> None:
    """Pone en marcha API, trabajos y base de datos, en primer plano, hasta Ctrl-C o `stop`.

    Los demás puertos se eligen solos; `status` los dice.
    """
    from facturaxpress.operations import logs
    from facturaxpress.operations.supervisor import Supervisor

    changes = {name: value for name, value in (("port", port), ("host", host)) if value is not None}
    settings = settings.model_copy(update=changes)
    logs.configure(settings, "supervisor", console=True)
    # One loop for supervisor and children's pipes; the default one, as uvloop would gain nothing here.
    asyncio.run(Supervisor(settings, demo=demo, on_ready=_announce).run())


def _announce(state: "State") -> None:
    # The server stays, whether or not somebody still reads what it says.
    with contextlib.suppress(OSError):
        _tell(state)


def _tell(state: "State") -> None:
    home = Path(state.logs).parent
    tenant = "demo" if state.demo else "EMPRESA"
    say(f"FacturaXpress está en marcha (pid {state.supervisor.pid}).")
    say(f"  API           {state.api}")
    if state.sandbox:
        say(f"  MH simulado   {state.sandbox}")
    say(f"  Registros     {state.logs}")
    say(f"  Un token      facturaxpress token --role tenant_admin --tenant {tenant} --home {home}")
    say(f"  Detener       Ctrl-C, o facturaxpress stop --home {home}")
    # Whoever reads this through a pipe is waiting for it.
    sys.stdout.flush()


def status(
    settings: "Settings",
    as_json: Annotated[bool, typer.Option("--json", help="Un objeto JSON; lo que no está en marcha es null.")] = False,
) -> int:
    """Dice qué está en marcha y dónde: API, MH simulado, base de datos, registros, pid. Sin servidor sale con 3."""
    import msgspec

    from facturaxpress.operations import state

    found = state.status(settings.home)
    if as_json:
        say(msgspec.json.format(msgspec.json.encode(found), indent=2).decode())
    elif found.pid is None:
        say(f"No hay un servidor en marcha en {settings.home}. Inícielo con «facturaxpress serve».")
    elif found.api is None:
        say(f"El servidor (pid {found.pid}) está arrancando. Registros: {found.logs}")
    else:
        rows = (("API", found.api), ("MH simulado", found.sandbox), ("Base de datos", _masked(found.database)))
        for name, value in (*rows, ("Registros", found.logs), ("Pid", found.pid)):
            say(f"{name:<15}{value if value is not None else '—'}")
        server = state.running(settings.home)
        if server is not None and server.data_elsewhere is not None:
            say(f"Los datos de la base están en {server.data_elsewhere}: su cuenta no puede entrar en {settings.home}.")
    return 0 if found.api is not None else NOT_RUNNING


def stop(settings: "Settings") -> None:
    """Detiene el servidor: termina las respuestas en curso y cierra todo en orden. Sin servidor no hace nada."""
    from facturaxpress.operations import state

    pid = state.stop(settings.home)
    say("No había un servidor en marcha." if pid is None else f"Servidor detenido (pid {pid}).")


def sandbox(
    settings: "Settings",
    port: Annotated[int, typer.Option(min=0, max=65535, help="Puerto; 0 toma uno libre y lo anuncia.")] = 0,
    host: Annotated[
        str | None,
        typer.Option(metavar="DIRECCIÓN", help="Dirección en la que escucha. (por omisión: 127.0.0.1)"),
    ] = None,
    schemas: Annotated[
        Path | None,
        typer.Option(
            envvar="FACTURAXPRESS_MH_SCHEMAS", metavar="DIR", help="Esquemas JSON del MH, en lugar de los propios."
        ),
    ] = None,
    token_seconds: Annotated[
        float | None, typer.Option(min=0, help="Vida de un token, en segundos. (por omisión: un día)")
    ] = None,
    max_body_bytes: Annotated[
        int | None, typer.Option(min=1, help="Tamaño máximo de una petición. (por omisión: 12 MB)")
    ] = None,
) -> int:
    """Pone en marcha solo el MH simulado, en primer plano; guarda lo sellado en la carpeta `sandbox` de --home."""
    from facturaxpress.operations.folders import make_inside
    from facturaxpress.sandbox.main import main

    arguments = ["--home", str(make_inside(settings.home, "sandbox")), "--port", str(port)]
    given = {"host": host, "schemas": schemas, "token-seconds": token_seconds, "max-body-bytes": max_body_bytes}
    for name, value in given.items():
        if value is not None:
            arguments += [f"--{name}", str(value)]
    return main(arguments)


def _masked(url: str | None) -> str | None:
    """The address of the database without its password, which `db url` gives to who asks for it."""
    if url is None or "@" not in url:
        return url
    scheme, _, rest = url.partition("://")
    who, _, place = rest.rpartition("@")
    return f"{scheme}://{who.partition(':')[0]}@{place}"
