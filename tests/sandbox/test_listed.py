"""Retentions and settlements of either regime against held documents, by the rules alone."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

import pytest

from facturaxpress.sandbox.messages import RefusalError
from facturaxpress.sandbox.rules.listed import check_listed_held
from facturaxpress.sandbox.rules.related import Held, Link, check_held
from tests.sandbox import others
from tests.sandbox.documents import OTHER_NIT, credito_fiscal, factura, money
from tests.sandbox.support import Document, told, with_


@dataclass
class Shelf:
    """What is held, in memory."""

    documents: dict[str, Held] = field(default_factory=dict)
    said: list[Link] = field(default_factory=list)

    def add(self, document: Document, *, invalidated: bool = False) -> "Shelf":
        heading = document["identificacion"]
        held = Held(heading["tipoDte"], heading["ambiente"], document, invalidated)
        self.documents[heading["codigoGeneracion"]] = held
        return self

    def held(self, codigoGeneracion: str) -> Held | None:
        return self.documents.get(codigoGeneracion)

    def links(self, codigoGeneracion: str) -> Sequence[Link]:
        return [link for link in self.said if link.destino == codigoGeneracion]


def verdict(document: Document, shelf: Shelf) -> str | list[Decimal]:
    """The refusal, or the amounts that are said of held documents."""
    tipo = document["identificacion"]["tipoDte"]
    try:
        if tipo in {"07", "08"}:
            links = check_listed_held(tipo, document, shelf)
        else:
            links = check_held(tipo, document, shelf, unknown=False)
    except RefusalError as error:
        return told(error)
    return [link.monto for link in links]


def for_principal(document: Document) -> Document:
    document["ventaTercero"] = {"nit": OTHER_NIT, "nombre": "MANDANTE DE PRUEBA", "codDomiciliado": 1}
    return document


def settled(document: Document, column: str, amount: Any) -> Document:
    """A settlement of 2.0 with one line."""
    settlement = others.liquidacion((1, document))
    settlement["cuerpoDocumento"][0] |= {"ventaGravada": 0, column: amount}
    return settlement


def test_an_export_is_settled_with_insurance_and_freight() -> None:
    document = for_principal(others.exportacion())
    shelf = Shelf().add(document)
    assert verdict(settled(document, "exportaciones", 930), shelf) == [930]
    assert verdict(settled(document, "exportaciones", 900), shelf) == "027 cuerpoDocumento.1.exportaciones"


def test_a_factura_is_settled_without_its_iva() -> None:
    document = for_principal(factura())
    shelf = Shelf().add(document)
    line = settled(document, "ventaGravada", 20)
    assert verdict(with_(line, cuerpoDocumento__0__ventaExenta=5), shelf) == [25]
    assert verdict(settled(document, "ventaGravada", money("22.60")), shelf) == "027 cuerpoDocumento.1.ventaGravada"


def test_a_credit_note_is_taken_off_and_put_back_once_it_is_invalidated() -> None:
    note = for_principal(others.nota("05", credito_fiscal()))
    assert verdict(settled(note, "ventaGravada", -100), Shelf().add(note)) == [-100]
    assert verdict(settled(note, "ventaGravada", 100), Shelf().add(note)) == "003 cuerpoDocumento.1.ventaGravada"
    assert verdict(settled(note, "ventaGravada", 100), Shelf().add(note, invalidated=True)) == [100]


def test_the_names_of_1x_are_those_in_the_refusal() -> None:
    theirs = others.received(credito_fiscal())
    retention = others.retencion(theirs)
    line = retention["cuerpoDocumento"][0]
    line["tipoDoc"], line["numDocumento"] = line.pop("tipoGeneracion"), line.pop("numeroDocumento")
    assert verdict(retention, Shelf().add(theirs)) == [270]
    assert verdict(retention, Shelf().add(theirs, invalidated=True)) == "015 cuerpoDocumento.1.numDocumento"
    sale = for_principal(credito_fiscal())
    settlement = others.liquidacion((1, sale))
    settlement["cuerpoDocumento"][0]["fechaGeneracion"] = settlement["cuerpoDocumento"][0].pop("fechaEmision")
    assert verdict(settlement, Shelf().add(sale)) == [270]
    wrong = with_(settlement, cuerpoDocumento__0__fechaGeneracion="2026-01-01")
    assert verdict(wrong, Shelf().add(sale)) == "027 cuerpoDocumento.1.fechaGeneracion"


def test_a_listed_document_is_of_the_tipo_that_is_said() -> None:
    theirs = others.received(credito_fiscal())
    wrong = with_(others.retencion(theirs), cuerpoDocumento__0__tipoDte="01")
    assert verdict(wrong, Shelf().add(theirs)) == "027 cuerpoDocumento.1.tipoDte"


def test_an_absorbed_agent_or_seller_counts() -> None:
    theirs = others.received(credito_fiscal())
    absorbing = with_(others.retencion(theirs), receptor__numDocumento="06140101201999")
    assert verdict(absorbing, Shelf().add(theirs)) == "027 receptor.numDocumento"
    assert verdict(with_(absorbing, identificacion__fusion=OTHER_NIT), Shelf().add(theirs)) == [270]


def test_a_note_of_1x_takes_its_share_of_the_global_discount() -> None:
    """200.00 less 10 % is 180.00 of the 270.00, so that 90.00 are left."""
    sale = credito_fiscal()
    note = others.nota("05", sale, amount=200)
    note["resumen"] |= {"descuNoSuj": 0, "descuExenta": 0, "descuGravada": 20}
    shelf = Shelf().add(sale)
    assert verdict(note, shelf) == [180]
    code = sale["identificacion"]["codigoGeneracion"]
    shelf.said.append(Link("05", code, Decimal("90.01")))
    assert verdict(note, shelf) == [180]
    shelf.said.append(Link("05", code, Decimal("0.01")))
    assert verdict(note, shelf) == "016 documentoRelacionado.numeroDocumento"


@pytest.mark.parametrize("invalidated", [False, True])
def test_a_document_relates_active_ones_only(invalidated: bool) -> None:
    remision, sale = others.remision(), credito_fiscal()
    sale["documentoRelacionado"] = [others.related(remision)]
    expected = "015 documentoRelacionado.numeroDocumento" if invalidated else [Decimal(0)]
    assert verdict(sale, Shelf().add(remision, invalidated=invalidated)) == expected
