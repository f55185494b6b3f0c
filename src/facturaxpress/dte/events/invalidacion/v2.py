"""Evento de invalidación, structure version 2 (regime 1.x): one event for one document.

Keys in MH's order; where 2.0 has another name for a field, the attribute carries that of 2.0. Source: MH's JSON Schema
anulacion-schema-v2. Its pattern of `tipoDte` says no more than the list of types beside it. The pattern of
`numeroControl` is MH's own, which joins two halves with `|` where it means a choice of two digits.
"""

from typing import Annotated, Literal

from msgspec import UNSET, Struct, UnsetType, field

from facturaxpress.dte.documents.conditions import NULL, TEXT, when
from facturaxpress.dte.documents.fields import Ambiente, Amount2, CodigoGeneracion, Date, email, text
from facturaxpress.dte.documents.law import Law
from facturaxpress.dte.documents.shared_1x import NIT, Code4, Establishment, OldTime
from facturaxpress.dte.documents.views import AnyDocument, AnyIdentificacion, AnyParty, AnyReason, AnyTarget

Identity = Literal["36", "13", "02", "03", "37"]


class Identificacion(Struct, AnyIdentificacion, forbid_unknown_fields=True):
    version: Literal[2]
    ambiente: Ambiente
    codigoGeneracion: CodigoGeneracion
    fecEmi: Date = field(name="fecAnula")
    horEmi: OldTime = field(name="horAnula")


class Emisor(Struct, AnyParty, forbid_unknown_fields=True, kw_only=True):
    nit: Annotated[str, text(pattern=NIT)]
    nombre: Annotated[str, text(3, 250)]
    tipoEstablecimiento: Establishment
    nomEstablecimiento: Annotated[str, text(3, 150)] | None
    codEstableMH: Code4 | None = None
    codEstable: Annotated[str, text(1, 10)] | None
    codPuntoVentaMH: Code4 | None = None
    codPuntoVenta: Annotated[str, text(1, 15)] | None
    telefono: Annotated[str, text(8, 26, r"^[0-9+;]{8,26}$")] | None
    correo: Annotated[str, email(3, 100)]


class Documento(Struct, AnyTarget, forbid_unknown_fields=True):
    """What is invalidated, and to whom it was issued. `correo` may be missing, but not null."""

    tipoDte: Literal["01", "03", "04", "05", "06", "07", "08", "09", "10", "11", "14", "15"]
    codigoGeneracion: CodigoGeneracion
    selloRecibido: Annotated[str, text(40, 40, r"^[A-Z0-9]{40}$")]
    numeroControl: Annotated[str, text(31, 31, r"^DTE-0[0-9]|1[0-2]-[A-Z0-9]{8}-[0-9]{15}$")]
    fecEmi: Date
    montoIva: Amount2 | None
    codigoGeneracionR: CodigoGeneracion | None
    tipoDocumento: Identity
    numDocumento: Annotated[str, text(3, 20)]
    nombre: Annotated[str, text(5, 200)]
    telefono: Annotated[str, text(8, 50, r"^[0-9+;]{8,50}$")] | None = None
    correo: Annotated[str, email(None, 100)] | UnsetType = UNSET


class Motivo(Struct, AnyReason, forbid_unknown_fields=True):
    tipoAnulacion: Literal[1, 2, 3]
    motivoAnulacion: Annotated[str, text(5, 250)] | None
    nombreResponsable: Annotated[str, text(5, 100)]
    tipDocResponsable: Identity
    numDocResponsable: Annotated[str, text(3, 20)]
    nombreSolicita: Annotated[str, text(5, 100)]
    tipDocSolicita: Identity
    numDocSolicita: Annotated[str, text(3, 20)]


class Invalidacion(Struct, AnyDocument, forbid_unknown_fields=True):
    identificacion: Identificacion
    emisor: Emisor
    documento: Documento
    motivo: Motivo


LAW = Law(
    tipo="invalidacion",
    version=2,
    regime="1.x",
    document=Invalidacion,
    title="Evento de invalidación",
    related=frozenset({"01", "03", "04", "05", "06", "07", "08", "09", "10", "11", "14", "15"}),
    conditions={
        "": [
            when(
                {"motivo": {"properties": {"tipoAnulacion": {"const": 2}}}},
                {"documento": {"properties": {"codigoGeneracionR": NULL}}},
                {"documento": {"properties": {"codigoGeneracionR": TEXT}}},
            )
        ],
        "motivo": [when({"tipoAnulacion": {"const": 3}}, {"motivoAnulacion": TEXT})],
    },
)
