"""Tokens of MH: one per tenant, ambiente and user, fetched once however many wait for it.

Source: Manual Tecnológico v1.0, service "autenticación": `POST /seguridad/auth` with a form of `user` and `pwd`; the
token is a JWT that lives 24 h in production and 48 h in the test environment, and v2.0 lets MH change that, so the
token's own dates decide.
"""

import asyncio
import base64
import binascii
import contextlib
import hashlib
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlencode

import msgspec
import structlog

from facturaxpress.hacienda.answers import decode
from facturaxpress.hacienda.errors import AuthenticationRefused, HaciendaError, NoAnswer, Unreachable
from facturaxpress.hacienda.wire import Reply, Wire

log = structlog.get_logger(__name__)

AUTH_PATH = "/seguridad/auth"

FALLBACK_LIFE = timedelta(hours=23)
"""Where the token does not say when it ends: below the 24 h that the manual gives for production."""
LONGEST_LIFE = timedelta(days=7)
"""A token that claims more is taken for one whose dates cannot be trusted."""
EARLY = timedelta(minutes=30)
"""A token is renewed this long before it ends (or in the last tenth of a shorter life), while it still serves."""
LAST = timedelta(seconds=30)
"""So close to its end a token is not used any more."""
PAUSE_AFTER_REFUSAL = timedelta(seconds=60)
"""A refused user and password are not tried again before this: MH blocks accounts that insist."""
PAUSE_AFTER_FAILURE = timedelta(seconds=15)
"""After an early renewal failed, the old token serves at least this long before the next try."""

_BEARER = re.compile(r"(?:bearer\s+)+", re.IGNORECASE)
_TOKEN = re.compile(r"[\x21-\x7e]+")


@dataclass(frozen=True, slots=True)
class Credentials:
    """What is needed to call MH for a tenant. The password never appears in a repr.

    `tenant` tells tenants apart (an id or slug); `nit` is the issuer's, `user` usually the same; `base_url` is MH's
    host or the sandbox's, without a trailing slash.
    """

    tenant: str
    nit: str
    user: str
    password: str = field(repr=False)
    ambiente: str
    base_url: str

    def fingerprint(self) -> bytes:
        """Tells a changed user or password from the one before, without keeping either."""
        return hashlib.sha256("\0".join((self.base_url, self.user, self.password)).encode()).digest()


@dataclass(slots=True)
class _Entry:
    """What is known for one tenant and ambiente."""

    fingerprint: bytes
    token: str | None = None
    renew_at: datetime | None = None
    dead_at: datetime | None = None
    refusal: AuthenticationRefused | None = None
    pause_until: datetime | None = None
    login: "asyncio.Task[str] | None" = None


class Tokens:
    def __init__(self, wire: Wire, now: Callable[[], datetime]) -> None:
        self._wire = wire
        self._now = now
        self._entries: dict[tuple[str, str], _Entry] = {}

    async def get(self, credentials: Credentials, *, refused: str | None = None) -> str:
        """The value for the `Authorization` header.

        `refused` is a value that MH has just answered 401 to: it is not given again, and whoever comes first with it
        logs in for all. Raises AuthenticationRefused, or Unreachable if MH cannot be asked for a token.
        """
        entry = self._entry(credentials)
        now = self._now()
        if refused is not None and entry.token == refused:
            entry.token = None
        alive = entry.token is not None and entry.dead_at is not None and now < entry.dead_at
        if alive and entry.token is not None:
            if entry.renew_at is not None and now >= entry.renew_at and not self._paused(entry, now):
                self._start(entry, credentials)
            return entry.token
        if entry.refusal is not None and self._paused(entry, now):
            raise _copy(entry.refusal)
        # Shielded: one caller that gives up must not take the login away from the others.
        return await asyncio.shield(self._start(entry, credentials))

    async def close(self) -> None:
        """Abandon the logins under way."""
        running = [entry.login for entry in self._entries.values() if entry.login is not None]
        for task in running:
            task.cancel()
        await asyncio.gather(*running, return_exceptions=True)
        self._entries.clear()

    def _entry(self, credentials: Credentials) -> _Entry:
        key = (credentials.tenant, credentials.ambiente)
        fingerprint = credentials.fingerprint()
        entry = self._entries.get(key)
        if entry is None or entry.fingerprint != fingerprint:
            entry = self._entries[key] = _Entry(fingerprint)
        return entry

    @staticmethod
    def _paused(entry: _Entry, now: datetime) -> bool:
        return entry.pause_until is not None and now < entry.pause_until

    def _start(self, entry: _Entry, credentials: Credentials) -> "asyncio.Task[str]":
        """The login under way, or a new one."""
        if entry.login is None:
            entry.login = asyncio.create_task(self._log_in(entry, credentials))
            entry.login.add_done_callback(_retrieve)
        return entry.login

    async def _log_in(self, entry: _Entry, credentials: Credentials) -> str:
        try:
            token = await self._ask(credentials)
        except HaciendaError as error:
            entry.refusal = _copy(error) if isinstance(error, AuthenticationRefused) else None
            entry.pause_until = self._now() + (PAUSE_AFTER_REFUSAL if entry.refusal else PAUSE_AFTER_FAILURE)
            log.warning(
                "login at hacienda failed",
                tenant=credentials.tenant,
                ambiente=credentials.ambiente,
                kind=type(error).__name__,
                detail=error.message,
            )
            raise
        else:
            now = self._now()
            life = token_life(token, now)
            entry.token = token
            entry.renew_at = now + life - min(EARLY, life / 10)
            entry.dead_at = now + life - min(LAST, life / 20)
            entry.refusal = entry.pause_until = None
            log.info("logged in at hacienda", tenant=credentials.tenant, ambiente=credentials.ambiente)
            return token
        finally:
            entry.login = None

    async def _ask(self, credentials: Credentials) -> str:
        form = urlencode({"user": credentials.user, "pwd": credentials.password}).encode()
        try:
            reply = await self._wire.post(
                credentials.base_url.rstrip("/") + AUTH_PATH,
                form,
                {"Content-Type": "application/x-www-form-urlencoded"},
                tenant=credentials.tenant,
            )
        except NoAnswer as error:
            # The document itself was not sent: for the caller this is as good as no connection.
            raise Unreachable(f"Hacienda no dio un token. {error.message}") from error
        return _token_of(reply)


