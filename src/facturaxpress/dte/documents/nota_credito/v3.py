"""Nota de crédito (05), structure version 3 (regime 1.x): net prices, every line names the document it adjusts.

Keys in MH's order; where 2.0 has another name for a field, the attribute carries that of 2.0. Source: MH's JSON Schema
fe-nc-v3 with the 44 municipios of 2024.
"""

from decimal import Decimal
from typing import Annotated, Literal

from msgspec import Struct, field

from facturaxpress.dte.documents.conditions import ELECTRONIC, LINES_OF_NOTES, TRANSMISSION, ZERO, when
from facturaxpress.dte.documents.fields import (
    Ambiente,
    Amount2,
    Amount8,
    Code2,
    CodigoGeneracion,
    Contingencia,
    Date,
    FreePrice8,
    Modelo,
    NumItem,
    Operacion,
    Positive2,
    Quantity,
    UniMedida,
    email,
    exact,
    items,
    text,
)
from facturaxpress.dte.documents.law import Law
from facturaxpress.dte.documents.shared import StrictApendice
from facturaxpress.dte.documents.shared_1x import (
    ACTIVITY,
    NIT,
    NRC,
    Direccion,
    Establishment,
    Extension,
    Kind,
    OldCondicion,
    OldTime,
    Receptor,
    SectionTwo,
    TributoResumen,
    VentaTercero,
)
from facturaxpress.dte.documents.views import AnyDocument, AnyIdentificacion, AnyLine, AnyParty, AnyRelated, AnySummary
from facturaxpress.dte.money import LIMIT


class Identificacion(Struct, AnyIdentificacion, forbid_unknown_fields=True):
    version: Literal[3]
    ambiente: Ambiente
    tipoDte: Literal["05"]
    numeroControl: Annotated[str, text(31, 31, r"^DTE-05-[A-Z0-9]{8}-[0-9]{15}$")]
    codigoGeneracion: CodigoGeneracion
    tipoModelo: Modelo
    tipoOperacion: Operacion
    tipoContingencia: Contingencia | None
    motivoContin: Annotated[str, text(1, 150)] | None
    fecEmi: Date
    horEmi: OldTime
    tipoMoneda: Literal["USD"]


class DocumentoRelacionado(Struct, AnyRelated, forbid_unknown_fields=True):
    tipoDocumento: Literal["03", "07"]
    tipoGeneracion: Literal[1, 2]
    numeroDocumento: Annotated[str, text(1, 36)]
    fechaEmision: Date


class Emisor(Struct, AnyParty, forbid_unknown_fields=True):
    nit: Annotated[str, text(pattern=NIT)]
    nrc: Annotated[str, text(pattern=NRC)]
    nombre: Annotated[str, text(3, 200)]
    codActividad: Annotated[str, text(pattern=ACTIVITY)]
    descActividad: Annotated[str, text(1, 150)]
    nombreComercial: Annotated[str, text(1, 150)] | None
    tipoEstablecimiento: Establishment
    direccion: Direccion
    telefono: Annotated[str, text(8, 30)]
    correo: Annotated[str, email(3, 100)]


class Item(Struct, AnyLine, forbid_unknown_fields=True):
    numItem: NumItem
    tipoItem: Kind
    numeroDocumento: Annotated[str, text(1, 36)]
    cantidad: Quantity
    codigo: Annotated[str, text(1, 25)] | None
    codTributo: SectionTwo | None
    uniMedida: UniMedida
    descripcion: Annotated[str, text(None, 1000)] | None
    precioUni: FreePrice8
    montoDescu: Amount8
    ventaNoSuj: Amount8
    ventaExenta: Amount8
    ventaGravada: Amount8
    tributos: Annotated[list[Code2], items(1, unique=True)] | None


class Resumen(Struct, AnySummary, forbid_unknown_fields=True):
    totalNoSuj: Amount2
    totalExenta: Amount2
    totalGravada: Amount2
    subTotalVentas: Annotated[Decimal, exact(2, lt=LIMIT)]
    descuNoSuj: Amount2
    descuExenta: Amount2
    descuGravada: Amount2
    totalDescu: Amount2
    tributos: Annotated[list[TributoResumen], items(0, unique=True)] | None
    subTotal: Amount2
    ivaPerci: Amount2 = field(name="ivaPerci1")
    ivaRete: Amount2 = field(name="ivaRete1")
    reteRenta: Amount2
    totalPagar: Positive2 = field(name="montoTotalOperacion")
    """What is paid: perception added and retention taken off."""
    totalLetras: Annotated[str, text(None, 200)]
    condicionOperacion: OldCondicion


class NotaCredito(Struct, AnyDocument, forbid_unknown_fields=True):
    identificacion: Identificacion
    documentoRelacionado: Annotated[list[DocumentoRelacionado], items(1, 50)]
    emisor: Emisor
    receptor: Receptor
    ventaTercero: VentaTercero | None
    cuerpoDocumento: Annotated[list[Item], items(1, 2000)]
    resumen: Resumen
    extension: Extension | None
    apendice: Annotated[list[StrictApendice], items(1, 10)] | None


LAW = Law(
    tipo="05",
    version=3,
    regime="1.x",
    document=NotaCredito,
    title="Nota de crédito",
    related=frozenset({"03", "07"}),
    conditions={
        "identificacion": TRANSMISSION,
        "documentoRelacionado[]": [ELECTRONIC],
        "cuerpoDocumento[]": LINES_OF_NOTES,
        "resumen": [when({"totalGravada": ZERO}, {"ivaPerci1": ZERO, "ivaRete1": ZERO})],
    },
)
