"""Sections that the 2.0 structures of several types have alike, keys in MH's order."""

from decimal import Decimal
from typing import Annotated

from msgspec import Struct

from facturaxpress.dte.documents.fields import (
    Amount2,
    Code2,
    Date,
    exact,
    text,
    whole,
)
from facturaxpress.dte.documents.views import (
    AnyAppendix,
    AnyDireccion,
    AnyDoctor,
    AnyOther,
    AnyParty,
    AnyPayment,
    AnyRelated,
    AnySummed,
    AnyThird,
)
from facturaxpress.dte.money import ZERO


class DocumentoRelacionado(Struct, AnyRelated, forbid_unknown_fields=True):
    tipoDocumento: str
    tipoGeneracion: int
    numeroDocumento: Annotated[str, text(1, 36)]
    fechaEmision: Date


class Direccion(Struct, AnyDireccion, forbid_unknown_fields=True, frozen=True):
    departamento: str
    municipio: str
    distrito: str
    complemento: Annotated[str, text(1, 200)]


class VentaTercero(Struct, AnyThird, forbid_unknown_fields=True):
    nit: Annotated[str, text(1, 20)] | None
    nombre: Annotated[str, text(1, 250)]
    codDomiciliado: int | None


class TributoResumen(Struct, AnySummed, forbid_unknown_fields=True):
    codigo: Code2
    descripcion: Annotated[str, text(1, 300)]
    valor: Amount2


class Pago(Struct, AnyPayment, forbid_unknown_fields=True):
    codigo: Annotated[str, text(None, 2)] | None
    montoPago: Amount2
    referencia: Annotated[str, text(None, 50)] | None
    plazo: str | None
    periodo: Annotated[Decimal, exact(None, gt=ZERO)] | None


class Apendice(Struct, AnyAppendix, forbid_unknown_fields=True):
    campo: Annotated[str, text(None, 25)]
    etiqueta: Annotated[str, text(None, 50)]
    valor: Annotated[str, text(None, 150)]


class Medico(Struct, AnyDoctor, forbid_unknown_fields=True):
    nombre: Annotated[str, text(1, 100)] | None
    nit: str | None
    docIdentificacion: Annotated[str, text(1, 25)] | None
    tipoServicio: Annotated[int, whole(1, 6, json_type="number")] | None


class OtroDocumento(Struct, AnyOther, forbid_unknown_fields=True):
    codDocAsociado: Annotated[int, whole(1, 4)] | None
    descDocumento: Annotated[str, text(3, 100)] | None
    detalleDocumento: Annotated[str, text(3, 300)] | None
    medico: Medico | None


class Emisor(Struct, AnyParty, forbid_unknown_fields=True):
    nit: str
    nrc: Annotated[str, text(2, 8)]
    nombre: Annotated[str, text(1, 250)]
    codActividad: Annotated[str, text(5, 6)]
    descActividad: Annotated[str, text(5, 150)]
    nombreComercial: Annotated[str, text(1, 150)] | None
    direccion: Direccion
    telefono: Annotated[str, text(8, 30)]
    correo: Annotated[str, text(6, 100)]
    codEstable: Annotated[str, text(4, 4)] | None
    codPuntoVenta: Annotated[str, text(1, 15)] | None


class StrictApendice(Struct, AnyAppendix, forbid_unknown_fields=True):
    """As several types of either regime have it: no text may be empty."""

    campo: Annotated[str, text(2, 25)]
    etiqueta: Annotated[str, text(3, 50)]
    valor: Annotated[str, text(1, 150)]


class FilledApendice(Struct, AnyAppendix, forbid_unknown_fields=True):
    """As 08, 11 and 15 have it: one character is enough."""

    campo: Annotated[str, text(1, 25)]
    etiqueta: Annotated[str, text(1, 50)]
    valor: Annotated[str, text(1, 150)]
