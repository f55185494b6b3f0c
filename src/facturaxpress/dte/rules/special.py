"""Rules of the event of special operations (17): documents one by one or in ranges, active or annulled."""

from collections.abc import Iterator
from datetime import date

from facturaxpress.dte.documents.views import AnyDocument, AnyLine
from facturaxpress.dte.events.operaciones_especiales.ranges import Range, range_of
from facturaxpress.dte.rules import identities
from facturaxpress.dte.rules.book import Problem, declare, rule
from facturaxpress.dte.rules.facts import Facts
from facturaxpress.dte.texts import is_date, shown

_TYPES = ("17",)
_PAGES = "Manual Funcional 2.0 p. 24–26"
SIMPLIFIED = "02"
"""Factura de venta simplificada (CAT-023 of 2.0); the manual's examples print 22, which is in no catalogue."""
MOST_LINES = 500
"""The structure would take 2,000; the manual says 500 (p. 24)."""

declare(
    "event-ahead",
    message="La fecha del evento, {value}, es posterior a hoy, {today}.",
    message_en="The date of the event, {value}, is later than today, {today}.",
    fix="Omita fecEmi, o escriba una fecha que no sea posterior a hoy.",
    fix_en="Leave out fecEmi, or write a date that is not later than today.",
    source="FacturaXpress: un evento informa de operaciones ya hechas",
    types=_TYPES,
    validate="off",
)
declare(
    "special-range-date",
    message="En una línea por rango fechaEmision va en null; la fecha {value} no se escribe en el evento.",
    message_en="In a line that is a range fechaEmision is null; the date {value} is not written into the event.",
    fix="Omita fechaEmision, o elija la lectura fechaRango17: fecha.",
    fix_en="Leave out fechaEmision, or choose the reading fechaRango17: fecha.",
    source="Manual Funcional 2.0 p. 24 y 26–28 (K15)",
    types=_TYPES,
    build="warning",
    validate="off",
)


@rule(
    "special-lines",
    message="El evento tiene {length} líneas y puede tener hasta {limit}.",
    message_en="The event has {length} lines and may have up to {limit}.",
    fix="Reparta los documentos en varios eventos: hasta {limit} líneas en cada uno.",
    fix_en="Put the documents into several events: up to {limit} lines in each.",
    source="Manual Funcional 2.0 p. 24; la estructura admite 2000",
    types=_TYPES,
)
def special_lines(document: AnyDocument, _: Facts) -> Iterator[Problem]:
    length = len(document.cuerpoDocumento)
    if length > MOST_LINES:
        yield "cuerpoDocumento", {"length": length, "limit": MOST_LINES}


@rule(
    "special-document",
    message="El tipo de documento {value} no está en CAT-023.",
    message_en="The type of document {value} is not in CAT-023.",
    fix="Use uno de estos códigos: {choices}.",
    fix_en="Use one of these codes: {choices}.",
    source="CAT-023",
    types=_TYPES,
)
def special_document(document: AnyDocument, facts: Facts) -> Iterator[Problem]:
    for index, item in enumerate(document.cuerpoDocumento):
        if item.tipoDocumento not in identities.codes("CAT-023", "2.0", facts.on):
            choices = identities.choices("CAT-023", "2.0", facts.on)
            yield (
                f"cuerpoDocumento[{index}].tipoDocumento",
                {"value": shown(item.tipoDocumento or "null"), "choices": choices},
            )


@rule(
    "special-simplified",
    message="Las facturas de venta simplificada se informan por rango.",
    message_en="Simplified invoices are reported in ranges.",
    fix="Agregue docDel y docAl; una sola es el mismo número dos veces.",
    fix_en="Add docDel and docAl; a single one is the same number twice.",
    source=_PAGES,
    types=_TYPES,
)
def special_simplified(document: AnyDocument, _: Facts) -> Iterator[Problem]:
    for index, item in enumerate(document.cuerpoDocumento):
        if item.tipoDocumento == SIMPLIFIED and not is_range(item):
            yield f"cuerpoDocumento[{index}].docDel", {}


@rule(
    "special-single",
    message="La línea es de un solo documento y falta {field}.",
    message_en="The line is of one document and {field} is missing.",
    fix="Agregue {field}, o docDel y docAl si es un rango.",
    fix_en="Add {field}, or docDel and docAl if it is a range.",
    source=_PAGES,
    types=_TYPES,
)
def special_single(document: AnyDocument, _: Facts) -> Iterator[Problem]:
    for path, item in _single(document):
        for field in ("numDocumento", "fechaEmision"):
            if getattr(item, field) is None:
                yield f"{path}.{field}", {"field": field}


