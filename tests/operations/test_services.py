"""What a command borrows from the running server, and what it starts for itself."""

import os
import socket
import threading
from pathlib import Path

import pytest

from facturaxpress.operations import ports
from facturaxpress.operations.errors import OperationError
from facturaxpress.operations.folders import make_inside
from facturaxpress.operations.locks import FileLock
from facturaxpress.operations.parts import Parts, Programs
from facturaxpress.operations.services import services
from facturaxpress.operations.state import State, birth, member, remove_state, write_state
from facturaxpress.settings import Settings
from tests.operations.standins import ME, Database, migrate, prepare_demo

PARTS = Parts(Programs(sandbox=(*ME, "sandbox", "{port}")), Database, migrate, prepare_demo)
URL = "postgresql://postgres:Secreto-1@127.0.0.1:1/postgres"


@pytest.fixture
def settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Settings:
    monkeypatch.setenv("FACTURAXPRESS_HOME", str(tmp_path))
    monkeypatch.delenv("DATABASE_URL", raising=False)
    return Settings(home=tmp_path)


def database_pid(settings: Settings) -> int:
    return int((settings.home / "database.pid").read_text())


async def test_without_a_server_the_database_is_started_migrated_and_stopped(settings: Settings) -> None:
    async with services(settings, parts=PARTS) as found:
        assert (found.database, found.sandbox, found.served, found.migrated) == (URL, None, False, ("0001",))
        pid = database_pid(settings)
        assert birth(pid) is not None
    assert birth(pid) is None


async def test_an_error_in_the_command_stops_the_database_all_the_same(settings: Settings) -> None:
    with pytest.raises(RuntimeError):
        async with services(settings, parts=PARTS):
            raise RuntimeError
    assert birth(database_pid(settings)) is None
    assert FileLock(settings.home / "run" / "database.lock").acquire()


async def test_the_demo_brings_its_sandbox_on_a_port_that_stays(settings: Settings) -> None:
    async with services(settings, demo=True, parts=PARTS) as found:
        assert found.sandbox is not None
        assert (settings.home / "prepared").read_text() == found.sandbox
        port = int(found.sandbox.rpartition(":")[2])
        assert await ports.answers(port, "/")
    assert not await ports.answers(port)
    async with services(settings, demo=True, parts=PARTS) as again:
        assert again.sandbox == found.sandbox


async def test_a_database_of_one_s_own_is_used_and_nothing_is_started(settings: Settings) -> None:
    own = settings.model_copy(update={"database_url": "postgresql://own"})
    async with services(own, parts=PARTS) as found:
        assert (found.database, found.served, found.migrated) == ("postgresql://own", False, ("0001",))
    assert not (settings.home / "database.pid").exists()


def a_server(settings: Settings, **more: object) -> None:
    """Leave the state of a running server: this very process."""
    state = State(supervisor=member(os.getpid()), started_at="", logs="", database="postgresql://served", **more)  # type: ignore[arg-type]
    write_state(settings.home, state)


async def test_a_running_server_lends_what_it_has(settings: Settings) -> None:
    a_server(settings, ready=True, sandbox="http://127.0.0.1:1")
    async with services(settings, demo=True, parts=PARTS) as found:
        assert (found.database, found.sandbox, found.served) == ("postgresql://served", "http://127.0.0.1:1", True)
        assert found.migrated == ()
    assert not (settings.home / "database.pid").exists()


async def test_a_server_without_sandbox_lends_the_database_and_the_demo_brings_the_rest(settings: Settings) -> None:
    a_server(settings, ready=True)
    async with services(settings, demo=True, parts=PARTS) as found:
        assert (found.database, found.served) == ("postgresql://served", True)
        assert (settings.home / "prepared").read_text() == found.sandbox


async def test_a_server_that_is_starting_is_waited_for(settings: Settings) -> None:
    a_server(settings)
    timer = threading.Timer(0.3, a_server, (settings,), {"ready": True})
    timer.start()
    async with services(settings, parts=PARTS) as found:
        assert found.served
    timer.join()


async def test_a_server_that_dies_while_starting_is_not_waited_for(settings: Settings) -> None:
    a_server(settings)
    timer = threading.Timer(0.3, remove_state, (settings.home,))
    timer.start()
    async with services(settings, parts=PARTS) as found:
        assert not found.served
    timer.join()


async def test_two_commands_that_start_the_database_come_one_after_the_other(settings: Settings) -> None:
    other = FileLock(make_inside(settings.home, "run") / "database.lock")
    assert other.acquire()
    timer = threading.Timer(0.3, other.release)
    timer.start()
    async with services(settings, parts=PARTS) as found:
        assert not timer.is_alive()
        assert found.database == URL
    timer.join()


async def test_a_sandbox_that_cannot_start_is_told_and_leaves_nothing(settings: Settings) -> None:
    broken = Parts(Programs(sandbox=(*ME, "broken")), Database, migrate, prepare_demo)
    with pytest.raises(OperationError, match="El proceso sandbox no arranca: no encuentro mi configuración"):
        async with services(settings, demo=True, parts=broken):
            pass
    assert birth(database_pid(settings)) is None


def test_a_remembered_port_that_is_taken_gives_way_to_another(tmp_path: Path) -> None:
    file = tmp_path / "sandbox.port"
    first = ports.remembered_port(file)
    assert ports.remembered_port(file) == first
    with socket.create_server(("127.0.0.1", first)):
        second = ports.remembered_port(file)
    assert second != first
    assert ports.remembered_port(file) == second


def test_an_address_of_another_machine_is_explained() -> None:
    with pytest.raises(OperationError, match=r"La dirección 192\.0\.2\.1 no es de esta máquina"):
        ports.listen("192.0.2.1", 0)


async def test_nobody_answers_on_a_closed_port() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
    assert not await ports.answers(port)


async def test_who_accepts_and_says_nothing_does_not_answer() -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        assert not await ports.answers(silent.getsockname()[1], "/", patience=0.2)


def test_a_lock_tells_its_holder_and_is_free_again(tmp_path: Path) -> None:
    one, other = FileLock(tmp_path / "lock"), FileLock(tmp_path / "lock")
    assert other.holder() is None
    assert one.acquire()
    assert not other.acquire()
    assert other.holder() == os.getpid()
    assert not other.wait(60, give_up=lambda: True)
    one.release()
    assert other.wait(0)
