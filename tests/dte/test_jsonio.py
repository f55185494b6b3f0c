import json
import math
import re
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import msgspec
import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from tests.dte.support import fe, line

from facturaxpress.dte import jsonio
from facturaxpress.dte.faults import FaultError
from facturaxpress.dte.jsonio import dump_json, parse_json


def codes(raw: bytes) -> list[tuple[str, str]]:
    """Code and path of every fault found in a text that must be refused."""
    with pytest.raises(FaultError) as caught:
        parse_json(raw)
    for fault in caught.value.faults:
        assert fault.message
        assert fault.message_en
        assert fault.fix
        assert fault.fix_en
        assert fault.fix_en != fault.fix
        assert fault.source
    return [(fault.code, fault.path) for fault in caught.value.faults]


# What is read


def test_numbers_are_exact_and_strings_stay_strings() -> None:
    value = parse_json(b'{"a": 0.1, "b": 10, "c": "0.10", "d": -1.50, "e": true, "f": null, "g": []}')
    assert value == {"a": Decimal("0.1"), "b": 10, "c": "0.10", "d": Decimal("-1.5"), "e": True, "f": None, "g": []}
    assert str(value["d"]) == "-1.50"
    assert type(value["b"]) is int
    assert list(value) == list("abcdefg")


def test_exponents_within_bounds_become_plain() -> None:
    value = parse_json(b"[1e5, 1E+20, 1e-20, 12.5e1, 0e20, 1.0e-3]")
    assert [str(number) for number in value[:2]] == ["100000", "100000000000000000000"]
    assert value == [100000, 10**20, Decimal("1e-20"), 125, 0, Decimal("0.001")]
    assert all(type(number) is Decimal and number.as_tuple().exponent <= 0 for number in value)


@pytest.mark.parametrize("text", ["1" * 60, "-" + "1" * 59, "0." + "1" * 58, "9" * 40 + ".5"])
def test_long_numbers_are_kept_to_the_digit(text: str) -> None:
    assert parse_json(text.encode()) == Decimal(text)


def test_escapes_that_mean_something_are_read() -> None:
    value = parse_json(rb'{"\u00f1": "\ud83d\ude00 \u003a \u0022:\u0022 \t\n\r\u0009 \\b \\u0000 \/"}')
    assert value == {"ñ": '😀 : ":" \t\n\r\t \\b \\u0000 /'}


@pytest.mark.parametrize(
    "raw",
    [
        b'{"a" : 1, "b"\n:\t2}',
        b'{"a":":", "b" : "x:y"}',
        b'{":":":"}',
        b'{"a":"\\":"}',
        b'{"":{"":{"":0}}}',
        b' [ ":" , "::" ] ',
        b'":"',
        b"0",
    ],
)
def test_colons_and_blanks_in_odd_places_are_no_fault(raw: bytes) -> None:
    assert parse_json(raw) == json.loads(raw)


def test_documents_of_the_samples_are_read_exactly(mh: Path) -> None:
    files = sorted((mh / "samples").rglob("*.json"))
    assert len(files) > 80
    for file in files:
        raw = file.read_bytes()
        value = parse_json(raw)
        assert value == json.loads(raw, parse_float=Decimal)
        assert parse_json(dump_json(value)) == value


# What is refused


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        (b'{"a":1,"a":1}', [("json-duplicate-key", "a")]),
        (b'{"a":1,"\\u0061":1}', [("json-duplicate-key", "a")]),
        (b'{"a" :1,"a": 2}', [("json-duplicate-key", "a")]),
        (b'{"a" :":","a": ":"}', [("json-duplicate-key", "a")]),
        (b'[{"x":[{"nit":1,"nit":2,"nit":3}]}]', [("json-duplicate-key", "[0].x[0].nit")]),
        (
            b'{"r":{"a":1,"b":1,"a":{"c":1,"c":2},"b":2}}',
            [("json-duplicate-key", "r.a"), ("json-duplicate-key", "r.b"), ("json-duplicate-key", "r.a.c")],
        ),
        (b'{"a b":1,"a b":1}', [("json-duplicate-key", '["a b"]')]),
        (b'{"a":{"\\":":1,"\\":":2}}', [("json-duplicate-key", 'a["\\u0022:"]')]),
        # Strings that look as if they held keys, or hid some, must not make up for the one that is repeated.
        (b'{"a":1,"a":1,"b":"\\u0022:"}', [("json-duplicate-key", "a")]),
        (b'{"a":1,"a":1,"b":"\\u003a"}', [("json-duplicate-key", "a")]),
        (b'{"a":":","a":1}', [("json-duplicate-key", "a")]),
    ],
)
def test_duplicate_keys(raw: bytes, expected: list[tuple[str, str]]) -> None:
    assert codes(raw) == expected


