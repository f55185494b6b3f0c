"""Synthetic documents and events other than 01 and 03, structures of 2.0, with figures worked out by hand."""

import copy
import uuid
from typing import Any

from tests.sandbox.documents import NIT, OTHER_NIT, TODAY, base, identification, issuer, line, money, receiver

IVA = {"codigo": "20", "descripcion": "Impuesto al Valor Agregado 13%"}
EXPORT = {"codigo": "C3", "descripcion": "Impuesto al Valor Agregado (exportaciones) 0%", "valor": 0}
LETTERS = "MONTO DE PRUEBA 00/100 DÓLARES"
CASH = {"codigo": "01", "referencia": None, "plazo": None, "periodo": None}


def code() -> str:
    return str(uuid.uuid4()).upper()


def related(document: dict[str, Any]) -> dict[str, Any]:
    """How another document names this one."""
    heading = document["identificacion"]
    return {
        "tipoDocumento": heading["tipoDte"],
        "tipoGeneracion": 2,
        "numeroDocumento": heading["codigoGeneracion"],
        "fechaEmision": heading["fecEmi"],
    }


def _never_deferred(tipo: str, version: int, number: int) -> dict[str, Any]:
    """The heading of a document that knows no contingency."""
    heading = identification(tipo, version, number)
    return _without(heading, "tipoContingencia", "motivoContin")


def _without(part: dict[str, Any], *names: str) -> dict[str, Any]:
    return {name: value for name, value in part.items() if name not in names}


def _identified(**changes: Any) -> dict[str, Any]:
    """The receiver of 03 as the other documents name it."""
    named = receiver()
    number = named.pop("nit")
    return {"tipoDocumento": "36", "numDocumento": number} | named | changes


def remision(number: int = 1) -> dict[str, Any]:
    """5 × 10.00; IVA 6.50."""
    lines = [line(1, cantidad=5, precioUni=10, ventaGravada=50, tributos=["20"])]
    for each in lines:
        del each["psv"], each["noGravado"]
    resumen = {
        "totalNoSuj": 0, "totalExenta": 0, "totalGravada": 50, "subTotalVentas": 50, "descuNoSuj": 0, "descuExenta": 0,
        "descuGravada": 0, "porcentajeDescuento": 0, "totalDescu": 0, "tributos": [IVA | {"valor": money("6.50")}],
        "subTotal": 50, "montoTotalOperacion": money("56.50"), "totalLetras": LETTERS, "observaciones": None,
    }  # fmt: skip
    document = base(identification("04", 4, number), _identified(bienTitulo="04"), lines, resumen)
    del document["otrosDocumentos"]
    return document


