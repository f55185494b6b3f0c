"""The documents that the example sales must give. `python -m tests.dte.golden` writes them anew."""

from datetime import UTC, datetime
from pathlib import Path

import msgspec
from tests.dte.support import CODIGO, EMISOR

from facturaxpress import dte

FOLDER = Path(__file__).resolve().parent
EXAMPLES = sorted((FOLDER.parents[2] / "examples" / "ventas").glob("*.json"))
CONTEXT = dte.Context(
    emisor=EMISOR,
    establecimientos=(dte.Establecimiento(codigo="M001"), dte.Establecimiento(codigo="S001")),
    ambiente="00",
    now=datetime(2026, 11, 25, 16, 0, tzinfo=UTC),
)


def issue(example: Path) -> tuple[bytes, list[str]]:
    """The payload of an example, numbered by its place in the list, and the codes of its warnings."""
    draft = dte.build(example.read_bytes(), CONTEXT)
    number = EXAMPLES.index(example) + 1
    place = f"{draft.establecimiento}{draft.puntoVenta}"
    raw = draft.finish(f"DTE-{draft.tipoDte}-{place}-{number:015}", CODIGO)
    return raw, [warning.code for warning in draft.warnings]


def expected_text(raw: bytes) -> str:
    """A payload laid out for people to compare."""
    return msgspec.json.format(raw, indent=1).decode() + "\n"
