"""Every command beside a running server: one home, the real rooms, the real sandbox."""

import json
import re
import shutil
import subprocess
import tempfile
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

import psutil
import psycopg
import pytest
from psycopg.conninfo import conninfo_to_dict

from facturaxpress.cli.output import FAULTY, TROUBLE
from facturaxpress.db import app_url
from facturaxpress.operations.state import read_state
from tests.cli.program import COMMAND, SALE, Program, environment, facturaxpress
from tests.conftest import ROOT
from tests.database import DatabaseUrls


@pytest.fixture(scope="module")
def folder() -> Iterator[Path]:
    """A folder that the database's account can pass through, unlike pytest's own."""
    made = Path(tempfile.mkdtemp(prefix="facturaxpress-"))
    made.chmod(0o711)
    yield made
    shutil.rmtree(made, ignore_errors=True)


@pytest.fixture(scope="module")
def program(folder: Path) -> Iterator[Program]:
    running = Program(folder / "home")
    try:
        yield running.ready()
    finally:
        running.end()


@pytest.fixture
def sale(tmp_path: Path) -> Path:
    file = tmp_path / "venta.json"
    file.write_text(json.dumps(SALE))
    return file


def get(url: str, token: str | None = None) -> Any:
    headers = {"Authorization": f"Bearer {token}"} if token else {}
    with urllib.request.urlopen(urllib.request.Request(url, headers=headers), timeout=30) as answer:  # noqa: S310
        return json.loads(answer.read())


def post(url: str, body: dict[str, Any], token: str | None = None) -> Any:
    headers = {"Content-Type": "application/json"} | ({"Authorization": f"Bearer {token}"} if token else {})
    request = urllib.request.Request(url, json.dumps(body).encode(), headers)  # noqa: S310 - our own http address
    with urllib.request.urlopen(request, timeout=60) as answer:  # noqa: S310
        return json.loads(answer.read())


def issue(program: Program, sale: Path, *words: str) -> dict[str, Any]:
    done = program.run("issue", str(sale), "--json", *words)
    assert done.returncode == 0, done.stderr
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def eventually(condition: Callable[[], bool], seconds: float = 60.0) -> None:
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, "it did not come about"
        time.sleep(0.1)


def assert_no_child_knows_the_administrator(program: Program) -> None:
    """Neither the URL nor the password, in the arguments or the environment of any process but the supervisor."""
    admin = program.status["database"]
    password = conninfo_to_dict(admin)["password"]
    state = read_state(program.home)
    assert state is not None
    assert {"web-1", "worker"} <= set(state.children)
    for name, child in state.children.items():
        process = psutil.Process(child.pid)
        told = "\n".join([*process.cmdline(), *(f"{key}={value}" for key, value in process.environ().items())])
        assert admin not in told
        assert str(password) not in told
        assert "DATABASE_URL=postgresql://postgres" not in told
        assert (f"FACTURAXPRESS_APP_DATABASE_URL={app_url(admin)}" in told) == (name != "sandbox")


def test_no_child_knows_the_database_s_administrator(program: Program) -> None:
    assert_no_child_knows_the_administrator(program)


def test_status_gives_base_urls_and_a_folder(program: Program) -> None:
    status = program.status
    assert set(status) == {"api", "sandbox", "database", "logs", "pid"}
    for name in ("api", "sandbox"):
        assert re.fullmatch(r"http://127\.0\.0\.1:\d+", status[name])
    assert Path(status["logs"]).is_dir()
    assert status["pid"] == program.process.pid
    assert get(f"{status['api']}/api/health")["status"] == "ok"
    assert isinstance(get(f"{status['sandbox']}/_control/documents"), list)
    shown = program.run("status").stdout
    assert status["api"] in shown
    assert status["database"] not in shown


def test_the_announcement_says_where_and_how_to_get_a_token(program: Program) -> None:
    said = program.log.read_text()
    status = program.status
    assert status["api"] in said
    assert status["sandbox"] in said
    assert "facturaxpress token --role tenant_admin --tenant demo" in said


