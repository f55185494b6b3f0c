"""The rules of notes (05, 06) and of related documents that are held, each broken and kept."""

import copy
from collections.abc import Callable
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
    certificate,
    held,
    note,
    over_retention,
)
from tests.dte.support import CODIGO, CONTEXT, CONTRIBUYENTE, ccf, charge, context, document, line, refusals

from facturaxpress import dte

D = Decimal
LINE = line(100)
THIRD = {"nit": "02100101991034", "nombre": "MANDANTE DE PRUEBA", "codDomiciliado": 1}
ABSORBED = "06140101051046"

Change = Callable[[dict[str, Any]], Any]


def put(path: str, value: Any) -> Change:
    *outer, last = [
        int(part) if part.isdigit() else part for part in path.replace("[", ".").replace("]", "").split(".")
    ]

    def change(whole: dict[str, Any]) -> None:
        place: Any = whole
        for part in outer:
            place = place[part]
        place[last] = value

    return change


# Code, path, the right input and what makes its document wrong.
DOCUMENTS: list[tuple[str, str, dict[str, Any], Change]] = [
    ("note-iva", "cuerpoDocumento[0].totalIva", note(LINE), put("cuerpoDocumento[0].totalIva", D(13))),
    (
        "line-part",
        "cuerpoDocumento[1].ivaRete",
        note(LINE, line(50, tipoVenta="exenta")),
        put("cuerpoDocumento[1].ivaRete", D("0.50")),
    ),
    (
        "note-untaxed",
        "cuerpoDocumento[1].ivaPerci",
        note(LINE, line(0), tipo="06"),
        put("cuerpoDocumento[1].ivaPerci", D("0.50")),
    ),
    ("line-part", "cuerpoDocumento[0].ivaRete", note(LINE), put("cuerpoDocumento[0].ivaRete", D("1.02"))),
    ("line-part", "cuerpoDocumento[0].ivaPerci", note(LINE), put("cuerpoDocumento[0].ivaPerci", D("0.98"))),
    ("charge-line", "cuerpoDocumento[1].totalIva", note(LINE, charge(5)), put("cuerpoDocumento[1].totalIva", D(1))),
    ("line-part", "cuerpoDocumento[1].ivaRete", note(LINE, charge(5)), put("cuerpoDocumento[1].ivaRete", D(1))),
    ("line-part", "cuerpoDocumento[1].ivaPerci", note(LINE, charge(5)), put("cuerpoDocumento[1].ivaPerci", D(1))),
    (
        "note-retention-line",
        "cuerpoDocumento[0].cantidad",
        over_retention(),
        put("cuerpoDocumento[0].cantidad", D(2)),
    ),
    (
        "note-retention-amount",
        "cuerpoDocumento[0].ivaRete",
        over_retention(),
        put("cuerpoDocumento[0].ivaRete", D(0)),
    ),
    (
        "note-retention-line",
        "cuerpoDocumento[0].tributos",
        over_retention(),
        put("cuerpoDocumento[0].tributos", ["20"]),
    ),
    (
        "note-retention-line",
        "cuerpoDocumento[0].ventaExenta",
        over_retention(),
        put("cuerpoDocumento[0].ventaExenta", D(250)),
    ),
    ("note-retention-code", "resumen.codigoRetencionMH", note(LINE), put("resumen.codigoRetencionMH", "22")),
    ("note-retention-code", "resumen.codigoRetencionMH", over_retention(), put("resumen.codigoRetencionMH", None)),
    ("note-retention-code", "resumen.codigoRetencionMH", over_retention(), put("resumen.codigoRetencionMH", "99")),
    ("fusion-self", "identificacion.fusion", note(LINE), put("identificacion.fusion", CONTEXT.emisor.nit)),
    ("fusion-self", "identificacion.fusion", note(LINE), put("identificacion.fusion", CONTRIBUYENTE["nit"])),
    (
        "fusion-self",
        "identificacion.fusion",
        note(LINE, ventaTercero=THIRD),
        put("identificacion.fusion", THIRD["nit"]),
    ),
    ("nit-check-digit", "identificacion.fusion", note(LINE), put("identificacion.fusion", "06140101051047")),
    ("nrc-missing", "receptor.nrc", note(LINE), put("receptor.nrc", None)),
    ("email-missing", "receptor.correo", note(LINE), put("receptor.correo", None)),
    (
        "related-type",
        "documentoRelacionado[0].tipoDocumento",
        note(LINE),
        put("documentoRelacionado[0].tipoDocumento", "01"),
    ),
    ("condition", "resumen.condicionOperacion", note(LINE), put("resumen.condicionOperacion", 4)),
    ("note-empty", "cuerpoDocumento", note(LINE), put("cuerpoDocumento[0].ventaGravada", D(0))),
    ("iva-missing", "cuerpoDocumento[0].tributos", note(LINE), put("cuerpoDocumento[0].tributos", ["59"])),
]
# The same of 1.x.
OLD: list[tuple[str, str, dict[str, Any], Change]] = [
    (
        "note-tribute-old",
        "cuerpoDocumento[0].tributos[1]",
        note(LINE),
        put("cuerpoDocumento[0].tributos", ["20", "55"]),
    ),
    (
        "note-tribute-old",
        "cuerpoDocumento[0].tributos[1]",
        note(LINE),
        put("cuerpoDocumento[0].tributos", ["20", "ZZ"]),
    ),
    ("summary-figure", "resumen.montoTotalOperacion", note(LINE), put("resumen.montoTotalOperacion", D("113.02"))),
    ("summary-figure", "resumen.ivaRete1", note(LINE), put("resumen.ivaRete1", D("0.50"))),
    ("words-cents", "resumen.totalLetras", note(LINE), put("resumen.totalLetras", "CIENTO TRECE 01/100 DÓLARES")),
]


