"""Nota de crédito (05), structure version 4: net prices, every line names the document it adjusts.

Keys in MH's order. Source: MH's JSON Schema fe-nc-v4. Its `maximum` on `observaciones` and `codigoRetencionMH` is read
as the `maxLength` it stands for.
"""

from typing import Annotated, Literal

from msgspec import Struct

from facturaxpress.dte.documents.fields import (
    Ambiente,
    Amount2,
    Amount8,
    Code2,
    CodigoGeneracion,
    Condicion,
    Contingencia,
    Date,
    Modelo,
    NumItem,
    Operacion,
    Quantity,
    Signed2,
    Signed8,
    Time,
    UniMedida,
    items,
    text,
)
from facturaxpress.dte.documents.law import Law
from facturaxpress.dte.documents.shared import (
    Direccion,
    DocumentoRelacionado,
    StrictApendice,
    TributoResumen,
    VentaTercero,
)
from facturaxpress.dte.documents.views import AnyDocument, AnyIdentificacion, AnyLine, AnyParty, AnySummary

FUSION = r"^(?!.*[\r\n])(?!([0-9])\1+$)(?!0{7})([0-9]{14}|[0-9]{9})$"


class Identificacion(Struct, AnyIdentificacion, forbid_unknown_fields=True):
    version: Literal[4]
    ambiente: Ambiente
    tipoDte: Literal["05"]
    numeroControl: Annotated[str, text(31, 31, r"^(?!.*[\r\n])DTE-05-(M|B|S|P)([0-9]{3})(P)([0-9]{3})-[0-9]{15}$")]
    codigoGeneracion: CodigoGeneracion
    tipoModelo: Modelo
    tipoOperacion: Operacion
    tipoContingencia: Contingencia | None
    motivoContin: Annotated[str, text(1, 500)] | None
    fecEmi: Date
    horEmi: Time
    tipoMoneda: Literal["USD"]
    fusion: Annotated[str, text(pattern=FUSION)] | None


class Emisor(Struct, AnyParty, forbid_unknown_fields=True):
    nit: str
    nrc: Annotated[str, text(2, 8)] | None
    nombre: Annotated[str, text(1, 250)]
    codActividad: Annotated[str, text(5, 6)]
    descActividad: Annotated[str, text(5, 150)]
    nombreComercial: Annotated[str, text(1, 150)] | None
    direccion: Direccion
    telefono: Annotated[str, text(8, 30)]
    correo: Annotated[str, text(1, 100)]


class Receptor(Struct, AnyParty, forbid_unknown_fields=True):
    tipoDocumento: str
    numDocumento: Annotated[str, text(1, 20)]
    nrc: Annotated[str, text(2, 8)] | None
    nombre: Annotated[str, text(1, 250)]
    codActividad: Annotated[str, text(5, 6)]
    descActividad: Annotated[str, text(5, 150)]
    nombreComercial: Annotated[str, text(1, 150)] | None
    direccion: Direccion
    telefono: Annotated[str, text(8, 30)] | None
    correo: Annotated[str, text(1, 100)] | None


class Item(Struct, AnyLine, forbid_unknown_fields=True):
    numItem: NumItem
    tipoItem: int
    numeroDocumento: Annotated[str, text(1, 36)]
    cantidad: Quantity
    codigo: Annotated[str, text(1, 25)] | None
    codTributo: Code2 | None
    uniMedida: UniMedida
    descripcion: Annotated[str, text(1, 1500)]
    precioUni: Amount8
    montoDescu: Amount8
    ventaNoSuj: Amount8
    ventaExenta: Amount8
    ventaGravada: Amount8
    tributos: Annotated[list[Code2], items(1, unique=True)] | None
    noGravado: Signed8
    ivaPerci: Amount8
    totalIva: Amount8
    ivaRete: Amount8


class Resumen(Struct, AnySummary, forbid_unknown_fields=True):
    totalNoSuj: Amount2
    totalExenta: Amount2
    totalGravada: Amount2
    subTotalVentas: Amount2
    totalDescu: Amount2
    tributos: Annotated[list[TributoResumen], items(0, unique=True)] | None
    montoTotalOperacion: Amount2
    ivaPerci: Amount2
    totalIva: Amount2
    ivaRete: Amount2
    totalNoGravado: Signed2
    totalPagar: Amount2
    totalLetras: Annotated[str, text(8, 200)] | None
    condicionOperacion: Condicion
    observaciones: Annotated[str, text(None, 3000)] | None
    codigoRetencionMH: Annotated[str, text(None, 2)] | None


class NotaCredito(Struct, AnyDocument, forbid_unknown_fields=True):
    identificacion: Identificacion
    documentoRelacionado: Annotated[list[DocumentoRelacionado], items(1, 50)]
    emisor: Emisor
    receptor: Receptor
    ventaTercero: VentaTercero | None
    cuerpoDocumento: Annotated[list[Item], items(1, 2000)]
    resumen: Resumen
    apendice: Annotated[list[StrictApendice], items(1, 10)] | None


LAW = Law(
    tipo="05",
    version=4,
    regime="2.0",
    document=NotaCredito,
    title="Nota de crédito",
    related=frozenset({"03", "07"}),
)
