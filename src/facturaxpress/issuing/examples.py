"""What OpenAPI shows of bodies and answers: `dte` reads them, not the framework, so they are described here."""

from typing import Any

FACTURA: dict[str, Any] = {
    "tipoDte": "01",
    "referencia": "CAJA1-000123",
    "receptor": None,
    "cuerpoDocumento": [
        {"tipoItem": 1, "cantidad": 2, "uniMedida": 59, "descripcion": "Camisa de algodón", "precioUni": 11.3},
        {
            "tipoItem": 1,
            "cantidad": 1,
            "uniMedida": 59,
            "descripcion": "Libro de texto",
            "precioUni": 8,
            "tipoVenta": "exenta",
        },
    ],
    "resumen": {"condicionOperacion": 1},
}

CREDITO_FISCAL: dict[str, Any] = {
    "tipoDte": "03",
    "establecimiento": "M001",
    "puntoVenta": "P001",
    "receptor": {
        "nit": "06141506181024",
        "nrc": "7654321",
        "nombre": "CLIENTE CONTRIBUYENTE DE EJEMPLO, S.A. DE C.V.",
        "codActividad": "62010",
        "descActividad": "Programación informática",
        "nombreComercial": None,
        "direccion": {"departamento": "05", "municipio": "28", "distrito": "11", "complemento": "Calle de Ejemplo 200"},
        "telefono": "22000002",
        "correo": "cliente@example.com",
    },
    "cuerpoDocumento": [
        {
            "tipoItem": 2,
            "cantidad": 1,
            "uniMedida": 99,
            "descripcion": "Servicio de asesoría",
            "precioUni": 500,
            "montoDescu": 25,
        }
    ],
    "resumen": {
        "condicionOperacion": 2,
        "pagos": [{"codigo": "05", "plazo": "01", "periodo": 30}],
        "retieneIva": True,
    },
}

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
    "resumen": {"totalExenta": 8, "totalGravada": 22.6, "subTotalVentas": 30.6, "totalIva": 2.6, "totalPagar": 30.6},
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

FAULTY: dict[str, Any] = {
    "type": "urn:facturaxpress:problem:faults",
    "title": "El documento tiene faltas",
    "status": 422,
    "detail": "La venta tiene 1 falta; no se gastó número",
    "instance": "/api/dtes",
    "numberSpent": False,
    "faults": [
        {
            "code": "CAMPO-DESCONOCIDO",
            "path": "cuerpoDocumento[0].precioUnitario",
            "message": "El campo «precioUnitario» no existe aquí; ¿quiso decir «precioUni»?",
            "fix": "Cambie el nombre o quite el campo",
            "source": "Esquema fe-f-v2",
        }
    ],
}

REFUSED: dict[str, Any] = {
    "type": "urn:facturaxpress:problem:refused",
    "title": "El documento tiene faltas",
    "status": 422,
    "detail": "MH rechazó el documento: [receptor.nit] NIT CONTRIBUYENTE NO EXISTE",
    "instance": "/api/dtes",
    "numberSpent": True,
    "faults": [
        {
            "code": "MH-009",
            "path": "receptor.nit",
            "message": "NIT CONTRIBUYENTE NO EXISTE",
            "fix": "Corrija el dato que MH señala y emita de nuevo",
            "source": "Respuesta de MH, recepción uno a uno (Manual Tecnológico)",
        }
    ],
    "codigoGeneracion": ISSUED["codigoGeneracion"],
    "numeroControl": ISSUED["numeroControl"],
    "estado": "RECHAZADO",
    "selloRecibido": None,
    "links": ISSUED["links"],
}


def _problem(status: int, detail: str, **more: Any) -> dict[str, Any]:
    return {
        "type": f"urn:facturaxpress:problem:http-{status}",
        "title": detail,
        "status": status,
        "detail": detail,
        "instance": "/api/dtes",
        "numberSpent": False,
        "faults": [],
        **more,
    }


def _json(description: str, examples: dict[str, Any], media_type: str = "application/json") -> dict[str, Any]:
    content = {
        media_type: {
            "schema": {"type": "object"},
            "examples": {name: {"value": value} for name, value in examples.items()},
        }
    }
    return {"description": description, "content": content}


