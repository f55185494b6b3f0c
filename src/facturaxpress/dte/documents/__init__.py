"""The structures known: one record for each type and version, and their parts whatever the structure."""

from collections.abc import Sequence

from msgspec import Struct

from facturaxpress.dte.catalogs import Regime
from facturaxpress.dte.documents import credito, factura, legacy, shared
from facturaxpress.dte.documents.credito import CreditoFiscal
from facturaxpress.dte.documents.factura import Factura
from facturaxpress.dte.documents.legacy import CreditoFiscalV3, FacturaV1
from facturaxpress.dte.sale import SaleCredito, SaleFactura

Document = Factura | CreditoFiscal | FacturaV1 | CreditoFiscalV3
Line = factura.Item | credito.Item | legacy.ItemV1 | legacy.ItemV3
Related = shared.DocumentoRelacionado | legacy.RelacionadoV1 | legacy.RelacionadoV3
Other = shared.OtroDocumento | credito.OtroDocumento | legacy.OtroDocumentoAntiguo
Summed = shared.TributoResumen | legacy.TributoResumenV1 | legacy.TributoResumenV3
Payment = shared.Pago | legacy.PagoAntiguo


def lines(document: Document) -> Sequence[Line]:
    return document.cuerpoDocumento


def related(document: Document) -> Sequence[Related]:
    return document.documentoRelacionado or ()


def others(document: Document) -> Sequence[Other]:
    return document.otrosDocumentos or ()


def summed(document: Document) -> Sequence[Summed]:
    return document.resumen.tributos or ()


def payments(document: Document) -> Sequence[Payment]:
    return document.resumen.pagos or ()


class Law(Struct, frozen=True, kw_only=True):
    """What sets one structure apart from the others; the arithmetic is common."""

    tipo: str
    version: int
    regime: Regime
    document: type[Document]
    sale: type[SaleFactura] | type[SaleCredito] | None
    """What is made into this structure; None if it is no longer issued."""
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
            tipo="01",
            version=1,
            regime="1.x",
            document=FacturaV1,
            sale=None,
            title="Factura",
            gross=True,
            related=frozenset({"04", "09"}),
        ),
        Law(
            tipo="03",
            version=3,
            regime="1.x",
            document=CreditoFiscalV3,
            sale=None,
            title="Comprobante de crédito fiscal",
            gross=False,
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
    known = [law for law in LAWS.values() if law.tipo == tipo and law.sale is not None]
    return max(known, key=lambda law: law.version) if known else None
