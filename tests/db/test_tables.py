"""What the tables themselves refuse."""

from collections.abc import Iterator
from uuid import UUID, uuid4

import psycopg
import pytest

from tests.database import DatabaseUrls

from .rows import SELLO, add_dte, add_tenant

SEALED = {"estado": "PROCESADO", "sello_recibido": SELLO, "sealed_at": "2026-11-24", "respuesta_mh": "{}"}


@pytest.fixture
def admin(database_urls: DatabaseUrls) -> Iterator[psycopg.Connection]:
    with psycopg.connect(database_urls.admin, autocommit=True) as connection:
        yield connection


@pytest.fixture
def tenant(admin: psycopg.Connection) -> UUID:
    return add_tenant(admin, "primera")


@pytest.mark.parametrize(
    ("changes", "constraint"),
    [
        ({"estado": "ENVIADO"}, "dtes_estado_check"),
        ({"tipo_dte": "02"}, "dtes_tipo_dte_check"),
        ({"ambiente": "02"}, "dtes_ambiente_check"),
        ({"codigo_generacion": "aaaaaaaa-aaaa-4aaa-8aaa-aaaaaaaaaaaa"}, "dtes_codigo_generacion_check"),
        ({"numero_control": "DTE-01-M001P001-1"}, "dtes_numero_control_check"),
        ({"sello_recibido": SELLO}, "dtes_sello_check"),
        ({"estado": "PROCESADO"}, "dtes_sello_check"),
        ({"estado": "PROCESADO", "sello_recibido": SELLO, "sealed_at": "2026-11-24"}, "dtes_sello_check"),
        (SEALED | {"sello_recibido": "2026" + "A" * 35}, "dtes_sello_recibido_check"),
        (SEALED | {"sello_recibido": "2026" + "a" * 36}, "dtes_sello_recibido_check"),
        (SEALED | {"sello_recibido": SELLO + "\n"}, "dtes_sello_recibido_check"),
        (SEALED | {"sello_recibido": "<b>" + "A" * 37}, "dtes_sello_recibido_check"),
        ({"estado": "RECHAZADO"}, "dtes_respuesta_check"),
        ({"referencia": ""}, "dtes_referencia_check"),
        ({"observaciones": "{}"}, "dtes_observaciones_check"),
    ],
)
def test_a_document_that_cannot_be_is_refused(
    admin: psycopg.Connection, tenant: UUID, changes: dict[str, object], constraint: str
) -> None:
    with pytest.raises(psycopg.errors.CheckViolation) as caught:
        add_dte(admin, tenant, uuid4(), 2, **changes)
    assert caught.value.diag.constraint_name == constraint


def test_a_number_is_unique_within_its_year(admin: psycopg.Connection, tenant: UUID) -> None:
    with pytest.raises(psycopg.errors.UniqueViolation) as caught:
        add_dte(admin, tenant, uuid4(), 1, fec_emi="2026-01-02")
    assert caught.value.diag.constraint_name == "dtes_numero_control_key"
    add_dte(admin, tenant, uuid4(), 1, fec_emi="2027-01-02")
    add_dte(admin, tenant, uuid4(), 1, ambiente="01")
    add_dte(admin, add_tenant(admin, "segunda"), uuid4(), 1, fec_emi="2025-01-02")


def test_a_referencia_is_unique_within_its_tenant(admin: psycopg.Connection, tenant: UUID) -> None:
    add_dte(admin, tenant, uuid4(), 2, referencia="F-1")
    with pytest.raises(psycopg.errors.UniqueViolation) as caught:
        add_dte(admin, tenant, uuid4(), 3, referencia="F-1")
    assert caught.value.diag.constraint_name == "dtes_referencia_key"
    add_dte(admin, add_tenant(admin, "segunda"), uuid4(), 3, referencia="F-1")


def test_signed_text_is_kept_as_it_is_and_uncompressed(admin: psycopg.Connection, tenant: UUID) -> None:
    text = '{"z":1.10,"a":null, "z2":"ñ€ \\u00e1"}' + " " * 20_000
    dte = uuid4()
    add_dte(admin, tenant, dte, 2, documento=text)
    found = admin.execute(
        "SELECT documento, pg_column_compression(documento) FROM dtes WHERE id = %s", (dte,)
    ).fetchone()
    assert found == (text, None)
    storage = admin.execute(
        """
        SELECT attname, attstorage FROM pg_attribute
        WHERE attrelid = 'dtes'::regclass AND attname IN ('documento', 'jws')
        """
    ).fetchall()
    assert sorted(storage) == [("documento", "e"), ("jws", "e")]


def test_a_tenant_has_one_active_certificate_an_ambiente(admin: psycopg.Connection, tenant: UUID) -> None:
    again = """
        INSERT INTO tenant_certificates (tenant_id, ambiente, nit, certificado_encriptado, fingerprint, public_key_pem,
            not_before, not_after, activo)
        SELECT tenant_id, %s, nit, certificado_encriptado, fingerprint, public_key_pem, not_before, not_after, %s
        FROM tenant_certificates WHERE activo
        """
    with pytest.raises(psycopg.errors.UniqueViolation) as caught:
        admin.execute(again, ("00", True))
    assert caught.value.diag.constraint_name == "tenant_certificates_activo_key"
    admin.execute(again, ("00", False))
    admin.execute(again, ("01", True))


@pytest.mark.parametrize("slug", ["", "Mayúsculas", "con espacio", "-guion", "a" * 64, "a/b"])
def test_a_slug_is_fit_for_a_path(admin: psycopg.Connection, slug: str) -> None:
    with pytest.raises(psycopg.errors.CheckViolation) as caught:
        add_tenant(admin, slug)
    assert caught.value.diag.constraint_name == "tenants_slug_check"


def test_the_last_number_of_a_series_has_fifteen_digits(admin: psycopg.Connection, tenant: UUID) -> None:
    admin.execute("UPDATE number_series SET ultimo = 999999999999999 WHERE tenant_id = %s", (tenant,))
    with pytest.raises(psycopg.errors.CheckViolation):
        admin.execute("UPDATE number_series SET ultimo = ultimo + 1 WHERE tenant_id = %s", (tenant,))


def test_pages_of_documents_come_out_of_an_index(admin: psycopg.Connection, tenant: UUID) -> None:
    admin.execute("SET enable_seqscan = off")
    plan = admin.execute(
        """
        EXPLAIN SELECT id FROM dtes WHERE tenant_id = %s AND (created_at, id) < (now(), %s)
        ORDER BY created_at DESC, id DESC LIMIT 50
        """,
        (tenant, uuid4()),
    ).fetchall()
    text = "\n".join(row[0] for row in plan)
    assert "dtes_page_idx" in text
    assert "Sort" not in text
