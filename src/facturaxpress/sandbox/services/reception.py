"""`POST /fesv/recepciondte`: a signed document for a seal, or for the reason why not.

The order of the checks: token, request, signature, JSON, request against document, structure, issuer, version in force,
duplicates, date, codes and tributes, relations, figures, related documents. The first that fails is the answer, HTTP
400 with the usual body.
"""

import contextlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from starlette.responses import Response

from facturaxpress.sandbox.archive import Archive
from facturaxpress.sandbox.messages import TEXTS, RefusalError, classify
from facturaxpress.sandbox.rules import general
from facturaxpress.sandbox.rules.judgement import LISTING, judge, judge_by_records
from facturaxpress.sandbox.rules.related import NOTES, Link
from facturaxpress.sandbox.rules.tables import DOCUMENTS
from facturaxpress.sandbox.services.call import Call
from facturaxpress.sandbox.services.submission import new_seal, open_signed, read_request, refuse_if_asked, refused
from facturaxpress.sandbox.store import Contribuyente, Documento, Mencion
from facturaxpress.sandbox.wire import Json, answer, stamp

_FIELDS = {
    "ambiente": str,
    "idEnvio": int,
    "version": int,
    "tipoDte": str,
    "documento": str,
    "codigoGeneracion": str,
}


@dataclass(frozen=True, slots=True)
class Envelope:
    """What the request says of the document it carries."""

    ambiente: str
    version: int
    tipoDte: str
    documento: str
    codigoGeneracion: str


async def receive(call: Call) -> Response:
    taxpayer = await call.sandbox.tokens.bearer(call.request.headers.get("authorization"))
    if taxpayer is None:
        return call.error(401)
    if call.content_type() != "application/json":
        return call.error(415)
    now = call.sandbox.clock.local()
    envelope: Envelope | None = None
    try:
        envelope = Envelope(**read_request(call, _FIELDS))
        refuse_if_asked(call)
        document = open_signed(call, taxpayer, envelope.documento)
        observations = _judge(call, taxpayer, envelope, document, now)
        # Two documents that claim the same balance, or the same line of a settlement, are judged one after the other.
        alone = envelope.tipoDte in NOTES | LISTING
        async with call.sandbox.relating if alone else contextlib.nullcontext():
            unknown = call.sandbox.settings.unknownRelated
            links = judge_by_records(envelope.tipoDte, document, Archive(call.sandbox.store), unknown=unknown)
            sealed = await _seal(call, taxpayer, envelope, document, observations, links, now)
    except RefusalError as refusal:
        call.sandbox.counts["recepciondte.rechazados"] += 1
        # Without a valid signature MH does not say whose document it was.
        code = envelope.codigoGeneracion if envelope and refusal.codigo != "802" else None
        ambiente = envelope.ambiente if envelope else "00"
        return Json(refused(refusal, ambiente=ambiente, codigoGeneracion=code, now=now), 400)
    call.sandbox.counts["recepciondte.sellados"] += 1
    return Json(processed(sealed))


def _judge(call: Call, taxpayer: Contribuyente, envelope: Envelope, document: Any, now: datetime) -> list[str]:
    """Every check of the opened document by itself; the observations of an acceptable one."""
    sandbox = call.sandbox
    general.check_envelope(
        document,
        tipoDte=envelope.tipoDte,
        version=envelope.version,
        ambiente=envelope.ambiente,
        codigoGeneracion=envelope.codigoGeneracion,
    )
    if envelope.tipoDte not in DOCUMENTS:
        raise RefusalError("003", "tipoDte")
    sandbox.structures.check(envelope.tipoDte, envelope.version, document)
    general.check_issuer(document, taxpayer.nit)
    identification = document["identificacion"]
    fecEmi = general.read_date(identification["fecEmi"], "identificacion.fecEmi")
    general.check_version(
        sandbox.settings.acceptedVersions, envelope.tipoDte, envelope.version, envelope.ambiente, fecEmi
    )
    number = (taxpayer.nit, envelope.ambiente, envelope.tipoDte, fecEmi.year, identification["numeroControl"])
    taken = sandbox.store.taken(number=number, codigoGeneracion=envelope.codigoGeneracion)
    if taken:
        raise RefusalError("004", f"identificacion.{taken}")
    observations = general.check_date(fecEmi, now)
    judge(envelope.tipoDte, document)
    return observations


async def _seal(
    call: Call,
    taxpayer: Contribuyente,
    envelope: Envelope,
    document: Any,
    observations: list[str],
    links: Sequence[Link],
    now: datetime,
) -> Documento:
    code = "002" if observations else "001"
    identification = document["identificacion"]
    mentions = [Mencion(envelope.codigoGeneracion, link.destino, format(link.monto, "f")) for link in links]
    while True:
        sealed = Documento(
            codigoGeneracion=envelope.codigoGeneracion,
            numeroControl=identification["numeroControl"],
            selloRecibido=new_seal(now.year),
            tipoDte=envelope.tipoDte,
            version=envelope.version,
            ambiente=envelope.ambiente,
            nitEmisor=taxpayer.nit,
            fecEmi=identification["fecEmi"],
            totalPagar=_total(document),
            fhProcesamiento=stamp(now),
            recibido=call.sandbox.clock.now().isoformat(timespec="milliseconds"),
            codigoMsg=code,
            descripcionMsg=TEXTS[code],
            observaciones=json.dumps([*observations, TEXTS[code]] if observations else [], ensure_ascii=False),
            jws=envelope.documento,
            anio=int(identification["fecEmi"][:4]),
        )
        obstacle = await call.sandbox.store.seal(sealed, mentions)
        if obstacle is None:
            return sealed
        if obstacle != "selloRecibido":
            raise RefusalError("004", f"identificacion.{obstacle}")


def processed(document: Documento, *, observaciones: list[str] | None = None) -> Mapping[str, object]:
    """MH's answer about a sealed document; `observaciones` in place of its own where given."""
    return answer(
        ambiente=document.ambiente,
        estado="PROCESADO",
        codigoGeneracion=document.codigoGeneracion,
        selloRecibido=document.selloRecibido,
        fhProcesamiento=document.fhProcesamiento,
        clasificaMsg=classify(document.codigoMsg, None),
        codigoMsg=document.codigoMsg,
        descripcionMsg=document.descripcionMsg,
        observaciones=observaciones if observaciones is not None else json.loads(document.observaciones),
    )


def _total(document: Mapping[str, Any]) -> str | None:
    resumen = document.get("resumen")
    total = resumen.get("totalPagar") if isinstance(resumen, dict) else None
    return format(Decimal(total), "f") if isinstance(total, int | Decimal) else None
