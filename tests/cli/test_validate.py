"""`validate` and `verify` over files, with no server, no database and no home."""

import json
from pathlib import Path

import pytest

from facturaxpress import dte
from facturaxpress.cli.output import FAULTY
from tests.cli.program import facturaxpress


@pytest.fixture
def samples(mh: Path) -> list[Path]:
    """MH's documents and events, of both regimes."""
    found = [*(mh / "samples").glob("2.0/*.json"), *(mh / "samples").glob("1.x/*.json")]
    assert len(found) > 90
    return sorted(found)


def test_good_documents_are_one_line_each(samples: list[Path], tmp_path: Path) -> None:
    done = facturaxpress("validate", *map(str, samples), home=tmp_path / "home")
    assert (done.returncode, done.stderr) == (0, "")
    lines = done.stdout.splitlines()
    assert [line.split()[:2] for line in lines] == [["OK", str(file)] for file in samples]
    assert not (tmp_path / "home").exists()


def test_a_faulty_file_among_hundreds_is_found_and_the_others_are_told_all_the_same(
    samples: list[Path], tmp_path: Path
) -> None:
    files = []
    for n in range(300):
        files.append(tmp_path / f"{n:03}.json")
        files[-1].write_bytes(samples[n % len(samples)].read_bytes())
    wrong = dte.parse_json(samples[0].read_bytes())
    wrong["resumen"]["totalPagar"] = 1
    del wrong["emisor"]["nit"]
    files[7].write_bytes(dte.dump_json(wrong))
    files[8].write_bytes(b"{")
    files[9].unlink()
    done = facturaxpress("validate", "--json", *map(str, files))
    assert (done.returncode, done.stderr) == (FAULTY, "")
    reports = json.loads(done.stdout)
    assert [report["file"] for report in reports] == [str(file) for file in files]
    faulty = {report["file"]: report["faults"] for report in reports if report["faults"]}
    assert list(faulty) == [str(file) for file in files[7:10]]
    assert {"resumen.totalPagar", "emisor.nit"} <= {fault["path"] for fault in faulty[str(files[7])]}
    for faults in faulty.values():
        for fault in faults:
            assert fault["code"]
            assert fault["message"]
            assert {"path", "fix", "source"} <= set(fault)
    assert all(isinstance(report["warnings"], list) for report in reports)


def lines(fault: dte.Fault, before: str = "") -> str:
    return f"  {before}{fault.code}  {fault.path or '(documento)'}: {fault.message} {fault.fix}"


def test_the_faults_of_a_file_are_told_as_when_issuing(samples: list[Path], tmp_path: Path) -> None:
    wrong = dte.parse_json(samples[0].read_bytes())
    wrong["resumen"]["totalPagar"] = 1
    file = tmp_path / "mal.json"
    file.write_bytes(dte.dump_json(wrong))
    done = facturaxpress("validate", str(file), str(samples[0]), str(tmp_path / "nada.json"))
    assert done.returncode == FAULTY
    faults = dte.validate(wrong).faults
    assert "resumen.totalPagar" in {fault.path for fault in faults}
    told = done.stdout.splitlines()
    assert told[0].startswith(f"FALLA  {file}  {len(faults)} falta")
    assert told[1 : len(faults) + 1] == [lines(fault) for fault in faults]
    good, missing, why = told[len(faults) + 1 :]
    assert good.startswith(f"OK     {samples[0]}")
    assert missing == f"FALLA  {tmp_path / 'nada.json'}  1 falta"
    assert "No se puede leer el archivo: no existe." in why


def test_of_many_faults_some_are_told_unless_all_are_asked_for(tmp_path: Path) -> None:
    bad = {"identificacion": {"tipoDte": "01", "version": 2}}
    files = [str(tmp_path / name) for name in ("uno.json", "dos.json")]
    for file in files:
        Path(file).write_bytes(dte.dump_json(bad))
    report = dte.validate(bad)
    every = [lines(fault) for fault in report.faults] + [lines(fault, "Aviso: ") for fault in report.warnings]
    short = facturaxpress("validate", *files).stdout.splitlines()
    assert short[1:7] == [*every[:5], f"  … y {len(report.faults) - 5} más; véalas con --verbose."]
    assert len(short) == 14
    assert facturaxpress("validate", files[0]).stdout.splitlines()[1:] == every
    assert len(facturaxpress("validate", "--verbose", *files).stdout.splitlines()) == 2 * (len(every) + 1)


def test_verify_takes_mh_s_certificate(mh: Path, tmp_path: Path) -> None:
    signing = mh / "signing"
    certificate = str(signing / "Certificado_06140101201013.synthetic.crt")
    for name in ("01_fe.archivo_dte.json", "01_fe.compact.jws"):
        done = facturaxpress("verify", str(signing / name), "--certificate", certificate, home=tmp_path / "home")
        assert (done.returncode, done.stderr) == (0, "")
        assert done.stdout.startswith("Firma válida.\ncodigoGeneracion  ")
    done = facturaxpress("verify", "-", "--certificate", certificate, text=(signing / "03_ccf.compact.jws").read_text())
    assert done.returncode == 0
    tampered = (signing / "01_fe.compact.jws").read_text().strip()[:-8] + "AAAAAAAA"
    done = facturaxpress("verify", "-", "--certificate", certificate, text=tampered)
    assert done.returncode == FAULTY
    assert done.stdout.startswith("Firma NO válida: ")
    done = facturaxpress("verify", "-", "--certificate", str(signing / "README.md"), text=tampered)
    assert len(done.stderr.splitlines()) == 1
    assert not (tmp_path / "home").exists()
