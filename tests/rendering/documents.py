"""A synthetic document of every type that is not in `support`, in MH's own keys of 2.0."""

from decimal import Decimal
from typing import Any

from tests.rendering.support import Document, credito_fiscal, factura

OTHER = "1D4C7A90-5B2E-4F68-9C3D-7E8F90A1B2C3"
"""The code of the document that a note, a certificate or an event is about."""


def numbered(document: Document, tipo: str, version: int) -> Document:
    document["identificacion"] |= {
        "tipoDte": tipo,
        "version": version,
        "numeroControl": f"DTE-{tipo}-S002P003-000000000000421",
    }
    return document


def pick(record: Document, *keys: str) -> Document:
    return {key: record[key] for key in keys}


def related(tipo: str = "03") -> list[Document]:
    return [
        {"tipoDocumento": tipo, "tipoGeneracion": 2, "numeroDocumento": OTHER, "fechaEmision": "2026-09-30"},
    ]


def item(**changes: Any) -> Document:
    return {
        "numItem": 1,
        "tipoItem": 1,
        "cantidad": 3,
        "codigo": "ART-7",
        "uniMedida": 59,
        "descripcion": "Lámina galvanizada",
        "precioUni": Decimal("10.5"),
        "montoDescu": Decimal("1.5"),
        **changes,
    }


def sale_item(**changes: Any) -> Document:
    sales = {"ventaNoSuj": 0, "ventaExenta": 0, "ventaGravada": 30, "tributos": ["20"], "codTributo": None}
    return item(numeroDocumento=None, **sales) | changes


IVA = [{"codigo": "20", "descripcion": "Impuesto al Valor Agregado 13%", "valor": Decimal("3.9")}]
SALES: Document = {"totalNoSuj": 0, "totalExenta": 0, "totalGravada": 30, "subTotalVentas": 30}
DISCOUNTS: Document = {"descuNoSuj": Decimal("0.01"), "descuExenta": Decimal("0.02"), "descuGravada": Decimal("0.03")}
WORDS: Document = {"totalLetras": "TREINTA Y TRES 90/100 DÓLARES"}
IDENTIFIED: Document = {"tipoDocumento": "13", "numDocumento": "034567891"}


def typed(record: Document) -> Document:
    """A receiver known by kind and number instead of NIT."""
    return IDENTIFIED | {key: value for key, value in record.items() if key != "nit"}


def nota_remision() -> Document:
    base = numbered(credito_fiscal(), "04", 4)
    receptor = typed(base["receptor"]) | {"bienTitulo": "03", "telefono": None}
    resumen = SALES | DISCOUNTS | WORDS
    resumen |= {"porcentajeDescuento": 0, "totalDescu": 0, "tributos": IVA, "subTotal": 30}
    resumen |= {"montoTotalOperacion": Decimal("33.9"), "observaciones": "Frágil"}
    parts = pick(base, "identificacion", "emisor", "ventaTercero", "apendice")
    return parts | {
        "documentoRelacionado": None,
        "receptor": receptor,
        "cuerpoDocumento": [sale_item()],
        "resumen": resumen,
    }


def nota(tipo: str, on: str = "03") -> Document:
    base = numbered(credito_fiscal(), tipo, 4)
    base["identificacion"]["fusion"] = "06140202021018"
    line = sale_item(numeroDocumento=OTHER, noGravado=Decimal("-2"), ivaPerci=Decimal("0.3"))
    line |= {"totalIva": Decimal("3.9") if on == "07" else 0, "ivaRete": Decimal("0.31")}
    if on == "07":
        line |= {"ventaGravada": 0, "tributos": None}
    resumen = SALES | WORDS | {"totalDescu": 0, "tributos": IVA, "montoTotalOperacion": Decimal("33.9")}
    resumen |= {"ivaPerci": Decimal("0.3"), "totalIva": Decimal("3.9") if on == "07" else 0}
    resumen |= {"ivaRete": Decimal("0.31"), "totalNoGravado": Decimal("-2"), "totalPagar": Decimal("31.89")}
    resumen |= {"condicionOperacion": 1, "observaciones": None, "codigoRetencionMH": None}
    emisor = {key: value for key, value in base["emisor"].items() if not key.startswith("cod") or key == "codActividad"}
    return pick(base, "identificacion", "ventaTercero", "apendice") | {
        "documentoRelacionado": related(on),
        "emisor": emisor,
        "receptor": typed(base["receptor"]),
        "cuerpoDocumento": [line],
        "resumen": resumen,
    }


