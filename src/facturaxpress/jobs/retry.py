"""When a job that failed is tried again."""

import random
from dataclasses import dataclass
from datetime import timedelta


@dataclass(frozen=True)
class Retry:
    """Pauses double from `first` to `longest`, each shortened at random by up to half; after `attempts` a job is dead.

    The default tries for about two hours: long enough for a person to repair what is broken. A job that merely waits
    for somebody else returns its next time instead, which is no failure.
    """

    attempts: int = 20
    first: timedelta = timedelta(seconds=2)
    longest: timedelta = timedelta(minutes=15)

    def pause(self, failures: int) -> timedelta:
        """The pause after `failures` in a row (at least one). Random, so that jobs that failed together part ways."""
        doubled = self.first * 2 ** min(failures - 1, 30)
        shortened: timedelta = min(doubled, self.longest) * random.uniform(0.5, 1.0)  # noqa: S311 - no secret
        return shortened
