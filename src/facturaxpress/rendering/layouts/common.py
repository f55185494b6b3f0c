"""Heading, parties and sections that several types share. Labels and order: Manual Funcional 2.0, chapter XXII."""

from collections.abc import Iterable
from dataclasses import dataclass

from facturaxpress.dte.catalogs import Regime
from facturaxpress.rendering import figures
from facturaxpress.rendering.figures import ABSENT
from facturaxpress.rendering.layout import (
    Composed,
    Entry,
    Field,
    Form,
    Pair,
    Record,
    Section,
    at,
    day,
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
    only: Regime | None = None

    def pairs(self, record: Record, codes: Codes) -> Iterable[Pair]:
        kind, number = at(record, self.kind), at(record, self.number)
        if kind is None:
            yield "Tipo de doc. de Identificación:", ABSENT
            yield "N° de doc. de Identificación:", ABSENT if number is None else str(number)
        else:
            yield codes.name("CAT-022", kind) + ":", ABSENT if number is None else str(number)


def instant(label: str) -> Composed:
    """Day and clock time of the document or event, as they were transmitted."""

    def compose(record: Record, _codes: Codes) -> str:
        fecEmi, horEmi = (at(record, f"identificacion.{key}") for key in ("fecEmi", "horEmi"))
        return f"{figures.day(fecEmi)} {horEmi or ''}".strip()

    return Composed(label, compose)


# --- heading --------------------------------------------------------------------------------------------------------

CODIGO_GENERACION = Field("Código de Generación:", "identificacion.codigoGeneracion")

CODES: tuple[Entry, ...] = (CODIGO_GENERACION, Field("Número de Control:", "identificacion.numeroControl"))

TRANSMISSION: tuple[Entry, ...] = (
    Field("Modelo de Facturación:", "identificacion.tipoModelo", catalog("CAT-003")),
    Field("Tipo de Transmisión:", "identificacion.tipoOperacion", catalog("CAT-004")),
)

FACTS: tuple[Entry, ...] = (*TRANSMISSION, instant("Fecha y Hora de Generación:"))

# --- parties --------------------------------------------------------------------------------------------------------

ESTABLECIMIENTO = Field("Tipo de establecimiento:", "emisor.tipoEstablecimiento", catalog("CAT-009"), only="1.x")
"""Category A in the list of the earlier structures; the key does not exist in 2.0."""

RECEPTOR_DOCUMENT = TypedDocument("receptor.tipoDocumento", "receptor.numDocumento")

RECEPTOR_TELEFONO = Field("Teléfono:", "receptor.telefono", filled=True)
"""For the types on whose layout MH forgot the receiver's telephone, category B in its list."""


def contribuyente(path: str) -> tuple[Entry, ...]:
    """A taxpayer with NIT and NRC: eight labels, in the order of the layouts of 01 to 06, 08 and 11."""
    return (
        Field("Nombre:", f"{path}.nombre"),
        Field("NIT:", f"{path}.nit"),
        Field("NRC:", f"{path}.nrc"),
        Field("Actividad económica:", f"{path}.descActividad"),
        address(f"{path}.direccion"),
        Field("Teléfono:", f"{path}.telefono"),
        Field("Correo electrónico:", f"{path}.correo"),
        Field("Nombre Comercial:", f"{path}.nombreComercial"),
    )


EMISOR: tuple[Entry, ...] = (*contribuyente("emisor"), ESTABLECIMIENTO)

# --- sections -------------------------------------------------------------------------------------------------------


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


VENTA_TERCERO = Section(
    "VENTA POR CUENTA DE TERCEROS",
    "ventaTercero",
    (Field("NIT:", "nit"), Field("Nombre del Tercero:", "nombre", share=1)),
    _domicilio,
)

COMPRA_TERCERO = Section(
    "COMPRA POR CUENTA DE TERCEROS",
    "compraTercero",
    (Field("N° de Doc. de Identificación:", "numDocumento"), Field("Nombre del Tercero:", "nombre", share=1)),
    only="2.0",
)


def related(kind: str, number: str, date: str, *, key: str = "numeroDocumento", only: Regime | None = None) -> Section:
    """DOCUMENTOS RELACIONADOS under the three labels of the type's own layout."""
    fields = (Field(kind, "tipoDocumento", catalog("CAT-002")), Field(number, key), Field(date, "fechaEmision", day))
    return Section("DOCUMENTOS RELACIONADOS", "documentoRelacionado", fields, only=only)


DOCUMENTO_RELACIONADO = related("Tipo de Documento:", "N° de documento:", "Fecha de documento:")

OTROS_DOCUMENTOS = Section(
    "OTROS DOCUMENTOS ASOCIADOS",
    "otrosDocumentos",
    (
        Field("Identificación del documento:", "descDocumento", share=2),
        Field("Descripción:", "detalleDocumento", share=3),
    ),
    _medico,
)

# --- end ------------------------------------------------------------------------------------------------------------

OBSERVATIONS = Field("Observaciones:", "resumen.observaciones")

EXTENSION = Form(
    "EXTENSIÓN",
    (
        Field("Nombre del responsable que genera el DTE:", "extension.nombEntrega", filled=True),
        Field("Documento de identificación de quien genera el DTE:", "extension.docuEntrega", filled=True),
        Field("Nombre del responsable por parte del receptor:", "extension.nombRecibe", filled=True),
        Field("Documento del responsable por parte del receptor:", "extension.docuRecibe", filled=True),
        Field("Placa de vehículo:", "extension.placaVehiculo", filled=True),
    ),
    only="1.x",
)
"""Who handed over and who received: category B of the earlier structures, gone from 2.0 save for 09."""
