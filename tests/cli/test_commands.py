"""The command line as a person types it: help, mistakes, exit codes. Nothing is running."""

import json
import re
import socket
import subprocess
import sys
from pathlib import Path

import pytest
from typer.main import get_command

from facturaxpress.cli import app, reference
from facturaxpress.cli.output import EXIT_CODES, FAULTY, NOT_RUNNING, TROUBLE, WRONG_USE
from tests.cli.program import facturaxpress
from tests.conftest import ROOT

COMMANDS = sorted(path for path, _ in reference.commands(get_command(app), ""))


def test_the_program_lists_every_command_in_spanish() -> None:
    done = facturaxpress("--help")
    assert done.returncode == 0
    assert done.stderr == ""
    for word in ("demo", "serve", "status", "stop", "sandbox", "issue", "validate", "verify", "token", "migrate"):
        assert re.search(rf"\b{word}\b", done.stdout)
    assert "Uso: facturaxpress" in done.stdout
    assert not re.search(r"Usage|Options|Commands|Show this message", done.stdout)


@pytest.mark.parametrize("path", COMMANDS)
def test_every_command_has_help_and_takes_a_home(path: str) -> None:
    done = facturaxpress(*path.split(), "--help")
    assert done.returncode == 0
    assert "--home" in done.stdout
    assert "FACTURAXPRESS_HOME" in done.stdout
    assert not re.search(r"Usage|Options|Arguments|required|default:|<\w|int range", done.stdout)


def test_what_holds_where_an_option_is_left_out_is_told() -> None:
    assert "(por omisión: 5000)" in " ".join(facturaxpress("serve", "--help", COLUMNS="200").stdout.split())


def test_help_loads_no_room() -> None:
    done = subprocess.run(
        [sys.executable, "-X", "importtime", "-m", "facturaxpress", "issue", "--help"],
        capture_output=True,
        text=True,
        check=True,
    )
    loaded = {line.rpartition("|")[2].strip() for line in done.stderr.splitlines()}
    rooms = (
        "app",
        "db",
        "dte",
        "signing",
        "vault",
        "tenants",
        "issuing",
        "web",
        "sandbox",
        "rendering",
        "operations",
        "settings",
    )
    assert not {f"facturaxpress.{room}" for room in rooms} & loaded


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["isue"], "no existe la orden isue; quizás 'issue'"),
        (["issue", "--jsn", "x"], "no existe la opción --jsn; quizás --json"),
        (["issue"], "falta el argumento ARCHIVO"),
        (["issue", "--version", "3", "a"], "La versión se elige solo con --dry-run."),
        (["issue", "a", "b"], "sobran argumentos: b"),
        (["token"], "falta la opción --role"),
        (["token", "lst"], "no existe la orden lst; quizás 'list'"),
        (["token", "revoke"], "falta el argumento ID"),
        (["token", "revoke", "1"], "«1» no es el id de un token. Vea los que hay con «facturaxpress token list»."),
        (["token", "--role", "rey"], "elija entre 'tenant_admin', 'super_admin'"),
        (["serve", "--port", "abc"], "el valor de la opción --port no sirve: no es un número entero"),
        (["law", "unset", "abc"], "el valor del argumento ID no sirve: no es un número entero"),
        (["serve", "--port", "70000"], "lo más es 65535"),
        (["verify", "x"], "--certificate ARCHIVO o --tenant SLUG"),
        (["series", "set", "DTE-1"], "«DTE-1» no es un número de control"),
    ],
)
def test_a_mistake_is_one_line_in_spanish(arguments: list[str], message: str, tmp_path: Path) -> None:
    done = facturaxpress(*arguments, home=tmp_path / "home")
    assert done.returncode == WRONG_USE
    assert done.stdout == ""
    assert message in done.stderr
    assert len(done.stderr.splitlines()) == 1
    assert not (tmp_path / "home").exists()


