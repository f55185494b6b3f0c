"""What the sandbox keeps: taxpayers and sealed documents, in one SQLite file that survives kill -9.

One thread writes. It takes everything that waits and stores it in one transaction, so that one fsync serves many
documents; a seal is given out only after that transaction is on disk. The unique constraints decide who gets a number
or a code, however many requests ask at once. Reads use a connection of their own and never wait for the writer (WAL).
"""

import asyncio
import contextlib
import json
import os
import sqlite3
import threading
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass, fields
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


_COLUMNS = [field.name for field in fields(Documento)]
_INSERT = (
    f"INSERT INTO documentos({', '.join(_COLUMNS)}) "
    f"SELECT {', '.join(f'value ->> {name!r}' for name in _COLUMNS)} FROM json_each(?) "
    "WHERE true ON CONFLICT DO NOTHING"
)
_SELECT = f"SELECT {', '.join(_COLUMNS)} FROM documentos"
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

    async def seal(self, document: Documento) -> str | None:
        """Store a document; None when it is on disk, else what stood in its way.

        That is "numeroControl", "codigoGeneracion" or, once in the age of the universe, "selloRecibido".
        """
        job = _Job(asyncio.get_running_loop(), document=document)
        self._waiting.put(job)
        outcome: str | None = await job.future
        return outcome

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
        if cursor.rowcount == len(documents):
            return [None] * len(documents)
        return [self._obstacle(document) for document in documents]

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

    __slots__ = ("change", "document", "future", "loop")

    def __init__(
        self,
        loop: asyncio.AbstractEventLoop,
        *,
        document: Documento | None = None,
        change: Callable[[sqlite3.Connection], Any] | None = None,
    ) -> None:
        self.loop = loop
        self.future: asyncio.Future[Any] = loop.create_future()
        self.document = document
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
