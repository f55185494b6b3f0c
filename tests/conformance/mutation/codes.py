"""Changes of codes: values of the right form that no catalogue of MH has."""

import csv
import json
import re
from collections.abc import Iterator
from functools import cache
from itertools import product
from pathlib import Path
from typing import Any

from tests.conformance.mutation.edit import Mutation, leaves, put, text

CODED = (
    ("CAT-001", r"identificacion\.ambiente"),
    ("CAT-003", r"identificacion\.tipoModelo"),
    ("CAT-004", r"identificacion\.tipoOperacion"),
    ("CAT-005", r"(identificacion|motivo)\.tipoContingencia"),
    ("CAT-006", r"cuerpoDocumento\[\d+\]\.codigoRetencionMH|resumen\.codigoRetencionMH"),
    ("CAT-007", r".*\.(tipoGeneracion|tipoDoc)(?<!detalleDTE\[0\]\.tipoDoc)"),
    ("CAT-009", r"(emisor|donatario|receptor)\.tipoEstablecimiento"),
    ("CAT-010", r"otrosDocumentos\[\d+\]\.medico\.tipoServicio"),
    ("CAT-011", r"cuerpoDocumento\[\d+\]\.tipoItem"),
    ("CAT-012", r".*\.direccion\.departamento"),
    ("CAT-014", r"cuerpoDocumento\[\d+\]\.uniMedida"),
    ("CAT-015", r"cuerpoDocumento\[\d+\]\.(tributos\[\d+\]|codTributo)|resumen\.tributos\[\d+\]\.codigo"),
    ("CAT-016", r"resumen\.condicionOperacion"),
    ("CAT-017", r"resumen\.pagos\[\d+\]\.codigo"),
    ("CAT-018", r"resumen\.pagos\[\d+\]\.plazo"),
    ("CAT-019", r"(emisor|receptor|donatario|donante|sujetoExcluido)\.codActividad"),
    ("CAT-020", r"(receptor|donante|documento)\.codPais"),
    ("CAT-021", r"otrosDocumentos\[\d+\]\.codDocAsociado"),
    ("CAT-022", r"(receptor|donante|donatario|sujetoExcluido|documento)\.tipoDocumento"),
    ("CAT-022", r"motivo\.(tipDocResponsable|tipDocSolicita)|emisor\.tipoDocResponsable"),
    (
        "CAT-002",
        r"documentoRelacionado\[\d+\]\.tipoDocumento|cuerpoDocumento\[\d+\]\.tipoDte|detalleDTE\[\d+\]\.tipoDoc",
    ),
    ("CAT-023", r"cuerpoDocumento\[\d+\]\.tipoDocumento"),
    ("CAT-024", r"motivo\.tipoAnulacion"),
    ("CAT-025", r"receptor\.bienTitulo"),
    ("CAT-026", r"cuerpoDocumento\[\d+\]\.tipoDonacion"),
    ("CAT-027", r"emisor\.recintoFiscal"),
    ("CAT-028", r"emisor\.regimen"),
    ("CAT-029", r"receptor\.tipoPersona"),
    ("CAT-030", r"otrosDocumentos\[\d+\]\.modoTransp"),
    ("CAT-031", r"resumen\.codIncoterms"),
    ("CAT-032", r".*\.codDomiciliado"),
    ("CAT-033", r"emisor\.tipoRegimen"),
)
"""Which catalogue a field takes its code from, by the titles and field texts of MH's catalogues and schemas."""
_CODED = tuple((catalog, re.compile(pattern)) for catalog, pattern in CODED)


@cache
def known(mh: Path, regime: str, catalog: str) -> frozenset[str]:
    """The codes that MH's file has; empty where the catalogue is none of that regime."""
    codes: set[str] = set()
    for path in (mh / "catalogs" / regime).glob(f"{catalog}_*.csv"):
        with path.open(encoding="utf-8") as rows:
            codes |= {row["code"] for row in csv.DictReader(rows)}
    if (regime, catalog) == ("1.x", "CAT-020"):
        # Exports and donations of 1.x write a country by its number.
        listed = json.loads((mh / "catalogs" / regime / "CAT-020_legacy_numeric.json").read_text("utf-8"))
        codes = {row["code"] for row in listed["items"]}
    return frozenset(codes)


def mutations(document: dict[str, Any], mh: Path, regime: str) -> Iterator[Mutation]:
    for way, value in leaves(document):
        if value is None or isinstance(value, list):
            continue
        path = text(way)
        for catalog, pattern in _CODED:
            codes = known(mh, regime, catalog)
            if codes and pattern.fullmatch(path) and str(value) in codes:
                for wrong in _wrong(value, codes):
                    yield Mutation(
                        kind="wrong-code",
                        path=path,
                        value=wrong,
                        document=put(document, path, wrong),
                        source=f"{catalog}, {regime}",
                    )
    yield from _places(document, mh, regime)


def _wrong(value: Any, codes: frozenset[str]) -> list[Any]:
    """Two codes of the same form that the catalogue lacks: the last one and one between."""
    if isinstance(value, int):
        found = [number for number in range(98, 0, -1) if str(number) not in codes]
        return [found[0], found[-1]]
    signs = "9876543210" if value.isdigit() else "ZYX9876543210"
    if len(value) > 3:
        # Regimes and activities: the last two signs only.
        candidates = [value[:-2] + "".join(end) for end in product(signs, repeat=2)]
    else:
        candidates = ["".join(part) for part in product(signs, repeat=len(value))]
    found = [code for code in candidates if code not in codes]
    return [found[0], found[-1]] if found else []


def _places(document: dict[str, Any], mh: Path, regime: str) -> Iterator[Mutation]:
    """A municipio of another departamento and a distrito of another municipio (CAT-008, CAT-013)."""
    rows = _rows(mh, regime, "CAT-013")
    for way, value in leaves(document):
        path = text(way)
        if value is None or not path.endswith((".direccion.municipio", ".direccion.distrito")):
            continue
        place = path.rpartition(".")[0]
        part: Any = document
        for step in way[:-1]:
            part = part[step]
        if path.endswith("municipio"):
            own = {row["code"] for row in rows if row["departamento"] == part["departamento"]}
            others = {row["code"] for row in rows} - own
        else:
            districts = _rows(mh, regime, "CAT-008")
            own = {
                row["code"]
                for row in districts
                if row["departamento"] == part["departamento"] and row["municipio"] == part["municipio"]
            }
            others = {row["code"] for row in districts} - own
        for wrong in sorted(others)[:1] + sorted(others)[-1:]:
            yield Mutation(
                kind="place-elsewhere",
                path=path,
                value=wrong,
                document=put(document, path, wrong),
                source=f"CAT-008 y CAT-013, {regime}",
                # Where the municipio is another one, it is the distrito that lies in none of its own.
                also=(f"{place}.distrito",) if path.endswith("municipio") else (),
            )


@cache
def _rows(mh: Path, regime: str, catalog: str) -> list[dict[str, str]]:
    found = []
    for path in (mh / "catalogs" / regime).glob(f"{catalog}_*.csv"):
        with path.open(encoding="utf-8") as rows:
            found += list(csv.DictReader(rows))
    return found