def test_status_of_nothing(tmp_path: Path) -> None:
    plain = facturaxpress("status", home=tmp_path)
    assert (plain.returncode, plain.stderr) == (NOT_RUNNING, "")
    assert "No hay un servidor en marcha" in plain.stdout
    told = facturaxpress("status", "--json", home=tmp_path)
    assert told.returncode == NOT_RUNNING
    assert json.loads(told.stdout) == {"api": None, "sandbox": None, "database": None, "logs": None, "pid": None}


def test_stop_of_nothing_is_fine(tmp_path: Path) -> None:
    done = facturaxpress("stop", "--home", str(tmp_path / "none"))
    assert (done.returncode, done.stderr) == (0, "")
    assert not (tmp_path / "none").exists()


def test_the_database_s_url_is_not_told_when_it_does_not_run(tmp_path: Path) -> None:
    done = facturaxpress("db", "url", home=tmp_path)
    assert (done.returncode, done.stdout) == (NOT_RUNNING, "")
    assert "facturaxpress serve" in done.stderr


def test_a_file_that_is_not_there_is_one_line(tmp_path: Path) -> None:
    done = facturaxpress("issue", str(tmp_path / "venta.json"), home=tmp_path)
    assert done.returncode == TROUBLE
    assert done.stderr == f"Error: no existe {tmp_path / 'venta.json'}. Revise la ruta.\n"


def test_a_traceback_only_when_asked_for(tmp_path: Path) -> None:
    done = facturaxpress("issue", str(tmp_path / "venta.json"), "--debug", home=tmp_path)
    assert done.returncode != 0
    assert "Traceback (most recent call last)" in done.stderr
    assert "FileNotFoundError" in done.stderr


def test_a_database_that_does_not_answer_is_one_line_without_the_password(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as closed:
        port = closed.getsockname()[1]
    url = f"postgresql://postgres:Secreto-1@127.0.0.1:{port}/postgres"
    for arguments in (["tenant", "list"], ["serve", "--port", "0"], ["migrate"]):
        done = facturaxpress(*arguments, home=tmp_path / "home", DATABASE_URL=url)
        assert done.returncode == TROUBLE
        assert done.stderr.startswith("Error: la base de datos no responde: ")
        assert "Revise DATABASE_URL" in done.stderr
        assert len(done.stderr.splitlines()) == 1
        assert "Secreto-1" not in done.stderr


def test_a_setting_that_cannot_be_read_is_one_line(tmp_path: Path) -> None:
    done = facturaxpress("status", home=tmp_path, FACTURAXPRESS_PORT="cinco mil")
    assert done.returncode == WRONG_USE
    assert done.stderr == "Error: el valor de la variable FACTURAXPRESS_PORT no sirve: no es un número entero.\n"


def test_a_demo_without_sales_says_where_it_looked(tmp_path: Path) -> None:
    done = facturaxpress("demo", home=tmp_path / "home", cwd=tmp_path)
    assert done.returncode == TROUBLE
    assert f"No hay ventas (*.json) en {tmp_path / 'examples'}" in done.stderr
    assert not (tmp_path / "demo-output").exists()


def test_an_unknown_measurement_names_the_known(tmp_path: Path) -> None:
    done = facturaxpress("bench", "nada", home=tmp_path)
    assert done.returncode == WRONG_USE
    assert "No hay una medición «nada»" in done.stderr
    assert "accept" in done.stderr


def test_exit_codes_are_told_in_the_help_and_in_the_reference() -> None:
    page = (ROOT / "docs" / "referencia" / "cli.md").read_text()
    for code, meaning in EXIT_CODES:
        assert f"| {code} | {meaning} |" in page
    assert FAULTY == 1


def test_the_reference_is_current() -> None:
    stored = (ROOT / "docs" / "referencia" / "cli.md").read_text()
    assert stored == reference.page(), "run python -m facturaxpress.cli.reference > docs/referencia/cli.md"
