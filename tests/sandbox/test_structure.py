"""Finding the schemas: by what they say of themselves, in whatever folder, or not at all."""

import json
from pathlib import Path

import pytest

from facturaxpress.sandbox import structure
from facturaxpress.sandbox.messages import RefusalError
from facturaxpress.sandbox.structure import StructureError, Structures
from tests.sandbox.documents import SCHEMAS, factura, write_schemas


def test_files_are_found_by_their_content(tmp_path: Path) -> None:
    write_schemas(tmp_path / "v2" / "deep")
    (tmp_path / "event.json").write_text(json.dumps({"properties": {"identificacion": {"properties": {}}}}))
    (tmp_path / "list.json").write_text("[]")
    found = Structures.load(tmp_path)
    assert found.names() == SCHEMAS
    assert not found.own


def test_the_projects_own_files_may_be_known_by_their_name(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "01-v2.json").write_text(json.dumps({"type": "object", "required": ["resumen"]}))
    monkeypatch.setattr(structure, "OWN_FOLDER", tmp_path)
    own = Structures.load()
    assert (own.names(), own.own) == (["01-v2"], True)
    own.check("01", 2, factura())
    with pytest.raises(RefusalError) as refused:
        own.check("01", 2, {})
    assert refused.value.observaciones == ["Campo #/resumen es requerido"]


def test_an_enum_of_one_is_as_good_as_a_const(tmp_path: Path) -> None:
    identification = {"tipoDte": {"enum": ["14"]}, "version": {"enum": [2]}}
    schema = {"properties": {"identificacion": {"properties": identification}}}
    (tmp_path / "x.json").write_text(json.dumps(schema))
    assert Structures.load(tmp_path).names() == ["14-v2"]


@pytest.mark.parametrize("make", [lambda folder: folder / "absent", lambda folder: folder])
def test_without_schemas_the_message_says_what_to_do(tmp_path: Path, make: object) -> None:
    with pytest.raises(StructureError, match="--schemas"):
        Structures.load(make(tmp_path))  # type: ignore[operator]


def test_two_schemas_for_one_structure_must_be_the_same(tmp_path: Path) -> None:
    write_schemas(tmp_path / "one")
    write_schemas(tmp_path / "two")
    assert Structures.load(tmp_path).names() == SCHEMAS
    changed = json.loads((tmp_path / "two" / "structure-of-01.json").read_text()) | {"title": "otro"}
    (tmp_path / "two" / "structure-of-01.json").write_text(json.dumps(changed))
    with pytest.raises(StructureError, match="tipo 01 versión 2"):
        Structures.load(tmp_path)


def test_a_broken_file_is_named(tmp_path: Path) -> None:
    (tmp_path / "roto.json").write_text("{")
    with pytest.raises(StructureError, match=r"roto\.json"):
        Structures.load(tmp_path)


def test_observations_are_not_without_end(tmp_path: Path) -> None:
    structures = Structures.load(write_schemas(tmp_path))
    document = factura()
    document["cuerpoDocumento"] = [{"descripcion": ""}] * 200 + [{"ventaGravada": -1}] * 200
    with pytest.raises(RefusalError) as refused:
        structures.check("01", 2, document)
    assert len(refused.value.observaciones) == structure.MOST_OBSERVATIONS


def test_events_without_a_tipo_are_known_by_their_parts(tmp_path: Path) -> None:
    for version, parts in ((3, ("documento", "motivo")), (4, ("detalleDTE", "motivo")), (9, ("motivo",))):
        properties = {part: {"type": "object"} for part in parts} | {
            "identificacion": {"properties": {"version": {"const": version}}}
        }
        (tmp_path / f"{version}.json").write_text(json.dumps({"properties": properties}))
    (tmp_path / "17-v1.json").write_text(json.dumps({"type": "object"}))
    assert Structures.load(tmp_path).names() == ["17-v1", "contingencia-v4", "invalidacion-v3"]


def test_mhs_whole_folder_and_that_of_one_regime(mh: Path) -> None:
    regime = Structures.load(mh / "schemas" / "2.0").names()
    documents = ["01-v2", "03-v4", "04-v4", "05-v4", "06-v4", "07-v2", "08-v2", "09-v2", "11-v3", "14-v2", "15-v2"]
    assert regime == [*documents, "17-v1", "18-v1", "contingencia-v4", "invalidacion-v3"]
    earlier = ["01-v1", "03-v3", "04-v3", "05-v3", "06-v3", "07-v1", "08-v1", "09-v1", "11-v1", "14-v1", "15-v1"]
    earlier += ["contingencia-v3", "invalidacion-v2"]
    assert Structures.load(mh / "schemas").names() == sorted([*regime, *earlier])
