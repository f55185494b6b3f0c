import csv
import json
from collections import defaultdict
from datetime import date
from pathlib import Path

import pytest

from facturaxpress.dte import catalogs
from facturaxpress.dte.catalogs import CATALOGS, REGIMES, Regime, contains, convert, entries, lookup, title
from facturaxpress.dte.catalogs.entry import Entry, read, write

JUNE, JULY = date(2026, 6, 30), date(2026, 7, 1)

# Against MH's own tables


def rows(mh: Path, catalog: str, regime: str) -> list[dict[str, str]]:
    files = list((mh / "catalogs" / regime).glob(f"{catalog}_*.csv"))
    if not files:
        return []
    (file,) = files
    with file.open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


@pytest.mark.parametrize("regime", REGIMES)
@pytest.mark.parametrize("catalog", CATALOGS)
def test_every_entry_is_mhs(mh: Path, catalog: str, regime: Regime) -> None:
    published = rows(mh, catalog, regime)
    texts: dict[tuple[str | None, str], set[str]] = defaultdict(set)
    sections: dict[tuple[str | None, str], set[int]] = defaultdict(set)
    for row in published:
        key = (row.get("departamento"), row["code"])
        texts[key].add(row["value"])
        entry = lookup(catalog, row["code"], regime=regime, departamento=row.get("departamento"))
        assert entry is not None, row
        assert row["value"] in (entry.name, *entry.also)
        assert row.get("group") == entry.group
        if row.get("municipio"):
            assert row["municipio"] == entry.municipio
        if row.get("nombre_oficial"):
            assert row["nombre_oficial"] == entry.label
        if row.get("section_no"):
            sections[key].add(int(row["section_no"]))
    if catalog == "CAT-013" and regime == "1.x":
        texts.update(former_municipios(mh))
    if catalog == "CAT-020" and regime == "1.x":
        texts.update({(None, item["code"]): {item["value"]} for item in numeric_countries(mh)})
    ours = entries(catalog, regime=regime)
    assert {(entry.departamento, entry.code) for entry in ours} == set(texts)
    assert len(ours) == len(texts)
    for entry in ours:
        key = (entry.departamento, entry.code)
        assert {entry.name, *entry.also} == texts[key]
        assert set(entry.sections) == sections[key]
        assert contains(catalog, entry.code, regime=regime, departamento=entry.departamento)


def former_municipios(mh: Path) -> dict[tuple[str | None, str], set[str]]:
    items = json.loads((mh / "catalogs" / "1.x" / "CAT-013_legacy_262_municipios.json").read_text("utf-8"))
    for item in items:
        entry = lookup("CAT-013", item["code"], regime="1.x", departamento=item["departamento"])
        assert entry is not None
        assert entry.label == item["value"]
        assert entry.municipio == item["nuevo_municipio"]
    assert len(items) == 262
    return {(item["departamento"], item["code"]): {item["value_mh"]} for item in items}


def numeric_countries(mh: Path) -> list[dict[str, str]]:
    items: list[dict[str, str]] = json.loads(
        (mh / "catalogs" / "1.x" / "CAT-020_legacy_numeric.json").read_text("utf-8")
    )["items"]
    for item in items:
        entry = lookup("CAT-020", item["code"], regime="1.x")
        assert entry is not None
        assert entry.iso3 == item["iso3"]
    return items


def test_municipios_have_their_proper_names(mh: Path) -> None:
    proper = {(row["departamento"], row["municipio"]): row["municipio_nombre"] for row in rows(mh, "CAT-008", "2.0")}
    seen = 0
    for entry in entries("CAT-013"):
        if entry.code != "00":
            assert entry.label == proper[entry.departamento or "", entry.code]
            seen += 1
    assert seen == 44


def test_the_committed_texts_are_what_the_converter_makes(mh: Path, tmp_path: Path) -> None:
    assert convert.main([str(mh / "catalogs"), str(tmp_path)]) == 0
    data = Path(convert.__file__).parent / "data"
    assert sorted(file.name for file in tmp_path.iterdir()) == sorted(file.name for file in data.iterdir())
    for file in tmp_path.iterdir():
        assert file.read_bytes() == (data / file.name).read_bytes(), file.name


def test_the_codes_in_the_samples_are_known(mh: Path) -> None:
    places = 0
    for regime in REGIMES:
        for file in sorted((mh / "samples" / regime).glob("[01]*.json")):
            document = json.loads(file.read_text("utf-8"))
            on = date.fromisoformat(document["identificacion"]["fecEmi"])
            for party in ("emisor", "receptor", "sujetoExcluido", "donante", "donatario"):
                place = (document.get(party) or {}).get("direccion") or {}
                if place.get("municipio"):
                    departamento = place["departamento"]
                    assert contains("CAT-012", departamento, regime=regime, on=on), file.name
                    assert contains("CAT-013", place["municipio"], regime=regime, on=on, departamento=departamento), (
                        file.name
                    )
                    places += 1
                if place.get("distrito"):
                    distrito = lookup(
                        "CAT-008", place["distrito"], regime=regime, on=on, departamento=place["departamento"]
                    )
                    assert distrito is not None
                    assert distrito.municipio == place["municipio"], file.name
                activity = (document.get(party) or {}).get("codActividad")
                if activity and activity != "12345":  # put in the place of a real one
                    assert contains("CAT-019", activity, regime=regime, on=on), (file.name, activity)
            for line in document.get("cuerpoDocumento") or []:
                if isinstance(line, dict) and line.get("uniMedida") is not None:
                    assert contains("CAT-014", str(line["uniMedida"]), regime=regime, on=on), file.name
                    for code in line.get("tributos") or []:
                        assert contains("CAT-015", code, regime=regime, on=on), file.name
    assert places > 100


