"""What a text or code of MH's means: the shape of an entry of the tables."""

from typing import Literal

from msgspec import Struct

Kind = Literal[
    "accepted",
    "form",
    "value",
    "missing",
    "repeated",
    "taxpayer",
    "contingency",
    "relation",
    "date",
    "sequence",
    "calculation",
    "mismatch",
    "signature",
    "service",
    "access",
    "unknown",
]
"""What a refusal is about, for programs. `service` and `access` are about MH or the credentials, not the document."""


class Meaning(Struct, frozen=True, kw_only=True):
    """One thing that MH says."""

    name: str
    """Its codigoMsg, or a word of ours where the text says more than the code does."""
    kind: Kind
    message: str
    """Spanish; not about the field, which the path tells."""
    message_en: str
    fix: str
    fix_en: str
    texts: tuple[str, ...] = ()
    """How MH words it, as `folded`; a text that begins so means this. Empty: known by its code alone."""
    path: str | None = None
    """The field that the text is about where it does not name it."""
    resendable: bool = True
    """Whether correcting can help, so that the document is sent again under its codigoGeneracion."""
