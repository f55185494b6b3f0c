"""The structures of 2022–2026 (regime 1.x): Factura version 1 and Comprobante de crédito fiscal version 3.

They are read, judged and turned back into sales; they are not issued. Keys in MH's order, and where 2.0 has another
name for a field, the attribute carries that of 2.0. Source: MH's JSON Schemas fe-fc-v1 and fe-ccf-v3 with the 44
municipios of 2024; what these say with `if`/`then` stands in `rules`.
"""

from decimal import Decimal
from typing import Annotated, Literal

from msgspec import Struct, field

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
    OldCredit2,
    Operacion,
    Percent2,
    Positive2,
    Quantity,
    Signed2,
    Signed8,
    UniMedida,
    email,
    exact,
    items,
    text,
    whole,
)
from facturaxpress.dte.documents.shared import Apendice

_TWO_DIGITS = r"^[0-9]{2}$"
_NIT = r"^([0-9]{14}|[0-9]{9})$"
_NRC = r"^[0-9]{1,8}$"
_ACTIVITY = r"^[0-9]{2,6}$"
_FORMA = r"^(0[1-9]||1[0-4]||99)$"
OldTime = Annotated[str, text(pattern=r"^(0[0-9]|1[0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9]?$")]
Establishment = Literal["01", "02", "04", "07", "20"]
SectionTwo = Literal["A8", "57", "90", "D4", "D5", "25", "A6"]
_SUMMED = Literal["C3", "59", "71", "D1", "C8", "D5"]
_INFORMATIVE = Literal[
    "C5", "C6", "C7", "19", "28", "31", "32", "33", "34", "35", "36", "37", "38", "39", "42", "43", "44", "50", "51",
    "52", "53", "54", "55", "58", "77", "78", "79", "85", "86", "91", "92", "A1", "A5", "A7", "A9",
]  # fmt: skip
_Condicion = Annotated[Literal[1, 2, 3], whole(json_type="number")]
_Kind = Literal[1, 2, 3, 4]
_Code4 = Annotated[str, text(4, 4)]


class IdentificacionV1(Struct, forbid_unknown_fields=True):
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


class IdentificacionV3(Struct, forbid_unknown_fields=True):
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


class RelacionadoV1(Struct, forbid_unknown_fields=True):
    tipoDocumento: Literal["04", "09"]
    tipoGeneracion: Literal[1, 2]
    numeroDocumento: Annotated[str, text(1, 36)]
    fechaEmision: Date


class RelacionadoV3(Struct, forbid_unknown_fields=True):
    tipoDocumento: Literal["04", "08", "09"]
    tipoGeneracion: Literal[1, 2]
    numeroDocumento: Annotated[str, text(1, 36)]
    fechaEmision: Date


class DireccionAntigua(Struct, forbid_unknown_fields=True):
    departamento: Annotated[str, text(pattern=_TWO_DIGITS)]
    municipio: Annotated[str, text(pattern=_TWO_DIGITS)]
    complemento: Annotated[str, text(1, 200)]


class DireccionReceptorV1(Struct, forbid_unknown_fields=True):
    departamento: Annotated[str, text(pattern=_TWO_DIGITS)]
    municipio: Annotated[str, text(pattern=_TWO_DIGITS)]
    complemento: Annotated[str, text(5, 200)]


class EmisorV1(Struct, forbid_unknown_fields=True):
    nit: Annotated[str, text(None, 14, _NIT)]
    nrc: Annotated[str, text(2, 8, _NRC)]
    nombre: Annotated[str, text(1, 250)]
    codActividad: Annotated[str, text(5, 6, _ACTIVITY)]
    descActividad: Annotated[str, text(5, 150)]
    nombreComercial: Annotated[str, text(5, 150)] | None
    tipoEstablecimiento: Establishment
    direccion: DireccionAntigua
    telefono: Annotated[str, text(8, 30)]
    correo: Annotated[str, email(3, 100)]
    codEstableMH: _Code4 | None
    codEstable: _Code4 | None
    codPuntoVentaMH: _Code4 | None
    codPuntoVenta: Annotated[str, text(1, 15)] | None


