"""Codes, tributes and payment terms of 01 and 03 beyond their schema."""

from collections.abc import Callable
from typing import Any

import pytest

from tests.sandbox.conftest import Training, assert_refused
from tests.sandbox.documents import credito_fiscal, factura

Change = Callable[[dict[str, Any]], Any]


def _set(*path: str | int, value: Any) -> Change:
    def change(document: dict[str, Any]) -> None:
        node: Any = document
        for step in path[:-1]:
            node = node[step]
        node[path[-1]] = value

    return change


@pytest.mark.parametrize(
    ("make", "change", "code", "text", "clasifica"),
    [
        (
            credito_fiscal,
            _set("cuerpoDocumento", 0, "tributos", value=None),
            "005",
            "[cuerpoDocumento.1.tributos] DEBE PROPORCIONAR UN VALOR",
            "15",
        ),
        (
            credito_fiscal,
            _set("cuerpoDocumento", 0, "tributos", value=["59"]),
            "005",
            "[cuerpoDocumento.1.tributos] DEBE PROPORCIONAR UN VALOR",
            "15",
        ),
        (
            credito_fiscal,
            _set("cuerpoDocumento", 0, "tributos", value=["20", "C3"]),
            "007",
            "[cuerpoDocumento.1.tributos] VALOR NO ES PERMITIDO",
            "15",
        ),
        (
            factura,
            _set("cuerpoDocumento", 0, "tributos", value=["20"]),
            "007",
            "[cuerpoDocumento.1.tributos] VALOR NO ES PERMITIDO",
            "15",
        ),
        (
            factura,
            _set("cuerpoDocumento", 1, "numItem", value=3),
            "019",
            "[cuerpoDocumento.2.numItem] ERROR EN CORRELATIVO",
            "15",
        ),
        (
            factura,
            _set("cuerpoDocumento", 1, "tipoItem", value=5),
            "007",
            "[cuerpoDocumento.2.tipoItem] VALOR NO ES PERMITIDO",
            "15",
        ),
        (
            factura,
            _set("cuerpoDocumento", 1, "uniMedida", value=3),
            "007",
            "[cuerpoDocumento.2.uniMedida] VALOR NO ES PERMITIDO",
            "15",
        ),
        (
            factura,
            _set("cuerpoDocumento", 1, "tipoItem", value=4),
            "005",
            "[cuerpoDocumento.2.codTributo] DEBE PROPORCIONAR UN VALOR",
            "15",
        ),
        (
            factura,
            _set("cuerpoDocumento", 1, "codTributo", value="57"),
            "024",
            "[cuerpoDocumento.2.codTributo] VALOR EN CAMPO NO APLICA",
            "15",
        ),
        (
            credito_fiscal,
            _set("receptor", "direccion", "distrito", value="01"),
            "007",
            "[receptor.direccion.distrito] VALOR NO ES PERMITIDO",
            "13",
        ),
        (
            factura,
            _set("emisor", "direccion", "municipio", value="14"),
            "007",
            "[emisor.direccion.municipio] VALOR NO ES PERMITIDO",
            "12",
        ),
        (
            factura,
            _set("emisor", "direccion", "departamento", value="15"),
            "007",
            "[emisor.direccion.departamento] VALOR NO ES PERMITIDO",
            "12",
        ),
        (
            factura,
            _set("resumen", "condicionOperacion", value=4),
            "007",
            "[resumen.condicionOperacion] VALOR NO ES PERMITIDO",
            "16",
        ),
        (
            factura,
            _set("resumen", "condicionOperacion", value=2),
            "005",
            "[resumen.pagos.1.plazo] DEBE PROPORCIONAR UN VALOR",
            "16",
        ),
        (
            factura,
            _set("resumen", "pagos", 0, "periodo", value=30),
            "024",
            "[resumen.pagos.1.periodo] VALOR EN CAMPO NO APLICA",
            "16",
        ),
        (
            factura,
            _set("resumen", "pagos", 0, "codigo", value="06"),
            "007",
            "[resumen.pagos.1.codigo] VALOR NO ES PERMITIDO",
            "16",
        ),
        (
            factura,
            _set("resumen", "tributos", value=[{"codigo": "20", "descripcion": "IVA", "valor": 1}]),
            "007",
            "[resumen.tributos.1.codigo] VALOR NO ES PERMITIDO",
            "16",
        ),
    ],
)
def test_codes_that_do_not_belong_are_refused(
    training: Training, make: Callable[[], dict[str, Any]], change: Change, code: str, text: str, clasifica: str
) -> None:
    document = make()
    change(document)
    assert_refused(training.send(document), code, text, clasifica)
