"""Every rule of the book, with a sale or a document that breaks it, and nothing else at its place."""

import copy
import re
from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest
from tests.dte.comprobante_donacion import test_donation as donations
from tests.dte.comprobante_liquidacion import test_settlement_rules as settlements
from tests.dte.comprobante_retencion import test_retention_rules as retentions
from tests.dte.contingencia import test_contingency as contingencies
from tests.dte.documento_contable_liquidacion import test_acquirer as acquirers
from tests.dte.factura_exportacion import test_export_rules as exports
from tests.dte.factura_sujeto_excluido import test_excluded as excluded
from tests.dte.invalidacion import test_invalidation_rules as invalidations
from tests.dte.nota_credito import test_note_rules as notes
from tests.dte.nota_remision import test_remision as remissions
from tests.dte.nota_remision import test_remission_held as delivered
from tests.dte.operaciones_especiales import test_special as special
from tests.dte.operaciones_especiales import test_special_held as annulled
from tests.dte.retorno import test_return_rules as returns
from tests.dte.support import CODIGO, CONSUMIDOR, CONTRIBUYENTE, ccf, charge, context, document, fe, line

from facturaxpress import dte
from facturaxpress.dte.documents.views import AnyDocument
from facturaxpress.dte.rules.book import EVERY

PROVING = (
    acquirers,
    annulled,
    delivered,
    contingencies,
    donations,
    excluded,
    exports,
    invalidations,
    notes,
    remissions,
    retentions,
    returns,
    settlements,
    special,
)
"""The types' own proofs."""
PROVED_ELSEWHERE = frozenset[str]().union(*(module.PROVED for module in PROVING))
"""The rules that a type's own tests prove."""

D = Decimal
OTHER_CODE = "7C1D2F5A-0B3E-4D6C-9A81-5E4F3D2C1B0A"
REMISION = {"tipoDocumento": "04", "tipoGeneracion": 2, "numeroDocumento": OTHER_CODE, "fechaEmision": "2026-09-01"}
DOCTOR = {"nombre": "Dra. Ejemplo", "nit": "05112203851023", "docIdentificacion": None, "tipoServicio": 1}
THIRD = {"nit": "02100101991034", "nombre": "MANDANTE DE PRUEBA", "codDomiciliado": 1}
LINKED = line(numeroDocumento=OTHER_CODE)


def receiver(**changes: Any) -> dict[str, Any]:
    return CONTRIBUYENTE | changes


def related(*documents: dict[str, Any], lines: list[dict[str, Any]] | None = None) -> dict[str, Any]:
    return ccf(*(lines or [LINKED]), documentoRelacionado=list(documents))


