"""Columns, sums and summary lines of the types that list sales."""

from facturaxpress.rendering.layout import Column, Entry, Field, Record, Row, Sums, amount, integer
from facturaxpress.rendering.names import Codes, catalog

NUMBER = Column("N°", "numItem", "number", integer)
CANTIDAD = Column("Cantidad", "cantidad", "figure", amount)
UNIDAD = Column("Unidad", "uniMedida", "unit", catalog("CAT-014"))
CODIGO = Column("Código", "codigo", "code")
DESCRIPCION = Column("Descripción", "descripcion", "text")
PRECIO = Column("Precio Unitario", "precioUni", "figure", amount)
DESCUENTO = Column("Descuento por ítem", "montoDescu", "figure", amount)
NO_GRAVADO = Column("Otros Montos No Afectos", "noGravado", "figure", amount)
NO_SUJETAS = Column("Ventas No Sujetas", "ventaNoSuj", "figure", amount)
EXENTAS = Column("Ventas Exentas", "ventaExenta", "figure", amount)
GRAVADAS = Column("Ventas Gravadas", "ventaGravada", "figure", amount)

ITEM = (NUMBER, CANTIDAD, UNIDAD, CODIGO, DESCRIPCION, PRECIO)
SALES = (NO_SUJETAS, EXENTAS, GRAVADAS)
COLUMNS = (*ITEM, DESCUENTO, NO_GRAVADO, *SALES)

SUMS = Sums("Suma de Ventas:", ("resumen.totalNoSuj", "resumen.totalExenta", "resumen.totalGravada"))


def global_discounts(*, earlier: bool = False) -> tuple[Row, ...]:
    """The three lines of what is taken off the whole sale. `earlier`: the type lost them in 2.0."""
    return tuple(
        Row(f"Descuento global a ventas {kind}:", f"resumen.{key}", only="1.x" if earlier else None)
        for kind, key in (("no sujetas", "descuNoSuj"), ("exentas", "descuExenta"), ("gravadas", "descuGravada"))
    )


RETENCION_RENTA = Row("Retención Renta:", "resumen.reteRenta", only="1.x")
"""Category B of the earlier structures of 01 and 03; 2.0 has it in 14 and 18 alone."""

LETRAS = Field("Valor en Letras:", "resumen.totalLetras")
CONDICION = Field("Condición de la Operación:", "resumen.condicionOperacion", catalog("CAT-016"))
CLOSING: tuple[Entry, ...] = (LETRAS, CONDICION)


def related_document(record: Record, _codes: Codes) -> str | None:
    number = record.get("numeroDocumento")
    return f"Documento relacionado: {number}" if number else None
