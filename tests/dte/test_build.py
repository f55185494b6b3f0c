"""From a sale to a document: treatment of lines, what is filled in, dates, places, complete documents as input."""

import re
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest
from tests.dte.events import SEAL, SEALED
from tests.dte.nota_remision.sales import remission
from tests.dte.support import (
    CODIGO,
    CONSUMIDOR,
    EMISOR,
    ccf,
    charge,
    context,
    document,
    fe,
    finish,
    line,
    refusals,
    resumen,
    warnings,
)

from facturaxpress import dte
from facturaxpress.dte.lawtable import LawTable, Setting

D = Decimal


def test_a_factura_without_receiver() -> None:
    made = document(fe(line(D("11.30"), 2), line(D("22.60"))))
    assert made["identificacion"] == {
        "version": 2,
        "ambiente": "00",
        "tipoDte": "01",
        "numeroControl": "DTE-01-M001P001-000000000000001",
        "codigoGeneracion": CODIGO,
        "tipoModelo": 1,
        "tipoOperacion": 1,
        "tipoContingencia": None,
        "motivoContin": None,
        "fecEmi": "2026-09-15",
        "horEmi": "10:15:30",
        "tipoMoneda": "USD",
    }
    assert made["receptor"] is None
    assert [item["ventaGravada"] for item in made["cuerpoDocumento"]] == [D("22.6"), D("22.6")]
    assert [item["ivaItem"] for item in made["cuerpoDocumento"]] == [D("2.6"), D("2.6")]
    assert made["resumen"]["totalPagar"] == D("45.2")
    assert made["resumen"]["totalIva"] == D("5.2")
    assert made["resumen"]["totalLetras"] == "CUARENTA Y CINCO 20/100 DÓLARES"
    assert made["resumen"]["pagos"] == [
        {"codigo": "01", "montoPago": D("45.2"), "referencia": None, "plazo": None, "periodo": None}
    ]


def test_a_credito_fiscal_adds_iva_to_net_prices() -> None:
    made = document(ccf(line(100), line(50, tipoVenta="exenta")))
    assert [item["tributos"] for item in made["cuerpoDocumento"]] == [["20"], None]
    assert made["resumen"]["tributos"] == [
        {"codigo": "20", "descripcion": "Impuesto al Valor Agregado 13%", "valor": 13}
    ]
    assert made["resumen"]["totalPagar"] == 163
    assert made["receptor"]["descActividad"] == "Programación Informática"
    assert "ivaItem" not in made["cuerpoDocumento"][0]


def test_keys_stand_in_the_order_of_mh(mh: Any) -> None:
    for name in ("01__v2__basic", "03__v4__basic"):
        sample = dte.parse_json((mh / "samples" / "2.0" / f"{name}.json").read_bytes())
        made = document(ccf() if name.startswith("03") else fe())
        assert list(made) == list(sample)
        for section in ("identificacion", "emisor", "resumen"):
            assert list(made[section]) == list(sample[section])
        assert list(made["cuerpoDocumento"][0]) == list(sample["cuerpoDocumento"][0])
        assert list(made["resumen"]["pagos"][0]) == list(sample["resumen"]["pagos"][0])


@pytest.mark.parametrize(
    ("more", "column"),
    [
        ({}, "ventaGravada"),
        ({"tipoVenta": "gravada"}, "ventaGravada"),
        ({"tipoVenta": "exenta"}, "ventaExenta"),
        ({"tipoVenta": "noSujeta"}, "ventaNoSuj"),
        ({"ventaExenta": D("11.30")}, "ventaExenta"),
        ({"ventaNoSuj": D("11.3"), "ventaGravada": 0, "ventaExenta": 0}, "ventaNoSuj"),
        ({"tipoVenta": "exenta", "ventaExenta": D("11.30")}, "ventaExenta"),
    ],
)
def test_treatment_by_word_or_by_the_amount_that_is_not_0(more: dict[str, Any], column: str) -> None:
    item = document(fe(line(**more)))["cuerpoDocumento"][0]
    columns = {name: item[name] for name in ("ventaNoSuj", "ventaExenta", "ventaGravada") if item[name]}
    assert columns == {column: D("11.3")}


