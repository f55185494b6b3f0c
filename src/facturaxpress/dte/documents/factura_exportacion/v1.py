"""Factura de exportación (11), structure version 1 (regime 1.x): net prices, no IVA.

Keys in MH's order; where 2.0 has another name for a field, the attribute carries that of 2.0. Source: MH's JSON Schema
fe-fex-v1 with the 44 municipios of 2024. Its `minimun` and `maximum` on `regimen` are read as the lengths they stand
for. Two of its conditions name keys that do not exist (`motivoContingencia`, `numCoductor`) and bind nothing.
"""

from typing import Annotated, Literal

from msgspec import Struct, field

from facturaxpress.dte.documents.conditions import DUI_NUMBER, NIT_NUMBER, NULL, TEXT, when
from facturaxpress.dte.documents.fields import (
    Ambiente,
    Amount2,
    Amount8,
    Code2,
    CodigoGeneracion,
    Contingencia,
    Date,
    FreePrice8,
    Modelo,
    NumItem,
    Operacion,
    Percent2,
    Positive2,
    Quantity,
    Signed2,
    Signed8,
    UniMedida,
    email,
    items,
    text,
)
from facturaxpress.dte.documents.law import Law
from facturaxpress.dte.documents.shared import Apendice
from facturaxpress.dte.documents.shared_1x import (
    ACTIVITY,
    COUNTRIES,
    NIT,
    NRC,
    Code4,
    Direccion,
    Establishment,
    Kind,
    OldCondicion,
    OldTime,
    Pago,
)
from facturaxpress.dte.documents.views import (
    AnyDocument,
    AnyIdentificacion,
    AnyLine,
    AnyOther,
    AnyParty,
    AnySummary,
    AnyThird,
)


class Identificacion(Struct, AnyIdentificacion, forbid_unknown_fields=True):
    version: Literal[1]
    ambiente: Ambiente
    tipoDte: Literal["11"]
    numeroControl: Annotated[str, text(31, 31, r"^DTE-11-[A-Z0-9]{8}-[0-9]{15}$")]
    codigoGeneracion: CodigoGeneracion
    tipoModelo: Modelo
    tipoOperacion: Operacion
    tipoContingencia: Contingencia | None
    motivoContin: Annotated[str, text(1, 500)] | None = field(name="motivoContigencia")
    fecEmi: Date
    horEmi: OldTime
    tipoMoneda: Literal["USD"]


class Emisor(Struct, AnyParty, forbid_unknown_fields=True):
    nit: Annotated[str, text(None, 14, NIT)]
    nrc: Annotated[str, text(2, 8, NRC)]
    nombre: Annotated[str, text(1, 250)]
    codActividad: Annotated[str, text(5, 6, ACTIVITY)]
    descActividad: Annotated[str, text(5, 150)]
    nombreComercial: Annotated[str, text(5, 150)] | None
    tipoEstablecimiento: Establishment
    direccion: Direccion
    telefono: Annotated[str, text(8, 30)]
    correo: Annotated[str, email(3, 100)]
    codEstableMH: Code4 | None
    codEstable: Code4 | None
    codPuntoVentaMH: Code4 | None
    codPuntoVenta: Annotated[str, text(1, 15)] | None
    tipoItemExpor: Literal[1, 2, 3]
    recintoFiscal: Code2 | None
    regimen: Annotated[str, text(1, 13)] | None


class Receptor(Struct, AnyParty, forbid_unknown_fields=True):
    nombre: Annotated[str, text(1, 250)]
    tipoDocumento: Literal["36", "13", "02", "03", "37"]
    numDocumento: Annotated[str, text(3, 20)]
    nombreComercial: Annotated[str, text(1, 150)] | None
    codPais: Code4
    nombrePais: Annotated[str, text(3, 50)]
    complemento: Annotated[str, text(5, 300)]
    tipoPersona: Literal[1, 2]
    descActividad: Annotated[str, text(5, 150)]
    telefono: Annotated[str, text(8, 50)] | None
    correo: Annotated[str, email(3, 100)] | None


