"""Notes of credit and debit (05, 06): what they are made of and what they compute, under both regimes."""

from decimal import Decimal
from typing import Any

import pytest
from tests.dte.nota_credito.sales import (
    ADJUSTED,
    CERTIFICATE,
    OF_RETENTION,
    RECEIVER,
    RELATED,
    adjusted,
    held,
    note,
    over_retention,
)
from tests.dte.support import CONTRIBUYENTE, charge, document, line, refusals, resumen, warnings

from facturaxpress import dte

D = Decimal
JEANS = line(21, 5, montoDescu=15, descripcion="Jeans")
BOTH = pytest.mark.parametrize("tipo", ["05", "06"])


@BOTH
def test_figures_of_2_0(tipo: str) -> None:
    made = document(note(JEANS, charge(-5), tipo=tipo, resumen={"retieneIva": True}), version=4)
    jeans, credit = made["cuerpoDocumento"]
    assert jeans["ventaGravada"] == 90
    assert jeans["tributos"] == ["20"]
    assert (jeans["ivaRete"], jeans["ivaPerci"], jeans["totalIva"]) == (D("0.9"), 0, 0)
    assert (credit["noGravado"], credit["ivaRete"], credit["tributos"]) == (-5, 0, None)
    own = made["resumen"]
    assert {name: own[name] for name in ("totalGravada", "subTotalVentas", "totalDescu", "montoTotalOperacion")} == {
        "totalGravada": 90,
        "subTotalVentas": 90,
        "totalDescu": 15,
        "montoTotalOperacion": D("101.7"),
    }
    assert (own["ivaRete"], own["totalIva"], own["totalNoGravado"], own["totalPagar"]) == (D("0.9"), 0, -5, D("95.8"))
    assert own["totalLetras"] == "NOVENTA Y CINCO 80/100 DÓLARES"
    assert own["codigoRetencionMH"] is None
    assert ("numPagoElectronico" in own) == (tipo == "06")


@BOTH
def test_figures_of_1x(tipo: str) -> None:
    made = document(note(JEANS, tipo=tipo, resumen={"retieneIva": True, "descuGravada": 10}), version=3)
    assert "ivaRete" not in made["cuerpoDocumento"][0]
    own = made["resumen"]
    assert (own["subTotal"], own["tributos"][0]["valor"], own["ivaRete1"]) == (80, D("10.4"), D("0.8"))
    assert own["montoTotalOperacion"] == D("89.6")
    assert own["totalLetras"] == "OCHENTA Y NUEVE 60/100 DÓLARES"
    assert "totalPagar" not in own


def test_income_tax_withheld_is_of_1x() -> None:
    sale = note(line(100), resumen={"reteRenta": 10})
    made = document(sale, version=3)
    assert (made["resumen"]["reteRenta"], made["resumen"]["montoTotalOperacion"]) == (10, 103)
    assert dte.validate(made).faults == ()
    assert document(dte.reduce(made), version=3) == made
    assert refusals(sale, version=4) == [("only-other-structure", "resumen.reteRenta")]


@BOTH
def test_perception_is_added(tipo: str) -> None:
    sale = note(line(100), tipo=tipo, resumen={"percibeIva": True})
    assert resumen(sale, version=4)["totalPagar"] == 114
    assert resumen(sale, version=4)["montoTotalOperacion"] == 113
    assert resumen(sale, version=3)["montoTotalOperacion"] == 114
    assert document(sale, version=4)["cuerpoDocumento"][0]["ivaPerci"] == 1


def test_each_reading_of_the_amount_to_pay() -> None:
    sale = note(JEANS, charge(5), resumen={"retieneIva": True})
    for readings, paid in (
        (dte.Readings(totalPagar05="regla"), D("105.8")),
        (dte.Readings(totalPagar05="impreso"), D("106.7")),
        (dte.Readings(noGravado="resta"), D("95.8")),
    ):
        assert resumen(sale, version=4, readings=readings)["totalPagar"] == paid
    taken_off = dte.Readings(totalPagar05="impreso", noGravado="resta")
    assert resumen(sale, version=4, readings=taken_off)["totalPagar"] == D("96.7")
    debit = note(JEANS, tipo="06", resumen={"retieneIva": True})
    assert resumen(debit, version=4, readings=dte.Readings(totalPagar05="impreso"))["totalPagar"] == D("100.8")


