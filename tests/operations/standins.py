"""A server put together from small real processes, so that the supervisor is tested by itself.

Run as a program: `python standins.py serve HOME PORT [demo]`, or as one of its children.
"""

import asyncio
import os
import signal
import socket
import subprocess
import sys
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from facturaxpress.operations import logs
from facturaxpress.operations.children import die_with_parent
from facturaxpress.operations.errors import OperationError
from facturaxpress.operations.parts import Parts, Programs
from facturaxpress.operations.state import State
from facturaxpress.operations.supervisor import Supervisor
from facturaxpress.settings import Settings

ME = (sys.executable, str(Path(__file__)))


class Database:
    """A process that stands for the database server; it leaves a line in `events` when it is stopped.

    Its port is the number of times it was started where the file `moving` is in the home, else always 1.
    """

    def __init__(self, home: Path) -> None:
        self.home = home
        self.starts = 0
        self.process: subprocess.Popen[bytes] | None = None

    @property
    def data(self) -> Path:
        return self.home / "postgres" / "data"

    def start(self) -> str:
        parent = os.getpid()
        self.process = subprocess.Popen(
            [sys.executable, "-c", "import time; time.sleep(600)"],
            start_new_session=True,
            preexec_fn=lambda: die_with_parent(parent),
        )
        (self.home / "database.pid").write_text(str(self.process.pid))
        self.starts += 1
        port = self.starts if (self.home / "moving").exists() else 1
        return f"postgresql://postgres:Secreto-1@127.0.0.1:{port}/postgres"

    def running(self) -> bool:
        return self.process is not None and self.process.poll() is None

    def stop(self) -> None:
        assert self.process is not None
        self.process.kill()
        self.process.wait()
        note("database")


def note(what: str) -> None:
    """Tell in which order the processes end."""
    with (Path(os.environ["FACTURAXPRESS_HOME"]) / "events").open("a") as file:
        file.write(f"{what}\n")


class Handler(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        if self.path == "/slow":
            note("asked")
            time.sleep(1.0)
        body = f"{os.getpid()} {os.environ.get('FACTURAXPRESS_APP_DATABASE_URL')}".encode()
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        pass


def answer(server: ThreadingHTTPServer, name: str) -> None:
    """Serve until SIGTERM, and end what is in flight."""
    server.daemon_threads = False

    def end(*_: object) -> None:
        raise SystemExit

    signal.signal(signal.SIGTERM, end)
    try:
        server.serve_forever(0.05)
    finally:
        server.server_close()
        note(name)


def web(fd: int) -> None:
    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler, bind_and_activate=False)
    server.socket.close()
    server.socket = socket.socket(fileno=fd)
    answer(server, "web")


def sandbox(port: int) -> None:
    answer(ThreadingHTTPServer(("127.0.0.1", port), Handler), "sandbox")


def worker() -> None:
    stop = []
    signal.signal(signal.SIGTERM, lambda *_: stop.append(1))
    (Path(os.environ["FACTURAXPRESS_HOME"]) / "working").touch()
    while not stop:
        time.sleep(0.02)
    note("worker")


async def migrate(_settings: Settings, _url: str) -> list[str]:
    return ["0001"]


async def prepare_demo(settings: Settings, _database: str, sandbox_url: str) -> None:
    (settings.home / "prepared").write_text(sandbox_url)


def say_ready(state: State) -> None:
    sys.stdout.write(f"listo {state.api}\n")
    sys.stdout.flush()


def serve(home: Path, port: int, demo: bool, broken: bool) -> None:
    os.environ["FACTURAXPRESS_HOME"] = str(home)
    settings = Settings(home=home, port=port)
    logs.configure(settings, "supervisor")
    programs = Programs(
        web=(*ME, "broken") if broken else (*ME, "web", "{fd}"),
        worker=(*ME, "worker"),
        sandbox=(*ME, "sandbox", "{port}"),
    )
    parts = Parts(programs, Database, migrate, prepare_demo)
    supervisor = Supervisor(settings, demo=demo, parts=parts, on_ready=say_ready)
    try:
        asyncio.run(supervisor.run())
    except OperationError as error:
        sys.exit(str(error))


if __name__ == "__main__":
    match sys.argv[1:]:
        case ["serve", home, port, *words]:
            serve(Path(home), int(port), "demo" in words, "broken" in words)
        case ["web", fd]:
            web(int(fd))
        case ["sandbox", port]:
            sandbox(int(port))
        case ["worker"]:
            worker()
        case ["broken"]:
            sys.exit("no encuentro mi configuración")
