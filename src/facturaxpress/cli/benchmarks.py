"""Finding and running the modules of `benchmarks/`, which stand beside the program in its project, not inside it."""

import importlib
import sys
from pathlib import Path
from types import ModuleType
from typing import Any

from facturaxpress.operations.errors import OperationError

FOLDER = Path(__file__).resolve().parents[3] / "benchmarks"
"""At the project's root: `make bench` and `make setup` install the program from there."""


def names() -> list[str]:
    """The measurements there are, in the order of the alphabet: modules with a `run()` that gives a dict."""
    found = sorted(file.stem for file in FOLDER.glob("*.py") if not file.stem.startswith("_"))
    if not found:
        raise OperationError(
            f"Las mediciones no están en {FOLDER}.",
            "Vienen con el código del proyecto, no con el programa instalado: ejecute «make bench» en su carpeta.",
        )
    return found


def known(name: str, among: list[str]) -> str:
    if name not in among:
        raise OperationError(f"No hay una medición «{name}».", f"Hay {', '.join(among)}.", exit_code=2)
    return name


def measure(name: str) -> dict[str, Any]:
    """Run one; its figures, by name."""
    root = str(FOLDER.parent)
    if root not in sys.path:
        sys.path.insert(0, root)
    module: ModuleType = importlib.import_module(f"{FOLDER.name}.{name}")
    figures: dict[str, Any] = module.run()
    return figures


def flatten(figures: Any, prefix: str = "") -> list[tuple[str, str]]:
    """Nested figures as rows of a name with dots and a value."""
    rows: list[tuple[str, str]] = []
    pairs = figures.items() if isinstance(figures, dict) else enumerate(figures, 1)
    for key, value in pairs:
        name = f"{prefix}{key}"
        if isinstance(value, dict | list):
            rows += flatten(value, f"{name}.")
        else:
            rows.append((name, f"{value:,.2f}" if isinstance(value, float) else str(value)))
    return rows
