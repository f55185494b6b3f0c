"""Comprobante de liquidación (08), structure version 1 (regime 1.x): net values, signed.

Keys in MH's order; where 2.0 has another name for a field, the attribute carries that of 2.0. Source: MH's JSON Schema
fe-cl-v1 with the 44 municipios of 2024. Null among its codes of tributes means nothing: they must be texts.
"""

from typing import Annotated, Literal

from msgspec import Struct, field

from facturaxpress.dte.documents.conditions import UUID, when
from facturaxpress.dte.documents.fields import (
    Ambiente,
    CodigoGeneracion,
    Date,
    OnlyModelo,
    Signed2,
    Signed8,
    email,
    items,
    text,
    whole,
)
from facturaxpress.dte.documents.law import Law
from facturaxpress.dte.documents.shared import Apendice
from facturaxpress.dte.documents.shared_1x import (
    ACTIVITY,
    NIT,
    NRC,
    Code4,
    Direccion,
    Establishment,
    OldCondicion,
    OldTime,
    StrictDireccion,
    StrictExtension,
)
from facturaxpress.dte.documents.views import (
    AnyDocument,
    AnyIdentificacion,
    AnyLine,
    AnyParty,
    AnySummary,
    AnySummed,
)

Tributo = Literal["20", "C3", "59", "71", "D1", "C8", "D5", "D4"]


class Identificacion(Struct, AnyIdentificacion, forbid_unknown_fields=True):
    version: Literal[1]
    ambiente: Ambiente
    tipoDte: Literal["08"]
    numeroControl: Annotated[str, text(31, 31, r"^DTE-08-[A-Z0-9]{8}-[0-9]{15}$")]
    codigoGeneracion: CodigoGeneracion
    tipoModelo: OnlyModelo
    tipoOperacion: Literal[1]
    fecEmi: Date
    horEmi: OldTime
    tipoMoneda: Literal["USD"]


class Emisor(Struct, AnyParty, forbid_unknown_fields=True):
    nit: Annotated[str, text(None, 14, NIT)]
    nrc: Annotated[str, text(2, 8, NRC)]
    nombre: Annotated[str, text(1, 250)]
    codActividad: Annotated[str, text(5, 6, ACTIVITY)]
    descActividad: Annotated[str, text(5, 150)]
    nombreComercial: Annotated[str, text(None, 150)] | None
    tipoEstablecimiento: Establishment
    direccion: Direccion
    telefono: Annotated[str, text(8, 30)]
    correo: Annotated[str, email(3, 100)]
    codEstableMH: Code4 | None
    codEstable: Code4 | None
    codPuntoVentaMH: Code4 | None
    codPuntoVenta: Annotated[str, text(1, 15)] | None


class Receptor(Struct, AnyParty, forbid_unknown_fields=True):
    nit: Annotated[str, text(pattern=NIT)]
    nrc: Annotated[str, text(2, 8, NRC)]
    nombre: Annotated[str, text(1, 250)]
    codActividad: Annotated[str, text(5, 6, ACTIVITY)]
    descActividad: Annotated[str, text(5, 150)]
    nombreComercial: Annotated[str, text(5, 150)] | None
    direccion: StrictDireccion
    telefono: Annotated[str, text(8, 30)] | None
    correo: Annotated[str, email(None, 100)]


class Item(Struct, AnyLine, forbid_unknown_fields=True):
    numItem: Annotated[int, whole(1, 500)]
    tipoDte: Literal["01", "03", "05", "06", "11"]
    tipoGeneracion: Literal[1, 2]
    numeroDocumento: Annotated[str, text(1, 36)]
    fechaEmision: Date = field(name="fechaGeneracion")
    ventaNoSuj: Signed8
    ventaExenta: Signed8
    ventaGravada: Signed8
    exportaciones: Signed8
    tributos: Annotated[list[Tributo], items(0, unique=True)] | None
    ivaItem: Signed8
    observaciones: Annotated[str, text(3, 3000)] = field(name="obsItem")


class TributoResumen(Struct, AnySummed, forbid_unknown_fields=True):
    codigo: Tributo
    descripcion: Annotated[str, text(2, 300)]
    valor: Signed2


class Resumen(Struct, AnySummary, forbid_unknown_fields=True):
    totalNoSuj: Signed2
    totalExenta: Signed2
    totalGravada: Signed2
    exportacion: Signed2 = field(name="totalExportacion")
    subTotalVentas: Signed2
    tributos: Annotated[list[TributoResumen], items(0, unique=True)] | None
    montoTotalOperacion: Signed2
    ivaPerci: Signed2
    total: Signed2
    totalLetras: Annotated[str, text(None, 200)]
    condicionOperacion: OldCondicion


class ComprobanteLiquidacion(Struct, AnyDocument, forbid_unknown_fields=True):
    identificacion: Identificacion
    emisor: Emisor
    receptor: Receptor
    cuerpoDocumento: Annotated[list[Item], items(1, 500)]
    resumen: Resumen
    extension: StrictExtension | None
    apendice: Annotated[list[Apendice], items(1, 10)] | None


LAW = Law(
    tipo="08",
    version=1,
    regime="1.x",
    document=ComprobanteLiquidacion,
    title="Comprobante de liquidación",
    plain_dui=True,
    conditions={
        "cuerpoDocumento[]": [
            when(
                {"tipoGeneracion": {"const": 1}},
                {"numeroDocumento": {"pattern": "^[A-Z0-9]{1,20}$"}},
                {"numeroDocumento": {"pattern": UUID}},
            )
        ],
        "resumen": [when({"total": {"const": 0}}, {"condicionOperacion": {"const": 1}})],
    },
)
