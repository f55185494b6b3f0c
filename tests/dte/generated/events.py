"""Right inputs of the four events."""

from decimal import Decimal
from typing import Any

from tests.dte.generated.dice import Dice
from tests.dte.generated.sales import amount, charges, goods, tribute_line

D = Decimal
SEAL = "2026B2C3D4E5F6A1B2C3D4E5F6A1B2C3D4E5F6A1"
SAME_DAY = ("03", "04", "05", "06", "07", "08", "09")
LATER = ("01", "11")
ONLY_2_0 = ("14", "15", "17", "18")
"""What the schema of the earlier event of invalidation does not know."""
NO_REPLACEMENT = ("05", "08", "17", "18")


def special(dice: Dice) -> dict[str, Any]:
    ranges, annulled = dice.maybe(), dice.maybe(0.3)
    kind = dice.one_of("02", "97") if ranges else "97"
    lines, last = [], 0
    for number in range(dice.whole(1, 6)):
        line: dict[str, Any] = {"tipoDocumento": kind, "descripcion": dice.text(), "precioUni": dice.amount(50)}
        if ranges:
            first = last + dice.whole(1, 5)
            last = first + dice.whole(0, 30)
            line |= {"docDel": str(first), "docAl": str(last)}
        else:
            line |= {"numDocumento": f"CCI-{number}", "fechaEmision": f"2026-09-{dice.whole(1, 15):02}"}
        if dice.maybe(0.3):
            line["tipoVenta"] = dice.one_of("exenta", "noSujeta", "gravada")
        if annulled:
            line["codigoGeneracionRef"] = "D1E2F3A4-B5C6-47D8-89EA-0B1C2D3E4F50"
        lines.append(line)
    return {"tipoEvento": "17", "cuerpoDocumento": lines} | ({"apendice": dice.appendix()} if dice.maybe(0.3) else {})


def returned(dice: Dice) -> dict[str, Any]:
    tipo = dice.one_of("01", "11", "14")
    related = [
        {"tipoDocumento": tipo, "codigoGeneracion": dice.code(), "fechaEmision": f"2026-08-{dice.whole(10, 28)}"}
        for _ in range(dice.whole(1, 3))
    ]
    lines = []
    for index in range(max(len(related), dice.whole(1, 5))):
        line = goods(dice, tipo) | {"codigoGeneracion": related[index % len(related)]["codigoGeneracion"]}
        if tipo == "01" and dice.maybe(0.4):
            line["tipoVenta"] = dice.one_of("exenta", "noSujeta")
        elif tipo == "01" and dice.maybe():
            line |= {"tributos": dice.one_of(["59"], ["71"], ["59", "71"]), "psv": dice.amount(20)}
        if tipo == "11":
            line |= {"tipoItem": 1} | (
                {"seguro": dice.amount(5, 2), "flete": dice.amount(5, 2)} if dice.maybe() else {}
            )
        lines.append(line)
    if tipo == "01" and dice.maybe(0.2):
        lines.append(tribute_line(dice) | {"codigoGeneracion": related[0]["codigoGeneracion"]})
    if tipo != "14" and dice.maybe(0.1):
        back = {"descripcion": "Abono", "tipoVenta": "noGravado", "noGravado": -90_000}
        lines.append(back | {"codigoGeneracion": related[0]["codigoGeneracion"]})
    elif tipo != "14" and any(amount(line) > 20 for line in lines):
        lines += [line | {"codigoGeneracion": related[0]["codigoGeneracion"]} for line in charges(dice)]
    result: dict[str, Any] = {
        "tipoEvento": "18",
        "documentoRelacionado": related,
        "documento": {"tipoDocumento": "13", "numDocumento": "012345678", "nombre": dice.text(200)},
        "cuerpoDocumento": lines,
        "resumen": {},
    }
    if tipo == "11":
        result["emisor"] = {"tipoItemExpor": 1, "recintoFiscal": "01", "tipoRegimen": "EX-1", "regimen": "1000.000"}
        result["documento"] = {
            "tipoDocumento": "37",
            "numDocumento": "US-1",
            "nombre": dice.text(200),
            "codPais": "US",
            "nombrePais": "ESTADOS UNIDOS",
        }
        result["resumen"]["totalNoOnerosas"] = dice.one_of(0, dice.amount(20, 2))
    elif dice.maybe():
        result["resumen"]["retieneIva" if tipo == "01" else "retieneRenta"] = True
    if tipo != "14" and dice.maybe(0.3):
        result["ventaTercero"] = dice.third()
    elif tipo == "11" and dice.maybe():
        result["compraTercero"] = {"numDocumento": "06142803901121", "nombre": dice.text()}
    if dice.maybe(0.2):
        result["identificacion"] = {"fusion": "06140101051046"}
    if dice.maybe(0.5):
        result["documento"] |= {"telefono": "70000001", "correo": "cliente@example.com"}
    return result | ({"apendice": dice.appendix()} if dice.maybe(0.3) else {})


