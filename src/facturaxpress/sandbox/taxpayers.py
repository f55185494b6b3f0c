"""The registered taxpayers: who they are, their passwords and the public keys their documents are verified with."""

import hashlib
import hmac
import re
import secrets
import sqlite3
from collections.abc import Iterator
from dataclasses import astuple

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
from cryptography.hazmat.primitives.serialization import load_pem_public_key
from joserfc.jwk import RSAKey

from facturaxpress.sandbox.clock import SandboxClock
from facturaxpress.sandbox.store import Contribuyente, Store

SHORTEST_KEY = 2048
"""Bits of an RSA key; MH's certificates have this many."""

_NIT = re.compile(r"^(\d{14}|\d{9})$")


class NotRegistrableError(ValueError):
    """The taxpayer's data cannot be taken; the message says why, in Spanish."""


class Taxpayers:
    """All of them in memory, written through to the store."""

    def __init__(self, store: Store, clock: SandboxClock) -> None:
        self._store = store
        self._clock = clock
        self._keys: dict[str, RSAKey] = {}
        self._load()

    def _load(self) -> None:
        self._by_nit = {each.nit: each for each in self._store.contribuyentes()}
        self._by_user = {each.usuario: each for each in self._by_nit.values()}
        self._keys.clear()

    def __iter__(self) -> Iterator[Contribuyente]:
        return iter(self._by_nit.values())

    def get(self, nit: str) -> Contribuyente | None:
        return self._by_nit.get(nit)

    def key(self, taxpayer: Contribuyente) -> RSAKey:
        """The public key, parsed once."""
        if taxpayer.nit not in self._keys:
            self._keys[taxpayer.nit] = RSAKey.import_key(taxpayer.llavePublica)
        return self._keys[taxpayer.nit]

    def authenticate(self, usuario: str, clave: str) -> Contribuyente | None:
        """The taxpayer whose user and password these are. Takes about 10 ms, as password hashes should."""
        taxpayer = self._by_user.get(usuario)
        hashed = _hash(clave, taxpayer.sal if taxpayer else "00")
        return taxpayer if taxpayer and hmac.compare_digest(hashed, taxpayer.clave) else None

    async def register(self, *, nit: str, nombre: str, usuario: str | None, clave: str, publicKey: str) -> bool:
        """Register or renew a taxpayer; True if it was not known. Registering the same again changes nothing."""
        digits = nit.replace("-", "")
        if not _NIT.match(digits):
            raise NotRegistrableError("El NIT debe tener 14 dígitos, o 9 si es el DUI.")
        user = usuario or digits
        other = self._by_user.get(user)
        if other and other.nit != digits:
            raise NotRegistrableError(f"El usuario {user} ya pertenece a otro contribuyente.")
        if not clave:
            raise NotRegistrableError("La clave no puede estar vacía.")
        _check_key(publicKey)
        known = self._by_nit.get(digits)
        salt = known.sal if known else secrets.token_hex(16)
        taxpayer = Contribuyente(
            nit=digits,
            nombre=nombre,
            usuario=user,
            sal=salt,
            clave=_hash(clave, salt),
            llavePublica=publicKey,
            epoca=known.epoca if known else secrets.token_hex(8),
            registrado=known.registrado if known else self._clock.now().isoformat(timespec="seconds"),
        )
        if taxpayer == known:
            return False

        def change(connection: sqlite3.Connection) -> None:
            connection.execute(
                "INSERT OR REPLACE INTO contribuyentes VALUES(?, ?, ?, ?, ?, ?, ?, ?)", astuple(taxpayer)
            )

        await self._store.write(change)
        self._load()
        return known is None

    async def revoke_tokens(self, nit: str | None = None) -> int:
        """Put an end to every token given out so far, of one taxpayer or of all; how many taxpayers that concerns."""
        concerned = [each.nit for each in self._by_nit.values() if nit is None or each.nit == nit]

        def change(connection: sqlite3.Connection) -> None:
            for each in concerned:
                connection.execute("UPDATE contribuyentes SET epoca = ? WHERE nit = ?", (secrets.token_hex(8), each))

        await self._store.write(change)
        self._load()
        return len(concerned)

    async def forget_all(self) -> None:
        await self._store.write(lambda connection: connection.execute("DELETE FROM contribuyentes").rowcount)
        self._load()


def _hash(clave: str, salt: str) -> str:
    return hashlib.scrypt(clave.encode(), salt=bytes.fromhex(salt), n=2**12, r=8, p=1).hex()


def _check_key(pem: str) -> None:
    refused = NotRegistrableError(
        f"publicKey debe ser una llave pública RSA de al menos {SHORTEST_KEY} bits, en formato PEM."
    )
    try:
        key = load_pem_public_key(pem.encode())
    except (ValueError, UnsupportedAlgorithm) as error:
        raise refused from error
    if not isinstance(key, RSAPublicKey) or key.key_size < SHORTEST_KEY:
        raise refused
