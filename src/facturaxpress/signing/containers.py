"""PKCS#12 (`.p12`, `.pfx`) and PEM: the usual containers of a key and its X.509 certificate.

MH names the taxpayer in the subject: `organizationIdentifier` (2.5.4.97) `VATSV<nit>`, or `serialNumber`. A file that
names none is read with `nit` None; whoever stores it must then say that the key is the issuer's.
"""

import re
from collections.abc import Sequence

from cryptography import x509
from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey, RSAPublicKey
from cryptography.hazmat.primitives.serialization import load_pem_private_key, load_pem_public_key
from cryptography.hazmat.primitives.serialization.pkcs12 import load_pkcs12
from cryptography.x509.oid import NameOID

from facturaxpress.signing import keys
from facturaxpress.signing.certificates import Certificate, Format, certificate, plain_nit
from facturaxpress.signing.errors import (
    KeyMismatch,
    MalformedCertificate,
    NoPrivateKey,
    PasswordRequired,
    UnusableKey,
    WrongPassword,
)

_KEY_LABELS = ("PRIVATE KEY", "ENCRYPTED PRIVATE KEY", "RSA PRIVATE KEY", "EC PRIVATE KEY", "DSA PRIVATE KEY")
_CERTIFICATE_LABELS = ("CERTIFICATE", "X509 CERTIFICATE")
_TAXPAYER = re.compile(r"(?:(?:VAT|TIN|IDC|PNO)SV)?(\d{14}|\d{9})", re.ASCII)


def read_pkcs12(data: bytes, password: str) -> Certificate:
    """Read a PKCS#12.

    Its check of integrity is made with the password, so a damaged inside cannot be told from a wrong password.
    Raises MalformedCertificate, WrongPassword, NoPrivateKey, WeakKey, UnusableKey, KeyMismatch.
    """
    _require_pfx(data)
    try:
        store = load_pkcs12(data, password.encode("utf-8", "surrogatepass") or None)
    except UnsupportedAlgorithm:
        raise MalformedCertificate("usa un cifrado que no se admite", "it uses an unsupported cipher") from None
    except ValueError as error:
        if "password" in str(error).lower():
            raise (WrongPassword if password else PasswordRequired) from None
        raise MalformedCertificate("el PKCS#12 está dañado", "the PKCS#12 is damaged") from None
    if store.key is None:
        raise NoPrivateKey
    key = keys.checked_private_key(keys.private_der(keys.require_rsa(store.key)))
    bags = [store.cert, *store.additional_certs]
    return _certificate(key, [bag.certificate for bag in bags if bag is not None], "pkcs12")


def read_pem(data: bytes, password: str) -> Certificate:
    """Read a PEM text with one private key, encrypted or not, and any number of certificates.

    A password given for a key that is not encrypted is not looked at.
    Raises MalformedCertificate, PasswordRequired, WrongPassword, NoPrivateKey, WeakKey, UnusableKey, KeyMismatch.
    """
    blocks = _pem_blocks(data)
    private = [(label, block) for label, block in blocks if label in _KEY_LABELS]
    if not private:
        raise NoPrivateKey
    if len(private) > 1:
        raise MalformedCertificate("lleva más de una llave privada", "it holds more than one private key")
    key = _pem_key(*private[0], password)
    return _certificate(key, [_x509(block) for label, block in blocks if label in _CERTIFICATE_LABELS], "pem")


def read_pem_public_key(data: bytes) -> RSAPublicKey:
    """The public key of a PEM text with a public key or a certificate (the first of them)."""
    for label, block in _pem_blocks(data):
        if label in _CERTIFICATE_LABELS:
            return _require_rsa_public(_x509(block))
        if label == "PUBLIC KEY":
            try:
                key = load_pem_public_key(block)
            except (ValueError, UnsupportedAlgorithm):
                key = None
            if isinstance(key, RSAPublicKey):
                return key
            raise MalformedCertificate("la llave pública no es RSA", "the public key is not RSA")
    raise MalformedCertificate("no lleva una llave pública ni un certificado", "it holds no public key or certificate")


def read_der_public_key(data: bytes) -> RSAPublicKey:
    """The public key of an X.509 certificate in DER."""
    try:
        found = x509.load_der_x509_certificate(data)
    except ValueError:
        raise MalformedCertificate("no es un certificado X.509", "it is not an X.509 certificate") from None
    return _require_rsa_public(found)


