"""`serve`: every process of the program under one roof, in the foreground, until SIGTERM or Ctrl-C."""

import asyncio
import os
import signal
import socket
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import msgspec
import structlog

from facturaxpress.operations import ports
from facturaxpress.operations.children import START_WITHIN, Child, Program, until
from facturaxpress.operations.errors import OperationError
from facturaxpress.operations.folders import make_inside
from facturaxpress.operations.locks import FileLock
from facturaxpress.operations.parts import DatabaseServer, Parts, app_url, fill
from facturaxpress.operations.state import (
    State,
    end_leftovers,
    member,
    read_state,
    remove_state,
    run_folder,
    write_state,
)
from facturaxpress.settings import Settings

log = structlog.get_logger("facturaxpress.operations")

WORKER_DRAIN = 30.0
"""Seconds the worker may take to end: its jobs get 20 of them, then it writes down how far they came."""

APP_DATABASE_URL = "FACTURAXPRESS_APP_DATABASE_URL"

WATCH_EVERY = 0.5
"""Seconds between looks at whether the embedded database server lives."""


class Supervisor:
    """Starts database, sandbox, web and worker, keeps them running, and drains them the other way round."""

    def __init__(
        self,
        settings: Settings,
        *,
        demo: bool = False,
        parts: Parts | None = None,
        on_ready: Callable[[State], None] = lambda _state: None,
    ) -> None:
        self.settings = settings
        self.home: Path = settings.home.resolve()
        self.demo = demo
        self.parts = parts or Parts()
        self._on_ready = on_ready
        self._stop = asyncio.Event()
        self._server: DatabaseServer | None = None
        self._listener: socket.socket | None = None
        self._web: list[Child] = []
        self._worker: Child | None = None
        self._sandbox: Child | None = None
        self._environment: dict[str, str] = {"FACTURAXPRESS_HOME": str(self.home)}
        """What web and worker are told: where they live and, of the database, the application's role alone."""
        self._log_file = self.home / "logs" / "server.log"
        self._state = State(
            supervisor=member(os.getpid()),
            started_at=datetime.now(UTC).isoformat(timespec="seconds"),
            logs=str(self._log_file.parent),
            demo=demo,
        )

    async def run(self) -> None:
        """Until asked to stop. OperationError if it cannot start, with nothing left running."""
        folder = make_inside(self.home, "run")
        serving = FileLock(folder / "serve.lock")
        owning = FileLock(folder / "database.lock")
        # A server just killed may need a moment to let go.
        if not serving.wait(1.0):
            raise OperationError(
                f"Ya hay un servidor en marcha en {self.home} (pid {serving.holder()}).",
                "Vea «facturaxpress status», deténgalo con «facturaxpress stop» o use otra carpeta con --home.",
            )
        try:
            if not owning.wait(START_WITHIN):
                raise OperationError(
                    f"Otra orden (pid {owning.holder()}) está usando la base de datos de {self.home}.",
                    "Espere a que termine e intente de nuevo.",
                )
            for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
                # Ignored by whoever started us (nohup) means ignored.
                if signal.getsignal(number) is not signal.SIG_IGN:
                    asyncio.get_running_loop().add_signal_handler(number, self._stop.set)
            try:
                await self._serve()
            finally:
                await self._drain()
                remove_state(self.home)
        finally:
            owning.release()
            serving.release()

    async def _serve(self) -> None:
        starting = asyncio.create_task(self._start())
        stopping = asyncio.create_task(self._stop.wait())
        await asyncio.wait({starting, stopping}, return_when=asyncio.FIRST_COMPLETED)
        if not starting.done():
            starting.cancel()
            await asyncio.wait({starting})
            return
        await starting
        log.info("Servidor listo", api=self._state.api, sandbox=self._state.sandbox)
        self._on_ready(self._state)
        watching = asyncio.create_task(self._watch_database())
        await stopping
        watching.cancel()
        log.info("Se pidió detener el servidor")

    async def _start(self) -> None:
        left = read_state(self.home)
        if left is not None:
            end_leftovers(left)
        self._listener = ports.listen(self.settings.host, self.settings.port)
        self._update()
        sandbox_port = await self._start_sandbox() if self.demo else None
        database = self._start_database()
        for revision in await self.parts.migrate(self.settings, database):
            log.info("Migración aplicada", revision=revision)
        if self._sandbox is not None and sandbox_port is not None:
            await until(lambda: ports.answers(sandbox_port), self._sandbox, log=self._log_file)
            sandbox = f"http://127.0.0.1:{sandbox_port}"
            await self.parts.prepare_demo(self.settings, database, sandbox)
            self._update(sandbox=sandbox)
        await self._start_program_processes()
        host, port = self._listener.getsockname()[:2]
        local = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(host, host)  # noqa: S104 - compared, not bound
        await until(lambda: ports.answers(port, "/api/health", local), *self._web, log=self._log_file)
        shown = f"[{local}]" if ":" in local else local
        self._update(api=f"http://{shown}:{port}", ready=True)

    async def _start_sandbox(self) -> int:
        folder = make_inside(self.home, "sandbox")
        port = ports.remembered_port(run_folder(self.home) / "sandbox.port")
        command = fill(self.parts.programs.sandbox, home=folder, port=port)
        self._sandbox = Child(Program("sandbox", command), self._spawned)
        await self._sandbox.start()
        return port

    def _start_database(self) -> str:
        url = self.settings.database_url
        if url is None:
            self._server = self.parts.database(self.home)
            # Blocks for a second, in which there is nothing else to do.
            url = self._server.start()
            if not self._server.data.is_relative_to(self.home):
                self._update(data_elsewhere=str(self._server.data))
        self._environment[APP_DATABASE_URL] = app_url(self.settings, url)
        self._update(database=url)
        return url

    async def _start_program_processes(self) -> None:
        assert self._listener is not None  # noqa: S101 - opened first of all
        fd = self._listener.fileno()
        drain = self.settings.answer_within + 5
        for n in range(1, self.settings.web_processes + 1):
            command = fill(self.parts.programs.web, fd=fd)
            self._web.append(Child(Program(f"web-{n}", command, self._environment, (fd,), drain), self._spawned))
        worker = Program("worker", fill(self.parts.programs.worker), self._environment, drain=WORKER_DRAIN)
        self._worker = Child(worker, self._spawned)
        for child in (*self._web, self._worker):
            await child.start()

    async def _watch_database(self) -> None:
        """Start the embedded server again when it ends by itself; who was connected connects again."""
        url = self._state.database
        while self._server is not None:
            await asyncio.sleep(WATCH_EVERY)
            try:
                if not self._server.running():
                    log.error("La base de datos terminó sola; se inicia de nuevo")
                    url = self._server.start()
                if url is not None and url != self._state.database:
                    # With another password for the administrator the application's role has another one too.
                    await self.parts.migrate(self.settings, url)
                    self._hand_over(url)
            except Exception as error:
                log.error("La base de datos no arranca; se intenta de nuevo", detail=str(error))

    def _hand_over(self, url: str) -> None:
        """Have web and worker start again with the database's new address."""
        self._environment[APP_DATABASE_URL] = app_url(self.settings, url)
        self._update(database=url)
        for child in (*self._web, self._worker):
            if child is not None:
                child.restart()

    def _spawned(self, name: str, pid: int) -> None:
        self._update(children={**self._state.children, name: member(pid)})

    def _update(self, **changes: object) -> None:
        self._state = msgspec.structs.replace(self._state, **changes)
        write_state(self.home, self._state)

    async def _drain(self) -> None:
        """The other way round, so that nobody loses what it still needs: an answer in flight needs the database."""
        if self._listener is not None:
            self._listener.close()
        await asyncio.gather(*(child.stop() for child in self._web))
        for child in (self._worker, self._sandbox):
            if child is not None:
                await child.stop()
        if self._server is not None:
            self._server.stop()
            log.info("Base de datos detenida")
        log.info("Servidor detenido")
