"""Comprobante de retención (07), structure version 2.

Keys in MH's order. Source: MH's JSON Schema fe-cr-v2.
"""

from typing import Annotated, Literal

from msgspec import Struct

from facturaxpress.dte.documents.fields import (
    Ambiente,
    Amount2,
    CodigoGeneracion,
    Date,
    Positive2,
    Time,
    items,
    text,
    whole,
)
from facturaxpress.dte.documents.law import Law
from facturaxpress.dte.documents.shared import Direccion
from facturaxpress.dte.documents.views import (
    AnyAppendix,
    AnyDocument,
    AnyIdentificacion,
    AnyLine,
    AnyParty,
    AnySummary,
)


class Identificacion(Struct, AnyIdentificacion, forbid_unknown_fields=True):
    version: Literal[2]
    ambiente: Ambiente
    tipoDte: Literal["07"]
    numeroControl: Annotated[str, text(31, 31, r"^DTE-07-(M|B|S|P)([0-9]{3})(P)([0-9]{3})-[0-9]{15}$")]
    codigoGeneracion: CodigoGeneracion
    tipoModelo: Annotated[int, whole(json_type="number")]
    tipoOperacion: int
    tipoContingencia: int | None
    motivoContin: str | None
    fecEmi: Date
    horEmi: Time
    tipoMoneda: Literal["USD"]
    fusion: str | None = None


class Emisor(Struct, AnyParty, forbid_unknown_fields=True):
    nit: str
    nrc: Annotated[str, text(2, 8)] | None
    nombre: Annotated[str, text(1, 250)]
    codActividad: Annotated[str, text(5, 6)]
    descActividad: Annotated[str, text(5, 150)]
    nombreComercial: Annotated[str, text(1, 150)] | None
    direccion: Direccion
    codEstable: Annotated[str, text(4, 4)] | None
    codPuntoVenta: Annotated[str, text(1, 15)] | None
    telefono: Annotated[str, text(8, 30)] | None
    correo: Annotated[str, text(6, 100)]


class Receptor(Struct, AnyParty, forbid_unknown_fields=True):
    tipoDocumento: str
    numDocumento: Annotated[str, text(1, 20)]
    nrc: Annotated[str, text(2, 8)] | None
    nombre: Annotated[str, text(1, 250)]
    codActividad: str
    descActividad: Annotated[str, text(5, 150)]
    nombreComercial: Annotated[str, text(1, 150)] | None
    direccion: Direccion
    telefono: Annotated[str, text(8, 30)] | None
    correo: Annotated[str, text(6, 100)] | None


class Item(Struct, AnyLine, forbid_unknown_fields=True):
    numItem: Annotated[int, whole(1, 500)]
    tipoDte: str | None
    tipoGeneracion: int | None
    numeroDocumento: str | None
    fechaEmision: Date | None
    montoSujetoGrav: Positive2
    codigoRetencionMH: str
    ivaRetenido: Positive2
    descripcion: Annotated[str, text(1, 1500)] | None


class Resumen(Struct, AnySummary, forbid_unknown_fields=True):
    totalSujetoRetencion: Positive2
    totalIva: Amount2
    totalIvaRetenido: Positive2
    totalLetras: Annotated[str, text(1, 200)] | None
    observaciones: Annotated[str, text(1, 3000)] | None


class Apendice(Struct, AnyAppendix, forbid_unknown_fields=True):
    campo: Annotated[str, text(1, 25)] | None
    etiqueta: Annotated[str, text(1, 50)] | None
    valor: Annotated[str, text(1, 150)] | None


class ComprobanteRetencion(Struct, AnyDocument, forbid_unknown_fields=True):
    identificacion: Identificacion
    emisor: Emisor
    receptor: Receptor
    cuerpoDocumento: Annotated[list[Item], items(1, 500)]
    resumen: Resumen
    apendice: Annotated[list[Apendice], items(1, 10)] | None


LAW = Law(
    tipo="07",
    version=2,
    regime="2.0",
    document=ComprobanteRetencion,
    title="Comprobante de retención",
)
