"""Ranges of printed numbers: `docDel` to `docAl`, both included."""

import re

from msgspec import Struct

_NUMBER = re.compile(r"(.*?)([0-9]+)", re.DOTALL).fullmatch


class Range(Struct, frozen=True):
    """Numbers of one series, which is what stands before the final digits."""

    series: str
    first: int
    last: int

    @property
    def count(self) -> int:
        """How many documents; 0 or less where the range runs backwards."""
        return self.last - self.first + 1


def range_of(docDel: str | None, docAl: str | None) -> Range | None:
    """The range from one number to another; None if they do not end in digits, or are of two series."""
    first, last = _NUMBER(docDel or ""), _NUMBER(docAl or "")
    if first is None or last is None or first[1] != last[1]:
        return None
    return Range(first[1], int(first[2]), int(last[2]))
