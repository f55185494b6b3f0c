"""What a sale of 04 is, and the document it makes: goods on their way, at net prices, with nothing to pay."""

from typing import Annotated

from facturaxpress.dte import arithmetic, tributes
from facturaxpress.dte.arithmetic import SALES, Figure
from facturaxpress.dte.codes import EXPORTACION
from facturaxpress.dte.documents.fields import items, text
from facturaxpress.dte.documents.law import Type
from facturaxpress.dte.lines import sale_lines
from facturaxpress.dte.made import MadeDocument
from facturaxpress.dte.making import Maker
from facturaxpress.dte.parties import document, receptor
from facturaxpress.dte.readings import Readings
from facturaxpress.dte.sale import (
    Amount2,
    Percent2,
    Sale,
    SaleExtension,
    SaleParty,
    SaleRelacionado,
    SaleTercero,
    SaleTreated,
    SaleTributo,
    Section,
)
from facturaxpress.dte.summary import summarise

COLUMNS = {"gravada": "ventaGravada", "exenta": "ventaExenta", "noSujeta": "ventaNoSuj"}


class Receptor(SaleParty):
    nombreComercial: Annotated[str, text(1, 150)] | None = None
    bienTitulo: Annotated[str, text(2, 2)] | None = None


class Resumen(Section):
    descuNoSuj: Amount2 | None = None
    descuExenta: Amount2 | None = None
    descuGravada: Amount2 | None = None
    porcentajeDescuento: Percent2 | None = None
    tributos: Annotated[list[SaleTributo], items(0)] | None = None
    observaciones: Annotated[str, text(1, 3000)] | None = None
    # Computed; compared when they are sent.
    totalNoSuj: Amount2 | None = None
    totalExenta: Amount2 | None = None
    totalGravada: Amount2 | None = None
    subTotalVentas: Amount2 | None = None
    totalDescu: Amount2 | None = None
    subTotal: Amount2 | None = None
    montoTotalOperacion: Amount2 | None = None
    totalLetras: Annotated[str, text(None, 200)] | None = None


class SaleRemision(Sale):
    documentoRelacionado: Annotated[list[SaleRelacionado], items(1, 50)] | None = None
    receptor: Receptor | None = None
    ventaTercero: SaleTercero | None = None
    cuerpoDocumento: Annotated[list[SaleTreated], items(1, 2000)] | None = None
    resumen: Resumen | None = None
    extension: SaleExtension | None = None


def make(maker: Maker) -> MadeDocument:
    sale: SaleRemision = maker.sale
    sent = sale.cuerpoDocumento or []
    lines = sale_lines(maker, sent, columns=COLUMNS)
    exported = {
        other.numeroDocumento for other in sale.documentoRelacionado or () if other.tipoDocumento == EXPORTACION
    }
    for item, line in zip(lines, sent, strict=True):
        # What goes with an export invoice carries its tribute, of 0 %, in place of IVA.
        if item.numeroDocumento in exported and line.tributos is None and item.ventaGravada:
            item.tributos = [tributes.EXPORT]
    return document(
        maker,
        receptor=receptor(maker, sale.receptor),
        cuerpoDocumento=lines,
        resumen=summarise(maker, lines, sent, sale.resumen),
    )


TYPE = Type(
    tipo="04",
    sale=SaleRemision,
    make=make,
    figures=(
        *SALES,
        Figure("totalDescu", arithmetic.total_descu),
        Figure("subTotal", arithmetic.sub_total),
        Figure("montoTotalOperacion", arithmetic.with_tributes("subTotal")),
    ),
    words="montoTotalOperacion",
    usual=tributes.IVA,
    summed=frozenset({"20", "C3", "59", "71", "D1", "C8", "D5"}),
    informative=False,
    readings=(Readings(descuento59="ninguno"),),
)
