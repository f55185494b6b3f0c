"""What the database itself keeps from the application's role, whatever the program does."""

from collections.abc import Iterator
from typing import Any
from uuid import UUID, uuid4

import psycopg
import pytest
from psycopg import sql

from tests.database import DatabaseUrls

from .rows import add_tenant

WITHOUT_TENANTS = {"jobs", "schedules", "alembic_version", "law_holidays"}
"""Tables that hold nothing of a tenant, or nothing but ids."""


class Two:
    """Two tenants with a row in every table, and a session of the application's role."""

    def __init__(self, admin: psycopg.Connection, app: psycopg.Connection) -> None:
        self.admin, self.app = admin, app
        self.first, self.second = add_tenant(admin, "primera"), add_tenant(admin, "segunda")
        self.tables = {
            row[0]
            for row in admin.execute(
                """
                SELECT table_name FROM information_schema.tables
                WHERE table_schema = 'public' AND table_type = 'BASE TABLE'
                """
            )
        } - WITHOUT_TENANTS

    def key(self, table: str) -> str:
        return "id" if table == "tenants" else "tenant_id"

    def scoped(self, tenant: UUID | None) -> None:
        self.app.execute("SELECT set_config('app.tenant_id', %s, false)", (str(tenant) if tenant else "",))

    def rows(self, table: str) -> list[Any]:
        query = sql.SQL("SELECT {} FROM {}").format(sql.Identifier(self.key(table)), sql.Identifier(table))
        return [row[0] for row in self.app.execute(query)]


@pytest.fixture
def two(database_urls: DatabaseUrls) -> Iterator[Two]:
    with (
        psycopg.connect(database_urls.admin, autocommit=True) as admin,
        psycopg.connect(database_urls.app, autocommit=True) as app,
    ):
        yield Two(admin, app)


def test_every_table_is_a_tenants_or_named_as_nobodys(two: Two) -> None:
    columns = two.admin.execute(
        """
        SELECT DISTINCT table_name FROM information_schema.columns
        WHERE table_schema = 'public' AND column_name = 'tenant_id'
        """
    )
    assert two.tables == ({row[0] for row in columns} | {"tenants"}) - WITHOUT_TENANTS
    assert len(two.tables) >= 10


def test_security_is_enabled_and_forced_on_every_tenants_table(two: Two) -> None:
    found = two.admin.execute(
        """
        SELECT c.relname, c.relrowsecurity AND c.relforcerowsecurity,
            (SELECT count(*) FROM pg_policy p WHERE p.polrelid = c.oid AND p.polqual IS NOT NULL
                AND p.polwithcheck IS NOT NULL AND p.polroles = '{0}' AND p.polpermissive)
        FROM pg_class c WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p')
        """
    ).fetchall()
    state = {name: (forced, policies) for name, forced, policies in found if name in two.tables}
    assert state == dict.fromkeys(two.tables, (True, 1))


def test_there_is_no_view_that_would_read_around_it(two: Two) -> None:
    views = two.admin.execute(
        "SELECT relname FROM pg_class WHERE relkind IN ('v', 'm') AND relnamespace = 'public'::regnamespace"
    )
    assert views.fetchall() == []


def test_without_a_scope_there_are_no_rows(two: Two) -> None:
    assert {table: two.rows(table) for table in two.tables} == {table: [] for table in two.tables}
    two.scoped(None)
    assert {table: two.rows(table) for table in two.tables} == {table: [] for table in two.tables}


def test_a_scope_shows_its_own_rows_only(two: Two) -> None:
    for tenant in (two.first, two.second):
        two.scoped(tenant)
        assert {table: two.rows(table) for table in two.tables} == {table: [tenant] for table in two.tables}


def test_a_scope_of_no_tenant_shows_nothing(two: Two) -> None:
    two.scoped(uuid4())
    assert all(two.rows(table) == [] for table in two.tables)


def test_a_row_cannot_be_put_under_another_tenant(two: Two) -> None:
    """Its own row, copied with another tenant's id, is refused by the policy in every table."""
    two.scoped(two.first)
    for table in sorted(two.tables):
        columns = [
            row[0]
            for row in two.admin.execute(
                "SELECT column_name FROM information_schema.columns WHERE table_schema = 'public' AND table_name = %s",
                (table,),
            )
        ]
        key = two.key(table)
        names = sql.SQL(", ").join(map(sql.Identifier, columns))
        values = sql.SQL(", ").join(sql.Literal(two.second) if c == key else sql.Identifier(c) for c in columns)
        copy = sql.SQL("INSERT INTO {t} ({n}) SELECT {v} FROM {t}").format(t=sql.Identifier(table), n=names, v=values)
        with pytest.raises(psycopg.errors.InsufficientPrivilege, match="row-level security"):
            two.app.execute(copy)


