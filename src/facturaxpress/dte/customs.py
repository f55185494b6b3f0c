"""What the customs say of an export (11) and of its return (18): CAT-028 and CAT-033 in both regimes."""

from functools import cache
from typing import Any

from facturaxpress.dte import catalogs, countries
from facturaxpress.dte.documents.views import AnyDocument


def customs_regime(tipo: str | None, regimen: str | None) -> tuple[str | None, str | None]:
    """Kind (CAT-033) and code (CAT-028 of 2.0) of a customs regime, also from the one code that 1.x has for both."""
    if regimen is None:
        return tipo, None
    head, point, rest = regimen.partition(".")
    if point and head[:1].isalpha() and tipo in (None, head):
        return head, rest
    return tipo or _kinds().get(regimen), regimen


@cache
def _kinds() -> dict[str, str]:
    """The kind of each customs regime, where it has but one: the codes of 1.x begin with it."""
    found: dict[str, set[str]] = {}
    for entry in catalogs.entries("CAT-028", regime="1.x"):
        head, _, rest = entry.code.partition(".")
        found.setdefault(rest, set()).add(head)
    return {rest: heads.pop() for rest, heads in found.items() if len(heads) == 1}


def export_of(view: AnyDocument) -> dict[str, Any]:
    """What the return of an export repeats of it, by the codes of 2.0, at the paths of the event."""
    own, party = view.emisor, view.receptor
    tipo, regimen = customs_regime(own.tipoRegimen, own.regimen)
    country = None if party is None or party.codPais is None else countries.letters(party.codPais)
    return {
        "emisor.tipoItemExpor": own.tipoItemExpor,
        "emisor.recintoFiscal": own.recintoFiscal,
        "emisor.tipoRegimen": tipo,
        "emisor.regimen": regimen,
        "documento.codPais": country,
    }