def comprobante_retencion() -> Document:
    base = numbered(credito_fiscal(), "07", 2)
    line = {
        "numItem": 1,
        "tipoDte": "03",
        "tipoGeneracion": 2,
        "numeroDocumento": OTHER,
        "fechaEmision": "2026-09-04",
        "montoSujetoGrav": 150,
        "codigoRetencionMH": "22",
        "ivaRetenido": Decimal("1.5"),
        "descripcion": "Compra de lámina",
    }
    return pick(base, "identificacion", "emisor", "apendice") | {
        "receptor": typed(base["receptor"]),
        "cuerpoDocumento": [line],
        "resumen": {
            "totalSujetoRetencion": 150,
            "totalIva": Decimal("19.5"),
            "totalIvaRetenido": Decimal("1.5"),
            "totalLetras": "UNO 50/100 DÓLARES",
            "observaciones": None,
        },
    }


def comprobante_liquidacion() -> Document:
    base = numbered(credito_fiscal(), "08", 2)
    line = {
        "numItem": 1,
        "tipoDte": "05",
        "tipoGeneracion": 2,
        "numeroDocumento": OTHER,
        "fechaEmision": "2026-09-05",
        "ventaNoSuj": 0,
        "ventaExenta": 0,
        "ventaGravada": Decimal("-50"),
        "exportaciones": Decimal("0.7"),
        "tributos": ["20"],
        "ivaItem": Decimal("-6.5"),
        "observaciones": "Devolución parcial",
    }
    resumen = SALES | WORDS | {"exportacion": Decimal("0.7"), "tributos": IVA, "montoTotalOperacion": Decimal("33.9")}
    resumen |= {"ivaPerci": Decimal("0.3"), "total": Decimal("34.2"), "condicionOperacion": 1, "observaciones": None}
    return pick(base, "identificacion", "emisor", "apendice") | {
        "receptor": typed(base["receptor"]) | {"codDomiciliado": 1},
        "cuerpoDocumento": [line],
        "resumen": resumen,
    }


def documento_contable() -> Document:
    base = numbered(credito_fiscal(), "09", 2)
    return pick(base, "identificacion", "emisor", "apendice") | {
        "receptor": base["receptor"] | {"tipoEstablecimiento": "01", "telefono": "22998877"},
        "cuerpoDocumento": {
            "periodoLiquidacionFechaInicio": "2026-09-01",
            "periodoLiquidacionFechaFin": "2026-09-15",
            "codLiquidacion": "LIQ-9",
            "cantidadDoc": 25,
            "valorOperaciones": 2260,
            "montoSinPercepcion": 130,
            "descripSinPercepcion": "Ventas exentas",
            "subTotal": 2130,
            "iva": Decimal("245.04"),
            "montoSujetoPercepcion": Decimal("1884.96"),
            "ivaPercibido": Decimal("37.7"),
            "comision": Decimal("56.5"),
            "porcentComision": Decimal("2.5"),
            "ivaComision": Decimal("7.35"),
            "liquidoApagar": Decimal("2158.45"),
            "totalLetras": "DOS MIL CIENTO CINCUENTA Y OCHO 45/100 DÓLARES",
            "observaciones": "Cierre de quincena",
        },
        "extension": {"nombEntrega": "Rosa Ejemplo", "docuEntrega": "045678912", "codEmpleado": None},
    }


