"""Errors over HTTP: problem documents of RFC 9457 with the faults of the law in them."""

from collections.abc import Iterable, Mapping
from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from facturaxpress.dte import Fault, dump_json

MEDIA_TYPE = "application/problem+json"

TITLES = {
    400: ("Solicitud incorrecta", "Bad request"),
    401: ("Falta una credencial válida", "A valid credential is missing"),
    403: ("La credencial no permite esta operación", "The credential does not allow this operation"),
    404: ("No existe", "Not found"),
    405: ("Método no permitido", "Method not allowed"),
    408: ("Se agotó el tiempo", "Request timeout"),
    409: ("Solicitud en curso", "Request in flight"),
    413: ("Cuerpo demasiado grande", "Body too large"),
    415: ("Tipo de contenido no admitido", "Unsupported media type"),
    422: ("El documento tiene faltas", "The document has faults"),
    500: ("Error interno", "Internal error"),
    503: ("Servicio no disponible", "Service unavailable"),
}
TITLES_OF_KINDS = {
    "parameters": ("Un parámetro no es válido", "A parameter is not valid"),
    "law": ("El cambio tiene faltas", "The change has faults"),
    "key-reused": ("La clave o referencia ya se usó", "The key or referencia was used before"),
}
"""Kinds that say more than their status does."""


class Problem(Exception):
    """An answer that is an error. Raised anywhere below an endpoint; `web` turns it into the response."""

    def __init__(
        self,
        status: int,
        detail: str,
        detail_en: str | None = None,
        *,
        kind: str | None = None,
        faults: Iterable[Fault] = (),
        warnings: Iterable[Fault] = (),
        number_spent: bool | None = False,
        extra: Mapping[str, Any] | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> None:
        super().__init__(detail)
        self.status = status
        self.detail = detail
        self.detail_en = detail_en or detail
        self.kind = kind or f"http-{status}"
        self.faults = tuple(faults)
        self.warnings = tuple(warnings)
        self.number_spent = number_spent
        self.extra = dict(extra or {})
        self.headers = dict(headers or {})


def wants_english(request: Request) -> bool:
    """Whether the client prefers English to Spanish; Spanish is the users' language and wins every tie."""
    weights = {"es": 0.0, "en": 0.0}
    for part in request.headers.get("accept-language", "").split(","):
        name, _, quality = part.strip().partition(";q=")
        language = name.strip().lower()[:2]
        if language in weights:
            try:
                weights[language] = max(weights[language], float(quality or "1"))
            except ValueError:
                continue
    return weights["en"] > weights["es"]


def fault_as_json(fault: Fault, english: bool) -> dict[str, str]:
    """What the API says of a fault; the legal source keeps its Spanish name."""
    return {
        "code": fault.code,
        "path": fault.path,
        "message": fault.message_en if english else fault.message,
        "fix": fault.fix_en if english else fault.fix,
        "source": fault.source,
    }


def problem_as_json(problem: Problem, path: str, english: bool = False) -> dict[str, Any]:
    """The problem document (RFC 9457) of what went wrong at `path`."""
    titles = TITLES_OF_KINDS.get(problem.kind) or TITLES.get(problem.status, TITLES[500])
    body: dict[str, Any] = {
        "type": f"urn:facturaxpress:problem:{problem.kind}",
        "title": titles[1 if english else 0],
        "status": problem.status,
        "detail": problem.detail_en if english else problem.detail,
        "instance": path,
        "numberSpent": problem.number_spent,
        "faults": [fault_as_json(fault, english) for fault in problem.faults],
    }
    if problem.warnings:
        body["warnings"] = [fault_as_json(fault, english) for fault in problem.warnings]
    return body | problem.extra


def problem_response(request: Request, problem: Problem) -> Response:
    english = wants_english(request)
    body = problem_as_json(problem, request.url.path, english)
    headers = {**problem.headers, "content-language": "en" if english else "es"}
    return Response(dump_json(body), status_code=problem.status, media_type=MEDIA_TYPE, headers=headers)
