"""Locks between processes that the system lets go by itself when their holder dies, however it dies."""

import contextlib
import fcntl
import os
import time
from collections.abc import Iterator
from pathlib import Path

from .errors import EmbeddedServerError


class FileLock:
    """An exclusive flock on `path`; the file stays, the lock goes with the process."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._handle: int | None = None

    @property
    def held(self) -> bool:
        return self._handle is not None

    def try_acquire(self) -> bool:
        """Take the lock if nobody has it."""
        if self._handle is not None:
            return True
        handle = os.open(self.path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            os.close(handle)
            return False
        self._handle = handle
        return True

    def release(self) -> None:
        if self._handle is not None:
            os.close(self._handle)
            self._handle = None

    @contextlib.contextmanager
    def hold(self, timeout: float) -> Iterator[None]:
        """Keep the lock for a block, waiting for it at most `timeout` seconds."""
        deadline = time.monotonic() + timeout
        while not self.try_acquire():
            if time.monotonic() > deadline:
                raise EmbeddedServerError(
                    "Otro proceso lleva demasiado tiempo iniciando o deteniendo la base de datos.",
                    f"Espere a que termine; usa el candado {self.path}.",
                )
            time.sleep(0.02)
        try:
            yield
        finally:
            self.release()
