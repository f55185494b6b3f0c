"""The rule book of the law: `all()` lists every rule with its texts, its source and where it applies."""

from facturaxpress.dte.rules import (  # noqa: F401  # importing them fills the book
    acquirer,
    balance,
    body,
    contingency,
    donation,
    excluded,
    export,
    figures,
    heading,
    identity_numbers,
    invalidation,
    invalidation_held,
    listed,
    notes,
    people,
    related,
    relations,
    remission_held,
    retention,
    returns,
    returns_held,
    sale,
    settlement,
    special,
    special_held,
    structure,
    summary,
    tribute,
)
from facturaxpress.dte.rules.book import Rule, all_rules, declare, get

__all__ = ["Rule", "all", "declare", "get"]


def all() -> list[Rule]:
    """Every rule, by code."""
    return all_rules()
