"""The list of what MH's texts forbid: each kind of change once, with the types it is about and its source."""

from collections.abc import Callable, Iterator
from typing import Any

from msgspec import Struct
from tests.conformance.mutation.edit import Mutation, changed

Document = dict[str, Any]
Change = tuple[str, dict[str, Any]] | tuple[str, dict[str, Any], tuple[str, ...]]
"""The path that is wrong, the values put at paths, and where else it may be told."""
NOTES = ("05", "06")
SALES = ("01", "03", "04", "05", "06", "11", "14", "18")
DEFERRED = ("01", "03", "04", "05", "06", "07", "11", "14", "18")
"""The types that are issued in contingency."""
DOCUMENTS = ("01", "03", "04", "05", "06", "07", "08", "09", "11", "14", "15")
BOTH = ("1.x", "2.0")


class Kind(Struct, frozen=True):
    name: str
    types: tuple[str, ...]
    source: str
    changes: Callable[[Document], Iterator[Change]]
    regimes: tuple[str, ...]
    warned: bool
    """Whether the law lets it be under conditions that the document does not show, so that a warning is right."""


KINDS: list[Kind] = []


def kind(
    name: str, *types: str, source: str, regimes: tuple[str, ...] = BOTH, warned: bool = False
) -> Callable[[Callable[[Document], Iterator[Change]]], Callable[[Document], Iterator[Change]]]:
    """Puts the decorated function, which gives the changes of a document, into the list."""

    def enter(changes: Callable[[Document], Iterator[Change]]) -> Callable[[Document], Iterator[Change]]:
        KINDS.append(Kind(name, types, source, changes, regimes, warned))
        return changes

    return enter


def mutations(tipo: str, regime: str, document: Document) -> Iterator[Mutation]:
    for one in KINDS:
        if tipo not in one.types or regime not in one.regimes:
            continue
        for path, values, *also in one.changes(document):
            yield Mutation(
                kind=one.name,
                path=path,
                value=values.get(path, "…"),
                document=changed(document, values),
                source=one.source,
                also=also[0] if also else (),
                warned=one.warned,
            )


def lines(document: Document) -> Iterator[tuple[str, dict[str, Any]]]:
    """Each line with its path."""
    for index, item in enumerate(document["cuerpoDocumento"]):
        yield f"cuerpoDocumento[{index}]", item


def receiver(document: Document) -> tuple[str, dict[str, Any]] | None:
    """The section of who receives, as the structure calls it."""
    for name in ("receptor", "sujetoExcluido", "donante"):
        if isinstance(document.get(name), dict):
            return name, document[name]
    return None
