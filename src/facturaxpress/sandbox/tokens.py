"""The tokens of `/seguridad/auth`: JWT signed with HS512, as MH's are."""

import secrets
import sqlite3
from dataclasses import dataclass
from typing import Any

from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import OctKey

from facturaxpress.sandbox.clock import SandboxClock
from facturaxpress.sandbox.store import Contribuyente, Store
from facturaxpress.sandbox.taxpayers import Taxpayers

BEARER = "Bearer "
_SECRET = "secreto_jwt"  # noqa: S105 - the name of the setting, not its value
_MOST_REMEMBERED = 4096


@dataclass(frozen=True, slots=True)
class _Claims:
    nit: str
    expires: float
    epoch: str
    serial: str


class Tokens:
    """Gives out tokens and recognises them. The secret is kept in the store, so that a token outlives a restart."""

    def __init__(self, store: Store, taxpayers: Taxpayers, clock: SandboxClock) -> None:
        self._store = store
        self._taxpayers = taxpayers
        self._clock = clock
        self._secret: OctKey | None = None
        self._known: dict[str, _Claims] = {}
        self._ended: set[str] = set()

    async def _key(self) -> OctKey:
        if self._secret is None:
            fresh = secrets.token_hex(64)

            def change(connection: sqlite3.Connection) -> Any:
                connection.execute("INSERT OR IGNORE INTO ajustes VALUES(?, ?)", (_SECRET, fresh))
                return connection.execute("SELECT valor FROM ajustes WHERE nombre = ?", (_SECRET,)).fetchone()[0]

            self._secret = OctKey.import_key(bytes.fromhex(await self._store.write(change)))
        return self._secret

    async def issue(self, taxpayer: Contribuyente, seconds: float) -> str:
        """A token for `taxpayer` that lives `seconds`, without the `Bearer ` prefix."""
        now = self._clock.now().timestamp()
        claims = {
            "sub": taxpayer.nit,
            "authorities": [taxpayer.nit, "USER", "USER_API", "Usuario"],
            "iat": int(now),
            "exp": now + seconds,
            "jti": secrets.token_hex(8),
            "epoca": taxpayer.epoca,
        }
        return jwt.encode({"alg": "HS512"}, claims, await self._key(), algorithms=["HS512"])

    async def bearer(self, authorization: str | None) -> Contribuyente | None:
        """The taxpayer an `Authorization` header speaks for; None if it is missing, foreign, expired or revoked.

        The token may come with one `Bearer ` prefix or without; two of them, a known slip, are refused.
        """
        token = (authorization or "").strip().removeprefix(BEARER).strip()
        claims = await self._read(token) if token else None
        if claims is None or claims.serial in self._ended or self._clock.now().timestamp() >= claims.expires:
            return None
        taxpayer = self._taxpayers.get(claims.nit)
        return taxpayer if taxpayer and taxpayer.epoca == claims.epoch else None

    async def end(self, authorization: str | None) -> None:
        """Make the token in this header expire at once."""
        token = (authorization or "").strip().removeprefix(BEARER).strip()
        claims = await self._read(token) if token else None
        if claims:
            self._ended.add(claims.serial)

    async def _read(self, token: str) -> _Claims | None:
        if token not in self._known:
            try:
                decoded = jwt.decode(token, await self._key(), algorithms=["HS512"]).claims
                claims = _Claims(decoded["sub"], decoded["exp"], decoded["epoca"], decoded["jti"])
            except (JoseError, ValueError, KeyError, TypeError):
                return None
            if len(self._known) >= _MOST_REMEMBERED:
                self._known.clear()
            self._known[token] = claims
        return self._known[token]
