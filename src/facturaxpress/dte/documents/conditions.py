"""What MH's schemas of 1.x say with `if` and `then`, by place in the structure; the rules say the same with texts."""

from typing import Any

_UUID = "^[A-F0-9]{8}-[A-F0-9]{4}-[A-F0-9]{4}-[A-F0-9]{4}-[A-F0-9]{12}$"
_NULL = {"type": "null"}
_TEXT = {"type": "string"}
_ZERO = {"maximum": 0}
_NIT = {"type": "string", "pattern": "^([0-9]{14}|[0-9]{9})$"}
_DUI = {"type": "string", "pattern": "^[0-9]{8}-[0-9]$"}
_ONLY_IVA = {"type": "array", "items": {"const": "20"}}


def _when(test: dict[str, Any], then: dict[str, Any], otherwise: dict[str, Any] | None = None) -> dict[str, Any]:
    """If the members named in `test` are so, those in `then` must be so, else those in `otherwise`."""
    result: dict[str, Any] = {"if": {"properties": test}, "then": {"properties": then}}
    if otherwise is not None:
        result["else"] = {"properties": otherwise}
    return result


_TRANSMISSION = [
    _when(
        {"tipoOperacion": {"const": 1}},
        {"tipoModelo": {"const": 1}, "tipoContingencia": _NULL, "motivoContin": _NULL},
        {"tipoModelo": {"const": 2}},
    ),
    _when({"tipoOperacion": {"const": 2}}, {"tipoContingencia": {"type": "integer"}}),
    _when({"tipoContingencia": {"const": 5}}, {"motivoContin": _TEXT}),
]
_ELECTRONIC = _when({"tipoGeneracion": {"const": 2}}, {"numeroDocumento": {"pattern": _UUID}})
_OTHER = [
    _when(
        {"codDocAsociado": {"const": 3}},
        {"medico": {"type": "object"}, "descDocumento": _NULL, "detalleDocumento": _NULL},
        {"descDocumento": _TEXT, "detalleDocumento": _TEXT, "medico": _NULL},
    )
]
_DOCTOR = [
    _when({"nit": _NULL}, {"docIdentificacion": _TEXT}),
    _when({"docIdentificacion": _NULL}, {"nit": _TEXT}),
]

CONDITIONS: dict[tuple[str, int], dict[str, list[dict[str, Any]]]] = {
    ("01", 1): {
        "": [
            _when(
                {"resumen": {"properties": {"montoTotalOperacion": {"minimum": 1095}}}},
                {
                    "receptor": {
                        "type": "object",
                        "properties": {"tipoDocumento": _TEXT, "numDocumento": _TEXT, "nombre": _TEXT},
                    }
                },
            )
        ],
        "identificacion": _TRANSMISSION,
        "documentoRelacionado[]": [
            _ELECTRONIC,
            _when({"tipoGeneracion": {"const": 1}}, {"numeroDocumento": {"maxLength": 20}}),
        ],
        "receptor": [
            _when(
                {"tipoDocumento": {"const": "36"}},
                {"numDocumento": _NIT},
                {"nrc": _NULL},
            ),
            _when({"tipoDocumento": {"const": "13"}}, {"numDocumento": _DUI}),
        ],
        "otrosDocumentos[]": _OTHER,
        "otrosDocumentos[].medico": _DOCTOR,
        "cuerpoDocumento[]": [
            _when({"ventaGravada": _ZERO}, {"tributos": _NULL, "ivaItem": _ZERO}),
            _when(
                {"tipoItem": {"const": 4}},
                {"uniMedida": {"const": 99}, "codTributo": _TEXT, "tributos": _NULL},
                {"codTributo": _NULL},
            ),
        ],
        "resumen": [_when({"totalGravada": _ZERO}, {"ivaRete1": _ZERO})],
    },
    ("03", 3): {
        "identificacion": _TRANSMISSION,
        "documentoRelacionado[]": [_ELECTRONIC],
        "otrosDocumentos[]": _OTHER,
        "otrosDocumentos[].medico": _DOCTOR,
        "cuerpoDocumento[]": [
            _when({"ventaGravada": _ZERO}, {"tributos": _NULL}, {"tributos": {"type": "array", "minItems": 1}}),
            _when(
                {"tipoItem": {"const": 4}},
                {
                    "uniMedida": {"const": 99},
                    "codTributo": _TEXT,
                    "tributos": _ONLY_IVA,
                },
                {"codTributo": _NULL},
            ),
        ],
        "resumen": [
            _when(
                {"condicionOperacion": {"const": 2}},
                {"pagos": {"items": {"properties": {"plazo": _TEXT, "periodo": {"type": "number"}}}}},
            ),
            _when({"totalGravada": _ZERO}, {"ivaPerci1": _ZERO, "ivaRete1": _ZERO}),
            _when({"totalPagar": _ZERO}, {"condicionOperacion": {"const": 1}}),
        ],
    },
}