def test_a_row_cannot_be_moved_to_another_tenant(two: Two) -> None:
    two.scoped(two.first)
    for table in sorted(two.tables):
        move = sql.SQL("UPDATE {} SET {} = {}").format(
            sql.Identifier(table), sql.Identifier(two.key(table)), sql.Literal(two.second)
        )
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            two.app.execute(move)


def test_another_tenants_rows_cannot_be_changed_or_deleted(two: Two) -> None:
    two.scoped(two.first)
    for statement in (
        "UPDATE dtes SET intentos = 9 WHERE tenant_id = %s",
        "UPDATE tenants SET nombre = 'x' WHERE id = %s",
        "DELETE FROM establecimientos WHERE tenant_id = %s",
        "DELETE FROM idempotency_keys WHERE tenant_id = %s",
    ):
        assert two.app.execute(statement, (two.second,)).rowcount == 0


def test_a_record_cannot_refer_to_another_tenants_document(two: Two) -> None:
    foreign = two.admin.execute("SELECT id FROM dtes WHERE tenant_id = %s", (two.second,)).fetchone()
    assert foreign is not None
    two.scoped(two.first)
    with pytest.raises(psycopg.errors.ForeignKeyViolation):
        two.app.execute(
            "INSERT INTO dte_transmisiones (tenant_id, dte_id, n, kind) VALUES (%s, %s, 9, 'envio')",
            (two.first, foreign[0]),
        )


@pytest.mark.parametrize(
    "statement",
    [
        "SET ROLE postgres",
        "SET SESSION AUTHORIZATION postgres",
        "ALTER ROLE facturaxpress_app BYPASSRLS",
        "ALTER ROLE facturaxpress_app SUPERUSER",
        "GRANT postgres TO facturaxpress_app",
        "ALTER TABLE dtes DISABLE ROW LEVEL SECURITY",
        "ALTER TABLE dtes NO FORCE ROW LEVEL SECURITY",
        "ALTER TABLE dtes OWNER TO facturaxpress_app",
        "DROP POLICY tenant_scope ON dtes",
        "CREATE POLICY all_of_it ON dtes USING (true)",
        "CREATE TABLE mine (n int)",
        "CREATE TEMPORARY TABLE mine (n int)",
        "CREATE SCHEMA mine",
        "CREATE DATABASE mine",
        "CREATE ROLE mine",
        "CREATE FUNCTION mine() RETURNS int LANGUAGE sql AS 'SELECT 1'",
        "CREATE EXTENSION dblink",
        "TRUNCATE dtes",
        "DROP TABLE dtes",
        "COPY dtes TO PROGRAM 'cat'",
        "COPY (SELECT 1) TO '/tmp/mine'",
        "SELECT pg_read_file('postgresql.conf')",
        "SELECT rolpassword FROM pg_authid",
        "UPDATE alembic_version SET version_num = '0000'",
        "SELECT lo_create(0)",
        "SELECT lo_creat(-1)",
        "SELECT lo_from_bytea(0, 'mine')",
        "SELECT lo_import('/etc/hostname')",
        "ALTER TABLE dtes DISABLE TRIGGER dtes_verdict_once",
        "DROP TRIGGER dte_transmisiones_once ON dte_transmisiones",
        "SET session_replication_role = replica",
    ],
)
def test_the_role_cannot_lift_itself_above(two: Two, statement: str) -> None:
    two.scoped(two.first)
    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        two.app.execute(statement)  # type: ignore[arg-type]


def test_row_security_cannot_be_switched_off_to_see_more(two: Two) -> None:
    two.scoped(two.first)
    two.app.execute("SET row_security = off")
    with pytest.raises(psycopg.errors.InsufficientPrivilege, match="row-level security"):
        two.rows("dtes")


def test_the_role_owns_nothing_and_is_a_member_of_nothing(two: Two) -> None:
    two.app.execute("SELECT 1")
    owned = two.admin.execute(
        """
        SELECT count(*) FROM pg_class WHERE relowner = 'facturaxpress_app'::regrole
        UNION ALL SELECT count(*) FROM pg_proc WHERE proowner = 'facturaxpress_app'::regrole
        UNION ALL SELECT count(*) FROM pg_auth_members WHERE member = 'facturaxpress_app'::regrole
        """
    ).fetchall()
    assert owned == [(0,), (0,), (0,)]
    role = two.admin.execute(
        "SELECT rolsuper, rolbypassrls, rolcreaterole, rolcreatedb, rolreplication FROM pg_roles WHERE rolname = %s",
        ("facturaxpress_app",),
    ).fetchone()
    assert role == (False,) * 5


