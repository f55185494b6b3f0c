"""The JSON Schemas of what is sent: every example passes, and what they refuse is refused when it is made."""

import copy
import json
from pathlib import Path

import jsonschema_rs
import pytest
from tests.conftest import ROOT

from facturaxpress import dte
from facturaxpress.dte.structures import TYPES

EXAMPLES = sorted((ROOT / "examples").glob("*/*.json"))


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda path: f"{path.parent.name}/{path.stem}")
def test_every_example_passes_and_no_other_field_does(example: Path) -> None:
    sale = json.loads(example.read_bytes())
    said = "tipoDte" if "tipoDte" in sale else "tipoEvento"
    validator = jsonschema_rs.validator_for(dte.input_schema(sale[said]))
    assert [error.message for error in validator.iter_errors(sale)] == []
    assert not validator.is_valid(sale | {"inventado": 1})
    assert not validator.is_valid(sale | {said: "99"})
    assert not validator.is_valid({key: value for key, value in sale.items() if key != said})


def test_every_type_has_one_with_a_title_of_its_own() -> None:
    schemas = {tipo: dte.input_schema(tipo) for tipo in TYPES}
    assert len({schema["title"] for schema in schemas.values()}) == len(TYPES) == 15
    for schema in schemas.values():
        jsonschema_rs.meta.validate(schema)
    with pytest.raises(KeyError):
        dte.input_schema("02")


@pytest.mark.parametrize(
    ("tipo", "section", "other", "field"),
    [
        ("01", "resumen", "ivaRete1", "ivaRete"),
        ("07", "cuerpoDocumento", "numDocumento", "numeroDocumento"),
        ("14", None, "sujetoExcluido", "receptor"),
        ("15", "cuerpoDocumento", "depreciacion", "tipoDepreciacion"),
    ],
)
def test_the_names_of_1x_are_members_too(tipo: str, section: str | None, other: str, field: str) -> None:
    body = dte.input_schema(tipo)
    if section is not None:
        body = body["properties"][section]
        body = body.get("items", body)
    named = copy.deepcopy(body["properties"][other])
    assert named.pop("deprecated") is True
    assert named == body["properties"][field]


def test_a_name_that_is_a_field_of_its_own_stays_that() -> None:
    assert "deprecated" not in dte.input_schema("09")["properties"]["cuerpoDocumento"]