class EmisorV3(Struct, forbid_unknown_fields=True):
    nit: Annotated[str, text(pattern=_NIT)]
    nrc: Annotated[str, text(pattern=_NRC)]
    nombre: Annotated[str, text(3, 200)]
    codActividad: Annotated[str, text(pattern=_ACTIVITY)]
    descActividad: Annotated[str, text(1, 150)]
    nombreComercial: Annotated[str, text(1, 150)] | None
    tipoEstablecimiento: Establishment
    direccion: DireccionAntigua
    telefono: Annotated[str, text(8, 30)]
    correo: Annotated[str, email(3, 100)]
    codEstableMH: _Code4 | None
    codEstable: Annotated[str, text(1, 10)] | None
    codPuntoVentaMH: _Code4 | None
    codPuntoVenta: Annotated[str, text(1, 15)] | None


class ReceptorV1(Struct, forbid_unknown_fields=True):
    tipoDocumento: Literal["36", "13", "02", "03", "37"] | None
    numDocumento: Annotated[str, text(3, 20)] | None
    nrc: Annotated[str, text(2, 8, _NRC)] | None
    nombre: Annotated[str, text(1, 250)] | None
    codActividad: Annotated[str, text(5, 6, _ACTIVITY)] | None
    descActividad: Annotated[str, text(5, 150)] | None
    direccion: DireccionReceptorV1 | None
    telefono: Annotated[str, text(8, 30)] | None
    correo: Annotated[str, email(None, 100)] | None


class ReceptorV3(Struct, forbid_unknown_fields=True):
    nit: Annotated[str, text(pattern=_NIT)]
    nrc: Annotated[str, text(pattern=_NRC)]
    nombre: Annotated[str, text(1, 250)]
    codActividad: Annotated[str, text(pattern=_ACTIVITY)]
    descActividad: Annotated[str, text(1, 150)]
    nombreComercial: Annotated[str, text(1, 150)] | None
    direccion: DireccionAntigua
    telefono: Annotated[str, text(8, 30)] | None
    correo: Annotated[str, email(None, 100)]


class MedicoAntiguo(Struct, forbid_unknown_fields=True):
    nombre: Annotated[str, text(None, 100)]
    nit: Annotated[str, text(pattern=_NIT)] | None
    docIdentificacion: Annotated[str, text(2, 25)] | None
    tipoServicio: Annotated[int, whole(1, 6, json_type="number")]


class OtroDocumentoAntiguo(Struct, forbid_unknown_fields=True):
    codDocAsociado: Annotated[int, whole(1, 4)]
    descDocumento: Annotated[str, text(None, 100)] | None
    detalleDocumento: Annotated[str, text(None, 300)] | None
    medico: MedicoAntiguo | None


class TerceroV1(Struct, forbid_unknown_fields=True):
    nit: Annotated[str, text(pattern=_NIT)]
    nombre: Annotated[str, text(1, 250)]


class TerceroV3(Struct, forbid_unknown_fields=True):
    nit: Annotated[str, text(pattern=_NIT)]
    nombre: Annotated[str, text(3, 200)]


class ItemV1(Struct, forbid_unknown_fields=True):
    numItem: NumItem
    tipoItem: _Kind
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
    tributos: Annotated[list[_SUMMED | _INFORMATIVE | Literal["D4"]], items(1, unique=True)] | None
    psv: Amount8
    noGravado: Signed8
    ivaItem: Amount8


class ItemV3(Struct, forbid_unknown_fields=True):
    numItem: NumItem
    tipoItem: _Kind
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
    tributos: Annotated[list[_SUMMED | _INFORMATIVE | Literal["20", "D4"]], items(1, unique=True)] | None
    psv: Amount8
    noGravado: Signed8


class TributoResumenV1(Struct, forbid_unknown_fields=True):
    codigo: _SUMMED | _INFORMATIVE
    descripcion: Annotated[str, text(2, 150)]
    valor: Amount2


class TributoResumenV3(Struct, forbid_unknown_fields=True):
    codigo: Code2
    descripcion: Annotated[str, text(2, 150)]
    valor: Amount2


class PagoAntiguo(Struct, forbid_unknown_fields=True):
    codigo: Annotated[str, text(None, 2, _FORMA)]
    montoPago: Amount2
    referencia: Annotated[str, text(None, 50)] | None
    plazo: Annotated[str, text(pattern=r"^0[1-3]$")] | None
    periodo: Annotated[Decimal, exact(None)] | None


