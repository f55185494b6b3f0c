"""Evento de operaciones especiales (17), structure version 1: simplified invoices and vouchers of internal control.

Keys in MH's order. Prices are net. Source: MH's JSON Schema fe-eop-v1.
"""

from decimal import Decimal
from typing import Annotated, Literal

from msgspec import Struct

from facturaxpress.dte.documents.fields import (
    Ambiente,
    Amount2,
    Amount8,
    Code2,
    CodigoGeneracion,
    Date,
    NumItem,
    Time,
    exact,
    items,
    text,
    whole,
)
from facturaxpress.dte.documents.law import Law
from facturaxpress.dte.documents.shared import Apendice
from facturaxpress.dte.documents.views import AnyDocument, AnyIdentificacion, AnyLine, AnyParty, AnySummary, AnySummed
from facturaxpress.dte.money import LIMIT


class Identificacion(Struct, AnyIdentificacion, forbid_unknown_fields=True):
    version: Literal[1]
    ambiente: Ambiente
    tipoModelo: Literal[1]
    tipoOperacion: Literal[1]
    tipoEvento: Literal["17"]
    codigoGeneracion: CodigoGeneracion
    fecEmi: Date
    horEmi: Time
    tipoMoneda: Literal["USD"]


class Emisor(Struct, AnyParty, forbid_unknown_fields=True):
    nit: Annotated[str, text(None, 14)]
    nombre: Annotated[str, text(1, 250)]


class Item(Struct, AnyLine, forbid_unknown_fields=True):
    """One document, or a range of documents `docDel` to `docAl` alike in date, price, kind of sale and state."""

    numItem: NumItem
    codigoGeneracionRef: Annotated[str, text(36, 36)] | None
    tipoDocumento: str
    numDocumento: Annotated[str, text(1, 36)] | None
    fechaEmision: Date | None
    cantidad: Annotated[int, whole(1)]
    descripcion: Annotated[str, text(1, 1500)]
    docDel: Annotated[str, text(None, 36)] | None
    docAl: Annotated[str, text(None, 36)] | None
    precioUni: Amount8
    ventaNoSuj: Amount8
    ventaExenta: Amount8
    ventaGravada: Amount8
    tributos: Annotated[list[Code2], items(1, unique=True)] | None


class TributoResumen(Struct, AnySummed, forbid_unknown_fields=True):
    codigo: Code2
    descripcion: Annotated[str, text(1, 300)]
    valor: Annotated[Decimal, exact(2, lt=LIMIT)]


class Resumen(Struct, AnySummary, forbid_unknown_fields=True):
    totalNoSuj: Amount2
    totalExenta: Amount2
    totalGravada: Amount2
    subTotal: Amount2
    tributos: Annotated[list[TributoResumen], items(0, unique=True)] | None
    total: Amount2
    totalLetras: Annotated[str, text(8, 200)] | None


class OperacionesEspeciales(Struct, AnyDocument, forbid_unknown_fields=True):
    identificacion: Identificacion
    emisor: Emisor
    cuerpoDocumento: Annotated[list[Item], items(1, 2000)]
    resumen: Resumen
    apendice: Annotated[list[Apendice], items(1, 10)] | None


LAW = Law(
    tipo="17",
    version=1,
    regime="2.0",
    document=OperacionesEspeciales,
    title="Evento de operaciones especiales",
)
