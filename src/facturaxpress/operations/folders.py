"""The folders of a home, with the permissions that each needs."""

import os
from pathlib import Path


def make_home(home: Path) -> None:
    """Make the home if it is not there: its owner's alone, but root lets the database's account walk through."""
    if home.is_dir():
        return
    home.mkdir(parents=True, exist_ok=True)
    home.chmod(0o711 if os.geteuid() == 0 else 0o700)


def make_inside(home: Path, name: str, mode: int = 0o700) -> Path:
    """Make a folder of the home if it is not there, and the home before it."""
    make_home(home)
    folder = home / name
    if not folder.is_dir():
        folder.mkdir(exist_ok=True)
        folder.chmod(mode)
    return folder
