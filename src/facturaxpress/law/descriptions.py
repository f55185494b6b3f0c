"""`/api/admin/law` in OpenAPI, with examples; a test compares them with what the API says."""

from typing import Any

from facturaxpress.dte import Fault
from facturaxpress.law.changes import SOURCE
from facturaxpress.problems import MEDIA_TYPE, Problem, problem_as_json

Responses = dict[int | str, dict[str, Any]]

_HERE = "/api/admin/law"

CHANGE: dict[str, Any] = {
    "name": "estructura",
    "value": "2.0",
    "since": "2027-01-15",
    "ambiente": "01",
    "motivo": "Prórroga publicada por la DGII",
}

ROW: dict[str, Any] = {
    "id": 1,
    "name": "estructura",
    "value": "2.0",
    "since": "2027-01-15",
    "tipo": None,
    "ambiente": "01",
    "tenant": None,
    "motivo": "Prórroga publicada por la DGII",
    "quien": "super_admin/-/2f6d1f0e-8a3b-4c55-9d0e-6b7a41c2e913",
    "createdAt": "2026-11-25T15:04:05.123456+00:00",
}

OVERVIEW: dict[str, Any] = {
    "on": "2027-01-15",
    "tenant": None,
    "structures": [{"tipo": "01", "ambiente": "01", "version": 2, "regime": "2.0", "row": 1}],
    "readings": [
        {
            "name": "noGravado",
            "value": "suma",
            "tipos": ["01"],
            "ambientes": ["01"],
            "subject": "signo de los cargos que no afectan la base imponible",
            "meaning": "un monto positivo es un cargo y suma",
            "default": "suma",
            "values": {"suma": "un monto positivo es un cargo y suma", "resta": "un monto positivo se resta"},
            "reason": "Es la regla en palabras de la p. 32; las cifras de las p. 50 y 51 restan un monto positivo.",
            "source": "Manual Funcional 2.0 p. 32, 50–51 (K2)",
            "since": None,
            "row": None,
        }
    ],
    "rows": [ROW],
}

YEAR: dict[str, Any] = {
    "year": 2026,
    "holidays": [{"day": "2026-09-15", "name": "Día de la Independencia", "added": False}],
    "removed": [{"day": "2026-06-17", "motivo": "Decreto de ejemplo"}],
}

DAY: dict[str, Any] = {
    "id": 1,
    "day": "2026-10-12",
    "inhabil": True,
    "motivo": "Decreto de ejemplo",
    "quien": ROW["quien"],
    "createdAt": ROW["createdAt"],
}

NO_TOKEN = problem_as_json(Problem(401, "Falta el token: Authorization: Bearer fx_…"), _HERE)
NOT_ADMIN = problem_as_json(Problem(403, "Esta operación es solo para super_admin"), _HERE)
UNKNOWN_TENANT = problem_as_json(Problem(404, "No existe la empresa «nadie».", kind="tenant"), _HERE)
UNKNOWN_ROW = problem_as_json(Problem(404, "No hay una fila vigente con el número 99"), f"{_HERE}/99")
TOO_LARGE = problem_as_json(Problem(413, "El cuerpo pasa de 10,000 bytes", kind="too-large"), _HERE)
AWAY = problem_as_json(Problem(503, "La base de datos no responde. Repita en unos segundos", kind="unavailable"), _HERE)


def _refused(path: str, *faults: tuple[str, str, str, str]) -> dict[str, Any]:
    found = [
        Fault(code=code, path=place, message=message, message_en=message, fix=fix, fix_en=fix, source=SOURCE)
        for code, place, message, fix in faults
    ]
    return problem_as_json(Problem(422, "El cambio tiene 1 falta; no se guardó nada", kind="law", faults=found), path)