# Code, path, and a sale that breaks the rule.
SALES: list[tuple[str, str, dict[str, Any]]] = [
    ("unknown-field", "cuerpoDocumento[0].descripcionn", fe(line(descripcionn="x"))),
    ("required", "cuerpoDocumento[0].descripcion", fe(line(descripcion=...))),
    ("wrong-type", "cuerpoDocumento[0].descripcion", fe(line(descripcion=5))),
    ("number-as-text", "cuerpoDocumento[0].precioUni", fe(line("11.30"))),
    ("inexact-number", "cuerpoDocumento[0].precioUni", fe(line(float("11.3")))),
    ("too-short", "receptor.nrc", ccf(receptor=receiver(nrc="1"))),
    ("too-long", "cuerpoDocumento[0].descripcion", fe(line(descripcion="x" * 1501))),
    ("too-few", "apendice", fe(apendice=[])),
    ("too-many-faults", "", fe(*[{}] * 150)),
    ("too-many", "cuerpoDocumento", fe(*[line()] * 2001)),
    ("repeated", "cuerpoDocumento[0].tributos[1]", ccf(line(tributos=["20", "20"]))),
    ("bad-date", "fecEmi", fe(fecEmi="2026-02-30")),
    ("too-many-decimals", "resumen.descuGravada", fe(resumen={"descuGravada": D("0.005")})),
    ("out-of-range", "cuerpoDocumento[0].precioUni", fe(line(-1))),
    ("unknown-type", "tipoDte", fe(tipoDte="99")),
    ("type-field", "tipoDte", fe(tipoDte="18")),
    ("two-names", "resumen.ivaRete", fe(resumen={"ivaRete": 0, "ivaRete1": 0})),
    ("only-other-structure", "extension", fe(extension={"nombRecibe": "Ana"})),
    ("two-types", "tipoDte", fe(identificacion={"tipoDte": "03"})),
    ("two-dates", "fecEmi", fe(fecEmi="2026-09-15", identificacion={"fecEmi": "2026-09-14"})),
    ("ignored", "selloRecibido", fe(selloRecibido="2026")),
    ("foreign-emisor", "emisor.nit", fe(emisor={"nit": "06142803901121"})),
    ("no-fusion", "identificacion.fusion", fe(identificacion={"fusion": "06142803901121"})),
    ("currency", "identificacion.tipoMoneda", fe(identificacion={"tipoMoneda": "SVC"})),
    ("unknown-establishment", "establecimiento", fe(establecimiento="B001")),
    ("unknown-point-of-sale", "puntoVenta", fe(puntoVenta="P009")),
    ("fecemi-too-old", "fecEmi", fe(fecEmi="2026-01-01")),
    ("fecemi-too-late", "fecEmi", fe(fecEmi="2026-09-29")),
    ("rounded-input", "cuerpoDocumento[0].precioUni", fe(line(D("1.876543219")))),
    ("unknown-treatment", "cuerpoDocumento[0].tipoVenta", fe(line(tipoVenta="gravado"))),
    ("two-treatments", "cuerpoDocumento[0]", fe(line(ventaExenta=1, ventaNoSuj=2))),
    ("treatment-contradiction", "cuerpoDocumento[0].tipoVenta", fe(line(tipoVenta="exenta", ventaGravada=D("11.3")))),
    ("computed", "resumen.totalPagar", fe(resumen={"totalPagar": D("11.32")})),
    (
        "other-reading",
        "resumen.montoTotalOperacion",
        ccf(line(1000), resumen={"retieneIva": True, "montoTotalOperacion": 1130}),
    ),
    ("withholding-contradiction", "resumen.ivaRete", ccf(resumen={"retieneIva": False, "ivaRete": 1})),
    ("not-in-type", "resumen.percibeIva", fe(resumen={"percibeIva": True})),
    ("amount-too-large", "cuerpoDocumento[0]", fe(line(99_999_999_999, 99_999_999_999))),
    ("tribute-not-in-lines", "resumen.tributos[0].codigo", ccf(resumen={"tributos": [{"codigo": "D5", "valor": 1}]})),
    (
        "tribute-twice",
        "resumen.tributos[1].codigo",
        ccf(line(tributos=["20", "D5"]), resumen={"tributos": [{"codigo": "D5", "valor": 1}] * 2}),
    ),
    ("nit-form", "receptor.nit", ccf(receptor=receiver(nit="0614-150618-102-4"))),
    ("nit-check-digit", "receptor.nit", ccf(receptor=receiver(nit="06141506181025"))),
    ("dui-form", "receptor.numDocumento", fe(receptor=CONSUMIDOR | {"numDocumento": "0123456789"})),
    ("dui-check-digit", "receptor.numDocumento", fe(receptor=CONSUMIDOR | {"numDocumento": "012345679"})),
    ("nrc-form", "receptor.nrc", ccf(receptor=receiver(nrc="12345-6"))),
    ("nrc-without-nit", "receptor.nrc", fe(receptor=CONSUMIDOR | {"nrc": "123456"})),
    ("nrc-missing", "receptor.nrc", ccf(receptor={k: v for k, v in CONTRIBUYENTE.items() if k != "nrc"})),
    ("email-missing", "receptor.correo", ccf(receptor={k: v for k, v in CONTRIBUYENTE.items() if k != "correo"})),
    ("email-form", "receptor.correo", ccf(receptor=receiver(correo="cliente@ejemplo"))),
    ("identity-type", "receptor.tipoDocumento", fe(receptor=CONSUMIDOR | {"tipoDocumento": "40"})),
    ("identity-halves", "receptor.numDocumento", fe(receptor={"tipoDocumento": "13", "nombre": "Ejemplo"})),
    ("receiver-unnamed", "receptor", fe(line(1095))),
    ("activity", "receptor.codActividad", ccf(receptor=receiver(codActividad="99999"))),
    (
        "address",
        "receptor.direccion.distrito",
        ccf(receptor=receiver(direccion=CONTRIBUYENTE["direccion"] | {"distrito": "99"})),
    ),
    ("domicile", "ventaTercero.codDomiciliado", fe(ventaTercero=THIRD | {"codDomiciliado": 3})),
    ("third-party", "ventaTercero.nit", fe(ventaTercero=THIRD | {"nit": None})),
    ("receiver-self", "receptor.nit", ccf(receptor=receiver(nit="06140101201013"))),
    ("third-party-self", "ventaTercero.nit", fe(ventaTercero=THIRD | {"nit": "06140101201013"})),
    ("related-type", "documentoRelacionado[0].tipoDocumento", related(REMISION | {"tipoDocumento": "03"})),
    (
        "related-mixed",
        "documentoRelacionado[1].tipoDocumento",
        related(
            REMISION,
            REMISION | {"tipoDocumento": "09", "numeroDocumento": CODIGO},
            lines=[LINKED, line(numeroDocumento=CODIGO)],
        ),
    ),
    ("related-generation", "documentoRelacionado[0].tipoGeneracion", related(REMISION | {"tipoGeneracion": 3})),
    (
        "related-number",
        "documentoRelacionado[0].numeroDocumento",
        related(REMISION | {"numeroDocumento": "S221"}, lines=[line(numeroDocumento="S221")]),
    ),
    ("related-twice", "documentoRelacionado[1].numeroDocumento", related(REMISION, REMISION)),
    ("related-later", "documentoRelacionado[0].fechaEmision", related(REMISION | {"fechaEmision": "2026-09-16"})),
    ("related-old", "documentoRelacionado[0].fechaEmision", related(REMISION | {"fechaEmision": "2026-06-14"})),
    (
        "line-unrelated",
        "cuerpoDocumento[1].numeroDocumento",
        related(REMISION, lines=[LINKED, line(numeroDocumento="X")]),
    ),
    ("related-unused", "documentoRelacionado[0].numeroDocumento", related(REMISION, lines=[line()])),
    ("other-document-missing", "otrosDocumentos[0].medico", fe(otrosDocumentos=[{"codDocAsociado": 3}])),
    (
        "other-document-undue",
        "otrosDocumentos[0].descDocumento",
        fe(otrosDocumentos=[{"codDocAsociado": 3, "medico": DOCTOR, "descDocumento": "Receta"}]),
    ),
    ("other-document", "otrosDocumentos[0].codDocAsociado", fe(otrosDocumentos=[{"codDocAsociado": 4}])),
    (
        "doctor",
        "otrosDocumentos[0].medico.nit",
        fe(otrosDocumentos=[{"codDocAsociado": 3, "medico": DOCTOR | {"nit": None}}]),
    ),
    ("item-number", "cuerpoDocumento[0].numItem", fe(line(numItem=2))),
    ("words-wording", "resumen.totalLetras", fe(resumen={"totalLetras": "ONCE 30/100 USD"})),
    ("blank-text", "cuerpoDocumento[0].descripcion", fe(line(descripcion="  "))),
    ("withholding-nothing", "resumen.retieneIva", ccf(line(tipoVenta="exenta"), resumen={"retieneIva": True})),
    (
        "period-whole",
        "resumen.pagos[0].periodo",
        fe(resumen={"condicionOperacion": 2, "pagos": [{"codigo": "13", "plazo": "01", "periodo": D("1.5")}]}),
    ),
    ("item-kind", "cuerpoDocumento[0].tipoItem", fe(line(tipoItem=5))),
    ("unit", "cuerpoDocumento[0].uniMedida", fe(line(uniMedida=60))),
    ("discount-over-line", "cuerpoDocumento[0].montoDescu", fe(line(10, 2, montoDescu=D("20.01")))),
    ("charge-line", "cuerpoDocumento[1].precioUni", fe(line(), charge(20, precioUni=20))),
    ("only-charges", "cuerpoDocumento", fe(charge(5))),
    (
        "tribute-line",
        "cuerpoDocumento[0].uniMedida",
        ccf({"codTributo": "57", "descripcion": "Impuesto", "precioUni": 1, "uniMedida": 59}),
    ),
    ("tribute-line-unnamed", "cuerpoDocumento[0].codTributo", ccf(line(tipoItem=4, uniMedida=99))),
    (
        "tribute-line-code",
        "cuerpoDocumento[0].codTributo",
        ccf({"codTributo": "20", "descripcion": "Impuesto", "precioUni": 1, "uniMedida": 99}),
    ),
    ("tribute-code", "cuerpoDocumento[0].tributos[0]", fe(line(tributos=["C3"]))),
    ("tribute-unknown", "cuerpoDocumento[0].tributos[0]", fe(line(tributos=["ZZ"]))),
    ("tribute-own-line", "cuerpoDocumento[0].tributos[0]", fe(line(tributos=["A8"]))),
    ("tribute-iva-included", "cuerpoDocumento[0].tributos[0]", fe(line(tributos=["20"]))),
    ("iva-missing", "cuerpoDocumento[0].tributos", ccf(line(tributos=["59"]))),
    ("tribute-untaxed", "cuerpoDocumento[0].tributos[0]", ccf(line(tipoVenta="exenta", tributos=["20"]))),
    ("gallons", "cuerpoDocumento[0].uniMedida", ccf(line(tributos=["20", "D1"]))),
    ("tribute-unstated", "resumen.tributos", ccf(line(tributos=["20", "D5"]))),
    ("discount-over-total", "resumen.descuExenta", fe(resumen={"descuExenta": 1})),
    ("discount-percent-alone", "resumen.porcentajeDescuento", fe(resumen={"porcentajeDescuento": 10})),
    ("withholding-small", "resumen.retieneIva", ccf(line(50), resumen={"retieneIva": True})),
    ("withholding-both", "resumen.percibeIva", ccf(line(500), resumen={"retieneIva": True, "percibeIva": True})),
    ("condition", "resumen.condicionOperacion", fe(resumen={"condicionOperacion": 4})),
    ("payment-form", "resumen.pagos[0].codigo", fe(resumen={"pagos": [{"codigo": "06"}]})),
    (
        "payment-term",
        "resumen.pagos[0].plazo",
        fe(resumen={"condicionOperacion": 2, "pagos": [{"codigo": "13", "plazo": "30", "periodo": 1}]}),
    ),
    (
        "payment-sum",
        "resumen.pagos[0].montoPago",
        fe(resumen={"pagos": [{"codigo": "01", "montoPago": D("11.32")}]}),
    ),
    (
        "payment-cent",
        "resumen.pagos",
        fe(resumen={"pagos": [{"codigo": "01", "montoPago": 5}, {"codigo": "02", "montoPago": D("6.31")}]}),
    ),
    ("cash-reference", "resumen.pagos[0].referencia", fe(resumen={"pagos": [{"codigo": "01", "referencia": "1"}]})),
    ("cash-term", "resumen.pagos[0].plazo", fe(resumen={"pagos": [{"codigo": "13", "plazo": "01"}]})),
    ("credit-term", "resumen.pagos", fe(resumen={"condicionOperacion": 2})),
    (
        "term-halves",
        "resumen.pagos[0].periodo",
        fe(resumen={"condicionOperacion": 3, "pagos": [{"codigo": "13", "plazo": "01"}]}),
    ),
    ("mixed-parts", "resumen.condicionOperacion", fe(resumen={"condicionOperacion": 3})),
    ("nothing-due-condition", "resumen.condicionOperacion", fe(line(0), resumen={"condicionOperacion": 3})),
    ("nothing-due-form", "resumen.pagos[0].codigo", fe(line(0), resumen={"pagos": [{"codigo": "01"}]})),
    ("other-form-unnamed", "resumen.pagos[0].referencia", fe(resumen={"pagos": [{"codigo": "99"}]})),
    ("credit-balance", "resumen.saldoFavor", fe(line(), charge(-20), resumen={"saldoFavor": -9})),
    ("credit-short", "resumen.saldoFavor", fe(line(), charge(-20), resumen={"saldoFavor": -1})),
    ("credit-while-due", "resumen.saldoFavor", fe(resumen={"saldoFavor": -1})),
]

