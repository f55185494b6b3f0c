"""The event of contingency: what is sent becomes an event in either structure, and each rule is broken and kept."""

from datetime import UTC, datetime
from typing import Any

import pytest
from tests.dte.events import NEW, TARGET, Change, all_of, complete, contingency, held, issued, judged, put, told
from tests.dte.support import CONSUMIDOR, context, document, fe, line

from facturaxpress import dte

TWO = contingency()["detalleDTE"]
OTHER = {"tipoContingencia": 5}
UNCODED = TWO[0] | {"codigoGeneracion": "x"}


def deferred(cause: int = 3, at: str = "08:30:00", **changes: Any) -> dict[str, Any]:
    """A factura issued in contingency, as it was signed."""
    whole = issued(fe(line(113), receptor=CONSUMIDOR), **changes)
    whole["identificacion"] |= {"tipoModelo": 2, "tipoOperacion": 2, "tipoContingencia": cause, "horEmi": at}
    return whole


def test_one_input_gives_both_structures() -> None:
    new, old = document(contingency()), document(contingency(), version=3)
    assert list(new) == ["identificacion", "emisor", "detalleDTE", "motivo"]
    assert new["identificacion"] == {
        "version": 4,
        "ambiente": "00",
        "codigoGeneracion": "4BA1AEB5-2A77-4B5E-8C8B-CE195EC5DC88",
        "fTransmision": "2026-09-15",
        "hTransmision": "10:15:30",
    }
    assert new["emisor"]["tipoEstablecimiento"] == "02"
    assert new["emisor"]["codPuntoVentaMH"] == old["emisor"]["codPuntoVenta"] == "P001"
    assert list(new["detalleDTE"][0]) == ["noItem", "tipoDoc", "codigoGeneracion"]
    assert list(old["detalleDTE"][0]) == ["noItem", "codigoGeneracion", "tipoDoc"]
    assert [entry["noItem"] for entry in new["detalleDTE"]] == [1, 2]
    assert new["motivo"] == old["motivo"]
    assert new["motivo"]["motivoContingencia"] is None


def test_a_complete_event_is_an_input_too() -> None:
    for version in (3, 4):
        made = document(contingency(), version=version)
        assert document(made, version=version) == made
        assert document(dte.reduce(made), version=version) == made
    assert set(dte.reduce(document(contingency()))) == {"tipoEvento", "detalleDTE", "motivo", "emisor"}


def test_the_type_of_a_document_that_is_held_need_not_be_sent() -> None:
    sale = contingency(detalleDTE=[{"codigoGeneracion": TARGET}])
    assert told(sale) == [("required", "detalleDTE[0].tipoDoc")]
    made = document(sale, held={TARGET: held(deferred(), seal=None)})
    assert made["detalleDTE"] == [{"noItem": 1, "tipoDoc": "01", "codigoGeneracion": TARGET}]


def test_a_thousand_documents_fit_and_no_more() -> None:
    many = [{"tipoDoc": "01", "codigoGeneracion": f"A1B2C3D4-0001-4E5F-8A9B-{n:012}"} for n in range(1001)]
    assert len(document(contingency(detalleDTE=many[:1000]))["detalleDTE"]) == 1000
    assert ("too-many", "detalleDTE") in told(contingency(detalleDTE=many))


def test_what_is_missing_is_asked_for() -> None:
    paths = {path for _, path in told({"tipoEvento": "contingencia"})}
    assert {"emisor.nombreResponsable", "motivo.fInicio", "motivo.tipoContingencia"} <= paths


# Code, path, version and an input that breaks the rule.
INPUTS: list[tuple[str, str, int, dict[str, Any]]] = [
    ("contingency-sent-today", "fecEmi", 4, contingency(fecEmi="2026-09-14")),
    ("contingency-type", "detalleDTE[0].tipoDoc", 4, contingency(detalleDTE=[TWO[0] | {"tipoDoc": "08"}])),
    ("contingency-type", "detalleDTE[0].tipoDoc", 3, contingency(detalleDTE=[TWO[0] | {"tipoDoc": "07"}])),
    (
        "contingency-code",
        "detalleDTE[0].codigoGeneracion",
        4,
        contingency(detalleDTE=[UNCODED]),
    ),
    ("contingency-twice", "detalleDTE[1].codigoGeneracion", 4, contingency(detalleDTE=[TWO[0], TWO[0]])),
    ("contingency-item", "detalleDTE[0].noItem", 4, contingency(detalleDTE=[TWO[0] | {"noItem": 2}])),
    ("contingency-cause", "motivo.tipoContingencia", 4, contingency(motivo={"tipoContingencia": 6})),
    ("contingency-reason", "motivo.motivoContingencia", 4, contingency(motivo=OTHER)),
    ("contingency-reason", "motivo.motivoContingencia", 3, contingency(motivo={**OTHER, "motivoContingencia": " "})),
    ("contingency-time", "motivo.hFin", 4, contingency(motivo={"hFin": "9:15"})),
    ("contingency-time", "motivo.hInicio", 4, contingency(motivo={"hInicio": "24:00:00"})),
    ("contingency-period", "motivo.hFin", 4, contingency(motivo={"hFin": "07:59:59"})),
    ("contingency-unended", "motivo.hFin", 4, contingency(motivo={"hFin": "10:15:31"})),
    ("contingency-late", "motivo.fFin", 4, contingency(motivo={"fInicio": "2026-09-14", "fFin": "2026-09-14"})),
    ("dui-check-digit", "emisor.numeroDocResponsable", 4, contingency(emisor={"numeroDocResponsable": "012345679"})),
    ("identity-type", "emisor.tipoDocResponsable", 4, contingency(emisor={"tipoDocResponsable": "99"})),
]
RIGHT: list[tuple[int, dict[str, Any]]] = [
    (4, contingency()),
    (3, contingency()),
    (4, contingency(fecEmi="2026-09-15")),
    (4, contingency(detalleDTE=[TWO[0] | {"tipoDoc": "07"}, TWO[1] | {"tipoDoc": "18"}])),
    (4, contingency(motivo={**OTHER, "motivoContingencia": "Falla del servidor"})),
    # A day to the second after the end of the cause.
    (4, contingency(motivo={"fInicio": "2026-09-14", "fFin": "2026-09-14", "hFin": "10:15:30"})),
    (4, contingency(motivo={"hInicio": "09:15:00"})),
]
EVENTS: list[tuple[str, str, Change]] = [
    ("contingency-type", "detalleDTE[0].tipoDoc", put("detalleDTE[0].tipoDoc", "15")),
    ("contingency-time", "motivo.hFin", put("motivo.hFin", "mediodía")),
    ("contingency-late", "motivo.fFin", put("identificacion.fTransmision", "2026-09-17")),
    ("contingency-period", "motivo.fFin", put("motivo.fInicio", "2026-09-16")),
]


