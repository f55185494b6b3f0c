"""The sandbox as a program and as an application inside another."""

import re
import signal
import socket
import stat
from pathlib import Path

import httpx2
import pytest

from facturaxpress.sandbox import create_app
from facturaxpress.sandbox.app import SandboxApp
from facturaxpress.sandbox.main import main
from tests.sandbox.conftest import PASSWORD, Keys, Process, Training
from tests.sandbox.documents import NIT, SCHEMAS, dump, factura


def test_it_announces_the_port_it_took_and_ends_well(tmp_path: Path, schemas: Path) -> None:
    running = Process(tmp_path / "a" / "home", "--schemas", str(schemas))
    assert re.fullmatch(r"sandbox: http://127\.0\.0\.1:\d+", running.announced)
    assert httpx2.get(f"{running.url}/_control/health").json()["status"] == "ok"
    file = tmp_path / "a" / "home" / "sandbox.sqlite3"
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert running.stop() == 0
    assert running.errors == ""


def test_it_ends_well_on_interrupt_too(tmp_path: Path, schemas: Path) -> None:
    running = Process(tmp_path, "--schemas", str(schemas))
    running.process.send_signal(signal.SIGINT)
    assert running.close() == 0
    assert running.errors == ""


def test_the_schemas_may_be_named_by_the_environment(tmp_path: Path, schemas: Path) -> None:
    running = Process(tmp_path, env={"FACTURAXPRESS_MH_SCHEMAS": str(schemas)})
    health = httpx2.get(f"{running.url}/_control/health").json()
    assert health["esquemas"]["tipos"] == SCHEMAS
    assert running.stop() == 0


def test_it_serves_on_a_socket_opened_for_it(tmp_path: Path, schemas: Path, keys: Keys) -> None:
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        listening.listen()
        port = listening.getsockname()[1]
        running = Process(tmp_path, "--schemas", str(schemas), fd=listening.fileno())
        assert running.announced == f"sandbox: http://127.0.0.1:{port}"
        with Training(running.url, keys) as training:
            training.enter()
            assert training.send(factura()).status_code == 200
        assert running.stop() == 0


def test_bound_to_every_address_control_stays_on_loopback(tmp_path: Path, schemas: Path) -> None:
    running = Process(tmp_path, "--schemas", str(schemas), "--host", "0.0.0.0")  # noqa: S104 - that is what is tested
    port = running.url.rpartition(":")[2]
    assert httpx2.get(f"http://127.0.0.1:{port}/_control/health").status_code == 200
    assert running.stop() == 0


def test_without_schemas_it_says_so_and_does_not_start(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--home", str(tmp_path / "home"), "--schemas", str(tmp_path / "absent")]) == 1
    assert "FACTURAXPRESS_MH_SCHEMAS" in capsys.readouterr().err
    assert not (tmp_path / "home").exists()


def test_a_port_that_is_taken_is_an_error(tmp_path: Path, schemas: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = str(other.getsockname()[1])
        assert main(["--home", str(tmp_path), "--schemas", str(schemas), "--port", port]) == 1
    assert "in use" in capsys.readouterr().err


def _client(app: SandboxApp) -> httpx2.AsyncClient:
    transport = httpx2.ASGITransport(app=app)
    return httpx2.AsyncClient(transport=transport, base_url="http://127.0.0.1", headers={"User-Agent": "pruebas"})


async def _login(http: httpx2.AsyncClient, keys: Keys) -> str:
    body = {"nit": NIT, "clave": PASSWORD, "publicKey": keys.public}
    assert (await http.post("/_control/contribuyentes", json=body)).status_code == 201
    answer = await http.post("/seguridad/auth", data={"user": NIT, "pwd": PASSWORD})
    return str(answer.json()["body"]["token"])


async def test_it_serves_inside_a_process_of_another(tmp_path: Path, schemas: Path, keys: Keys) -> None:
    app = create_app(tmp_path, schemas)
    document = factura()
    identification = document["identificacion"]
    async with _client(app) as http:
        token = await _login(http, keys)
        body = {name: identification[name] for name in ("ambiente", "version", "tipoDte", "codigoGeneracion")}
        body |= {"idEnvio": 1, "documento": keys.sign(dump(document))}
        sealed = await http.post("/fesv/recepciondte", json=body, headers={"Authorization": token})
        assert sealed.status_code == 200
        await http.post("/_control/faults", json={"kind": "drop_before", "times": 1})
        with pytest.raises(ConnectionAbortedError):
            await http.post("/fesv/recepciondte", json=body, headers={"Authorization": token})
    app.state.sandbox.close()


async def test_a_caller_from_elsewhere_reaches_mhs_services_but_not_control(tmp_path: Path, schemas: Path) -> None:
    app = create_app(tmp_path, schemas)
    transport = httpx2.ASGITransport(app=app, client=("192.0.2.7", 50000))
    async with httpx2.AsyncClient(transport=transport, base_url="http://127.0.0.1") as http:
        refused = await http.get("/_control/documents")
        assert refused.status_code == 404
        assert "loopback" in refused.json()["error"]
        assert (await http.post("/seguridad/auth", data={"user": NIT, "pwd": "x"})).status_code == 200
    app.state.sandbox.close()


def test_the_sandbox_imports_nothing_of_the_product() -> None:
    folder = Path(__file__).parents[2] / "src" / "facturaxpress" / "sandbox"
    files = list(folder.rglob("*.py"))
    assert files
    for file in files:
        for imported in re.findall(r"^\s*(?:from|import)\s+(facturaxpress[\w.]*)", file.read_text(), re.MULTILINE):
            assert imported.startswith("facturaxpress.sandbox"), f"{file.relative_to(folder)}: {imported}"
