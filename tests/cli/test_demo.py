"""`demo` on a home where nothing runs, as `make demo` calls it."""

import hashlib
import json
import re
import shutil
import signal
import subprocess
import tempfile
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest

from facturaxpress.cli.output import FAULTY, INTERRUPTED
from tests.cli.program import COMMAND, SALE, Program, environment, facturaxpress
from tests.conftest import ROOT

CREDITO = {
    "tipoDte": "03",
    "receptor": {
        "nit": "06143102991033",
        "nrc": "8888888",
        "nombre": "CLIENTE FICTICIO, S.A. DE C.V.",
        "codActividad": "62010",
        "descActividad": "Programación informática",
        "nombreComercial": None,
        "direccion": {"departamento": "06", "municipio": "23", "distrito": "14", "complemento": "Calle Ficticia 1"},
        "telefono": "22000002",
        "correo": "cliente@example.com",
    },
    "cuerpoDocumento": [
        {"tipoItem": 2, "cantidad": 1, "uniMedida": 99, "descripcion": "Servicio de asesoría", "precioUni": 500}
    ],
}


@pytest.fixture
def folder() -> Iterator[Path]:
    """A folder that the database's account can pass through, unlike pytest's own."""
    made = Path(tempfile.mkdtemp(prefix="facturaxpress-"))
    made.chmod(0o711)
    yield made
    shutil.rmtree(made, ignore_errors=True)


def test_every_sale_becomes_three_files_and_a_second_run_works_as_well(folder: Path) -> None:
    sales = folder / "examples" / "ventas"
    sales.mkdir(parents=True)
    (sales / "a.json").write_text(json.dumps(SALE))
    (sales / "b.json").write_text(json.dumps(CREDITO))
    output = folder / "demo-output"
    output.mkdir()
    (output / "notas.txt").write_text("mías")
    for run in (1, 2):
        done = facturaxpress("demo", home=folder / "home", cwd=folder)
        assert (done.returncode, done.stderr) == (0, "")
        assert "\x1b" not in done.stdout
        rows = [line.split() for line in done.stdout.splitlines() if re.match(r"0[13] ", line)]
        assert [row[0] for row in rows] == ["01", "03"]
        for tipo, numero, codigo, sello, total, milliseconds in rows:
            assert numero == f"DTE-{tipo}-M001P001-{run:015}"
            delivered = json.loads((output / f"{codigo}.json").read_text())
            assert delivered["selloRecibido"] == sello
            assert re.fullmatch(r"[0-9A-Z]{40}", sello)
            assert delivered["firmaElectronica"] == (output / f"{codigo}.jws").read_text()
            assert delivered["identificacion"]["numeroControl"] == numero
            assert (output / f"{codigo}.pdf").read_bytes().startswith(b"%PDF")
            assert total == {"01": "22.00", "03": "565.00"}[tipo]
            assert int(milliseconds) > 0
        assert len(list(output.glob("*.json"))) == 2
        assert (output / "notas.txt").read_text() == "mías"
    assert facturaxpress("status", home=folder / "home").returncode == 3


def test_a_sale_with_faults_is_told_and_the_others_are_issued(folder: Path) -> None:
    (folder / "a.json").write_text(json.dumps(SALE))
    (folder / "b.json").write_text("{}")
    done = facturaxpress("demo", "--ventas", ".", "--salida", "salida", home=folder / "home", cwd=folder)
    assert done.returncode == FAULTY
    assert "1 de 2 documentos sellados" in done.stdout
    assert re.search(r"^b\.json:   \S+  tipoDte: ", done.stderr, re.MULTILINE)
    assert len(list((folder / "salida").glob("*.json"))) == 1


def test_the_readme_s_picture_is_drawn_from_an_example(folder: Path) -> None:
    (folder / "a.json").write_text(json.dumps(SALE))
    done = facturaxpress("picture", "factura.png", "--venta", "a.json", home=folder / "home", cwd=folder)
    assert (done.returncode, done.stderr) == (0, "")
    assert (folder / "factura.png").read_bytes().startswith(b"\x89PNG")


def test_a_document_that_mh_did_not_answer_is_brought_to_its_seal(folder: Path) -> None:
    (folder / "a.json").write_text(json.dumps(SALE))
    program = Program(folder / "home").ready()
    try:
        fault = json.dumps({"kind": "http_5xx", "service": "recepciondte", "times": 4}).encode()
        headers = {"Content-Type": "application/json"}
        control = f"{program.status['sandbox']}/_control/faults"
        urllib.request.urlopen(urllib.request.Request(control, fault, headers), timeout=30).close()  # noqa: S310
        done = facturaxpress("demo", "--ventas", ".", "--salida", "salida", home=folder / "home", cwd=folder)
        assert (done.returncode, done.stderr) == (0, "")
        assert "1 de 1 documentos sellados" in done.stdout
        assert len(list((folder / "salida").glob("*.json"))) == 1
    finally:
        program.end()


def test_ctrl_c_ends_it_in_order_and_the_home_goes_on(folder: Path) -> None:
    sales = folder / "ventas"
    sales.mkdir()
    for n in range(400):
        (sales / f"{n:03}.json").write_text(json.dumps(SALE))
    with subprocess.Popen(
        [*COMMAND, "demo", "--ventas", "ventas", "--salida", "salida"],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        cwd=folder,
        env=environment(folder / "home") | {"PYTHONUNBUFFERED": "1"},
        # Whoever runs the tests in the background has SIGINT ignored, and children inherit that.
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),
    ) as process:
        assert process.stdout is not None
        while not process.stdout.readline().startswith("01 "):
            assert process.poll() is None
        family = psutil.Process(process.pid).children(recursive=True)
        assert family
        process.send_signal(signal.SIGINT)
        _, said = process.communicate(timeout=60)
    assert (process.returncode, said) == (INTERRUPTED, "Interrumpido.\n")
    assert not [one for one in family if one.is_running()]
    assert len(list((folder / "salida").glob("*.json"))) < 400
    assert facturaxpress("tenant", "list", home=folder / "home").returncode == 0


def test_issue_alone_brings_the_demo_s_surroundings_along(folder: Path) -> None:
    (folder / "a.json").write_text(json.dumps(SALE))
    done = facturaxpress("issue", "a.json", "--json", home=folder / "home", cwd=folder)
    assert (done.returncode, done.stderr) == (0, "")
    assert json.loads(done.stdout)["estado"] == "PROCESADO"


def test_the_examples_are_there_and_no_two_are_alike() -> None:
    files = sorted((ROOT / "examples" / "ventas").glob("*.json"))
    assert {json.loads(file.read_bytes())["tipoDte"] for file in files} == {"01", "03"}
    assert len({hashlib.sha256(file.read_bytes()).hexdigest() for file in files}) == len(files)
