"""Nota de remisión (04), structure version 4: net prices, and no payment block.

Keys in MH's order. Source: MH's JSON Schema fe-nr-v4.
"""

from typing import Annotated, Literal

from msgspec import Struct

from facturaxpress.dte.documents.fields import (
    Ambiente,
    Amount2,
    Amount8,
    Code2,
    CodigoGeneracion,
    Contingencia,
    Date,
    Modelo,
    NumItem,
    Operacion,
    Percent2,
    Quantity,
    Time,
    UniMedida,
    items,
    text,
)
from facturaxpress.dte.documents.law import Law
from facturaxpress.dte.documents.shared import Apendice, DocumentoRelacionado, Emisor, TributoResumen, VentaTercero
from facturaxpress.dte.documents.views import (
    AnyDireccion,
    AnyDocument,
    AnyIdentificacion,
    AnyLine,
    AnyParty,
    AnySummary,
)


class Identificacion(Struct, AnyIdentificacion, forbid_unknown_fields=True):
    version: Literal[4]
    ambiente: Ambiente
    tipoDte: Literal["04"]
    numeroControl: Annotated[str, text(31, 31, r"^(?!.*[\r\n])DTE-04-(M|B|S|P)([0-9]{3})(P)([0-9]{3})-[0-9]{15}$")]
    codigoGeneracion: CodigoGeneracion
    tipoModelo: Modelo
    tipoOperacion: Operacion
    tipoContingencia: Contingencia | None
    motivoContin: Annotated[str, text(1, 500)] | None
    fecEmi: Date
    horEmi: Time
    tipoMoneda: Literal["USD"]


class DireccionReceptor(Struct, AnyDireccion, forbid_unknown_fields=True):
    departamento: Code2
    municipio: Code2
    distrito: str
    complemento: Annotated[str, text(1, 200)]


class Receptor(Struct, AnyParty, forbid_unknown_fields=True):
    tipoDocumento: str
    numDocumento: Annotated[str, text(1, 20)]
    nrc: Annotated[str, text(2, 8)] | None
    nombre: Annotated[str, text(1, 250)]
    codActividad: str
    descActividad: Annotated[str, text(5, 150)]
    nombreComercial: Annotated[str, text(1, 150)] | None
    direccion: DireccionReceptor | None
    telefono: Annotated[str, text(8, 30)] | None
    correo: Annotated[str, text(6, 100)] | None
    bienTitulo: Annotated[str, text(None, 2)]


class Item(Struct, AnyLine, forbid_unknown_fields=True):
    numItem: NumItem
    tipoItem: int
    numeroDocumento: Annotated[str, text(1, 36)] | None
    codigo: Annotated[str, text(1, 25)] | None
    codTributo: Code2 | None
    descripcion: Annotated[str, text(1, 1500)]
    cantidad: Quantity
    uniMedida: UniMedida
    precioUni: Amount8
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
    porcentajeDescuento: Percent2
    totalDescu: Amount2
    tributos: Annotated[list[TributoResumen], items(0, unique=True)] | None
    subTotal: Amount2
    montoTotalOperacion: Amount2
    totalLetras: Annotated[str, text(1, 200)] | None
    observaciones: Annotated[str, text(None, 3000)] | None


class NotaRemision(Struct, AnyDocument, forbid_unknown_fields=True):
    identificacion: Identificacion
    documentoRelacionado: Annotated[list[DocumentoRelacionado], items(1, 50)] | None
    emisor: Emisor
    receptor: Receptor
    ventaTercero: VentaTercero | None
    cuerpoDocumento: Annotated[list[Item], items(1, 2000)]
    resumen: Resumen
    apendice: Annotated[list[Apendice], items(1, 10)] | None


LAW = Law(
    tipo="04",
    version=4,
    regime="2.0",
    document=NotaRemision,
    title="Nota de remisión",
    related=frozenset({"01", "03", "11"}),
)
