"""What the sandbox keeps: taxpayers, sealed documents and events, in one SQLite file that survives kill -9.

One thread writes. It takes everything that waits and stores it in one transaction, so that one fsync serves many
documents; a seal is given out only after that transaction is on disk. The unique constraints decide who gets a number
or a code, however many requests ask at once. Reads use a connection of their own and never wait for the writer (WAL).
"""

import asyncio
import base64
import contextlib
import json
import os
import sqlite3
import threading
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, astuple, dataclass, fields
from functools import partial
from pathlib import Path
from queue import Empty, SimpleQueue
from typing import Any, TypeVar

FILE_NAME = "sandbox.sqlite3"
_MOST_IN_ONE_TRANSACTION = 500

_TABLES = """
CREATE TABLE IF NOT EXISTS contribuyentes(
  nit TEXT PRIMARY KEY, nombre TEXT NOT NULL, usuario TEXT NOT NULL UNIQUE, sal TEXT NOT NULL, clave TEXT NOT NULL,
  llavePublica TEXT NOT NULL, epoca TEXT NOT NULL, registrado TEXT NOT NULL) STRICT;
CREATE TABLE IF NOT EXISTS documentos(
  id INTEGER PRIMARY KEY,
  codigoGeneracion TEXT NOT NULL UNIQUE, numeroControl TEXT NOT NULL, selloRecibido TEXT NOT NULL UNIQUE,
  tipoDte TEXT NOT NULL, version INTEGER NOT NULL, ambiente TEXT NOT NULL, nitEmisor TEXT NOT NULL,
  fecEmi TEXT NOT NULL, totalPagar TEXT, fhProcesamiento TEXT NOT NULL, recibido TEXT NOT NULL,
  codigoMsg TEXT NOT NULL, descripcionMsg TEXT NOT NULL, observaciones TEXT NOT NULL, jws TEXT NOT NULL,
  anio INTEGER NOT NULL, UNIQUE(nitEmisor, ambiente, tipoDte, anio, numeroControl)) STRICT;
CREATE TABLE IF NOT EXISTS menciones(
  codigoGeneracion TEXT NOT NULL, destino TEXT NOT NULL, monto TEXT NOT NULL) STRICT;
CREATE INDEX IF NOT EXISTS menciones_destino ON menciones(destino);
CREATE TABLE IF NOT EXISTS eventos(
  id INTEGER PRIMARY KEY,
  codigoGeneracion TEXT NOT NULL UNIQUE, tipo TEXT NOT NULL, version INTEGER NOT NULL, ambiente TEXT NOT NULL,
  nitEmisor TEXT NOT NULL, documento TEXT, selloRecibido TEXT NOT NULL UNIQUE, fhProcesamiento TEXT NOT NULL,
  recibido TEXT NOT NULL, jws TEXT NOT NULL, UNIQUE(tipo, documento)) STRICT;
CREATE TABLE IF NOT EXISTS ajustes(nombre TEXT PRIMARY KEY, valor TEXT NOT NULL) STRICT;
"""

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Contribuyente:
    """A registered taxpayer; `clave` is the scrypt hash of the password, `epoca` is named in the tokens in force."""

    nit: str
    nombre: str
    usuario: str
    sal: str
    clave: str
    llavePublica: str
    epoca: str
    registrado: str


@dataclass(frozen=True, slots=True)
class Documento:
    """A document as it is sealed. `totalPagar` is the figure's text, `observaciones` a JSON array, `anio` its year."""

    codigoGeneracion: str
    numeroControl: str
    selloRecibido: str
    tipoDte: str
    version: int
    ambiente: str
    nitEmisor: str
    fecEmi: str
    totalPagar: str | None
    fhProcesamiento: str
    recibido: str
    codigoMsg: str
    descripcionMsg: str
    observaciones: str
    jws: str
    anio: int

    def signed(self) -> bytes:
        """The text that was signed."""
        return payload(self.jws)


@dataclass(frozen=True, slots=True)
class Evento:
    """A sealed event; `tipo` is the structure's name, `documento` the code of the one document it is about, if any."""

    codigoGeneracion: str
    tipo: str
    version: int
    ambiente: str
    nitEmisor: str
    documento: str | None
    selloRecibido: str
    fhProcesamiento: str
    recibido: str
    jws: str


@dataclass(frozen=True, slots=True)
class Mencion:
    """That a sealed document speaks of another, `destino`, for an amount (a decimal's text)."""

    codigoGeneracion: str
    destino: str
    monto: str


def payload(jws: str) -> bytes:
    """The signed text inside a compact JWS."""
    part = jws.split(".")[1]
    return base64.urlsafe_b64decode(part + "=" * (-len(part) % 4))


