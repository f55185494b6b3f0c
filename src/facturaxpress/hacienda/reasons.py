"""Where and why MH refuses or observes: the texts of `descripcionMsg` and `observaciones` as paths into the document.

MH names a field in several ways, often in the same answer (all seen in live answers):

    [resumen.totalIva] CALCULO INCORRECTO                        brackets, dots
    [cuerpoDocumento.1.tributos] DEBE PROPORCIONAR UN VALOR      brackets, the line by its number
    [Cuerpodocumento.item.2] CALCULO INCORRECTO                  the same with a word before the number
    Campo #/resumen/pagos/0/periodo no cumple el …               JSON pointer of the schema check
    Campo codEstable no esta permitido en #/emisor               pointer to the parent, the name before it
    Valor … no es de los permitidos en el campo #/…/codTributo   pointer at the end
    identificacion.fecEmi Difiere de la fecha de envío.          bare path, an observation

A number between dots is the line's `numItem`, so it counts from 1: the refusal of `cuerpoDocumento.1.tributos` is on
record for a document whose only line was the faulty one. A JSON pointer counts from 0, as RFC 6901 says.
"""

import re

import msgspec

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

_BRACKETS = re.compile(r"\[\s*([A-Za-z#][^\]\s]*)\s*\]\s*(.*)", re.DOTALL)
_POINTER_FIRST = re.compile(r"Campo\s+#/?(\S*)\s+(.+)", re.DOTALL)
_NAME_THEN_PARENT = re.compile(r"Campo\s+([A-Za-z]\w*)\s+(.+?)\s+en\s+#/?([^\s.]*)\.?", re.DOTALL)
_POINTER_LAST = re.compile(r"(.+?)\s+(?:en\s+)?el\s+campo\s+#/(\S+)", re.DOTALL)
_BARE = re.compile(r"([A-Za-z]\w*(?:\.\w+)+)\s+(.+)", re.DOTALL)


class Reason(msgspec.Struct, frozen=True):
    """One reason. `path` is like `cuerpoDocumento[0].tributos` (None: the document as a whole); `text` is MH's."""

    path: str | None
    text: str
    code: str | None = None


def read(text: str, code: str | None = None) -> Reason:
    """One text of MH, whatever its form; a text that names no field is a reason about the whole document."""
    text = text.strip()
    if match := _BRACKETS.fullmatch(text):
        return Reason(_dotted(match[1]), match[2].strip() or text, code)
    if match := _POINTER_FIRST.fullmatch(text):
        return Reason(_pointer(match[1]), match[2].strip(), code)
    if match := _NAME_THEN_PARENT.fullmatch(text):
        parent = _pointer(match[3])
        return Reason(f"{parent}.{match[1]}" if parent else match[1], match[2].strip(), code)
    if match := _POINTER_LAST.fullmatch(text):
        return Reason(_pointer(match[2]), match[1].strip(), code)
    if match := _BARE.fullmatch(text):
        return Reason(_dotted(match[1]), match[2].strip(), code)
    return Reason(None, text, code)


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
    return _join([int(part) if _is_index(part) else part for part in pointer.strip("/").split("/") if part])


def _is_index(part: str) -> bool:
    return part.isascii() and part.isdigit() and len(part) <= 6


def _join(parts: list[str | int]) -> str | None:
    path = ""
    for part in parts:
        if isinstance(part, int):
            path += f"[{part}]"
        elif path:
            path += f".{part}"
        else:
            path = _SPELLING.get(part.lower(), part)
    return path or None
