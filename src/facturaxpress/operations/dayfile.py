"""A log file a day that several processes may write at once."""

import fcntl
import logging
import os
import re
import time
from datetime import date, timedelta
from pathlib import Path

_DATE = re.compile(rb"\d{4}-\d{2}-\d{2}")


class DayFile(logging.Handler):
    """Appends lines to `path`; a new day's first line moves the file to `<path>.<day>` and starts anew.

    Every line is one `write` to a file opened for appending, so lines of different processes never mix. Whoever comes
    first on a new day moves the file while holding a lock; the others notice that the name means another file now.
    The day of a file is that of its first line, which starts with an ISO date. Files older than `keep_days` go.
    """

    def __init__(self, path: Path, keep_days: int) -> None:
        super().__init__()
        self.path = path
        self.keep_days = keep_days
        self._fd: int | None = None
        self._inode: tuple[int, int] | None = None
        self._day = ""

    def emit(self, record: logging.LogRecord) -> None:
        try:
            line = self.format(record) + "\n"
            os.write(self._file_for(line[:10]), line.encode(errors="replace"))
        except OSError:
            # A full disk must not stop documents from being issued; `handleError` tells standard error.
            self.handleError(record)

    def close(self) -> None:
        if self._fd is not None:
            os.close(self._fd)
            self._fd = None
        super().close()

    def _file_for(self, day: str) -> int:
        if day != self._day:
            self._turn(day)
            self._day = day
        try:
            found = self.path.stat()
            same = self._inode == (found.st_dev, found.st_ino)
        except FileNotFoundError:
            same = False
        if self._fd is None or not same:
            if self._fd is not None:
                os.close(self._fd)
            self._fd = os.open(self.path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o640)
            opened = os.fstat(self._fd)
            self._inode = (opened.st_dev, opened.st_ino)
        return self._fd

    def _turn(self, day: str) -> None:
        """Move yesterday's file away, unless another process has done it."""
        guard = os.open(self.path.with_name(f".{self.path.name}.lock"), os.O_RDWR | os.O_CREAT, 0o640)
        try:
            fcntl.flock(guard, fcntl.LOCK_EX)
            first = self._first_day()
            if first is not None and first < day:
                self.path.rename(self._free_name(first))
            self._forget(day)
        finally:
            os.close(guard)

    def _first_day(self) -> str | None:
        try:
            with self.path.open("rb") as file:
                match = _DATE.match(file.read(10))
                if match:
                    return match.group().decode()
                size, changed = os.fstat(file.fileno()).st_size, os.fstat(file.fileno()).st_mtime
        except FileNotFoundError:
            return None
        return time.strftime("%Y-%m-%d", time.localtime(changed)) if size else None

    def _free_name(self, day: str) -> Path:
        name, n = self.path.with_name(f"{self.path.name}.{day}"), 1
        while name.exists():
            name, n = self.path.with_name(f"{self.path.name}.{day}.{n}"), n + 1
        return name

    def _forget(self, day: str) -> None:
        oldest = (date.fromisoformat(day) - timedelta(days=self.keep_days)).isoformat()
        prefix = f"{self.path.name}."
        for file in self.path.parent.glob(f"{prefix}*"):
            stamp = file.name.removeprefix(prefix)[:10]
            if _DATE.fullmatch(stamp.encode()) and stamp < oldest:
                file.unlink(missing_ok=True)
