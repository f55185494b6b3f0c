"""The embedded server's life: made, shared, killed, found again."""

import contextlib
import json
import os
import secrets
import shutil
import signal
import socket
import stat
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psutil
import psycopg
import pytest

from facturaxpress.db.embedded import EmbeddedServer, EmbeddedServerError, account, places, postmaster, programs

OWNER = Path(__file__).with_name("owner.py")
linux_only = pytest.mark.skipif(sys.platform != "linux", reason="the parent-death signal is Linux's")
root_only = pytest.mark.skipif(os.geteuid() != 0, reason="only root lends the server another account")


@pytest.fixture
def home(open_folder: Path) -> Iterator[Path]:
    folder = open_folder / secrets.token_hex(4)
    yield folder
    shutil.rmtree(folder, ignore_errors=True)


class Owner:
    """A process of its own that owns the server of a home."""

    def __init__(self, home: Path, *, python: str = sys.executable, **more: Any) -> None:
        self.process = subprocess.Popen(
            [python, OWNER, home],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            **more,
        )
        assert self.process.stdout is not None
        answer = json.loads(self.process.stdout.readline())
        self.url: str = answer["url"]
        self.owned: bool = answer["owned"]
        self.data = Path(answer["data"])

    def kill(self) -> None:
        self.process.kill()
        self.close()

    def end(self) -> int:
        self.process.communicate("\n")
        return self.process.returncode

    def close(self) -> None:
        self.process.communicate()


def one(url: str, statement: str) -> Any:
    with psycopg.connect(url, autocommit=True) as connection:
        row = connection.execute(statement).fetchone()
    assert row is not None
    return row[0]


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def postgres_of(data: Path) -> list[psutil.Process]:
    found = []
    for process in psutil.process_iter():
        with contextlib.suppress(psutil.Error):
            if process.name().startswith("postgres") and Path(process.cwd()) == data:
                found.append(process)
    return found


def wait_until(condition: Any, seconds: float = 30.0) -> None:
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, "it did not happen"
        time.sleep(0.02)


@pytest.fixture(scope="module")
def fresh(open_folder: Path) -> Iterator[EmbeddedServer]:
    with EmbeddedServer(open_folder / "fresh") as server:
        yield server


class TestFromNothing:
    def test_the_url_is_the_administrators_in_database_postgres(self, fresh: EmbeddedServer) -> None:
        assert fresh.url().startswith("postgresql://postgres:")
        assert fresh.url().endswith("/postgres")
        assert one(fresh.url(), "SELECT current_user || ' ' || current_database()") == "postgres postgres"
        assert one(fresh.url(), "SELECT rolsuper FROM pg_roles WHERE rolname = current_user") is True

    @pytest.mark.parametrize(
        ("setting", "value"),
        [
            ("fsync", "on"),
            ("synchronous_commit", "on"),
            ("full_page_writes", "on"),
            ("server_encoding", "UTF8"),
            ("listen_addresses", "127.0.0.1"),
            ("unix_socket_directories", ""),
            ("password_encryption", "scram-sha-256"),
            ("timezone", "UTC"),
            ("data_checksums", "on"),
        ],
    )
    def test_settings(self, fresh: EmbeddedServer, setting: str, value: str) -> None:
        assert one(fresh.url(), f"SHOW {setting}") == value

    def test_letters_of_spanish_have_case_without_icu(self, fresh: EmbeddedServer) -> None:
        assert one(fresh.url(), "SELECT upper('ñandú')") == "ÑANDÚ"
        assert one(fresh.url(), "SELECT datlocprovider FROM pg_database WHERE datname = 'postgres'") == "b"

    def test_nobody_enters_without_the_password(self, fresh: EmbeddedServer) -> None:
        port = fresh.url().rpartition(":")[2]
        with pytest.raises(psycopg.OperationalError, match="password"):
            psycopg.connect(f"postgresql://postgres:x@127.0.0.1:{port}")
        assert (
            one(
                fresh.url(),
                "SELECT count(*) FROM pg_hba_file_rules WHERE auth_method NOT IN ('scram-sha-256', 'reject')",
            )
            == 0
        )

    def test_permissions(self, fresh: EmbeddedServer, open_folder: Path) -> None:
        home = open_folder / "fresh"
        root = os.geteuid() == 0
        assert mode(home) == (0o711 if root else 0o700)
        assert mode(home / "secrets") == 0o700
        assert mode(home / "secrets" / "db_admin_password") == 0o600
        assert mode(fresh.log) == 0o600
        assert mode(fresh.data) == 0o700
        assert (fresh.data.stat().st_uid == 0) is False
        assert {path.name for path in (home / "postgres").iterdir()} == {"data", "owner.lock", "port", "start.lock"}

    def test_the_server_runs_without_privileges_and_apart_from_our_terminal(self, fresh: EmbeddedServer) -> None:
        process = postmaster.running(fresh.data)
        assert process is not None
        assert process.uids().effective == fresh.data.stat().st_uid != 0
        assert os.getsid(process.pid) != os.getsid(0)

    @linux_only
    def test_no_secret_of_ours_is_in_its_environment(self, fresh: EmbeddedServer) -> None:
        process = postmaster.running(fresh.data)
        assert process is not None
        assert set(process.environ()) == {"LC_ALL", "PATH"}

    def test_starting_again_is_no_change(self, fresh: EmbeddedServer) -> None:
        before = postmaster.running(fresh.data)
        assert fresh.start() == fresh.url()
        assert postmaster.running(fresh.data) == before
        assert fresh.owned


