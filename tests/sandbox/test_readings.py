"""Where MH's sources allow several readings of a figure, each is accepted and nothing between them."""

from decimal import Decimal
from typing import Any

import pytest

from tests.sandbox import others
from tests.sandbox.documents import credito_fiscal
from tests.sandbox.support import Document, refusal, with_

D = Decimal


def _pays(document: Document, amount: Any, **changes: Any) -> Document:
    changes |= {"resumen__totalPagar": amount}
    if "pagos" in document["resumen"]:
        changes["resumen__pagos"] = [others.CASH | {"montoPago": amount}]
    return with_(document, **changes)


NOTE = others.nota("05", credito_fiscal())
CHARGED = with_(
    NOTE,
    cuerpoDocumento=[
        *NOTE["cuerpoDocumento"],
        NOTE["cuerpoDocumento"][0]
        | {"numItem": 2, "uniMedida": 99, "precioUni": 0, "ventaGravada": 0, "tributos": None, "ivaRete": 0}
        | {"noGravado": 5},
    ],
    resumen__totalNoGravado=5,
)


@pytest.mark.parametrize("tipo", ["05", "06"])
@pytest.mark.parametrize(
    ("amount", "accepted"),
    [("117", True), ("107", True), ("118", True), ("108", True), ("112.50", False), ("113", False)],
)
def test_a_note_with_a_charge_and_its_retention_taken_off_or_forgotten(tipo: str, amount: str, accepted: bool) -> None:
    """K2 and K3: 113.00 − 1.00 ± 5.00, and the same without the retention, as the manual prints on PDF p. 51."""
    document = with_(CHARGED, identificacion__tipoDte=tipo)
    assert refusal(_pays(document, D(amount))) == (None if accepted else "020 resumen.totalPagar")


def test_the_total_of_a_note_is_before_retention() -> None:
    assert refusal(with_(NOTE, resumen__montoTotalOperacion=112)) == "020 resumen.montoTotalOperacion"


def test_a_note_on_03_states_no_iva_apart() -> None:
    """The refusal MH was seen to give."""
    stated = with_(NOTE, resumen__totalIva=13, cuerpoDocumento__0__totalIva=13)
    assert refusal(stated) == "020 resumen.totalIva"
    assert refusal(with_(NOTE, cuerpoDocumento__0__totalIva=13)) == "020 resumen.totalIva"


@pytest.mark.parametrize(("paid", "accepted"), [(0, True), (12, True), (1, True), (13, False), (5, False)])
def test_a_note_on_07_is_paid_with_nothing_the_iva_less_retention_or_the_retention(paid: int, accepted: bool) -> None:
    """K8, of which no source gives an example."""
    document = others.nota_on_retencion(others.retencion(credito_fiscal()))
    assert refusal(_pays(document, paid)) == (None if accepted else "020 resumen.totalPagar")
    assert refusal(with_(document, resumen__ivaRete=2)) == "020 resumen.ivaRete"


@pytest.mark.parametrize(
    ("code", "rate", "iva", "expected"),
    [
        ("22", "1.00", "13.00", None),
        ("C4", "13.00", "13.00", None),
        ("C9", "7.77", "13.00", None),
        ("22", "13.00", "13.00", "020 cuerpoDocumento.1.ivaRetenido"),
        ("C4", "1.00", "13.00", "020 cuerpoDocumento.1.ivaRetenido"),
        ("C9", "100.02", "13.00", "020 cuerpoDocumento.1.ivaRetenido"),
        ("22", "1.00", "0.00", None),
        ("C4", "13.00", "0.00", "020 resumen.totalIva"),
        ("22", "1.00", "6.50", "020 resumen.totalIva"),
    ],
)
def test_retention_by_code_and_the_iva_of_every_line_or_of_those_of_13_percent(
    code: str, rate: str, iva: str, expected: str | None
) -> None:
    document = with_(
        others.retencion(credito_fiscal(), amount=100),
        cuerpoDocumento__0__codigoRetencionMH=code,
        cuerpoDocumento__0__ivaRetenido=D(rate),
        resumen__totalIvaRetenido=D(rate),
        resumen__totalIva=D(iva),
    )
    assert refusal(document) == expected


def test_a_negative_settlement_as_it_is_or_stopped_at_zero() -> None:
    """K11: the earlier text stops every sum at 0.00, the structure of 2.0 only `total`."""
    below = others.liquidacion((-1, credito_fiscal()))
    assert refusal(below) is None
    stopped = with_(below, resumen__subTotalVentas=0, resumen__tributos__0__valor=0, resumen__montoTotalOperacion=0)
    assert refusal(stopped) is None
    assert refusal(with_(below, resumen__subTotalVentas=-100)) == "020 resumen.subTotalVentas"
    assert refusal(with_(below, resumen__total=D("-305.10"))) == "020 resumen.total"


