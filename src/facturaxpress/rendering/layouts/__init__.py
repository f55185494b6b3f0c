"""The layouts by type and structure version. Another type is one more module in this list, another version of a type
one more entry in its layout's `versions`, or one more layout where its labels differ.
"""

from facturaxpress.rendering.layout import Layout
from facturaxpress.rendering.layouts import (
    comprobante_donacion,
    comprobante_liquidacion,
    comprobante_retencion,
    contingencia,
    credito_fiscal,
    documento_contable,
    factura,
    factura_exportacion,
    invalidacion,
    nota_credito,
    nota_debito,
    nota_remision,
    operaciones_especiales,
    retorno,
    sujeto_excluido,
)

_ALL = (
    *factura.LAYOUTS,
    *credito_fiscal.LAYOUTS,
    *nota_remision.LAYOUTS,
    *nota_credito.LAYOUTS,
    *nota_debito.LAYOUTS,
    *comprobante_retencion.LAYOUTS,
    *comprobante_liquidacion.LAYOUTS,
    *documento_contable.LAYOUTS,
    *factura_exportacion.LAYOUTS,
    *sujeto_excluido.LAYOUTS,
    *comprobante_donacion.LAYOUTS,
    *invalidacion.LAYOUTS,
    *contingencia.LAYOUTS,
    *operaciones_especiales.LAYOUTS,
    *retorno.LAYOUTS,
)


def _by_structure() -> dict[tuple[str, int], tuple[Layout, ...]]:
    table: dict[tuple[str, int], tuple[Layout, ...]] = {}
    for layout in _ALL:
        for version, regime in layout.versions.items():
            table[layout.kind, version] = (*table.get((layout.kind, version), ()), layout.under(regime))
    return table


LAYOUTS = _by_structure()
"""What prints a structure: its layouts in the order in which they are asked whether they apply."""
