"""Factura de sujeto excluido (14), structure version 1 (regime 1.x): a purchase from who is excluded from IVA.

Keys in MH's order; where 2.0 has another name for a field, the attribute carries that of 2.0: what is called
`sujetoExcluido` here is the receptor. Source: MH's JSON Schema fe-fse-v1 with the 44 municipios of 2024. It wants the
DUI without hyphen, alone among those of 1.x.
"""

from typing import Annotated, Literal

from msgspec import Struct, field

from facturaxpress.dte.documents.conditions import NIT_NUMBER, TEXT, TRANSMISSION, when
from facturaxpress.dte.documents.fields import (
    Ambiente,
    Amount2,
    Amount8,
    CodigoGeneracion,
    Contingencia,
    Date,
    Modelo,
    NumItem,
    Operacion,
    Quantity,
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
    ListedUnit,
    OldCondicion,
    OldTime,
    Pago,
)
from facturaxpress.dte.documents.views import (
    AnyDocument,
    AnyIdentificacion,
    AnyLine,
    AnyParty,
    AnySummary,
)


class Identificacion(Struct, AnyIdentificacion, forbid_unknown_fields=True):
    version: Literal[1]
    ambiente: Ambiente
    tipoDte: Literal["14"]
    numeroControl: Annotated[str, text(31, 31, r"^DTE-14-[A-Z0-9]{8}-[0-9]{15}$")]
    codigoGeneracion: CodigoGeneracion
    tipoModelo: Modelo
    tipoOperacion: Operacion
    tipoContingencia: Contingencia | None
    motivoContin: Annotated[str, text(1, 500)] | None
    fecEmi: Date
    horEmi: OldTime
    tipoMoneda: Literal["USD"]


class Emisor(Struct, AnyParty, forbid_unknown_fields=True):
    nit: Annotated[str, text(pattern=NIT)]
    nrc: Annotated[str, text(pattern=NRC)] | None
    nombre: Annotated[str, text(1, 250)]
    codActividad: Annotated[str, text(pattern=ACTIVITY)]
    descActividad: Annotated[str, text(1, 150)]
    direccion: Direccion
    telefono: Annotated[str, text(8, 30)]
    codEstableMH: Code4 | None
    codEstable: Annotated[str, text(1, 10)] | None
    codPuntoVentaMH: Code4 | None
    codPuntoVenta: Annotated[str, text(1, 15)] | None
    correo: Annotated[str, email(3, 100)]


class Receptor(Struct, AnyParty, forbid_unknown_fields=True):
    tipoDocumento: Literal["36", "13", "02", "03", "37"]
    numDocumento: Annotated[str, text(1, 20)]
    nombre: Annotated[str, text(1, 250)]
    codActividad: Annotated[str, text(pattern=ACTIVITY)] | None
    descActividad: Annotated[str, text(1, 150)] | None
    direccion: Direccion
    telefono: Annotated[str, text(8, 30)] | None
    correo: Annotated[str, email(None, 100)] | None


class Item(Struct, AnyLine, forbid_unknown_fields=True):
    numItem: NumItem
    tipoItem: Literal[1, 2, 3]
    cantidad: Quantity
    codigo: Annotated[str, text(1, 25)] | None
    uniMedida: ListedUnit
    descripcion: Annotated[str, text(None, 1000)]
    precioUni: Amount8
    montoDescu: Amount8
    compra: Amount8


class Resumen(Struct, AnySummary, forbid_unknown_fields=True):
    totalCompra: Amount2
    descu: Amount2
    totalDescu: Amount2 | None
    subTotal: Amount2
    ivaRete: Amount2 = field(name="ivaRete1")
    reteRenta: Amount2
    totalPagar: Amount2
    totalLetras: Annotated[str, text(None, 200)]
    condicionOperacion: OldCondicion
    pagos: Annotated[list[Pago], items(1)] | None
    observaciones: Annotated[str, text(None, 3000)] | None


class FacturaSujetoExcluido(Struct, AnyDocument, forbid_unknown_fields=True):
    identificacion: Identificacion
    emisor: Emisor
    receptor: Receptor = field(name="sujetoExcluido")
    cuerpoDocumento: Annotated[list[Item], items(1, 2000)]
    resumen: Resumen
    apendice: Annotated[list[Apendice], items(1, 10)] | None


LAW = Law(
    tipo="14",
    version=1,
    regime="1.x",
    plain_dui=True,
    document=FacturaSujetoExcluido,
    title="Factura de sujeto excluido",
    conditions={
        "identificacion": TRANSMISSION,
        "sujetoExcluido": [
            when({"tipoDocumento": {"const": "36"}}, {"numDocumento": NIT_NUMBER}),
            when({"tipoDocumento": {"const": "13"}}, {"numDocumento": {"pattern": "^[0-9]{9}$"}}),
        ],
        "resumen": [
            when(
                {"condicionOperacion": {"const": 2}},
                {"pagos": {"items": {"properties": {"plazo": TEXT, "periodo": {"type": "number"}}}}},
            )
        ],
    },
)
