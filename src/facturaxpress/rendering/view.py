"""Turns a document into the plain tree of texts that the template sets: every decision is here, every measure there.

The tree holds only strings, lists and numbers. The template receives it as a JSON file and never as source, so nothing
that a document says can be read as markup.
"""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, Final

from facturaxpress.rendering import extras
from facturaxpress.rendering.columns import Widths, fit, opened
from facturaxpress.rendering.consulta import CONSULTA, consulta_url
from facturaxpress.rendering.estado import Estado, RenderingError
from facturaxpress.rendering.figures import ABSENT, amount
from facturaxpress.rendering.layout import Entry, Layout, Pair, Record, Row, Section, Tributes, at, records
from facturaxpress.rendering.layouts import LAYOUTS
from facturaxpress.rendering.names import Codes
from facturaxpress.rendering.text import breakable, clean, width

Tree = dict[str, Any]

HEADING: Final = "DOCUMENTO TRIBUTARIO ELECTRÓNICO"
TEST_MARK: Final = "AMBIENTE DE PRUEBAS – SIN VALIDEZ TRIBUTARIA"
DRAFT_MARK: Final = "BORRADOR"
PENDING: Final = "Documento pendiente de sello de recepción."
TRANSITORY: Final = "Documento en estado transitorio, pendiente de sello de recepción."
DRAFT: Final = "Borrador sin validez tributaria: no tiene número, firma ni sello."
REFUSED: Final = "Documento rechazado por el Ministerio de Hacienda: no tiene validez tributaria."

_BODY: Final = 8.0
_LABEL: Final = 7.5
_SMALL: Final = 6.5
_PARTY_ROOM: Final = 170.0
"""Points that a value of the issuer's and receiver's boxes has on a line."""
_PER_LINE: Final = 40
"""Characters of a description on a line, roughly."""
_TALL: Final = 24
"""Lines of print, roughly, above which a description may break between pages; a shorter one is kept whole. Even set in
capitals, which take twice the room reckoned with, it is shorter than a page."""
_LETTER: Final = 4.0
"""Points that a letter of a description takes, roughly."""
_PAYMENT_ROOM: Final = 74.0
"""Points on a line for each of a payment's form and reference: an even half of what term and amount leave them."""
_TERM_ROOM: Final = 39.0
_APPENDIX_LABEL: Final = 110.0
"""Points that a label of the appendix may take on a line, so that its value has 150."""
_TOGETHER_MOST: Final = 36
"""Lines of summary, or of the payments beside it, up to which they stay on one page; no page holds many more."""


@dataclass(frozen=True, slots=True)
class Request:
    """What is asked to be printed."""

    document: Record
    estado: Estado
    sello: str | None
    fh_procesamiento: str | None


def read(document: bytes) -> Record:
    """The document as a mapping with exact decimals. RenderingError if it is no JSON object."""
    try:
        tree = json.loads(document, parse_float=Decimal)
    except (ValueError, RecursionError) as error:
        raise RenderingError("El documento no es un JSON legible.") from error
    if not isinstance(tree, dict):
        raise RenderingError("El documento no es un objeto JSON.")
    return tree


def layout_of(document: Record) -> Layout:
    tipo, version = at(document, "identificacion.tipoDte"), at(document, "identificacion.version")
    layout = LAYOUTS.get((tipo, version)) if isinstance(tipo, str) and isinstance(version, int) else None
    if layout is None:
        raise RenderingError(f"No hay representación gráfica para el tipo de documento {tipo}, versión {version}.")
    return layout


