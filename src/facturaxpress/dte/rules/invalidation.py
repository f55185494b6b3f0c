"""Rules of the invalidation: what may be invalidated, why, when, and by what it is replaced."""

from collections.abc import Iterator
from datetime import date

from facturaxpress.dte.deadlines import Days, invalidation_dates
from facturaxpress.dte.documents.views import AnyDocument
from facturaxpress.dte.numbering import is_codigo_generacion, is_sello_recibido, parse_numero_control
from facturaxpress.dte.rules.book import Problem, declare, rule
from facturaxpress.dte.rules.facts import Facts
from facturaxpress.dte.texts import is_date, shown

_TYPES = ("invalidacion",)
_PAGES = "Manual Funcional 2.0 p. 16–20"
_NUMBER_PAGES = "Manual Funcional 2.0 p. 31–32; JSON Schema invalidacion-schema-v3"
_REPLACING_PAGES = "Manual Funcional 2.0 p. 16–20; JSON Schema anulacion-schema-v2"
DATA_ERROR, RESCINDED, OTHER = 1, 2, 3
"""CAT-024."""
NEVER_REPLACED = frozenset({"05", "08", "17", "18"})
"""Types that no document replaces: the new one comes after the event, or there is none (p. 16)."""
WITHOUT_NUMBER = frozenset({"17", "18"})
"""Events have no `numeroControl`."""
UNNAMED = frozenset({"01", "17", "18"})
"""Types whose receiver may be unknown: a factura below the threshold, and the events that have none or return one."""

declare(
    "invalidation-late",
    message="El documento se selló el {sealed} y su invalidación se transmite hasta el {limit}; hoy es {today}.",
    message_en="The document was sealed on {sealed} and its invalidation is sent until {limit}; today is {today}.",
    fix="MH no sella un evento tardío: corrija con una nota (03 y 07) o un evento de retorno (01, 11 y 14).",
    fix_en="MH does not seal a late event: correct it by a note (03 and 07) or by a return (01, 11 and 14).",
    source="Manual Funcional 2.0 p. 13–15",
    types=_TYPES,
    build="warning",
    validate="off",
)


@rule(
    "invalidation-type",
    message="Un documento de tipo {value} no se invalida con esta estructura.",
    message_en="A document of type {value} is not invalidated with this structure.",
    fix="Escriba en documento.tipoDte uno de estos códigos: {choices}.",
    fix_en="Write one of these codes into documento.tipoDte: {choices}.",
    source=_PAGES,
    types=_TYPES,
)
def invalidation_type(document: AnyDocument, facts: Facts) -> Iterator[Problem]:
    target = document.documento
    if target is not None and target.tipoDte not in facts.law.related:
        yield (
            "documento.tipoDte",
            {"value": shown(target.tipoDte), "choices": ", ".join(sorted(facts.law.related))},
        )


@rule(
    "invalidation-code",
    message="«{value}» no es un código de generación.",
    message_en="“{value}” is not a codigoGeneracion.",
    fix="Escriba los 36 caracteres del código de generación, en mayúsculas y con guiones.",
    fix_en="Write the 36 characters of the codigoGeneracion, in capitals and with hyphens.",
    source="JSON Schema anulacion-schema-v2; Manual Funcional 2.0 p. 16",
    types=_TYPES,
)
def invalidation_code(document: AnyDocument, _: Facts) -> Iterator[Problem]:
    target = document.documento
    if target is None:
        return
    for field in ("codigoGeneracion", "codigoGeneracionR"):
        code = getattr(target, field)
        if code is not None and not is_codigo_generacion(code):
            yield f"documento.{field}", {"value": shown(code)}


@rule(
    "invalidation-seal",
    message="«{value}» no es un sello de recepción: son el año y 36 letras mayúsculas o dígitos.",
    message_en="“{value}” is not a seal of reception: it is the year and 36 capitals or digits.",
    fix="Copie el sello del documento tal como lo devolvió MH.",
    fix_en="Copy the document's seal as MH returned it.",
    source="JSON Schema anulacion-schema-v2 (documento.selloRecibido)",
    types=_TYPES,
)
def invalidation_seal(document: AnyDocument, _: Facts) -> Iterator[Problem]:
    target = document.documento
    if target is not None and not is_sello_recibido(target.selloRecibido):
        yield "documento.selloRecibido", {"value": shown(target.selloRecibido)}


@rule(
    "invalidation-number",
    message="«{value}» no es un número de control.",
    message_en="“{value}” is not a numeroControl.",
    fix="Copie el número de control del documento que se invalida.",
    fix_en="Copy the numeroControl of the document that is invalidated.",
    source=_NUMBER_PAGES,
    types=_TYPES,
)
def invalidation_number(document: AnyDocument, facts: Facts) -> Iterator[Problem]:
    tipo, number = _numbered(document, facts)
    if number and tipo not in WITHOUT_NUMBER and parse_numero_control(number, regime="1.x") is None:
        yield "documento.numeroControl", {"value": shown(number)}


