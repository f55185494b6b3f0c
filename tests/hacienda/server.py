"""A real HTTP server on loopback that plays MH the way each test says."""

import asyncio
import base64
import json
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Any

from aiohttp import web

from facturaxpress.hacienda import Credentials

CODE = "341CA743-70F1-4CFE-88BC-7E4AE72E60CB"
SEAL = "20267A1DE27CA974440985C1791AE37F7821LT8M"
RECEPTION = "/fesv/recepciondte"
QUERY = "/fesv/recepcion/consultadte/"
AUTH = "/seguridad/auth"

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


def jwt(**claims: Any) -> str:
    """A token in a JWT's shape; nobody but MH could check its signature."""
    parts = ({"alg": "HS512"}, claims)
    encoded = [base64.urlsafe_b64encode(json.dumps(part).encode()).rstrip(b"=").decode() for part in parts]
    return ".".join([*encoded, "firma"])


def processed(**changes: Any) -> dict[str, Any]:
    return {
        "version": 2,
        "ambiente": "00",
        "versionApp": 2,
        "estado": "PROCESADO",
        "codigoGeneracion": CODE,
        "selloRecibido": SEAL,
        "fhProcesamiento": "26/06/2026 06:17:14",
        "clasificaMsg": "10",
        "codigoMsg": "001",
        "descripcionMsg": "RECIBIDO",
        "observaciones": [],
    } | changes


def rejected(**changes: Any) -> dict[str, Any]:
    return (
        processed(
            estado="RECHAZADO",
            selloRecibido=None,
            clasificaMsg="16",
            codigoMsg="020",
            descripcionMsg="[resumen.totalIva] CALCULO INCORRECTO",
        )
        | changes
    )


@dataclass
class Seen:
    path: str
    version: tuple[int, int]
    headers: dict[str, str]
    raw: bytes


@dataclass
class FakeMH:
    """`answers[path]` decides what a path says once the token is right; every request is kept in `seen`."""

    answers: dict[str, Handler] = field(default_factory=dict)
    seen: list[Seen] = field(default_factory=list)
    valid: set[str] = field(default_factory=set)
    lifetime: int = 86_400
    prefix: str = "Bearer "
    base_url: str = ""
    logins: int = 0
    stop: Callable[[], Awaitable[None]] | None = None

    async def handle(self, request: web.Request) -> web.StreamResponse:
        raw = await request.read()
        version = (request.version.major, request.version.minor)
        self.seen.append(Seen(request.path, version, {k.lower(): v for k, v in request.headers.items()}, raw))
        if request.path == AUTH:
            self.logins += 1
            if AUTH in self.answers:
                return await self.answers[AUTH](request)
            return self.token()
        if request.headers.get("Authorization") not in self.valid:
            return web.json_response({"status": 401, "error": "Unauthorized", "message": "Token inválido"}, status=401)
        return await self.answers[request.path](request)

    def token(self) -> web.Response:
        token = jwt(sub="usuario", n=self.logins, iat=1_000, exp=1_000 + self.lifetime)
        self.valid.add(f"Bearer {token}")
        body = {"user": "06140101201013", "token": self.prefix + token, "roles": ["ROLE_USER"], "tokenType": "Bearer"}
        return web.json_response({"status": "OK", "body": body})

    def expire(self) -> None:
        """What MH does when a token's time is over."""
        self.valid.clear()

    def say(self, path: str, body: object, status: int = 200) -> None:
        async def answer(request: web.Request) -> web.StreamResponse:
            return web.json_response(body, status=status)

        self.answers[path] = answer

    def say_text(self, path: str, text: str, status: int = 200, content_type: str = "application/json") -> None:
        async def answer(request: web.Request) -> web.StreamResponse:
            return web.Response(text=text, status=status, content_type=content_type)

        self.answers[path] = answer

    def drop(self, path: str) -> None:
        """Take the request and cut the connection without a byte of answer."""

        async def answer(request: web.Request) -> web.StreamResponse:
            assert request.transport is not None
            request.transport.abort()
            return web.Response()

        self.answers[path] = answer

    def cut_in_answer(self, path: str, body: object) -> None:
        """Send half of the announced body, then cut the connection."""

        async def answer(request: web.Request) -> web.StreamResponse:
            content = json.dumps(body).encode()
            response = web.StreamResponse(headers={"Content-Type": "application/json"})
            response.content_length = len(content)
            await response.prepare(request)
            await response.write(content[: len(content) // 2])
            await asyncio.sleep(0.02)
            assert request.transport is not None
            request.transport.abort()
            return response

        self.answers[path] = answer

    def stall(self, path: str, released: asyncio.Event) -> None:
        """Say nothing until the test ends."""

        async def answer(request: web.Request) -> web.StreamResponse:
            await released.wait()
            return web.json_response(processed())

        self.answers[path] = answer

    def sent(self, path: str) -> list[dict[str, Any]]:
        return [json.loads(seen.raw) for seen in self.seen if seen.path == path]

    def credentials(self, **changes: Any) -> Credentials:
        return Credentials(
            **{
                "tenant": "prueba",
                "nit": "06140101201013",
                "user": "06140101201013",
                "password": "Clave-de-prueba-1",
                "ambiente": "00",
                "base_url": self.base_url,
            }
            | changes
        )
