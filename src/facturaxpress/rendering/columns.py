"""How wide each column of the body is: figures get what they need, the description what is left.

Widths are found here and not by the typesetter, which would measure every cell of 2,000 lines, and because the
summary must stand under the columns it adds up.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from facturaxpress.rendering.layout import Column
from facturaxpress.rendering.text import breakable, width

PAGE: Final = 612 - 2 * 34.0
"""Points between the margins of a letter page: 8.5 in less 12 mm on either side."""

LANDSCAPE: Final = 792 - 2 * 34.0
"""The same of the page laid on its side."""

_PORTRAIT_MOST: Final = 11
"""Columns beyond which the page is laid on its side: more leave no room for a description at a legible size."""

INSET: Final = 2.6
"""Points of air left and right in a cell."""

EDGE: Final = 3.4
"""Points more at the right of the last column, where the summary's figures stand under it."""

SIZES: Final = (8.0, 7.5, 7.0, 6.5)
"""Type sizes tried for the figures, the normal one first; below the last nothing is legible on paper."""

_HEADING: Final = 7.0
_TEXT_WANTED: Final = 120.0
_TEXT_LEAST: Final = 84.0
_CODE_MOST: Final = 64.0
_NAME_MOST: Final = 100.0
_UNIT_MOST: Final = 46.0


@dataclass(frozen=True, slots=True)
class Widths:
    points: tuple[float, ...]
    size: float
    """Type size of the figures."""

    def room(self, column: int) -> float:
        """Points that a text has on a line of that column (counted from 0, or from -1 backwards)."""
        last = column in (-1, len(self.points) - 1)
        return self.points[column] - 2 * INSET - (EDGE if last else 0)


def on_its_side(columns: Sequence[Column]) -> bool:
    return len(columns) > _PORTRAIT_MOST


def fit(columns: Sequence[Column], cells: Sequence[Sequence[str]], sums: Sequence[str]) -> Widths:
    """Widths for `columns` holding `cells` (rows of printed values); `sums` stand, in bold, under the last columns."""
    page = LANDSCAPE if on_its_side(columns) else PAGE
    contents = [_content(column, {row[i] for row in cells}) for i, column in enumerate(columns)]
    for i, figure in enumerate(sums, start=len(columns) - len(sums)):
        contents[i] = max(contents[i], width(figure, 1, bold=True))
    points: list[float] = []
    for lines, size in ((2, SIZES[0]), *((3, size) for size in SIZES)):
        points = [_needed(column, content, size, lines) for column, content in zip(columns, contents, strict=True)]
        left = page - EDGE - sum(points)
        if left >= _TEXT_WANTED or (size == SIZES[-1] and left >= _TEXT_LEAST):
            return _with_text(columns, points, left, size)
    return _squeezed(columns, points, page)


def opened(column: Column, text: str, room: float, size: float, *, bold: bool = False) -> str:
    """`text` with break points if it holds a word that has no room on a line of the column."""
    return breakable(text, room + 0.01, size if column.kind == "figure" else SIZES[0], bold=bold)


def _content(column: Column, texts: set[str]) -> float:
    """Width in em of what should not be broken in the column: a figure, a name, a word."""
    if column.kind == "text":
        return 0.0
    words = texts if column.kind in ("figure", "name") else {word for text in texts for word in text.split()}
    return max((width(word, 1) for word in words), default=0.0)


def _needed(column: Column, content: float, size: float, lines: int) -> float:
    least = _heading(column.label.split(), lines)
    match column.kind:
        case "text":
            return 0.0
        case "figure":
            return max(least, content * size) + 2 * INSET
        case "number" | "date":
            return max(least, content * SIZES[0]) + 2 * INSET
        case "code" | "name" | "unit":
            most = column.most or {"code": _CODE_MOST, "name": _NAME_MOST, "unit": _UNIT_MOST}[column.kind]
            return min(most, max(least, content * SIZES[0]) + 2 * INSET)


def _heading(words: Sequence[str], lines: int) -> float:
    """The narrowest width in which the heading takes no more than that many lines."""
    whole = width(" ".join(words), _HEADING, bold=True)
    if lines == 1 or len(words) == 1:
        return whole
    cuts = range(1, len(words))
    return min(
        whole,
        *(max(width(" ".join(words[:i]), _HEADING, bold=True), _heading(words[i:], lines - 1)) for i in cuts),
    )


def _with_text(columns: Sequence[Column], points: Sequence[float], left: float, size: float) -> Widths:
    share = left / sum(column.kind == "text" for column in columns)
    *before, last = (share if c.kind == "text" else p for c, p in zip(columns, points, strict=True))
    return Widths((*before, last + EDGE), size)


def _squeezed(columns: Sequence[Column], points: Sequence[float], page: float) -> Widths:
    """No size fits (figures of 11 digits and 8 decimals in many columns): the widest give way and will break."""
    figures = [p for c, p in zip(columns, points, strict=True) if c.kind == "figure"]
    room = page - EDGE - _TEXT_LEAST - sum(p for c, p in zip(columns, points, strict=True) if c.kind != "figure")
    cap = _common_cap(sorted(figures), room)
    capped = [min(p, cap) if c.kind == "figure" else p for c, p in zip(columns, points, strict=True)]
    return _with_text(columns, capped, page - EDGE - sum(capped), SIZES[-1])


def _common_cap(ascending: Sequence[float], room: float) -> float:
    """The greatest width c with sum(min(width, c)) <= room."""
    used = 0.0
    for i, this in enumerate(ascending):
        rest = len(ascending) - i
        if used + this * rest > room:
            return (room - used) / rest
        used += this
    return ascending[-1]
