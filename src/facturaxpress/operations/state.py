"""What is running on a home: the file that `serve` leaves there, and whether it is still true."""

import os
import signal
import time
from pathlib import Path

import msgspec
import psutil

from facturaxpress.operations.errors import OperationError
from facturaxpress.operations.folders import make_inside


class Member(msgspec.Struct, frozen=True):
    """A process, told apart from a later one with the same number by the moment it started."""

    pid: int
    birth: str


class State(msgspec.Struct, frozen=True, kw_only=True):
    """`HOME/run/state.json`. URLs have no trailing slash; `database` is the administrator's, so the file is 0600."""

    supervisor: Member
    started_at: str
    logs: str
    demo: bool = False
    ready: bool = False
    api: str | None = None
    sandbox: str | None = None
    database: str | None = None
    data_elsewhere: str | None = None
    """Where the database's files are when its account cannot reach the home, as under a folder only root enters."""

    children: dict[str, Member] = {}


class Status(msgspec.Struct, frozen=True, kw_only=True):
    """What `status` tells. Everything is None where nothing runs."""

    api: str | None = None
    sandbox: str | None = None
    database: str | None = None
    logs: str | None = None
    pid: int | None = None


def run_folder(home: Path) -> Path:
    """Where the state of what runs is kept."""
    return home / "run"


def birth(pid: int) -> str | None:
    """When a process started, in a form that only this process has since the machine booted; None if it does not live.

    A killed process whose parent has not asked for it yet (a zombie) does not live.
    """
    try:
        # The kernel's own tick count: unlike a time of day it does not move when somebody sets the clock.
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
        return None if fields[0] in {"Z", "X"} else f"{fields[19]}@{_boot()}"
    except (FileNotFoundError, ProcessLookupError):
        if Path("/proc/self/stat").exists():
            return None
    try:
        process = psutil.Process(pid)
        return None if process.status() == psutil.STATUS_ZOMBIE else str(process.create_time())
    except psutil.NoSuchProcess:
        return None


def _boot() -> str:
    return Path("/proc/sys/kernel/random/boot_id").read_text().strip()


def member(pid: int) -> Member:
    """The process as it is now; a process already dead gets a birth that nothing matches."""
    return Member(pid, birth(pid) or "")


def lives(one: Member) -> bool:
    return birth(one.pid) == one.birth


def write_state(home: Path, state: State) -> None:
    """Replace the state file at once, so that a reader sees the old one or the new one."""
    folder = make_inside(home, "run")
    fresh = folder / f"state.{os.getpid()}.tmp"
    with open(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:  # noqa: PTH123
        file.write(msgspec.json.format(msgspec.json.encode(state), indent=2))
    fresh.replace(folder / "state.json")


def read_state(home: Path) -> State | None:
    """What the last `serve` wrote, alive or not; None without a file that makes sense."""
    try:
        return msgspec.json.decode((run_folder(home) / "state.json").read_bytes(), type=State)
    except (FileNotFoundError, msgspec.DecodeError):
        return None


def remove_state(home: Path) -> None:
    (run_folder(home) / "state.json").unlink(missing_ok=True)


def running(home: Path) -> State | None:
    """The state of the server that lives on this home, or None."""
    state = read_state(home)
    return state if state and lives(state.supervisor) else None


def status(home: Path) -> Status:
    """What runs on this home, judged by the process and not by the file."""
    state = running(home)
    if state is None:
        return Status()
    return Status(
        api=state.api if state.ready else None,
        sandbox=state.sandbox if state.ready else None,
        database=state.database,
        logs=state.logs,
        pid=state.supervisor.pid,
    )


def stop(home: Path, patience: float = 90.0) -> int | None:
    """Ask the server of this home to end and wait until it has; its pid, or None if nothing was running.

    Leftovers of a server that was killed are ended too.
    """
    state = read_state(home)
    if state is None:
        return None
    alive = lives(state.supervisor)
    if alive:
        _terminate(state.supervisor.pid)
        end = time.monotonic() + patience
        while lives(state.supervisor):
            if time.monotonic() > end:
                raise OperationError(
                    f"El servidor (pid {state.supervisor.pid}) no terminó en {patience:.0f} segundos.",
                    f"Revise {state.logs}/server.log; «kill -9 {state.supervisor.pid}» lo termina sin pérdida.",
                )
            time.sleep(0.05)
    end_leftovers(state)
    if read_state(home) == state:
        remove_state(home)
    return state.supervisor.pid if alive else None


def _terminate(pid: int) -> None:
    try:
        os.kill(pid, signal.SIGTERM)
    except ProcessLookupError:
        return
    except PermissionError:
        raise OperationError(
            f"El servidor (pid {pid}) es de otro usuario del sistema.",
            "Deténgalo con la cuenta que lo inició o como root.",
        ) from None


def end_leftovers(state: State) -> None:
    """Kill what a dead supervisor left behind. On Linux the kernel has done it already; elsewhere nobody else does."""
    left = [one for one in state.children.values() if lives(one)]
    for one in left:
        os.kill(one.pid, signal.SIGKILL)
    end = time.monotonic() + 5.0
    while any(lives(one) for one in left) and time.monotonic() < end:
        time.sleep(0.02)
