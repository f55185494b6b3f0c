import asyncio
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any
from uuid import uuid4

import psycopg
import pytest

from facturaxpress import vault
from facturaxpress.db import Database
from facturaxpress.dte import FaultError, Policy, Readings
from facturaxpress.dte.holidays import Calendar
from facturaxpress.dte.lawtable import LawTable
from facturaxpress.signing import load_certificate
from facturaxpress.tenants import preferences, service
from facturaxpress.tenants.definition import CertificateFile, Definition, read_definition
from facturaxpress.tenants.service import TenantNotFound, add_tenant, dte_context, get_tenant, list_tenants
from facturaxpress.vault import SealError, Vault
from tests.database import DatabaseUrls
from tests.tenants.conftest import Bare
from tests.tenants.files import (
    CERTIFICATE_PASSWORD,
    ENVIRON,
    MH_PASSWORD,
    NIT,
    NOW,
    OTHER_NIT,
    certificate,
    changed,
    write,
)

TABLES = ("tenants", "establecimientos", "puntos_venta", "tenant_certificates", "tenant_mh_credentials")


def counts(urls: DatabaseUrls) -> dict[str, int]:
    with psycopg.connect(urls.admin) as admin:
        return {name: admin.execute(f"SELECT count(*) FROM {name}").fetchone()[0] for name in TABLES}  # type: ignore[index]


async def test_a_tenant_is_stored_whole(
    database: Database, safe: Vault, definition: Definition, database_urls: DatabaseUrls
) -> None:
    tenant = await add_tenant(database, safe, definition, NOW)
    assert tenant == await get_tenant(database, "ferreteria") == await get_tenant(database, tenant.id)
    assert (tenant.nit, tenant.nrc, tenant.ambiente) == (NIT, "1234567", "00")
    assert tenant.mh_url == "https://apitest.dtes.mh.gob.sv"
    assert [(row.codigo, row.puntos_venta) for row in tenant.establecimientos] == [
        ("S001", ["P001", "P002"]),
        ("M001", ["P001"]),
    ]
    assert counts(database_urls) == {
        "tenants": 1,
        "establecimientos": 2,
        "puntos_venta": 3,
        "tenant_certificates": 1,
        "tenant_mh_credentials": 1,
    }


async def test_it_can_sign_and_log_in(database: Database, safe: Vault, definition: Definition) -> None:
    tenant = await add_tenant(database, safe, definition, NOW)
    async with database.tenant(tenant.id) as conn:
        stored = await vault.signing_certificate(conn, tenant.id, "00", at=NOW)
        key = await vault.load_signing_key(conn, safe, stored.key_id)
    assert key == load_certificate(certificate(), CERTIFICATE_PASSWORD).private_key_der
    access = await service.credentials(database, safe, tenant)
    assert access is not None
    assert (access.usuario, access.clave, access.nit, access.url) == (NIT, MH_PASSWORD, NIT, tenant.mh_url)
    assert MH_PASSWORD not in repr(access)


async def test_no_secret_lies_open_in_the_database(
    database: Database, safe: Vault, definition: Definition, database_urls: DatabaseUrls
) -> None:
    await add_tenant(database, safe, definition, NOW)
    with psycopg.connect(database_urls.admin) as admin:
        everything = "".join(str(admin.execute(f"SELECT * FROM {name}").fetchall()) for name in TABLES)
    assert MH_PASSWORD not in everything
    assert CERTIFICATE_PASSWORD not in everything
    assert "encodied" not in everything


async def test_a_sealed_password_does_not_open_in_another_tenants_row(
    database: Database, safe: Vault, definition: Definition, tmp_path: Path, database_urls: DatabaseUrls
) -> None:
    await add_tenant(database, safe, definition, NOW)
    other = await add_tenant(database, safe, replace(definition, slug="otra"), NOW)
    with psycopg.connect(database_urls.admin) as admin:
        admin.execute(
            """
            UPDATE tenant_mh_credentials SET clave_encriptada =
                (SELECT clave_encriptada FROM tenant_mh_credentials WHERE tenant_id <> %s) WHERE tenant_id = %s
            """,
            (other.id, other.id),
        )
    with pytest.raises(SealError):
        await service.credentials(database, safe, other)


