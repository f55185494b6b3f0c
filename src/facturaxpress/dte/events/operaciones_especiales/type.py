"""What is sent of facturas simplificadas and comprobantes de control interno, and the event (17) it makes.

A line is one document (`numDocumento`, `fechaEmision`) or a range (`docDel`, `docAl`); prices are net.
"""

from collections.abc import Mapping
from typing import Annotated, Any

from facturaxpress.dte import arithmetic, tributes
from facturaxpress.dte.arithmetic import SALES, Figure, line_amount
from facturaxpress.dte.deadlines import local_day
from facturaxpress.dte.documents.fields import Code2, Date, items, text, whole
from facturaxpress.dte.documents.law import Type
from facturaxpress.dte.events.operaciones_especiales.ranges import range_of
from facturaxpress.dte.hints import hinted
from facturaxpress.dte.lines import differs, treatment
from facturaxpress.dte.made import MadeDocument, MadeLine
from facturaxpress.dte.making import Maker
from facturaxpress.dte.money import LIMIT, ZERO, close
from facturaxpress.dte.parties import document
from facturaxpress.dte.sale import Amount2, Amount8, Event, SaleTributo, Section, decimal
from facturaxpress.dte.summary import summarise
from facturaxpress.dte.texts import money

COLUMNS = {"gravada": "ventaGravada", "exenta": "ventaExenta", "noSujeta": "ventaNoSuj"}


class Item(Section):
    numItem: Annotated[int, whole(1, 2000)] | None = None
    codigoGeneracionRef: Annotated[str, text(36, 36)] | None = None
    tipoDocumento: str | None = None
    numDocumento: Annotated[str, text(1, 36)] | None = None
    fechaEmision: Date | None = None
    cantidad: Annotated[int, whole(1)] | None = None
    descripcion: Annotated[str, text(1, 1500)] | None = None
    docDel: Annotated[str, text(1, 36)] | None = None
    docAl: Annotated[str, text(1, 36)] | None = None
    precioUni: Amount8 | None = None
    tipoVenta: str | None = None
    """Ours: `gravada`, `exenta` or `noSujeta`."""
    ventaNoSuj: Amount8 | None = None
    ventaExenta: Amount8 | None = None
    ventaGravada: Amount8 | None = None
    tributos: Annotated[list[Code2], items(1, unique=True)] | None = None


class Resumen(Section):
    """All of it is computed, and compared when it is sent."""

    totalNoSuj: Amount2 | None = None
    totalExenta: Amount2 | None = None
    totalGravada: Amount2 | None = None
    subTotal: Amount2 | None = None
    tributos: Annotated[list[SaleTributo], items(0)] | None = None
    total: Amount2 | None = None
    totalLetras: Annotated[str, text(None, 200)] | None = None


class OperacionesEspeciales(Event):
    cuerpoDocumento: Annotated[list[Item], items(1, 2000)] | None = None
    resumen: Resumen | None = None


def make(maker: Maker) -> MadeDocument:
    sale: OperacionesEspeciales = maker.sale
    today = local_day(maker.context.now)
    if maker.on > today:
        path = "fecEmi" if sale.fecEmi is not None else "identificacion.fecEmi"
        maker.findings.refuse("event-ahead", path, value=maker.on.isoformat(), today=today.isoformat())
    lines = [_line(maker, line, index) for index, line in enumerate(sale.cuerpoDocumento or ())]
    return document(
        maker,
        cuerpoDocumento=lines,
        resumen=summarise(maker, lines, sale.cuerpoDocumento, sale.resumen),
    )


def _line(maker: Maker, line: Item, index: int) -> MadeLine:
    findings, path = maker.findings, f"cuerpoDocumento[{index}]"
    kind = treatment(line, index, COLUMNS, findings)
    cantidad = line.cantidad or _count(line)
    for field, value, hint in (
        (
            "descripcion",
            line.descripcion,
            (" con lo que respaldan los documentos", " with what the documents are about"),
        ),
        ("precioUni", line.precioUni, (", el valor neto de cada documento", ", the net value of each document")),
        ("cantidad", cantidad, (" con cuántos documentos abarca el rango", " with how many documents the range holds")),
    ):
        if value is None and not findings.echoes(f"{path}.{field}"):
            findings.refuse("required", f"{path}.{field}", field=field, **hinted(hint))
    made = MadeLine(
        numItem=line.numItem or index + 1,
        codigoGeneracionRef=line.codigoGeneracionRef,
        tipoDocumento=line.tipoDocumento,
        numDocumento=line.numDocumento,
        fechaEmision=_date(maker, line, path),
        cantidad=cantidad or 1,
        descripcion=line.descripcion or "",
        docDel=line.docDel,
        docAl=line.docAl,
        precioUni=decimal(line.precioUni),
        tributos=line.tributos,
    )
    field = COLUMNS[kind]
    amount = line_amount(made.cantidad, made.precioUni, ZERO)
    if amount >= LIMIT:
        findings.refuse("amount-too-large", path, field=field, value=money(amount))
        amount = ZERO
    sent = getattr(line, field)
    if sent is not None and not close(decimal(sent), amount):
        differs(findings, index, field, sent, amount)
    setattr(made, field, amount)
    if line.tributos is None and made.ventaGravada:
        made.tributos = [tributes.IVA]
    return made


def _count(line: Item) -> int | None:
    """How many documents a line tells of (Manual Funcional 2.0 p. 24–28)."""
    if line.docDel is None and line.docAl is None:
        return 1
    found = range_of(line.docDel, line.docAl)
    # A range that runs backwards has a rule of its own.
    return None if found is None else max(1, found.count)


def _date(maker: Maker, line: Item, path: str) -> str | None:
    """The date of a range is null by the rule in words, and filled in by the examples (K15)."""
    if line.docDel is None or line.fechaEmision is None or maker.readings.fechaRango17 == "fecha":
        return line.fechaEmision
    maker.findings.add("special-range-date", f"{path}.fechaEmision", value=line.fechaEmision)
    return None


def finish_reduction(sale: dict[str, Any], _: Mapping[str, Any]) -> None:
    """All of the summary is computed."""
    sale.pop("resumen", None)


TYPE = Type(
    tipo="17",
    sale=OperacionesEspeciales,
    make=make,
    figures=(
        *SALES[:3],
        Figure("subTotal", arithmetic.sum_of("totalNoSuj", "totalExenta", "totalGravada")),
        Figure("total", arithmetic.with_tributes("subTotal")),
    ),
    words="total",
    summed=frozenset({tributes.IVA}),
    informative=False,
    usual=tributes.IVA,
    finish_reduction=finish_reduction,
    event=True,
)
