"""Documents that act on others: what is held of those is compared, and two never share a balance."""

import asyncio
import json
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import pytest
import pytest_asyncio
from cryptography.hazmat.primitives.asymmetric import rsa

from facturaxpress.dte import Fault, FaultError
from facturaxpress.issuing.queries import DteRow
from facturaxpress.tenants import service as tenants
from tests.dte.nota_credito.sales import RECEIVER
from tests.dte.support import CONTRIBUYENTE
from tests.shop import NIT, Shop, definition

BALANCE = ("note-balance", "documentoRelacionado[0].numeroDocumento")


def goods(precioUni: float, cantidad: float = 1, **more: Any) -> dict[str, Any]:
    return {
        "tipoItem": 1,
        "cantidad": cantidad,
        "uniMedida": 59,
        "descripcion": "Producto de prueba",
        "precioUni": precioUni,
    } | more


def ccf(precioUni: float = 100, **more: Any) -> dict[str, Any]:
    return {"tipoDte": "03", "receptor": CONTRIBUYENTE, "cuerpoDocumento": [goods(precioUni)]} | more


def naming(row: DteRow) -> dict[str, Any]:
    return {
        "tipoDocumento": row.tipo_dte,
        "tipoGeneracion": 2,
        "numeroDocumento": row.codigo_generacion,
        "fechaEmision": row.fec_emi.isoformat(),
    }


def note(row: DteRow, precioUni: float, tipo: str = "05", **more: Any) -> dict[str, Any]:
    return {
        "tipoDte": tipo,
        "documentoRelacionado": [naming(row)],
        "receptor": RECEIVER,
        "cuerpoDocumento": [goods(precioUni)],
    } | more


async def refused(shop: Shop, sale: Mapping[str, Any], tenant_id: UUID | None = None) -> list[Fault]:
    """The faults of a sale that is not issued."""
    with pytest.raises(FaultError) as caught:
        await shop.app.issuing.issue(tenant_id or shop.tenant_id, json.dumps(sale).encode())
    return list(caught.value.faults)


def told(faults: list[Fault]) -> list[tuple[str, str]]:
    return [(fault.code, fault.path) for fault in faults]


async def last(shop: Shop, tipo: str) -> int | None:
    found: int | None = await shop.scalar("SELECT ultimo FROM number_series WHERE tipo_dte = %s", tipo)
    return found


@pytest_asyncio.fixture
async def stranger(shop: Shop, issuer_key: rsa.RSAPrivateKey) -> UUID:
    """Another tenant, of the same taxpayer, so that only row-level security tells the two apart."""
    other = await tenants.add_tenant(
        shop.app.database, shop.app.vault, definition("otra", NIT, issuer_key, shop.sandbox.url), datetime.now(UTC)
    )
    return other.id


class TestBalance:
    async def test_two_notes_use_it_up_and_a_third_is_refused_before_it_has_a_number(self, shop: Shop) -> None:
        original = await shop.issue(ccf())
        notes = [await shop.issue(note(original, price)) for price in (60, 40)]
        assert [row.estado for row in notes] == ["PROCESADO", "PROCESADO"]
        (fault,) = await refused(shop, note(original, 1))
        assert (fault.code, fault.path) == BALANCE
        assert await last(shop, "05") == 2
        assert await shop.scalar("SELECT count(*) FROM dtes") == 3 == len(shop.sandbox.documents())

    async def test_a_note_that_mh_refused_gives_it_back(self, shop: Shop) -> None:
        original = await shop.issue(ccf())
        shop.sandbox.fault("reject", codigoMsg="020", descripcionMsg="CALCULO INCORRECTO", times=1)
        assert (await shop.issue(note(original, 100))).estado == "RECHAZADO"
        assert (await shop.issue(note(original, 100))).estado == "PROCESADO"

    async def test_a_note_that_waits_for_mh_counts(self, shop: Shop) -> None:
        original = await shop.issue(ccf())
        shop.sandbox.fault("drop_before")
        assert (await shop.issue(note(original, 100))).estado == "FIRMADO"
        assert told(await refused(shop, note(original, 1))) == [BALANCE]

    async def test_of_two_at_once_on_the_last_of_it_one_is_stored(self, shop: Shop) -> None:
        original = await shop.issue(ccf())
        await shop.issue(note(original, 60))
        results = await asyncio.gather(
            *(shop.issue(note(original, price)) for price in (40, 39, 38, 37)), return_exceptions=True
        )
        rows = [one for one in results if not isinstance(one, BaseException)]
        errors = [one for one in results if isinstance(one, FaultError)]
        assert (len(rows), len(errors)) == (1, 3)
        assert {(fault.code, fault.path) for error in errors for fault in error.faults} == {BALANCE}
        assert rows[0].numero_control.endswith("-000000000000002")
        assert await last(shop, "05") == 2
        assert len(shop.sandbox.documents()) == 3

    async def test_notes_on_different_documents_do_not_wait_for_each_other(self, shop: Shop) -> None:
        originals = await asyncio.gather(*(shop.issue(ccf()) for _ in range(6)))
        rows = await asyncio.gather(*(shop.issue(note(row, 100)) for row in originals))
        assert {row.estado for row in rows} == {"PROCESADO"}
        assert len({row.numero_control for row in rows}) == 6


