"""What the sandbox refuses, matched to our rules: the rule that is told is one by which `validate` finds the fault.

Every value of MH's samples is spoilt in turn. The sandbox, which shares no code with the law, says in MH's words what
is wrong; `rejections` reads them; `validate` judges the same document.
"""

import copy
import json
import re
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

from facturaxpress import dte
from facturaxpress.dte.rejections import Rejection, explain_all
from facturaxpress.dte.structures import said_type
from facturaxpress.sandbox.messages import RefusalError
from facturaxpress.sandbox.rules.events import JUDGES
from facturaxpress.sandbox.rules.judgement import judge
from facturaxpress.sandbox.structure import Structures

Path_ = tuple[str | int, ...]
AGREE = Decimal("0.995")
"""The rest are documents with several things wrong, of which the sandbox tells the first it comes upon."""


def documents(mh: Path) -> Iterator[dict[str, Any]]:
    for file in sorted((mh / "samples").rglob("*.json")):
        document: dict[str, Any] = dte.parse_json(file.read_bytes())
        for name in ("firmaElectronica", "selloRecibido"):
            document.pop(name, None)
        yield document


def leaves(value: Any, path: Path_ = ()) -> Iterator[tuple[Path_, Any]]:
    """Every value that is no object and no list, with its place; which structure it is stays as it is."""
    if isinstance(value, dict | list):
        for key, inner in value.items() if isinstance(value, dict) else enumerate(value):
            yield from leaves(inner, (*path, key))
    elif path[-1] not in {"tipoDte", "tipoEvento", "version"}:
        yield path, value


def spoilt(value: Any) -> tuple[Any, ...]:
    match value:
        case int() | Decimal():
            return value + 1, -value - 1
        case str():
            return "ZZ", "", None
    return ("x",)


def changed(document: dict[str, Any], path: Path_, value: Any) -> dict[str, Any]:
    wrong = copy.deepcopy(document)
    place: Any = wrong
    for key in path[:-1]:
        place = place[key]
    place[path[-1]] = value
    return wrong


def refusal(structures: Structures, document: dict[str, Any]) -> tuple[Rejection, ...]:
    name, _ = said_type(document, document["identificacion"])
    try:
        structures.check(name, document["identificacion"]["version"], json.loads(dte.dump_json(document)))
        if name in JUDGES:
            JUDGES[name](document)
        else:
            judge(name, document)
    except RefusalError as error:
        return explain_all([error.descripcion, *error.observaciones], error.codigo, tipo=name)
    return ()


def found_by(rejection: Rejection, fault: dte.Fault) -> bool:
    return fault.code in rejection.rules and same_place(fault.path, rejection.path or "")


def same_place(one: str, other: str) -> bool:
    """The same field, one within the other, or the same line; MH does not always say which payment it means."""
    if one.startswith(other) or other.startswith(one):
        return True
    line = re.match(r"cuerpoDocumento\[\d+\]", one)
    plain = [re.sub(r"\[\d+\]", "", path) for path in (one, other)]
    return plain[0] == plain[1] or (line is not None and other.startswith(line[0]))


def test_the_rule_told_finds_what_the_sandbox_refuses(mh: Path) -> None:
    structures = Structures.load(mh / "schemas")
    refused, missed = 0, []
    for document in documents(mh):
        assert refusal(structures, document) == ()
        for path, value in leaves(document):
            for wrong in spoilt(value):
                judged = changed(document, path, wrong)
                told = refusal(structures, judged)
                if not told:
                    continue
                refused += 1
                assert all(one.path is not None for one in told), told
                report = dte.validate(judged)
                found = (*report.faults, *report.warnings)
                if not any(found_by(one, fault) for one in told for fault in found):
                    missed.append(
                        (said_type(document, document["identificacion"])[0], path, wrong, told[0].path, told[0].rules)
                    )
    assert refused > 10_000
    assert len(missed) <= refused * (1 - AGREE), missed
