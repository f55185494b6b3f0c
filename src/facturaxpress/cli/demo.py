"""`demo`: the main job on a fresh machine, with one command."""

import asyncio
import re
import sys
import time
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from facturaxpress.cli.application import DEMO, application
from facturaxpress.cli.command import command
from facturaxpress.cli.output import FAULTY, say, warn

if TYPE_CHECKING:
    from facturaxpress.dte import Draft
    from facturaxpress.issuing.queries import DteRow
    from facturaxpress.settings import Settings

EXAMPLES = Path("examples")
WRITTEN = datetime(2026, 11, 25, 16, tzinfo=UTC)
"""The moment that the examples are written for."""
SEAL_WITHIN = 60.0
"""Seconds a document accepted without a seal is waited for."""

_OURS = re.compile(r"([0-9A-F]{8}(-[0-9A-F]{4}){3}-[0-9A-F]{12}|borrador-\w+-v[0-9]+-.+)\.(json|jws|pdf)")
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_OTHER_STRUCTURE = "only-other-structure"
_COLUMNS = (
    ("tipo", 12),
    ("numeroControl", 31),
    ("codigoGeneracion", 36),
    ("selloRecibido", 40),
    ("total", 12),
    ("ms", 7),
)


@dataclass(frozen=True)
class Input:
    """A file with a sale or the input of an event. `now`: the moment by which an event is judged, None the present."""

    file: Path
    raw: bytes
    tipo: str
    event: bool
    names: bool
    """Whether it names other documents."""
    now: datetime | None


@dataclass(frozen=True)
class Outcome:
    """What became of one file: a document, a draft that is not sent, or neither and why."""

    input: Input
    milliseconds: float
    row: "DteRow | None" = None
    draft: "Draft | None" = None
    trouble: tuple[str, ...] = ()

    @property
    def done(self) -> bool:
        return (self.row is not None or self.draft is not None) and not self.trouble

    def cells(self) -> tuple[str, ...]:
        row, draft, took = self.row, self.draft, f"{self.milliseconds:.0f}"
        if row is not None:
            seal = row.sello_recibido or row.estado
            return (row.tipo_dte, row.numero_control, row.codigo_generacion, seal, f"{row.total:,.2f}", took)
        name = self.input.file.stem
        if draft is not None:
            why = "no se envía todavía" if draft.event else f"solo en la versión {draft.version}"
            return (draft.tipoDte, "borrador", name, why, f"{draft.total:,.2f}", took)
        return (self.input.tipo, "—", name, "—", "—", took)


def register(app: typer.Typer) -> None:
    command(app, "demo", panel="Empezar")(demo)


def demo(
    settings: "Settings",
    sales: Annotated[
        Path | None,
        typer.Option(
            "--ventas",
            metavar="DIR",
            help="Carpeta con ventas y eventos propios, en JSON. (por omisión: los ejemplos, con sus fechas al día)",
        ),
    ] = None,
    output: Annotated[
        Path, typer.Option("--salida", metavar="DIR", help="Carpeta de los resultados; los de antes se reemplazan.")
    ] = Path("demo-output"),
) -> int:
    """Emite los ejemplos de todos los tipos con la empresa «demo» y deja JSON, JWS y PDF de cada documento.

    Los eventos se calculan, se validan y quedan como borradores. Usa el servidor en marcha de --home o pone en marcha
    lo que falte. Sale con 0 solo si todos los documentos quedaron sellados y todos los eventos sin faltas.
    """
    from facturaxpress.operations.errors import OperationError

    folder = EXAMPLES if sales is None else sales
    files = sorted(folder.glob("*.json")) or sorted(folder.glob("*/*.json"))
    if not files:
        raise OperationError(
            f"No hay ventas (*.json) en {folder.resolve()}.",
            "Ejecute la orden en la carpeta del proyecto o indique otra con --ventas.",
        )
    output.mkdir(parents=True, exist_ok=True)
    for old in output.iterdir():
        if _OURS.fullmatch(old.name):
            old.unlink()
    inputs = [_read(file, ours=sales is None) for file in files]
    outcomes = asyncio.run(_run(settings, sorted(inputs, key=lambda one: (one.event, one.tipo)), output))
    say(f"{_count(outcomes)}; archivos en {output}/")
    return 0 if all(outcome.done for outcome in outcomes) else FAULTY


def _count(outcomes: list[Outcome]) -> str:
    drafts = [one for one in outcomes if one.draft is not None]
    documents = [one for one in outcomes if one.draft is None and not one.input.event]
    told = f"{sum(one.done for one in documents)} de {len(documents)} documentos sellados"
    return f"{told} y {len(drafts)} borradores" if drafts else told


def brought_to(today: date, sale: Any) -> Any:
    """An example with every date moved by the days that have passed since it was written."""
    if isinstance(sale, dict):
        return {key: brought_to(today, value) for key, value in sale.items()}
    if isinstance(sale, list):
        return [brought_to(today, value) for value in sale]
    if isinstance(sale, str) and _DAY.fullmatch(sale):
        return (date.fromisoformat(sale) + (today - WRITTEN.date())).isoformat()
    return sale


