"""Wrong and hostile sales: everything wrong is found in one pass, each thing at its path, and nothing makes it fall."""

from collections import OrderedDict
from decimal import Decimal
from types import MappingProxyType
from typing import Any

import pytest
from tests.dte.support import CONSUMIDOR, CONTRIBUYENTE, ccf, context, fe, line, refusals

from facturaxpress import dte
from facturaxpress.dte.rules.book import MAX_FAULTS

D = Decimal


def test_all_faults_are_found_at_once() -> None:
    sale = ccf(
        line(-5, cantidad=0, descripcion=""),
        line("3.50", uniMedida=60, tipoVenta="gravado"),
        line(tipoItem=9, codigo="x" * 26, sobra=1),
        {"tipoItem": 1},
        receptor=CONTRIBUYENTE | {"nit": "123", "correo": "nadie", "telefono": "12"},
        resumen={"condicionOperacion": 7, "descuGravada": D("0.001"), "pagos": [{"codigo": "77"}]},
        fecEmi="ayer",
        establecimiento="X001",
    )
    assert sorted(refusals(sale)) == sorted(
        [
            ("out-of-range", "cuerpoDocumento[0].precioUni"),
            ("out-of-range", "cuerpoDocumento[0].cantidad"),
            ("too-short", "cuerpoDocumento[0].descripcion"),
            ("number-as-text", "cuerpoDocumento[1].precioUni"),
            ("unit", "cuerpoDocumento[1].uniMedida"),
            ("unknown-treatment", "cuerpoDocumento[1].tipoVenta"),
            ("item-kind", "cuerpoDocumento[2].tipoItem"),
            ("too-long", "cuerpoDocumento[2].codigo"),
            ("unknown-field", "cuerpoDocumento[2].sobra"),
            ("required", "cuerpoDocumento[3].cantidad"),
            ("required", "cuerpoDocumento[3].uniMedida"),
            ("required", "cuerpoDocumento[3].descripcion"),
            ("required", "cuerpoDocumento[3].precioUni"),
            ("nit-form", "receptor.nit"),
            ("email-form", "receptor.correo"),
            ("too-short", "receptor.telefono"),
            ("condition", "resumen.condicionOperacion"),
            ("too-many-decimals", "resumen.descuGravada"),
            ("payment-form", "resumen.pagos[0].codigo"),
            ("bad-date", "fecEmi"),
            ("unknown-establishment", "establecimiento"),
        ]
    )


@pytest.mark.parametrize(
    ("section", "field", "near"),
    [
        ("line", "descripcionn", "descripcion"),
        ("line", "PrecioUni", "precioUni"),
        ("line", "precioUnitario", "precioUni"),
        ("line", "ventaGravado", "ventaGravada"),
        ("summary", "retieneIVA", "retieneIva"),
        ("line", "price", "precioUni"),
        ("line", "precio", "precioUni"),
        ("line", "qty", "cantidad"),
        ("line", "cant", "cantidad"),
        ("top", "items", "cuerpoDocumento"),
        ("top", "cuerpo", "cuerpoDocumento"),
        ("top", "receptores", "receptor"),
        ("top", "condicionOperacion", "resumen.condicionOperacion"),
        ("top", "correo", "receptor.correo"),
    ],
)
def test_an_unknown_field_is_told_with_the_nearest_known_one(section: str, field: str, near: str) -> None:
    sale = fe()
    place = {"line": sale["cuerpoDocumento"][0], "summary": sale.setdefault("resumen", {}), "top": sale}[section]
    place[field] = 1
    with pytest.raises(dte.FaultError) as caught:
        dte.build(sale, context())
    fault = caught.value.faults[0]
    assert fault.code == "unknown-field"
    assert near in fault.message + fault.fix
    assert f"“{field}”" in fault.message_en


def test_no_hint_leads_to_a_place_that_is_not_the_clients() -> None:
    for sale in (
        fe(receptor=CONSUMIDOR | {"nombreComercial": "X"}),
        ccf(line(ivaItem=1)),
        ccf(resumen={"totalIva": 1}),
        fe(resumen={"ivaPerci": 1}),
        fe(line(codEstable="M001")),
        fe(horEmision="10:00:00"),
    ):
        with pytest.raises(dte.FaultError) as caught:
            dte.build(sale, context())
        (fault,) = caught.value.faults
        assert fault.code == "unknown-field"
        for wrong in ("emisor", "identificacion", "tipoItem", "más parecido"):
            assert wrong not in fault.message + fault.fix.partition("conocen")[0]


