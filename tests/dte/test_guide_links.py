"""The pages for people hold together: links lead somewhere, commands and make targets are known, requests are JSON."""

import re
import shlex
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from typer import core, main

from facturaxpress import dte
from facturaxpress.cli import app
from facturaxpress.cli.spanish import GroupWithDefault

ROOT = Path(__file__).resolve().parents[2]
PAGES = sorted([*ROOT.glob("README*.md"), ROOT / "CHANGELOG.md", *(ROOT / "docs").rglob("*.md")])
NAMES = [str(page.relative_to(ROOT)) for page in PAGES]
COMMAND = main.get_command(app)


def prose(page: Path) -> str:
    """A page without its blocks of code."""
    return re.sub(r"^```.*?^```", "", page.read_text("utf-8"), flags=re.DOTALL | re.MULTILINE)


def anchors(page: Path) -> set[str]:
    """What a heading is called in a link, as GitHub does it."""
    titles = re.findall(r"^#+ (.+)$", prose(page), re.MULTILINE)
    return {re.sub(r"[^\w -]", "", title.lower()).strip().replace(" ", "-") for title in titles}


@pytest.mark.parametrize("page", PAGES, ids=NAMES)
def test_links_lead_somewhere(page: Path) -> None:
    for target in re.findall(r"\]\(([^)\s]+)\)", prose(page)):
        if re.match(r"[a-z]+:", target):
            continue
        path, _, anchor = target.partition("#")
        there = (page.parent / path).resolve() if path else page
        assert there.exists(), target
        if anchor:
            assert anchor in anchors(there), target


def commands(page: Path) -> Iterator[str]:
    """The calls of the program in blocks of code and in the text; those without arguments name a command only."""
    whole = page.read_text("utf-8")
    for block in re.findall(r"^```(?:bash|sh)\n(.*?)^```", whole, re.DOTALL | re.MULTILINE):
        joined = block.replace("\\\n", " ")
        yield from re.findall(r"(?:^|\$\()(?:\.venv/bin/)?facturaxpress ([^|)\n]*)", joined, re.MULTILINE)
    yield from re.findall(r"`facturaxpress ((?:rules|series|token) [^`\n]*)`", prose(page))


def parse(call: str) -> None:
    """Reads a call as the program would, without doing what it says."""
    words = [word for word in shlex.split(call, comments=True) if word not in (">", "<")]
    command: Any = COMMAND
    while isinstance(command, core.TyperGroup) and words:
        name = (
            words.pop(0)
            if words[0] in command.commands or not isinstance(command, GroupWithDefault)
            else next(iter(command.commands))
        )
        assert name in command.commands, call
        command = command.commands[name]
    if not isinstance(command, core.TyperGroup) and words:
        command.make_context(command.name, words)


@pytest.mark.parametrize("page", PAGES, ids=NAMES)
def test_commands_are_known(page: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)
    for call in commands(page):
        if "ÓDIGO" not in call and "CODE" not in call:
            parse(call)
        for file in re.findall(r"examples/\S+\.(?:json|toml)", call):
            assert (ROOT / file).is_file(), call


@pytest.mark.parametrize("page", PAGES, ids=NAMES)
def test_make_targets_are_known(page: Path) -> None:
    known = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text("utf-8"), re.MULTILINE))
    whole = page.read_text("utf-8")
    named = re.findall(r"`make ([a-z-]+)`", whole) + re.findall(r"^make ([a-z-]+)", whole, re.MULTILINE)
    assert set(named) <= known


@pytest.mark.parametrize("page", PAGES, ids=NAMES)
def test_requests_are_json(page: Path) -> None:
    for body in re.findall(r"-d '(\{.*?\})'", page.read_text("utf-8"), re.DOTALL):
        assert isinstance(dte.parse_json(body.encode()), dict)


def test_the_index_of_the_guides_is_complete() -> None:
    guide = ROOT / "docs" / "guia"
    listed = {(guide / target).resolve() for target in re.findall(r"\]\(([^)#\s]+)\)", prose(guide / "README.md"))}
    assert listed >= {page for page in guide.rglob("*.md") if page.name != "README.md"}


def test_calls_are_found_and_wrong_ones_refused() -> None:
    found = [call for page in PAGES for call in commands(page)]
    assert len(found) > 60
    for wrong in ("nothing", "issue --dry-runs examples/empresa.toml", "law set estructura"):
        with pytest.raises(Exception, match=r"nothing|dry-run|VALOR|[Mm]issing|[Ff]alta"):
            parse(wrong)
