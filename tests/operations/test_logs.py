"""The log files, read the way the operations guide reads them."""

import logging
import subprocess
import sys
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest
import structlog

from facturaxpress.operations import logs
from facturaxpress.operations.dayfile import DayFile
from facturaxpress.settings import Settings


@pytest.fixture
def settings(tmp_path: Path) -> Iterator[Settings]:
    root, access = logging.getLogger(), logging.getLogger(logs.ACCESS)
    level = root.level
    settings = Settings(home=tmp_path)
    logs.configure(settings, "web-1")
    yield settings
    for logger in (root, access):
        for handler in [one for one in logger.handlers if isinstance(one, DayFile)]:
            logger.removeHandler(handler)
            handler.close()
    root.setLevel(level)
    structlog.reset_defaults()


def lines(settings: Settings, name: str) -> list[str]:
    return (settings.logs / name).read_text().splitlines()


def shell(settings: Settings, command: str) -> str:
    return subprocess.run(
        ["bash", "-c", command], cwd=settings.logs, capture_output=True, text=True, check=True
    ).stdout.strip()


def a_request(user: str = "demo", path: str = "/api/dtes", latency: float = 41.72) -> None:
    structlog.get_logger("access").info(
        "request", client="127.0.0.1", user=user, method="POST", path=path, status=201, latency=latency
    )


def test_a_line_starts_with_the_local_date_then_the_level_and_the_process(settings: Settings) -> None:
    structlog.get_logger("x").info("[CatalogSync] Iniciando sincronización...", catalogos=6, motivo="dos palabras")
    (line,) = lines(settings, "server.log")
    when, level, process, event = line.split(" ", 3)
    assert datetime.fromisoformat(when).tzinfo is not None
    assert (level, process) == ("info", "web-1")
    assert event == '[CatalogSync] Iniciando sincronización... catalogos=6 motivo="dos palabras"'
    assert shell(settings, 'cat server.log | grep "CatalogSync" | grep "$(date +%Y-%m-%d)"') == line


def test_the_standard_library_s_records_become_lines_too(settings: Settings) -> None:
    logging.getLogger("uvicorn.error").warning("100%% de %s", "avance")
    assert lines(settings, "server.log")[0].split(" ", 1)[1] == "warning web-1 100% de avance"


def test_a_per_cent_sign_in_an_event_is_only_text(settings: Settings) -> None:
    structlog.get_logger("x").info("Rollout al 50 %d")
    assert lines(settings, "server.log")[0].endswith("Rollout al 50 %d")


def test_errors_stand_in_error_log_as_well_each_on_one_line(settings: Settings) -> None:
    try:
        try:
            int("x")
        except ValueError as cause:
            raise LookupError("primera\nsegunda") from cause
    except LookupError:
        structlog.get_logger("x").exception("Falló el trabajo", kind="transmitir")
    structlog.get_logger("x").info("otra cosa")
    (error,) = lines(settings, "error.log")
    assert " error web-1 Falló el trabajo kind=transmitir exception=LookupError: primera\\nsegunda at=" in error
    assert "test_logs.py:" in error
    assert "caused_by exception=ValueError: invalid literal" in error
    assert len(lines(settings, "server.log")) == 2
    assert shell(settings, 'grep -E "error|warning|critical" server.log') == error


def test_the_level_of_the_settings_holds(settings: Settings, tmp_path: Path) -> None:
    logs.configure(Settings(home=tmp_path, log_level="warning"), "web-1")
    structlog.get_logger("x").info("no")
    structlog.get_logger("x").warning("sí")
    assert [line.rsplit(" ", 1)[1] for line in lines(settings, "server.log")] == ["sí"]


def test_slow_endpoints_and_busy_users_are_found_with_the_guide_s_commands(settings: Settings) -> None:
    a_request(latency=41.72)
    a_request(user="otro usuario", path="/api/con espacio", latency=7.0)
    a_request(latency=132.04)
    slowest = shell(settings, """cat server.log | grep "latency" | awk '{print $NF}' | sort -rn | head -10""")
    assert slowest.split() == ["132.0", "41.7", "7.0"]
    users = shell(settings, "cat access.log | awk '{print $4}' | sort | uniq -c | sort -rn | head -10")
    assert users.split() == ["2", "demo", "1", "otro_usuario"]
    assert lines(settings, "access.log")[1].split(" ")[1:] == [
        "info", "127.0.0.1", "otro_usuario", "POST", "/api/con_espacio", "201", "7.0",
    ]  # fmt: skip


def test_nobody_forges_a_line(settings: Settings) -> None:
    structlog.get_logger("x").info("uno\n2026-01-01T00:00:00 error web-1 falso", valor="a\r\nb\x1b[31m")
    a_request(path="/a\n2026 x")
    assert len(lines(settings, "server.log")) == 2
    assert len(lines(settings, "access.log")) == 1
    assert "\x1b" not in (settings.logs / "server.log").read_text()


