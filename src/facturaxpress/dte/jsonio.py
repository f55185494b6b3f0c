"""JSON in and out, with exact decimals (RFC 8259, and narrower where money or evidence would suffer).

Reading takes a quick way and an exact one. The quick way decodes in C and adds checks that are cheap and miss nothing
that is wrong, though they may suspect what is right. What is suspected, or does not decode, goes the exact way, which
finds every fault with its path, or none.
"""

import json
import re
from collections.abc import Iterable, Mapping
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any, NoReturn
from uuid import UUID

import msgspec

from facturaxpress.dte import money
from facturaxpress.dte.faults import Fault, FaultError, join

MAX_BYTES = 8_000_000
"""Largest text read unless the caller says otherwise: 2,000 lines of 1,500 characters of two bytes each make 6.3 MB."""
MAX_DEPTH = 30
"""Containers inside each other; MH's own documents need 5."""
MAX_EXPONENT = 20
"""Largest exponent written in a number, either way."""
MAX_DIGITS = 60
"""Characters of one number: more than any program makes of a binary float, far less than what costs time."""
MAX_FAULTS = 50
"""Faults reported of one text; a hostile one could hold millions."""


def parse_json(raw: bytes, max_bytes: int = MAX_BYTES) -> Any:
    """Reads one JSON text (UTF-8, no BOM) into dict, list, str, bool, None, int and Decimal.

    Numbers without fraction and exponent become int, all others Decimal, never with a positive exponent. Strings stay
    strings, whatever they hold. Raises FaultError for a text that is too large (`max_bytes`), not UTF-8 or broken; for
    NaN and Infinity, duplicate keys, exponents beyond ±20, numbers of more than 60 characters, more than 30 levels;
    and for characters that cannot be stored: lone surrogates and control characters other than tab and line ends.
    """
    if len(raw) > max_bytes:
        raise FaultError([_fault("json-too-large", size=len(raw), most=max_bytes)])
    try:
        value = _decode(raw)
        keys = _count_keys(value)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError, _SuspectError) as error:
        _refuse(raw, error)
    # Every key ends in a quote and a colon, so the text holds at least as many of these pairs as keys. Fewer keys in
    # the value mean that one was repeated, or merely that some string begins with a colon.
    pairs = raw.count(b'":')
    if pairs != raw.count(b":") and _SPACED_COLON(raw):
        pairs = len(_KEY_ENDS(raw))
    if (keys != pairs or (b"\\" in raw and _SUSPECT_ESCAPE(raw))) and (faults := _find_faults(raw)):
        raise FaultError(faults)
    return value


def unreadable(value: Any) -> list[Fault]:
    """What `parse_json` would refuse in a value's text: characters that cannot be stored, and too many levels.

    What is no JSON is not told.
    """
    faults: list[Fault] = []
    _collect(value, None, 1, faults)
    return faults[:MAX_FAULTS]


def storable(text: bytes) -> bool:
    """Whether a text that `dump_json` wrote holds no character that `parse_json` would refuse."""
    return b"\\" not in text or _SUSPECT_ESCAPE(text) is None


def dump_made(document: msgspec.Struct) -> bytes:
    """`dump_json` of a document that was made here, in a fraction of the time where its numbers are tidy already."""
    text = _encode(document)
    return dump_json(document) if _LONG(text) or _EXPONENT(text) else text


def wrote(text: bytes, document: msgspec.Struct) -> bool:
    """Whether the text is, byte for byte, the document that was decoded from it.

    If it is, `parse_json` has nothing to find in it: no key that is repeated, no number in quotes, no other escape.
    """
    return _encode(document) == text and storable(text) and _EXPONENT(text) is None


def dump_json(value: Any) -> bytes:
    """Compact UTF-8 of dict (str keys), list, tuple, str, int, bool, None, Decimal and msgspec Structs, order kept.

    Numbers are plain digits: no exponent, no trailing zeros, no negative zero (113.00 → 113). Raises TypeError for
    anything else, floats above all, and ValueError for NaN, infinities and lone surrogates.
    """
    return _encode(_plain(value))


class _SuspectError(Exception):
    """Ends the quick way where something needs the exact one."""


def _number(text: str) -> Decimal:
    if len(text) > _PLAIN_LENGTH or "e" in text or "E" in text:
        if _number_code(text):
            raise _SuspectError
        return money.tidy(Decimal(text))
    return Decimal(text)