WRONG_VALUE = _refused(_HERE, ("LEY-VALOR", "value", "«2.1» no es un valor de estructura.", "¿Quiso decir «2.0»?"))
"""What `CHANGE` with the value 2.1 gives."""
WRONG_DAY = _refused(
    f"{_HERE}/holidays/2026-10-10",
    ("LEY-FERIADO", "day", "2026-10-10 es fin de semana, que nunca es hábil.", "Revise la fecha."),
)
WRONG_PARAMETER = problem_as_json(
    Problem(
        422,
        "La solicitud tiene un parámetro que no vale",
        kind="parameters",
        faults=[
            Fault(
                code="API-PARAMETRO",
                path="ambiente",
                message="El parámetro «ambiente» debe ser 00 o 01.",
                message_en="The parameter “ambiente” must be 00 or 01.",
                fix="Corrija el parámetro o quítelo; en /api/openapi.json están los admitidos.",
                fix_en="Correct the parameter or remove it; /api/openapi.json has those accepted.",
                source="/api/openapi.json",
            )
        ],
    ),
    _HERE,
)


def _answer(description: str, example: dict[str, Any]) -> dict[str, Any]:
    shown = {"schema": {"type": "object"}, "examples": {"ejemplo": {"value": example}}}
    return {"description": description, "content": {"application/json": shown}}


def _error(description: str, **shown: dict[str, Any]) -> dict[str, Any]:
    examples = {name: {"value": value} for name, value in shown.items()}
    return {"description": description, "content": {MEDIA_TYPE: {"schema": {"type": "object"}, "examples": examples}}}


_ALL: Responses = {
    401: _error("Falta el token o no vale", sin_token=NO_TOKEN),
    403: _error("El token no es de un super_admin", sin_permiso=NOT_ADMIN),
    404: _error("No existe la empresa", sin_empresa=UNKNOWN_TENANT),
    422: _error("Un parámetro no es válido", parametro=WRONG_PARAMETER),
    503: _error("La base de datos no responde", sin_base=AWAY),
}
SHOW: Responses = {**_ALL, 200: _answer("Lo que rige ese día", OVERVIEW)}
HISTORY: Responses = {**_ALL, 200: _answer("Los cambios, del primero al último", {"items": [ROW]})}
SET: Responses = {
    **_ALL,
    200: _answer("La fila guardada; `before` es la que había en su lugar", ROW | {"before": None}),
    413: _error("Cuerpo demasiado grande", grande=TOO_LARGE),
    422: _error("El cambio tiene faltas", valor=WRONG_VALUE),
}
UNSET: Responses = {
    **_ALL,
    200: _answer("La fila que retira a la otra", ROW | {"value": None}),
    404: _error("No hay una fila vigente con ese número", sin_fila=UNKNOWN_ROW),
}
_NO_TENANT = {status: answer for status, answer in _ALL.items() if status != 404}
HOLIDAYS: Responses = {**_NO_TENANT, 200: _answer("Los feriados del año", YEAR)}
HOLIDAY: Responses = {
    **_NO_TENANT,
    200: _answer("El cambio guardado", DAY),
    422: _error("El día no se puede cambiar", fin_de_semana=WRONG_DAY),
}

SET_BODY: dict[str, Any] = {
    "requestBody": {
        "required": True,
        "description": "Desde `since`, `name` vale `value`: para todo, o para un tipo, un ambiente, una empresa",
        "content": {
            "application/json": {
                "schema": {
                    "type": "object",
                    "required": ["name", "value", "since", "motivo"],
                    "additionalProperties": False,
                    "properties": {
                        "name": {"type": "string", "description": "`estructura`, o el nombre de una lectura"},
                        "value": {"type": "string", "description": "Un régimen, una versión, o el valor de la lectura"},
                        "since": {"type": "string", "format": "date"},
                        "motivo": {"type": "string", "maxLength": 500},
                        "tipo": {"type": ["string", "null"]},
                        "ambiente": {"type": ["string", "null"], "enum": ["00", "01", None]},
                        "tenant": {"type": ["string", "null"], "description": "Nombre corto de una empresa"},
                    },
                },
                "examples": {"prorroga": {"summary": "Aplazar el cambio de estructuras", "value": CHANGE}},
            }
        },
    }
}