class ResumenV1(Struct, forbid_unknown_fields=True):
    totalNoSuj: Amount2
    totalExenta: Amount2
    totalGravada: Amount2
    subTotalVentas: Amount2
    descuNoSuj: Amount2
    descuExenta: Amount2
    descuGravada: Amount2
    porcentajeDescuento: Percent2
    totalDescu: Amount2
    tributos: Annotated[list[TributoResumenV1], items(0, unique=True)] | None
    subTotal: Amount2
    ivaRete: Amount2 = field(name="ivaRete1")
    reteRenta: Amount2
    montoTotalOperacion: Amount2
    totalNoGravado: Signed2
    totalPagar: Amount2
    totalLetras: Annotated[str, text(None, 200)]
    totalIva: Amount2
    saldoFavor: OldCredit2
    condicionOperacion: _Condicion
    pagos: Annotated[list[PagoAntiguo], items(1)] | None
    numPagoElectronico: Annotated[str, text(None, 100)] | None


class ResumenV3(Struct, forbid_unknown_fields=True):
    totalNoSuj: Amount2
    totalExenta: Amount2
    totalGravada: Amount2
    subTotalVentas: Amount2
    descuNoSuj: Amount2
    descuExenta: Amount2
    descuGravada: Amount2
    porcentajeDescuento: Percent2
    totalDescu: Amount2
    tributos: Annotated[list[TributoResumenV3], items(0, unique=True)] | None
    subTotal: Amount2
    ivaPerci: Amount2 = field(name="ivaPerci1")
    ivaRete: Amount2 = field(name="ivaRete1")
    reteRenta: Amount2
    montoTotalOperacion: Positive2
    totalNoGravado: Signed2
    totalPagar: Amount2
    totalLetras: Annotated[str, text(None, 200)]
    saldoFavor: OldCredit2
    condicionOperacion: _Condicion
    pagos: Annotated[list[PagoAntiguo], items(1)] | None
    numPagoElectronico: Annotated[str, text(None, 100)] | None


class ExtensionV1(Struct, forbid_unknown_fields=True):
    nombEntrega: Annotated[str, text(5, 100)] | None
    docuEntrega: Annotated[str, text(5, 25)] | None
    nombRecibe: Annotated[str, text(5, 100)] | None
    docuRecibe: Annotated[str, text(5, 25)] | None
    observaciones: Annotated[str, text(None, 3000)] | None
    placaVehiculo: Annotated[str, text(None, 10)] | None


class ExtensionV3(Struct, forbid_unknown_fields=True):
    nombEntrega: Annotated[str, text(1, 100)] | None
    docuEntrega: Annotated[str, text(1, 25)] | None
    nombRecibe: Annotated[str, text(1, 100)] | None
    docuRecibe: Annotated[str, text(1, 25)] | None
    observaciones: Annotated[str, text(None, 3000)] | None
    placaVehiculo: Annotated[str, text(2, 10)] | None


class ApendiceV3(Struct, forbid_unknown_fields=True):
    campo: Annotated[str, text(2, 25)]
    etiqueta: Annotated[str, text(3, 50)]
    valor: Annotated[str, text(1, 150)]


class FacturaV1(Struct, forbid_unknown_fields=True):
    identificacion: IdentificacionV1
    documentoRelacionado: Annotated[list[RelacionadoV1], items(1, 10)] | None
    emisor: EmisorV1
    receptor: ReceptorV1 | None
    otrosDocumentos: Annotated[list[OtroDocumentoAntiguo], items(1, 10)] | None
    ventaTercero: TerceroV1 | None
    cuerpoDocumento: Annotated[list[ItemV1], items(1, 2000)]
    resumen: ResumenV1
    extension: ExtensionV1 | None
    apendice: Annotated[list[Apendice], items(1, 10)] | None


class CreditoFiscalV3(Struct, forbid_unknown_fields=True):
    identificacion: IdentificacionV3
    documentoRelacionado: Annotated[list[RelacionadoV3], items(1, 50)] | None
    emisor: EmisorV3
    receptor: ReceptorV3
    otrosDocumentos: Annotated[list[OtroDocumentoAntiguo], items(1, 10)] | None
    ventaTercero: TerceroV3 | None
    cuerpoDocumento: Annotated[list[ItemV3], items(1, 2000)]
    resumen: ResumenV3
    extension: ExtensionV3 | None
    apendice: Annotated[list[ApendiceV3], items(1, 10)] | None