def test_a_type_that_is_not_known_does_not_hide_unknown_fields() -> None:
    misspelled = {"TipoDte" if key == "tipoDte" else key: value for key, value in fe(zzz=1).items()}
    assert refusals(misspelled) == [("required", "tipoDte"), ("unknown-field", "TipoDte"), ("unknown-field", "zzz")]
    with pytest.raises(dte.FaultError) as caught:
        dte.build(misspelled, context())
    assert "«tipoDte»" in caught.value.faults[1].message
    assert refusals(fe(tipoDte="99", zzz=1)) == [("unknown-type", "tipoDte"), ("unknown-field", "zzz")]
    assert refusals(fe(zzz=1), version=9) == [("unknown-structure", "tipoDte"), ("unknown-field", "zzz")]


def test_english_messages_are_english() -> None:
    with pytest.raises(dte.FaultError) as caught:
        dte.build(fe(tipoDte=["01"]), context())
    assert "a list" in caught.value.faults[0].message_en
    with pytest.raises(dte.FaultError) as caught:
        dte.build(fe(line(ventaExenta=1, ventaNoSuj=2)), context())
    assert " and " in caught.value.faults[0].message_en


def test_an_empty_payment_form_or_number_is_refused() -> None:
    sale = fe(resumen={"pagos": [{"codigo": ""}], "numPagoElectronico": ""})
    assert refusals(sale) == [("too-short", "resumen.pagos[0].codigo"), ("too-short", "resumen.numPagoElectronico")]


def test_the_missing_difference_of_prices_is_named() -> None:
    with pytest.raises(dte.FaultError) as caught:
        dte.build(ccf(line(tributos=["20", "C5"])), context())
    (fault,) = caught.value.faults
    assert fault.code == "tribute-unstated"
    assert "diferencia de precios (psv)" in fault.message


def test_fields_of_the_other_type_are_explained() -> None:
    with pytest.raises(dte.FaultError) as caught:
        dte.build(fe(receptor=CONTRIBUYENTE), context())
    by_path = {fault.path: fault.fix for fault in caught.value.faults}
    assert "numDocumento" in by_path["receptor.nit"]
    with pytest.raises(dte.FaultError) as caught:
        dte.build(ccf(receptor={"tipoDocumento": "36", "numDocumento": "06141506181024"}), context())
    by_path = {fault.path: fault.fix for fault in caught.value.faults}
    assert "receptor.nit" in by_path["receptor.tipoDocumento"]
    assert "receptor.nit" in by_path["receptor.numDocumento"]
    assert "receptor.nit" not in by_path


@pytest.mark.parametrize(
    ("value", "code"),
    [
        ("10", "number-as-text"),
        ("1,000.00", "number-as-text"),
        ("diez", "wrong-type"),
        (True, "wrong-type"),
        ([], "wrong-type"),
        ({}, "wrong-type"),
        (D("NaN"), "out-of-range"),
        (D("Infinity"), "out-of-range"),
        (D("1E+11"), "out-of-range"),
        (10**11, "out-of-range"),
        (-1, "out-of-range"),
        (D("-0.00000001"), "out-of-range"),
        (float("11.3"), "inexact-number"),
    ],
)
def test_what_is_no_price(value: Any, code: str) -> None:
    assert refusals(fe(line(value))) == [(code, "cuerpoDocumento[0].precioUni")]


@pytest.mark.parametrize(
    ("value", "is_right"),
    [(2, True), (D("2.0"), True), (D("2.5"), False), ("2", False), (True, False), (D("2E+0"), True)],
)
def test_whole_numbers_may_be_written_with_a_point(value: Any, is_right: bool) -> None:
    found = refusals(fe(line(tipoItem=value)))
    assert (found == []) is is_right
    assert all(path == "cuerpoDocumento[0].tipoItem" for _, path in found)


def test_trailing_zeros_are_no_decimals() -> None:
    assert refusals(fe(line(D("11.300000000000000000")))) == []
    assert refusals(fe(line(100, montoDescu=D("0E-30")), resumen={"descuGravada": D("1.000")})) == []


