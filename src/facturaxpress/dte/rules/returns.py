"""Rules of the return (18): what comes back, of which documents, when, and with which fields."""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal

from facturaxpress.dte.codes import EXPORTACION, FACTURA, SUJETO_EXCLUIDO
from facturaxpress.dte.deadlines import (
    RETURN_LONG_ACTIVIDADES,
    RETURN_LONG_TIPOS,
    RETURN_MONTHS,
    RETURN_MONTHS_LONG,
    add_months,
)
from facturaxpress.dte.documents.views import AnyDocument
from facturaxpress.dte.holding import viewed
from facturaxpress.dte.rules.book import Problem, declare, rule
from facturaxpress.dte.rules.facts import Facts
from facturaxpress.dte.texts import is_date

_TYPES = ("18",)
_PAGES = "Manual Funcional 2.0 p. 29–31"
OTHER_CAUSE = 5

declare(
    "return-ahead",
    message="El documento que retorna es del {value}, y hoy, {today}, no hay fecha que el evento pueda llevar.",
    message_en="The document that comes back is of {value}, and today, {today}, there is no date for the event.",
    fix="Envíe el retorno desde cinco días antes de la fecha del documento, dentro del mismo mes.",
    fix_en="Send the return from five days before the document's date on, within the same month.",
    source="Manual Funcional 2.0 p. 30",
    types=_TYPES,
    validate="off",
)
declare(
    "return-late",
    message="El documento se selló el {sealed} y su retorno se transmite hasta el {limit}; hoy es {today}.",
    message_en="The document was sealed on {sealed} and its return is sent until {limit}; today is {today}.",
    fix="El plazo venció: consulte con la DGII.",
    fix_en="The term has run out: ask the DGII.",
    source="Manual Funcional 2.0 p. 29–30",
    types=_TYPES,
    build="warning",
    validate="off",
)
declare(
    "return-date",
    message="La fecha del evento es {value} y por los documentos que retornan va del {first} al {last}.",
    message_en="The event is dated {value}, and by the documents that come back it goes from {first} to {last}.",
    fix="Ponga en el evento una fecha de ese plazo; si la omite, el sistema pone la que corresponde.",
    fix_en="Give the event a date within that term; where it is left out, the system puts the right one.",
    source="Manual Funcional 2.0 p. 30",
    types=_TYPES,
)


@rule(
    "return-term",
    message="El evento es del {own} y el documento del {value}: {what}.",
    message_en="The event is of {own} and the document of {value}: {what_en}.",
    fix="Compruebe la fecha del evento y fechaEmision: van desde la del documento hasta {months} meses después.",
    fix_en="Look at the event's date and fechaEmision: from the document's own to {months} months later.",
    source="Manual Funcional 2.0 p. 30",
    types=_TYPES,
    build="off",
)
def return_term(document: AnyDocument, facts: Facts) -> Iterator[Problem]:
    for index, one in enumerate(document.documentoRelacionado or ()):
        if not is_date(one.fechaEmision):
            continue
        day = date.fromisoformat(one.fechaEmision)
        long = one.tipoDocumento in RETURN_LONG_TIPOS
        months = RETURN_MONTHS_LONG if long else RETURN_MONTHS
        path, values = f"documentoRelacionado[{index}].fechaEmision", {"value": one.fechaEmision, "own": f"{facts.on}"}
        if facts.on < day:
            what, what_en = "no puede ser anterior", "it cannot be earlier"
            yield path, {**values, "months": months, "what": what, "what_en": what_en}
        elif facts.on > add_months(day, months):
            what, what_en = f"pasaron más de {months} meses", f"more than {months} months have passed"
            yield path, {**values, "months": months, "what": what, "what_en": what_en}


