"""Rules of the event of contingency: its documents, its cause and its moments."""

from collections.abc import Iterator
from datetime import datetime

from facturaxpress.dte.context import Held
from facturaxpress.dte.deadlines import CONTINGENCY_EVENT
from facturaxpress.dte.documents.views import AnyDetail, AnyDocument
from facturaxpress.dte.holding import type_of, viewed
from facturaxpress.dte.identity import compact
from facturaxpress.dte.numbering import is_codigo_generacion
from facturaxpress.dte.rules import identities
from facturaxpress.dte.rules.book import Problem, declare, rule
from facturaxpress.dte.rules.facts import Facts
from facturaxpress.dte.texts import is_date, is_time, shown

_TYPES = ("contingencia",)
_PAGES = "Manual Funcional 2.0 p. 20–23"
OTHER_CAUSE = 5
DEFERRED = 2

declare(
    "contingency-sent-today",
    message="El evento de contingencia lleva la fecha en que se transmite, {today}, y viene {value}.",
    message_en="The event of contingency carries the date on which it is sent, {today}, and {value} came.",
    fix="Quite fecEmi: la fecha y la hora de transmisión las pone el sistema.",
    fix_en="Leave out fecEmi: the system puts the date and time of sending.",
    source="JSON Schema contingencia-schema-v4 (fTransmision); MH admite 30 minutos de diferencia",
    types=_TYPES,
    validate="off",
)


@rule(
    "contingency-type",
    message="Un documento de tipo {value} no se emite en contingencia.",
    message_en="A document of type {value} is not issued in contingency.",
    fix="Deje en el evento documentos de estos tipos: {choices}.",
    fix_en="Leave documents of these types in the event: {choices}.",
    source="Manual Funcional 2.0 p. 21; CAT-023 de las estructuras 1.x",
    types=_TYPES,
    legacy="warning",
)
def contingency_type(document: AnyDocument, facts: Facts) -> Iterator[Problem]:
    choices = ", ".join(sorted(facts.law.related))
    for index, entry in enumerate(document.detalleDTE):
        if entry.tipoDoc not in facts.law.related:
            yield f"detalleDTE[{index}].tipoDoc", {"value": shown(entry.tipoDoc), "choices": choices}


@rule(
    "contingency-code",
    message="«{value}» no es un código de generación.",
    message_en="“{value}” is not a codigoGeneracion.",
    fix="Escriba los 36 caracteres del código de generación, en mayúsculas y con guiones.",
    fix_en="Write the 36 characters of the codigoGeneracion, in capitals and with hyphens.",
    source="JSON Schema contingencia-schema-v3; Manual Funcional 2.0 p. 22",
    types=_TYPES,
)
def contingency_code(document: AnyDocument, _: Facts) -> Iterator[Problem]:
    for index, entry in enumerate(document.detalleDTE):
        if not is_codigo_generacion(entry.codigoGeneracion):
            yield f"detalleDTE[{index}].codigoGeneracion", {"value": shown(entry.codigoGeneracion)}


@rule(
    "contingency-twice",
    message="El documento {value} está más de una vez en el evento.",
    message_en="The document {value} is in the event more than once.",
    fix="Deje cada documento una sola vez.",
    fix_en="Leave each document in it once.",
    source=_PAGES,
    types=_TYPES,
)
def contingency_twice(document: AnyDocument, _: Facts) -> Iterator[Problem]:
    seen: set[str] = set()
    for index, entry in enumerate(document.detalleDTE):
        if entry.codigoGeneracion in seen:
            yield f"detalleDTE[{index}].codigoGeneracion", {"value": shown(entry.codigoGeneracion)}
        seen.add(entry.codigoGeneracion)


@rule(
    "contingency-item",
    message="La línea dice noItem {value} y ocupa el lugar {expected}.",
    message_en="The line says noItem {value} and stands in place {expected}.",
    fix="Numere las líneas seguidas desde 1, u omita noItem.",
    fix_en="Number the lines one after another from 1, or leave out noItem.",
    source="JSON Schema contingencia-schema-v4",
    types=_TYPES,
    legacy="warning",
)
def contingency_item(document: AnyDocument, _: Facts) -> Iterator[Problem]:
    for index, entry in enumerate(document.detalleDTE):
        if entry.noItem != index + 1:
            yield f"detalleDTE[{index}].noItem", {"value": entry.noItem, "expected": index + 1}


@rule(
    "contingency-cause",
    message="La causa {value} no está en CAT-005.",
    message_en="The cause {value} is not in CAT-005.",
    fix="Use uno de estos códigos: {choices}.",
    fix_en="Use one of these codes: {choices}.",
    source="CAT-005; Manual Funcional 2.0 p. 21–22",
    types=_TYPES,
)
def contingency_cause(document: AnyDocument, facts: Facts) -> Iterator[Problem]:
    reason = document.motivo
    if reason is None:
        return
    regime, on = facts.law.regime, facts.on
    if reason.tipoContingencia not in identities.numbers("CAT-005", regime, on):
        choices = identities.choices("CAT-005", regime, on)
        yield "motivo.tipoContingencia", {"value": reason.tipoContingencia, "choices": choices}


