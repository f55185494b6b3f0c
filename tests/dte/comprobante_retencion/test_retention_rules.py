"""The rules of retention certificates (07), each broken and kept, when issuing and when judging a document."""

import copy
from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest
from tests.dte.comprobante_retencion.sales import CODES, SUPPLIER, bought, held, listed, retention
from tests.dte.support import ccf, document, found, line, refusals, warnings

from facturaxpress import dte

D = Decimal
OTHER = listed(numeroDocumento=CODES[1])
Change = Callable[[dict[str, Any]], None]

# Code, path, version and an input that breaks the rule.
SALES: list[tuple[str, str, int, dict[str, Any]]] = [
    ("required", "receptor", 2, retention(receptor=...)),
    ("required", "cuerpoDocumento", 2, retention(cuerpoDocumento=...)),
    ("required", "cuerpoDocumento[0].montoSujetoGrav", 2, retention(listed(...))),
    ("required", "cuerpoDocumento[0].codigoRetencionMH", 2, retention(listed(codigoRetencionMH=...))),
    ("required", "cuerpoDocumento[0].ivaRetenido", 2, retention(listed(code="C9"))),
    ("required", "cuerpoDocumento[0].descripcion", 1, retention(listed(descripcion=...))),
    ("required", "cuerpoDocumento[0].fechaEmision", 1, retention(listed(fechaEmision=...))),
    ("listed-incomplete", "cuerpoDocumento[0].tipoDte", 2, retention(listed(tipoDte=...))),
    ("listed-incomplete", "cuerpoDocumento[0].fechaEmision", 2, retention(listed(fechaEmision=...))),
    ("listed-incomplete", "cuerpoDocumento[0].numeroDocumento", 2, retention(listed(numeroDocumento=...))),
    ("retention-code", "cuerpoDocumento[0].codigoRetencionMH", 2, retention(listed(code="23"))),
    ("not-allowed", "cuerpoDocumento[0].codigoRetencionMH", 1, retention(listed(code="23"))),
    ("retention-nothing", "cuerpoDocumento[0].montoSujetoGrav", 2, retention(listed(D("0.49")))),
    ("retention-small", "cuerpoDocumento[0].montoSujetoGrav", 2, retention(listed(D("99.99")))),
    ("out-of-range", "cuerpoDocumento[0].montoSujetoGrav", 1, retention(listed(D("0.99"), "C4"))),
    ("out-of-range", "cuerpoDocumento[0].montoSujetoGrav", 2, retention(listed(0))),
    ("too-many-decimals", "cuerpoDocumento[0].montoSujetoGrav", 2, retention(listed(D("250.005")))),
    ("computed", "cuerpoDocumento[0].ivaRetenido", 2, retention(listed(ivaRetenido=D("2.52")))),
    ("computed", "resumen.totalSujetoRetencion", 2, retention(resumen={"totalSujetoRetencion": 251})),
    ("computed", "resumen.totalLetras", 2, retention(resumen={"totalLetras": "TRES 50/100 DÓLARES"})),
    ("listed-type", "cuerpoDocumento[0].tipoDte", 2, retention(listed(tipoDte="05"))),
    ("not-allowed", "cuerpoDocumento[0].tipoDte", 1, retention(listed(tipoDte="11"))),
    ("listed-mixed", "cuerpoDocumento[1].tipoDte", 2, retention(listed(), {**OTHER, "tipoDte": "01"})),
    ("listed-generation", "cuerpoDocumento[0].tipoGeneracion", 2, retention(listed(tipoGeneracion=3))),
    ("listed-number", "cuerpoDocumento[0].numeroDocumento", 2, retention(listed(numeroDocumento="AB-1"))),
    ("listed-number", "cuerpoDocumento[0].numeroDocumento", 1, retention(listed(numeroDocumento="1" * 21))),
    ("listed-number", "cuerpoDocumento[0].numeroDocumento", 2, retention(
        listed(numeroDocumento="1", tipoGeneracion=2))),
    ("listed-twice", "cuerpoDocumento[1].numeroDocumento", 2, retention(listed(), listed(300))),
    ("listed-later", "cuerpoDocumento[0].fechaEmision", 2, retention(listed(fechaEmision="2026-09-16"))),
    ("item-number", "cuerpoDocumento[0].numItem", 2, retention(listed(numItem=2))),
    ("blank-text", "cuerpoDocumento[0].descripcion", 2, retention(listed(descripcion="   "))),
    ("identity-type", "receptor.tipoDocumento", 2, retention(receptor=SUPPLIER | {"tipoDocumento": "40"})),
    ("activity", "receptor.codActividad", 2, retention(
        receptor=SUPPLIER | {"codActividad": "00000", "descActividad": "Otra actividad"})),
    ("amount-too-large", "resumen", 2, retention(*[
        listed(D("60000000000"), numeroDocumento=str(number)) for number in range(2)])),
]  # fmt: skip


