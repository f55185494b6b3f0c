"""What is forbidden in the four events."""

from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from tests.conformance.mutation.heading import OTHER
from tests.conformance.mutation.kinds import Change, Document, kind, lines

D = Decimal
SPECIAL, RETURN, INVALIDATION, CONTINGENCY = "17", "18", "invalidacion", "contingencia"
SAME_DAY = ("03", "04", "05", "06", "07", "08", "09", "15", "17", "18")
NO_REPLACEMENT = ("05", "08", "17", "18")


def _moved(day: str, days: int) -> str:
    return (date.fromisoformat(day) + timedelta(days=days)).isoformat()


@kind("range", SPECIAL, source="Manual Funcional 2.0 p. 24–26")
def ranges(document: Document) -> Iterator[Change]:
    for place, item in lines(document):
        first, last, count = f"{place}.docDel", f"{place}.docAl", f"{place}.cantidad"
        if item["docDel"] is None:
            continue
        # The three agree or not; which of them is the wrong one cannot be known.
        yield last, {last: str(int(item["docAl"]) + 1)}, (count, first)
        yield first, {first: str(int(item["docDel"]) + 1)}, (count, last)
        yield first, {first: str(int(item["docAl"]) + 1)}, (last,)
        yield first, {first: None}
        yield last, {last: None}
        yield f"{place}.numDocumento", {f"{place}.numDocumento": "DCI0001"}


@kind("single", SPECIAL, source="Manual Funcional 2.0 p. 24–25")
def singles(document: Document) -> Iterator[Change]:
    one = document["cuerpoDocumento"][0]
    if one["tipoDocumento"] != "97" or one["codigoGeneracionRef"] is not None:
        return
    alone = one | {"docDel": None, "docAl": None, "numDocumento": "DCI0001", "fechaEmision": "2026-02-27"}
    alone |= {"cantidad": 1, "precioUni": one["ventaGravada"]}
    rest = document["cuerpoDocumento"][1:]
    if one["docDel"] is None or not rest or not one["ventaGravada"]:
        return
    # The two kinds are mixed: which lines are the wrong ones cannot be known.
    yield "cuerpoDocumento", {"cuerpoDocumento": [alone, *rest]}
    whole = {"cuerpoDocumento": [alone], **_sums(one["ventaGravada"])}
    place = "cuerpoDocumento[0]"
    yield f"{place}.numDocumento", {**whole, f"{place}.numDocumento": None}
    yield f"{place}.fechaEmision", {**whole, f"{place}.fechaEmision": None}
    yield f"{place}.cantidad", {**whole, f"{place}.cantidad": 2, f"{place}.precioUni": one["ventaGravada"] / 2}
    # Of a simplified invoice there is no single line.
    yield f"{place}.tipoDocumento", {**whole, f"{place}.tipoDocumento": "02"}, (place,)


def _sums(amount: Decimal) -> dict[str, Any]:
    iva = (amount * D("0.13")).quantize(D("0.01"))
    return {
        "resumen.totalGravada": amount,
        "resumen.subTotal": amount,
        "resumen.tributos[0].valor": iva,
        "resumen.total": amount + iva,
        "resumen.totalLetras": f"SON {int((amount + iva) % 1 * 100):02}/100 DÓLARES",
    }


@kind("annulled-mixed", SPECIAL, source="Manual Funcional 2.0 p. 24, 28")
def annulled_mixed(document: Document) -> Iterator[Change]:
    if len(document["cuerpoDocumento"]) == 1:
        return
    place = "cuerpoDocumento[1].codigoGeneracionRef"
    wrong = OTHER if document["cuerpoDocumento"][1]["codigoGeneracionRef"] is None else None
    # Active and annulled are mixed: which line is the wrong one cannot be known.
    yield place, {place: wrong}, ("cuerpoDocumento", "cuerpoDocumento[0].codigoGeneracionRef")


@kind("reported-twice", SPECIAL, source="Manual Funcional 2.0 p. 24")
def reported_twice(document: Document) -> Iterator[Change]:
    if len(document["cuerpoDocumento"]) == 1:
        return
    first = document["cuerpoDocumento"][0]
    place = "cuerpoDocumento[1]"
    number = "docDel" if first["docDel"] is not None else "numDocumento"
    changes = {f"{place}.{field}": first[field] for field in ("docDel", "docAl", "numDocumento", "cantidad")}
    yield f"{place}.{number}", changes, (place,)