@rule(
    "contingency-reason",
    message="La causa 5 (otra) no dice en motivoContingencia cuál fue.",
    message_en="The cause 5 (other) does not say in motivoContingencia what it was.",
    fix="Escriba en motivo.motivoContingencia lo que pasó, en hasta 500 caracteres.",
    fix_en="Write into motivo.motivoContingencia what happened, in up to 500 characters.",
    source="Manual Funcional 2.0 p. 21; JSON Schema contingencia-schema-v3",
    types=_TYPES,
)
def contingency_reason(document: AnyDocument, _: Facts) -> Iterator[Problem]:
    reason = document.motivo
    if reason is not None and reason.tipoContingencia == OTHER_CAUSE and not (reason.motivoContingencia or "").strip():
        yield "motivo.motivoContingencia", {}


@rule(
    "contingency-time",
    message="«{value}» no es una hora de 24 horas con la forma HH:MM:SS.",
    message_en="“{value}” is not a time of 24 hours of the form HH:MM:SS.",
    fix="Escriba la hora como 14:05:00.",
    fix_en="Write the time like 14:05:00.",
    source="JSON Schema contingencia-schema-v3 (motivo)",
    types=_TYPES,
)
def contingency_time(document: AnyDocument, _: Facts) -> Iterator[Problem]:
    reason = document.motivo
    if reason is None:
        return
    for field in ("hInicio", "hFin"):
        if not is_time(getattr(reason, field)):
            yield f"motivo.{field}", {"value": shown(getattr(reason, field))}


@rule(
    "contingency-period",
    message="La contingencia termina el {ended}, antes de su inicio el {begun}.",
    message_en="The contingency ends at {ended}, before it begins at {begun}.",
    fix="Compruebe fInicio, hInicio, fFin y hFin.",
    fix_en="Look at fInicio, hInicio, fFin and hFin.",
    source="Manual Funcional 2.0 p. 22",
    types=_TYPES,
)
def contingency_period(document: AnyDocument, _: Facts) -> Iterator[Problem]:
    begun, ended, _sent = _moments(document)
    if begun is not None and ended is not None and ended < begun:
        field = "hFin" if ended.date() == begun.date() else "fFin"
        yield f"motivo.{field}", {"ended": ended, "begun": begun}


@rule(
    "contingency-unended",
    message="La contingencia termina el {ended}, después de la transmisión del evento, el {sent}.",
    message_en="The contingency ends at {ended}, after the event is sent at {sent}.",
    fix="Compruebe fFin y hFin: el evento se transmite cuando la causa terminó.",
    fix_en="Look at fFin and hFin: the event is sent when the cause has ended.",
    source="Manual Funcional 2.0 p. 22",
    types=_TYPES,
)
def contingency_unended(document: AnyDocument, _: Facts) -> Iterator[Problem]:
    begun, ended, sent = _moments(document)
    if ended is None or sent is None or (begun is not None and ended < begun):
        return
    if sent < ended:
        field = "hFin" if ended.date() == sent.date() else "fFin"
        yield f"motivo.{field}", {"ended": ended, "sent": sent}


@rule(
    "contingency-late",
    message="La contingencia terminó el {ended} y el evento se transmite el {sent}, más de {hours} horas después.",
    message_en="The contingency ended at {ended} and the event is sent at {sent}, more than {hours} hours later.",
    fix="Pida por escrito a la DGII una ampliación del plazo, con la justificación.",
    fix_en="Ask the DGII in writing for more time, with the justification.",
    source="Manual Funcional 2.0 p. 22–23",
    types=_TYPES,
    build="warning",
    validate="warning",
)
def contingency_late(document: AnyDocument, _: Facts) -> Iterator[Problem]:
    _begun, ended, sent = _moments(document)
    if ended is not None and sent is not None and sent - ended > CONTINGENCY_EVENT:
        hours = int(CONTINGENCY_EVENT.total_seconds()) // 3600
        yield "motivo.fFin", {"ended": ended, "sent": sent, "hours": hours}


def _moments(document: AnyDocument) -> tuple[datetime | None, datetime | None, datetime | None]:
    """When the cause began and ended, and when the event is sent; in El Salvador."""
    reason, own = document.motivo, document.identificacion
    if reason is None:
        return None, None, None
    return (
        _moment(reason.fInicio, reason.hInicio),
        _moment(reason.fFin, reason.hFin),
        _moment(own.fTransmision, own.hTransmision),
    )


def _moment(day: str, time: str) -> datetime | None:
    # MH's pattern lets the last digit of the seconds be missing.
    if not is_date(day) or not is_time(time):
        return None
    hours, minutes, seconds = (int(part) for part in time.split(":"))
    return datetime.fromisoformat(day).replace(hour=hours, minute=minutes, second=seconds)