def _number_code(text: str) -> str | None:
    """The code of what is wrong with a number as it is written, or None."""
    if len(text) > MAX_DIGITS:
        return "json-number-length"
    _, _, exponent = text.lower().partition("e")
    if exponent and abs(int(exponent)) > MAX_EXPONENT:
        return "json-exponent"
    return None


def _count_keys(node: Any, depth: int = 1) -> int:
    """Keys in the whole tree. Raises _SuspectError for too many levels or too long an integer."""
    members: Iterable[Any]
    count = 0
    if node.__class__ is dict:
        count = len(node)
        members = node.values()
    elif node.__class__ is list:
        members = node
    else:
        members = (node,)
    if depth > MAX_DEPTH:
        raise _SuspectError
    depth += 1
    for member in members:
        kind = member.__class__
        if kind is dict or kind is list:
            count += _count_keys(member, depth)
        elif kind is int and not _LEAST < member < _MOST:
            raise _SuspectError
    return count


_PLAIN_LENGTH = 30
_MOST = 10**MAX_DIGITS
_LEAST = -(10 ** (MAX_DIGITS - 1))
_decode = msgspec.json.Decoder(float_hook=_number).decode
_encode = msgspec.json.Encoder(decimal_format="number").encode
_SPACED_COLON = re.compile(rb"[ \t\r\n]:").search
_KEY_ENDS = re.compile(rb'"[ \t\r\n]*:').findall
# A trailing zero behind the point, and an exponent; a string may look like it, which only costs time.
_LONG = re.compile(rb"\.[0-9]*0[,}\]]").search
_EXPONENT = re.compile(rb"E[-+][0-9]+[,}\]]").search
# Control characters and surrogates, however they are escaped.
_SUSPECT_ESCAPE = re.compile(rb"\\(?:[bf]|u(?:00[01]|[dD][89a-fA-F]))").search


# Writing


def _plain(node: Any) -> Any:
    """A copy that msgspec writes plainly."""
    kind = node.__class__
    if kind is dict:
        members: dict[str, Any] = {}
        for key, member in node.items():
            if key.__class__ is not str:
                raise TypeError(f"a key must be a str, not {type(key).__name__}")
            kind = member.__class__
            if kind is Decimal:
                member = _digits(member)  # noqa: PLW2901
            elif kind not in _AS_THEY_ARE:
                member = _plain(member)  # noqa: PLW2901
            members[key] = member
        return members
    if kind is list or kind is tuple:
        return [element if element.__class__ in _AS_THEY_ARE else _plain(element) for element in node]
    if kind is Decimal:
        return _digits(node)
    if kind in _AS_THEY_ARE:
        return node
    if isinstance(node, msgspec.Struct):
        return _plain(msgspec.to_builtins(node, builtin_types=_KEPT))
    raise TypeError(f"{type(node).__name__} has no place in a document")


def _digits(number: Decimal) -> Decimal | msgspec.Raw:
    if not number:
        return money.ZERO
    if not number.is_finite():
        raise ValueError(f"{number} has no place in a document")
    number = money.tidy(number)
    # Python writes what is smaller than 0.000001 with an exponent.
    return number if number.adjusted() > -7 else msgspec.Raw(money.plain(number).encode())


_AS_THEY_ARE = frozenset({str, int, bool, type(None)})
# What msgspec would otherwise turn into strings; kept, so that it is refused inside a Struct as anywhere else.
_KEPT = (Decimal, bytes, bytearray, memoryview, datetime, date, time, timedelta, UUID)


# The exact way


def _refuse(raw: bytes, error: Exception) -> NoReturn:
    raise FaultError(_find_faults(raw) or [_fault("json-unreadable", what=str(error))]) from None


def _find_faults(raw: bytes) -> list[Fault]:
    if raw.startswith(_BOMS):
        return [_fault("json-bom")]
    try:
        text = raw.decode()
    except UnicodeDecodeError as error:
        return [_fault("json-utf8", byte=error.start + 1)]
    if not text.strip(" \t\r\n"):
        return [_fault("json-empty")]
    try:
        value = _exact(text)
    except json.JSONDecodeError as error:
        path, too_deep = _path_at(text, min(error.pos, _FAR))
        if too_deep:
            return [_fault("json-depth", path, most=MAX_DEPTH)]
        what, what_en = _SYNTAX.get(error.msg.removesuffix(" at"), ("no se puede leer", error.msg.lower()))
        path = path if error.pos < _FAR else ""
        return [_fault("json-syntax", path, line=error.lineno, column=error.colno, what=what, what_en=what_en)]
    except RecursionError:
        return [_fault("json-depth", _path_at(text, len(text))[0], most=MAX_DEPTH)]
    faults: list[Fault] = []
    if value is not None and not isinstance(value, bool):
        _collect(value, None, 1, faults)
    return faults[:MAX_FAULTS]