def test_the_perception_of_a_settlement_is_what_its_documents_say() -> None:
    document = with_(others.liquidacion((1, credito_fiscal())), resumen__ivaPerci=D("2.70"), resumen__total=D("307.80"))
    assert refusal(document) is None
    assert refusal(with_(document, resumen__total=D("305.10"))) == "020 resumen.total"


@pytest.mark.parametrize(
    ("kept", "accepted"),
    [
        ("27.00", True),  # all, less the discount
        ("30.00", True),  # all, without it
        ("18.00", True),  # the service with its share of the discount
        ("20.00", True),  # the service without
        ("9.00", True),  # the goods
        ("0.00", True),
        ("15.00", False),
        ("27.02", False),
    ],
)
def test_income_tax_on_some_lines_with_and_without_the_discount(kept: str, accepted: bool) -> None:
    """K13."""
    assert refusal(others.compra(kept=kept)) == (None if accepted else "020 resumen.reteRenta")


def test_income_tax_on_a_choice_of_very_many_lines_is_anything_up_to_the_whole() -> None:
    document = others.compra(kept="0")
    line = document["cuerpoDocumento"][0]
    prices = [D(1000 + 7 * place + place * place % 13) / 100 for place in range(60)]
    lines = [line | {"numItem": n, "precioUni": price, "compra": price} for n, price in enumerate(prices, 1)]
    whole = sum(prices)
    document = with_(
        document, cuerpoDocumento=lines, resumen__totalCompra=whole, resumen__descu=0, resumen__totalDescu=0,
        resumen__subTotal=whole, resumen__reteRenta=D("12.34"),
    )  # fmt: skip
    assert refusal(_pays(document, whole - D("12.34"))) is None
    over = (whole / 10).quantize(D("0.01")) + D("0.02")
    assert refusal(with_(document, resumen__reteRenta=over)) == "020 resumen.reteRenta"


def test_a_donation_is_paid_by_its_money_or_by_the_whole() -> None:
    """K14."""
    document = others.donacion()
    assert refusal(document) is None
    assert refusal(with_(document, resumen__pagos__0__montoPago=850)) is None
    assert refusal(with_(document, resumen__pagos__0__montoPago=750)) == "020 resumen.pagos.montoPago"


@pytest.mark.parametrize(
    ("free", "amount", "accepted"),
    [(0, 935, True), (0, 925, True), (100, 835, True), (100, 935, True), (100, 825, True), (100, 885, False)],
)
def test_goods_without_charge_of_an_export_are_told_or_taken_off(free: int, amount: int, accepted: bool) -> None:
    """K2 and K12."""
    document = _pays(others.exportacion(), amount, resumen__totalNoOnerosas=free)
    assert refusal(document) == (None if accepted else "020 resumen.totalPagar")


def test_fuel_tributes_of_an_export_are_added_or_not() -> None:
    """K7: 2 gallons, 0.40."""
    fuel = {"codigo": "D1", "descripcion": "FOVIAL", "valor": D("0.40")}
    document = with_(
        others.exportacion(),
        cuerpoDocumento__0__tributos=["C3", "D1"],
        resumen__tributos=[others.EXPORT, fuel],
    )
    assert refusal(document) is None
    added = _pays(document, D("935.40"), resumen__montoTotalOperacion=D("930.40"))
    assert refusal(added) is None
    assert refusal(with_(document, resumen__tributos__1__valor=D("0.42"))) == "020 resumen.tributos.2.valor"


def test_the_tribute_of_exports_is_listed_though_it_is_nothing() -> None:
    assert refusal(with_(others.exportacion(), resumen__tributos=None)) == "005 resumen.tributos"
    assert refusal(with_(others.exportacion(), resumen__tributos__0__valor=D("0.02"))) == "020 resumen.tributos.1.valor"


def test_a_return_of_purchases_counts_them_among_the_sales_or_not() -> None:
    """K16."""
    document = others.retorno("14")
    assert refusal(with_(document, resumen__subTotalVentas=0)) is None
    assert refusal(with_(document, resumen__subTotalVentas=50)) == "020 resumen.subTotalVentas"
    assert refusal(with_(document, cuerpoDocumento__0__ivaRete=1)) == "020 cuerpoDocumento.1.ivaRete"


def test_a_return_of_a_factura_before_retention_or_net_of_it() -> None:
    """K1: the layout of PDF p. 72 lists the retention above the total."""
    document = others.retorno("01")
    assert refusal(with_(document, resumen__montoTotalOperacion=D("11.20"))) is None
    assert refusal(with_(document, resumen__montoTotalOperacion=D("11.25"))) == "020 resumen.montoTotalOperacion"
    assert refusal(with_(document, cuerpoDocumento__0__compra=1)) == "020 cuerpoDocumento.1.compra"
    exported = others.retorno("11")
    assert refusal(with_(exported, resumen__montoTotalOperacion=500)) == "020 resumen.montoTotalOperacion"


