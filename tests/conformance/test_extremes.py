"""MH's samples with dates at the ends of the calendar and figures that are none: judged, never a crash."""

import contextlib
import copy
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from tests.conformance.samples import NAMES, context_of, load

from facturaxpress import dte

DATE = re.compile(r"\d{4}-\d\d-\d\d").fullmatch
ENDS = ("0001-01-01", "9999-11-30", "9999-12-31")
FIGURED = [name for name in NAMES if "contingencia__" not in name and "opespeciales" not in name]
NO_FIGURES: tuple[Any, ...] = ("x", [[]], {}, True, -1)


def places(node: Any) -> Iterator[tuple[Any, Any]]:
    """Every member and element: its container, and its key or index there."""
    members = node.items() if isinstance(node, dict) else enumerate(node) if isinstance(node, list) else ()
    for key, value in list(members):
        yield node, key
        yield from places(value)


def dates(document: dict[str, Any]) -> list[tuple[Any, Any]]:
    return [(node, key) for node, key in places(document) if isinstance(node[key], str) and DATE(node[key])]


def tried(document: dict[str, Any], context: dte.Context) -> None:
    """Whatever is raised but FaultError fails the test."""
    assert isinstance(dte.validate(dte.dump_json(document)), dte.Report)
    with contextlib.suppress(dte.FaultError):
        dte.build(document, context)
    with contextlib.suppress(dte.FaultError):
        dte.build(dte.reduce(document), context)


@pytest.mark.parametrize("name", NAMES)
def test_dates_at_the_ends_of_the_calendar_are_judged(mh: Path, name: str) -> None:
    sample = load(mh, name)
    context = context_of(sample)
    many = len(dates(sample.document))
    assert many
    for day in ENDS:
        for chosen in (*([one] for one in range(many)), range(many)):
            document = copy.deepcopy(sample.document)
            found = dates(document)
            for one in chosen:
                node, key = found[one]
                node[key] = day
            tried(document, context)


@pytest.mark.parametrize("name", FIGURED)
def test_figures_that_are_none_are_judged(mh: Path, name: str) -> None:
    sample = load(mh, name)
    context = context_of(sample)
    figures = [
        number
        for number, (node, key) in enumerate(places(sample.document))
        if not isinstance(node[key], str | dict | list | bool | None)
    ]
    assert figures
    for one in figures:
        for value in NO_FIGURES:
            document = copy.deepcopy(sample.document)
            node, key = list(places(document))[one]
            node[key] = value
            tried(document, context)
