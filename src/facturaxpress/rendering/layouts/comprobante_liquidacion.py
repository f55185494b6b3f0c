"""08 Comprobante de liquidación (Manual Funcional 2.0, p. 63): a line a document that an agent accounts for."""

from facturaxpress.rendering.layout import Body, Column, Field, Layout, Party, Record, Row, Sums, Tributes, amount, day
from facturaxpress.rendering.layouts import common, sale
from facturaxpress.rendering.names import Codes, catalog


def _observaciones(line: Record, _codes: Codes) -> str | None:
    """Category B, without a column on MH's layout."""
    text = line.get("observaciones")
    return str(text) if text else None


LAYOUTS = (
    Layout(
        kind="08",
        versions={1: "1.x", 2: "2.0"},
        title="COMPROBANTE DE LIQUIDACIÓN",
        codes=common.CODES,
        facts=common.FACTS,
        parties=(
            Party("COMISIONISTA (EMISOR)", common.EMISOR),
            Party(
                "MANDANTE (RECEPTOR)",
                (
                    Field("Nombre:", "receptor.nombre"),
                    common.RECEPTOR_DOCUMENT,
                    Field("NRC:", "receptor.nrc"),
                    Field("Actividad económica:", "receptor.descActividad"),
                    common.address("receptor.direccion"),
                    Field("Correo electrónico:", "receptor.correo"),
                    Field("Nombre Comercial:", "receptor.nombreComercial"),
                ),
            ),
        ),
        body=Body(
            "cuerpoDocumento",
            (
                sale.NUMBER,
                Column("Tipo de Doc. Relacionado", "tipoDte", "name", catalog("CAT-002"), most=70),
                Column("Tipo de Generación Doc.", "tipoGeneracion", "unit", catalog("CAT-007")),
                Column("N° de Doc. Relacionado", "numeroDocumento", "text"),
                Column("Fecha", "fechaEmision", "date", day),
                Column("Exportaciones", "exportaciones", "figure", amount),
                *sale.SALES,
            ),
            Sums("Suma de Ventas:", ("resumen.exportacion", *sale.SUMS.paths)),
            _observaciones,
        ),
        summary=(
            Row("Suma Total Operaciones:", "resumen.subTotalVentas", "strong"),
            Tributes("resumen.tributos"),
            Row("Monto Total de la Operación:", "resumen.montoTotalOperacion", "strong"),
            Row("IVA percibido:", "resumen.ivaPerci"),
            Row("Total:", "resumen.total", "total"),
        ),
        closing=sale.CLOSING,
        observations=common.OBSERVATIONS,
        extension=common.EXTENSION,
    ),
)