Change = Callable[[dict[str, Any]], Any]


def put(path: str, value: Any) -> Change:
    """A change to a document: sets one place."""

    def change(whole: dict[str, Any]) -> None:
        *parents, last = [
            int(part) if part.isdigit() else part for part in path.replace("[", ".").replace("]", "").split(".")
        ]
        node: Any = whole
        for part in parents:
            node = node[part]
        node[last] = value

    return change


def both(*changes: Change) -> Change:
    def change(whole: dict[str, Any]) -> None:
        for one in changes:
            one(whole)

    return change


BASE = {"01": fe(line(), receptor=CONSUMIDOR), "03": ccf(line(), charge(1))}
# Code, path, type, and what is done to a right document.
DOCUMENTS: list[tuple[str, str, str, Change]] = [
    ("required", "resumen.pagos[0].plazo", "01", lambda whole: whole["resumen"]["pagos"][0].pop("plazo")),
    ("payments-missing", "resumen.pagos", "01", put("resumen.pagos", None)),
    (
        "credit-term",
        "resumen.pagos",
        "01",
        both(put("resumen.pagos", None), put("resumen.condicionOperacion", 2)),
    ),
    ("null-value", "cuerpoDocumento[0].psv", "01", put("cuerpoDocumento[0].psv", None)),
    ("bad-format", "identificacion.codigoGeneracion", "01", put("identificacion.codigoGeneracion", CODIGO.lower())),
    ("not-allowed", "identificacion.ambiente", "01", put("identificacion.ambiente", "02")),
    ("unknown-structure", "identificacion.version", "01", put("identificacion.version", 7)),
    ("unknown-type", "identificacion.tipoDte", "01", put("identificacion.tipoDte", "99")),
    ("seal-form", "selloRecibido", "01", put("selloRecibido", "SELLO")),
    ("transmission-mode", "identificacion.tipoModelo", "01", put("identificacion.tipoModelo", 2)),
    (
        "control-number",
        "identificacion.numeroControl",
        "01",
        put("identificacion.numeroControl", "DTE-01-M001P001-000000000000000"),
    ),
    ("control-number-place", "emisor.codEstable", "01", put("emisor.codEstable", "S001")),
    ("negative-price", "cuerpoDocumento[0].precioUni", "01", put("cuerpoDocumento[0].precioUni", -1)),
    ("two-columns", "cuerpoDocumento[0]", "01", put("cuerpoDocumento[0].ventaExenta", 1)),
    ("tribute-not-summed", "resumen.tributos", "03", put("resumen.tributos", None)),
    (
        "tribute-not-carried",
        "resumen.tributos[0].codigo",
        "01",
        put("resumen.tributos", [{"codigo": "59", "descripcion": "Turismo", "valor": 1}]),
    ),
    (
        "tribute-summed-twice",
        "resumen.tributos[1].codigo",
        "03",
        lambda whole: whole["resumen"]["tributos"].append(whole["resumen"]["tributos"][0] | {"valor": 0}),
    ),
    ("charge-price", "cuerpoDocumento[1].precioUni", "03", put("cuerpoDocumento[1].precioUni", 20)),
    ("line-figure", "cuerpoDocumento[0].ventaGravada", "01", put("cuerpoDocumento[0].ventaGravada", D("11.32"))),
    ("line-part", "cuerpoDocumento[0].ivaItem", "01", put("cuerpoDocumento[0].ivaItem", D("1.32"))),
    ("summary-figure", "resumen.subTotal", "01", put("resumen.subTotal", D("11.32"))),
    ("words-cents", "resumen.totalLetras", "01", put("resumen.totalLetras", "ONCE 31/100 DÓLARES")),
]


