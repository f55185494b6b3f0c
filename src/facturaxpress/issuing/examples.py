"""Bodies and answers of `/api/dtes` as OpenAPI shows them; a test compares them with what the API says."""

import json
from pathlib import Path
from typing import Any

from facturaxpress.dte import Fault
from facturaxpress.dte.rejections import explain
from facturaxpress.issuing.reasons import as_fault
from facturaxpress.issuing.service import EVENTO_SIN_ENVIO
from facturaxpress.problems import Problem, problem_as_json

INPUTS: dict[str, dict[str, Any]] = {
    path.stem: json.loads(path.read_bytes()) for path in sorted(Path(__file__).with_name("inputs").glob("*.json"))
}
"""What is sent to make a document or event of each type, by type."""

FACTURA = INPUTS["01"]

ISSUED: dict[str, Any] = {
    "codigoGeneracion": "4BA1AEB5-2A77-4B5E-8C8B-CE195EC5DC88",
    "numeroControl": "DTE-01-M001P001-000000000000001",
    "tipoDte": "01",
    "version": 2,
    "ambiente": "00",
    "estado": "PROCESADO",
    "selloRecibido": "2026A1B2C3D4E5F60718293A4B5C6D7E8F90WXYZ",
    "fecEmi": "2026-12-01",
    "horEmi": "10:15:30",
    "receptor": {"nombre": None, "documento": None},
    "total": 30.6,
    "referencia": "CAJA1-000123",
    "createdAt": "2026-12-01T16:15:30.123456+00:00",
    "links": {
        "self": "/api/dtes/4BA1AEB5-2A77-4B5E-8C8B-CE195EC5DC88",
        "json": "/api/dtes/4BA1AEB5-2A77-4B5E-8C8B-CE195EC5DC88.json",
        "jws": "/api/dtes/4BA1AEB5-2A77-4B5E-8C8B-CE195EC5DC88.jws",
        "pdf": "/api/dtes/4BA1AEB5-2A77-4B5E-8C8B-CE195EC5DC88.pdf",
        "consulta": "https://admin.factura.gob.sv/consultaPublica"
        "?ambiente=00&codGen=4BA1AEB5-2A77-4B5E-8C8B-CE195EC5DC88&fechaEmi=2026-12-01",
    },
    "resumen": {
        "totalNoSuj": 0,
        "totalExenta": 8,
        "totalGravada": 22.6,
        "subTotalVentas": 30.6,
        "descuNoSuj": 0,
        "descuExenta": 0,
        "descuGravada": 0,
        "porcentajeDescuento": 0,
        "totalDescu": 0,
        "subTotal": 30.6,
        "ivaRete": 0,
        "montoTotalOperacion": 30.6,
        "totalNoGravado": 0,
        "totalPagar": 30.6,
        "totalIva": 2.6,
        "saldoFavor": 0,
    },
    "fhProcesamiento": "01/12/2026 10:15:31",
    "codigoMsg": "001",
    "descripcionMsg": "RECIBIDO",
    "observaciones": [],
    "warnings": [],
}

PENDING = ISSUED | {
    "estado": "FIRMADO",
    "selloRecibido": None,
    "fhProcesamiento": None,
    "codigoMsg": None,
    "descripcionMsg": None,
}

