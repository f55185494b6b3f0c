"""Notes, retentions and settlements against the documents they speak of."""

import copy
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from tests.sandbox import others
from tests.sandbox.conftest import Keys, Training, assert_refused
from tests.sandbox.documents import NIT, OTHER_NIT, credito_fiscal, factura, money
from tests.sandbox.support import Document, refusal, with_

NUMBER = "documentoRelacionado.numeroDocumento"
BEYOND = f"[{NUMBER}] MONTO DE OPERACIÓN ES MAYOR AL DOCUMENTO RELACIONADO"


@pytest.fixture
def original(training: Training) -> Document:
    """A sealed 03 worth 270.00."""
    return sealed(training, credito_fiscal())


def sealed(training: Training, document: Document) -> Document:
    answer = training.send(document)
    assert answer.status_code == 200, answer.json()
    return document


def code_of(document: Document) -> Any:
    return document["identificacion"]["codigoGeneracion"]


# by themselves


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ({"documentoRelacionado__0__tipoDocumento": "04"}, "007 documentoRelacionado.1.tipoDocumento"),
        ({"documentoRelacionado__1__tipoDocumento": "07"}, "026 documentoRelacionado.2.tipoDocumento"),
        ({"cuerpoDocumento__1__numeroDocumento": "OTRO"}, "007 cuerpoDocumento.2.numeroDocumento"),
    ],
)
def test_the_section_says_one_tipo_and_the_lines_belong_to_it(change: dict[str, Any], expected: str) -> None:
    note = others.nota("05", credito_fiscal(1), credito_fiscal(2))
    assert refusal(note) is None
    assert refusal(with_(note, **change)) == expected


def test_a_document_is_related_or_listed_once() -> None:
    once, other = credito_fiscal(1), credito_fiscal(2)
    assert refusal(others.nota("05", once, once)) == f"025 {NUMBER}"
    assert refusal(others.retencion(once, other)) is None
    assert refusal(others.retencion(once, once)) == "025 cuerpoDocumento.2.numeroDocumento"
    assert refusal(others.liquidacion((1, once), (1, once))) == "025 cuerpoDocumento.2.numeroDocumento"
    assert refusal(others.liquidacion((1, once), (-1, once))) is None


def test_a_retention_lists_one_tipo() -> None:
    mixed = with_(others.retencion(credito_fiscal(1), credito_fiscal(2)), cuerpoDocumento__1__tipoDte="01")
    assert refusal(mixed) == "026 cuerpoDocumento.2.tipoDte"


# notes


def test_notes_take_no_more_than_the_document_is_worth(training: Training, original: Document) -> None:
    sealed(training, others.nota("05", original, amount=200, number=1))
    over = others.nota("05", original, amount=100, number=2)
    assert_refused(training.send(over), "016", BEYOND, "14", [code_of(original)])
    rest = others.nota("05", original, amount=70, number=2)
    rest["cuerpoDocumento"][0]["ivaRete"] = rest["resumen"]["ivaRete"] = money("0.70")
    rest["resumen"] |= {"montoTotalOperacion": money("79.10"), "totalPagar": money("78.40")}
    rest["resumen"]["tributos"][0]["valor"] = money("9.10")
    sealed(training, rest)
    # Debit notes have a balance of their own.
    sealed(training, others.nota("06", original, amount=200))


def test_two_notes_at_once_do_not_share_a_balance(training: Training, original: Document) -> None:
    notes = [others.nota("05", original, amount=100, number=number) for number in range(1, 9)]
    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(training.send, notes))
    assert sorted(answer.status_code for answer in answers) == [200] * 2 + [400] * 6


def test_a_note_on_several_documents_is_judged_by_each(training: Training, original: Document) -> None:
    second = sealed(training, credito_fiscal(2))
    sealed(training, others.nota("05", second, amount=200, number=1))
    both = others.nota("05", original, second, amount=100, number=2)
    assert_refused(training.send(both), "016", BEYOND, "14", [code_of(second)])


def test_a_note_on_a_document_nobody_holds(training: Training) -> None:
    note = others.nota("05", credito_fiscal())
    assert_refused(training.send(note), "014", f"[{NUMBER}] NO EXISTE UN REGISTRO CON ESTE DATO", "14")
    training.control("POST", "/settings", {"unknownRelated": True})
    sealed(training, note)


def test_a_note_in_another_ambiente_finds_nothing(training: Training, original: Document) -> None:
    note = with_(others.nota("05", original), identificacion__ambiente="01")
    assert training.send(note).json()["codigoMsg"] == "014"


