"""The rule book: every rule once, as metadata beside a plain function, compiled per structure.

A rule without a function is applied where the input is read (structure, treatment of lines, computed figures); it
stands here all the same, so that its texts and its source have one address.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import cache
from typing import Any, Literal

from msgspec import Struct

from facturaxpress.dte.faults import Fault

Level = Literal["fault", "warning", "off"]
Mode = Literal["build", "validate"]
Problem = tuple[str, dict[str, Any]]
"""A path and the values that the rule's texts name."""


SALES = ("01", "03", "04", "05", "06", "11", "14", "18")
"""The types whose lines are goods and services."""
DOCUMENTS = ("01", "03", "04", "05", "06", "07", "08", "09", "11", "14", "15")
EVENTS = ("17", "18", "invalidacion", "contingencia")
EVERY = (*DOCUMENTS, *EVENTS)
PAID = ("01", "03", "11", "14")
"""The types with `pagos` and their conditions."""


class Rule(Struct, frozen=True, kw_only=True):
    """A business rule, said so that its fault can be understood and put right."""

    code: str
    """Stable; programs may depend on it."""
    message: str
    """Spanish; `{names}` are filled in."""
    message_en: str
    fix: str
    fix_en: str
    source: str
    """MH's document and page, a law, or `FacturaXpress` for what is ours."""
    types: tuple[str, ...] = SALES
    """CAT-002, `invalidacion`, `contingencia`; those it may apply to."""
    regimes: tuple[str, ...] = ("1.x", "2.0")
    build: Level = "fault"
    """When a sale is made into a document; what MH refuses in 1.x (`legacy` is a fault) is one there too."""
    validate: Level = "fault"
    """When a complete document of 2.0 is judged."""
    legacy: Level | None = None
    """When a complete document of 1.x is judged; as `validate` if not said."""
    made_of: frozenset[str] = frozenset()
    """Paths, without indexes, of what the rule reckons with. Where one of them was refused, its result is an echo;
    without this, whatever was refused at the rule's own path makes it one."""
    section: str = ""
    """The section without which it finds nothing: where a document lacks it, the rule is not asked."""
    check: Callable[..., Iterator[Problem]] | None = None
    """Called with the document and the `Facts`; yields what it finds."""

    def level(self, mode: Mode, regime: str) -> Level:
        if mode == "build":
            refused = regime != "2.0" and self.legacy == "fault"
            return "fault" if refused else self.build
        return self.validate if self.legacy is None or regime == "2.0" else self.legacy

    def fault(self, path: str, values: dict[str, Any]) -> Fault:
        values = _Texts(values)
        return Fault(
            code=self.code,
            path=path,
            message=self.message.format_map(values),
            message_en=self.message_en.format_map(values),
            fix=self.fix.format_map(values),
            fix_en=self.fix_en.format_map(values),
            source=self.source,
        )


class _Texts(dict[str, Any]):
    """The values of a fault. One that is language has a twin, `hint` and `hint_en`; the others serve both texts."""

    def __missing__(self, name: str) -> Any:
        if name.endswith("_en"):
            return self[name.removesuffix("_en")]
        raise KeyError(name)


MAX_FAULTS = 500
"""Faults told of one sale or document; a hostile one could hold millions."""

_BOOK: dict[str, Rule] = {}


def declare(code: str, **metadata: Any) -> Rule:
    """Puts a rule that has no function of its own into the book."""
    return _enter(Rule(code=code, **metadata))


def rule(code: str, **metadata: Any) -> Callable[[Callable[..., Iterator[Problem]]], Callable[..., Iterator[Problem]]]:
    """Puts the decorated function into the book as the check of a rule."""

    def enter(check: Callable[..., Iterator[Problem]]) -> Callable[..., Iterator[Problem]]:
        _enter(Rule(code=code, check=check, **metadata))
        return check

    return enter


def _enter(entry: Rule) -> Rule:
    if entry.code in _BOOK:
        raise ValueError(f"two rules are called {entry.code}")
    _BOOK[entry.code] = entry
    return entry


def get(code: str) -> Rule:
    return _BOOK[code]


def all_rules() -> list[Rule]:
    """Every rule, by code."""
    return sorted(_BOOK.values(), key=lambda entry: entry.code)


@cache
def compiled(tipo: str, regime: str, mode: Mode) -> tuple[tuple[Rule, bool], ...]:
    """The rules with a function that apply, and whether what they find is a fault (else a warning)."""
    return tuple(
        (entry, entry.level(mode, regime) == "fault")
        for entry in _BOOK.values()
        if entry.check is not None
        and tipo in entry.types
        and regime in entry.regimes
        and entry.level(mode, regime) != "off"
    )


