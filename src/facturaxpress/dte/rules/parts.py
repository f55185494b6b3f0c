"""What the figures of a document are made of: paths without indexes, in the names of 2.0."""

LINE = frozenset(
    f"cuerpoDocumento.{field}"
    for field in ("cantidad", "precioUni", "montoDescu", "ventaNoSuj", "ventaExenta", "ventaGravada", "noGravado")
) | {"cuerpoDocumento.tipoVenta"}
"""The amount of a line."""
IVA = LINE | {"cuerpoDocumento.ivaItem"}
"""`ivaItem` of a line."""
DISCOUNTS = frozenset({"resumen.descuNoSuj", "resumen.descuExenta", "resumen.descuGravada"})
SALES = LINE | {"resumen.totalNoSuj", "resumen.totalExenta", "resumen.totalGravada"}
"""The totals by treatment, from the lines or as sent."""
WITHHELD = frozenset(
    f"resumen.{field}" for field in ("retieneIva", "percibeIva", "retieneRenta", "ivaRete", "ivaPerci", "reteRenta")
)
SUMMARY = IVA | DISCOUNTS | WITHHELD | {"cuerpoDocumento.tributos", "cuerpoDocumento.psv", "resumen.tributos"}
"""The totals."""
PAYMENTS = SUMMARY | {"resumen.pagos.montoPago", "resumen.totalPagar"}
BALANCE = SUMMARY | {f"resumen.{field}" for field in ("subTotal", "totalNoGravado", "totalPagar", "saldoFavor")}
