"""Sale to payload, documents a second on one core: read, compute, apply the rules, finish; and the way back.

What each figure is, for sales of 5 and of 20 lines, as JSON text in and JSON text out, mean of 01 and 03:

- `build_N_lines_per_second`: `dte.build` and `Draft.finish`: computed, and judged by every rule;
- `with_signature_N_lines_per_second`: the same with one RSA-2048 signature by `cryptography` on the same core;
- `validate_N_lines_per_second`: `dte.validate` of the finished document;
- `build_and_validate_N_lines_per_second`: one after the other, so judged twice: when issuing, and as a text received;
- `jsonschema_rs_N_lines_per_second`: the limit beside it, `jsonschema_rs` alone with the JSON Schema of the structure,
  on the document already parsed; `validate_over_jsonschema_rs_N_lines` is how many times longer `dte.validate` takes;
- `build_and_validate_2000_lines_seconds`: the largest document, from sale to judged payload.

Targets: 600 documents a second and core, signed; 1,500 of 20 lines built and validated; 2,000 lines in 0.5 s;
validation within 4 times `jsonschema_rs`. Time is the process's own, so that other programs on the machine weigh less;
the best of several slices counts, since they can only make a slice worse.
"""

import json
import time
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import jsonschema_rs
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import padding, rsa

from facturaxpress import dte

TARGET = 600
"""Documents a second and core: built, judged and signed."""
TARGET_VALIDATED = 1500
"""Documents of 20 lines a second and core: built, and then validated."""
TARGET_FACTOR = 4.0
"""Times `jsonschema_rs` alone."""
TARGET_LARGEST = 0.5
"""Seconds for 2,000 lines, built and validated."""
LARGEST = 2000
LINES = (5, 20)
ROUNDS = 4
CODIGO = "4BA1AEB5-2A77-4B5E-8C8B-CE195EC5DC88"

CONTEXT = dte.Context(
    emisor=dte.Emisor(
        nit="06140101201013",
        nrc="1234567",
        nombre="EMPRESA DE PRUEBA, S.A. DE C.V.",
        codActividad="46900",
        descActividad="Venta al por mayor de otros productos",
        direccion=dte.Direccion("06", "23", "14", "Avenida de Prueba 100"),
        telefono="22000001",
        correo="dte@example.com",
    ),
    establecimientos=(dte.Establecimiento(codigo="M001"),),
    ambiente="00",
    now=datetime(2026, 11, 25, 16, 0, tzinfo=UTC),
)
RECEPTOR = {
    "01": {
        "tipoDocumento": "13",
        "numDocumento": "012345678",
        "nombre": "Cliente de prueba",
        "correo": "c@example.com",
    },
    "03": {
        "nit": "06141506181024",
        "nrc": "7654321",
        "nombre": "CLIENTE DE PRUEBA, S.A. DE C.V.",
        "codActividad": "62010",
        "direccion": {"departamento": "05", "municipio": "28", "distrito": "11", "complemento": "Calle de Prueba 200"},
        "correo": "cliente@example.com",
    },
}


def run(seconds: float = 0.5) -> dict[str, Any]:
    """`seconds` a slice, 40 slices."""
    judges = [jsonschema_rs.Draft7Validator(dte.schema(tipo, version)) for tipo, version in (("01", 2), ("03", 4))]
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    figures: dict[str, Any] = {
        "target_per_second": TARGET,
        "target_build_and_validate_20_lines_per_second": TARGET_VALIDATED,
        "target_validate_over_jsonschema_rs": TARGET_FACTOR,
        f"target_build_and_validate_{LARGEST}_lines_seconds": TARGET_LARGEST,
    }
    for lines in LINES:
        sales = [sale(tipo, lines) for tipo in ("01", "03")]
        payloads = [build(one) for one in sales]

        def both(sales: list[bytes] = sales) -> None:
            for one in sales:
                build(one)

        def signed(sales: list[bytes] = sales) -> None:
            for one in sales:
                key.sign(build(one), padding.PKCS1v15(), hashes.SHA512())

        def judged(payloads: list[bytes] = payloads) -> None:
            for one in payloads:
                dte.validate(one)

        def there_and_back(sales: list[bytes] = sales) -> None:
            for one in sales:
                dte.validate(build(one))

        parsed = [json.loads(one) for one in payloads]

        def by_schema(documents: list[Any] = parsed) -> None:
            for judge, document in zip(judges, documents, strict=True):
                judge.is_valid(document)

        figures[f"build_{lines}_lines_per_second"] = rate(both, seconds)
        figures[f"with_signature_{lines}_lines_per_second"] = rate(signed, seconds)
        validated = figures[f"validate_{lines}_lines_per_second"] = rate(judged, seconds)
        figures[f"build_and_validate_{lines}_lines_per_second"] = rate(there_and_back, seconds)
        limit = figures[f"jsonschema_rs_{lines}_lines_per_second"] = rate(by_schema, seconds)
        figures[f"validate_over_jsonschema_rs_{lines}_lines"] = round(limit / validated, 2)
    figures[f"build_and_validate_{LARGEST}_lines_seconds"] = largest()
    return figures


def largest() -> float:
    """Seconds for the largest document: the best of several turns, of 01 or 03 whichever takes longer."""
    return round(max(min(_once(sale(tipo, LARGEST)) for _ in range(ROUNDS)) for tipo in ("01", "03")), 3)


def _once(one: bytes) -> float:
    started = time.process_time()
    dte.validate(build(one))
    return time.process_time() - started


def build(sale: bytes) -> bytes:
    draft = dte.build(sale, CONTEXT)
    return draft.finish(f"DTE-{draft.tipoDte}-M001P001-000000000000001", CODIGO)


def sale(tipo: str, lines: int) -> bytes:
    """A typical one: codes, discounts here and there, cents in the prices."""
    items = [
        {
            "tipoItem": 1,
            "codigo": f"P{number:05}",
            "cantidad": number % 7 + 1,
            "uniMedida": 59,
            "descripcion": f"Producto de prueba número {number}, presentación de doce unidades",
            "precioUni": dte.parse_json(f"{number * 3 % 40 + 1}.35".encode()),
            "montoDescu": dte.parse_json(b"0.25") if number % 3 == 0 else 0,
        }
        for number in range(lines)
    ]
    return dte.dump_json(
        {"tipoDte": tipo, "receptor": RECEPTOR[tipo], "cuerpoDocumento": items, "resumen": {"condicionOperacion": 1}}
    )


def rate(pair: Callable[[], None], seconds: float) -> int:
    """Documents a second, of a function that makes two."""
    best = 0.0
    for _ in range(ROUNDS):
        count, started = 0, time.process_time()
        while time.process_time() - started < seconds:
            pair()
            count += 2
        best = max(best, count / (time.process_time() - started))
    return round(best)


if __name__ == "__main__":
    for name, figure in run().items():
        print(f"{name}: {figure}")
