"""What is sent of goods, services or purchases that come back, and the event (18) it makes.

It returns facturas (01), exports (11) or purchases (14), and its lines have the columns of those. What the issuer
holds of them (`Context.held`) is copied: their type and date, the receiver, the third party, whether tax was withheld.
"""

from collections.abc import Iterator, Mapping
from datetime import date
from decimal import Decimal
from typing import Annotated, Any

import msgspec

from facturaxpress.dte import arithmetic, countries, tributes
from facturaxpress.dte.arithmetic import SALES, Chain, Figure, LineFigure
from facturaxpress.dte.codes import EXPORTACION, FACTURA, SUJETO_EXCLUIDO
from facturaxpress.dte.customs import export_of
from facturaxpress.dte.deadlines import Days, local_day, return_dates, return_sending
from facturaxpress.dte.documents.factura_exportacion.type import CompraTercero, Emisor
from facturaxpress.dte.documents.fields import Code2, Date, items, text
from facturaxpress.dte.documents.law import Type
from facturaxpress.dte.documents.views import AnyDocument, AnyLine
from facturaxpress.dte.holding import receiver, type_of, viewed
from facturaxpress.dte.lines import COLUMNS, Columns, sale_lines
from facturaxpress.dte.made import MadeDocument, MadeLine, MadeParty, MadeRelated, MadeTarget, MadeThird
from facturaxpress.dte.making import Maker
from facturaxpress.dte.money import EXACT, ZERO, r2, times, total
from facturaxpress.dte.parties import OF_EXPORT, document, emisor
from facturaxpress.dte.readings import Readings
from facturaxpress.dte.sale import (
    Amount2,
    Amount8,
    Credit2,
    Event,
    Number,
    SaleLine,
    SaleTercero,
    SaleTributo,
    Section,
    Signed2,
    Signed8,
    decimal,
)
from facturaxpress.dte.summary import summarise
from facturaxpress.dte.texts import is_date

COLUMNS_OF: dict[str, Columns] = {
    FACTURA: COLUMNS,
    EXPORTACION: {"gravada": "ventaGravada", "noGravado": "noGravado"},
    SUJETO_EXCLUIDO: {"compra": "compra"},
}
"""The columns of a line, by the type that is returned."""


class Relacionado(Section):
    tipoDocumento: str | None = None
    codigoGeneracion: Annotated[str, text(1, 36)] | None = None
    fechaEmision: Date | None = None


class Documento(Section):
    """The receiver of what is returned."""

    tipoDocumento: str | None = None
    numDocumento: Annotated[str, text(1, 20)] | None = None
    nombre: Annotated[str, text(1, 250)] | None = None
    codPais: str | None = None
    nombrePais: Annotated[str, text(3, 50)] | None = None
    telefono: Annotated[str, text(8, 30)] | None = None
    correo: Annotated[str, text(1, 100)] | None = None


class Item(SaleLine):
    codigoGeneracion: Annotated[str, text(1, 36)] | None = None
    """The document that comes back; where there is but one it need not be said."""
    codTributo: Code2 | None = None
    tipoVenta: str | None = None
    """Ours: `gravada`, `exenta`, `noSujeta` or `noGravado`."""
    ventaNoSuj: Amount8 | None = None
    ventaExenta: Amount8 | None = None
    ventaGravada: Amount8 | None = None
    compra: Amount8 | None = None
    tributos: Annotated[list[Code2], items(1, unique=True)] | None = None
    psv: Amount8 | None = None
    noGravado: Signed8 | None = None
    seguro: Signed8 | None = None
    flete: Signed8 | None = None
    retieneIva: bool | None = None
    """Ours: whether the 1 % of IVA of this line had been withheld."""
    retieneRenta: bool | None = None
    """Ours: whether the 10 % of income tax of this line had been withheld."""
    # Computed; compared when they are sent.
    ivaItem: Amount8 | None = None
    ivaRete: Amount2 | None = None
    reteRenta: Amount2 | None = None