@kind("too-many-lines", SPECIAL, source="Manual Funcional 2.0 p. 24")
def too_many_lines(document: Document) -> Iterator[Change]:
    first = document["cuerpoDocumento"][0]
    if first["docDel"] is None:
        return
    many = [
        first | {"numItem": place + 1, "docDel": str(place + 1), "docAl": str(place + 1), "cantidad": 1}
        for place in range(501)
    ]
    yield "cuerpoDocumento", {"cuerpoDocumento": many}


@kind("other-period", SPECIAL, source="Manual Funcional 2.0 p. 24")
def other_period(document: Document) -> Iterator[Change]:
    for place, _ in lines(document):
        yield f"{place}.fechaEmision", {f"{place}.fechaEmision": "2026-01-15"}


@kind("not-of-the-return", RETURN, source="Aritmética §2, 18")
def not_of_the_return(document: Document) -> Iterator[Change]:
    over = document["documentoRelacionado"][0]["tipoDocumento"]
    foreign = {
        "01": ("compra", "seguro", "flete", "reteRenta"),
        "11": ("ventaNoSuj", "ventaExenta", "compra", "ivaItem", "ivaRete", "reteRenta"),
        "14": ("ventaNoSuj", "ventaExenta", "ventaGravada", "seguro", "flete", "ivaItem", "ivaRete", "psv"),
    }[over]
    for place, _ in lines(document):
        for field in foreign:
            # A second amount in a line is told of the line.
            yield f"{place}.{field}", {f"{place}.{field}": D(1)}, (place,)


@kind("return-of-export", RETURN, source="Manual Funcional 2.0 p. 31")
def return_of_export(document: Document) -> Iterator[Change]:
    if document["documentoRelacionado"][0]["tipoDocumento"] == "11":
        return
    for field, value in (
        ("recintoFiscal", "01"),
        ("tipoRegimen", "EX-1"),
        ("regimen", "1000.000"),
        ("tipoItemExpor", 1),
    ):
        if field in document["emisor"]:
            yield f"emisor.{field}", {f"emisor.{field}": value}
    yield "documento.codPais", {"documento.codPais": "GT", "documento.nombrePais": "Guatemala"}


@kind("return-before", RETURN, source="Manual Funcional 2.0 p. 30")
def return_before(document: Document) -> Iterator[Change]:
    path = "identificacion.fecEmi"
    sold = document["documentoRelacionado"][0]["fechaEmision"]
    # Which of the two dates is the wrong one cannot be known.
    yield path, {path: _moved(sold, -1)}, ("documentoRelacionado[0].fechaEmision",)


@kind("return-after", RETURN, source="Manual Funcional 2.0 p. 30", warned=True)
def return_after(document: Document) -> Iterator[Change]:
    # A warning up to two years: four activities have them, and the lists of these differ.
    path = "identificacion.fecEmi"
    sold = document["documentoRelacionado"][0]["fechaEmision"]
    for days in (95, 800):
        yield path, {path: _moved(sold, days)}, ("documentoRelacionado[0].fechaEmision",)


@kind("invalidation-replacement", INVALIDATION, source="Manual Funcional 2.0 p. 16")
def replacement(document: Document) -> Iterator[Change]:
    path, reason = "documento.codigoGeneracionR", "motivo.tipoAnulacion"
    own = document["documento"]
    if document["motivo"]["tipoAnulacion"] == 2:
        yield path, {path: OTHER}, (reason,)
        if own["tipoDte"] not in NO_REPLACEMENT:
            yield path, {reason: 1}, (reason,)
            yield path, {reason: 3, "motivo.motivoAnulacion": "Otro motivo"}, (reason,)
    elif own["tipoDte"] in NO_REPLACEMENT:
        yield path, {path: OTHER}, (reason, "documento.tipoDte")
    else:
        yield path, {path: None}, (reason,)
        yield path, {path: own["codigoGeneracion"]}
        yield path, {reason: 2}, (reason,)