@pytest.mark.parametrize(
    ("more", "fault"),
    [
        ({"ventaExenta": 1, "ventaNoSuj": 1}, ("two-treatments", "cuerpoDocumento[0]")),
        ({"ventaGravada": D("11.3"), "noGravado": -1}, ("two-treatments", "cuerpoDocumento[0]")),
        (
            {"tipoVenta": "gravada", "ventaExenta": D("11.3")},
            ("treatment-contradiction", "cuerpoDocumento[0].tipoVenta"),
        ),
        ({"tipoVenta": "Exenta"}, ("unknown-treatment", "cuerpoDocumento[0].tipoVenta")),
    ],
)
def test_treatments_that_contradict_are_faults(more: dict[str, Any], fault: tuple[str, str]) -> None:
    assert fault in refusals(fe(line(**more)))


def test_a_charge_line_needs_only_its_amount() -> None:
    made = document(fe(line(), charge(D("5.00")), charge(D("-1.25"))))
    item = made["cuerpoDocumento"][1]
    expected = {"tipoItem": 1, "cantidad": 1, "uniMedida": 99, "precioUni": 0, "montoDescu": 0, "tributos": None}
    assert {key: item[key] for key in expected} == expected
    assert item["noGravado"] == 5
    assert item["ivaItem"] == 0
    assert made["resumen"]["totalNoGravado"] == D("3.75")
    assert made["resumen"]["totalPagar"] == D("15.05")
    assert made["resumen"]["montoTotalOperacion"] == D("11.3")


def test_a_section_2_line_needs_only_code_words_and_amount() -> None:
    tax = {"codTributo": "57", "descripcion": "Impuesto al cemento", "precioUni": 32}
    made = document(ccf(line(8, 100), tax))
    item = made["cuerpoDocumento"][1]
    expected = {"tipoItem": 4, "cantidad": 1, "uniMedida": 99, "ventaGravada": 32, "tributos": ["20"]}
    assert {key: item[key] for key in expected} == expected
    assert made["resumen"]["totalPagar"] == D("940.16")
    assert document(fe(tax))["cuerpoDocumento"][0]["tributos"] is None


def test_amounts_are_exact_plain_digits() -> None:
    raw = finish(dte.build(fe(line(D("0.00000001"), D("0.5"))), context()))
    assert b'"precioUni":0.00000001' in raw
    assert re.search(rb"[0-9]E[-+]", raw.replace(CODIGO.encode(), b"")) is None
    assert b'"ventaGravada":1000,' in finish(dte.build(fe(line(D("1E+3"))), context()))
    assert b'"precioUni":1000,' in finish(dte.build(fe(line(D("1000.00"))), context()))