def test_a_physical_document_is_taken_as_it_is_stated(training: Training) -> None:
    note = others.nota("05", credito_fiscal())
    note["documentoRelacionado"][0] |= {"tipoGeneracion": 1, "numeroDocumento": "S221001345"}
    note["cuerpoDocumento"][0]["numeroDocumento"] = "S221001345"
    sealed(training, note)


@pytest.mark.parametrize(
    ("change", "code", "field"),
    [
        ({"documentoRelacionado__0__tipoDocumento": "07"}, "027", "documentoRelacionado.tipoDocumento"),
        ({"documentoRelacionado__0__fechaEmision": "2026-09-14"}, "027", "documentoRelacionado.fechaEmision"),
        ({"receptor__numDocumento": NIT}, "027", "receptor.numDocumento"),
        ({"ventaTercero": {"nit": OTHER_NIT, "nombre": "X", "codDomiciliado": 1}}, "027", "ventaTercero.nit"),
    ],
)
def test_a_note_says_what_its_document_says(
    training: Training, original: Document, change: dict[str, Any], code: str, field: str
) -> None:
    note = with_(others.nota("05", original), **change)
    answer = training.send(note).json()
    assert (answer["codigoMsg"], answer["descripcionMsg"]) == (code, f"[{field}] DATO NO COINCIDE CON DTE")


def test_a_note_comes_within_three_months(training: Training, original: Document) -> None:
    last = with_(others.nota("05", original, number=1), identificacion__fecEmi="2026-12-15")
    training.control("POST", "/clock", {"now": "2026-12-16T08:00:00"})
    training.enter()
    late = with_(others.nota("05", original, number=2), identificacion__fecEmi="2026-12-16")
    text = "[documentoRelacionado.fechaEmision] FECHA FUERA DE PLAZO PERMITIDO"
    assert_refused(training.send(late), "018", text, "14")
    assert training.send(last).json()["codigoMsg"] == "002"
    early = with_(others.nota("05", original, number=3), identificacion__fecEmi="2026-09-14")
    assert training.send(early).json()["codigoMsg"] == "017"


def test_a_date_that_is_none_is_told(training: Training, original: Document) -> None:
    note = with_(others.nota("05", original), documentoRelacionado__0__fechaEmision="2026-02-30")
    assert training.send(note).json()["descripcionMsg"].startswith("[documentoRelacionado.fechaEmision]")


def test_a_fusion_takes_the_place_of_one_party(training: Training, original: Document) -> None:
    """Manual Funcional v2.0, PDF p. 34: `fusion` holds the absorbed NIT."""
    absorbing = with_(others.nota("05", original), receptor__numDocumento="06140101201999")
    assert training.send(absorbing).json()["codigoMsg"] == "027"
    assert training.send(with_(absorbing, identificacion__fusion="06140101201998")).json()["codigoMsg"] == "027"
    sealed(training, with_(absorbing, identificacion__fusion=OTHER_NIT))


def test_a_fusion_stands_for_one_party_only(training: Training, original: Document, other_keys: Keys) -> None:
    own = credito_fiscal(2)
    own["receptor"]["nit"] = NIT
    sealed(training, own)
    with Training(training.url, other_keys, OTHER_NIT) as absorbing:
        absorbing.enter()
        note = with_(others.nota("05", own), emisor__nit=OTHER_NIT, identificacion__fusion=NIT)
        both = with_(note, receptor__numDocumento=OTHER_NIT)
        assert absorbing.send(both).json()["descripcionMsg"].startswith("[receptor.numDocumento]")
        sealed(absorbing, with_(note, receptor__numDocumento=NIT))


def test_a_note_on_a_retention_is_held_to_its_base(training: Training) -> None:
    retention = sealed(training, others.retencion(credito_fiscal(), amount=150))
    note = others.nota_on_retencion(retention)
    sealed(training, note)
    again = others.nota_on_retencion(retention)
    again["identificacion"]["numeroControl"] = "DTE-05-M001P001-000000000000002"
    assert_refused(training.send(again), "016", BEYOND, "14")


def test_other_documents_are_held_against_what_they_relate_only_where_it_is_known(training: Training) -> None:
    remision = others.remision()
    sale = credito_fiscal()
    sale["documentoRelacionado"] = [others.related(remision)]
    sealed(training, sale)
    sealed(training, remision)
    wrong = credito_fiscal(2)
    wrong["documentoRelacionado"] = [others.related(remision) | {"fechaEmision": "2026-09-01"}]
    text = "[documentoRelacionado.fechaEmision] DATO NO COINCIDE CON DTE"
    assert_refused(training.send(wrong), "027", text, "14", [code_of(remision)])