def test_the_database_s_url_lets_the_administrator_in(program: Program) -> None:
    done = program.run("db", "url")
    assert done.stdout.strip() == program.status["database"]
    with psycopg.connect(done.stdout.strip()) as connection:
        row = connection.execute(
            "SELECT current_database(), usesuper FROM pg_user WHERE usename = current_user"
        ).fetchone()
    assert row == ("postgres", True)


def test_a_token_stands_alone_on_the_last_line_and_works(program: Program) -> None:
    done = program.run("token", "--role", "tenant_admin", "--tenant", "demo", "--name", "caja 1")
    assert (done.returncode, done.stderr) == (0, "")
    token = done.stdout.splitlines()[-1]
    assert re.fullmatch(r"fx_[\w-]{43}", token)
    api = program.status["api"]
    assert "items" in get(f"{api}/api/dtes", token)
    with pytest.raises(urllib.error.HTTPError):
        get(f"{api}/api/dtes", token[:-1] + "?")
    assert program.run("token", "--role", "super_admin").stdout.splitlines()[-1].startswith("fx_")


def test_dead_jobs_are_listed_told_by_doctor_and_revived(program: Program) -> None:
    with psycopg.connect(program.status["database"], autocommit=True) as connection:
        # Of a kind that no worker does, so that it stays as it is.
        row = connection.execute(
            """
            INSERT INTO jobs (kind, tenant_id, attempts, failures, dead_at, last_error)
            SELECT 'prueba', id, 20, 20, now(), 'OSError: el disco' || chr(10) || 'falla'
            FROM tenants WHERE slug = 'demo' RETURNING id
            """
        ).fetchone()
        assert row is not None
        (dead,) = row
        listed = program.run("jobs", "list")
        assert listed.returncode == 0, listed.stderr
        assert "1 abandonado" in program.run("doctor").stdout
        (line,) = [line for line in listed.stdout.splitlines() if "prueba" in line]
        assert line.split()[:5] == [str(dead), "prueba", "demo", "—", "20"]
        assert line.endswith("OSError: el disco falla")
        done = program.run("jobs", "revive", str(dead))
        assert (done.returncode, done.stdout) == (0, f"El trabajo {dead} se intentará de nuevo.\n")
        now = connection.execute("SELECT failures, dead_at FROM jobs WHERE id = %s", (dead,)).fetchone()
        assert now == (0, None)
        again = program.run("jobs", "revive", str(dead))
        assert again.returncode == FAULTY
        assert f"El trabajo {dead} no está entre los abandonados." in again.stderr
        assert "prueba" not in program.run("jobs", "list").stdout
        connection.execute("DELETE FROM jobs WHERE id = %s", (dead,))


def test_a_token_for_nobody_is_refused(program: Program) -> None:
    done = program.run("token", "--role", "tenant_admin", "--tenant", "nadie")
    assert (done.returncode, done.stdout) == (TROUBLE, "")
    assert "No existe la empresa «nadie»" in done.stderr
    done = program.run("token", "--role", "tenant_admin")
    assert "--tenant" in done.stderr
    assert len(done.stderr.splitlines()) == 1


