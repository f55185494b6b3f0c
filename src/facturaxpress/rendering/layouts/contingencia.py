"""Event of contingency. MH publishes no layout for it; this is ours, with the labels of its field list."""

from facturaxpress.rendering import figures
from facturaxpress.rendering.layout import Body, Column, Composed, Field, Layout, Party, Record, at, integer
from facturaxpress.rendering.layouts import common
from facturaxpress.rendering.names import Codes, catalog, cause


def _moment(label: str, date: str, hour: str) -> Composed:
    def compose(record: Record, _codes: Codes) -> str:
        return f"{figures.day(at(record, date))} {at(record, hour) or ''}".strip()

    return Composed(label, compose)


LAYOUTS = (
    Layout(
        kind="contingencia",
        versions={3: "1.x", 4: "2.0"},
        heading="",
        title="EVENTO DE CONTINGENCIA",
        codes=(common.CODIGO_GENERACION, common.instant("Fecha y Hora de transmisión:")),
        parties=(
            Party(
                "EMISOR",
                (
                    Field("NIT:", "emisor.nit"),
                    Field("Nombre:", "emisor.nombre"),
                    Field("Teléfono:", "emisor.telefono"),
                    Field("Correo electrónico:", "emisor.correo"),
                    Field("Tipo de establecimiento:", "emisor.tipoEstablecimiento", catalog("CAT-009")),
                    Field("Nombre del responsable:", "emisor.nombreResponsable"),
                    common.TypedDocument("emisor.tipoDocResponsable", "emisor.numeroDocResponsable"),
                ),
            ),
            Party(
                "MOTIVO DE LA CONTINGENCIA",
                (
                    Field("Tipo de Contingencia:", "motivo.tipoContingencia", cause),
                    Field("Motivo:", "motivo.motivoContingencia"),
                    _moment("Inicio:", "motivo.fInicio", "motivo.hInicio"),
                    _moment("Fin:", "motivo.fFin", "motivo.hFin"),
                ),
            ),
        ),
        body=Body(
            "detalleDTE",
            (
                Column("N°", "noItem", "number", integer),
                Column("Tipo de Documento", "tipoDoc", "text", catalog("CAT-002")),
                Column("Código de Generación", "codigoGeneracion", "code", most=260),
            ),
        ),
    ),
)
