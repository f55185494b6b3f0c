"""Turns a document into the plain tree of texts that the template sets: every decision is here, every measure there.

The tree holds only strings, lists and numbers. The template receives it as a JSON file and never as source, so nothing
that a document says can be read as markup.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from facturaxpress.rendering import body, extras, figures
from facturaxpress.rendering.body import PER_LINE, SMALL, Tree
from facturaxpress.rendering.consulta import CONSULTA
from facturaxpress.rendering.estado import Estado
from facturaxpress.rendering.figures import ABSENT
from facturaxpress.rendering.layout import Entry, Field, Form, Layout, Pair, Record, Section, amount, at, records
from facturaxpress.rendering.names import Codes
from facturaxpress.rendering.text import breakable, clean, width

TEST_MARK: Final = "AMBIENTE DE PRUEBAS – SIN VALIDEZ TRIBUTARIA"
DRAFT_MARK: Final = "BORRADOR"
INVALID_MARK: Final = "INVALIDADO"
DRAFT: Final = "Borrador sin validez tributaria: no tiene número, firma ni sello."
CURRENCY: Final = "Montos en dólares estadounidenses (USD)."

_BODY: Final = 8.0
_LABEL: Final = 7.5
_PARTY_ROOM: Final = 170.0
"""Points that a value of the issuer's and receiver's boxes has on a line."""
_FORM_ROOM: Final = 240.0
"""Points that a label of a form, or its value under it, has on a line."""
_PAYMENT_ROOM: Final = 74.0
"""Points on a line for each of a payment's form and reference: an even half of what term and amount leave them."""
_TERM_ROOM: Final = 39.0
_APPENDIX_LABEL: Final = 110.0
"""Points that a label of the appendix may take on a line, so that its value has 150."""
_TOGETHER_MOST: Final = 36
"""Lines of summary, or of the payments beside it, up to which they stay on one page; no page holds many more."""
_TOGETHER_ON_SIDE: Final = 24
"""The same of a page laid on its side."""


@dataclass(frozen=True, slots=True)
class Request:
    """What is asked to be printed: a document as `reading.read` gives it, and the layout it has."""

    document: Record
    layout: Layout
    estado: Estado
    sello: str | None
    fh_procesamiento: str | None = None
    invalidacion: Record | None = None
    """The event that invalidates the document."""

    @property
    def codes(self) -> Codes:
        regime = self.layout.versions[at(self.document, "identificacion.version")]
        return Codes(regime, _day(at(self.document, "identificacion.fecEmi")))


