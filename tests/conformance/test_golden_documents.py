"""What the examples give, under each regime, is valid under MH's own schema."""

import json
from decimal import Decimal
from pathlib import Path

import jsonschema_rs
import pytest
from tests.dte.golden import FOLDER, cases
from tests.dte.test_schemas import OF_MH

from facturaxpress import dte

CASES = [case for case in cases() if "faults" not in json.loads(case[2].read_text("utf-8"))]
"""What both regimes can say, and what one can: a sale that a structure cannot say is not issued."""


@pytest.mark.parametrize(("example", "version", "target"), CASES, ids=lambda part: getattr(part, "stem", str(part)))
def test_the_document_of_an_example(example: Path, version: int, target: Path, mh: Path) -> None:
    document = json.loads(target.read_text("utf-8"), parse_float=Decimal)
    sale = dte.parse_json(example.read_bytes())
    schema = mh / "schemas" / OF_MH[sale.get("tipoDte") or sale["tipoEvento"], version]
    judge = jsonschema_rs.Draft7Validator(json.loads(schema.read_text("utf-8")), validate_formats=True)
    assert [f"{error.instance_path}: {error.message}" for error in judge.iter_errors(document)] == []
    assert target.is_relative_to(FOLDER)
