"""Documento contable de liquidación (09), structure version 2: one body instead of lines and summary.

To the arithmetic and the rules the body is the summary of no lines.

Keys in MH's order. Source: MH's JSON Schema fe-dcl-v2.
"""

from decimal import Decimal
from typing import Annotated, Literal

from msgspec import Struct, field

from facturaxpress.dte.documents.fields import (
    Ambiente,
    Amount2,
    CodigoGeneracion,
    Date,
    OnlyModelo,
    Percent2,
    Positive2,
    Time,
    exact,
    items,
    text,
)
from facturaxpress.dte.documents.law import Law
from facturaxpress.dte.documents.shared import Direccion, StrictApendice
from facturaxpress.dte.documents.views import (
    AnyDocument,
    AnyExtension,
    AnyIdentificacion,
    AnyParty,
    AnySummary,
)
from facturaxpress.dte.money import ZERO


class Identificacion(Struct, AnyIdentificacion, forbid_unknown_fields=True):
    version: Literal[2]
    ambiente: Ambiente
    tipoDte: Literal["09"]
    numeroControl: Annotated[str, text(31, 31, r"^(?!.*[\r\n])DTE-09-(M|B|S|P)([0-9]{3})(P)([0-9]{3})-[0-9]{15}")]
    codigoGeneracion: CodigoGeneracion
    tipoModelo: OnlyModelo
    tipoOperacion: Literal[1]
    fecEmi: Date
    horEmi: Time
    tipoMoneda: Literal["USD"]


class Emisor(Struct, AnyParty, forbid_unknown_fields=True):
    nit: str
    nrc: Annotated[str, text(2, 8)]
    nombre: Annotated[str, text(1, 250)]
    codActividad: Annotated[str, text(5, 6)]
    descActividad: Annotated[str, text(5, 150)]
    nombreComercial: Annotated[str, text(1, 150)] | None
    telefono: Annotated[str, text(8, 30)]
    correo: Annotated[str, text(6, 100)]
    direccion: Direccion
    codEstable: Annotated[str, text(4, 4)] | None
    codPuntoVenta: Annotated[str, text(1, 15)] | None


class Receptor(Struct, AnyParty, forbid_unknown_fields=True):
    nit: str
    nrc: str | None
    nombre: Annotated[str, text(1, 250)]
    codActividad: Annotated[str, text(5, 6)]
    descActividad: Annotated[str, text(5, 150)]
    nombreComercial: Annotated[str, text(1, 150)] | None
    tipoEstablecimiento: str
    direccion: Direccion | None
    telefono: Annotated[str, text(8, 30)] | None
    correo: Annotated[str, text(6, 100)]


class Cuerpo(Struct, AnySummary, forbid_unknown_fields=True):
    periodoLiquidacionFechaInicio: Date
    periodoLiquidacionFechaFin: Date
    codLiquidacion: Annotated[str, text(1, 30)] | None
    cantidadDoc: Annotated[Decimal, exact(None, gt=ZERO, lt=Decimal(10) ** 9)] | None
    valorOperaciones: Positive2
    montoSinPercepcion: Amount2 | None
    descripSinPercepcion: Annotated[str, text(1, 100)] | None
    subTotal: Positive2
    iva: Positive2
    montoSujetoPercepcion: Positive2
    ivaPercibido: Positive2
    comision: Amount2
    porcentComision: Percent2
    ivaComision: Amount2
    liquidoApagar: Positive2
    totalLetras: Annotated[str, text(1, 200)]
    observaciones: Annotated[str, text(1, 1000)] | None


class Extension(Struct, AnyExtension, forbid_unknown_fields=True):
    nombEntrega: Annotated[str, text(1, 100)]
    docuEntrega: Annotated[str, text(1, 25)]
    codEmpleado: Annotated[str, text(1, 15)] | None


class DocumentoContableLiquidacion(Struct, AnyDocument, forbid_unknown_fields=True):
    identificacion: Identificacion
    emisor: Emisor
    receptor: Receptor
    resumen: Cuerpo = field(name="cuerpoDocumento")
    extension: Extension
    apendice: Annotated[list[StrictApendice], items(1, 10)] | None


LAW = Law(
    tipo="09",
    version=2,
    regime="2.0",
    document=DocumentoContableLiquidacion,
    title="Documento contable de liquidación",
)
