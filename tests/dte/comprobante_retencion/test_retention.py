"""Retention certificates (07) made into documents of either version."""

from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.dte.comprobante_retencion.sales import CODES, SUPPLIER, bought, held, listed, retention
from tests.dte.support import ccf, context, document, fe, found, line, refusals, warnings
from tests.dte.test_schemas import read, validator

from facturaxpress import dte

D = Decimal
VERSIONS = pytest.mark.parametrize("version", [1, 2])


@VERSIONS
def test_what_is_withheld_is_worked_out_by_its_code(version: int) -> None:
    sale = retention(
        listed(D("80097.35")),
        listed(D("444.44"), "C4", numeroDocumento=CODES[1]),
        listed(1000, "C9", numeroDocumento=CODES[2], ivaRetenido=50),
    )
    made = document(sale, version=version)
    assert [item["ivaRetenido"] for item in made["cuerpoDocumento"]] == [D("800.97"), D("57.78"), 50]
    summary = made["resumen"]
    assert summary["totalSujetoRetencion"] == D("81541.79")
    if version == 1:
        assert summary == {
            "totalSujetoRetencion": D("81541.79"),
            "totalIVAretenido": D("908.75"),
            "totalIVAretenidoLetras": "NOVECIENTOS OCHO 75/100 DÓLARES",
        }
    else:
        assert summary["totalIvaRetenido"] == D("908.75")
        # 13 % of 81,541.79 is 10,600.4327.
        assert summary["totalIva"] == D("10600.43")
        assert summary["totalLetras"] == "NOVECIENTOS OCHO 75/100 DÓLARES"


@VERSIONS
def test_the_kind_of_generation_is_told_by_the_number(version: int) -> None:
    sale = retention(listed(), listed(numeroDocumento="2730"), listed(numeroDocumento=CODES[1], tipoGeneracion=2))
    lines = document(sale, version=version)["cuerpoDocumento"]
    assert [item["tipoDoc" if version == 1 else "tipoGeneracion"] for item in lines] == [2, 1, 2]
    assert [item["numItem"] for item in lines] == [1, 2, 3]


def test_version_1_has_its_own_names() -> None:
    sale = retention(
        establecimiento="S001",
        extension={"nombEntrega": "Persona de Prueba", "docuEntrega": "012345678"},
        resumen={"observaciones": "Nota"},
    )
    made = document(sale, version=1)
    assert made["extension"] == {
        "nombEntrega": "Persona de Prueba",
        "docuEntrega": "012345678",
        "nombRecibe": None,
        "docuRecibe": None,
        "observaciones": "Nota",
    }
    emisor = made["emisor"]
    assert (emisor["codigoMH"], emisor["codigo"], emisor["puntoVentaMH"], emisor["puntoVenta"]) == (
        *("S001", "S001", "P003", "P003"),
    )
    assert emisor["tipoEstablecimiento"] == "01"
    assert set(made["cuerpoDocumento"][0]) >= {"tipoDoc", "numDocumento"}
    assert document({**sale, "extension": None}, version=2)["resumen"]["observaciones"] == "Nota"
    assert refusals(sale, version=2) == [("only-other-structure", "extension")]


def test_what_the_issuer_is_registered_with_is_put_as_version_1_wants_it() -> None:
    place = dte.Establecimiento(codigo="P001", telefono="2200-0099")
    emisor = document(retention(), version=1, establecimientos=(place,))["emisor"]
    assert (emisor["tipoEstablecimiento"], emisor["telefono"]) == ("02", "22000099")
    assert document(retention(), version=2, establecimientos=(place,))["emisor"]["telefono"] == "2200-0099"


def test_the_names_of_1x_are_other_names_of_the_input() -> None:
    old = {"tipoDte": "03", "tipoDoc": 2, "numDocumento": CODES[0], "fechaEmision": "2026-09-04"}
    old |= {"montoSujetoGrav": 250, "codigoRetencionMH": "22", "descripcion": "Compra de prueba"}
    sale = retention(old, resumen={"totalIVAretenido": D("2.50")})
    assert document(sale, version=2) == document(retention(), version=2)
    assert refusals({**sale, "resumen": {"totalIVAretenido": 3}}, version=2) == [
        ("computed", "resumen.totalIVAretenido")
    ]


@VERSIONS
def test_a_dui_is_written_without_hyphen(version: int) -> None:
    receptor = {**SUPPLIER, "tipoDocumento": "13", "numDocumento": "012345678", "nrc": None}
    made = document(retention(receptor=receptor), version=version)
    assert made["receptor"]["numDocumento"] == "012345678"
    assert dte.validate(made).faults == ()
    made["receptor"]["numDocumento"] = "01234567-8"
    assert found(dte.validate(made)) == [("dui-form", "receptor.numDocumento")]


def test_a_merger_is_said_in_version_2_only() -> None:
    sale = retention(identificacion={"fusion": "06142803901121"})
    assert document(sale, version=2)["identificacion"]["fusion"] == "06142803901121"
    assert refusals(sale, version=1) == [("no-fusion", "identificacion.fusion")]


