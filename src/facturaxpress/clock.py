"""One clock for the whole program, so that tests and the demo can move time without touching the machine's."""

from collections.abc import Callable
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

EL_SALVADOR = ZoneInfo("America/El_Salvador")
"""UTC-6 all year; every date of the law is a date here."""


class Clock:
    """Tells the time; `source` is replaced in tests and, with `--demo`, by the sandbox's controllable clock."""

    def __init__(self, source: Callable[[], datetime] | None = None) -> None:
        self._source = source or (lambda: datetime.now(UTC))

    def now(self) -> datetime:
        """The present instant, aware, in UTC."""
        return self._source().astimezone(UTC)

    def local(self) -> datetime:
        """The present instant as a clock in El Salvador shows it."""
        return self._source().astimezone(EL_SALVADOR)

    def today(self) -> date:
        """The date in El Salvador."""
        return self.local().date()
