"""A document against its own structure: the quick way for one that is right, the walk for one that is not."""

from decimal import Decimal, Inexact, InvalidOperation
from functools import cache
from typing import Any

import msgspec

from facturaxpress.dte.documents.law import Law
from facturaxpress.dte.jsonio import parse_json
from facturaxpress.dte.rules.book import Findings
from facturaxpress.dte.walk import Walk


@cache
def _decoder(cls: type[Any]) -> msgspec.json.Decoder[Any]:
    return msgspec.json.Decoder(cls)


def read_back(text: bytes, document: Any, law: Law, findings: Findings) -> Any:
    """The document that was made, if its structure takes it; else what the walk made of it, with the faults told.

    The walk finds what the input lacks for this structure, and what the structure limits more narrowly than the input.
    """
    try:
        _decoder(law.document).decode(text)
    except (msgspec.ValidationError, Inexact, InvalidOperation):
        return Walk(law.document, findings).run(parse_json(text))
    return document


__all__ = ["Decimal", "read_back"]
