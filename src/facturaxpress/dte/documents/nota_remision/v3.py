"""Nota de remisión (04), structure version 3 (regime 1.x): net prices, and no payment block.

Keys in MH's order. Source: MH's JSON Schema fe-nr-v3 with the 44 municipios of 2024.
"""

from typing import Annotated, Literal

from msgspec import Struct

from facturaxpress.dte.documents.conditions import (
    DUI_NUMBER,
    ELECTRONIC,
    LINES_OF_NOTES,
    NIT_NUMBER,
    NULL,
    TRANSMISSION,
    when,
)
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
    Percent2,
    Quantity,
    UniMedida,
    email,
    items,
    text,
)
from facturaxpress.dte.documents.law import Law
from facturaxpress.dte.documents.shared import Apendice
from facturaxpress.dte.documents.shared_1x import (
    ACTIVITY,
    NIT,
    NRC,
    Direccion,
    Emisor,
    Extension,
    Kind,
    OldTime,
    SectionTwo,
    TributoResumen,
)
from facturaxpress.dte.documents.views import (
    AnyDocument,
    AnyIdentificacion,
    AnyLine,
    AnyParty,
    AnyRelated,
    AnySummary,
    AnyThird,
)


class Identificacion(Struct, AnyIdentificacion, forbid_unknown_fields=True):
    version: Literal[3]
    ambiente: Ambiente
    tipoDte: Literal["04"]
    numeroControl: Annotated[str, text(31, 31, r"^DTE-04-[A-Z0-9]{8}-[0-9]{15}$")]
    codigoGeneracion: CodigoGeneracion
    tipoModelo: Modelo
    tipoOperacion: Operacion
    tipoContingencia: Contingencia | None
    motivoContin: Annotated[str, text(1, 150)] | None
    fecEmi: Date
    horEmi: OldTime
    tipoMoneda: Literal["USD"]


class DocumentoRelacionado(Struct, AnyRelated, forbid_unknown_fields=True):
    tipoDocumento: Literal["01", "03"]
    tipoGeneracion: Literal[1, 2]
    numeroDocumento: Annotated[str, text(1, 36)]
    fechaEmision: Date


class Receptor(Struct, AnyParty, forbid_unknown_fields=True):
    tipoDocumento: Literal["36", "13", "02", "03", "37"]
    numDocumento: Annotated[str, text(3, 20)]
    nrc: Annotated[str, text(2, 8, NRC)] | None
    nombre: Annotated[str, text(1, 250)]
    codActividad: Annotated[str, text(pattern=ACTIVITY)] | None
    descActividad: Annotated[str, text(1, 150)] | None
    nombreComercial: Annotated[str, text(1, 150)] | None
    direccion: Direccion
    telefono: Annotated[str, text(8, 30)] | None
    correo: Annotated[str, email(None, 100)]
    bienTitulo: Annotated[str, text(None, 2)]


class VentaTercero(Struct, AnyThird, forbid_unknown_fields=True):
    nit: Annotated[str, text(None, 14, NIT)]
    nombre: Annotated[str, text(1, 200)]


class Item(Struct, AnyLine, forbid_unknown_fields=True):
    numItem: NumItem
    tipoItem: Kind
    numeroDocumento: Annotated[str, text(1, 36)] | None
    codigo: Annotated[str, text(1, 25)] | None
    codTributo: SectionTwo | None
    descripcion: Annotated[str, text(None, 1000)]
    cantidad: Quantity
    uniMedida: UniMedida
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
    subTotalVentas: Amount2
    descuNoSuj: Amount2
    descuExenta: Amount2
    descuGravada: Amount2
    porcentajeDescuento: Percent2 | None
    totalDescu: Amount2
    tributos: Annotated[list[TributoResumen], items(0, unique=True)] | None
    subTotal: Amount2
    montoTotalOperacion: Amount2
    totalLetras: Annotated[str, text(None, 200)]


class NotaRemision(Struct, AnyDocument, forbid_unknown_fields=True):
    identificacion: Identificacion
    documentoRelacionado: Annotated[list[DocumentoRelacionado], items(1, 50)] | None
    emisor: Emisor
    receptor: Receptor
    ventaTercero: VentaTercero | None
    cuerpoDocumento: Annotated[list[Item], items(1, 2000)]
    resumen: Resumen
    extension: Extension | None
    apendice: Annotated[list[Apendice], items(1, 10)] | None


LAW = Law(
    tipo="04",
    version=3,
    regime="1.x",
    document=NotaRemision,
    title="Nota de remisión",
    related=frozenset({"01", "03"}),
    conditions={
        "identificacion": TRANSMISSION,
        "documentoRelacionado[]": [ELECTRONIC],
        "receptor": [
            when({"tipoDocumento": {"const": "36"}}, {"numDocumento": NIT_NUMBER}, {"nrc": NULL}),
            when({"tipoDocumento": {"const": "13"}}, {"numDocumento": DUI_NUMBER}),
        ],
        "cuerpoDocumento[]": LINES_OF_NOTES,
    },
)
