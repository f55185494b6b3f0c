"""The arithmetic that all structures share: from the lines of a document to its summary.

Order of steps (Manual Funcional 2.0 p. 56–57): lines are rounded at 8 decimals; each total is the sum of the lines,
rounded at 2; the other figures come from the rounded ones, so that the printed column adds up.

A figure is a name and one formula. The formula is worked out on what was computed before it when a document is made,
and on the figures as they were sent when one is judged.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date
from decimal import ROUND_HALF_UP, Context, Decimal
from functools import cache
from operator import attrgetter

from msgspec import Struct

from facturaxpress.dte import tributes
from facturaxpress.dte.documents.law import Law, Type
from facturaxpress.dte.documents.views import AnyLine, AnySummary
from facturaxpress.dte.money import EXACT, ZERO, r2, r8, times
from facturaxpress.dte.readings import DEFAULT, Readings

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
    """The exact sums of the lines, not rounded: by the names of their fields, and by tribute."""

    of: dict[str, Decimal] = {}
    carried: dict[str, Carried] = {}

    def __getitem__(self, field: str) -> Decimal:
        return self.of.get(field, ZERO)


class Given(Struct, kw_only=True):
    """What the summary takes from the sale, not from its lines."""

    summary: AnySummary
    """Global discounts, insurance, freight and the like."""
    retiene: bool = False
    percibe: bool = False
    renta: bool = False
    tributos: Mapping[str, Decimal] = {}
    """Amounts of tributes that the sale states: section 3 and D5."""


class Chain:
    """The figures of one summary while they are worked out, each from those before it."""

    __slots__ = ("given", "law", "monto", "on", "readings", "sums", "tributos", "values")

    def __init__(self, law: Law, sums: Sums, given: Given, *, on: date, readings: Readings, monto: str) -> None:
        self.law = law
        self.sums = sums
        self.given = given
        self.on = on
        self.readings = readings
        self.monto = monto
        """Which reading of `montoTotalOperacion` (A or B) is followed."""
        self.values: Mapping[str, Decimal] = {}
        self.tributos: Mapping[str, Decimal] = {}
        """In the order in which the lines name them; without those whose amount is not known."""

    def __getitem__(self, name: str) -> Decimal:
        """A figure worked out before, else what the sale gives."""
        value = self.values.get(name)
        return self.input(name) if value is None else value

    def input(self, name: str) -> Decimal:
        value: Decimal | None = getattr(self.given.summary, name)
        return ZERO if value is None else value

    def added(self) -> Decimal:
        """Σ of the tributes of section 1, which are added to the total (Manual Funcional 2.0 p. 35–40)."""
        result = ZERO
        for code, value in self.tributos.items():
            if code in tributes.SECTION_1:
                result = _add(result, value)
        return result


class Figure(Struct, frozen=True):
    """A figure of `resumen`, 2 decimals."""

    name: str
    formula: Callable[[Chain], Decimal]
    others: tuple[Callable[[Chain], Decimal], ...] = ()
    """What other texts of MH give, on the figures as they were sent; accepted, and never issued."""


class LineFigure(Struct, frozen=True):
    """A figure of a line beside its amount."""

    name: str
    formula: Callable[[AnyLine, date], Decimal]
    """Rounded as the structure wants it: 8 decimals, 2 in 07, 09 and two fields of 18."""
    text: str
    """The formula in signs, which both languages read, for the fault."""
    optional: bool = False
    """Whether the line may have none of it: 0."""
    optional_1x: bool = False
    """Whether that is so in 1.x."""

    def may_be_0(self, law: Law) -> bool:
        return self.optional or (self.optional_1x and law.regime == "1.x")


# Formulas that several types have alike.


def total_of(*fields: str) -> Callable[[Chain], Decimal]:
    """A total of the lines: r2(Σ) of one field, or of several (Manual Funcional 2.0 p. 56–57)."""
    first, rest = fields[0], fields[1:]

    def formula(chain: Chain) -> Decimal:
        result = chain.sums[first]
        for field in rest:
            result = _add(result, chain.sums[field])
        return r2(result)

    return formula


def sum_of(*names: str) -> Callable[[Chain], Decimal]:
    """The sum of figures that are rounded already."""

    def formula(chain: Chain) -> Decimal:
        result = chain[names[0]]
        for name in names[1:]:
            result = _add(result, chain[name])
        return result

    return formula


def total_descu(chain: Chain) -> Decimal:
    """The discounts of the lines, and the global ones. Manual Funcional 2.0 p. 49."""
    given = sum((chain.input(name) for name in ("descuNoSuj", "descuExenta", "descuGravada", "descu")), ZERO)
    return _add(r2(chain.sums["montoDescu"]), given)


def sub_total(chain: Chain) -> Decimal:
    given = _add(_add(chain.input("descuNoSuj"), chain.input("descuExenta")), chain.input("descuGravada"))
    return _subtract(chain["subTotalVentas"], given)


def with_tributes(name: str) -> Callable[[Chain], Decimal]:
    """A figure with the tributes of section 1, which are added to it."""

    def formula(chain: Chain) -> Decimal:
        return _add(chain[name], chain.added())

    return formula


def taxed(chain: Chain) -> Decimal:
    """The taxable sales less their global discount; with IVA where the prices include it."""
    return _subtract(chain["totalGravada"], chain.input("descuGravada"))


def iva_rete(chain: Chain) -> Decimal:
    return withheld(taxed(chain), gross=chain.law.gross, on=chain.on) if chain.given.retiene else ZERO


def iva_perci(chain: Chain) -> Decimal:
    return perceived(taxed(chain)) if chain.given.percibe else ZERO


def monto_total(chain: Chain) -> Decimal:
    """`montoTotalOperacion` before retention and perception (A), or with them (B); K1."""
    before = _add(chain["subTotal"], chain.added())
    return _subtract(_add(before, chain["ivaPerci"]), chain["ivaRete"]) if chain.monto == "B" else before


def left(chain: Chain) -> Decimal:
    """What is to be paid, before it stops at 0."""
    net = _subtract(_add(_add(chain["subTotal"], chain.added()), chain["ivaPerci"]), chain["ivaRete"])
    return with_charges(chain, _subtract(net, chain["reteRenta"]))


def with_charges(chain: Chain, due: Decimal) -> Decimal:
    """An amount with the charges and credits outside the tax base; K2."""
    charges = chain["totalNoGravado"]
    return _subtract(due, charges) if chain.readings.noGravado == "resta" else _add(due, charges)


def total_pagar(chain: Chain) -> Decimal:
    return max(ZERO, left(chain))


def saldo_favor(chain: Chain) -> Decimal:
    return min(ZERO, left(chain))


def total_iva(chain: Chain) -> Decimal:
    """`totalIva` of 01: Σ `ivaItem` less the IVA inside the global discount; informative."""
    discount, result = chain.input("descuGravada"), chain.sums["ivaItem"]
    return r2(_subtract(result, iva_inside(discount, chain.on)) if discount else result)


def iva_item(line: AnyLine, on: date) -> Decimal:
    """`ivaItem` of 01: the IVA that `ventaGravada` includes."""
    return r8(iva_inside(line.ventaGravada, on)) if line.ventaGravada else ZERO


SALES = (
    Figure("totalNoSuj", total_of("ventaNoSuj")),
    Figure("totalExenta", total_of("ventaExenta")),
    Figure("totalGravada", total_of("ventaGravada")),
    Figure("subTotalVentas", sum_of("totalNoSuj", "totalExenta", "totalGravada")),
)
"""The totals by treatment."""


# The working out.


def monto_reading(law: Law, readings: Readings) -> str:
    """Which reading of `montoTotalOperacion` a structure follows; those of 1.x follow A."""
    if law.regime == "1.x":
        return "A"
    match law.tipo:
        case "01":
            return readings.montoTotalOperacion01
        case "03":
            return readings.montoTotalOperacion03
    return "A"


def every_reading(own: Type) -> Iterator[tuple[str, Readings]]:
    """All documented readings that matter to a type."""
    for monto in ("A", "B"):
        for readings in (DEFAULT, *own.readings):
            yield monto, readings


def line_amount(cantidad: Decimal | int, precioUni: Decimal | int, montoDescu: Decimal | int) -> Decimal:
    """`venta…` of a line: r8(cantidad × precioUni − montoDescu). Manual Funcional 2.0 p. 48–49."""
    return r8(_subtract(EXACT.multiply(cantidad, precioUni), montoDescu))


def iva_inside(amount: Decimal, on: date) -> Decimal:
    """The IVA that an amount includes, not rounded: amount / 1.13 × 0.13."""
    rate, whole = _iva(on)
    return _divide(times(amount, rate), whole)


def proportion(amount: Decimal, share: Decimal, whole: Decimal) -> Decimal:
    """amount × share / whole, not rounded."""
    return _divide(times(amount, share), whole)


def without_iva(amount: Decimal, on: date) -> Decimal:
    """An amount that includes IVA, without it, not rounded: amount / 1.13."""
    return _divide(amount, _iva(on)[1])


_SUMMED = (
    "ventaNoSuj",
    "ventaExenta",
    "ventaGravada",
    "compra",
    "montoDescu",
    "noGravado",
    "ivaItem",
    "ivaPerci",
    "ivaRete",
    "totalIva",
    "reteRenta",
    "seguro",
    "flete",
    "montoSujetoGrav",
    "ivaRetenido",
    "base13",
    "exportaciones",
    "valor",
)
"""The amounts of lines that some total adds up."""
_PART_OF = {"base13": "montoSujetoGrav"}
"""Those that no line holds as such, and the field that they are a part of."""


@cache
def _summed_of(fields: tuple[str, ...]) -> tuple[str, ...]:
    """Those of the fields that are amounts which some total adds up."""
    return tuple(field for field in _SUMMED if _PART_OF.get(field, field) in fields)


def _fields_of(made: Iterable[AnyLine]) -> tuple[str, ...]:
    """What lines that are being made were given, in one order."""
    return tuple(sorted(set().union(*(line.__dict__ for line in made))))


def sum_lines(lines: Iterable[AnyLine]) -> Sums:
    """Adds up the lines as they stand."""
    lines = list(lines)
    of: dict[str, Decimal] = {}
    for field in _summed_of(getattr(lines[0], "__struct_fields__", None) or _fields_of(lines)) if lines else ():
        result = ZERO
        for value in map(attrgetter(field), lines):
            if value:
                result = _add(result, value)
        if result:
            of[field] = result
    carried: dict[str, Carried] = {}
    for line in lines:
        for code in line.tributos or ():
            sums = carried.get(code)
            if sums is None:
                sums = carried[code] = Carried()
            sums.venta = _add(_add(sums.venta, line.ventaGravada), line.exportaciones)
            if code != tributes.IVA:
                _carry(sums, line)
    return Sums(of, carried)


def _carry(sums: Carried, line: AnyLine) -> None:
    sums.cantidad = _add(sums.cantidad, line.cantidad)
    if line.psv:
        sums.suggested = True
        difference = _subtract(times(line.psv, Decimal(line.cantidad)), line.ventaGravada)
        if difference > ZERO:
            sums.diferencia = _add(sums.diferencia, difference)


def work_out(
    own: Type, law: Law, sums: Sums, given: Given, *, on: date, readings: Readings, monto: str | None = None
) -> Chain:
    """The figures of a summary, by MH's names, of lines that add up to `sums`."""
    chain = Chain(
        law, sums, given, on=on, readings=readings, monto=monto_reading(law, readings) if monto is None else monto
    )
    chain.tributos = {
        code: value
        for code, carried in sums.carried.items()
        if (value := _tribute(own, code, carried, chain)) is not None
    }
    values: dict[str, Decimal] = {}
    chain.values = values
    for figure in own.figures:
        values[figure.name] = figure.formula(chain)
    return chain


