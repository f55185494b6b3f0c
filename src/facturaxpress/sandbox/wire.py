"""JSON as it comes in (strict, exact) and answers as they go out (MH's shapes, the servlet container's error pages)."""

import json
import re
from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from http import HTTPStatus
from typing import Any

from starlette.requests import Request
from starlette.responses import Response

ANSWER_VERSION = 2
"""`version` and `versionApp` of MH's answers: of the service, not of the document; 2 in every observed one."""

_LONGEST_NUMBER = 40
_EXPONENT = re.compile(r"[eE]([+-]?\d+)$")
_LARGEST_EXPONENT = 20


class NotJsonError(ValueError):
    """The bytes are not strict JSON; the message says why, in Spanish."""


def _number(text: str) -> str:
    # A number such as 1e999999999 is cheap to write and ruinous to calculate with.
    if len(text) > _LONGEST_NUMBER:
        raise NotJsonError(f"el número {text[:12]}… es demasiado largo")
    exponent = _EXPONENT.search(text)
    if exponent and abs(int(exponent.group(1))) > _LARGEST_EXPONENT:
        raise NotJsonError(f"el exponente de {text} está fuera de ±{_LARGEST_EXPONENT}")
    return text


def _decimal(text: str) -> Decimal:
    return Decimal(_number(text))


def _integer(text: str) -> int:
    return int(_number(text))


def _constant(text: str) -> Any:
    raise NotJsonError(f"{text} no es un número de JSON")


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    members = dict(pairs)
    if len(members) != len(pairs):
        repeated = next(name for name, times in Counter(name for name, _ in pairs).items() if times > 1)
        raise NotJsonError(f"la clave {repeated!r} está repetida")
    return members


_decoder = json.JSONDecoder(
    parse_float=_decimal, parse_int=_integer, parse_constant=_constant, object_pairs_hook=_object, strict=True
)


def parse_json(raw: bytes) -> Any:
    """Strict JSON with exact numbers: fractions become Decimal, whole numbers int.

    Raises NotJsonError for broken UTF-8 or JSON, duplicate keys, NaN/Infinity, oversized numbers and excessive depth.
    """
    try:
        return _decoder.decode(raw.decode("utf-8"))
    except UnicodeDecodeError as error:
        raise NotJsonError("el texto no es UTF-8 válido") from error
    except RecursionError as error:
        raise NotJsonError("demasiados niveles anidados") from error
    except NotJsonError:
        raise
    except ValueError as error:
        raise NotJsonError("el texto no es JSON válido") from error


class Json(Response):
    """A JSON answer; the media type carries no charset, as MH's does not."""

    media_type = "application/json"

    def __init__(self, content: object, status_code: int = 200, headers: Mapping[str, str] | None = None) -> None:
        super().__init__(json.dumps(content, ensure_ascii=False, separators=(",", ":")), status_code, headers)


def stamp(moment: datetime) -> str:
    """`fhProcesamiento`: dd/MM/yyyy HH:mm:ss of an aware local time."""
    return moment.strftime("%d/%m/%Y %H:%M:%S")


def answer(
    *,
    ambiente: str,
    estado: str,
    codigoGeneracion: str | None,
    selloRecibido: str | None,
    fhProcesamiento: str | None,
    clasificaMsg: str | None,
    codigoMsg: str,
    descripcionMsg: str,
    observaciones: Sequence[str] | None,
) -> dict[str, object]:
    """The body that recepciondte, consultadte and anulardte answer with, keys in MH's order."""
    return {
        "version": ANSWER_VERSION,
        "ambiente": ambiente,
        "versionApp": ANSWER_VERSION,
        "estado": estado,
        "codigoGeneracion": codigoGeneracion,
        "selloRecibido": selloRecibido,
        "fhProcesamiento": fhProcesamiento,
        "clasificaMsg": clasificaMsg,
        "codigoMsg": codigoMsg,
        "descripcionMsg": descripcionMsg,
        "observaciones": list(observaciones) if observaciones is not None else None,
    }


def container_error(request: Request, status: int, moment: datetime) -> Json:
    """The error body of the servlet container MH runs on, for what its services never get to see (401, 404, 415, …)."""
    return Json(
        {
            "timestamp": moment.isoformat(timespec="milliseconds"),
            "status": status,
            "error": HTTPStatus(status).phrase,
            "path": request.url.path,
        },
        status,
    )


def gateway_error(status: int) -> Response:
    """The HTML page of whatever stands before MH's services when it refuses or fails (403, 413, 5xx)."""
    title = f"{status} {HTTPStatus(status).phrase}" if status in HTTPStatus._value2member_map_ else str(status)
    page = f"<html>\n<head><title>{title}</title></head>\n<body>\n<center><h1>{title}</h1></center>\n</body>\n</html>\n"
    return Response(page, status, media_type="text/html")
