"""What every MH service has in common: the gate, the faults that were asked for, and the call they let through."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from facturaxpress.sandbox.faults import Fault, Service
from facturaxpress.sandbox.state import Sandbox
from facturaxpress.sandbox.wire import NotJsonError, container_error, gateway_error, parse_json

TRANSPORT = "facturaxpress.transport"
"""Key in the ASGI scope under which the connection's transport is found, where there is one."""


class Call:
    """One request to a service of MH, with its body read and the faults that hit it."""

    def __init__(self, sandbox: Sandbox, request: Request, service: Service, body: bytes) -> None:
        self.sandbox = sandbox
        self.request = request
        self.service = service
        self.body = body
        self.faults: dict[str, Fault] = {}
        self._envelope: Any = None

    def envelope(self) -> Any:
        """The body as JSON, parsed once. Raises NotJsonError."""
        if self._envelope is None:
            self._envelope = parse_json(self.body)
        return self._envelope

    def content_type(self) -> str:
        """The media type of the body, without parameters, in lower case."""
        return self.request.headers.get("content-type", "").partition(";")[0].strip().lower()

    def error(self, status: int) -> Response:
        """The servlet container's error answer."""
        return container_error(self.request, status, self.sandbox.clock.now())

    def _tipo(self) -> str | None:
        try:
            envelope = self.envelope()
        except NotJsonError:
            return None
        tipo = envelope.get("tipoDte", envelope.get("tdte")) if isinstance(envelope, dict) else None
        return tipo if isinstance(tipo, str) else None

    def draw_faults(self) -> None:
        """Let the faults in force strike this call."""
        faults = self.sandbox.faults
        if faults:
            self.faults = faults.strike(self.service, None if self.service == "auth" else self._tipo())


Handler = Callable[[Call], Awaitable[Response]]


def service(name: Service, handler: Handler) -> Callable[[Request], Awaitable[Response]]:
    """The endpoint of a service: the gate before `handler`, and the faults around it."""

    async def endpoint(request: Request) -> Response:
        sandbox: Sandbox = request.app.state.sandbox
        sandbox.counts[f"{name}.recibidas"] += 1
        # MH's firewall turns away callers that do not say who they are; its manual makes the header mandatory.
        if not request.headers.get("user-agent", "").strip():
            return gateway_error(403)
        body = await _read(request, sandbox.max_body_bytes)
        if body is None:
            return gateway_error(413)
        call = Call(sandbox, request, name, body)
        call.draw_faults()
        return await _with_faults(call, handler) if call.faults else await handler(call)

    return endpoint


async def _with_faults(call: Call, handler: Handler) -> Response:
    latency, broken = call.faults.get("latency"), call.faults.get("http_5xx")
    if latency and latency.when == "before":
        await asyncio.sleep(latency.seconds)
    if "drop_before" in call.faults:
        return await _drop(call.request)
    if broken and broken.when == "before":
        return gateway_error(broken.answered)
    if "token_expiry" in call.faults:
        await call.sandbox.tokens.end(call.request.headers.get("authorization"))
    response = await handler(call)
    if latency and latency.when == "after":
        await asyncio.sleep(latency.seconds)
    if "drop_after" in call.faults:
        return await _drop(call.request)
    if broken:
        return gateway_error(broken.answered)
    garbage = call.faults.get("garbage")
    return gateway_error(garbage.answered) if garbage else response


async def _read(request: Request, limit: int) -> bytes | None:
    """The whole body, or None if it is longer than `limit` bytes."""
    declared = request.headers.get("content-length", "0")
    if declared.isdigit() and int(declared) > limit:
        return None
    parts: list[bytes] = []
    size = 0
    async for part in request.stream():
        size += len(part)
        if size > limit:
            return None
        parts.append(part)
    return b"".join(parts)


async def _drop(request: Request) -> Response:
    """Close the connection without a word of answer."""
    transport = request.scope.get(TRANSPORT)
    if transport is None:
        raise ConnectionAbortedError("the sandbox drops this call, as asked")
    transport.abort()
    while (await request.receive())["type"] != "http.disconnect":
        pass
    return Response(status_code=499)  # goes nowhere: the server knows that nobody listens
