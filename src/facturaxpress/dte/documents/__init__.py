"""The structures known, found in the modules of this package: `<tipo>/v<version>.py`, each with its `LAW`."""

import pkgutil
from collections.abc import Sequence
from importlib import import_module

from facturaxpress.dte.documents import shared, shared_1x
from facturaxpress.dte.documents.credito_fiscal import v3 as credito_v3
from facturaxpress.dte.documents.credito_fiscal import v4 as credito_v4
from facturaxpress.dte.documents.factura import v1 as factura_v1
from facturaxpress.dte.documents.factura import v2 as factura_v2
from facturaxpress.dte.documents.law import Law
from facturaxpress.dte.sale import SaleCredito, SaleFactura

Document = factura_v2.Factura | credito_v4.CreditoFiscal | factura_v1.Factura | credito_v3.CreditoFiscal
Line = factura_v2.Item | credito_v4.Item | factura_v1.Item | credito_v3.Item
Related = shared.DocumentoRelacionado | factura_v1.DocumentoRelacionado | credito_v3.DocumentoRelacionado
Other = shared.OtroDocumento | credito_v4.OtroDocumento | shared_1x.OtroDocumento
Summed = shared.TributoResumen | factura_v1.TributoResumen | credito_v3.TributoResumen
Payment = shared.Pago | shared_1x.Pago


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


def _found() -> dict[tuple[str, int], Law]:
    laws: dict[tuple[str, int], Law] = {}
    for module in pkgutil.walk_packages(__path__, f"{__name__}."):
        law = getattr(import_module(module.name), "LAW", None)
        if isinstance(law, Law):
            laws[law.tipo, law.version] = law
    return dict(sorted(laws.items()))


LAWS = {key: law for key, law in _found().items() if key[0] in ("01", "03")}

SALES: dict[tuple[str, int], type[SaleFactura] | type[SaleCredito]] = {("01", 2): SaleFactura, ("03", 4): SaleCredito}
"""What is made into a structure, for those that are issued."""


def newest(tipo: str) -> Law | None:
    """The newest structure of a type that sales can be made into."""
    known = [law for key, law in LAWS.items() if law.tipo == tipo and key in SALES]
    return max(known, key=lambda law: law.version) if known else None
