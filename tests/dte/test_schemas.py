"""The JSON Schemas we write, against MH's own: the same documents pass and the same are refused."""

import copy
import json
import random
from decimal import Decimal
from pathlib import Path
from typing import Any

import jsonschema_rs
import pytest
from tests.dte.support import ccf, document, fe
from tests.soak import SOAK

from facturaxpress import dte

D = Decimal
OF_MH = {
    ("01", 1): "1.x/fe-fc-v1.json",
    ("01", 2): "2.0/v2/fe-f-v2.json",
    ("03", 3): "1.x/fe-ccf-v3.json",
    ("03", 4): "2.0/v4/fe-ccf-v4.json",
    ("04", 3): "1.x/fe-nr-v3.json",
    ("04", 4): "2.0/v4/fe-nr-v4.json",
    ("05", 3): "1.x/fe-nc-v3.json",
    ("05", 4): "2.0/v4/fe-nc-v4.json",
    ("06", 3): "1.x/fe-nd-v3.json",
    ("06", 4): "2.0/v4/fe-nd-v4.json",
    ("07", 1): "1.x/fe-cr-v1.json",
    ("07", 2): "2.0/v2/fe-cr-v2.json",
    ("08", 1): "1.x/fe-cl-v1.json",
    ("08", 2): "2.0/v2/fe-cl-v2.json",
    ("09", 1): "1.x/fe-dcl-v1.json",
    ("09", 2): "2.0/v2/fe-dcl-v2.json",
    ("11", 1): "1.x/fe-fex-v1.json",
    ("11", 3): "2.0/v3/fe-fex-v3.json",
    ("14", 1): "1.x/fe-fse-v1.json",
    ("14", 2): "2.0/v2/fe-fse-v2.json",
    ("15", 1): "1.x/fe-cd-v1.json",
    ("15", 2): "2.0/v2/fe-cd-v2.json",
    ("17", 1): "2.0/v1/fe-eop-v1.json",
    ("18", 1): "2.0/v1/fe-eret-v1.json",
    ("contingencia", 3): "1.x/contingencia-schema-v3.json",
    ("contingencia", 4): "2.0/v4/contingencia-schema-v4.json",
    ("invalidacion", 2): "1.x/anulacion-schema-v2.json",
    ("invalidacion", 3): "2.0/v3/invalidacion-schema-v3.json",
}
SAMPLES = {"17": "opespeciales", "18": "retorno"}
"""What MH's sample files call a type otherwise."""
ODD_VALUES: list[Any] = [
    *(None, "", "x", "20", "ñ" * 151, "x" * 1501, "0" * 36, "a@b", "01234567-8", "06140101201013", "2026-02-30"),
    *(0, 1, -1, 5, 99, 100, 2000, 2001, -5000, D("0.005"), D("1.123456789"), D("1e11"), D("2.5"), D("1.0")),
    *(True, [], {}, ["20"], ["20", "20"], "12:61:00", "10:15:5"),
]
BESIDE = {
    "documentoRelacionado": [
        {"tipoDocumento": "04", "tipoGeneracion": 2, "numeroDocumento": "7C1D2F5A-0B3E-4D6C-9A81-5E4F3D2C1B0A"}
        | {"fechaEmision": "2026-01-01"}
    ],
    "otrosDocumentos": [
        {"codDocAsociado": 1, "descDocumento": "Póliza", "detalleDocumento": "Detalle", "medico": None},
        {"codDocAsociado": 3, "descDocumento": None, "detalleDocumento": None}
        | {"medico": {"nombre": "X", "nit": None, "docIdentificacion": "abc", "tipoServicio": 1}},
    ],
    "apendice": [{"campo": "campo", "etiqueta": "Etiqueta", "valor": "x"}],
}
TRIED = 4000 if SOAK else 500
"""Changed documents a structure; the first of them are the same in both forms."""
CORRECTED = {
    "descDocumento",
    "detalleDocumento",
    "observaciones",
    "nombre",
    "codigoRetencionMH",
    "regimen",
    "numeroDocumento",
    "nombreResponsable",
}
"""Texts for which MH's files of 2.0 say `minimum` or `maximum` where `minLength` or `maxLength` is meant."""


def validator(schema: dict[str, Any]) -> jsonschema_rs.Draft7Validator:
    return jsonschema_rs.Draft7Validator(schema, validate_formats=True)


def read(path: Path) -> dict[str, Any]:
    result: dict[str, Any] = json.loads(path.read_text("utf-8"), parse_float=Decimal)
    return result


def places(node: Any) -> list[tuple[Any, Any]]:
    members = list(node.items()) if isinstance(node, dict) else list(enumerate(node)) if isinstance(node, list) else []
    return [place for key, member in members for place in ((node, key), *places(member))]


def test_every_structure_has_a_schema() -> None:
    assert len(dte.structures()) == 28
    for tipo, version in dte.structures():
        schema = dte.schema(tipo, version)
        assert schema["$schema"] == "http://json-schema.org/draft-07/schema#"
        assert json.loads(json.dumps(schema)) == schema
        assert jsonschema_rs.meta.is_valid(schema)
    with pytest.raises(KeyError):
        dte.schema("05", 2)


def test_our_documents_pass_our_schemas() -> None:
    assert validator(dte.schema("01", 2)).is_valid(document(fe()))
    assert validator(dte.schema("03", 4)).is_valid(document(ccf()))


@pytest.mark.parametrize("structure", OF_MH, ids=lambda structure: f"{structure[0]}-v{structure[1]}")
def test_ours_and_those_of_mh_judge_alike(structure: tuple[str, int], mh: Path) -> None:
    theirs = validator(read(mh / "schemas" / OF_MH[structure]))
    ours = validator(json.loads(json.dumps(dte.schema(*structure)), parse_float=Decimal))
    # In one order everywhere, so that the fixed part is the same part.
    originals = [
        read(path)
        for path in sorted((mh / "samples").glob(f"*/{SAMPLES.get(*structure[:1] * 2)}__v{structure[1]}__*.json"))
    ]
    assert all(theirs.is_valid(one) and ours.is_valid(one) for one in originals)
    dice = random.Random(2026)
    refused = 0
    for _ in range(TRIED):
        changed = copy.deepcopy(dice.choice(originals))
        if dice.random() < 0.5:
            changed |= copy.deepcopy(BESIDE)
        holder, key = dice.choice(places(changed))
        match dice.randrange(8):
            case 0:
                del holder[key]
            case 1 if isinstance(holder, dict):
                holder["nuevo"] = 1
            case _:
                holder[key] = copy.deepcopy(dice.choice(ODD_VALUES))
        verdict = theirs.is_valid(changed)
        refused += not verdict
        if key not in CORRECTED:
            assert ours.is_valid(changed) is verdict, (key, changed)
        if not verdict:
            assert dte.validate(changed).faults, (key, changed)
    assert refused > TRIED / 4


def test_corrections_of_slips(mh: Path) -> None:
    theirs = validator(read(mh / "schemas" / OF_MH["03", 4]))
    ours = validator(dte.schema("03", 4))
    made = document(ccf())
    made["resumen"]["observaciones"] = "x" * 3001
    assert theirs.is_valid(made)
    assert not ours.is_valid(made)