@pytest.mark.parametrize(
    ("code", "path", "version", "sale"),
    SALES,
    ids=lambda value: str(value)[:40] if isinstance(value, str | int) else "",
)
def test_an_input_that_breaks_a_rule_is_told_at_its_place(
    code: str, path: str, version: int, sale: dict[str, Any]
) -> None:
    told = refusals(sale, version=version) or warnings(sale, version=version)
    assert told == [(code, path)]


def put(path: str, value: Any) -> Change:
    """Sets what stands at a path: `resumen.totalIva`, `cuerpoDocumento.0.tipoDte`."""

    def change(made: dict[str, Any]) -> None:
        *way, last = path.split(".")
        place: Any = made
        for key in way:
            place = place[int(key) if isinstance(place, list) else key]
        place[last] = value

    return change


# Code, path, level, version and what is put into a right document.
DOCUMENTS: list[tuple[str, str, str, int, Change]] = [
    ("line-part", "cuerpoDocumento[0].ivaRetenido", "fault", 2, put("cuerpoDocumento.0.ivaRetenido", D("2.52"))),
    ("line-part", "cuerpoDocumento[0].ivaRetenido", "fault", 1, put("cuerpoDocumento.0.ivaRetenido", D("2.48"))),
    ("summary-figure", "resumen.totalSujetoRetencion", "fault", 2, put("resumen.totalSujetoRetencion", D("250.02"))),
    ("summary-figure", "resumen.totalIVAretenido", "fault", 1, put("resumen.totalIVAretenido", D("2.52"))),
    ("summary-figure", "resumen.totalIvaRetenido", "fault", 2, put("resumen.totalIvaRetenido", D("2.52"))),
    ("words-cents", "resumen.totalLetras", "warning", 2, put("resumen.totalLetras", "DOS 49/100 DÓLARES")),
    ("transmission-kind", "identificacion.tipoOperacion", "fault", 2, put("identificacion.tipoOperacion", 3)),
    ("retention-code", "cuerpoDocumento[0].codigoRetencionMH", "fault", 2, put(
        "cuerpoDocumento.0.codigoRetencionMH", "23")),
    ("listed-incomplete", "cuerpoDocumento[0].tipoDte", "warning", 2, put("cuerpoDocumento.0.tipoDte", None)),
    ("listed-type", "cuerpoDocumento[0].tipoDte", "fault", 2, put("cuerpoDocumento.0.tipoDte", "08")),
    ("listed-number", "cuerpoDocumento[0].numDocumento", "fault", 1, put("cuerpoDocumento.0.numDocumento", "X1")),
    ("listed-later", "cuerpoDocumento[0].fechaEmision", "warning", 1, put(
        "cuerpoDocumento.0.fechaEmision", "2026-10-01")),
    ("transmission-mode", "identificacion.motivoContin", "fault", 2, put("identificacion.motivoContin", "x")),
    ("transmission-mode", "identificacion.tipoContingencia", "fault", 1, put("identificacion.tipoContingencia", 2)),
    ("nit-form", "receptor.numDocumento", "fault", 1, put("receptor.numDocumento", "123")),
    ("nit-form", "identificacion.fusion", "fault", 2, put("identificacion.fusion", "123")),
]  # fmt: skip


@pytest.mark.parametrize(
    ("code", "path", "level", "version", "change"),
    DOCUMENTS,
    ids=lambda value: str(value)[:40] if isinstance(value, str | int) else "",
)
def test_a_document_that_breaks_a_rule_is_told_at_its_place(
    code: str, path: str, level: str, version: int, change: Change
) -> None:
    made = document(retention(), version=version)
    assert dte.validate(made) == dte.Report(tipoDte="07", version=version, faults=(), warnings=())
    change(made)
    report = dte.validate(made)
    told = report.faults if level == "fault" else report.warnings
    assert [(one.code, one.path) for one in told] == [(code, path)]
    for text in (told[0].message, told[0].message_en, told[0].fix, told[0].fix_en):
        assert text.strip()
        assert "{" not in text


def test_the_same_document_under_another_code_is_warned_of() -> None:
    place = ("retention-two-codes", "cuerpoDocumento[1].codigoRetencionMH")
    for version in (1, 2):
        sale = retention(listed(), listed(300, "C4"))
        assert warnings(sale, version=version) == [place]
        report = dte.validate(document(sale, version=version))
        assert report.faults == ()
        assert [(one.code, one.path.rpartition(".")[0]) for one in report.warnings] == [
            (place[0], "cuerpoDocumento[1]")
        ]
        for apart in (listed(300, "C4", numeroDocumento=CODES[1]), listed(300, numeroDocumento=CODES[1])):
            assert warnings(retention(listed(), apart), version=version) == []


BOUGHT = bought(ccf(line(500)))
LISTED = listed(500, fechaEmision="2026-09-15")


def before(monto: Any, code: str = "22") -> dict[str, Any]:
    """A certificate in force that lists the same document."""
    made = document(retention(listed(monto, code, fechaEmision="2026-09-15")), version=2)
    made["identificacion"]["codigoGeneracion"] = CODES[2]
    return made