_COLUMNS = [field.name for field in fields(Documento)]
_INSERT = (
    f"INSERT INTO documentos({', '.join(_COLUMNS)}) "
    f"SELECT {', '.join(f'value ->> {name!r}' for name in _COLUMNS)} FROM json_each(?) "
    "WHERE true ON CONFLICT DO NOTHING"
)
_SELECT = f"SELECT {', '.join(_COLUMNS)} FROM documentos"
_MENTION = (
    "INSERT INTO menciones(codigoGeneracion, destino, monto) "
    "SELECT value ->> 'codigoGeneracion', value ->> 'destino', value ->> 'monto' FROM json_each(?)"
)
_EVENT_COLUMNS = [field.name for field in fields(Evento)]
_INSERT_EVENT = f"INSERT INTO eventos({', '.join(_EVENT_COLUMNS)}) VALUES({', '.join('?' * len(_EVENT_COLUMNS))})"
_SELECT_EVENT = f"SELECT {', '.join(_EVENT_COLUMNS)} FROM eventos"
_NUMBER = "nitEmisor = ? AND ambiente = ? AND tipoDte = ? AND anio = ? AND numeroControl = ?"


class Store:
    """Open with the folder; close when done. Methods that write are awaited, those that read are immediate."""

    def __init__(self, home: Path) -> None:
        home.mkdir(parents=True, exist_ok=True)
        self.path = home / FILE_NAME
        # The file holds password hashes and the secret that signs tokens.
        os.close(os.open(self.path, os.O_CREAT | os.O_RDWR, 0o600))
        self._reader = self._connect()
        self._writer = self._connect()
        self._writer.executescript(_TABLES)
        self._waiting: SimpleQueue[_Job | None] = SimpleQueue()
        self._thread = threading.Thread(target=self._write_for_ever, name="sandbox-store", daemon=True)
        self._thread.start()

    def _connect(self) -> sqlite3.Connection:
        connection = sqlite3.connect(self.path, isolation_level=None, check_same_thread=False, timeout=30.0)
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("PRAGMA synchronous = FULL")
        return connection

    def close(self) -> None:
        """Store what still waits, then close the file."""
        if self._thread.is_alive():
            self._waiting.put(None)
            self._thread.join()
            self._writer.close()
            self._reader.close()

    # reading

    def contribuyentes(self) -> list[Contribuyente]:
        return [Contribuyente(*row[:8]) for row in self._reader.execute("SELECT * FROM contribuyentes ORDER BY nit")]

    def documents(self) -> Iterator[Documento]:
        """Every sealed document in the order it was sealed."""
        for row in self._reader.execute(f"{_SELECT} ORDER BY id"):
            yield Documento(*row)

    def document(self, codigoGeneracion: str) -> Documento | None:
        row = self._reader.execute(f"{_SELECT} WHERE codigoGeneracion = ?", (codigoGeneracion,)).fetchone()
        return Documento(*row) if row else None

    def events(self) -> Iterator[Evento]:
        """Every sealed event in the order it was sealed."""
        for row in self._reader.execute(f"{_SELECT_EVENT} ORDER BY id"):
            yield Evento(*row)

    def event_on(self, tipo: str, documento: str) -> Evento | None:
        """The event of that tipo about a document."""
        sql = f"{_SELECT_EVENT} WHERE tipo = ? AND documento = ?"
        row = self._reader.execute(sql, (tipo, documento)).fetchone()
        return Evento(*row) if row else None

    def has_event(self, codigoGeneracion: str) -> bool:
        sql = "SELECT 1 FROM eventos WHERE codigoGeneracion = ?"
        return self._reader.execute(sql, (codigoGeneracion,)).fetchone() is not None

    def mentions(self, destino: str, *, ended_by: str) -> list[tuple[str, str]]:
        """Tipo and amount of what documents say of `destino`, without those that an event `ended_by` concerns."""
        sql = (
            "SELECT d.tipoDte, m.monto FROM menciones m JOIN documentos d USING(codigoGeneracion) WHERE m.destino = ? "
            "AND NOT EXISTS(SELECT 1 FROM eventos e WHERE e.tipo = ? AND e.documento = m.codigoGeneracion)"
        )
        return [(row[0], row[1]) for row in self._reader.execute(sql, (destino, ended_by))]

    def count(self) -> int:
        return int(self._reader.execute("SELECT count(*) FROM documentos").fetchone()[0])

    def taken(self, *, number: tuple[str, str, str, int, str], codigoGeneracion: str) -> str | None:
        """Which of the two a sealed document already holds: "numeroControl", "codigoGeneracion" or None.

        `number` is (nitEmisor, ambiente, tipoDte, year of fecEmi, numeroControl).
        """
        return _taken(self._reader, number, codigoGeneracion)

    def setting(self, name: str) -> str | None:
        row = self._reader.execute("SELECT valor FROM ajustes WHERE nombre = ?", (name,)).fetchone()
        return str(row[0]) if row else None

    # writing

    async def seal(self, document: Documento, mentions: Sequence[Mencion] = ()) -> str | None:
        """Store a document with what it says of others; None when it is on disk, else what stood in its way.

        That is "numeroControl", "codigoGeneracion" or, once in the age of the universe, "selloRecibido".
        """
        job = _Job(asyncio.get_running_loop(), document=document, mentions=mentions)
        self._waiting.put(job)
        outcome: str | None = await job.future
        return outcome

    async def seal_event(self, event: Evento) -> None:
        """Store an event. Raises sqlite3.IntegrityError if its code is known, or its document has one of this tipo."""
        await self.write(lambda connection: connection.execute(_INSERT_EVENT, astuple(event)).rowcount)

    async def forget_documents(self) -> None:
        """Empty all but the taxpayers and the sandbox's own notes."""

        def change(connection: sqlite3.Connection) -> None:
            for table in ("documentos", "menciones", "eventos"):
                connection.execute(f"DELETE FROM {table}")

        await self.write(change)

    async def write(self, change: Callable[[sqlite3.Connection], T]) -> T:
        """Run `change` in a transaction of its own on the writing connection."""
        job = _Job(asyncio.get_running_loop(), change=change)
        self._waiting.put(job)
        result: T = await job.future
        return result

    def _write_for_ever(self) -> None:
        while True:
            job = self._waiting.get()
            batch = [job]
            with contextlib.suppress(Empty):
                while job is not None and len(batch) < _MOST_IN_ONE_TRANSACTION:
                    job = self._waiting.get_nowait()
                    batch.append(job)
            seals = [each for each in batch if each is not None and each.document is not None]
            if seals:
                self._settle(seals, self._seal_all)
            for each in batch:
                if each is not None and each.change is not None:
                    self._settle([each], partial(self._run, each.change))
            if batch[-1] is None:
                return

    def _settle(self, jobs: "list[_Job]", work: "Callable[[list[_Job]], list[Any]]") -> None:
        try:
            self._writer.execute("BEGIN IMMEDIATE")
            outcomes = work(jobs)
            self._writer.execute("COMMIT")
        except Exception as error:  # whatever it is, those who wait must learn of it, and the thread must live on
            with contextlib.suppress(sqlite3.Error):
                self._writer.execute("ROLLBACK")
            _tell(jobs, [error] * len(jobs))
        else:
            _tell(jobs, outcomes)

    def _run(self, change: Callable[[sqlite3.Connection], Any], _jobs: "list[_Job]") -> list[Any]:
        return [change(self._writer)]

    def _seal_all(self, jobs: "list[_Job]") -> list[str | None]:
        documents = [job.document for job in jobs if job.document is not None]
        # One statement for all: each statement gives up the interpreter lock and has to win it back from a busy server.
        cursor = self._writer.execute(_INSERT, (json.dumps([asdict(document) for document in documents]),))
        outcomes: list[str | None] = [None] * len(documents)
        if cursor.rowcount != len(documents):
            outcomes = [self._obstacle(document) for document in documents]
        mentions = [
            asdict(each) for job, obstacle in zip(jobs, outcomes, strict=True) if not obstacle for each in job.mentions
        ]
        if mentions:
            self._writer.execute(_MENTION, (json.dumps(mentions),))
        return outcomes

    def _obstacle(self, document: Documento) -> str | None:
        row = self._writer.execute(
            "SELECT codigoGeneracion FROM documentos WHERE selloRecibido = ?", (document.selloRecibido,)
        ).fetchone()
        if row and row[0] == document.codigoGeneracion:
            return None
        number = (document.nitEmisor, document.ambiente, document.tipoDte, document.anio, document.numeroControl)
        return _taken(self._writer, number, document.codigoGeneracion) or "selloRecibido"


