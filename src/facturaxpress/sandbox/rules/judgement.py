"""Everything MH sees in a document by itself, beyond its JSON Schema."""

from typing import Any

from facturaxpress.sandbox.rules import sale
from facturaxpress.sandbox.rules.arithmetic import check_figures
from facturaxpress.sandbox.rules.listed import check_listed, check_listed_held
from facturaxpress.sandbox.rules.related import Link, Records, check_held, check_related

LISTING = {"07", "08"}
"""Documents whose lines are other documents."""


def judge(tipoDte: str, document: dict[str, Any]) -> None:
    """Raise the first refusal. The document has passed its JSON Schema."""
    sale.check_codes(document)
    body = document["cuerpoDocumento"]
    if isinstance(body, list):
        sale.check_lines(tipoDte, body)
    sale.check_summary_tributes(tipoDte, document.get("resumen", {}).get("tributos") or ())
    check_related(tipoDte, document)
    if tipoDte in LISTING:
        check_listed(tipoDte, document)
    check_figures(tipoDte, document)


def judge_by_records(tipoDte: str, document: dict[str, Any], records: Records, *, unknown: bool) -> list[Link]:
    """Hold the document against those it speaks of; what it says of them. `unknown` as in `check_held`."""
    if tipoDte in LISTING:
        return check_listed_held(tipoDte, document, records)
    return check_held(tipoDte, document, records, unknown=unknown)
