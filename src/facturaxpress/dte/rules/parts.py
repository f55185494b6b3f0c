"""What the figures of a document are made of: paths without indexes, in the names of 2.0."""

LINE = frozenset(
    f"cuerpoDocumento.{field}"
    for field in (
        *("cantidad", "precioUni", "montoDescu", "ventaNoSuj", "ventaExenta", "ventaGravada", "compra", "noGravado"),
        *("tipoVenta", "valorUni", "tipoDepreciacion"),
    )
)
"""The amount of a line."""
LISTED = frozenset(
    f"cuerpoDocumento.{field}" for field in ("montoSujetoGrav", "codigoRetencionMH", "ivaRetenido", "exportaciones")
)
"""The amounts of a line of 07 or 08, which is a document."""
IVA = (
    LINE
    | LISTED
    | {f"cuerpoDocumento.{field}" for field in ("ivaItem", "ivaPerci", "ivaRete", "totalIva", "reteRenta", "valor")}
)
"""The figures of a line beside its amount, or what is given in one of 15."""
DISCOUNTS = frozenset({"resumen.descuNoSuj", "resumen.descuExenta", "resumen.descuGravada", "resumen.descu"})
SALES = LINE | {f"resumen.{field}" for field in ("totalNoSuj", "totalExenta", "totalGravada", "totalCompra")}
"""The totals by treatment, from the lines or as sent."""
WITHHELD = frozenset(
    f"resumen.{field}" for field in ("retieneIva", "percibeIva", "retieneRenta", "ivaRete", "ivaPerci", "reteRenta")
)
SETTLED = frozenset(f"resumen.{field}" for field in ("valorOperaciones", "montoSinPercepcion", "comision"))
"""What the body of 09 is reckoned from."""
SUMMARY = (
    IVA
    | SETTLED
    | DISCOUNTS
    | WITHHELD
    | {"cuerpoDocumento.tributos", "cuerpoDocumento.psv", "resumen.tributos", "resumen.seguro", "resumen.flete"}
)
"""The totals."""
PAYMENTS = SUMMARY | {"resumen.pagos.montoPago", "resumen.totalPagar"}
BALANCE = SUMMARY | {f"resumen.{field}" for field in ("subTotal", "totalNoGravado", "totalPagar", "saldoFavor")}
GIVEN = IVA | {"cuerpoDocumento.tipoDonacion", "resumen.pagos.montoPago"}
"""The money of a donation and its payments."""