def all_of_sale(sale: dict[str, Any]) -> list[dte.Fault]:
    try:
        return list(dte.build(sale, context()).warnings)
    except dte.FaultError as error:
        return [*error.faults, *error.warnings]


@pytest.mark.parametrize(("code", "path", "sale"), SALES, ids=[row[0] for row in SALES])
def test_a_sale_that_breaks_a_rule_is_told_at_its_place(code: str, path: str, sale: dict[str, Any]) -> None:
    found = all_of_sale(sale)
    hits = [fault for fault in found if (fault.code, fault.path) == (code, path)]
    assert len(hits) == 1, [str(fault) for fault in found]
    complete(hits[0])


@pytest.mark.parametrize(
    ("code", "path", "tipo", "change"),
    DOCUMENTS,
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_a_document_that_breaks_a_rule_is_told_at_its_place(code: str, path: str, tipo: str, change: Change) -> None:
    whole = document(BASE[tipo])
    assert not dte.validate(whole).faults
    change(whole)
    report = dte.validate(whole)
    hits = [one for one in (*report.faults, *report.warnings) if (one.code, one.path) == (code, path)]
    assert len(hits) == 1, [str(one) for one in (*report.faults, *report.warnings)]
    complete(hits[0])


def test_what_is_no_object_is_told() -> None:
    for raw in (b"[]", b'"x"', b"5", b"null"):
        assert [fault.code for fault in dte.validate(raw).faults] == ["not-an-object"]
        with pytest.raises(dte.FaultError) as caught:
            dte.build(raw, context())
        assert [fault.code for fault in caught.value.faults] == ["not-an-object"]


def complete(fault: dte.Fault) -> None:
    """A fault that a person can act on: all texts filled in."""
    for text in (fault.message, fault.message_en, fault.fix, fault.fix_en, fault.source):
        assert text.strip()
        assert "{" not in text.replace("{…}", "").replace('{"codigo"', "")
        assert "None" not in text
    assert fault.message.endswith((".", "»."))


def test_every_rule_is_proved_here() -> None:
    proved = (
        {row[0] for row in SALES}
        | {row[0] for row in DOCUMENTS}
        | {
            "fecemi-next-period",
            "identity-number",
            "not-an-object",
            "not-in-force",
            "byte-order-mark",
        }
        | PROVED_ELSEWHERE
    )
    assert proved == {rule.code for rule in dte.rules.all()}


def test_the_book_is_complete_in_itself() -> None:
    book = dte.rules.all()
    assert len({rule.code for rule in book}) == len(book) > 90
    for rule in book:
        assert re.fullmatch(r"[a-z]+(-[a-z0-9]+)*", rule.code)
        assert rule.source
        assert set(rule.types) <= set(EVERY)
        assert rule.build in {"fault", "warning", "off"}
        assert not rule.section or hasattr(AnyDocument, rule.section)
        assert dte.rules.get(rule.code) is rule


def test_two_rules_cannot_have_one_code() -> None:
    with pytest.raises(ValueError, match="two rules"):
        dte.rules.declare("required", message="", message_en="", fix="", fix_en="", source="")


def test_the_base_documents_are_right() -> None:
    for sale in BASE.values():
        report = dte.validate(copy.deepcopy(document(sale)))
        assert report.ok
        assert report.warnings == ()