class TestPayments:
    def test_one_entry_may_leave_its_amount_out(self) -> None:
        made = resumen(fe(resumen={"pagos": [{"codigo": "03", "referencia": "A-1"}]}))
        assert made["pagos"] == [
            {"codigo": "03", "montoPago": D("11.3"), "referencia": "A-1", "plazo": None, "periodo": None}
        ]

    def test_several_entries_say_their_amounts(self) -> None:
        entries = [{"codigo": "01", "montoPago": 5}, {"codigo": "02"}]
        assert ("required", "resumen.pagos[1].montoPago") in refusals(fe(resumen={"pagos": entries}))

    def test_nothing_due_is_paid_in_another_form(self) -> None:
        made = resumen(fe(line(), charge(-20)))
        assert made["totalPagar"] == 0
        assert made["saldoFavor"] == D("-8.7")
        assert made["condicionOperacion"] == 1
        assert made["pagos"][0]["codigo"] == "99"
        assert made["totalLetras"] == "CERO 00/100 DÓLARES"

    def test_an_older_balance_may_be_stated(self) -> None:
        assert resumen(fe(resumen={"saldoFavor": D("-4.00")}))["saldoFavor"] == -4
        assert ("credit-balance", "resumen.saldoFavor") in warnings(fe(line(), charge(-20), resumen={"saldoFavor": -9}))
        assert refusals(fe(line(), charge(-20), resumen={"saldoFavor": -1})) == [("credit-short", "resumen.saldoFavor")]

    def test_credit_without_payments_is_told_once(self) -> None:
        assert refusals(fe(resumen={"condicionOperacion": 2})) == [("credit-term", "resumen.pagos")]

    def test_a_cent_between_the_payments_is_a_warning(self) -> None:
        pagos = [{"codigo": "01", "montoPago": 5}, {"codigo": "02", "montoPago": D("6.29")}]
        assert warnings(fe(resumen={"pagos": pagos})) == [("payment-cent", "resumen.pagos")]

    def test_credit_with_its_term(self) -> None:
        entry = {"codigo": "01", "plazo": "02", "periodo": 6}
        made = resumen(fe(resumen={"condicionOperacion": 2, "pagos": [entry]}))
        assert made["pagos"] == [{**entry, "montoPago": D("11.3"), "referencia": None}]


class TestWithholding:
    def test_by_flag(self) -> None:
        made = resumen(ccf(line(1000), resumen={"retieneIva": True}))
        assert (made["ivaRete"], made["montoTotalOperacion"], made["totalPagar"]) == (10, 1120, 1120)
        made = resumen(ccf(line(1000), resumen={"percibeIva": True}))
        assert (made["ivaPerci"], made["montoTotalOperacion"], made["totalPagar"]) == (10, 1140, 1140)

    def test_in_a_factura_on_the_price_without_iva(self) -> None:
        made = resumen(fe(line(1130), receptor=CONSUMIDOR, resumen={"retieneIva": True}))
        assert (made["ivaRete"], made["montoTotalOperacion"], made["totalPagar"]) == (10, 1130, 1120)

    def test_an_amount_that_is_sent_says_it_too(self) -> None:
        assert resumen(ccf(line(1000), resumen={"ivaRete": 10}))["ivaRete"] == 10
        assert refusals(ccf(line(1000), resumen={"ivaRete": 9})) == [("computed", "resumen.ivaRete")]
        assert refusals(ccf(line(1000), resumen={"ivaRete": 10, "retieneIva": False})) == [
            ("withholding-contradiction", "resumen.ivaRete")
        ]

    def test_what_a_type_does_not_have(self) -> None:
        assert refusals(fe(resumen={"percibeIva": True})) == [("not-in-type", "resumen.percibeIva")]
        assert refusals(ccf(resumen={"reteRenta": 1})) == [("only-other-structure", "resumen.reteRenta")]
        assert refusals(ccf(resumen={"reteRenta": 0, "percibeIva": False})) == []
        assert resumen(ccf(line(100), resumen={"reteRenta": 1}), version=3)["totalPagar"] == 112

    def test_below_the_amount_of_the_law_it_is_only_a_warning(self) -> None:
        assert warnings(ccf(line(99), resumen={"retieneIva": True})) == [("withholding-small", "resumen.retieneIva")]
        sale = ccf(line(99), resumen={"ivaRete": D("0.99")})
        assert warnings(sale) == [("withholding-small", "resumen.ivaRete")]
        assert warnings(ccf(line(100), resumen={"retieneIva": True})) == []


