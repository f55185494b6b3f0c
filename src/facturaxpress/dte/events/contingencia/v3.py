"""Evento de contingencia, structure version 3 (regime 1.x): the documents issued while the cause lasted.

Keys in MH's order; where 2.0 has another name for a field, the attribute carries that of 2.0. Source: MH's JSON Schema
contingencia-schema-v3. Its `maxLength` on `noItem`, a number, bounds nothing.
"""

from typing import Annotated, Literal

from msgspec import Struct, field

from facturaxpress.dte.documents import fields
from facturaxpress.dte.documents.conditions import when
from facturaxpress.dte.documents.fields import Ambiente, CodigoGeneracion, Date, email, items, text
from facturaxpress.dte.documents.law import Law
from facturaxpress.dte.documents.shared_1x import NIT, TWO_DIGITS, Code4, Establishment, OldTime
from facturaxpress.dte.documents.views import AnyDetail, AnyDocument, AnyIdentificacion, AnyParty, AnyReason


class Identificacion(Struct, AnyIdentificacion, forbid_unknown_fields=True):
    version: Literal[3]
    ambiente: Ambiente
    codigoGeneracion: CodigoGeneracion
    fTransmision: Date
    hTransmision: OldTime


class Emisor(Struct, AnyParty, forbid_unknown_fields=True, kw_only=True):
    nit: Annotated[str, text(pattern=NIT)]
    nombre: Annotated[str, text(5, 250)]
    nombreResponsable: Annotated[str, text(5, 100)]
    tipoDocResponsable: Literal["36", "13", "02", "03", "37"]
    numeroDocResponsable: Annotated[str, text(5, 25)]
    tipoEstablecimiento: Establishment
    codEstableMH: Code4 | None = None
    codPuntoVentaMH: Annotated[str, text(1, 15)] | None = field(name="codPuntoVenta", default=None)
    telefono: Annotated[str, text(8, 30)]
    correo: Annotated[str, email(3, 100)]


class Detalle(Struct, AnyDetail, forbid_unknown_fields=True):
    noItem: int
    codigoGeneracion: Annotated[str, text(pattern=r"^[A-F0-9]{8}-[A-F0-9]{4}-[A-F0-9]{4}-[A-F0-9]{4}-[A-F0-9]{12}$")]
    tipoDoc: Annotated[str, text(pattern=TWO_DIGITS)]


class Motivo(Struct, AnyReason, forbid_unknown_fields=True):
    fInicio: Date
    fFin: Date
    hInicio: OldTime
    hFin: OldTime
    tipoContingencia: fields.Contingencia
    motivoContingencia: Annotated[str, text(None, 500)] | None


class Contingencia(Struct, AnyDocument, forbid_unknown_fields=True):
    identificacion: Identificacion
    emisor: Emisor
    detalleDTE: Annotated[list[Detalle], items(1, 1000)]
    motivo: Motivo


LAW = Law(
    tipo="contingencia",
    version=3,
    regime="1.x",
    document=Contingencia,
    title="Evento de contingencia",
    related=frozenset({"01", "03", "04", "05", "06", "11", "14"}),
    conditions={
        "motivo": [
            when(
                {"tipoContingencia": {"const": 5}},
                {"motivoContingencia": {"type": "string", "minLength": 1}},
            )
        ],
    },
)
