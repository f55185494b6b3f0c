"""Comprobante de retención (07), structure version 1 (regime 1.x).

Keys in MH's order; where 2.0 has another name for a field, the attribute carries that of 2.0. Source: MH's JSON Schema
fe-cr-v1 with the 44 municipios of 2024. Its conditions on the lines speak of a key that no line may have; they mean
`numDocumento`, which the rules look after.
"""

from decimal import Decimal
from typing import Annotated, Literal

from msgspec import Struct, field

from facturaxpress.dte.documents.conditions import when
from facturaxpress.dte.documents.fields import (
    Ambiente,
    Amount2,
    CodigoGeneracion,
    Contingencia,
    Date,
    OnlyModelo,
    Positive2,
    email,
    exact,
    items,
    text,
    whole,
)
from facturaxpress.dte.documents.law import Law
from facturaxpress.dte.documents.shared import StrictApendice
from facturaxpress.dte.documents.shared_1x import (
    NIT,
    NRC,
    Code4,
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
)
from facturaxpress.dte.money import LIMIT

ACTIVITY = r"^[0-9]{5,6}$"


class Identificacion(Struct, AnyIdentificacion, forbid_unknown_fields=True):
    version: Literal[1]
    ambiente: Ambiente
    tipoDte: Literal["07"]
    numeroControl: Annotated[str, text(31, 31, r"^DTE-07-[A-Z0-9]{8}-[0-9]{15}$")]
    codigoGeneracion: CodigoGeneracion
    tipoModelo: OnlyModelo
    tipoOperacion: Literal[1]
    tipoContingencia: Contingencia | None
    motivoContin: str | None
    fecEmi: Date
    horEmi: OldTime
    tipoMoneda: Literal["USD"]


class Emisor(Struct, AnyParty, forbid_unknown_fields=True):
    nit: Annotated[str, text(pattern=NIT)]
    nrc: Annotated[str, text(pattern=NRC)]
    nombre: Annotated[str, text(1, 250)]
    codActividad: Annotated[str, text(5, 6, ACTIVITY)]
    descActividad: Annotated[str, text(5, 150)]
    nombreComercial: Annotated[str, text(1, 150)] | None
    tipoEstablecimiento: Literal["01", "02", "04", "20"]
    direccion: StrictDireccion
    telefono: Annotated[str, text(8, 30, r"^[A-Z0-9]{8,30}$")] | None
    codEstableMH: Code4 | None = field(name="codigoMH")
    codEstable: Code4 | None = field(name="codigo")
    codPuntoVentaMH: Code4 | None = field(name="puntoVentaMH")
    codPuntoVenta: Annotated[str, text(1, 15)] | None = field(name="puntoVenta")
    correo: Annotated[str, email(3, 100)]


class Receptor(Struct, AnyParty, forbid_unknown_fields=True):
    tipoDocumento: Literal["36", "13", "37", "03", "02"]
    numDocumento: Annotated[str, text(3, 20)]
    nrc: Annotated[str, text(2, 8, NRC)] | None
    nombre: Annotated[str, text(1, 250)]
    codActividad: Annotated[str, text(pattern=ACTIVITY)]
    descActividad: Annotated[str, text(5, 150)]
    nombreComercial: Annotated[str, text(1, 150)] | None
    direccion: StrictDireccion
    telefono: Annotated[str, text(8, 30, r"^[0-9+;]{8,30}$")] | None
    correo: Annotated[str, email(None, 100)]


class Item(Struct, AnyLine, forbid_unknown_fields=True):
    numItem: Annotated[int, whole(1, 500)]
    tipoDte: Literal["14", "03", "01"]
    tipoGeneracion: Literal[1, 2] = field(name="tipoDoc")
    numeroDocumento: str = field(name="numDocumento")
    fechaEmision: Date
    montoSujetoGrav: Annotated[Decimal, exact(2, ge=Decimal(1), lt=LIMIT)]
    codigoRetencionMH: Literal["22", "C4", "C9"]
    ivaRetenido: Positive2
    descripcion: Annotated[str, text(None, 1000)]


class Resumen(Struct, AnySummary, forbid_unknown_fields=True):
    totalSujetoRetencion: Amount2
    totalIvaRetenido: Amount2 = field(name="totalIVAretenido")
    totalLetras: Annotated[str, text(None, 200)] = field(name="totalIVAretenidoLetras")


class ComprobanteRetencion(Struct, AnyDocument, forbid_unknown_fields=True):
    identificacion: Identificacion
    emisor: Emisor
    receptor: Receptor
    cuerpoDocumento: Annotated[list[Item], items(1, 500)]
    resumen: Resumen
    extension: StrictExtension | None
    apendice: Annotated[list[StrictApendice], items(1, 10)] | None


LAW = Law(
    tipo="07",
    version=1,
    regime="1.x",
    document=ComprobanteRetencion,
    title="Comprobante de retención",
    plain_dui=True,
    conditions={
        "identificacion": [{"properties": {"tipoContingencia": {"type": "null"}, "motivoContin": {"type": "null"}}}],
        "receptor": [
            when({"tipoDocumento": {"const": "36"}}, {"numDocumento": {"pattern": NIT}}),
            when({"tipoDocumento": {"const": "13"}}, {"numDocumento": {"pattern": "^[0-9]{9}$"}}),
        ],
    },
)
