"""Right sales of 01, 03, 04, 05, 06, 11 and 14: every section, column, tribute and way of paying at times."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from tests.dte.generated.dice import Dice

D = Decimal
CENT = D("0.01")
Line = dict[str, Any]
SUMMED = {"01": ("59", "71"), "03": ("59", "71"), "04": ("59", "71"), "05": ("59", "71"), "06": ("59", "71")}
USUAL = {"03": ["20"], "04": ["20"], "05": ["20"], "06": ["20"]}
INFORMATIVE = ("19", "28", "31", "C5", "C6", "C7")


def amount(line: Line) -> Decimal:
    """What the line comes to, before any rounding."""
    quantity, price = D(line.get("cantidad", 1)), D(line.get("precioUni", 0))
    return quantity * price - D(line.get("montoDescu", 0))


def goods(dice: Dice, tipo: str) -> Line:
    line: Line = {
        "tipoItem": dice.whole(1, 3),
        "cantidad": dice.one_of(dice.whole(1, 50), dice.amount(20)),
        "uniMedida": dice.one_of(59, 34, 23, 99, 1, 58),
        "descripcion": dice.text(),
        "precioUni": dice.amount(300),
    }
    if dice.maybe():
        line["codigo"] = dice.text(25)
    if dice.maybe(0.3):
        share = dice.one_of(D(0), D("0.05"), D("0.5"))
        line["montoDescu"] = (amount(line) * share).quantize(D("0.00000001"), "ROUND_DOWN")
    return line


def treated(dice: Dice, tipo: str) -> Line:
    """A line in one of the three columns, with the tributes that it may carry."""
    line = goods(dice, tipo)
    kind = dice.one_of("gravada", "gravada", "gravada", "exenta", "noSujeta")
    if kind != "gravada" or dice.maybe():
        line["tipoVenta"] = kind
    if kind != "gravada":
        return line
    codes = dice.some_of(*SUMMED.get(tipo, ())) if dice.maybe(0.4) else []
    if dice.maybe(0.2) and tipo in SUMMED:
        line["uniMedida"] = 22
        codes += dice.some_of("D1", "C8")
    if dice.maybe(0.2) and tipo in ("01", "03", "05", "06") and dice.regime != "1.x":
        codes += dice.some_of(*INFORMATIVE)
    if dice.maybe(0.1) and tipo in SUMMED:
        codes.append("D5")
    # The lines of other types carry in 1.x no more than what they carry by themselves.
    if codes and (dice.regime == "2.0" or tipo in ("01", "03")):
        line["tributos"] = [*USUAL.get(tipo, ()), *codes]
    if dice.maybe(0.3) and tipo in ("01", "03"):
        line["psv"] = dice.amount(50)
    return line


def charges(dice: Dice) -> list[Line]:
    return [
        {"descripcion": dice.text(), "tipoVenta": "noGravado", "noGravado": dice.one_of(1, -1) * dice.amount(3, 2)}
        for _ in range(dice.whole(0, 2))
    ]


def tribute_line(dice: Dice) -> Line:
    return {"codTributo": dice.one_of("A8", "57", "90", "A6"), "descripcion": dice.text(), "precioUni": dice.amount(30)}


def stated(lines: Sequence[Line], dice: Dice) -> list[dict[str, Any]]:
    """The tributes whose amount the law does not give."""
    carried = {code for line in lines for code in line.get("tributos", ())}
    return [{"codigo": code, "valor": dice.amount(20, 2)} for code in sorted(carried & {"D5", *INFORMATIVE})]


def discounts(dice: Dice, lines: Sequence[Line]) -> dict[str, Any]:
    result: dict[str, Any] = {}
    for field, kinds in (
        ("descuGravada", ("gravada", None)),
        ("descuExenta", ("exenta",)),
        ("descuNoSuj", ("noSujeta",)),
    ):
        most = sum((amount(line) for line in lines if line.get("tipoVenta") in kinds), D(0))
        if most >= 1 and dice.maybe(0.3):
            result[field] = (most * dice.one_of(D("0.05"), D("0.3"))).quantize(CENT, "ROUND_DOWN")
            result["porcentajeDescuento"] = dice.amount(100, 2)
    return result


def payments(dice: Dice, *, credit: bool = True) -> dict[str, Any]:
    match dice.whole(0, 3 if credit else 1):
        case 0:
            return {}
        case 1:
            code = dice.one_of("01", "02", "03", "05", "08", "13")
            return {
                "condicionOperacion": 1,
                "pagos": [{"codigo": code} if code == "01" else {"codigo": code, "referencia": "REF-1"}],
            }
        case 2:
            term = {"plazo": dice.one_of("01", "02", "03"), "periodo": dice.whole(1, 90)}
            return {"condicionOperacion": 2, "pagos": [{"codigo": "13", **term}]}
    return {"condicionOperacion": 1}


def sale(dice: Dice, tipo: str) -> dict[str, Any]:
    """A sale of 01 or 03."""
    # The schema of 01 v1 knows no settlement that an invoice comes of.
    types = ("04", "08", "09") if dice.regime == "2.0" or tipo == "03" else ("04", "09")
    related = dice.related(*types) if dice.maybe(0.3) else []
    lines = [treated(dice, tipo) for _ in range(dice.whole(1, 5))]
    place(dice, lines, related)
    if dice.maybe(0.2):
        lines.append(tribute_line(dice))
    if any(amount(line) > 20 for line in lines):
        lines += charges(dice)
    resumen = {**discounts(dice, lines), **payments(dice), "tributos": stated(lines, dice)}
    if dice.maybe(0.3):
        resumen["retieneIva"] = True
    if tipo == "03" and dice.maybe(0.2):
        resumen["percibeIva"] = True
    if dice.regime == "1.x" and dice.maybe(0.2):
        resumen["reteRenta"] = D("0.01")
    if dice.maybe(0.2):
        resumen["numPagoElectronico"] = "NPE-123"
    if dice.maybe(0.3):
        resumen["observaciones"] = dice.text()
    result: dict[str, Any] = {"tipoDte": tipo, "cuerpoDocumento": lines, "resumen": resumen}
    if tipo == "03":
        result["receptor"] = dice.contributor(by_nit=True)
    else:
        result["receptor"] = dice.person() if dice.maybe(0.7) else _without_trade_name(dice)
    if dice.maybe(0.1):
        # More is credited than is due; nothing is paid then.
        lines.append({"descripcion": "Abono anterior", "tipoVenta": "noGravado", "noGravado": -90_000})
        for field in ("pagos", "condicionOperacion", "retieneIva", "percibeIva", "reteRenta"):
            resumen.pop(field, None)
        resumen["pagos"] = [{"codigo": "99", "referencia": "Saldo a favor"}]
    return result | beside(dice, related, attached=True)


def _without_trade_name(dice: Dice) -> dict[str, Any]:
    return {field: value for field, value in dice.contributor().items() if field != "nombreComercial"}


def beside(dice: Dice, related: Sequence[Any], *, attached: bool = False, third: bool = True) -> dict[str, Any]:
    result: dict[str, Any] = {}
    if related:
        result["documentoRelacionado"] = related
    if attached and dice.maybe(0.3):
        result["otrosDocumentos"] = dice.attached()
    if third and dice.maybe(0.3) and dice.regime is not None:
        result["ventaTercero"] = dice.third()
    if dice.maybe(0.3):
        result["apendice"] = dice.appendix()
    if dice.regime == "1.x" and dice.maybe(0.3):
        result["extension"] = {"nombEntrega": dice.text(), "docuEntrega": "012345678", "nombRecibe": dice.text()} | {
            "docuRecibe": "012345679"
        }
        if attached and dice.maybe():
            result["extension"]["placaVehiculo"] = "P123456"
    return result


def place(dice: Dice, lines: list[Line], related: Sequence[dict[str, Any]]) -> None:
    """Says of every related document which line comes of it, and of some lines that they come of one."""
    while len(lines) < len(related):
        lines.append(dict(lines[0]))
    for line, one in zip(lines, related, strict=False):
        line["numeroDocumento"] = one["numeroDocumento"]


def remission(dice: Dice) -> dict[str, Any]:
    related = dice.related("01", "03") if dice.maybe(0.3) else []
    lines = [treated(dice, "04") for _ in range(dice.whole(1, 5))]
    place(dice, lines, related)
    if dice.maybe(0.2):
        lines.append(tribute_line(dice))
    resumen = {**discounts(dice, lines), "tributos": stated(lines, dice)}
    if dice.maybe(0.3):
        resumen["observaciones"] = dice.text()
    receptor = dice.contributor() | {"bienTitulo": dice.one_of("01", "02", "03", "04", "05")}
    result = {"tipoDte": "04", "receptor": receptor, "cuerpoDocumento": lines, "resumen": resumen}
    return result | beside(dice, related)


def note(dice: Dice, tipo: str) -> dict[str, Any]:
    related = dice.related("03")
    lines = [treated(dice, tipo) for _ in range(dice.whole(1, 5))]
    for line in lines:
        line["numeroDocumento"] = dice.one_of(*related)["numeroDocumento"]
    place(dice, lines, related)
    if dice.maybe(0.2):
        lines.append(tribute_line(dice) | {"numeroDocumento": related[0]["numeroDocumento"]})
    if dice.regime == "2.0" and any(amount(line) > 20 for line in lines):
        lines += [line | {"numeroDocumento": related[0]["numeroDocumento"]} for line in charges(dice)]
    resumen: dict[str, Any] = {"tributos": stated(lines, dice), "condicionOperacion": dice.whole(1, 3)}
    for flag in ("retieneIva", "percibeIva"):
        if dice.maybe(0.2):
            resumen[flag] = True
    if dice.regime == "1.x":
        resumen |= discounts(dice, lines) | ({"reteRenta": D("0.01")} if dice.maybe(0.3) else {})
        resumen.pop("porcentajeDescuento", None)
    if dice.maybe(0.3):
        resumen["observaciones"] = dice.text()
    if tipo == "06" and dice.maybe(0.2):
        resumen["numPagoElectronico"] = "NPE-123"
    result = {"tipoDte": tipo, "receptor": dice.contributor(), "cuerpoDocumento": lines, "resumen": resumen}
    if dice.regime == "2.0" and dice.maybe(0.2):
        result["identificacion"] = {"fusion": "06140101051046"}
    return result | beside(dice, related)


def note_on_retention(dice: Dice, tipo: str) -> dict[str, Any]:
    """2.0 only: what a comprobante de retención withheld too much or too little."""
    related = dice.related("07", most=1)
    lines = [{"descripcion": dice.text(), "precioUni": dice.amount(500, 2)} for _ in range(dice.whole(1, 3))]
    resumen = {"codigoRetencionMH": dice.one_of("22", "C4")}
    return {
        "tipoDte": tipo,
        "receptor": dice.contributor(),
        "documentoRelacionado": related,
        "cuerpoDocumento": lines,
        "resumen": resumen,
    }


def export(dice: Dice) -> dict[str, Any]:
    services = dice.maybe(0.4)
    lines = [goods(dice, "11") | {"tipoItem": 2 if services else 1} for _ in range(dice.whole(1, 5))]
    most = sum((amount(line) for line in lines), D(0))
    if most > 20:
        lines += charges(dice)
    resumen: dict[str, Any] = {**payments(dice)}
    if not services:
        resumen |= {"codIncoterms": dice.one_of("01", "02", "09"), "flete": dice.amount(50, 2)}
        resumen["seguro"] = dice.amount(20, 2)
    if most >= 1 and dice.maybe(0.3):
        resumen["descuGravada"] = (most * D("0.1")).quantize(CENT, "ROUND_DOWN")
        resumen["porcentajeDescuento"] = 10
    if dice.maybe(0.3):
        resumen["observaciones"] = dice.text()
    if dice.maybe(0.3):
        resumen["numPagoElectronico"] = "NPE-123"
    receptor = {
        "nombre": dice.text(200),
        "tipoDocumento": "37",
        "numDocumento": "US-98-7654321",
        "descActividad": "Importación de café",
        "codPais": dice.one_of("US", "GT", "HN", "CR"),
        "complemento": "100 Sample Street, Springfield",
        "tipoPersona": dice.whole(1, 2),
        "correo": "buyer@example.com",
        **({"nombreComercial": dice.text(90)} if dice.maybe() else {}),
        **({"telefono": "22000010"} if dice.maybe() else {}),
    }
    result: dict[str, Any] = {"tipoDte": "11", "receptor": receptor, "cuerpoDocumento": lines, "resumen": resumen}
    if not services:
        emisor = {"recintoFiscal": dice.one_of("01", "02"), "regimen": "1000.000"}
        result["emisor"] = emisor | ({"tipoRegimen": "EX-1"} if dice.regime != "1.x" else {})
    if dice.maybe(0.3):
        result["otrosDocumentos"] = [
            {"codDocAsociado": 1, "descDocumento": "Permiso fitosanitario", "detalleDocumento": "PF-123"},
            *(
                [
                    {
                        "codDocAsociado": 4,
                        "modoTransp": dice.whole(1, 4),
                        "placaTrans": "P123-456",
                        "numConductor": "C-12345",
                        "nombreConductor": "Conductora de Ejemplo",
                    }
                ]
                if dice.maybe()
                else []
            ),
        ]
    if dice.regime == "2.0":
        if dice.maybe(0.3):
            result["documentoRelacionado"] = dice.related("04", most=1)
            lines[0]["numeroDocumento"] = result["documentoRelacionado"][0]["numeroDocumento"]
        if dice.maybe(0.3):
            result["ventaTercero"] = dice.third()
        elif dice.maybe(0.3):
            result["compraTercero"] = {"numDocumento": "06142803901121", "nombre": dice.text(200)}
        if dice.maybe(0.3):
            resumen["totalNoOnerosas"] = dice.amount(50, 2)
        if dice.maybe(0.2):
            lines.append(tribute_line(dice))
        if dice.maybe(0.2):
            lines.append({"descripcion": "Abono anterior", "tipoVenta": "noGravado", "noGravado": -90_000})
            resumen.pop("condicionOperacion", None)
            resumen["pagos"] = [{"codigo": "99", "referencia": "Saldo a favor"}]
    elif dice.regime == "1.x" and dice.maybe(0.3):
        result["ventaTercero"] = dice.third()
    if dice.maybe(0.3):
        result["apendice"] = dice.appendix()
    return result


def purchase(dice: Dice) -> dict[str, Any]:
    lines = [goods(dice, "14") for _ in range(dice.whole(1, 5))]
    if dice.maybe(0.3):
        lines[0]["retieneRenta"] = False
    most = sum((amount(line) for line in lines), D(0))
    resumen: dict[str, Any] = {**payments(dice)}
    if dice.maybe(0.5):
        resumen["retieneRenta"] = True
    if dice.regime == "1.x" and dice.maybe(0.3):
        resumen["ivaRete"] = D("0.01")
    if most >= 1 and dice.maybe(0.3):
        resumen["descu"] = (most * D("0.1")).quantize(CENT, "ROUND_DOWN")
    if dice.maybe(0.3):
        resumen["observaciones"] = dice.text()
    receptor = dice.person() | {"direccion": dice.address()}
    if dice.maybe():
        receptor |= {"codActividad": dice.one_of("49231", "01111"), "descActividad": dice.text()}
    result = {"tipoDte": "14", "receptor": receptor, "cuerpoDocumento": lines, "resumen": resumen}
    return result | ({"apendice": dice.appendix()} if dice.maybe(0.3) else {})


def any_note(dice: Dice, tipo: str) -> dict[str, Any]:
    if dice.regime == "2.0" and dice.maybe(0.2):
        return note_on_retention(dice, tipo)
    return note(dice, tipo)