@rule(
    "special-single-count",
    message="La línea es de un solo documento y cantidad es {sent}.",
    message_en="The line is of one document and cantidad is {sent}.",
    fix="Ponga cantidad en 1, o agregue docDel y docAl si es un rango.",
    fix_en="Put 1 into cantidad, or add docDel and docAl if it is a range.",
    source=_PAGES,
    types=_TYPES,
)
def special_single_count(document: AnyDocument, _: Facts) -> Iterator[Problem]:
    for path, item in _single(document):
        if item.cantidad != 1:
            yield f"{path}.cantidad", {"sent": item.cantidad}


def _single(document: AnyDocument) -> Iterator[tuple[str, AnyLine]]:
    """The lines without `docDel` and `docAl`, which are one document each; the simplified ones may not be so."""
    for index, item in enumerate(document.cuerpoDocumento):
        if not is_range(item) and item.tipoDocumento != SIMPLIFIED:
            yield f"cuerpoDocumento[{index}]", item


@rule(
    "special-range",
    message="Al rango le falta {field}.",
    message_en="The range lacks {field}.",
    fix="Agregue {field}.",
    fix_en="Add {field}.",
    source=_PAGES,
    types=_TYPES,
)
def special_range(document: AnyDocument, _: Facts) -> Iterator[Problem]:
    for path, item in _ranges(document):
        for field in ("docDel", "docAl"):
            if not getattr(item, field):
                yield f"{path}.{field}", {"field": field}


@rule(
    "special-range-number",
    message="Una línea por rango no lleva numDocumento.",
    message_en="A line that is a range has no numDocumento.",
    fix="Deje numDocumento en null.",
    fix_en="Leave numDocumento null.",
    source=_PAGES,
    types=_TYPES,
)
def special_range_number(document: AnyDocument, _: Facts) -> Iterator[Problem]:
    for path, item in _ranges(document):
        if item.numDocumento is not None:
            yield f"{path}.numDocumento", {}


@rule(
    "special-range-backwards",
    message="El rango va de {first} a {last}, hacia atrás.",
    message_en="The range runs backwards, from {first} to {last}.",
    fix="Escriba en docDel el número menor y en docAl el mayor.",
    fix_en="Write the lower number into docDel and the higher into docAl.",
    source=_PAGES,
    types=_TYPES,
)
def special_range_backwards(document: AnyDocument, _: Facts) -> Iterator[Problem]:
    for path, item in _ranges(document):
        found = range_of(item.docDel, item.docAl)
        if found is not None and found.count < 1:
            yield f"{path}.docAl", {"first": shown(item.docDel or ""), "last": shown(item.docAl or "")}


@rule(
    "special-range-count",
    message="El rango abarca {count} documentos y cantidad es {sent}.",
    message_en="The range holds {count} documents and cantidad is {sent}.",
    fix="Ponga cantidad en {count}, o corrija el rango.",
    fix_en="Put {count} into cantidad, or correct the range.",
    source=_PAGES,
    types=_TYPES,
)
def special_range_count(document: AnyDocument, _: Facts) -> Iterator[Problem]:
    for path, item in _ranges(document):
        found = range_of(item.docDel, item.docAl)
        if found is not None and found.count >= 1 and item.cantidad != found.count:
            yield f"{path}.cantidad", {"count": found.count, "sent": item.cantidad}


def _ranges(document: AnyDocument) -> Iterator[tuple[str, AnyLine]]:
    for index, item in enumerate(document.cuerpoDocumento):
        if is_range(item):
            yield f"cuerpoDocumento[{index}]", item


@rule(
    "special-mixed",
    message="El evento mezcla líneas por rango y documentos uno por uno.",
    message_en="The event mixes lines that are ranges with documents one by one.",
    fix="Informe los rangos en un evento y los documentos uno por uno en otro.",
    fix_en="Report the ranges in one event and the documents one by one in another.",
    source="Manual Funcional 2.0 p. 24–25",
    types=_TYPES,
)
def special_mixed(document: AnyDocument, _: Facts) -> Iterator[Problem]:
    kinds = [is_range(item) for item in document.cuerpoDocumento]
    other = next((index for index, kind in enumerate(kinds) if kind != kinds[0]), None)
    if other is not None:
        yield f"cuerpoDocumento[{other}].docDel", {}


