"""What a sale of 01 is, and the document it makes: prices include IVA."""

from typing import Annotated

from facturaxpress.dte import arithmetic
from facturaxpress.dte.arithmetic import SALES, Figure, LineFigure
from facturaxpress.dte.documents.fields import items, text
from facturaxpress.dte.documents.law import Type
from facturaxpress.dte.lines import sale_lines
from facturaxpress.dte.made import MadeDocument
from facturaxpress.dte.making import Maker
from facturaxpress.dte.parties import document, receptor
from facturaxpress.dte.readings import Readings
from facturaxpress.dte.sale import Amount2, Amount8, SaleBeside, SaleDireccion, SaleItem, SaleResumen, Section
from facturaxpress.dte.summary import summarise


class Receptor(Section):
    tipoDocumento: str | None = None
    numDocumento: Annotated[str, text(1, 20)] | None = None
    nrc: Annotated[str, text(2, 8)] | None = None
    nombre: Annotated[str, text(1, 250)] | None = None
    codActividad: Annotated[str, text(5, 6)] | None = None
    descActividad: Annotated[str, text(5, 150)] | None = None
    direccion: SaleDireccion | None = None
    telefono: Annotated[str, text(8, 30)] | None = None
    correo: Annotated[str, text(6, 100)] | None = None


class Item(SaleItem):
    ivaItem: Amount8 | None = None


class Resumen(SaleResumen):
    totalIva: Amount2 | None = None


class SaleFactura(SaleBeside):
    receptor: Receptor | None = None
    cuerpoDocumento: Annotated[list[Item], items(1, 2000)] | None = None
    resumen: Resumen | None = None


def make(maker: Maker) -> MadeDocument:
    sale: SaleFactura = maker.sale
    lines = sale_lines(maker, sale.cuerpoDocumento)
    return document(
        maker,
        receptor=receptor(maker, sale.receptor),
        cuerpoDocumento=lines,
        resumen=summarise(maker, lines, sale.cuerpoDocumento, sale.resumen, known=maker.record(sale.receptor)),
    )


TYPE = Type(
    tipo="01",
    sale=SaleFactura,
    make=make,
    figures=(
        *SALES,
        Figure("totalDescu", arithmetic.total_descu),
        Figure("subTotal", arithmetic.sub_total),
        Figure("ivaRete", arithmetic.iva_rete),
        Figure("montoTotalOperacion", arithmetic.monto_total),
        Figure("totalNoGravado", arithmetic.total_of("noGravado")),
        Figure("totalPagar", arithmetic.total_pagar),
        Figure("totalIva", arithmetic.total_iva),
        Figure("saldoFavor", arithmetic.saldo_favor),
    ),
    line_figures=(LineFigure("ivaItem", arithmetic.iva_item, "ventaGravada / 1.13 × 0.13"),),
    summed=frozenset({"59", "71", "D1", "C8", "D5"}),
    readings=(
        Readings(noGravado="resta"),
        Readings(descuento59="ninguno"),
        Readings(base59="precio"),
        Readings(base59="precio", descuento59="ninguno"),
    ),
)
