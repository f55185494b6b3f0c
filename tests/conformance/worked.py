"""MH's worked examples, by the ids of `worked-examples.json`."""

import json
from pathlib import Path
from typing import Any

Example = dict[str, Any]


def examples(mh: Path) -> dict[str, Example]:
    entries = json.loads((mh / "worked-examples.json").read_text("utf-8"))
    return {entry["id"]: entry for entry in entries}
