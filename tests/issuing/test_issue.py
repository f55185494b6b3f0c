"""A sale becomes one document: numbered, signed, stored, sealed; whatever MH does and however often it is asked for."""

import asyncio
import hashlib
import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import psycopg
import pytest
from cryptography.hazmat.primitives.asymmetric import rsa
from joserfc import jws
from joserfc.jwk import RSAKey

from facturaxpress.dte import FaultError
from facturaxpress.issuing.archive import archivo_dte
from facturaxpress.issuing.issuers import CannotIssue
from facturaxpress.issuing.keys import KeyInFlight, KeyReused
from facturaxpress.issuing.service import Unavailable
from facturaxpress.settings import Settings
from facturaxpress.tenants import service as tenants
from tests.shop import NIT, Shop, definition

Sale = Callable[..., dict[str, Any]]


async def test_sale_becomes_sealed_document(shop: Shop, sale: Sale) -> None:
    row = await shop.issue(sale())
    (held,) = shop.sandbox.documents()
    assert row.estado == "PROCESADO"
    assert row.numero_control == "DTE-01-M001P001-000000000000001" == held["numeroControl"]
    assert (row.codigo_generacion, row.sello_recibido) == (held["codigoGeneracion"], held["selloRecibido"])
    assert await shop.attempts(row) == [("envio", "PROCESADO")]
    assert json.loads(row.respuesta_mh or "")["selloRecibido"] == row.sello_recibido
    assert await shop.scalar("SELECT count(*) FROM jobs WHERE finished_at IS NULL") == 0


async def test_stored_text_is_what_was_signed(shop: Shop, sale: Sale) -> None:
    row = await shop.issue(sale())
    key = RSAKey.import_key(shop.key.public_key())
    verified = jws.deserialize_compact(row.jws, key, algorithms=["RS512"])
    assert verified.payload == row.documento.encode()
    assert verified.headers() == {"alg": "RS512"}
    delivered = json.loads(archivo_dte(row.documento, row.jws, row.sello_recibido))
    assert (delivered.pop("firmaElectronica"), delivered.pop("selloRecibido")) == (row.jws, row.sello_recibido)
    assert delivered == json.loads(row.documento)
    assert archivo_dte(row.documento, row.jws, None).startswith(row.documento[:-1].encode())


async def test_concurrent_sales_are_numbered_without_gap_or_repeat(shop: Shop, sale: Sale) -> None:
    rows = await asyncio.gather(*(shop.issue(sale()) for _ in range(40)))
    assert sorted(row.numero_control for row in rows) == [f"DTE-01-M001P001-{n:015d}" for n in range(1, 41)]
    assert all(row.estado == "PROCESADO" for row in rows)
    assert len({held["selloRecibido"] for held in shop.sandbox.documents()}) == 40


async def test_each_place_has_its_own_series(shop: Shop, sale: Sale) -> None:
    first = await shop.issue(sale())
    other = await shop.issue(sale(establecimiento="S001", puntoVenta="P001"))
    second = await shop.issue(sale(puntoVenta="P002"))
    ends = [row.numero_control[7:] for row in (first, other, second)]
    assert ends == [f"{place}-{1:015d}" for place in ("M001P001", "S001P001", "M001P002")]


async def test_fault_spends_no_number_and_leaves_no_row(shop: Shop, sale: Sale) -> None:
    with pytest.raises(FaultError):
        await shop.issue(sale(cuerpoDocumento=[]), "clave-1")
    for table in ("dtes", "number_series", "idempotency_keys", "dte_transmisiones", "jobs"):
        assert await shop.scalar(f"SELECT count(*) FROM {table}") == 0, table
    row = await shop.issue(sale(), "clave-1")
    assert row.numero_control.endswith("-000000000000001")


