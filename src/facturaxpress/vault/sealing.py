"""Sealing secrets: AES-256-GCM, bound to a context, in a text that says its version
(docs/decisions/0005-keys-at-rest.md).

    fxv1.<key id>.<nonce>.<ciphertext and tag>

`key id` is 8 hexadecimal digits of SHA-256("facturaxpress vault key" || key); nonce (12 random bytes) and ciphertext
with its tag (16 bytes) are base64url without padding. The additional data of GCM is `fxv1.<key id>.<context>` in UTF-8,
so neither the head nor the context can be exchanged. GCM needs the forward direction of AES only, so the text can also
be opened in SQL.
"""

import binascii
import hashlib
import re
import secrets
import threading
from base64 import urlsafe_b64decode, urlsafe_b64encode
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from facturaxpress.vault import keyfile
from facturaxpress.vault.errors import SealError

VERSION = "fxv1"
NONCE_BYTES = 12

_SEALED = re.compile(r"fxv1\.([0-9a-f]{8})\.([A-Za-z0-9_-]{16})\.([A-Za-z0-9_-]{22,})", re.ASCII)


class Vault:
    """Seals and opens with the key in `key_file`, which is made on first use. Usable from several threads."""

    def __init__(self, key_file: Path) -> None:
        self.key_file: Path = key_file
        self._lock = threading.Lock()
        self._cipher: tuple[str, AESGCM] | None = None

    def __repr__(self) -> str:
        return f"<Vault {self.key_file}>"

    def seal(self, plaintext: bytes, context: str) -> str:
        """A text that only this key and the same `context` open. Two seals of the same plaintext differ.

        Nonces are random: up to 2^32 seals with one key the chance that two agree stays below 2^-32 (NIST SP 800-38D,
        8.3). Raises KeyFileError.
        """
        key_id, cipher = self._key()
        nonce = secrets.token_bytes(NONCE_BYTES)
        sealed = cipher.encrypt(nonce, plaintext, _bound(key_id, context))
        return f"{VERSION}.{key_id}.{_encode(nonce)}.{_encode(sealed)}"

    def open(self, sealed: str, context: str) -> bytes:
        """The plaintext of `sealed`. Raises SealError, KeyFileError."""
        parts = _SEALED.fullmatch(sealed)
        if parts is None:
            raise SealError(
                "El valor cifrado no tiene el formato de la bóveda.",
                "The sealed value does not have the vault's form.",
                "Restaure el registro desde un respaldo.",
            )
        key_id, cipher = self._key()
        if parts[1] != key_id:
            raise SealError(
                f"El valor se cifró con otra llave ({parts[1]}); la de {self.key_file} es {key_id}.",
                f"The value was sealed with another key ({parts[1]}); the one in {self.key_file} is {key_id}.",
                "Restaure el archivo de la llave con la que se cifró, junto con la base de datos.",
            )
        try:
            return cipher.decrypt(_decode(parts[2]), _decode(parts[3]), _bound(key_id, context))
        except InvalidTag:
            raise _altered() from None

    def _key(self) -> tuple[str, AESGCM]:
        if self._cipher is None:
            with self._lock:
                if self._cipher is None:
                    key = keyfile.read_or_create(self.key_file)
                    key_id = hashlib.sha256(b"facturaxpress vault key" + key).hexdigest()[:8]
                    self._cipher = (key_id, AESGCM(key))
        return self._cipher


def _bound(key_id: str, context: str) -> bytes:
    return f"{VERSION}.{key_id}.{context}".encode()


def _altered() -> SealError:
    return SealError(
        "El valor cifrado fue alterado o pertenece a otro registro.",
        "The sealed value was altered or belongs to another record.",
        "Restaure el registro desde un respaldo e investigue quién lo cambió.",
    )


def _encode(data: bytes) -> str:
    return urlsafe_b64encode(data).rstrip(b"=").decode("ascii")


def _decode(text: str) -> bytes:
    try:
        data = urlsafe_b64decode(text + "=" * (-len(text) % 4))
    except (binascii.Error, ValueError):
        raise _altered() from None
    if _encode(data) != text:
        raise _altered()
    return data
