"""01 Factura (Manual Funcional 2.0, p. 55). Prices and taxable sales include IVA."""

from facturaxpress.rendering.layout import Body, Field, Layout, Party, Row, Tributes
from facturaxpress.rendering.layouts import common, sale

LAYOUTS = (
    Layout(
        kind="01",
        versions={1: "1.x", 2: "2.0"},
        title="FACTURA",
        codes=common.CODES,
        facts=common.FACTS,
        parties=(
            Party("EMISOR", common.EMISOR),
            Party(
                "RECEPTOR",
                (
                    Field("Nombre:", "receptor.nombre"),
                    common.RECEPTOR_DOCUMENT,
                    Field("NRC:", "receptor.nrc"),
                    Field("Actividad económica:", "receptor.descActividad"),
                    common.address("receptor.direccion"),
                    Field("Teléfono:", "receptor.telefono"),
                    Field("Correo electrónico:", "receptor.correo"),
                ),
            ),
        ),
        sections=(common.VENTA_TERCERO, common.DOCUMENTO_RELACIONADO, common.OTROS_DOCUMENTOS),
        body=Body("cuerpoDocumento", sale.COLUMNS, sale.SUMS, sale.related_document),
        summary=(
            Row("Sumatoria de ventas:", "resumen.subTotalVentas", "strong"),
            *sale.global_discounts(),
            Tributes("resumen.tributos"),
            Row("Sub-Total:", "resumen.subTotal", "strong"),
            Row("IVA Retenido:", "resumen.ivaRete"),
            sale.RETENCION_RENTA,
            Row("Monto Total de la Operación:", "resumen.montoTotalOperacion", "strong"),
            Row("Total Otros Montos No Afectos:", "resumen.totalNoGravado"),
            Row("Total a Pagar:", "resumen.totalPagar", "total"),
        ),
        closing=sale.CLOSING,
        observations=common.OBSERVATIONS,
        extension=common.EXTENSION,
        remark="Los precios y las ventas gravadas incluyen IVA.",
    ),
)
