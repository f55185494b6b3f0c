"""04 Nota de remisión (Manual Funcional 2.0, p. 57): goods on their way, tributes after the sub-total."""

from facturaxpress.rendering.layout import Body, Field, Layout, Party, Row, Tributes
from facturaxpress.rendering.layouts import common, sale
from facturaxpress.rendering.names import catalog

LAYOUTS = (
    Layout(
        kind="04",
        versions={3: "1.x", 4: "2.0"},
        title="NOTA DE REMISIÓN",
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
                    common.RECEPTOR_TELEFONO,
                    Field("Correo electrónico:", "receptor.correo"),
                    Field("Nombre Comercial:", "receptor.nombreComercial"),
                    Field("Bienes Remitidos a Título de:", "receptor.bienTitulo", catalog("CAT-025")),
                ),
            ),
        ),
        sections=(
            common.VENTA_TERCERO,
            common.related("Tipo de Documento:", "N° de documento:", "Fecha del Documento:"),
        ),
        body=Body("cuerpoDocumento", (*sale.ITEM, sale.DESCUENTO, *sale.SALES), sale.SUMS, sale.related_document),
        summary=(
            Row("Suma Total de Operaciones:", "resumen.subTotalVentas", "strong"),
            *sale.global_discounts(),
            Row("Sub-Total:", "resumen.subTotal", "strong"),
            Tributes("resumen.tributos"),
            Row("Monto Total de la Operación:", "resumen.montoTotalOperacion", "total"),
        ),
        closing=(sale.LETRAS,),
        observations=common.OBSERVATIONS,
        extension=common.EXTENSION,
        remark="Los precios y las ventas no incluyen IVA.",
    ),
)
