"""An amount of dollars in words, for `totalLetras` (samples in the Manual Funcional 2.0 p. 48–54)."""

import re
import unicodedata
from decimal import Decimal
from functools import cache

from num2words import num2words

from facturaxpress.dte.money import LIMIT, r2

_HUNDRED = Decimal(100)


def amount_in_words(amount: Decimal) -> str:
    """`SETECIENTOS SESENTA Y UNO 20/100 DÓLARES`: whole dollars in words, cents as a fraction; at most 200 characters.

    The amount is rounded half up to cents. Raises ValueError unless 0 ≤ amount < 10^11 after that.
    """
    amount = r2(amount)
    if not 0 <= amount < LIMIT:
        raise ValueError(f"{amount} cannot be an amount in words")
    dollars, cents = divmod(int(amount * _HUNDRED), 100)
    return f"{_words(dollars)} {cents:02}/100 DÓLARES"


def folded(text: str) -> str:
    """The words without what people write differently: case, accents and the number of blanks."""
    plain = "".join(
        character for character in unicodedata.normalize("NFD", text) if not unicodedata.combining(character)
    )
    return " ".join(plain.upper().split())


def read_words(text: str) -> tuple[int | None, int | None]:
    """The whole dollars and the cents that an amount in words says, each None where it cannot be read.

    Reads number words at the start, and cents written NN/100, in any case, with or without accents.
    """
    words = folded(text)
    cents = _CENTS.search(words)
    number = []
    for word in words.removeprefix("SON").strip(" :").split():
        if word not in _vocabulary():
            break
        number.append(word)
    return _read(number), int(cents[1]) if cents is not None else None


def _read(words: list[str]) -> int | None:
    value = 0
    for nouns, worth in ((("MILLON", "MILLONES"), 1_000_000), (("MIL",), 1000)):
        place = next((index for index, word in enumerate(words) if word in nouns), None)
        if place is not None:
            # UN MILLON, but MIL alone.
            times = _read(words[:place]) if place else 1
            if times is None:
                return None
            value += times * worth
            words = words[place + 1 :]
            if not words:
                return value
    rest = _phrases().get(" ".join(words))
    return None if rest is None else value + rest


_CENTS = re.compile(r"\b([0-9]{2}) ?/ ?100\b")


@cache
def _phrases() -> dict[str, int]:
    full, short = _table()
    phrases = {folded(words): number for table in (short, full) for number, words in enumerate(table)}
    return phrases | {"CIENTO": 100}


@cache
def _vocabulary() -> frozenset[str]:
    words = {word for phrase in _phrases() for word in phrase.split()}
    return frozenset(words | {"MIL", "MILLON", "MILLONES"})


def _words(number: int) -> str:
    """A whole number below 10^11. Before the fraction it ends in UNO, VEINTIUNO, CIENTO UNO, as nothing follows it."""
    full, _ = _table()
    if number < 1000:
        return full[number]
    millions, rest = divmod(number, 1_000_000)
    parts = []
    if millions == 1:
        parts.append("UN MILLÓN")
    elif millions:
        parts += [*_below_million(millions, before_noun=True), "MILLONES"]
    parts += _below_million(rest, before_noun=False)
    return " ".join(parts)


def _below_million(number: int, *, before_noun: bool) -> list[str]:
    full, short = _table()
    thousands, units = divmod(number, 1000)
    # One thousand is MIL, never UN MIL.
    parts = [] if thousands == 0 else ["MIL"] if thousands == 1 else [short[thousands], "MIL"]
    if units:
        parts.append((short if before_noun else full)[units])
    return parts


@cache
def _table() -> tuple[list[str], list[str]]:
    """0 … 999 in words: in full, and as they stand before MIL and MILLONES (VEINTIÚN, TREINTA Y UN).

    num2words takes 30 µs for a large number and does not shorten UNO; the table is made with it once.
    """
    full = [str(num2words(number, lang="es")).upper() for number in range(1000)]
    return full, [_shortened(words) for words in full]


def _shortened(words: str) -> str:
    if words.endswith("VEINTIUNO"):
        return words.removesuffix("UNO") + "ÚN"
    return words.removesuffix("O") if words.endswith("UNO") else words