def _tribute(own: Type, code: str, carried: Carried, chain: Chain) -> Decimal | None:
    if code in own.stated:
        return chain.given.tributos.get(code)
    gross, on, readings = chain.law.gross, chain.on, chain.readings
    return tribute(code, carried, chain.sums, chain.given, gross=gross, on=on, readings=readings)


def tribute(
    code: str, carried: Carried, sums: Sums, given: Given, *, gross: bool, on: date, readings: Readings
) -> Decimal | None:
    """The amount of one tribute; None if the law does not give it and the sale does not state it.

    Source: Manual Funcional 2.0 p. 35–40.
    """
    stated = given.tributos.get(code)
    if code == tributes.EXPORT:
        return ZERO
    rate = tributes.rate(code, on)
    if rate is None:
        return stated
    descuGravada = given.summary.descuGravada
    match rate.base:
        case "venta" if code == tributes.IVA:
            discount, gravada = descuGravada, sums["ventaGravada"]
            if discount and gravada and carried.venta != gravada:
                # Taxable lines that do not carry it, of 0 % (C3), bear their share of the discount.
                discount = proportion(discount, carried.venta, gravada)
            return r2(times(rate.value, _subtract(carried.venta, discount)))
        case "venta":
            base, gravada = carried.venta, sums["ventaGravada"]
            if descuGravada and gravada and readings.descuento59 == "proporcional":
                base = _subtract(base, proportion(descuGravada, base, gravada))
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


def _iva(on: date) -> tuple[Decimal, Decimal]:
    """The rate of IVA, and 1 with it."""
    rate = iva_rate(on)
    return rate, _with_one(rate)


@cache
def _with_one(rate: Decimal) -> Decimal:
    return _add(_ONE, rate)


def iva_rate(on: date) -> Decimal:
    rate = tributes.rate(tributes.IVA, on)
    if rate is None:
        raise ValueError(f"no rate of IVA is known for {on}")
    return rate.value
