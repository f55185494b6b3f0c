"""Factura (01), structure version 1 (regime 1.x): prices include IVA.

Keys in MH's order; where 2.0 has another name for a field, the attribute carries that of 2.0. Source: MH's JSON Schema
fe-fc-v1 with the 44 municipios of 2024.
"""

from typing import Annotated, Literal

from msgspec import Struct, field

from facturaxpress.dte.documents.conditions import (
    DOCTOR,
    DUI_NUMBER,
    ELECTRONIC,
    NIT_NUMBER,
    NULL,
    OTHER,
    TEXT,
    TRANSMISSION,
    ZERO,
    when,
)
from facturaxpress.dte.documents.fields import (
    Ambiente,
    Amount2,
    Amount8,
    CodigoGeneracion,
    Contingencia,
    Date,
    FreePrice8,
    Modelo,
    NumItem,
    OldCredit2,
    Operacion,
    Percent2,
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
    NIT,
    NRC,
    Code4,
    Direccion,
    Establishment,
    Informative,
    Kind,
    OldCondicion,
    OldTime,
    OtroDocumento,
    Pago,
    SectionTwo,
    StrictDireccion,
    Summed,
)
from facturaxpress.dte.documents.views import (
    AnyDocument,
    AnyExtension,
    AnyIdentificacion,
    AnyLine,
    AnyParty,
    AnyRelated,
    AnySummary,
    AnySummed,
    AnyThird,
)


class Identificacion(Struct, AnyIdentificacion, forbid_unknown_fields=True):
    version: Literal[1]
    ambiente: Ambiente
    tipoDte: Literal["01"]
    numeroControl: Annotated[str, text(31, 31, r"^DTE-01-[A-Z0-9]{8}-[0-9]{15}$")]
    codigoGeneracion: CodigoGeneracion
    tipoModelo: Modelo
    tipoOperacion: Operacion
    tipoContingencia: Contingencia | None
    motivoContin: Annotated[str, text(5, 150)] | None
    fecEmi: Date
    horEmi: OldTime
    tipoMoneda: Literal["USD"]


class DocumentoRelacionado(Struct, AnyRelated, forbid_unknown_fields=True):
    tipoDocumento: Literal["04", "09"]
    tipoGeneracion: Literal[1, 2]
    numeroDocumento: Annotated[str, text(1, 36)]
    fechaEmision: Date


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


class Receptor(Struct, AnyParty, forbid_unknown_fields=True):
    tipoDocumento: Literal["36", "13", "02", "03", "37"] | None
    numDocumento: Annotated[str, text(3, 20)] | None
    nrc: Annotated[str, text(2, 8, NRC)] | None
    nombre: Annotated[str, text(1, 250)] | None
    codActividad: Annotated[str, text(5, 6, ACTIVITY)] | None
    descActividad: Annotated[str, text(5, 150)] | None
    direccion: StrictDireccion | None
    telefono: Annotated[str, text(8, 30)] | None
    correo: Annotated[str, email(None, 100)] | None


class VentaTercero(Struct, AnyThird, forbid_unknown_fields=True):
    nit: Annotated[str, text(pattern=NIT)]
    nombre: Annotated[str, text(1, 250)]


class Item(Struct, AnyLine, forbid_unknown_fields=True):
    numItem: NumItem
    tipoItem: Kind
    numeroDocumento: Annotated[str, text(1, 36)] | None
    cantidad: Quantity
    codigo: Annotated[str, text(1, 25)] | None
    codTributo: SectionTwo | None
    uniMedida: UniMedida
    descripcion: Annotated[str, text(None, 1000)]
    precioUni: FreePrice8
    montoDescu: Amount8
    ventaNoSuj: Amount8
    ventaExenta: Amount8
    ventaGravada: Amount8
    tributos: Annotated[list[Summed | Informative | Literal["D4"]], items(1, unique=True)] | None
    psv: Amount8
    noGravado: Signed8
    ivaItem: Amount8


