"""Tries mutations and counts what is told, and where."""

from collections import Counter
from collections.abc import Iterable, Iterator
from typing import Any

from msgspec import Struct, field
from tests.conformance.mutation.edit import Mutation

from facturaxpress import dte


class Missed(Struct, frozen=True):
    """A forbidden mutation that was not told at its own path."""

    sample: str
    mutation: Mutation
    told: tuple[tuple[str, str], ...]
    """Code and path of all that was told."""

    def __str__(self) -> str:
        one = self.mutation
        told = ", ".join(f"{code} {path}" for code, path in self.told[:4]) or "nothing"
        return f"{self.sample}: {one.kind} {one.path} = {one.value!r:.60} ({one.source}) -> {told}"


class Tally(Struct):
    """What came of the mutations of one structure."""

    forbidden: int = 0
    reported: int = 0
    placed: int = 0
    """Reported at its own path."""
    kinds: Counter[str] = field(default_factory=Counter)
    missed: list[Missed] = field(default_factory=list)

    def __str__(self) -> str:
        return f"{self.forbidden} forbidden, {self.reported} reported, {self.placed} at their own path"

    @property
    def share(self) -> float:
        return self.placed / self.forbidden if self.forbidden else 1.0

    def add(self, sample: str, mutations: Iterable[Mutation], legacy: bool, known: frozenset[tuple[str, str]]) -> None:
        """`legacy`: in the structures of 1.x a warning tells as well as a fault. `known` was told of the sample, so
        that nothing more can be expected at the same place.
        """
        places = {path for _, path in known}
        for one in mutations:
            if one.path in places:
                continue
            self.forbidden += 1
            self.kinds[one.kind] += 1
            told = tuple(pair for pair in findings(one, warnings=legacy or one.warned) if pair not in known)
            self.reported += bool(told)
            if any(_within(path, place) for _, path in told for place in (one.path, *one.also)):
                self.placed += 1
            else:
                self.missed.append(Missed(sample, one, told))


def findings(one: Mutation, *, warnings: bool) -> Iterator[tuple[str, str]]:
    report = dte.validate(one.document, held=one.held or {})
    for fault in (*report.faults, *(report.warnings if warnings else ())):
        yield fault.code, fault.path


def _within(path: str, place: str) -> bool:
    """At the place, or at a part of what stands there."""
    return path == place or path.startswith((f"{place}.", f"{place}["))


def known(document: dict[str, Any]) -> frozenset[tuple[str, str]]:
    """What is told of the sample as it is."""
    report = dte.validate(document)
    return frozenset((one.code, one.path) for one in (*report.faults, *report.warnings))
