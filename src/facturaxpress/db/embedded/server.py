"""The embedded server: one home, one cluster, one owner at a time."""

import contextlib
import os
import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Mapping
from pathlib import Path
from types import TracebackType
from typing import Self

import psutil
import psycopg

from . import postmaster
from .account import Account
from .errors import EmbeddedServerError, explain
from .locks import FileLock
from .places import STATE_ROOT, Places
from .programs import programs_for

SETTINGS: Mapping[str, str] = {
    "listen_addresses": "127.0.0.1",
    # A socket's path has 107 bytes at most and a home may be deeper; loopback with a password serves everyone.
    "unix_socket_directories": "",
    "log_line_prefix": "%m [%p] %q%u@%d ",
    "timezone": "UTC",
    "log_timezone": "UTC",
}
MIGHT_PASS = (
    "pre-existing shared memory block",
    'lock file "postmaster.pid" already exists',
    "is being used by another",
)
PORT_TAKEN = ("could not bind", "could not create any TCP/IP sockets", "Address already in use")
LOG_LIMIT = 10_000_000
"""Bytes after which the log is set aside at the next start."""


class EmbeddedServer:
    """PostgreSQL for one home. Every call blocks; from asyncio use `asyncio.to_thread`, any thread will do.

    The process whose `start` found nothing running owns the server, stops it with `stop`, and takes it along when it
    dies; the others get the same URL. Raises `EmbeddedServerError`, whose text is for the operator.
    """

    def __init__(
        self,
        home: Path,
        *,
        settings: Mapping[str, str] | None = None,
        state_root: Path = STATE_ROOT,
        timeout: float = 120.0,
    ) -> None:
        """`settings`: further parameters of PostgreSQL; `timeout`: seconds that recovery after a crash may take."""
        self._places = Places(home, state_root)
        self._settings = {**SETTINGS, **(settings or {})}
        self._timeout = timeout
        self._starting = FileLock(self._places.base / "start.lock")
        self._owning = FileLock(self._places.base / "owner.lock")
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def owned(self) -> bool:
        """Whether this process started the server and has to stop it."""
        return self._owning.held

    @property
    def data(self) -> Path:
        """The folder of the cluster; outside the home when the server's account cannot pass a parent of it."""
        return self._places.data

    @property
    def log(self) -> Path:
        """PostgreSQL's own log."""
        return self._places.log

    def running(self) -> bool:
        """Whether the server is there, whoever owns it; an owner that sees False may call `start` again."""
        if self._process is not None:
            return self._process.poll() is None
        return postmaster.running(self.data) is not None

    def url(self) -> str:
        """The administrator's URL: superuser `postgres`, database `postgres`, loopback."""
        port, password = self._places.read_port(), self._places.read_password()
        if port is None or password is None:
            raise EmbeddedServerError(
                f"En {self._places.home} todavía no hay una base de datos.",
                "Inicie el programa una vez con «facturaxpress serve».",
            )
        return f"postgresql://postgres:{password}@127.0.0.1:{port}/postgres"

    def start(self) -> str:
        """Make the cluster if there is none, start it if it does not run, wait until it answers; returns `url()`."""
        account = self._places.prepare()
        try:
            return self._start(account)
        except OSError as error:
            raise EmbeddedServerError(
                f"No se pudo iniciar la base de datos: {error.strerror or error}.",
                f"Revise el espacio y los permisos de {error.filename or self._places.home}.",
            ) from error

    def stop(self) -> None:
        """Shut down: sessions end, everything is written. Leaves alone a server that another live process owns."""
        if not self._places.base.is_dir():
            return
        with self._starting.hold(self._timeout):
            if not self._owning.try_acquire():
                return
            try:
                process = postmaster.running(self.data)
                if process is not None:
                    postmaster.stop(process, patience=30.0)
            finally:
                self._process = None
                self._owning.release()

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()

    def _start(self, account: Account) -> str:
        deadline = time.monotonic() + self._timeout
        while True:
            with self._starting.hold(self._timeout):
                if self._owning.try_acquire():
                    try:
                        return self._start_owned(account)
                    except BaseException:
                        self._abandon()
                        raise
                # Its owner lives; it answers already unless it crashed a moment ago, which its owner will notice.
                if postmaster.running(self.data) is not None and self._answers():
                    return self.url()
            if time.monotonic() > deadline:
                raise EmbeddedServerError(
                    "Otro proceso es dueño de la base de datos, pero esta no responde.",
                    f"Detenga ese proceso con «facturaxpress stop» y consulte {self.log}.",
                )
            time.sleep(0.1)

    def _start_owned(self, account: Account) -> str:
        if self._process is not None and self._process.poll() is None:
            return self.url()
        orphan = postmaster.running(self.data)
        if orphan is not None:
            # Taking it over would leave it without the signal that ends it with its owner.
            postmaster.stop(orphan, patience=10.0)
        self._clean()
        programs = programs_for(account, self._places.cluster)
        if not (self.data / "PG_VERSION").exists():
            self._initialise(programs, account)
        elif self._places.read_password() is None:
            self._replace_password(programs, account)
        self._run(programs, account)
        if not self._answers():
            # The secrets of this home are not those of its cluster: they were lost or restored from elsewhere.
            self._abandon_process()
            self._replace_password(programs, account)
            self._run(programs, account)
            self._answers(insist=True)
        return self.url()

    def _initialise(self, programs: Path, account: Account) -> None:
        """A new cluster appears under its name only when it is whole."""
        self._places.check_space()
        password = self._places.make_password()
        draft = Path(tempfile.mkdtemp(prefix="data-", dir=self._places.cluster))
        handle, name = tempfile.mkstemp(prefix="pw-", dir=self._places.cluster)
        try:
            with os.fdopen(handle, "w") as file:
                file.write(password + "\n")
                if account.lent:
                    os.fchown(file.fileno(), account.uid, account.gid)
            if account.lent:
                os.chown(draft, account.uid, account.gid)
            arguments: list[str | Path] = [
                programs / "initdb",
                "-D",
                draft,
                "-U",
                "postgres",
                f"--pwfile={name}",
                "--no-instructions",
            ]
            arguments += ["--encoding=UTF8", "--locale=C", "--locale-provider=builtin", "--builtin-locale=C.UTF-8"]
            arguments += ["--auth-host=scram-sha-256", "--auth-local=reject"]
            outcome = self._as_account(arguments, account)
            if outcome.returncode != 0:
                raise explain("No se pudo crear la base de datos", outcome.stderr or outcome.stdout)
            draft.rename(self.data)
        finally:
            Path(name).unlink(missing_ok=True)
            if draft.exists():
                shutil.rmtree(draft, ignore_errors=True)

    def _replace_password(self, programs: Path, account: Account) -> None:
        """Give the superuser a new password from inside, with the server down; only the cluster's own account can."""
        password = self._places.make_password()
        outcome = self._as_account(
            [programs / "postgres", "--single", "-D", self.data, "postgres"],
            account,
            f"ALTER ROLE postgres PASSWORD '{password}'\n",
        )
        if outcome.returncode != 0:
            raise explain("No se pudo renovar la clave de la base de datos", outcome.stderr)

    def _run(self, programs: Path, account: Account) -> None:
        """Start the postmaster and wait until it is ready, past a taken port and the remains of one that was killed."""
        deadline = time.monotonic() + self._timeout
        # Sessions of a dead postmaster end by themselves, except those in the middle of a long query.
        patience = time.monotonic() + 1.0
        postmaster.drop_stale_pid_file(self.data)
        port = _free_port(self._places.read_port())
        while True:
            self._places.write_port(port)
            before = self.log.stat().st_size if self.log.exists() else 0
            arguments: list[str | Path] = [programs / "postgres", "-D", self.data, "-p", str(port)]
            for name, value in self._settings.items():
                arguments += ["-c", f"{name}={value}"]
            self._process = postmaster.spawn(arguments, account, self.log)
            if self._becomes_ready(self._process, deadline):
                return
            text = self._log_since(before)
            if any(words in text for words in MIGHT_PASS) and time.monotonic() < deadline:
                if time.monotonic() > patience:
                    postmaster.kill_stragglers(self.data)
                time.sleep(0.1)
            elif any(words in text for words in PORT_TAKEN) and time.monotonic() < deadline:
                port = _free_port(None)
            else:
                raise explain("No se pudo iniciar la base de datos", text)

    def _becomes_ready(self, process: subprocess.Popen[bytes], deadline: float) -> bool:
        while process.poll() is None:
            if postmaster.read_pid_file(self.data) == (process.pid, "ready"):
                return True
            if time.monotonic() > deadline:
                postmaster.stop(psutil.Process(process.pid), patience=5.0)
                raise EmbeddedServerError(
                    f"La base de datos no estuvo lista en {self._timeout:.0f} segundos.", f"Consulte {self.log}."
                )
            time.sleep(0.01)
        return False

    def _answers(self, *, insist: bool = False) -> bool:
        """Whether the server lets us in; False when the password is wrong, or when another's server is away."""
        try:
            with psycopg.connect(self.url(), connect_timeout=10, autocommit=True) as connection:
                connection.execute("SELECT 1")
        except psycopg.OperationalError as error:
            if insist or (self._owning.held and "password authentication failed" not in str(error)):
                raise explain("La base de datos no acepta conexiones", str(error)) from error
            return False
        return True

    def _clean(self) -> None:
        for remains in self._places.cluster.glob("data-*"):
            shutil.rmtree(remains, ignore_errors=True)
        for remains in self._places.cluster.glob("pw-*"):
            remains.unlink(missing_ok=True)
        if self.log.exists() and self.log.stat().st_size > LOG_LIMIT:
            self.log.rename(self.log.with_name(self.log.name + ".1"))

    def _log_since(self, position: int) -> str:
        with self.log.open("rb") as file:
            file.seek(position)
            return file.read(100_000).decode(errors="replace")

    def _as_account(
        self, arguments: list[str | Path], account: Account, text: str = ""
    ) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            arguments,
            input=text,
            user=account.uid if account.lent else None,
            group=account.gid if account.lent else None,
            extra_groups=[] if account.lent else None,
            cwd="/",
            env=postmaster.ENVIRONMENT,
            capture_output=True,
            text=True,
            umask=0o077,
            check=False,
        )

    def _abandon(self) -> None:
        self._abandon_process()
        self._owning.release()

    def _abandon_process(self) -> None:
        if self._process is not None:
            with contextlib.suppress(psutil.NoSuchProcess):
                postmaster.stop(psutil.Process(self._process.pid), patience=5.0)
            self._process = None


def _free_port(wished: int | None) -> int:
    """A port of loopback nobody listens on: the one wished for if it is free."""
    for candidate in (wished, 0):
        if candidate is None:
            continue
        with socket.socket() as probe:
            # As PostgreSQL does, so that connections of the last server that linger do not cost the port.
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind(("127.0.0.1", candidate))
            except OSError:
                continue
            return int(probe.getsockname()[1])
    raise EmbeddedServerError(
        "No hay ningún puerto libre en 127.0.0.1.", "Cierre programas que no necesite y vuelva a iniciar."
    )
