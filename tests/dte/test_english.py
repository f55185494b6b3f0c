"""The English texts of the rules are English: the proofs of all rules once more, with an eye on what they say."""

import inspect
import itertools
import re
from collections.abc import Iterator
from datetime import date
from types import ModuleType
from typing import Any

import pytest
from tests.dte import test_build, test_input_faults, test_rules, test_validation
from tests.dte.test_advice import NAMES
from tests.dte.test_rules import PROVING

from facturaxpress import dte
from facturaxpress.dte.catalogs import entries
from facturaxpress.dte.rules.book import Rule

MODULES = (test_rules, test_build, test_input_faults, test_validation, *PROVING)
AS_IT_IS = {
    **dict.fromkeys(("value", "sent", "own", "known", "top", "inner"), "what was sent or is held, as it came"),
    **dict.fromkeys(("choices", "name"), "codes with the names that MH gives them in its catalogues"),
    "words": "an amount in words is Spanish by law",
    "computed": "a figure, or an amount in words",
}
"""Values that are shown as they are in every language, and why."""
MHS_NAMES = (
    "documento contable de liquidación",
    "comprobante de liquidación",
    "comprobante de retención",
    "gran contribuyente",
    "crédito fiscal",
    *(entry.label for entry in entries("CAT-006", regime="2.0", on=date(2026, 12, 1))),
)
"""Names that MH gives, which keep their form in English."""
SPANISH = re.compile(
    r"[ñáéíóúü¿¡«»]|\b(?:agregue|con|corrija|cuando|de|deje|del|desde|documento|dos|el|ella|en|es|escriba|esta|este|"
    r"está|falta|hasta|la|las|lista|llev\w+|lo|los|línea|líneas|mayor|menor|monto|montos|no hay|o|omita|para|pero|"
    r"ponga|por|porque|pued\w+|que|quite|revise|si|sin|son|su|sus|también|tiene|tipo de|un|una|y|ya)\b",
    re.IGNORECASE,
)
QUOTED = re.compile(r"“[^”]*”|\{[^}]*\}|\"[^\"]*\"")
FIELD = re.compile(r"\b(?:\w+[.\[]\w[\w.\[\]]*|[a-z]+[A-Z]\w*)")


def left(text: str) -> str:
    """The words of a text that are of no language but its own."""
    for name in MHS_NAMES:
        text = text.replace(name, "")
    text = FIELD.sub("", QUOTED.sub("", text))
    return " ".join(word for word in re.split(r"[^\w¿¡«»]+", text) if word not in NAMES)


def proofs(module: ModuleType) -> Iterator[tuple[Any, dict[str, Any]]]:
    """The tests of a module that need nothing but their parameters, with each of their rows."""
    classes = [group for name, group in vars(module).items() if name.startswith("Test")]
    found = [getattr(group(), name) for group in classes for name in vars(group)]
    for function in (*vars(module).values(), *found):
        name = getattr(function, "__name__", "")
        if not name.startswith("test_") or hasattr(function, "hypothesis"):
            continue
        tables = []
        for mark in getattr(function, "pytestmark", ()):
            names = mark.args[0]
            names = tuple(one.strip() for one in names.split(",")) if isinstance(names, str) else tuple(names)
            rows = [getattr(row, "values", row) if hasattr(row, "marks") else row for row in mark.args[1]]
            tables.append([dict(zip(names, row if len(names) > 1 else (row,), strict=True)) for row in rows])
        for chosen in itertools.product(*tables):
            given = {key: value for row in chosen for key, value in row.items()}
            if given.keys() == inspect.signature(function).parameters.keys():
                yield function, given


@pytest.fixture(scope="module")
def told() -> dict[str, dict[str, str]]:
    """What the proofs of all rules have them say in English, by code, with `AS_IT_IS` left out; beside it the fault."""
    found: dict[str, dict[str, str]] = {}
    own = Rule.fault

    def fault(self: Rule, path: str, values: dict[str, Any]) -> dte.Fault:
        result = own(self, path, values)
        shown = own(self, path, values | dict.fromkeys(values.keys() & AS_IT_IS.keys(), "0"))
        for text, whole in ((shown.message_en, result.message_en), (shown.fix_en, result.fix_en)):
            found.setdefault(self.code, {})[text] = whole
        return result

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Rule, "fault", fault)
        for module in MODULES:
            for function, given in proofs(module):
                function(**given)
    return found


def test_no_english_text_holds_spanish(told: dict[str, dict[str, str]]) -> None:
    found = {
        code: whole
        for code, texts in told.items()
        for text, whole in texts.items()
        if SPANISH.search(left(text)) is not None
    }
    assert found == {}


def test_every_rule_was_heard(told: dict[str, dict[str, str]]) -> None:
    assert told.keys() == {rule.code for rule in dte.rules.all()}


def test_no_rule_says_the_same_in_both_languages() -> None:
    for rule in dte.rules.all():
        assert rule.message_en != rule.message
        assert rule.fix_en != rule.fix


def test_every_rule_is_a_sentence_without_its_values() -> None:
    for rule in dte.rules.all():
        for text in (rule.message, rule.message_en):
            assert re.search(r"\w", re.sub(r"\{[^}]*\}", "", text)), rule.code


@pytest.mark.parametrize(
    "text",
    [
        "Add cantidad, mayor que 0.",
        "Quite el campo.",
        "The operation is on credit and resumen.pagos con plazo y periodo is missing.",
        "Use 1 o 2.",
        "Según la norma.",
    ],
)
def test_spanish_is_found(text: str) -> None:
    assert SPANISH.search(left(text)) is not None


def test_a_value_without_a_twin_serves_both_texts() -> None:
    fault = dte.rules.get("required").fault("x", {"field": "x", "hint": " aquí"})
    assert (fault.fix, fault.fix_en) == ("Agregue x aquí.", "Add x aquí.")
    with pytest.raises(KeyError, match="field"):
        dte.rules.get("required").fault("x", {"hint": ""})
