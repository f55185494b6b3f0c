"""Small exports for the tests of 11."""

import copy
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

D = Decimal
CUSTOMS = {"tipoItemExpor": 1, "recintoFiscal": "02", "tipoRegimen": "EX-1", "regimen": "1000.000"}
CUSTOMER: dict[str, Any] = {
    "nombre": "CLIENTE EXTRANJERO DE PRUEBA",
    "tipoDocumento": "37",
    "numDocumento": "CF-1234567",
    "descActividad": "Comercio al por mayor",
    "codPais": "GT",
    "complemento": "10 Avenida 5-55, Ciudad",
    "tipoPersona": 2,
    "correo": "buyer@example.com",
}


def goods(precioUni: Any = 100, cantidad: Any = 1, **more: Any) -> dict[str, Any]:
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


def service(precioUni: Any = 100, cantidad: Any = 1, **more: Any) -> dict[str, Any]:
    return goods(precioUni, cantidad, **{"tipoItem": 2, "uniMedida": 99, **more})


def customer(**changes: Any) -> dict[str, Any]:
    return {key: value for key, value in {**CUSTOMER, **changes}.items() if value is not ...}


def fex(*lines: Mapping[str, Any], **more: Any) -> dict[str, Any]:
    """A sale of 11: goods through customs, unless it says otherwise."""
    return {
        "tipoDte": "11",
        "emisor": dict(CUSTOMS),
        "receptor": copy.deepcopy(CUSTOMER),
        "cuerpoDocumento": list(lines) or [goods()],
        **copy.deepcopy(more),
    }


def services(*lines: Mapping[str, Any], **more: Any) -> dict[str, Any]:
    """A sale of 11 of services only."""
    return fex(*(lines or [service()]), **{"emisor": {}, **more})
