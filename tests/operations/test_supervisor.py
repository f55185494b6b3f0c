"""The supervisor over real processes: order, respawn, kills at any place, locks, ports."""

import os
import signal
import socket
import subprocess
import sys
import threading
import time
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from facturaxpress.db import app_url
from facturaxpress.operations import state as states
from facturaxpress.operations.state import Member, Status, lives, member, read_state, running, status, stop

STANDINS = Path(__file__).with_name("standins.py")


class Server:
    """A `serve` of stand-ins in its own process group."""

    def __init__(self, home: Path, *words: str, port: int = 0, **variables: str) -> None:
        self.home = home
        self.process = subprocess.Popen(
            [sys.executable, str(STANDINS), "serve", str(home), str(port), *words],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            start_new_session=True,
            env={**os.environ, **variables},
            # Whoever runs the tests in the background has SIGINT ignored, and children inherit that.
            preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),
        )

    def ready(self) -> "Server":
        assert self.process.stdout is not None
        line = self.process.stdout.readline()
        assert line.startswith("listo"), self.finish()
        # Ready means that the API answers; a test of the worker's end needs it past its own beginning too.
        eventually((self.home / "working").exists)
        return self

    def finish(self) -> tuple[int, str]:
        """Exit code and what it said on standard error."""
        _, said = self.process.communicate(timeout=60)
        return self.process.returncode, said

    def kill(self, number: signal.Signals) -> None:
        os.kill(self.process.pid, number)

    @property
    def members(self) -> dict[str, Member]:
        state = read_state(self.home)
        assert state is not None
        database = self.home / "database.pid"
        return state.children | ({"database": member(int(database.read_text()))} if database.exists() else {})

    def get(self, path: str = "/") -> str:
        api = status(self.home).api
        with urllib.request.urlopen(f"{api}{path}", timeout=20) as answer:  # noqa: S310 - our own http address
            return str(answer.read(), "utf-8")

    def events(self) -> list[str]:
        return (self.home / "events").read_text().split()


@pytest.fixture
def start(tmp_path: Path) -> Iterator[Callable[..., Server]]:
    servers: list[Server] = []

    def begin(*words: str, port: int = 0, home: Path = tmp_path, **variables: str) -> Server:
        servers.append(Server(home, *words, port=port, **variables))
        return servers[-1]

    yield begin
    for server in servers:
        server.process.kill()
        server.process.communicate()
    for server in servers:
        left = read_state(server.home)
        if left is not None:
            states.end_leftovers(left)


def eventually(condition: Callable[[], bool], seconds: float = 20.0) -> None:
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, "it did not come about"
        time.sleep(0.02)


def test_it_starts_everything_and_says_where(start: Callable[..., Server], tmp_path: Path) -> None:
    server = start("demo").ready()
    told = status(tmp_path)
    assert told.pid == server.process.pid
    assert told.logs == str(tmp_path / "logs")
    assert told.database == "postgresql://postgres:Secreto-1@127.0.0.1:1/postgres"
    assert told.api is not None
    assert told.sandbox == (tmp_path / "prepared").read_text()
    assert server.get().split()[1] == app_url(told.database)
    assert set(server.members) == {"web-1", "worker", "sandbox", "database"}
    assert (tmp_path / "run" / "state.json").stat().st_mode & 0o777 == 0o600
    log = (tmp_path / "logs" / "server.log").read_text()
    assert "info supervisor Servidor listo" in log
    assert "Secreto-1" not in log


@pytest.mark.skipif(not Path("/proc/self/environ").exists(), reason="the system shows no environment of a process")
def test_no_child_is_told_who_the_administrator_is(start: Callable[..., Server]) -> None:
    own = "postgresql://postgres:Secreto-2@127.0.0.1:1/postgres"
    server = start("demo", DATABASE_URL=own, PGPASSWORD="Secreto-2").ready()
    assert server.get().split()[1] == app_url(own)
    for name in ("web-1", "worker", "sandbox"):
        place = Path(f"/proc/{server.members[name].pid}")
        told = (place / "environ").read_text() + (place / "cmdline").read_text()
        assert "FACTURAXPRESS_HOME=" in told
        assert "Secreto" not in told
        assert "postgres:" not in told
        assert ("facturaxpress_app:" in told) == (name != "sandbox")


def test_a_database_that_came_back_elsewhere_is_told_to_web_and_worker(
    start: Callable[..., Server], tmp_path: Path
) -> None:
    (tmp_path / "moving").touch()
    server = start().ready()
    before = server.members
    os.kill(before["database"].pid, signal.SIGKILL)
    moved = app_url("postgresql://postgres:Secreto-1@127.0.0.1:2/postgres")
    eventually(lambda: server.get().split()[1] == moved)
    eventually(lambda: server.members["worker"].pid != before["worker"].pid)


def test_without_demo_there_is_no_sandbox(start: Callable[..., Server], tmp_path: Path) -> None:
    start().ready()
    assert status(tmp_path).sandbox is None
    assert not (tmp_path / "prepared").exists()