class TestSilentMH:
    async def test_answer_lost_after_processing_is_adopted(self, shop: Shop, sale: Sale) -> None:
        shop.sandbox.fault("drop_after", service="recepciondte", times=1)
        row = await shop.issue(sale())
        (held,) = shop.sandbox.documents()
        assert row.sello_recibido == held["selloRecibido"]
        assert await shop.attempts(row) == [("envio", "NoAnswer"), ("consulta", "PROCESADO")]

    async def test_lost_before_processing_is_sent_again(self, shop: Shop, sale: Sale) -> None:
        shop.sandbox.fault("drop_before", service="recepciondte", times=1)
        row = await shop.issue(sale())
        assert row.estado == "PROCESADO"
        assert await shop.attempts(row) == [
            ("envio", "NoAnswer"),
            ("consulta", "no encontrado"),
            ("envio", "PROCESADO"),
        ]

    async def test_slow_answer_is_asked_about_and_never_doubled(self, shop: Shop, sale: Sale) -> None:
        shop.sandbox.fault("latency", service="recepciondte", seconds=1.0, times=1)
        row = await shop.issue(sale())
        row = await _settled(shop, row)
        (held,) = shop.sandbox.documents()
        assert (row.estado, row.sello_recibido) == ("PROCESADO", held["selloRecibido"])

    async def test_silence_answers_in_time_and_the_job_goes_on(self, shop: Shop, sale: Sale) -> None:
        shop.sandbox.fault("drop_before")
        begin = asyncio.get_running_loop().time()
        row = await shop.issue(sale())
        assert row.estado == "FIRMADO"
        assert row.sello_recibido is None
        assert asyncio.get_running_loop().time() - begin < 10
        shop.sandbox.clear()
        row = await _settled(shop, row)
        assert row.estado == "PROCESADO"
        assert len(shop.sandbox.documents()) == 1

    @pytest.mark.parametrize("status", [500, 503])
    async def test_server_error_is_not_a_verdict(self, shop: Shop, sale: Sale, status: int) -> None:
        shop.sandbox.fault("http_5xx", service="recepciondte", status=status, times=1)
        row = await shop.issue(sale())
        assert row.estado == "PROCESADO"

    async def test_at_most_two_resends(self, shop: Shop, sale: Sale) -> None:
        shop.sandbox.fault("http_5xx", service="recepciondte", status=502)
        row = await shop.issue(sale())
        kinds = [kind for kind, _ in await shop.attempts(row)]
        assert row.estado == "FIRMADO"
        assert kinds == ["envio", "consulta"] * 3
        assert await shop.scalar("SELECT lease_until FROM dtes") is None


class TestRefusal:
    async def test_is_kept_with_its_reasons(self, shop: Shop, sale: Sale) -> None:
        shop.sandbox.fault("reject", codigoMsg="020", descripcionMsg="[resumen.totalIva] CALCULO INCORRECTO", times=1)
        row = await shop.issue(sale())
        assert (row.estado, row.sello_recibido, row.codigo_msg) == ("RECHAZADO", None, "020")
        assert "CALCULO INCORRECTO" in (row.respuesta_mh or "")
        following = await shop.issue(sale())
        assert following.numero_control.endswith("-000000000000002")

    async def test_uncatalogued_error_is_not_final(self, shop: Shop, sale: Sale) -> None:
        shop.sandbox.fault("reject", codigoMsg="099", descripcionMsg="ERROR NO CATALOGADO", times=1)
        row = await _settled(shop, await shop.issue(sale()))
        assert row.estado == "PROCESADO"

    async def test_wrong_password_leaves_the_document_waiting(self, shop: Shop, sale: Sale) -> None:
        shop.sandbox.http.post(
            "/_control/contribuyentes",
            json={"nit": NIT, "nombre": "X", "clave": "Otra-clave-2026!", "publicKey": PEM(shop)},
        )
        row = await shop.issue(sale())
        assert row.estado == "FIRMADO"
        assert ("envio", "AuthenticationRefused") in await shop.attempts(row)