DOCUMENT: dict[str, Any] = {
    "identificacion": {
        "version": 2,
        "ambiente": "00",
        "tipoDte": "01",
        "numeroControl": None,
        "codigoGeneracion": None,
        "tipoModelo": 1,
        "tipoOperacion": 1,
        "tipoContingencia": None,
        "motivoContin": None,
        "fecEmi": "2026-12-01",
        "horEmi": "10:15:30",
        "tipoMoneda": "USD",
    },
    "documentoRelacionado": None,
    "emisor": {
        "nit": "06143102991017",
        "nrc": "1234567",
        "nombre": "EMISOR DE EJEMPLO, S.A. DE C.V.",
        "codActividad": "46900",
        "descActividad": "Venta al por mayor de otros productos",
        "nombreComercial": None,
        "direccion": {"departamento": "06", "municipio": "23", "distrito": "14", "complemento": "Calle Inventada 1"},
        "telefono": "22000000",
        "correo": "emisor@example.com",
        "codEstable": "M001",
        "codPuntoVenta": "P001",
    },
    "receptor": None,
    "otrosDocumentos": None,
    "ventaTercero": None,
    "cuerpoDocumento": [
        {
            "numItem": 1,
            "tipoItem": 1,
            "numeroDocumento": None,
            "cantidad": 2,
            "codigo": None,
            "codTributo": None,
            "uniMedida": 59,
            "descripcion": "Camisa de algodón",
            "precioUni": 11.3,
            "montoDescu": 0,
            "ventaNoSuj": 0,
            "ventaExenta": 0,
            "ventaGravada": 22.6,
            "tributos": None,
            "psv": 0,
            "noGravado": 0,
            "ivaItem": 2.6,
        },
        {
            "numItem": 2,
            "tipoItem": 1,
            "numeroDocumento": None,
            "cantidad": 1,
            "codigo": None,
            "codTributo": None,
            "uniMedida": 59,
            "descripcion": "Libro de texto",
            "precioUni": 8,
            "montoDescu": 0,
            "ventaNoSuj": 0,
            "ventaExenta": 8,
            "ventaGravada": 0,
            "tributos": None,
            "psv": 0,
            "noGravado": 0,
            "ivaItem": 0,
        },
    ],
    "resumen": {
        "totalNoSuj": 0,
        "totalExenta": 8,
        "totalGravada": 22.6,
        "subTotalVentas": 30.6,
        "descuNoSuj": 0,
        "descuExenta": 0,
        "descuGravada": 0,
        "porcentajeDescuento": 0,
        "totalDescu": 0,
        "tributos": None,
        "subTotal": 30.6,
        "ivaRete": 0,
        "montoTotalOperacion": 30.6,
        "totalNoGravado": 0,
        "totalPagar": 30.6,
        "totalLetras": "TREINTA 60/100 DÓLARES",
        "totalIva": 2.6,
        "saldoFavor": 0,
        "condicionOperacion": 1,
        "pagos": [{"codigo": "01", "montoPago": 30.6, "referencia": None, "plazo": None, "periodo": None}],
        "numPagoElectronico": None,
        "observaciones": None,
    },
    "apendice": None,
}
"""What `FACTURA` becomes, before it has a number."""

SUMMARY: dict[str, Any] = {
    name: value
    for name, value in ISSUED.items()
    if name not in {"resumen", "fhProcesamiento", "codigoMsg", "descripcionMsg", "observaciones", "warnings"}
}
"""A document in a list."""

STORED: dict[str, Any] = {name: value for name, value in ISSUED.items() if name != "warnings"}

PAGE: dict[str, Any] = {
    "items": [SUMMARY],
    "next": "MjAyNi0xMi0wMVQxNjoxNTozMC4xMjM0NTYrMDA6MDAgMmY2ZDFmMGUtOGEzYi00YzU1LTlkMGUtNmI3YTQxYzJlOTEz",
}

COMPUTED: dict[str, Any] = {
    "tipoDte": "01",
    "version": 2,
    "total": 30.6,
    "resumen": ISSUED["resumen"],
    "documento": DOCUMENT,
    "warnings": [],
}

_HERE = "/api/dtes"
_ONE = ISSUED["links"]["self"]


def _fault(code: str, path: str, message: str, fix: str, source: str) -> Fault:
    return Fault(code=code, path=path, message=message, message_en=message, fix=fix, fix_en=fix, source=source)


FAULTY = problem_as_json(
    Problem(
        422,
        "La venta tiene 1 falta; no se gastó número",
        kind="faults",
        faults=[
            _fault(
                "unknown-field",
                "cuerpoDocumento[0].precioUnitario",
                "El campo «precioUnitario» no existe aquí; el más parecido es «precioUni».",
                "Si quiso decir «precioUni», corrija el nombre; si no, quite el campo.",
                "JSON Schema del tipo (MH, 11-ago-2026)",
            )
        ],
    ),
    _HERE,
)
"""What `FACTURA` with a `precioUnitario` beside its `precioUni` gives."""