@rule(
    "return-term-long",
    message="El documento es del {value}, más de {months} meses antes: solo cuatro actividades tienen dos años.",
    message_en="The document is of {value}, more than {months} months earlier: only four activities have two years.",
    fix="Compruebe que la actividad del emisor es 01282, 21001, 46484 o 47721.",
    fix_en="Make sure that the issuer's activity is 01282, 21001, 46484 or 47721.",
    source="Manual Funcional 2.0 p. 30",
    types=_TYPES,
    build="off",
    validate="warning",
)
def return_term_long(document: AnyDocument, facts: Facts) -> Iterator[Problem]:
    for index, one in enumerate(document.documentoRelacionado or ()):
        if one.tipoDocumento not in RETURN_LONG_TIPOS or not is_date(one.fechaEmision):
            continue
        if _activity(one.codigoGeneracion, facts) in RETURN_LONG_ACTIVIDADES:
            continue
        day = date.fromisoformat(one.fechaEmision)
        if add_months(day, RETURN_MONTHS) < facts.on <= add_months(day, RETURN_MONTHS_LONG):
            values = {"value": one.fechaEmision, "months": RETURN_MONTHS}
            yield f"documentoRelacionado[{index}].fechaEmision", values


def _activity(code: str, facts: Facts) -> str | None:
    """The activity of the issuer, which the event does not say, where the document is held."""
    held = facts.held.get(code)
    view = None if held is None else viewed(held.document)
    return None if view is None else view.emisor.codActividad


_LINE = {
    FACTURA: ("compra", "seguro", "flete", "reteRenta"),
    EXPORTACION: ("ventaNoSuj", "ventaExenta", "compra", "psv", "ivaItem", "ivaRete", "reteRenta"),
    SUJETO_EXCLUIDO: (
        "ventaNoSuj",
        "ventaExenta",
        "ventaGravada",
        "psv",
        "ivaItem",
        "noGravado",
        "seguro",
        "flete",
        "ivaRete",
    ),
}
"""The amounts of a line that are 0, by the type that comes back."""
_HEAD = {
    FACTURA: ("emisor.recintoFiscal", "emisor.tipoRegimen", "emisor.regimen", "emisor.tipoItemExpor", "compraTercero"),
    EXPORTACION: (),
    SUJETO_EXCLUIDO: (
        "emisor.recintoFiscal",
        "emisor.tipoRegimen",
        "emisor.regimen",
        "emisor.tipoItemExpor",
        "ventaTercero",
        "compraTercero",
    ),
}
"""What is null, by the type that comes back."""


@rule(
    "return-field",
    message="{field} no corresponde al retorno de un documento de tipo {tipo}.",
    message_en="{field} does not belong to the return of a document of type {tipo}.",
    fix="Deje {field} en {expected}.",
    fix_en="Leave {field} at {expected}.",
    source="Manual Funcional 2.0 p. 33, 36–37 y 72–74; Normativa de cumplimiento 2.0",
    types=_TYPES,
)
def return_field(document: AnyDocument, _: Facts) -> Iterator[Problem]:
    tipo = returned(document)
    if tipo is None:
        return
    for path in _HEAD[tipo]:
        section, _dot, field = path.partition(".")
        value = getattr(document, section)
        if field:
            value = getattr(value, field)
        if value is not None:
            yield path, {"field": field or section, "tipo": tipo, "expected": "null"}
    for index, item in enumerate(document.cuerpoDocumento):
        for field in _LINE[tipo]:
            if getattr(item, field):
                yield f"cuerpoDocumento[{index}].{field}", {"field": field, "tipo": tipo, "expected": "0"}


@rule(
    "return-iva",
    message="La línea es gravada y ivaItem es 0.",
    message_en="The line is taxable and ivaItem is 0.",
    fix="Ponga en ivaItem el IVA que ventaGravada incluye: ventaGravada / 1.13 × 0.13.",
    fix_en="Put into ivaItem the IVA that ventaGravada includes: ventaGravada / 1.13 × 0.13.",
    source="Normativa de cumplimiento 2.0 (ivaItem)",
    types=_TYPES,
    build="off",
)
def return_iva(document: AnyDocument, _: Facts) -> Iterator[Problem]:
    if returned(document) == FACTURA:
        for index, item in enumerate(document.cuerpoDocumento):
            # Below a cent of tax the rounding may leave nothing.
            if item.ventaGravada > _CENT_OF_TAX and not item.ivaItem:
                yield f"cuerpoDocumento[{index}].ivaItem", {}