def test_a_home_without_a_database_says_so(home: Path) -> None:
    server = EmbeddedServer(home)
    server.stop()
    assert not server.running()
    with pytest.raises(EmbeddedServerError, match="todavía no hay una base de datos"):
        server.url()
    assert not home.exists()


def test_data_port_and_password_outlive_a_stop(home: Path) -> None:
    with EmbeddedServer(home) as server:
        first = server.url()
        with psycopg.connect(first) as connection:
            connection.execute("CREATE TABLE t AS SELECT 42 AS n")
    assert not server.running()
    assert postgres_of(server.data) == []
    with EmbeddedServer(home) as server:
        assert server.url() == first
        assert one(first, "SELECT n FROM t") == 42


def test_a_taken_port_is_changed_for_another(home: Path) -> None:
    with socket.socket() as stranger:
        # What the server's own connections leave behind must not count as somebody else.
        stranger.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        for _ in range(5):
            with EmbeddedServer(home) as server:
                before = server.url()
            try:
                stranger.bind(("127.0.0.1", int(before.rpartition(":")[2].partition("/")[0])))
            except OSError:
                continue  # a real stranger was quicker; the server will choose another port by itself
            break
        stranger.listen()
        with EmbeddedServer(home) as server:
            assert server.url() != before
            assert one(server.url(), "SELECT 1") == 1


def test_the_port_is_taken_between_looking_and_binding(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from facturaxpress.db.embedded import server as module

    with socket.socket() as stranger:
        stranger.bind(("127.0.0.1", 0))
        stranger.listen()
        taken = stranger.getsockname()[1]
        real, answers = module._free_port, iter([taken])
        monkeypatch.setattr(module, "_free_port", lambda wished: next(answers, None) or real(wished))
        with EmbeddedServer(home) as server:
            assert one(server.url(), "SELECT 1") == 1
            assert f":{taken}/" not in server.url()


def test_the_thread_that_started_it_may_end(home: Path) -> None:
    server = EmbeddedServer(home)
    thread = threading.Thread(target=server.start)
    thread.start()
    thread.join()
    try:
        process = postmaster.running(server.data)
        time.sleep(0.3)
        assert one(server.url(), "SELECT 1") == 1
        assert postmaster.running(server.data) == process
    finally:
        server.stop()


def test_a_server_that_died_is_started_again_by_its_owner(home: Path) -> None:
    with EmbeddedServer(home) as server:
        process = postmaster.running(server.data)
        assert process is not None
        process.kill()
        wait_until(lambda: not server.running())
        assert server.start() == server.url()
        assert one(server.url(), "SELECT 1") == 1


class TestTwoProcesses:
    def test_the_second_shares_and_does_not_stop_it(self, home: Path) -> None:
        with EmbeddedServer(home) as server:
            other = Owner(home)
            assert other.url == server.url()
            assert not other.owned
            assert other.end() == 0
            assert one(server.url(), "SELECT 1") == 1

    def test_both_start_at_once_and_one_owns(self, home: Path) -> None:
        command = [sys.executable, OWNER, home]
        pipes: dict[str, Any] = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "text": True}
        both = [subprocess.Popen(command, **pipes) for _ in range(2)]
        answers = [json.loads(process.stdout.readline()) for process in both if process.stdout]
        assert answers[0]["url"] == answers[1]["url"]
        assert sorted(answer["owned"] for answer in answers) == [False, True]
        for process in both:
            process.communicate("\n")
            assert process.returncode == 0

    def test_when_the_owner_is_killed_another_can_own(self, home: Path) -> None:
        owner = Owner(home)
        server = EmbeddedServer(home)
        assert server.start() == owner.url
        assert not server.owned
        owner.kill()
        server.start()
        try:
            assert server.owned
            assert one(server.url(), "SELECT 1") == 1
        finally:
            server.stop()


