"""Rules of the documents that the lines of 07 and 08 are: how they are named, and what is held of them."""

import re
from collections import Counter
from collections.abc import Iterator
from datetime import date

from facturaxpress.dte.codes import ELECTRONIC, PHYSICAL
from facturaxpress.dte.context import Held
from facturaxpress.dte.documents.views import AnyDocument, AnyLine
from facturaxpress.dte.hints import HINTS, NOTHING, hinted
from facturaxpress.dte.holding import viewed
from facturaxpress.dte.identity import compact
from facturaxpress.dte.listing import RETAINED, SETTLED, subtracts
from facturaxpress.dte.numbering import is_codigo_generacion
from facturaxpress.dte.rules.book import Problem, rule
from facturaxpress.dte.rules.facts import Facts
from facturaxpress.dte.texts import is_date, shown

LISTING = ("07", "08")
_NUMBER = frozenset({"cuerpoDocumento.tipoGeneracion", "cuerpoDocumento.numeroDocumento"})
_CORRELATIVE = re.compile(r"[A-Za-z0-9]{1,20}").fullmatch


def listed(document: AnyDocument, facts: Facts) -> Iterator[tuple[str, AnyLine, Held, AnyDocument]]:
    """The lines whose document is held, each with its path, what is held, and the document in the names of 2.0."""
    for index, item in enumerate(document.cuerpoDocumento):
        held = facts.held.get(item.numeroDocumento or "")
        other = None if held is None else viewed(held.document)
        if held is not None and other is not None:
            yield f"cuerpoDocumento[{index}]", item, held, other


@rule(
    "listed-incomplete",
    message="De la línea falta {field}, que dice qué documento es.",
    message_en="The line lacks {field}, which says what document it is.",
    fix="Agregue {field}{hint}.",
    fix_en="Add {field}{hint_en}.",
    types=("07",),
    source="Normativa de cumplimiento 2.0; JSON Schema fe-cr-v1 (fe-cr-v2 lo admite en null)",
    validate="warning",
)
def listed_incomplete(document: AnyDocument, _: Facts) -> Iterator[Problem]:
    for index, item in enumerate(document.cuerpoDocumento):
        for field in ("tipoDte", "tipoGeneracion", "numeroDocumento", "fechaEmision"):
            # The number tells the kind of generation too.
            told = field == "tipoGeneracion" and item.numeroDocumento is None
            if getattr(item, field) is None and not told:
                yield f"cuerpoDocumento[{index}].{field}", {"field": field, **hinted(HINTS.get(field, NOTHING))}


@rule(
    "listed-type",
    message="Un documento de tipo {tipo} no lista documentos de tipo {value}.",
    message_en="A document of type {tipo} does not list documents of type {value}.",
    fix="Liste documentos de estos tipos: {choices}.",
    fix_en="List documents of these types: {choices}.",
    types=LISTING,
    source="Manual Funcional 2.0 p. 18–19 y 46–47; JSON Schema fe-cr-v1 y fe-cl-v1 (cuerpoDocumento)",
)
def listed_type(document: AnyDocument, facts: Facts) -> Iterator[Problem]:
    known = (RETAINED if facts.law.tipo == "07" else SETTLED)[facts.law.regime]
    for index, item in enumerate(document.cuerpoDocumento):
        if item.tipoDte is not None and item.tipoDte not in known:
            values = {"tipo": facts.law.tipo, "value": shown(item.tipoDte), "choices": ", ".join(sorted(known))}
            yield f"cuerpoDocumento[{index}].tipoDte", values


@rule(
    "listed-mixed",
    message="El comprobante lista documentos de varios tipos: {value} junto a {usual}.",
    message_en="The certificate lists documents of several types: {value} beside {usual}.",
    fix="Emita un comprobante de retención por cada tipo de documento.",
    fix_en="Issue one certificate for each type of document.",
    types=("07",),
    source="Normativa de cumplimiento 2.0: un solo tipo de documento por comprobante de retención",
    legacy="warning",
)
def listed_mixed(document: AnyDocument, _: Facts) -> Iterator[Problem]:
    counts = Counter(item.tipoDte for item in document.cuerpoDocumento if item.tipoDte is not None)
    usual = next(iter(counts.most_common(1)), ("", 0))[0]
    for index, item in enumerate(document.cuerpoDocumento):
        if item.tipoDte is not None and item.tipoDte != usual:
            yield f"cuerpoDocumento[{index}].tipoDte", {"value": shown(item.tipoDte), "usual": shown(usual)}


