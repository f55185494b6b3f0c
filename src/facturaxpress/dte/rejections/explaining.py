"""From a text of MH's to what it means here."""

import re
import unicodedata
from collections.abc import Iterable

from msgspec import Struct

from facturaxpress.dte.rejections.fields import FIELDS
from facturaxpress.dte.rejections.match import Match
from facturaxpress.dte.rejections.matches import matches
from facturaxpress.dte.rejections.meanings import Kind, Meaning
from facturaxpress.dte.rejections.places import LONGEST, locate
from facturaxpress.dte.rejections.services import SCHEMA_CHECK, SENTENCES, SERVICES, UNEXPLAINED
from facturaxpress.dte.rules.book import get


class Rejection(Struct, frozen=True, kw_only=True):
    """One reason for which MH refused, or observed, a document or event."""

    code: str | None
    """codigoMsg of the answer that it stood in."""
    kind: Kind
    """What it is about, by its own text where that says more than the code: an observation has a code of its own."""
    path: str | None
    """The field, like `cuerpoDocumento[0].tributos`; None for the document as a whole."""
    text: str
    """MH's words without the field."""
    rules: tuple[str, ...]
    """Codes of our rules that judge this field with this meaning, the likeliest first; empty where only MH can tell."""
    message: str
    """What it means, in Spanish."""
    message_en: str
    fix: str
    """What to do, in Spanish."""
    fix_en: str
    resendable: bool
    """Whether the document, corrected, may be sent again under the same codigoGeneracion within 24 hours (Normativa de
    cumplimiento 2.0). False where MH has sealed it, holds another under its code, or no correction can help."""


def explain(text: str, code: str | None = None, *, tipo: str | None = None) -> Rejection:
    """One text of `descripcionMsg` or `observaciones`, whatever its form, with the codigoMsg it came with.

    `tipo` (CAT-002 or an event) leaves out the rules that other types have. Never fails: a text that is not understood
    is a rejection of kind `unknown` in MH's own words.
    """
    path, rest = locate(text)
    meaning = _meaning(rest, code)
    path = path or meaning.path
    found = matches(meaning.name, path)
    fix, fix_en = next((match.fix for match in found if match.fix), (meaning.fix, meaning.fix_en))
    sealed = code in SEALED
    if sealed and meaning.kind != "accepted":
        fix, fix_en = _later(_FOR_THE_NEXT, fix), _later(_FOR_THE_NEXT_EN, fix_en)
    return Rejection(
        code=code,
        kind=meaning.kind,
        path=path,
        text=rest,
        rules=_rules(found, tipo),
        message=meaning.message,
        message_en=meaning.message_en,
        fix=fix,
        fix_en=fix_en,
        resendable=not sealed and meaning.resendable and all(match.resendable for match in found),
    )


def explain_all(texts: Iterable[str], code: str | None = None, *, tipo: str | None = None) -> tuple[Rejection, ...]:
    """The texts of one answer, in order, without those that only say again that something is wrong: the heading of a
    list of faults, and of an object that it holds something that is told by itself."""
    told = [explain(text, code, tipo=tipo) for text in dict.fromkeys(texts) if text.strip()]
    details = [one for one in told if one.path is not None or _name(one) not in _HEADINGS]
    if not details:
        return tuple(told[:1])
    return tuple(one for one in details if not any(_holds(one, other) for other in details))


SEALED = frozenset({"001", "002"})
"""Codes of documents that MH accepted: what comes with them is an observation."""
_FOR_THE_NEXT = "El documento está sellado y es válido. Para los siguientes: "
_FOR_THE_NEXT_EN = "The document is sealed and valid. For the next ones: "


def _later(opening: str, fix: str) -> str:
    return f"{opening}{fix[:1].lower()}{fix[1:]}"


_TABLE: tuple[Meaning, ...] = (*FIELDS, *SERVICES, *SCHEMA_CHECK, *SENTENCES)
_BY_NAME = {meaning.name: meaning for meaning in _TABLE}
_BY_TEXT = sorted(
    ((text, meaning) for meaning in _TABLE for text in meaning.texts), key=lambda pair: len(pair[0]), reverse=True
)
"""The longer text first, as one may begin like another."""
_HEADINGS = frozenset({"001", "002", "096", "heading", "invalid"})
"""What says nothing more where it names no field."""


def folded(text: str) -> str:
    """In capitals, without accents and with single blanks, as the texts of the tables are written."""
    plain = unicodedata.normalize("NFD", text[:LONGEST].upper())
    return " ".join(re.sub(r"[\u0300-\u036f]", "", plain).split())


def _meaning(text: str, code: str | None) -> Meaning:
    wording = folded(text)
    for known, meaning in _BY_TEXT:
        if wording.startswith(known):
            return meaning
    return _BY_NAME.get(code or "", UNEXPLAINED)


def _rules(found: Iterable[Match], tipo: str | None) -> tuple[str, ...]:
    codes = dict.fromkeys(code for match in found for code in match.rules)
    return tuple(code for code in codes if tipo is None or tipo in get(code).types)


def _name(one: Rejection) -> str:
    return _meaning(one.text, one.code).name


def _holds(one: Rejection, other: Rejection) -> bool:
    """Whether `one` only says of an object, or of a field, that something is wrong in it, and `other` says what."""
    if one is other or one.path is None or other.path is None or _name(one) != "invalid":
        return False
    inside = other.path.startswith((f"{one.path}.", f"{one.path}["))
    return inside or (other.path == one.path and _name(other) != "invalid")
