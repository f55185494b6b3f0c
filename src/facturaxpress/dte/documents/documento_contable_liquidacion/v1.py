"""Documento contable de liquidación (09), structure version 1 (regime 1.x): one body instead of lines and summary.

To the arithmetic and the rules the body is the summary of no lines.

Keys in MH's order; where 2.0 has another name for a field, the attribute carries that of 2.0. Source: MH's JSON Schema
fe-dcl-v1 with the 44 municipios of 2024.
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
    Positive2,
    email,
    exact,
    items,
    text,
)
from facturaxpress.dte.documents.law import Law
from facturaxpress.dte.documents.shared import StrictApendice
from facturaxpress.dte.documents.shared_1x import (
    ACTIVITY,
    NIT,
    NRC,
    Code4,
    Establishment,
    OldTime,
    StrictDireccion,
)
from facturaxpress.dte.documents.views import (
    AnyDocument,
    AnyExtension,
    AnyIdentificacion,
    AnyParty,
    AnySummary,
)
from facturaxpress.dte.money import LIMIT, ZERO

Telefono = Annotated[str, text(8, 8, r"^[0-9+;]{8,8}$")]


class Identificacion(Struct, AnyIdentificacion, forbid_unknown_fields=True):
    version: Literal[1]
    ambiente: Ambiente
    tipoDte: Literal["09"]
    numeroControl: Annotated[str, text(31, 31, r"^DTE-09-[A-Z0-9]{8}-[0-9]{15}$")]
    codigoGeneracion: CodigoGeneracion
    tipoModelo: OnlyModelo
    tipoOperacion: Literal[1]
    fecEmi: Date
    horEmi: OldTime
    tipoMoneda: Literal["USD"]


class Emisor(Struct, AnyParty, forbid_unknown_fields=True):
    nit: Annotated[str, text(pattern=NIT)]
    nrc: Annotated[str, text(pattern=NRC)]
    nombre: Annotated[str, text(3, 200)]
    codActividad: Annotated[str, text(5, 6, ACTIVITY)]
    descActividad: Annotated[str, text(5, 150)]
    nombreComercial: Annotated[str, text(5, 150)] | None
    tipoEstablecimiento: Establishment
    telefono: Telefono
    correo: Annotated[str, email(3, 100)]
    direccion: StrictDireccion
    codEstableMH: Code4 | None = field(name="codigoMH")
    codEstable: Code4 | None = field(name="codigo")
    codPuntoVentaMH: Code4 | None = field(name="puntoVentaMH")
    codPuntoVenta: Annotated[str, text(1, 15)] | None = field(name="puntoVentaContri")


class Receptor(Struct, AnyParty, forbid_unknown_fields=True):
    nit: Annotated[str, text(pattern=NIT)]
    nrc: Annotated[str, text(pattern=NRC)]
    nombre: Annotated[str, text(1, 250)]
    codActividad: Annotated[str, text(5, 6, ACTIVITY)]
    descActividad: Annotated[str, text(5, 150)]
    nombreComercial: Annotated[str, text(5, 150)] | None
    tipoEstablecimiento: Establishment
    direccion: StrictDireccion
    telefono: Telefono | None
    correo: Annotated[str, email(None, 100)]
    codEstableMH: Code4 | None = field(name="codigoMH")
    codPuntoVentaMH: Code4 | None = field(name="puntoVentaMH")


class Cuerpo(Struct, AnySummary, forbid_unknown_fields=True):
    periodoLiquidacionFechaInicio: Date
    periodoLiquidacionFechaFin: Date
    codLiquidacion: Annotated[str, text(1, 30)] | None
    cantidadDoc: Annotated[Decimal, exact(0, gt=ZERO, lt=LIMIT)] | None
    valorOperaciones: Positive2
    montoSinPercepcion: Amount2
    descripSinPercepcion: Annotated[str, text(1, 100)] | None
    subTotal: Positive2
    iva: Annotated[Decimal, exact(8, gt=ZERO, lt=LIMIT)]
    montoSujetoPercepcion: Positive2
    ivaPercibido: Positive2
    comision: Amount2
    porcentComision: Annotated[str, text(1, 100)] | None
    ivaComision: Amount2
    liquidoApagar: Positive2
    totalLetras: Annotated[str, text(8, 200)]
    observaciones: Annotated[str, text(None, 200)] | None


class Extension(Struct, AnyExtension, forbid_unknown_fields=True):
    nombEntrega: Annotated[str, text(5, 100)]
    docuEntrega: Annotated[str, text(5, 25)]
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
    version=1,
    regime="1.x",
    document=DocumentoContableLiquidacion,
    title="Documento contable de liquidación",
)