def compose(request: Request) -> Tree:
    """The tree for the template; see the module."""
    document, layout = request.document, layout_of(request.document)
    codes = Codes(layout.regime, _day(at(document, "identificacion.fecEmi")))
    lines = records(at(document, layout.body))
    sums = [amount(at(document, path)) for path in layout.sums.paths]
    table, widths = _table(layout, lines, sums, codes)
    summary = _summary(layout, document, codes)
    payments = extras.payments(document, codes)
    appendix = [(f"{label}:", value) for label, value in extras.appendix(document)]
    return {
        "meta": _meta(request, layout),
        "lang": "es",
        "brand": _brand(document),
        "version": f"Ver.{at(document, 'identificacion.version')}",
        "heading": HEADING,
        "title": layout.title,
        "codes": _codes(request, layout, codes),
        "facts": _facts(request, layout, codes),
        "qr": not request.estado.draft,
        "consulta": CONSULTA.removeprefix("https://"),
        "marks": _marks(request),
        "notices": _notices(request, codes),
        "parties": [
            {"title": title, "fields": _pairs(entries, document, codes, _PARTY_ROOM)}
            for title, entries in layout.parties
        ],
        "sections": [_section(section, document, codes) for section in layout.sections],
        "table": table,
        "sums": {"label": layout.sums.label, "cells": _under(layout, sums, widths)},
        "summary": summary,
        "payments": [_payment(row) for row in payments],
        "reference": _widest((reference for _, reference, *_ in payments), _BODY, _PAYMENT_ROOM),
        "payment_notes": _flowing(extras.payment_notes(document), 120),
        "price_note": layout.price_note,
        "together": max(
            sum(1 + len(row["label"]) // _PER_LINE for row in summary),
            sum(max(2, 1 + round(_printed(reference, _PAYMENT_ROOM))) for _, reference, *_ in payments),
        )
        <= _TOGETHER_MOST,
        "closing": _pairs(layout.closing, document, codes, 250),
        "observations": _pairs((layout.observations,), document, codes, 400)[0],
        "appendix": [
            [breakable(clean(label), _APPENDIX_LABEL, _LABEL, bold=True), _flow(value, 150)]
            for label, value in appendix
        ],
        "appendix_label": _widest((label for label, _ in appendix), _LABEL, _APPENDIX_LABEL, bold=True),
        "strip": _strip(request, layout),
    }


def printed_lines(tree: Tree) -> int:
    """How long the body will be, roughly, in lines of print."""
    table = tree["table"]
    return sum(1 + len(row[table["text"]]) // _PER_LINE for row in table["rows"])


def qr_content(document: Record) -> str:
    """What the QR code of an issued document says."""
    identificacion = {key: at(document, f"identificacion.{key}") for key in ("ambiente", "codigoGeneracion", "fecEmi")}
    if absent := [key for key, value in identificacion.items() if not isinstance(value, str)]:
        raise RenderingError(f"Al documento le falta {', '.join(absent)}; solo puede imprimirse como borrador.")
    return consulta_url(identificacion["ambiente"], identificacion["codigoGeneracion"], identificacion["fecEmi"])


def _day(value: Any) -> date | None:
    try:
        return date.fromisoformat(value)
    except (TypeError, ValueError):
        return None


def _flow(value: str, room: float, size: float = _BODY) -> str:
    return breakable(clean(value), room, size)


def _mono(value: str, room: float) -> str:
    """As `_flow` for the fixed-width face, whose letters are 0.602 em wide."""
    value = clean(value)
    return value if len(value) * 0.602 * _BODY <= room else breakable(value, room, 1.3 * _BODY)


def _flowing(pairs: Iterable[Pair], room: float) -> list[list[str]]:
    return [[_flow(label, room), _flow(value, room)] for label, value in pairs]


def _pairs(entries: Iterable[Entry], record: Record, codes: Codes, room: float) -> list[list[str]]:
    return _flowing((pair for entry in entries for pair in entry.pairs(record, codes)), room)


def _payment(row: Sequence[str]) -> list[str]:
    form, reference, term, figure = row
    return [_flow(form, _PAYMENT_ROOM), _flow(reference, _PAYMENT_ROOM), _flow(term, _TERM_ROOM), figure]


def _widest(texts: Iterable[str], size: float, most: float, *, bold: bool = False) -> float:
    """Points that the widest of `texts` takes on one line, `most` at most."""
    return round(min(most, max((width(clean(each), size, bold=bold) for each in texts), default=0.0) + 0.1), 3)


def _meta(request: Request, layout: Layout) -> Tree:
    numero, codigo = (at(request.document, f"identificacion.{key}") for key in ("numeroControl", "codigoGeneracion"))
    named = not request.estado.draft
    kind = layout.title.capitalize()
    return {
        "title": clean(f"{kind} {numero}" if named and numero else f"{kind} – borrador"),
        "author": clean(str(at(request.document, "emisor.nombre") or "")),
        "keywords": [clean(str(codigo))] if named and codigo else [],
    }


def _brand(document: Record) -> Tree:
    name = at(document, "emisor.nombreComercial") or at(document, "emisor.nombre") or ""
    return {"name": _flow(str(name), 140, 12), "lines": [_flow(line, 140) for line in extras.brand_lines(document)]}


def _codes(request: Request, layout: Layout, codes: Codes) -> list[list[str]]:
    record: Record = {} if request.estado.draft else request.document
    pairs = [pair for entry in layout.codes for pair in entry.pairs(record, codes)]
    return [[label, _mono(value, 210)] for label, value in [*pairs, ("Sello de Recepción:", request.sello or ABSENT)]]


def _facts(request: Request, layout: Layout, codes: Codes) -> list[Tree]:
    """A contingency document says so in stronger type, before and after it is sealed."""
    pairs = _pairs(layout.facts, request.document, codes, 180)
    strong = _is_contingency(request.document)
    facts: list[Tree] = [
        {"label": label, "value": value, "strong": strong and entry is not layout.facts[-1]}
        for entry, (label, value) in zip(layout.facts, pairs, strict=True)
    ]
    if request.sello and request.fh_procesamiento:
        value = _flow(request.fh_procesamiento, 180)
        facts.append({"label": "Fecha y Hora de Procesamiento:", "value": value, "strong": False})
    return facts


def _is_contingency(document: Record) -> bool:
    return bool(at(document, "identificacion.tipoOperacion") == extras.CONTINGENCY)


def _marks(request: Request) -> list[str]:
    marks = [DRAFT_MARK] if request.estado.draft else []
    if at(request.document, "identificacion.ambiente") != "01":
        marks.append(TEST_MARK)
    return marks


def _notices(request: Request, codes: Codes) -> list[Tree]:
    notices: list[Tree] = []
    if request.estado.draft:
        text = REFUSED if request.estado is Estado.RECHAZADO else DRAFT
        notices.append({"title": DRAFT_MARK, "text": text, "pairs": []})
    if _is_contingency(request.document):
        pending = TRANSITORY if request.estado is Estado.FIRMADO else ""
        pairs = _flowing(extras.contingency(request.document, codes), 350)
        notices.append({"title": "TRANSMISIÓN POR CONTINGENCIA", "text": pending, "pairs": pairs})
    elif request.estado is Estado.FIRMADO:
        notices.append({"title": "PENDIENTE", "text": PENDING, "pairs": []})
    return notices


def _section(section: Section, document: Record, codes: Codes) -> Tree:
    entries = []
    for record in records(at(document, section.path)):
        note = section.note(record, codes)
        bare = note is not None and all(at(record, field.path) is None for field in section.fields)
        values = [] if bare else [value for _, value in _pairs(section.fields, record, codes, 150)]
        entries.append({"values": values, "note": _flow(note, 500, _SMALL) if note else ""})
    return {
        "title": section.title,
        "unused": ABSENT if not entries else "",
        "labels": [field.label for field in section.fields],
        "shares": [field.share for field in section.fields],
        "entries": entries,
    }


def _table(layout: Layout, lines: Sequence[Record], sums: Sequence[str], codes: Codes) -> tuple[Tree, Widths]:
    columns = layout.columns
    cells = [[clean(column.show(at(line, column.key), codes)) for column in columns] for line in lines]
    widths = fit(columns, cells, sums)
    rooms = [(column, widths.room(i)) for i, column in enumerate(columns)]
    notes = [layout.line_note(line, codes) for line in lines]
    text = next(i for i, column in enumerate(columns) if column.kind == "text")
    tree = {
        "columns": [
            {"label": column.label, "kind": column.kind, "width": round(points, 3)}
            for column, points in zip(columns, widths.points, strict=True)
        ],
        "size": widths.size,
        "text": text,
        "rows": [
            [opened(column, cell, room, widths.size) for (column, room), cell in zip(rooms, row, strict=True)]
            for row in cells
        ],
        "notes": {str(i): _flow(note, widths.room(text), _SMALL) for i, note in enumerate(notes) if note},
        "tall": [i for i, row in enumerate(cells) if _printed(row[text], widths.room(text)) > _TALL],
    }
    return tree, widths


def _printed(value: str, room: float) -> float:
    """Lines of print that `value` takes, roughly."""
    return value.count("\n") + len(value) * _LETTER / room


def _under(layout: Layout, sums: Sequence[str], widths: Widths) -> list[str]:
    first = len(layout.columns) - len(sums)
    return [
        opened(layout.columns[i], figure, widths.room(i), widths.size, bold=True)
        for i, figure in enumerate(sums, start=first)
    ]


def _summary(layout: Layout, document: Record, codes: Codes) -> list[Tree]:
    rows: list[Tree] = []
    for part in layout.summary:
        if isinstance(part, Row):
            rows.append({"label": part.label, "value": amount(at(document, part.path)), "kind": part.kind})
        else:
            rows.extend(_tributes(part, document, codes))
    return rows


def _tributes(part: Tributes, document: Record, codes: Codes) -> list[Tree]:
    tributes = records(at(document, part.path))
    printed = [tribute for tribute in tributes if not codes.informative(tribute.get("codigo"))]
    rows = [{"label": part.name_label, "value": part.value_label, "kind": "heading"}]
    for tribute in printed:
        label = str(tribute.get("descripcion") or codes.name("CAT-015", tribute.get("codigo")))
        rows.append({"label": _flow(label, 160), "value": amount(tribute.get("valor")), "kind": "tribute"})
    return rows if printed else [*rows, {"label": ABSENT, "value": amount(0), "kind": "tribute"}]


def _strip(request: Request, layout: Layout) -> Tree:
    """The line at the head of every further page."""
    if request.estado.draft:
        return {"title": layout.title, "pairs": [[DRAFT_MARK, ""]]}
    pairs = _pairs(layout.codes, request.document, Codes(layout.regime, None), 240)
    return {"title": layout.title, "pairs": pairs}