def nota(tipo: str, *originals: dict[str, Any], amount: int = 100, number: int = 1) -> dict[str, Any]:
    """`amount` (a multiple of 100) for each original: IVA 13 %, retention 1 %, to pay 112 of 100."""
    lines = []
    for place, original in enumerate(originals, 1):
        each = line(
            place,
            numeroDocumento=original["identificacion"]["codigoGeneracion"],
            precioUni=amount,
            ventaGravada=amount,
            tributos=["20"],
            ivaPerci=0,
            totalIva=0,
            ivaRete=amount // 100,
        )
        del each["psv"]
        lines.append(each)
    whole = amount * len(lines)
    resumen = {
        "totalNoSuj": 0, "totalExenta": 0, "totalGravada": whole, "subTotalVentas": whole, "totalDescu": 0,
        "tributos": [IVA | {"valor": whole * 13 // 100}], "montoTotalOperacion": whole * 113 // 100, "ivaPerci": 0,
        "totalIva": 0, "ivaRete": whole // 100, "totalNoGravado": 0, "totalPagar": whole * 112 // 100,
        "totalLetras": LETTERS, "condicionOperacion": 1, "observaciones": None, "codigoRetencionMH": None,
    }  # fmt: skip
    if tipo == "06":
        resumen["numPagoElectronico"] = None
    document = base(identification(tipo, 4, number) | {"fusion": None}, _identified(), lines, resumen)
    del document["otrosDocumentos"], document["emisor"]["codEstable"], document["emisor"]["codPuntoVenta"]
    document["documentoRelacionado"] = [related(original) for original in originals]
    return document


def nota_on_retencion(original: dict[str, Any]) -> dict[str, Any]:
    """05 on a 07: no sale, 1.00 of retention and 13.00 of IVA on a base of 100.00."""
    document = nota("05", original)
    document["cuerpoDocumento"][0] |= {"ventaGravada": 0, "tributos": None, "totalIva": 13}
    document["resumen"] |= {
        "totalGravada": 0, "subTotalVentas": 0, "tributos": None, "montoTotalOperacion": 0, "totalIva": 13,
        "totalPagar": 0, "codigoRetencionMH": "22",
    }  # fmt: skip
    return document


def _listed(document: dict[str, Any]) -> dict[str, Any]:
    named = related(document)
    return {"tipoDte": named.pop("tipoDocumento"), **named}


def retencion(*originals: dict[str, Any], amount: int = 270, number: int = 1) -> dict[str, Any]:
    """1 % of `amount` for each document received."""
    kept = money(str(amount)) / 100
    lines = [
        {
            "numItem": place,
            **_listed(original),
            "montoSujetoGrav": amount,
            "codigoRetencionMH": "22",
            "ivaRetenido": kept,
            "descripcion": "Retención de prueba",
        }
        for place, original in enumerate(originals, 1)
    ]
    whole = amount * len(lines)
    resumen = {
        "totalSujetoRetencion": whole,
        "totalIva": money(str(whole)) * 13 / 100,
        "totalIvaRetenido": kept * len(lines),
        "totalLetras": LETTERS,
        "observaciones": None,
    }
    document = base(identification("07", 2, number) | {"fusion": None}, _identified(), lines, resumen)
    for absent in ("documentoRelacionado", "otrosDocumentos", "ventaTercero"):
        del document[absent]
    return document


def liquidacion(*signed: tuple[int, dict[str, Any]], number: int = 1) -> dict[str, Any]:
    """Each document of 270.00 net, with its sign."""
    lines = [
        {
            "numItem": place,
            **_listed(original),
            "ventaNoSuj": 0,
            "ventaExenta": 0,
            "ventaGravada": sign * 270,
            "exportaciones": 0,
            "tributos": ["20"],
            "ivaItem": sign * money("35.10"),
            "observaciones": None,
        }
        for place, (sign, original) in enumerate(signed, 1)
    ]
    times = sum(sign for sign, _ in signed)
    resumen = {
        "totalNoSuj": 0, "totalExenta": 0, "totalGravada": 270 * times, "exportacion": 0, "subTotalVentas": 270 * times,
        "tributos": [IVA | {"valor": times * money("35.10")}], "montoTotalOperacion": times * money("305.10"),
        "ivaPerci": 0, "total": max(money("0"), times * money("305.10")), "totalLetras": LETTERS,
        "condicionOperacion": 1, "observaciones": None,
    }  # fmt: skip
    receptor = _identified(codDomiciliado=1)
    document = base(_never_deferred("08", 2, number) | {"fusion": None}, receptor, lines, resumen)
    for absent in ("documentoRelacionado", "otrosDocumentos", "ventaTercero"):
        del document[absent]
    return document


def liquidacion_contable(number: int = 1) -> dict[str, Any]:
    """1,130.00 of sales by card, 2 % perceived on 1,000.00, commission 33.90 with IVA 4.41."""
    body = {
        "periodoLiquidacionFechaInicio": TODAY, "periodoLiquidacionFechaFin": TODAY, "codLiquidacion": "L-1",
        "cantidadDoc": 3, "valorOperaciones": 1130, "montoSinPercepcion": None, "descripSinPercepcion": None,
        "subTotal": 1130, "iva": 130, "montoSujetoPercepcion": 1000, "ivaPercibido": 20, "comision": money("33.90"),
        "porcentComision": 3, "ivaComision": money("4.41"), "liquidoApagar": money("1071.69"), "totalLetras": LETTERS,
        "observaciones": None,
    }  # fmt: skip
    receptor = receiver() | {"tipoEstablecimiento": "02"}
    extension = {"nombEntrega": "PERSONA DE PRUEBA", "docuEntrega": "000000000", "codEmpleado": None}
    return {
        "identificacion": _never_deferred("09", 2, number),
        "emisor": issuer(),
        "receptor": receptor,
        "cuerpoDocumento": body,
        "extension": extension,
        "apendice": None,
    }


def exportacion(number: int = 1) -> dict[str, Any]:
    """2 × 500.00 less 100.00, insurance 10.00, freight 20.00, a charge of 5.00."""
    lines = [
        line(1, cantidad=2, precioUni=500, ventaGravada=1000, tributos=["C3"]),
        line(2, uniMedida=99, noGravado=5),
    ]
    for each in lines:
        del each["psv"], each["ventaNoSuj"], each["ventaExenta"]
    resumen = {
        "totalGravada": 1000, "descuGravada": 100, "porcentajeDescuento": 10, "totalDescu": 100, "seguro": 10,
        "flete": 20, "tributos": [EXPORT], "montoTotalOperacion": 930, "totalNoGravado": 5, "totalNoOnerosas": 0,
        "totalPagar": 935, "totalLetras": LETTERS, "saldoFavor": 0, "condicionOperacion": 1,
        "pagos": [CASH | {"montoPago": 935}], "codIncoterms": "09", "descIncoterms": "FOB", "numPagoElectronico": None,
        "observaciones": None,
    }  # fmt: skip
    receptor = {
        "nombre": "BUYER OF EXAMPLE", "tipoDocumento": "37", "numDocumento": "X-1", "descActividad": "Comercio",
        "nombreComercial": None, "codPais": "GT", "nombrePais": "Guatemala", "complemento": "Zona 1", "tipoPersona": 2,
        "telefono": None, "correo": None,
    }  # fmt: skip
    customs = {"tipoItemExpor": 1, "recintoFiscal": "02", "tipoRegimen": "EX-1", "regimen": "1000.000"}
    document = base(identification("11", 3, number), receptor, lines, resumen)
    document["emisor"] |= customs
    return document | {"compraTercero": None}


def compra(number: int = 1, *, kept: str = "27.00") -> dict[str, Any]:
    """A service of 200.00 and goods of 100.00 less a global discount of 30.00; 10 % retained of all: 27.00."""
    lines = [
        {
            "numItem": place, "tipoItem": kind, "cantidad": 1, "codigo": None, "uniMedida": 59, "descripcion": "Prueba",
            "precioUni": price, "montoDescu": 0, "compra": price,
        }
        for place, (kind, price) in enumerate([(2, 200), (1, 100)], 1)
    ]  # fmt: skip
    paid = 270 - money(kept)
    resumen = {
        "totalCompra": 300, "descu": 30, "totalDescu": 30, "subTotal": 270, "reteRenta": money(kept),
        "totalPagar": paid, "totalLetras": LETTERS, "condicionOperacion": 1, "pagos": [CASH | {"montoPago": paid}],
        "observaciones": None,
    }  # fmt: skip
    seller = _without(_identified(), "nrc", "nombreComercial")
    document = base(identification("14", 2, number), seller, lines, resumen)
    del document["emisor"]["nombreComercial"]
    for absent in ("documentoRelacionado", "otrosDocumentos", "ventaTercero"):
        del document[absent]
    return document


def donacion(number: int = 1) -> dict[str, Any]:
    """100.00 in money, and two goods of 400.00 with a depreciation of 50.00."""
    lines = [
        {
            "numItem": place, "tipoDonacion": kind, "cantidad": quantity, "codigo": None, "uniMedida": unit,
            "descripcion": "Prueba", "tipoDepreciacion": less, "valorUni": price, "valor": quantity * price - less,
        }
        for place, (kind, quantity, unit, price, less) in enumerate([(1, 1, 99, 100, 0), (2, 2, 59, 400, 50)], 1)
    ]  # fmt: skip
    resumen = {
        "valorTotal": 850,
        "totalLetras": LETTERS,
        "pagos": [{"codigo": "01", "montoPago": 100, "referencia": None}],
    }
    donee = issuer()
    number_of_donee = donee.pop("nit")
    donor = _without(_identified(codDomiciliado=1, codPais="SV"), "nombreComercial")
    document = base(_never_deferred("15", 2, number), donor, lines, resumen)
    document["emisor"] = {"tipoDocumento": "36", "numDocumento": number_of_donee} | donee
    document["otrosDocumentos"] = [{"codDocAsociado": 1, "descDocumento": "Resolución", "detalleDocumento": "R-1"}]
    for absent in ("documentoRelacionado", "ventaTercero"):
        del document[absent]
    return document


# events

_PLACE = {"codEstableMH": "M001", "codEstable": None, "codPuntoVentaMH": "P001", "codPuntoVenta": None}
_NO_CUSTOMS = dict.fromkeys(("recintoFiscal", "tipoRegimen", "regimen", "tipoItemExpor"))


def _event(tipo: str) -> dict[str, Any]:
    return _without(identification(tipo, 1, 1), "tipoDte", "numeroControl") | {"tipoEvento": tipo}


def operaciones() -> dict[str, Any]:
    """Simplified invoices 1 to 25 at 10.00, and an exempt one; IVA 32.50."""
    lines = [
        {
            "numItem": place, "codigoGeneracionRef": None, "tipoDocumento": "02", "numDocumento": None,
            "fechaEmision": None, "cantidad": last - first + 1, "descripcion": "Facturas", "docDel": str(first),
            "docAl": str(last), "precioUni": 10, "ventaNoSuj": 0, "ventaExenta": exempt, "ventaGravada": taxed,
            "tributos": ["20"] if taxed else None,
        }
        for place, (first, last, exempt, taxed) in enumerate([(1, 25, 0, 250), (26, 26, 10, 0)], 1)
    ]  # fmt: skip
    resumen = {
        "totalNoSuj": 0, "totalExenta": 10, "totalGravada": 250, "subTotal": 260,
        "tributos": [IVA | {"valor": money("32.50")}], "total": money("292.50"), "totalLetras": LETTERS,
    }  # fmt: skip
    return {
        "identificacion": _without(_event("17"), "tipoContingencia", "motivoContin"),
        "emisor": {"nit": NIT, "nombre": "EMISOR DE PRUEBA"},
        "cuerpoDocumento": lines,
        "resumen": resumen,
        "apendice": None,
    }


def retorno(tipo: str = "01") -> dict[str, Any]:
    """Of a 01: 11.30 with IVA 1.30 and 0.10 retained; of a 14: 100.00 with 10.00 of income tax; of an 11: 500.00."""
    returned = code()
    each = {
        "numItem": 1, "tipoItem": 1, "codigoGeneracion": returned, "cantidad": 1, "precioUni": 0, "descripcion": "x",
        "codigo": None, "uniMedida": 59, "montoDescu": 0, "codTributo": None, "ventaNoSuj": 0, "ventaExenta": 0,
        "ventaGravada": 0, "compra": 0, "tributos": None, "psv": 0, "ivaItem": 0, "noGravado": 0, "seguro": 0,
        "flete": 0, "ivaRete": 0, "reteRenta": 0,
    }  # fmt: skip
    resumen: dict[str, Any] = dict.fromkeys(
        (
            "totalNoSuj", "totalExenta", "totalGravada", "totalCompraExcluidos", "subTotalVentas", "totalSeguro",
            "totalFlete", "montoTotalOperacion", "ivaRete", "reteRenta", "totalNoGravado", "totalPagar",
            "totalNoOnerosas", "totalIva", "saldoFavor",
        ),
        0,
    )  # fmt: skip
    resumen |= {"tributos": None, "totalLetras": LETTERS}
    if tipo == "01":
        price, kept = money("11.30"), money("0.10")
        each |= {"precioUni": price, "ventaGravada": price, "ivaItem": money("1.30"), "ivaRete": kept}
        resumen |= dict.fromkeys(("totalGravada", "subTotalVentas", "montoTotalOperacion"), price)
        resumen |= {"ivaRete": kept, "totalPagar": price - kept, "totalIva": money("1.30")}
    elif tipo == "14":
        each |= {"precioUni": 100, "compra": 100, "reteRenta": 10}
        resumen |= dict.fromkeys(("totalCompraExcluidos", "subTotalVentas", "montoTotalOperacion"), 100)
        resumen |= {"reteRenta": 10, "totalPagar": 90}
    else:
        each |= {"precioUni": 500, "ventaGravada": 500, "tributos": ["C3"], "seguro": 10, "flete": 20}
        resumen |= dict.fromkeys(("totalGravada", "subTotalVentas"), 500) | {"tributos": [EXPORT]}
        resumen |= {"totalSeguro": 10, "totalFlete": 20, "montoTotalOperacion": 530, "totalPagar": 530}
    return {
        "identificacion": _event("18") | {"fusion": None},
        "documentoRelacionado": [{"tipoDocumento": tipo, "codigoGeneracion": returned, "fechaEmision": TODAY}],
        "emisor": {"nit": NIT, "nombre": "EMISOR DE PRUEBA"} | _PLACE | _NO_CUSTOMS,
        "documento": None,
        "ventaTercero": None,
        "compraTercero": None,
        "cuerpoDocumento": [each],
        "resumen": resumen,
        "apendice": None,
    }


def contingencia() -> dict[str, Any]:
    """Two documents of one morning without Internet."""
    return {
        "identificacion": {
            "version": 4, "ambiente": "00", "codigoGeneracion": code(), "fTransmision": TODAY,
            "hTransmision": "14:00:00",
        },
        "emisor": {
            "nit": NIT, "nombre": "EMISOR DE PRUEBA", "nombreResponsable": "PERSONA DE PRUEBA",
            "tipoDocResponsable": "13", "numeroDocResponsable": "000000000", "tipoEstablecimiento": "02",
            "codEstableMH": "M001", "codPuntoVentaMH": "P001", "telefono": "22000001", "correo": "emisor@example.com",
        },
        "detalleDTE": [{"noItem": place, "tipoDoc": "01", "codigoGeneracion": code()} for place in (1, 2)],
        "motivo": {
            "fInicio": TODAY, "fFin": TODAY, "hInicio": "08:00:00", "hFin": "12:00:00", "tipoContingencia": 3,
            "motivoContingencia": None,
        },
    }  # fmt: skip


def invalidacion(document: dict[str, Any], sello: str, **motive: Any) -> dict[str, Any]:
    """The invalidation of a sealed document because the operation was rescinded."""
    heading = document["identificacion"]
    named = document["receptor"] or {"numDocumento": None, "nombre": None}
    kind = "36" if "nit" in named else named.get("tipoDocumento")
    return {
        "identificacion": {
            "version": 3, "ambiente": heading["ambiente"], "codigoGeneracion": code(), "fecEmi": heading["fecEmi"],
            "horEmi": "12:00:00", "fusion": None,
        },
        "emisor": {
            "nit": NIT, "nombre": "EMISOR DE PRUEBA", "codEstableMH": "M001", "codEstable": None,
            "codPuntoVentaMH": "P001", "codPuntoVenta": None, "telefono": "22000001", "correo": "emisor@example.com",
        },
        "documento": {
            "tipoDte": heading["tipoDte"], "codigoGeneracion": heading["codigoGeneracion"], "selloRecibido": sello,
            "numeroControl": heading["numeroControl"], "fecEmi": heading["fecEmi"], "codigoGeneracionR": None,
            "tipoDocumento": kind, "numDocumento": named.get("nit", named.get("numDocumento")),
            "nombre": named["nombre"], "telefono": None, "correo": None,
        },
        "motivo": {
            "tipoAnulacion": 2, "motivoAnulacion": None, "nombreResponsable": "PERSONA DE PRUEBA",
            "tipDocResponsable": "13", "numDocResponsable": "000000000", "nombreSolicita": "PERSONA DE PRUEBA",
            "tipDocSolicita": "13", "numDocSolicita": "000000000",
        } | motive,
    }  # fmt: skip


def received(document: dict[str, Any]) -> dict[str, Any]:
    """The same document with issuer and receiver changed over: what this taxpayer received from the other."""
    other = copy.deepcopy(document)
    other["emisor"]["nit"], other["receptor"]["nit"] = OTHER_NIT, NIT
    return other
