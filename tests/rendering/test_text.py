import json

import pytest
import typst
from hypothesis import given
from hypothesis import strategies as st

from facturaxpress.rendering.engine import fonts
from facturaxpress.rendering.text import BREAK, breakable, clean, width


@pytest.mark.parametrize(
    ("given_", "kept"),
    [
        ("Factura #1 *x* _y_ $z$ @w \\ // \"q\" 'p'", "Factura #1 *x* _y_ $z$ @w \\ // \"q\" 'p'"),
        ("ñandú é 漢字 😀", "ñandú é 漢字 😀"),
        ("uno\r\ndos\rtres\u2028cuatro", "uno\ndos\ntres\ncuatro"),
        ("a\tb\x00c\x1b[31m", "a bc[31m"),
        ("precio\u202e00.1\u202c", "precio00.1"),
        ("suave\u00adguion\u200b\ufeff", "suaveguion"),
        ("roto\ud800", "roto\ufffd"),
        ("e" + "\u0301" * 50, "e" + "\u0301" * 3),
        ("👩\u200d👧", "👩\u200d👧"),
    ],
)
def test_text_keeps_what_is_read_and_loses_what_deceives(given_: str, kept: str) -> None:
    assert clean(given_) == kept


@given(st.text())
def test_clean_text_can_be_encoded_and_stays_clean(value: str) -> None:
    cleaned = clean(value)
    cleaned.encode()
    assert clean(cleaned) == cleaned


def test_a_word_that_fits_stays_whole() -> None:
    assert breakable("responsabilidad y electrodomésticos", 80, 8) == "responsabilidad y electrodomésticos"


def test_a_word_opens_after_its_punctuation_before_anywhere_else() -> None:
    opened = breakable("facturacion.electronica@comercializadora.example.com", 100, 8)
    assert opened.split(BREAK) == ["facturacion.", "electronica@", "comercializadora.", "example.", "com"]


def test_a_part_without_punctuation_opens_everywhere() -> None:
    assert breakable("Z" * 60, 50, 8).split(BREAK) == ["Z"] * 60


def test_what_belongs_together_is_not_torn() -> None:
    family, accented = "👩\u200d👩\u200d👧", "e\u0301"
    assert BREAK + "\u200d" not in breakable(family * 20, 50, 8)
    assert breakable(accented * 30, 50, 8).split(BREAK) == [accented] * 30


@given(st.text(), st.floats(20, 200))
def test_break_points_change_nothing_else(value: str, room: float) -> None:
    value = clean(value)
    assert breakable(value, room, 8).replace(BREAK, "") == value


@pytest.mark.parametrize("bold", [False, True])
def test_widths_are_those_of_the_face(bold: bool) -> None:
    words = ["1,234,567.89", "-0.00", "WMQ@%", "Descuento por ítem", "Ñandú", "~{}|"]
    source = b"""
        #set text(font: "Source Sans Pro", size: 100pt, kerning: false, ligatures: false, number-width: "tabular")
        #set text(weight: "bold") if sys.inputs.bold == "True"
        #context [#metadata(json(bytes(sys.inputs.words)).map(w => measure(w).width.pt())) <widths>]
    """
    inputs = {"words": json.dumps(words), "bold": str(bold)}
    measured = json.loads(
        typst.query(source, "<widths>", "value", True, font_paths=fonts(), ignore_system_fonts=True, sys_inputs=inputs)
    )
    for word, points in zip(words, measured, strict=True):
        assert width(word, 100, bold=bold) == pytest.approx(points, rel=0.02)