async def test_the_context_holds_what_building_a_document_takes(
    database: Database, safe: Vault, definition: Definition
) -> None:
    tenant = await add_tenant(database, safe, definition, NOW)
    table = LawTable(preferences.law_settings(tenant.settings, tenant.id), tenant=str(tenant.id))
    calendar = Calendar()
    context = dte_context(tenant, NOW, table, calendar, policy=Policy(fecemi_days_back=20, fecemi_days_ahead=3))
    assert context.emisor.nit == NIT
    assert context.emisor.nombre == definition.nombre
    assert context.emisor.direccion.distrito == "14"
    assert [row.codigo for row in context.establecimientos] == ["S001", "M001"]
    assert context.establecimientos[0].direccion is None
    assert context.establecimientos[1].direccion is not None
    assert context.establecimientos[1].direccion.departamento == "05"
    assert (context.ambiente, context.now) == ("00", NOW)
    # What the tenant set wins; the rest is the program's.
    assert context.policy == Policy(fecemi_days_back=10, fecemi_days_ahead=3)
    assert (context.law, context.calendar, context.readings) == (table, calendar, None)
    assert context.law.readings("03", NOW.date(), "00") == Readings(
        montoTotalOperacion03="A", receptorDesde01=Decimal(1226)
    )


async def test_the_same_slug_again_is_refused_unless_it_is_an_update(
    database: Database, safe: Vault, definition: Definition, database_urls: DatabaseUrls
) -> None:
    await add_tenant(database, safe, definition, NOW)
    before = counts(database_urls)
    with pytest.raises(FaultError, match="Ya existe una empresa «ferreteria»"):
        await add_tenant(database, safe, replace(definition, nombre="OTRA"), NOW)
    assert counts(database_urls) == before
    assert (await get_tenant(database, "ferreteria")).nombre == definition.nombre


async def test_two_that_add_the_same_slug_at_once_make_one(
    database: Database, safe: Vault, definition: Definition, database_urls: DatabaseUrls
) -> None:
    results = await asyncio.gather(
        *(add_tenant(database, safe, definition, NOW) for _ in range(4)), return_exceptions=True
    )
    assert sum(isinstance(result, FaultError) for result in results) == 3
    assert counts(database_urls)["tenants"] == 1
    assert counts(database_urls)["tenant_certificates"] == 1


async def test_an_update_changes_what_the_file_says_and_keeps_the_secrets_it_does_not_hold(
    database: Database, safe: Vault, definition: Definition, tmp_path: Path
) -> None:
    before = await add_tenant(database, safe, definition, NOW)
    whole = changed(hacienda=None, certificado=None, nombre="NUEVO NOMBRE, S.A.", ajustes=None)
    whole["establecimientos"] = [{"codigo": "M001", "puntosVenta": ["P001", "P007"]}]
    after = await add_tenant(database, safe, read_definition(write(tmp_path, whole), {}), NOW, update=True)
    assert after.id == before.id
    assert after.nombre == "NUEVO NOMBRE, S.A."
    assert after.settings == {}
    assert [(row.codigo, row.puntos_venta, row.telefono) for row in after.establecimientos] == [
        ("M001", ["P001", "P007"], None)
    ]
    access = await service.credentials(database, safe, after)
    assert access is not None
    assert access.clave == MH_PASSWORD
    async with database.tenant(after.id) as conn:
        assert len(await vault.list_certificates(conn, after.id)) == 1


async def test_an_update_replaces_the_certificate_and_the_password(
    database: Database, safe: Vault, definition: Definition
) -> None:
    tenant = await add_tenant(database, safe, definition, NOW)
    assert definition.hacienda is not None
    newer = replace(
        definition,
        certificado=CertificateFile(certificate(days=800), CERTIFICATE_PASSWORD),
        hacienda=replace(definition.hacienda, clave="Otra-clave-2027"),
    )
    await add_tenant(database, safe, newer, NOW, update=True)
    access = await service.credentials(database, safe, tenant)
    assert access is not None
    assert access.clave == "Otra-clave-2027"
    async with database.tenant(tenant.id) as conn:
        rows = await vault.list_certificates(conn, tenant.id)
    assert sorted(row.activo for row in rows) == [False, True]
    assert [row.not_after for row in rows if row.activo] == [NOW + timedelta(days=800)]


async def test_an_update_of_a_tenant_that_is_not_there_adds_it(
    database: Database, safe: Vault, definition: Definition
) -> None:
    tenant = await add_tenant(database, safe, definition, NOW, update=True)
    assert tenant.slug == "ferreteria"