class TestReadings:
    def test_of_montoTotalOperacion(self) -> None:  # noqa: N802  # MH's name
        sale = ccf(line(1000), resumen={"retieneIva": True})
        assert resumen(sale, readings=dte.Readings(montoTotalOperacion03="A"))["montoTotalOperacion"] == 1130
        assert resumen(sale)["montoTotalOperacion"] == 1120
        sale = fe(line(1130), receptor=CONSUMIDOR, resumen={"retieneIva": True})
        assert resumen(sale, readings=dte.Readings(montoTotalOperacion01="B"))["montoTotalOperacion"] == 1120

    def test_of_the_sign_of_charges(self) -> None:
        sale = fe(line(100), charge(20))
        assert resumen(sale)["totalPagar"] == 120
        assert resumen(sale, readings=dte.Readings(noGravado="resta"))["totalPagar"] == 80

    def test_of_the_tourism_tax(self) -> None:
        sale = fe(line(113, tributos=["59"]), resumen={"descuGravada": D("11.30")})

        def tax(**readings: Any) -> Any:
            return resumen(sale, readings=dte.Readings(**readings))["tributos"][0]["valor"]

        assert tax() == D("4.5")
        assert tax(descuento59="ninguno") == 5
        assert tax(base59="precio", descuento59="ninguno") == D("5.65")
        assert tax(base59="precio") == D("5.09")

    def test_a_figure_of_another_reading_is_taken_with_a_warning(self) -> None:
        sale = ccf(line(1000), resumen={"retieneIva": True, "montoTotalOperacion": 1130})
        assert warnings(sale) == [("other-reading", "resumen.montoTotalOperacion")]
        assert resumen(sale)["montoTotalOperacion"] == 1120

    def test_another_amount_to_pay_is_a_fault_that_names_the_reading(self) -> None:
        for sale, path, reading in (
            (ccf(line(100), charge(20), resumen={"totalPagar": 93}), "resumen.totalPagar", "noGravado: resta"),
            (
                fe(line(113, tributos=["59"]), resumen={"tributos": [{"codigo": "59", "valor": D("5.65")}]}),
                "resumen.tributos[0].valor",
                "base59: precio",
            ),
        ):
            with pytest.raises(dte.FaultError) as caught:
                dte.build(sale, context())
            (fault,) = caught.value.faults
            assert (fault.code, fault.path) == ("computed", path)
            assert reading in fault.fix

    def test_a_cent_withheld_may_stand_for_nothing(self) -> None:
        sale = ccf(line(1000), resumen={"ivaRete": D("0.01"), "ivaPerci": D("0.01"), "retieneIva": False})
        made = document(sale)
        assert (made["resumen"]["ivaRete"], made["resumen"]["ivaPerci"], made["resumen"]["totalPagar"]) == (0, 0, 1130)
        made["resumen"] |= {"ivaRete": D("0.01"), "ivaPerci": D("0.01")}
        assert dte.validate(made).ok
        assert resumen(ccf(line(1), resumen={"ivaRete": D("0.01")}))["ivaRete"] == D("0.01")


class TestComputedFields:
    def test_within_the_tolerance_ours_stands(self) -> None:
        sale = fe(line(ventaGravada=D("11.31")), resumen={"totalGravada": D("11.31"), "totalPagar": D("11.29")})
        made = document(sale)
        assert made["cuerpoDocumento"][0]["ventaGravada"] == D("11.3")
        assert made["resumen"]["totalPagar"] == D("11.3")

    def test_beyond_it_the_fault_says_both_figures(self) -> None:
        sale = fe(line(ivaItem=D("1.32")), resumen={"totalPagar": D("11.32"), "totalIva": D("1.4"), "subTotal": 5})
        with pytest.raises(dte.FaultError) as caught:
            dte.build(sale, context())
        assert {(fault.code, fault.path) for fault in caught.value.faults} == {
            ("computed", "cuerpoDocumento[0].ivaItem"),
            ("computed", "resumen.totalPagar"),
            ("computed", "resumen.totalIva"),
            ("computed", "resumen.subTotal"),
        }
        payable = next(fault for fault in caught.value.faults if fault.path == "resumen.totalPagar")
        assert "11.32" in payable.message
        assert "11.3" in payable.message
        assert "11.32" in payable.message_en

    def test_totals_may_come_from_lines_as_sent(self) -> None:
        lines = [line(2, D("1.122"), ventaGravada=D("2.254")) for _ in range(3)]
        assert refusals(fe(*lines, resumen={"totalGravada": D("6.76")})) == []
        assert refusals(fe(*lines, resumen={"totalGravada": D("6.79")})) == [("computed", "resumen.totalGravada")]