def test_every_reading_passes_and_nothing_else() -> None:
    made = document(note(JEANS, charge(5), resumen={"retieneIva": True}), version=4)
    for paid in ("105.80", "106.70", "95.80", "96.70"):
        made["resumen"] |= {"totalPagar": D(paid), "totalLetras": None}
        assert dte.validate(made).faults == ()
    made["resumen"]["totalPagar"] = D("101.70")
    assert [(fault.code, fault.path) for fault in dte.validate(made).faults] == [
        ("summary-figure", "resumen.totalPagar")
    ]


def test_what_is_paid_stops_at_0() -> None:
    own = resumen(note(line(1), charge(-5)), version=4)
    assert (own["totalPagar"], own["totalNoGravado"], own["montoTotalOperacion"]) == (0, -5, D("1.13"))


@pytest.mark.parametrize(
    ("lines", "summary", "expected"),
    [
        ([line(100)], {}, [0]),
        ([line(100)], {"retieneIva": True}, [1]),
        ([line(100)], {"ivaRete": 1}, [1]),
        ([line(100), line(50)], {"retieneIva": True}, [1, D("0.5")]),
        ([line(100), line(50, ivaRete=0)], {"retieneIva": True}, [1, 0]),
        ([line(100, ivaRete=1), line(50)], {"retieneIva": None}, [1, 0]),
        ([line(100), line(50, tipoVenta="exenta")], {"retieneIva": True}, [1, 0]),
    ],
)
def test_on_which_lines_iva_was_withheld(lines: list[Any], summary: dict[str, Any], expected: list[Any]) -> None:
    made = document(note(*lines, resumen=summary), version=4)
    assert [item["ivaRete"] for item in made["cuerpoDocumento"]] == expected
    assert made["resumen"]["ivaRete"] == sum(expected)


def test_what_is_withheld_follows_the_document_adjusted_then_the_record_of_the_receiver() -> None:
    number = CONTRIBUYENTE["nit"]
    records = {number: dte.Withholding(retieneIva=True)}
    assert resumen(note(JEANS), version=4, receptores=records)["ivaRete"] == D("0.9")
    withheld = held(adjusted(line(1000), resumen={"retieneIva": True}))
    plain = held(adjusted(line(1000)))
    old = held(adjusted(line(1000), version=3, resumen={"retieneIva": True}))
    for own, expected in ((withheld, D("0.9")), (old, D("0.9")), (plain, 0)):
        assert resumen(note(JEANS), version=4, receptores=records, held=own)["ivaRete"] == expected
    assert resumen(note(JEANS), version=3, held=withheld)["ivaRete1"] == D("0.9")


def test_a_line_and_the_flag_that_contradict_each_other() -> None:
    sale = note(line(100, ivaRete=1), resumen={"retieneIva": False})
    assert refusals(sale, version=4) == [("withholding-contradiction", "cuerpoDocumento[0].ivaRete")]


def test_a_wrong_amount_withheld_on_a_line() -> None:
    assert refusals(note(line(100, ivaRete=2)), version=4) == [("computed", "cuerpoDocumento[0].ivaRete")]


def test_1x_cannot_tell_lines_apart() -> None:
    mixed = note(line(100), line(50, ivaRete=0), resumen={"retieneIva": True})
    assert refusals(mixed, version=3) == [("only-other-structure", "cuerpoDocumento[1].ivaRete")]
    assert refusals(note(line(100, totalIva=13)), version=3) == [
        ("only-other-structure", "cuerpoDocumento[0].totalIva")
    ]


def test_what_only_one_regime_can_say() -> None:
    discounted = note(JEANS, resumen={"descuGravada": 10})
    assert refusals(discounted, version=3) == []
    assert refusals(discounted, version=4) == [("only-other-structure", "resumen.descuGravada")]
    charged = note(JEANS, charge(-5))
    assert refusals(charged, version=4) == []
    assert refusals(charged, version=3) == [("only-other-structure", "cuerpoDocumento[1].noGravado")]
    merged = note(JEANS, identificacion={"fusion": "06140101051046"})
    assert document(merged, version=4)["identificacion"]["fusion"] == "06140101051046"
    assert refusals(merged, version=3) == [("no-fusion", "identificacion.fusion")]


def test_observations_go_where_the_structure_has_them() -> None:
    sale = note(JEANS, resumen={"observaciones": "Devolución parcial"})
    assert resumen(sale, version=4)["observaciones"] == "Devolución parcial"
    assert document(sale, version=3)["extension"]["observaciones"] == "Devolución parcial"