def invalidation(dice: Dice) -> dict[str, Any]:
    tipo = dice.one_of(*SAME_DAY, *LATER, *(ONLY_2_0 if dice.regime == "2.0" else ()))
    reason = dice.whole(1, 3)
    if tipo in NO_REPLACEMENT and dice.regime != "2.0":
        # The earlier structure asks for a replacement of every type.
        reason = 2
    document: dict[str, Any] = {
        "tipoDte": tipo,
        "codigoGeneracion": dice.code(),
        "selloRecibido": SEAL,
        "numeroControl": None if tipo in ("17", "18") else f"DTE-{tipo}-M001P001-{dice.whole(1, 10**9):015}",
        "fecEmi": "2026-09-10",
        "tipoDocumento": "36",
        "numDocumento": "06141506181024",
        "nombre": dice.text(200),
    }
    if tipo == "17":
        document |= dict.fromkeys(("tipoDocumento", "numDocumento", "nombre"))
    if reason != 2 and tipo not in NO_REPLACEMENT:
        document["codigoGeneracionR"] = dice.code()
    if dice.maybe():
        document |= {"telefono": "22000002", "correo": "compras@example.com"}
    motive = {
        "tipoAnulacion": reason,
        "nombreResponsable": "Responsable de Ejemplo",
        "tipDocResponsable": "13",
        "numDocResponsable": "012345678",
        "nombreSolicita": dice.text(),
        "tipDocSolicita": "36",
        "numDocSolicita": "06141506181024",
    }
    if reason == 3 or dice.maybe():
        motive["motivoAnulacion"] = f"Motivo: {dice.text()}"
    result = {"tipoEvento": "invalidacion", "documento": document, "motivo": motive}
    if dice.regime == "2.0" and dice.maybe(0.2):
        result["identificacion"] = {"fusion": "06140101051046"}
    if dice.regime == "1.x" and dice.maybe():
        document["montoIva"] = dice.amount(50, 2)
    return result


def contingency(dice: Dice) -> dict[str, Any]:
    cause = dice.whole(1, 5)
    motive: dict[str, Any] = {
        "fInicio": "2026-09-14",
        "hInicio": f"{dice.whole(0, 23):02}:30:00",
        "fFin": "2026-09-15",
        "hFin": f"0{dice.whole(0, 9)}:15:00",
        "tipoContingencia": cause,
    }
    if cause == 5:
        motive["motivoContingencia"] = f"Motivo: {dice.text()}"
    # The list of the earlier event has no certificates of retention.
    types = ("01", "03", "04", "05", "06", "11", "14", *(("07",) if dice.regime == "2.0" else ()))
    return {
        "tipoEvento": "contingencia",
        "emisor": {
            "nombreResponsable": "Responsable de Ejemplo",
            "tipoDocResponsable": "13",
            "numeroDocResponsable": "012345678",
        },
        "detalleDTE": [
            {"tipoDoc": dice.one_of(*types), "codigoGeneracion": dice.code()} for _ in range(dice.whole(1, 20))
        ],
        "motivo": motive,
    }