class TestWords:
    @pytest.mark.parametrize(
        ("words", "codes", "told"),
        [
            ("ONCE 30/100 DÓLARES", [], []),
            (" once  30/100 dolares", [], []),
            ("ONCE 31/100 DÓLARES", [], []),
            ("ONCE 30/100 USD", [], ["words-wording"]),
            ("SON: ONCE DÓLARES CON 30/100", [], ["words-wording"]),
            ("ONCE DÓLARES", [], ["words-wording"]),
            ("", [], ["words-wording"]),
            ("eleven and 30/100", [], ["words-wording"]),
            ("ONCE 32/100 DÓLARES", ["computed"], []),
            ("DOCE 30/100 DÓLARES", ["computed"], []),
            ("MIL ONCE DÓLARES", ["computed"], []),
            ("eleven and 40/100", ["computed"], []),
        ],
    )
    def test_words_that_are_sent(self, words: str, codes: list[str], told: list[str]) -> None:
        sale = fe(resumen={"totalLetras": words})
        assert refusals(sale) == [(code, "resumen.totalLetras") for code in codes]
        if not codes:
            assert warnings(sale) == [(code, "resumen.totalLetras") for code in told]
            assert resumen(sale)["totalLetras"] == "ONCE 30/100 DÓLARES"

    def test_a_wrong_total_is_told_once_beside_its_words(self) -> None:
        sale = fe(resumen={"totalPagar": 12, "totalLetras": "DOCE 00/100 DÓLARES"})
        assert refusals(sale) == [("computed", "resumen.totalPagar")]

    @pytest.mark.parametrize("words", [None, "ONCE DÓLARES", "DOCE 30/100 DÓLARES", "ONCE 30/100 USD"])
    def test_words_of_a_document(self, words: str | None) -> None:
        made = document(fe())
        assert dte.validate(made).warnings == ()
        made["resumen"]["totalLetras"] = words
        report = dte.validate(made)
        assert report.ok
        assert [warning.code for warning in report.warnings] == ["words-wording"]


