"""The sandbox as an ASGI application."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route
from starlette.types import Receive, Scope, Send

from facturaxpress.sandbox.services import control
from facturaxpress.sandbox.services.auth import authenticate
from facturaxpress.sandbox.services.call import TRANSPORT, service
from facturaxpress.sandbox.services.consult import consult
from facturaxpress.sandbox.services.invalidation import invalidate
from facturaxpress.sandbox.services.reception import receive
from facturaxpress.sandbox.state import DAY, MAX_BODY_BYTES, Sandbox
from facturaxpress.sandbox.structure import Structures
from facturaxpress.sandbox.wire import container_error


class SandboxApp(Starlette):
    """Hands the connection's transport on to the services, so that a fault can close it without an answer."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        # ASGI has no way to hang up; uvicorn's `send` belongs to an object that holds the transport.
        scope[TRANSPORT] = getattr(getattr(send, "__self__", None), "transport", None)
        await super().__call__(scope, receive, send)


def create_app(
    home: Path,
    schemas: Path | None = None,
    *,
    token_seconds: float = DAY,
    max_body_bytes: int = MAX_BODY_BYTES,
) -> SandboxApp:
    """The sandbox with its records in `home` and MH's schema files under `schemas` (None: the project's own).

    `app.state.sandbox` is the Sandbox behind it; it is closed with the application's lifespan, or by `close()` where a
    caller runs none. Raises StructureError if no schema is found.
    """
    sandbox = Sandbox(home, Structures.load(schemas), token_seconds=token_seconds, max_body_bytes=max_body_bytes)

    @asynccontextmanager
    async def lifespan(_app: Starlette) -> AsyncIterator[None]:
        yield
        sandbox.close()

    app = SandboxApp(
        routes=[*_mh_routes(), *control.routes()],
        exception_handlers={HTTPException: _not_served, Exception: _failed},
        lifespan=lifespan,
    )
    app.router.redirect_slashes = False
    app.state.sandbox = sandbox
    return app


def _mh_routes() -> list[Route]:
    services = {
        "/seguridad/auth": service("auth", authenticate),
        "/fesv/recepciondte": service("recepciondte", receive),
        "/fesv/recepcion/consultadte": service("consultadte", consult),
        "/fesv/anulardte": service("anulardte", invalidate),
    }
    # MH prints some paths with a slash at the end and some without; issuers send both.
    return [Route(path + end, endpoint, methods=["POST"]) for path, endpoint in services.items() for end in ("", "/")]


async def _not_served(request: Request, error: Exception) -> Response:
    status = error.status_code if isinstance(error, HTTPException) else 500
    return container_error(request, status, request.app.state.sandbox.clock.now())


async def _failed(request: Request, _error: Exception) -> Response:
    return container_error(request, 500, request.app.state.sandbox.clock.now())