class TributoResumen(Struct, AnySummed, forbid_unknown_fields=True):
    codigo: Summed | Informative
    descripcion: Annotated[str, text(2, 150)]
    valor: Amount2


class Resumen(Struct, AnySummary, forbid_unknown_fields=True):
    totalNoSuj: Amount2
    totalExenta: Amount2
    totalGravada: Amount2
    subTotalVentas: Amount2
    descuNoSuj: Amount2
    descuExenta: Amount2
    descuGravada: Amount2
    porcentajeDescuento: Percent2
    totalDescu: Amount2
    tributos: Annotated[list[TributoResumen], items(0, unique=True)] | None
    subTotal: Amount2
    ivaRete: Amount2 = field(name="ivaRete1")
    reteRenta: Amount2
    montoTotalOperacion: Amount2
    totalNoGravado: Signed2
    totalPagar: Amount2
    totalLetras: Annotated[str, text(None, 200)]
    totalIva: Amount2
    saldoFavor: OldCredit2
    condicionOperacion: OldCondicion
    pagos: Annotated[list[Pago], items(1)] | None
    numPagoElectronico: Annotated[str, text(None, 100)] | None


class Extension(Struct, AnyExtension, forbid_unknown_fields=True):
    nombEntrega: Annotated[str, text(5, 100)] | None
    docuEntrega: Annotated[str, text(5, 25)] | None
    nombRecibe: Annotated[str, text(5, 100)] | None
    docuRecibe: Annotated[str, text(5, 25)] | None
    observaciones: Annotated[str, text(None, 3000)] | None
    placaVehiculo: Annotated[str, text(None, 10)] | None


class Factura(Struct, AnyDocument, forbid_unknown_fields=True):
    identificacion: Identificacion
    documentoRelacionado: Annotated[list[DocumentoRelacionado], items(1, 10)] | None
    emisor: Emisor
    receptor: Receptor | None
    otrosDocumentos: Annotated[list[OtroDocumento], items(1, 10)] | None
    ventaTercero: VentaTercero | None
    cuerpoDocumento: Annotated[list[Item], items(1, 2000)]
    resumen: Resumen
    extension: Extension | None
    apendice: Annotated[list[Apendice], items(1, 10)] | None


LAW = Law(
    tipo="01",
    version=1,
    regime="1.x",
    document=Factura,
    title="Factura",
    gross=True,
    related=frozenset({"04", "09"}),
    conditions={
        "": [
            when(
                {"resumen": {"properties": {"montoTotalOperacion": {"minimum": 1095}}}},
                {
                    "receptor": {
                        "type": "object",
                        "properties": {"tipoDocumento": TEXT, "numDocumento": TEXT, "nombre": TEXT},
                    }
                },
            )
        ],
        "identificacion": TRANSMISSION,
        "documentoRelacionado[]": [
            ELECTRONIC,
            when({"tipoGeneracion": {"const": 1}}, {"numeroDocumento": {"maxLength": 20}}),
        ],
        "receptor": [
            when(
                {"tipoDocumento": {"const": "36"}},
                {"numDocumento": NIT_NUMBER},
                {"nrc": NULL},
            ),
            when({"tipoDocumento": {"const": "13"}}, {"numDocumento": DUI_NUMBER}),
        ],
        "otrosDocumentos[]": OTHER,
        "otrosDocumentos[].medico": DOCTOR,
        "cuerpoDocumento[]": [
            when({"ventaGravada": ZERO}, {"tributos": NULL, "ivaItem": ZERO}),
            when(
                {"tipoItem": {"const": 4}},
                {"uniMedida": {"const": 99}, "codTributo": TEXT, "tributos": NULL},
                {"codTributo": NULL},
            ),
        ],
        "resumen": [when({"totalGravada": ZERO}, {"ivaRete1": ZERO})],
    },
)
