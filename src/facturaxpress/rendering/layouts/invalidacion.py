"""Event of invalidation (Manual Funcional 2.0, p. 68); the earlier structure is MH's anulación."""

from facturaxpress.rendering.layout import Body, Column, Field, Form, Layout, Party, day
from facturaxpress.rendering.layouts import common
from facturaxpress.rendering.names import catalog

LAYOUTS = (
    Layout(
        kind="invalidacion",
        versions={2: "1.x", 3: "2.0"},
        heading="",
        title="EVENTO DE INVALIDACIÓN",
        codes=(common.CODIGO_GENERACION, common.instant("Fecha y Hora del evento:")),
        parties=(
            Party(
                "IDENTIFICACIÓN DEL EMISOR",
                (
                    Field("Nombre:", "emisor.nombre"),
                    Field("NIT:", "emisor.nit"),
                    Field("Teléfono:", "emisor.telefono"),
                    Field("Correo Electrónico:", "emisor.correo"),
                ),
            ),
            Party(
                "IDENTIFICACIÓN DEL RECEPTOR",
                (
                    Field("Nombre:", "documento.nombre"),
                    common.TypedDocument("documento.tipoDocumento", "documento.numDocumento"),
                    Field("Correo electrónico:", "documento.correo"),
                ),
            ),
        ),
        form=Form(
            "INFORMACIÓN RELATIVA AL MOTIVO DE INVALIDACIÓN",
            (
                Field("Tipo de Invalidación:", "motivo.tipoAnulacion", catalog("CAT-024")),
                Field("Motivo:", "motivo.motivoAnulacion"),
                Field("Nombre de quien realiza el evento:", "motivo.nombreResponsable"),
                common.TypedDocument("motivo.tipDocResponsable", "motivo.numDocResponsable"),
                Field("Nombre de quien solicita el evento:", "motivo.nombreSolicita"),
                common.TypedDocument("motivo.tipDocSolicita", "motivo.numDocSolicita"),
            ),
        ),
        body=Body(
            "documento",
            (
                Column("Tipo DTE/Evento", "tipoDte", "text", catalog("CAT-002")),
                Column("Código de Generación aplicado", "codigoGeneracion", "code", most=102),
                Column("Sello de Recepción", "selloRecibido", "code", most=112),
                Column("Número de Control", "numeroControl", "code", most=90),
                Column("Fecha de Generación", "fecEmi", "date", day),
            ),
        ),
        closing=(Field("Código de Generación que reemplaza al invalidado:", "documento.codigoGeneracionR"),),
    ),
)