class TestDates:
    def test_the_latest_day_told_is_one_that_is_accepted(self) -> None:
        month_end = datetime(2026, 9, 28, 16, tzinfo=UTC)
        with pytest.raises(dte.FaultError) as caught:
            dte.build(fe(fecEmi="2026-10-10"), context(now=month_end))
        (fault,) = caught.value.faults
        assert fault.code == "fecemi-too-late"
        assert "2026-09-30" in fault.message + fault.fix
        assert refusals(fe(fecEmi="2026-09-30"), now=month_end) == []

    @pytest.mark.parametrize("day", ["2026-08-16", "2026-09-14", "2026-09-15", "2026-09-20"])
    def test_inside_the_window(self, day: str) -> None:
        draft = dte.build(fe(fecEmi=day), context())
        assert draft.fecEmi == date.fromisoformat(day)
        assert draft.horEmi == "10:15:30"

    @pytest.mark.parametrize(
        ("now", "day", "code"),
        [
            ("2026-09-15", "2026-08-15", "fecemi-too-old"),
            ("2026-09-15", "2026-09-21", "fecemi-too-late"),
            ("2026-09-28", "2026-10-01", "fecemi-next-period"),
            ("2026-12-30", "2027-01-02", "fecemi-next-period"),
        ],
    )
    def test_outside_of_it(self, now: str, day: str, code: str) -> None:
        moment = datetime.fromisoformat(f"{now}T18:00:00+00:00")
        assert refusals(fe(fecEmi=day), now=moment) == [(code, "fecEmi")]

    def test_the_former_regime_lets_a_sale_be_dated_one_day_ahead(self) -> None:
        assert refusals(fe(fecEmi="2026-09-16"), version=1) == []
        with pytest.raises(dte.FaultError) as caught:
            dte.build(fe(fecEmi="2026-09-17"), context(version=1))
        (fault,) = caught.value.faults
        assert fault.code == "fecemi-too-late"
        assert "2026-09-16" in fault.message
        assert "días adelante: 1," in fault.message
        none = dte.Policy(fecemi_days_ahead=0)
        assert refusals(fe(fecEmi="2026-09-16"), version=1, policy=none) == [("fecemi-too-late", "fecEmi")]

    def test_today_is_that_of_el_salvador(self) -> None:
        late = datetime(2026, 10, 1, 3, 0, 0, tzinfo=UTC)
        draft = dte.build(fe(), context(now=late))
        assert (draft.fecEmi, draft.horEmi) == (date(2026, 9, 30), "21:00:00")

    def test_the_window_is_a_setting(self) -> None:
        assert refusals(fe(fecEmi="2026-08-15"), policy=dte.Policy(fecemi_days_back=31)) == []

    def test_two_dates_that_differ(self) -> None:
        sale = fe(fecEmi="2026-09-14", identificacion={"fecEmi": "2026-09-13"})
        assert refusals(sale) == [("two-dates", "fecEmi")]


class TestPlaces:
    def test_the_first_ones_unless_the_sale_says_otherwise(self) -> None:
        first = dte.build(fe(), context())
        assert (first.establecimiento, first.puntoVenta) == ("M001", "P001")
        made = document(fe(establecimiento="S001"))
        assert made["emisor"]["codEstable"] == "S001"
        assert made["emisor"]["codPuntoVenta"] == "P003"
        assert made["emisor"]["direccion"]["complemento"] == "Calle de la Sucursal 5"
        assert made["emisor"]["telefono"] == "22000099"
        assert made["emisor"]["correo"] == "sucursal@emisora.example.com"

    def test_unknown_ones(self) -> None:
        assert refusals(fe(establecimiento="M009")) == [("unknown-establishment", "establecimiento")]
        assert refusals(fe(establecimiento="S001", puntoVenta="P001")) == [("unknown-point-of-sale", "puntoVenta")]

    def test_a_number_of_another_place_is_refused(self) -> None:
        draft = dte.build(fe(), context())
        for number in ("DTE-01-M001P002-000000000000001", "DTE-03-M001P001-000000000000001", "DTE-01-M001P001-1"):
            with pytest.raises(ValueError, match="no number of"):
                draft.finish(number, CODIGO)
        with pytest.raises(ValueError, match="no codigoGeneracion"):
            draft.finish("DTE-01-M001P001-000000000000001", CODIGO.lower())


class TestCompleteDocuments:
    def test_what_the_system_owns_is_ignored_with_a_warning(self) -> None:
        archive = document(fe()) | {"firmaElectronica": "eyJ…", "selloRecibido": "2026" + "A" * 36}
        assert warnings(archive) == [
            ("ignored", "identificacion.numeroControl"),
            ("ignored", "identificacion.codigoGeneracion"),
            ("ignored", "firmaElectronica"),
            ("ignored", "selloRecibido"),
        ]
        assert document(archive) == document(fe())

    def test_the_issuer_is_compared(self) -> None:
        other = document(fe())
        other["emisor"]["nit"] = "06142803901121"
        assert refusals(other) == [("foreign-emisor", "emisor.nit")]

    def test_the_type_may_stand_in_either_place_but_not_differ(self) -> None:
        sale = fe()
        del sale["tipoDte"]
        assert refusals(sale) == [("required", "tipoDte")]
        assert refusals(sale | {"identificacion": {"tipoDte": "01"}}) == []
        assert refusals(sale | {"tipoDte": "01", "identificacion": {"tipoDte": "03"}}) == [("two-types", "tipoDte")]

    def test_fusion_and_currency(self) -> None:
        assert refusals(fe(identificacion={"fusion": "06142803901121", "tipoMoneda": "EUR"})) == [
            ("no-fusion", "identificacion.fusion"),
            ("currency", "identificacion.tipoMoneda"),
        ]


