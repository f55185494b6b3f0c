"""The layouts by type and structure version. Another type, or another version, is one more module in this list."""

from facturaxpress.rendering.layout import Layout
from facturaxpress.rendering.layouts import credito_fiscal, factura

LAYOUTS: dict[tuple[str, int], Layout] = {
    (layout.tipoDte, layout.version): layout for layout in (factura.LAYOUT, credito_fiscal.LAYOUT)
}
