"""The structures known: one record for each type and version."""

from msgspec import Struct

from facturaxpress.dte.catalogs import Regime
from facturaxpress.dte.documents.credito import CreditoFiscal
from facturaxpress.dte.documents.factura import Factura
from facturaxpress.dte.sale import SaleCredito, SaleFactura

Document = Factura | CreditoFiscal


class Law(Struct, frozen=True, kw_only=True):
    """What sets one structure apart from the others; the arithmetic is common."""

    tipo: str
    version: int
    regime: Regime
    document: type[Factura] | type[CreditoFiscal]
    sale: type[SaleFactura] | type[SaleCredito]
    title: str
    gross: bool
    """Whether prices include IVA."""
    related: frozenset[str]
    """Types a document may relate (Manual Funcional 2.0 p. 17–20)."""


LAWS: dict[tuple[str, int], Law] = {
    (law.tipo, law.version): law
    for law in (
        Law(
            tipo="01",
            version=2,
            regime="2.0",
            document=Factura,
            sale=SaleFactura,
            title="Factura",
            gross=True,
            related=frozenset({"04", "08", "09"}),
        ),
        Law(
            tipo="03",
            version=4,
            regime="2.0",
            document=CreditoFiscal,
            sale=SaleCredito,
            title="Comprobante de crédito fiscal",
            gross=False,
            related=frozenset({"04", "08", "09"}),
        ),
    )
}


def newest(tipo: str) -> Law | None:
    """The newest structure of a type that sales can be made into."""
    known = [law for law in LAWS.values() if law.tipo == tipo]
    return max(known, key=lambda law: law.version) if known else None