class _Mark:
    """Stands in the tree for a number that is not let in."""

    def __init__(self, code: str, text: str) -> None:
        self.code = code
        self.text = text


class _Object(dict[str, Any]):
    """An object that names some of its keys more than once."""

    repeated: list[str]


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    members = dict(pairs)
    if len(members) == len(pairs):
        return members
    marked = _Object(members)
    seen: set[str] = set()
    repeated: dict[str, None] = {}
    for key, _ in pairs:
        if key in seen:
            repeated[key] = None
        seen.add(key)
    marked.repeated = list(repeated)
    return marked


def _exact_number(text: str) -> _Mark | None:
    code = _number_code(text)
    return _Mark(code, text) if code else None


_exact = json.JSONDecoder(
    object_pairs_hook=_object,
    parse_float=_exact_number,
    parse_int=_exact_number,
    parse_constant=lambda text: _Mark("json-not-a-number", text),
).decode


_Place = tuple[Any, str | int] | None  # the place of the container, and the key or index in it; None for the whole


def _collect(node: Any, place: _Place, depth: int, faults: list[Fault]) -> None:
    """Adds every fault below `node`, in the order of the text, repeated keys before what is in their object."""
    if len(faults) >= MAX_FAULTS:
        return
    if isinstance(node, str):
        if found := _UNSTORABLE(node):
            faults.append(_fault("json-character", _path(place), character=f"U+{ord(found[0]):04X}"))
    elif isinstance(node, _Mark):
        shown = node.text[:MAX_DIGITS]
        faults.append(_fault(node.code, _path(place), text=shown, most=MAX_DIGITS, exponent=MAX_EXPONENT))
    elif depth > MAX_DEPTH:
        faults.append(_fault("json-depth", _path(place), most=MAX_DEPTH))
    elif isinstance(node, list | tuple):
        for index, element in enumerate(node):
            if element is not None and element is not True and element is not False:
                _collect(element, (place, index), depth + 1, faults)
    elif isinstance(node, Mapping):
        repeated = node.repeated[:MAX_FAULTS] if isinstance(node, _Object) else ()
        faults.extend(_fault("json-duplicate-key", _path((place, key)), key=key[:80]) for key in repeated)
        for name, member in node.items():
            key = str(name)
            _collect(key, (place, key), depth, faults)
            if member is not None and member is not True and member is not False:
                _collect(member, (place, key), depth + 1, faults)


def _path(place: _Place) -> str:
    steps: list[str | int] = []
    while place is not None:
        place, step = place
        steps.append(step)
    return _joined(reversed(steps))


def _path_at(text: str, stop: int) -> tuple[str, bool]:
    """The path of the member or element in which `stop` lies, or of the first one too deep before it, and which."""
    frames: list[str | int | None] = []  # per open container: its current key, or index; None where no key was read yet
    for found in _TOKENS(text, 0, stop):
        piece = found[0]
        if piece in "{[":
            frames.append(0 if piece == "[" else None)
            if len(frames) > MAX_DEPTH:
                return _joined(frames[:-1]), True
        elif not frames:
            continue
        elif piece in "}]":
            frames.pop()
        elif piece == ",":
            here = frames[-1]
            frames[-1] = here + 1 if isinstance(here, int) else None
        elif frames[-1] is None and len(piece) > 1 and piece[-1] == '"':
            try:
                frames[-1] = json.loads(piece)
            except ValueError:
                frames[-1] = piece[1:-1]
    return _joined(frames), False


def _joined(steps: Iterable[str | int | None]) -> str:
    path = ""
    for step in steps:
        path = path if step is None else join(path, step)
    return path


