"""Text from documents made safe to set: invisible trickery out, break points into words that no line could hold."""

import re
import unicodedata
from collections.abc import Callable
from itertools import pairwise
from typing import Final

BREAK: Final = "\u200b"
"""Marks where the template may break a word; the template turns it into an empty box, so it never reaches the page."""

_DROPPED: Final = dict.fromkeys(
    [
        0x00AD,  # soft hyphen: would print as a hyphen that was not transmitted
        0x200B,  # zero width space: ours alone
        0x2060,  # word joiner
        0xFEFF,  # byte order mark
        0x061C, 0x200E, 0x200F, *range(0x202A, 0x202F), *range(0x2066, 0x206A),  # bidi controls reorder what is read
    ]
)  # fmt: skip
_REPLACED: Final = {0x2028: "\n", 0x2029: "\n", 0x0085: "\n", 0x0009: " ", 0x000B: "\n", 0x000C: "\n"}
_CONTROL: Final = {code: None for code in [*range(0x20), *range(0x7F, 0xA0)] if code != 0x0A}
_TABLE: Final = {**_CONTROL, **_DROPPED, **_REPLACED}
_UNPRINTABLE: Final = re.compile("[\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]")
_MARKS_KEPT: Final = 3
"""Combining marks kept on one letter; no written language needs more, and a tower of them covers the lines above."""

_JOINERS: Final = "\u200c\u200d"


def _by_char(advances: str) -> dict[str, int]:
    return {chr(code): int(advance) for code, advance in enumerate(advances.split(), start=0x20)}


_REGULAR: Final = _by_char(
    "200 289 426 497 497 824 609 249 303 303 418 497 249 311 249 350 497 497 497 497 497 497 497 497 497 497 249 "
    "249 497 497 497 425 847 544 588 571 615 527 494 617 652 263 480 579 486 727 647 664 566 664 569 534 536 645 "
    "515 786 513 476 539 303 350 303 497 500 542 504 553 456 555 496 292 504 544 246 247 495 255 829 547 542 555 "
    "555 347 419 338 544 467 718 446 467 425 303 241 303 497"
)
"""Advances of the characters 0x20 … 0x7E in thousandths of an em: Source Sans Pro Regular, tabular figures."""

_BOLD: Final = _by_char(
    "200 340 537 528 528 857 667 300 344 344 457 528 300 332 300 339 528 528 528 528 528 528 528 528 528 528 300 "
    "300 528 528 528 463 903 573 605 582 635 548 524 638 674 301 509 614 518 762 665 684 596 684 613 556 556 665 "
    "556 813 567 525 541 344 339 344 528 500 555 527 573 467 573 518 341 534 571 276 278 548 286 857 572 555 573 "
    "573 398 443 383 568 523 776 514 521 460 344 268 344 528"
)
"""The same of the bold cut."""


def clean(value: str) -> str:
    """`value` as it may be printed: line ends as LF; no control or bidi characters, surrogates, towers of marks."""
    if value.isascii() and value.isprintable():
        return value
    value = _UNPRINTABLE.sub("\ufffd", value.replace("\r\n", "\n").replace("\r", "\n")).translate(_TABLE)
    return value if value.isascii() else _without_towers(value)


def _without_towers(value: str) -> str:
    kept: list[str] = []
    marks = 0
    for char in value:
        marks = marks + 1 if unicodedata.combining(char) else 0
        if marks <= _MARKS_KEPT:
            kept.append(char)
    return "".join(kept)


def width(text: str, size: float, *, bold: bool = False) -> float:
    """Points that `text` takes on one line in the body face at `size` points; a letter the face lacks counts one em."""
    advances = _BOLD if bold else _REGULAR
    return size / 1000 * sum(advances.get(char) or _composed(char, advances) for char in text)


def _composed(char: str, advances: dict[str, int]) -> int:
    """An accented letter is as wide as its base."""
    if unicodedata.combining(char):
        return 0
    return advances.get(unicodedata.normalize("NFD", char)[0], 1000)


def breakable(text: str, room: float, size: float, *, bold: bool = False) -> str:
    """`text` with break points inside each word wider than `room` points; words that fit stay whole.

    A word opens after its own punctuation first (`-`, `/`, `@`, `.`, `,`, `_`), and anywhere only in a part that is
    still too wide.
    """
    if len(text) * size <= room:
        return text

    def fits(word: str) -> bool:
        return width(word, size, bold=bold) <= room

    return re.sub(r"\S+", lambda word: word[0] if fits(word[0]) else _opened(word[0], fits), text)


def _opened(word: str, fits: Callable[[str], bool]) -> str:
    parts = re.findall(r"[^-/@.,_]+[-/@.,_]*|[-/@.,_]+", word)
    return BREAK.join(part if fits(part) else _opened_anywhere(part) for part in parts)


def _opened_anywhere(part: str) -> str:
    opened = [part[0]]
    for before, char in pairwise(part):
        glued = unicodedata.combining(char) or char in _JOINERS or before in _JOINERS or _is_selector(char)
        opened.append(char if glued else BREAK + char)
    return "".join(opened)


def _is_selector(char: str) -> bool:
    return "\ufe00" <= char <= "\ufe0f" or "\U0001f3fb" <= char <= "\U0001f3ff" or "\U000e0100" <= char <= "\U000e01ef"
