"""Factura de sujeto excluido (14), structure version 2: a purchase from who is excluded from IVA.

Keys in MH's order. Source: MH's JSON Schema fe-fse-v2.
"""

from decimal import Decimal
from typing import Annotated, Literal

from msgspec import Struct

from facturaxpress.dte.documents.fields import (
    Ambiente,
    Amount2,
    Amount8,
    CodigoGeneracion,
    Condicion,
    Contingencia,
    Date,
    Modelo,
    NumItem,
    Operacion,
    Quantity,
    Time,
    exact,
    items,
    text,
    whole,
)
from facturaxpress.dte.documents.law import Law
from facturaxpress.dte.documents.shared import Apendice, Direccion
from facturaxpress.dte.documents.views import (
    AnyDocument,
    AnyIdentificacion,
    AnyLine,
    AnyParty,
    AnyPayment,
    AnySummary,
)


class Identificacion(Struct, AnyIdentificacion, forbid_unknown_fields=True):
    version: Literal[2]
    ambiente: Ambiente
    tipoDte: Literal["14"]
    numeroControl: Annotated[str, text(31, 31, r"^(?!.*[\r\n])DTE-14-(M|B|S|P)([0-9]{3})(P)([0-9]{3})-[0-9]{15}$")]
    codigoGeneracion: CodigoGeneracion
    tipoModelo: Modelo
    tipoOperacion: Operacion
    tipoContingencia: Contingencia | None
    motivoContin: Annotated[str, text(1, 500)] | None
    fecEmi: Date
    horEmi: Time
    tipoMoneda: Literal["USD"]


class Emisor(Struct, AnyParty, forbid_unknown_fields=True):
    nit: str
    nrc: Annotated[str, text(2, 8)] | None
    nombre: Annotated[str, text(1, 250)]
    codActividad: Annotated[str, text(5, 6)]
    descActividad: Annotated[str, text(5, 150)]
    direccion: Direccion
    telefono: Annotated[str, text(8, 30)]
    codEstable: Annotated[str, text(4, 4)] | None
    codPuntoVenta: Annotated[str, text(1, 15)] | None
    correo: Annotated[str, text(6, 100)]


class Receptor(Struct, AnyParty, forbid_unknown_fields=True):
    tipoDocumento: str
    numDocumento: Annotated[str, text(1, 20)]
    nombre: Annotated[str, text(1, 250)]
    codActividad: str | None
    descActividad: Annotated[str, text(5, 150)] | None
    direccion: Direccion
    telefono: Annotated[str, text(8, 30)] | None
    correo: Annotated[str, text(6, 100)] | None


class Item(Struct, AnyLine, forbid_unknown_fields=True):
    numItem: NumItem
    tipoItem: int
    cantidad: Quantity
    codigo: Annotated[str, text(1, 25)] | None
    uniMedida: Annotated[int, whole(1)]
    descripcion: Annotated[str, text(1, 1500)]
    precioUni: Amount8
    montoDescu: Amount8
    compra: Amount8


class Pago(Struct, AnyPayment, forbid_unknown_fields=True):
    codigo: Annotated[str, text(None, 2)] | None
    montoPago: Amount2
    referencia: Annotated[str, text(None, 50)] | None
    plazo: str | None
    periodo: Annotated[Decimal, exact(None)] | None


class Resumen(Struct, AnySummary, forbid_unknown_fields=True):
    totalCompra: Amount2
    descu: Amount2
    totalDescu: Amount2
    subTotal: Amount2
    reteRenta: Amount2
    totalPagar: Amount2
    totalLetras: Annotated[str, text(1, 200)] | None
    condicionOperacion: Condicion
    pagos: Annotated[list[Pago], items(1)] | None
    observaciones: Annotated[str, text(1, 3000)] | None


class FacturaSujetoExcluido(Struct, AnyDocument, forbid_unknown_fields=True):
    identificacion: Identificacion
    emisor: Emisor
    receptor: Receptor
    cuerpoDocumento: Annotated[list[Item], items(1, 2000)]
    resumen: Resumen
    apendice: Annotated[list[Apendice], items(1, 10)] | None


LAW = Law(
    tipo="14",
    version=2,
    regime="2.0",
    document=FacturaSujetoExcluido,
    title="Factura de sujeto excluido",
)
