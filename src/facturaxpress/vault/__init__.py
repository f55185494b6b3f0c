"""Secrets at rest: sealing, and the certificates of the tenants. See docs/decisions/0005-keys-at-rest.md."""

from facturaxpress.vault.errors import CertificateNotFoundError, KeyFileError, SealError, VaultError
from facturaxpress.vault.queries import StoredCertificate, active_certificate, list_certificates
from facturaxpress.vault.sealing import Vault
from facturaxpress.vault.service import (
    SealedCertificate,
    load_signing_key,
    open_certificate,
    signing_certificate,
    signing_key_loader,
    store_certificate,
)

__all__ = [
    "CertificateNotFoundError",
    "KeyFileError",
    "SealError",
    "SealedCertificate",
    "StoredCertificate",
    "Vault",
    "VaultError",
    "active_certificate",
    "list_certificates",
    "load_signing_key",
    "open_certificate",
    "signing_certificate",
    "signing_key_loader",
    "store_certificate",
]