async def test_another_taxpayer_is_another_tenant(database: Database, safe: Vault, definition: Definition) -> None:
    await add_tenant(database, safe, definition, NOW)
    foreign = replace(definition, nit=OTHER_NIT, certificado=None)
    with pytest.raises(FaultError, match=f"tiene el NIT {NIT}"):
        await add_tenant(database, safe, foreign, NOW, update=True)


async def test_moving_to_production_asks_for_production_secrets(
    database: Database, safe: Vault, definition: Definition, tmp_path: Path
) -> None:
    await add_tenant(database, safe, definition, NOW)
    whole = changed(ambiente="01", hacienda=None, certificado=None)
    with pytest.raises(FaultError) as caught:
        await add_tenant(database, safe, read_definition(write(tmp_path, whole), {}), NOW, update=True)
    assert [fault.path for fault in caught.value.faults] == ["hacienda", "certificado"]
    assert (await get_tenant(database, "ferreteria")).ambiente == "00"
    moved = read_definition(write(tmp_path, changed(ambiente="01")), ENVIRON)
    tenant = await add_tenant(database, safe, moved, NOW, update=True)
    assert (tenant.ambiente, tenant.mh_url) == ("01", "https://api.dtes.mh.gob.sv")


BAD_CERTIFICATES: list[tuple[Any, tuple[str, str]]] = [
    (lambda: CertificateFile(certificate(), "equivocada"), ("CERT-803", "contraseña")),
    (lambda: CertificateFile(certificate(OTHER_NIT), CERTIFICATE_PASSWORD), ("CERT-824", OTHER_NIT)),
    (lambda: CertificateFile(certificate(days=-1), CERTIFICATE_PASSWORD), ("CERT-826", "venció")),
    (lambda: CertificateFile(b"no es un certificado", CERTIFICATE_PASSWORD), ("CERT-802", "certificado")),
]


@pytest.mark.parametrize(("file", "told"), BAD_CERTIFICATES, ids=[told[0] for _, told in BAD_CERTIFICATES])
async def test_a_certificate_that_cannot_sign_leaves_nothing_behind(
    database: Database,
    safe: Vault,
    definition: Definition,
    database_urls: DatabaseUrls,
    file: Any,
    told: tuple[str, str],
) -> None:
    code, says = told
    with pytest.raises(FaultError, match=says) as caught:
        await add_tenant(database, safe, replace(definition, certificado=file()), NOW)
    [fault] = caught.value.faults
    assert (fault.code, fault.path) == (code, "certificado")
    assert set(counts(database_urls).values()) == {0}


async def test_a_failing_update_leaves_everything_as_it_was(
    database: Database, safe: Vault, definition: Definition, database_urls: DatabaseUrls
) -> None:
    before = await add_tenant(database, safe, definition, NOW)
    rows = counts(database_urls)
    broken = replace(
        definition,
        nombre="OTRO",
        establecimientos=definition.establecimientos[:1],
        certificado=CertificateFile(certificate(), "equivocada"),
    )
    with pytest.raises(FaultError):
        await add_tenant(database, safe, broken, NOW, update=True)
    assert await get_tenant(database, "ferreteria") == before
    assert counts(database_urls) == rows


@pytest.mark.parametrize("missing", ["hacienda", "certificado"])
async def test_a_new_tenant_needs_both_secrets(
    database: Database, safe: Vault, definition: Definition, database_urls: DatabaseUrls, missing: str
) -> None:
    without: dict[str, Any] = {missing: None}
    with pytest.raises(FaultError) as caught:
        await add_tenant(database, safe, replace(definition, **without), NOW)
    assert [fault.path for fault in caught.value.faults] == [missing]
    assert set(counts(database_urls).values()) == {0}


async def test_tenants_are_listed_by_slug(database: Database, bare: Bare, other: Bare) -> None:
    assert [(row.slug, row.id) for row in await list_tenants(database)] == [
        ("otra-empresa", other.id),
        ("una-empresa", bare.id),
    ]


async def test_who_is_not_there_is_not_found(database: Database, bare: Bare) -> None:
    with pytest.raises(TenantNotFound, match="«nadie»"):
        await get_tenant(database, "nadie")
    with pytest.raises(TenantNotFound):
        await get_tenant(database, uuid4())


async def test_a_tenant_without_credentials_has_none(database: Database, safe: Vault, bare: Bare) -> None:
    assert await service.credentials(database, safe, await get_tenant(database, bare.slug)) is None
