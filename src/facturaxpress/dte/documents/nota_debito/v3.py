"""Nota de débito (06), structure version 3 (regime 1.x): net prices, every line names the document it adjusts.

Keys in MH's order; where 2.0 has another name for a field, the attribute carries that of 2.0. Source: MH's JSON Schema
fe-nd-v3 with the 44 municipios of 2024.
"""

from typing import Annotated, Literal

from msgspec import Struct

from facturaxpress.dte.documents.fields import (
    Ambiente,
    CodigoGeneracion,
    Contingencia,
    Date,
    Modelo,
    Operacion,
    email,
    items,
    text,
)
from facturaxpress.dte.documents.law import Law
from facturaxpress.dte.documents.nota_credito import v3 as nota_credito
from facturaxpress.dte.documents.shared import StrictApendice
from facturaxpress.dte.documents.shared_1x import (
    ACTIVITY,
    NIT,
    NRC,
    Direccion,
    Establishment,
    Extension,
    OldTime,
    Receptor,
    VentaTercero,
)
from facturaxpress.dte.documents.views import AnyDocument, AnyIdentificacion, AnyParty


class Identificacion(Struct, AnyIdentificacion, forbid_unknown_fields=True):
    version: Literal[3]
    ambiente: Ambiente
    tipoDte: Literal["06"]
    numeroControl: Annotated[str, text(31, 31, r"^DTE-06-[A-Z0-9]{8}-[0-9]{15}$")]
    codigoGeneracion: CodigoGeneracion
    tipoModelo: Modelo
    tipoOperacion: Operacion
    tipoContingencia: Contingencia | None
    motivoContin: Annotated[str, text(1, 150)] | None
    fecEmi: Date
    horEmi: OldTime
    tipoMoneda: Literal["USD"]


class Emisor(Struct, AnyParty, forbid_unknown_fields=True):
    nit: Annotated[str, text(pattern=NIT)]
    nrc: Annotated[str, text(pattern=NRC)]
    nombre: Annotated[str, text(3, 200)]
    codActividad: Annotated[str, text(pattern=ACTIVITY)]
    descActividad: Annotated[str, text(1, 150)]
    nombreComercial: Annotated[str, text(1, 150)] | None
    tipoEstablecimiento: Establishment
    direccion: Direccion
    telefono: Annotated[str, text(8, 30)] | None
    correo: Annotated[str, email(3, 100)]


class Resumen(nota_credito.Resumen, forbid_unknown_fields=True):
    numPagoElectronico: Annotated[str, text(None, 100)] | None


class NotaDebito(Struct, AnyDocument, forbid_unknown_fields=True):
    identificacion: Identificacion
    documentoRelacionado: Annotated[list[nota_credito.DocumentoRelacionado], items(1, 50)]
    emisor: Emisor
    receptor: Receptor
    ventaTercero: VentaTercero | None
    cuerpoDocumento: Annotated[list[nota_credito.Item], items(1, 2000)]
    resumen: Resumen
    extension: Extension | None
    apendice: Annotated[list[StrictApendice], items(1, 10)] | None


LAW = Law(
    tipo="06",
    version=3,
    regime="1.x",
    document=NotaDebito,
    title="Nota de débito",
    related=frozenset({"03", "07"}),
    conditions=nota_credito.LAW.conditions,
)
