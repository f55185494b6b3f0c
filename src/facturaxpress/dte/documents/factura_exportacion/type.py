"""What a sale of 11 is, and the document it makes: net prices, no IVA, goods or services that leave the country."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Annotated, Any

from facturaxpress.dte import arithmetic, catalogs, countries, tributes
from facturaxpress.dte.arithmetic import Chain, Figure
from facturaxpress.dte.customs import customs_regime
from facturaxpress.dte.documents.fields import Code2, items, text, whole
from facturaxpress.dte.documents.law import Type
from facturaxpress.dte.lines import sale_lines
from facturaxpress.dte.made import MadeDocument, MadeLine, MadeParty
from facturaxpress.dte.making import Maker
from facturaxpress.dte.money import EXACT, ZERO
from facturaxpress.dte.parties import country, document, emisor, receptor
from facturaxpress.dte.readings import Readings
from facturaxpress.dte.sale import (
    Amount2,
    Amount8,
    Credit2,
    Percent2,
    Sale,
    SaleEmisor,
    SaleLine,
    SalePago,
    SaleRelacionado,
    SaleTercero,
    SaleTributo,
    Section,
    Signed2,
    Signed8,
)
from facturaxpress.dte.summary import summarise

COLUMNS = {"gravada": "ventaGravada", "noGravado": "noGravado"}
GOODS, SERVICES = 1, 2
"""`tipoItemExpor`; also `tipoItem` of a line."""


class Emisor(SaleEmisor):
    tipoItemExpor: int | None = None
    """1 goods, 2 services; taken from the lines if absent."""
    recintoFiscal: Code2 | None = None
    tipoRegimen: str | None = None
    """CAT-033; taken from `regimen` if absent."""
    regimen: Annotated[str, text(1, 13)] | None = None
    """CAT-028: `1000.000`, or with the kind before it, as 1.x writes it: `EX-1.1000.000`."""


class Receptor(Section):
    nombre: Annotated[str, text(1, 250)] | None = None
    tipoDocumento: Code2 | None = None
    numDocumento: Annotated[str, text(1, 20)] | None = None
    descActividad: Annotated[str, text(5, 150)] | None = None
    nombreComercial: Annotated[str, text(1, 150)] | None = None
    codPais: str | None = None
    """CAT-020: letters of ISO 3166, or the number that 1.x has for them."""
    nombrePais: Annotated[str, text(3, 50)] | None = None
    complemento: Annotated[str, text(1, 200)] | None = None
    tipoPersona: int | None = None
    telefono: Annotated[str, text(8, 30)] | None = None
    correo: Annotated[str, text(6, 100)] | None = None


class OtroDocumento(Section):
    codDocAsociado: int | None = None
    descDocumento: Annotated[str, text(3, 100)] | None = None
    detalleDocumento: Annotated[str, text(3, 300)] | None = None
    placaTrans: Annotated[str, text(5, 70)] | None = None
    modoTransp: Annotated[int, whole(1, 7)] | None = None
    numConductor: Annotated[str, text(5, 100)] | None = None
    nombreConductor: Annotated[str, text(5, 200)] | None = None


class CompraTercero(Section):
    numDocumento: Annotated[str, text(1, 20)] | None = None
    nombre: Annotated[str, text(1, 250)] | None = None


class Item(SaleLine):
    numeroDocumento: Annotated[str, text(1, 36)] | None = None
    codTributo: Code2 | None = None
    tipoVenta: str | None = None
    """Ours: `gravada` or `noGravado`."""
    ventaGravada: Amount8 | None = None
    tributos: Annotated[list[Code2], items(1, unique=True)] | None = None
    noGravado: Signed8 | None = None


class Resumen(Section):
    descuGravada: Amount2 | None = None
    porcentajeDescuento: Percent2 | None = None
    seguro: Amount2 | None = None
    flete: Amount2 | None = None
    totalNoOnerosas: Amount2 | None = None
    tributos: Annotated[list[SaleTributo], items(0)] | None = None
    saldoFavor: Credit2 | None = None
    condicionOperacion: int | None = None
    pagos: Annotated[list[SalePago], items(1)] | None = None
    codIncoterms: Annotated[str, text(1, 2)] | None = None
    descIncoterms: Annotated[str, text(1, 150)] | None = None
    numPagoElectronico: Annotated[str, text(1, 100)] | None = None
    observaciones: Annotated[str, text(1, 3000)] | None = None
    # Computed; compared when they are sent.
    totalGravada: Amount2 | None = None
    totalDescu: Amount2 | None = None
    montoTotalOperacion: Amount2 | None = None
    totalNoGravado: Signed2 | None = None
    totalPagar: Amount2 | None = None
    totalLetras: Annotated[str, text(None, 200)] | None = None


class SaleExportacion(Sale):
    emisor: Emisor | None = None
    documentoRelacionado: Annotated[list[SaleRelacionado], items(1, 50)] | None = None
    receptor: Receptor | None = None
    otrosDocumentos: Annotated[list[OtroDocumento], items(1, 20)] | None = None
    ventaTercero: SaleTercero | None = None
    compraTercero: CompraTercero | None = None
    cuerpoDocumento: Annotated[list[Item], items(1, 2000)] | None = None
    resumen: Resumen | None = None


def make(maker: Maker) -> MadeDocument:
    sale: SaleExportacion = maker.sale
    own = sale.emisor or Emisor()
    sent = sale.cuerpoDocumento or []
    _say_kind(sent, own)
    lines = sale_lines(maker, sent, columns=COLUMNS)
    for line, item in zip(sent, lines, strict=True):
        if line.tributos is None:
            # The amount of a tribute of section 2 carries none itself (Manual Funcional 2.0 p. 36–37).
            item.tributos = None if item.noGravado or item.codTributo is not None else [tributes.EXPORT]
    summary = summarise(maker, lines, sent, sale.resumen)
    summary.seguro = summary.seguro or ZERO
    summary.flete = summary.flete or ZERO
    summary.totalNoOnerosas = summary.totalNoOnerosas or ZERO
    if summary.codIncoterms is not None and summary.descIncoterms is None:
        entry = catalogs.lookup("CAT-031", summary.codIncoterms, on=maker.on)
        summary.descIncoterms = None if entry is None else entry.label
    return document(
        maker,
        emisor=_exporter(maker, own, lines),
        receptor=_customer(maker, sale.receptor),
        cuerpoDocumento=lines,
        resumen=summary,
    )


def _say_kind(lines: Sequence[Item], own: Emisor) -> None:
    """1.x says in `tipoItemExpor` alone what its lines are."""
    if own.tipoItemExpor in (GOODS, SERVICES):
        for line in lines:
            if line.tipoItem is None and line.codTributo is None:
                line.tipoItem = own.tipoItemExpor


def _exporter(maker: Maker, own: Emisor, lines: Sequence[MadeLine]) -> MadeParty:
    made = emisor(maker)
    made.tipoItemExpor = own.tipoItemExpor
    if made.tipoItemExpor is None:
        services = bool(lines) and all(line.tipoItem == SERVICES for line in lines)
        made.tipoItemExpor = SERVICES if services else GOODS
    tipo, regimen = customs_regime(own.tipoRegimen, own.regimen)
    if maker.old and tipo is not None and regimen is not None:
        # JSON Schema fe-fex-v1 has one field for both (CAT-028 of 1.x).
        regimen = f"{tipo}.{regimen}"
    made.tipoRegimen, made.regimen = tipo, regimen
    return made


def _customer(maker: Maker, sent: Receptor | None) -> MadeParty | None:
    made = receptor(maker, sent)
    if made is None:
        return None
    if made.codPais is None:
        # The country's name comes from its code, which is asked for.
        maker.findings.poison("receptor.nombrePais")
    else:
        made.nombrePais = made.nombrePais or countries.name(made.codPais)
        country(maker, made)
    return made


def monto_total(chain: Chain) -> Decimal:
    """Taxable sales less their discount, with insurance, freight and the tributes of fuel (K7)."""
    return EXACT.add(EXACT.add(arithmetic.taxed(chain), chain.added()), EXACT.add(chain["seguro"], chain["flete"]))


def left(chain: Chain) -> Decimal:
    """What is to be paid, before it stops at 0."""
    return arithmetic.with_charges(chain, chain["montoTotalOperacion"])


def finish_reduction(sale: dict[str, Any], whole: Mapping[str, Any]) -> None:
    """What a sale of 11 says in `emisor`; the countries and regimes of 1.x by the codes of 2.0."""
    own = whole.get("emisor")
    said = own if isinstance(own, Mapping) else {}
    kind, regimen = said.get("tipoItemExpor"), said.get("regimen")
    tipo, regimen = customs_regime(said.get("tipoRegimen"), regimen if isinstance(regimen, str) else None)
    fields = {
        "tipoItemExpor": kind,
        "recintoFiscal": said.get("recintoFiscal"),
        "tipoRegimen": tipo,
        "regimen": regimen,
    }
    sale["emisor"] = {name: value for name, value in fields.items() if value is not None}
    customer = sale.get("receptor")
    if isinstance(customer, dict) and isinstance(customer.get("codPais"), str):
        customer["codPais"] = countries.letters(customer["codPais"])
    for line in sale.get("cuerpoDocumento", ()):
        if "tipoItem" not in line and kind in (GOODS, SERVICES):
            line["tipoItem"] = kind


TYPE = Type(
    tipo="11",
    sale=SaleExportacion,
    make=make,
    figures=(
        Figure("totalGravada", arithmetic.total_of("ventaGravada")),
        Figure("totalDescu", arithmetic.total_descu),
        Figure("montoTotalOperacion", monto_total),
        Figure("totalNoGravado", arithmetic.total_of("noGravado")),
        Figure("totalPagar", lambda chain: max(ZERO, left(chain))),
        Figure("saldoFavor", lambda chain: min(ZERO, left(chain))),
    ),
    usual=tributes.EXPORT,
    summed=frozenset({tributes.EXPORT, "D1", "C8"}),
    finish_reduction=finish_reduction,
    not_written=frozenset({"tipoItem"}),
    readings=(Readings(noGravado="resta"),),
)
