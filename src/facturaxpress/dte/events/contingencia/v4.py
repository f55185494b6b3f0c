"""Evento de contingencia, structure version 4: the documents issued while the cause lasted.

Keys in MH's order. Source: MH's JSON Schema contingencia-schema-v4.
"""

from typing import Annotated, Literal

from msgspec import Struct

from facturaxpress.dte.documents.fields import Ambiente, CodigoGeneracion, Date, Time, items, text, whole
from facturaxpress.dte.documents.law import Law
from facturaxpress.dte.documents.views import AnyDetail, AnyDocument, AnyIdentificacion, AnyParty, AnyReason


class Identificacion(Struct, AnyIdentificacion, forbid_unknown_fields=True):
    version: Literal[4]
    ambiente: Ambiente
    codigoGeneracion: CodigoGeneracion
    fTransmision: Date
    hTransmision: Time


class Emisor(Struct, AnyParty, forbid_unknown_fields=True):
    nit: str
    nombre: Annotated[str, text(1, 250)]
    nombreResponsable: Annotated[str, text(1, 100)]
    tipoDocResponsable: str
    numeroDocResponsable: Annotated[str, text(1, 25)]
    tipoEstablecimiento: str
    codEstableMH: Annotated[str, text(4, 4)] | None
    codPuntoVentaMH: Annotated[str, text(4, 4)] | None
    telefono: Annotated[str, text(8, 30)]
    correo: Annotated[str, text(1, 100)]


class Detalle(Struct, AnyDetail, forbid_unknown_fields=True):
    noItem: Annotated[int, whole(1, 1000)]
    tipoDoc: str
    codigoGeneracion: str


class Motivo(Struct, AnyReason, forbid_unknown_fields=True):
    fInicio: Date
    fFin: Date
    hInicio: str
    hFin: str
    tipoContingencia: int
    motivoContingencia: Annotated[str, text(None, 500)] | None


class Contingencia(Struct, AnyDocument, forbid_unknown_fields=True):
    identificacion: Identificacion
    emisor: Emisor
    detalleDTE: Annotated[list[Detalle], items(1, 1000)]
    motivo: Motivo


LAW = Law(
    tipo="contingencia",
    version=4,
    regime="2.0",
    document=Contingencia,
    title="Evento de contingencia",
    related=frozenset({"01", "03", "04", "05", "06", "07", "11", "14", "18"}),
)