# retentions


def test_a_retention_is_held_against_the_document_received(training: Training, other_keys: Keys) -> None:
    theirs = others.received(credito_fiscal())
    with Training(training.url, other_keys, OTHER_NIT) as neighbour:
        neighbour.enter()
        sealed(neighbour, theirs)
    over = others.retencion(theirs, amount=300)
    text = "[cuerpoDocumento.1.montoSujetoGrav] MONTO DE OPERACIÓN ES MAYOR AL DOCUMENTO RELACIONADO"
    assert_refused(training.send(over), "016", text, "15")
    other_seller = with_(others.retencion(theirs), receptor__numDocumento="06140101201999")
    assert training.send(other_seller).json()["descripcionMsg"] == "[receptor.numDocumento] DATO NO COINCIDE CON DTE"
    wrong_day = with_(others.retencion(theirs), cuerpoDocumento__0__fechaEmision="2026-09-01")
    assert training.send(wrong_day).json()["descripcionMsg"].startswith("[cuerpoDocumento.1.fechaEmision]")
    sealed(training, others.retencion(theirs))


def test_the_base_of_a_factura_is_without_iva(training: Training, other_keys: Keys) -> None:
    theirs = factura()
    theirs["receptor"] = {"tipoDocumento": "36", "numDocumento": NIT, "nombre": "X", "direccion": None}
    theirs["emisor"]["nit"] = OTHER_NIT
    with Training(training.url, other_keys, OTHER_NIT) as neighbour:
        neighbour.enter()
        sealed(neighbour, theirs)
    assert training.send(others.retencion(theirs, amount=21)).json()["codigoMsg"] == "016"
    sealed(training, others.retencion(theirs, amount=20))


def test_a_purchase_of_ones_own_may_be_retained_on(training: Training) -> None:
    own = sealed(training, others.compra())
    assert training.send(others.retencion(own, amount=271)).json()["codigoMsg"] == "016"
    sealed(training, others.retencion(own))


# settlements


@pytest.fixture
def for_principal(training: Training) -> Document:
    """A sealed 03 sold for the taxpayer of settlements."""
    document = credito_fiscal(9)
    document["ventaTercero"] = {"nit": OTHER_NIT, "nombre": "MANDANTE DE PRUEBA", "codDomiciliado": 1}
    return sealed(training, document)


def test_a_document_is_settled_once(training: Training, for_principal: Document) -> None:
    sealed(training, others.liquidacion((1, for_principal), number=1))
    again = others.liquidacion((1, for_principal), number=2)
    text = "[cuerpoDocumento.1.numeroDocumento] DTE ESTA RELACIONADO CON OTRO DTE"
    assert_refused(training.send(again), "028", text, "15", [code_of(for_principal)])


def test_only_sales_for_the_principal_are_settled(
    training: Training, original: Document, for_principal: Document
) -> None:
    text = "[cuerpoDocumento.1.numeroDocumento] DATO NO COINCIDE CON DTE"
    assert_refused(training.send(others.liquidacion((1, original))), "027", text, "15")
    other = with_(others.liquidacion((1, for_principal)), receptor__numDocumento=NIT)
    assert_refused(training.send(other), "027", text, "15")


def test_a_settlement_states_what_its_document_states(training: Training, for_principal: Document) -> None:
    document = others.liquidacion((1, for_principal))
    document["cuerpoDocumento"][0] |= {"ventaGravada": 200, "ivaItem": 26}
    document["resumen"] |= {"totalGravada": 200, "subTotalVentas": 200, "montoTotalOperacion": 226, "total": 226}
    document["resumen"]["tributos"][0]["valor"] = 26
    text = "[cuerpoDocumento.1.ventaGravada] DATO NO COINCIDE CON DTE"
    assert_refused(training.send(document), "027", text, "15")


def test_an_active_document_is_not_taken_back(training: Training, for_principal: Document) -> None:
    answer = training.send(others.liquidacion((-1, for_principal)))
    assert_refused(answer, "003", "[cuerpoDocumento.1.ventaGravada] VALOR NO VALIDO", "15")


def test_what_is_not_held_is_settled_as_stated(training: Training) -> None:
    unknown = copy.deepcopy(credito_fiscal())
    sealed(training, others.liquidacion((1, unknown)))