class Resumen(Section):
    tributos: Annotated[list[SaleTributo], items(0)] | None = None
    retieneIva: bool | None = None
    """Ours: IVA had been withheld; of every line that does not say otherwise."""
    retieneRenta: bool | None = None
    """Ours: income tax had been withheld; of every line that does not say otherwise."""
    totalNoOnerosas: Amount2 | None = None
    saldoFavor: Credit2 | None = None
    # Computed; compared when they are sent.
    totalNoSuj: Amount2 | None = None
    totalExenta: Amount2 | None = None
    totalGravada: Amount2 | None = None
    totalCompraExcluidos: Amount2 | None = None
    subTotalVentas: Amount2 | None = None
    totalSeguro: Amount2 | None = None
    totalFlete: Amount2 | None = None
    montoTotalOperacion: Amount2 | None = None
    ivaRete: Amount2 | None = None
    reteRenta: Amount2 | None = None
    totalNoGravado: Signed2 | None = None
    totalPagar: Amount2 | None = None
    totalLetras: Annotated[str, text(None, 200)] | None = None
    totalIva: Amount2 | None = None


class Retorno(Event):
    emisor: Emisor | None = None
    documentoRelacionado: Annotated[list[Relacionado], items(1, 50)] | None = None
    documento: Documento | None = None
    ventaTercero: SaleTercero | None = None
    compraTercero: CompraTercero | None = None
    cuerpoDocumento: Annotated[list[Item], items(1, 2000)] | None = None
    resumen: Resumen | None = None


def make(maker: Maker) -> MadeDocument:
    sale: Retorno = maker.sale
    sent = sale.cuerpoDocumento or []
    related = _related(maker, sale)
    tipo = next((one.tipoDocumento for one in related if one.tipoDocumento in COLUMNS_OF), FACTURA)
    held = _first_held(maker, related)
    _take_date(maker, related)
    lines = _lines(maker, sent, tipo, related)
    summary = summarise(maker, lines, sent, sale.resumen)
    summary.totalNoOnerosas = summary.totalNoOnerosas or ZERO
    return document(
        maker,
        emisor=_issuer(maker, sale, tipo, held),
        documentoRelacionado=related or None,
        documento=_receiver(sale.documento, tipo, held),
        ventaTercero=_third(sale.ventaTercero, None if held is None else held.ventaTercero),
        compraTercero=_third(sale.compraTercero, None if held is None else held.compraTercero),
        cuerpoDocumento=lines,
        resumen=summary,
    )


def _related(maker: Maker, sale: Retorno) -> list[MadeRelated]:
    """The documents that come back: as they were sent, else those that the lines name."""
    sent = sale.documentoRelacionado
    if sent is None:
        named = dict.fromkeys(line.codigoGeneracion for line in sale.cuerpoDocumento or () if line.codigoGeneracion)
        sent = [Relacionado(codigoGeneracion=code) for code in named]
    made = []
    for one in sent:
        held = maker.context.held.get(one.codigoGeneracion or "")
        view = None if held is None else viewed(held.document)
        made.append(
            MadeRelated(
                tipoDocumento=one.tipoDocumento or (None if held is None else type_of(held.document)),
                codigoGeneracion=one.codigoGeneracion,
                fechaEmision=one.fechaEmision or (None if view is None else view.identificacion.fecEmi),
            )
        )
    return made


def _first_held(maker: Maker, related: list[MadeRelated]) -> AnyDocument | None:
    """The first of the documents, if it is held: all of them have the same parties (Manual Funcional 2.0 p. 29)."""
    held = maker.context.held.get(related[0].codigoGeneracion or "") if related else None
    return None if held is None else viewed(held.document)


def _lines(maker: Maker, sent: list[Item], tipo: str, related: list[MadeRelated]) -> list[MadeLine]:
    summary = maker.sale.resumen or Resumen()
    only = related[0].codigoGeneracion if len(related) == 1 else None
    before = _withheld_before(maker, related)

    def left_out(line: Any) -> frozenset[str]:
        had_iva, had_renta = before.get(line.codigoGeneracion or only or "", (False, False))
        iva = _withheld(summary.retieneIva, summary.ivaRete, had_iva)
        renta = _withheld(summary.retieneRenta, summary.reteRenta, had_renta)
        none = set() if tipo == FACTURA else {"ivaItem", "ivaRete"}
        if tipo != SUJETO_EXCLUIDO or not _withheld(line.retieneRenta, line.reteRenta, renta):
            none.add("reteRenta")
        if not _withheld(line.retieneIva, line.ivaRete, iva):
            none.add("ivaRete")
        return frozenset(none)

    lines = sale_lines(maker, sent, columns=COLUMNS_OF[tipo], left_out=left_out)
    for line, item in zip(sent, lines, strict=True):
        item.codigoGeneracion = line.codigoGeneracion or only
        item.seguro, item.flete = decimal(line.seguro), decimal(line.flete)
        if tipo == EXPORTACION and line.tributos is None and item.ventaGravada and item.codTributo is None:
            item.tributos = [tributes.EXPORT]
    return lines


