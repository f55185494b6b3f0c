"""The arithmetic that all structures share: from the lines of a document to its summary.

Order of steps (Manual Funcional 2.0 p. 56–57): lines are rounded at 8 decimals; each total is the sum of the lines,
rounded at 2; the other figures come from the rounded ones, so that the printed column adds up.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date
from decimal import ROUND_HALF_UP, Context, Decimal

from msgspec import Struct

from facturaxpress.dte import tributes
from facturaxpress.dte.documents import Line
from facturaxpress.dte.documents.law import Law
from facturaxpress.dte.money import EXACT, ZERO, r2, r8, times
from facturaxpress.dte.readings import Readings

_add = EXACT.add
_subtract = EXACT.subtract
_divide: Callable[[Decimal, Decimal], Decimal] = Context(prec=60, rounding=ROUND_HALF_UP).divide
# 60 digits are enough: no quotient of two amounts below 10^11 lies so near to a tie that more would decide it.
_ONE = Decimal(1)


class Carried(Struct):
    """What the lines that carry a tribute add up to."""

    venta: Decimal = ZERO
    cantidad: Decimal = ZERO
    diferencia: Decimal = ZERO
    """Σ of suggested price × quantity above the sale, where a suggested price is given (K6)."""
    suggested: bool = False


class Sums(Struct):
    """The exact sums of the lines, not rounded."""

    noSuj: Decimal = ZERO
    exenta: Decimal = ZERO
    gravada: Decimal = ZERO
    descuento: Decimal = ZERO
    noGravado: Decimal = ZERO
    carried: dict[str, Carried] = {}


class Given(Struct, kw_only=True):
    """What the summary takes from the sale, not from its lines."""

    descuNoSuj: Decimal = ZERO
    descuExenta: Decimal = ZERO
    descuGravada: Decimal = ZERO
    retiene: bool = False
    percibe: bool = False
    reteRenta: Decimal = ZERO
    """Income tax withheld, which 01 and 03 have in 1.x only."""
    tributos: Mapping[str, Decimal] = {}
    """Amounts of tributes that the sale states: section 3 and D5."""


class Figures(Struct, kw_only=True):
    """The computed figures of a summary, by MH's names; 2 decimals."""

    totalNoSuj: Decimal
    totalExenta: Decimal
    totalGravada: Decimal
    subTotalVentas: Decimal
    totalDescu: Decimal
    tributos: dict[str, Decimal]
    """In the order in which the lines name them; without those whose amount is not known."""
    subTotal: Decimal
    ivaPerci: Decimal
    ivaRete: Decimal
    montoTotalOperacion: Decimal
    totalNoGravado: Decimal
    totalPagar: Decimal
    saldoFavor: Decimal


def monto_reading(law: Law, readings: Readings) -> str:
    """Which reading of `montoTotalOperacion` a structure follows; those of 1.x follow A."""
    if law.regime == "1.x":
        return "A"
    return readings.montoTotalOperacion01 if law.tipo == "01" else readings.montoTotalOperacion03


def every_reading(law: Law) -> Iterator[tuple[str, Readings]]:
    """All documented readings that matter to a structure."""
    for monto in ("A", "B"):
        yield monto, Readings()
        yield monto, Readings(noGravado="resta")
        yield monto, Readings(descuento59="ninguno")
        if law.gross:
            yield monto, Readings(base59="precio")
            yield monto, Readings(base59="precio", descuento59="ninguno")


def line_amount(cantidad: Decimal | int, precioUni: Decimal | int, montoDescu: Decimal | int) -> Decimal:
    """`venta…` of a line: r8(cantidad × precioUni − montoDescu). Manual Funcional 2.0 p. 48–49."""
    return r8(_subtract(EXACT.multiply(cantidad, precioUni), montoDescu))


def iva_inside(amount: Decimal, on: date) -> Decimal:
    """The IVA that an amount includes, not rounded: amount / 1.13 × 0.13."""
    rate = _iva(on)
    return _divide(times(amount, rate), _add(_ONE, rate))


def without_iva(amount: Decimal, on: date) -> Decimal:
    """An amount that includes IVA, without it, not rounded: amount / 1.13."""
    return _divide(amount, _add(_ONE, _iva(on)))


def sum_lines(lines: Iterable[Line]) -> Sums:
    """Adds up the lines as they stand."""
    noSuj = exenta = gravada = descuento = noGravado = ZERO
    carried: dict[str, Carried] = {}
    for line in lines:
        if line.ventaGravada:
            gravada = _add(gravada, line.ventaGravada)
        if line.ventaExenta:
            exenta = _add(exenta, line.ventaExenta)
        if line.ventaNoSuj:
            noSuj = _add(noSuj, line.ventaNoSuj)
        if line.montoDescu:
            descuento = _add(descuento, line.montoDescu)
        if line.noGravado:
            noGravado = _add(noGravado, line.noGravado)
        for code in line.tributos or ():
            sums = carried.get(code)
            if sums is None:
                sums = carried[code] = Carried()
            sums.venta = _add(sums.venta, line.ventaGravada)
            if code != tributes.IVA:
                _carry(sums, line)
    return Sums(noSuj, exenta, gravada, descuento, noGravado, carried)


