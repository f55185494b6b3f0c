"""Where MH's own sources disagree: each reading has a name, sides, a default and the reason for it.

Both sides are documented in docs/decisions/0002-readings.md. `build` follows the reading in force on the day (see
`lawtable`); `validate` accepts a document made under any of them.
"""

import re
from decimal import Decimal
from typing import Literal

from msgspec import Struct

Plazo = Literal["mes-siguiente", "diez-dias", "antiguo"]


class Readings(Struct, frozen=True, kw_only=True):
    """Which side to take when issuing. What each side means stands in `SPECS`, under the same name."""

    montoTotalOperacion01: Literal["A", "B"] = "A"
    montoTotalOperacion03: Literal["A", "B"] = "B"
    noGravado: Literal["suma", "resta"] = "suma"
    base59: Literal["neta", "precio"] = "neta"
    descuento59: Literal["proporcional", "ninguno"] = "proporcional"
    totalPagar05: Literal["regla", "impreso"] = "regla"
    reteRenta14: Literal["todo", "servicios"] = "todo"
    fechaRango17: Literal["null", "fecha"] = "null"
    receptorDesde01: Decimal = Decimal("1095.00")
    """US dollars, 2 decimals."""
    plazoInvalidacion: Plazo = "mes-siguiente"


class Side(Struct, frozen=True):
    """One value that a reading may have."""

    value: str
    meaning: str
    meaning_en: str


class ReadingSpec(Struct, frozen=True, kw_only=True):
    """What a reading decides, between which sides, and why the default is what it is."""

    name: str
    tipos: frozenset[str]
    """The types it matters to (CAT-002; 17 and 18 are events)."""
    subject: str
    subject_en: str
    sides: tuple[Side, ...] = ()
    """Empty where the value is an amount."""
    reason: str
    """Why the default is the default, in Spanish."""
    reason_en: str
    source: str

    @property
    def default(self) -> str:
        """The value that holds where nobody set another, as it is written in a setting."""
        return str(getattr(DEFAULT, self.name))

    @property
    def values(self) -> tuple[str, ...]:
        """The values it may have; empty where any amount is one."""
        return tuple(side.value for side in self.sides)

    def parse(self, value: str) -> str | Decimal:
        """The value as `Readings` holds it. ValueError if it is none of the sides, or no amount in dollars."""
        if self.sides:
            if value not in self.values:
                raise ValueError(f"{self.name} cannot be {value[:40]!r}")
            return value
        if not _AMOUNT.fullmatch(value):
            raise ValueError(f"{self.name} cannot be {value[:40]!r}")
        return Decimal(value).quantize(_CENT)


DEFAULT = Readings()
_CENT = Decimal("0.01")
_AMOUNT = re.compile(r"[0-9]{1,9}(\.[0-9]{1,2})?")

