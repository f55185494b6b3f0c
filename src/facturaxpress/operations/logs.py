"""Log files as the operations guide reads them: one line an event, ISO date first, then the level's word.

`server.log` is the application's (`2026-11-24T17:36:35.123-06:00 info web-1 POST /api/dtes 201 latency 41.7`),
`error.log` has its errors again and is kept longer, and `access.log` has one line a request with the user in the
fourth place (`2026-11-24T17:36:35.123-06:00 info 127.0.0.1 demo POST /api/dtes 201 41.7`).
Times are the machine's own, so that `grep "$(date +%Y-%m-%d)"` finds today's lines.
"""

import logging
import os
import re
import sys
import traceback
from collections.abc import MutableMapping
from datetime import datetime
from pathlib import Path
from typing import Any

import structlog

from facturaxpress.operations.dayfile import DayFile
from facturaxpress.operations.folders import make_inside
from facturaxpress.operations.redaction import HIDDEN, is_secret, redact
from facturaxpress.settings import Settings

ACCESS = "access"
"""Logger of answered requests. Its events carry `client`, `user` (a name, never a credential), `method`, `path`,
`status` and `latency` in milliseconds."""

_CHATTY = ("alembic",)
"""Libraries that tell at level info what nobody asked; what they did is told in our own words."""

_OWN = "_facturaxpress"
MOST_PLACES = 12
"""Places of a traceback that a line holds, the innermost ones."""

_BLANKS = re.compile(r"\s+")


def configure(settings: Settings, process_name: str, *, console: bool = False) -> None:
    """Send this process's log lines to the files of the home; `process_name` stands in each line of `server.log`.

    With `console`, warnings and errors go to standard error too. Calling it again replaces what was configured.
    """
    make_inside(settings.home, settings.logs.name, 0o750)
    for name in ("server.log", "access.log", "error.log"):
        # There from the start: the guide's commands read them whether or not something was written.
        if not (settings.logs / name).exists():
            (settings.logs / name).touch(mode=0o640)
    server = DayFile(settings.logs / "server.log", settings.log_days_server)
    errors = DayFile(settings.logs / "error.log", settings.log_days_error)
    errors.setLevel(logging.ERROR)
    access = DayFile(settings.logs / "access.log", settings.log_days_access)
    handlers: list[logging.Handler] = [server, errors]
    if console:
        handlers.append(logging.StreamHandler(sys.stderr))
        handlers[-1].setLevel(logging.WARNING)
    lines = LineFormatter(process_name)
    for handler in (*handlers, access):
        handler.setFormatter(lines)
    access.setFormatter(AccessFormatter())
    root = logging.getLogger()
    _replace(root, handlers)
    root.setLevel(settings.log_level.upper())
    _replace(logging.getLogger(ACCESS), [access])
    for name in _CHATTY:
        logging.getLogger(name).setLevel(logging.WARNING)
    structlog.configure(
        processors=[
            structlog.stdlib.filter_by_level,
            structlog.contextvars.merge_contextvars,
            structlog.stdlib.PositionalArgumentsFormatter(),
            _to_record,
        ],
        wrapper_class=structlog.stdlib.BoundLogger,
        logger_factory=structlog.stdlib.LoggerFactory(),
        cache_logger_on_first_use=False,
    )


class LineFormatter(logging.Formatter):
    """One line for any record, of structlog or of a library: date, level, process, event, fields, latency last."""

    def __init__(self, process_name: str) -> None:
        super().__init__()
        self.process_name = process_name

    def format(self, record: logging.LogRecord) -> str:
        fields = dict(getattr(record, _OWN, {}))
        if record.name == ACCESS:
            columns = [_column(fields.get(name)) for name in ("method", "path", "status")]
            return f"{_start(record)} {self.process_name} {' '.join(columns)} latency {_number(fields.get('latency'))}"
        latency = fields.pop("latency", None)
        parts = [one_line(redact(record.getMessage()))]
        parts += [f"{name}={_value(name, value)}" for name, value in fields.items()]
        if record.exc_info and record.exc_info[0]:
            parts.append(one_line(redact(describe(record.exc_info[1]))))
        if latency is not None:
            parts.append(f"latency {_number(latency)}")
        return f"{_start(record)} {self.process_name} {' '.join(parts)}"


class AccessFormatter(logging.Formatter):
    """The line of `access.log`: date, level, client, user, method, path, status, milliseconds."""

    def format(self, record: logging.LogRecord) -> str:
        fields = getattr(record, _OWN, {})
        columns = [_column(fields.get(name)) for name in ("client", "user", "method", "path", "status")]
        return f"{_start(record)} {' '.join(columns)} {_number(fields.get('latency'))}"


def describe(error: BaseException | None) -> str:
    """An exception in one line: what it says, where it came from (innermost last), and what caused it.

    A traceback as Python prints it has a hundred lines through a web framework; these are the same places.
    """
    told = []
    while error is not None:
        places = [f"{_short(frame.filename)}:{frame.lineno}" for frame in traceback.extract_tb(error.__traceback__)]
        told.append(f"exception={type(error).__name__}: {error} at={'>'.join(places[-MOST_PLACES:]) or '-'}")
        error = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
    return " caused_by ".join(told)


def _short(path: str) -> str:
    """A source file from its package on."""
    return path.rpartition("/site-packages/")[2].rpartition("/src/")[2]


def one_line(text: str) -> str:
    """The text with line ends and other controls written out, so that nobody can forge a line by what they send."""
    if text.isprintable():
        return text
    return "".join(char if char.isprintable() else char.encode("unicode_escape").decode() for char in text)


def _value(name: str, value: object) -> str:
    if is_secret(name):
        return HIDDEN
    text = one_line(redact(str(value)))
    return f'"{text}"' if " " in text or not text else text


def _to_record(_logger: Any, _method: str, event: MutableMapping[str, Any]) -> tuple[tuple[str], dict[str, Any]]:
    """Hand an event of structlog to the standard library's logging, its fields beside it."""
    extra_info = {name: event.pop(name) for name in ("exc_info", "stack_info", "stacklevel") if name in event}
    text = str(event.pop("event", ""))
    return (text,), {**extra_info, "extra": {_OWN: dict(event)}}


def _start(record: logging.LogRecord) -> str:
    moment = datetime.fromtimestamp(record.created).astimezone()
    return f"{moment.isoformat(timespec='milliseconds')} {record.levelname.lower()}"


def _column(value: object) -> str:
    """A value as one word: a blank in it would move the columns that `awk` counts."""
    return one_line(redact(_BLANKS.sub("_", str(value).strip()))) if value is not None and value != "" else "-"


def _number(milliseconds: object) -> str:
    return f"{milliseconds:.1f}" if isinstance(milliseconds, float) else str(milliseconds)


def _replace(logger: logging.Logger, handlers: list[logging.Handler]) -> None:
    for old in [one for one in logger.handlers if isinstance(one, DayFile) or isinstance(one.formatter, LineFormatter)]:
        logger.removeHandler(old)
        old.close()
    for handler in handlers:
        logger.addHandler(handler)


def tail(folder: Path, name: str = "server.log", lines: int = 20, most: int = 65_536) -> list[str]:
    """The last lines of a log file, for messages; empty where there is none."""
    path = folder / name
    if not path.exists():
        return []
    with path.open("rb") as file:
        size = os.fstat(file.fileno()).st_size
        file.seek(max(0, size - most))
        return file.read().decode(errors="replace").splitlines()[-lines:]
