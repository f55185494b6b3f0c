import errno
from pathlib import Path

import pytest

from facturaxpress.oserrors import reason


def test_what_people_meet_is_told_in_spanish(tmp_path: Path) -> None:
    with pytest.raises(OSError, match="directory") as caught:
        tmp_path.read_bytes()
    assert reason(caught.value) == "es una carpeta"
    with pytest.raises(FileNotFoundError) as missing:
        (tmp_path / "nada").read_bytes()
    assert reason(missing.value) == "no existe"
    assert reason(PermissionError(errno.EACCES, "Permission denied")) == "no hay permiso"


def test_what_is_rare_keeps_the_systems_words() -> None:
    assert reason(OSError(errno.EXDEV, "Invalid cross-device link")) == "Invalid cross-device link"
    assert reason(OSError("sin número")) == "sin número"
    assert reason(OSError()) == "OSError"
