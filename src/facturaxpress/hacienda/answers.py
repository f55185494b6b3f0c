"""What MH answers to a document, read from the exact text and believed only if it is about that document.

Shapes: Manual Tecnológico v1.0, services "recepción uno a uno" and "consulta DTE"; codes are its tables of
clasificaMsg and codigoMsg.
"""

import re
from typing import Any

import msgspec

from facturaxpress.hacienda import reasons
from facturaxpress.hacienda.errors import MalformedAnswer, ServiceUnavailable
from facturaxpress.hacienda.reasons import Reason

PROCESADO = "PROCESADO"
REFUSALS = frozenset({"RECHAZADO", "ERROR"})
"""`ERROR` is not in the manual; MH has been seen to use it with the schema refusal 096."""

NOT_FOUND = "014"
"""NO EXISTE UN REGISTRO CON ESTE DATO."""
SIGNATURE_SERVICE_DOWN = "022"
"""[firma] SERVICIO DE VALIDACION DE FIRMA NO DISPONIBLE."""
TOKEN_CODES = frozenset({"107", "108"})
"""Token inválido, token requerido: answers about us, not about the document."""
PERHAPS_TRANSIENT = frozenset({"097", "099"})
"""Codes that some implementers take for failures of MH's servers; the manual does not say so."""

SEAL = re.compile(r"[0-9]{4}[0-9A-Z]{36}")
"""40 upper-case alphanumerics that begin with the year."""


class Answer(msgspec.Struct, frozen=True):
    """MH's verdict on a document. Fields keep MH's names and values; absent ones are None.

    `estado` is `PROCESADO` (with a seal that has been checked), `RECHAZADO` or `ERROR`. `observaciones` is the list as
    it came, `reasons` what it and `descripcionMsg` say, by path. `body` is the exact text of the answer: the evidence.
    """

    estado: str
    selloRecibido: str | None
    codigoGeneracion: str | None
    fhProcesamiento: str | None
    clasificaMsg: str | None
    codigoMsg: str | None
    descripcionMsg: str | None
    observaciones: tuple[str, ...]
    http_status: int
    body: str
    reasons: tuple[Reason, ...]

    @property
    def sealed(self) -> bool:
        return self.estado == PROCESADO and self.selloRecibido is not None

    @property
    def perhaps_transient(self) -> bool:
        """A refusal whose code may mean a failure of MH's servers rather than a fault of the document."""
        return not self.sealed and self.codigoMsg in PERHAPS_TRANSIENT


def decode(body: str) -> dict[str, Any] | None:
    """The JSON object in a body, or None where there is none (HTML, truncated, empty, absurdly nested)."""
    try:
        value = msgspec.json.decode(body.removeprefix("\ufeff"))
    except (msgspec.DecodeError, RecursionError):
        return None
    return value if isinstance(value, dict) else None


def parse(http_status: int, body: str, codigoGeneracion: str) -> Answer:
    """Read an answer about the document `codigoGeneracion`. MH decides by `estado`; the HTTP status is only kept.

    Raises MalformedAnswer if it cannot be believed and ServiceUnavailable if MH says a service of its own is down.
    """

    def malformed(why: str) -> MalformedAnswer:
        return MalformedAnswer(
            f"La respuesta de Hacienda no es creíble: {why}.", http_status=http_status, body=excerpt(body)
        )

    fields = decode(body)
    if fields is None:
        raise malformed("no es un objeto JSON")
    estado = (_text(fields, "estado") or "").upper()
    if estado != PROCESADO and estado not in REFUSALS:
        raise malformed(f"el estado «{estado[:40]}» no es conocido" if estado else "no trae estado")
    named = _text(fields, "codigoGeneracion")
    if named is not None and named.upper() != codigoGeneracion.upper():
        raise malformed(f"trata del documento {named[:36]} y no de {codigoGeneracion}")
    sello = _text(fields, "selloRecibido")
    if estado == PROCESADO:
        if named is None:
            raise malformed("dice PROCESADO sin decir de qué documento")
        if sello is None or not SEAL.fullmatch(sello):
            raise malformed("dice PROCESADO y no trae un sello de 40 caracteres")
    elif sello is not None:
        raise malformed(f"dice {estado} y trae un sello")
    code = _text(fields, "codigoMsg")
    description = _text(fields, "descripcionMsg")
    if estado in REFUSALS and code == SIGNATURE_SERVICE_DOWN:
        raise ServiceUnavailable(
            f"Hacienda no puede validar firmas en este momento: {description or code}.",
            http_status=http_status,
            body=excerpt(body),
        )
    observaciones = _observaciones(fields.get("observaciones"))
    return Answer(
        estado=estado,
        selloRecibido=sello,
        codigoGeneracion=named,
        fhProcesamiento=_text(fields, "fhProcesamiento"),
        clasificaMsg=_text(fields, "clasificaMsg"),
        codigoMsg=code,
        descripcionMsg=description,
        observaciones=observaciones,
        http_status=http_status,
        body=body,
        reasons=_reasons(estado, code, description, observaciones),
    )


def _reasons(
    estado: str, code: str | None, description: str | None, observaciones: tuple[str, ...]
) -> tuple[Reason, ...]:
    """From both places. The description of an accepted document only says that it was accepted."""
    texts = [] if estado == PROCESADO or description is None else [description]
    texts += [text for text in observaciones if text.strip() and text != description]
    return tuple(reasons.read(text, code) for text in dict.fromkeys(texts))


def _text(fields: dict[str, Any], name: str) -> str | None:
    """A member as text without NUL, which no text column takes; empty counts as absent, as MH sends both."""
    value = fields.get(name)
    if value is None or isinstance(value, dict | list):
        return None
    return str(value).replace("\x00", "").strip() or None


def _observaciones(value: object) -> tuple[str, ...]:
    if isinstance(value, str):
        value = [value]
    if not isinstance(value, list):
        return ()
    return tuple(str(text).replace("\x00", "") for text in value if text is not None)


def excerpt(body: str, limit: int = 4000) -> str:
    """The beginning of a body that is not an answer, fit for a text column."""
    return body[:limit].replace("\x00", "�")
