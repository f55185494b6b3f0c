"""05 Nota de crédito (Manual Funcional 2.0, pp. 58 and 59)."""

from facturaxpress.rendering.layouts import notas

LAYOUTS = notas.layouts("05", "NOTA DE CRÉDITO")
