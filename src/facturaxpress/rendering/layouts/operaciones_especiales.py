"""Event of special operations, 17 (Manual Funcional 2.0, pp. 72 and 73): documents by range, one by one, or both."""

from dataclasses import replace

from facturaxpress.rendering.layout import (
    Body,
    Column,
    Field,
    Layout,
    Party,
    Record,
    Row,
    Tributes,
    day,
    records,
)
from facturaxpress.rendering.layouts import common, sale
from facturaxpress.rendering.names import catalog

_REFERENCE = (
    sale.NUMBER,
    Column("Código de Generación de EOE de referencia", "codigoGeneracionRef", "code", most=102),
    Column("Tipo de Documento", "tipoDocumento", "name", catalog("CAT-023"), most=82),
)
_ORIGIN = Column("Documento Origen", "numDocumento", "code")
_DATE = Column("Fecha Documento Origen", "fechaEmision", "date", day)
_RANGE = (Column("Doc. Del", "docDel", "code"), Column("Doc. Al", "docAl", "code"))
_ITEM = (sale.CANTIDAD, sale.DESCRIPCION)
_AMOUNTS = (sale.PRECIO, *sale.SALES)


def _listed(document: Record, key: str) -> bool:
    return any(line.get(key) is not None for line in records(document.get("cuerpoDocumento")))


BY_RANGE = Layout(
    kind="17",
    versions={1: "2.0"},
    heading="",
    title="EVENTO DE OPERACIONES ESPECIALES",
    codes=(common.CODIGO_GENERACION, common.instant("Fecha y Hora del evento:")),
    facts=common.TRANSMISSION,
    parties=(Party("EMISOR", (Field("NIT (Emisor):", "emisor.nit"), Field("Nombre (Emisor):", "emisor.nombre"))),),
    body=Body("cuerpoDocumento", (*_REFERENCE, _DATE, *_ITEM, *_RANGE, *_AMOUNTS), sale.SUMS),
    summary=(
        Tributes("resumen.tributos"),
        Row("Sub-Total:", "resumen.subTotal", "strong"),
        Row("Total:", "resumen.total", "total"),
    ),
    closing=(sale.LETRAS,),
    remark="Los precios y las ventas no incluyen IVA.",
)

ONE_BY_ONE = replace(
    BY_RANGE,
    applies=lambda document: _listed(document, "numDocumento") and not _listed(document, "docDel"),
    parties=(Party("EMISOR", BY_RANGE.parties[0].entries[::-1]),),
    body=Body("cuerpoDocumento", (*_REFERENCE, _ORIGIN, _DATE, *_ITEM, *_AMOUNTS), sale.SUMS),
)

BOTH = replace(
    BY_RANGE,
    applies=lambda document: _listed(document, "numDocumento") and _listed(document, "docDel"),
    body=Body("cuerpoDocumento", (*_REFERENCE, _ORIGIN, _DATE, *_ITEM, *_RANGE, *_AMOUNTS), sale.SUMS),
)

LAYOUTS = (ONE_BY_ONE, BOTH, BY_RANGE)