class TestEvidence:
    """What was signed and sent cannot be rewritten or deleted by the application."""

    @pytest.mark.parametrize(
        "column",
        [
            "documento",
            "jws",
            "codigo_generacion",
            "numero_control",
            "total",
            "fec_emi",
            "tipo_dte",
            "created_at",
            "resumen",
            "referencia",
        ],
    )
    def test_no_column_of_what_was_signed_can_be_updated(self, two: Two, column: str) -> None:
        two.scoped(two.first)
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            two.app.execute(sql.SQL("UPDATE dtes SET {c} = {c}").format(c=sql.Identifier(column)))

    @pytest.mark.parametrize(
        "table",
        [
            "dtes",
            "dte_transmisiones",
            "number_series",
            "tenant_certificates",
            "tenants",
            "law_settings",
            "law_holidays",
        ],
    )
    def test_no_row_can_be_deleted(self, two: Two, table: str) -> None:
        two.scoped(two.first)
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            two.app.execute(sql.SQL("DELETE FROM {}").format(sql.Identifier(table)))

    def test_a_verdict_can_be_written(self, two: Two) -> None:
        two.scoped(two.first)
        written = two.app.execute(
            """
            UPDATE dtes SET estado = 'PROCESADO', sello_recibido = %s, sealed_at = now(), respuesta_mh = '{}',
                fh_procesamiento = '24/11/2026 10:00:00', codigo_msg = '001', descripcion_msg = 'RECIBIDO',
                observaciones = '[]', lease_until = NULL, intentos = 1, updated_at = now()
            """,
            ("2026" + "A" * 36,),
        )
        assert written.rowcount == 1

    @pytest.mark.parametrize(
        "change",
        [
            "estado = 'FIRMADO', sello_recibido = NULL, sealed_at = NULL",
            "estado = 'RECHAZADO', sello_recibido = NULL, sealed_at = NULL",
            "sello_recibido = '2026' || repeat('B', 36)",
            "fh_procesamiento = '24/11/2026 10:00:01'",
            "fh_procesamiento = NULL",
            'respuesta_mh = \'{"estado":"PROCESADO"}\'',
            "codigo_msg = '002'",
            "descripcion_msg = NULL",
            "observaciones = '[\"otra\"]'",
            "sealed_at = sealed_at + interval '1 second'",
        ],
    )
    def test_a_verdict_is_written_once(self, two: Two, change: str) -> None:
        two.scoped(two.first)
        self.test_a_verdict_can_be_written(two)
        before = two.app.execute("SELECT * FROM dtes").fetchall()
        with pytest.raises(psycopg.errors.IntegrityConstraintViolation, match="its verdict is written once") as caught:
            two.app.execute(f"UPDATE dtes SET {change}")
        assert caught.value.diag.constraint_name == "dtes_verdict_once"
        assert two.app.execute("SELECT * FROM dtes").fetchall() == before

    @pytest.mark.parametrize("change", ["estado = 'FIRMADO'", "respuesta_mh = '{}'", "codigo_msg = '001'"])
    def test_a_refusal_is_written_once_too(self, two: Two, change: str) -> None:
        two.scoped(two.first)
        two.app.execute("UPDATE dtes SET estado = 'RECHAZADO', respuesta_mh = '{\"n\":1}', codigo_msg = '020'")
        with pytest.raises(psycopg.errors.IntegrityConstraintViolation, match="its verdict is written once"):
            two.app.execute(f"UPDATE dtes SET {change}")

    def test_what_is_no_verdict_may_change_after_it(self, two: Two) -> None:
        two.scoped(two.first)
        self.test_a_verdict_can_be_written(two)
        kept = "UPDATE dtes SET lease_until = now(), intentos = 2, updated_at = now(), codigo_msg = codigo_msg"
        assert two.app.execute(kept).rowcount == 1

    @pytest.mark.parametrize(
        "change", ["outcome = 'RECHAZADO'", "body = NULL", "http_status = 500", "finished_at = NULL"]
    )
    def test_a_finished_attempt_is_written_once(self, two: Two, change: str) -> None:
        two.scoped(two.first)
        end = "UPDATE dte_transmisiones SET finished_at = now(), outcome = 'PROCESADO', http_status = 200, body = '{}'"
        assert two.app.execute(end).rowcount == 1
        with pytest.raises(psycopg.errors.IntegrityConstraintViolation, match="finished attempt") as caught:
            two.app.execute(f"UPDATE dte_transmisiones SET {change}")
        assert caught.value.diag.constraint_name == "dte_transmisiones_once"

    def test_the_one_active_certificate_is_exchanged_in_one_transaction(self, two: Two) -> None:
        two.scoped(two.first)
        again = """
            INSERT INTO tenant_certificates (tenant_id, ambiente, nit, certificado_encriptado, fingerprint,
                public_key_pem, not_before, not_after)
            SELECT tenant_id, ambiente, nit, certificado_encriptado, fingerprint, public_key_pem, not_before, not_after
            FROM tenant_certificates
            """
        with pytest.raises(psycopg.errors.UniqueViolation):
            two.app.execute(again)
        with two.app.transaction():
            two.app.execute("UPDATE tenant_certificates SET activo = false")
            two.app.execute(again)
        assert two.app.execute("SELECT count(*) FROM tenant_certificates WHERE activo").fetchone() == (1,)


