"""Comprobante de liquidación (08), structure version 2: net values, signed.

Keys in MH's order. Source: MH's JSON Schema fe-cl-v2.
"""

from typing import Annotated, Literal

from msgspec import Struct

from facturaxpress.dte.documents.fields import (
    Ambiente,
    Amount2,
    Code2,
    CodigoGeneracion,
    Condicion,
    Date,
    OnlyModelo,
    Signed2,
    Signed8,
    Time,
    items,
    text,
    whole,
)
from facturaxpress.dte.documents.law import Law
from facturaxpress.dte.documents.shared import Direccion, FilledApendice
from facturaxpress.dte.documents.views import (
    AnyDocument,
    AnyIdentificacion,
    AnyLine,
    AnyParty,
    AnySummary,
    AnySummed,
)


class Identificacion(Struct, AnyIdentificacion, forbid_unknown_fields=True):
    version: Literal[2]
    ambiente: Ambiente
    tipoDte: Literal["08"]
    numeroControl: Annotated[str, text(31, 31, r"^(?!.*[\r\n])DTE-08-(M|B|S|P)([0-9]{3})(P)([0-9]{3})-[0-9]{15}$")]
    codigoGeneracion: CodigoGeneracion
    tipoModelo: OnlyModelo
    tipoOperacion: Literal[1]
    fecEmi: Date
    horEmi: Time
    tipoMoneda: Literal["USD"]
    fusion: Annotated[str, text(pattern=r"^(?!.*[\r\n])([0-9]{14}|[0-9]{9})$")] | None


class Emisor(Struct, AnyParty, forbid_unknown_fields=True):
    nit: str
    nrc: Annotated[str, text(2, 8)] | None
    nombre: Annotated[str, text(1, 250)]
    codActividad: Annotated[str, text(5, 6)]
    descActividad: Annotated[str, text(5, 150)]
    nombreComercial: Annotated[str, text(2, 150)] | None
    direccion: Direccion
    telefono: Annotated[str, text(8, 30)] | None
    correo: Annotated[str, text(6, 100)]
    codEstable: Annotated[str, text(4, 4)] | None
    codPuntoVenta: Annotated[str, text(1, 15)] | None


class Receptor(Struct, AnyParty, forbid_unknown_fields=True):
    tipoDocumento: str
    numDocumento: Annotated[str, text(1, 20)]
    codDomiciliado: int
    nrc: Annotated[str, text(2, 8)] | None
    nombre: Annotated[str, text(1, 250)]
    codActividad: Annotated[str, text(5, 6)]
    descActividad: Annotated[str, text(5, 150)]
    nombreComercial: Annotated[str, text(1, 150)] | None
    direccion: Direccion
    telefono: Annotated[str, text(8, 30)] | None
    correo: Annotated[str, text(6, 100)] | None


class Item(Struct, AnyLine, forbid_unknown_fields=True):
    numItem: Annotated[int, whole(1, 500)]
    tipoDte: str
    tipoGeneracion: int
    numeroDocumento: Annotated[str, text(1, 36)]
    fechaEmision: Date
    ventaNoSuj: Signed8
    ventaExenta: Signed8
    ventaGravada: Signed8
    exportaciones: Signed8
    tributos: Annotated[list[Code2], items(0, unique=True)] | None
    ivaItem: Signed8
    observaciones: Annotated[str, text(1, 1000)] | None


class TributoResumen(Struct, AnySummed, forbid_unknown_fields=True):
    codigo: Code2
    descripcion: Annotated[str, text(1, 300)]
    valor: Signed2


class Resumen(Struct, AnySummary, forbid_unknown_fields=True):
    totalNoSuj: Signed2
    totalExenta: Signed2
    totalGravada: Signed2
    exportacion: Signed2
    subTotalVentas: Signed2
    tributos: Annotated[list[TributoResumen], items(0, unique=True)] | None
    montoTotalOperacion: Signed2
    ivaPerci: Signed2
    total: Amount2
    totalLetras: Annotated[str, text(1, 200)] | None
    condicionOperacion: Condicion
    observaciones: Annotated[str, text(1, 3000)] | None


class ComprobanteLiquidacion(Struct, AnyDocument, forbid_unknown_fields=True):
    identificacion: Identificacion
    emisor: Emisor
    receptor: Receptor
    cuerpoDocumento: Annotated[list[Item], items(1, 500)]
    resumen: Resumen
    apendice: Annotated[list[FilledApendice], items(1, 10)] | None


LAW = Law(
    tipo="08",
    version=2,
    regime="2.0",
    document=ComprobanteLiquidacion,
    title="Comprobante de liquidación",
)