def test_tokens_are_listed_and_revoked(program: Program) -> None:
    api = f"{program.status['api']}/api/dtes"
    words = ("--role", "tenant_admin", "--tenant", "demo", "--name", "caja por revocar")
    token = program.run("token", "create", *words).stdout.splitlines()[-1]
    assert "items" in get(api, token)
    program.run("token", "--role", "super_admin", "--name", "soporte")

    names, *rows = program.run("token", "list").stdout.splitlines()
    assert names.split() == ["id", "empresa", "rol", "nombre", "creado", "revocado"]
    assert any(re.search(r" —  +super_admin +soporte ", row) for row in rows)
    (row,) = [row for row in rows if "caja por revocar" in row]
    assert re.search(r" demo +tenant_admin +caja por revocar +\d{4}-\d\d-\d\d \d\d:\d\d +—$", row)
    assert token not in row
    of_demo = program.run("token", "list", "--tenant", "demo").stdout
    assert row in of_demo
    assert "soporte" not in of_demo

    token_id = row.split()[0]
    done = program.run("token", "revoke", token_id, "--tenant", "nadie")
    assert done.returncode == TROUBLE
    done = program.run("token", "revoke", token_id)
    assert (done.returncode, done.stdout, done.stderr) == (0, f"Token {token_id} revocado.\n", "")
    eventually(lambda: refused(api, token), 30)
    assert not program.run("token", "list").stdout.split(token_id)[1].splitlines()[0].endswith("—")
    done = program.run("token", "revoke", token_id, "--tenant", "demo")
    assert (done.returncode, done.stdout) == (TROUBLE, "")
    assert done.stderr.startswith(f"Error: No hay un token vigente de la empresa «demo» con el id {token_id}.")


def refused(url: str, token: str) -> bool:
    try:
        get(url, token)
    except urllib.error.HTTPError as error:
        return error.code == 401
    return False


def test_a_sale_is_issued_and_sealed(program: Program, sale: Path) -> None:
    issued = issue(program, sale)
    assert issued["estado"] == "PROCESADO"
    assert re.fullmatch(r"DTE-01-M001P001-\d{15}", issued["numeroControl"])
    sealed = get(f"{program.status['sandbox']}/_control/documents")
    assert issued["selloRecibido"] in [one["selloRecibido"] for one in sealed]


def test_a_sale_comes_through_standard_input_too(program: Program) -> None:
    done = program.run("issue", "-", text=json.dumps(SALE))
    assert done.returncode == 0
    assert re.search(r"^estado +PROCESADO$", done.stdout, re.MULTILINE)
    assert re.search(r"^total +22\.00$", done.stdout, re.MULTILINE)


def test_the_same_key_gives_the_same_document(program: Program, sale: Path, tmp_path: Path) -> None:
    first = issue(program, sale, "--idempotency-key", "clave-1")
    assert issue(program, sale, "--idempotency-key", "clave-1") == first
    other = tmp_path / "otra.json"
    other.write_text(json.dumps(SALE | {"receptor": None}))
    done = program.run("issue", str(other), "--idempotency-key", "clave-1")
    assert done.returncode == FAULTY
    assert "ya se usó con otro contenido" in done.stderr


def test_a_dry_run_computes_and_leaves_no_trace(program: Program, sale: Path) -> None:
    before = get(f"{program.status['sandbox']}/_control/documents")
    done = program.run("issue", str(sale), "--dry-run")
    assert done.returncode == 0
    assert re.search(r"totalPagar +22\.00", done.stdout)
    document = json.loads(program.run("issue", str(sale), "--dry-run", "--json").stdout, parse_float=Decimal)
    assert document["resumen"]["totalPagar"] == Decimal(22)
    assert get(f"{program.status['sandbox']}/_control/documents") == before


def test_faults_are_listed_with_code_place_and_remedy(program: Program) -> None:
    done = program.run("issue", "-", text=json.dumps({"tipoDte": "01", "cuerpoDocumento": [{"precioUni": -1}]}))
    assert (done.returncode, done.stdout) == (FAULTY, "")
    head, *faults = done.stderr.splitlines()
    assert re.fullmatch(r"Error: hay \d+ faltas; no se gastó ningún número\.", head)
    assert len(faults) > 1
    assert all(re.match(r"  \S+  \S+: \S", line) for line in faults)
    assert any("cuerpoDocumento[0].precioUni" in line for line in faults)


def test_the_guide_to_sales_shows_what_is_said(program: Program) -> None:
    lines = [dict(SALE["cuerpoDocumento"][0], precioUni="11.30"), dict(SALE["cuerpoDocumento"][0], descripcionn="x")]
    done = program.run("issue", "-", text=json.dumps(SALE | {"cuerpoDocumento": lines}))
    assert f"```\n{done.stderr}```" in (ROOT / "docs" / "guia" / "ventas.md").read_text()


