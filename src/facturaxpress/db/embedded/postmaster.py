"""The server's own process: found by the file it leaves, started as a child that dies with us, stopped by degrees."""

import contextlib
import os
import queue
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Sequence
from pathlib import Path

import psutil

from .account import Account

LAUNCHER = Path(__file__).with_name("launch.py")
FAST, IMMEDIATE = signal.SIGINT, signal.SIGQUIT


def spawn(arguments: Sequence[str | os.PathLike[str]], account: Account, log: Path) -> subprocess.Popen[bytes]:
    """Start the server under `account`; it is shut down by the system when this process dies.

    The parent-death signal follows the *thread* that forked, so that thread stays until the server has ended. The
    server has a session of its own: a Ctrl-C in the terminal is for its owner, who stops the server last.
    """
    command = [sys.executable, "-I", "-S", LAUNCHER, str(os.getpid()), str(account.uid), str(account.gid), *arguments]
    answer: queue.SimpleQueue[subprocess.Popen[bytes] | OSError] = queue.SimpleQueue()

    def keep() -> None:
        try:
            with open(log, "ab", opener=_private) as output:
                process = subprocess.Popen(
                    command,
                    stdin=subprocess.DEVNULL,
                    stdout=output,
                    stderr=output,
                    cwd="/",
                    env=ENVIRONMENT,
                    start_new_session=True,
                )
        except OSError as error:
            answer.put(error)
            return
        answer.put(process)
        process.wait()

    threading.Thread(target=keep, name="postgres-keeper", daemon=True).start()
    outcome = answer.get()
    if isinstance(outcome, OSError):
        raise outcome
    return outcome


ENVIRONMENT = {"LC_ALL": "C", "PATH": os.defpath}
"""All the server gets of ours: no secret in an environment variable reaches it, and its messages are English."""


def running(data: Path) -> psutil.Process | None:
    """The live postmaster of the cluster in `data`, whoever started it."""
    recorded = read_pid_file(data)
    if recorded is None:
        return None
    try:
        process = psutil.Process(recorded[0])
        if process.status() != psutil.STATUS_ZOMBIE and _works_in(process, data):
            return process
    except psutil.NoSuchProcess:
        pass
    return None


def read_pid_file(data: Path) -> tuple[int, str] | None:
    """Process number and state (`starting`, `ready`, …) that the server wrote down."""
    try:
        lines = (data / "postmaster.pid").read_text().splitlines()
        return int(lines[0]), lines[7].strip() if len(lines) > 7 else ""
    except (FileNotFoundError, ValueError, IndexError):
        return None


def drop_stale_pid_file(data: Path) -> None:
    """Remove the file of a dead server whose number is now a stranger's: PostgreSQL would take that one for it."""
    recorded = read_pid_file(data)
    if recorded is not None and running(data) is None and psutil.pid_exists(recorded[0]):
        with contextlib.suppress(FileNotFoundError):
            (data / "postmaster.pid").unlink()


def stop(process: psutil.Process, patience: float) -> None:
    """Fast shutdown; after `patience` seconds immediate, after five more by force. Returns when the process is gone."""
    for sign, seconds in ((FAST, patience), (IMMEDIATE, 5.0), (signal.SIGKILL, 5.0)):
        with contextlib.suppress(psutil.NoSuchProcess):
            process.send_signal(sign)
        if _gone(process, seconds):
            return


def kill_stragglers(data: Path) -> None:
    """End by force the sessions of a dead server that still hold its memory."""
    for process in psutil.process_iter():
        with contextlib.suppress(psutil.NoSuchProcess, psutil.AccessDenied):
            if process.name().startswith("postgres") and _works_in(process, data):
                process.kill()


def _private(path: str, flags: int) -> int:
    # A failed statement is logged with its text, which may hold a customer's data.
    return os.open(path, flags, 0o600)


def _works_in(process: psutil.Process, data: Path) -> bool:
    # Every process of PostgreSQL has the cluster as its working directory.
    try:
        return Path(process.cwd()) == data.resolve()
    except (psutil.AccessDenied, psutil.NoSuchProcess, psutil.ZombieProcess, OSError):
        return False


def _gone(process: psutil.Process, seconds: float) -> bool:
    deadline = time.monotonic() + seconds
    # It may vanish between the two looks.
    with contextlib.suppress(psutil.NoSuchProcess):
        while process.is_running() and process.status() != psutil.STATUS_ZOMBIE:
            if time.monotonic() > deadline:
                return False
            time.sleep(0.02)
    return True