# Without them


def test_every_catalogue_has_title_and_entries() -> None:
    assert len(CATALOGS) == 33
    for catalog in CATALOGS:
        assert title(catalog)
        assert title(catalog, regime="1.x")
        assert entries(catalog)
        assert bool(entries(catalog, regime="1.x")) is (catalog not in ("CAT-008", "CAT-033"))


def test_titles_follow_the_regime() -> None:
    assert title("CAT-023") == "Operaciones especiales"
    assert title("CAT-023", regime="1.x") == "Tipo de documento en contingencia"
    assert title("CAT-013", regime="1.x") == title("CAT-013") == "Municipio"


def test_regimes_differ_where_mh_makes_them_differ() -> None:
    assert contains("CAT-002", "18")
    assert not contains("CAT-002", "18", regime="1.x")
    assert contains("CAT-023", "97")
    assert not contains("CAT-023", "97", regime="1.x")
    assert contains("CAT-028", "1000.000")
    assert not contains("CAT-028", "1000.000", regime="1.x")
    assert contains("CAT-028", "EX-1.1000.000", regime="1.x")
    assert lookup("CAT-020", "9300") is None
    el_salvador = lookup("CAT-020", "9300", regime="1.x")
    assert el_salvador is not None
    assert el_salvador.iso3 == "SLV"
    assert contains("CAT-020", "SV")
    assert contains("CAT-020", "SV", regime="1.x")


def test_a_tribute_may_stand_in_several_sections() -> None:
    assert [entry.code for entry in entries("CAT-015", section=1)] == ["20", "C3", "59", "71", "D1", "C8", "D5", "D4"]
    assert {entry.code for entry in entries("CAT-015", section=2)} == {"A8", "57", "90", "A6", "D4", "D5"}
    d5 = lookup("CAT-015", "D5")
    assert d5 is not None
    assert d5.sections == (1, 2)
    c5 = lookup("CAT-015", "C5")
    assert c5 is not None
    assert c5.sections == (3,)


def test_distritos_lie_in_a_municipio_and_a_departamento() -> None:
    assert len(entries("CAT-008")) == 263
    assert [entry.label for entry in entries("CAT-008", departamento="05", municipio="28")] == [
        "Comasagua",
        "Santa Tecla",
    ]
    for distrito in entries("CAT-008"):
        assert contains("CAT-012", distrito.departamento or "")
        assert contains("CAT-013", distrito.municipio or "", departamento=distrito.departamento)
    for municipio in entries("CAT-013"):
        assert entries("CAT-008", departamento=municipio.departamento, municipio=municipio.code)


@pytest.mark.parametrize(("code", "published", "by_law"), [("04", "22", "23"), ("19", "22", "23"), ("12", "23", "24")])
def test_a_distrito_may_stand_where_table_or_law_puts_it(code: str, published: str, by_law: str) -> None:
    distrito = lookup("CAT-008", code, departamento="06")
    assert distrito is not None
    assert distrito.municipio == published
    assert [entry.code for entry in entries("CAT-013", departamento="06") if distrito.lies_in(entry.code)] == [
        published,
        by_law,
    ]
    for municipio in (published, by_law):
        assert distrito in entries("CAT-008", departamento="06", municipio=municipio)
    san_salvador = lookup("CAT-008", "14", departamento="06")
    assert san_salvador is not None
    assert san_salvador.lies_in("23")
    assert not san_salvador.lies_in("22")


def test_mhs_text_and_the_name_to_print() -> None:
    distrito = lookup("CAT-008", "12", departamento="02")
    assert distrito is not None
    assert (distrito.name, distrito.label) == ("STGO D LA FRONT", "Santiago de la Frontera")
    gallon = lookup("CAT-014", "22")
    assert gallon is not None
    assert (gallon.name, gallon.label) == ("Galón 1, 4", "Galón")
    metre = lookup("CAT-014", "1")
    assert metre is not None
    assert (metre.name, metre.proper, metre.label) == ("metro", None, "metro")