def _read(file: Path, *, ours: bool) -> Input:
    """What a file holds. An example of `ours` names documents of its time: its dates are moved, and an event, whose
    periods and deadlines hang on the calendar, is judged by its own day.
    """
    from facturaxpress import dte
    from facturaxpress.clock import Clock

    raw = file.read_bytes()
    try:
        sale = dte.parse_json(raw)
    except dte.FaultError:
        sale = None
    if not isinstance(sale, dict):
        return Input(file, raw, "—", event=False, names=False, now=None)
    event = sale.get("tipoEvento") is not None
    tipo = str(sale.get("tipoEvento" if event else "tipoDte") or "—")
    names = bool(dte.references(sale))
    if ours and not event:
        raw = dte.dump_json(brought_to(Clock().today(), sale))
    return Input(file, raw, tipo, event, names, WRITTEN if ours and event else None)


async def _run(settings: "Settings", inputs: list[Input], output: Path) -> list[Outcome]:
    from facturaxpress.tenants.service import find_tenant_id

    outcomes = []
    with Progress(len(inputs)) as show:
        show.say("Preparando base de datos, MH simulado y empresa «demo»…")
        async with application(settings, demo=True) as app:
            tenant_id = await find_tenant_id(app.database, DEMO)
            mh = (await app.issuing.issuers.get(tenant_id)).credentials.base_url
            async with unknown_admitted(mh):
                for line in _notes(inputs):
                    show.say(line)
                for one in inputs:
                    outcomes.append(await _one(app, tenant_id, one, output))
                    show.row(outcomes[-1])
    return outcomes


def _notes(inputs: list[Input]) -> list[str]:
    """What a reader of the table has to know."""
    notes = []
    if any(one.names and not one.event for one in inputs):
        notes.append("Algunas ventas nombran documentos que no se emitieron aquí: el MH simulado los admite por hoy.")
    if any(one.event for one in inputs):
        notes.append("Los eventos se calculan y se validan; quedan como borradores, porque todavía no se envían.")
    return notes


@asynccontextmanager
async def unknown_admitted(mh: str) -> AsyncIterator[None]:
    """For the time of the block the sandbox takes notes on documents that it does not hold."""
    import aiohttp

    address = f"{mh}/_control/settings"
    async with aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=30), raise_for_status=True) as session:
        async with session.get(address) as answer:
            before = (await answer.json())["unknownRelated"]
        async with session.post(address, json={"unknownRelated": True}):
            pass
        try:
            yield
        finally:
            async with session.post(address, json={"unknownRelated": before}):
                pass


async def _one(app: Any, tenant_id: Any, one: Input, output: Path) -> Outcome:
    from facturaxpress.cli.errors import explain

    begin = time.perf_counter()
    row: DteRow | None = None
    draft: Draft | None = None
    try:
        if one.event:
            draft = await app.issuing.compute(tenant_id, one.raw, now=one.now)
        else:
            row, draft = await _issue(app, tenant_id, one)
        if draft is not None:
            await asyncio.to_thread(
                _write_draft, draft, output / f"borrador-{draft.tipoDte}-v{draft.version}-{one.file.stem}"
            )
    except Exception as error:
        # One input that cannot be issued, whatever the reason, must not keep the others from being issued.
        lines, _ = explain(error)
        return Outcome(one, _since(begin), trouble=tuple(f"{one.file.name}: {line}" for line in lines))
    if row is not None and row.estado == "FIRMADO":
        row = await _await_seal(app, tenant_id, row)
    if row is not None and row.sello_recibido is None:
        why = (
            row.descripcion_msg
            or "MH no ha respondido; el documento queda guardado y se transmite con «facturaxpress serve»"
        )
        return Outcome(one, _since(begin), row, trouble=(f"{one.file.name}: {why}.",))
    milliseconds = _since(begin)
    if row is not None:
        await _write(app, tenant_id, row, output)
    return Outcome(one, milliseconds, row, draft)


async def _issue(app: Any, tenant_id: Any, one: Input) -> "tuple[DteRow | None, Draft | None]":
    """The document; of a sale that only another structure can say, its draft in that one."""
    from facturaxpress import dte

    try:
        return (await app.issuing.issue(tenant_id, one.raw)).row, None
    except dte.FaultError as error:
        if any(fault.code != _OTHER_STRUCTURE for fault in error.faults):
            raise
        for tipo, version in dte.structures():
            if tipo == one.tipo:
                try:
                    return None, await app.issuing.compute(tenant_id, one.raw, version=version)
                except dte.FaultError:
                    continue
        raise


def _since(begin: float) -> float:
    return (time.perf_counter() - begin) * 1000


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


def _write_draft(draft: "Draft", name: Path) -> None:
    from facturaxpress import dte
    from facturaxpress.rendering import render_pdf

    text = dte.dump_json(draft.preview())
    name.with_name(f"{name.name}.json").write_bytes(text)
    name.with_name(f"{name.name}.pdf").write_bytes(render_pdf(text, sello=None, estado="BORRADOR"))


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
