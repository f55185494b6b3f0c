"""Rules of the related documents that the issuer holds: what they are, and what is left of them.

What is not held is not compared. Documents are read as they were signed, whatever their structure: the names asked for
here are the same in all of them, or said so.
"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from facturaxpress.dte.codes import CONTABLE_LIQUIDACION, RETENCION
from facturaxpress.dte.context import Held
from facturaxpress.dte.deadlines import note_dates
from facturaxpress.dte.documents.views import AnyDocument, AnyRelated
from facturaxpress.dte.identity import compact
from facturaxpress.dte.money import EXACT, TOLERANCE, ZERO, r2, total
from facturaxpress.dte.rules import parts
from facturaxpress.dte.rules.book import Problem, rule
from facturaxpress.dte.rules.facts import Facts
from facturaxpress.dte.rules.notes import ADJUSTING
from facturaxpress.dte.texts import is_date, money, shown

RELATING = ("01", "03", "04", "05", "06", "11")
_COLUMNS = {
    "ventaNoSuj": ("totalNoSuj", "descuNoSuj"),
    "ventaExenta": ("totalExenta", "descuExenta"),
    "ventaGravada": ("totalGravada", "descuGravada"),
}
"""Each column of a line, its total and its global discount."""
_BASE = "totalSujetoRetencion"


def _held(document: AnyDocument, facts: Facts) -> Iterator[tuple[str, AnyRelated, Held]]:
    """The related documents that are held, each with its path."""
    for index, other in enumerate(document.documentoRelacionado or ()):
        held = facts.held.get(other.numeroDocumento)
        if held is not None:
            yield f"documentoRelacionado[{index}]", other, held


def _part(document: Mapping[str, Any], section: str) -> Mapping[str, Any]:
    found = document.get(section)
    return found if isinstance(found, Mapping) else {}


def _amount(section: Any, field: str) -> Decimal:
    """An amount of a document as it was signed, or of the one that is judged; 0 if there is none."""
    value = section.get(field) if isinstance(section, Mapping) else getattr(section, field, None)
    return Decimal(value) if isinstance(value, Decimal | int) else ZERO


def _text(section: Any, field: str) -> str | None:
    value = section.get(field) if isinstance(section, Mapping) else getattr(section, field, None)
    return value if isinstance(value, str) else None


@rule(
    "related-unsealed",
    message="El documento relacionado {value} todavía no tiene sello de recepción.",
    message_en="The related document {value} has no seal of reception yet.",
    fix="Espere a que MH lo reciba, y emita después.",
    fix_en="Wait until MH has received it, and issue then.",
    types=RELATING,
    section="documentoRelacionado",
    source="Manual Funcional 2.0 p. 44",
)
def related_unsealed(document: AnyDocument, facts: Facts) -> Iterator[Problem]:
    for path, other, held in _held(document, facts):
        # A documento contable de liquidación may be cited before it is sealed; its issuer sends it in time.
        if held.selloRecibido is None and other.tipoDocumento != CONTABLE_LIQUIDACION:
            yield f"{path}.numeroDocumento", {"value": shown(other.numeroDocumento)}


@rule(
    "related-invalidated",
    message="El documento relacionado {value} está invalidado.",
    message_en="The related document {value} is invalidated.",
    fix="Relacione el documento que lo reemplaza, o quite este.",
    fix_en="Relate the document that replaces it, or remove this one.",
    types=RELATING,
    section="documentoRelacionado",
    source="Manual Funcional 2.0 p. 44",
)
def related_invalidated(document: AnyDocument, facts: Facts) -> Iterator[Problem]:
    for path, other, held in _held(document, facts):
        if held.invalidated:
            yield f"{path}.numeroDocumento", {"value": shown(other.numeroDocumento)}


@rule(
    "related-differs",
    message="{field} dice {sent} y el documento relacionado dice {own}.",
    message_en="{field} says {sent} and the related document says {own}.",
    fix="Ponga {field} en {own}, como está en el documento relacionado.",
    fix_en="Set {field} to {own}, as it stands in the related document.",
    types=RELATING,
    section="documentoRelacionado",
    source="Manual Funcional 2.0 p. 41",
)
def related_differs(document: AnyDocument, facts: Facts) -> Iterator[Problem]:
    for path, other, held in _held(document, facts):
        own = _part(held.document, "identificacion")
        for field, key in (("tipoDocumento", "tipoDte"), ("fechaEmision", "fecEmi")):
            sent, stated = getattr(other, field), own.get(key)
            if isinstance(stated, str) and sent != stated:
                yield f"{path}.{field}", {"field": field, "sent": shown(sent), "own": shown(stated)}


@rule(
    "note-dates",
    message="La nota es del {own} y un documento del {value} se ajusta desde ese día hasta el {limit}.",
    message_en="The note is of {own}, and a document of {value} is adjusted from that day until {limit}.",
    fix="Use una fecha entre las dos; vencido el plazo, el documento ya no se ajusta con una nota.",
    fix_en="Use a date between the two; after the term a note no longer adjusts the document.",
    types=ADJUSTING,
    section="documentoRelacionado",
    source="Normativa de cumplimiento 2.0: notas hasta tres meses después del documento",
)
def note_dates_kept(document: AnyDocument, facts: Facts) -> Iterator[Problem]:
    for path, _, held in _held(document, facts):
        day = _part(held.document, "identificacion").get("fecEmi")
        if isinstance(day, str) and is_date(day):
            allowed = note_dates(date.fromisoformat(day))
            if facts.on not in allowed:
                values = {"own": facts.on.isoformat(), "value": day, "limit": allowed.last.isoformat()}
                yield f"{path}.fechaEmision", values


@rule(
    "note-parties",
    message="El {whose} de la nota es {sent} y el del documento que ajusta es {own}.",
    message_en="The {whose_en} of the note is {sent} and that of the document it adjusts is {own}.",
    fix="Emita la nota a las mismas personas; si hubo fusión, ponga el NIT absorbido en identificacion.fusion.",
    fix_en="Issue the note to the same parties; after a merger, put the absorbed NIT into identificacion.fusion.",
    types=ADJUSTING,
    section="documentoRelacionado",
    source="Manual Funcional 2.0 p. 34–35 y 41",
)
def note_parties(document: AnyDocument, facts: Facts) -> Iterator[Problem]:
    own: tuple[tuple[str, str, str, Any], ...] = (
        ("emisor", "emisor", "issuer", document.emisor),
        ("receptor", "receptor", "receiver", document.receptor),
        ("ventaTercero", "tercero", "third party", document.ventaTercero),
    )
    for _, _, held in _held(document, facts):
        # An absorbed company stands for one of the three (Manual Funcional 2.0 p. 34).
        absorbed = document.identificacion.fusion
        for section, whose, whose_en, party in own:
            number = None if party is None else party.numDocumento or party.nit
            original = _part(held.document, section)
            was = _text(original, "numDocumento") or _text(original, "nit")
            if compact(number or "") == compact(was or ""):
                continue
            if was is not None and was == absorbed:
                absorbed = None
                continue
            field = "nit" if number is None or party.numDocumento is None else "numDocumento"
            path = section if party is None else f"{section}.{field}"
            texts = {"sent": shown(number or "null"), "own": shown(was or "null")}
            yield path, {"whose": whose, "whose_en": whose_en, **texts}


@rule(
    "note-balance",
    message="La nota ajusta {amount} de {field} del documento {value}, del que quedan {left}.",
    message_en="The note adjusts {amount} of {field} of document {value}, of which {left} is left.",
    fix="Reduzca los montos: en cada clase de venta las notas suman como mucho lo del documento, menos su descuento.",
    fix_en="Lower the amounts: of each kind of sale the notes add up to the document's at most, less its discount.",
    types=("05",),
    section="documentoRelacionado",
    source="Normativa de cumplimiento 2.0; rechazo 016 de MH",
    made_of=parts.LINE | parts.DISCOUNTS,
)
def note_balance(document: AnyDocument, facts: Facts) -> Iterator[Problem]:
    yield from _over_balance(document, facts)


@rule(
    "debit-balance",
    message="La nota aumenta en {amount} {field} del documento {value}, del que quedan {left} sin notas de débito.",
    message_en="The note adds {amount} to {field} of document {value}, of which {left} is left without notes of debit.",
    fix="Compruebe los montos: MH puede pedir que en cada clase de venta las notas no pasen de lo del documento.",
    fix_en="Check the amounts: MH may ask that of each kind of sale the notes do not exceed the document's.",
    types=("06",),
    section="documentoRelacionado",
    source="Normativa de cumplimiento 2.0; rechazo 016 de MH",
    made_of=parts.LINE | parts.DISCOUNTS,
    build="warning",
    validate="warning",
)
def debit_balance(document: AnyDocument, facts: Facts) -> Iterator[Problem]:
    yield from _over_balance(document, facts)


@rule(
    "note-charge",
    message="La nota devuelve {amount} de cargos (noGravado) y del documento {value} quedan {left}.",
    message_en="The note gives back {amount} of charges (noGravado), and of document {value} {left} is left.",
    fix="Compruebe noGravado: en positivo es un cargo que la nota devuelve, y en negativo le resta.",
    fix_en="Check noGravado: a positive one is a charge that the note gives back, a negative one takes off it.",
    types=("05",),
    section="documentoRelacionado",
    source="FacturaXpress: saldo de los cargos; Normativa de cumplimiento 2.0",
    made_of=parts.LINE,
    build="warning",
    validate="warning",
)
def note_charge(document: AnyDocument, facts: Facts) -> Iterator[Problem]:
    for path, other, held in _held(document, facts):
        number, original = other.numeroDocumento, held.document.get("cuerpoDocumento")
        left = _charged(original if isinstance(original, list) else ())
        for lines, _ in _earlier(document, held, facts.law.tipo):
            left = EXACT.subtract(left, _charged(lines, number))
        amount, left = _charged(document.cuerpoDocumento, number), max(left, ZERO)
        if amount > EXACT.add(left, TOLERANCE):
            values = {"amount": money(amount), "value": shown(number), "left": money(left)}
            yield f"{path}.numeroDocumento", values


def _charged(lines: Sequence[Any], number: str | None = None) -> Decimal:
    """The charges in some lines, of those that name a document."""
    named = (line for line in lines if number is None or _text(line, "numeroDocumento") == number)
    return total(amount for line in named if (amount := _amount(line, "noGravado")) > ZERO)


@rule(
    "note-withholding",
    message="{figure} es {sent} en la nota y {known} en el documento {value} que ajusta.",
    message_en="{figure} is {sent} in the note, and {known} in document {value} which it adjusts.",
    fix="Ponga resumen.{flag} en {expected}, u omítalo: el sistema lo toma del documento.",
    fix_en="Set resumen.{flag} to {expected}, or leave it out: the system takes it from the document.",
    types=ADJUSTING,
    section="documentoRelacionado",
    source="Normativa de cumplimiento 2.0: ivaRete e ivaPerci de las notas, si el documento que se ajusta los llevaba",
    made_of=parts.LINE | parts.WITHHELD,
    build="warning",
    validate="warning",
)
def note_withholding(document: AnyDocument, facts: Facts) -> Iterator[Problem]:
    for _, other, held in _held(document, facts):
        summary = _part(held.document, "resumen")
        if other.tipoDocumento == RETENCION or _amount(summary, "totalGravada") < _WITHHOLDS_A_CENT:
            continue
        for figure, flag in _WITHHELD.items():
            # The structures of 1.x write it with a 1 (JSON Schema fe-ccf-v3, resumen).
            known = _amount(summary, figure) or _amount(summary, f"{figure}1")
            for path, sent in _withheld(document, other.numeroDocumento, figure, facts):
                if bool(sent) != bool(known):
                    texts = {"figure": figure, "sent": money(sent), "known": money(known)}
                    expected = "true" if known else "false"
                    yield path, {**texts, "value": shown(other.numeroDocumento), "flag": flag, "expected": expected}
                    break


_WITHHELD = {"ivaRete": "retieneIva", "ivaPerci": "percibeIva"}
_WITHHOLDS_A_CENT = Decimal(1)
"""Below it the 1 % may round to nothing."""


def _withheld(document: AnyDocument, number: str, figure: str, facts: Facts) -> Iterator[tuple[str, Decimal]]:
    """What a note withholds or perceives where it adjusts something taxable: by line, or in 1.x in all."""
    for index, line in enumerate(document.cuerpoDocumento):
        if line.numeroDocumento == number and line.ventaGravada >= _WITHHOLDS_A_CENT:
            if facts.law.regime == "1.x":
                yield f"resumen.{figure}", _amount(document.resumen, figure)
                return
            yield f"cuerpoDocumento[{index}].{figure}", _amount(line, figure)


def _over_balance(document: AnyDocument, facts: Facts) -> Iterator[Problem]:
    for path, other, held in _held(document, facts):
        number, retention = other.numeroDocumento, other.tipoDocumento == RETENCION
        amounts = _adjusted(number, document.cuerpoDocumento, document.resumen, retention=retention)
        left = _worth(held.document)
        for lines, summary in _earlier(document, held, facts.law.tipo):
            for field, spent in _adjusted(number, lines, summary, retention=retention).items():
                left[field] = EXACT.subtract(left.get(field, ZERO), spent)
        for field, amount in amounts.items():
            rest = max(left.get(field, ZERO), ZERO)
            if amount > EXACT.add(rest, TOLERANCE):
                values = {"amount": money(amount), "field": field, "value": shown(number), "left": money(rest)}
                yield f"{path}.numeroDocumento", values


def _earlier(document: AnyDocument, held: Held, tipo: str) -> Iterator[tuple[list[Any], Mapping[str, Any]]]:
    """The lines and the summary of each note of that type that is in force on what is held, without this very one."""
    mine = document.identificacion.codigoGeneracion
    for note in held.affecting:
        own, lines = _part(note, "identificacion"), note.get("cuerpoDocumento")
        if own.get("tipoDte") == tipo and own.get("codigoGeneracion") != mine and isinstance(lines, list):
            yield lines, _part(note, "resumen")


def _worth(document: Mapping[str, Any]) -> dict[str, Decimal]:
    """What may be adjusted: the base of a comprobante de retención, else each kind of sale less its global discount."""
    summary = _part(document, "resumen")
    if _part(document, "identificacion").get("tipoDte") == RETENCION:
        return {_BASE: _amount(summary, _BASE)}
    return {
        column: EXACT.subtract(_amount(summary, of), _amount(summary, less)) for column, (of, less) in _COLUMNS.items()
    }


def _adjusted(number: str, lines: Sequence[Any], summary: Any, *, retention: bool) -> dict[str, Decimal]:
    """What a note adjusts of a document: its lines, less their share of the note's own global discounts (1.x).

    Over a comprobante de retención, the bases.
    """
    named = [line for line in lines if _text(line, "numeroDocumento") == number]
    if retention:
        return {_BASE: total(EXACT.multiply(_amount(line, "cantidad"), _amount(line, "precioUni")) for line in named)}
    result = {}
    for column, (of, less) in _COLUMNS.items():
        amount, whole = total(_amount(line, column) for line in named), _amount(summary, of)
        if whole and (discount := _amount(summary, less)):
            amount = r2(EXACT.subtract(amount, EXACT.divide(EXACT.multiply(amount, discount), whole)))
        result[column] = amount
    return result
