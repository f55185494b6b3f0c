"""One line in `access.log` for each request, and in `server.log` how long it took."""

import time

import structlog
from starlette.datastructures import MutableHeaders
from starlette.requests import ClientDisconnect
from starlette.types import ASGIApp, Message, Receive, Scope, Send

access = structlog.get_logger("access")
log = structlog.get_logger(__name__)

GONE = 499
"""How the log says that nobody was left to answer; no HTTP status."""


class AccessLog:
    """Plain ASGI, since a wrapped response would cost more than the request itself."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        begin = time.perf_counter()
        status = 500

        async def watch(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                headers = MutableHeaders(scope=message)
                headers.setdefault("x-content-type-options", "nosniff")
                # Answers hold customers' data: what does not say otherwise is kept by nobody.
                headers.setdefault("cache-control", "no-store")
            await send(message)

        try:
            await self._app(scope, receive, watch)
        except ClientDisconnect:
            status = GONE
            log.info("client went away", method=scope["method"], path=scope["path"])
        finally:
            latency = (time.perf_counter() - begin) * 1000
            client = scope.get("client")
            access.info(
                "request",
                user=scope.get("state", {}).get("user", "-"),
                client=client[0] if client else "-",
                method=scope["method"],
                path=scope["path"],
                status=status,
                latency=latency,
            )
