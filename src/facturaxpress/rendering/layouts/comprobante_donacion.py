"""15 Comprobante de donación (Manual Funcional 2.0, p. 67): the donee issues, the receiver gave."""

from facturaxpress.rendering.layout import Body, Column, Field, Layout, Party, Record, Row, Section, amount
from facturaxpress.rendering.layouts import common, sale
from facturaxpress.rendering.names import Codes, catalog

_ASSOCIATED = Section(
    "OTROS DOCUMENTOS ASOCIADOS",
    "otrosDocumentos",
    (
        Field("Documento Asociado:", "codDocAsociado", catalog("CAT-021")),
        Field("Identificación documento:", "descDocumento", share=2),
        Field("Descripción:", "detalleDocumento", share=3),
    ),
)


def _kind_of_gift(line: Record, codes: Codes) -> str | None:
    """No column on MH's layout; the giver's tax file needs it."""
    kind = line.get("tipoDonacion")
    return None if kind is None else f"Tipo de donación: {codes.name('CAT-026', kind)}"


LAYOUTS = (
    Layout(
        kind="15",
        versions={1: "1.x", 2: "2.0"},
        title="COMPROBANTE DE DONACIÓN",
        codes=common.CODES,
        facts=common.FACTS,
        parties=(
            Party(
                "EMISOR",
                (
                    Field("Nombre:", "emisor.nombre"),
                    common.TypedDocument("emisor.tipoDocumento", "emisor.numDocumento"),
                    Field("NRC:", "emisor.nrc"),
                    Field("Actividad económica:", "emisor.descActividad"),
                    common.address("emisor.direccion"),
                    Field("Teléfono:", "emisor.telefono"),
                    Field("Correo electrónico:", "emisor.correo"),
                    common.ESTABLECIMIENTO,
                ),
            ),
            Party(
                "RECEPTOR",
                (
                    Field("Nombre:", "receptor.nombre"),
                    common.RECEPTOR_DOCUMENT,
                    Field("Actividad económica:", "receptor.descActividad"),
                    common.address("receptor.direccion"),
                    Field("Teléfono:", "receptor.telefono"),
                    Field("Correo electrónico:", "receptor.correo"),
                ),
            ),
        ),
        sections=(_ASSOCIATED,),
        body=Body(
            "cuerpoDocumento",
            (
                sale.NUMBER,
                sale.CANTIDAD,
                sale.DESCRIPCION,
                Column("Unidad de Medida", "uniMedida", "unit", catalog("CAT-014")),
                Column("Depreciación", "tipoDepreciacion", "figure", amount),
                Column("Valor Unitario", "valorUni", "figure", amount),
                Column("Valor Donado", "valor", "figure", amount),
            ),
            note=_kind_of_gift,
        ),
        summary=(Row("Total de la Donación:", "resumen.valorTotal", "total"),),
        closing=(sale.LETRAS,),
        observations=common.OBSERVATIONS,  # on MH's layout, though the structure has no such key
    ),
)
