"""03 Comprobante de crédito fiscal, structure version 4 (Manual Funcional 2.0, chapter XXII). Net prices."""

from facturaxpress.rendering.layout import Entry, Field, Layout, Row, Sums, Tributes
from facturaxpress.rendering.layouts import common


def _contribuyente(path: str) -> tuple[Entry, ...]:
    """Issuer and receiver show the same eight labels in the same order."""
    return (
        Field("Nombre:", f"{path}.nombre"),
        Field("NIT:", f"{path}.nit"),
        Field("NRC:", f"{path}.nrc"),
        Field("Actividad económica:", f"{path}.descActividad"),
        common.address(f"{path}.direccion"),
        Field("Teléfono:", f"{path}.telefono"),
        Field("Correo electrónico:", f"{path}.correo"),
        Field("Nombre Comercial:", f"{path}.nombreComercial"),
    )


LAYOUT = Layout(
    tipoDte="03",
    version=4,
    regime="2.0",
    title="COMPROBANTE DE CRÉDITO FISCAL",
    codes=common.CODES,
    facts=common.FACTS,
    parties=(("EMISOR", _contribuyente("emisor")), ("RECEPTOR", _contribuyente("receptor"))),
    sections=(common.VENTA_TERCERO, common.DOCUMENTO_RELACIONADO, common.OTROS_DOCUMENTOS),
    body="cuerpoDocumento",
    columns=common.SALE_COLUMNS,
    line_note=common.related_document,
    sums=Sums("Suma de Ventas:", ("resumen.totalNoSuj", "resumen.totalExenta", "resumen.totalGravada")),
    summary=(
        Row("Suma Total de Operaciones:", "resumen.subTotalVentas", "strong"),
        *common.GLOBAL_DISCOUNTS,
        Tributes("resumen.tributos"),
        Row("Sub-Total:", "resumen.subTotal", "strong"),
        Row("IVA Percibido:", "resumen.ivaPerci"),
        Row("IVA Retenido:", "resumen.ivaRete"),
        Row("Monto Total de la Operación:", "resumen.montoTotalOperacion", "strong"),
        Row("Total Otros montos no afectos:", "resumen.totalNoGravado"),
        Row("Total a Pagar:", "resumen.totalPagar", "total"),
    ),
    closing=common.CLOSING,
    observations=common.OBSERVATIONS,
    price_note="Los precios y las ventas no incluyen IVA.",
)