# Code, path (or nothing), what is held, and the line.
IDENTITY = ("tipoDocumento", "numDocumento")
HELD: list[tuple[str | None, str, dict[str, dte.Held], dict[str, Any]]] = [
    (None, "", held(BOUGHT), LISTED),
    (None, "", {}, listed(9000, tipoDte="01")),
    (None, "", held({"identificacion": {"tipoDte": "99", "version": 1, "codigoGeneracion": CODES[0]}}), LISTED),
    ("listed-differs", "cuerpoDocumento[0].tipoDte", held(BOUGHT), {**LISTED, "tipoDte": "01"}),
    ("listed-differs", "cuerpoDocumento[0].fechaEmision", held(BOUGHT), {**LISTED, "fechaEmision": "2026-09-14"}),
    ("listed-unsealed", "cuerpoDocumento[0].numeroDocumento", held(BOUGHT, selloRecibido=None), LISTED),
    ("retention-invalidated", "cuerpoDocumento[0].numeroDocumento", held(BOUGHT, invalidated=True), LISTED),
    ("retention-over-base", "cuerpoDocumento[0].montoSujetoGrav", held(BOUGHT), {**LISTED, "montoSujetoGrav": 501}),
    (None, "", held(BOUGHT), {**LISTED, "montoSujetoGrav": D("500.01")}),
    ("retention-under-base", "cuerpoDocumento[0].montoSujetoGrav", held(BOUGHT), {**LISTED, "montoSujetoGrav": 499}),
    (None, "", held(BOUGHT, affecting=(before(300),)), {**LISTED, "montoSujetoGrav": 200}),
    ("retention-over-base", "cuerpoDocumento[0].montoSujetoGrav", held(BOUGHT, affecting=(before(300),)),
        {**LISTED, "montoSujetoGrav": 201}),
    (None, "", held(BOUGHT, affecting=(before(500, "C4"),)), LISTED),
    ("listed-parties", "cuerpoDocumento[0].numeroDocumento", held(
        {**BOUGHT, "receptor": {**BOUGHT["receptor"], "nit": "06142803901121"}}), LISTED),
]  # fmt: skip


@pytest.mark.parametrize(
    ("code", "path", "known", "one"), HELD, ids=lambda value: str(value)[:40] if isinstance(value, str | int) else ""
)
def test_what_is_listed_is_compared_with_what_is_held(
    code: str | None, path: str, known: dict[str, dte.Held], one: dict[str, Any]
) -> None:
    expected = [] if code is None else [(code, path)]
    sale = retention(one)
    told = refusals(sale, version=2, held=known) or warnings(sale, version=2, held=known)
    assert told == expected
    made = document(sale, version=2)
    report = dte.validate(made, held=known)
    assert [(fault.code, fault.path) for fault in (*report.faults, *report.warnings)] == expected


@pytest.mark.parametrize("version", [1, 2])
def test_a_misplaced_number_of_the_receiver_is_told_once(version: int) -> None:
    known, told = held(BOUGHT), [("unknown-field", "receptor.nit")]

    def misplaced(whole: dict[str, Any]) -> dict[str, Any]:
        receptor = {key: value for key, value in whole["receptor"].items() if key not in IDENTITY}
        return {**whole, "receptor": {**receptor, "nit": whole["receptor"]["numDocumento"]}}

    assert refusals(misplaced(retention(LISTED)), version=version, held=known) == told
    assert found(dte.validate(misplaced(document(retention(LISTED), version=version)))) == told
    both = retention(LISTED)
    both["receptor"] = {**both["receptor"], "nit": "06141506181024", "numDocumento": ""}
    faults = refusals(both, version=version, held=known)
    assert set(faults) == {("too-short", "receptor.numDocumento"), *told}


def test_an_absorbed_company_stands_for_one_of_the_parties() -> None:
    known = held({**BOUGHT, "receptor": {**BOUGHT["receptor"], "nit": "06142803901121"}})
    path = "cuerpoDocumento[0].numeroDocumento"
    sale = retention(LISTED, identificacion={"fusion": "02100101991034"})
    assert refusals(sale, version=2, held=known) == [("listed-parties", path)]
    sale["identificacion"]["fusion"] = "06142803901121"
    assert refusals(sale, version=2, held=known) == []
    neither = held({**BOUGHT, "receptor": None, "emisor": {**BOUGHT["emisor"], "nit": "02100101991034"}})
    assert refusals(sale, version=2, held=neither) == [("listed-parties", path)]


def test_harmless_values_break_no_rule() -> None:
    """What is refused for its form is replaced, and the rules look at what it was replaced by."""
    for version in (1, 2):
        made = document(retention(listed(), OTHER), version=version)
        for section in list(made):
            values: tuple[Any, ...] = (5, {}, [], [{}], None)
            for value in values:
                assert isinstance(dte.validate({**copy.deepcopy(made), section: value}), dte.Report)


PROVED = (
    {code for code, *_ in (*SALES, *DOCUMENTS)}
    | {row[0] for row in HELD if row[0] is not None}
    | {
        "retention-two-codes",
    }
)
