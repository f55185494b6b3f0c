"""A synthetic event of every kind, in MH's own keys."""

from decimal import Decimal
from typing import Any

from tests.rendering.documents import IDENTIFIED, IVA, OTHER, SALES, WORDS, item
from tests.rendering.support import CODIGO, SELLO, Document

PERSONS = {
    "nombreResponsable": "Rosa Ejemplo",
    "tipDocResponsable": "13",
    "numDocResponsable": "045678912",
    "nombreSolicita": "Luis Ejemplo",
    "tipDocSolicita": "36",
    "numDocSolicita": "06140404041012",
}


def invalidacion() -> Document:
    return {
        "identificacion": {
            "version": 3,
            "ambiente": "00",
            "codigoGeneracion": OTHER,
            "fecEmi": "2026-10-04",
            "horEmi": "09:30:00",
            "fusion": None,
        },
        "emisor": {
            "nit": "06142803901121",
            "nombre": "FERRETERÍA DE EJEMPLO, S.A. DE C.V.",
            "codEstableMH": "S002",
            "codEstable": None,
            "codPuntoVentaMH": "P003",
            "codPuntoVenta": None,
            "telefono": "22334455",
            "correo": "facturas@ferreteria.example.com",
        },
        "documento": {
            "tipoDte": "03",
            "codigoGeneracion": CODIGO,
            "selloRecibido": SELLO,
            "numeroControl": "DTE-03-S002P003-000000000000421",
            "fecEmi": "2026-10-03",
            "codigoGeneracionR": None,
            **IDENTIFIED,
            "nombre": "Ana Ejemplo",
            "telefono": None,
            "correo": "ana@example.com",
        },
        "motivo": {"tipoAnulacion": 2, "motivoAnulacion": "Cliente desistió", **PERSONS},
    }


def contingencia(lines: int = 2) -> Document:
    return {
        "identificacion": {
            "version": 4,
            "ambiente": "00",
            "codigoGeneracion": OTHER,
            "fTransmision": "2026-10-04",
            "hTransmision": "14:30:00",
        },
        "emisor": {
            "nit": "06142803901121",
            "nombre": "FERRETERÍA DE EJEMPLO, S.A. DE C.V.",
            "nombreResponsable": "Rosa Ejemplo",
            "tipoDocResponsable": "13",
            "numeroDocResponsable": "045678912",
            "tipoEstablecimiento": "02",
            "codEstableMH": "S002",
            "codPuntoVentaMH": "P003",
            "telefono": "22334455",
            "correo": "facturas@ferreteria.example.com",
        },
        "detalleDTE": [
            {"noItem": n, "tipoDoc": "03", "codigoGeneracion": f"{n:08X}-5B2E-4F68-9C3D-7E8F90A1B2C3"}
            for n in range(1, lines + 1)
        ],
        "motivo": {
            "fInicio": "2026-10-03",
            "fFin": "2026-10-04",
            "hInicio": "10:00:00",
            "hFin": "13:45:00",
            "tipoContingencia": 5,
            "motivoContingencia": "Falla del servidor",
        },
    }


def event(tipo: str) -> Document:
    return {
        "version": 1,
        "ambiente": "00",
        "tipoModelo": 1,
        "tipoOperacion": 1,
        "tipoEvento": tipo,
        "codigoGeneracion": CODIGO,
        "fecEmi": "2026-10-03",
        "horEmi": "18:05:09",
        "tipoMoneda": "USD",
    }


def special_line(number: int, **changes: Any) -> Document:
    return {
        "numItem": number,
        "codigoGeneracionRef": None,
        "tipoDocumento": "02",
        "numDocumento": None,
        "fechaEmision": None,
        "cantidad": 3,
        "descripcion": "Ventas del día",
        "docDel": None,
        "docAl": None,
        "precioUni": 10,
        "ventaNoSuj": 0,
        "ventaExenta": 0,
        "ventaGravada": 30,
        "tributos": ["20"],
        **changes,
    }


RANGE = special_line(1, docDel="101", docAl="103", codigoGeneracionRef=OTHER)
SINGLE = special_line(2, numDocumento="CCI-9", fechaEmision="2026-10-02", tipoDocumento="97")


def operaciones_especiales(*lines: Document) -> Document:
    resumen = {key: value for key, value in SALES.items() if key != "subTotalVentas"} | WORDS
    return {
        "identificacion": event("17"),
        "emisor": {"nit": "06142803901121", "nombre": "FERRETERÍA DE EJEMPLO, S.A. DE C.V."},
        "cuerpoDocumento": list(lines),
        "resumen": resumen | {"subTotal": 30, "tributos": IVA, "total": Decimal("33.9")},
        "apendice": None,
    }


def retorno(on: str) -> Document:
    line = item(codigoGeneracion=OTHER, codTributo=None, tributos=None, psv=0, ivaItem=0, noGravado=0)
    line |= {"ventaNoSuj": 0, "ventaExenta": 0, "ventaGravada": 0 if on == "14" else 30, "compra": 30 * (on == "14")}
    line |= {"seguro": Decimal("4.4"), "flete": Decimal("5.5"), "ivaRete": Decimal("0.31"), "reteRenta": 3}
    return {
        "identificacion": event("18") | {"tipoContingencia": None, "motivoContin": None, "fusion": None},
        "documentoRelacionado": [{"tipoDocumento": on, "codigoGeneracion": OTHER, "fechaEmision": "2026-09-30"}],
        "emisor": {
            "nit": "06142803901121",
            "nombre": "FERRETERÍA DE EJEMPLO, S.A. DE C.V.",
            "codEstableMH": "S002",
            "codEstable": None,
            "codPuntoVentaMH": "P003",
            "codPuntoVenta": None,
            "recintoFiscal": "02" if on == "11" else None,
            "tipoRegimen": "EX-1" if on == "11" else None,
            "regimen": "1000.000" if on == "11" else None,
            "tipoItemExpor": 1 if on == "11" else None,
        },
        "documento": IDENTIFIED
        | {"nombre": "Ana Ejemplo", "codPais": None, "nombrePais": None, "telefono": "70001122", "correo": None},
        "ventaTercero": None,
        "compraTercero": None,
        "cuerpoDocumento": [line],
        "resumen": SALES
        | WORDS
        | {
            "totalCompraExcluidos": Decimal("30.01"),
            "tributos": None,
            "totalSeguro": Decimal("4.4"),
            "totalFlete": Decimal("5.5"),
            "montoTotalOperacion": Decimal("33.9"),
            "ivaRete": Decimal("0.31"),
            "reteRenta": 3,
            "totalNoGravado": 0,
            "totalPagar": Decimal("30.59"),
            "totalNoOnerosas": 0,
            "totalIva": 0,
            "saldoFavor": 0,
        },
        "apendice": None,
    }
