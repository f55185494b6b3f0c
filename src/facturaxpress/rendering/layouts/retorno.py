"""Event of return, 18 (Manual Funcional 2.0, pp. 69 to 71): what comes back of a 01, an 11 or a 14."""

from collections.abc import Callable
from dataclasses import replace

from facturaxpress.rendering.layout import (
    Body,
    Column,
    Field,
    Layout,
    Party,
    Record,
    Row,
    Sums,
    Tributes,
    amount,
    records,
)
from facturaxpress.rendering.layouts import common, sale
from facturaxpress.rendering.names import catalog

_CODE = Column("Código de Generación del DTE", "codigoGeneracion", "code", most=102)
_ITEM = (sale.CANTIDAD, sale.CODIGO, sale.DESCRIPCION, sale.UNIDAD, sale.PRECIO, sale.DESCUENTO)
_NO_GRAVADO = replace(sale.NO_GRAVADO, label="Otros Montos no Afectos")
_RELATED = common.related("Tipo de Documento", "N° de Documento", "Fecha de Documento", key="codigoGeneracion")

_OPERATIONS = Row("Suma de operaciones:", "resumen.subTotalVentas", "strong")
_IVA = Row("Total IVA Retenido:", "resumen.ivaRete")
_RENTA = Row("Total Retención Renta:", "resumen.reteRenta")
_AMOUNT = Row("Monto Total de la Operación:", "resumen.montoTotalOperacion", "strong")
_OTHERS = Row("Total Otros Montos no Afectos:", "resumen.totalNoGravado")
_TOTAL = Row("Total a pagar:", "resumen.totalPagar", "total")


def _returns(tipoDte: str) -> Callable[[Record], bool]:
    """Whether a document of that type is what the event acts on."""

    def applies(document: Record) -> bool:
        return any(related.get("tipoDocumento") == tipoDte for related in records(document.get("documentoRelacionado")))

    return applies


ON_01 = Layout(
    kind="18",
    versions={1: "2.0"},
    heading="",
    title="EVENTO DE RETORNO",
    codes=(common.CODIGO_GENERACION,),
    facts=(*common.TRANSMISSION, common.instant("Fecha y Hora del evento:")),
    parties=(
        Party(
            "IDENTIFICACIÓN DEL EMISOR",
            (
                Field("Nombre:", "emisor.nombre"),
                Field("NIT:", "emisor.nit"),
                Field("Recinto Fiscal:", "emisor.recintoFiscal", catalog("CAT-027")),
                Field("Tipo de Régimen:", "emisor.tipoRegimen", catalog("CAT-033")),
                Field("Régimen de Exportación:", "emisor.regimen", catalog("CAT-028")),
            ),
        ),
        Party(
            "IDENTIFICACIÓN DEL RECEPTOR",
            (
                Field("Nombre:", "documento.nombre"),
                common.TypedDocument("documento.tipoDocumento", "documento.numDocumento"),
                Field("Teléfono:", "documento.telefono"),
                Field("Correo:", "documento.correo"),
                Field("País destino de la exportación:", "documento.nombrePais"),
            ),
        ),
    ),
    sections=(common.VENTA_TERCERO, _RELATED),
    body=Body(
        "cuerpoDocumento",
        (
            sale.NUMBER,
            _CODE,
            Column("IVA Retenido", "ivaRete", "figure", amount),
            *_ITEM,
            _NO_GRAVADO,
            *sale.SALES,
        ),
        sale.SUMS,
    ),
    summary=(_OPERATIONS, Tributes("resumen.tributos"), _IVA, _AMOUNT, _OTHERS, _TOTAL),
    closing=(sale.LETRAS,),
)

ON_11 = replace(
    ON_01,
    applies=_returns("11"),
    sections=(common.VENTA_TERCERO, common.COMPRA_TERCERO, _RELATED),
    body=Body(
        "cuerpoDocumento",
        (
            sale.NUMBER,
            _CODE,
            Column("Seguro", "seguro", "figure", amount),
            Column("Flete", "flete", "figure", amount),
            *_ITEM,
            _NO_GRAVADO,
            sale.GRAVADAS,
        ),
        Sums("Suma de Ventas:", ("resumen.totalGravada",)),
    ),
    summary=(
        _OPERATIONS,
        Tributes("resumen.tributos"),
        Row("Total Seguro:", "resumen.totalSeguro"),
        Row("Total Flete:", "resumen.totalFlete"),
        _IVA,
        _RENTA,
        _OTHERS,
        _AMOUNT,
        _TOTAL,
    ),
)

ON_14 = replace(
    ON_01,
    applies=_returns("14"),
    sections=(_RELATED,),
    body=Body(
        "cuerpoDocumento",
        (
            sale.NUMBER,
            _CODE,
            Column("Retención Renta", "reteRenta", "figure", amount),
            *_ITEM,
            Column("Compras a Sujetos Excluidos", "compra", "figure", amount),
        ),
        Sums("Suma de Ventas:", ("resumen.totalCompraExcluidos",)),
    ),
    summary=(_OPERATIONS, _RENTA, _AMOUNT, _TOTAL),
)

LAYOUTS = (ON_11, ON_14, ON_01)
