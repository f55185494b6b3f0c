"""06 Nota de débito (Manual Funcional 2.0, pp. 60 and 61)."""

from facturaxpress.rendering.layouts import notas

LAYOUTS = notas.layouts("06", "NOTA DE DÉBITO")
