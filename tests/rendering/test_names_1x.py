"""The earlier names are read through one table, which is complete by MH's own schemas."""

import copy
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from facturaxpress.rendering.names_1x import KEYS, MOVED, SECTIONS, in_names_of_2_0

PAIRS = {
    "fe-fc-v1": "v2/fe-f-v2",
    "fe-ccf-v3": "v4/fe-ccf-v4",
    "fe-nr-v3": "v4/fe-nr-v4",
    "fe-nc-v3": "v4/fe-nc-v4",
    "fe-nd-v3": "v4/fe-nd-v4",
    "fe-cr-v1": "v2/fe-cr-v2",
    "fe-cl-v1": "v2/fe-cl-v2",
    "fe-dcl-v1": "v2/fe-dcl-v2",
    "fe-fex-v1": "v3/fe-fex-v3",
    "fe-fse-v1": "v2/fe-fse-v2",
    "fe-cd-v1": "v2/fe-cd-v2",
    "anulacion-schema-v2": "v3/invalidacion-schema-v3",
    "contingencia-schema-v3": "v4/contingencia-schema-v4",
}
GONE = {
    # Printed under its earlier name, by the parts of a layout that only 1.x has.
    *("emisor.tipoEstablecimiento", "resumen.reteRenta", "resumen.ivaRete1", "resumen.subTotal"),
    *("resumen.descuNoSuj", "resumen.descuExenta", "resumen.descuGravada"),
    *(f"extension.{key}" for key in ("nombEntrega", "docuEntrega", "nombRecibe", "docuRecibe", "placaVehiculo")),
    # Read where they are present: who issued where.
    *("emisor.codEstableMH", "emisor.codPuntoVentaMH", "emisor.codPuntoVenta"),
    # Category C, or on no list: not printed.
    *("emisor.nomEstablecimiento", "documento.montoIva", "receptor.codigoMH", "receptor.puntoVentaMH"),
}
"""What the earlier structures have and those of 2.0 do not, without another name."""


def keys(schema: Path) -> Iterator[str]:
    root = json.loads(schema.read_text(encoding="utf-8"))

    def resolved(node: dict[str, Any]) -> dict[str, Any]:
        while "$ref" in node:
            found = root
            for part in node["$ref"].lstrip("#/").split("/"):
                found = found[part]
            node = found
        return node

    for section, part in root["properties"].items():
        node = resolved(part)
        node = resolved(node["items"]) if isinstance(node.get("items"), dict) else node
        yield from (f"{section}.{key}" for key in node.get("properties", {}))


@pytest.mark.parametrize("earlier", PAIRS)
def test_every_key_that_changed_its_name_is_in_the_table(mh: Path, earlier: str) -> None:
    newer = set(keys(mh / "schemas" / "2.0" / f"{PAIRS[earlier]}.json"))
    for path in keys(mh / "schemas" / "1.x" / f"{earlier}.json"):
        section, _, key = path.partition(".")
        named = SECTIONS.get(section, section)
        names = {f"{named}.{key}", f"{named}.{KEYS.get(named, {}).get(key, key)}"}
        if (section, key) == (MOVED[0], MOVED[2]):
            names.add(f"{MOVED[1]}.{key}")
        assert names & (newer | GONE), path


def test_older_names_are_read_under_the_newer_ones() -> None:
    document = {
        "donatario": {"nombre": "Donataria"},
        "donante": {"nombre": "Donante", "nit": "06140101901234"},
        "cuerpoDocumento": [{"depreciacion": 5, "numDocumento": "A-1"}, None, "x"],
        "resumen": {"ivaRete1": 7},
        "extension": {"observaciones": "Nota"},
    }
    before = copy.deepcopy(document)
    read = in_names_of_2_0(document)
    assert document == before
    assert read["emisor"]["nombre"] == "Donataria"
    assert read["receptor"]["numDocumento"] == "06140101901234"
    assert read["receptor"]["tipoDocumento"] == "36"
    assert read["cuerpoDocumento"][0]["tipoDepreciacion"] == 5
    assert read["cuerpoDocumento"][0]["numeroDocumento"] == "A-1"
    assert read["cuerpoDocumento"][1:] == [None, "x"]
    assert read["resumen"]["ivaRete"] == 7
    assert read["resumen"]["observaciones"] == "Nota"


def test_a_document_that_has_the_newer_name_keeps_what_it_says() -> None:
    document = {
        "receptor": {"nombre": "Receptor", "nit": "1", "numDocumento": "2", "tipoDocumento": "13"},
        "sujetoExcluido": {"nombre": "Otro"},
        "resumen": {"ivaRete": 1, "ivaRete1": 2, "observaciones": None},
        "extension": {"observaciones": "Nota"},
    }
    read = in_names_of_2_0(document)
    assert read["receptor"] == document["receptor"]
    assert read["resumen"] == document["resumen"]


@pytest.mark.parametrize("value", [None, 3, "texto", [], [1]])
def test_parts_of_another_kind_stay_as_they_are(value: Any) -> None:
    parts = ("identificacion", "receptor", "resumen", "extension", "cuerpoDocumento", "donante")
    document = dict.fromkeys(parts, value)
    assert {key: in_names_of_2_0(document)[key] for key in parts} == document
