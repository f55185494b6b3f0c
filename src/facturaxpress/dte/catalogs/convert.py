"""Makes the catalogues' texts from MH's tables: `python -m facturaxpress.dte.catalogs.convert SOURCE_DIR [TARGET_DIR]`.

SOURCE_DIR holds a folder for each regime, `1.x` and `2.0`, with MH's tables as CSV (`CAT-013_….csv`: code, value and,
in some, departamento, municipio, nombre_oficial, section_no, group). What MH's tables do not say stands here: the
titles, the days on which an entry began or ended, and the numeric countries of the structures 1.x, which MH only lists
in its JSON Schema (`1.x/CAT-020_legacy_numeric.json`).
"""

import csv
import json
import re
import sys
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import msgspec

from facturaxpress.dte.catalogs import CATALOGS, REGIMES, Regime
from facturaxpress.dte.catalogs.entry import Entry, Titles, write

COMMENT = "{catalog}, made by facturaxpress.dte.catalogs.convert and not by hand; entry.py describes the format."

TITLES: dict[str, str | tuple[str, str]] = {
    "CAT-001": "Ambiente de destino",
    "CAT-002": ("Tipo de documento", "Tipo de documento y evento"),
    "CAT-003": "Modelo de facturación",
    "CAT-004": "Tipo de transmisión",
    "CAT-005": "Tipo de contingencia",
    "CAT-006": "Retención IVA MH",
    "CAT-007": "Tipo de generación del documento",
    "CAT-008": "Distrito",
    "CAT-009": "Tipo de establecimiento",
    "CAT-010": "Tipo de servicio médico",
    "CAT-011": "Tipo de ítem",
    "CAT-012": "Departamento",
    "CAT-013": "Municipio",
    "CAT-014": "Unidad de medida",
    "CAT-015": "Tributos",
    "CAT-016": "Condición de la operación",
    "CAT-017": "Forma de pago",
    "CAT-018": "Plazo",
    "CAT-019": "Código de actividad económica",
    "CAT-020": "País",
    "CAT-021": "Otros documentos asociados",
    "CAT-022": "Tipo de documento de identificación",
    "CAT-023": ("Tipo de documento en contingencia", "Operaciones especiales"),
    "CAT-024": ("Tipo de invalidación", "Motivo del evento"),
    "CAT-025": "Título a que se remiten los bienes",
    "CAT-026": "Tipo de donación",
    "CAT-027": "Recinto fiscal",
    "CAT-028": "Régimen",
    "CAT-029": "Tipo de persona",
    "CAT-030": "Transporte",
    "CAT-031": "INCOTERMS",
    "CAT-032": "Domicilio fiscal",
    "CAT-033": "Tipo de régimen",
}

BY_LAW = {
    ("06", "04"): "23",  # Cuscatancingo: San Salvador Centro
    ("06", "19"): "23",  # Ciudad Delgado: San Salvador Centro
    ("06", "12"): "24",  # San Marcos: San Salvador Sur
    ("06", "15"): "24",  # Santiago Texacuangos: San Salvador Sur
    ("06", "16"): "24",  # Santo Tomás: San Salvador Sur
}
"""Municipios by the Ley Especial para la Reestructuración Municipal (2023), where the table has others."""

JULY = date(2026, 7, 1)
"""Catálogos de Facturación Electrónica 1.1 (July 2026; its text gives no day) replace 1.0 (June 2026)."""
JUNE = date(2026, 6, 30)
ABROAD = "00"
"""The distrito of those abroad, which MH's table leaves without municipio."""
CABANAS = "09"
SWAPPED = {"10": "11", "11": "10"}
"""The codes of Cabañas Este and Oeste, which version 1.1 exchanged."""


def catalogue(source: Path, catalog: str) -> tuple[Titles, list[Entry]]:
    """The titles and entries of one catalogue, with what both regimes share said once."""
    old, new = (list(_dated(catalog, regime, _rows(source, catalog, regime))) for regime in REGIMES)
    if catalog == "CAT-008":  # by municipio, so that its heading stands once
        new.sort(key=lambda entry: (entry.departamento, entry.municipio, entry.since or date.min))
    if not old or not new:
        alone: Regime = "2.0" if new else "1.x"
        return {None: _title(catalog, alone)}, [_of(entry, alone) for entry in old or new]
    entries = [entry if entry in old else _of(entry, "2.0") for entry in new]
    for entry in old:
        if entry not in new:
            # Before its successor where there is one, so that the difference meets the eye; else at the end.
            place = next((i for i, e in enumerate(entries) if e.regime == "2.0" and _same_code(e, entry)), len(entries))
            entries.insert(place, _of(entry, "1.x"))
    old_title, new_title = (_title(catalog, regime) for regime in REGIMES)
    titles: Titles = {None: new_title} if old_title == new_title else {"1.x": old_title, "2.0": new_title}
    return titles, entries


