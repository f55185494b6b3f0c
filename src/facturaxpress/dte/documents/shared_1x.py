"""Fields and sections that the structures of 1.x (2022–2026) of several types have alike.

Source: MH's JSON Schemas 1.x with the 44 municipios of 2024.
"""

from decimal import Decimal
from typing import Annotated, Literal

from msgspec import Struct

from facturaxpress.dte import catalogs
from facturaxpress.dte.documents.fields import (
    Amount2,
    Code2,
    email,
    exact,
    text,
    whole,
)
from facturaxpress.dte.documents.views import (
    AnyDireccion,
    AnyDoctor,
    AnyExtension,
    AnyOther,
    AnyParty,
    AnyPayment,
    AnySummed,
    AnyThird,
)

TWO_DIGITS = r"^[0-9]{2}$"
NIT = r"^([0-9]{14}|[0-9]{9})$"
NRC = r"^[0-9]{1,8}$"
ACTIVITY = r"^[0-9]{2,6}$"
FORMA = r"^(0[1-9]||1[0-4]||99)$"
OldTime = Annotated[str, text(pattern=r"^(0[0-9]|1[0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9]?$")]
Establishment = Literal["01", "02", "04", "07", "20"]
SectionTwo = Literal["A8", "57", "90", "D4", "D5", "25", "A6"]
Summed = Literal["C3", "59", "71", "D1", "C8", "D5"]
Informative = Literal[
    "C5", "C6", "C7", "19", "28", "31", "32", "33", "34", "35", "36", "37", "38", "39", "42", "43", "44", "50", "51",
    "52", "53", "54", "55", "58", "77", "78", "79", "85", "86", "91", "92", "A1", "A5", "A7", "A9",
]  # fmt: skip
OldCondicion = Annotated[Literal[1, 2, 3], whole(json_type="number")]
Kind = Literal[1, 2, 3, 4]
Code4 = Annotated[str, text(4, 4)]
ListedUnit = Literal[
    1, 2, 3, 4, 5, 6, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26, 27, 29, 30, 31, 32, 33,
    34, 35, 36, 37, 38, 39, 40, 42, 43, 44, 45, 46, 47, 49, 50, 51, 52, 53, 54, 55, 56, 57, 58, 59, 99,
]  # fmt: skip
COUNTRIES = [entry.code for entry in catalogs.entries("CAT-020", regime="1.x") if entry.regime == "1.x"]
"""The numbers that 11 and 15 have for countries, where 2.0 has the letters of ISO 3166."""


class Direccion(Struct, AnyDireccion, forbid_unknown_fields=True):
    departamento: Annotated[str, text(pattern=TWO_DIGITS)]
    municipio: Annotated[str, text(pattern=TWO_DIGITS)]
    complemento: Annotated[str, text(1, 200)]


class Medico(Struct, AnyDoctor, forbid_unknown_fields=True):
    nombre: Annotated[str, text(None, 100)]
    nit: Annotated[str, text(pattern=NIT)] | None
    docIdentificacion: Annotated[str, text(2, 25)] | None
    tipoServicio: Annotated[int, whole(1, 6, json_type="number")]


class OtroDocumento(Struct, AnyOther, forbid_unknown_fields=True):
    codDocAsociado: Annotated[int, whole(1, 4)]
    descDocumento: Annotated[str, text(None, 100)] | None
    detalleDocumento: Annotated[str, text(None, 300)] | None
    medico: Medico | None


class Pago(Struct, AnyPayment, forbid_unknown_fields=True):
    codigo: Annotated[str, text(None, 2, FORMA)]
    montoPago: Amount2
    referencia: Annotated[str, text(None, 50)] | None
    plazo: Annotated[str, text(pattern=r"^0[1-3]$")] | None
    periodo: Annotated[Decimal, exact(None)] | None


class Emisor(Struct, AnyParty, forbid_unknown_fields=True):
    nit: Annotated[str, text(pattern=NIT)]
    nrc: Annotated[str, text(pattern=NRC)]
    nombre: Annotated[str, text(3, 200)]
    codActividad: Annotated[str, text(pattern=ACTIVITY)]
    descActividad: Annotated[str, text(1, 150)]
    nombreComercial: Annotated[str, text(1, 150)] | None
    tipoEstablecimiento: Establishment
    direccion: Direccion
    telefono: Annotated[str, text(8, 30)]
    correo: Annotated[str, email(3, 100)]
    codEstableMH: Code4 | None
    codEstable: Annotated[str, text(1, 10)] | None
    codPuntoVentaMH: Code4 | None
    codPuntoVenta: Annotated[str, text(1, 15)] | None


class Receptor(Struct, AnyParty, forbid_unknown_fields=True):
    """A receptor that must be a taxpayer of IVA."""

    nit: Annotated[str, text(pattern=NIT)]
    nrc: Annotated[str, text(pattern=NRC)]
    nombre: Annotated[str, text(1, 250)]
    codActividad: Annotated[str, text(pattern=ACTIVITY)]
    descActividad: Annotated[str, text(1, 150)]
    nombreComercial: Annotated[str, text(1, 150)] | None
    direccion: Direccion
    telefono: Annotated[str, text(8, 30)] | None
    correo: Annotated[str, email(None, 100)]


class VentaTercero(Struct, AnyThird, forbid_unknown_fields=True):
    nit: Annotated[str, text(pattern=NIT)]
    nombre: Annotated[str, text(3, 200)]


class TributoResumen(Struct, AnySummed, forbid_unknown_fields=True):
    codigo: Code2
    descripcion: Annotated[str, text(2, 150)]
    valor: Amount2


class Extension(Struct, AnyExtension, forbid_unknown_fields=True):
    nombEntrega: Annotated[str, text(1, 100)] | None
    docuEntrega: Annotated[str, text(1, 25)] | None
    nombRecibe: Annotated[str, text(1, 100)] | None
    docuRecibe: Annotated[str, text(1, 25)] | None
    observaciones: Annotated[str, text(None, 3000)] | None


class StrictDireccion(Struct, AnyDireccion, forbid_unknown_fields=True):
    """As several types have it: `complemento` says something."""

    departamento: Annotated[str, text(pattern=TWO_DIGITS)]
    municipio: Annotated[str, text(pattern=TWO_DIGITS)]
    complemento: Annotated[str, text(5, 200)]


class StrictExtension(Struct, AnyExtension, forbid_unknown_fields=True):
    """As several types have it: names and numbers of five characters or more."""

    nombEntrega: Annotated[str, text(5, 100)] | None
    docuEntrega: Annotated[str, text(5, 25)] | None
    nombRecibe: Annotated[str, text(5, 100)] | None
    docuRecibe: Annotated[str, text(5, 25)] | None
    observaciones: Annotated[str, text(None, 3000)] | None
