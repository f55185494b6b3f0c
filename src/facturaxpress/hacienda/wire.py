"""One HTTP exchange with MH: what is sent, how long is waited, and which failure means what."""

import ssl
from collections.abc import Mapping
from types import TracebackType
from typing import NamedTuple, Self

import aiohttp

from facturaxpress import __version__
from facturaxpress.hacienda.answers import excerpt
from facturaxpress.hacienda.errors import MalformedAnswer, NoAnswer, Unreachable
from facturaxpress.hacienda.slots import Slots

USER_AGENT = f"FacturaXpress/{__version__}"
"""MH refuses calls without one."""

CONNECT_SHARE = 0.75
"""Part of the time-out that connecting may take, so that running out of it is told apart from MH not answering."""


class Reply(NamedTuple):
    status: int
    body: str


class Wire:
    """The process's one HTTP session: no cookies, no redirects, TLS 1.2 or newer with the machine's trust store."""

    def __init__(
        self, *, timeout: float, max_response_bytes: int, max_in_flight: int, trust: ssl.SSLContext | None
    ) -> None:
        self._timeout = timeout
        self._max_response_bytes = max_response_bytes
        # Waiting for a free connection inside the session would count as MH's silence, so the queue stands before it.
        self._slots = Slots(max_in_flight)
        self._trust = trust
        self._session: aiohttp.ClientSession | None = None

    async def post(self, url: str, body: bytes, headers: Mapping[str, str], *, tenant: str) -> Reply:
        """Send for `tenant` and read the whole answer, whatever its status.

        It takes at most twice the time-out: once waiting for a slot, once from connecting to the last byte. Raises
        Unreachable if nothing was sent (also for want of a slot), NoAnswer if MH may have got it, MalformedAnswer if
        the answer is too large.
        """
        async with self._slots.take(tenant, self._timeout):
            try:
                async with self._open().post(url, data=body, headers=headers, allow_redirects=False) as response:
                    return Reply(response.status, _decode(await self._read(response), response))
            except (aiohttp.ClientConnectorError, aiohttp.ConnectionTimeoutError, aiohttp.InvalidURL) as error:
                raise Unreachable(f"No se pudo conectar con Hacienda en {_host(url)}: {_kind(error)}.") from error
            except TimeoutError as error:
                raise NoAnswer(f"Hacienda no respondió en {self._timeout:g} segundos.") from error
            except (aiohttp.ClientError, OSError) as error:
                raise NoAnswer(f"La conexión con Hacienda se cortó antes de la respuesta: {_kind(error)}.") from error

    async def _read(self, response: aiohttp.ClientResponse) -> bytes:
        content = bytearray()
        async for chunk in response.content.iter_chunked(65_536):
            content += chunk
            if len(content) > self._max_response_bytes:
                raise MalformedAnswer(
                    f"La respuesta de Hacienda pasa de {self._max_response_bytes} bytes.",
                    http_status=response.status,
                    body=excerpt(_decode(bytes(content), response)),
                )
        return bytes(content)

    def _open(self) -> aiohttp.ClientSession:
        if self._session is None:
            trust = self._trust or ssl.create_default_context()
            trust.minimum_version = max(trust.minimum_version, ssl.TLSVersion.TLSv1_2)
            self._session = aiohttp.ClientSession(
                connector=aiohttp.TCPConnector(ssl=trust, limit=0),
                timeout=aiohttp.ClientTimeout(
                    total=self._timeout,
                    connect=self._timeout * CONNECT_SHARE,
                    ceil_threshold=self._timeout + 1,  # else aiohttp rounds 8 s up to the next whole second
                ),
                headers={"User-Agent": USER_AGENT, "Accept": "application/json"},
                # Tenants share the session, so nothing that MH sets for one may go along with another's call.
                cookie_jar=aiohttp.DummyCookieJar(),
            )
        return self._session

    async def close(self) -> None:
        if self._session is not None:
            await self._session.close()
            self._session = None

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.close()


def _decode(content: bytes, response: aiohttp.ClientResponse) -> str:
    """UTF-8, as MH says; the declared charset where it is not; latin-1, which loses no byte, where that fails too."""
    for encoding in ("utf-8", response.charset):
        try:
            if encoding:
                return content.decode(encoding)
        except (LookupError, UnicodeDecodeError):
            continue
    return content.decode("latin-1")


def _host(url: str) -> str:
    return url.split("://", 1)[-1].split("/", 1)[0].rsplit("@", 1)[-1]


def _kind(error: BaseException) -> str:
    cause = getattr(error, "os_error", None)
    return str(getattr(cause, "strerror", None) or type(error).__name__)
