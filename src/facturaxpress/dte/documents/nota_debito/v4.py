"""Nota de débito (06), structure version 4: net prices, every line names the document it adjusts.

Keys in MH's order. Source: MH's JSON Schema fe-nd-v4. Its `maximum` on `observaciones` and `codigoRetencionMH` is read
as the `maxLength` it stands for.
"""

from typing import Annotated, Literal

from msgspec import Struct

from facturaxpress.dte.documents.fields import (
    Ambiente,
    Amount2,
    CodigoGeneracion,
    Condicion,
    Contingencia,
    Date,
    Modelo,
    Operacion,
    Signed2,
    Time,
    items,
    text,
)
from facturaxpress.dte.documents.law import Law
from facturaxpress.dte.documents.nota_credito.v4 import Emisor, Item
from facturaxpress.dte.documents.shared import (
    Direccion,
    DocumentoRelacionado,
    StrictApendice,
    TributoResumen,
    VentaTercero,
)
from facturaxpress.dte.documents.views import AnyDocument, AnyIdentificacion, AnyParty, AnySummary


class Identificacion(Struct, AnyIdentificacion, forbid_unknown_fields=True):
    version: Literal[4]
    ambiente: Ambiente
    tipoDte: Literal["06"]
    numeroControl: Annotated[str, text(31, 31, r"^(?!.*[\r\n])DTE-06-(M|B|S|P)([0-9]{3})(P)([0-9]{3})-[0-9]{15}$")]
    codigoGeneracion: CodigoGeneracion
    tipoModelo: Modelo
    tipoOperacion: Operacion
    tipoContingencia: Contingencia | None
    motivoContin: Annotated[str, text(1, 500)] | None
    fecEmi: Date
    horEmi: Time
    tipoMoneda: Literal["USD"]
    fusion: Annotated[str, text(pattern=r"^(?!.*[\r\n])([0-9]{14}|[0-9]{9})$")] | None


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
    correo: Annotated[str, text(1, 100)] | None


class Resumen(Struct, AnySummary, forbid_unknown_fields=True):
    totalNoSuj: Amount2
    totalExenta: Amount2
    totalGravada: Amount2
    subTotalVentas: Amount2
    totalDescu: Amount2
    tributos: Annotated[list[TributoResumen], items(0, unique=True)] | None
    ivaPerci: Amount2
    totalIva: Amount2
    ivaRete: Amount2
    montoTotalOperacion: Amount2
    totalNoGravado: Signed2
    totalPagar: Amount2
    totalLetras: Annotated[str, text(8, 200)] | None
    condicionOperacion: Condicion
    numPagoElectronico: Annotated[str, text(None, 100)] | None
    observaciones: Annotated[str, text(None, 3000)] | None
    codigoRetencionMH: Annotated[str, text(None, 2)] | None


class NotaDebito(Struct, AnyDocument, forbid_unknown_fields=True):
    identificacion: Identificacion
    documentoRelacionado: Annotated[list[DocumentoRelacionado], items(1, 50)]
    emisor: Emisor
    receptor: Receptor
    ventaTercero: VentaTercero | None
    cuerpoDocumento: Annotated[list[Item], items(1, 2000)]
    resumen: Resumen
    apendice: Annotated[list[StrictApendice], items(1, 10)] | None


LAW = Law(
    tipo="06",
    version=4,
    regime="2.0",
    document=NotaDebito,
    title="Nota de débito",
    related=frozenset({"03", "07"}),
)
