"""Comprobante de donación (15), structure version 2: the donatario is the emisor, the donante the receptor.

Keys in MH's order. Source: MH's JSON Schema fe-cd-v2. Alone among those of 2.0 it still takes any eight letters and
digits for the place in `numeroControl`. `tipoDepreciacion` is an amount of money in spite of its name.
"""

from typing import Annotated, Literal

from msgspec import Struct

from facturaxpress.dte.documents.fields import (
    Ambiente,
    Amount2,
    Amount8,
    CodigoGeneracion,
    Date,
    Modelo,
    NumItem,
    Quantity,
    Time,
    items,
    text,
)
from facturaxpress.dte.documents.law import Law
from facturaxpress.dte.documents.shared import Direccion, FilledApendice
from facturaxpress.dte.documents.views import (
    AnyDocument,
    AnyIdentificacion,
    AnyLine,
    AnyOther,
    AnyParty,
    AnyPayment,
    AnySummary,
)


class Identificacion(Struct, AnyIdentificacion, forbid_unknown_fields=True):
    version: Literal[2]
    ambiente: Ambiente
    tipoDte: Literal["15"]
    numeroControl: Annotated[str, text(31, 31, r"^DTE-15-[A-Z0-9]{8}-[0-9]{15}$")]
    codigoGeneracion: CodigoGeneracion
    tipoModelo: Modelo
    tipoOperacion: Literal[1]
    fecEmi: Date
    horEmi: Time
    tipoMoneda: Literal["USD"]


class Emisor(Struct, AnyParty, forbid_unknown_fields=True):
    tipoDocumento: str
    numDocumento: Annotated[str, text(9, 14)]
    nrc: Annotated[str, text(2, 8)] | None
    nombre: Annotated[str, text(1, 250)]
    codActividad: Annotated[str, text(5, 6)]
    descActividad: Annotated[str, text(5, 150)]
    nombreComercial: Annotated[str, text(1, 150)] | None
    direccion: Direccion
    telefono: Annotated[str, text(8, 30)]
    correo: Annotated[str, text(6, 100)]
    codEstable: Annotated[str, text(4, 4)] | None
    codPuntoVenta: Annotated[str, text(1, 15)] | None


class Receptor(Struct, AnyParty, forbid_unknown_fields=True):
    tipoDocumento: str
    numDocumento: Annotated[str, text(1, 20)]
    nrc: Annotated[str, text(2, 8)] | None
    nombre: Annotated[str, text(1, 250)]
    codActividad: Annotated[str, text(5, 6)] | None
    descActividad: Annotated[str, text(1, 150)] | None
    direccion: Direccion | None
    telefono: Annotated[str, text(8, 30)] | None
    correo: Annotated[str, text(6, 100)] | None
    codDomiciliado: int
    codPais: str


class OtroDocumento(Struct, AnyOther, forbid_unknown_fields=True):
    codDocAsociado: int | None
    descDocumento: Annotated[str, text(3, 100)] | None
    detalleDocumento: Annotated[str, text(3, 300)] | None


class Item(Struct, AnyLine, forbid_unknown_fields=True):
    numItem: NumItem
    tipoDonacion: int
    cantidad: Quantity
    codigo: Annotated[str, text(1, 25)] | None
    uniMedida: int
    descripcion: Annotated[str, text(1, 1500)]
    tipoDepreciacion: Amount8
    valorUni: Amount8
    valor: Amount8


class Pago(Struct, AnyPayment, forbid_unknown_fields=True):
    codigo: Annotated[str, text(None, 2)] | None
    montoPago: Amount2
    referencia: Annotated[str, text(None, 50)] | None


class Resumen(Struct, AnySummary, forbid_unknown_fields=True):
    valorTotal: Amount2
    totalLetras: Annotated[str, text(1, 200)] | None
    pagos: Annotated[list[Pago], items(1)] | None


class ComprobanteDonacion(Struct, AnyDocument, forbid_unknown_fields=True):
    identificacion: Identificacion
    emisor: Emisor
    receptor: Receptor
    otrosDocumentos: Annotated[list[OtroDocumento], items(1, 10)]
    cuerpoDocumento: Annotated[list[Item], items(1, 2000)]
    resumen: Resumen
    apendice: Annotated[list[FilledApendice], items(1, 10)] | None


LAW = Law(
    tipo="15",
    version=2,
    regime="2.0",
    document=ComprobanteDonacion,
    title="Comprobante de donación",
)
