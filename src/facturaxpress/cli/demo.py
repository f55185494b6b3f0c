"""`demo`: the main job on a fresh machine, with one command."""

import asyncio
import re
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from facturaxpress.cli.application import DEMO, application
from facturaxpress.cli.command import command
from facturaxpress.cli.output import FAULTY, say, warn

if TYPE_CHECKING:
    from facturaxpress.issuing.queries import DteRow
    from facturaxpress.settings import Settings

SEAL_WITHIN = 60.0
"""Seconds a document accepted without a seal is waited for."""

_OURS = re.compile(r"[0-9A-F]{8}(-[0-9A-F]{4}){3}-[0-9A-F]{12}\.(json|jws|pdf)")
_COLUMNS = (
    ("tipo", 4),
    ("numeroControl", 31),
    ("codigoGeneracion", 36),
    ("selloRecibido", 40),
    ("total", 12),
    ("ms", 7),
)


@dataclass(frozen=True)
class Outcome:
    """One sale: the document it became, or why it became none."""

    file: Path
    row: "DteRow | None"
    milliseconds: float
    trouble: tuple[str, ...] = ()

    @property
    def sealed(self) -> bool:
        return self.row is not None and self.row.sello_recibido is not None and not self.trouble

    def cells(self) -> tuple[str, ...]:
        row = self.row
        if row is None:
            return ("—", self.file.name, "—", "—", "—", f"{self.milliseconds:.0f}")
        return (
            row.tipo_dte,
            row.numero_control,
            row.codigo_generacion,
            row.sello_recibido or row.estado,
            f"{row.total:,.2f}",
            f"{self.milliseconds:.0f}",
        )


def register(app: typer.Typer) -> None:
    command(app, "demo", panel="Empezar")(demo)


def demo(
    settings: "Settings",
    sales: Annotated[Path, typer.Option("--ventas", metavar="DIR", help="Carpeta con las ventas, en JSON.")] = Path(
        "examples/ventas"
    ),
    output: Annotated[
        Path, typer.Option("--salida", metavar="DIR", help="Carpeta de los resultados; los de antes se reemplazan.")
    ] = Path("demo-output"),
) -> int:
    """Emite todas las ventas de ejemplo con la empresa «demo» y deja JSON, JWS y PDF de cada documento.

    Usa el servidor en marcha de --home o pone en marcha lo que falte. Sale con 0 solo si todas quedaron selladas.
    """
    from facturaxpress.operations.errors import OperationError

    files = sorted(sales.glob("*.json"))
    if not files:
        raise OperationError(
            f"No hay ventas (*.json) en {sales.resolve()}.",
            "Ejecute la orden en la carpeta del proyecto o indique otra con --ventas.",
        )
    output.mkdir(parents=True, exist_ok=True)
    for old in output.iterdir():
        if _OURS.fullmatch(old.name):
            old.unlink()
    outcomes = asyncio.run(_issue_all(settings, files, output))
    sealed = sum(outcome.sealed for outcome in outcomes)
    say(f"{sealed} de {len(outcomes)} documentos sellados; archivos en {output}/")
    return 0 if sealed == len(outcomes) else FAULTY


async def _issue_all(settings: "Settings", files: list[Path], output: Path) -> list[Outcome]:
    from facturaxpress.tenants.service import find_tenant_id

    show = Progress(len(files))
    outcomes = []
    with show:
        show.say("Preparando base de datos, MH simulado y empresa «demo»…")
        async with application(settings, demo=True) as app:
            tenant_id = await find_tenant_id(app.database, DEMO)
            for file in files:
                outcome = await _issue_one(app, tenant_id, file, file.read_bytes(), output)
                outcomes.append(outcome)
                show.row(outcome)
    return outcomes


async def _issue_one(app: Any, tenant_id: Any, file: Path, raw: bytes, output: Path) -> Outcome:
    from facturaxpress.cli.errors import explain

    begin = time.perf_counter()
    try:
        row = (await app.issuing.issue(tenant_id, raw)).row
    except Exception as error:
        # One sale that cannot be issued, whatever the reason, must not keep the others from being issued.
        lines, _ = explain(error)
        return Outcome(
            file, None, (time.perf_counter() - begin) * 1000, tuple(f"{file.name}: {line}" for line in lines)
        )
    milliseconds = (time.perf_counter() - begin) * 1000
    if row.estado == "FIRMADO":
        row = await _await_seal(app, tenant_id, row)
        milliseconds = (time.perf_counter() - begin) * 1000
    if row.sello_recibido is None:
        why = (
            row.descripcion_msg
            or "MH no ha respondido; el documento queda guardado y se transmite con «facturaxpress serve»"
        )
        return Outcome(file, row, milliseconds, (f"{file.name}: {why}.",))
    await _write(app, tenant_id, row, output)
    return Outcome(file, row, milliseconds)


async def _await_seal(app: Any, tenant_id: Any, row: "DteRow") -> "DteRow":
    """Go on with a document that MH has not answered yet, as the worker of a server would."""
    end = time.monotonic() + SEAL_WITHIN
    while row.estado == "FIRMADO" and time.monotonic() < end:
        await asyncio.sleep(0.5)
        await app.issuing.transmit(tenant_id, row.id)
        row = await app.issuing.get(tenant_id, row.codigo_generacion)
    return row


async def _write(app: Any, tenant_id: Any, row: "DteRow", output: Path) -> None:
    """The three files a customer gets, named by MH's rule: code and extension."""
    from facturaxpress.issuing.archive import archivo_dte
    from facturaxpress.rendering import render_pdf

    issuer = await app.issuing.issuers.get(tenant_id)
    pdf = await asyncio.to_thread(
        render_pdf,
        row.documento.encode(),
        sello=row.sello_recibido,
        fh_procesamiento=row.fh_procesamiento,
        logo=issuer.logo,
    )
    name = output / row.codigo_generacion
    name.with_suffix(".json").write_bytes(archivo_dte(row.documento, row.jws, row.sello_recibido))
    name.with_suffix(".jws").write_text(row.jws)
    name.with_suffix(".pdf").write_bytes(pdf)


class Progress:
    """Rows as documents get ready, above a bar on a terminal and as plain lines elsewhere."""

    def __init__(self, total: int) -> None:
        self._print: Callable[[str], None] = say
        self._advance: Callable[[], None] = lambda: None
        self._bar: Any = None
        if sys.stdout.isatty():
            from rich.console import Console
            from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

            console = Console(soft_wrap=True, highlight=False)
            columns = (TextColumn("Emitiendo"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
            self._bar = Progress(*columns, console=console)
            task = self._bar.add_task("", total=total)
            self._print = lambda text: self._bar.console.print(text, markup=False)
            self._advance = lambda: self._bar.advance(task)
        self._begun = False

    def __enter__(self) -> "Progress":
        if self._bar is not None:
            self._bar.start()
        return self

    def __exit__(self, *_: object) -> None:
        if self._bar is not None:
            self._bar.stop()

    def say(self, text: str) -> None:
        self._print(text)

    def row(self, outcome: Outcome) -> None:
        if not self._begun:
            self._print(_line([name for name, _ in _COLUMNS]))
            self._begun = True
        self._print(_line(outcome.cells()))
        for line in outcome.trouble:
            warn(line)
        self._advance()


def _line(cells: Sequence[str]) -> str:
    """Columns of fixed width, figures to the right."""
    padded = [
        cell.rjust(width) if name in {"total", "ms"} else cell.ljust(width)
        for cell, (name, width) in zip(cells, _COLUMNS, strict=True)
    ]
    return "  ".join(padded).rstrip()
