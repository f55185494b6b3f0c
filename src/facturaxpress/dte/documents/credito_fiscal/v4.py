"""Comprobante de crédito fiscal (03), structure version 4: net prices.

Keys in MH's order. Source: MH's JSON Schema fe-ccf-v4. Its `maximum` on `observaciones` is read as the `maxLength` it
stands for; its `maxLength` on the entries of `pagos`, which are objects, means nothing.
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
    Credit2,
    Date,
    Modelo,
    NumItem,
    Operacion,
    Percent2,
    Quantity,
    Signed2,
    Signed8,
    Time,
    UniMedida,
    items,
    text,
    whole,
)
from facturaxpress.dte.documents.law import Law
from facturaxpress.dte.documents.shared import (
    Apendice,
    Direccion,
    DocumentoRelacionado,
    Emisor,
    Pago,
    TributoResumen,
    VentaTercero,
)
from facturaxpress.dte.documents.views import (
    AnyDoctor,
    AnyDocument,
    AnyIdentificacion,
    AnyLine,
    AnyOther,
    AnyParty,
    AnySummary,
)


class Identificacion(Struct, AnyIdentificacion, forbid_unknown_fields=True):
    version: Literal[4]
    ambiente: Ambiente
    tipoDte: Literal["03"]
    numeroControl: Annotated[str, text(31, 31, r"^(?!.*[\r\n])DTE-03-(M|B|S|P)([0-9]{3})(P)([0-9]{3})-[0-9]{15}")]
    codigoGeneracion: CodigoGeneracion
    tipoModelo: Modelo
    tipoOperacion: Operacion
    tipoContingencia: Contingencia | None
    motivoContin: Annotated[str, text(1, 500)] | None
    fecEmi: Date
    horEmi: Time
    tipoMoneda: Literal["USD"]


class Receptor(Struct, AnyParty, forbid_unknown_fields=True):
    nit: str
    nrc: Annotated[str, text(2, 8)] | None
    nombre: Annotated[str, text(1, 250)]
    codActividad: Annotated[str, text(5, 6)]
    descActividad: Annotated[str, text(5, 150)]
    nombreComercial: Annotated[str, text(1, 150)] | None
    direccion: Direccion
    telefono: Annotated[str, text(8, 30)] | None
    correo: Annotated[str, text(1, 100)] | None


class Medico(Struct, AnyDoctor, forbid_unknown_fields=True):
    nombre: Annotated[str, text(1, 100)] | None
    nit: str | None
    docIdentificacion: Annotated[str, text(1, 25)] | None
    tipoServicio: Annotated[int, whole(1, 6, json_type="number")]


class OtroDocumento(Struct, AnyOther, forbid_unknown_fields=True):
    codDocAsociado: Annotated[int, whole(1, 4)] | None
    descDocumento: Annotated[str, text(3, 100)] | None
    detalleDocumento: Annotated[str, text(3, 300)] | None
    medico: Medico | None


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
    psv: Amount8
    noGravado: Signed8


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
    ivaPerci: Amount2
    ivaRete: Amount2
    montoTotalOperacion: Amount2
    totalNoGravado: Signed2
    totalPagar: Amount2
    totalLetras: Annotated[str, text(8, 200)] | None
    saldoFavor: Credit2
    condicionOperacion: Condicion
    pagos: Annotated[list[Pago], items(1)] | None
    numPagoElectronico: Annotated[str, text(None, 100)] | None
    observaciones: Annotated[str, text(1, 3000)] | None


class CreditoFiscal(Struct, AnyDocument, forbid_unknown_fields=True):
    identificacion: Identificacion
    documentoRelacionado: Annotated[list[DocumentoRelacionado], items(1, 50)] | None
    emisor: Emisor
    receptor: Receptor
    otrosDocumentos: Annotated[list[OtroDocumento], items(1, 10)] | None
    ventaTercero: VentaTercero | None
    cuerpoDocumento: Annotated[list[Item], items(1, 2000)]
    resumen: Resumen
    apendice: Annotated[list[Apendice], items(1, 10)] | None


LAW = Law(
    tipo="03",
    version=4,
    regime="2.0",
    document=CreditoFiscal,
    title="Comprobante de crédito fiscal",
    related=frozenset({"04", "08", "09"}),
)