@rule(
    "listed-generation",
    message="El tipo de generación {value} no está en CAT-007.",
    message_en="The kind of generation {value} is not in CAT-007.",
    fix="Use 1 si el documento es físico o 2 si es electrónico.",
    fix_en="Use 1 if the document is printed or 2 if it is electronic.",
    types=LISTING,
    source="CAT-007",
)
def listed_generation(document: AnyDocument, _: Facts) -> Iterator[Problem]:
    for index, item in enumerate(document.cuerpoDocumento):
        if item.tipoGeneracion not in (None, PHYSICAL, ELECTRONIC):
            yield f"cuerpoDocumento[{index}].tipoGeneracion", {"value": item.tipoGeneracion}


@rule(
    "listed-number",
    message="«{value}» no identifica un documento {kind}.",
    message_en="“{value}” does not identify {kind_en} document.",
    fix="{how}.",
    fix_en="{how_en}.",
    types=LISTING,
    source="Manual Funcional 2.0 p. 41; JSON Schema fe-cr-v1 y fe-cl-v1 (cuerpoDocumento)",
    made_of=_NUMBER,
)
def listed_number(document: AnyDocument, _: Facts) -> Iterator[Problem]:
    for index, item in enumerate(document.cuerpoDocumento):
        number, path = item.numeroDocumento, f"cuerpoDocumento[{index}].numeroDocumento"
        if number is None:
            continue
        if item.tipoGeneracion == ELECTRONIC and not is_codigo_generacion(number):
            how = "Escriba su código de generación: 36 caracteres en mayúsculas, con guiones"
            how_en = "Write its codigoGeneracion: 36 characters in capitals, with hyphens"
            texts = {"kind": "electrónico", "kind_en": "an electronic", "how": how, "how_en": how_en}
            yield path, {"value": shown(number), **texts}
        if item.tipoGeneracion == PHYSICAL and not _CORRELATIVE(number):
            how = "Escriba el correlativo impreso, de hasta 20 letras o cifras"
            how_en = "Write the printed correlative, of up to 20 letters or digits"
            texts = {"kind": "físico", "kind_en": "a printed", "how": how, "how_en": how_en}
            yield path, {"value": shown(number), **texts}


@rule(
    "listed-number-capitals",
    message="El correlativo «{value}» lleva minúsculas.",
    message_en="The correlative “{value}” has lower-case letters.",
    fix="Escríbalo en mayúsculas.",
    fix_en="Write it in capitals.",
    types=("08",),
    source="JSON Schema fe-cl-v1 (cuerpoDocumento)",
    made_of=_NUMBER,
    build="warning",
    validate="warning",
    legacy="fault",
)
def listed_number_capitals(document: AnyDocument, _: Facts) -> Iterator[Problem]:
    for index, item in enumerate(document.cuerpoDocumento):
        number = item.numeroDocumento
        if item.tipoGeneracion == PHYSICAL and number is not None and number != number.upper():
            yield f"cuerpoDocumento[{index}].numeroDocumento", {"value": shown(number)}


@rule(
    "listed-twice",
    message="El documento {value} está más de una vez.",
    message_en="The document {value} is listed more than once.",
    fix="Deje cada documento una sola vez{hint}.",
    fix_en="Keep each document once{hint_en}.",
    types=LISTING,
    source="Manual Funcional 2.0 p. 46–47; Normativa de cumplimiento 2.0",
    legacy="warning",
)
def listed_twice(document: AnyDocument, facts: Facts) -> Iterator[Problem]:
    retention = facts.law.tipo == "07"
    hint, hint_en = "; el que fue invalidado, otra vez en negativo", "; one that was invalidated, once more as negative"
    if retention:
        hint, hint_en = "; con otro código de retención puede repetirse", "; with another code it may come again"
    seen: set[tuple[str | None, str, object]] = set()
    for index, item in enumerate(document.cuerpoDocumento):
        number = item.numeroDocumento
        if not number:
            continue
        own = (item.tipoDte, number, item.codigoRetencionMH if retention else subtracts(item))
        if own in seen:
            values = {"value": shown(number), "hint": hint, "hint_en": hint_en}
            yield f"cuerpoDocumento[{index}].numeroDocumento", values
        seen.add(own)


