"""Small purchases for the tests of 14."""

import copy
from collections.abc import Mapping
from typing import Any

SELLER: dict[str, Any] = {
    "tipoDocumento": "13",
    "numDocumento": "012345678",
    "nombre": "PROVEEDOR DE PRUEBA",
    "direccion": {"departamento": "12", "municipio": "22", "distrito": "17", "complemento": "Cantón de Prueba"},
}


def bought(precioUni: Any = 100, cantidad: Any = 1, **more: Any) -> dict[str, Any]:
    """A line of goods; a field given as `...` is left out."""
    whole = {
        "tipoItem": 1,
        "cantidad": cantidad,
        "uniMedida": 59,
        "descripcion": "Producto de prueba",
        "precioUni": precioUni,
        **more,
    }
    return {key: value for key, value in whole.items() if value is not ...}


def labour(precioUni: Any = 100, cantidad: Any = 1, **more: Any) -> dict[str, Any]:
    return bought(precioUni, cantidad, **{"tipoItem": 2, "uniMedida": 99, **more})


def seller(**changes: Any) -> dict[str, Any]:
    return {key: value for key, value in {**SELLER, **changes}.items() if value is not ...}


def fse(*lines: Mapping[str, Any], **more: Any) -> dict[str, Any]:
    """A purchase of 14."""
    return {
        "tipoDte": "14",
        "receptor": copy.deepcopy(SELLER),
        "cuerpoDocumento": list(lines) or [bought()],
        **copy.deepcopy(more),
    }
