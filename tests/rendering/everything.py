"""Every layout of both regimes, each with the document that it prints."""

from collections.abc import Callable
from functools import partial

from tests.rendering import documents, events
from tests.rendering.earlier import VERSIONS, earlier
from tests.rendering.support import Document, credito_fiscal, factura

Make = Callable[[], Document]

DOCUMENTS: dict[str, Make] = {
    "01": factura,
    "03": credito_fiscal,
    "04": documents.nota_remision,
    "05": partial(documents.nota, "05"),
    "05 on 07": partial(documents.nota, "05", "07"),
    "06": partial(documents.nota, "06"),
    "07": documents.comprobante_retencion,
    "08": documents.comprobante_liquidacion,
    "09": documents.documento_contable,
    "11": documents.factura_exportacion,
    "14": documents.sujeto_excluido,
    "15": documents.comprobante_donacion,
    "invalidacion": events.invalidacion,
    "contingencia": events.contingencia,
    "17 by range": partial(events.operaciones_especiales, events.RANGE),
    "17 one by one": partial(events.operaciones_especiales, events.SINGLE),
    "17 of both": partial(events.operaciones_especiales, events.RANGE, events.SINGLE),
    "18 on 01": partial(events.retorno, "01"),
    "18 on 11": partial(events.retorno, "11"),
    "18 on 14": partial(events.retorno, "14"),
}
"""Every layout of 2.0."""

EARLIER: dict[str, Make] = {f"{tipo} earlier": partial(earlier, DOCUMENTS[tipo], tipo) for tipo in VERSIONS}
ALL: dict[str, Make] = {**DOCUMENTS, **EARLIER}
