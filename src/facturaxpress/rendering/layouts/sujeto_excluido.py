"""14 Factura de sujeto excluido (Manual Funcional 2.0, p. 66): the buyer issues, the receiver sold."""

from facturaxpress.rendering.layout import Body, Column, Field, Layout, Party, Row, amount
from facturaxpress.rendering.layouts import common, sale

LAYOUTS = (
    Layout(
        kind="14",
        versions={1: "1.x", 2: "2.0"},
        title="FACTURA SUJETO EXCLUIDO",
        codes=common.CODES,
        facts=common.FACTS,
        parties=(
            Party("EMISOR", common.contribuyente("emisor")[:-1]),  # without a commercial name: the type has no such key
            Party(
                "RECEPTOR",
                (
                    Field("Nombre:", "receptor.nombre"),
                    common.RECEPTOR_DOCUMENT,
                    Field("Actividad económica:", "receptor.descActividad"),
                    common.address("receptor.direccion"),
                    common.RECEPTOR_TELEFONO,
                    Field("Correo electrónico:", "receptor.correo"),
                ),
            ),
        ),
        body=Body("cuerpoDocumento", (*sale.ITEM, sale.DESCUENTO, Column("Compras", "compra", "figure", amount))),
        summary=(
            Row("Total de Operaciones:", "resumen.totalCompra", "strong"),
            Row("Descuento global al total de operaciones:", "resumen.descu"),
            Row("Sub-Total:", "resumen.subTotal", "strong"),
            Row("IVA Retenido:", "resumen.ivaRete", only="1.x"),
            Row("Retención Renta:", "resumen.reteRenta"),
            Row("Total a Pagar:", "resumen.totalPagar", "total"),
        ),
        closing=sale.CLOSING,
        observations=common.OBSERVATIONS,
    ),
)