class Findings:
    """Collects what is found while one sale or document is looked at.

    A path is poisoned when what stands there was refused and replaced by something harmless: what a rule says about it
    afterwards is an echo, and is dropped.
    """

    __slots__ = ("_above", "_fields", "_names", "_poisoned", "faults", "mode", "regime", "warnings")

    def __init__(self, mode: Mode, regime: str, names: Mapping[str, str] | None = None) -> None:
        """`names` are the keys that a structure writes otherwise than 2.0, by path without indexes."""
        self.mode: Mode = mode
        self.regime = regime
        self.faults: list[Fault] = []
        self.warnings: list[Fault] = []
        self._poisoned: set[str] = set()
        self._above: set[str] = set()
        """All that holds something poisoned."""
        self._fields: set[str] = set()
        """The poisoned paths without their indexes."""
        self._names: dict[str, str] = dict(names or ())

    def name(self, path: str, key: str) -> None:
        """From now on, what is said of this path (without indexes) is said of the key that was sent in its place."""
        self._names[path] = key

    def _spelled(self, path: str) -> str:
        """The path in the words of the structure or of the sender; paths inside are in those of 2.0."""
        known, quote, unknown = path.partition('["')
        plain, words = "", []
        for part in known.split("."):
            field, bracket, rest = part.partition("[")
            plain = f"{plain}.{field}" if plain else field
            words.append(self._names.get(plain, field) + bracket + rest)
        return ".".join(words) + quote + unknown

    def add(self, code: str, path: str, **values: Any) -> None:
        """Reports at the level that the rule has here."""
        entry = _BOOK[code]
        level = entry.level(self.mode, self.regime)
        if level != "off":
            self._tell(entry, level == "fault", path, values)

    def _tell(self, entry: Rule, is_fault: bool, path: str, values: dict[str, Any]) -> None:
        told = self.faults if is_fault else self.warnings
        if len(told) < MAX_FAULTS:
            if self._names:
                # What is not known has no other name.
                parent, dot, unknown = path.rpartition(".") if entry.code == "unknown-field" else (path, "", "")
                spelled = self._spelled(parent) + dot + unknown
                own, theirs = path.rpartition(".")[2], spelled.rpartition(".")[2]
                if values.get("field") == own:
                    values = {**values, "field": theirs}
                elif values.get("field") == path:
                    values = {**values, "field": spelled}
                path = spelled
            told.append(entry.fault(path, values))
        elif len(told) == MAX_FAULTS:
            told.append(_BOOK["too-many-faults"].fault("", {"limit": MAX_FAULTS}))

    @property
    def full(self) -> bool:
        """Whether there is no use in looking for more."""
        return len(self.faults) >= MAX_FAULTS

    def refuse(self, code: str, path: str, **values: Any) -> None:
        """Reports, and poisons the path."""
        self.poison(path)
        self.add(code, path, **values)

    def poison(self, path: str) -> None:
        self._poisoned.add(path)
        self._above.update(_above(path))
        self._fields.add(_INDEX.sub("", path))

    def apply(self, tipo: str, document: Any, facts: Any) -> None:
        """Runs the rules that have a function."""
        for entry, is_fault in compiled(tipo, self.regime, self.mode):
            if entry.check is not None and (not entry.section or getattr(document, entry.section)):
                for path, values in entry.check(document, facts):
                    if not (self._poisoned and self._repeats(entry, path)):
                        self._tell(entry, is_fault, path, values)

    def _repeats(self, entry: Rule, path: str) -> bool:
        if not entry.made_of:
            return self.echoes(path)
        return self.refused(path) or self.spoilt(entry.made_of, path)

    def echoes(self, path: str) -> bool:
        """Whether the path is poisoned, lies in one that is, or holds one that is."""
        if not self._poisoned:
            return False
        return path in self._poisoned or path in self._above or not self._poisoned.isdisjoint(_above(path))

    def refused(self, path: str) -> bool:
        """Whether the path is poisoned or lies in one that is."""
        return path in self._poisoned or not self._poisoned.isdisjoint(_above(path))

    def spoilt(self, made_of: Iterable[str], path: str = "") -> bool:
        """Whether a figure cannot be judged, as something that it is made of was refused.

        `made_of` holds paths without indexes. A figure of a line (`path`) is made of what stands in that line.
        """
        if not self._poisoned:
            return False
        line = _LINE.match(path)
        if line is not None:
            return any(self.echoes(line[0] + field.removeprefix("cuerpoDocumento")) for field in made_of)
        return any(_meet(field, part) for field in self._fields for part in made_of)


_INDEX = re.compile(r"\[[0-9]+\]")
_LINE = re.compile(r"cuerpoDocumento\[[0-9]+\]")


def _meet(one: str, other: str) -> bool:
    """Whether the two paths are the same, or one holds the other."""
    return one == other or one.startswith(other + ".") or other.startswith(one + ".")


def _above(path: str) -> list[str]:
    """The paths that hold this one: `a` and `a.b[0]` of `a.b[0].c`, and so on."""
    return [path[:index] for index, character in enumerate(path) if character in ".["]