def _require_rsa_public(found: x509.Certificate) -> RSAPublicKey:
    key = _public_key(found)
    if key is None:
        raise MalformedCertificate("la llave pública no es RSA", "the public key is not RSA")
    return key


def _require_pfx(data: bytes) -> None:
    """A PFX is a SEQUENCE that begins with INTEGER 3 and is as long as it says (RFC 7292, section 4)."""
    size = data[1] if len(data) > 1 else 0
    start = 2
    if size > 0x80:
        start += size - 0x80
        size = int.from_bytes(data[2:start])
    if data[start : start + 3] != b"\x02\x01\x03":
        try:
            x509.load_der_x509_certificate(data)
        except ValueError:
            raise MalformedCertificate("no tiene la forma de un PKCS#12", "it is not shaped as PKCS#12") from None
        raise NoPrivateKey
    if size != 0x80 and start + size > len(data):
        raise MalformedCertificate("el PKCS#12 está incompleto", "the PKCS#12 is truncated")


def _pem_blocks(data: bytes) -> list[tuple[str, bytes]]:
    blocks = []
    for part in data.split(b"-----BEGIN ")[1:]:
        label, mark, rest = part.partition(b"-----")
        body, end, _ = rest.partition(b"-----END " + label + b"-----")
        if not mark or not end:
            raise MalformedCertificate("el PEM está incompleto", "the PEM is truncated")
        name = label.decode("ascii", "replace")
        blocks.append((name, b"-----BEGIN " + label + b"-----" + body + end + b"\n"))
    return blocks


def _pem_key(label: str, block: bytes, password: str) -> RSAPrivateKey:
    encrypted = label.startswith("ENCRYPTED") or b"Proc-Type: 4,ENCRYPTED" in block
    if encrypted and not password:
        raise PasswordRequired
    try:
        key = load_pem_private_key(
            block,
            password.encode("utf-8", "surrogatepass") if encrypted else None,
            unsafe_skip_rsa_key_validation=True,
        )
    except UnsupportedAlgorithm:
        raise UnusableKey("no es una llave RSA", "it is not an RSA key") from None
    except (ValueError, TypeError) as error:
        if encrypted and "PEM" not in str(error):
            raise WrongPassword from None
        raise MalformedCertificate("la llave privada del PEM está dañada", "the PEM's private key is damaged") from None
    return keys.checked_private_key(keys.private_der(keys.require_rsa(key)))


def _x509(block: bytes) -> x509.Certificate:
    try:
        return x509.load_pem_x509_certificate(block)
    except ValueError:
        raise MalformedCertificate("el certificado del PEM está dañado", "the PEM's certificate is damaged") from None


def _public_key(found: x509.Certificate) -> RSAPublicKey | None:
    try:
        key = found.public_key()
    except (ValueError, UnsupportedAlgorithm):
        return None
    return key if isinstance(key, RSAPublicKey) else None


def _certificate(key: RSAPrivateKey, found: Sequence[x509.Certificate], format: Format) -> Certificate:
    """Take the certificate made for this key; the others are its chain."""
    numbers = key.public_key().public_numbers()
    for candidate in found:
        public = _public_key(candidate)
        if public is not None and public.public_numbers() == numbers:
            return certificate(
                key,
                nit=_nit(candidate.subject),
                nombre=_first(candidate.subject, NameOID.ORGANIZATION_NAME)
                or _first(candidate.subject, NameOID.COMMON_NAME),
                not_before=candidate.not_valid_before_utc,
                not_after=candidate.not_valid_after_utc,
                activo=True,
                format=format,
            )
    if found:
        raise KeyMismatch
    return certificate(key, nit=None, nombre=None, not_before=None, not_after=None, activo=True, format=format)


def _first(name: x509.Name, oid: x509.ObjectIdentifier) -> str | None:
    for attribute in name.get_attributes_for_oid(oid):
        if isinstance(attribute.value, str) and attribute.value.strip():
            return attribute.value.strip()
    return None


def _nit(name: x509.Name) -> str | None:
    for oid in (NameOID.ORGANIZATION_IDENTIFIER, NameOID.SERIAL_NUMBER):
        text = _first(name, oid)
        found = _TAXPAYER.fullmatch(plain_nit(text)) if text else None
        if found:
            return found[1]
    return None