def test_both_readings_of_the_iva_pass() -> None:
    made = document(retention(listed(), listed(1000, "C4", numeroDocumento=CODES[1])), version=2)
    assert made["resumen"]["totalIva"] == D("162.5")
    for value, expected in ((D("162.51"), []), (130, []), (131, [("summary-figure", "resumen.totalIva")])):
        made["resumen"]["totalIva"] = value
        assert found(dte.validate(made)) == expected


@pytest.mark.parametrize(
    ("sale", "base"),
    [
        (ccf(line(500), line(100, tipoVenta="exenta"), resumen={"descuGravada": 20}), 480),
        (fe(line(D("565.55")), receptor=SUPPLIER | {"nombreComercial": ...}), D("500.49")),
    ],
    ids=["03", "01"],
)
@VERSIONS
def test_what_is_held_need_not_be_said(version: int, sale: dict[str, Any], base: Any) -> None:
    sale["receptor"] = {key: value for key, value in sale["receptor"].items() if value is not ...}
    known = held(bought(sale))
    short = {"numeroDocumento": CODES[0], "codigoRetencionMH": "22", "descripcion": "Compra"}
    made = document(retention(short), version=version, held=known)
    item = made["cuerpoDocumento"][0]
    assert (item["tipoDte"], item["fechaEmision"], item["montoSujetoGrav"]) == (sale["tipoDte"], "2026-09-15", base)
    assert found(dte.validate(made, held=known)) == []


def test_no_more_than_five_hundred_lines() -> None:
    lines = [listed(numeroDocumento=str(number)) for number in range(1, 502)]
    assert refusals(retention(*lines), version=2) == [("too-many", "cuerpoDocumento")]
    assert len(document(retention(*lines[:500]), version=2)["cuerpoDocumento"]) == 500


amounts = st.decimals(D("1"), D("99999999.99"), places=2)


@st.composite
def certificates(draw: st.DrawFn) -> dict[str, Any]:
    """The input of a 07 that `build` must accept under either regime."""
    count = draw(st.integers(1, 8))
    kind = draw(st.sampled_from(["01", "03", "14"]))
    lines = []
    for number in range(count):
        code = draw(st.sampled_from(["22", "C4", "C9"]))
        one = listed(draw(amounts), code, tipoDte=kind, numeroDocumento=f"{number + 1:08}")
        if code == "C9":
            one["ivaRetenido"] = draw(st.decimals(D("0.01"), D("999"), places=2))
        lines.append(one)
    return retention(*lines, resumen=draw(st.sampled_from([..., {}, {"observaciones": "Nota"}])))


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(sale=certificates())
def test_whatever_is_right_gives_documents_that_mh_accepts(sale: dict[str, Any], mh: Path) -> None:
    made = {}
    for version, schema in ((1, "1.x/fe-cr-v1.json"), (2, "2.0/v2/fe-cr-v2.json")):
        one = made[version] = document(sale, version=version)
        assert validator(read(mh / "schemas" / schema)).is_valid(one)
        assert dte.validate(one).faults == ()
        again = {key: value for key, value in dte.reduce(one).items() if key != "fecEmi"}
        assert document(again, version=version) == one
    old, new = made[1]["resumen"], made[2]["resumen"]
    assert (
        old["totalIVAretenido"]
        == new["totalIvaRetenido"]
        == sum(item["ivaRetenido"] for item in made[2]["cuerpoDocumento"])
    )
    # One regime after the other: what 1.x holds makes the document of 2.0, but for the districts that it lacks.
    moved = dte.reduce(made[1])
    moved["receptor"]["direccion"]["distrito"] = SUPPLIER["direccion"]["distrito"]
    assert dte.build(moved, context(version=2)).preview()["cuerpoDocumento"] == made[2]["cuerpoDocumento"]


def test_warnings_of_a_right_certificate() -> None:
    assert warnings(retention(), version=2) == []
    assert warnings(retention(), version=1) == []


def test_on_a_purchase_from_the_excluded_no_more_is_withheld_than_was_bought() -> None:
    seller = {"tipoDocumento": "13", "numDocumento": "045123788", "nombre": "Persona de Prueba"}
    address = {"departamento": "06", "municipio": "23", "distrito": "14", "complemento": "Calle de Prueba 1"}
    purchase = document(
        {
            "tipoDte": "14",
            "receptor": {**seller, "direccion": address},
            "cuerpoDocumento": [line(100, tipoItem=2)],
            "resumen": {"descu": 10},
        }
    )
    known = {CODES[0]: dte.Held(document=purchase, selloRecibido="2026" + "A" * 36)}
    one = listed(90, tipoDte="14", fechaEmision=purchase["identificacion"]["fecEmi"])
    sale = retention(one)
    sale["receptor"] = purchase["receptor"]
    over = [fault for fault in refusals(sale, held=known) if fault[0] == "retention-over-base"]
    assert over == []
    one["montoSujetoGrav"] = 91
    assert ("retention-over-base", "cuerpoDocumento[0].montoSujetoGrav") in refusals(sale, held=known)