def test_drafts_say_what_is_stored_beside_them() -> None:
    draft = dte.build(ccf(line(100), referencia="V-1"), context())
    assert (draft.tipoDte, draft.version, draft.ambiente, draft.referencia) == ("03", 4, "00", "V-1")
    assert draft.receptor_nombre == "CLIENTE CONTRIBUYENTE DE PRUEBA, S.A. DE C.V."
    assert draft.receptor_documento == "06141506181024"
    assert draft.total == D("113.00")
    assert draft.totals["totalGravada"] == 100
    assert draft.totals["subTotalVentas"] == 100
    assert str(draft.totals["ivaRete"]) == "0.00"
    assert dte.build(fe(), context()).receptor_nombre is None
    assert dte.build(fe(receptor=CONSUMIDOR), context()).receptor_documento == "012345678"


def test_a_preview_is_the_document_without_numbers() -> None:
    draft = dte.build(fe(), context())
    preview = draft.preview()
    assert preview["identificacion"]["numeroControl"] is None
    assert preview["identificacion"]["codigoGeneracion"] is None
    whole = document(fe())
    whole["identificacion"] |= {"numeroControl": None, "codigoGeneracion": None}
    assert preview == whole


def test_a_description_cannot_take_the_place_of_the_numbers() -> None:
    blank = '"numeroControl":"","codigoGeneracion":""'
    made = document(fe(line(descripcion=blank)))
    assert made["cuerpoDocumento"][0]["descripcion"] == blank
    assert made["identificacion"]["codigoGeneracion"] == CODIGO


def test_a_version_that_is_known_can_be_asked_for() -> None:
    assert dte.build(fe(), context(version=2)).version == 2
    assert dte.build(fe(), context(version=1)).version == 1
    assert refusals(fe(), version=9) == [("unknown-structure", "tipoDte")]


def test_a_context_without_place_or_with_a_naive_moment_is_a_mistake_of_the_program() -> None:
    with pytest.raises(ValueError, match="aware now"):
        dte.build(fe(), context(establecimientos=()))
    with pytest.raises(ValueError, match="aware now"):
        dte.build(fe(), context(now=datetime(2026, 9, 15)))  # noqa: DTZ001  # what is tested


def test_the_issuer_stands_as_registered() -> None:
    made = document(fe())["emisor"]
    assert made["nit"] == EMISOR.nit
    assert made["nombreComercial"] == "EMISORA DE PRUEBA"
    assert document(fe(), ambiente="01", version=2)["identificacion"]["ambiente"] == "01"


class TestRecordOfTheReceptor:
    """`resumen.retieneIva` and `percibeIva` absent: the issuer's own record of that receptor decides."""

    KNOWN = context(
        receptores={"06141506181024": dte.Withholding(retieneIva=True), "012345678": dte.Withholding(percibeIva=True)}
    )

    @pytest.mark.parametrize(
        ("resumen", "rete"), [({}, "1"), ({"retieneIva": False}, "0"), ({"ivaRete": 0}, "0"), ({"ivaRete": 1}, "1")]
    )
    def test_of_credito_fiscal(self, resumen: dict[str, Any], rete: str) -> None:
        sale = ccf(line(Decimal(100)), resumen=resumen)
        sale["receptor"]["nit"] = "06141506181024"
        assert dte.build(sale, self.KNOWN).totals["ivaRete"] == Decimal(rete)

    def test_of_factura_perceives_nothing(self) -> None:
        receptor = {"tipoDocumento": "13", "numDocumento": "012345678", "nombre": "X"}
        draft = dte.build(fe(line(Decimal(113))) | {"receptor": receptor}, self.KNOWN)
        assert draft.totals["ivaRete"] == 0