@pytest.mark.parametrize("version", [3, 4])
def test_the_receiver_under_both_names(version: int) -> None:
    old = {"nit": RECEIVER["numDocumento"]} | {k: v for k, v in RECEIVER.items() if "ocumento" not in k}
    made = document(note(receptor=old), version=version)
    assert made == document(note(), version=version)
    field = "nit" if version == 3 else "numDocumento"
    assert made["receptor"][field] == RECEIVER["numDocumento"]
    assert refusals(note(receptor=RECEIVER | {"nit": "06141506181024"}), version=version) == [
        ("two-names", "receptor.numDocumento")
    ]


def test_1x_knows_receivers_by_their_nit_only() -> None:
    foreign = note(receptor=RECEIVER | {"tipoDocumento": "03", "numDocumento": "A1234567"})
    assert refusals(foreign, version=4) == []
    assert ("only-other-structure", "receptor.tipoDocumento") in refusals(foreign, version=3)


def test_what_is_held_of_the_document_is_copied() -> None:
    own = held(adjusted(line(21, 25)))
    short = note(JEANS, documentoRelacionado=[{"numeroDocumento": ADJUSTED}], receptor=...)
    made = document(short, version=4, held=own)
    assert made["documentoRelacionado"] == [RELATED]
    assert made["cuerpoDocumento"][0]["numeroDocumento"] == ADJUSTED
    assert made["receptor"]["numDocumento"] == CONTRIBUYENTE["nit"]
    assert made == document(note(JEANS), version=4)
    assert document(short, version=3, held=own) == document(note(JEANS), version=3)


def test_what_a_document_of_1x_lacks_is_added_to_what_is_held() -> None:
    own = held(adjusted(line(21, 25), version=3))
    short = note(JEANS, documentoRelacionado=[{"numeroDocumento": ADJUSTED}], receptor=...)
    assert refusals(short, version=4, held=own) == [("required", "receptor.direccion.distrito")]
    added = short | {"receptor": {"direccion": {"distrito": "11"}, "telefono": "22000077"}}
    made = document(added, version=4, held=own)["receptor"]
    assert made == document(note(JEANS), version=4)["receptor"] | {"telefono": "22000077"}
    other = short | {"receptor": {"numDocumento": CONTRIBUYENTE["nit"]}}
    assert ("required", "receptor.nombre") in refusals(other, version=4, held=own)


@BOTH
def test_the_third_party_of_the_document_is_copied(tipo: str) -> None:
    third = {"nit": "02100101991034", "nombre": "MANDANTE DE PRUEBA", "codDomiciliado": 1}
    own = held(adjusted(ventaTercero=third))
    old = {key: value for key, value in third.items() if key != "codDomiciliado"}
    assert document(note(JEANS, tipo=tipo), version=4, held=own)["ventaTercero"] == third
    assert document(note(JEANS, tipo=tipo), version=3, held=own)["ventaTercero"] == old
    assert document(note(JEANS, tipo=tipo), version=4, held=held(adjusted()))["ventaTercero"] is None
    # 1.x does not say where the third party lives.
    earlier = held(adjusted(version=3, ventaTercero=third))
    sale = note(JEANS, tipo=tipo)
    assert refusals(sale, version=4, held=earlier) == [("third-party", "ventaTercero.codDomiciliado")]
    added = sale | {"ventaTercero": {"codDomiciliado": 1}}
    assert document(added, version=4, held=earlier)["ventaTercero"] == third


def test_what_is_missing_is_asked_for() -> None:
    bare = note(JEANS, documentoRelacionado=..., receptor=...)
    assert refusals(bare, version=4) == [
        ("required", "documentoRelacionado"),
        ("required", "receptor"),
        ("required", "cuerpoDocumento[0].numeroDocumento"),
    ]
    two = note(JEANS, documentoRelacionado=[RELATED, RELATED | {"numeroDocumento": CERTIFICATE}])
    assert ("required", "cuerpoDocumento[0].numeroDocumento") in refusals(two, version=4)


# Over a comprobante de retención.


@pytest.mark.parametrize(
    ("code", "line_of", "retained"),
    [
        ("22", {}, D("2.5")),
        ("C4", {}, D("32.5")),
        ("C9", {"ivaRete": D("12.34")}, D("12.34")),
        ("22", {"ivaRete": D("2.5"), "totalIva": D("32.5")}, D("2.5")),
    ],
)
def test_a_note_over_a_retention(code: str, line_of: dict[str, Any], retained: Decimal) -> None:
    sent = {"descripcion": "Retención de más", "precioUni": 250, **line_of}
    made = document(over_retention(sent, code=code), version=4)
    item, own = made["cuerpoDocumento"][0], made["resumen"]
    assert (item["numeroDocumento"], item["cantidad"], item["precioUni"]) == (CERTIFICATE, 1, 250)
    assert (item["ventaNoSuj"], item["ventaExenta"], item["ventaGravada"], item["tributos"]) == (0, 0, 0, None)
    assert (item["ivaRete"], item["totalIva"], item["ivaPerci"]) == (retained, D("32.5"), 0)
    assert (own["ivaRete"], own["totalIva"], own["montoTotalOperacion"], own["totalPagar"]) == (
        retained,
        D("32.5"),
        0,
        0,
    )
    assert own["codigoRetencionMH"] == code
    assert dte.validate(made).faults == ()
    assert document(dte.reduce(made), version=4) == made


