"""09 Documento contable de liquidación (Manual Funcional 2.0, p. 64): a form instead of lines."""

from facturaxpress.rendering.layout import Field, Form, Layout, Party, amount, day, integer
from facturaxpress.rendering.layouts import common
from facturaxpress.rendering.names import catalog

LAYOUTS = (
    Layout(
        kind="09",
        versions={1: "1.x", 2: "2.0"},
        title="DOCUMENTO CONTABLE DE LIQUIDACIÓN",
        codes=common.CODES,
        facts=common.FACTS,
        parties=(
            Party(
                "AGENTE PERCEPTOR (EMISOR)",
                (
                    Field("Nombre:", "emisor.nombre"),
                    Field("Nombre Comercial:", "emisor.nombreComercial"),
                    Field("NIT:", "emisor.nit"),
                    Field("NRC:", "emisor.nrc"),
                    Field("Actividad económica:", "emisor.descActividad"),
                    common.address("emisor.direccion"),
                    Field("Teléfono:", "emisor.telefono"),
                    Field("Correo electrónico:", "emisor.correo"),
                    common.ESTABLECIMIENTO,
                ),
            ),
            Party(
                "AFILIADO (RECEPTOR)",
                (
                    Field("Nombre:", "receptor.nombre"),
                    Field("Actividad económica:", "receptor.descActividad"),
                    Field("NIT:", "receptor.nit"),
                    common.address("receptor.direccion"),
                    Field("NRC:", "receptor.nrc"),
                    common.RECEPTOR_TELEFONO,
                    Field("Correo electrónico:", "receptor.correo"),
                    Field("Tipo de establecimiento:", "receptor.tipoEstablecimiento", catalog("CAT-009")),
                    Field("Nombre Comercial:", "receptor.nombreComercial"),
                ),
            ),
        ),
        form=Form(
            "LIQUIDACIÓN",
            (
                Field("Fecha inicio del periodo de Liquidación:", "cuerpoDocumento.periodoLiquidacionFechaInicio", day),
                Field("Fecha fin del periodo de liquidación:", "cuerpoDocumento.periodoLiquidacionFechaFin", day),
                Field("Valor de las operaciones a liquidar:", "cuerpoDocumento.valorOperaciones", amount),
                Field("Cantidad de documentos de liquidación:", "cuerpoDocumento.cantidadDoc", integer),
                Field("Descripción del monto no sujeto a percepción:", "cuerpoDocumento.descripSinPercepcion"),
                Field("Comisión:", "cuerpoDocumento.comision", amount),
                Field("Valores no sujetos a percepción:", "cuerpoDocumento.montoSinPercepcion", amount),
                Field("Porcentaje de comisión:", "cuerpoDocumento.porcentComision", amount),
                Field("Subtotal:", "cuerpoDocumento.subTotal", amount),
                Field("IVA de la comisión:", "cuerpoDocumento.ivaComision", amount),
                Field("IVA de las operaciones a liquidar:", "cuerpoDocumento.iva", amount),
                Field("Valor Líquido a pagar al Afiliado:", "cuerpoDocumento.liquidoApagar", amount, strong=True),
                Field("Montos sujetos a percepción sin IVA:", "cuerpoDocumento.montoSujetoPercepcion", amount),
                Field("Valor en Letras:", "cuerpoDocumento.totalLetras"),
                Field("IVA Percibido (2%):", "cuerpoDocumento.ivaPercibido", amount),
                Field("Observaciones:", "cuerpoDocumento.observaciones"),
            ),
        ),
        extension=Form(
            "EXTENSIÓN",
            (
                Field("Nombre del Responsable de la liquidación:", "extension.nombEntrega"),
                Field("Doc. de identificación:", "extension.docuEntrega"),
            ),
        ),
    ),
)
