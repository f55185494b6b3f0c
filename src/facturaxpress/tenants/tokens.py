"""Bearer tokens of the API: opaque, made of chance, known to the database only by their SHA-256.

See docs/decisions/0010-tokens.md.
"""

import asyncio
import hashlib
import re
import secrets
import time
import uuid
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Literal
from uuid import UUID

import structlog

from facturaxpress.db import Database
from facturaxpress.tenants import queries
from facturaxpress.tenants.queries import TokenRow

log = structlog.get_logger(__name__)

Role = Literal["tenant_admin", "super_admin"]
ROLES: tuple[Role, ...] = ("tenant_admin", "super_admin")

TOKEN = re.compile(r"fx_[A-Za-z0-9_-]{43}")
"""`fx_` and 32 random bytes in base64url."""

REMEMBERED_FOR = 5.0
"""Seconds an accepted token is taken at its word: so long a token revoked by another process may still serve."""
REMEMBERED_AT_MOST = 10_000


class RoleError(ValueError):
    """A role that does not exist, or one that needs a tenant and got none; the message is Spanish."""


@dataclass(frozen=True, slots=True)
class NewToken:
    """A token just made. `token` is shown once and stored nowhere."""

    id: UUID
    role: Role
    tenant_id: UUID | None
    token: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Principal:
    """Who a token lets in. `tenant_id` and `slug` are None for a super_admin that names a tenant in each request."""

    token_id: UUID
    role: Role
    tenant_id: UUID | None
    slug: str | None
    nombre: str


class Tokens:
    """Makes, recognises, lists and revokes tokens. One per process: it remembers whom it has let in."""

    def __init__(self, database: Database, *, monotonic: Callable[[], float] = time.monotonic) -> None:
        self._database = database
        self._monotonic = monotonic
        self._known: dict[bytes, tuple[float, Principal]] = {}
        self._asking: dict[bytes, asyncio.Future[Principal | None]] = {}
        self._revocations = 0

    async def create(self, role: str, tenant_id: UUID | None = None, nombre: str = "") -> NewToken:
        """A new token: `tenant_admin` of a tenant, `super_admin` of none or with one to begin in. Raises RoleError."""
        checked = _role(role, tenant_id)
        token = f"fx_{secrets.token_urlsafe(32)}"
        token_id = uuid.uuid4()
        digest = _digest(token)
        if tenant_id is None:
            async with self._database.system() as conn:
                await queries.insert_global_token(conn, token_id, role=checked, token_sha256=digest, nombre=nombre)
        else:
            async with self._database.tenant(tenant_id) as conn:
                await queries.insert_token(conn, token_id, tenant_id, role=checked, token_sha256=digest, nombre=nombre)
        log.info("token created", id=str(token_id), role=checked, tenant_id=str(tenant_id or ""))
        return NewToken(token_id, checked, tenant_id, token)

    async def authenticate(self, token: str) -> Principal | None:
        """Who this token lets in; None if it is no token, unknown or revoked.

        The answer is remembered for `REMEMBERED_FOR` seconds. Unknown tokens are not remembered, so that a token works
        as soon as it exists.
        """
        if not TOKEN.fullmatch(token):
            return None
        digest = _digest(token)
        remembered = self._known.get(digest)
        if remembered is not None and self._monotonic() < remembered[0]:
            return remembered[1]
        asking = self._asking.get(digest)
        if asking is None:
            # One question for all who wait: when a busy token's time is up, many ask at the same moment.
            asking = self._asking[digest] = asyncio.ensure_future(self._ask(digest))
            asking.add_done_callback(lambda done: self._asked(digest, done))
        # Shielded, because a request that goes away must not take the answer from the others.
        return await asyncio.shield(asking)

    def _asked(self, digest: bytes, done: "asyncio.Future[Principal | None]") -> None:
        if self._asking.get(digest) is done:
            del self._asking[digest]
        if not done.cancelled():
            # Whoever waits gets the exception; nobody may be left to.
            done.exception()

    async def _ask(self, digest: bytes) -> Principal | None:
        now, revocations = self._monotonic(), self._revocations
        async with self._database.system() as conn:
            row = await queries.authenticate(conn, digest)
        self._known.pop(digest, None)
        if row is None or row.role not in ROLES:
            return None
        principal = Principal(row.token_id, row.role, row.tenant_id, row.slug, row.nombre)
        if revocations == self._revocations:
            # Else this may be the token that was revoked while the database answered.
            self._remember(digest, now, principal)
        return principal

    async def list(self, tenant_id: UUID | None = None) -> list[TokenRow]:
        """The tokens of a tenant, or those of no tenant, oldest first, revoked ones included."""
        if tenant_id is None:
            async with self._database.system() as conn:
                return await queries.global_tokens(conn)
        async with self._database.tenant(tenant_id) as conn:
            return await queries.tokens(conn, tenant_id)

    async def revoke(self, token_id: UUID, tenant_id: UUID | None = None) -> bool:
        """End a token of a tenant, or one of no tenant. False if there is none in force.

        It ends at once in this process and within `REMEMBERED_FOR` seconds in every other.
        """
        if tenant_id is None:
            async with self._database.system() as conn:
                done = await queries.revoke_global_token(conn, token_id)
        else:
            async with self._database.tenant(tenant_id) as conn:
                done = await queries.revoke_token(conn, tenant_id, token_id)
        self._revocations += 1
        self._asking.clear()
        self._known = {digest: known for digest, known in self._known.items() if known[1].token_id != token_id}
        if done:
            log.info("token revoked", id=str(token_id))
        return done

    def _remember(self, digest: bytes, now: float, principal: Principal) -> None:
        if len(self._known) >= REMEMBERED_AT_MOST:
            self._known = {key: known for key, known in self._known.items() if now < known[0]}
        if len(self._known) < REMEMBERED_AT_MOST:
            self._known[digest] = (now + REMEMBERED_FOR, principal)


def _role(role: str, tenant_id: UUID | None) -> Role:
    for known in ROLES:
        if role == known:
            break
    else:
        raise RoleError(f"El rol «{role}» no existe; los roles son {' y '.join(ROLES)}.")
    if known == "tenant_admin" and tenant_id is None:
        raise RoleError("El rol tenant_admin necesita una empresa: agregue --tenant.")
    return known


def _digest(token: str) -> bytes:
    return hashlib.sha256(token.encode()).digest()
