"""The client of MH's services for one document at a time: send it, ask about it.

Source: Manual Tecnológico v1.0, "recepción uno a uno" and "consulta DTE"; hosts and paths as printed there, the slash
at the end of `consultadte/` included.
"""

import itertools
import ssl
from collections.abc import Callable
from datetime import UTC, datetime
from types import TracebackType
from typing import Any, Self

import msgspec

from facturaxpress.hacienda import answers, consultation
from facturaxpress.hacienda.answers import Answer
from facturaxpress.hacienda.errors import AuthenticationRefused
from facturaxpress.hacienda.tokens import Credentials, Tokens, refusal
from facturaxpress.hacienda.wire import Reply, Wire

RECEPTION_PATH = "/fesv/recepciondte"

_EXCHANGES = 4
"""Of one call at most: log in, send, log in again after a refused token, send again."""


class HaciendaClient:
    """One per process: it holds the HTTP session and every tenant's token.

    `timeout` is in seconds and covers one exchange from connecting to the last byte; as long again may be waited for a
    slot before it. `max_in_flight` slots are for all tenants, half of them (rounded up) at most for one. `now` tells
    the time by which tokens end. `trust` replaces the machine's trust store (tests with a certificate of their own).
    """

    def __init__(
        self,
        *,
        timeout: float = 8.0,
        max_response_bytes: int = 1_000_000,
        max_in_flight: int = 128,
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
        trust: ssl.SSLContext | None = None,
    ) -> None:
        self._timeout = timeout
        self._wire = Wire(
            timeout=timeout, max_response_bytes=max_response_bytes, max_in_flight=max_in_flight, trust=trust
        )
        self._tokens = Tokens(self._wire, now)
        self._sendings = itertools.count(1)

    @property
    def longest_call(self) -> float:
        """Seconds that `transmit` or `consult` takes at most: 8 times the time-out.

        Logging in, sending, and both once more where MH refuses the token, each after waiting for a slot. Whoever
        leases a document for a call needs a lease longer than this, or must renew it meanwhile.
        """
        return 2 * _EXCHANGES * self._timeout

    async def transmit(
        self, credentials: Credentials, *, tipoDte: str, version: int, codigoGeneracion: str, jws: str
    ) -> Answer:
        """Send a signed document and return MH's verdict, accepted or rejected.

        Raises NoAnswer (also MalformedAnswer, ServiceUnavailable) when MH may or may not have it, Unreachable when
        nothing was sent, AuthenticationRefused when MH does not let us in. Takes `longest_call` seconds at most.
        """
        reply = await self._call(
            credentials,
            RECEPTION_PATH,
            {
                "ambiente": credentials.ambiente,
                "idEnvio": next(self._sendings),
                "version": version,
                "tipoDte": tipoDte,
                "documento": jws,
                "codigoGeneracion": codigoGeneracion,
            },
        )
        if reply.status not in answers.VERDICT_STATUSES:
            raise consultation.unexpected(reply)
        return answers.parse(reply.status, reply.body, codigoGeneracion, ambiente=credentials.ambiente)

    async def consult(self, credentials: Credentials, tipoDte: str, codigoGeneracion: str) -> Answer | None:
        """What MH holds about a document, sealed or refused; None only if MH says that it does not have it.

        Raises and takes as long as `transmit`; NoAnswer also where MH refuses the question instead of answering it
        (see `consultation.read`).
        """
        reply = await self._call(
            credentials,
            consultation.PATH,
            {"nitEmisor": credentials.nit, "tdte": tipoDte, "codigoGeneracion": codigoGeneracion},
        )
        return consultation.read(reply, codigoGeneracion=codigoGeneracion, ambiente=credentials.ambiente)

    async def close(self) -> None:
        await self._tokens.close()
        await self._wire.close()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.close()

    async def _call(self, credentials: Credentials, path: str, body: dict[str, Any]) -> Reply:
        """Post with the tenant's token; once more with a new one where MH does not accept it."""
        url = credentials.base_url.rstrip("/") + path
        content = msgspec.json.encode(body)
        token = await self._tokens.get(credentials)
        reply = await self._post(credentials, url, content, token)
        if _not_let_in(reply) is None:
            return reply
        token = await self._tokens.get(credentials, refused=token)
        reply = await self._post(credentials, url, content, token)
        if refused := _not_let_in(reply):
            raise refused
        return reply

    async def _post(self, credentials: Credentials, url: str, content: bytes, token: str) -> Reply:
        headers = {"Authorization": token, "Content-Type": "application/json"}
        return await self._wire.post(url, content, headers, tenant=credentials.tenant)


def _not_let_in(reply: Reply) -> AuthenticationRefused | None:
    """MH refuses the token: HTTP 401, or 200 and 400 whose body says so instead of giving a verdict."""
    if reply.status == 401:
        return refusal(answers.decode(reply.body) or {}, reply.status)
    if reply.status not in answers.VERDICT_STATUSES:
        return None
    fields = answers.decode(reply.body)
    if fields is None:
        return None
    unauthorised = "estado" not in fields and str(fields.get("status")).upper() == "ERROR"
    if unauthorised or (not fields.get("selloRecibido") and str(fields.get("codigoMsg")) in answers.TOKEN_CODES):
        return refusal(fields, reply.status)
    return None