class TestAcrossTenants:
    """The functions that see every tenant, each for one purpose."""

    def test_they_run_with_a_search_path_of_their_own_and_not_for_everybody(self, two: Two) -> None:
        functions = two.admin.execute(
            """
            SELECT proname, proconfig, has_function_privilege('public', oid, 'EXECUTE')
            FROM pg_proc WHERE prosecdef AND pronamespace = 'public'::regnamespace
            """
        ).fetchall()
        names = {
            "tenant_by_slug",
            "tenant_list",
            "authenticate_token",
            "global_token_add",
            "global_token_list",
            "global_token_revoke",
        }
        assert {name for name, _, _ in functions} == names
        for _, config, public in functions:
            assert config == ["search_path=pg_catalog, pg_temp"]
            assert public is False

    def test_a_tenant_is_found_by_its_slug(self, two: Two) -> None:
        found = two.app.execute("SELECT * FROM tenant_by_slug('segunda')").fetchall()
        assert found == [(two.second, "segunda", "Empresa segunda", "06140101001013", "00")]
        assert two.app.execute("SELECT * FROM tenant_by_slug('tercera')").fetchall() == []

    def test_all_are_listed_in_order(self, two: Two) -> None:
        assert [row[0] for row in two.app.execute("SELECT slug FROM tenant_list()")] == ["primera", "segunda"]

    def test_a_token_leads_to_its_tenant_until_it_is_revoked(self, two: Two) -> None:
        ask = "SELECT tenant_id, slug, role FROM authenticate_token(sha256('primera'))"
        assert two.app.execute(ask).fetchall() == [(two.first, "primera", "tenant_admin")]
        two.scoped(two.second)
        assert (
            two.app.execute("UPDATE api_tokens SET revoked_at = now() WHERE tenant_id = %s", (two.first,)).rowcount == 0
        )
        two.scoped(two.first)
        assert two.app.execute("UPDATE api_tokens SET revoked_at = now()").rowcount == 1
        assert two.app.execute(ask).fetchall() == []

    def test_tokens_of_no_tenant_are_made_listed_and_revoked(self, two: Two) -> None:
        token = uuid4()
        two.app.execute("SELECT global_token_add(%s, 'super_admin', sha256('s'), 'consola')", (token,))
        ask = "SELECT token_id, tenant_id, slug, role, nombre FROM authenticate_token(sha256('s'))"
        assert two.app.execute(ask).fetchall() == [(token, None, None, "super_admin", "consola")]
        assert [row[0] for row in two.app.execute("SELECT id FROM global_token_list()")] == [token]
        assert two.app.execute("SELECT id FROM api_tokens").fetchall() == []
        assert two.app.execute("SELECT global_token_revoke(%s)", (token,)).fetchone() == (True,)
        assert two.app.execute("SELECT global_token_revoke(%s)", (token,)).fetchone() == (False,)
        assert two.app.execute(ask).fetchall() == []

    def test_a_tenants_token_is_not_revoked_as_one_of_no_tenant(self, two: Two) -> None:
        row = two.admin.execute("SELECT id FROM api_tokens WHERE tenant_id = %s", (two.first,)).fetchone()
        assert row is not None
        assert two.app.execute("SELECT global_token_revoke(%s)", (row[0],)).fetchone() == (False,)

    def test_a_tenant_administrator_of_no_tenant_is_refused(self, two: Two) -> None:
        with pytest.raises(psycopg.errors.CheckViolation):
            two.app.execute("SELECT global_token_add(gen_random_uuid(), 'tenant_admin', sha256('s'), '')")