class OtroDocumento(Struct, AnyOther, forbid_unknown_fields=True):
    codDocAsociado: Kind
    descDocumento: Annotated[str, text(None, 100)] | None
    detalleDocumento: Annotated[str, text(None, 300)] | None
    placaTrans: Annotated[str, text(5, 70)] | None
    # MH lists 1 to 7 and bounds them by 4.
    modoTransp: Literal[1, 2, 3, 4] | None
    numConductor: Annotated[str, text(5, 100)] | None
    nombreConductor: Annotated[str, text(5, 200)] | None


class VentaTercero(Struct, AnyThird, forbid_unknown_fields=True):
    nit: Annotated[str, text(pattern=NIT)]
    nombre: Annotated[str, text(1, 250)]


class Item(Struct, AnyLine, forbid_unknown_fields=True):
    numItem: NumItem
    cantidad: Quantity
    codigo: Annotated[str, text(1, 200)] | None
    uniMedida: UniMedida
    descripcion: Annotated[str, text(None, 1000)]
    precioUni: FreePrice8
    montoDescu: Amount8
    ventaGravada: Amount8
    tributos: Annotated[list[Code2], items(1, unique=True)] | None
    noGravado: Signed8


class Resumen(Struct, AnySummary, forbid_unknown_fields=True):
    totalGravada: Amount2
    descuGravada: Amount2 = field(name="descuento")
    porcentajeDescuento: Percent2
    totalDescu: Amount2
    seguro: Amount2 | None
    flete: Amount2 | None
    montoTotalOperacion: Positive2
    totalNoGravado: Signed2
    totalPagar: Amount2
    totalLetras: Annotated[str, text(None, 200)]
    condicionOperacion: OldCondicion
    pagos: Annotated[list[Pago], items(1)] | None
    codIncoterms: str | None
    descIncoterms: Annotated[str, text(3, 150)] | None
    numPagoElectronico: Annotated[str, text(None, 100)] | None
    observaciones: Annotated[str, text(None, 500)] | None


class FacturaExportacion(Struct, AnyDocument, forbid_unknown_fields=True):
    identificacion: Identificacion
    emisor: Emisor
    receptor: Receptor | None
    otrosDocumentos: Annotated[list[OtroDocumento], items(1, 20)] | None
    ventaTercero: VentaTercero | None
    cuerpoDocumento: Annotated[list[Item], items(1, 2000)]
    resumen: Resumen
    apendice: Annotated[list[Apendice], items(1, 10)] | None


LAW = Law(
    tipo="11",
    version=1,
    regime="1.x",
    document=FacturaExportacion,
    title="Factura de exportación",
    conditions={
        "": [
            when(
                {"resumen": {"properties": {"montoTotalOperacion": {"minimum": 10000}}}},
                {"receptor": {"type": "object", "properties": {"correo": TEXT}}},
            )
        ],
        "identificacion": [
            when(
                {"tipoOperacion": {"const": 1}},
                {"tipoModelo": {"const": 1}, "tipoContingencia": NULL},
                {"tipoModelo": {"const": 2}},
            )
        ],
        "emisor": [when({"tipoItemExpor": {"const": 2}}, {"recintoFiscal": NULL, "regimen": NULL})],
        "receptor": [
            {"properties": {"codPais": {"enum": COUNTRIES}}},
            when({"tipoDocumento": {"const": "36"}}, {"numDocumento": NIT_NUMBER}),
            when({"tipoDocumento": {"const": "13"}}, {"numDocumento": DUI_NUMBER}),
        ],
        "otrosDocumentos[]": [
            when(
                {"codDocAsociado": {"const": 4}},
                {"modoTransp": {"type": "integer"}, "nombreConductor": TEXT, "placaTrans": TEXT},
                {"modoTransp": NULL, "nombreConductor": NULL, "placaTrans": NULL},
            ),
            when({"codDocAsociado": {"enum": [1, 2]}}, {"descDocumento": TEXT, "detalleDocumento": TEXT}),
        ],
        "cuerpoDocumento[]": [when({"noGravado": {"const": 0}}, {"tributos": {"items": {"const": "C3"}}})],
    },
)
