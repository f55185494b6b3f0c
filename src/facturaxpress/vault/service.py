"""What can be done with certificates: store one that can sign, find the one in force, give its key to the signer."""

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import AbstractAsyncContextManager
from datetime import datetime
from typing import Literal
from uuid import UUID, uuid4

import msgspec

from facturaxpress.db import Connection
from facturaxpress.signing import (
    NoActiveCertificate,
    ValidityUnknown,
    check_certificate,
    check_validity,
    load_certificate,
    plain_nit,
)
from facturaxpress.vault import queries
from facturaxpress.vault.errors import CertificateNotFoundError, SealError
from facturaxpress.vault.queries import StoredCertificate
from facturaxpress.vault.sealing import Vault

AMBIENTES = ("00", "01")


class SealedCertificate(msgspec.Struct, frozen=True, kw_only=True):
    """What `tenant_certificates.certificado_encriptado` holds once opened: JSON with these members, bytes in base64.

    It is sealed with the tenant's id as the context. `id` and `ambiente` repeat the row's, so that a sealed text moved
    to another row is noticed.
    """

    v: Literal[1] = 1
    tipo: Literal["tenant_certificate"] = "tenant_certificate"
    id: UUID
    ambiente: str
    formato: str
    """"mh", "pkcs12" or "pem"."""
    archivo: bytes
    """The file, byte for byte as it was uploaded."""
    clave: str
    """Its password."""
    llave: bytes
    """The private key, PKCS#8 DER, unencrypted."""

    def __repr__(self) -> str:
        return f"<SealedCertificate {self.id}>"


async def store_certificate(
    conn: Connection,
    vault: Vault,
    tenant_id: UUID,
    ambiente: str,
    data: bytes,
    password: str,
    *,
    nit: str,
    now: datetime,
    allow_unconfirmed_nit: bool = False,
) -> StoredCertificate:
    """Check a certificate as uploaded, seal it, and make it the active one of the tenant in `ambiente` ("00" or "01").

    Nothing is written unless it can sign for `nit` at `now` (aware). The one that was active before stays, inactive.
    `conn` is a transaction in the tenant's scope.

    Raises a subclass of CertificateError, KeyFileError.
    """
    if ambiente not in AMBIENTES:
        raise ValueError("ambiente is 00 or 01")
    cert = await asyncio.to_thread(load_certificate, data, password)
    check_certificate(cert, nit=nit, at=now, allow_unconfirmed_nit=allow_unconfirmed_nit)
    if cert.not_before is None or cert.not_after is None:
        raise ValidityUnknown
    id = uuid4()
    content = SealedCertificate(
        id=id,
        ambiente=ambiente,
        formato=cert.format,
        archivo=data,
        clave=password,
        llave=cert.private_key_der,
    )
    sealed = vault.seal(msgspec.json.encode(content), str(tenant_id))
    await queries.lock(conn, tenant_id, ambiente)
    await queries.deactivate(conn, tenant_id, ambiente)
    return await queries.insert(
        conn,
        id=id,
        tenant_id=tenant_id,
        ambiente=ambiente,
        nit=cert.nit or plain_nit(nit),
        certificado_encriptado=sealed,
        fingerprint=cert.fingerprint,
        public_key_pem=cert.public_key_pem,
        not_before=cert.not_before,
        not_after=cert.not_after,
        created_at=now,
    )


async def signing_certificate(conn: Connection, tenant_id: UUID, ambiente: str, *, at: datetime) -> StoredCertificate:
    """The certificate a document is signed with at the instant `at`; its `key_id` is for the signer.

    Raises NoActiveCertificate, NotYetValidCertificate, ExpiredCertificate.
    """
    found = await queries.active_certificate(conn, tenant_id, ambiente)
    if found is None:
        raise NoActiveCertificate(ambiente=ambiente)
    check_validity(found.not_before, found.not_after, at)
    return found


async def load_signing_key(conn: Connection, vault: Vault, key_id: UUID | str) -> bytes:
    """The private key (PKCS#8 DER) of an active certificate. `key_id` is the row's id, or `StoredCertificate.key_id`.

    `conn` is a transaction in the tenant's scope. Raises CertificateNotFoundError, SealError, KeyFileError.
    """
    return (await open_certificate(conn, vault, key_id)).llave


async def open_certificate(conn: Connection, vault: Vault, key_id: UUID | str) -> SealedCertificate:
    """All that was sealed of an active certificate: the secret itself. Raises as `load_signing_key`."""
    row = await queries.sealed(conn, _row_id(key_id))
    if row is None:
        raise CertificateNotFoundError(
            "El certificado no existe o ya no está activo.",
            "The certificate does not exist or is no longer active.",
            "Suba el certificado vigente del emisor.",
        )
    plaintext = vault.open(row.certificado_encriptado, str(row.tenant_id))
    try:
        content = msgspec.json.decode(plaintext, type=SealedCertificate)
    except msgspec.DecodeError:
        content = None
    if content is None or (content.id, content.ambiente) != (row.id, row.ambiente):
        raise SealError(
            "Lo cifrado en la fila pertenece a otro certificado.",
            "What is sealed in the row belongs to another certificate.",
            "Restaure la fila desde un respaldo e investigue quién la cambió.",
        )
    return content


def signing_key_loader(
    scope: Callable[[UUID], AbstractAsyncContextManager[Connection]], vault: Vault
) -> Callable[[str], Awaitable[bytes]]:
    """What a Signer takes as `load_key`, for the `key_id` of stored certificates. `scope` is `Database.tenant`."""

    async def load(key_id: str) -> bytes:
        async with scope(UUID(key_id.partition("/")[0])) as conn:
            return await load_signing_key(conn, vault, key_id)

    return load


def _row_id(key_id: UUID | str) -> UUID:
    return key_id if isinstance(key_id, UUID) else UUID(key_id.rpartition("/")[2])