def test_a_range_counts_its_documents() -> None:
    document = others.operaciones()
    wrong = with_(document, cuerpoDocumento__0__docAl="24")
    assert refusal(wrong) == "020 cuerpoDocumento.1.cantidad"
    lettered = with_(document, cuerpoDocumento__0__docDel="A1", cuerpoDocumento__0__docAl="A25")
    assert refusal(lettered) is None
    assert refusal(with_(document, resumen__total=D("282.50"))) == "020 resumen.total"


@pytest.mark.parametrize(("sin", "base"), [(None, 1000), (130, D("884.96"))])
def test_what_is_settled_without_perception_lowers_its_base(sin: Any, base: Any) -> None:
    document = others.liquidacion_contable()
    if sin:
        document = with_(
            document,
            cuerpoDocumento__montoSinPercepcion=sin,
            cuerpoDocumento__subTotal=1000,
            cuerpoDocumento__montoSujetoPercepcion=base,
            cuerpoDocumento__iva=D("115.04"),
            cuerpoDocumento__ivaPercibido=D("17.70"),
            cuerpoDocumento__liquidoApagar=D("1073.99"),
        )
    assert refusal(document) is None
    wrong = with_(document, cuerpoDocumento__montoSujetoPercepcion=base + D("0.02"))
    assert refusal(wrong) == "020 cuerpoDocumento.montoSujetoPercepcion"


# structures of 2022


def note_of_1x(*, retained: str, total: str) -> Document:
    """100.00 less a global discount of 10.00, IVA 11.70."""
    document = with_(NOTE, identificacion__version=3)
    for line in document["cuerpoDocumento"]:
        for name in ("ivaRete", "ivaPerci", "totalIva", "noGravado"):
            del line[name]
    document["resumen"] = {
        "totalNoSuj": 0, "totalExenta": 0, "totalGravada": 100, "subTotalVentas": 100, "descuNoSuj": 0,
        "descuExenta": 0, "descuGravada": 10, "totalDescu": 10, "tributos": [others.IVA | {"valor": D("11.70")}],
        "subTotal": 90, "ivaPerci1": 0, "ivaRete1": D(retained), "reteRenta": 0, "montoTotalOperacion": D(total),
        "totalLetras": "x", "condicionOperacion": 1,
    }  # fmt: skip
    return document


@pytest.mark.parametrize(
    ("retained", "total", "expected"),
    [
        ("0", "101.70", None),
        ("0.90", "100.80", None),
        ("0.90", "101.70", None),
        ("0.45", "101.25", None),  # retained on one of two documents
        ("0.92", "100.78", "020 resumen.ivaRete1"),
        ("0.90", "101.25", "020 resumen.montoTotalOperacion"),
    ],
)
def test_a_note_of_1x_net_of_retention_or_before_it(retained: str, total: str, expected: str | None) -> None:
    """K1: the field text of the earlier structures takes it off."""
    assert refusal(note_of_1x(retained=retained, total=total)) == expected


def test_a_note_of_1x_on_07_has_no_sale() -> None:
    document = note_of_1x(retained="1", total="1")
    document["documentoRelacionado"][0]["tipoDocumento"] = "07"
    document["cuerpoDocumento"][0] |= {"ventaGravada": 0, "tributos": None}
    document["resumen"] |= dict.fromkeys(
        ("totalGravada", "subTotalVentas", "descuGravada", "totalDescu", "subTotal"), 0
    )
    document["resumen"]["tributos"] = None
    assert refusal(document) is None
    on_03 = with_(document, documentoRelacionado__0__tipoDocumento="03")
    assert refusal(on_03) == "020 cuerpoDocumento.1.ventaGravada"


@pytest.mark.parametrize(
    ("iva", "listed", "monto", "perceived", "accepted"),
    [
        ("35.10", True, "305.10", "0", True),
        ("0", False, "270.00", "35.10", True),
        ("35.10", False, "270.00", "0", True),
        ("20.00", True, "305.10", "0", False),
    ],
)
def test_a_settlement_of_1x_with_its_iva_in_the_tribute_or_in_the_perception(
    iva: str, listed: bool, monto: str, perceived: str, accepted: bool
) -> None:
    """As seen in the field."""
    document = others.liquidacion((1, credito_fiscal()))
    resumen = document["resumen"]
    resumen["totalExportacion"] = resumen.pop("exportacion")
    document = with_(
        document,
        identificacion__version=1,
        cuerpoDocumento__0__ivaItem=D(iva),
        resumen__tributos=resumen["tributos"] if listed else None,
        resumen__montoTotalOperacion=D(monto),
        resumen__ivaPerci=D(perceived),
        resumen__total=D(monto) + D(perceived),
    )
    assert refusal(document) == (None if accepted else "020 cuerpoDocumento.1.ivaItem")
