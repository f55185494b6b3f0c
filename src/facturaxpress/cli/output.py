"""Exit codes, and lines to the person or program that called."""

import sys
from collections.abc import Sequence

FAULTY, WRONG_USE, NOT_RUNNING, TROUBLE, INTERRUPTED = 1, 2, 3, 4, 130
"""Exit codes: what was asked about has faults; the command was not understood; nothing runs; the surroundings do not
allow it; Ctrl-C."""

EXIT_CODES = (
    (0, "se hizo lo pedido"),
    (FAULTY, "lo revisado o emitido tiene faltas, fue rechazado o no pasó una comprobación"),
    (WRONG_USE, "la orden está mal escrita"),
    (NOT_RUNNING, "no hay un servidor en marcha (status, db url)"),
    (TROUBLE, "no se pudo hacer: puerto ocupado, sin permiso, base de datos inaccesible…"),
    (INTERRUPTED, "interrumpido con Ctrl-C"),
)


def say(text: str = "") -> None:
    """A line on standard output."""
    sys.stdout.write(f"{text}\n")


def warn(text: str) -> None:
    """A line on standard error."""
    sys.stderr.write(f"{text}\n")


def table(names: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    """A table on a terminal; elsewhere a line a row with two blanks between aligned columns, for `awk` and people."""
    if sys.stdout.isatty():
        from rich.console import Console
        from rich.table import Table

        drawn = Table(*names)
        for row in rows:
            drawn.add_row(*row)
        Console().print(drawn)
        return
    everything = [list(names), *(list(row) for row in rows)]
    widths = [max(len(row[column]) for row in everything) for column in range(len(names))]
    for row in everything:
        say("  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip())
