"""A child process kept running: it cannot outlive us, is respawned with back-off, and is drained at the end."""

import asyncio
import contextlib
import ctypes
import os
import signal
import sys
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import structlog

from facturaxpress.operations.errors import OperationError

log = structlog.get_logger("facturaxpress.operations")

FIRST_PAUSE = 0.2
LONGEST_PAUSE = 10.0
STEADY_AFTER = 30.0
"""Seconds: the pause before a respawn doubles from first to longest, and starts anew once a child lived this long."""

START_WITHIN = 60.0
"""Seconds in which everything must answer; making a database cluster on a slow disk takes most of it."""

GIVE_UP_AFTER = 4
"""Times a child may be started before whoever waits for its first answer gives up."""

WITHHELD = frozenset({"DATABASE_URL", "PGPASSWORD"})
"""Variables that no child gets: they lead to the database's administrator, whom only the supervisor needs."""

_PR_SET_PDEATHSIG = 1
_libc = ctypes.CDLL(None, use_errno=True) if sys.platform == "linux" else None


def die_with_parent(parent: int) -> None:
    """Have the kernel kill this process when its parent ends, even by kill -9. Runs in the child, before exec.

    Linux only; elsewhere the next start ends what was left (`state.end_leftovers`).
    """
    if _libc is None:
        return
    _libc.prctl(_PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0)
    if os.getppid() != parent:
        # The parent died between fork and prctl, so no signal will come any more.
        os._exit(1)


@dataclass(frozen=True)
class Program:
    """What to run. `drain` is how many seconds it may take to end after SIGTERM before it is killed."""

    name: str
    command: Sequence[str]
    environment: Mapping[str, str] = field(default_factory=dict)
    fds: Sequence[int] = ()
    drain: float = 15.0


class Child:
    """Keeps one program running from `start` to `stop`. Must be started from the main thread: the kernel's
    parent-death signal goes by the thread that forked."""

    def __init__(self, program: Program, on_spawn: Callable[[str, int], None] = lambda _name, _pid: None) -> None:
        self.program = program
        self.last_words = ""
        """The last line it wrote to its standard output or error."""
        self.spawns = 0
        self._on_spawn = on_spawn
        self._process: asyncio.subprocess.Process | None = None
        self._stopping = asyncio.Event()
        self._keeper: asyncio.Task[None] | None = None

    @property
    def pid(self) -> int | None:
        return self._process.pid if self._process and self._process.returncode is None else None

    async def start(self) -> None:
        await self._spawn()
        self._keeper = asyncio.create_task(self._keep(), name=f"keep {self.program.name}")

    async def stop(self) -> None:
        """SIGTERM, the time to drain, then SIGKILL. Safe to call twice."""
        self._stopping.set()
        self._signal(signal.SIGTERM)
        if self._keeper is None:
            return
        done, _ = await asyncio.wait({self._keeper}, timeout=self.program.drain)
        if not done:
            log.warning(f"El proceso {self.program.name} no terminó a tiempo y se cierra a la fuerza", pid=self.pid)
            self._signal(signal.SIGKILL)
            await self._keeper

    def restart(self) -> None:
        """Have it end in its own good time and start again, with the environment as it is now."""
        self._signal(signal.SIGTERM)

    async def _spawn(self) -> None:
        parent = os.getpid()
        self._process = await asyncio.create_subprocess_exec(
            *self.program.command,
            stdin=asyncio.subprocess.DEVNULL,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.STDOUT,
            env={name: value for name, value in os.environ.items() if name not in WITHHELD}
            | dict(self.program.environment),
            pass_fds=tuple(self.program.fds),
            # Ctrl-C in a terminal goes to the whole foreground group; only the supervisor shall hear it, and drain.
            start_new_session=True,
            preexec_fn=lambda: die_with_parent(parent),
        )
        self.spawns += 1
        log.info(f"Proceso {self.program.name} iniciado", pid=self._process.pid)
        self._on_spawn(self.program.name, self._process.pid)

    async def _keep(self) -> None:
        pause = FIRST_PAUSE
        loop = asyncio.get_running_loop()
        while self._process is not None:
            born = loop.time()
            listener = asyncio.create_task(self._listen(self._process))
            code = await self._process.wait()
            # Something the child itself started may still hold the pipe, so its end is not waited for without limit.
            await asyncio.wait({listener}, timeout=1.0)
            listener.cancel()
            if self._stopping.is_set():
                log.info(f"Proceso {self.program.name} terminado", code=code)
                return
            pause = FIRST_PAUSE if loop.time() - born > STEADY_AFTER else pause
            log.error(
                f"El proceso {self.program.name} terminó solo ({describe_exit(code)}); se reinicia en {pause:g} s",
                detail=self.last_words,
            )
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self._stopping.wait(), pause)
                return
            pause = min(pause * 2, LONGEST_PAUSE)
            try:
                await self._spawn()
            except OSError as error:
                log.error(f"No se pudo iniciar el proceso {self.program.name}; se intenta de nuevo", detail=str(error))
            if self._stopping.is_set():
                self._signal(signal.SIGTERM)

    async def _listen(self, process: asyncio.subprocess.Process) -> None:
        """Turn what the child prints, which nobody would see otherwise, into log lines until it closes its end."""
        assert process.stdout is not None  # noqa: S101 - the pipe was asked for above
        while True:
            try:
                line = await process.stdout.readline()
            except ValueError:
                continue
            if not line:
                return
            text = line.decode(errors="replace").rstrip()
            if text:
                self.last_words = text
                log.info(f"{self.program.name}: {text}")

    def _signal(self, number: signal.Signals) -> None:
        if self._process and self._process.returncode is None:
            with contextlib.suppress(ProcessLookupError):
                self._process.send_signal(number)


def describe_exit(code: int) -> str:
    """How a process ended, for a log line."""
    return f"código {code}" if code >= 0 else f"señal {signal.Signals(-code).name}"


async def until(answered: Callable[[], Awaitable[bool]], *children: Child, log: Path) -> None:
    """Wait until children answer; OperationError with their last words if they keep failing or take too long."""
    loop = asyncio.get_running_loop()
    end = loop.time() + START_WITHIN
    while not await answered():
        for child in children:
            if child.spawns >= GIVE_UP_AFTER or loop.time() > end:
                raise OperationError(
                    f"El proceso {child.program.name} no arranca: {child.last_words.rstrip('.') or 'no responde'}.",
                    f"El detalle está en {log}.",
                )
        await asyncio.sleep(0.05)
