"""The sandbox's clock: the machine's time plus an offset that the control service can move."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

EL_SALVADOR = ZoneInfo("America/El_Salvador")


class SandboxClock:
    """Tells the time MH's services go by; `offset` is in seconds."""

    def __init__(self, offset: float = 0.0) -> None:
        self.offset = offset

    def now(self) -> datetime:
        """The present instant, aware, in UTC."""
        return datetime.now(UTC) + timedelta(seconds=self.offset)

    def local(self) -> datetime:
        """The present instant as a clock in El Salvador shows it."""
        return self.now().astimezone(EL_SALVADOR)

    def set_now(self, moment: datetime) -> None:
        """Make the clock show `moment` now and go on from there; without a zone it is El Salvador's time."""
        aware = moment if moment.tzinfo else moment.replace(tzinfo=EL_SALVADOR)
        self.offset = (aware.astimezone(UTC) - datetime.now(UTC)).total_seconds()
