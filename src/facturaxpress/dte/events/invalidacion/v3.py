"""Evento de invalidación, structure version 3: one event for one document or event.

Keys in MH's order. Source: MH's JSON Schema invalidacion-schema-v3. Its `minimum` on `nombreResponsable` is read as the
`minLength` it stands for.
"""

from typing import Annotated, Literal

from msgspec import Struct

from facturaxpress.dte.documents.fields import Ambiente, CodigoGeneracion, Date, Time, text
from facturaxpress.dte.documents.law import Law
from facturaxpress.dte.documents.views import AnyDocument, AnyIdentificacion, AnyParty, AnyReason, AnyTarget


class Identificacion(Struct, AnyIdentificacion, forbid_unknown_fields=True):
    version: Literal[3]
    ambiente: Ambiente
    codigoGeneracion: CodigoGeneracion
    fecEmi: Date
    horEmi: Time
    fusion: Annotated[str, text(pattern=r"^([0-9]{14}|[0-9]{9})$")] | None


class Emisor(Struct, AnyParty, forbid_unknown_fields=True):
    nit: str
    nombre: Annotated[str, text(1, 250)]
    codEstableMH: Annotated[str, text(4, 4)]
    codEstable: Annotated[str, text(1, 10)] | None
    codPuntoVentaMH: Annotated[str, text(4, 4)]
    codPuntoVenta: Annotated[str, text(1, 15)] | None
    telefono: Annotated[str, text(8, 30)]
    correo: Annotated[str, text(1, 100)]


class Documento(Struct, AnyTarget, forbid_unknown_fields=True):
    """What is invalidated. 17 and 18 have no `numeroControl`."""

    tipoDte: str
    codigoGeneracion: Annotated[str, text(36, 36)]
    selloRecibido: Annotated[str, text(40, 40)]
    numeroControl: Annotated[str, text(31, 31)] | None
    fecEmi: Date
    codigoGeneracionR: Annotated[str, text(36, 36)] | None
    tipoDocumento: str | None
    numDocumento: Annotated[str, text(1, 20)] | None
    nombre: Annotated[str, text(1, 250)] | None
    telefono: Annotated[str, text(8, 30)] | None
    correo: Annotated[str, text(None, 100)] | None


class Motivo(Struct, AnyReason, forbid_unknown_fields=True):
    tipoAnulacion: int
    motivoAnulacion: Annotated[str, text(1, 200)] | None
    nombreResponsable: Annotated[str, text(1, 100)]
    tipDocResponsable: str
    numDocResponsable: Annotated[str, text(1, 20)]
    nombreSolicita: Annotated[str, text(1, 100)]
    tipDocSolicita: str
    numDocSolicita: Annotated[str, text(1, 20)]


class Invalidacion(Struct, AnyDocument, forbid_unknown_fields=True):
    identificacion: Identificacion
    emisor: Emisor
    documento: Documento
    motivo: Motivo


LAW = Law(
    tipo="invalidacion",
    version=3,
    regime="2.0",
    document=Invalidacion,
    title="Evento de invalidación",
    related=frozenset({"01", "03", "04", "05", "06", "07", "08", "09", "11", "14", "15", "17", "18"}),
)