@pytest.mark.parametrize(
    "raw", [b"", b"{", b"nada", b'{"tipoDte":"01","tipoDte":"03"}', b"\xff", b'{"a":NaN}', b'{"a":1e400}']
)
def test_broken_texts(raw: bytes) -> None:
    with pytest.raises(dte.FaultError) as caught:
        dte.build(raw, context())
    assert all(fault.code.startswith("json-") for fault in caught.value.faults)


@pytest.mark.parametrize("tipo", [None, "", "1", "02", 1, [], {}, True, "01 "])
def test_types_that_cannot_be_issued(tipo: Any) -> None:
    sale = fe()
    sale["tipoDte"] = tipo
    code = "required" if tipo is None else "unknown-type"
    assert refusals(sale) == [(code, "tipoDte")]


@pytest.mark.parametrize(
    "section", ["cuerpoDocumento", "receptor", "resumen", "documentoRelacionado", "identificacion"]
)
@pytest.mark.parametrize("value", [0, "x", True, [[]], [None], [1], {"x": {}}])
def test_sections_of_another_shape(section: str, value: Any) -> None:
    found = refusals({**ccf(), section: value})
    assert found
    assert all(path.startswith(section) for _, path in found)


def test_missing_parts() -> None:
    assert refusals({"tipoDte": "01"}) == [("required", "cuerpoDocumento")]
    assert refusals({"tipoDte": "01", "cuerpoDocumento": None}) == [("required", "cuerpoDocumento")]
    assert refusals({"tipoDte": "01", "cuerpoDocumento": []}) == [("too-few", "cuerpoDocumento")]
    assert ("required", "receptor") in refusals({"tipoDte": "03", "cuerpoDocumento": [line()]})
    assert refusals(ccf(receptor={}))[0][1].startswith("receptor.")


def test_null_is_as_good_as_nothing() -> None:
    sale = fe(line(tributos=None, montoDescu=None, codigo=None), receptor=None, resumen=None, otrosDocumentos=None)
    assert refusals(sale) == []


def test_other_mappings_will_do() -> None:
    sale = OrderedDict(tipoDte="01", cuerpoDocumento=(MappingProxyType(line()),))
    assert refusals(MappingProxyType(sale)) == []


def test_2000_lines_fit_and_2001_do_not() -> None:
    cheap = line(D("0.05"))
    assert refusals(fe(*[cheap] * 2000)) == []
    assert refusals(fe(*[cheap] * 2001)) == [("too-many", "cuerpoDocumento")]


def test_hostile_sales_end_with_few_faults() -> None:
    junk = {f"campo{n}": n for n in range(20_000)}
    for sale in (
        fe(*[junk] * 20),
        {**fe(), **junk},
        fe(*[{"descripcion": 1}] * 5000),
        fe(line(descripcion="x" * 1_000_000)),
        {"tipoDte": "01", "cuerpoDocumento": [[[[[]]]]] * 2000},
    ):
        found = refusals(sale)
        assert 0 < len(found) <= MAX_FAULTS + 1
    found = refusals(fe(*[{}] * 2000))
    assert len(found) == MAX_FAULTS + 1
    assert found[-1] == ("too-many-faults", "")


def test_texts_of_hostile_input_are_cut_and_printable() -> None:
    with pytest.raises(dte.FaultError) as caught:
        dte.build(fe(line(tipoVenta="\x1b[31m" + "x" * 10_000)), context())
    fault = caught.value.faults[0]
    assert len(fault.message) < 200
    assert fault.message.isprintable()


def test_braces_in_what_was_sent_are_only_text() -> None:
    assert refusals(fe(line(tipoVenta="{0.__class__}"))) == [("unknown-treatment", "cuerpoDocumento[0].tipoVenta")]


def test_a_sum_that_outgrows_the_structure_is_refused() -> None:
    huge = line(99_999_999_999, 1)
    known = {"tipoDocumento": "13", "numDocumento": "012345678", "nombre": "X"}
    assert refusals(fe(huge, receptor=known)) == []
    assert refusals(fe(huge, huge, receptor=known)) == [("amount-too-large", "resumen")]
    spirits = line(1, 99_999_999_999, tributos=["20", "C5"], psv=99_999_999_999)
    assert refusals(ccf(spirits)) == [("amount-too-large", "resumen")]