def test_the_guide_to_tenants_shows_what_is_said(program: Program, tmp_path: Path) -> None:
    example = (ROOT / "examples" / "empresa.toml").read_text()
    wrong = example.replace("codActividad", "cod_actividad", 1).replace('distrito = "14"', 'distrito = "01"', 1)
    file = tmp_path / "mi-empresa.toml"
    # Without what only whoever issues has: MH's password and the certificate.
    file.write_text(re.sub(r"(?ms)^\[hacienda\].*?(?=^\[ajustes\])", "", wrong))
    done = program.run("tenant", "add", str(file))
    assert (done.returncode, done.stdout) == (FAULTY, "")
    assert f"```\n{done.stderr}```" in (ROOT / "docs" / "guia" / "empresas.md").read_text()


def test_a_refusal_of_mh_s_is_told_with_its_reason(program: Program, sale: Path) -> None:
    post(f"{program.status['sandbox']}/_control/faults", {"kind": "reject", "codigoMsg": "010", "times": 1})
    done = program.run("issue", str(sale))
    assert done.returncode == FAULTY
    assert re.search(r"^estado +RECHAZADO$", done.stdout, re.MULTILINE)
    assert re.search(r"Error: MH rechazó el documento; el número DTE-01-M001P001-\d{15} quedó gastado\.", done.stderr)
    assert "NO SE ENCUENTRA ACTIVO" in done.stderr


def test_what_was_issued_verifies_and_is_valid(program: Program, sale: Path, tmp_path: Path) -> None:
    issued = issue(program, sale)
    token = program.run("token", "--role", "tenant_admin", "--tenant", "demo").stdout.split()[-1]
    request = urllib.request.Request(  # noqa: S310 - our own http address
        f"{program.status['api']}{issued['links']['json']}", headers={"Authorization": f"Bearer {token}"}
    )
    file = tmp_path / "documento.json"
    with urllib.request.urlopen(request, timeout=30) as answer:  # noqa: S310
        file.write_bytes(answer.read())
    done = program.run("verify", str(file), "--tenant", "demo")
    assert (done.returncode, done.stderr) == (0, "")
    assert "Firma válida." in done.stdout
    assert issued["codigoGeneracion"] in done.stdout
    assert program.run("validate", str(file)).stdout.startswith("OK")
    file.write_text(file.read_text().replace("Camisa", "Camiza"))
    done = program.run("verify", str(file), "--tenant", "demo", "--json")
    assert done.returncode == FAULTY
    assert (json.loads(done.stdout)["signature"], json.loads(done.stdout)["body"]) == (True, False)


def test_the_demo_uses_the_running_server(program: Program, sale: Path, tmp_path: Path) -> None:
    done = program.run("demo", "--ventas", str(sale.parent), "--salida", str(tmp_path / "salida"))
    assert (done.returncode, done.stderr) == (0, "")
    sealed = {one["codigoGeneracion"] for one in get(f"{program.status['sandbox']}/_control/documents")}
    assert {file.stem for file in (tmp_path / "salida").glob("*.json")} <= sealed


def test_a_series_is_moved_forward_but_not_back(program: Program, tmp_path: Path) -> None:
    done = program.run("series", "set", "DTE-01-S001P001-000000000001500")
    assert done.returncode == 0
    assert "el siguiente documento lleva el 1501" in done.stdout
    sale = tmp_path / "sucursal.json"
    sale.write_text(json.dumps(SALE | {"establecimiento": "S001", "puntoVenta": "P001"}))
    assert issue(program, sale)["numeroControl"] == "DTE-01-S001P001-000000000001501"
    listed = program.run("series", "list").stdout
    assert re.search(r"01 +S001 +P001 +1501", listed)
    done = program.run("series", "set", "DTE-01-S001P001-000000000000003")
    assert done.returncode == FAULTY
    assert "1501" in done.stderr


