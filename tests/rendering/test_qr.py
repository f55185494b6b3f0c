from datetime import date
from functools import partial
from typing import Any

import pytest
import zxingcpp

from facturaxpress.rendering import RenderingError, consulta_url, render_pdf
from facturaxpress.rendering.consulta import qr_svg
from tests.rendering.documents import OTHER
from tests.rendering.events import contingencia, invalidacion, retorno
from tests.rendering.everything import ALL
from tests.rendering.support import CODIGO, SELLO, credito_fiscal, factura, picture, raw


def test_the_address_is_that_of_the_public_query() -> None:
    address = (
        "https://admin.factura.gob.sv/consultaPublica"
        "?ambiente=00&codGen=7B0C2E5A-1F3D-4C6B-8A9E-0D1C2B3A4F5E&fechaEmi=2026-10-03"
    )
    assert consulta_url("00", CODIGO, "2026-10-03") == address
    assert consulta_url("00", CODIGO, date(2026, 10, 3)) == address
    assert len(address) == 120


def test_nothing_in_the_code_can_add_to_the_address() -> None:
    assert "&otro=1" not in consulta_url("00", "X&otro=1#", "2026-10-03")


@pytest.mark.parametrize("make", [factura, credito_fiscal])
@pytest.mark.parametrize("ambiente", ["00", "01"])
@pytest.mark.parametrize("dpi", [150, 200, 300])
def test_the_code_on_the_first_page_leads_to_the_document(make: Any, ambiente: str, dpi: int) -> None:
    document = make()
    document["identificacion"]["ambiente"] = ambiente
    found = zxingcpp.read_barcodes(picture(render_pdf(raw(document), sello=SELLO), dpi=dpi))
    assert [code.text for code in found] == [consulta_url(ambiente, CODIGO, "2026-10-03")]
    assert found[0].ec_level == "M"


@pytest.mark.parametrize(
    ("make", "codigo", "day"),
    [
        (invalidacion, OTHER, "2026-10-04"),
        (contingencia, OTHER, "2026-10-04"),
        (partial(retorno, "14"), CODIGO, "2026-10-03"),
    ],
)
def test_the_code_of_an_event_is_its_own(make: Any, codigo: str, day: str) -> None:
    found = zxingcpp.read_barcodes(picture(render_pdf(raw(make()), sello=SELLO)))
    assert [code.text for code in found] == [consulta_url("00", codigo, day)]


def test_the_code_of_an_earlier_annulment_carries_its_date() -> None:
    found = zxingcpp.read_barcodes(picture(render_pdf(raw(ALL["invalidacion earlier"]()), sello=SELLO)))
    assert [code.text for code in found] == [consulta_url("00", OTHER, "2026-10-04")]


def test_the_code_is_25_millimetres_or_more_with_its_quiet_zone() -> None:
    dpi, modules = 600, 45
    found = zxingcpp.read_barcodes(picture(render_pdf(raw(factura()), sello=SELLO), dpi=dpi))
    corners = found[0].position
    width = (corners.top_right.x - corners.top_left.x) / dpi * 25.4
    assert width / modules * (modules + 8) >= 25


def test_a_draft_has_no_code() -> None:
    assert zxingcpp.read_barcodes(picture(render_pdf(raw(factura()), sello=None, estado="BORRADOR"))) == []


def test_what_is_too_long_for_a_code_is_told() -> None:
    assert qr_svg("x" * 2000).startswith(b"<svg")
    with pytest.raises(RenderingError, match="4000 caracteres"):
        qr_svg("x" * 4000)
