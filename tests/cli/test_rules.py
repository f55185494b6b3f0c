"""`rules list` and `rules show`, and the page of the rule book."""

import json
import re

import pytest

from facturaxpress.cli import rules_reference
from facturaxpress.cli.output import WRONG_USE
from facturaxpress.cli.rules import nearest
from facturaxpress.dte import rejections, rules
from facturaxpress.dte.structures import LAWS
from tests.cli.program import facturaxpress
from tests.conftest import ROOT

PAGE = ROOT / "docs" / "referencia" / "reglas.md"


def listed(*options: str) -> list[dict[str, object]]:
    done = facturaxpress("rules", "list", *options, "--json")
    assert (done.returncode, done.stderr) == (0, "")
    found: list[dict[str, object]] = json.loads(done.stdout)
    return found


def test_every_rule_is_a_line() -> None:
    done = facturaxpress("rules", "list")
    assert (done.returncode, done.stderr) == (0, "")
    heading, *lines = done.stdout.splitlines()
    assert heading.split() == ["regla", "tipos", "normativa", "al", "emitir", "al", "validar", "texto"]
    assert [line.split()[0] for line in lines] == [rule.code for rule in rules.all()]


def test_the_rules_of_one_structure() -> None:
    newest, older = listed("--tipo", "03", "--version", "4"), listed("--tipo", "03", "--version", "3")
    assert newest == listed("--tipo", "03", "--regime", "2.0")
    assert {rule["code"] for rule in newest} > {"iva-missing", "control-number-place"}
    assert "control-number-place" not in {rule["code"] for rule in older}
    for rule in newest:
        assert "03" in rule["types"]  # type: ignore[operator]
        assert "03 v4" in rule["structures"]  # type: ignore[operator]
    assert {rule["code"] for rule in listed("--tipo", "01")} != {rule["code"] for rule in listed("--tipo", "03")}


def test_a_rule_that_says_nothing_in_a_regime_is_not_listed_there() -> None:
    silent = {
        rule.code
        for rule in rules.all()
        if "1.x" in rule.regimes and rule.level("build", "1.x") == rule.level("validate", "1.x") == "off"
    }
    assert silent.isdisjoint(str(rule["code"]) for rule in listed("--regime", "1.x"))


def test_all_that_is_known_of_a_rule() -> None:
    done = facturaxpress("rules", "show", "line-part")
    assert (done.returncode, done.stderr) == (0, "")
    told = dict(re.split(r" {2,}", line, maxsplit=1) for line in done.stdout.splitlines())
    rule = rules.get("line-part")
    assert told["Regla"] == "line-part"
    assert told["Texto"] == rule.message
    assert told["English"] == rule.message_en
    assert (told["Qué hacer"], told["What to do"]) == (rule.fix, rule.fix_en)
    assert told["Fuente"] == rule.source
    assert (told["Al emitir"], told["Al validar"]) == ("no", "falta")
    assert "01 v2" in told["Versiones"]
    assert "03 v4" not in told["Versiones"]
    as_json = json.loads(facturaxpress("rules", "show", "line-part", "--json").stdout)
    assert as_json == next(one for one in listed() if one["code"] == "line-part")


def test_the_levels_are_told_by_regime_where_they_differ() -> None:
    told = facturaxpress("rules", "show", "nrc-without-nit").stdout
    assert re.findall(r"^Al (?:emitir|validar) +(.+)$", told, re.MULTILINE) == ["2.0 aviso; 1.x falta"] * 2
    as_json = json.loads(facturaxpress("rules", "show", "nrc-without-nit", "--json").stdout)
    assert as_json["build"] == as_json["validate"] == {"1.x": "fault", "2.0": "warning"}
    assert "Al emitir: 2.0 aviso; 1.x falta." in rules_reference.page()


def test_braces_that_are_no_names_are_shown_once() -> None:
    assert json.loads(facturaxpress("rules", "show", "not-an-object", "--json").stdout)["fix"].endswith("{ … }.")


def test_a_code_of_mh_is_told_too() -> None:
    done = facturaxpress("rules", "show", "MH-020")
    assert done.returncode == 0
    assert "CALCULO INCORRECTO" in done.stdout
    assert "24 horas" in done.stdout
    told = json.loads(facturaxpress("rules", "show", "MH-015", "--json").stdout)
    assert (told["kind"], told["resendable"]) == ("relation", False)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["show", "sumary-figure"], "No hay una regla «sumary-figure». ¿Quiso decir summary-figure?"),
        (["show", "mh-020"], "MH-020"),
        (["show", "zzz"], "No hay una regla «zzz». Vea «facturaxpress rules list»."),
        (["show", "x" * 500], "No hay una regla «"),
        (["show", ""], "No hay una regla «»."),
        (["show"], "falta el argumento CÓDIGO"),
        (["list", "--tipo", "99"], "No hay reglas del tipo «99». Hay 01"),
        (["list", "--version", "4"], "Añada --tipo"),
        (["list", "--tipo", "03", "--version", "9"], "El tipo 03 no tiene versión 9. Tiene v3, v4."),
        (["list", "--regime", "3.0"], "elija entre '1.x', '2.0'"),
    ],
)
def test_a_mistake_is_one_line(arguments: list[str], message: str) -> None:
    done = facturaxpress("rules", *arguments)
    assert (done.returncode, done.stdout) == (WRONG_USE, "")
    assert message in done.stderr
    assert len(done.stderr.splitlines()) == 1


def test_the_nearest_codes_are_few() -> None:
    codes = [rule.code for rule in rules.all()]
    assert nearest("payment", codes) == sorted(set(nearest("payment", codes)), key=nearest("payment", codes).index)
    assert 0 < len(nearest("tribute", codes)) <= 3
    assert nearest(" SUMMARY-FIGURE ", codes)[0] == "summary-figure"


def test_every_rule_is_in_a_part_with_a_title() -> None:
    where = rules_reference.modules()
    assert where.keys() == {rule.code for rule in rules.all()}
    assert set(where.values()) == rules_reference.PARTS.keys(), "give the module a title in cli/rules_reference.py"


def test_the_page_has_every_rule_once_and_every_code_of_mh() -> None:
    page = rules_reference.page()
    assert sorted(re.findall(r"^### `(.+)`$", page, re.MULTILINE)) == [rule.code for rule in rules.all()]
    assert re.findall(r"^\| `MH-(\d+)`", page, re.MULTILINE) == [meaning.name for meaning in rejections.CODES]
    anchors = {rules_reference.anchor(title) for title in re.findall(r"^## (.+)$", page, re.MULTILINE)}
    assert set(re.findall(r"\]\(#(.+?)\)", page)) == anchors
    for rule in rules.all():
        assert rules_reference.escaped(rule.source) in page


def test_the_page_is_current() -> None:
    told = "run python -m facturaxpress.cli.rules_reference > docs/referencia/reglas.md"
    assert PAGE.read_text() == rules_reference.page(), told


def test_versions_that_are_shown_exist() -> None:
    for rule in listed():
        for structure in rule["structures"]:  # type: ignore[attr-defined]
            tipo, version = structure.split(" v")
            assert (tipo, int(version)) in LAWS
