"""Which field a text of MH's speaks of.

MH names a field in several ways, often in the same answer (all seen in live answers):

    [resumen.totalIva] CALCULO INCORRECTO                        brackets, dots
    [cuerpoDocumento.1.tributos] DEBE PROPORCIONAR UN VALOR      brackets, the line by its number
    [Cuerpodocumento.item.2] CALCULO INCORRECTO                  the same with a word before the number
    cuerpoDocumento.item.1: El calculo de total por item …       the same, bare, with a colon
    Campo #/resumen/pagos/0/periodo no cumple el …               JSON pointer of the schema check
    Campo codEstable no esta permitido en #/emisor               pointer to the parent, the name before it
    Valor … no es de los permitidos en el campo #/…/codTributo   pointer at the end
    identificacion.fecEmi Difiere de la fecha de envío.          bare path, an observation

A number between dots is the line's `numItem`, so it counts from 1: `[cuerpoDocumento.1.tributos]` is on record for an
export invoice, and `cuerpoDocumento.item.1` for an invoice, whose only line was the faulty one. A JSON pointer counts
from 0, as RFC 6901 says: `#/cuerpoDocumento/0/codTributo` and `#/resumen/pagos/0/periodo` are on record.
"""

import re

_SECTIONS = (
    "identificacion",
    "documentoRelacionado",
    "emisor",
    "receptor",
    "otrosDocumentos",
    "ventaTercero",
    "compraTercero",
    "cuerpoDocumento",
    "resumen",
    "extension",
    "apendice",
    "documento",
    "motivo",
    "detalleDTE",
    "sujetoExcluido",
    "donante",
    "donatario",
)
_SPELLING = {name.lower(): name for name in _SECTIONS}
"""MH's services write some sections with another case (`Cuerpodocumento`)."""
_NO_FIELD = frozenset({"firma"})
"""Written in brackets like a field, and is none of the document."""

LONGEST = 2_000
"""A text beyond this names no field; MH's have some dozens of characters."""
_LONGEST_PATH = 200

_BRACKETS = re.compile(r"\[\s*([\w.#/-]+)\s*\]\s*(.*)", re.DOTALL)
_POINTER_FIRST = re.compile(r"Campo\s+#/?([\w./-]*)\s+(.+)", re.DOTALL)
_NAME_THEN_PARENT = re.compile(r"Campo\s+([A-Za-z]\w*)\s+(.+?)\s+en\s+#/?([\w/-]*)\.?", re.DOTALL)
_POINTER_LAST = re.compile(r"(.+?)\s+(?:en\s+)?el\s+campo\s+#/([\w/-]+)\.?", re.DOTALL)
_BARE = re.compile(rf"((?:{'|'.join(_SECTIONS)})(?:\.\w+)+):?\s+(.+)", re.DOTALL | re.IGNORECASE)


def locate(text: str) -> tuple[str | None, str]:
    """The field as our path, like `cuerpoDocumento[0].tributos` (None: the document as a whole), and what is left of
    the text without it; the whole text where nothing else is left."""
    text = text.strip()
    if len(text) > LONGEST:
        return None, text
    if match := _BRACKETS.fullmatch(text):
        return _dotted(match[1]), match[2].strip() or text
    if match := _POINTER_FIRST.fullmatch(text):
        return _pointer(match[1]), match[2].strip()
    if match := _NAME_THEN_PARENT.fullmatch(text):
        return _pointer(f"{match[3]}/{match[1]}"), match[2].strip()
    if match := _POINTER_LAST.fullmatch(text):
        return _pointer(match[2]), match[1].strip()
    if match := _BARE.fullmatch(text):
        return _dotted(match[1]), match[2].strip()
    return None, text


def _dotted(path: str) -> str | None:
    """`cuerpoDocumento.1.tributos` -> `cuerpoDocumento[0].tributos`; `Cuerpodocumento.item.2` -> `…[1]`."""
    if path.startswith("#"):
        return _pointer(path.lstrip("#"))
    parts = [part for part in path.split(".") if part]
    kept = [
        part for i, part in enumerate(parts) if part != "item" or i + 1 == len(parts) or not _is_index(parts[i + 1])
    ]
    # 0 cannot be a line's number; should it ever come, it can only mean the first one.
    return _join([max(int(part) - 1, 0) if _is_index(part) else part for part in kept])


def _pointer(pointer: str) -> str | None:
    """`/receptor/numDocumento` or `resumen/pagos/0/periodo` -> `receptor.numDocumento`, `resumen.pagos[0].periodo`."""
    return _join([int(part) if _is_index(part) else part for part in pointer.split("/") if part])


def _is_index(part: str) -> bool:
    return part.isascii() and part.isdigit() and len(part) <= 6


def _join(parts: list[str | int]) -> str | None:
    if not parts or isinstance(parts[0], int) or parts[0] in _NO_FIELD:
        return None
    path = _SPELLING.get(parts[0].lower(), parts[0])
    for part in parts[1:]:
        path += f"[{part}]" if isinstance(part, int) else f".{part}"
    return path if len(path) <= _LONGEST_PATH else None
