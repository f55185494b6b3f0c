"""What a sale of 01 is, and the document it makes: prices include IVA."""

from typing import Annotated

from facturaxpress.dte import arithmetic
from facturaxpress.dte.arithmetic import SALES, Figure, LineFigure
from facturaxpress.dte.documents.fields import items
from facturaxpress.dte.documents.law import Type
from facturaxpress.dte.documents.selling import make
from facturaxpress.dte.readings import Readings
from facturaxpress.dte.sale import Amount2, Amount8, SaleBeside, SaleItem, SaleParty, SaleResumen


class Item(SaleItem):
    ivaItem: Amount8 | None = None


class Resumen(SaleResumen):
    totalIva: Amount2 | None = None


class SaleFactura(SaleBeside):
    receptor: SaleParty | None = None
    cuerpoDocumento: Annotated[list[Item], items(1, 2000)] | None = None
    resumen: Resumen | None = None


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
