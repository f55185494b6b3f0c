"""The rule book of the law: `all()` lists every rule with its texts, its source and where it applies."""

from facturaxpress.dte.rules import sale as _sale  # noqa: F401  # importing fills the book
from facturaxpress.dte.rules import structure as _structure  # noqa: F401
from facturaxpress.dte.rules.book import Rule, all_rules, get

__all__ = ["Rule", "all", "get"]


def all() -> list[Rule]:
    """Every rule, by code."""
    return all_rules()
