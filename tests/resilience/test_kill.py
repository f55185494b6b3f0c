"""The whole server killed with -9 in the middle of work: nothing lost, nothing doubled, and it starts again."""

import asyncio
import contextlib
import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import aiohttp
import httpx2
import psycopg
import pytest

COMMAND = [sys.executable, "-P", "-m", "facturaxpress"]
SALE = {
    "tipoDte": "01",
    "cuerpoDocumento": [{"tipoItem": 1, "cantidad": 1, "uniMedida": 59, "descripcion": "Camisa", "precioUni": 11.3}],
}


class Server:
    """`serve --demo` as a process group of its own."""

    def __init__(self, home: Path) -> None:
        self.home = home
        self.start()

    def start(self) -> None:
        log = self.home.parent / "serve.log"
        with log.open("ab") as output:
            self.process = subprocess.Popen(
                [*COMMAND, "serve", "--demo", "--port", "0", "--home", str(self.home)],
                stdout=output,
                stderr=output,
                start_new_session=True,
            )
        end = time.monotonic() + 60
        while time.monotonic() < end:
            done = self.run("status", "--json", check=False)
            status = json.loads(done.stdout or "{}")
            if done.returncode == 0 and status["api"] and status["sandbox"]:
                self.status: dict[str, Any] = status
                return
            assert self.process.poll() is None, log.read_text()
            time.sleep(0.2)
        raise AssertionError(log.read_text())

    def run(self, *arguments: str, check: bool = True) -> "subprocess.CompletedProcess[str]":
        return subprocess.run(
            [*COMMAND, *arguments, "--home", str(self.home)], capture_output=True, text=True, check=check, timeout=60
        )

    def kill(self) -> None:
        """Everybody at once, the way a machine that loses power ends them."""
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait(30)

    def stop(self) -> None:
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
            self.process.wait(60)

    def token(self) -> str:
        return self.run("token", "--role", "tenant_admin", "--tenant", "demo").stdout.split()[-1]

    def sandbox_documents(self) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = httpx2.get(f"{self.status['sandbox']}/_control/documents", timeout=30).json()
        return found

    def rows(self) -> list[tuple[str, str, str, str | None]]:
        with psycopg.connect(self.status["database"]) as connection:
            return connection.execute(
                "SELECT codigo_generacion, numero_control, estado, sello_recibido FROM dtes ORDER BY numero_control"
            ).fetchall()


@pytest.fixture
def server() -> Iterator[Server]:
    folder = Path(tempfile.mkdtemp(prefix="facturaxpress-kill-"))
    folder.chmod(0o711)
    server = Server(folder / "home")
    yield server
    server.stop()
    server.kill()
    shutil.rmtree(folder, ignore_errors=True)


async def _sell(api: str, token: str, answered: list[dict[str, Any]], stop: asyncio.Event) -> None:
    """One till: sale after sale until told to stop or the server is gone."""
    async with aiohttp.ClientSession(api, headers={"Authorization": f"Bearer {token}"}) as session:
        with contextlib.suppress(aiohttp.ClientError, OSError):
            while not stop.is_set():
                async with session.post("/api/dtes", json=SALE) as response:
                    answered.append({"status": response.status, **(await response.json())})


async def _sell_and_kill(server: Server, token: str, after: float, tills: int = 6) -> list[dict[str, Any]]:
    answered: list[dict[str, Any]] = []
    stop = asyncio.Event()
    selling = [asyncio.create_task(_sell(server.status["api"], token, answered, stop)) for _ in range(tills)]
    await asyncio.sleep(after)
    server.kill()
    stop.set()
    await asyncio.gather(*selling, return_exceptions=True)
    return answered


@pytest.mark.slow
async def test_group_killed_twice_loses_and_doubles_nothing(server: Server) -> None:
    token = server.token()
    slow = {"kind": "latency", "seconds": 0.05, "service": "recepciondte"}
    httpx2.post(f"{server.status['sandbox']}/_control/faults", json=slow)
    answered = []
    for after in (1.2, 0.7):
        answered += await _sell_and_kill(server, token, after)
        server.start()
    assert answered
    # What was under way is taken up by the worker when its lease has ended; here that moment is brought forward.
    with psycopg.connect(server.status["database"], autocommit=True) as connection:
        connection.execute("UPDATE dtes SET lease_until = now() WHERE estado = 'FIRMADO'")
        connection.execute("UPDATE jobs SET run_at = now(), lease_until = NULL WHERE finished_at IS NULL")
    rows = await _all_settled(server)
    held = {document["codigoGeneracion"]: document for document in server.sandbox_documents()}

    assert all(answer["status"] == 201 for answer in answered), [a for a in answered if a["status"] != 201][:1]
    stored = {row[0]: row for row in rows}
    for answer in answered:
        assert stored[answer["codigoGeneracion"]][3] == answer["selloRecibido"]
    assert {row[2] for row in rows} == {"PROCESADO"}
    assert {row[0] for row in rows} == set(held)
    assert all(held[codigo]["selloRecibido"] == sello for codigo, _, _, sello in rows)
    assert [row[1] for row in rows] == [f"DTE-01-M001P001-{n:015d}" for n in range(1, len(rows) + 1)]
    # The token outlived it all, and selling goes on.
    response = httpx2.post(
        f"{server.status['api']}/api/dtes", json=SALE, headers={"Authorization": f"Bearer {token}"}, timeout=30
    )
    assert response.status_code == 201, response.text


async def _all_settled(server: Server) -> list[tuple[str, str, str, str | None]]:
    for _ in range(200):
        rows = server.rows()
        if all(row[2] != "FIRMADO" for row in rows):
            break
        await asyncio.sleep(0.3)
    return rows


@pytest.mark.slow
async def test_web_process_killed_alone_is_replaced(server: Server) -> None:
    token = server.token()
    answered: list[dict[str, Any]] = []
    stop = asyncio.Event()
    selling = asyncio.create_task(_sell(server.status["api"], token, answered, stop))
    await asyncio.sleep(0.6)
    state = json.loads((server.home / "run" / "state.json").read_text())
    os.kill(next(child["pid"] for name, child in state["children"].items() if name.startswith("web")), signal.SIGKILL)
    await asyncio.sleep(0.3)
    stop.set()
    await selling
    before = len(answered)
    assert before
    end = time.monotonic() + 30
    while time.monotonic() < end:
        with contextlib.suppress(httpx2.HTTPError):
            response = httpx2.post(
                f"{server.status['api']}/api/dtes", json=SALE, headers={"Authorization": f"Bearer {token}"}, timeout=30
            )
            assert response.status_code == 201
            break
        await asyncio.sleep(0.2)
    numbers = [row[1] for row in server.rows()]
    assert numbers == [f"DTE-01-M001P001-{n:015d}" for n in range(1, len(numbers) + 1)]
