"""Which documents a sale or event names, so that the caller can hand them over (`Context.held`)."""

from collections.abc import Iterator, Mapping
from typing import Any

from facturaxpress.dte.faults import join
from facturaxpress.dte.numbering import is_codigo_generacion

_PLACES: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("documentoRelacionado", ("numeroDocumento", "codigoGeneracion")),
    ("cuerpoDocumento", ("numeroDocumento", "numDocumento", "codigoGeneracion", "codigoGeneracionRef")),
    ("documento", ("codigoGeneracion", "codigoGeneracionR")),
    ("detalleDTE", ("codigoGeneracion",)),
)
"""Section and fields, by the names of both regimes."""


def references(sale: object) -> tuple[str, ...]:
    """The códigos de generación that the input or document names, each once, in the order in which they come.

    Takes whatever `parse_json` gives; what has not the form of a code is left out.
    """
    if not isinstance(sale, Mapping):
        return ()
    return tuple(dict.fromkeys(code for _, _, code in named(sale)))


def named(sale: Mapping[str, Any]) -> Iterator[tuple[str, str, str]]:
    """Where the input or document names others: the path of the section or its member, the field, and the code."""
    for section, fields in _PLACES:
        held = sale.get(section)
        several = isinstance(held, list)
        for index, part in enumerate(held if isinstance(held, list) else [held]):
            if isinstance(part, Mapping):
                for field in fields:
                    code = part.get(field)
                    if isinstance(code, str) and is_codigo_generacion(code):
                        yield join(section, index) if several else section, field, code
