"""The documents that another one acts on, as the rules read them: in the structure they were issued in."""

from collections.abc import Mapping
from typing import Any

from facturaxpress.dte.codes import NIT
from facturaxpress.dte.context import Held
from facturaxpress.dte.documents.views import AnyDocument
from facturaxpress.dte.jsonio import dump_json
from facturaxpress.dte.reading import decoded
from facturaxpress.dte.rules.book import Findings
from facturaxpress.dte.structures import LAWS, said_type
from facturaxpress.dte.walk import Walk


def usable(held: Mapping[str, Held]) -> Mapping[str, Held]:
    """Those that are JSON; one that could not have been signed (a float, half a surrogate pair) is as if not held."""
    return {code: one for code, one in held.items() if all(map(_is_json, (one.document, *one.affecting)))}


def _is_json(document: Mapping[str, Any]) -> bool:
    try:
        dump_json(document)
    except (TypeError, ValueError, RecursionError):
        return False
    return True


def viewed(document: Mapping[str, Any]) -> AnyDocument | None:
    """A document as it was signed, by the names of 2.0; None if it is of no structure known.

    What is wrong with it is not told: it has been judged before.
    """
    own = document.get("identificacion")
    if not isinstance(own, Mapping):
        return None
    tipo, version = said_type(document, own)[0], own.get("version")
    law = LAWS.get((tipo, version)) if isinstance(tipo, str) and isinstance(version, int) else None
    if law is None:
        return None
    bare = {key: value for key, value in document.items() if key not in ("firmaElectronica", "selloRecibido")}
    found: Any = decoded(dump_json(bare), law.document) or Walk(law.document, Findings("validate", law.regime)).run(
        bare
    )
    result: AnyDocument = found
    return result


def type_of(document: Mapping[str, Any]) -> str:
    """The type of a document or event (CAT-002, `invalidacion`, `contingencia`); empty if it does not say."""
    own = document.get("identificacion")
    found = said_type(document, own)[0] if isinstance(own, Mapping) else None
    return found if isinstance(found, str) else ""


def receiver(view: AnyDocument) -> dict[str, Any]:
    """Identity and contact of whoever received a document, as an event names them."""
    party = view.receptor if view.receptor is not None else view.documento
    if party is None:
        return {}
    nit = getattr(party, "nit", None)
    return {
        "tipoDocumento": party.tipoDocumento or (NIT if nit else None),
        "numDocumento": party.numDocumento or nit,
        "nombre": party.nombre,
        "telefono": party.telefono,
        "correo": party.correo or None,
    }