@kind("invalidation-date", INVALIDATION, source="Manual Funcional 2.0 p. 14")
def invalidation_date(document: Document) -> Iterator[Change]:
    name = "fecEmi" if "fecEmi" in document["identificacion"] else "fecAnula"
    path = f"identificacion.{name}"
    own = document["documento"]
    # Which of the two dates is the wrong one cannot be known.
    also = ("documento.fecEmi",)
    yield path, {path: _moved(own["fecEmi"], -1)}, also
    # The regime of 1.x granted a day more.
    days = 1 if "fecEmi" in document["identificacion"] else 2
    yield path, {path: _moved(own["fecEmi"], days if own["tipoDte"] in SAME_DAY else 95)}, also


@kind("invalidation-document", INVALIDATION, source="Manual Funcional 2.0 p. 13, 16–17; Especificación §2")
def invalidated(document: Document) -> Iterator[Change]:
    own = document["documento"]
    for path, wrong in (
        ("documento.codigoGeneracion", own["codigoGeneracion"].lower()),
        ("documento.selloRecibido", own["selloRecibido"][:-1]),
        ("documento.selloRecibido", own["selloRecibido"].lower()),
        ("documento.tipoDte", "02"),
    ):
        yield path, {path: wrong}
    for name in ("nombreResponsable", "numDocResponsable", "nombreSolicita", "numDocSolicita"):
        yield f"motivo.{name}", {f"motivo.{name}": None}
    if own["numeroControl"] is not None:
        yield "documento.numeroControl", {"documento.numeroControl": None}
        other = "03" if own["tipoDte"] != "03" else "01"
        number = f"DTE-{other}{own['numeroControl'][6:]}"
        yield "documento.numeroControl", {"documento.numeroControl": number}, ("documento.tipoDte",)
    if own["tipoDte"] not in ("01", "18"):
        # A return is of an invoice, which may name nobody.
        for name in ("tipoDocumento", "numDocumento", "nombre"):
            yield f"documento.{name}", {f"documento.{name}": None}


@kind("contingency-times", CONTINGENCY, source="Manual Funcional 2.0 p. 22–23")
def contingency_times(document: Document) -> Iterator[Change]:
    own = document["motivo"]
    start, end = "motivo.fInicio", "motivo.fFin"
    # Which of two times is the wrong one cannot be known.
    yield end, {end: _moved(own["fInicio"], -1)}, (start, "motivo.hFin")
    yield start, {start: _moved(own["fFin"], 1)}, (end, "motivo.hInicio", "motivo.hFin")
    for name in ("hInicio", "hFin"):
        yield f"motivo.{name}", {f"motivo.{name}": "25:00:00"}
        yield f"motivo.{name}", {f"motivo.{name}": "9:00"}
    if own["fInicio"] == own["fFin"]:
        yield "motivo.hFin", {"motivo.hFin": "00:00:00"}, ("motivo.hInicio",)
    sent = "identificacion.fTransmision"
    yield sent, {sent: _moved(own["fInicio"], -1)}, (end, "motivo.hFin", start, "identificacion.hTransmision")


@kind("contingency-late", CONTINGENCY, source="Manual Funcional 2.0 p. 22", warned=True)
def contingency_late(document: Document) -> Iterator[Change]:
    # A warning: the tax administration may extend the term.
    sent = "identificacion.fTransmision"
    yield sent, {sent: _moved(document["motivo"]["fFin"], 3)}, ("identificacion.hTransmision", "motivo.fFin")


@kind("contingency-list", CONTINGENCY, source="Manual Funcional 2.0 p. 21–23")
def contingency_list(document: Document) -> Iterator[Change]:
    listed = document["detalleDTE"]
    place = f"detalleDTE[{len(listed)}]"
    again = listed[0] | {"noItem": len(listed) + 1}
    yield f"{place}.codigoGeneracion", {"detalleDTE": [*listed, again]}, (place,)
    yield "detalleDTE[0].noItem", {"detalleDTE[0].noItem": 7}
    for code in ("08", "09", "15", "17"):
        yield "detalleDTE[0].tipoDoc", {"detalleDTE[0].tipoDoc": code}
    path = "detalleDTE[0].codigoGeneracion"
    yield path, {path: listed[0]["codigoGeneracion"].lower()}
    yield "motivo.motivoContingencia", {"motivo.tipoContingencia": 5, "motivo.motivoContingencia": None}
    for name in ("nombreResponsable", "tipoDocResponsable", "numeroDocResponsable"):
        yield f"emisor.{name}", {f"emisor.{name}": None}
