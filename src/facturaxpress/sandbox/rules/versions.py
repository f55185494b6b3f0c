"""Which structures an ambiente accepts on a date: a setting, so that a changeover can be rehearsed."""

import re
from collections.abc import Sequence
from datetime import date
from typing import Literal

import msgspec

from facturaxpress.sandbox.rules.tables import OF_1X

_STRUCTURE = re.compile(r"1\.x|2\.0|([0-9]{2}|invalidacion|contingencia)-v[0-9]+")


class Window(msgspec.Struct, forbid_unknown_fields=True, kw_only=True):
    """A time in which structures are accepted, both days included; without a day it is open on that side.

    `structure` is a regime, `1.x` or `2.0`, or one structure, as `01-v2`; `ambiente` None means both.
    """

    structure: str
    ambiente: Literal["00", "01"] | None = None
    since: date | None = None
    until: date | None = None

    def __post_init__(self) -> None:
        if not _STRUCTURE.fullmatch(self.structure):
            raise ValueError("structure debe ser 1.x, 2.0 o una estructura como 01-v2")
        if self.since and self.until and self.since > self.until:
            raise ValueError("since no puede ser posterior a until")

    def _concerns(self, structure: str, version: int, ambiente: str) -> bool:
        regime = "1.x" if (structure, version) in OF_1X else "2.0"
        return self.structure in (regime, f"{structure}-v{version}") and self.ambiente in (None, ambiente)

    def _holds(self, day: date) -> bool:
        return (self.since or date.min) <= day <= (self.until or date.max)

    @staticmethod
    def accept(windows: "Sequence[Window]", structure: str, version: int, ambiente: str, day: date) -> bool:
        """Whether any window that concerns the structure holds that day; one that none concerns is always accepted."""
        concerning = [window for window in windows if window._concerns(structure, version, ambiente)]
        return not concerning or any(window._holds(day) for window in concerning)