class _Job:
    """Something to write, and the future of the one who waits for it."""

    __slots__ = ("change", "document", "future", "loop", "mentions")

    def __init__(
        self,
        loop: asyncio.AbstractEventLoop,
        *,
        document: Documento | None = None,
        mentions: Sequence[Mencion] = (),
        change: Callable[[sqlite3.Connection], Any] | None = None,
    ) -> None:
        self.loop = loop
        self.future: asyncio.Future[Any] = loop.create_future()
        self.document = document
        self.mentions = mentions
        self.change = change


def _tell(jobs: list[_Job], outcomes: list[Any]) -> None:
    def resolve(pairs: list[tuple[_Job, Any]]) -> None:
        for job, outcome in pairs:
            if job.future.done():
                continue
            if isinstance(outcome, Exception):
                job.future.set_exception(outcome)
            else:
                job.future.set_result(outcome)

    by_loop: dict[asyncio.AbstractEventLoop, list[tuple[_Job, Any]]] = {}
    for job, outcome in zip(jobs, outcomes, strict=True):
        by_loop.setdefault(job.loop, []).append((job, outcome))
    for loop, pairs in by_loop.items():
        with contextlib.suppress(RuntimeError):  # the loop is closed: nobody waits any more
            loop.call_soon_threadsafe(resolve, pairs)


def _taken(connection: sqlite3.Connection, number: tuple[str, str, str, int, str], codigoGeneracion: str) -> str | None:
    if connection.execute(f"SELECT 1 FROM documentos WHERE {_NUMBER}", number).fetchone():
        return "numeroControl"
    if connection.execute("SELECT 1 FROM documentos WHERE codigoGeneracion = ?", (codigoGeneracion,)).fetchone():
        return "codigoGeneracion"
    return None
