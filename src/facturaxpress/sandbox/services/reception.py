"""`POST /fesv/recepciondte`: a signed document for a seal, or for the reason why not.

The order of the checks: token, request, signature, JSON, request against document, structure, issuer, duplicates, date,
codes and tributes, figures. The first that fails is the answer, HTTP 400 with the usual body.
"""

import json
import re
import secrets
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from joserfc import jws
from joserfc.errors import JoseError
from starlette.responses import Response

from facturaxpress.sandbox.messages import TEXTS, USUAL_FIELDS, RefusalError, classify
from facturaxpress.sandbox.rules import arithmetic, general, sale
from facturaxpress.sandbox.services.call import Call
from facturaxpress.sandbox.store import Contribuyente, Documento
from facturaxpress.sandbox.wire import Json, NotJsonError, answer, parse_json, stamp

FULLY_CHECKED = {("01", 2), ("03", 4)}
"""Structures whose figures and codes are checked; of others with a schema at hand: structure, issuer, numbers, date."""

CODIGO_GENERACION = re.compile(r"^[A-F0-9]{8}(-[A-F0-9]{4}){3}-[A-F0-9]{12}$")
_SIGNATURES = jws.JWSRegistry(algorithms=["RS512"])
_SIGNATURES.max_payload_length = sys.maxsize  # by itself the library takes 128 kB; the request has its own limit
_SEAL_TAIL = "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"


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
        envelope = read_envelope(call)
        _refuse_if_asked(call)
        sealed = await _seal(call, taxpayer, envelope, now)
    except RefusalError as refusal:
        call.sandbox.counts["recepciondte.rechazados"] += 1
        return Json(_refused(refusal, envelope, now), 400)
    call.sandbox.counts["recepciondte.sellados"] += 1
    return Json(processed(sealed))


def read_envelope(call: Call) -> Envelope:
    """The request's own fields; a refusal 097, 098, 003 or 006 where they are missing or not what they should be."""
    if not call.body.strip():
        raise RefusalError("097")
    try:
        body = call.envelope()
    except NotJsonError as error:
        raise RefusalError("098", observaciones=[str(error)]) from error
    if not isinstance(body, dict):
        raise RefusalError("098", observaciones=["el cuerpo no es un objeto JSON"])
    kinds = {"ambiente": str, "idEnvio": int, "version": int, "tipoDte": str, "documento": str, "codigoGeneracion": str}
    missing = [name for name in kinds if body.get(name) in (None, "")]
    if missing:
        raise RefusalError("097", observaciones=[f"Campo #/{name} es requerido" for name in missing])
    wrong = [name for name, kind in kinds.items() if not isinstance(body[name], kind) or isinstance(body[name], bool)]
    if wrong:
        raise RefusalError("098", observaciones=[f"Campo #/{name} contiene un valor inválido" for name in wrong])
    if body["ambiente"] not in ("00", "01"):
        raise RefusalError("003", "ambiente")
    if body["idEnvio"] < 1:
        raise RefusalError("003", "idEnvio")
    if not CODIGO_GENERACION.match(body["codigoGeneracion"]):
        raise RefusalError("006", "codigoGeneracion")
    return Envelope(**{name: body[name] for name in kinds if name != "idEnvio"})


def _refuse_if_asked(call: Call) -> None:
    fault = call.faults.get("reject")
    if fault:
        raise RefusalError(
            fault.codigoMsg,
            USUAL_FIELDS.get(fault.codigoMsg),
            text=fault.descripcionMsg,
            clasifica=fault.clasificaMsg,
            observaciones=fault.observaciones,
        )


async def _seal(call: Call, taxpayer: Contribuyente, envelope: Envelope, now: datetime) -> Documento:
    document = _open(call, taxpayer, envelope)
    observations = _judge(call, taxpayer, envelope, document, now)
    code = "002" if observations else "001"
    if observations:
        observations.append(TEXTS[code])
    identification = document["identificacion"]
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
            observaciones=json.dumps(observations, ensure_ascii=False),
            jws=envelope.documento,
            anio=int(identification["fecEmi"][:4]),
        )
        obstacle = await call.sandbox.store.seal(sealed)
        if obstacle is None:
            return sealed
        if obstacle != "selloRecibido":
            raise RefusalError("004", f"identificacion.{obstacle}")


def _open(call: Call, taxpayer: Contribuyente, envelope: Envelope) -> Any:
    """Verify the signature with the taxpayer's registered key (802), then read the payload (098)."""
    try:
        key = call.sandbox.taxpayers.key(taxpayer)
        signed = jws.deserialize_compact(envelope.documento, key, registry=_SIGNATURES)
    except (JoseError, ValueError, TypeError, KeyError) as error:
        raise RefusalError("802") from error
    try:
        return parse_json(signed.payload or b"")
    except NotJsonError as error:
        raise RefusalError("098", observaciones=[str(error)]) from error


def _judge(call: Call, taxpayer: Contribuyente, envelope: Envelope, document: Any, now: datetime) -> list[str]:
    """Every check of the opened document; the observations of an acceptable one."""
    general.check_envelope(
        document,
        tipoDte=envelope.tipoDte,
        version=envelope.version,
        ambiente=envelope.ambiente,
        codigoGeneracion=envelope.codigoGeneracion,
    )
    call.sandbox.structures.check(envelope.tipoDte, envelope.version, document)
    general.check_issuer(document, taxpayer.nit)
    identification = document["identificacion"]
    try:
        fecEmi = date.fromisoformat(identification["fecEmi"])
    except ValueError as error:
        raise RefusalError("006", "identificacion.fecEmi") from error
    number = (taxpayer.nit, envelope.ambiente, envelope.tipoDte, fecEmi.year, identification["numeroControl"])
    taken = call.sandbox.store.taken(number=number, codigoGeneracion=envelope.codigoGeneracion)
    if taken:
        raise RefusalError("004", f"identificacion.{taken}")
    observations = general.check_date(fecEmi, now)
    if (envelope.tipoDte, envelope.version) in FULLY_CHECKED:
        sale.check_codes(document)
        sale.check_lines(envelope.tipoDte, document["cuerpoDocumento"])
        sale.check_summary_tributes(envelope.tipoDte, document["resumen"]["tributos"] or ())
        arithmetic.check_figures(envelope.tipoDte, document)
    return observations


def new_seal(year: int) -> str:
    """`selloRecibido`: the year, 32 hexadecimal digits and 4 letters or digits, all upper case; 40 characters."""
    return f"{year}{secrets.token_hex(16).upper()}{''.join(secrets.choice(_SEAL_TAIL) for _ in range(4))}"


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


def _refused(refusal: RefusalError, envelope: Envelope | None, now: datetime) -> Mapping[str, object]:
    # Without a valid signature MH does not say whose document it was.
    code = envelope.codigoGeneracion if envelope and refusal.codigo != "802" else None
    return answer(
        ambiente=envelope.ambiente if envelope else "00",
        estado="RECHAZADO",
        codigoGeneracion=code,
        selloRecibido=None,
        fhProcesamiento=stamp(now),
        clasificaMsg=refusal.clasifica,
        codigoMsg=refusal.codigo,
        descripcionMsg=refusal.descripcion,
        observaciones=refusal.observaciones,
    )


def _total(document: Mapping[str, Any]) -> str | None:
    resumen = document.get("resumen")
    total = resumen.get("totalPagar") if isinstance(resumen, dict) else None
    return format(Decimal(total), "f") if isinstance(total, int | Decimal) else None
