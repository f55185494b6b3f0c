"""What MH answers to a document, read from the exact text and believed only if it is about that document.

Shapes: Manual Tecnológico v1.0, services "recepción uno a uno" and "consulta DTE"; codes are its tables of
clasificaMsg and codigoMsg.
"""

import json
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

UNNAMED = re.compile(r"802|09[0-9]|1[0-9]{2}")
"""Refusals that may come without `codigoGeneracion`, as MH cannot tell or does not look: the signature, the shape of
what was sent, its services, security."""
ABOUT_DOCUMENT = re.compile(r"0[0-8][0-9]|096|8[0-9]{2}")
"""Codes of the document's fields, its schema and its signature; 09x and 1xx are those of the services and security."""
ACCEPTANCES = frozenset({"001", "002"})

VERDICT_STATUSES = (200, 400)
"""MH answers a rejection with 400 and the same body; `estado` decides."""

EVIDENCE_BYTES = 65_536
"""How much of a body that is not an answer is kept."""

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

    @property
    def about_document(self) -> bool:
        """A seal, or a refusal whose code is one of the document's faults rather than of the service or security."""
        code = self.codigoMsg or ""
        return self.sealed or (ABOUT_DOCUMENT.fullmatch(code) is not None and code not in ACCEPTANCES)


class _RepeatedName(ValueError):
    """An object that names a member twice says two things; which one a parser takes is chance."""


def decode(body: str) -> dict[str, Any] | None:
    """The JSON object in a body, or None where there is none (HTML, truncated, empty, absurdly nested) or where a name
    is repeated in it."""
    try:
        return _decode(body)
    except _RepeatedName:
        return None


def _decode(body: str) -> dict[str, Any] | None:
    text = body.removeprefix("\ufeff")
    try:
        value = msgspec.json.decode(text)
        if not isinstance(value, dict):
            return None
        json.loads(text, object_pairs_hook=_names, parse_int=str, parse_float=str)
    except (msgspec.DecodeError, RecursionError):
        return None
    return value


def _names(members: list[tuple[str, object]]) -> None:
    seen = set()
    for name, _ in members:
        if name in seen:
            raise _RepeatedName(name)
        seen.add(name)


def parse(
    http_status: int,
    body: str,
    codigoGeneracion: str,
    *,
    ambiente: str | None = None,
    unnamed: re.Pattern[str] = UNNAMED,
) -> Answer:
    """Read an answer about the document `codigoGeneracion`. MH decides by `estado`; the HTTP status is only kept.

    `ambiente` is the one that was asked, which an answer that names one must name too (None: not checked, for an
    answer that was believed before). `unnamed` are the codes of refusals that need not name the document.

    Raises MalformedAnswer if it cannot be believed and ServiceUnavailable if MH says a service of its own is down.
    """

    def malformed(why: str) -> MalformedAnswer:
        return MalformedAnswer(
            f"La respuesta de Hacienda no es creíble: {why}.", http_status=http_status, body=excerpt(body)
        )

    try:
        fields = _decode(body)
    except _RepeatedName as repeated:
        raise malformed(f"repite el campo {str(repeated)[:40]!r}") from repeated
    if fields is None:
        raise malformed("no es un objeto JSON")
    estado = (_text(fields, "estado") or "").upper()
    if estado != PROCESADO and estado not in REFUSALS:
        raise malformed(f"el estado «{estado[:40]}» no es conocido" if estado else "no trae estado")
    named = _text(fields, "codigoGeneracion")
    if named is not None and named.upper() != codigoGeneracion.upper():
        raise malformed(f"trata del documento {named[:36]} y no de {codigoGeneracion}")
    sello = _text(fields, "selloRecibido")
    code = _text(fields, "codigoMsg")
    # Where nothing was found there is no ambiente to speak of, and what stands there is a filler.
    if ambiente is not None and code != NOT_FOUND and fields.get("ambiente") not in (None, "", ambiente):
        raise malformed(f"es de otro ambiente y no del {ambiente}")
    if estado == PROCESADO:
        if named is None:
            raise malformed("dice PROCESADO sin decir de qué documento")
        if sello is None or not SEAL.fullmatch(sello):
            raise malformed("dice PROCESADO y no trae un sello de 40 caracteres")
    elif sello is not None:
        raise malformed(f"dice {estado} y trae un sello")
    elif code is None:
        raise malformed(f"dice {estado} sin un código de mensaje")
    description = _text(fields, "descripcionMsg")
    if estado in REFUSALS and code == SIGNATURE_SERVICE_DOWN:
        raise ServiceUnavailable(
            f"Hacienda no puede validar firmas en este momento: {description or code}.",
            http_status=http_status,
            body=excerpt(body),
        )
    if named is None and not unnamed.fullmatch(code or ""):
        raise malformed(f"dice {estado} sin decir de qué documento")
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


def excerpt(body: str) -> str:
    """The first 64 KB of a body that is not an answer, fit for a text column."""
    kept = body[:EVIDENCE_BYTES].replace("\x00", "�").encode(errors="replace")
    return kept[:EVIDENCE_BYTES].decode(errors="ignore")