def test_sigterm_drains_web_then_worker_then_sandbox_then_database(
    start: Callable[..., Server], tmp_path: Path
) -> None:
    server = start("demo").ready()
    answers: list[str] = []
    asking = threading.Thread(target=lambda: answers.append(server.get("/slow")))
    asking.start()
    eventually((tmp_path / "events").exists)
    server.kill(signal.SIGTERM)
    assert server.finish() == (0, "")
    asking.join()
    assert len(answers) == 1
    assert server.events() == ["asked", "web", "worker", "sandbox", "database"]
    assert status(tmp_path) == Status()
    assert not (tmp_path / "run" / "state.json").exists()


def test_ctrl_c_in_a_terminal_reaches_the_supervisor_only_and_drains(start: Callable[..., Server]) -> None:
    server = start().ready()
    os.killpg(server.process.pid, signal.SIGINT)
    assert server.finish() == (0, "")
    assert server.events() == ["web", "worker", "database"]


@pytest.mark.parametrize("name", ["web-1", "worker", "sandbox", "database"])
def test_a_killed_child_comes_back(start: Callable[..., Server], tmp_path: Path, name: str) -> None:
    server = start("demo").ready()
    before = server.members
    os.kill(before[name].pid, signal.SIGKILL)
    eventually(lambda: server.members[name].pid != before[name].pid and lives(server.members[name]))
    after = server.members
    assert {other: after[other] for other in after if other != name} == {
        other: before[other] for other in before if other != name
    }
    eventually(lambda: server.get() != "")
    log = (tmp_path / "logs" / "error.log").read_text()
    assert ("base de datos terminó sola" if name == "database" else f"{name} terminó solo (señal SIGKILL)") in log


def test_kill_9_of_the_supervisor_leaves_no_orphan_and_the_home_starts_again(
    start: Callable[..., Server], tmp_path: Path
) -> None:
    server = start("demo").ready()
    port = int(str(status(tmp_path).api).rpartition(":")[2])
    sandbox = status(tmp_path).sandbox
    members = server.members
    server.kill(signal.SIGKILL)
    again = start("demo", port=port).ready()
    assert not any(lives(one) for one in members.values())
    assert status(tmp_path).pid == again.process.pid
    assert status(tmp_path).sandbox == sandbox


def test_a_killed_supervisor_that_nobody_has_waited_for_counts_as_dead(
    start: Callable[..., Server], tmp_path: Path
) -> None:
    server = start().ready()
    server.kill(signal.SIGKILL)
    eventually(lambda: status(tmp_path) == Status())
    assert server.process.returncode is None
    assert stop(tmp_path) is None


def test_the_whole_group_killed_with_9_starts_again_at_once(start: Callable[..., Server], tmp_path: Path) -> None:
    server = start("demo").ready()
    port = int(str(status(tmp_path).api).rpartition(":")[2])
    for one in [*server.members.values(), member(server.process.pid)]:
        os.kill(one.pid, signal.SIGKILL)
    again = start("demo", port=port).ready()
    assert again.get() != ""


def test_a_second_server_on_the_same_home_is_refused_with_the_pid(start: Callable[..., Server], tmp_path: Path) -> None:
    server = start().ready()
    code, said = start().finish()
    assert code == 1
    assert f"Ya hay un servidor en marcha en {tmp_path} (pid {server.process.pid})." in said
    assert status(tmp_path).pid == server.process.pid
    assert server.get() != ""


def test_a_taken_port_is_said_clearly_and_leaves_nothing(start: Callable[..., Server], tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        code, said = start(port=port).finish()
    assert code == 1
    assert f"El puerto {port} de 127.0.0.1 está ocupado" in said
    assert "Traceback" not in said
    assert status(tmp_path) == Status()


def test_a_child_that_cannot_start_ends_the_start_with_its_last_words(
    start: Callable[..., Server], tmp_path: Path
) -> None:
    server = start("broken")
    code, said = server.finish()
    assert code == 1
    assert "El proceso web-1 no arranca: no encuentro mi configuración." in said
    assert server.events()[-1] == "database"
    assert status(tmp_path) == Status()


def test_sigterm_while_starting_ends_it(start: Callable[..., Server], tmp_path: Path) -> None:
    server = start("broken")
    eventually(lambda: running(tmp_path) is not None)
    server.kill(signal.SIGTERM)
    code, _ = server.finish()
    assert code == 0
    assert status(tmp_path) == Status()


def test_stop_ends_the_server_and_can_be_repeated(start: Callable[..., Server], tmp_path: Path) -> None:
    server = start("demo").ready()
    members = server.members
    assert stop(tmp_path) == server.process.pid
    assert server.finish() == (0, "")
    assert not any(lives(one) for one in members.values())
    assert stop(tmp_path) is None
    assert stop(tmp_path / "nothing here") is None


def test_two_homes_do_not_disturb_each_other(start: Callable[..., Server], tmp_path: Path) -> None:
    one = start("demo", home=tmp_path / "one").ready()
    other = start("demo", home=tmp_path / "other").ready()
    assert one.get() != other.get()
    stop(one.home)
    assert other.get() != ""


def test_a_process_is_told_apart_from_a_later_one_of_the_same_number() -> None:
    me = member(os.getpid())
    assert lives(me)
    assert not lives(Member(me.pid, "1@another boot"))
    assert not lives(Member(2**22 + 1, me.birth))