@rule(
    "special-state",
    message="El evento mezcla documentos activos y anulados (con codigoGeneracionRef).",
    message_en="The event mixes active documents with annulled ones (with codigoGeneracionRef).",
    fix="Informe los anulados en un evento aparte.",
    fix_en="Report the annulled ones in an event of their own.",
    source="Manual Funcional 2.0 p. 24",
    types=_TYPES,
)
def special_state(document: AnyDocument, _: Facts) -> Iterator[Problem]:
    states = [item.codigoGeneracionRef is None for item in document.cuerpoDocumento]
    other = next((index for index, state in enumerate(states) if state != states[0]), None)
    if other is not None:
        yield f"cuerpoDocumento[{other}].codigoGeneracionRef", {}


@rule(
    "special-twice",
    message="{value} está más de una vez en el evento.",
    message_en="{value} is in the event more than once.",
    fix="Informe cada documento una sola vez.",
    fix_en="Report each document once.",
    source="Manual Funcional 2.0 p. 24",
    types=_TYPES,
)
def special_twice(document: AnyDocument, _: Facts) -> Iterator[Problem]:
    seen: set[tuple[str | None, str]] = set()
    ranges: dict[tuple[str | None, str], list[tuple[Range, int]]] = {}
    for index, item in enumerate(document.cuerpoDocumento):
        if item.numDocumento is not None and not is_range(item):
            if (item.tipoDocumento, item.numDocumento) in seen:
                yield f"cuerpoDocumento[{index}].numDocumento", {"value": shown(item.numDocumento)}
            seen.add((item.tipoDocumento, item.numDocumento))
        found = range_of(item.docDel, item.docAl)
        if found is not None:
            ranges.setdefault((item.tipoDocumento, found.series), []).append((found, index))
    for index in sorted(index for members in ranges.values() for index in _overlapping(members)):
        item = document.cuerpoDocumento[index]
        value = f"{shown(item.docDel or '')}–{shown(item.docAl or '')}"
        yield f"cuerpoDocumento[{index}].docDel", {"value": value}


def _overlapping(ranges: list[tuple[Range, int]]) -> set[int]:
    """The lines whose range has a number that an earlier line has too."""
    told: set[int] = set()
    reach: tuple[int, int] | None = None
    for one, index in sorted(ranges, key=lambda pair: (pair[0].first, pair[1])):
        if reach is not None and one.first <= reach[0]:
            told.add(max(index, reach[1]))
        if reach is None or one.last > reach[0]:
            reach = (one.last, index)
    return told


@rule(
    "special-period",
    message="El documento es del {value} y el evento del {own}: son de otro período.",
    message_en="The document is of {value} and the event of {own}: they are of different periods.",
    fix="Informe en un evento con fecha del mismo mes que los documentos.",
    fix_en="Report them in an event dated in the same month as the documents.",
    source="Manual Funcional 2.0 p. 24",
    types=_TYPES,
)
def special_period(document: AnyDocument, facts: Facts) -> Iterator[Problem]:
    own = facts.on.isoformat()
    for index, item in enumerate(document.cuerpoDocumento):
        day = item.fechaEmision
        if day is not None and is_date(day) and day[:7] != own[:7]:
            yield f"cuerpoDocumento[{index}].fechaEmision", {"value": day, "own": own}


@rule(
    "special-later",
    message="El documento es del {value}, posterior al evento, del {own}.",
    message_en="The document is of {value}, later than the event, of {own}.",
    fix="Corrija fechaEmision, o informe el documento en un evento de ese día o posterior.",
    fix_en="Correct fechaEmision, or report the document in an event of that day or later.",
    source="FacturaXpress: un evento informa de operaciones ya hechas",
    types=_TYPES,
    validate="warning",
)
def special_later(document: AnyDocument, facts: Facts) -> Iterator[Problem]:
    for index, item in enumerate(document.cuerpoDocumento):
        day = item.fechaEmision
        if day is not None and is_date(day) and date.fromisoformat(day) > facts.on:
            yield f"cuerpoDocumento[{index}].fechaEmision", {"value": day, "own": facts.on.isoformat()}


def is_range(item: AnyLine) -> bool:
    return item.docDel is not None or item.docAl is not None
