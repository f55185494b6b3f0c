"""MH's worked figures of notes (05, 06), by the ids of `worked-examples.json`."""

from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from tests.conformance.worked import Example, examples
from tests.dte.nota_credito.sales import adjusted, held, note
from tests.dte.support import charge, document, line, refusals, resumen

from facturaxpress import dte

D = Decimal
IDS = {"rel-nce-three-ccf", "rel-limits", "nce-return-five-jeans"}


@pytest.fixture
def entry(request: pytest.FixtureRequest, mh: Path) -> Example:
    """The example of that id."""
    return examples(mh)[request.param]


def given_lines(entry: Example) -> list[dict[str, Any]]:
    """The lines of an example as lines of a note."""
    return [
        line(D(one["precioUni"]), D(one["cantidad"]), montoDescu=D(one["montoDescu"]))
        for one in entry["given"]["cuerpoDocumento"]
    ]


def amounts(whole: dict[str, Any]) -> list[Decimal]:
    return [D(item["ventaGravada"]) for item in whole["cuerpoDocumento"]]


def related(entry: Example) -> list[dict[str, Any]]:
    return [one | {"tipoGeneracion": int(one["tipoGeneracion"])} for one in entry["given"]["documentoRelacionado"]]


def numbers(entry: Example) -> list[str]:
    return [one["numeroDocumento"] for one in entry["given"]["cuerpoDocumento"]]


@pytest.mark.parametrize("entry", ["rel-nce-three-ccf"], indirect=True)
@pytest.mark.parametrize("version", [3, 4])
def test_one_note_over_three_documents(entry: Example, version: int) -> None:
    """One of them printed on paper. The lines of the second are those of the third, so they match no original."""
    lines = [one | {"numeroDocumento": number} for one, number in zip(given_lines(entry), numbers(entry), strict=True)]
    made = document(note(*lines, documentoRelacionado=related(entry)), version=version)
    assert amounts(made) == amounts(entry["expected"])
    assert [other["tipoGeneracion"] for other in made["documentoRelacionado"]] == [1, 2, 2]
    printed = entry["derived"]["from printed lines"]
    own = made["resumen"]
    assert own["totalGravada"] == D(printed["totalGravada"])
    assert own["tributos"][0]["valor"] == D(printed["tributos[20].valor"])
    assert own["montoTotalOperacion"] == D(printed["montoTotalOperacion"])
    assert {fault.code for fault in dte.validate(made).warnings} <= {"related-old"}
    assert dte.validate(made).faults == ()


@pytest.mark.parametrize("entry", ["rel-nce-three-ccf"], indirect=True)
def test_the_discount_of_the_second_document_as_it_should_be(entry: Example) -> None:
    right = entry["consistent"]["lines for CCFE 2"]
    second = [line(D(one["precioUni"]), D(one["cantidad"])) for one in right]
    others = [
        one
        for one, number in zip(given_lines(entry), numbers(entry), strict=True)
        if number != entry["given"]["documentoRelacionado"][1]["numeroDocumento"]
    ]
    own = resumen(note(*others, *second), version=4)
    expected = entry["derived"]["from corrected lines"]
    assert own["totalGravada"] == D(expected["totalGravada"])
    assert own["tributos"][0]["valor"] == D(expected["tributos[20].valor"])
    assert own["montoTotalOperacion"] == D(expected["montoTotalOperacion"])


@pytest.mark.parametrize("entry", ["rel-limits"], indirect=True)
def test_limits_of_a_note(entry: Example) -> None:
    given, limits = entry["given"], entry["expected"]
    codes = [f"AC54E9DB-79C5-42CE-B430-EC552C97{index:04X}" for index in range(int(given["documents"]))]
    lines = [line(numeroDocumento=code) for code in codes for _ in range(int(given["items adjusted per original"]))]
    others = [
        {"tipoDocumento": "03", "tipoGeneracion": 2, "numeroDocumento": code, "fechaEmision": "2026-09-01"}
        for code in codes
    ]
    made = document(note(*lines, documentoRelacionado=others), version=4)
    assert len(made["cuerpoDocumento"]) == int(limits["items in the note"])
    assert len(made["documentoRelacionado"]) == int(limits["max related documents"])
    beyond = [*others, others[0] | {"numeroDocumento": "AC54E9DB-79C5-42CE-B430-EC552C97FFFF"}]
    assert ("too-many", "documentoRelacionado") in refusals(note(*lines, documentoRelacionado=beyond), version=4)
    most = int(limits["max items"])
    assert len(document(note(*[line()] * most), version=4)["cuerpoDocumento"]) == most
    assert ("too-many", "cuerpoDocumento") in refusals(note(*[line()] * (most + 1)), version=4)


@pytest.mark.parametrize("entry", ["nce-return-five-jeans"], indirect=True)
def test_five_jeans_are_returned(entry: Example) -> None:
    """Of 25, with their own discount and their share of the global one; the retention of the document is given back."""
    given, expected = entry["given"], entry["expected"]
    (jeans, charged), discount = given["cuerpoDocumento"], expected["montoDescu"]
    assert D(discount["per line"]) + D(discount["share of global discount"]) == D(discount["total"])
    returned = line(
        D(jeans["precioUni"]), D(jeans["cantidad"]), montoDescu=D(discount["total"]), codigo=jeans["codigo"]
    )

    def made(sign: int, **readings: Any) -> dict[str, Any]:
        sale = note(
            returned,
            charge(sign * D(charged["noGravado"])),
            documentoRelacionado=related(entry),
            resumen={"retieneIva": True},
        )
        return document(sale, version=4, readings=dte.Readings(**readings))

    by_rule = {one["name"]: one for one in entry["readings"]}
    credit = made(-1)
    assert amounts(credit) == amounts(entry["expected"])
    assert credit["cuerpoDocumento"][0]["ivaRete"] == D(jeans["ivaRete"])
    assert credit["cuerpoDocumento"][1]["precioUni"] == D(entry["consistent"]["cuerpoDocumento[1].precioUni"])
    printed = expected["resumen"]
    for name in ("totalGravada", "subTotalVentas", "totalDescu", "ivaPerci", "ivaRete", "montoTotalOperacion"):
        assert credit["resumen"][name] == D(printed[name]), name
    assert credit["resumen"]["tributos"][0]["valor"] == D(printed["tributos"][0]["valor"])
    for name in ("descuNoSuj", "descuExenta"):
        assert entry["consistent"][f"resumen.{name}"].startswith("key does not exist")
        assert name not in credit["resumen"]
    for reading, whole in (
        ("rule, credit (noGravado = -5.00)", credit),
        ("rule, charge (noGravado = +5.00)", made(1)),
        ("as printed (retention ignored, positive subtracted)", made(1, totalPagar05="impreso", noGravado="resta")),
    ):
        assert whole["resumen"]["totalPagar"] == D(by_rule[reading]["resumen.totalPagar"]), reading
        assert dte.validate(whole).faults == ()


@pytest.mark.parametrize("entry", ["nce-return-five-jeans"], indirect=True)
def test_the_retention_of_the_document_is_known_where_it_is_held(entry: Example) -> None:
    original = adjusted(line(21, 25, montoDescu=25), line(10, 25), resumen={"retieneIva": True, "descuGravada": 75})
    jeans = entry["given"]["cuerpoDocumento"][0]
    sale = note(line(D(jeans["precioUni"]), D(jeans["cantidad"]), montoDescu=D(jeans["montoDescu"])))
    assert resumen(sale, version=4, held=held(original))["ivaRete"] == D(jeans["ivaRete"])
