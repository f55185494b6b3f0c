"""Pieces that several types share. Source of labels and order: Manual Funcional 2.0, chapter XXII."""

from collections.abc import Iterable
from dataclasses import dataclass

from facturaxpress.rendering import figures
from facturaxpress.rendering.figures import ABSENT
from facturaxpress.rendering.layout import (
    Column,
    Composed,
    Entry,
    Field,
    Pair,
    Record,
    Row,
    Section,
    amount,
    at,
    day,
    integer,
)
from facturaxpress.rendering.names import Codes, catalog


def address(path: str) -> Composed:
    """One label for complemento, distrito, municipio and departamento; codes as names (CAT-008, CAT-013, CAT-012)."""

    def compose(record: Record, codes: Codes) -> str:
        departamento, municipio, distrito, complemento = (
            str(at(record, f"{path}.{key}") or "") for key in ("departamento", "municipio", "distrito", "complemento")
        )
        parts = [
            complemento,
            distrito and codes.name("CAT-008", distrito, departamento),
            municipio and codes.name("CAT-013", municipio, departamento),
            departamento and codes.name("CAT-012", departamento),
        ]
        return ", ".join(part for part in parts if part) or ABSENT

    return Composed("Dirección:", compose)


@dataclass(frozen=True, slots=True)
class TypedDocument:
    """An identity document: its kind's name is the label (`DUI: 012345678`), as MH's note to the layout orders.

    Without a kind there is no name to take the label's place, so both labels print with a dash.
    """

    kind: str
    number: str

    def pairs(self, record: Record, codes: Codes) -> Iterable[Pair]:
        kind, number = at(record, self.kind), at(record, self.number)
        if kind is None:
            yield "Tipo de doc. de Identificación:", ABSENT
            yield "N° de doc. de Identificación:", ABSENT if number is None else str(number)
        else:
            yield codes.name("CAT-022", kind) + ":", ABSENT if number is None else str(number)


def _generated(record: Record, _codes: Codes) -> str:
    fecEmi, horEmi = (at(record, f"identificacion.{key}") for key in ("fecEmi", "horEmi"))
    return f"{figures.day(fecEmi)} {horEmi or ''}".strip()


def _medico(record: Record, codes: Codes) -> str | None:
    """The one line for a physician's service (CAT-021 code 3), which the layouts have no place for."""
    if not record.get("medico"):
        return None
    servicio = at(record, "medico.tipoServicio")
    parts = [
        ("Médico", at(record, "medico.nombre")),
        ("NIT", at(record, "medico.nit")),
        ("Documento de identificación", at(record, "medico.docIdentificacion")),
        ("Servicio", None if servicio is None else codes.name("CAT-010", servicio)),
    ]
    return " · ".join(f"{label}: {value}" for label, value in parts if value)


def _domicilio(record: Record, codes: Codes) -> str | None:
    code = record.get("codDomiciliado")
    return None if code is None else f"Domicilio fiscal: {codes.name('CAT-032', code)}"


def related_document(record: Record, _codes: Codes) -> str | None:
    number = record.get("numeroDocumento")
    return f"Documento relacionado: {number}" if number else None


CODES: tuple[Entry, ...] = (
    Field("Código de Generación:", "identificacion.codigoGeneracion"),
    Field("Número de Control:", "identificacion.numeroControl"),
)

FACTS: tuple[Entry, ...] = (
    Field("Modelo de Facturación:", "identificacion.tipoModelo", catalog("CAT-003")),
    Field("Tipo de Transmisión:", "identificacion.tipoOperacion", catalog("CAT-004")),
    Composed("Fecha y Hora de Generación:", _generated),
)

VENTA_TERCERO = Section(
    "VENTA POR CUENTA DE TERCEROS",
    "ventaTercero",
    (Field("NIT:", "nit"), Field("Nombre del Tercero:", "nombre", share=1)),
    _domicilio,
)

DOCUMENTO_RELACIONADO = Section(
    "DOCUMENTOS RELACIONADOS",
    "documentoRelacionado",
    (
        Field("Tipo de Documento:", "tipoDocumento", catalog("CAT-002")),
        Field("N° de documento:", "numeroDocumento"),
        Field("Fecha de documento:", "fechaEmision", day),
    ),
)

OTROS_DOCUMENTOS = Section(
    "OTROS DOCUMENTOS ASOCIADOS",
    "otrosDocumentos",
    (
        Field("Identificación del documento:", "descDocumento", share=2),
        Field("Descripción:", "detalleDocumento", share=3),
    ),
    _medico,
)

SALE_COLUMNS = (
    Column("N°", "numItem", "number", integer),
    Column("Cantidad", "cantidad", "figure", amount),
    Column("Unidad", "uniMedida", "unit", catalog("CAT-014")),
    Column("Código", "codigo", "code"),
    Column("Descripción", "descripcion", "text"),
    Column("Precio Unitario", "precioUni", "figure", amount),
    Column("Descuento por ítem", "montoDescu", "figure", amount),
    Column("Otros Montos No Afectos", "noGravado", "figure", amount),
    Column("Ventas No Sujetas", "ventaNoSuj", "figure", amount),
    Column("Ventas Exentas", "ventaExenta", "figure", amount),
    Column("Ventas Gravadas", "ventaGravada", "figure", amount),
)

GLOBAL_DISCOUNTS = (
    Row("Descuento global a ventas no sujetas:", "resumen.descuNoSuj"),
    Row("Descuento global a ventas exentas:", "resumen.descuExenta"),
    Row("Descuento global a ventas gravadas:", "resumen.descuGravada"),
)

CLOSING: tuple[Entry, ...] = (
    Field("Valor en Letras:", "resumen.totalLetras"),
    Field("Condición de la Operación:", "resumen.condicionOperacion", catalog("CAT-016")),
)

OBSERVATIONS = Field("Observaciones:", "resumen.observaciones")
