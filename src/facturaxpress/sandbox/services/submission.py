"""What recepciondte and anulardte have in common: a request that carries a signed text."""

import re
import secrets
import sys
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from joserfc import jws
from joserfc.errors import JoseError

from facturaxpress.sandbox.messages import USUAL_FIELDS, RefusalError
from facturaxpress.sandbox.services.call import Call
from facturaxpress.sandbox.store import Contribuyente
from facturaxpress.sandbox.wire import NotJsonError, answer, parse_json, stamp

CODIGO_GENERACION = re.compile(r"^[A-F0-9]{8}(-[A-F0-9]{4}){3}-[A-F0-9]{12}$")
_SIGNATURES = jws.JWSRegistry(algorithms=["RS512"])
_SIGNATURES.max_payload_length = sys.maxsize  # by itself the library takes 128 kB; the request has its own limit
_SEAL_TAIL = "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"


def read_request(call: Call, kinds: Mapping[str, type]) -> dict[str, Any]:
    """The request's own fields; a refusal 097, 098, 003 or 006 where they are missing or not what they should be."""
    if not call.body.strip():
        raise RefusalError("097")
    try:
        body = call.envelope()
    except NotJsonError as error:
        raise RefusalError("098", observaciones=[str(error)]) from error
    if not isinstance(body, dict):
        raise RefusalError("098", observaciones=["el cuerpo no es un objeto JSON"])
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
    if "codigoGeneracion" in kinds and not CODIGO_GENERACION.match(body["codigoGeneracion"]):
        raise RefusalError("006", "codigoGeneracion")
    return {name: body[name] for name in kinds if name != "idEnvio"}


def refuse_if_asked(call: Call) -> None:
    """Raise the refusal that a fault `reject` asks for."""
    fault = call.faults.get("reject")
    if fault:
        raise RefusalError(
            fault.codigoMsg,
            USUAL_FIELDS.get(fault.codigoMsg),
            text=fault.descripcionMsg,
            clasifica=fault.clasificaMsg,
            observaciones=fault.observaciones,
        )


def open_signed(call: Call, taxpayer: Contribuyente, documento: str) -> Any:
    """Verify the signature with the taxpayer's registered key (802), then read the payload (098)."""
    try:
        key = call.sandbox.taxpayers.key(taxpayer)
        signed = jws.deserialize_compact(documento, key, registry=_SIGNATURES)
    except (JoseError, ValueError, TypeError, KeyError) as error:
        raise RefusalError("802") from error
    try:
        return parse_json(signed.payload or b"")
    except NotJsonError as error:
        raise RefusalError("098", observaciones=[str(error)]) from error


def new_seal(year: int) -> str:
    """`selloRecibido`: the year, 32 hexadecimal digits and 4 letters or digits, all upper case; 40 characters."""
    return f"{year}{secrets.token_hex(16).upper()}{''.join(secrets.choice(_SEAL_TAIL) for _ in range(4))}"


def refused(
    refusal: RefusalError, *, ambiente: str, codigoGeneracion: str | None, now: datetime
) -> Mapping[str, object]:
    """MH's answer about what is refused."""
    return answer(
        ambiente=ambiente,
        estado="RECHAZADO",
        codigoGeneracion=codigoGeneracion,
        selloRecibido=None,
        fhProcesamiento=stamp(now),
        clasificaMsg=refusal.clasifica,
        codigoMsg=refusal.codigo,
        descripcionMsg=refusal.descripcion,
        observaciones=refusal.observaciones,
    )
