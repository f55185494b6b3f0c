"""The sandbox ships the schemas that the models give, so that it needs nobody's files and never falls behind them."""

import json
from pathlib import Path

import facturaxpress.sandbox
from facturaxpress import dte

FOLDER = Path(facturaxpress.sandbox.__file__).parent / "schemas"


def test_are_the_exported_ones() -> None:
    """Renew them with `facturaxpress schema export src/facturaxpress/sandbox/schemas`."""
    shipped = {path.stem: path.read_text() for path in FOLDER.glob("*.json")}
    exported = {f"{tipo}-v{version}": dte.schema(tipo, version) for tipo, version in dte.structures()}
    assert shipped.keys() == exported.keys()
    for name, schema in exported.items():
        assert json.loads(shipped[name]) == json.loads(json.dumps(schema)), name
