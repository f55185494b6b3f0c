"""What is wrong with a sale or a document, said so that the sender can put it right."""

from collections.abc import Iterable

import msgspec


class Fault(msgspec.Struct, frozen=True):
    """One thing that is wrong, or, as a warning, that MH may object to."""

    code: str
    """Stable name of the rule, for programs."""
    path: str
    """Place in what the client sent, like `cuerpoDocumento[0].tributos`; empty for the whole."""
    message: str
    """What is wrong, in Spanish."""
    message_en: str
    """The same in English."""
    fix: str
    """What to do about it, in Spanish."""
    fix_en: str
    """The same in English."""
    source: str
    """Where the rule stands: MH's document and page, law, or standard."""

    def __str__(self) -> str:
        return f"{self.path}: {self.message} [{self.code}]" if self.path else f"{self.message} [{self.code}]"


class FaultError(ValueError):
    """A sale or document was refused; holds every fault found, and the warnings that came to light besides.

    `faults` is never empty.
    """

    def __init__(self, faults: Iterable[Fault], warnings: Iterable[Fault] = ()) -> None:
        self.faults: tuple[Fault, ...] = tuple(faults)
        self.warnings: tuple[Fault, ...] = tuple(warnings)
        if not self.faults:
            raise AssertionError("a FaultError needs at least one fault")
        super().__init__(self.faults, self.warnings)

    def __str__(self) -> str:
        if len(self.faults) == 1:
            return str(self.faults[0])
        return "\n".join([f"{len(self.faults)} faltas:", *(f"- {fault}" for fault in self.faults)])


def join(path: str, key: str | int) -> str:
    """The path of a member (`str`) or an element (`int`) below `path`: `resumen` + `pagos` + 0 -> `resumen.pagos[0]`.

    A key that could be misread in a path is written in brackets and quotes, and a very long one is cut, so that
    hostile input cannot fill the answer.
    """
    if isinstance(key, int):
        return f"{path}[{key}]"
    if key.isidentifier() and len(key) <= _LONGEST_KEY:
        return f"{path}.{key}" if path else key
    shown = key if len(key) <= _LONGEST_KEY else key[:_LONGEST_KEY] + "…"
    escaped = "".join(c if c.isprintable() and c not in '"\\' else f"\\u{ord(c):04x}" for c in shown)
    return f'{path}["{escaped}"]'


_LONGEST_KEY = 80
