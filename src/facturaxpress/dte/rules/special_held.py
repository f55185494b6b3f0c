"""Rules of annulled documents in special operations (17) against the event that reported them, where it is held."""

from collections.abc import Iterator
from decimal import Decimal

from facturaxpress.dte.context import Held
from facturaxpress.dte.documents.views import AnyDocument, AnyLine
from facturaxpress.dte.events.operaciones_especiales.ranges import Range, range_of
from facturaxpress.dte.holding import type_of, viewed
from facturaxpress.dte.money import ZERO, plain
from facturaxpress.dte.numbering import is_codigo_generacion
from facturaxpress.dte.rules.book import Problem, rule
from facturaxpress.dte.rules.facts import Facts
from facturaxpress.dte.rules.special import is_range
from facturaxpress.dte.texts import shown

_TYPES = ("17",)
_PAGES = "Manual Funcional 2.0 p. 24 y 28"
_REFERENCE_FIX = "Escriba en codigoGeneracionRef el código del evento que informó el documento como activo."
_REFERENCE_FIX_EN = "Write into codigoGeneracionRef the code of the event that reported the document as active."
SPECIAL = "17"
_COLUMNS = ("ventaNoSuj", "ventaExenta", "ventaGravada")


def _annulled(document: AnyDocument, facts: Facts) -> Iterator[tuple[str, AnyLine, str, Held]]:
    """The lines that annul what an event that is held reported, each with its path and the code of that event."""
    for index, item in enumerate(document.cuerpoDocumento):
        code = item.codigoGeneracionRef
        held = facts.held.get(code or "")
        if code is not None and held is not None and type_of(held.document) == SPECIAL:
            yield f"cuerpoDocumento[{index}]", item, code, held


@rule(
    "special-reference",
    message="El evento {value} no informó estos documentos como activos.",
    message_en="The event {value} did not report these documents as active.",
    fix=_REFERENCE_FIX,
    fix_en=_REFERENCE_FIX_EN,
    source=_PAGES,
    types=_TYPES,
)
def special_reference(document: AnyDocument, facts: Facts) -> Iterator[Problem]:
    for path, item, code, held in _annulled(document, facts):
        if _in_force(held) and not _reported(item, viewed(held.document)):
            yield f"{path}.codigoGeneracionRef", {"value": code}


@rule(
    "special-reference-code",
    message="«{value}» no es un código de generación.",
    message_en="“{value}” is not a codigoGeneracion.",
    fix=_REFERENCE_FIX,
    fix_en=_REFERENCE_FIX_EN,
    source=_PAGES,
    types=_TYPES,
)
def special_reference_code(document: AnyDocument, _: Facts) -> Iterator[Problem]:
    for index, item in enumerate(document.cuerpoDocumento):
        code = item.codigoGeneracionRef
        if code is not None and not is_codigo_generacion(code):
            yield f"cuerpoDocumento[{index}].codigoGeneracionRef", {"value": shown(code)}


@rule(
    "special-reference-type",
    message="{value} es un documento de tipo {own}, no un evento de operaciones especiales.",
    message_en="{value} is a document of type {own}, and no event of special operations.",
    fix=_REFERENCE_FIX,
    fix_en=_REFERENCE_FIX_EN,
    source=_PAGES,
    types=_TYPES,
)
def special_reference_type(document: AnyDocument, facts: Facts) -> Iterator[Problem]:
    for index, item in enumerate(document.cuerpoDocumento):
        held = facts.held.get(item.codigoGeneracionRef or "")
        if held is not None and type_of(held.document) != SPECIAL:
            values = {"value": item.codigoGeneracionRef, "own": type_of(held.document)}
            yield f"cuerpoDocumento[{index}].codigoGeneracionRef", values


@rule(
    "special-reference-state",
    message="El evento {value} no está sellado y vigente.",
    message_en="The event {value} is not sealed and in force.",
    fix="Espere a que MH lo selle; los documentos de un evento invalidado no se anulan.",
    fix_en="Wait until MH has sealed it; the documents of an invalidated event are not annulled.",
    source=_PAGES,
    types=_TYPES,
)
def special_reference_state(document: AnyDocument, facts: Facts) -> Iterator[Problem]:
    for path, _item, code, held in _annulled(document, facts):
        if not _in_force(held):
            yield f"{path}.codigoGeneracionRef", {"value": code}


