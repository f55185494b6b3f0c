"""The SQL of `tenant_certificates`. Every query runs inside the tenant's scope; row-level security holds besides."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from psycopg.rows import class_row

from facturaxpress.db import Connection


@dataclass(frozen=True, slots=True)
class StoredCertificate:
    """A row without its sealed part."""

    id: UUID
    tenant_id: UUID
    ambiente: str
    nit: str
    fingerprint: str
    public_key_pem: str
    not_before: datetime
    not_after: datetime
    activo: bool
    created_at: datetime

    @property
    def key_id(self) -> str:
        """What the signer is given; `signing_key_loader` finds tenant and row in it."""
        return f"{self.tenant_id}/{self.id}"


@dataclass(frozen=True, slots=True)
class SealedRow:
    id: UUID
    tenant_id: UUID
    ambiente: str
    certificado_encriptado: str


COLUMNS = "id, tenant_id, ambiente, nit, fingerprint, public_key_pem, not_before, not_after, activo, created_at"

LOCK = "SELECT pg_advisory_xact_lock(hashtextextended('tenant_certificates ' || %s || ' ' || %s, 0))"

DEACTIVATE = "UPDATE tenant_certificates SET activo = false WHERE tenant_id = %s AND ambiente = %s AND activo"

INSERT = f"""
INSERT INTO tenant_certificates
    (id, tenant_id, ambiente, nit, certificado_encriptado, fingerprint, public_key_pem, not_before, not_after, activo,
     created_at)
VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s, true, %s)
RETURNING {COLUMNS}
"""

LIST = f"SELECT {COLUMNS} FROM tenant_certificates WHERE tenant_id = %s ORDER BY created_at DESC, id"

ACTIVE = f"""
SELECT {COLUMNS} FROM tenant_certificates
WHERE tenant_id = %s AND ambiente = %s AND activo
ORDER BY created_at DESC, id
LIMIT 1
"""

SEALED = "SELECT id, tenant_id, ambiente, certificado_encriptado FROM tenant_certificates WHERE id = %s AND activo"


async def lock(conn: Connection, tenant_id: UUID, ambiente: str) -> None:
    """Hold the place of the one active certificate until the transaction ends, so that two uploads take turns."""
    await conn.execute(LOCK, (str(tenant_id), ambiente))


async def deactivate(conn: Connection, tenant_id: UUID, ambiente: str) -> int:
    """How many were active."""
    return (await conn.execute(DEACTIVATE, (tenant_id, ambiente))).rowcount


async def insert(
    conn: Connection,
    *,
    id: UUID,
    tenant_id: UUID,
    ambiente: str,
    nit: str,
    certificado_encriptado: str,
    fingerprint: str,
    public_key_pem: str,
    not_before: datetime,
    not_after: datetime,
    created_at: datetime,
) -> StoredCertificate:
    values = (
        id,
        tenant_id,
        ambiente,
        nit,
        certificado_encriptado,
        fingerprint,
        public_key_pem,
        not_before,
        not_after,
        created_at,
    )
    async with conn.cursor(row_factory=class_row(StoredCertificate)) as cursor:
        await cursor.execute(INSERT, values)
        row = await cursor.fetchone()
    if row is None:
        raise RuntimeError("INSERT … RETURNING gave no row")
    return row


async def list_certificates(conn: Connection, tenant_id: UUID) -> list[StoredCertificate]:
    """All of the tenant's, the newest first, the inactive ones too."""
    async with conn.cursor(row_factory=class_row(StoredCertificate)) as cursor:
        await cursor.execute(LIST, (tenant_id,))
        return await cursor.fetchall()


async def active_certificate(conn: Connection, tenant_id: UUID, ambiente: str) -> StoredCertificate | None:
    async with conn.cursor(row_factory=class_row(StoredCertificate)) as cursor:
        await cursor.execute(ACTIVE, (tenant_id, ambiente))
        return await cursor.fetchone()


async def sealed(conn: Connection, id: UUID) -> SealedRow | None:
    """The sealed certificate, if it is active."""
    async with conn.cursor(row_factory=class_row(SealedRow)) as cursor:
        await cursor.execute(SEALED, (id,))
        return await cursor.fetchone()
