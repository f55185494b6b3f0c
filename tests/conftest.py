"""Fixtures that every room's tests may use."""

import os
from pathlib import Path

import pytest

pytest_plugins = ["tests.database"]

ROOT = Path(__file__).resolve().parent.parent


@pytest.fixture(scope="session")
def mh() -> Path:
    """The folder with what MH publishes; only the tests that need it do not run where it is absent."""
    folder = Path(os.environ.get("FACTURAXPRESS_MH", ROOT.parent / "shared" / "mh"))
    if not folder.is_dir():
        pytest.skip(f"MH's published files are not at {folder}; set FACTURAXPRESS_MH")
    return folder
