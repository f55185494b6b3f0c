"""Verifying a JWS: strict where a lenient reader would let two different texts pass for one."""

import binascii
import json
import re
from base64 import urlsafe_b64decode, urlsafe_b64encode
from functools import lru_cache
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
from cryptography.hazmat.primitives.hashes import SHA512

from facturaxpress.signing.containers import read_pem_public_key
from facturaxpress.signing.errors import MalformedCertificate, SignatureError
from facturaxpress.signing.keys import MINIMUM_BITS

MAXIMUM_JWS = 8_000_000
"""Characters. The largest document (2,000 lines with full descriptions) stays below 6 million once in base64."""

MAXIMUM_HEADER = 4096

_ALPHABET = re.compile(r"[A-Za-z0-9_-]*", re.ASCII)


def verify(jws: str, public_key_pem: str) -> bytes:
    """The payload's bytes, if `jws` is a JWS compact signed by this key with RS512.

    `public_key_pem` is the PEM of an RSA public key or of an X.509 certificate; whatever the header says of keys is not
    looked at. Exactly three parts in base64url without padding, each in its only spelling. `alg` must be RS512:
    documents signed here have that member alone, but other members (`typ`, `kid`) are taken too, since they are covered
    by the signature and change nothing; `crit` is refused, as RFC 7515 asks of a reader that knows no extension.

    Raises SignatureError with `reason`.
    """
    if len(jws) > MAXIMUM_JWS:
        raise SignatureError("size", f"La firma mide {len(jws)} caracteres; el máximo es {MAXIMUM_JWS}.")
    parts = jws.split(".")
    if len(parts) != 3:
        raise SignatureError(
            "form", f"Un JWS compacto tiene tres partes separadas por puntos y este tiene {len(parts)}."
        )
    header, payload, signature = parts
    if len(header) > MAXIMUM_HEADER:
        raise SignatureError("size", "El encabezado del JWS es demasiado grande.")
    _check_header(_decode(header, "El encabezado"))
    content = _decode(payload, "El contenido")
    signed = f"{header}.{payload}".encode("ascii")
    key = _public_key(public_key_pem)
    try:
        key.verify(_decode(signature, "La firma"), signed, PKCS1v15(), SHA512())
    except InvalidSignature:
        raise SignatureError("signature", "La firma no corresponde al contenido con esta llave pública.") from None
    return content


def _decode(text: str, name: str) -> bytes:
    """base64url without padding, in its one canonical spelling: unused bits are zero (RFC 4648, section 3.5)."""
    if not _ALPHABET.fullmatch(text):
        raise SignatureError("form", f"{name} del JWS no está en base64url sin relleno.")
    try:
        data = urlsafe_b64decode(text + "=" * (-len(text) % 4))
    except (binascii.Error, ValueError):
        raise SignatureError("form", f"{name} del JWS no está en base64url sin relleno.") from None
    if urlsafe_b64encode(data).rstrip(b"=") != text.encode("ascii"):
        raise SignatureError("form", f"{name} del JWS no está en base64url sin relleno.")
    return data


def _check_header(raw: bytes) -> None:
    try:
        header: Any = json.loads(raw.decode("utf-8"), object_pairs_hook=_unique)
    except (ValueError, RecursionError):
        raise SignatureError("header", "El encabezado del JWS no es un objeto JSON.") from None
    if not isinstance(header, dict):
        raise SignatureError("header", "El encabezado del JWS no es un objeto JSON.")
    if header.get("alg") != "RS512":
        raise SignatureError("algorithm", "El algoritmo del JWS no es RS512, el único que se acepta.")
    if "crit" in header:
        raise SignatureError("header", "El encabezado del JWS exige extensiones (crit) que no se admiten.")


def _unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError("a member is repeated")
    return found


@lru_cache(maxsize=256)
def _public_key(pem: str) -> RSAPublicKey:
    try:
        key = read_pem_public_key(pem.encode("utf-8", "surrogatepass"))
    except MalformedCertificate:
        raise SignatureError("key", "La llave pública no es el PEM de una llave RSA.") from None
    if key.key_size < MINIMUM_BITS:
        raise SignatureError("key", f"La llave pública tiene menos de {MINIMUM_BITS} bits.")
    return key