@pytest.mark.parametrize(("code", "path", "sale", "change"), DOCUMENTS)
def test_a_wrong_note_is_told_at_its_place(code: str, path: str, sale: dict[str, Any], change: Change) -> None:
    told_once(code, path, document(sale, version=4), change)


@pytest.mark.parametrize(("code", "path", "sale", "change"), OLD)
def test_a_wrong_note_of_1x_is_told_at_its_place(code: str, path: str, sale: dict[str, Any], change: Change) -> None:
    told_once(code, path, document(sale, version=3), change)


def told_once(code: str, path: str, whole: dict[str, Any], change: Change) -> None:
    report = dte.validate(whole)
    assert not report.faults
    assert (code, path) not in [(one.code, one.path) for one in report.warnings]
    change(whole)
    report = dte.validate(whole)
    hits = [one for one in (*report.faults, *report.warnings) if (one.code, one.path) == (code, path)]
    assert len(hits) == 1, [str(one) for one in (*report.faults, *report.warnings)]
    complete(hits[0])


def complete(fault: dte.Fault) -> None:
    for text in (fault.message, fault.message_en, fault.fix, fault.fix_en, fault.source):
        assert text.strip()
        assert "{" not in text
        assert "None" not in text


def test_one_wrong_figure_is_told_once() -> None:
    sale = note(line(100), charge(5), resumen={"retieneIva": True})
    for path in ("cuerpoDocumento[0].ivaRete", "resumen.ivaRete", "resumen.totalPagar", "resumen.montoTotalOperacion"):
        whole = document(sale, version=4)
        field = path.rpartition(".")[2]
        holder = whole["resumen"] if path.startswith("resumen") else whole["cuerpoDocumento"][0]
        holder[field] += D("0.02")
        assert [fault.path for fault in dte.validate(whole).faults] == [path]


# When issuing.


def test_codes_of_retention_when_issuing() -> None:
    for code in ("XX", None):
        assert refusals(over_retention(code=code), version=4) == [("note-retention-code", "resumen.codigoRetencionMH")]
    assert refusals(note(LINE, resumen={"codigoRetencionMH": "22"}), version=4) == [
        ("note-retention-code", "resumen.codigoRetencionMH")
    ]
    assert refusals(over_retention(code="C9"), version=4) == [("note-retention-amount", "cuerpoDocumento[0].ivaRete")]


@pytest.mark.parametrize("version", [3, 4])
def test_a_note_adjusts_something(version: int) -> None:
    assert refusals(note(line(0)), version=version) == [("note-empty", "cuerpoDocumento")]
    assert refusals(note(line(0), LINE), version=version) == []


def test_a_merger_when_issuing() -> None:
    merged = {"fusion": CONTEXT.emisor.nit}
    assert refusals(note(LINE, identificacion=merged), version=4) == [("fusion-self", "identificacion.fusion")]
    assert refusals(note(LINE, identificacion={"fusion": "0614-010105-104-6"}), version=4) == [
        ("bad-format", "identificacion.fusion")
    ]


def test_who_receives_a_note_is_a_taxpayer() -> None:
    bare = {key: value for key, value in RECEIVER.items() if key != "nrc"}
    assert refusals(note(LINE, receptor=bare), version=4) == [("nrc-missing", "receptor.nrc")]


