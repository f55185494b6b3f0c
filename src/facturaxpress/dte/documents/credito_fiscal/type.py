"""What a sale of 03 is, and the document it makes: net prices, between taxpayers."""

from typing import Annotated

from facturaxpress.dte import arithmetic, tributes
from facturaxpress.dte.arithmetic import SALES, Figure
from facturaxpress.dte.documents.fields import items, text
from facturaxpress.dte.documents.law import Type
from facturaxpress.dte.documents.selling import make
from facturaxpress.dte.readings import Readings
from facturaxpress.dte.sale import Amount2, SaleBeside, SaleItem, SaleNamed, SaleResumen


class Receptor(SaleNamed):
    nit: str | None = None
    nombreComercial: Annotated[str, text(1, 150)] | None = None
    correo: Annotated[str, text(1, 100)] | None = None


class Resumen(SaleResumen):
    ivaPerci: Amount2 | None = None


class SaleCredito(SaleBeside):
    receptor: Receptor | None = None
    cuerpoDocumento: Annotated[list[SaleItem], items(1, 2000)] | None = None
    resumen: Resumen | None = None


TYPE = Type(
    tipo="03",
    sale=SaleCredito,
    make=make,
    figures=(
        *SALES,
        Figure("totalDescu", arithmetic.total_descu),
        Figure("subTotal", arithmetic.sub_total),
        Figure("ivaPerci", arithmetic.iva_perci),
        Figure("ivaRete", arithmetic.iva_rete),
        Figure("montoTotalOperacion", arithmetic.monto_total),
        Figure("totalNoGravado", arithmetic.total_of("noGravado")),
        Figure("totalPagar", arithmetic.total_pagar),
        Figure("saldoFavor", arithmetic.saldo_favor),
    ),
    usual=tributes.IVA,
    summed=frozenset({"20", "59", "71", "D1", "C8", "D5"}),
    readings=(Readings(noGravado="resta"), Readings(descuento59="ninguno")),
)
