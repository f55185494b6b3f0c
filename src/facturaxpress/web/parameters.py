"""Parameters of a query or header that are not what they should be, as faults in two languages."""

import re
from collections.abc import Mapping
from typing import Any

from facturaxpress.dte import Fault

_DATE = ("debe ser una fecha que exista, escrita AAAA-MM-DD", "must be a date that exists, written YYYY-MM-DD")
_INTEGER = ("debe ser un número entero", "must be a whole number")
_FORM = ("no tiene la forma que se pide", "does not have the form asked for")
_OTHER = ("tiene un valor que no sirve", "has a value that cannot be used")

_TEXTS = {
    "greater_than_equal": ("debe ser {ge} o más", "must be {ge} or more"),
    "less_than_equal": ("debe ser {le} o menos", "must be {le} or less"),
    "string_too_long": ("admite hasta {max_length} caracteres", "takes up to {max_length} characters"),
    "string_too_short": ("lleva al menos {min_length} caracteres", "takes at least {min_length} characters"),
    "date_from_datetime_parsing": _DATE,
    "date_from_datetime_inexact": _DATE,
    "date_parsing": _DATE,
    "int_parsing": _INTEGER,
    "int_from_float": _INTEGER,
    "int_parsing_size": ("es un número demasiado grande", "is too large a number"),
    "string_pattern_mismatch": _FORM,
    "missing": ("falta", "is missing"),
}
"""By Pydantic's names of what is wrong; braces take what Pydantic says of the limit."""

_CHOICE = re.compile(r"\^\(([\w|]+)\)\$")


def fault(error: Mapping[str, Any]) -> Fault:
    """One of the errors that `RequestValidationError.errors()` gives."""
    name = ".".join(str(part) for part in error["loc"][1:])
    limits = error.get("ctx", {})
    choice = _CHOICE.fullmatch(str(limits.get("pattern", "")))
    if choice:
        *some, last = choice[1].split("|")
        text, text_en = f"debe ser {', '.join(some)} o {last}", f"must be {', '.join(some)} or {last}"
    else:
        text, text_en = (words.format_map(limits) for words in _TEXTS.get(error["type"], _OTHER))
    return Fault(
        code="API-PARAMETRO",
        path=name,
        message=f"El parámetro «{name}» {text}.",
        message_en=f"The parameter “{name}” {text_en}.",
        fix="Corrija el parámetro o quítelo; en /api/openapi.json están los admitidos.",
        fix_en="Correct the parameter or remove it; /api/openapi.json has those accepted.",
        source="/api/openapi.json",
    )
