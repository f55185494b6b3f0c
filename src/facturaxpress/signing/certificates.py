"""A certificate that signs: what it says, and whether it may be used."""

from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Literal

from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey

from facturaxpress.signing import keys
from facturaxpress.signing.errors import (
    ExpiredCertificate,
    ForeignCertificate,
    InactiveCertificate,
    NitNotConfirmed,
    NotYetValidCertificate,
)

Format = Literal["mh", "pkcs12", "pem"]


@dataclass(frozen=True, slots=True)
class Certificate:
    """A certificate whose password was right and whose two keys belong together.

    `nit` (9 or 14 digits) is None where the file names none, the dates are None for a bare key; MH's own `.crt` has
    them all. The private key is kept out of `repr`.
    """

    nit: str | None
    nombre: str | None
    not_before: datetime | None
    not_after: datetime | None
    activo: bool
    format: Format
    public_key_pem: str
    fingerprint: str
    """SHA-256 of the SubjectPublicKeyInfo, in hexadecimal."""
    private_key_der: bytes = field(repr=False)
    """PKCS#8, unencrypted. The secret."""


def certificate(
    key: RSAPrivateKey,
    *,
    nit: str | None,
    nombre: str | None,
    not_before: datetime | None,
    not_after: datetime | None,
    activo: bool,
    format: Format,
) -> Certificate:
    """A Certificate made from a key already checked."""
    public = key.public_key()
    return Certificate(
        nit=nit,
        nombre=nombre,
        not_before=not_before,
        not_after=not_after,
        activo=activo,
        format=format,
        public_key_pem=keys.public_pem(public),
        fingerprint=keys.fingerprint(public),
        private_key_der=keys.private_der(key),
    )


def check_certificate(cert: Certificate, *, nit: str, at: datetime, allow_unconfirmed_nit: bool = False) -> None:
    """Say whether `cert` may sign for the issuer `nit` at the instant `at` (aware).

    MH's signer looks at none of this (it compares the password only), so a document signed with such a certificate
    comes back from MH refused; it is better said before.

    Raises InactiveCertificate, ForeignCertificate, NotYetValidCertificate, ExpiredCertificate; and NitNotConfirmed
    where the file names no NIT, unless `allow_unconfirmed_nit`. A bare key has no dates, so there is nothing to check
    of them.
    """
    if at.tzinfo is None:
        raise ValueError("at must be an aware datetime")
    if not cert.activo:
        raise InactiveCertificate
    expected = plain_nit(nit)
    if cert.nit is None:
        if not allow_unconfirmed_nit:
            raise NitNotConfirmed(expected=expected)
    elif cert.nit != expected:
        raise ForeignCertificate(found=cert.nit, expected=expected)
    check_validity(cert.not_before, cert.not_after, at)


def check_validity(not_before: datetime | None, not_after: datetime | None, at: datetime) -> None:
    """NotYetValidCertificate or ExpiredCertificate where `at` is outside; both ends belong to the time of validity."""
    if not_before is not None and at < not_before:
        raise NotYetValidCertificate(not_before=f"{not_before.astimezone(UTC):%d/%m/%Y %H:%M} UTC")
    if not_after is not None and at > not_after:
        raise ExpiredCertificate(not_after=f"{not_after.astimezone(UTC):%d/%m/%Y %H:%M} UTC")


def plain_nit(text: str) -> str:
    """A NIT without hyphens and spaces, as 2.0 writes it."""
    return "".join(text.replace("-", "").split())
