"""11 Factura de exportación (Manual Funcional 2.0, p. 65)."""

from facturaxpress.rendering.layout import Body, Field, Layout, Party, Row, Section, Tributes, amount
from facturaxpress.rendering.layouts import common, sale
from facturaxpress.rendering.names import catalog

_ASSOCIATED = Section(
    "DOCUMENTOS ASOCIADOS",
    "otrosDocumentos",
    (
        Field("Identificación del documento asociado", "descDocumento", share=3),
        Field("Descripción del documento asociado", "detalleDocumento", share=4),
        Field("Modo de transporte", "modoTransp", catalog("CAT-030"), share=2),
        Field("Número de identificación del conductor", "numConductor", share=2),
        Field("Nombre y apellidos del conductor", "nombreConductor", share=3),
        Field("Número de identificación del transporte", "placaTrans", share=2),
    ),
)

LAYOUTS = (
    Layout(
        kind="11",
        versions={1: "1.x", 3: "2.0"},
        title="FACTURA DE EXPORTACIÓN",
        codes=common.CODES,
        facts=common.FACTS,
        parties=(
            Party(
                "EXPORTADOR (EMISOR)",
                (
                    *common.EMISOR,
                    Field("Recinto Fiscal:", "emisor.recintoFiscal", catalog("CAT-027")),
                    Field("Tipo de Régimen:", "emisor.tipoRegimen", catalog("CAT-033"), only="2.0"),
                    Field("Régimen de Exportación:", "emisor.regimen", catalog("CAT-028")),
                ),
            ),
            Party(
                "RECEPTOR",
                (
                    Field("Nombre:", "receptor.nombre"),
                    common.RECEPTOR_DOCUMENT,
                    Field("Actividad económica:", "receptor.descActividad"),
                    Field("País destino:", "receptor.nombrePais"),
                    Field("Dirección:", "receptor.complemento"),
                    common.RECEPTOR_TELEFONO,
                    Field("Correo electrónico:", "receptor.correo"),
                    Field("Nombre Comercial:", "receptor.nombreComercial"),
                ),
            ),
        ),
        sections=(
            common.VENTA_TERCERO,
            common.COMPRA_TERCERO,
            common.related("Tipo de Documento:", "N° de documento:", "Fecha de Documento", only="2.0"),
            _ASSOCIATED,
        ),
        body=Body(
            "cuerpoDocumento",
            (*sale.ITEM, sale.DESCUENTO, sale.NO_GRAVADO, sale.GRAVADAS),
            note=sale.related_document,
        ),
        summary=(
            Row("Total de Operaciones Gravadas:", "resumen.totalGravada", "strong"),
            Row("Descuento Global a Ventas Gravadas:", "resumen.descuGravada"),
            Row("Seguro:", "resumen.seguro"),
            Row("Flete:", "resumen.flete"),
            Tributes("resumen.tributos", only="2.0"),
            Row("Monto Total de la Operación:", "resumen.montoTotalOperacion", "strong"),
            Row("Total Otros Montos No Afectos:", "resumen.totalNoGravado"),
            Row("Total a Pagar:", "resumen.totalPagar", "total"),
        ),
        closing=(
            Field("Transferencias de bienes no onerosas:", "resumen.totalNoOnerosas", amount, only="2.0"),
            sale.LETRAS,
            sale.CONDICION,
            Field("Descripción INCOTERMS:", "resumen.descIncoterms"),
        ),
        observations=common.OBSERVATIONS,
    ),
)
