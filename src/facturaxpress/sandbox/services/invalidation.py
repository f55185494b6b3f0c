"""`POST /fesv/anulardte`: a signed invalidation for a seal, or for the reason why not.

The order of the checks: token, request, signature, JSON, request against event, structure, issuer, version in force,
reason and replacement, the document (held, not invalidated, same data), the event's code, dates, what blocks it, the
replacement.
"""

import contextlib
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from starlette.responses import Response

from facturaxpress.sandbox.archive import Archive
from facturaxpress.sandbox.clock import EL_SALVADOR
from facturaxpress.sandbox.messages import RefusalError
from facturaxpress.sandbox.rules import general, invalidation
from facturaxpress.sandbox.rules.events import judge_invalidation
from facturaxpress.sandbox.services.call import Call
from facturaxpress.sandbox.services.submission import new_seal, open_signed, read_request, refuse_if_asked, refused
from facturaxpress.sandbox.store import Contribuyente, Evento
from facturaxpress.sandbox.structure import INVALIDATION
from facturaxpress.sandbox.wire import Json, answer, stamp

_FIELDS = {"ambiente": str, "idEnvio": int, "version": int, "documento": str}
_DONE = "Invalidación Recibida y Procesada"


async def invalidate(call: Call) -> Response:
    taxpayer = await call.sandbox.tokens.bearer(call.request.headers.get("authorization"))
    if taxpayer is None:
        return call.error(401)
    if call.content_type() != "application/json":
        return call.error(415)
    now = call.sandbox.clock.local()
    request: dict[str, Any] = {"ambiente": "00"}
    event: Any = None
    try:
        request = read_request(call, _FIELDS)
        refuse_if_asked(call)
        event = open_signed(call, taxpayer, request["documento"])
        _judge(call, taxpayer, request, event)
        async with call.sandbox.relating:
            _judge_target(call, event, now)
            sealed = await _seal(call, taxpayer, request, event, now)
    except RefusalError as refusal:
        call.sandbox.counts["anulardte.rechazados"] += 1
        answered = refused(refusal, ambiente=request["ambiente"], codigoGeneracion=_code(event), now=now)
        return Json(answered, 400)
    call.sandbox.counts["anulardte.sellados"] += 1
    return Json(_processed(sealed))


def _code(event: Any) -> str | None:
    with contextlib.suppress(KeyError, TypeError):
        code = event["identificacion"]["codigoGeneracion"]
        return code if isinstance(code, str) else None
    return None


def _judge(call: Call, taxpayer: Contribuyente, request: Mapping[str, Any], event: Any) -> None:
    """Every check of the event by itself."""
    sandbox = call.sandbox
    version, ambiente = request["version"], request["ambiente"]
    general.check_envelope(event, version=version, ambiente=ambiente)
    sandbox.structures.check(INVALIDATION, version, event)
    general.check_issuer(event, taxpayer.nit)
    _, day = invalidation.event_date(event)
    general.check_version(sandbox.settings.acceptedVersions, INVALIDATION, version, ambiente, day)
    judge_invalidation(event)


def _judge_target(call: Call, event: Any, now: datetime) -> None:
    """Every check against what is held."""
    archive = Archive(call.sandbox.store)
    code = event["documento"]["codigoGeneracion"]
    sealed, held = call.sandbox.store.document(code), archive.held(code)
    if sealed is None or held is None or held.ambiente != event["identificacion"]["ambiente"]:
        raise RefusalError("014", invalidation.CODE)
    target = invalidation.Target(
        held,
        numeroControl=sealed.numeroControl,
        selloRecibido=sealed.selloRecibido,
        nitEmisor=sealed.nitEmisor,
        sealed=datetime.fromisoformat(sealed.recibido).astimezone(EL_SALVADOR).date(),
    )
    invalidation.check_target(event, target)
    # An event that is sent again is told that its document is invalidated, not that its code is taken.
    if call.sandbox.store.has_event(event["identificacion"]["codigoGeneracion"]):
        raise RefusalError("004", "identificacion.codigoGeneracion")
    invalidation.check_dates(event, target, now.date())
    invalidation.check_blocks(event, target, archive)
    invalidation.check_replacement(event, target, archive)


async def _seal(call: Call, taxpayer: Contribuyente, request: Mapping[str, Any], event: Any, now: datetime) -> Evento:
    sealed = Evento(
        codigoGeneracion=event["identificacion"]["codigoGeneracion"],
        tipo=INVALIDATION,
        version=request["version"],
        ambiente=request["ambiente"],
        nitEmisor=taxpayer.nit,
        documento=event["documento"]["codigoGeneracion"],
        selloRecibido=new_seal(now.year),
        fhProcesamiento=stamp(now),
        recibido=call.sandbox.clock.now().isoformat(timespec="milliseconds"),
        jws=request["documento"],
    )
    await call.sandbox.store.seal_event(sealed)
    return sealed


def _processed(event: Evento) -> Mapping[str, object]:
    return answer(
        ambiente=event.ambiente,
        estado="PROCESADO",
        codigoGeneracion=event.codigoGeneracion,
        selloRecibido=event.selloRecibido,
        fhProcesamiento=event.fhProcesamiento,
        clasificaMsg=None,
        codigoMsg="001",
        descripcionMsg=_DONE,
        observaciones=[_DONE],
    )