class TestRepetition:
    async def test_same_key_and_body_is_the_same_document(self, shop: Shop, sale: Sale) -> None:
        first = await shop.issue(sale(), "k-1")
        second = await shop.issue(sale(), "k-1")
        assert first.id == second.id
        assert len(shop.sandbox.documents()) == 1

    async def test_same_key_with_another_body_is_refused(self, shop: Shop, sale: Sale) -> None:
        first = await shop.issue(sale(), "k-1")
        with pytest.raises(KeyReused) as caught:
            await shop.issue(sale(puntoVenta="P002"), "k-1")
        assert caught.value.codigo_generacion == first.codigo_generacion

    async def test_two_at_once_make_one_document(self, shop: Shop, sale: Sale) -> None:
        results = await asyncio.gather(*(shop.issue(sale(), "k-1") for _ in range(8)), return_exceptions=True)
        rows = [result for result in results if not isinstance(result, BaseException)]
        assert all(isinstance(result, KeyInFlight) for result in results if isinstance(result, BaseException))
        assert len({row.id for row in rows}) == 1
        assert len(shop.sandbox.documents()) == 1

    async def test_in_flight_is_said(self, shop: Shop, sale: Sale) -> None:
        await _hold(shop, "k-1", sale(), lease=60)
        with pytest.raises(KeyInFlight):
            await shop.issue(sale(), "k-1")
        assert await shop.scalar("SELECT count(*) FROM dtes") == 0

    @pytest.mark.parametrize("by", ["key", "referencia"])
    async def test_in_flight_while_mh_is_awaited(self, shop: Shop, sale: Sale, by: str) -> None:
        shop.sandbox.fault("latency", service="recepciondte", seconds=0.4, times=1)
        key, body = ("k-1", sale()) if by == "key" else (None, sale(referencia="R-1"))
        first = asyncio.create_task(shop.issue(body, key))
        await asyncio.sleep(0.2)
        with pytest.raises(KeyInFlight):
            await shop.issue(body, key)
        row = await first
        assert (await shop.issue(body, key)).id == row.id

    async def test_key_of_the_dead_is_free_after_its_lease(self, shop: Shop, sale: Sale) -> None:
        await _hold(shop, "k-1", sale(), lease=-1)
        row = await shop.issue(sale(), "k-1")
        assert row.estado == "PROCESADO"

    async def test_referencia_is_the_same_document(self, shop: Shop, sale: Sale) -> None:
        results = await asyncio.gather(
            *(shop.issue(sale(referencia="CAJA-1")) for _ in range(6)), return_exceptions=True
        )
        rows = [result for result in results if not isinstance(result, BaseException)]
        assert all(isinstance(result, KeyInFlight) for result in results if isinstance(result, BaseException))
        assert len({row.id for row in rows}) == 1
        assert (await shop.issue(sale(referencia="CAJA-1"))).id == rows[0].id
        assert await shop.scalar("SELECT ultimo FROM number_series") == 1
        with pytest.raises(KeyReused):
            await shop.issue(sale(referencia="CAJA-1", puntoVenta="P002"))

    async def test_stored_document_wins_over_a_fault_of_today(
        self, shop: Shop, sale: Sale, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        dated = sale(referencia="CAJA-1", fecEmi=shop.app.clock.today().isoformat())
        first = await shop.issue(dated)
        later = shop.app.clock.now() + timedelta(days=60)
        monkeypatch.setattr(shop.app.clock, "_source", lambda: later)
        assert (await shop.issue(dated)).id == first.id
        with pytest.raises(FaultError):
            await shop.issue(dated | {"referencia": "CAJA-2"})

    async def test_referencia_of_another_tenant_is_not_in_the_way(
        self, shop: Shop, sale: Sale, issuer_key: rsa.RSAPrivateKey
    ) -> None:
        other = await tenants.add_tenant(
            shop.app.database,
            shop.app.vault,
            definition("otra", NIT, issuer_key, shop.sandbox.url),
            datetime.now(UTC),
        )
        first = await shop.issue(sale(referencia="CAJA-1"))
        body = json.dumps(sale(referencia="CAJA-1", puntoVenta="P002")).encode()
        second = (await shop.app.issuing.issue(other.id, body)).row
        assert first.id != second.id
        with pytest.raises(LookupError):
            await shop.app.issuing.get(shop.tenant_id, second.codigo_generacion)


class TestWhoCannotIssue:
    async def test_expired_certificate_spends_no_number(self, shop: Shop, sale: Sale) -> None:
        async with shop.app.database.tenant(shop.tenant_id) as conn:
            await conn.execute("SET LOCAL app.tenant_id = %s" % f"'{shop.tenant_id}'")  # noqa: UP031 - a uuid of ours
            await conn.execute("UPDATE tenant_certificates SET activo = false")
            await conn.execute(
                """
                INSERT INTO tenant_certificates (tenant_id, ambiente, nit, certificado_encriptado, fingerprint,
                    public_key_pem, not_before, not_after, activo)
                SELECT tenant_id, ambiente, nit, certificado_encriptado, fingerprint, public_key_pem, not_before,
                    now() - interval '1 day', true FROM tenant_certificates
                """
            )
        with pytest.raises(CannotIssue) as caught:
            await shop.issue(sale())
        assert "vencid" in caught.value.fault.message.lower() or "venció" in caught.value.fault.message.lower()
        assert await shop.scalar("SELECT count(*) FROM number_series") == 0

    async def test_foreign_certificate_is_not_stored(self, shop: Shop) -> None:
        foreign = rsa.generate_private_key(public_exponent=65537, key_size=2048)
        good = definition("ajena", NIT, foreign, shop.sandbox.url)
        wrong = definition("ajena", "06141506181024", foreign, shop.sandbox.url).certificado
        with pytest.raises(FaultError):
            await tenants.add_tenant(
                shop.app.database,
                shop.app.vault,
                definition("ajena", NIT, foreign, shop.sandbox.url, certificado=wrong),
                datetime.now(UTC),
            )
        with pytest.raises(tenants.TenantNotFound):
            await tenants.find_tenant_id(shop.app.database, good.slug)

    async def test_expired_at_upload_is_not_stored(self, shop: Shop, issuer_key: rsa.RSAPrivateKey) -> None:
        now = datetime.now(UTC)
        old = definition(
            "vieja", NIT, issuer_key, shop.sandbox.url, validity=(now - timedelta(days=9), now - timedelta(days=1))
        )
        with pytest.raises(FaultError):
            await tenants.add_tenant(shop.app.database, shop.app.vault, old, now)


class TestUncertainty:
    async def test_commit_whose_answer_was_lost_is_found_again(
        self, shop: Shop, sale: Sale, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        issuing = shop.app.issuing
        store, calls = issuing._storing._work, 0

        async def lossy(tenant_id: UUID, batch: list[Any]) -> Any:
            nonlocal calls
            calls += 1
            await store(tenant_id, batch)
            raise psycopg.OperationalError("server closed the connection unexpectedly")

        monkeypatch.setattr(issuing._storing, "_work", lossy)
        rows = await asyncio.gather(*(shop.issue(sale(referencia=f"R-{n}"), f"k-{n}") for n in range(5)))
        assert {row.estado for row in rows} == {"PROCESADO"}
        assert len({row.id for row in rows}) == 5 == len(shop.sandbox.documents())
        assert calls < 5
        assert (await shop.issue(sale(referencia="R-0"), "k-0")).id == rows[0].id

    async def test_silent_database_is_told_within_the_time(
        self, shop: Shop, sale: Sale, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        async def silent(tenant_id: UUID, batch: list[Any]) -> Any:
            await asyncio.sleep(60)

        monkeypatch.setattr(shop.app.issuing._storing, "_work", silent)
        with pytest.raises(Unavailable) as caught:
            await shop.issue(sale(), "k-1")
        assert caught.value.codigo_generacion is not None
        assert await shop.scalar("SELECT count(*) FROM idempotency_keys") == 0

    async def test_whoever_lost_the_lease_stops(self, shop: Shop, sale: Sale) -> None:
        shop.sandbox.fault("drop_before", service="recepciondte")
        row = await shop.issue(sale())
        async with shop.app.database.tenant(shop.tenant_id) as conn:
            await conn.execute(
                "UPDATE dtes SET lease_holder = gen_random_uuid(), lease_until = now() + interval '1 min'"
            )
        before = await shop.attempts(row)
        assert await shop.app.issuing.transmit(shop.tenant_id, row.id) is not None
        assert await shop.attempts(row) == before

    async def test_key_is_bound_to_what_the_referencia_found(self, shop: Shop, sale: Sale) -> None:
        first = await shop.issue(sale(referencia="R"), "k-1")
        assert (await shop.issue(sale(referencia="R"), "k-2")).id == first.id
        with pytest.raises(KeyReused):
            await shop.issue(sale(puntoVenta="P002"), "k-2")


async def test_sandbox_refuses_a_foreign_signature(shop: Shop, sale: Sale, settings: Settings) -> None:
    shop.sandbox.register(NIT, rsa.generate_private_key(public_exponent=65537, key_size=2048))
    row = await shop.issue(sale())
    assert (row.estado, row.codigo_msg) == ("RECHAZADO", "802")


async def _hold(shop: Shop, key: str, sale: dict[str, Any], *, lease: float) -> None:
    """A key whose holder is at work, or died."""
    async with shop.app.database.tenant(shop.tenant_id) as conn:
        await conn.execute(
            """
            INSERT INTO idempotency_keys (tenant_id, key, body_sha256, holder, lease_until)
            VALUES (%s, %s, %s, gen_random_uuid(), now() + make_interval(secs => %s))
            """,
            (shop.tenant_id, key, hashlib.sha256(json.dumps(sale).encode()).digest(), lease),
        )


async def _settled(shop: Shop, row: Any) -> Any:
    """Go on as the worker would until there is a verdict."""
    await shop.app.issuing.drain()
    for _ in range(20):
        row = await shop.again(row)
        if row.estado != "FIRMADO":
            return row
        await shop.app.issuing.transmit(shop.tenant_id, row.id)
    raise AssertionError("no verdict after twenty tries")


def PEM(shop: Shop) -> str:  # noqa: N802 - it is the name of the format
    from cryptography.hazmat.primitives import serialization

    return (
        shop.key.public_key()
        .public_bytes(serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo)
        .decode()
    )