@rule(
    "invalidation-number-missing",
    message="Falta el número de control, que un documento de tipo {tipo} siempre tiene.",
    message_en="The numeroControl is missing, which a document of type {tipo} always has.",
    fix="Copie el número de control del documento que se invalida.",
    fix_en="Copy the numeroControl of the document that is invalidated.",
    source=_NUMBER_PAGES,
    types=_TYPES,
)
def invalidation_number_missing(document: AnyDocument, facts: Facts) -> Iterator[Problem]:
    tipo, number = _numbered(document, facts)
    if tipo is not None and not number and tipo not in WITHOUT_NUMBER:
        yield "documento.numeroControl", {"tipo": tipo}


@rule(
    "invalidation-number-undue",
    message="Un evento {tipo} no tiene número de control.",
    message_en="An event {tipo} has no numeroControl.",
    fix="Deje documento.numeroControl en null.",
    fix_en="Leave documento.numeroControl null.",
    source=_NUMBER_PAGES,
    types=_TYPES,
)
def invalidation_number_undue(document: AnyDocument, facts: Facts) -> Iterator[Problem]:
    tipo, number = _numbered(document, facts)
    if tipo in WITHOUT_NUMBER and number is not None:
        yield "documento.numeroControl", {"tipo": tipo}


@rule(
    "invalidation-number-type",
    message="El número de control es de un documento {own} y tipoDte dice {tipo}.",
    message_en="The numeroControl is of a document {own}, and tipoDte says {tipo}.",
    fix="Copie el tipo y el número de control del mismo documento.",
    fix_en="Copy the type and the numeroControl from one and the same document.",
    source=_NUMBER_PAGES,
    types=_TYPES,
)
def invalidation_number_type(document: AnyDocument, facts: Facts) -> Iterator[Problem]:
    tipo, number = _numbered(document, facts)
    parsed = parse_numero_control(number, regime="1.x") if number and tipo not in WITHOUT_NUMBER else None
    if parsed is not None and parsed.tipoDte != tipo:
        yield "documento.numeroControl", {"own": parsed.tipoDte, "tipo": tipo}


def _numbered(document: AnyDocument, facts: Facts) -> tuple[str | None, str | None]:
    """Type and `numeroControl` of what is invalidated; nothing where its type may not be."""
    target = document.documento
    if target is None or target.tipoDte not in facts.law.related:
        return None, None
    return target.tipoDte, target.numeroControl


@rule(
    "invalidation-receiver",
    message="Falta {field}, que en un documento de tipo {tipo} siempre está.",
    message_en="{field} is missing, which a document of type {tipo} always has.",
    fix="Copie documento.{field} del receptor del documento que se invalida.",
    fix_en="Copy documento.{field} from the receiver of the document that is invalidated.",
    source="Manual Funcional 2.0 p. 16: null solo donde la factura lo tiene en null",
    types=_TYPES,
)
def invalidation_receiver(document: AnyDocument, facts: Facts) -> Iterator[Problem]:
    target = document.documento
    if target is None or target.tipoDte in UNNAMED or target.tipoDte not in facts.law.related:
        return
    for field in ("tipoDocumento", "numDocumento", "nombre"):
        if getattr(target, field) is None:
            yield f"documento.{field}", {"field": field, "tipo": shown(target.tipoDte)}


@rule(
    "invalidation-reason",
    message="El tipo de invalidación {value} no está en CAT-024.",
    message_en="The kind of invalidation {value} is not in CAT-024.",
    fix="Use 1 (error en los datos), 2 (se rescinde la operación) o 3 (otro).",
    fix_en="Use 1 (error in the data), 2 (the operation is rescinded) or 3 (other).",
    source="CAT-024; Manual Funcional 2.0 p. 16",
    types=_TYPES,
)
def invalidation_reason(document: AnyDocument, _: Facts) -> Iterator[Problem]:
    reason = document.motivo
    if reason is not None and reason.tipoAnulacion not in (DATA_ERROR, RESCINDED, OTHER):
        yield "motivo.tipoAnulacion", {"value": reason.tipoAnulacion}


@rule(
    "invalidation-reason-text",
    message="El tipo de invalidación 3 (otro) no dice en motivoAnulacion cuál es el motivo.",
    message_en="The kind of invalidation 3 (other) does not say in motivoAnulacion what the reason is.",
    fix="Escriba el motivo en motivo.motivoAnulacion.",
    fix_en="Write the reason into motivo.motivoAnulacion.",
    source="JSON Schema anulacion-schema-v2 (motivo); CAT-024",
    types=_TYPES,
    build="fault",
    validate="warning",
    legacy="fault",
)
def invalidation_reason_text(document: AnyDocument, _: Facts) -> Iterator[Problem]:
    reason = document.motivo
    if reason is not None and reason.tipoAnulacion == OTHER and not (reason.motivoAnulacion or "").strip():
        yield "motivo.motivoAnulacion", {}


