"""Runs the sandbox as a program: `python -m facturaxpress.sandbox --home DIR`."""

import argparse
import asyncio
import contextlib
import os
import signal
import socket
import sys
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import uvicorn

if sys.platform == "win32":
    new_event_loop = asyncio.new_event_loop
else:
    import uvloop

    new_event_loop = uvloop.new_event_loop

from facturaxpress.sandbox.app import create_app
from facturaxpress.sandbox.state import DAY, MAX_BODY_BYTES
from facturaxpress.sandbox.structure import StructureError

SCHEMAS_VARIABLE = "FACTURAXPRESS_MH_SCHEMAS"
_BACKLOG = 1024
_KEEP_ALIVE_SECONDS = 65
"""Longer than clients keep an idle connection, so that it is never the server that hangs up under a request."""

_GRACE_SECONDS = 10
"""What a request that a fault holds up may delay the end of the program."""

_SWITCH_INTERVAL = 0.001
"""Seconds; the writing thread must win the interpreter back quickly to say that a batch is on disk."""


def announce(url: str) -> None:
    """Tell whoever started the program where it answers."""
    print(f"sandbox: {url}", flush=True)  # noqa: T201 - this line is the program's interface


def run(
    home: Path,
    *,
    host: str = "127.0.0.1",
    port: int = 0,
    fd: int | None = None,
    schemas: Path | None = None,
    token_seconds: float = DAY,
    max_body_bytes: int = MAX_BODY_BYTES,
    ready: Callable[[str], None] = announce,
) -> None:
    """Serve until SIGTERM or SIGINT; `ready` is called with the base URL once requests are answered.

    `port` 0 takes a free one; `fd` is a listening socket that was opened by the caller and replaces host and port.
    Raises StructureError if no schema is found, OSError if the address is taken.
    """
    listening = socket.socket(fileno=fd) if fd is not None else _listen(host, port)
    try:
        app = create_app(home, schemas, token_seconds=token_seconds, max_body_bytes=max_body_bytes)
        sys.setswitchinterval(_SWITCH_INTERVAL)
        config = uvicorn.Config(
            app,
            http="httptools",
            ws="none",
            lifespan="on",
            log_level="warning",
            access_log=False,
            proxy_headers=False,
            server_header=False,
            timeout_keep_alive=_KEEP_ALIVE_SECONDS,
            timeout_graceful_shutdown=_GRACE_SECONDS,
            backlog=_BACKLOG,
        )
        with asyncio.Runner(loop_factory=new_event_loop) as runner:
            runner.run(_Server(config, ready).serve(sockets=[listening]))
    finally:
        listening.close()


def _listen(host: str, port: int) -> socket.socket:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listening = socket.socket(family, socket.SOCK_STREAM)
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listening.bind((host, port))
    except OSError:
        listening.close()
        raise
    return listening


class _Server(uvicorn.Server):
    """Says when it is ready, and ends with exit status 0 when it is asked to stop."""

    def __init__(self, config: uvicorn.Config, ready: Callable[[str], None]) -> None:
        super().__init__(config)
        self._ready = ready

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        if self.started and sockets:
            host, port = sockets[0].getsockname()[:2]
            self._ready(f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}")

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        loop = asyncio.get_running_loop()
        with contextlib.suppress(NotImplementedError, RuntimeError, ValueError):  # Windows, or not the main thread
            for number in (signal.SIGTERM, signal.SIGINT):
                loop.add_signal_handler(number, self.handle_exit, number, None)
        yield


def main(arguments: Sequence[str] | None = None) -> int:
    """The command line; the exit status."""
    parser = argparse.ArgumentParser(
        prog="python -m facturaxpress.sandbox", description="Ministerio de Hacienda simulado, por HTTP."
    )
    parser.add_argument("--home", type=Path, required=True, metavar="DIR", help="carpeta de los registros")
    parser.add_argument("--host", default="127.0.0.1", help="dirección en la que escucha (127.0.0.1)")
    parser.add_argument("--port", type=int, default=0, help="puerto; 0 toma uno libre y lo anuncia")
    parser.add_argument("--fd", type=int, help="descriptor de un socket que ya escucha, en lugar de --host y --port")
    parser.add_argument("--schemas", type=Path, metavar="DIR", help=f"esquemas del MH (o {SCHEMAS_VARIABLE})")
    parser.add_argument("--token-seconds", type=float, default=DAY, help="vida de un token, en segundos (un día)")
    parser.add_argument("--max-body-bytes", type=int, default=MAX_BODY_BYTES, help="tamaño máximo de una petición")
    options = parser.parse_args(arguments)
    from_environment = os.environ.get(SCHEMAS_VARIABLE)
    schemas = options.schemas or (Path(from_environment) if from_environment else None)
    try:
        run(
            options.home,
            host=options.host,
            port=options.port,
            fd=options.fd,
            schemas=schemas,
            token_seconds=options.token_seconds,
            max_body_bytes=options.max_body_bytes,
        )
    except (StructureError, OSError) as error:
        print(f"sandbox: {error}", file=sys.stderr)  # noqa: T201 - the program's error message
        return 1
    return 0