class TestWhatIsHeld:
    async def test_a_note_is_compared_with_what_was_signed(self, shop: Shop) -> None:
        original = await shop.issue(ccf())
        other = RECEIVER | {"numDocumento": "06142803901121"}
        faults = told(await refused(shop, note(original, 10, receptor=other)))
        assert ("note-parties", "receptor.numDocumento") in faults
        later = [naming(original) | {"tipoDocumento": "03", "fechaEmision": "2026-01-01"}]
        assert "documentoRelacionado[0].fechaEmision" in {
            path for _, path in told(await refused(shop, note(original, 10, documentoRelacionado=later)))
        }
        assert await last(shop, "05") is None

    async def test_a_document_that_mh_has_not_sealed_is_not_adjusted(self, shop: Shop) -> None:
        shop.sandbox.fault("drop_before")
        original = await shop.issue(ccf())
        assert original.estado == "FIRMADO"
        assert told(await refused(shop, note(original, 10))) == [
            ("related-unsealed", "documentoRelacionado[0].numeroDocumento")
        ]

    async def test_an_event_takes_what_is_held(self, shop: Shop) -> None:
        row = await shop.issue(ccf())
        draft = await shop.app.issuing.compute(shop.tenant_id, invalidation(row))
        target = draft.preview()["documento"]
        assert (target["selloRecibido"], target["numeroControl"]) == (row.sello_recibido, row.numero_control)
        assert (target["numDocumento"], target["fecEmi"]) == (CONTRIBUYENTE["nit"], row.fec_emi.isoformat())


class TestStrangers:
    async def test_see_nothing_of_a_document_that_they_name(self, shop: Shop, stranger: UUID) -> None:
        row = await shop.issue(ccf())
        assert await shop.app.issuing.compute(shop.tenant_id, invalidation(row))
        faults = await refused_to_compute(shop, invalidation(row), stranger)
        assert {"documento.tipoDte", "documento.selloRecibido"} <= {fault.path for fault in faults}
        whole = " ".join(f"{fault.message} {fault.message_en} {fault.fix}" for fault in faults)
        for secret in (row.numero_control, row.sello_recibido, CONTRIBUYENTE["nombre"], CONTRIBUYENTE["nit"]):
            assert secret is not None
            assert secret not in whole

    async def test_use_up_no_balance_of_others(self, shop: Shop, stranger: UUID) -> None:
        original = await shop.issue(ccf())
        # For them it is a document that they do not hold, whose balance nobody here knows; MH judges it.
        theirs = await shop.app.issuing.issue(stranger, json.dumps(note(original, 5000)).encode())
        assert (theirs.row.estado, theirs.row.codigo_msg) == ("RECHAZADO", "016")
        sealed = await shop.app.issuing.issue(stranger, json.dumps(note(original, 1)).encode())
        assert sealed.row.estado == "PROCESADO"
        assert (await shop.app.issuing.compute(shop.tenant_id, note(original, 100))).total
        assert await shop.scalar("SELECT count(*) FROM dte_relaciones") == 0