@rule(
    "invalidation-replacement",
    message="El tipo de invalidación {kind} necesita el documento que reemplaza a este.",
    message_en="The kind of invalidation {kind} needs the document that replaces this one.",
    fix="Emita y transmita primero el nuevo documento y escriba aquí su código de generación.",
    fix_en="Issue and send the new document first, and write its codigoGeneracion here.",
    source=_REPLACING_PAGES,
    types=_TYPES,
)
def invalidation_replacement(document: AnyDocument, facts: Facts) -> Iterator[Problem]:
    target, reason = document.documento, document.motivo
    if target is None or reason is None or target.codigoGeneracionR is not None:
        return
    if reason.tipoAnulacion in (DATA_ERROR, OTHER) and not _never_replaced(target.tipoDte, facts):
        yield "documento.codigoGeneracionR", {"kind": reason.tipoAnulacion}


@rule(
    "invalidation-replacement-rescinded",
    message="Una operación rescindida (tipo 2) no lleva documento que lo reemplace.",
    message_en="A rescinded operation (kind 2) has no document that replaces it.",
    fix="Deje documento.codigoGeneracionR en null.",
    fix_en="Leave documento.codigoGeneracionR null.",
    source=_REPLACING_PAGES,
    types=_TYPES,
)
def invalidation_replacement_rescinded(document: AnyDocument, facts: Facts) -> Iterator[Problem]:
    target, reason = document.documento, document.motivo
    if target is None or reason is None or target.codigoGeneracionR is None:
        return
    if reason.tipoAnulacion == RESCINDED and not _never_replaced(target.tipoDte, facts):
        yield "documento.codigoGeneracionR", {}


@rule(
    "invalidation-replacement-undue",
    message="Un documento de tipo {tipo} no lleva documento que lo reemplace.",
    message_en="A document of type {tipo} has no document that replaces it.",
    fix="Deje documento.codigoGeneracionR en null.",
    fix_en="Leave documento.codigoGeneracionR null.",
    source=_REPLACING_PAGES,
    types=_TYPES,
)
def invalidation_replacement_undue(document: AnyDocument, facts: Facts) -> Iterator[Problem]:
    target, reason = document.documento, document.motivo
    if target is None or reason is None or target.codigoGeneracionR is None:
        return
    if reason.tipoAnulacion in (DATA_ERROR, RESCINDED, OTHER) and _never_replaced(target.tipoDte, facts):
        yield "documento.codigoGeneracionR", {"tipo": shown(target.tipoDte)}


def _never_replaced(tipo: str, facts: Facts) -> bool:
    """Whether nothing replaces the type. The structure of 1.x asks for a replacement whatever the type."""
    return facts.law.regime == "2.0" and tipo in NEVER_REPLACED


@rule(
    "invalidation-replaced-by-itself",
    message="El documento que reemplaza es el mismo que se invalida.",
    message_en="The document that replaces is the very one that is invalidated.",
    fix="Escriba en codigoGeneracionR el código del documento nuevo.",
    fix_en="Write the code of the new document into codigoGeneracionR.",
    source=_PAGES,
    types=_TYPES,
)
def invalidation_replaced_by_itself(document: AnyDocument, _: Facts) -> Iterator[Problem]:
    target = document.documento
    if target is not None and target.codigoGeneracionR and target.codigoGeneracionR == target.codigoGeneracion:
        yield "documento.codigoGeneracionR", {}


@rule(
    "invalidation-date",
    message="La fecha del evento es {value} y un documento {tipo} del {own} se invalida con fecha {window}.",
    message_en="The event is dated {value}, and a document {tipo} of {own} is invalidated with a date {window_en}.",
    fix="Ponga en el evento una fecha {window}; si la omite, el sistema pone la que corresponde.",
    fix_en="Give the event a date {window_en}; where it is left out, the system puts the right one.",
    source="Manual Funcional 2.0 p. 13–15",
    types=_TYPES,
)
def invalidation_date(document: AnyDocument, facts: Facts) -> Iterator[Problem]:
    target, said = document.documento, document.identificacion.fecEmi
    if target is None or not is_date(target.fecEmi) or not is_date(said) or target.tipoDte not in facts.law.related:
        return
    day, own = date.fromisoformat(said), date.fromisoformat(target.fecEmi)
    # 1.x takes a day more. The reading `plazoInvalidacion` is about the day of sending alone.
    days = invalidation_dates(target.tipoDte, own, "antiguo" if facts.law.regime == "1.x" else "mes-siguiente")
    if day not in days:
        window, window_en = _window(days)
        values = {"value": said, "tipo": target.tipoDte, "own": target.fecEmi}
        path = "fecEmi" if facts.mode == "build" else "identificacion.fecEmi"
        yield path, {**values, "window": window, "window_en": window_en}


def _window(days: Days) -> tuple[str, str]:
    if days.first == days.last:
        return f"{days.first}", f"{days.first}"
    return f"del {days.first} al {days.last}", f"from {days.first} to {days.last}"