def _in_force(held: Held) -> bool:
    return held.selloRecibido is not None and not held.invalidated


@rule(
    "special-again",
    message="{value} ya está anulado por el evento {other}.",
    message_en="{value} is annulled by the event {other} already.",
    fix="Quite la línea, o del rango los números que ya se anularon.",
    fix_en="Remove the line, or from the range the numbers that are annulled already.",
    source="Manual Funcional 2.0 p. 24",
    types=_TYPES,
)
def special_again(document: AnyDocument, facts: Facts) -> Iterator[Problem]:
    mine = document.identificacion.codigoGeneracion
    for path, item, code, held in _annulled(document, facts):
        for other in (viewed(one) for one in held.affecting if type_of(one) == SPECIAL):
            if other is None or other.identificacion.codigoGeneracion == mine:
                continue
            if any(line.codigoGeneracionRef == code and _meet(item, line) for line in other.cuerpoDocumento):
                value = shown(item.numDocumento or f"{item.docDel}–{item.docAl}")
                field = "docDel" if is_range(item) else "numDocumento"
                yield f"{path}.{field}", {"value": value, "other": other.identificacion.codigoGeneracion}


@rule(
    "special-differs",
    message="{field} es {sent} y el evento {code} informó {own}.",
    message_en="{field} is {sent}, and the event {code} reported {own}.",
    fix="Anule los documentos como se informaron: con el mismo precio y en la misma columna; si no, parta el rango.",
    fix_en="Annul the documents as they were reported: same price, same column; if need be, split the range.",
    source="Manual Funcional 2.0 p. 24 y 28–29",
    types=_TYPES,
)
def special_differs(document: AnyDocument, facts: Facts) -> Iterator[Problem]:
    for path, item, code, held in _annulled(document, facts):
        earlier = viewed(held.document)
        for line in () if earlier is None else earlier.cuerpoDocumento:
            if not _meet(item, line):
                continue
            pairs = (("precioUni", item.precioUni, line.precioUni), *_columns(item, line))
            field, sent, own = next((pair for pair in pairs if pair[1] != pair[2]), ("", 0, 0))
            if field:
                texts = {"sent": plain(Decimal(sent)), "own": plain(Decimal(own))}
                yield f"{path}.{field}", {"field": field, "code": code, **texts}
                break


def _columns(item: AnyLine, line: AnyLine) -> Iterator[tuple[str, Decimal, Decimal]]:
    """The columns of a line, each with its amount of one document, as annulled and as reported."""
    for column in _COLUMNS:
        sent, own = (one.precioUni if getattr(one, column) else ZERO for one in (item, line))
        yield column, sent, own


def _meet(item: AnyLine, line: AnyLine) -> bool:
    """Whether two lines tell of a document in common."""
    if item.tipoDocumento != line.tipoDocumento:
        return False
    if not is_range(item) and not is_range(line):
        return item.numDocumento == line.numDocumento
    one, other = _numbers(item), _numbers(line)
    if one is None or other is None or one.series != other.series:
        return False
    return one.first <= other.last and other.first <= one.last


def _numbers(item: AnyLine) -> Range | None:
    return range_of(item.docDel, item.docAl) if is_range(item) else range_of(item.numDocumento, item.numDocumento)


def _reported(item: AnyLine, earlier: AnyDocument | None) -> bool:
    """Whether each document of the line is in a line of the earlier event."""
    if earlier is None:
        return True
    same = [one for one in earlier.cuerpoDocumento if one.tipoDocumento == item.tipoDocumento]
    if not is_range(item):
        return any(one.numDocumento == item.numDocumento for one in same)
    wanted = range_of(item.docDel, item.docAl)
    found = [one for one in (range_of(line.docDel, line.docAl) for line in same) if one is not None]
    return wanted is None or _covered(wanted, found)


def _covered(wanted: Range, by: list[Range]) -> bool:
    """Whether all numbers of a range are in some of the others, which may lie side by side."""
    number = wanted.first
    for one in sorted((one for one in by if one.series == wanted.series), key=lambda one: one.first):
        if one.first <= number <= one.last:
            number = one.last + 1
    return number > wanted.last
