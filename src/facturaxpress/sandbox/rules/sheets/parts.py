"""Figures that several sheets have in common."""

from facturaxpress.sandbox.rules.figures import AtMost, Figure
from facturaxpress.sandbox.rules.readings import add, iva_inside

COLUMNS = ("ventaNoSuj", "ventaExenta", "ventaGravada")
OLD_NAMES = {"ivaRete": "ivaRete1", "ivaPerci": "ivaPerci1"}

TOTALS = (
    Figure("totalNoSuj", add("ΣventaNoSuj")),
    Figure("totalExenta", add("ΣventaExenta")),
    Figure("totalGravada", add("ΣventaGravada")),
)
SALES = (*TOTALS, Figure("subTotalVentas", add("totalNoSuj + totalExenta + totalGravada")))
DISCOUNTS = (
    AtMost("descuNoSuj", "totalNoSuj"),
    AtMost("descuExenta", "totalExenta"),
    AtMost("descuGravada", "totalGravada"),
    Figure("totalDescu", add("ΣmontoDescu + descuNoSuj + descuExenta + descuGravada")),
)
SUBTOTAL = Figure("subTotal", add("subTotalVentas - descuNoSuj - descuExenta - descuGravada"))
NO_GRAVADO = Figure("totalNoGravado", add("ΣnoGravado"))
IVA_ITEM = Figure("ivaItem", iva_inside(add("ventaGravada")))
TAXED = add("ΣventaGravada - descuGravada")
