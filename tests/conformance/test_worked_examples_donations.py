"""MH's worked patterns that concern 15, by the ids of `worked-examples.json`."""

from decimal import Decimal
from pathlib import Path

from tests.conformance.worked import examples
from tests.dte.comprobante_donacion.sales import cash, donation, thing, work
from tests.dte.support import document, refusals

D = Decimal
IDS = {"pattern-donation-lines"}


def test_pattern_donation_lines(mh: Path) -> None:
    expected = examples(mh)["pattern-donation-lines"]["expected"]
    lines = (cash(D("35.50")), thing(D("12.25"), 4, tipoDepreciacion=D("9.10")), work(D("8.75"), 3))
    for version, depreciation in ((1, "depreciacion"), (2, "tipoDepreciacion")):
        for item in document(donation(*lines), version=version)["cuerpoDocumento"]:
            pattern = expected[str(item["tipoDonacion"])]
            if pattern["cantidad"] == "1":
                assert item["cantidad"] == 1
            if pattern["uniMedida"] == "99":
                assert item["uniMedida"] == 99
            if pattern["tipoDepreciacion"] == "0.00":
                assert item[depreciation] == 0
            assert item["valor"] == item["valorUni"] * item["cantidad"] - item[depreciation]


def test_what_the_pattern_fixes_cannot_be_said_otherwise() -> None:
    for line, field in (
        (cash(cantidad=2), "cantidad"),
        (cash(uniMedida=59), "uniMedida"),
        (cash(tipoDepreciacion=1), "tipoDepreciacion"),
        (work(uniMedida=59), "uniMedida"),
        (work(tipoDepreciacion=1), "tipoDepreciacion"),
    ):
        assert refusals(donation(line), version=2) == [("donation-line", f"cuerpoDocumento[0].{field}")]
