"""The documents that the examples must give, under each regime. `python -m tests.dte.golden` writes them anew.

`<folder>/<example>.<regime>.json` holds the document, or the faults of an example that only the other regime can say.
"""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import msgspec
from tests.dte.support import CODIGO, EMISOR

from facturaxpress import dte
from facturaxpress.dte.structures import LAWS

FOLDER = Path(__file__).resolve().parent
ROOT = FOLDER.parents[2] / "examples"
EXAMPLES = sorted(path for path in ROOT.glob("*/*.json"))
CONTEXT = dte.Context(
    emisor=EMISOR,
    establecimientos=(dte.Establecimiento(codigo="M001"), dte.Establecimiento(codigo="S001")),
    ambiente="00",
    now=datetime(2026, 11, 25, 16, 0, tzinfo=UTC),
)


def cases() -> Iterator[tuple[Path, int, Path]]:
    """Every example with each version of its type, and the file of what it gives."""
    for example in EXAMPLES:
        sale = dte.parse_json(example.read_bytes())
        tipo = sale.get("tipoDte") or sale["tipoEvento"]
        for law in LAWS.values():
            if law.tipo == tipo:
                yield example, law.version, FOLDER / example.parent.name / f"{example.stem}.{law.regime}.json"


def issue(example: Path, version: int) -> tuple[bytes, list[str]]:
    """The payload of an example, and the codes of its warnings. Raises FaultError."""
    draft = dte.build(example.read_bytes(), msgspec.structs.replace(CONTEXT, version=version))
    if draft.event:
        raw = draft.finish(None, CODIGO)
    else:
        place = f"{draft.establecimiento}{draft.puntoVenta}"
        raw = draft.finish(f"DTE-{draft.tipoDte}-{place}-{1:015}", CODIGO)
    return raw, [warning.code for warning in draft.warnings]


def result(example: Path, version: int) -> str:
    """The document, or its faults, laid out for people to compare."""
    try:
        return laid_out(issue(example, version)[0])
    except dte.FaultError as error:
        faults: list[dict[str, Any]] = [{"code": fault.code, "path": fault.path} for fault in error.faults]
        return laid_out(msgspec.json.encode({"faults": faults}))


def laid_out(raw: bytes) -> str:
    return msgspec.json.format(raw, indent=1).decode() + "\n"