@pytest.mark.parametrize(
    ("raw", "code", "path"),
    [
        (b'{"a":[1,NaN]}', "json-not-a-number", "a[1]"),
        (b"Infinity", "json-not-a-number", ""),
        (b'{"a":{"b":-Infinity}}', "json-not-a-number", "a.b"),
        (b'{"cuerpoDocumento":[{"precioUni":1e400}]}', "json-exponent", "cuerpoDocumento[0].precioUni"),
        (b"[1e-30]", "json-exponent", "[0]"),
        (b"[1E21]", "json-exponent", "[0]"),
        (b"[0.0000000001e+21]", "json-exponent", "[0]"),
        (b"[0e99999999999999999999]", "json-exponent", "[0]"),
        (b"[" + b"1" * 61 + b"]", "json-number-length", "[0]"),
        (b"[-" + b"1" * 60 + b"]", "json-number-length", "[0]"),
        (b'{"a":0.' + b"0" * 70 + b"}", "json-number-length", "a"),
        (b'{"a":' + b"1" * 5000 + b"}", "json-number-length", "a"),
        (b'{"a":"x\\u0000y"}', "json-character", "a"),
        (b'{"a":["\\u001b[31m"]}', "json-character", "a[0]"),
        (b'{"a":"\\b"}', "json-character", "a"),
        (b'{"a":"\\f"}', "json-character", "a"),
        (b'{"x\\u0000":1}', "json-character", '["x\\u0000"]'),
        (b'{"a":"\\ud800"}', "json-character", "a"),
        (b'{"a":"\\ude00\\ud83d"}', "json-character", "a"),
        (b'{"a":"\\uD83Dx"}', "json-character", "a"),
    ],
)
def test_values_that_are_not_let_in(raw: bytes, code: str, path: str) -> None:
    assert codes(raw) == [(code, path)]


@pytest.mark.parametrize("raw", [b"[" * 30 + b"]" * 30, b'{"a":' * 29 + b"[]" + b"}" * 29])
def test_thirty_levels_are_read(raw: bytes) -> None:
    assert dump_json(parse_json(raw)) == raw


@pytest.mark.parametrize("levels", [31, 40, 500, 5_000, 100_000])
@pytest.mark.parametrize(("opening", "closing", "step"), [(b"[", b"]", "[0]"), (b'{"a":', b"}", ".a")])
def test_more_levels_are_refused(levels: int, opening: bytes, closing: bytes, step: str) -> None:
    expected = [("json-depth", (step * 30).removeprefix("."))]
    assert codes(opening * levels + b"0" + closing * levels) == expected
    assert codes(opening * levels) == expected


def test_the_place_of_a_level_too_many_is_found_past_brackets_in_strings() -> None:
    deep = b'["]]", {"}": ' + b"[" * 2000 + b"]" * 2000 + b"}]"
    assert codes(deep) == [("json-depth", '[1]["}"]' + "[0]" * 28)]