@pytest.mark.parametrize(("code", "path", "version", "sale"), INPUTS)
def test_an_input_that_breaks_a_rule_is_told_at_its_place(
    code: str, path: str, version: int, sale: dict[str, Any]
) -> None:
    hits = [one for one in all_of(sale, version=version) if (one.code, one.path) == (code, path)]
    assert len(hits) == 1, told(sale, version=version)
    complete(hits[0])


@pytest.mark.parametrize(("version", "sale"), RIGHT)
def test_a_right_input_breaks_none(version: int, sale: dict[str, Any]) -> None:
    assert told(sale, version=version) == []
    assert judged(sale, version=version) == []


@pytest.mark.parametrize(("code", "path", "change"), EVENTS)
def test_an_event_that_breaks_a_rule_is_told_at_its_place(code: str, path: str, change: Change) -> None:
    assert judged(contingency(), change) == [(code, path)]


@pytest.mark.parametrize(
    ("known", "expected"),
    [
        (held(deferred(), seal=None), []),
        (held(deferred(cause=1), seal=None), [("contingency-other-cause", "detalleDTE[0].codigoGeneracion")]),
        (
            held(issued(fe(line(113), receptor=CONSUMIDOR)), seal=None),
            [("contingency-undeferred", "detalleDTE[0].codigoGeneracion")],
        ),
        *(
            (held(deferred(at=at), seal=None), [("contingency-outside", "detalleDTE[0].codigoGeneracion")])
            for at in ("07:59:59", "09:15:01")
        ),
        *((held(deferred(at=at), seal=None), []) for at in ("08:00:00", "09:15:00")),
        (held(deferred()), [("contingency-sealed", "detalleDTE[0].codigoGeneracion")]),
    ],
)
def test_what_is_held_is_compared(known: dte.Held, expected: list[tuple[str, str]]) -> None:
    assert told(contingency(), held={TARGET: known}) == expected
    for one in all_of(contingency(), held={TARGET: known}):
        complete(one)
    # Judged later, a document of the event is sealed, as it should be.
    later = [] if expected and expected[0][0] == "contingency-sealed" else expected
    assert judged(contingency(), known={TARGET: known}) == later


def test_the_documents_are_of_the_same_type_and_issuer() -> None:
    sale = contingency(detalleDTE=[{"tipoDoc": "03", "codigoGeneracion": TARGET}])
    known = {TARGET: held(deferred(), seal=None)}
    assert told(sale, held=known) == [("contingency-differs", "detalleDTE[0].tipoDoc")]
    other = context().emisor
    foreign = dte.Emisor(
        **{**{name: getattr(other, name) for name in other.__struct_fields__}, "nit": "06142803901121"}
    )
    known = {TARGET: held(deferred(emisor=foreign), seal=None)}
    assert told(contingency(), held=known) == [("contingency-issuer", "detalleDTE[0].codigoGeneracion")]


def test_the_moment_of_sending_is_the_present() -> None:
    late = document(contingency(), now=datetime(2026, 9, 16, 1, 0, tzinfo=UTC))
    assert (late["identificacion"]["fTransmision"], late["identificacion"]["hTransmision"]) == (
        "2026-09-15",
        "19:00:00",
    )
    assert NEW in {entry["codigoGeneracion"] for entry in late["detalleDTE"]}


PROVED = {code for code, *_ in (*INPUTS, *EVENTS)} | {
    "contingency-differs",
    "contingency-undeferred",
    "contingency-other-cause",
    "contingency-issuer",
    "contingency-outside",
    "contingency-sealed",
}