@pytest.mark.parametrize(
    ("regime", "on", "east", "west"),
    [
        ("2.0", None, "10", "11"),
        ("2.0", JULY, "10", "11"),
        ("2.0", JUNE, "11", "10"),
        ("1.x", None, "11", "10"),
        ("1.x", JULY, "11", "10"),
    ],
)
def test_the_codes_of_cabañas_were_exchanged_in_july_2026(  # noqa: PLC2401
    regime: Regime, on: date | None, east: str, west: str
) -> None:
    for code, name in ((east, "Cabañas Este"), (west, "Cabañas Oeste")):
        entry = lookup("CAT-013", code, regime=regime, on=on, departamento="09")
        assert entry is not None
        assert entry.label == name
    both = [
        entry for entry in entries("CAT-013", regime=regime, on=on, departamento="09") if entry.code in ("10", "11")
    ]
    assert len(both) == 2
    if regime == "2.0":
        sensuntepeque, ilobasco = (lookup("CAT-008", code, on=on, departamento="09") for code in ("06", "03"))
        assert sensuntepeque is not None
        assert ilobasco is not None
        assert (sensuntepeque.municipio, ilobasco.municipio) == (east, west)


def test_former_municipios_belong_to_1x_on_any_day() -> None:
    for on in (None, date(2023, 1, 1), date(2026, 11, 30)):
        entry = lookup("CAT-013", "14", regime="1.x", on=on, departamento="06")
        assert entry is not None
        assert entry.label == "San Salvador"
        assert entry.municipio == "23"
        assert contains("CAT-013", "01", regime="1.x", on=on, departamento="09")
        assert lookup("CAT-013", "14", on=on, departamento="06") is None
    assert len(entries("CAT-013", regime="1.x", on=date(2025, 6, 1))) == 262 + 45


def test_an_entry_is_valid_from_its_first_to_its_last_day() -> None:
    assert contains("CAT-027", "43")
    assert contains("CAT-027", "43", on=JULY)
    assert not contains("CAT-027", "43", on=JUNE)
    assert contains("CAT-027", "42", on=JUNE)


@pytest.mark.parametrize("code", ["", "0", "1 ", "059", "٥٩", "59\n"])
def test_codes_are_compared_letter_for_letter(code: str) -> None:
    assert lookup("CAT-014", code) is None


def test_mistakes_of_the_program_are_loud() -> None:
    with pytest.raises(ValueError, match="no catalogue 'CAT-034'"):
        lookup("CAT-034", "1")
    with pytest.raises(ValueError, match=r"no regime '3[.]0'"):
        lookup("CAT-001", "00", regime="3.0")  # type: ignore[arg-type]
    with pytest.raises(ValueError, match="without its departamento"):
        lookup("CAT-013", "14")


# The format


def test_a_catalogue_text_is_read_and_written() -> None:
    text = (
        "# made for this test\n= Title\n= Old title | regime=1.x\n@departamento 09\n@municipio 10\n01 A = | = B\n"
        "@municipio 11\n@regime 2.0\n01 A @ # | proper=á | since=2026-07-01 | until=2027-01-31\n@municipio\n@regime\n"
        "02 b | iso3=ABC\n@departamento\n@section 2\n@group G: g\n03 c\n"
    )
    text = text.replace(" | = B", "")
    titles, found = read(text)
    assert titles == {None: "Title", "1.x": "Old title"}
    assert found == [
        Entry("01", "A =", departamento="09", municipio="10"),
        Entry(
            "01",
            "A @ #",
            proper="á",
            departamento="09",
            municipio="11",
            regime="2.0",
            since=JULY,
            until=date(2027, 1, 31),
        ),
        Entry("02", "b", departamento="09", iso3="ABC"),
        Entry("03", "c", sections=(2,), group="G: g"),
    ]
    assert write(titles, found, "made for this test") == text


@pytest.mark.parametrize("line", ["01", "01 a | since=yesterday", "01 a | colour=red", "01 a | proper", "@section two"])
def test_a_line_that_means_nothing_is_named(line: str) -> None:
    with pytest.raises(ValueError, match="line 2 is not understood"):
        read(f"= T\n{line}\n")


@pytest.mark.parametrize(
    "entry",
    [
        Entry("0 1", "a"),
        Entry("#1", "a"),
        Entry("01", "a | b"),
        Entry("01", "a\nb"),
        Entry("01", "a", also=("b",)),
        Entry("01", "a", sections=(1, 2)),
    ],
)
def test_what_the_format_cannot_hold_is_not_written(entry: Entry) -> None:
    with pytest.raises(ValueError, match=r"cannot hold|written once"):
        write({}, [entry], "x")


def test_the_committed_texts_come_back_as_they_are() -> None:
    for file in sorted((Path(catalogs.__file__).parent / "data").glob("*.txt")):
        text = file.read_text("utf-8")
        titles, found = read(text)
        assert write(titles, found, text.splitlines()[0].removeprefix("# ")) == text


def test_the_converter_says_what_it_lacks(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert convert.main([]) == 2
    assert "SOURCE_DIR" in capsys.readouterr().err
    (tmp_path / "2.0").mkdir()
    assert convert.main([str(tmp_path), str(tmp_path / "out")]) == 1
    assert "no table of CAT-001" in capsys.readouterr().err
