"""Secrets do not enter a log line, whoever tries to write them."""

import re

HIDDEN = "***"

_NAMES = re.compile(
    r"(clave|pwd|passw|secret|token|authorization|private|llave|certificado|p12|api_?key|firmaelectronica|jws)",
    re.IGNORECASE,
)
_TEXTS = (
    # A private key in PEM, whole or cut.
    (re.compile(r"-----BEGIN [A-Z ]*PRIVATE KEY-----.*?(-----END [A-Z ]*PRIVATE KEY-----|$)", re.DOTALL), HIDDEN),
    # JWS and JWT: base64url of a JSON object's beginning.
    (re.compile(r"eyJ[\w-]{10,}(\.[\w-]*){0,2}"), HIDDEN),
    # The program's own tokens.
    (re.compile(r"\bfx_[\w-]{8,}"), HIDDEN),
    (re.compile(r"\b(Bearer|Basic)\s+[^\s\"',]+", re.IGNORECASE), rf"\1 {HIDDEN}"),
    # The password inside a URL.
    (re.compile(r"(\w://[^\s/:@]*):[^\s/@]+@"), rf"\1:{HIDDEN}@"),
    # name=value, "name": "value" and the like.
    (
        re.compile(
            r"\b(clave\w*|pwd|password\w*|passwd|secret\w*|api_?key)(\"?'?\s*[=:]\s*)(\"[^\"]*\"|'[^']*'|[^\s,;&}]+)",
            re.I,
        ),
        rf"\1\2{HIDDEN}",
    ),
)


def is_secret(name: str) -> bool:
    """Whether a field of this name must not be written."""
    return _NAMES.search(name) is not None and not name.endswith("_id")


def redact(text: str) -> str:
    """The text without what looks like a key, a token, a signature or a password."""
    for pattern, replacement in _TEXTS:
        text = pattern.sub(replacement, text)
    return text
