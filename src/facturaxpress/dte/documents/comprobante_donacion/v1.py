"""Comprobante de donación (15), structure version 1 (regime 1.x): the donatario issues it to the donante.

Keys in MH's order; where 2.0 has another name for a field, the attribute carries that of 2.0: the donatario is the
emisor, the donante the receptor. Source: MH's JSON Schema fe-cd-v1 with the 44 municipios of 2024. Its condition at the
top speaks of keys that are not there and binds nothing; neither does `trype` on `codActividad`.
"""

from typing import Annotated, Literal

from msgspec import Meta, Struct, field

from facturaxpress.dte.documents.conditions import NULL, when
from facturaxpress.dte.documents.fields import (
    Ambiente,
    Amount2,
    Amount8,
    CodigoGeneracion,
    Date,
    NumItem,
    Quantity,
    email,
    items,
    text,
)
from facturaxpress.dte.documents.law import Law
from facturaxpress.dte.documents.shared import StrictApendice
from facturaxpress.dte.documents.shared_1x import (
    ACTIVITY,
    COUNTRIES,
    FORMA,
    NRC,
    Code4,
    Direccion,
    Establishment,
    ListedUnit,
    OldTime,
)
from facturaxpress.dte.documents.views import (
    AnyDocument,
    AnyIdentificacion,
    AnyLine,
    AnyOther,
    AnyParty,
    AnyPayment,
    AnySummary,
)


class Identificacion(Struct, AnyIdentificacion, forbid_unknown_fields=True):
    version: Literal[1]
    ambiente: Ambiente
    tipoDte: Literal["15"]
    numeroControl: Annotated[str, text(31, 31, r"^DTE-15-[A-Z0-9]{8}-[0-9]{15}$")]
    codigoGeneracion: CodigoGeneracion
    tipoModelo: Annotated[Literal[1], Meta(extra={"json_type": "number"})]
    tipoOperacion: Literal[1]
    fecEmi: Date
    horEmi: OldTime
    tipoMoneda: Literal["USD"]


class Emisor(Struct, AnyParty, forbid_unknown_fields=True):
    tipoDocumento: Literal["36"]
    numDocumento: Annotated[str, text(9, 14)]
    nrc: Annotated[str, text(2, 8, NRC)] | None
    nombre: Annotated[str, text(1, 250)]
    codActividad: Annotated[str, text(1, 6, ACTIVITY)]
    descActividad: Annotated[str, text(1, 150)]
    nombreComercial: Annotated[str, text(1, 150)] | None
    tipoEstablecimiento: Establishment
    direccion: Direccion
    telefono: Annotated[str, text(8, 30)]
    correo: Annotated[str, email(3, 100)]
    codEstableMH: Code4 | None
    codEstable: Code4 | None
    codPuntoVentaMH: Code4 | None
    codPuntoVenta: Annotated[str, text(1, 15)] | None


class Receptor(Struct, AnyParty, forbid_unknown_fields=True):
    tipoDocumento: Literal["36", "13", "02", "03", "37"]
    numDocumento: Annotated[str, text(3, 20)]
    nrc: Annotated[str, text(2, 8, NRC)] | None
    nombre: Annotated[str, text(1, 250)]
    codActividad: Annotated[str, text(1, 6, ACTIVITY)] | None
    descActividad: Annotated[str, text(1, 150)] | None
    direccion: Direccion | None
    telefono: Annotated[str, text(8, 30)] | None
    correo: Annotated[str, email(None, 100)] | None
    codDomiciliado: Literal[1, 2]
    codPais: Code4


class OtroDocumento(Struct, AnyOther, forbid_unknown_fields=True):
    codDocAsociado: Literal[1, 2]
    descDocumento: Annotated[str, text(None, 100)]
    detalleDocumento: Annotated[str, text(None, 300)]


class Item(Struct, AnyLine, forbid_unknown_fields=True):
    numItem: NumItem
    tipoDonacion: Literal[1, 2, 3]
    cantidad: Quantity
    codigo: Annotated[str, text(1, 25)] | None
    uniMedida: ListedUnit
    descripcion: Annotated[str, text(1, 1000)]
    tipoDepreciacion: Amount8 = field(name="depreciacion")
    valorUni: Amount8
    valor: Amount8


class Pago(Struct, AnyPayment, forbid_unknown_fields=True):
    codigo: Annotated[str, text(None, 2, FORMA)] | None
    montoPago: Amount2
    referencia: Annotated[str, text(None, 50)] | None


class Resumen(Struct, AnySummary, forbid_unknown_fields=True):
    valorTotal: Amount2
    totalLetras: Annotated[str, text(None, 200)]
    pagos: Annotated[list[Pago], items(1)] | None


class ComprobanteDonacion(Struct, AnyDocument, forbid_unknown_fields=True):
    identificacion: Identificacion
    emisor: Emisor = field(name="donatario")
    receptor: Receptor = field(name="donante")
    otrosDocumentos: Annotated[list[OtroDocumento], items(1, 10)]
    cuerpoDocumento: Annotated[list[Item], items(1, 2000)]
    resumen: Resumen
    apendice: Annotated[list[StrictApendice], items(1, 10)] | None


LAW = Law(
    tipo="15",
    version=1,
    regime="1.x",
    document=ComprobanteDonacion,
    title="Comprobante de donación",
    conditions={
        "donante": [
            {"properties": {"codPais": {"enum": COUNTRIES}}},
            when(
                {"codDomiciliado": {"const": 1}},
                {"direccion": {"type": "object"}},
                {"direccion": NULL, "descActividad": NULL},
            ),
        ],
        "cuerpoDocumento[]": [
            when({"tipoDonacion": {"enum": [1, 3]}}, {"depreciacion": {"const": 0}, "uniMedida": {"const": 99}})
        ],
    },
)