class TestListings:
    async def test_a_retention_takes_type_and_date_of_the_purchase(self, shop: Shop) -> None:
        purchase = await shop.issue(
            {
                "tipoDte": "14",
                "receptor": {
                    "tipoDocumento": "13",
                    "numDocumento": "045123788",
                    "nombre": "Proveedor de Prueba",
                    "direccion": CONTRIBUYENTE["direccion"],
                },
                "cuerpoDocumento": [goods(400)],
            }
        )
        line = {"numeroDocumento": purchase.codigo_generacion, "codigoRetencionMH": "C4", "descripcion": "Compra"}
        line |= {"montoSujetoGrav": 400}
        receptor = RECEIVER | {"tipoDocumento": "13", "numDocumento": "045123788", "nrc": None}
        sale = {"tipoDte": "07", "receptor": receptor, "cuerpoDocumento": [line]}
        row = await shop.issue(sale)
        (made,) = json.loads(row.documento)["cuerpoDocumento"]
        assert (row.estado, made["tipoDte"], made["montoSujetoGrav"]) == ("PROCESADO", "14", 400), row.descripcion_msg
        assert made["fechaEmision"] == purchase.fec_emi.isoformat()

    @pytest.mark.parametrize("tipo", ["07", "08"])
    async def test_a_document_is_listed_once(self, shop: Shop, tipo: str) -> None:
        line = {
            "tipoDte": "03",
            "numeroDocumento": "7C1D2F5A-0B3E-4D6C-9A81-5E4F3D2C1B0A",
            "fechaEmision": shop.app.clock.today().isoformat(),
        }
        own = {
            "07": {"montoSujetoGrav": 250, "codigoRetencionMH": "22", "descripcion": "Compra"},
            "08": {"ventaGravada": 250, "observaciones": "Venta"},
        }[tipo]
        receptor = RECEIVER | ({"codDomiciliado": 1} if tipo == "08" else {})
        sale = {"tipoDte": tipo, "receptor": receptor, "cuerpoDocumento": [line | own]}
        assert (await shop.issue(sale)).estado == "PROCESADO"
        twice = sale | {"cuerpoDocumento": [line | own, line | own]}
        assert told(await refused(shop, twice)) == [("listed-twice", "cuerpoDocumento[1].numeroDocumento")]
        assert await last(shop, tipo) == 1

    async def test_a_sale_is_settled_once(self, shop: Shop) -> None:
        third = {"nit": CONTRIBUYENTE["nit"], "nombre": CONTRIBUYENTE["nombre"], "codDomiciliado": 1}
        sold = await shop.issue(ccf(receptor=CONTRIBUYENTE | {"nit": "06143102951031"}, ventaTercero=third))
        line = {"numeroDocumento": sold.codigo_generacion, "observaciones": "Venta"}
        sale = {"tipoDte": "08", "receptor": RECEIVER | {"codDomiciliado": 1}, "cuerpoDocumento": [line]}
        row = await shop.issue(sale)
        assert (row.estado, json.loads(row.documento)["cuerpoDocumento"][0]["ventaGravada"]) == ("PROCESADO", 100)
        assert told(await refused(shop, sale)) == [("settlement-again", "cuerpoDocumento[0].numeroDocumento")]
        assert await last(shop, "08") == 1


def invalidation(row: DteRow) -> dict[str, Any]:
    """To rescind an operation; all but the code is taken from what is held."""
    people = {
        "nombreResponsable": "RESPONSABLE DE PRUEBA",
        "tipDocResponsable": "13",
        "numDocResponsable": "012345678",
        "nombreSolicita": "SOLICITANTE DE PRUEBA",
        "tipDocSolicita": "36",
        "numDocSolicita": CONTRIBUYENTE["nit"],
    }
    motivo = {"tipoAnulacion": 2, "motivoAnulacion": "Se rescinde", **people}
    return {"tipoEvento": "invalidacion", "documento": {"codigoGeneracion": row.codigo_generacion}, "motivo": motivo}


async def refused_to_compute(shop: Shop, sale: Mapping[str, Any], tenant_id: UUID) -> tuple[Fault, ...]:
    with pytest.raises(FaultError) as caught:
        await shop.app.issuing.compute(tenant_id, sale)
    return caught.value.faults
