"""Parts of what MH's schemas of 1.x say with `if` and `then`; the rules say the same with texts."""

from typing import Any

UUID = "^[A-F0-9]{8}-[A-F0-9]{4}-[A-F0-9]{4}-[A-F0-9]{4}-[A-F0-9]{12}$"
NULL = {"type": "null"}
TEXT = {"type": "string"}
ZERO = {"maximum": 0}
NIT_NUMBER = {"type": "string", "pattern": "^([0-9]{14}|[0-9]{9})$"}
DUI_NUMBER = {"type": "string", "pattern": "^[0-9]{8}-[0-9]$"}
ONLY_IVA = {"type": "array", "items": {"const": "20"}}


def when(test: dict[str, Any], then: dict[str, Any], otherwise: dict[str, Any] | None = None) -> dict[str, Any]:
    """If the members named in `test` are so, those in `then` must be so, else those in `otherwise`."""
    result: dict[str, Any] = {"if": {"properties": test}, "then": {"properties": then}}
    if otherwise is not None:
        result["else"] = {"properties": otherwise}
    return result


TRANSMISSION = [
    when(
        {"tipoOperacion": {"const": 1}},
        {"tipoModelo": {"const": 1}, "tipoContingencia": NULL, "motivoContin": NULL},
        {"tipoModelo": {"const": 2}},
    ),
    when({"tipoOperacion": {"const": 2}}, {"tipoContingencia": {"type": "integer"}}),
    when({"tipoContingencia": {"const": 5}}, {"motivoContin": TEXT}),
]
ELECTRONIC = when({"tipoGeneracion": {"const": 2}}, {"numeroDocumento": {"pattern": UUID}})
OTHER = [
    when(
        {"codDocAsociado": {"const": 3}},
        {"medico": {"type": "object"}, "descDocumento": NULL, "detalleDocumento": NULL},
        {"descDocumento": TEXT, "detalleDocumento": TEXT, "medico": NULL},
    )
]
DOCTOR = [
    when({"nit": NULL}, {"docIdentificacion": TEXT}),
    when({"docIdentificacion": NULL}, {"nit": TEXT}),
]
LINES_OF_NOTES = [
    when({"ventaGravada": ZERO}, {"tributos": NULL}, {"tributos": {"type": "array", "minItems": 1}}),
    when(
        {"tipoItem": {"const": 4}},
        {"uniMedida": {"const": 99}, "codTributo": TEXT, "tributos": ONLY_IVA},
        {
            "codTributo": NULL,
            "tributos": {"items": {"enum": ["20", "C3", "59", "71", "D1", "C8", "D5", "D4"]}},
        },
    ),
]
"""Lines of the 1.x structures of 04, 05 and 06."""
