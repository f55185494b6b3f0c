"""What sets one structure apart from the others, and what all structures of a type share."""

from collections.abc import Callable, Mapping
from functools import cache
from typing import TYPE_CHECKING, Any

from msgspec import Struct

from facturaxpress.dte.catalogs import Regime
from facturaxpress.dte.nodes import tree
from facturaxpress.dte.readings import Readings

if TYPE_CHECKING:
    from facturaxpress.dte.arithmetic import Figure, LineFigure
    from facturaxpress.dte.made import MadeDocument
    from facturaxpress.dte.making import Maker
    from facturaxpress.dte.sale import Event, Sale

Conditions = Mapping[str, list[dict[str, Any]]]
"""What MH's schema says with `if` and `then`, by place: `resumen`, `cuerpoDocumento[]`; the empty text is the top."""


class Law(Struct, frozen=True, kw_only=True):
    """One structure: a type of document or event in one version."""

    tipo: str
    """Code of CAT-002, or `invalidacion` or `contingencia`."""
    version: int
    regime: Regime
    document: type[Struct]
    """Keys in MH's order. Attributes have the names of 2.0 whatever the structure calls them."""
    title: str
    gross: bool = False
    """Whether prices include IVA."""
    related: frozenset[str] = frozenset()
    """Types it may relate (Manual Funcional 2.0 p. 17–20)."""
    conditions: Conditions = {}
    plain_dui: bool = False
    """Whether a structure of 1.x writes the DUI of the receiver without its hyphen."""


class Type(Struct, frozen=True, kw_only=True):
    """What all structures of one type share: what is sent, how a document is made of it, and its arithmetic."""

    tipo: str
    sale: "type[Sale] | type[Event]"
    """The form of what a client sends."""
    make: "Callable[[Maker], MadeDocument]"
    """Everything that a document of any structure of the type may hold; the structure takes what it has."""
    figures: "tuple[Figure, ...]" = ()
    """The computed figures of `resumen`, each after those it is made of."""
    line_figures: "tuple[LineFigure, ...]" = ()
    """The computed figures of a line beside its amount."""
    amount: bool = True
    """Whether a line has an amount (cantidad × precioUni − montoDescu) in one of its columns."""
    words: str = "totalPagar"
    """The figure that `totalLetras` spells."""
    summed: frozenset[str] = frozenset()
    """Section 1 codes that may stand in `tributos` (Manual Funcional 2.0 p. 35); their amounts are added."""
    stated: frozenset[str] = frozenset()
    """Section 1 codes whose amount the input states, because the lines do not hold what it is reckoned from."""
    informative: bool = True
    """Whether section 3 codes may stand in `tributos` (Manual Funcional 2.0 p. 39)."""
    usual: str | None = None
    """The tribute that a taxable line carries where the input does not say."""
    finish_reduction: "Callable[[dict[str, Any], Mapping[str, Any]], None] | None" = None
    """Puts right what the common reduction cannot know; takes the input so far and the document."""
    not_written: frozenset[str] = frozenset()
    """Fields of the input that are read and need not be written: no fault where a structure lacks them."""
    readings: tuple[Readings, ...] = ()
    """The documented readings beside the defaults under which some figure is another."""
    from_held: tuple[str, ...] = ("documentoRelacionado",)
    """The sections that are completed from the documents named, where they are held."""
    event: bool = False
    dated: str = "fecEmi"
    """The field of `identificacion` with the day by which it is judged."""

    @property
    def inputs(self) -> frozenset[str]:
        """The fields of the summary that the input knows, whatever it calls them."""
        return _summary_fields(self.sale)


@cache
def _summary_fields(sale: type[Struct]) -> frozenset[str]:
    summaries = (member for member in tree(sale).members.values() if member.attribute == "resumen")
    return frozenset(member.attribute for summary in summaries for member in summary.members.values())
