"""A whole definition with everything a tenant may say, and the files it takes."""

import copy
import json
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any

from facturaxpress.signing.synthetic import make_mh_certificate

NIT = "06143102991025"
OTHER_NIT = "06143102991033"
NOW = datetime(2026, 11, 24, 18, 0, tzinfo=UTC)
MH_PASSWORD = "Secreto-de-MH-2026"
CERTIFICATE_PASSWORD = "Secreto-de-llave-1"

DEFINITION: dict[str, Any] = {
    "slug": "ferreteria",
    "nombre": "FERRETERÍA INVENTADA, S.A. DE C.V.",
    "nit": "0614-310299-102-5",
    "nrc": "123456-7",
    "emisor": {
        "codActividad": "47522",
        "nombreComercial": "Ferretería",
        "direccion": {"departamento": "06", "municipio": "23", "distrito": "14", "complemento": "Calle 1"},
        "telefono": "22000000",
        "correo": "dte@example.com",
    },
    "establecimientos": [
        {"codigo": "S001", "nombre": "Sucursal", "puntosVenta": ["P002", {"codigo": "P001", "nombre": "Caja 1"}]},
        {
            "codigo": "M001",
            "puntosVenta": ["P001"],
            "direccion": {"departamento": "05", "municipio": "28", "distrito": "11", "complemento": "Calle 2"},
            "telefono": "22000001",
            "correo": "matriz@example.com",
        },
    ],
    "hacienda": {"clave_env": "CLAVE_MH"},
    "certificado": {"archivo": "certificado.crt", "clave": CERTIFICATE_PASSWORD},
    "ajustes": {"fecEmi_dias_atras": 10, "receptor_desde": 1226, "lecturas": {"montoTotalOperacion03": "A"}},
}

ENVIRON = {"CLAVE_MH": MH_PASSWORD}


@cache
def certificate(nit: str = NIT, *, days: int = 365, password: str = CERTIFICATE_PASSWORD) -> bytes:
    return make_mh_certificate(
        nit, "EMPRESA", password, not_before=NOW - timedelta(days=400), not_after=NOW + timedelta(days=days)
    )


def changed(**changes: Any) -> dict[str, Any]:
    """The definition with members replaced; `a__b` is the member b of a, None takes it away."""
    whole = copy.deepcopy(DEFINITION)
    for path, value in changes.items():
        *parents, name = path.split("__")
        place = whole
        for parent in parents:
            place = place[int(parent)] if parent.isdigit() else place[parent]  # type: ignore[index]
        if value is None:
            del place[name]
        else:
            place[name] = value
    return whole


def write(folder: Path, whole: dict[str, Any], *, crt: bytes | None = None) -> Path:
    """The definition as a JSON file, with the certificate beside it."""
    (folder / "certificado.crt").write_bytes(crt or certificate())
    path = folder / "empresa.json"
    path.write_text(json.dumps(whole, ensure_ascii=False), encoding="utf-8")
    return path