def compose(request: Request) -> Tree:
    """The tree for the template; see the module."""
    document, layout, codes = request.document, request.layout, request.codes
    table = None if layout.body is None else body.table(layout.body, document, codes)
    landscape = table is not None and table["landscape"]
    summary = body.summary(layout, document, codes)
    payments = extras.payments(document, codes)
    appendix = [(f"{label}:", value) for label, value in extras.appendix(document)]
    return {
        "meta": _meta(request),
        "lang": "es",
        "landscape": landscape,
        "brand": _brand(document),
        "version": f"Ver.{at(document, 'identificacion.version')}",
        "heading": layout.heading,
        "title": layout.title,
        "codes": _codes(request),
        "facts": _facts(request),
        "qr": not request.estado.draft,
        "noun": f"{layout.noun} tributario electrónico" if layout.heading else layout.noun,
        "consulta": CONSULTA.removeprefix("https://"),
        "marks": _marks(request),
        "notices": _notices(request),
        "parties": [
            {"title": party.title, "fields": _pairs(party.entries, document, codes, _PARTY_ROOM)}
            for party in layout.parties
        ],
        "sections": [_section(section, document, codes) for section in layout.sections],
        "form": _form(layout.form, document, codes),
        "table": table,
        "summary": summary,
        "payments": [_payment(row) for row in payments],
        "reference": _widest((reference for _, reference, *_ in payments), _BODY, _PAYMENT_ROOM),
        "payment_notes": _flowing(extras.payment_notes(document), 120),
        "remark": f"{layout.remark} {CURRENCY}".strip() if summary else "",
        "together": max(
            sum(1 + len(row["label"]) // PER_LINE for row in summary),
            sum(max(2, 1 + round(body.printed(reference, _PAYMENT_ROOM))) for _, reference, *_ in payments),
        )
        <= (_TOGETHER_ON_SIDE if landscape else _TOGETHER_MOST),
        "closing": _pairs(layout.closing, document, codes, 250),
        "observations": _pairs((layout.observations,), document, codes, 400) if layout.observations else [],
        "extension": _form(layout.extension, document, codes),
        "appendix": [
            [breakable(clean(label), _APPENDIX_LABEL, _LABEL, bold=True), _flow(value, 150)]
            for label, value in appendix
        ],
        "appendix_label": _widest((label for label, _ in appendix), _LABEL, _APPENDIX_LABEL, bold=True),
        "strip": _strip(request),
    }


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


def _meta(request: Request) -> Tree:
    numero, codigo = (at(request.document, f"identificacion.{key}") for key in ("numeroControl", "codigoGeneracion"))
    named = not request.estado.draft
    kind = request.layout.title.capitalize()
    return {
        "title": clean(f"{kind} {numero or codigo}" if named else f"{kind} – borrador"),
        "author": clean(str(at(request.document, "emisor.nombre") or "")),
        "keywords": [clean(str(codigo))] if named and codigo else [],
    }


def _brand(document: Record) -> Tree:
    name = at(document, "emisor.nombreComercial") or at(document, "emisor.nombre") or ""
    return {"name": _flow(str(name), 140, 12), "lines": [_flow(line, 140) for line in extras.brand_lines(document)]}


def _codes(request: Request) -> list[list[str]]:
    record = _unnumbered(request.document) if request.estado.draft else request.document
    pairs = [pair for entry in request.layout.codes for pair in entry.pairs(record, request.codes)]
    return [[label, _mono(value, 210)] for label, value in [*pairs, ("Sello de Recepción:", request.sello or ABSENT)]]


def _unnumbered(document: Record) -> Record:
    """A draft shows no number, even where it has one: nobody may take it for a document."""
    identificacion = at(document, "identificacion")
    if not isinstance(identificacion, dict):
        return {}
    hidden = ("codigoGeneracion", "numeroControl")
    return {"identificacion": {key: value for key, value in identificacion.items() if key not in hidden}}


def _facts(request: Request) -> list[Tree]:
    """A contingency document says so in stronger type, before and after it is sealed."""
    layout = request.layout
    pairs = _pairs(layout.facts, request.document, request.codes, 180)
    strong = _is_contingency(request.document)
    facts: list[Tree] = [
        {"label": label, "value": value, "strong": strong and isinstance(entry, Field)}
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
    if request.estado is Estado.INVALIDADO:
        marks.append(INVALID_MARK)
    if at(request.document, "identificacion.ambiente") != "01":
        marks.append(TEST_MARK)
    return marks


def _notices(request: Request) -> list[Tree]:
    noun, estado, document = request.layout.noun.capitalize(), request.estado, request.document
    notices: list[Tree] = []
    if estado is Estado.RECHAZADO:
        text = f"{noun} rechazado por el Ministerio de Hacienda: no tiene validez tributaria."
        notices.append(_notice(DRAFT_MARK, text))
    elif estado is Estado.BORRADOR:
        notices.append(_notice(DRAFT_MARK, DRAFT))
    elif estado is Estado.INVALIDADO:
        text = f"{noun} invalidado: no tiene validez tributaria."
        notices.append(_notice(INVALID_MARK, text, _invalidation(request.invalidacion)))
    if _is_contingency(document):
        text = f"{noun} en estado transitorio, pendiente de sello de recepción." if estado is Estado.FIRMADO else ""
        notices.append(_notice("TRANSMISIÓN POR CONTINGENCIA", text, extras.contingency(document, request.codes)))
    elif estado is Estado.FIRMADO:
        notices.append(_notice("PENDIENTE", f"{noun} pendiente de sello de recepción."))
    if merger := extras.merger(document):
        notices.append(_notice("FUSIONES Y OTROS", "", merger))
    return notices


def _notice(title: str, text: str, pairs: Iterable[Pair] = ()) -> Tree:
    return {"title": title, "text": text, "pairs": _flowing(pairs, 350)}


def _invalidation(event: Record | None) -> list[Pair]:
    if event is None:
        return []
    fecEmi, horEmi = (at(event, f"identificacion.{key}") for key in ("fecEmi", "horEmi"))
    return [
        ("Evento de invalidación:", str(at(event, "identificacion.codigoGeneracion") or ABSENT)),
        ("Fecha y Hora del evento:", f"{figures.day(fecEmi)} {horEmi or ''}".strip()),
    ]


def _section(section: Section, document: Record, codes: Codes) -> Tree:
    entries = []
    for record in records(at(document, section.path)):
        note = section.note(record, codes)
        bare = note is not None and all(at(record, field.path) is None for field in section.fields)
        values = [] if bare else [value for _, value in _pairs(section.fields, record, codes, 150)]
        entries.append({"values": values, "note": _flow(note, 500, SMALL) if note else ""})
    return {
        "title": section.title,
        "unused": ABSENT if not entries else "",
        "labels": [field.label for field in section.fields],
        "shares": [field.share for field in section.fields],
        "entries": entries,
    }


def _form(form: Form | None, document: Record, codes: Codes) -> Tree | None:
    if form is None:
        return None
    cells = [
        {
            "label": _flow(label, _FORM_ROOM, _LABEL),
            "value": _flow(value, _FORM_ROOM),
            "figure": isinstance(entry, Field) and entry.show is amount,
            "strong": isinstance(entry, Field) and entry.strong,
        }
        for entry in form.entries
        for label, value in entry.pairs(document, codes)
    ]
    return {"title": form.title, "cells": cells} if cells else None


def _strip(request: Request) -> Tree:
    """The line at the head of every further page."""
    layout = request.layout
    if request.estado.draft:
        return {"title": layout.title, "pairs": [[DRAFT_MARK, ""]]}
    pairs = _pairs((entry for entry in layout.codes if isinstance(entry, Field)), request.document, request.codes, 240)
    return {"title": layout.title, "pairs": pairs}