SPECS: dict[str, ReadingSpec] = {
    spec.name: spec
    for spec in (
        ReadingSpec(
            name="montoTotalOperacion01",
            tipos=frozenset({"01"}),
            subject="`montoTotalOperacion` de la factura con retención de IVA",
            subject_en="`montoTotalOperacion` of 01 with IVA withheld",
            sides=(
                Side("A", "subtotal y tributos, antes de la retención", "sub-total and tributes, before the retention"),
                Side("B", "con la retención ya restada", "net of the retention"),
            ),
            reason=(
                "Así lo dice el texto del campo en las estructuras anteriores; solo el modelo impreso de la p. 58"
                " apunta a lo contrario."
            ),
            reason_en=(
                "The field text of the earlier structures says so; only the printed layout of p. 58 points elsewhere."
            ),
            source="Manual Funcional 2.0 p. 58 (K1)",
        ),
        ReadingSpec(
            name="montoTotalOperacion03",
            tipos=frozenset({"03"}),
            subject="`montoTotalOperacion` del crédito fiscal con retención o percepción de IVA",
            subject_en="`montoTotalOperacion` of 03 with IVA withheld or perceived",
            sides=(
                Side("A", "antes de la retención y la percepción", "before retention and perception"),
                Side("B", "con la percepción sumada y la retención restada", "perception added, retention taken off"),
            ),
            reason=(
                "Es lo que dan las cifras de la p. 50, el texto más reciente: 697.50 + 90.68 − 6.98 = 781.20. Las"
                " estructuras 1.x siguen siempre A."
            ),
            reason_en=(
                "The figures of p. 50, the newest text, give it: 697.50 + 90.68 − 6.98 = 781.20. The structures of"
                " 1.x always follow A."
            ),
            source="Manual Funcional 2.0 p. 50 (K1)",
        ),
        ReadingSpec(
            name="noGravado",
            tipos=frozenset({"01", "03", "05", "06", "11", "18"}),
            subject="signo de los cargos que no afectan la base imponible",
            subject_en="sign of the charges outside the tax base",
            sides=(
                Side("suma", "un monto positivo es un cargo y suma", "a positive amount is a charge and adds"),
                Side("resta", "un monto positivo se resta", "a positive amount is taken off"),
            ),
            reason="Es la regla en palabras de la p. 32; las cifras de las p. 50 y 51 restan un monto positivo.",
            reason_en="The rule in words of p. 32; the figures of p. 50 and 51 take a positive amount off.",
            source="Manual Funcional 2.0 p. 32, 50–51 (K2)",
        ),
        ReadingSpec(
            name="base59",
            tipos=frozenset({"01", "18"}),
            subject="base del impuesto de turismo (tributo 59) en la factura y en su retorno",
            subject_en="base of the tourism tax (tribute 59) in 01 and its return",
            sides=(
                Side("neta", "el precio sin IVA", "the price without IVA"),
                Side("precio", "el precio como se imprime, con IVA", "the price as printed, with IVA"),
            ),
            reason="Un impuesto se calcula sobre un precio sin otro impuesto; ningún ejemplo lo resuelve.",
            reason_en="A tax is reckoned on a price without another tax; no example settles it.",
            source="Manual Funcional 2.0 p. 35 (K5)",
        ),
        ReadingSpec(
            name="descuento59",
            tipos=frozenset({"01", "03", "04", "05", "06"}),
            subject="si el descuento global baja la base del impuesto de turismo",
            subject_en="whether the global discount lowers the base of the tourism tax",
            sides=(
                Side("proporcional", "la baja en su parte", "it lowers it by its share"),
                Side("ninguno", "no la baja", "it does not"),
            ),
            reason="Así el impuesto sigue a lo que se paga; no hay ejemplo.",
            reason_en="So the tax follows what is paid; there is no example.",
            source="Manual Funcional 2.0 p. 35 (K5)",
        ),
        ReadingSpec(
            name="totalPagar05",
            tipos=frozenset({"05"}),
            subject="`totalPagar` de la nota de crédito con retención de IVA",
            subject_en="`totalPagar` of 05 with IVA withheld",
            sides=(
                Side(
                    "regla",
                    "se resta la retención: 95.80 en el ejemplo",
                    "the retention is taken off: 95.80 in the example",
                ),
                Side("impreso", "no se resta: 96.70, como está impreso", "it is not: 96.70, as printed"),
            ),
            reason="La regla en palabras resta la retención; la cifra impresa en la p. 51 la olvida.",
            reason_en="The rule in words takes the retention off; the figure printed on p. 51 forgets it.",
            source="Manual Funcional 2.0 p. 51 (K3)",
        ),
        ReadingSpec(
            name="reteRenta14",
            tipos=frozenset({"14"}),
            subject="base del 10 % de renta retenida al sujeto excluido",
            subject_en="base of the 10 % income tax withheld in 14",
            sides=(
                Side(
                    "todo",
                    "todo el `subTotal`, menos las líneas que digan que no",
                    "the whole `subTotal`, less the lines that opt out",
                ),
                Side("servicios", "solo las líneas de servicios", "the lines of services only"),
            ),
            reason=(
                "Los documentos vistos retienen sobre bienes y servicios juntos; la ley habla de servicios, y por"
                " eso una línea puede quedar fuera."
            ),
            reason_en=(
                "The documents seen withhold on goods and services together; the law speaks of services, so a line"
                " may opt out."
            ),
            source="CT art. 156; JSON Schema fe-fse-v2 (K13)",
        ),
        ReadingSpec(
            name="fechaRango17",
            tipos=frozenset({"17"}),
            subject="`fechaEmision` de una línea por rango en el evento de operaciones especiales",
            subject_en="`fechaEmision` of a line that is a range in the event of special operations",
            sides=(
                Side("null", "siempre null", "always null"),
                Side("fecha", "la fecha de los documentos del rango", "the date of the range's documents"),
            ),
            reason=(
                "La regla en palabras de la p. 24 pide null; los ejemplos de las p. 26–28 llevan fecha. La"
                " estructura admite las dos."
            ),
            reason_en=(
                "The rule in words of p. 24 asks for null; the examples of p. 26–28 carry a date. The structure"
                " takes both."
            ),
            source="Manual Funcional 2.0 p. 24, 26–28 (K15)",
        ),
        ReadingSpec(
            name="receptorDesde01",
            tipos=frozenset({"01"}),
            subject="`montoTotalOperacion` de la factura desde el que se identifica al receptor, en dólares",
            subject_en="`montoTotalOperacion` of 01 from which the receptor is identified, in US dollars",
            reason=(
                "Es lo que exige la estructura anterior (tres salarios mínimos de 365.00). La ley dice tres"
                " salarios mínimos, que hoy pueden ser más; el monto menor cumple en ambos casos."
            ),
            reason_en=(
                "The earlier structure asks for it (three minimum wages of 365.00). The law says three minimum"
                " wages, which may be more today; the smaller amount satisfies both."
            ),
            source="CT art. 119-G; JSON Schema fe-fc-v1",
        ),
        ReadingSpec(
            name="plazoInvalidacion",
            tipos=frozenset({"03", "04", "05", "06", "07", "08", "09", "15", "17", "18"}),
            subject="hasta cuándo se transmite una invalidación (01, 11 y 14 tienen siempre 3 meses)",
            subject_en="until when an invalidation is sent (01, 11 and 14 always have 3 months)",
            sides=(
                Side(
                    "mes-siguiente",
                    "el décimo día hábil del mes siguiente al del sello",
                    "the 10th business day of the month after the seal's",
                ),
                Side("diez-dias", "diez días hábiles después del sello", "ten business days after the seal"),
                Side("antiguo", "un día después del sello", "one day after the seal"),
            ),
            reason=(
                "Lo dice la tabla de la p. 14 y lo siguen los ejemplos; la frase de la p. 15 habla de diez días"
                " hábiles, y el régimen anterior daba un día."
            ),
            reason_en=(
                "The table of p. 14 says so and the examples follow it; the sentence of p. 15 speaks of ten"
                " business days, and the former regime gave one day."
            ),
            source="Manual Funcional 2.0 p. 14–15",
        ),
    )
}
"""Every reading, by name, in the order of `Readings`."""