@pytest.mark.parametrize(
    ("raw", "path", "place"),
    [
        (b'{"receptor":{"nit":"1"\n "nrc":"2"}}', "receptor.nit", "línea 2, columna 2"),
        (b'{"cuerpoDocumento":[{"a":[]},{"b":tru}]}', "cuerpoDocumento[1].b", "columna 35"),
        (b'["a","b', "[1]", "columna 6"),
        (b'{"a":"x\ny"}', "a", "columna 8"),
        (b'{"a":"\\q"}', "a", "columna 7"),
        (b'{"a":"\\u12"}', "a", "columna 8"),
        (b'{"\xc3\xb1":[1 2]}', "ñ[0]", "columna 9"),
        (b"{} {}", "", "columna 4"),
        (b"[01]", "[0]", "columna 3"),
        (b"[1.]", "[0]", "columna 3"),
        (b"[.5]", "[0]", "columna 2"),
        (b"{'a':1}", "", "columna 2"),
        (b'{"a"', "a", "columna 5"),
        (b"[1,\x00]", "[1]", "columna 4"),
    ],
)
def test_broken_json_says_where(raw: bytes, path: str, place: str) -> None:
    assert codes(raw) == [("json-syntax", path)]
    with pytest.raises(FaultError, match=place):
        parse_json(raw)


@pytest.mark.parametrize("raw", [b'{"a":1,}', b"[1,]", b"[,1]", b"{,}"])
def test_a_comma_too_many_is_refused(raw: bytes) -> None:
    ((code, _),) = codes(raw)  # Python says it at the comma or behind it, by its version
    assert code == "json-syntax"


def test_broken_json_far_inside_says_line_and_column() -> None:
    raw = b'{"a":[\n' + b"0,\n" * 400_000 + b"x]}"
    assert codes(raw) == [("json-syntax", "")]
    with pytest.raises(FaultError, match="línea 400002, columna 1"):
        parse_json(raw)


@pytest.mark.parametrize(
    ("raw", "code"),
    [
        (b"", "json-empty"),
        (b" \n\t", "json-empty"),
        (b"\xef\xbb\xbf{}", "json-bom"),
        ("{}".encode("utf-16"), "json-bom"),
        ('{"a":"ñ"}'.encode("latin-1"), "json-utf8"),
        (b'{"a":"\xed\xa0\x80"}', "json-utf8"),
        (b'{"a":"\xc0\x80"}', "json-utf8"),
        (b'{"a":1}\xff', "json-utf8"),
    ],
)
def test_other_encodings_and_emptiness(raw: bytes, code: str) -> None:
    assert codes(raw) == [(code, "")]


def test_the_largest_legal_sale_is_read() -> None:
    items = [line(descripcion="ñ" * 1500)] * 2000
    raw = dump_json(fe(*items))
    assert 6_000_000 < len(raw) < jsonio.MAX_BYTES
    assert len(parse_json(raw)["cuerpoDocumento"]) == 2000
    assert codes(b" " * 10_000_000) == [("json-too-large", "")]


def test_size_is_checked_before_anything_else() -> None:
    assert codes(b"\xff" * (jsonio.MAX_BYTES + 1)) == [("json-too-large", "")]
    assert parse_json(b"[1]", max_bytes=3) == [1]
    with pytest.raises(FaultError, match="4 bytes y el máximo es 3"):
        parse_json(b"[10]", max_bytes=3)


def test_all_faults_of_a_text_are_found_up_to_a_limit() -> None:
    assert codes(b'{"a":NaN,"b":{"c":1e99,"c":2},"d":"\\u0000"}') == [
        ("json-not-a-number", "a"),
        ("json-duplicate-key", "b.c"),
        ("json-character", "d"),
    ]
    many = codes(b"[" + b"NaN," * 100_000 + b"0]")
    assert len(many) == jsonio.MAX_FAULTS
    assert many[-1] == ("json-not-a-number", f"[{jsonio.MAX_FAULTS - 1}]")


def test_hostile_keys_do_not_fill_the_answer() -> None:
    key = b"k" * 100_000
    ((code, path),) = codes(b'{"%s":1,"%s":1}' % (key, key))
    assert code == "json-duplicate-key"
    assert len(path) < 100
    ((code, path),) = codes(b'{"\\u202e\\u0007\xc2\x85":"\\u0000","x":1}')[1:]
    assert path == '["\\u202e\\u0007\\u0085"]'


# Against a reader that knows nothing of the quick way


