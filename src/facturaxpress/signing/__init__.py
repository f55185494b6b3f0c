"""Certificates (MH's `.crt`, PKCS#12, PEM) and the JWS signer that runs on all cores. See
docs/decisions/0004-signing.md.
"""

from facturaxpress.signing.certificates import Certificate, check_certificate, check_validity, plain_nit
from facturaxpress.signing.errors import (
    CertificateError,
    CertificateTooLarge,
    ExpiredCertificate,
    ForeignCertificate,
    InactiveCertificate,
    KeyMismatch,
    MalformedCertificate,
    NitNotConfirmed,
    NoActiveCertificate,
    NoPrivateKey,
    NotYetValidCertificate,
    PasswordRequired,
    PublicKeyPassword,
    SignatureError,
    SignerClosed,
    SigningError,
    UnusableKey,
    ValidityUnknown,
    WeakKey,
    WrongPassword,
)
from facturaxpress.signing.loading import MAXIMUM_SIZE, load_certificate, public_key_of
from facturaxpress.signing.signer import Signer, SignerMetrics
from facturaxpress.signing.verification import verify

__all__ = [
    "MAXIMUM_SIZE",
    "Certificate",
    "CertificateError",
    "CertificateTooLarge",
    "ExpiredCertificate",
    "ForeignCertificate",
    "InactiveCertificate",
    "KeyMismatch",
    "MalformedCertificate",
    "NitNotConfirmed",
    "NoActiveCertificate",
    "NoPrivateKey",
    "NotYetValidCertificate",
    "PasswordRequired",
    "PublicKeyPassword",
    "SignatureError",
    "Signer",
    "SignerClosed",
    "SignerMetrics",
    "SigningError",
    "UnusableKey",
    "ValidityUnknown",
    "WeakKey",
    "WrongPassword",
    "check_certificate",
    "check_validity",
    "load_certificate",
    "plain_nit",
    "public_key_of",
    "verify",
]
