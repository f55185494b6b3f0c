"""`POST /fesv/recepcion/consultadte/`: what became of a document."""

from starlette.responses import Response

from facturaxpress.sandbox.messages import RefusalError
from facturaxpress.sandbox.services.call import Call
from facturaxpress.sandbox.services.reception import processed
from facturaxpress.sandbox.store import Contribuyente, Documento
from facturaxpress.sandbox.wire import Json, NotJsonError, answer, stamp

_NOT_FOUND = "014"
_NO_OBSERVATIONS = ["", ""]
"""What MH's own example of this answer shows where there is nothing to observe."""


async def consult(call: Call) -> Response:
    taxpayer = await call.sandbox.tokens.bearer(call.request.headers.get("authorization"))
    if taxpayer is None:
        return call.error(401)
    if call.content_type() != "application/json":
        return call.error(415)
    code: str | None = None
    try:
        nit, tipo, code = _read(call)
        if nit != taxpayer.nit:
            raise RefusalError("008", "nitEmisor")
    except RefusalError as refusal:
        return Json(_refused(refusal, code, stamp(call.sandbox.clock.local())), 400)
    denied = call.faults.get("not_found")
    document = None if denied else _find(call, taxpayer, tipo, code)
    if document is None:
        status = denied.answered if denied else call.sandbox.settings.notFoundStatus
        return Json(_refused(RefusalError(_NOT_FOUND, clasifica="99"), code, None), status)
    quiet = document.codigoMsg == "001"
    return Json(processed(document, observaciones=_NO_OBSERVATIONS if quiet else None))


def _read(call: Call) -> tuple[str, str, str]:
    if not call.body.strip():
        raise RefusalError("097")
    try:
        body = call.envelope()
    except NotJsonError as error:
        raise RefusalError("098", observaciones=[str(error)]) from error
    if not isinstance(body, dict):
        raise RefusalError("098", observaciones=["el cuerpo no es un objeto JSON"])
    names = ("nitEmisor", "tdte", "codigoGeneracion")
    missing = [name for name in names if body.get(name) in (None, "")]
    if missing:
        raise RefusalError("097", observaciones=[f"Campo #/{name} es requerido" for name in missing])
    wrong = [name for name in names if not isinstance(body[name], str)]
    if wrong:
        raise RefusalError("098", observaciones=[f"Campo #/{name} contiene un valor inválido" for name in wrong])
    return body["nitEmisor"], body["tdte"], body["codigoGeneracion"]


def _find(call: Call, taxpayer: Contribuyente, tipo: str, code: str) -> Documento | None:
    document = call.sandbox.store.document(code)
    mine = document is not None and document.nitEmisor == taxpayer.nit and document.tipoDte == tipo
    return document if mine else None


def _refused(refusal: RefusalError, code: str | None, moment: str | None) -> dict[str, object]:
    return answer(
        ambiente="00",
        estado="RECHAZADO",
        codigoGeneracion=code,
        selloRecibido=None,
        fhProcesamiento=moment,
        clasificaMsg=refusal.clasifica,
        codigoMsg=refusal.codigo,
        descripcionMsg=refusal.descripcion,
        observaciones=refusal.observaciones or None,
    )
