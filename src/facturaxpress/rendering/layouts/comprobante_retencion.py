"""07 Comprobante de retención (Manual Funcional 2.0, p. 62): a line a document on which IVA was withheld."""

from facturaxpress.rendering.layout import Body, Column, Field, Layout, Party, Row, amount, day
from facturaxpress.rendering.layouts import common, sale
from facturaxpress.rendering.names import catalog

LAYOUTS = (
    Layout(
        kind="07",
        versions={1: "1.x", 2: "2.0"},
        title="COMPROBANTE DE RETENCIÓN",
        codes=common.CODES,
        facts=common.FACTS,
        parties=(
            Party(
                "EMISOR",
                (
                    Field("Nombre:", "emisor.nombre"),
                    Field("NIT:", "emisor.nit"),
                    common.address("emisor.direccion"),
                    Field("NRC:", "emisor.nrc"),
                    Field("Actividad económica:", "emisor.descActividad"),
                    Field("Nombre Comercial:", "emisor.nombreComercial"),
                    Field("Teléfono:", "emisor.telefono"),
                    Field("Correo electrónico:", "emisor.correo"),
                    common.ESTABLECIMIENTO,
                ),
            ),
            Party(
                "RECEPTOR",
                (
                    Field("Nombre:", "receptor.nombre"),
                    common.address("receptor.direccion"),
                    Field("Nombre Comercial:", "receptor.nombreComercial"),
                    common.RECEPTOR_DOCUMENT,
                    Field("NRC:", "receptor.nrc"),
                    Field("Actividad económica:", "receptor.descActividad"),
                    common.RECEPTOR_TELEFONO,
                    Field("Correo electrónico:", "receptor.correo"),
                ),
            ),
        ),
        body=Body(
            "cuerpoDocumento",
            (
                sale.NUMBER,
                Column("Tipo de Doc. Relacionado", "tipoDte", "name", catalog("CAT-002"), most=70),
                Column("N° del Doc. relacionado", "numeroDocumento", "code", most=164),
                Column("Fecha del doc.", "fechaEmision", "date", day),
                sale.DESCRIPCION,
                Column("Monto Sujeto a Retención", "montoSujetoGrav", "figure", amount),
                Column("IVA Retenido", "ivaRetenido", "figure", amount),
            ),
        ),
        summary=(
            Row("Total Monto sujeto a retención:", "resumen.totalSujetoRetencion", "strong"),
            Row("IVA generado 13%:", "resumen.totalIva", only="2.0"),
            Row("Total IVA Retenido:", "resumen.totalIvaRetenido", "total"),
        ),
        closing=(Field("Valor en Letras IVA retenido:", "resumen.totalLetras"),),
        observations=common.OBSERVATIONS,
        extension=common.EXTENSION,
    ),
)
