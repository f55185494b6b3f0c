"""Right inputs of 07, 08, 09 and 15."""

from decimal import Decimal
from typing import Any

from tests.dte.generated.dice import Dice

D = Decimal


def _listed(dice: Dice, tipo: str) -> dict[str, Any]:
    paper = dice.maybe(0.2)
    return {
        "tipoDte": tipo,
        "tipoGeneracion": 1 if paper else 2,
        "numeroDocumento": f"S{dice.whole(10**6, 10**9)}" if paper else dice.code(),
        "fechaEmision": f"2026-09-{dice.whole(1, 14):02}",
    }


def retention(dice: Dice) -> dict[str, Any]:
    tipo = dice.one_of("01", "03")
    lines = []
    for _ in range(dice.whole(1, 6)):
        line = _listed(dice, tipo) | {"montoSujetoGrav": dice.amount(5000, 2) + 100, "descripcion": dice.text()}
        line["codigoRetencionMH"] = dice.one_of("22", "22", "C4", "C9")
        if line["codigoRetencionMH"] == "C9":
            line["ivaRetenido"] = dice.amount(5, 2)
        lines.append(line)
    result: dict[str, Any] = {"tipoDte": "07", "receptor": dice.contributor(), "cuerpoDocumento": lines}
    if dice.regime == "1.x" and dice.maybe():
        result["extension"] = handed_over(dice)
    if dice.regime == "2.0":
        if dice.maybe(0.3):
            result["resumen"] = {"observaciones": dice.text()}
        if dice.maybe(0.2):
            result["identificacion"] = {"fusion": "06140101051046"}
    return result | _more(dice)


def handed_over(dice: Dice) -> dict[str, Any]:
    return {
        "nombEntrega": dice.text(),
        "docuEntrega": "012345678",
        "nombRecibe": dice.text(),
        "docuRecibe": "012345679",
        "observaciones": dice.text(),
    }


def _more(dice: Dice) -> dict[str, Any]:
    return {"apendice": dice.appendix()} if dice.maybe(0.3) else {}


def settlement(dice: Dice) -> dict[str, Any]:
    lines: list[dict[str, Any]] = []
    for _ in range(dice.whole(1, 6)):
        tipo = dice.one_of("01", "03", "03", "06", "11")
        line = _listed(dice, tipo)
        if tipo == "11":
            line["exportaciones"] = dice.amount(500, 2)
        else:
            line[dice.one_of("ventaGravada", "ventaGravada", "ventaExenta", "ventaNoSuj")] = dice.amount(500, 2)
        # 1.x asks each line for something said of it.
        if dice.maybe() or dice.regime != "2.0":
            line["observaciones"] = dice.text()
        lines.append(line)
    sold = sum((value for line in lines for name, value in line.items() if name == "ventaGravada"), D(0))
    if sold > 100 and dice.maybe(0.4):
        # What came back is settled with the sign turned.
        back = {"ventaGravada": -dice.amount(50, 2), "observaciones": "Devolución"}
        lines.append(_listed(dice, "05") | back)
    resumen: dict[str, Any] = {"condicionOperacion": dice.whole(1, 3)}
    if dice.maybe(0.3):
        resumen["ivaPerci"] = dice.amount(5, 2)
    if dice.regime == "2.0" and dice.maybe(0.3):
        resumen["observaciones"] = dice.text()
    receptor = dice.contributor() | {"codDomiciliado": 1}
    result = {"tipoDte": "08", "receptor": receptor, "cuerpoDocumento": lines, "resumen": resumen}
    if dice.regime == "1.x":
        del receptor["codDomiciliado"]
        if dice.maybe():
            result["extension"] = handed_over(dice)
    if dice.regime == "2.0" and dice.maybe(0.2):
        result["identificacion"] = {"fusion": "06140101051046"}
    return result | _more(dice)


def acquirer(dice: Dice) -> dict[str, Any]:
    whole = dice.amount(50_000, 2) + 100
    body: dict[str, Any] = {
        "periodoLiquidacionFechaInicio": "2026-09-01",
        "periodoLiquidacionFechaFin": f"2026-09-{dice.whole(1, 15):02}",
        "codLiquidacion": dice.text(30),
        "cantidadDoc": dice.whole(1, 500),
        "valorOperaciones": whole,
    }
    percent = dice.one_of(D(0), D(2), D("5.5"))
    body |= {"comision": (whole * percent / 100).quantize(D("0.01")), "porcentComision": percent}
    if dice.maybe(0.4):
        body |= {
            "montoSinPercepcion": (whole * D("0.3")).quantize(D("0.01")),
            "descripSinPercepcion": "Ventas exentas",
        }
    if dice.maybe(0.3):
        body["observaciones"] = dice.text()
    return {
        "tipoDte": "09",
        "receptor": dice.contributor(by_nit=True) | {"tipoEstablecimiento": dice.one_of("01", "02", "04")},
        "cuerpoDocumento": body,
        "extension": {"nombEntrega": dice.text(), "docuEntrega": "012345678"}
        | ({"codEmpleado": "E-7"} if dice.maybe() else {}),
    } | _more(dice)


def donation(dice: Dice) -> dict[str, Any]:
    lines: list[dict[str, Any]] = []
    for _ in range(dice.whole(1, 5)):
        match dice.whole(1, 3):
            case 1:
                line: dict[str, Any] = {"tipoDonacion": 1, "valorUni": dice.amount(900, 2)}
            case 2:
                line = {"tipoDonacion": 2, "cantidad": dice.whole(1, 30), "uniMedida": 59, "valorUni": dice.amount(90)}
                if dice.maybe():
                    value = line["cantidad"] * line["valorUni"]
                    line["tipoDepreciacion"] = (value * D("0.25")).quantize(D("0.01"), "ROUND_DOWN")
            case _:
                line = {"tipoDonacion": 3, "cantidad": dice.whole(1, 30), "valorUni": dice.amount(90)}
        lines.append(line | {"descripcion": dice.text()} | ({"codigo": dice.text(25)} if dice.maybe() else {}))
    receptor: dict[str, Any] = dice.person() | {"direccion": dice.address(), "correo": "donante@example.com"}
    receptor["telefono"] = "22000010"
    if dice.maybe(0.3):
        receptor = {field: value for field, value in dice.contributor().items() if field != "nombreComercial"}
        receptor["telefono"] = "22000010"
    if dice.maybe(0.3) and dice.regime != "1.x":
        receptor = {
            "tipoDocumento": "03",
            "numDocumento": "P9876543",
            "nombre": dice.text(200),
            "correo": "donor@example.com",
            "codDomiciliado": 2,
            "codPais": dice.one_of("US", "GT"),
        }
    resolution = {"codDocAsociado": 1, "descDocumento": "Resolución", "detalleDocumento": "RES-2026-1"}
    more = {"codDocAsociado": 2, "descDocumento": "Acta de entrega", "detalleDocumento": "Acta 14"}
    result = {
        "tipoDte": "15",
        "receptor": receptor,
        "otrosDocumentos": [resolution, *([more] if dice.maybe() else [])],
        "cuerpoDocumento": lines,
    }
    if any(line["tipoDonacion"] == 1 for line in lines) and dice.maybe():
        result["resumen"] = {"pagos": [{"codigo": "05", "referencia": "TRF-1"}]}
    return result | _more(dice)