def _same_code(one: Entry, other: Entry) -> bool:
    return (one.code, one.departamento) == (other.code, other.departamento)


def _title(catalog: str, regime: Regime) -> str:
    given = TITLES[catalog]
    return given if isinstance(given, str) else given[REGIMES.index(regime)]


def _of(entry: Entry, regime: Regime) -> Entry:
    return msgspec.structs.replace(entry, regime=regime)


def _rows(source: Path, catalog: str, regime: Regime) -> Iterator[Entry]:
    for path in sorted((source / regime).glob(f"{catalog}_*.csv")):
        proper_names = _municipio_names(source) if catalog == "CAT-013" else {}
        with path.open(encoding="utf-8", newline="") as file:
            for row in csv.DictReader(file):
                name = row["value"]
                proper = row.get("nombre_oficial") or proper_names.get((row.get("departamento", ""), _plain(name)))
                if catalog == "CAT-014":
                    proper = re.sub(r" \d+(, \d+)*$", "", name)  # the numbers of footnotes in MH's print
                yield Entry(
                    row["code"],
                    name,
                    proper=proper if proper and proper != name else None,
                    departamento=row.get("departamento") or None,
                    municipio=row.get("municipio") or (ABROAD if catalog == "CAT-008" else None),
                    by_law=BY_LAW.get((row["departamento"], row["code"])) if catalog == "CAT-008" else None,
                    sections=(int(row["section_no"]),) if row.get("section_no") else (),
                    group=row.get("group") or None,
                )
    numeric = source / regime / f"{catalog}_legacy_numeric.json"
    if numeric.exists():
        for item in json.loads(numeric.read_text("utf-8"))["items"]:
            yield Entry(item["code"], item["value"], iso3=item["iso3"])


def _municipio_names(source: Path) -> dict[tuple[str, str], str]:
    """Proper names of the municipios, which MH gives with the distritos, by departamento and unadorned name."""
    with next((source / "2.0").glob("CAT-008_*.csv")).open(encoding="utf-8", newline="") as file:
        return {
            (row["departamento"], _plain(row["municipio_nombre"])): row["municipio_nombre"]
            for row in csv.DictReader(file)
            if row["municipio_nombre"]
        }


def _plain(name: str) -> str:
    return name.upper().translate(str.maketrans("ÁÉÍÓÚÜ", "AEIOUU"))


def _dated(catalog: str, regime: Regime, rows: Iterator[Entry]) -> Iterator[Entry]:
    """The rows with the days that MH's tables leave out."""
    names = {}
    for entry in rows:
        if regime != "2.0":
            yield entry
        elif catalog == "CAT-013" and entry.departamento == CABANAS and entry.code in SWAPPED:
            names[entry.code] = entry
        elif catalog == "CAT-008" and entry.departamento == CABANAS and entry.municipio in SWAPPED:
            yield msgspec.structs.replace(entry, municipio=SWAPPED[entry.municipio], until=JUNE)
            yield msgspec.structs.replace(entry, since=JULY)
        elif (catalog, entry.code) == ("CAT-027", "43"):
            yield msgspec.structs.replace(entry, since=JULY)
        else:
            yield entry
    for code, entry in names.items():
        yield msgspec.structs.replace(names[SWAPPED[code]], code=code, until=JUNE)
        yield msgspec.structs.replace(entry, since=JULY)


def main(arguments: list[str]) -> int:
    if len(arguments) not in (1, 2):
        sys.stderr.write((__doc__ or "").splitlines()[0] + "\n")
        return 2
    source = Path(arguments[0])
    target = Path(arguments[1]) if len(arguments) == 2 else Path(__file__).parent / "data"
    target.mkdir(parents=True, exist_ok=True)
    for catalog in CATALOGS:
        titles, entries = catalogue(source, catalog)
        if not entries:
            sys.stderr.write(f"{source} has no table of {catalog}\n")
            return 1
        text = write(titles, entries, COMMENT.format(catalog=catalog))
        (target / f"{catalog}.txt").write_text(text, encoding="utf-8", newline="\n")
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