def _withheld_before(maker: Maker, related: list[MadeRelated]) -> dict[str, tuple[bool, bool]]:
    """Whether each document that is held had IVA and income tax withheld."""
    found = {}
    for one in related:
        code = one.codigoGeneracion or ""
        held = maker.context.held.get(code)
        view = None if held is None else viewed(held.document)
        if view is not None:
            found[code] = bool(view.resumen.ivaRete), bool(view.resumen.reteRenta)
    return found


def _withheld(flag: bool | None, amount: Number | None, otherwise: bool) -> bool:
    return flag if flag is not None else bool(amount) if amount is not None else otherwise


def _issuer(maker: Maker, sale: Retorno, tipo: str, held: AnyDocument | None) -> MadeParty:
    made = emisor(maker)
    made.codEstable = made.codPuntoVenta = None
    for field in OF_EXPORT:
        known = export_of(held).get(f"emisor.{field}") if held is not None and tipo == EXPORTACION else None
        said = getattr(sale.emisor, field, None)
        setattr(made, field, known if said is None else said)
    return made


def _receiver(sent: Documento | None, tipo: str, held: AnyDocument | None) -> MadeTarget | None:
    known: dict[str, Any] = {} if held is None else receiver(held)
    if held is not None and held.receptor is not None and tipo == EXPORTACION:
        known |= {"codPais": export_of(held)["documento.codPais"], "nombrePais": held.receptor.nombrePais}
    said = {} if sent is None else msgspec.structs.asdict(sent)
    fields = {name: known.get(name) if said.get(name) is None else said[name] for name in (*known, *said)}
    country = fields.get("codPais")
    if tipo == EXPORTACION and country is not None:
        fields["codPais"] = countries.letters(country)
        fields["nombrePais"] = fields.get("nombrePais") or countries.name(country)
    return MadeTarget(**fields) if any(value is not None for value in fields.values()) else None


def _third(sent: Section | None, held: Any) -> MadeThird | None:
    if sent is not None:
        return MadeThird(**{name: value for name, value in msgspec.structs.asdict(sent).items() if value is not None})
    if held is None:
        return None
    return MadeThird(
        nit=held.nit, numDocumento=held.numDocumento, nombre=held.nombre, codDomiciliado=held.codDomiciliado
    )


def _take_date(maker: Maker, related: list[MadeRelated]) -> None:
    """Holds the event's date, or today's, against the dates of the documents (Manual Funcional 2.0 p. 30)."""
    sale: Retorno = maker.sale
    own = sale.identificacion.fecEmi if sale.identificacion is not None else None
    said = sale.fecEmi or own
    path = "fecEmi" if sale.fecEmi is not None else "identificacion.fecEmi" if own is not None else ""
    today = local_day(maker.context.now)
    allowed = list(_allowed(maker, related, today))
    if said is None:
        for _, days in allowed:
            maker.on = days.clamp(maker.on)
    for index, days in allowed:
        if maker.on not in days:
            values = {"value": maker.on.isoformat(), "first": days.first.isoformat(), "last": days.last.isoformat()}
            maker.findings.refuse("return-date", path or f"documentoRelacionado[{index}].fechaEmision", **values)


def _allowed(maker: Maker, related: list[MadeRelated], today: date) -> Iterator[tuple[int, Days]]:
    activity = maker.context.emisor.codActividad
    for index, one in enumerate(related):
        tipo = one.tipoDocumento or ""
        held = maker.context.held.get(one.codigoGeneracion or "")
        if held is not None and held.sealed is not None:
            term = return_sending(tipo, held.sealed, activity)
            if today not in term:
                values = {"today": today.isoformat(), "limit": term.last.isoformat(), "sealed": term.first.isoformat()}
                maker.findings.add("return-late", f"documentoRelacionado[{index}].codigoGeneracion", **values)
        if not is_date(one.fechaEmision or ""):
            continue
        days = return_dates(tipo, date.fromisoformat(one.fechaEmision), today, activity)
        if days is None:
            path = f"documentoRelacionado[{index}].fechaEmision"
            maker.findings.refuse("return-ahead", path, value=one.fechaEmision, today=today.isoformat())
        else:
            yield index, days


