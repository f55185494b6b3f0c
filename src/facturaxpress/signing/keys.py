"""RSA keys: which ones may sign, and their public half."""

import hashlib

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey, RSAPublicKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
    load_der_private_key,
    load_der_public_key,
)

from facturaxpress.signing.errors import MalformedCertificate, UnusableKey, WeakKey

MINIMUM_BITS = 2048
"""MH issues RSA-2048; less is not safe for a document kept ten years."""

MAXIMUM_BITS = 4096
"""A signature with 8192 bits costs fifty times one with 2048, and checking such a key takes seconds: one key could hold
the pool.
"""

MAXIMUM_DER = 2600
"""Bytes of the largest PKCS#8 accepted; an RSA key of 4096 bits has 2375."""


def require_rsa(key: object) -> RSAPrivateKey:
    """The key itself if it is RSA of 2048 to 4096 bits; UnusableKey or WeakKey otherwise."""
    if not isinstance(key, RSAPrivateKey):
        raise UnusableKey("no es una llave RSA", "it is not an RSA key")
    if key.key_size < MINIMUM_BITS:
        raise WeakKey(bits=key.key_size, minimum=MINIMUM_BITS)
    if key.key_size > MAXIMUM_BITS:
        raise UnusableKey(f"pasa de {MAXIMUM_BITS} bits", f"it has more than {MAXIMUM_BITS} bits")
    return key


def checked_private_key(der: bytes) -> RSAPrivateKey:
    """Read an unencrypted PKCS#8 key and check that its numbers form an RSA key (about 28 ms).

    Type and size are looked at before the costly check of the numbers.
    """
    if len(der) > MAXIMUM_DER:
        raise UnusableKey(f"pasa de {MAXIMUM_BITS} bits", f"it has more than {MAXIMUM_BITS} bits")
    try:
        require_rsa(load_der_private_key(der, None, unsafe_skip_rsa_key_validation=True))
    except UnsupportedAlgorithm:
        raise UnusableKey("no es una llave RSA", "it is not an RSA key") from None
    except (UnusableKey, WeakKey):
        raise
    except (ValueError, TypeError):
        raise MalformedCertificate(
            "la llave privada no está en PKCS#8 sin cifrar", "the private key is not unencrypted PKCS#8"
        ) from None
    try:
        return require_rsa(load_der_private_key(der, None))
    except ValueError:
        raise UnusableKey("sus números no forman una llave RSA", "its numbers do not form an RSA key") from None


def rsa_public_key(der: bytes) -> RSAPublicKey:
    """Read a SubjectPublicKeyInfo; MalformedCertificate if it is not one of an RSA key."""
    try:
        key = load_der_public_key(der)
    except (ValueError, UnsupportedAlgorithm):
        key = None
    if not isinstance(key, RSAPublicKey):
        raise MalformedCertificate(
            "la llave pública no está en el formato X.509 de RSA", "the public key is not an X.509 RSA key"
        )
    return key


def private_der(key: RSAPrivateKey) -> bytes:
    """PKCS#8, unencrypted."""
    return key.private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption())


def spki_der(key: RSAPublicKey) -> bytes:
    """SubjectPublicKeyInfo."""
    return key.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)


def public_pem(key: RSAPublicKey) -> str:
    return key.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo).decode("ascii")


def fingerprint(key: RSAPublicKey) -> str:
    """SHA-256 of the SubjectPublicKeyInfo, 64 lower-case hexadecimal digits."""
    return hashlib.sha256(spki_der(key)).hexdigest()
