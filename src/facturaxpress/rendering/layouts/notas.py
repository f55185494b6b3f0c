"""What notes of credit and of debit show alike: one layout for what adjusts a 03, one for what adjusts a 07."""

from dataclasses import replace

from facturaxpress.rendering.layout import Body, Column, Field, Layout, Party, Record, Row, Tributes, amount, records
from facturaxpress.rendering.layouts import common, sale

_RELATED = (
    Column("N° de Doc. Relacionado", "numeroDocumento", "code", only="1.x"),
    Column("N° de Doc. Relacionado", "numeroDocumento", "code", only="2.0", most=102),
)
"""In two lines where the page lies on its side, as the many columns of 2.0 have it."""
_IVA_RETENIDO = Column("IVA Retenido", "ivaRete", "figure", amount, only="2.0")

_ON_03 = (
    sale.NUMBER,
    *_RELATED,
    Column("IVA Percibido", "ivaPerci", "figure", amount, only="2.0"),
    _IVA_RETENIDO,
    *sale.ITEM[1:],
    sale.DESCUENTO,
    replace(sale.NO_GRAVADO, only="2.0"),
    *sale.SALES,
)

_ON_07 = (
    sale.NUMBER,
    *_RELATED,
    Column("IVA 13%", "totalIva", "figure", amount),
    _IVA_RETENIDO,
    *sale.ITEM[1:],
    *sale.SALES,
)


def _adjusts_retention(document: Record) -> bool:
    kinds = {related.get("tipoDocumento") for related in records(document.get("documentoRelacionado"))}
    return kinds == {"07"}


def layouts(kind: str, title: str) -> tuple[Layout, ...]:
    """The layouts of 05 (pp. 58, 59) or 06 (pp. 60, 61). The earlier structures have one for both."""
    on_03 = Layout(
        kind=kind,
        versions={3: "1.x", 4: "2.0"},
        title=title,
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
                    Field("Nombre Comercial:", "receptor.nombreComercial"),
                ),
            ),
        ),
        sections=(
            common.VENTA_TERCERO,
            common.related("Tipo de Documento:", "N° de documento:", "Fecha del Documento:"),
        ),
        body=Body("cuerpoDocumento", _ON_03, sale.SUMS),
        summary=(
            Row("Suma Total de Operaciones:", "resumen.subTotalVentas", "strong"),
            *sale.global_discounts(earlier=True),
            Tributes("resumen.tributos"),
            Row("Sub-Total:", "resumen.subTotal", "strong", only="1.x"),
            Row("Total IVA Percibido:", "resumen.ivaPerci", only="1.x"),
            Row("Total IVA Retenido:", "resumen.ivaRete", only="1.x"),
            sale.RETENCION_RENTA,
            Row("Monto Total de la Operación:", "resumen.montoTotalOperacion", "total", only="1.x"),
            Row("Monto Total de la Operación:", "resumen.montoTotalOperacion", "strong", only="2.0"),
            Row("Total IVA Percibido:", "resumen.ivaPerci", only="2.0"),
            Row("Total IVA Retenido:", "resumen.ivaRete", only="2.0"),
            Row("Total Otros Montos no Afectos:", "resumen.totalNoGravado", only="2.0"),
            Row("Total a pagar:", "resumen.totalPagar", "total", only="2.0"),
        ),
        closing=sale.CLOSING,
        observations=common.OBSERVATIONS,
        extension=common.EXTENSION,
        remark="Los precios y las ventas no incluyen IVA.",
    )
    on_07 = replace(
        on_03,
        versions={4: "2.0"},
        applies=_adjusts_retention,
        body=Body("cuerpoDocumento", _ON_07, sale.SUMS),
        summary=(
            Row("Suma Total de Operaciones:", "resumen.subTotalVentas", "strong"),
            Row("Monto Total de la Operación:", "resumen.montoTotalOperacion", "strong"),
            Row("Total IVA 13%:", "resumen.totalIva"),
            Row("Total IVA Retenido:", "resumen.ivaRete"),
            Row("Total a Pagar:", "resumen.totalPagar", "total"),
        ),
    )
    return on_07, on_03
