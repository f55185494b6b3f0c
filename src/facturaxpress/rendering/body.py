"""The lines of a document and what adds them up, as the texts and widths that the template sets."""

from collections.abc import Sequence
from typing import Any, Final

from facturaxpress.rendering.columns import Widths, fit, on_its_side, opened
from facturaxpress.rendering.figures import ABSENT, amount
from facturaxpress.rendering.layout import Body, Layout, Record, Row, Tributes, at, records
from facturaxpress.rendering.names import Codes
from facturaxpress.rendering.text import breakable, clean

Tree = dict[str, Any]

SMALL: Final = 6.5
"""Type size of notes, and the least there is."""
PER_LINE: Final = 40
"""Characters of a description on a line, roughly."""
_TALL: Final = 24
"""Lines of print, roughly, above which a description may break between pages; a shorter one is kept whole. Even set in
capitals, which take twice the room reckoned with, it is shorter than a page."""
_TALL_ON_SIDE: Final = 16
"""The same of a page laid on its side."""
_LETTER: Final = 4.0
"""Points that a letter of a description takes, roughly."""
_TRIBUTE_ROOM: Final = 160.0


def table(body: Body, document: Record, codes: Codes) -> Tree:
    """The lines with their column widths, and the sums under them."""
    columns, lines = body.columns, records(at(document, body.path))
    sums = [amount(at(document, path)) for path in body.sums.paths] if body.sums else []
    cells = [[clean(column.show(at(line, column.key), codes)) for column in columns] for line in lines]
    widths = fit(columns, cells, sums)
    rooms = [(column, widths.room(i)) for i, column in enumerate(columns)]
    notes = [clean(body.note(line, codes) or "") for line in lines]
    text = next(i for i, column in enumerate(columns) if column.kind == "text")
    room, landscape = widths.room(text), on_its_side(columns)
    tall = _TALL_ON_SIDE if landscape else _TALL
    return {
        "columns": [
            {"label": column.label, "kind": column.kind, "width": round(points, 3)}
            for column, points in zip(columns, widths.points, strict=True)
        ],
        "landscape": landscape,
        "size": widths.size,
        "text": text,
        "rows": [
            [opened(column, cell, room, widths.size) for (column, room), cell in zip(rooms, row, strict=True)]
            for row in cells
        ],
        "notes": {str(i): breakable(note, room, SMALL) for i, note in enumerate(notes) if note},
        "tall": [
            i
            for i, (row, note) in enumerate(zip(cells, notes, strict=True))
            if printed(row[text], room) + printed(note, room) > tall
        ],
        "sums": {"label": body.sums.label if body.sums else "", "cells": _under(body, sums, widths)},
    }


def printed(value: str, room: float) -> float:
    """Lines of print that `value` takes, roughly."""
    return value.count("\n") + len(value) * _LETTER / room


def printed_lines(tree: Tree | None) -> int:
    """How long a table will be, roughly, in lines of print; 1 for none."""
    if tree is None:
        return 1
    notes = sum(1 + len(note) // PER_LINE for note in tree["notes"].values())
    return notes + sum(1 + len(row[tree["text"]]) // PER_LINE for row in tree["rows"])


def _under(body: Body, sums: Sequence[str], widths: Widths) -> list[str]:
    first = len(body.columns) - len(sums)
    return [
        opened(body.columns[i], figure, widths.room(i), widths.size, bold=True)
        for i, figure in enumerate(sums, start=first)
    ]


def summary(layout: Layout, document: Record, codes: Codes) -> list[Tree]:
    rows: list[Tree] = []
    for part in layout.summary:
        if isinstance(part, Row):
            rows.append({"label": part.label, "value": amount(at(document, part.path)), "kind": part.kind})
        else:
            rows.extend(_tributes(part, document, codes))
    return rows


def _tributes(part: Tributes, document: Record, codes: Codes) -> list[Tree]:
    tributes = records(at(document, part.path))
    shown = [tribute for tribute in tributes if not codes.informative(tribute.get("codigo"))]
    rows = [{"label": part.name_label, "value": part.value_label, "kind": "heading"}]
    for tribute in shown:
        label = str(tribute.get("descripcion") or codes.name("CAT-015", tribute.get("codigo")))
        label = breakable(clean(label), _TRIBUTE_ROOM, 8.0)
        rows.append({"label": label, "value": amount(tribute.get("valor")), "kind": "tribute"})
    return rows if shown else [*rows, {"label": ABSENT, "value": amount(0), "kind": "tribute"}]
