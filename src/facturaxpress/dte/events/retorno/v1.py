"""Evento de retorno (18), structure version 1: what comes back of facturas, exports and purchases.

Keys in MH's order. Prices include IVA where the document's do. Source: MH's JSON Schema fe-eret-v1. `uniMedida` may be
missing, but not null. Null among its codes of tributes means nothing: they must be texts.
"""

from decimal import Decimal
from typing import Annotated, Literal

from msgspec import UNSET, Struct, UnsetType

from facturaxpress.dte.documents.conditions import NULL, TEXT, when
from facturaxpress.dte.documents.fields import (
    Ambiente,
    Amount2,
    Amount8,
    Code2,
    CodigoGeneracion,
    Contingencia,
    Credit2,
    Date,
    FreePrice8,
    Modelo,
    NumItem,
    Operacion,
    Quantity,
    Signed2,
    Signed8,
    UniMedida,
    exact,
    items,
    text,
)
from facturaxpress.dte.documents.law import Law
from facturaxpress.dte.documents.shared import Apendice, TributoResumen
from facturaxpress.dte.documents.views import (
    AnyDocument,
    AnyIdentificacion,
    AnyLine,
    AnyParty,
    AnyRelated,
    AnySummary,
    AnyTarget,
    AnyThird,
)
from facturaxpress.dte.money import ZERO


class Identificacion(Struct, AnyIdentificacion, forbid_unknown_fields=True):
    version: Literal[1]
    ambiente: Ambiente
    tipoModelo: Modelo
    tipoOperacion: Operacion
    tipoEvento: Literal["18"]
    tipoContingencia: Contingencia | None
    motivoContin: Annotated[str, text(1, 500)] | None
    codigoGeneracion: CodigoGeneracion
    fecEmi: Date
    horEmi: Annotated[str, text(pattern=r"^(0[0-9]|1[0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9]$")]
    fusion: Annotated[str, text(9, 14)] | None
    tipoMoneda: Literal["USD"]


class DocumentoRelacionado(Struct, AnyRelated, forbid_unknown_fields=True):
    tipoDocumento: str
    codigoGeneracion: Annotated[str, text(1, 36)]
    fechaEmision: Date


class Emisor(Struct, AnyParty, forbid_unknown_fields=True):
    nit: Annotated[str, text(None, 14)]
    nombre: Annotated[str, text(1, 250)]
    codEstableMH: Annotated[str, text(4, 4)]
    codEstable: Annotated[str, text(1, 10)] | None
    codPuntoVentaMH: Annotated[str, text(4, 4)]
    codPuntoVenta: Annotated[str, text(1, 15)] | None
    recintoFiscal: Annotated[str, text(2, 2)] | None
    tipoRegimen: Annotated[str, text(1, 4)] | None
    regimen: Annotated[str, text(1, 13)] | None
    tipoItemExpor: int | None


class Documento(Struct, AnyTarget, forbid_unknown_fields=True):
    """The receptor, as the documents that come back name it."""

    tipoDocumento: str | None
    numDocumento: Annotated[str, text(1, 20)] | None
    nombre: Annotated[str, text(1, 250)] | None
    codPais: str | None
    nombrePais: Annotated[str, text(3, 50)] | None
    telefono: Annotated[str, text(8, 30)] | None
    correo: Annotated[str, text(1, 100)] | None


class VentaTercero(Struct, AnyThird, forbid_unknown_fields=True):
    nit: Annotated[str, text(1, 20)] | None
    nombre: Annotated[str, text(1, 250)] | None
    codDomiciliado: int | None


class CompraTercero(Struct, AnyThird, forbid_unknown_fields=True):
    numDocumento: Annotated[str, text(1, 20)] | None
    nombre: Annotated[str, text(1, 250)] | None


class Item(Struct, AnyLine, forbid_unknown_fields=True, kw_only=True):
    numItem: NumItem
    tipoItem: int
    codigoGeneracion: Annotated[str, text(1, 36)]
    cantidad: Quantity
    precioUni: FreePrice8
    descripcion: Annotated[str, text(1, 1500)]
    codigo: Annotated[str, text(1, 25)] | None = None
    # In this structure alone the key may be left out, so the view, which has a number or null, does not know of it.
    uniMedida: UniMedida | UnsetType = UNSET  # type: ignore[assignment]
    montoDescu: Amount8
    codTributo: Code2 | None
    ventaNoSuj: Amount8
    ventaExenta: Amount8
    ventaGravada: Amount8
    compra: Amount8
    tributos: Annotated[list[Code2], items(1, unique=True)] | None
    psv: Amount8
    ivaItem: Amount8
    noGravado: Signed8
    seguro: Signed8
    flete: Signed8
    ivaRete: Annotated[Decimal, exact(2, ge=ZERO)]
    reteRenta: Amount2


class Resumen(Struct, AnySummary, forbid_unknown_fields=True):
    totalNoSuj: Amount2
    totalExenta: Amount2
    totalGravada: Amount2
    totalCompraExcluidos: Amount2
    subTotalVentas: Amount2
    tributos: Annotated[list[TributoResumen], items(0, unique=True)] | None
    totalSeguro: Amount2 | None
    totalFlete: Amount2 | None
    montoTotalOperacion: Amount2
    ivaRete: Amount2
    reteRenta: Amount2 | None
    totalNoGravado: Signed2
    totalPagar: Amount2
    totalLetras: Annotated[str, text(8, 200)] | None
    totalNoOnerosas: Amount2
    totalIva: Amount2
    saldoFavor: Credit2


class Retorno(Struct, AnyDocument, forbid_unknown_fields=True):
    identificacion: Identificacion
    documentoRelacionado: Annotated[list[DocumentoRelacionado], items(1, 50)]
    emisor: Emisor
    documento: Documento | None
    ventaTercero: VentaTercero | None
    compraTercero: CompraTercero | None
    cuerpoDocumento: Annotated[list[Item], items(1, 2000)]
    resumen: Resumen
    apendice: Annotated[list[Apendice], items(1, 10)] | None


LAW = Law(
    tipo="18",
    version=1,
    regime="2.0",
    document=Retorno,
    title="Evento de retorno",
    gross=True,
    related=frozenset({"01", "11", "14"}),
    conditions={
        "": [when({"ventaTercero": {"type": "object"}}, {"compraTercero": NULL})],
        "identificacion": [
            when(
                {"tipoOperacion": {"const": 1}},
                {"tipoContingencia": NULL, "motivoContin": NULL},
                {"tipoModelo": {"const": 2}, "tipoContingencia": {"type": "integer"}},
            ),
            when({"tipoContingencia": {"const": 5}}, {"motivoContin": TEXT}, {"motivoContin": NULL}),
        ],
    },
)
