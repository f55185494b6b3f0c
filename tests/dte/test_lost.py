"""Which structures of a type can say something."""

import pytest

from facturaxpress.dte.lost import versions_with


@pytest.mark.parametrize(
    ("tipo", "field", "versions"),
    [
        ("05", "receptor.tipoDocumento", [4]),
        ("05", "cuerpoDocumento.ivaRete", [4]),
        ("08", "receptor.tipoDocumento", [2]),
        ("03", "extension", [3]),
        ("03", "cuerpoDocumento.descripcion", [3, 4]),
        ("03", "cuerpoDocumento.otro", []),
        ("99", "receptor", []),
    ],
)
def test_versions_with_a_field(tipo: str, field: str, versions: list[int]) -> None:
    assert versions_with(tipo, field.split(".")) == versions