def test_tenants_are_listed(program: Program) -> None:
    lines = program.run("tenant", "list").stdout.splitlines()
    assert lines[0].split() == ["empresa", "nombre", "NIT", "ambiente"]
    assert lines[1].startswith("demo ")


def test_migrating_again_changes_nothing(program: Program) -> None:
    done = program.run("migrate")
    assert (done.returncode, done.stdout) == (0, "La base de datos ya está al día.\n")


def test_the_doctor_finds_the_running_server_fit(program: Program) -> None:
    done = program.run("doctor", "--json")
    checks = {one["name"]: one for one in json.loads(done.stdout)}
    assert done.returncode == 0
    assert {"Programa", "Carpeta", "Secretos", "Disco", "API", "MH simulado", "Base de datos", "Reloj"} <= set(checks)
    assert checks["API"]["found"].startswith(f"responde en {program.status['api']}")
    assert checks["Certificado de demo"]["level"] == "ok"
    assert "✓" in program.run("doctor").stdout


def test_a_second_server_and_a_taken_port_are_one_line_each(program: Program, folder: Path) -> None:
    done = program.run("serve", "--demo", "--port", "0")
    assert done.returncode == TROUBLE
    assert f"(pid {program.process.pid})" in done.stderr
    assert len(done.stderr.splitlines()) == 1
    port = program.status["api"].rpartition(":")[2]
    done = facturaxpress("serve", "--port", port, home=folder / "other")
    assert done.returncode == TROUBLE
    assert f"El puerto {port} de 127.0.0.1 está ocupado" in done.stderr
    assert len(done.stderr.splitlines()) == 1


def test_no_secret_and_only_whole_lines_in_the_logs(program: Program, sale: Path) -> None:
    issue(program, sale)
    password = program.status["database"].split(":")[2].partition("@")[0]
    token = program.run("token", "--role", "super_admin").stdout.split()[-1]
    get(f"{program.status['api']}/api/health", token)
    for name in ("server.log", "access.log", "error.log"):
        text = (Path(program.status["logs"]) / name).read_text()
        assert password not in text
        assert token not in text
        assert all(
            re.match(r"\d{4}-\d\d-\d\dT\S+ (debug|info|warning|error|critical) ", line) for line in text.splitlines()
        )


def test_the_guide_finds_busy_users_and_slow_endpoints(program: Program) -> None:
    token = program.run("token", "--role", "tenant_admin", "--tenant", "demo").stdout.split()[-1]
    post(f"{program.status['api']}/api/dtes", SALE, token)
    logs = Path(program.status["logs"])
    users = shell(logs, "cat access.log | awk '{print $4}' | sort | uniq -c | sort -rn | head -10")
    assert re.search(r"^ *\d+ tenant_admin/demo/", users, re.MULTILINE)
    slowest = shell(logs, """cat server.log | grep "latency" | awk '{print $NF}' | sort -rn | head -10""")
    assert all(re.fullmatch(r"\d+\.\d", line) for line in slowest.splitlines())
    assert "POST /api/dtes 201" in shell(logs, 'cat server.log | grep latency | grep "$(date +%Y-%m-%d)"')


def shell(folder: Path, command: str) -> str:
    return subprocess.run(["bash", "-c", command], cwd=folder, capture_output=True, text=True, check=True).stdout


def test_a_killed_web_process_and_a_killed_database_come_back(program: Program, sale: Path) -> None:
    before = read_state(program.home)
    assert before is not None
    psutil.Process(before.children["web-1"].pid).kill()
    api = program.status["api"]
    assert get(f"{api}/api/health")["status"] == "ok"
    postmaster = next(
        child for child in psutil.Process(program.process.pid).children() if child.name().startswith("postgres")
    )
    postmaster.kill()
    eventually(lambda: program.run("issue", str(sale)).returncode == 0)
    assert program.status["api"] == api
    assert program.status["database"] == before.database