class TestKilled:
    @linux_only
    def test_the_server_goes_with_its_owner(self, home: Path) -> None:
        owner = Owner(home)
        owner.kill()
        wait_until(lambda: postgres_of(owner.data) == [])

    @pytest.mark.parametrize("also_the_server", [False, True], ids=["owner", "owner and server"])
    def test_the_next_start_right_away_finds_everything(self, home: Path, also_the_server: bool) -> None:
        owner = Owner(home)
        with psycopg.connect(owner.url) as connection:
            connection.execute("CREATE TABLE t (n int)")
        for n in range(3):
            # Sessions in mid-work hold on to the memory of the dead server for a moment.
            session = psycopg.connect(owner.url, autocommit=True)
            session.execute("INSERT INTO t VALUES (%s)", (n,))
            session.pgconn.send_query(b"SELECT sum(i) FROM generate_series(1, 20000000) AS s (i)")
            victims = [process.pid for process in postgres_of(owner.data)] if also_the_server else []
            running = postmaster.running(owner.data)
            assert running is not None
            os.kill(owner.process.pid, signal.SIGKILL)
            if also_the_server:
                os.kill(running.pid, signal.SIGKILL)
                victims.remove(running.pid)
            owner.close()
            owner = Owner(home)
            assert owner.owned
            assert one(owner.url, "SELECT count(*) FROM t") == n + 1
            session.close()
        assert owner.end() == 0

    def test_an_orphan_that_nothing_stopped_is_replaced(self, home: Path) -> None:
        with EmbeddedServer(home) as server:
            url = server.url()
        who = account.server_account(server.data.stat().st_uid)
        lent: dict[str, Any] = {"user": who.uid, "group": who.gid, "extra_groups": []} if who.lent else {}
        port = url.rpartition(":")[2].partition("/")[0]
        orphan = subprocess.Popen(
            [programs.program("postgres"), "-D", server.data, "-p", port, "-c", "unix_socket_directories="],
            cwd="/",
            stderr=subprocess.DEVNULL,
            env={"LC_ALL": "C"},
            **lent,
        )
        wait_until(lambda: postmaster.read_pid_file(server.data) == (orphan.pid, "ready"))
        with EmbeddedServer(home) as server:
            assert orphan.wait(30) == 0
            assert server.owned
            assert one(server.url(), "SELECT 1") == 1

    def test_stop_ends_an_orphan_too(self, home: Path) -> None:
        server = EmbeddedServer(home)
        server.start()
        data = server.data
        server._owning.release()
        EmbeddedServer(home).stop()
        assert postmaster.running(data) is None

    def test_the_number_of_the_dead_server_belongs_to_a_stranger(self, home: Path) -> None:
        with EmbeddedServer(home) as server:
            data = server.data
            text = (data / "postmaster.pid").read_text()
        who = account.server_account(data.stat().st_uid)
        lent: dict[str, Any] = {"user": who.uid, "group": who.gid, "extra_groups": []} if who.lent else {}
        stranger = subprocess.Popen(["sleep", "120"], cwd="/", **lent)
        try:
            pid_file = data / "postmaster.pid"
            pid_file.write_text(str(stranger.pid) + text[text.index("\n") :])
            if who.lent:
                os.chown(pid_file, who.uid, who.gid)
            with EmbeddedServer(home) as server:
                assert one(server.url(), "SELECT 1") == 1
            assert stranger.poll() is None
        finally:
            stranger.kill()
            stranger.wait()

    def test_the_remains_of_a_cluster_half_made_are_cleared(self, home: Path) -> None:
        (home / "postgres" / "data-half").mkdir(parents=True)
        (home / "postgres" / "data-half" / "PG_VERSION").write_text("18\n")
        (home / "postgres" / "pw-half").write_text("secret")
        with EmbeddedServer(home) as server:
            assert one(server.url(), "SELECT 1") == 1
        assert not list((home / "postgres").glob("*-half"))


