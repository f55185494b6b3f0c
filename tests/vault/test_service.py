"""Certificates in the database: only what can sign is stored, one is active, and nothing secret is readable."""

import asyncio
import json
from base64 import b64decode
from collections.abc import AsyncIterator, Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import UUID, uuid4

import psycopg
import pytest
import pytest_asyncio
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from facturaxpress import signing, vault
from facturaxpress.db import Database
from facturaxpress.signing import Signer
from facturaxpress.signing.synthetic import make_mh_certificate
from facturaxpress.vault import Vault
from tests.database import DatabaseUrls

NIT = "06140101201013"
PASSWORD = "Clave-de-prueba 2026"
NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)
BEFORE, AFTER = NOW - timedelta(days=100), NOW + timedelta(days=1000)


def crt(nit: str = NIT, password: str = PASSWORD, after: datetime = AFTER) -> bytes:
    return make_mh_certificate(nit, "EMPRESA DE PRUEBA", password, not_before=BEFORE, not_after=after)


@pytest.fixture
def box(tmp_path: Path) -> Vault:
    return Vault(tmp_path / "key")


@pytest_asyncio.fixture
async def tenants(database_urls: DatabaseUrls) -> AsyncIterator[tuple[UUID, UUID]]:
    ids = (uuid4(), uuid4())
    async with await psycopg.AsyncConnection.connect(database_urls.admin) as conn:
        for n, id in enumerate(ids):
            await conn.execute(
                "INSERT INTO tenants (id, slug, nombre, nit, emisor) VALUES (%s, %s, %s, %s, '{}')",
                (id, f"prueba-{n}", "EMPRESA DE PRUEBA", NIT),
            )
    yield ids


async def test_stored_certificate_signs(database: Database, tenants: tuple[UUID, UUID], box: Vault) -> None:
    tenant = tenants[0]
    data = crt()
    async with database.tenant(tenant) as conn:
        stored = await vault.store_certificate(conn, box, tenant, "00", data, PASSWORD, nit=NIT, now=NOW)
    cert = signing.load_certificate(data, PASSWORD)
    assert (stored.nit, stored.fingerprint, stored.public_key_pem) == (NIT, cert.fingerprint, cert.public_key_pem)
    assert (stored.not_before, stored.not_after, stored.activo, stored.created_at) == (BEFORE, AFTER, True, NOW)

    async with database.tenant(tenant) as conn:
        assert await vault.signing_certificate(conn, tenant, "00", at=NOW) == stored
        assert await vault.load_signing_key(conn, box, stored.id) == cert.private_key_der
        assert await vault.load_signing_key(conn, box, stored.key_id) == cert.private_key_der
        content = await vault.open_certificate(conn, box, stored.id)
        assert (content.archivo, content.clave, content.formato) == (data, PASSWORD, "mh")
        assert PASSWORD not in repr(content)

    async with Signer(vault.signing_key_loader(database.tenant, box)) as signer:
        jws = await signer.sign_many(stored.key_id, [b"{}"] * 40)
    assert {signing.verify(text, stored.public_key_pem) for text in jws} == {b"{}"}


async def test_what_is_at_rest(database: Database, tenants: tuple[UUID, UUID], box: Vault) -> None:
    """The row shows nothing; opened with the tenant's id it is the documented structure."""
    tenant = tenants[0]
    data = crt()
    async with database.tenant(tenant) as conn:
        stored = await vault.store_certificate(conn, box, tenant, "01", data, PASSWORD, nit=NIT, now=NOW)
        row = await (await conn.execute("SELECT certificado_encriptado, c::text FROM tenant_certificates c")).fetchone()
    assert row is not None
    assert PASSWORD not in row[1]
    assert "PRIVATE" not in row[1]
    opened = json.loads(box.open(row[0], str(tenant)))
    assert list(opened) == ["v", "tipo", "id", "ambiente", "formato", "archivo", "clave", "llave"]
    assert (opened["v"], opened["tipo"], opened["id"]) == (1, "tenant_certificate", str(stored.id))
    assert b64decode(opened["archivo"]) == data
    assert opened["clave"] == PASSWORD
    assert b64decode(opened["llave"]) == signing.load_certificate(data, PASSWORD).private_key_der


async def test_newer_one_takes_the_place(database: Database, tenants: tuple[UUID, UUID], box: Vault) -> None:
    tenant = tenants[0]
    async with database.tenant(tenant) as conn:
        first = await vault.store_certificate(conn, box, tenant, "00", crt(), PASSWORD, nit=NIT, now=NOW)
        production = await vault.store_certificate(conn, box, tenant, "01", crt(), PASSWORD, nit=NIT, now=NOW)
    later = NOW + timedelta(days=1)
    async with database.tenant(tenant) as conn:
        second = await vault.store_certificate(conn, box, tenant, "00", crt(), PASSWORD, nit=NIT, now=later)
    async with database.tenant(tenant) as conn:
        assert (await vault.signing_certificate(conn, tenant, "00", at=later)).id == second.id
        assert (await vault.signing_certificate(conn, tenant, "01", at=later)).id == production.id
        listed = await vault.list_certificates(conn, tenant)
        assert {row.id: row.activo for row in listed} == {first.id: False, second.id: True, production.id: True}
        assert listed[0].id == second.id
        with pytest.raises(vault.CertificateNotFoundError):
            await vault.load_signing_key(conn, box, first.id)