@pytest.mark.parametrize("number", ["012345678", "01234567-8"])
def test_a_dui_is_written_as_the_structure_has_it(number: str) -> None:
    sale = fe(receptor=CONSUMIDOR | {"numDocumento": number})
    assert document(sale, version=2)["receptor"]["numDocumento"] == "012345678"
    assert document(sale, version=1)["receptor"]["numDocumento"] == "01234567-8"


def test_a_type_that_is_not_in_force_says_since_when_it_will_be() -> None:
    def told(**changes: Any) -> dte.Fault:
        with pytest.raises(dte.FaultError) as caught:
            dte.build({"tipoEvento": "17"}, context(**changes))
        (fault,) = caught.value.faults
        assert (fault.code, fault.path) == ("not-in-force", "tipoEvento")
        return fault

    fault = told(ambiente="01", now=datetime(2026, 11, 30, 18, tzinfo=UTC))
    assert "existe en 2.0; espere a que rija: desde el 2026-12-01" in fault.fix
    assert "exists in 2.0; wait until it is in force: from 2026-12-01 on" in fault.fix_en
    never = LawTable((Setting("estructura", "1.x", date.min),))
    assert told(law=never).fix == "El tipo existe en 2.0; espere a que rija («facturaxpress law show»)."


def test_the_inputs_of_a_line_are_rounded_at_8_decimals() -> None:
    sale = fe(line(D("1.87654321987654"), D("3.555555554"), montoDescu=D("0.000000005")))
    (item,) = document(sale)["cuerpoDocumento"]
    expected = (D("3.55555555"), D("1.87654322"), D("0.00000001"))
    assert (item["cantidad"], item["precioUni"], item["montoDescu"]) == expected
    told = dte.build(sale, context()).warnings
    assert [(one.code, one.path.rpartition(".")[2]) for one in told] == [
        ("rounded-input", field) for field in ("cantidad", "precioUni", "montoDescu")
    ]
    assert "1.87654321987654" in told[1].message
    assert "1.87654322" in told[1].message
    made = document(sale)
    made["cuerpoDocumento"][0]["precioUni"] = D("1.876543219")
    faults = dte.validate(made).faults
    assert [(one.code, one.path) for one in faults] == [("too-many-decimals", "cuerpoDocumento[0].precioUni")]
    assert refusals(fe(line(1, D("0.000000001")))) == [("out-of-range", "cuerpoDocumento[0].cantidad")]


@pytest.mark.parametrize("make", [fe, ccf])
def test_what_is_known_of_a_related_document_that_is_held_is_filled_in(make: Any) -> None:
    whole = document(remission(fecEmi="2026-09-10"))
    known = {CODIGO: dte.Held(document=whole, selloRecibido=SEAL, sealed=SEALED)}
    bare = [{"numeroDocumento": CODIGO}]
    made = document(make(line(), line(5), documentoRelacionado=bare), held=known)
    assert made["documentoRelacionado"] == [
        {"tipoDocumento": "04", "tipoGeneracion": 2, "numeroDocumento": CODIGO, "fechaEmision": "2026-09-10"}
    ]
    assert [item["numeroDocumento"] for item in made["cuerpoDocumento"]] == [CODIGO, CODIGO]
    # Where a line names its document, the others come from none.
    some = document(make(line(), line(5, numeroDocumento=CODIGO), documentoRelacionado=bare), held=known)
    assert [item["numeroDocumento"] for item in some["cuerpoDocumento"]] == [None, CODIGO]
    assert ("required", "documentoRelacionado[0].tipoDocumento") in refusals(make(documentoRelacionado=bare))
