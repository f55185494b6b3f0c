"""MH's refusals: the field, the rule and what to do. Texts here are in MH's manner, on documents that do not exist."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.dte.support import PRICE, ccf, document, fe, line

from facturaxpress import dte
from facturaxpress.dte import rejections, rules
from facturaxpress.dte.rejections import Rejection, explain, explain_all
from facturaxpress.dte.rejections.explaining import folded
from facturaxpress.dte.rejections.fields import FIELDS
from facturaxpress.dte.rejections.matches import MATCHES
from facturaxpress.dte.rejections.services import SCHEMA_CHECK, SENTENCES, SERVICES, UNEXPLAINED

Wrong = Callable[[dict[str, Any]], None]
TABLE = (*FIELDS, *SERVICES, *SCHEMA_CHECK, *SENTENCES, UNEXPLAINED)

PUBLISHED: dict[str, list[tuple[str, str | None, set[str], bool]]] = {
    "anulardte_procesado.json": [("accepted", None, set(), False)],
    "anulardte_rechazado_027.json": [("mismatch", "identificacion.fecEmi", set(), True)],
    "consultadte_no_encontrado.json": [("relation", None, set(), True)],
    "consultadte_ok.json": [("accepted", None, set(), False)],
    "contingencia_recibido.json": [("accepted", None, set(), False)],
    "contingencia_rechazado.json": [
        ("date", "identificacion.hTransmision", set(), True),
        ("taxpayer", "emisor.nit", set(), True),
    ],
    "recepcionlote_recibido.json": [("accepted", None, set(), False)],
    "recepciondte_procesado_001.json": [("accepted", None, set(), False)],
    "recepciondte_procesado_002_observaciones.json": [("date", "identificacion.fecEmi", {"fecemi-too-old"}, False)],
    "recepciondte_procesado_002_official.json": [
        ("calculation", "resumen.totalVentaGra", {"summary-figure"}, False),
    ],
    "recepciondte_rechazado_004_numeroControl.json": [("repeated", "identificacion.numeroControl", set(), True)],
    "recepciondte_rechazado_005_tributos.json": [("missing", "cuerpoDocumento[0].tributos", {"iva-missing"}, True)],
    "recepciondte_rechazado_007_distrito.json": [("value", "receptor.direccion.distrito", {"address"}, True)],
    "recepciondte_rechazado_009_receptor.json": [("taxpayer", "receptor.nit", {"nit-form", "nit-check-digit"}, True)],
    "recepciondte_rechazado_012_contingencia.json": [
        ("contingency", "identificacion.codigoGeneracion", set(), True),
    ],
    "recepciondte_rechazado_016_relacionado.json": [
        ("relation", "documentoRelacionado.numeroDocumento", set(), True),
    ],
    "recepciondte_rechazado_018_plazo.json": [
        ("date", "identificacion.fecEmi", {"fecemi-too-old", "fecemi-too-late", "fecemi-next-period"}, True),
    ],
    "recepciondte_rechazado_020_calculo.json": [("calculation", "resumen.totalIva", {"summary-figure"}, True)],
    "recepciondte_rechazado_096_esquema.json": [
        ("form", "receptor.numDocumento", {"bad-format", "dui-form", "nit-form"}, True),
        ("form", "receptor.telefono", {"too-short"}, True),
        ("form", "resumen.pagos[0].periodo", {"out-of-range", "period-whole"}, True),
    ],
    "recepciondte_rechazado_802_firma.json": [("signature", None, set(), True)],
}
"""What each published answer comes to: kind, path, rules that must be among those told, whether it can be resent."""
NO_VERDICT = {"auth_ok.json", "auth_error.json", "consultadtelote_mixto.json", "consultadtelote_pendiente_2021.json"}


def of_answer(body: dict[str, Any]) -> tuple[Rejection, ...]:
    texts = [body.get("descripcionMsg") or body.get("mensaje") or "", *(body.get("observaciones") or ())]
    return explain_all(texts, body.get("codigoMsg"))


def test_the_published_answers_are_all_here(mh: Path) -> None:
    assert {file.name for file in (mh / "responses").glob("*.json")} == PUBLISHED.keys() | NO_VERDICT


@pytest.mark.parametrize("name", PUBLISHED)
def test_every_published_answer_is_matched(mh: Path, name: str) -> None:
    found = of_answer(json.loads((mh / "responses" / name).read_text("utf-8"))["body"])
    expected = PUBLISHED[name]
    assert [(one.kind, one.path, one.resendable) for one in found] == [
        (kind, path, resendable) for kind, path, _, resendable in expected
    ]
    for one, (_, _, wanted, _) in zip(found, expected, strict=True):
        assert wanted <= set(one.rules)


def test_the_refused_of_a_lot_are_matched(mh: Path) -> None:
    body = json.loads((mh / "responses" / "consultadtelote_mixto.json").read_text("utf-8"))["body"]
    assert [one.kind for one in of_answer(body["rechazados"][0])] == ["signature"]
    assert [one.kind for one in of_answer(body["procesados"][0])] == ["accepted"]


@pytest.mark.parametrize(
    ("text", "code", "path", "rule"),
    [
        ("[resumen.totalPagar] CALCULO INCORRECTO", "020", "resumen.totalPagar", "summary-figure"),
        (
            "[cuerpoDocumento.3.ventaGravada] CALCULO INCORRECTO",
            "020",
            "cuerpoDocumento[2].ventaGravada",
            "line-figure",
        ),
        ("cuerpoDocumento.item.1: El calculo de total por item es erroneo", "003", "cuerpoDocumento[0]", "line-figure"),
        ("[cuerpoDocumento.2.ivaItem] CALCULO INCORRECTO", "020", "cuerpoDocumento[1].ivaItem", "line-part"),
        ("[resumen.pagos.montoPago] CALCULO INCORRECTO", "020", "resumen.pagos.montoPago", "payment-sum"),
        ("[resumen.saldoFavor] CALCULO INCORRECTO", "020", "resumen.saldoFavor", "credit-short"),
        ("[resumen.descuGravada] CALCULO INCORRECTO", "020", "resumen.descuGravada", "discount-over-total"),
        ("[resumen.tributos.1.codigo] VALOR NO ES PERMITIDO", "007", "resumen.tributos[0].codigo", "tribute-code"),
        ("[resumen.tributos] VALORES REPETIDOS", "025", "resumen.tributos", "tribute-summed-twice"),
        ("[documentoRelacionado] NO SE PERMITEN VALORES DIFERENTES", "026", "documentoRelacionado", "related-mixed"),
        ("[documentoRelacionado.1.numeroDocumento] VALORES REPETIDOS", "025", None, "related-twice"),
        ("[Cuerpodocumento.numItem] ERROR EN CORRELATIVO", "019", "cuerpoDocumento.numItem", "item-number"),
        ("[cuerpoDocumento.1.uniMedida] VALOR NO ES PERMITIDO", "007", "cuerpoDocumento[0].uniMedida", "unit"),
        ("[emisor.codActividad] NO CORRESPONDE A CONTRIBUYENTE", "008", "emisor.codActividad", "activity"),
        ("[receptor.nrc] NO CORRESPONDE A CONTRIBUYENTE", "008", "receptor.nrc", "nrc-form"),
        ("[receptor.numDocumento] VALOR NO VALIDO", "003", "receptor.numDocumento", "dui-check-digit"),
        ("[resumen.pagos.1.plazo] DEBE PROPORCIONAR UN VALOR", "005", "resumen.pagos[0].plazo", "credit-term"),
        ("[resumen.pagos.1.periodo] VALOR EN CAMPO NO APLICA", "024", "resumen.pagos[0].periodo", "cash-term"),
        ("[identificacion.tipoContingencia] VALOR EN CAMPO NO APLICA", "024", None, "transmission-mode"),
        ("Campo #/receptor/correo no cumple el formato requerido", "096", "receptor.correo", "email-form"),
        ("Campo #/resumen contiene un valor inválido", "096", "resumen", "wrong-type"),
        ("Campo descuento es requerido en #/resumen", "096", "resumen.descuento", "required"),
        ("Campo codEstable no esta permitido en #/emisor", "096", "emisor.codEstable", "unknown-field"),
        ("Campo #/cuerpoDocumento no cumple el mínimo requerido de cantidad de ítems", "096", None, "too-few"),
        ("Campo #/receptor/nombre no cumple el tamaño máximo permitido", "096", "receptor.nombre", "too-long"),
        ("Campo #/resumen/totalPagar no cumple la cantidad de decimales permitida", "096", None, "too-many-decimals"),
        (
            "Valor ingresado no es de los permitidos en el campo #/cuerpoDocumento/0/codTributo",
            "096",
            "cuerpoDocumento[0].codTributo",
            "not-allowed",
        ),
    ],
)
def test_a_field_with_a_meaning_finds_its_rule(text: str, code: str, path: str | None, rule: str) -> None:
    found = explain(text, code)
    assert rule in found.rules
    assert found.code == code
    assert found.path is not None
    if path is not None:
        assert found.path == path
    assert all(rules.get(one).code == one for one in found.rules)


def test_a_line_is_counted_from_one_between_dots_and_from_nothing_in_a_pointer() -> None:
    dotted = explain("[cuerpoDocumento.1.cantidad] VALOR NO VALIDO", "003")
    pointed = explain("Campo #/cuerpoDocumento/0/cantidad no cumple el mínimo exclusivo", "096")
    assert dotted.path == pointed.path == "cuerpoDocumento[0].cantidad"


def test_rules_of_other_types_are_left_out() -> None:
    text = "[cuerpoDocumento.1.ivaItem] CALCULO INCORRECTO"
    assert "line-part" in explain(text, "020", tipo="01").rules
    assert "line-part" not in explain(text, "020", tipo="03").rules


def test_an_observation_has_the_meaning_of_its_own_text_and_nothing_to_resend() -> None:
    found = explain("[resumen.totalGravada] CALCULO INCORRECTO", "002")
    assert (found.code, found.kind, found.resendable) == ("002", "calculation", False)
    assert found.fix.startswith("El documento está sellado y es válido. Para los siguientes: vuelva a")
    assert found.fix_en.startswith("The document is sealed and valid. For the next ones: compute")


@pytest.mark.parametrize(
    ("text", "code", "resendable"),
    [
        ("[identificacion.numeroControl] YA EXISTE UN REGISTRO CON ESE VALOR", "004", True),
        ("[identificacion.codigoGeneracion] YA EXISTE UN REGISTRO CON ESE VALOR", "004", False),
        ("[documento.codigoGeneracion] DOCUMENTO SE ENCUENTRA INVALIDADO", "015", False),
        ("[documentoRelacionado.numeroDocumento] DOCUMENTO SE ENCUENTRA ANULADO", "015", False),
        ("[receptor.nit] CONTRIBUYENTE NO SE ENCUENTRA ACTIVO", "010", False),
        ("[receptor.nit] NO ES CONTRIBUYENTE IVA", "011", True),
        ("[identificacion.fecEmi] FECHA FUERA DE PLAZO PERMITIDO", "018", True),
        ("[identificacion.fecAnula] FECHA FUERA DE PLAZO PERMITIDO", "018", False),
        ("Firma no válida", "802", True),
        ("[firma] SERVICIO DE VALIDACION DE FIRMA NO DISPONIBLE", "022", True),
    ],
)
def test_whether_a_corrected_document_may_be_sent_again(text: str, code: str, resendable: bool) -> None:
    assert explain(text, code).resendable is resendable


def test_headings_and_objects_that_hold_the_fault_are_not_told_again() -> None:
    found = explain_all(
        [
            "DOCUMENTO NO CUMPLE ESQUEMA JSON",
            "Campo #/receptor/direccion/departamento no cumple el formato requerido",
            "Campo #/receptor/direccion contiene un valor inválido",
            "Campo #/receptor contiene un valor inválido",
            "Campo #/receptor/direccion/departamento no cumple el formato requerido",
            "Campo #/resumen contiene un valor inválido",
            "",
        ],
        "096",
    )
    assert [(one.path, one.rules[0]) for one in found] == [
        ("receptor.direccion.departamento", "address"),
        ("resumen", "null-value"),
    ]


def test_a_heading_alone_is_told() -> None:
    assert [one.kind for one in explain_all(["DOCUMENTO NO CUMPLE CON NORMATIVA DE CUMPLIMIENTO"], "096")] == ["form"]
    twice = explain_all(["RECIBIDO CON OBSERVACIONES", "RECIBIDO"], "002")
    assert [one.kind for one in twice] == ["accepted"]
    assert explain_all([], "020") == explain_all(["", " "], "020") == ()


def totals_of(document: dict[str, Any]) -> None:
    document["resumen"]["totalPagar"] += 1


def iva_of_a_line(document: dict[str, Any]) -> None:
    document["cuerpoDocumento"][0]["ivaItem"] += 1


def amount_of_a_line(document: dict[str, Any]) -> None:
    document["cuerpoDocumento"][1]["ventaGravada"] += 1


def number_of_a_line(document: dict[str, Any]) -> None:
    document["cuerpoDocumento"][1]["numItem"] = 1


def unit_of_a_line(document: dict[str, Any]) -> None:
    document["cuerpoDocumento"][0]["uniMedida"] = 98


def district(document: dict[str, Any]) -> None:
    document["receptor"]["direccion"]["distrito"] = "99"


def tributes_of_a_line(document: dict[str, Any]) -> None:
    document["cuerpoDocumento"][0]["tributos"] = None


def payment(document: dict[str, Any]) -> None:
    document["resumen"]["pagos"][0]["montoPago"] += 1


def phone(document: dict[str, Any]) -> None:
    document["emisor"]["telefono"] = "2"


def extra(document: dict[str, Any]) -> None:
    document["emisor"]["codEstableMH"] = "M001"


def missing(document: dict[str, Any]) -> None:
    del document["resumen"]["totalPagar"]


@pytest.mark.parametrize(
    ("tipo", "wrong", "text", "code"),
    [
        ("01", totals_of, "[resumen.totalPagar] CALCULO INCORRECTO", "020"),
        ("01", iva_of_a_line, "[cuerpoDocumento.1.ivaItem] CALCULO INCORRECTO", "020"),
        ("03", amount_of_a_line, "[cuerpoDocumento.2.ventaGravada] CALCULO INCORRECTO", "020"),
        ("03", number_of_a_line, "[cuerpoDocumento.2.numItem] ERROR EN CORRELATIVO", "019"),
        ("01", unit_of_a_line, "[cuerpoDocumento.1.uniMedida] VALOR NO ES PERMITIDO", "007"),
        ("03", district, "[receptor.direccion.distrito] VALOR NO ES PERMITIDO", "007"),
        ("03", tributes_of_a_line, "[cuerpoDocumento.1.tributos] DEBE PROPORCIONAR UN VALOR", "005"),
        ("03", payment, "[resumen.pagos.1.montoPago] CALCULO INCORRECTO", "020"),
        ("01", phone, "Campo #/emisor/telefono no cumple el tamaño mínimo permitido", "096"),
        ("03", extra, "Campo codEstableMH no esta permitido en #/emisor", "096"),
        ("03", missing, "Campo totalPagar es requerido en #/resumen", "096"),
    ],
)
def test_the_rule_told_is_the_one_that_finds_it(tipo: str, wrong: Wrong, text: str, code: str) -> None:
    whole = document((fe if tipo == "01" else ccf)(line(), line(PRICE, 2)))
    wrong(whole)
    told = explain(text, code, tipo=tipo)
    faults = dte.validate(whole).faults
    assert any(fault.path == told.path and fault.code in told.rules for fault in faults), (told, faults)


@pytest.mark.parametrize("meaning", TABLE, ids=lambda meaning: meaning.name)
def test_every_code_is_told_in_both_languages(meaning: Any) -> None:
    found = explain("algo que MH no ha dicho nunca", meaning.name)
    if len(meaning.name) == len("001"):
        assert (found.kind, found.message) == (meaning.kind, meaning.message)
    for text in (meaning.message, meaning.message_en, meaning.fix, meaning.fix_en):
        assert text.endswith(".")
        assert text[0].isupper()
    assert meaning.message != meaning.message_en
    for wording in meaning.texts:
        assert folded(wording) == wording
        assert explain(f"[resumen.totalPagar] {wording.lower()} …").message == meaning.message


def test_the_tables_have_every_code_once() -> None:
    names = [meaning.name for meaning in TABLE]
    assert len(names) == len(set(names))
    codes = {f"{number:03}" for number in (*range(1, 29), *range(96, 112), 802)} - {"112"}
    assert codes <= set(names)
    wordings = [text for meaning in TABLE for text in meaning.texts]
    assert len(wordings) == len(set(wordings))


def test_every_rule_that_is_named_is_in_the_book() -> None:
    known = {rule.code for rule in rules.all()}
    assert {code for match in MATCHES for code in match.rules} <= known
    named = {name for match in MATCHES for name in match.meanings}
    assert named <= {meaning.name for meaning in TABLE}


@pytest.mark.parametrize(
    "text",
    [
        "[" * 1_000,
        "[resumen.totalIva",
        "[cuerpoDocumento[0].tributos] VALOR NO VALIDO",
        "[resumen.<script>alert(1)</script>] CALCULO INCORRECTO",
        "[0.1.2] CALCULO INCORRECTO",
        "[" + "resumen." * 100 + "x] CALCULO INCORRECTO",
        "Campo #/" + "a/" * 400 + " contiene un valor inválido",
        "Campo " + " " * 1_900 + "x",
        "x" + " " * 1_900 + "el campo",
        "Campo a" + " en" * 600,
        "resumen" + ".a" * 50_000 + " Difiere",
        "\u0000\ud800 CALCULO",
        "{path} {0} %s",
    ],
)
def test_hostile_texts_are_told_as_they_are(text: str) -> None:
    found = explain(text, "020")
    assert found.path is None
    assert found.text == text.strip() or found.text in text
    assert found.kind in {"calculation", "form"}
    assert len(explain_all([text] * 1_000, "020")) == 1


@given(st.text(max_size=300), st.one_of(st.none(), st.text(max_size=5)))
def test_no_text_is_too_strange(text: str, code: str | None) -> None:
    found = explain(text, code)
    assert found.text in text
    assert found.message
    assert found.fix
    assert found.path is None or len(found.path) <= 200


def test_a_text_of_a_later_manual_is_in_mhs_own_words() -> None:
    found = explain("[identificacion.fusion] TEXTO QUE AÚN NO SE CONOCE", "031")
    assert (found.kind, found.path, found.rules) == ("unknown", "identificacion.fusion", ())
    assert found.text == "TEXTO QUE AÚN NO SE CONOCE"
    assert rejections.locate("nada de eso") == (None, "nada de eso")