def _carry(sums: Carried, line: Line) -> None:
    sums.cantidad = _add(sums.cantidad, line.cantidad)
    if line.psv:
        sums.suggested = True
        difference = _subtract(times(line.psv, line.cantidad), line.ventaGravada)
        if difference > ZERO:
            sums.diferencia = _add(sums.diferencia, difference)


def summarise(sums: Sums, given: Given, *, gross: bool, monto: str, on: date, readings: Readings) -> Figures:
    """The summary of lines that add up to `sums`. `monto` is the reading (A or B) of `montoTotalOperacion`."""
    totalNoSuj, totalExenta, totalGravada = r2(sums.noSuj), r2(sums.exenta), r2(sums.gravada)
    subTotalVentas = _add(_add(totalNoSuj, totalExenta), totalGravada)
    descuentos = _add(_add(given.descuNoSuj, given.descuExenta), given.descuGravada)
    subTotal = _subtract(subTotalVentas, descuentos)
    values: dict[str, Decimal] = {}
    added = ZERO
    for code, carried in sums.carried.items():
        value = tribute(code, carried, sums, given, gross=gross, on=on, readings=readings)
        if value is not None:
            values[code] = value
            if code in tributes.SECTION_1:
                added = _add(added, value)
    base = _subtract(totalGravada, given.descuGravada)
    ivaRete = withheld(base, gross=gross, on=on) if given.retiene else ZERO
    ivaPerci = perceived(base) if given.percibe else ZERO
    before = _add(subTotal, added)
    net = _subtract(_add(before, ivaPerci), ivaRete)
    totalNoGravado = r2(sums.noGravado)
    due = _subtract(net, given.reteRenta)
    due = _subtract(due, totalNoGravado) if readings.noGravado == "resta" else _add(due, totalNoGravado)
    return Figures(
        totalNoSuj=totalNoSuj,
        totalExenta=totalExenta,
        totalGravada=totalGravada,
        subTotalVentas=subTotalVentas,
        totalDescu=_add(r2(sums.descuento), descuentos),
        tributos=values,
        subTotal=subTotal,
        ivaPerci=ivaPerci,
        ivaRete=ivaRete,
        montoTotalOperacion=net if monto == "B" else before,
        totalNoGravado=totalNoGravado,
        totalPagar=max(ZERO, due),
        saldoFavor=min(ZERO, due),
    )


def tribute(
    code: str, carried: Carried, sums: Sums, given: Given, *, gross: bool, on: date, readings: Readings
) -> Decimal | None:
    """The amount of one tribute; None if the law does not give it and the sale does not state it.

    Source: Manual Funcional 2.0 p. 35–40.
    """
    stated = given.tributos.get(code)
    rate = tributes.rate(code, on)
    if rate is None:
        return stated
    match rate.base:
        case "venta" if code == tributes.IVA:
            return r2(times(rate.value, _subtract(carried.venta, given.descuGravada)))
        case "venta":
            base = carried.venta
            if given.descuGravada and sums.gravada and readings.descuento59 == "proporcional":
                base = _subtract(base, _divide(times(given.descuGravada, base), sums.gravada))
            if gross and readings.base59 == "neta":
                base = without_iva(base, on)
            return r2(times(rate.value, base))
        case "unidad" | "galon":
            return r2(times(rate.value, carried.cantidad))
        case "diferencia":
            if stated is not None or not carried.suggested:
                return stated
            return r2(times(rate.value, without_iva(carried.diferencia, on) if gross else carried.diferencia))


def withheld(base: Decimal, *, gross: bool, on: date) -> Decimal:
    """`ivaRete`: 1 % of the taxable sales less their discount, without IVA. Manual Funcional 2.0 p. 50."""
    return r2(times(tributes.RETENTION.value, without_iva(base, on) if gross else base))


def perceived(base: Decimal) -> Decimal:
    """`ivaPerci`: 1 % of the net taxable sales less their discount."""
    return r2(times(tributes.PERCEPTION.value, base))


def total_iva(items: Iterable[Decimal], descuGravada: Decimal, on: date) -> Decimal:
    """`totalIva` of 01: Σ `ivaItem` less the IVA inside the global discount; informative."""
    result = ZERO
    for item in items:
        result = _add(result, item)
    return r2(_subtract(result, iva_inside(descuGravada, on)) if descuGravada else result)


def _iva(on: date) -> Decimal:
    rate = tributes.rate(tributes.IVA, on)
    if rate is None:
        raise ValueError(f"no rate of IVA is known for {on}")
    return rate.value
