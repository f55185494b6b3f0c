"""Where and why MH refuses or observes: the texts of `descripcionMsg` and `observaciones` with the field each names."""

import msgspec

from facturaxpress.dte import rejections


class Reason(msgspec.Struct, frozen=True):
    """One reason. `path` is like `cuerpoDocumento[0].tributos` (None: the document as a whole); `text` is MH's."""

    path: str | None
    text: str
    code: str | None = None


def read(text: str, code: str | None = None) -> Reason:
    """One text of MH, whatever its form; a text that names no field is a reason about the whole document."""
    path, rest = rejections.locate(text)
    return Reason(path, rest, code)
