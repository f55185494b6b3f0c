"""The names that 1.x has for fields of 2.0, as other names for what a client sends."""

from functools import cache

from facturaxpress.dte.nodes import spelling
from facturaxpress.dte.structures import LAWS


@cache
def synonyms(tipo: str) -> dict[str, dict[str, str]]:
    """For each section (path without indexes), the field of 2.0 by its other names: `resumen`: ivaRete1 → ivaRete."""
    found: dict[str, dict[str, str]] = {}
    for law in LAWS.values():
        if law.tipo == tipo:
            for path, key in spelling(law.document).items():
                section, _, field = path.rpartition(".")
                found.setdefault(section, {})[key] = field
    return found
