"""Which of our rules judges the field that MH speaks of, with the meaning it has; and what is to be done there."""

import re
from functools import lru_cache

from facturaxpress.dte.rejections.documents import DOCUMENTS, FORM
from facturaxpress.dte.rejections.match import Match
from facturaxpress.dte.rejections.types import TYPES

MATCHES = (*DOCUMENTS, *TYPES, *FORM)


def matches(meaning: str, path: str | None) -> tuple[Match, ...]:
    """The entries that fit a meaning at a path; a document as a whole has the path None."""
    return _fitting(meaning, _INDEX.sub("", path or ""))


_INDEX = re.compile(r"\[[0-9]+\]")


@lru_cache(1024)
def _fitting(meaning: str, field: str) -> tuple[Match, ...]:
    return tuple(match for match in MATCHES if meaning in match.meanings and match.fields.fullmatch(field))
