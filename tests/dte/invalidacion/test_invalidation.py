"""Invalidations: what is sent and held becomes an event, of the right date and place, in either structure."""

from datetime import UTC, date, datetime
from typing import Any

import pytest
from tests.dte.events import NEW, SEAL, TARGET, held, invalidation, issued, told
from tests.dte.support import CONSUMIDOR, CONTRIBUYENTE, ccf, context, document, fe, line

from facturaxpress import dte

LAW_1X = {"version": 2}


def test_the_event_is_mhs_document_in_its_order() -> None:
    made = document(invalidation())
    assert list(made) == ["identificacion", "emisor", "documento", "motivo"]
    assert made["identificacion"] == {
        "version": 3,
        "ambiente": "00",
        "codigoGeneracion": "4BA1AEB5-2A77-4B5E-8C8B-CE195EC5DC88",
        "fecEmi": "2026-09-15",
        "horEmi": "10:15:30",
        "fusion": None,
    }
    assert made["emisor"]["codEstableMH"] == "M001"
    assert made["documento"]["telefono"] is None
    assert made["motivo"]["tipoAnulacion"] == 1


def test_one_input_gives_both_structures() -> None:
    new, old = document(invalidation()), document(invalidation(), **LAW_1X)
    assert old["identificacion"]["fecAnula"] == new["identificacion"]["fecEmi"]
    assert old["identificacion"]["horAnula"] == new["identificacion"]["horEmi"]
    assert old["documento"] == {**new["documento"], "montoIva": None}
    assert old["motivo"] == new["motivo"]
    assert old["emisor"]["tipoEstablecimiento"] == "02"
    assert old["emisor"]["nomEstablecimiento"] == "EMISORA DE PRUEBA"


def test_what_only_one_structure_can_say_is_a_fault() -> None:
    assert told(invalidation(documento={"montoIva": 13})) == [("only-other-structure", "documento.montoIva")]
    assert told(invalidation(documento={"montoIva": 13}), **LAW_1X) == []
    merged = invalidation(identificacion={"fusion": "06142803901121"})
    assert told(merged, **LAW_1X) == [("no-fusion", "identificacion.fusion")]
    assert told(merged) == []


def test_the_address_may_be_missing_in_1x_and_is_null_in_2_0() -> None:
    assert "correo" not in document(invalidation(documento={"correo": ...}), **LAW_1X)["documento"]
    assert document(invalidation(documento={"correo": ...}))["documento"]["correo"] is None


@pytest.mark.parametrize(
    ("tipo", "number", "fecEmi", "now", "expected"),
    [
        # 01, 11 and 14 have three months from their own date; the day of sending, as far as it lies within.
        ("01", True, "2026-09-10", datetime(2026, 9, 15, 16, tzinfo=UTC), "2026-09-15"),
        ("11", True, "2026-09-10", datetime(2026, 12, 10, 16, tzinfo=UTC), "2026-12-10"),
        ("14", True, "2026-06-10", datetime(2026, 9, 15, 16, tzinfo=UTC), "2026-09-10"),
        ("01", True, "2026-09-16", datetime(2026, 9, 15, 16, tzinfo=UTC), "2026-09-16"),
        # The others carry the date of the document.
        ("03", True, "2026-09-01", datetime(2026, 9, 15, 16, tzinfo=UTC), "2026-09-01"),
        ("17", False, "2026-09-01", datetime(2026, 9, 15, 16, tzinfo=UTC), "2026-09-01"),
        ("18", False, "2026-09-14", datetime(2026, 9, 15, 16, tzinfo=UTC), "2026-09-14"),
    ],
)
def test_the_date_is_the_one_that_the_event_may_carry(
    tipo: str, number: bool, fecEmi: str, now: datetime, expected: str
) -> None:
    control = f"DTE-{tipo}-M001P001-000000000000007" if number else None
    replacement = NEW if number else None
    sale = invalidation(
        documento={"tipoDte": tipo, "numeroControl": control, "fecEmi": fecEmi, "codigoGeneracionR": replacement}
    )
    draft = dte.build(sale, context(now=now))
    assert draft.preview()["identificacion"]["fecEmi"] == expected
    assert draft.fecEmi == date.fromisoformat(expected)


FORMER = dte.Readings(plazoInvalidacion="antiguo")


@pytest.mark.parametrize("version", [2, 3])
def test_the_date_is_that_of_the_document_whatever_the_term_for_sending(version: int) -> None:
    documento = {"tipoDte": "03", "numeroControl": "DTE-03-M001P001-000000000000007", "fecEmi": "2026-09-10"}
    made = document(invalidation(documento=documento), readings=FORMER, version=version)
    assert made["identificacion"]["fecEmi" if version == 3 else "fecAnula"] == "2026-09-10"
    assert dte.validate(made).ok


