"""Comprobante de crédito fiscal (03), structure version 3 (regime 1.x): net prices.

Keys in MH's order; where 2.0 has another name for a field, the attribute carries that of 2.0. Source: MH's JSON Schema
fe-ccf-v3 with the 44 municipios of 2024.
"""

from typing import Annotated, Literal

from msgspec import Struct, field

from facturaxpress.dte.documents.conditions import (
    DOCTOR,
    ELECTRONIC,
    NULL,
    ONLY_IVA,
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
    Modelo,
    NumItem,
    OldCredit2,
    Operacion,
    Percent2,
    Positive2,
    Quantity,
    Signed2,
    Signed8,
    UniMedida,
    items,
    text,
)
from facturaxpress.dte.documents.law import Law
from facturaxpress.dte.documents.shared import StrictApendice
from facturaxpress.dte.documents.shared_1x import (
    Emisor,
    Informative,
    Kind,
    OldCondicion,
    OldTime,
    OtroDocumento,
    Pago,
    Receptor,
    SectionTwo,
    Summed,
    TributoResumen,
    VentaTercero,
)
from facturaxpress.dte.documents.views import (
    AnyDocument,
    AnyExtension,
    AnyIdentificacion,
    AnyLine,
    AnyRelated,
    AnySummary,
)


class Identificacion(Struct, AnyIdentificacion, forbid_unknown_fields=True):
    version: Literal[3]
    ambiente: Ambiente
    tipoDte: Literal["03"]
    numeroControl: Annotated[str, text(31, 31, r"^DTE-03-[A-Z0-9]{8}-[0-9]{15}$")]
    codigoGeneracion: CodigoGeneracion
    tipoModelo: Modelo
    tipoOperacion: Operacion
    tipoContingencia: Contingencia | None
    motivoContin: Annotated[str, text(1, 150)] | None
    fecEmi: Date
    horEmi: OldTime
    tipoMoneda: Literal["USD"]


class DocumentoRelacionado(Struct, AnyRelated, forbid_unknown_fields=True):
    tipoDocumento: Literal["04", "08", "09"]
    tipoGeneracion: Literal[1, 2]
    numeroDocumento: Annotated[str, text(1, 36)]
    fechaEmision: Date


class Item(Struct, AnyLine, forbid_unknown_fields=True):
    numItem: NumItem
    tipoItem: Kind
    numeroDocumento: Annotated[str, text(1, 36)] | None
    codigo: Annotated[str, text(1, 25)] | None
    codTributo: SectionTwo | None
    descripcion: Annotated[str, text(None, 1000)]
    cantidad: Quantity
    uniMedida: UniMedida
    precioUni: Amount8
    montoDescu: Amount8
    ventaNoSuj: Amount8
    ventaExenta: Amount8
    ventaGravada: Amount8
    tributos: Annotated[list[Summed | Informative | Literal["20", "D4"]], items(1, unique=True)] | None
    psv: Amount8
    noGravado: Signed8


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
    ivaPerci: Amount2 = field(name="ivaPerci1")
    ivaRete: Amount2 = field(name="ivaRete1")
    reteRenta: Amount2
    montoTotalOperacion: Positive2
    totalNoGravado: Signed2
    totalPagar: Amount2
    totalLetras: Annotated[str, text(None, 200)]
    saldoFavor: OldCredit2
    condicionOperacion: OldCondicion
    pagos: Annotated[list[Pago], items(1)] | None
    numPagoElectronico: Annotated[str, text(None, 100)] | None


class Extension(Struct, AnyExtension, forbid_unknown_fields=True):
    nombEntrega: Annotated[str, text(1, 100)] | None
    docuEntrega: Annotated[str, text(1, 25)] | None
    nombRecibe: Annotated[str, text(1, 100)] | None
    docuRecibe: Annotated[str, text(1, 25)] | None
    observaciones: Annotated[str, text(None, 3000)] | None
    placaVehiculo: Annotated[str, text(2, 10)] | None


class CreditoFiscal(Struct, AnyDocument, forbid_unknown_fields=True):
    identificacion: Identificacion
    documentoRelacionado: Annotated[list[DocumentoRelacionado], items(1, 50)] | None
    emisor: Emisor
    receptor: Receptor
    otrosDocumentos: Annotated[list[OtroDocumento], items(1, 10)] | None
    ventaTercero: VentaTercero | None
    cuerpoDocumento: Annotated[list[Item], items(1, 2000)]
    resumen: Resumen
    extension: Extension | None
    apendice: Annotated[list[StrictApendice], items(1, 10)] | None


LAW = Law(
    tipo="03",
    version=3,
    regime="1.x",
    document=CreditoFiscal,
    title="Comprobante de crédito fiscal",
    related=frozenset({"04", "08", "09"}),
    conditions={
        "identificacion": TRANSMISSION,
        "documentoRelacionado[]": [ELECTRONIC],
        "otrosDocumentos[]": OTHER,
        "otrosDocumentos[].medico": DOCTOR,
        "cuerpoDocumento[]": [
            when({"ventaGravada": ZERO}, {"tributos": NULL}, {"tributos": {"type": "array", "minItems": 1}}),
            when(
                {"tipoItem": {"const": 4}},
                {
                    "uniMedida": {"const": 99},
                    "codTributo": TEXT,
                    "tributos": ONLY_IVA,
                },
                {"codTributo": NULL},
            ),
        ],
        "resumen": [
            when(
                {"condicionOperacion": {"const": 2}},
                {"pagos": {"items": {"properties": {"plazo": TEXT, "periodo": {"type": "number"}}}}},
            ),
            when({"totalGravada": ZERO}, {"ivaPerci1": ZERO, "ivaRete1": ZERO}),
            when({"totalPagar": ZERO}, {"condicionOperacion": {"const": 1}}),
        ],
    },
)