def test_readings_of_a_note_over_a_retention_pass() -> None:
    made = document(over_retention(), version=4)
    for paid, whole in (("0", "0"), ("2.50", "32.50"), ("30.00", "32.50"), ("30.00", "0")):
        made["resumen"] |= {"totalPagar": D(paid), "montoTotalOperacion": D(whole), "totalLetras": None}
        assert dte.validate(made).faults == ()
    made["cuerpoDocumento"][0]["precioUni"] = D(0)
    assert dte.validate(made).faults == ()
    made["resumen"]["totalPagar"] = D("31.00")
    assert [fault.path for fault in dte.validate(made).faults] == ["resumen.totalPagar"]


def test_a_sale_on_a_line_over_a_retention_is_refused() -> None:
    sent = {"descripcion": "Retención", "precioUni": 250, "ventaGravada": 250}
    assert refusals(over_retention(sent), version=4) == [("computed", "cuerpoDocumento[0].ventaGravada")]
    wrong = {"descripcion": "Retención", "precioUni": 250, "ivaRete": 3}
    assert refusals(over_retention(wrong), version=4) == [("computed", "cuerpoDocumento[0].ivaRete")]


def test_1x_cannot_name_the_retention() -> None:
    assert refusals(over_retention(), version=3) == [("only-other-structure", "resumen.codigoRetencionMH")]
    plain = note(line(100), documentoRelacionado=[OF_RETENTION])
    assert resumen(plain, version=3)["montoTotalOperacion"] == 113


# And back.


@pytest.mark.parametrize("version", [3, 4])
@BOTH
def test_a_note_reduced_and_built_again_is_the_same(version: int, tipo: str) -> None:
    lines = [JEANS, line(40, tipoVenta="exenta"), {"codTributo": "57", "descripcion": "Impuesto", "precioUni": 4}]
    made = document(note(*lines, tipo=tipo, resumen={"retieneIva": True}), version=version)
    reduced = dte.reduce(made)
    assert document(reduced, version=version) == made
    assert document(made, version=version) == made
    assert reduced["receptor"]["numDocumento"] == RECEIVER["numDocumento"]


def test_lines_that_differ_in_what_is_withheld_come_back() -> None:
    made = document(note(line(100), line(50, ivaRete=0), resumen={"retieneIva": True}), version=4)
    assert document(dte.reduce(made), version=4) == made


def test_a_note_of_one_regime_goes_into_the_other() -> None:
    old = document(note(JEANS, resumen={"retieneIva": True}), version=3)
    again = dte.reduce(old)
    again["receptor"]["direccion"]["distrito"] = "11"
    assert document(again, version=4) == document(note(JEANS, resumen={"retieneIva": True}), version=4)
    fresh = document(note(JEANS), version=4)
    assert document(dte.reduce(fresh, regime="1.x"), version=3) == document(note(JEANS), version=3)


def test_a_right_note_has_no_warning() -> None:
    assert warnings(note(JEANS, resumen={"retieneIva": True}), version=4) == []
    assert warnings(note(JEANS), version=3, held=held(adjusted(line(21, 25)))) == []


@pytest.mark.parametrize("tipo", ["05", "06"])
def test_the_totals_of_2_0_are_taken_in_1x_too(tipo: str) -> None:
    def sent(**totals: Any) -> dict[str, Any]:
        return note(line(100), tipo=tipo, resumen={"retieneIva": True, **totals})

    for version in (3, 4):
        assert refusals(sent(montoTotalOperacion=113, totalPagar=112), version=version) == []
    # The key of 1.x says what is paid.
    assert refusals(sent(montoTotalOperacion=112), version=3) == []
    wrong = [("computed", "resumen.montoTotalOperacion")]
    assert refusals(sent(montoTotalOperacion=113), version=3) == wrong
    assert refusals(sent(montoTotalOperacion=114, totalPagar=112), version=3) == wrong
    both = sent(montoTotalOperacion=113, totalPagar=113)
    assert refusals(both, version=3) == [("computed", "resumen.totalPagar")]
