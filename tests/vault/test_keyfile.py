"""The key file: made once, readable by its owner alone, refused when it cannot be trusted."""

import stat
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from facturaxpress.vault import KeyFileError, Vault
from facturaxpress.vault.keyfile import read_or_create


def test_made_on_first_use(tmp_path: Path) -> None:
    path = tmp_path / "secrets" / "vault.key"
    vault = Vault(path)
    assert not path.exists()
    vault.seal(b"x", "c")
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700
    assert [file.name for file in path.parent.iterdir()] == ["vault.key"]
    assert len(path.read_text()) == 65
    assert read_or_create(path).hex() == path.read_text().strip()


def test_mode_does_not_depend_on_the_umask(tmp_path: Path) -> None:
    import os

    before = os.umask(0)
    try:
        read_or_create(tmp_path / "key")
    finally:
        os.umask(before)
    assert stat.S_IMODE((tmp_path / "key").stat().st_mode) == 0o600


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o660, 0o666])
def test_readable_by_others_is_refused(tmp_path: Path, mode: int) -> None:
    path = tmp_path / "key"
    read_or_create(path)
    path.chmod(mode)
    with pytest.raises(KeyFileError, match="pueden leer") as caught:
        Vault(path).seal(b"x", "c")
    assert "chmod 600" in caught.value.fix
    assert path.read_text().strip() not in str(caught.value) + caught.value.fix


@pytest.mark.parametrize(
    "content", ["", "\n", "ab", "0" * 63, "0" * 66, "0" * 64 + "\n\n", "G" * 64, "A" * 64, " " + "0" * 64, "0" * 10_000]
)
def test_what_is_no_key_is_refused(tmp_path: Path, content: str) -> None:
    path = tmp_path / "key"
    path.write_text(content)
    path.chmod(0o600)
    with pytest.raises(KeyFileError, match="64"):
        read_or_create(path)
    assert path.read_text() == content


def test_folder_and_impossible_place(tmp_path: Path) -> None:
    with pytest.raises(KeyFileError):
        read_or_create(tmp_path)
    (tmp_path / "file").touch()
    with pytest.raises(KeyFileError):
        read_or_create(tmp_path / "file" / "key")


def test_threads_agree(tmp_path: Path) -> None:
    vaults = [Vault(tmp_path / "key") for _ in range(16)]
    with ThreadPoolExecutor(16) as threads:
        sealed = list(threads.map(lambda vault: vault.seal(b"x", "c"), vaults))
    assert {vaults[0].open(text, "c") for text in sealed} == {b"x"}


def test_processes_agree(tmp_path: Path) -> None:
    """Both wait for the same moment, find no key, and make one."""
    script = (
        "import sys, time, pathlib\n"
        "from facturaxpress.vault import Vault\n"
        "folder = pathlib.Path(sys.argv[1])\n"
        "print('ready', flush=True); sys.stdin.readline()\n"
        "for n in range(50):\n"
        "    print(Vault(folder / f'k{n}' / 'key').seal(b'x', 'c'), flush=True)\n"
    )
    running = [
        subprocess.Popen(
            [sys.executable, "-c", script, str(tmp_path)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )
        for _ in range(2)
    ]
    for process in running:
        assert process.stdout
        assert process.stdout.readline() == "ready\n"
    for process in running:
        assert process.stdin
        process.stdin.write("go\n")
        process.stdin.flush()
    answers = [process.communicate(timeout=60)[0].split() for process in running]
    assert [process.returncode for process in running] == [0, 0]
    for n in range(50):
        vault = Vault(tmp_path / f"k{n}" / "key")
        assert [vault.open(answer[n], "c") for answer in answers] == [b"x", b"x"]
        assert answers[0][n].split(".")[2] != answers[1][n].split(".")[2]