def test_the_sandbox_alone_takes_its_options(folder: Path) -> None:
    words = ("--host", "127.0.0.1", "--token-seconds", "7", "--max-body-bytes", "100000")
    process = subprocess.Popen(
        [*COMMAND, "sandbox", *words], stdout=subprocess.PIPE, text=True, env=environment(folder / "practice")
    )
    try:
        assert process.stdout is not None
        url = process.stdout.readline().removeprefix("sandbox: ").strip()
        assert get(f"{url}/_control/settings")["tokenSeconds"] == 7
        assert (folder / "practice" / "sandbox").is_dir()
    finally:
        process.terminate()
        process.communicate(timeout=30)


@pytest.fixture
def start(folder: Path) -> Iterator[Callable[[], Program]]:
    """Starts servers on one home, one after the other, and ends what is left."""
    programs: list[Program] = []

    def begin() -> Program:
        programs.append(Program(folder / "short"))
        return programs[-1].ready()

    yield begin
    for program in programs:
        program.end()


def test_stop_ends_all_and_the_home_works_without_a_server(start: Callable[[], Program], sale: Path) -> None:
    program = start()
    token = program.run("token", "--role", "tenant_admin", "--tenant", "demo").stdout.split()[-1]
    sealed = issue(program, sale)
    family = psutil.Process(program.process.pid).children(recursive=True)
    done = program.run("stop")
    assert (done.returncode, done.stdout) == (0, f"Servidor detenido (pid {program.process.pid}).\n")
    assert program.process.wait(10) == 0
    assert not [one for one in family if one.is_running()]
    assert program.run("stop").returncode == 0

    second = issue(program, sale)
    assert second["estado"] == "PROCESADO"
    assert second["numeroControl"] > sealed["numeroControl"]
    assert program.status["pid"] is None

    program = start()
    assert len(get(f"{program.status['api']}/api/dtes", token)["items"]) == 2


def test_a_stop_keeps_the_answer_in_flight(start: Callable[[], Program]) -> None:
    program = start()
    status = program.status
    token = program.run("token", "--role", "tenant_admin", "--tenant", "demo").stdout.split()[-1]
    post(f"{status['sandbox']}/_control/faults", {"kind": "latency", "seconds": 2, "when": "before"})
    answers: list[dict[str, Any]] = []
    asking = threading.Thread(target=lambda: answers.append(post(f"{status['api']}/api/dtes", SALE, token)))
    asking.start()
    with psycopg.connect(status["database"], autocommit=True) as connection:
        eventually(lambda: connection.execute("SELECT 1 FROM dtes WHERE estado = 'FIRMADO'").fetchone() is not None)
    assert program.run("stop").returncode == 0
    asking.join()
    assert [one["estado"] for one in answers] == ["PROCESADO"]


def test_kill_9_of_the_supervisor_leaves_no_orphan_and_the_home_starts_again(
    start: Callable[[], Program], sale: Path
) -> None:
    program = start()
    sealed = issue(program, sale)
    family = psutil.Process(program.process.pid).children(recursive=True)
    assert len(family) >= 4
    program.process.kill()
    again = start()
    assert not [one for one in family if one.is_running() and one.status() != psutil.STATUS_ZOMBIE]
    records = [one["codigoGeneracion"] for one in get(f"{again.status['sandbox']}/_control/documents")]
    assert sealed["codigoGeneracion"] in records
    assert issue(again, sale)["numeroControl"] > sealed["numeroControl"]


def test_a_database_of_one_s_own_takes_the_embedded_one_s_place(
    folder: Path, sale: Path, database_urls: DatabaseUrls
) -> None:
    program = Program(folder / "own", DATABASE_URL=database_urls.admin)
    try:
        program.ready()
        assert program.status["database"] == database_urls.admin
        assert_no_child_knows_the_administrator(program)
        assert issue(program, sale)["estado"] == "PROCESADO"
        names = [child.name() for child in psutil.Process(program.process.pid).children(recursive=True)]
        assert not [name for name in names if name.startswith("postgres")]
        assert not (program.home / "postgres").exists()
        assert program.run("stop").returncode == 0
        assert program.process.wait(10) == 0
    finally:
        program.end()
