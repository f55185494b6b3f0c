"""The catalogues CAT-001 … CAT-033 of both regimes: which codes there are, on which day, and what they mean.

Sources: MH, Catálogos del Sistema de Transmisión 1.2 (regime "1.x") and Catálogos de Facturación Electrónica 1.1
(regime "2.0"). Each catalogue is read from its text (see `entry`) when it is first asked for.
"""

from collections.abc import Iterable
from datetime import date
from functools import cache
from importlib import resources
from typing import Literal

import msgspec

from facturaxpress.dte.catalogs.entry import Entry, Titles, read

__all__ = ["CATALOGS", "REGIMES", "Entry", "Regime", "contains", "entries", "lookup", "title"]

Regime = Literal["1.x", "2.0"]
REGIMES: tuple[Regime, ...] = ("1.x", "2.0")
CATALOGS = tuple(f"CAT-{number:03}" for number in range(1, 34))

_BY_DEPARTAMENTO = frozenset({"CAT-008", "CAT-013"})


def lookup(
    catalog: str, code: str, *, regime: Regime = "2.0", on: date | None = None, departamento: str | None = None
) -> Entry | None:
    """The entry with that code, or None.

    `on` is the day that counts, usually the document's `fecEmi`; without it, what is published now. The codes of a
    distrito (CAT-008) and of a municipio (CAT-013) are one of a kind within a departamento only, which must be given.
    Raises ValueError for a catalogue or regime that does not exist, and for a missing departamento.
    """
    if catalog in _BY_DEPARTAMENTO:
        if departamento is None:
            raise ValueError(f"a code of {catalog} means nothing without its departamento")
        candidates = _table(catalog, regime).get((departamento, code), ())
    else:
        candidates = _table(catalog, regime).get(code, ())
    for entry in candidates:
        if entry.valid(on):
            return entry
    return None


def contains(
    catalog: str, code: str, *, regime: Regime = "2.0", on: date | None = None, departamento: str | None = None
) -> bool:
    """Whether the catalogue has that code; as `lookup`."""
    return lookup(catalog, code, regime=regime, on=on, departamento=departamento) is not None


def entries(
    catalog: str,
    *,
    regime: Regime = "2.0",
    on: date | None = None,
    departamento: str | None = None,
    municipio: str | None = None,
    section: int | None = None,
) -> tuple[Entry, ...]:
    """All entries valid on that day, in the order of the file; empty if the regime does not have the catalogue.

    `departamento` and `municipio` narrow CAT-013 and CAT-008, `section` narrows CAT-015.
    """
    return tuple(
        entry
        for candidates in _table(catalog, regime).values()
        for entry in candidates
        if entry.valid(on)
        and (departamento is None or entry.departamento == departamento)
        and (municipio is None or entry.lies_in(municipio))
        and (section is None or section in entry.sections)
    )


def title(catalog: str, *, regime: Regime = "2.0") -> str:
    """MH's title of the catalogue."""
    titles, _ = _file(catalog)
    return titles.get(regime) or titles[None]


@cache
def _file(catalog: str) -> tuple[Titles, list[Entry]]:
    if catalog not in CATALOGS:
        raise ValueError(f"there is no catalogue {catalog!r}")
    return read(resources.files(__package__).joinpath("data", f"{catalog}.txt").read_text("utf-8"))


@cache
def _table(catalog: str, regime: Regime) -> dict[str | tuple[str | None, str], tuple[Entry, ...]]:
    """Entries by code (with departamento where it takes one): one, or several with their validity."""
    if regime not in REGIMES:
        raise ValueError(f"there is no regime {regime!r}")
    rows: Iterable[Entry] = [entry for entry in _file(catalog)[1] if entry.regime in (None, regime)]
    if catalog == "CAT-013" and regime == "1.x":
        # The 262 municipios of before the reform of 2024 live on as distritos, with their codes and names. Documents of
        # this regime carry either division: MH took both, and no day is known on which the former ended.
        former = (entry for entry in entries("CAT-008") if entry.code != "00")
        rows = [*rows, *(msgspec.structs.replace(entry, regime="1.x", since=None) for entry in former)]
    table: dict[str | tuple[str | None, str], tuple[Entry, ...]] = {}
    for entry in rows:
        key = (entry.departamento, entry.code) if catalog in _BY_DEPARTAMENTO else entry.code
        table[key] = _merged(table.get(key, ()), entry)
    return table


def _merged(known: tuple[Entry, ...], entry: Entry) -> tuple[Entry, ...]:
    for index, other in enumerate(known):
        if (other.since, other.until) == (entry.since, entry.until):
            both = msgspec.structs.replace(
                other,
                sections=tuple(sorted({*other.sections, *entry.sections})),
                also=other.also if entry.name == other.name else (*other.also, entry.name),
            )
            return (*known[:index], both, *known[index + 1 :])
    return (*known, entry)