@rule(
    "contingency-differs",
    message="El documento es de tipo {own} y tipoDoc dice {value}.",
    message_en="The document is of type {own}, and tipoDoc says {value}.",
    fix="Copie el tipo del documento tal como se emitió.",
    fix_en="Copy the type of the document as it was issued.",
    source="Manual Funcional 2.0 p. 23",
    types=_TYPES,
)
def contingency_differs(document: AnyDocument, facts: Facts) -> Iterator[Problem]:
    for path, entry, held, _view in _held(document, facts):
        tipo = type_of(held.document)
        if tipo != entry.tipoDoc:
            yield f"{path}.tipoDoc", {"own": tipo, "value": shown(entry.tipoDoc)}


@rule(
    "contingency-undeferred",
    message="El documento no se emitió en contingencia: su tipoOperacion no es 2.",
    message_en="The document was not issued in contingency: its tipoOperacion is not 2.",
    fix="Quítelo del evento.",
    fix_en="Take it out of the event.",
    source="Manual Funcional 2.0 p. 23",
    types=_TYPES,
)
def contingency_undeferred(document: AnyDocument, facts: Facts) -> Iterator[Problem]:
    for path, _entry, _known, view in _held(document, facts):
        if view.identificacion.tipoOperacion != DEFERRED:
            yield f"{path}.codigoGeneracion", {}


@rule(
    "contingency-other-cause",
    message="El documento dice la causa {own} y el evento la {value}.",
    message_en="The document says cause {own}, and the event {value}.",
    fix="Un evento reúne documentos diferidos por una misma causa; sepárelos en varios eventos.",
    fix_en="An event holds documents deferred by one cause; put them into several events.",
    source="Manual Funcional 2.0 p. 23",
    types=_TYPES,
)
def contingency_other_cause(document: AnyDocument, facts: Facts) -> Iterator[Problem]:
    cause = None if document.motivo is None else document.motivo.tipoContingencia
    for path, _entry, _known, view in _held(document, facts):
        own = view.identificacion
        if cause is not None and own.tipoOperacion == DEFERRED and own.tipoContingencia != cause:
            yield f"{path}.codigoGeneracion", {"own": own.tipoContingencia, "value": cause}


@rule(
    "contingency-issuer",
    message="El documento es de otro emisor.",
    message_en="The document is another issuer's.",
    fix="Quítelo del evento: cada emisor informa los suyos.",
    fix_en="Take it out of the event: each issuer reports its own.",
    source="Manual Funcional 2.0 p. 23",
    types=_TYPES,
)
def contingency_issuer(document: AnyDocument, facts: Facts) -> Iterator[Problem]:
    for path, _entry, _known, view in _held(document, facts):
        if compact(view.emisor.nit or "") != compact(document.emisor.nit or ""):
            yield f"{path}.codigoGeneracion", {}


def _held(document: AnyDocument, facts: Facts) -> Iterator[tuple[str, AnyDetail, Held, AnyDocument]]:
    """The entries whose document is held, each with its path and the document as it is read."""
    for index, entry in enumerate(document.detalleDTE):
        held = facts.held.get(entry.codigoGeneracion)
        view = None if held is None else viewed(held.document)
        if held is not None and view is not None:
            yield f"detalleDTE[{index}]", entry, held, view


@rule(
    "contingency-outside",
    message="El documento es del {own}, fuera de la contingencia: del {begun} al {ended}.",
    message_en="The document is of {own}, outside the contingency: from {begun} to {ended}.",
    fix="Compruebe fInicio, hInicio, fFin y hFin, o quite el documento: va en el evento que cubre su hora.",
    fix_en="Look at fInicio, hInicio, fFin and hFin, or take the document out: it belongs to the event of its hour.",
    source="Manual Funcional 2.0 p. 22–23; respuesta 013 de MH",
    types=_TYPES,
)
def contingency_outside(document: AnyDocument, facts: Facts) -> Iterator[Problem]:
    begun, ended, _sent = _moments(document)
    if begun is None or ended is None or ended < begun:
        return
    for index, entry in enumerate(document.detalleDTE):
        held = facts.held.get(entry.codigoGeneracion)
        view = None if held is None else viewed(held.document)
        if view is None or view.identificacion.tipoOperacion != DEFERRED:
            continue
        own = _moment(view.identificacion.fecEmi, view.identificacion.horEmi)
        if own is not None and not begun <= own <= ended:
            yield f"detalleDTE[{index}].codigoGeneracion", {"own": own, "begun": begun, "ended": ended}


@rule(
    "contingency-sealed",
    message="El documento ya tiene sello de MH: no es un documento por transmitir.",
    message_en="MH has sealed the document: it is none that is still to be sent.",
    fix="Quítelo del evento.",
    fix_en="Take it out of the event.",
    source=_PAGES,
    types=_TYPES,
    validate="off",
)
def contingency_sealed(document: AnyDocument, facts: Facts) -> Iterator[Problem]:
    for index, entry in enumerate(document.detalleDTE):
        held = facts.held.get(entry.codigoGeneracion)
        if held is not None and held.selloRecibido is not None:
            yield f"detalleDTE[{index}].codigoGeneracion", {}
