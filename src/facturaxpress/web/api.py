"""The HTTP application: routers of the rooms, errors as problem documents, one access line a request."""

from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from typing import Any, Protocol

import psycopg
import structlog
from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.responses import Response

from facturaxpress import __version__
from facturaxpress.clock import Clock
from facturaxpress.db import Database
from facturaxpress.issuing import endpoints as dtes
from facturaxpress.issuing import schemas
from facturaxpress.issuing.service import IssuingService
from facturaxpress.law import endpoints as law
from facturaxpress.problems import Problem, problem_response
from facturaxpress.settings import Settings
from facturaxpress.web import health, parameters
from facturaxpress.web.access import AccessLog

log = structlog.get_logger(__name__)


class Rooms(Protocol):
    """What the endpoints need of the running application; `app.Application` has it."""

    @property
    def settings(self) -> Settings: ...
    @property
    def clock(self) -> Clock: ...
    @property
    def database(self) -> Database: ...
    @property
    def issuing(self) -> IssuingService: ...


class Api(FastAPI):
    """FastAPI with the schemas of what the law reads itself."""

    def openapi(self) -> dict[str, Any]:
        described = super().openapi()
        described.setdefault("components", {}).setdefault("schemas", {}).update(schemas.components())
        return described


def create_api(open_rooms: Callable[[], AbstractAsyncContextManager[Rooms]]) -> FastAPI:
    """An ASGI application whose rooms are opened at start-up by `open_rooms` and closed at shutdown."""

    @asynccontextmanager
    async def lifespan(api: FastAPI) -> AsyncIterator[None]:
        async with open_rooms() as rooms:
            api.state.rooms = rooms
            api.state.settings = rooms.settings
            api.state.clock = rooms.clock
            api.state.database = rooms.database
            api.state.issuing = rooms.issuing
            yield

    api = Api(
        title="FacturaXpress",
        version=__version__,
        summary="Documentos tributarios electrónicos de El Salvador",
        description=(
            "Envíe una venta; reciba un DTE calculado, validado, numerado, firmado y sellado. "
            "Los errores son documentos de problema (RFC 9457) con `faults[]`."
        ),
        license_info={"name": "Apache-2.0", "identifier": "Apache-2.0"},
        openapi_url="/api/openapi.json",
        # The stock documentation pages load scripts from elsewhere; nothing here does.
        docs_url=None,
        redoc_url=None,
        lifespan=lifespan,
    )
    api.include_router(health.router)
    api.include_router(dtes.router)
    api.include_router(law.router)
    api.add_exception_handler(Problem, _problem)
    api.add_exception_handler(RequestValidationError, _invalid)
    api.add_exception_handler(HTTPException, _http)
    api.add_exception_handler(psycopg.OperationalError, _away)
    api.add_exception_handler(Exception, _unexpected)
    api.add_middleware(AccessLog)
    return api


async def _problem(request: Request, error: Exception) -> Response:
    assert isinstance(error, Problem)  # noqa: S101 - registered for this class only
    return problem_response(request, error)


async def _invalid(request: Request, error: Exception) -> Response:
    """A parameter of the query that is not what it should be."""
    assert isinstance(error, RequestValidationError)  # noqa: S101 - registered for this class only
    faults = [parameters.fault(item) for item in error.errors()]
    one = len(faults) == 1
    return problem_response(
        request,
        Problem(
            422,
            "La solicitud tiene un parámetro que no vale"
            if one
            else f"La solicitud tiene {len(faults)} parámetros que no valen",
            "The request has a parameter that is not valid"
            if one
            else f"The request has {len(faults)} parameters that are not valid",
            kind="parameters",
            faults=faults,
        ),
    )


async def _http(request: Request, error: Exception) -> Response:
    """What the framework itself refuses: unknown paths and methods."""
    assert isinstance(error, HTTPException)  # noqa: S101 - registered for this class only
    texts: dict[int, tuple[str, str]] = {
        404: ("No hay nada en esta dirección", "There is nothing at this address"),
        405: ("Esta dirección no admite ese método", "This address does not take that method"),
    }
    detail, detail_en = texts.get(error.status_code, (str(error.detail), str(error.detail)))
    headers: dict[str, Any] = dict(error.headers or {})
    return problem_response(request, Problem(error.status_code, detail, detail_en, headers=headers))


async def _away(request: Request, error: Exception) -> Response:
    """The database does not answer; what an endpoint knows better about it, it says itself."""
    log.error("database away", detail=str(error).strip())
    return problem_response(
        request,
        Problem(
            503,
            "La base de datos no responde. Repita en unos segundos",
            "The database does not answer. Try again in a few seconds",
            kind="unavailable",
            headers={"retry-after": "5"},
        ),
    )


async def _unexpected(request: Request, error: Exception) -> Response:
    """A mistake of ours: error.log gets the traceback from the server, the client gets no internals."""
    del error
    return problem_response(
        request,
        Problem(
            500,
            "Error interno; el registro error.log dice cuál. Repita con la misma Idempotency-Key",
            "Internal error; error.log says which. Repeat with the same Idempotency-Key",
            kind="internal",
        ),
    )