def test_the_structure_of_1x_takes_the_day_after() -> None:
    sale = invalidation(
        fecEmi="2026-09-02",
        documento={"tipoDte": "03", "numeroControl": "DTE-03-M001P001-000000000000007", "fecEmi": "2026-09-01"},
    )
    assert told(sale) == [("invalidation-date", "fecEmi")]
    assert told(sale, readings=FORMER) == [("invalidation-date", "fecEmi")]
    assert told(sale, **LAW_1X) == []


def test_it_comes_from_where_the_document_was_issued() -> None:
    sale = invalidation(documento={"numeroControl": "DTE-01-S001P003-000000000000007"})
    draft = dte.build(sale, context())
    made = draft.preview()
    assert (made["emisor"]["codEstableMH"], made["emisor"]["codPuntoVentaMH"]) == ("S001", "P003")
    assert made["emisor"]["telefono"] == "22000099"
    assert (draft.establecimiento, draft.puntoVenta) == ("S001", "P003")
    elsewhere = document(invalidation(establecimiento="S001"))
    assert elsewhere["emisor"]["codEstableMH"] == "S001"


def test_what_is_held_need_not_be_sent() -> None:
    factura = issued(fe(line(113, 2), receptor={**CONSUMIDOR, "telefono": "7000-0001"}, fecEmi="2026-09-10"))
    sale = invalidation()
    sale["documento"] = {"codigoGeneracion": TARGET, "codigoGeneracionR": NEW}
    known = {TARGET: held(factura)}
    made = document(sale, held=known)
    assert made["documento"] == {
        "tipoDte": "01",
        "codigoGeneracion": TARGET,
        "selloRecibido": SEAL,
        "numeroControl": "DTE-01-M001P001-000000000000007",
        "fecEmi": "2026-09-10",
        "codigoGeneracionR": NEW,
        "tipoDocumento": "13",
        "numDocumento": "012345678",
        "nombre": "CONSUMIDOR DE PRUEBA",
        "telefono": "7000-0001",
        "correo": None,
    }
    old = document(sale, held=known, **LAW_1X)
    # 1.x takes digits alone, and has the IVA of the document.
    assert old["documento"]["telefono"] == "70000001"
    assert old["documento"]["montoIva"] == 26
    assert "correo" not in old["documento"]


@pytest.mark.parametrize("version", [3, 4])
def test_a_taxpayer_is_named_by_the_nit(version: int) -> None:
    credit = issued(ccf(line(100), fecEmi="2026-09-14"), version=version)
    sale = invalidation(motivo={"tipoAnulacion": 2})
    sale["documento"] = {"codigoGeneracion": TARGET}
    made = document(sale, held={TARGET: held(credit)})["documento"]
    assert (made["tipoDte"], made["tipoDocumento"], made["numDocumento"]) == ("03", "36", CONTRIBUYENTE["nit"])
    assert made["fecEmi"] == "2026-09-14"
    assert document(sale, held={TARGET: held(credit)}, **LAW_1X)["documento"]["montoIva"] == 13


def test_what_is_neither_held_nor_sent_is_asked_for() -> None:
    sale: dict[str, Any] = {"tipoEvento": "invalidacion"}
    paths = {path for code, path in told(sale) if code == "required"}
    assert {"documento.tipoDte", "documento.selloRecibido", "documento.fecEmi"} <= paths
    assert {"motivo.tipoAnulacion", "motivo.nombreResponsable", "motivo.numDocSolicita"} <= paths
    assert all(code == "required" for code, _ in told(sale))


def test_a_complete_event_is_an_input_too() -> None:
    made = document(invalidation())
    assert document(made) == made
    assert document(dte.reduce(made)) == made
    old = document(invalidation(), **LAW_1X)
    assert document(old, **LAW_1X) == old
    assert document(dte.reduce(old), **LAW_1X) == old


def test_names_of_1x_are_synonyms() -> None:
    sale = invalidation(identificacion={"fecAnula": "2026-09-14"})
    assert document(sale)["identificacion"]["fecEmi"] == "2026-09-14"
    twice = invalidation(identificacion={"fecAnula": "2026-09-14", "fecEmi": "2026-09-14"})
    assert ("two-names", "identificacion.fecEmi") in told(twice)


def test_the_law_table_takes_the_regime_of_the_day_of_sending() -> None:
    now = datetime(2026, 12, 2, 16, tzinfo=UTC)
    sale = invalidation(documento={"fecEmi": "2026-11-20"})
    made = dte.build(sale, context(now=now, ambiente="01")).preview()
    assert made["identificacion"]["version"] == 3
    now = datetime(2026, 11, 30, 16, tzinfo=UTC)
    assert dte.build(sale, context(now=now, ambiente="01")).preview()["identificacion"]["version"] == 2