@pytest.mark.parametrize("how", ["lost", "replaced"])
def test_a_password_that_is_not_the_clusters_is_renewed(home: Path, how: str) -> None:
    with EmbeddedServer(home) as server:
        before = server.url()
    secret = home / "secrets" / "db_admin_password"
    secret.unlink()
    if how == "replaced":
        secret.write_text("0123456789\n")
    with EmbeddedServer(home) as server:
        assert server.url() != before
        assert one(server.url(), "SELECT 1") == 1


@root_only
class TestLentAccount:
    def test_a_parent_that_cannot_be_passed_moves_the_cluster(self, open_folder: Path, home: Path) -> None:
        home.mkdir(mode=0o700)
        state = open_folder / secrets.token_hex(4)
        server = EmbeddedServer(home / "inner", state_root=state)
        with server:
            assert server.data.is_relative_to(state)
            assert one(server.url(), "SELECT 1") == 1
            assert (server.data.parent / "home").read_text().strip() == str(home / "inner")
        assert mode(home) == 0o700
        assert mode(state) == 0o711
        with EmbeddedServer(home / "inner", state_root=open_folder / "elsewhere") as again:
            assert again.data == server.data
            assert one(again.url(), "SELECT 1") == 1
        assert not (open_folder / "elsewhere").exists()

    def test_two_homes_that_moved_do_not_meet(self, open_folder: Path, home: Path) -> None:
        home.mkdir(mode=0o700)
        state = open_folder / secrets.token_hex(4)
        first, second = (EmbeddedServer(home / name, state_root=state) for name in "ab")
        with first, second:
            assert first.data != second.data
            assert first.url() != second.url()

    def test_programs_out_of_reach_are_copied(
        self, open_folder: Path, home: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        real = programs.package_folder()
        hidden = open_folder / secrets.token_hex(4)
        hidden.mkdir(mode=0o700)
        for folder in (real, Path(f"{real}.libs")):
            if folder.exists():
                shutil.copytree(folder, hidden / folder.name)
        monkeypatch.setattr(programs, "package_folder", lambda: hidden / real.name)
        with EmbeddedServer(home) as server:
            process = postmaster.running(server.data)
            assert process is not None
            assert Path(process.exe()).is_relative_to(home / "postgres")
            assert one(server.url(), "SELECT upper('ñ')") == "Ñ"
            process_before = process.create_time()
        shutil.rmtree(hidden)
        monkeypatch.undo()
        with EmbeddedServer(home) as server:
            process = postmaster.running(server.data)
            assert process is not None
            assert process.create_time() != process_before

    def test_an_ordinary_user(self, open_folder: Path) -> None:
        """The same start, sharing and recovery under an account without privileges and with a home of its own."""
        who = account.server_account()
        python = _python_for(who)
        folder = open_folder / secrets.token_hex(4)
        folder.mkdir()
        os.chown(folder, who.uid, who.gid)
        more = {
            "user": who.uid,
            "group": who.gid,
            "extra_groups": [],
            "cwd": "/",
            "env": {"HOME": str(folder), "PYTHONPATH": os.pathsep.join(path for path in sys.path if path)},
        }
        owner = Owner(folder / "home", python=python, **more)
        assert owner.owned
        assert mode(folder / "home") == 0o700
        assert owner.data == folder / "home" / "postgres" / "data"
        assert owner.data.stat().st_uid == who.uid
        second = Owner(folder / "home", python=python, **more)
        assert (second.owned, second.url) == (False, owner.url)
        assert second.end() == 0
        with psycopg.connect(owner.url) as connection:
            connection.execute("CREATE TABLE t AS SELECT 42 AS n")
        owner.kill()
        third = Owner(folder / "home", python=python, **more)
        assert third.owned
        assert one(third.url, "SELECT n FROM t") == 42
        assert third.end() == 0
        # Root takes the cluster over under the account it belongs to.
        with EmbeddedServer(folder / "home") as server:
            assert one(server.url(), "SELECT n FROM t") == 42
            assert server.data.stat().st_uid == who.uid


def _python_for(who: account.Account) -> str:
    """An interpreter of this version that the account can run with this program's modules."""
    code = "import facturaxpress.db.embedded, psycopg, sys; print(sys.version_info[:2])"
    for python in (sys.executable, f"/usr/bin/python{sys.version_info[0]}.{sys.version_info[1]}", "/usr/bin/python3"):
        with contextlib.suppress(OSError):
            outcome = subprocess.run(
                [python, "-c", code],
                user=who.uid,
                group=who.gid,
                extra_groups=[],
                cwd="/",
                env={"PYTHONPATH": os.pathsep.join(path for path in sys.path if path)},
                capture_output=True,
                text=True,
                check=False,
            )
            if outcome.returncode == 0 and outcome.stdout.strip() == str(tuple(sys.version_info[:2])):
                return python
    pytest.skip("no interpreter of this version can be run by an account without privileges on this machine")


class TestErrors:
    def test_no_space(self, home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(places, "SPACE_NEEDED", 10**18)
        with pytest.raises(
            EmbeddedServerError, match=r"No hay espacio para crear la base de datos.*MB libres"
        ) as caught:
            EmbeddedServer(home).start()
        assert "MB" in caught.value.fix
        monkeypatch.undo()
        with EmbeddedServer(home) as server:
            assert one(server.url(), "SELECT 1") == 1

    def test_a_home_that_cannot_be_made(self, open_folder: Path) -> None:
        blocker = open_folder / secrets.token_hex(4)
        blocker.write_text("")
        with pytest.raises(EmbeddedServerError, match="No se pudo preparar la carpeta"):
            EmbeddedServer(blocker / "home").start()

    def test_a_cluster_of_another_version(self, home: Path) -> None:
        with EmbeddedServer(home) as server:
            version = server.data / "PG_VERSION"
        version.write_text("9\n")
        server = EmbeddedServer(home)
        with pytest.raises(EmbeddedServerError, match="otra versión principal") as caught:
            server.start()
        assert "incompatible" in caught.value.detail
        assert not server.owned
        assert not server.running()

    def test_a_bad_setting_is_told_with_postgresqls_own_words(self, home: Path) -> None:
        server = EmbeddedServer(home, settings={"shared_buffers": "nonsense"})
        with pytest.raises(EmbeddedServerError, match="No se pudo iniciar la base de datos") as caught:
            server.start()
        assert "shared_buffers" in caught.value.detail
        with EmbeddedServer(home) as server:
            assert one(server.url(), "SELECT 1") == 1

    def test_an_owner_whose_server_is_away_is_named(self, home: Path) -> None:
        owner = Owner(home)
        process = postmaster.running(owner.data)
        assert process is not None
        process.kill()
        wait_until(lambda: postmaster.running(owner.data) is None)
        with pytest.raises(EmbeddedServerError, match="Otro proceso es dueño"):
            EmbeddedServer(home, timeout=0.5).start()
        owner.kill()

    @pytest.mark.parametrize(
        ("text", "message"),
        [
            ('could not write to file "base/1": No space left on device', "no queda espacio"),
            ("initdb: error: could not access directory: Permission denied", "no permite leer o escribir"),
            ('could not bind IPv4 address "127.0.0.1": Cannot assign requested address', "no se pudo abrir un puerto"),
            ("could not look up effective user ID 4711: user does not exist", "no figura en la lista de usuarios"),
            ("FATAL:  could not create shared memory segment: Invalid argument", "memoria compartida"),
        ],
    )
    def test_known_causes_are_told_in_spanish(self, text: str, message: str) -> None:
        from facturaxpress.db.embedded.errors import explain

        error = explain("No se pudo iniciar la base de datos", text)
        assert message in error.message
        assert error.fix
        assert error.detail == text

    @root_only
    def test_anothers_cluster_is_refused_to_an_ordinary_user(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(os, "geteuid", lambda: 12345)
        with pytest.raises(EmbeddedServerError, match="pertenece a otro usuario"):
            account.server_account(owner=65534)
