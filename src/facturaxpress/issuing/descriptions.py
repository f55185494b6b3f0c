"""`/api/dtes` in OpenAPI: `dte` reads the bodies, not the framework, so they are described here."""

from typing import Any

from facturaxpress.issuing import examples, schemas
from facturaxpress.problems import MEDIA_TYPE

Responses = dict[int | str, dict[str, Any]]

_KEY = {
    "name": "Idempotency-Key",
    "in": "header",
    "required": False,
    "description": "Con la misma clave y el mismo cuerpo se obtiene el mismo documento",
    "schema": {"type": "string", "maxLength": 200},
}

_TITLES = schemas.titles()


def _body(description: str, tipos: tuple[str, ...], *, events: bool) -> dict[str, Any]:
    shown = {tipo: {"summary": _TITLES[tipo], "value": examples.INPUTS[tipo]} for tipo in tipos}
    content = {"schema": schemas.body(events=events), "examples": shown}
    return {"requestBody": {"required": True, "description": description, "content": {"application/json": content}}}


ISSUE_BODY: dict[str, Any] = {
    "parameters": [_KEY],
    **_body(
        "Una venta con los nombres de MH, sin lo que el sistema pone; o un documento completo de MH",
        schemas.DOCUMENTS,
        events=False,
    ),
}

COMPUTE_BODY = _body(
    "Una venta o un evento con los nombres de MH, sin lo que el sistema pone; o un documento completo de MH",
    (*schemas.DOCUMENTS, *schemas.EVENTS),
    events=True,
)

_PROBLEM = {
    "type": "object",
    "required": ["type", "title", "status", "detail", "instance", "numberSpent", "faults"],
    "properties": {
        "type": {"type": "string"},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "detail": {"type": "string"},
        "instance": {"type": "string"},
        "numberSpent": {
            "type": ["boolean", "null"],
            "description": "Si se gastó un número de control; null si no se sabe",
        },
        "faults": {
            "type": "array",
            "items": {
                "type": "object",
                "required": ["code", "path", "message", "fix", "source"],
                "properties": {name: {"type": "string"} for name in ("code", "path", "message", "fix", "source")},
            },
        },
    },
}


def _answer(description: str, name: str, example: dict[str, Any]) -> dict[str, Any]:
    shown = {"schema": {"type": "object"}, "examples": {name: {"value": example}}}
    return {"description": description, "content": {"application/json": shown}}


def _error(description: str, **shown: dict[str, Any]) -> dict[str, Any]:
    examples_of_it = {name: {"value": value} for name, value in shown.items()}
    return {"description": description, "content": {MEDIA_TYPE: {"schema": _PROBLEM, "examples": examples_of_it}}}


_ACCESS: Responses = {
    400: _error("Falta decir en qué empresa se trabaja", sin_empresa=examples.NO_TENANT),
    401: _error("Falta el token o no vale", sin_token=examples.NO_TOKEN),
    403: _error("El token es de otra empresa", otra_empresa=examples.OTHER_TENANT),
    404: _error("No existe la empresa", sin_empresa=examples.UNKNOWN_TENANT),
    422: _error("Un parámetro no es válido", parametro=examples.WRONG_PARAMETER),
    503: _error("La base de datos no responde", sin_base=examples.UNAVAILABLE),
}

ISSUE_RESPONSES: Responses = {
    **_ACCESS,
    201: _answer("Sellado por MH", "sellado", examples.ISSUED),
    202: _answer("Aceptado y firmado, todavía sin sello", "pendiente", examples.PENDING),
    400: _error(
        "La clave no tiene la forma que se pide, o falta decir en qué empresa se trabaja",
        clave=examples.BAD_KEY,
        sin_empresa=examples.NO_TENANT,
    ),
    409: _error("Otra solicitud con la misma clave está en curso", en_curso=examples.IN_FLIGHT),
    413: _error("Cuerpo demasiado grande", grande=examples.TOO_LARGE),
    422: _error(
        "Faltas de la venta, rechazo de MH, clave que ya se usó con otro contenido, o un evento",
        faltas=examples.FAULTY,
        rechazo=examples.REFUSED,
        clave_usada=examples.KEY_REUSED,
        evento=examples.EVENT,
    ),
    503: _error(
        "La base de datos no responde; con `numberSpent` null el documento pudo quedar guardado",
        sin_base=examples.UNAVAILABLE,
        incierto=examples.UNCERTAIN,
    ),
}

COMPUTE_RESPONSES: Responses = {
    **_ACCESS,
    200: _answer("El documento o evento calculado", "calculado", examples.COMPUTED),
    413: ISSUE_RESPONSES[413],
    422: _error("Faltas de la venta o del evento", faltas=examples.FAULTY),
}

LIST_RESPONSES: Responses = {
    **_ACCESS,
    200: _answer("Una página; `next` es null en la última", "pagina", examples.PAGE),
    400: _error(
        "El cursor no vale, o falta decir en qué empresa se trabaja",
        cursor=examples.BAD_CURSOR,
        sin_empresa=examples.NO_TENANT,
    ),
}

_ONE: Responses = {
    **_ACCESS,
    404: _error(
        "No existe el documento, o la empresa",
        no_existe=examples.UNKNOWN_DOCUMENT,
        sin_empresa=examples.UNKNOWN_TENANT,
    ),
}

ONE_RESPONSES: Responses = {**_ONE, 200: _answer("El documento", "documento", examples.STORED)}


def file_responses(media_type: str, description: str, schema: dict[str, Any]) -> Responses:
    """Of a route that gives a file of this media type."""
    return {**_ONE, 200: {"description": description, "content": {media_type: {"schema": schema}}}}


ARCHIVO_RESPONSES = file_responses(
    "application/json",
    "El documento firmado, con `firmaElectronica` y `selloRecibido` (null mientras no hay sello)",
    {"type": "object", "required": ["firmaElectronica", "selloRecibido"]},
)
JWS_RESPONSES = file_responses("application/jose", "La firma: un JWS compacto, RS512", {"type": "string"})
PDF_RESPONSES = file_responses("application/pdf", "La versión legible", {"type": "string", "format": "binary"})
