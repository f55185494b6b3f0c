"""Exclusive locks on files of the home. The kernel frees them when the holder dies, however it dies."""

import fcntl
import os
import time
from collections.abc import Callable
from pathlib import Path


class FileLock:
    """An advisory lock on `path`, held by this process until `release` or its death. The folder must exist; the file
    says the holder's pid."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._fd: int | None = None

    def acquire(self) -> bool:
        """Take the lock without waiting; False if another process has it."""
        fd = os.open(self.path, os.O_RDWR | os.O_CREAT, 0o600)
        try:
            fcntl.flock(fd, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            os.close(fd)
            return False
        os.truncate(fd, 0)
        os.pwrite(fd, str(os.getpid()).encode(), 0)
        self._fd = fd
        return True

    def wait(self, seconds: float, give_up: Callable[[], bool] = lambda: False) -> bool:
        """Take the lock within `seconds`; False if it stayed taken or `give_up` said so meanwhile."""
        end = time.monotonic() + seconds
        while not self.acquire():
            if time.monotonic() >= end or give_up():
                return False
            time.sleep(0.05)
        return True

    def holder(self) -> int | None:
        """The pid in the file: of the holder, or of the last one."""
        try:
            return int(self.path.read_text())
        except (FileNotFoundError, ValueError):
            return None

    def release(self) -> None:
        if self._fd is not None:
            os.close(self._fd)
            self._fd = None