_CENT_OF_TAX = Decimal("0.10")


@rule(
    "return-tribute",
    message="El tributo {tribute} no corresponde al retorno de un documento de tipo {tipo}.",
    message_en="Tribute {tribute} does not belong to the return of a document of type {tipo}.",
    fix="Quite el tributo: en un retorno van los que llevaba el documento.",
    fix_en="Take the tribute out: a return has those that the document had.",
    source="Manual Funcional 2.0 p. 35–40",
    types=_TYPES,
)
def return_tribute(document: AnyDocument, _: Facts) -> Iterator[Problem]:
    tipo = returned(document)
    if tipo is None:
        return
    for index, item in enumerate(document.cuerpoDocumento):
        for place, code in enumerate(item.tributos or ()):
            if code in _TRIBUTES[tipo]:
                yield f"cuerpoDocumento[{index}].tributos[{place}]", {"tribute": code, "tipo": tipo}


_TRIBUTES = {
    FACTURA: frozenset({"C3"}),
    EXPORTACION: frozenset({"59", "71", "D5"}),
    SUJETO_EXCLUIDO: frozenset({"C3", "59", "71", "D1", "C8", "D5"}),
}
"""The codes of section 1 that the type which comes back cannot carry."""


@rule(
    "return-thirds",
    message="El evento lleva ventaTercero y compraTercero, que se excluyen.",
    message_en="The event has ventaTercero and compraTercero, which exclude one another.",
    fix="Deje la que corresponde al documento que retorna.",
    fix_en="Leave the one that belongs to the document that comes back.",
    source="JSON Schema fe-eret-v1",
    types=_TYPES,
)
def return_thirds(document: AnyDocument, _: Facts) -> Iterator[Problem]:
    if document.ventaTercero is not None and document.compraTercero is not None:
        yield "compraTercero", {}


@rule(
    "return-contingency-reason",
    message="Con tipoContingencia {value} motivoContin va en null.",
    message_en="With tipoContingencia {value} motivoContin is null.",
    fix="Deje motivoContin en null: solo la causa 5 se explica.",
    fix_en="Leave motivoContin null: only cause 5 is explained.",
    source="JSON Schema fe-eret-v1 (identificacion)",
    types=_TYPES,
)
def return_contingency_reason(document: AnyDocument, _: Facts) -> Iterator[Problem]:
    own = document.identificacion
    if own.tipoContingencia not in (None, OTHER_CAUSE) and own.motivoContin is not None:
        yield "identificacion.motivoContin", {"value": own.tipoContingencia}


@rule(
    "return-country",
    message="Falta {field} del receptor de la exportación.",
    message_en="{field} of the export's receiver is missing.",
    fix="Copie {field} del receptor de la factura de exportación.",
    fix_en="Copy {field} from the receiver of the export.",
    source="Manual Funcional 2.0 p. 31; CAT-020",
    types=_TYPES,
)
def return_country(document: AnyDocument, _: Facts) -> Iterator[Problem]:
    if returned(document) == EXPORTACION:
        for field in ("codPais", "nombrePais"):
            if getattr(document.documento, field, None) is None:
                yield f"documento.{field}", {"field": field}


@rule(
    "return-country-undue",
    message="{field} es solo del retorno de una exportación.",
    message_en="{field} belongs to the return of an export only.",
    fix="Deje {field} en null.",
    fix_en="Leave {field} null.",
    source="Manual Funcional 2.0 p. 31; CAT-020",
    types=_TYPES,
)
def return_country_undue(document: AnyDocument, _: Facts) -> Iterator[Problem]:
    if returned(document) in (FACTURA, SUJETO_EXCLUIDO):
        for field in ("codPais", "nombrePais"):
            if getattr(document.documento, field, None) is not None:
                yield f"documento.{field}", {"field": field}


def returned(document: AnyDocument) -> str | None:
    """The type that comes back; None if the event does not say one that may."""
    tipos = {one.tipoDocumento for one in document.documentoRelacionado or ()}
    return tipos.pop() if len(tipos) == 1 and tipos <= {FACTURA, EXPORTACION, SUJETO_EXCLUIDO} else None
