"""Running the program as outsiders do."""

import json
import os
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

COMMAND = [sys.executable, "-P", "-m", "facturaxpress"]
Done = subprocess.CompletedProcess[str]

SALE: dict[str, Any] = {
    "tipoDte": "01",
    "cuerpoDocumento": [
        {"tipoItem": 1, "cantidad": 2, "uniMedida": 59, "descripcion": "Camisa de algodón", "precioUni": 11}
    ],
}


def environment(home: Path | None = None) -> dict[str, str]:
    """Ours without what would point the program elsewhere."""
    kept = {
        name: value
        for name, value in os.environ.items()
        if name in {"FACTURAXPRESS_MH", "FACTURAXPRESS_MH_SCHEMAS"}
        or not name.startswith(("FACTURAXPRESS", "DATABASE"))
    }
    return {**kept, "FACTURAXPRESS_HOME": str(home)} if home is not None else kept


def facturaxpress(
    *arguments: str, home: Path | None = None, cwd: Path | None = None, text: str = "", **variables: str
) -> Done:
    return subprocess.run(
        [*COMMAND, *arguments],
        input=text,
        capture_output=True,
        text=True,
        check=False,
        cwd=cwd,
        env=environment(home) | variables,
        timeout=120,
    )


class Program:
    """A `serve --demo` of its own home."""

    def __init__(self, home: Path, *words: str, **variables: str) -> None:
        self.home = home
        self.log = home.parent / f"{home.name}.out"
        with self.log.open("ab") as output:
            self.process = subprocess.Popen(
                [*COMMAND, "serve", *(words or ("--demo", "--port", "0"))],
                stdout=output,
                stderr=output,
                start_new_session=True,
                env=environment(home) | variables,
            )

    def run(self, *arguments: str, text: str = "") -> Done:
        return facturaxpress(*arguments, home=self.home, text=text)

    @property
    def status(self) -> dict[str, Any]:
        found: dict[str, Any] = json.loads(self.run("status", "--json").stdout)
        return found

    def ready(self) -> "Program":
        end = time.monotonic() + 60
        while self.status["api"] is None:
            assert self.process.poll() is None, self.log.read_text()
            assert time.monotonic() < end, self.log.read_text()
            time.sleep(0.1)
        return self

    def end(self) -> None:
        self.process.terminate()
        try:
            self.process.wait(60)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
