"""Factura de exportación (11), structure version 3: net prices, no IVA.

Keys in MH's order. Source: MH's JSON Schema fe-fex-v3. Its `minimum` and `maximum` on `numeroDocumento` of a line are
read as the lengths they stand for; its `minItems` and `maxItems` on `resumen`, which is an object, mean nothing.
"""

from typing import Annotated, Literal

from msgspec import Struct

from facturaxpress.dte.documents.conditions import NULL, when
from facturaxpress.dte.documents.fields import (
    Ambiente,
    Amount2,
    Amount8,
    Code2,
    CodigoGeneracion,
    Condicion,
    Contingencia,
    Date,
    Modelo,
    NumItem,
    Operacion,
    Percent2,
    Quantity,
    Signed2,
    Signed8,
    Time,
    UniMedida,
    items,
    text,
    whole,
)
from facturaxpress.dte.documents.law import Law
from facturaxpress.dte.documents.shared import (
    DocumentoRelacionado,
    FilledApendice,
    Pago,
    TributoResumen,
    VentaTercero,
)
from facturaxpress.dte.documents.views import (
    AnyDireccion,
    AnyDocument,
    AnyIdentificacion,
    AnyLine,
    AnyOther,
    AnyParty,
    AnySummary,
    AnyThird,
)


class Identificacion(Struct, AnyIdentificacion, forbid_unknown_fields=True):
    version: Literal[3]
    ambiente: Ambiente
    tipoDte: Literal["11"]
    numeroControl: Annotated[str, text(31, 31, r"^(?!.*[\r\n])DTE-11-(M|B|S|P)([0-9]{3})(P)([0-9]{3})-[0-9]{15}$")]
    codigoGeneracion: CodigoGeneracion
    tipoModelo: Modelo
    tipoOperacion: Operacion
    tipoContingencia: Contingencia | None
    motivoContin: Annotated[str, text(1, 500)] | None
    fecEmi: Date
    horEmi: Time
    tipoMoneda: Literal["USD"]


class Direccion(Struct, AnyDireccion, forbid_unknown_fields=True):
    departamento: Annotated[str, text(1, 2)]
    municipio: Annotated[str, text(1, 2)]
    distrito: str
    complemento: Annotated[str, text(1, 200)]


class Emisor(Struct, AnyParty, forbid_unknown_fields=True):
    nit: str
    nrc: Annotated[str, text(2, 8)]
    nombre: Annotated[str, text(1, 250)]
    codActividad: Annotated[str, text(5, 6)]
    descActividad: Annotated[str, text(1, 150)]
    nombreComercial: Annotated[str, text(1, 150)] | None
    direccion: Direccion
    telefono: Annotated[str, text(8, 30)] | None
    correo: Annotated[str, text(6, 100)]
    codEstable: Annotated[str, text(4, 4)] | None
    codPuntoVenta: Annotated[str, text(1, 15)] | None
    tipoItemExpor: int
    recintoFiscal: Code2 | None
    tipoRegimen: str | None
    regimen: Annotated[str, text(1, 13)] | None


class Receptor(Struct, AnyParty, forbid_unknown_fields=True):
    nombre: Annotated[str, text(1, 250)]
    tipoDocumento: Code2
    numDocumento: Annotated[str, text(1, 20)]
    descActividad: Annotated[str, text(5, 150)]
    nombreComercial: Annotated[str, text(1, 150)] | None
    codPais: str
    nombrePais: Annotated[str, text(3, 50)]
    complemento: Annotated[str, text(1, 200)]
    tipoPersona: int
    telefono: Annotated[str, text(8, 30)] | None
    correo: Annotated[str, text(6, 100)] | None


class OtroDocumento(Struct, AnyOther, forbid_unknown_fields=True):
    codDocAsociado: int | None
    descDocumento: Annotated[str, text(3, 100)] | None
    detalleDocumento: Annotated[str, text(3, 300)] | None
    placaTrans: Annotated[str, text(5, 70)] | None
    modoTransp: Annotated[int, whole(1, 7)] | None
    numConductor: Annotated[str, text(5, 100)] | None
    nombreConductor: Annotated[str, text(5, 200)] | None


class CompraTercero(Struct, AnyThird, forbid_unknown_fields=True):
    numDocumento: Annotated[str, text(1, 20)]
    nombre: Annotated[str, text(1, 250)]


class Item(Struct, AnyLine, forbid_unknown_fields=True):
    numItem: NumItem
    tipoItem: int
    numeroDocumento: Annotated[str, text(1, 36)] | None
    cantidad: Quantity
    codigo: Annotated[str, text(1, 25)] | None
    codTributo: Code2 | None
    uniMedida: UniMedida
    descripcion: Annotated[str, text(1, 1500)]
    precioUni: Amount8
    montoDescu: Amount8
    ventaGravada: Amount8
    tributos: Annotated[list[Code2], items(1, unique=True)] | None
    noGravado: Signed8


class Resumen(Struct, AnySummary, forbid_unknown_fields=True):
    totalGravada: Amount2
    descuGravada: Amount2
    porcentajeDescuento: Percent2
    totalDescu: Amount2
    seguro: Amount2
    flete: Amount2 | None
    tributos: Annotated[list[TributoResumen], items(0, unique=True)] | None
    montoTotalOperacion: Amount2
    totalNoGravado: Signed2
    totalNoOnerosas: Amount2
    totalPagar: Amount2
    totalLetras: Annotated[str, text(1, 200)] | None
    saldoFavor: Signed2
    condicionOperacion: Condicion
    pagos: Annotated[list[Pago], items(1)] | None
    codIncoterms: Annotated[str, text(None, 2)] | None
    descIncoterms: Annotated[str, text(1, 150)] | None
    numPagoElectronico: Annotated[str, text(1, 100)] | None
    observaciones: Annotated[str, text(1, 3000)] | None


class FacturaExportacion(Struct, AnyDocument, forbid_unknown_fields=True):
    identificacion: Identificacion
    documentoRelacionado: Annotated[list[DocumentoRelacionado], items(1, 50)] | None
    emisor: Emisor
    receptor: Receptor
    otrosDocumentos: Annotated[list[OtroDocumento], items(1, 20)] | None
    ventaTercero: VentaTercero | None
    compraTercero: CompraTercero | None
    cuerpoDocumento: Annotated[list[Item], items(1, 2000)]
    resumen: Resumen
    apendice: Annotated[list[FilledApendice], items(1, 10)] | None


LAW = Law(
    tipo="11",
    version=3,
    regime="2.0",
    document=FacturaExportacion,
    title="Factura de exportación",
    related=frozenset({"04"}),
    conditions={"": [when({"ventaTercero": {"type": "object"}}, {"compraTercero": NULL})]},
)