async def test_uploads_at_once_leave_one_active(database: Database, tenants: tuple[UUID, UUID], box: Vault) -> None:
    tenant = tenants[0]
    data = crt()

    async def upload() -> None:
        async with database.tenant(tenant) as conn:
            await vault.store_certificate(conn, box, tenant, "00", data, PASSWORD, nit=NIT, now=NOW)

    await asyncio.gather(*(upload() for _ in range(5)))
    async with database.tenant(tenant) as conn:
        listed = await vault.list_certificates(conn, tenant)
    assert len(listed) == 5
    assert sum(row.activo for row in listed) == 1


def bare_key() -> bytes:
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    return key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())


@pytest.mark.parametrize(
    ("data", "error"),
    [
        (lambda: crt(password="otra"), signing.WrongPassword),
        (lambda: crt(nit="06141507901028"), signing.ForeignCertificate),
        (lambda: crt(after=NOW - timedelta(seconds=1)), signing.ExpiredCertificate),
        (lambda: crt().replace(b"<activo>true", b"<activo>false"), signing.InactiveCertificate),
        (lambda: crt()[:3000], signing.MalformedCertificate),
        (lambda: b"x" * 10_000_000, signing.CertificateTooLarge),
        (bare_key, signing.NitNotConfirmed),
    ],
)
async def test_what_cannot_sign_is_not_stored(
    database: Database, tenants: tuple[UUID, UUID], box: Vault, data: Callable[[], bytes], error: type[Exception]
) -> None:
    tenant = tenants[0]
    async with database.tenant(tenant) as conn:
        good = await vault.store_certificate(conn, box, tenant, "00", crt(), PASSWORD, nit=NIT, now=NOW)
    async with database.tenant(tenant) as conn:
        with pytest.raises(error):
            await vault.store_certificate(conn, box, tenant, "00", data(), PASSWORD, nit=NIT, now=NOW)
        assert await vault.list_certificates(conn, tenant) == [good]


async def test_bare_key_has_no_dates_to_store(database: Database, tenants: tuple[UUID, UUID], box: Vault) -> None:
    async with database.tenant(tenants[0]) as conn:
        with pytest.raises(signing.ValidityUnknown):
            await vault.store_certificate(
                conn, box, tenants[0], "00", bare_key(), "", nit=NIT, now=NOW, allow_unconfirmed_nit=True
            )
        with pytest.raises(ValueError, match="ambiente"):
            await vault.store_certificate(conn, box, tenants[0], "02", crt(), PASSWORD, nit=NIT, now=NOW)


async def test_certificate_in_force(database: Database, tenants: tuple[UUID, UUID], box: Vault) -> None:
    tenant = tenants[0]
    async with database.tenant(tenant) as conn:
        with pytest.raises(signing.NoActiveCertificate, match="00"):
            await vault.signing_certificate(conn, tenant, "00", at=NOW)
        await vault.store_certificate(conn, box, tenant, "00", crt(), PASSWORD, nit=NIT, now=NOW)
        with pytest.raises(signing.ExpiredCertificate):
            await vault.signing_certificate(conn, tenant, "00", at=AFTER + timedelta(seconds=1))
        with pytest.raises(signing.NotYetValidCertificate):
            await vault.signing_certificate(conn, tenant, "00", at=BEFORE - timedelta(seconds=1))


async def test_another_tenant_sees_nothing(database: Database, tenants: tuple[UUID, UUID], box: Vault) -> None:
    mine, other = tenants
    async with database.tenant(mine) as conn:
        stored = await vault.store_certificate(conn, box, mine, "00", crt(), PASSWORD, nit=NIT, now=NOW)
    async with database.tenant(other) as conn:
        with pytest.raises(vault.CertificateNotFoundError):
            await vault.load_signing_key(conn, box, stored.id)
        assert await vault.list_certificates(conn, mine) == []
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            await vault.store_certificate(conn, box, mine, "00", crt(), PASSWORD, nit=NIT, now=NOW)


async def test_sealed_text_moved_between_rows_does_not_open(
    database: Database, database_urls: DatabaseUrls, tenants: tuple[UUID, UUID], box: Vault
) -> None:
    """Whoever can write the table still cannot make one tenant, or one environment, sign with another's key."""
    mine, other = tenants
    async with database.tenant(mine) as conn:
        test = await vault.store_certificate(conn, box, mine, "00", crt(), PASSWORD, nit=NIT, now=NOW)
        production = await vault.store_certificate(conn, box, mine, "01", crt(), PASSWORD, nit=NIT, now=NOW)
    async with database.tenant(other) as conn:
        foreign = await vault.store_certificate(conn, box, other, "00", crt(), PASSWORD, nit=NIT, now=NOW)
    async with await psycopg.AsyncConnection.connect(database_urls.admin) as admin:
        for target in (production.id, foreign.id):
            await admin.execute(
                "UPDATE tenant_certificates SET certificado_encriptado ="
                " (SELECT certificado_encriptado FROM tenant_certificates WHERE id = %s) WHERE id = %s",
                (test.id, target),
            )
    for tenant, id in ((mine, production.id), (other, foreign.id)):
        async with database.tenant(tenant) as conn:
            with pytest.raises(vault.SealError):
                await vault.load_signing_key(conn, box, id)
    async with database.tenant(mine) as conn:
        assert await vault.load_signing_key(conn, box, test.id)