@pytest.mark.parametrize(
    ("event", "fields", "secret"),
    [
        ("Entró", {"password": "Secreto-1"}, "Secreto-1"),
        ("Entró", {"passwordPri": "Secreto-1"}, "Secreto-1"),
        ("Entró", {"mh": "user=0614&pwd=Secreto-1"}, "Secreto-1"),
        ("token fx_0123456789abcdefXYZ", {}, "fx_0123456789abcdefXYZ"),
        ("Authorization: Bearer abc.def", {}, "abc.def"),
        ("conexión postgresql://postgres:Secreto-1@127.0.0.1:5432/postgres", {}, "Secreto-1"),
        ('{"clave": "Secreto 1"}', {}, "Secreto 1"),
        ("firma eyJhbGciOiJSUzUxMiJ9.eyJhIjoxfQ.AAAA-_", {}, "eyJhIjoxfQ"),
        ("-----BEGIN PRIVATE KEY-----\nMIIEvQ\n-----END PRIVATE KEY-----", {}, "MIIEvQ"),
    ],
)
def test_no_secret_enters_a_line(settings: Settings, event: str, fields: dict[str, str], secret: str) -> None:
    structlog.get_logger("x").error(event, **fields)
    try:
        raise RuntimeError(event)
    except RuntimeError:
        structlog.get_logger("x").exception("Falló", **fields)
    for name in ("server.log", "error.log"):
        text = (settings.logs / name).read_text()
        assert secret not in text
        assert "***" in text


def record(path: Path, day: str, text: str, keep_days: int = 30) -> DayFile:
    """A handler that has just written a line of that day."""
    handler = DayFile(path, keep_days)
    handler.setFormatter(logging.Formatter("%(message)s"))
    say(handler, day, text)
    return handler


def say(handler: DayFile, day: str, text: str) -> None:
    handler.emit(logging.LogRecord("x", logging.INFO, "", 0, f"{day}T00:00:01 info {text}", None, None))


def test_a_new_day_moves_the_old_file_once_and_every_writer_follows(tmp_path: Path) -> None:
    path = tmp_path / "server.log"
    one, other = record(path, "2026-11-23", "a"), record(path, "2026-11-23", "b")
    say(one, "2026-11-24", "c")
    say(other, "2026-11-24", "d")
    say(one, "2026-11-24", "e")
    one.close()
    other.close()
    assert [line[-1] for line in path.read_text().splitlines()] == ["c", "d", "e"]
    assert [line[-1] for line in (tmp_path / "server.log.2026-11-23").read_text().splitlines()] == ["a", "b"]


def test_a_file_left_from_days_ago_is_moved_at_the_first_line(tmp_path: Path) -> None:
    path = tmp_path / "access.log"
    record(path, "2026-11-20", "a").close()
    record(path, "2026-11-24", "b").close()
    assert (tmp_path / "access.log.2026-11-20").exists()
    assert len(path.read_text().splitlines()) == 1


def test_files_past_their_days_are_deleted_and_others_stay(tmp_path: Path) -> None:
    path = tmp_path / "server.log"
    today = date(2026, 11, 24)
    for days in (1, 30, 31, 400):
        (tmp_path / f"server.log.{today - timedelta(days=days)}").write_text("x")
    (tmp_path / "server.log.copia").write_text("x")
    (tmp_path / f"access.log.{today - timedelta(days=40)}").write_text("x")
    record(path, today.isoformat(), "a").close()
    left = {file.name for file in tmp_path.iterdir()} - {".server.log.lock"}
    assert left == {
        "server.log", "server.log.copia", "server.log.2026-11-23", "server.log.2026-10-25", "access.log.2026-10-15",
    }  # fmt: skip


def test_lines_of_several_processes_stay_whole_across_the_turn_of_a_day(tmp_path: Path) -> None:
    script = """
import logging, sys
from pathlib import Path
from facturaxpress.operations.dayfile import DayFile
handler = DayFile(Path(sys.argv[1]), 30)
handler.setFormatter(logging.Formatter("%(message)s"))
for n in range(2000):
    day = "2026-11-23" if n < 1000 else "2026-11-24"
    handler.emit(logging.LogRecord("x", logging.INFO, "", 0, f"{day} {sys.argv[2]} {n} " + "y" * (n % 300), None, None))
"""
    path = tmp_path / "server.log"
    writers = [subprocess.Popen([sys.executable, "-c", script, str(path), str(n)]) for n in range(3)]
    assert [writer.wait() for writer in writers] == [0, 0, 0]
    seen = [line for file in tmp_path.glob("server.log*") for line in file.read_text().splitlines()]
    expected = {
        f"{'2026-11-23' if n < 1000 else '2026-11-24'} {who} {n} " + "y" * (n % 300)
        for who in range(3)
        for n in range(2000)
    }
    assert len(seen) == 6000
    assert set(seen) == expected