REFUSED = problem_as_json(
    Problem(
        422,
        "MH rechazó el documento: [receptor.nit] NIT CONTRIBUYENTE NO EXISTE",
        kind="refused",
        faults=[as_fault(explain("[receptor.nit] NIT CONTRIBUYENTE NO EXISTE", "009", tipo="01"))],
        number_spent=True,
        extra={
            **{name: ISSUED[name] for name in ("codigoGeneracion", "numeroControl")},
            "estado": "RECHAZADO",
            "selloRecibido": None,
            "links": ISSUED["links"],
        },
    ),
    _HERE,
)

EVENT = problem_as_json(
    Problem(422, EVENTO_SIN_ENVIO.message, EVENTO_SIN_ENVIO.message_en, kind="faults", faults=[EVENTO_SIN_ENVIO]),
    _HERE,
)
"""What issuing an event gives."""

KEY_REUSED = problem_as_json(
    Problem(
        422,
        "Idempotency-Key ya se usó con otro contenido",
        kind="key-reused",
        extra={"codigoGeneracion": ISSUED["codigoGeneracion"]},
    ),
    _HERE,
)

BAD_KEY = problem_as_json(
    Problem(400, "Idempotency-Key lleva de 1 a 200 caracteres ASCII visibles, sin espacios", kind="idempotency-key"),
    _HERE,
)

BAD_CURSOR = problem_as_json(Problem(400, "El cursor no es de esta lista", kind="cursor"), _HERE)

NO_TENANT = problem_as_json(
    Problem(
        400, "Un token de super_admin necesita la cabecera X-Tenant con el nombre corto de la empresa", kind="tenant"
    ),
    _HERE,
)

NO_TOKEN = problem_as_json(Problem(401, "Falta el token: Authorization: Bearer fx_…"), _HERE)

OTHER_TENANT = problem_as_json(Problem(403, "El token es de otra empresa que X-Tenant", kind="tenant"), _HERE)

UNKNOWN_TENANT = problem_as_json(Problem(404, "No existe la empresa «nadie».", kind="tenant"), _HERE)

UNKNOWN_DOCUMENT = problem_as_json(Problem(404, "No hay un documento con ese código de generación"), _ONE)

IN_FLIGHT = problem_as_json(
    Problem(
        409, "Otra solicitud con la misma Idempotency-Key está en curso; repita en unos segundos", kind="in-flight"
    ),
    _HERE,
)

TOO_LARGE = problem_as_json(
    Problem(
        413,
        "El cuerpo pasa de 8,000,000 bytes.",
        kind="too-large",
        faults=[
            _fault(
                "json-too-large",
                "",
                "El cuerpo pasa de 8,000,000 bytes.",
                "Reparta la venta en varios documentos o acorte las descripciones.",
                "FacturaXpress: tamaño de una solicitud, ajustable",
            )
        ],
    ),
    _HERE,
)

WRONG_PARAMETER = problem_as_json(
    Problem(
        422,
        "La solicitud tiene un parámetro que no vale",
        kind="parameters",
        faults=[
            _fault(
                "API-PARAMETRO",
                "limit",
                "El parámetro «limit» debe ser 1 o más.",
                "Corrija el parámetro o quítelo; en /api/openapi.json están los admitidos.",
                "/api/openapi.json",
            )
        ],
    ),
    _HERE,
)

UNAVAILABLE = problem_as_json(
    Problem(503, "La base de datos no responde; no se gastó número. Repita en unos segundos", kind="unavailable"),
    _HERE,
)

UNCERTAIN = problem_as_json(
    Problem(
        503,
        "La base de datos no respondió a tiempo y el documento pudo quedar guardado: "
        "búsquelo por su código, o repita con la misma Idempotency-Key o referencia",
        kind="uncertain",
        number_spent=None,
        extra={"codigoGeneracion": ISSUED["codigoGeneracion"]},
    ),
    _HERE,
)
