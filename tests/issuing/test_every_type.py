"""Every type of document in both regimes, from the API to the seal and the legible version."""

import json
from datetime import date
from typing import Any

import pypdfium2
import pytest
import pytest_asyncio

from facturaxpress import dte
from facturaxpress.cli.demo import brought_to
from facturaxpress.dte.structures import LAWS
from facturaxpress.issuing import examples, issuers
from facturaxpress.issuing.schemas import DOCUMENTS
from facturaxpress.law import service as law
from facturaxpress.law.changes import Change
from facturaxpress.operations.documents import verify_document
from facturaxpress.rendering import render_pdf
from facturaxpress.tenants.series import list_series
from tests.shop import Shop

VERSIONS = [(tipo, own.version) for (tipo, _), own in LAWS.items() if tipo in DOCUMENTS]


@pytest.fixture(autouse=True)
def remembered_for_a_moment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(issuers, "REMEMBERED", 0.0)


@pytest_asyncio.fixture
async def admitting(shop: Shop) -> Shop:
    """MH takes notes on documents that were issued elsewhere."""
    shop.sandbox.set(unknownRelated=True)
    return shop


def shown(shop: Shop, tipo: str) -> dict[str, Any]:
    """A sale that can be made again and again."""
    sale: dict[str, Any] = brought_to(shop.app.clock.today(), examples.INPUTS[tipo])
    return sale | {"referencia": None}


@pytest.mark.parametrize(("tipo", "version"), VERSIONS)
async def test_a_document_of_the_structure_in_force_is_sealed(admitting: Shop, tipo: str, version: int) -> None:
    change = Change("estructura", str(version), date(2000, 1, 1), "Prueba", tipo, "00")
    await law.set_rule(admitting.app.database, change, "prueba", admitting.tenant_id)
    row = await admitting.issue(shown(admitting, tipo))
    (held,) = admitting.sandbox.documents()
    assert (row.tipo_dte, row.version, row.estado) == (tipo, version, "PROCESADO"), row.descripcion_msg
    assert (row.codigo_generacion, row.sello_recibido) == (held["codigoGeneracion"], held["selloRecibido"])
    assert row.numero_control == f"DTE-{tipo}-M001P001-000000000000001"
    assert row.codigo_msg == "001"
    report = dte.validate(row.documento.encode())
    assert (report.tipoDte, report.version, report.faults) == (tipo, version, ())
    assert verify_document(row.jws.encode(), await admitting.app.public_keys(admitting.tenant_id)).good
    (series,) = await list_series(admitting.app.database, admitting.tenant_id)
    assert (series.tipo_dte, series.ultimo) == (tipo, 1)
    pdf = render_pdf(row.documento.encode(), sello=row.sello_recibido, fh_procesamiento=row.fh_procesamiento)
    text = pypdfium2.PdfDocument(pdf)[0].get_textpage().get_text_bounded()
    squeezed = "".join(text.split())
    for value in (row.codigo_generacion, row.numero_control, row.sello_recibido, f"Ver.{version}"):
        assert value is not None
        assert value in squeezed


async def test_each_type_numbers_for_itself(admitting: Shop) -> None:
    for _ in range(2):
        for tipo in DOCUMENTS:
            await admitting.issue(shown(admitting, tipo))
    found = {row.tipo_dte: row.ultimo for row in await list_series(admitting.app.database, admitting.tenant_id)}
    assert found == dict.fromkeys(DOCUMENTS, 2)


async def test_a_sale_is_refused_where_the_structure_in_force_cannot_say_it(shop: Shop) -> None:
    sale = shown(shop, "04") | {"extension": {"nombEntrega": "Ana Ejemplo", "docuEntrega": "045123788"}}
    with pytest.raises(dte.FaultError) as caught:
        await shop.issue(sale)
    assert [(fault.code, fault.path) for fault in caught.value.faults] == [("only-other-structure", "extension")]
    assert (await shop.app.issuing.compute(shop.tenant_id, json.dumps(sale).encode(), version=3)).version == 3
    assert await shop.scalar("SELECT count(*) FROM number_series") == 0