def _copy(error: AuthenticationRefused) -> AuthenticationRefused:
    """The same refusal without the frames of the login that met it, in which the password stands."""
    return AuthenticationRefused(error.message, code=error.code, http_status=error.http_status)


def _retrieve(task: "asyncio.Task[str]") -> None:
    """Mark a failed login as seen, also when all who waited for it have gone."""
    with contextlib.suppress(asyncio.CancelledError):
        task.exception()


def _token_of(reply: Reply) -> str:
    """The `Authorization` value in a login's reply, with exactly one `Bearer ` before the token."""
    fields = decode(reply.body)
    if reply.status >= 500 or (fields is None and reply.status not in (400, 401, 403)):
        raise Unreachable(f"Hacienda no dio un token: respondió HTTP {reply.status}.")
    fields = fields or {}
    inner = fields.get("body")
    token = inner.get("token") if isinstance(inner, dict) else None
    if reply.status != 200 or str(fields.get("status")).upper() != "OK" or not isinstance(token, str):
        raise refusal(fields, reply.status)
    token = _BEARER.sub("", token.strip(), count=1)
    if not _TOKEN.fullmatch(token):
        raise Unreachable("Hacienda dio un token que no lo es.")
    return f"Bearer {token}"


def refusal(fields: dict[str, Any], http_status: int) -> AuthenticationRefused:
    """MH's refusal to let us in, in its words: `message` beside `error`, or `descripcionMsg` inside `body`."""
    inner = fields.get("body")
    places = (inner, fields) if isinstance(inner, dict) else (fields,)
    names = ("descripcionMsg", "mensaje", "message", "error")
    texts = [inner, *(place.get(name) for place in places for name in names)]
    message = next((text.strip() for text in texts if isinstance(text, str) and text.strip()), None)
    codes = [place.get(name) for place in places for name in ("codigoMsg", "codigo")]
    code = next((str(code) for code in codes if isinstance(code, str | int) and str(code)), None)
    return AuthenticationRefused(
        message or f"Hacienda no aceptó las credenciales (HTTP {http_status}).", code=code, http_status=http_status
    )


def token_life(token: str, now: datetime) -> timedelta:
    """How long a token lives from now on, by the dates inside it (read, not verified: only MH can).

    `exp` less `iat` where both are there, which holds also when our clock differs from MH's.
    """
    claims = _claims(token)
    exp, iat = claims.get("exp"), claims.get("iat")
    if not isinstance(exp, int | float):
        return FALLBACK_LIFE
    since = iat if isinstance(iat, int | float) else now.timestamp()
    try:
        life = timedelta(seconds=exp - since)
    except (OverflowError, ValueError):
        return FALLBACK_LIFE
    return life if timedelta() < life <= LONGEST_LIFE else FALLBACK_LIFE


def _claims(token: str) -> dict[str, Any]:
    parts = token.split(".")
    if len(parts) != 3:
        return {}
    try:
        text = base64.urlsafe_b64decode(parts[1] + "=" * (-len(parts[1]) % 4))
        claims = msgspec.json.decode(text)
    except (binascii.Error, msgspec.DecodeError, ValueError, RecursionError):
        return {}
    return claims if isinstance(claims, dict) else {}
