"""What the input of 09 is, and the document it makes: who collects by card settles with the one who sold."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Annotated, Any

import msgspec

from facturaxpress.dte.arithmetic import Chain, Figure, iva_rate, without_iva
from facturaxpress.dte.documents.fields import Date, text, whole
from facturaxpress.dte.documents.law import Type
from facturaxpress.dte.hints import Words, hinted
from facturaxpress.dte.made import MadeDocument, MadeParty
from facturaxpress.dte.making import Maker
from facturaxpress.dte.money import EXACT, ZERO, plain, r2, times, total
from facturaxpress.dte.parties import document, emisor, receptor
from facturaxpress.dte.sale import Amount2, Percent2, Sale, SaleDireccion, Section
from facturaxpress.dte.summary import summarise

PERCEPTION = Decimal("0.02")
"""Of the value without IVA that an acquirer of cards settles (Código Tributario art. 162-A)."""
OLD_TELEPHONE = 8
_GIVEN = ("montoSinPercepcion", "comision", "porcentComision")


class Receptor(Section):
    """Who sold."""

    nit: str | None = None
    nrc: Annotated[str, text(2, 8)] | None = None
    nombre: Annotated[str, text(1, 250)] | None = None
    codActividad: Annotated[str, text(5, 6)] | None = None
    descActividad: Annotated[str, text(5, 150)] | None = None
    nombreComercial: Annotated[str, text(1, 150)] | None = None
    tipoEstablecimiento: str | None = None
    direccion: SaleDireccion | None = None
    telefono: Annotated[str, text(8, 30)] | None = None
    correo: Annotated[str, text(6, 100)] | None = None
    codEstableMH: Annotated[str, text(4, 4)] | None = None
    codPuntoVentaMH: Annotated[str, text(4, 4)] | None = None


class Cuerpo(Section):
    periodoLiquidacionFechaInicio: Date | None = None
    periodoLiquidacionFechaFin: Date | None = None
    codLiquidacion: Annotated[str, text(1, 30)] | None = None
    cantidadDoc: Annotated[int, whole(1, 999_999_999)] | None = None
    valorOperaciones: Amount2 | None = None
    """With IVA and tips."""
    montoSinPercepcion: Amount2 | None = None
    descripSinPercepcion: Annotated[str, text(1, 100)] | None = None
    comision: Amount2 | None = None
    """Without IVA."""
    porcentComision: Percent2 | None = None
    """Informative."""
    observaciones: Annotated[str, text(1, 1000)] | None = None
    # Computed; compared when they are sent.
    subTotal: Amount2 | None = None
    iva: Amount2 | None = None
    montoSujetoPercepcion: Amount2 | None = None
    ivaPercibido: Amount2 | None = None
    ivaComision: Amount2 | None = None
    liquidoApagar: Amount2 | None = None
    totalLetras: Annotated[str, text(None, 200)] | None = None


class Extension(Section):
    nombEntrega: Annotated[str, text(1, 100)] | None = None
    docuEntrega: Annotated[str, text(1, 25)] | None = None
    codEmpleado: Annotated[str, text(1, 15)] | None = None


class SaleContable(Sale):
    receptor: Receptor | None = None
    resumen: Cuerpo | None = msgspec.field(name="cuerpoDocumento", default=None)
    extension: Extension | None = None


def make(maker: Maker) -> MadeDocument:
    sale: SaleContable = maker.sale
    sent = sale.resumen
    if sent is None and not maker.findings.echoes("resumen"):
        maker.findings.refuse("required", "resumen", field="resumen", **hinted(_BODY))
    for field, hint in _HINTS.items():
        path = f"resumen.{field}"
        if sent is not None and getattr(sent, field) is None and not maker.findings.echoes(path):
            maker.findings.refuse("required", path, field=field, **hinted(hint))
    made = summarise(maker, [], None, sent)
    if maker.old:
        if made.montoSinPercepcion is None:
            made.montoSinPercepcion = ZERO
        if isinstance(made.porcentComision, Decimal):
            made.porcentComision = plain(made.porcentComision)
    return document(maker, emisor=_acquirer(maker), receptor=receptor(maker, sale.receptor), resumen=made)


_BODY: Words = (" con lo que se liquida", " with what is settled")
_HINTS: dict[str, Words] = {
    "periodoLiquidacionFechaInicio": (": el primer día que se liquida", ": the first day that is settled"),
    "periodoLiquidacionFechaFin": (": el último día que se liquida", ": the last day that is settled"),
    "valorOperaciones": (", con IVA y propinas", ", with IVA and tips"),
    "comision": (", sin IVA; 0 si no la hay", ", without IVA; 0 if there is none"),
}


def _acquirer(maker: Maker) -> MadeParty:
    """The issuer; the structure of 1.x has telephones of eight digits."""
    made = emisor(maker)
    if maker.old:
        digits = "".join(character for character in made.telefono or "" if character.isdigit())
        made.telefono = digits[-OLD_TELEPHONE:]
    return made


def sub_total(chain: Chain) -> Decimal:
    return EXACT.subtract(chain["valorOperaciones"], chain["montoSinPercepcion"])


def base(chain: Chain) -> Decimal:
    """`montoSujetoPercepcion`: the value without its IVA."""
    return r2(without_iva(chain["subTotal"], chain.on))


def iva(chain: Chain) -> Decimal:
    return EXACT.subtract(chain["subTotal"], chain["montoSujetoPercepcion"])


def iva_of_base(chain: Chain) -> Decimal:
    return r2(times(iva_rate(chain.on), chain["montoSujetoPercepcion"]))


def perceived(chain: Chain) -> Decimal:
    return r2(times(PERCEPTION, chain["montoSujetoPercepcion"]))


def iva_of_commission(chain: Chain) -> Decimal:
    return r2(times(iva_rate(chain.on), chain["comision"]))


def paid(chain: Chain) -> Decimal:
    """`liquidoApagar`. Normativa de cumplimiento 2.0."""
    taken = total((chain["comision"], chain["ivaComision"], chain["ivaPercibido"]))
    return EXACT.subtract(chain["valorOperaciones"], taken)


def finish_reduction(sale: dict[str, Any], document: Mapping[str, Any]) -> None:
    """An amount of 0 is said, as it is not the same as none; the percentage of 1.x is a text."""
    whole_body = document.get("cuerpoDocumento") or {}
    body = sale["cuerpoDocumento"]
    for field in _GIVEN:
        if whole_body.get(field) is not None:
            body[field] = whole_body[field]
    said = body.get("porcentComision")
    if isinstance(said, str):
        digits = said.strip().removesuffix("%").strip()
        body.pop("porcentComision")
        if digits.replace(".", "", 1).isdecimal() and digits.isascii():
            body["porcentComision"] = Decimal(digits)


TYPE = Type(
    tipo="09",
    sale=SaleContable,
    make=make,
    figures=(
        Figure("subTotal", sub_total),
        Figure("montoSujetoPercepcion", base),
        Figure("iva", iva, (iva_of_base,)),
        Figure("ivaPercibido", perceived),
        Figure("ivaComision", iva_of_commission),
        Figure("liquidoApagar", paid),
    ),
    amount=False,
    words="liquidoApagar",
    finish_reduction=finish_reduction,
)