# What is held.


def faults(sale: dict[str, Any], own: dict[str, dte.Held], version: int = 4) -> list[tuple[str, str]]:
    """Code and path of what is told when issuing; the document that is issued all the same is judged alike."""
    told = refusals(sale, version=version, held=own)
    made = document(sale, version=version) if refusals(sale, version=version) == [] else None
    if made is not None:
        report = dte.validate(made, held=own)
        assert [(one.code, one.path) for one in report.faults] == told
    return told


NUMBER = "documentoRelacionado[0].numeroDocumento"


def test_the_document_adjusted_is_sealed_and_in_force() -> None:
    assert faults(note(LINE), held(adjusted())) == []
    assert faults(note(LINE), held(adjusted(), selloRecibido=None)) == [("related-unsealed", NUMBER)]
    assert faults(note(LINE), held(adjusted(), invalidated=True)) == [("related-invalidated", NUMBER)]


def test_other_types_relate_sealed_documents_too() -> None:
    remission = {"tipoDocumento": "04", "tipoGeneracion": 2, "numeroDocumento": ADJUSTED, "fechaEmision": "2026-08-13"}
    own = {"identificacion": {"tipoDte": "04", "fecEmi": "2026-08-13", "codigoGeneracion": ADJUSTED}}
    sale = ccf(line(100, numeroDocumento=ADJUSTED), documentoRelacionado=[remission])
    assert faults(sale, held(own)) == []
    assert faults(sale, held(own, selloRecibido=None)) == [("related-unsealed", NUMBER)]
    settlement = copy.deepcopy(sale)
    settlement["documentoRelacionado"][0]["tipoDocumento"] = "09"
    own["identificacion"]["tipoDte"] = "09"
    assert faults(settlement, held(own, selloRecibido=None)) == []


def test_what_is_said_of_the_document_adjusted() -> None:
    other = [RELATED | {"fechaEmision": "2026-08-12"}]
    assert faults(note(LINE, documentoRelacionado=other), held(adjusted())) == [
        ("related-differs", "documentoRelacionado[0].fechaEmision")
    ]
    certified = [OF_RETENTION | {"numeroDocumento": ADJUSTED}]
    sale = over_retention() | {"documentoRelacionado": certified}
    assert ("related-differs", "documentoRelacionado[0].tipoDocumento") in refusals(
        sale, version=4, held=held(adjusted())
    )


@pytest.mark.parametrize(
    ("day", "told"),
    [("2026-08-12", True), ("2026-08-13", False), ("2026-11-13", False), ("2026-11-14", True)],
)
def test_until_when_a_document_is_adjusted(day: str, told: bool) -> None:
    made = document(note(LINE), version=4)
    made["identificacion"]["fecEmi"] = day
    codes = [(one.code, one.path) for one in dte.validate(made, held=held(adjusted())).faults]
    assert codes == ([("note-dates", "documentoRelacionado[0].fechaEmision")] if told else [])


def test_a_note_is_for_the_same_parties() -> None:
    mine = held(adjusted())
    other = RECEIVER | {"numDocumento": "06142803901121"}
    assert faults(note(LINE, receptor=other), mine) == [("note-parties", "receptor.numDocumento")]
    assert faults(note(LINE, receptor=other), mine, version=3) == [("note-parties", "receptor.nit")]
    assert faults(note(LINE, ventaTercero=THIRD), mine) == [("note-parties", "ventaTercero.nit")]
    third = held(adjusted(ventaTercero=THIRD))
    assert faults(note(LINE, ventaTercero=THIRD), third) == []
    other = THIRD | {"nit": "06142803901121"}
    assert faults(note(LINE, ventaTercero=other), third) == [("note-parties", "ventaTercero.nit")]
    # It is taken from the document; a note that was made without it is another matter.
    assert refusals(note(LINE), version=4, held=third) == []
    report = dte.validate(document(note(LINE), version=4), held=third)
    assert [(one.code, one.path) for one in report.faults] == [("note-parties", "ventaTercero")]
    foreign = adjusted()
    foreign["emisor"]["nit"] = "06142803901121"
    assert faults(note(LINE), held(foreign)) == [("note-parties", "emisor.nit")]