def iva_rete(line: AnyLine, on: date) -> Decimal:
    return arithmetic.withheld(line.ventaGravada, gross=True, on=on) if line.ventaGravada else ZERO


def rete_renta(line: AnyLine, _: date) -> Decimal:
    return r2(times(tributes.RENTA.value, line.compra))


_COLUMNS = ("totalNoSuj", "totalExenta", "totalGravada", "totalCompraExcluidos")


def _before(chain: Chain) -> Decimal:
    """All that comes back, before what had been withheld of it."""
    return total((*(chain[name] for name in (*_COLUMNS, "totalSeguro", "totalFlete")), chain.added()))


def monto_total(chain: Chain) -> Decimal:
    """`montoTotalOperacion` before the retention; the layout of p. 72 prints it net of it (B; K1)."""
    before = _before(chain)
    return EXACT.subtract(before, chain["ivaRete"]) if chain.monto == "B" else before


def left(chain: Chain) -> Decimal:
    """What is to be paid back, before it stops at 0."""
    net = EXACT.subtract(EXACT.subtract(_before(chain), chain["ivaRete"]), chain["reteRenta"])
    return arithmetic.with_charges(chain, net)


def finish_reduction(sale: dict[str, Any], whole: Mapping[str, Any]) -> None:
    """What the event says of an export in `emisor`, and the lines that nothing had been withheld of."""
    own = whole.get("emisor")
    said = own if isinstance(own, Mapping) else {}
    export = {field: said[field] for field in OF_EXPORT if said.get(field) is not None}
    if export:
        sale["emisor"] = export
    if not sale.get("resumen"):
        sale.pop("resumen", None)
    parts = zip(sale.get("cuerpoDocumento", ()), whole.get("cuerpoDocumento", ()), strict=True)
    for line, sent in parts:
        for flag, field, base in (("retieneIva", "ivaRete", "ventaGravada"), ("retieneRenta", "reteRenta", "compra")):
            if sale.get("resumen", {}).get(flag) and sent.get(base) and not sent.get(field):
                line[flag] = False


TYPE = Type(
    tipo="18",
    sale=Retorno,
    make=make,
    figures=(
        *SALES[:3],
        Figure("totalCompraExcluidos", arithmetic.total_of("compra")),
        Figure(
            "subTotalVentas",
            arithmetic.sum_of("totalNoSuj", "totalExenta", "totalGravada"),
            # By the digest of the norm the purchases belong to it (K16).
            others=(arithmetic.sum_of(*_COLUMNS),),
        ),
        Figure("totalSeguro", arithmetic.total_of("seguro")),
        Figure("totalFlete", arithmetic.total_of("flete")),
        Figure("ivaRete", arithmetic.total_of("ivaRete")),
        Figure("reteRenta", arithmetic.total_of("reteRenta")),
        Figure("montoTotalOperacion", monto_total),
        Figure("totalNoGravado", arithmetic.total_of("noGravado")),
        Figure("totalPagar", lambda chain: max(ZERO, left(chain))),
        Figure("totalIva", arithmetic.total_of("ivaItem")),
        Figure("saldoFavor", lambda chain: min(ZERO, left(chain))),
    ),
    line_figures=(
        LineFigure("ivaItem", arithmetic.iva_item, "ventaGravada / 1.13 × 0.13", optional=True),
        LineFigure("ivaRete", iva_rete, "ventaGravada / 1.13 × 0.01", optional=True),
        LineFigure("reteRenta", rete_renta, "compra × 0.10", optional=True),
    ),
    summed=frozenset({"59", "71", "D1", "C8", "D5", tributes.EXPORT}),
    finish_reduction=finish_reduction,
    readings=(
        Readings(noGravado="resta"),
        Readings(base59="precio"),
    ),
    event=True,
    from_held=("documentoRelacionado", "documento"),
)