@rule(
    "listed-later",
    message="El documento es del {value}, posterior a este, del {own}.",
    message_en="The document is of {value}, later than this one, of {own}.",
    fix="Compruebe {field}: es la fecha de generación del documento.",
    fix_en="Check {field}: it is the date on which the document was generated.",
    types=LISTING,
    source="Manual Funcional 2.0 p. 41 y 47",
    build="warning",
    validate="warning",
)
def listed_later(document: AnyDocument, facts: Facts) -> Iterator[Problem]:
    for index, item in enumerate(document.cuerpoDocumento):
        day = item.fechaEmision
        if day is not None and is_date(day) and date.fromisoformat(day) > facts.on:
            values = {"field": "fechaEmision", "value": day, "own": facts.on.isoformat()}
            yield f"cuerpoDocumento[{index}].fechaEmision", values


# With what is held.


@rule(
    "listed-differs",
    message="{field} es {sent} y el documento {value} dice {own}.",
    message_en="{field} is {sent} and document {value} says {own}.",
    fix="Ponga {field} en {own}, u omítalo para que el sistema lo tome del documento.",
    fix_en="Set {field} to {own}, or leave it out so that the system takes it from the document.",
    types=LISTING,
    source="Manual Funcional 2.0 p. 47; Normativa de cumplimiento 2.0 (cuerpoDocumento)",
)
def listed_differs(document: AnyDocument, facts: Facts) -> Iterator[Problem]:
    for path, item, _, other in listed(document, facts):
        own = other.identificacion
        for field, right in (("tipoDte", own.tipoDte or own.tipoEvento), ("fechaEmision", own.fecEmi)):
            sent = getattr(item, field)
            if sent is not None and sent != right:
                texts = {"sent": shown(sent), "own": shown(right)}
                yield f"{path}.{field}", {"field": field, "value": shown(item.numeroDocumento or ""), **texts}


@rule(
    "listed-unsealed",
    message="El documento {value} todavía no tiene sello de recepción.",
    message_en="The document {value} has no seal of reception yet.",
    fix="Espere a que MH lo reciba, y emita después.",
    fix_en="Wait until MH has received it, and issue then.",
    types=LISTING,
    source="Manual Funcional 2.0 p. 44",
)
def listed_unsealed(document: AnyDocument, facts: Facts) -> Iterator[Problem]:
    for path, item, held, _ in listed(document, facts):
        if held.selloRecibido is None:
            yield f"{path}.numeroDocumento", {"value": shown(item.numeroDocumento or "")}


@rule(
    "listed-parties",
    message="El documento {value} no es entre el emisor y el receptor de este.",
    message_en="The document {value} is not between the issuer and the receiver of this one.",
    fix="Quite la línea, o corrija el receptor; si hubo fusión, ponga el NIT absorbido en identificacion.fusion.",
    fix_en="Remove the line, or correct the receiver; after a merger, put the absorbed NIT into identificacion.fusion.",
    types=LISTING,
    source="Manual Funcional 2.0 p. 34–35 y 46–47",
)
def listed_parties(document: AnyDocument, facts: Facts) -> Iterator[Problem]:
    receptor = document.receptor
    receiver = None if receptor is None else receptor.numDocumento or receptor.nit
    if not receiver:
        # That it is missing, or was refused, is told where it should stand.
        return
    own = {compact(one) for one in (document.emisor.nit, receiver) if one}
    absorbed = document.identificacion.fusion
    for path, item, _, other in listed(document, facts):
        # Who sold for another issued the document, and the other is its third party.
        second = other.ventaTercero if facts.law.tipo == "08" else other.receptor
        theirs = (other.emisor.nit, None if second is None else second.numDocumento or second.nit)
        strangers = [number for number in theirs if number and compact(number) not in own]
        # An absorbed company stands for one of the two.
        if strangers and strangers != [absorbed]:
            yield f"{path}.numeroDocumento", {"value": shown(item.numeroDocumento or "")}