@pytest.mark.parametrize("section", ["emisor", "receptor", "ventaTercero"])
def test_an_absorbed_company_stands_for_one_party(section: str) -> None:
    """Manual Funcional 2.0 p. 34."""
    original = adjusted(ventaTercero=THIRD)
    original[section]["nit"] = ABSORBED
    sale = note(LINE, ventaTercero=THIRD)
    path = "receptor.numDocumento" if section == "receptor" else f"{section}.nit"
    assert faults(sale, held(original)) == [("note-parties", path)]
    merged = sale | {"identificacion": {"fusion": ABSORBED}}
    assert faults(merged, held(original)) == []
    original["ventaTercero" if section == "emisor" else "emisor"]["nit"] = ABSORBED
    assert [code for code, _ in faults(merged, held(original))] == ["note-parties"]


# What is left.


def earlier(*lines: dict[str, Any], version: int = 4, tipo: str = "05", **more: Any) -> dict[str, Any]:
    made = document(note(*lines, tipo=tipo, **more), version=version)
    made["identificacion"]["codigoGeneracion"] = CERTIFICATE
    return made


@pytest.mark.parametrize("version", [3, 4])
def test_notes_of_credit_add_up_to_the_document_at_most(version: int) -> None:
    original = adjusted(line(100, 5), line(40, tipoVenta="exenta"), resumen={"descuGravada": 50}, version=version)
    assert faults(note(line(450)), held(original), version) == []
    assert faults(note(line(D("450.01"))), held(original), version) == []
    assert faults(note(line(D("450.02"))), held(original), version) == [("note-balance", NUMBER)]
    first, second = earlier(line(300)), earlier(line(60), line(30, tipoVenta="exenta"), version=3)
    left = held(original, first, second)
    assert faults(note(line(90)), left, version) == []
    assert faults(note(line(91)), left, version) == [("note-balance", NUMBER)]
    assert faults(note(line(10, tipoVenta="exenta")), left, version) == []
    assert faults(note(line(11, tipoVenta="exenta")), left, version) == [("note-balance", NUMBER)]
    # One kind of sale does not pay for another.
    assert faults(note(line(1, tipoVenta="noSujeta")), held(original), version) == [("note-balance", NUMBER)]
    assert faults(note(line(451), line(41, tipoVenta="exenta")), held(original), version) == [
        ("note-balance", NUMBER),
        ("note-balance", NUMBER),
    ]
    discounted = held(original, earlier(line(400), version=3, resumen={"descuGravada": 100}))
    assert faults(note(line(150)), discounted, version) == []
    assert faults(note(line(151)), discounted, version) == [("note-balance", NUMBER)]


def test_what_does_not_count_against_a_note_of_credit() -> None:
    original = adjusted(line(100))
    debit = earlier(line(80), tipo="06")
    same = document(note(line(100)), version=4)
    of_another = earlier(line(80), documentoRelacionado=[RELATED | {"numeroDocumento": CODIGO}])
    odd = {"identificacion": {"tipoDte": "05", "codigoGeneracion": "X"}, "cuerpoDocumento": [5, {}], "resumen": None}
    assert dte.validate(same, held=held(original, debit, same, of_another, odd)).faults == ()


def test_the_balance_is_told_with_its_figures() -> None:
    with pytest.raises(dte.FaultError) as caught:
        dte.build(note(line(60)), context(version=4, held=held(adjusted(line(100)), earlier(line(50)))))
    (fault,) = caught.value.faults
    assert f"60.00 de ventaGravada del documento {ADJUSTED}, del que quedan 50.00" in fault.message
    complete(fault)


def test_notes_of_debit_beyond_the_document_are_doubtful() -> None:
    own = held(adjusted(line(100)))
    codes = [one.code for one in dte.build(note(line(101), tipo="06"), context(version=4, held=own)).warnings]
    assert codes == ["debit-balance"]
    assert dte.build(note(line(100), tipo="06"), context(version=4, held=own)).warnings == ()
    exempt = dte.build(note(line(5, tipoVenta="exenta"), tipo="06"), context(version=4, held=own)).warnings
    assert [one.code for one in exempt] == ["debit-balance"]


def warned(sale: dict[str, Any], own: dict[str, dte.Held], version: int = 4) -> list[tuple[str, str]]:
    """Code and path of what is warned of, alike when issuing and when judging."""
    found = dte.build(sale, context(version=version, held=own)).warnings
    for one in found:
        complete(one)
    report = dte.validate(document(sale, version=version, held=own), held=own)
    assert [one.code for one in report.warnings] == [one.code for one in found]
    assert report.faults == ()
    return [(one.code, one.path) for one in found]