def _errors(**examples: dict[str, Any]) -> dict[str, Any]:
    return {
        "content": {
            "application/problem+json": {
                "schema": {"type": "object"},
                "examples": {k: {"value": v} for k, v in examples.items()},
            }
        }
    }


_UNAUTHORISED: dict[int | str, dict[str, Any]] = {
    401: {
        "description": "Falta el token o no vale",
        **_errors(sin_token=_problem(401, "Envíe Authorization: Bearer con un token vigente")),
    }
}

ISSUE_BODY: dict[str, Any] = {
    "parameters": [
        {
            "name": "Idempotency-Key",
            "in": "header",
            "required": False,
            "description": "Con la misma clave y el mismo cuerpo se obtiene el mismo documento",
            "schema": {"type": "string", "maxLength": 200},
        }
    ],
    "requestBody": {
        "required": True,
        "description": "Una venta con los nombres de MH, sin lo que el sistema pone; o un documento completo de MH",
        "content": {
            "application/json": {
                "schema": {
                    "type": "object",
                    "required": ["tipoDte", "cuerpoDocumento"],
                    "properties": {
                        "tipoDte": {"type": "string", "enum": ["01", "03"]},
                        "establecimiento": {"type": "string", "pattern": "^[MBSP][0-9]{3}$"},
                        "puntoVenta": {"type": "string", "pattern": "^P[0-9]{3}$"},
                        "fecEmi": {"type": "string", "format": "date"},
                        "referencia": {"type": "string", "maxLength": 100},
                        "receptor": {"type": ["object", "null"]},
                        "cuerpoDocumento": {
                            "type": "array",
                            "minItems": 1,
                            "maxItems": 2000,
                            "items": {"type": "object"},
                        },
                        "resumen": {"type": "object"},
                    },
                },
                "examples": {
                    "factura": {"summary": "Factura a consumidor final", "value": FACTURA},
                    "creditoFiscal": {"summary": "Crédito fiscal a plazo con retención", "value": CREDITO_FISCAL},
                },
            }
        },
    },
}

ISSUE_RESPONSES: dict[int | str, dict[str, Any]] = {
    201: _json("Sellado por MH", {"sellado": ISSUED}),
    202: _json("Aceptado y firmado, todavía sin sello", {"pendiente": PENDING}),
    409: {
        "description": "Otra solicitud con la misma clave está en curso",
        **_errors(en_curso=_problem(409, "Otra solicitud con la misma Idempotency-Key está en curso")),
    },
    413: {
        "description": "Cuerpo demasiado grande",
        **_errors(grande=_problem(413, "El cuerpo pasa de 5,000,000 bytes")),
    },
    422: {"description": "Faltas de la venta, o rechazo de MH", **_errors(faltas=FAULTY, rechazo=REFUSED)},
    **_UNAUTHORISED,
}

COMPUTE_RESPONSES: dict[int | str, dict[str, Any]] = {
    200: _json(
        "El documento calculado",
        {
            "calculado": {
                "tipoDte": "01",
                "version": 2,
                "total": 30.6,
                "resumen": ISSUED["resumen"],
                "documento": {"identificacion": {"version": 2, "tipoDte": "01", "numeroControl": None}},
                "warnings": [],
            }
        },
    ),
    422: {"description": "Faltas de la venta", **_errors(faltas=FAULTY)},
    **_UNAUTHORISED,
}

LIST_RESPONSES: dict[int | str, dict[str, Any]] = {
    200: _json("Una página", {"página": {"items": [ISSUED], "next": None}}),
    **_UNAUTHORISED,
}

ONE_RESPONSES: dict[int | str, dict[str, Any]] = {
    200: _json("El documento", {"documento": ISSUED}),
    404: {
        "description": "No existe",
        **_errors(no_existe=_problem(404, "No hay un documento con ese código de generación")),
    },
    **_UNAUTHORISED,
}

FILE_RESPONSES: dict[int | str, dict[str, Any]] = {
    200: {
        "description": "El archivo",
        "content": {"application/octet-stream": {"schema": {"type": "string", "format": "binary"}}},
    },
    404: ONE_RESPONSES[404],
    **_UNAUTHORISED,
}