def factura_exportacion() -> Document:
    base = numbered(credito_fiscal(), "11", 3)
    exports = {"tipoItemExpor": 1, "recintoFiscal": "02", "tipoRegimen": "EX-1", "regimen": "1000.000"}
    line = {k: v for k, v in sale_item(noGravado=1, tributos=["C3"]).items() if k not in ("ventaNoSuj", "ventaExenta")}
    return pick(base, "identificacion", "ventaTercero", "apendice") | {
        "documentoRelacionado": None,
        "emisor": base["emisor"] | exports,
        "receptor": {
            "nombre": "IMPORTADORA DE EJEMPLO",
            "tipoDocumento": "37",
            "numDocumento": "GT-778899",
            "descActividad": "Comercio al por mayor",
            "nombreComercial": None,
            "codPais": "GT",
            "nombrePais": "Guatemala",
            "complemento": "10 Avenida 5-55",
            "tipoPersona": 2,
            "telefono": "50222000000",
            "correo": "compras@importadora.example.com",
        },
        "otrosDocumentos": [
            {
                "codDocAsociado": 4,
                "descDocumento": "Carta de porte 81",
                "detalleDocumento": "Traslado a la frontera",
                "placaTrans": "C-123456",
                "modoTransp": 1,
                "numConductor": "045678912",
                "nombreConductor": "Luis Ejemplo",
            }
        ],
        "compraTercero": {"numDocumento": "06140303031015", "nombre": "Tercero de Ejemplo"},
        "cuerpoDocumento": [line],
        "resumen": {
            "totalGravada": 30,
            "descuGravada": Decimal("0.03"),
            "porcentajeDescuento": 0,
            "totalDescu": Decimal("1.53"),
            "seguro": Decimal("4.4"),
            "flete": Decimal("5.5"),
            "tributos": [{"codigo": "C3", "descripcion": "IVA de exportación 0%", "valor": 0}],
            "montoTotalOperacion": Decimal("39.87"),
            "totalNoGravado": 1,
            "totalNoOnerosas": Decimal("6.6"),
            "totalPagar": Decimal("40.87"),
            "totalLetras": "CUARENTA 87/100 DÓLARES",
            "saldoFavor": 0,
            "condicionOperacion": 1,
            "pagos": None,
            "codIncoterms": "09",
            "descIncoterms": "FOB-Libre a bordo",
            "numPagoElectronico": None,
            "observaciones": None,
        },
    }


def sujeto_excluido() -> Document:
    base = numbered(factura(), "14", 2)
    emisor = {key: value for key, value in base["emisor"].items() if key != "nombreComercial"}
    return pick(base, "identificacion", "apendice") | {
        "emisor": emisor,
        "receptor": {key: value for key, value in base["receptor"].items() if key != "nrc"},
        "cuerpoDocumento": [item(compra=30)],
        "resumen": {
            "totalCompra": 30,
            "descu": Decimal("0.04"),
            "totalDescu": Decimal("1.54"),
            "subTotal": Decimal("29.96"),
            "reteRenta": 3,
            "totalPagar": Decimal("26.96"),
            "totalLetras": "VEINTISÉIS 96/100 DÓLARES",
            "condicionOperacion": 1,
            "pagos": [
                {"codigo": "01", "montoPago": Decimal("26.96"), "referencia": None, "plazo": None, "periodo": None}
            ],
            "observaciones": None,
        },
    }


def comprobante_donacion() -> Document:
    base = numbered(factura(), "15", 2)
    emisor = {key: value for key, value in base["emisor"].items() if key != "nit"}
    return pick(base, "identificacion", "apendice") | {
        "emisor": {"tipoDocumento": "36", "numDocumento": "06142803901121"} | emisor,
        "receptor": base["receptor"] | {"direccion": None, "codDomiciliado": 1, "codPais": "SV"},
        "otrosDocumentos": [
            {"codDocAsociado": 1, "descDocumento": "Resolución 55", "detalleDocumento": "Calificación vigente"}
        ],
        "cuerpoDocumento": [
            {
                "numItem": 1,
                "tipoDonacion": 2,
                "cantidad": 5,
                "codigo": None,
                "uniMedida": 59,
                "descripcion": "Equipo usado",
                "tipoDepreciacion": Decimal("20.5"),
                "valorUni": 400,
                "valor": 2000,
            }
        ],
        "resumen": {"valorTotal": 2000, "totalLetras": "DOS MIL 00/100 DÓLARES", "pagos": None},
    }