def test_charges_that_the_document_does_not_have_are_doubtful_in_a_note_of_credit() -> None:
    told = [("note-charge", NUMBER)]
    assert warned(note(LINE, charge(5000)), held(adjusted())) == told
    assert warned(note(LINE, charge(-5)), held(adjusted())) == []
    charged = adjusted(line(200), charge(8), charge(-3))
    assert warned(note(LINE, charge(8)), held(charged)) == []
    assert warned(note(LINE, charge(9), charge(-1)), held(charged)) == told
    before = earlier(line(1), charge(5))
    assert warned(note(LINE, charge(3)), held(charged, before)) == []
    assert warned(note(LINE, charge(4)), held(charged, before)) == told
    # A note of debit charges what was not charged.
    assert warned(note(LINE, charge(5), tipo="06"), held(adjusted())) == []


@pytest.mark.parametrize("tipo", ["05", "06"])
@pytest.mark.parametrize(("field", "flag"), [("ivaRete", "retieneIva"), ("ivaPerci", "percibeIva")])
def test_a_note_withholds_and_perceives_as_its_document(tipo: str, field: str, flag: str) -> None:
    plain = held(adjusted())
    for original in (adjusted(resumen={flag: True}), adjusted(version=3, resumen={flag: True})):
        with_it = held(original)
        for version, path in ((3, f"resumen.{flag}"), (4, f"cuerpoDocumento[0].{field}")):
            assert warned(note(LINE, tipo=tipo), with_it, version) == []
            assert warned(note(LINE, tipo=tipo), plain, version) == []
            assert warned(note(LINE, tipo=tipo, resumen={flag: True}), with_it, version) == []
            told = [("note-withholding", path)]
            assert warned(note(LINE, tipo=tipo, resumen={flag: True}), plain, version) == told
            assert warned(note(LINE, LINE, tipo=tipo, resumen={flag: False}), with_it, version) == told
            # What rounds to nothing, or was never taxable, says nothing.
            small = note(line(D("0.40")), tipo=tipo, resumen={flag: False})
            assert warned(small, with_it, version) == []


def test_a_document_of_1x_says_in_its_summary_what_is_withheld() -> None:
    made = document(note(LINE, resumen={"retieneIva": True}), version=3)
    (found,) = dte.validate(made, held=held(adjusted())).warnings
    assert (found.code, found.path) == ("note-withholding", "resumen.ivaRete1")


def test_a_line_that_withholds_otherwise_than_the_document_is_doubtful() -> None:
    sale = note(line(50), line(50, ivaRete=0), resumen={"retieneIva": True})
    assert warned(sale, held(adjusted(resumen={"retieneIva": True}))) == [
        ("note-withholding", "cuerpoDocumento[1].ivaRete")
    ]


def test_notes_over_a_retention_add_up_to_its_base_at_most() -> None:
    assert faults(over_retention(), held(certificate(D(250)))) == []
    assert faults(over_retention(), held(certificate(D("249.98")))) == [("note-balance", NUMBER)]
    first = document(over_retention({"descripcion": "Retención", "precioUni": 100}), version=4)
    first["identificacion"]["codigoGeneracion"] = ADJUSTED
    assert faults(over_retention(), held(certificate(D(350)), first)) == []
    assert faults(over_retention(), held(certificate(D(349)), first)) == [("note-balance", NUMBER)]


@pytest.mark.parametrize("junk", [{}, {"identificacion": 5}, {"identificacion": {}, "resumen": [], "emisor": "x"}])
def test_a_record_that_cannot_be_read_breaks_nothing(junk: dict[str, Any]) -> None:
    own = {ADJUSTED: dte.Held(document=junk, selloRecibido="S", affecting=({}, {"cuerpoDocumento": 1}))}
    assert {code for code, _ in refusals(note(LINE), version=4, held=own)} <= {"note-parties", "note-balance"}


PROVED = {row[0] for row in (*DOCUMENTS, *OLD)} | {
    *("related-unsealed", "related-invalidated", "related-differs", "note-dates", "note-parties"),
    *("note-balance", "debit-balance", "note-charge", "note-withholding"),
}


@pytest.mark.parametrize("tipo", ["05", "06"])
@pytest.mark.parametrize("field", ["descuNoSuj", "descuExenta"])
def test_a_global_discount_is_at_most_its_kind_of_sale(tipo: str, field: str) -> None:
    sale = note(LINE, tipo=tipo, resumen={field: D(2)})
    assert refusals(sale, version=3) == [("discount-over-total", f"resumen.{field}")]
    sale["cuerpoDocumento"].append(line(2, tipoVenta="exenta" if field == "descuExenta" else "noSujeta"))
    assert refusals(sale, version=3) == []
