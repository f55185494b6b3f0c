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
from datetime import timedelta
from pathlib import Path

import psutil
import pytest

from facturaxpress.cli.demo import WRITTEN, brought_to
from facturaxpress.cli.output import FAULTY, INTERRUPTED
from facturaxpress.clock import Clock
from facturaxpress.dte import validate
from facturaxpress.dte.structures import TYPES
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


def test_the_examples_of_every_type_are_issued_and_the_events_are_drafts(folder: Path) -> None:
    output = folder / "salida"
    done = facturaxpress("demo", "--salida", str(output), home=folder / "home", cwd=ROOT)
    assert (done.returncode, done.stderr) == (0, "")
    rows = [line.split() for line in done.stdout.splitlines() if line.split()[0] in TYPES]
    examples = list((ROOT / "examples").glob("*/*.json"))
    assert len(rows) == len(examples)
    sealed = [row for row in rows if row[1].startswith("DTE-")]
    drafts = [row for row in rows if row[1] == "borrador"]
    assert {row[0] for row in sealed} == {tipo for tipo, own in TYPES.items() if not own.event}
    assert {tipo for tipo, own in TYPES.items() if own.event} <= {row[0] for row in drafts}
    assert f"{len(sealed)} de {len(sealed)} documentos sellados y {len(drafts)} borradores" in done.stdout
    assert {file.stem for file in output.glob("*.jws")} == {row[2] for row in sealed}
    for row in sealed:
        for file in (output / f"{row[2]}.json", output / f"{row[2]}.pdf"):
            assert file.stat().st_size > 1000
    for file in output.glob("borrador-*.json"):
        lacking = {fault.path for fault in validate(file.read_bytes()).faults}
        assert lacking <= {"identificacion.numeroControl", "identificacion.codigoGeneracion"}
        assert lacking
        assert file.with_suffix(".pdf").read_bytes().startswith(b"%PDF")
    assert len(list(output.glob("borrador-*.pdf"))) == len(drafts)
    (output / "borrador-mio.txt").write_text("mío")
    (folder / "ventas").mkdir()
    (folder / "ventas" / "a.json").write_text(json.dumps(SALE))
    done = facturaxpress("demo", "--ventas", str(folder / "ventas"), "--salida", str(output), home=folder / "home")
    assert done.returncode == 0
    assert len(list(output.iterdir())) == 4


def test_a_note_on_a_document_that_mh_lacks_is_admitted_for_the_demo_alone(folder: Path) -> None:
    program = Program(folder / "home").ready()
    try:
        note = ROOT / "examples" / "05-nota-credito" / "devolucion-parcial.json"
        (folder / "ventas").mkdir()
        today = Clock().today()
        (folder / "ventas" / "a.json").write_text(json.dumps(brought_to(today, json.loads(note.read_bytes()))))
        done = facturaxpress("demo", "--ventas", "ventas", "--salida", "salida", home=folder / "home", cwd=folder)
        assert (done.returncode, done.stderr) == (0, "")
        assert "el MH simulado los admite" in done.stdout
        with urllib.request.urlopen(f"{program.status['sandbox']}/_control/settings", timeout=30) as answer:  # noqa: S310
            assert json.loads(answer.read())["unknownRelated"] is False
        done = program.run("issue", str(folder / "ventas" / "a.json"))
        assert done.returncode == FAULTY
        assert "MH-014" in done.stderr
    finally:
        program.end()


@pytest.mark.parametrize("days", [-400, 0, 1, 500])
def test_an_example_is_brought_to_a_day(days: int) -> None:
    today = WRITTEN.date() + timedelta(days=days)
    sale = {"fechaEmision": "2026-11-25", "lineas": [{"a": "2026-11-20", "b": "2026-11-20 y más", "c": 1, "d": None}]}
    moved = brought_to(today, sale)
    assert moved["fechaEmision"] == today.isoformat()
    assert moved["lineas"] == [
        {"a": (today - timedelta(days=5)).isoformat(), "b": "2026-11-20 y más", "c": 1, "d": None}
    ]


def test_an_event_is_computed_in_either_structure_and_not_issued(folder: Path) -> None:
    event = str(ROOT / "examples" / "invalidacion" / "factura-con-datos-errados.json")
    computed = [
        facturaxpress("issue", "--dry-run", "--json", *version, event, home=folder / "home")
        for version in ((), ("--version", "2"))
    ]
    assert [(done.returncode, done.stderr) for done in computed] == [(0, ""), (0, "")]
    assert [json.loads(done.stdout)["identificacion"]["version"] for done in computed] == [3, 2]
    plain = facturaxpress("issue", "--dry-run", event, home=folder / "home")
    assert plain.stdout.startswith("Evento invalidacion versión 3, ")
    unknown = facturaxpress("issue", "--dry-run", "--version", "9", event, home=folder / "home")
    assert (unknown.returncode, "invalidacion v2, invalidacion v3" in unknown.stderr) == (FAULTY, True)
    issued = facturaxpress("issue", event, home=folder / "home")
    assert issued.returncode == FAULTY
    assert issued.stderr.startswith("Error: no se emitió; no se gastó ningún número.\n  EVENTO-SIN-ENVIO  tipoEvento: ")


def test_the_examples_are_there_and_no_two_are_alike() -> None:
    files = sorted((ROOT / "examples").glob("*/*.json"))
    said = [json.loads(file.read_bytes()) for file in files]
    assert {sale.get("tipoDte") or sale["tipoEvento"] for sale in said} == set(TYPES)
    assert len({hashlib.sha256(file.read_bytes()).hexdigest() for file in files}) == len(files)