def acceptable(raw: bytes) -> bool:
    """Whether a text is to be read, by the standard library and slow, plain checks."""

    class RefusedError(Exception):
        pass

    def number(text: str) -> Decimal:
        exponent = re.split("[eE]", text)[1:]
        if len(text) > 60 or (exponent and abs(int(exponent[0])) > 20):
            raise RefusedError
        return Decimal(text)

    def constant(text: str) -> None:
        raise RefusedError

    def members(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        if len({key for key, _ in pairs}) != len(pairs):
            raise RefusedError
        for key, _ in pairs:
            string(key)
        return dict(pairs)

    def string(text: str) -> None:
        if any((c < " " and c not in "\t\n\r") or 0xD800 <= ord(c) <= 0xDFFF for c in text):
            raise RefusedError

    def check(node: Any, level: int) -> None:
        if isinstance(node, str):
            string(node)
        elif isinstance(node, dict | list):
            if level > 30:
                raise RefusedError
            for member in node.values() if isinstance(node, dict) else node:
                check(member, level + 1)

    if raw.startswith(b"\xef\xbb\xbf"):
        return False
    try:
        value = json.loads(
            raw.decode(), object_pairs_hook=members, parse_float=number, parse_int=number, parse_constant=constant
        )
        check(value, 1)
    except (RefusedError, ValueError, RecursionError):
        return False
    return True


def agree(raw: bytes) -> None:
    expected = acceptable(raw)
    if expected:
        assert parse_json(raw) == json.loads(raw, parse_float=Decimal)
    else:
        assert codes(raw)


blanks = st.sampled_from(["", "", "", " ", "\n", "\t ", "\r\n"])
numbers = st.sampled_from(
    [
        "0",
        "-0",
        "-0.0",
        "1",
        "12.50",
        "1e5",
        "1E-20",
        "1e21",
        "1e-400",
        "NaN",
        "-Infinity",
        "9" * 60,
        "9" * 61,
        "0." + "3" * 59,
    ]
) | st.integers(-(10**30), 10**30).map(str)
pieces = st.sampled_from(
    ["a", "b", ":", " :", ",", "{", "]", "ñ", "😀", "1e5", "\x7f", '\\"', '\\":', "\\u003a", "\\u0022", "\\u0061",
     "\\\\", "\\n", "\\b", "\\u00f1", "\\u0000", "\\ud83d\\ude00", "\\ud83d"]
)  # fmt: skip
strings = st.lists(pieces, max_size=3).map(lambda parts: '"' + "".join(parts) + '"')
keys = st.sampled_from(['"a"', '"b"', '"\\u0061"', '":"', '""']) | strings


def containers(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    item = st.tuples(blanks, inner, blanks).map("".join)
    member = st.tuples(blanks, keys, blanks, st.just(":"), blanks, inner, blanks).map("".join)
    return st.lists(item, max_size=3).map(lambda items: f"[{','.join(items)}]") | st.lists(member, max_size=4).map(
        lambda members: f"{{{','.join(members)}}}"
    )


texts = st.recursive(numbers | strings | st.sampled_from(["true", "false", "null"]), containers, max_leaves=12)


@given(texts)
@example('{"a":1,"a":1,"b":"\\u0022:"}')
@example('{"a" :1,"a":1,"b":":"}')
def test_texts_of_all_kinds(text: str) -> None:
    agree(text.encode())


@given(texts, st.data())
def test_texts_with_something_broken(text: str, data: st.DataObject) -> None:
    raw = bytearray(text.encode())
    for _ in range(data.draw(st.integers(1, 3))):
        place = data.draw(st.integers(0, len(raw)))
        change = data.draw(
            st.sampled_from([b"", b'"', b":", b",", b"{", b"]", b"\\", b"\x00", b"\xff", b"\xef\xbb\xbf", b"e9"])
        )
        raw[place : place + data.draw(st.integers(0, 2))] = change
    agree(bytes(raw))


@given(st.binary(max_size=30) | st.text(alphabet='[]{}:,"\\u0dD8eE19.- \ntrufalsn', max_size=40).map(str.encode))
def test_noise(raw: bytes) -> None:
    agree(raw)


# What is written


@pytest.mark.parametrize(
    ("number", "written"),
    [
        ("113.00", b"113"),
        ("1E-8", b"0.00000001"),
        ("-1E-8", b"-0.00000001"),
        ("0E-8", b"0"),
        ("-0.00", b"0"),
        ("1E+5", b"100000"),
        ("19.990", b"19.99"),
        ("0.0000010", b"0.000001"),
        ("99999999999.99999999", b"99999999999.99999999"),
    ],
)
def test_numbers_are_plain_digits(number: str, written: bytes) -> None:
    value = Decimal(number)
    assert dump_json(value) == written
    assert dump_json([value]) == b"[%s]" % written
    assert dump_json({"a": {"b": [value, value]}}) == b'{"a":{"b":[%s,%s]}}' % (written, written)


def test_order_nulls_and_accents_are_kept_without_blanks() -> None:
    value = {"z": None, "a": [True, False, 10**30, ("x", Decimal("1.10"))], "ñ": 'DÓLARES "\\\n😀', "": {}}
    expected = '{"z":null,"a":[true,false,1%s,["x",1.1]],"ñ":"DÓLARES \\"\\\\\\n😀","":{}}' % ("0" * 30)
    assert dump_json(value) == expected.encode()
    assert list(value) == ["z", "a", "ñ", ""]
    assert str(value["a"][3][1]) == "1.10"  # type: ignore[index]  # what is written is a copy


class Line(msgspec.Struct, rename={"unit": "uniMedida"}):
    unit: int
    price: Decimal
    note: Any = None


def test_structs_are_written_by_their_names_on_the_wire() -> None:
    assert dump_json(Line(99, Decimal("1.00"))) == b'{"uniMedida":99,"price":1,"note":null}'
    lines = {"lines": [Line(1, Decimal("0E-8"), [Line(2, Decimal("1E-7"))])]}
    assert dump_json(lines) == (
        b'{"lines":[{"uniMedida":1,"price":0,"note":[{"uniMedida":2,"price":0.0000001,"note":null}]}]}'
    )


@pytest.mark.parametrize(
    "value",
    [
        1.5,
        math.nan,
        {"a": 0.0},
        [[1.0]],
        {"a": {1, 2}},
        b"x",
        date(2026, 1, 1),
        {1: 2},
        {None: 1},
        object(),
        {"a": [b"x"]},
        Line(1, Decimal(1), 1.5),
        Line(1, Decimal(1), date(2026, 1, 1)),
        {"a": [Line(1, Decimal(1), {"x": b"y"})]},
    ],
    ids=lambda value: type(value).__name__,  # the same in every process, unlike repr
)
def test_floats_and_strangers_are_refused(value: Any) -> None:
    with pytest.raises(TypeError):
        dump_json(value)


@pytest.mark.parametrize("value", [Decimal("NaN"), Decimal("Infinity"), "\ud800", ["\udfff"], {"\ud800": 1}])
def test_what_json_cannot_say_is_refused(value: Any) -> None:
    with pytest.raises(ValueError, match=r"no place|surrogates"):
        dump_json([value])


plain_text = st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=12)
sane_numbers = st.integers(-(10**25), 10**25) | st.decimals(
    min_value=-(10**12), max_value=10**12, allow_nan=False, allow_infinity=False, places=8
)
values = st.recursive(
    st.none() | st.booleans() | sane_numbers | plain_text,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(plain_text, inner, max_size=4),
    max_leaves=20,
)


@given(values)
def test_what_is_written_is_read_back(value: Any) -> None:
    written = dump_json(value)
    assert parse_json(written) == value
    assert json.loads(written, parse_float=Decimal) == value
    assert dump_json(parse_json(written)) == written


@given(st.lists(st.decimals(allow_nan=False, allow_infinity=False, min_value=-(10**40), max_value=10**40), min_size=1))
def test_no_number_ever_has_exponent_trailing_zero_or_negative_zero(numbers: list[Decimal]) -> None:
    for token in dump_json(numbers).decode()[1:-1].split(","):
        assert re.fullmatch(r"0|-?[1-9][0-9]*|-?(0|[1-9][0-9]*)\.[0-9]*[1-9]", token)
