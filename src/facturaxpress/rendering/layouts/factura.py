"""01 Factura, structure version 2 (Manual Funcional 2.0, chapter XXII). Prices and taxable sales include IVA."""

from facturaxpress.rendering.layout import Field, Layout, Row, Sums, Tributes
from facturaxpress.rendering.layouts import common

LAYOUT = Layout(
    tipoDte="01",
    version=2,
    regime="2.0",
    title="FACTURA",
    codes=common.CODES,
    facts=common.FACTS,
    parties=(
        (
            "EMISOR",
            (
                Field("Nombre:", "emisor.nombre"),
                Field("NIT:", "emisor.nit"),
                Field("NRC:", "emisor.nrc"),
                Field("Actividad económica:", "emisor.descActividad"),
                common.address("emisor.direccion"),
                Field("Teléfono:", "emisor.telefono"),
                Field("Correo electrónico:", "emisor.correo"),
                Field("Nombre Comercial:", "emisor.nombreComercial"),
            ),
        ),
        (
            "RECEPTOR",
            (
                Field("Nombre:", "receptor.nombre"),
                common.TypedDocument("receptor.tipoDocumento", "receptor.numDocumento"),
                Field("NRC:", "receptor.nrc"),
                Field("Actividad económica:", "receptor.descActividad"),
                common.address("receptor.direccion"),
                Field("Teléfono:", "receptor.telefono"),
                Field("Correo electrónico:", "receptor.correo"),
            ),
        ),
    ),
    sections=(common.VENTA_TERCERO, common.DOCUMENTO_RELACIONADO, common.OTROS_DOCUMENTOS),
    body="cuerpoDocumento",
    columns=common.SALE_COLUMNS,
    line_note=common.related_document,
    sums=Sums("Suma de Ventas:", ("resumen.totalNoSuj", "resumen.totalExenta", "resumen.totalGravada")),
    summary=(
        Row("Sumatoria de ventas:", "resumen.subTotalVentas", "strong"),
        *common.GLOBAL_DISCOUNTS,
        Tributes("resumen.tributos"),
        Row("Sub-Total:", "resumen.subTotal", "strong"),
        Row("IVA Retenido:", "resumen.ivaRete"),
        Row("Monto Total de la Operación:", "resumen.montoTotalOperacion", "strong"),
        Row("Total Otros Montos No Afectos:", "resumen.totalNoGravado"),
        Row("Total a Pagar:", "resumen.totalPagar", "total"),
    ),
    closing=common.CLOSING,
    observations=common.OBSERVATIONS,
    price_note="Los precios y las ventas gravadas incluyen IVA.",
)
