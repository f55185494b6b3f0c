"""MH's own certificate: `Certificado_<NIT>.crt`, an XML text with the root `CertificadoMH`.

The element names are misspelt in MH's files (`encodied`, `basicEstructure`) and are read as they are. The private key
is inside in clear, as PKCS#8 in base64; the password protects nothing but is compared, as MH's signer does, by its
SHA-512 (`privateKey/clave`). So the file itself is the secret. Source: layout and password rule of svfe-api-firmador.
"""

import binascii
import hashlib
import hmac
import re
from base64 import b64decode
from datetime import UTC, datetime, timedelta
from xml.etree.ElementTree import Element, ParseError  # only the types; parsing is defusedxml's

from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
from defusedxml import DefusedXmlException
from defusedxml.ElementTree import fromstring

from facturaxpress.signing import keys
from facturaxpress.signing.certificates import Certificate, certificate, plain_nit
from facturaxpress.signing.errors import (
    KeyMismatch,
    MalformedCertificate,
    NoPrivateKey,
    PasswordRequired,
    PublicKeyPassword,
    WrongPassword,
)

ROOT = "CertificadoMH"
SUBJECT = "certificado/basicEstructure/subject"
VALIDITY = "certificado/basicEstructure/validity"

_NIT = re.compile(r"\d{14}|\d{9}", re.ASCII)
_SECONDS = re.compile(r"(\d{1,11})(?:\.(\d{1,9}))?", re.ASCII)
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_LAST_SECOND = int((datetime(9999, 12, 31, tzinfo=UTC) - _EPOCH).total_seconds())


def read(data: bytes, password: str) -> Certificate:
    """Read MH's XML and check the password and the pair of keys.

    Raises MalformedCertificate, NoPrivateKey, PasswordRequired, WrongPassword (PublicKeyPassword), WeakKey,
    UnusableKey, KeyMismatch.
    """
    root = _parse(data)
    if not _text(root, "privateKey/encodied"):
        raise NoPrivateKey
    _check_password(root, password)
    public = _public_key(root)
    key = keys.checked_private_key(_base64(root, "privateKey/encodied"))
    if key.public_key().public_numbers() != public.public_numbers():
        raise KeyMismatch
    return certificate(
        key,
        nit=_nit(root),
        nombre=_text(root, f"{SUBJECT}/organizationName") or _text(root, f"{SUBJECT}/commonName") or None,
        not_before=_instant(root, "notBefore"),
        not_after=_instant(root, "notAfter"),
        activo=_activo(root),
        format="mh",
    )


def read_public_key(data: bytes) -> RSAPublicKey:
    """The public key alone; no password is needed for it."""
    return _public_key(_parse(data))


def _parse(data: bytes) -> Element:
    try:
        root: Element = fromstring(data, forbid_dtd=True, forbid_entities=True, forbid_external=True)
    except DefusedXmlException:
        raise MalformedCertificate(
            "el XML declara entidades o una DTD, y el del MH no las lleva", "its XML declares entities or a DTD"
        ) from None
    except (ParseError, ValueError, LookupError):
        raise MalformedCertificate("el XML está incompleto o dañado", "its XML is truncated or damaged") from None
    if root.tag != ROOT:
        raise MalformedCertificate(f"es un XML, pero su raíz no es {ROOT}", f"it is XML, but its root is not {ROOT}")
    return root


def _find(root: Element, path: str) -> Element | None:
    element = root
    for tag in path.split("/"):
        found = element.findall(tag)
        if not found:
            return None
        if len(found) > 1:
            raise MalformedCertificate(f"repite el elemento {tag}", f"element {tag} is repeated")
        element = found[0]
    return element


def _text(root: Element, path: str) -> str:
    element = _find(root, path)
    return "" if element is None else (element.text or "").strip()


def _required(root: Element, path: str) -> str:
    text = _text(root, path)
    if not text:
        raise MalformedCertificate(f"falta {path}", f"{path} is missing")
    return text


def _base64(root: Element, path: str) -> bytes:
    try:
        return b64decode("".join(_required(root, path).split()), validate=True)
    except (binascii.Error, ValueError):
        raise MalformedCertificate(f"{path} no está en base64", f"{path} is not base64") from None


def _check_password(root: Element, password: str) -> None:
    if not password:
        raise PasswordRequired
    digest = hashlib.sha512(password.encode("utf-8", "surrogatepass")).hexdigest().encode("ascii")
    private = _required(root, "privateKey/clave").lower().encode("utf-8")
    public = _text(root, "publicKey/clave").lower().encode("utf-8")
    if hmac.compare_digest(digest, private):
        return
    if hmac.compare_digest(digest, public):
        raise PublicKeyPassword
    raise WrongPassword


def _public_key(root: Element) -> RSAPublicKey:
    return keys.rsa_public_key(_base64(root, "publicKey/encodied"))


def _nit(root: Element) -> str:
    """`nit`, else the subject's `VATSV<nit>`. The two may differ in real files (DUI against 14 digits), and `nit` is
    the one MH uses.
    """
    nit = plain_nit(_text(root, "nit")) or plain_nit(
        _text(root, f"{SUBJECT}/organizationIdentifier").removeprefix("VATSV")
    )
    if not _NIT.fullmatch(nit):
        raise MalformedCertificate(
            "no lleva un NIT de 14 dígitos ni uno de 9", "it holds no NIT of 14 digits nor one of 9"
        )
    return nit


def _activo(root: Element) -> bool:
    text = _required(root, "activo").lower()
    if text not in ("true", "false", "1", "0"):
        raise MalformedCertificate("activo no es ni true ni false", "activo is neither true nor false")
    return text in ("true", "1")


def _instant(root: Element, name: str) -> datetime:
    """Both forms MH's files have: `<epochSecond>` with `<nano>` inside, or seconds with decimals as the text."""
    path = f"{VALIDITY}/{name}"
    element = _find(root, path)
    if element is None:
        raise MalformedCertificate(f"falta {path}", f"{path} is missing")
    seconds = _text(element, "epochSecond")
    text = f"{seconds}.{(_text(element, 'nano') or '0').zfill(9)}" if seconds else (element.text or "").strip()
    parts = _SECONDS.fullmatch(text)
    if parts is None or int(parts[1]) > _LAST_SECOND:
        raise MalformedCertificate(f"{path} no es una fecha en segundos", f"{path} is not a date in seconds")
    micros = int((parts[2] or "").ljust(9, "0")) // 1000
    return _EPOCH + timedelta(seconds=int(parts[1]), microseconds=micros)
