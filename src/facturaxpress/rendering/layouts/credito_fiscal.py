"""03 Comprobante de crédito fiscal (Manual Funcional 2.0, p. 56). Net prices."""

from facturaxpress.rendering.layout import Body, Layout, Party, Row, Tributes
from facturaxpress.rendering.layouts import common, sale

LAYOUTS = (
    Layout(
        kind="03",
        versions={3: "1.x", 4: "2.0"},
        title="COMPROBANTE DE CRÉDITO FISCAL",
        codes=common.CODES,
        facts=common.FACTS,
        parties=(Party("EMISOR", common.EMISOR), Party("RECEPTOR", common.contribuyente("receptor"))),
        sections=(common.VENTA_TERCERO, common.DOCUMENTO_RELACIONADO, common.OTROS_DOCUMENTOS),
        body=Body("cuerpoDocumento", sale.COLUMNS, sale.SUMS, sale.related_document),
        summary=(
            Row("Suma Total de Operaciones:", "resumen.subTotalVentas", "strong"),
            *sale.global_discounts(),
            Tributes("resumen.tributos"),
            Row("Sub-Total:", "resumen.subTotal", "strong"),
            Row("IVA Percibido:", "resumen.ivaPerci"),
            Row("IVA Retenido:", "resumen.ivaRete"),
            sale.RETENCION_RENTA,
            Row("Monto Total de la Operación:", "resumen.montoTotalOperacion", "strong"),
            Row("Total Otros montos no afectos:", "resumen.totalNoGravado"),
            Row("Total a Pagar:", "resumen.totalPagar", "total"),
        ),
        closing=sale.CLOSING,
        observations=common.OBSERVATIONS,
        extension=common.EXTENSION,
        remark="Los precios y las ventas no incluyen IVA.",
    ),
)