_BOMS = (b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff")
_FAR = 500_000  # beyond it the path of a broken text is not worth the time to find it; line and column are given
_UNSTORABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff]").search
_TOKENS = re.compile(r'[\[\]{},]|"[^"\\]*(?:\\.[^"\\]*)*"?', re.DOTALL).finditer
_SYNTAX = {
    "Expecting value": ("falta un valor", "a value is missing"),
    "Expecting ',' delimiter": ("falta una coma o el cierre", "a comma or the closing bracket is missing"),
    "Expecting ':' delimiter": ("faltan los dos puntos después del nombre", "the colon after the name is missing"),
    "Expecting property name enclosed in double quotes": (
        "falta un nombre de campo entre comillas dobles",
        "a field name in double quotes is missing",
    ),
    "Illegal trailing comma before end of object": ("sobra una coma antes del cierre", "there is a trailing comma"),
    "Illegal trailing comma before end of array": ("sobra una coma antes del cierre", "there is a trailing comma"),
    "Unterminated string starting": ("la cadena que empieza aquí no se cierra", "the string begun here does not end"),
    "Invalid control character": (
        "hay un carácter de control dentro de una cadena",
        "there is a control character inside a string",
    ),
    "Invalid \\escape": ("hay una secuencia de escape que no existe", "there is an escape that does not exist"),
    "Invalid \\uXXXX escape": ("hay una secuencia \\u incompleta", "there is an incomplete \\u escape"),
    "Extra data": ("sobra texto después del documento", "there is text after the end of the document"),
}


def _fault(code: str, path: str = "", **facts: object) -> Fault:
    *texts, source = _TEXTS[code]
    message, message_en, fix, fix_en = (text.format(**facts) for text in texts)
    return Fault(code, path, message, message_en, fix, fix_en, source)


_OURS = "FacturaXpress, lectura de JSON"
_TEXTS = {
    "json-too-large": (
        "El texto ocupa {size} bytes y el máximo es {most}.",
        "The text has {size} bytes; the most is {most}.",
        "Divida el envío en varios documentos.",
        "Split what is sent into several documents.",
        _OURS,
    ),
    "json-bom": (
        "El texto empieza con una marca de orden de bytes (BOM).",
        "The text begins with a byte order mark (BOM).",
        "Envíe el JSON en UTF-8 sin BOM.",
        "Send the JSON as UTF-8 without BOM.",
        "RFC 8259 §8.1",
    ),
    "json-utf8": (
        "El texto no está en UTF-8: el byte {byte} no es válido.",
        "The text is not UTF-8: byte {byte} is not valid.",
        "Envíe el JSON codificado en UTF-8.",
        "Send the JSON encoded as UTF-8.",
        "RFC 8259 §8.1",
    ),
    "json-empty": (
        "El texto está vacío.",
        "The text is empty.",
        "Envíe un documento JSON.",
        "Send a JSON document.",
        "RFC 8259 §2",
    ),
    "json-syntax": (
        "El JSON está mal formado en la línea {line}, columna {column}: {what}.",
        "The JSON is malformed at line {line}, column {column}: {what_en}.",
        "Corrija el JSON en ese lugar.",
        "Correct the JSON at that place.",
        "RFC 8259 §2",
    ),
    "json-unreadable": (
        "El JSON no se puede leer ({what}).",
        "The JSON cannot be read ({what}).",
        "Revise que el texto sea un documento JSON completo.",
        "Make sure that the text is a complete JSON document.",
        "RFC 8259 §2",
    ),
    "json-depth": (
        "Hay más de {most} niveles de objetos y listas, unos dentro de otros.",
        "There are more than {most} levels of objects and lists inside each other.",
        "Quite los niveles que sobran.",
        "Remove the levels in excess.",
        _OURS,
    ),
    "json-duplicate-key": (
        "El campo «{key}» aparece más de una vez en el mismo objeto.",
        "The field “{key}” appears more than once in the same object.",
        "Deje el campo una sola vez.",
        "Keep the field once.",
        "RFC 8259 §4",
    ),
    "json-not-a-number": (
        "{text} no es un valor permitido en JSON.",
        "{text} is not a value that JSON allows.",
        "Envíe un número o null.",
        "Send a number or null.",
        "RFC 8259 §6",
    ),
    "json-exponent": (
        "El número {text} tiene un exponente fuera de ±{exponent}.",
        "The number {text} has an exponent beyond ±{exponent}.",
        "Escriba el número con sus cifras, sin exponente.",
        "Write the number in digits, without an exponent.",
        _OURS,
    ),
    "json-number-length": (
        "El número {text}… tiene más de {most} caracteres.",
        "The number {text}… has more than {most} characters.",
        "Redondee el número: ningún campo admite más de 8 decimales.",
        "Round the number: no field takes more than 8 decimals.",
        _OURS,
    ),
    "json-character": (
        "El texto contiene el carácter {character}, que no se puede guardar.",
        "The text contains the character {character}, which cannot be stored.",
        "Quite los caracteres de control y los pares suplentes incompletos.",
        "Remove control characters and incomplete surrogate pairs.",
        "RFC 8259 §7, §8.2",
    ),
}
