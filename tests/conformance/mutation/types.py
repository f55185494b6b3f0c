"""What is forbidden in 07, 08, 09, 11, 14 and 15 beside what all documents have alike."""

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from tests.conformance.mutation.heading import OTHER
from tests.conformance.mutation.kinds import Change, Document, kind, lines

D = Decimal


def _twice(document: Document, **changes: Any) -> dict[str, Any]:
    """The first line once more, with the sums that follow, and those changes in it."""
    first = document["cuerpoDocumento"][0]
    result: dict[str, Any] = {"cuerpoDocumento": [first, first | {"numItem": 2} | changes]}
    for name, value in document["resumen"].items():
        if isinstance(value, int | Decimal) and name != "condicionOperacion":
            result[f"resumen.{name}"] = value * 2
    for index, entry in enumerate(document["resumen"].get("tributos") or ()):
        result[f"resumen.tributos[{index}].valor"] = entry["valor"] * 2
    return result


@kind("listed-twice", "07", "08", source="Manual Funcional 2.0 p. 47; Especificación §4.2")
def listed_twice(document: Document) -> Iterator[Change]:
    if len(document["cuerpoDocumento"]) == 1:
        name = _number_key(document)
        yield f"cuerpoDocumento[1].{name}", _twice(document), ("cuerpoDocumento[1]",)


@kind("listed-mixed", "07", source="Especificación §4.2: un tipo por comprobante")
def listed_mixed(document: Document) -> Iterator[Change]:
    if len(document["cuerpoDocumento"]) == 1:
        other = "01" if document["cuerpoDocumento"][0]["tipoDte"] == "03" else "03"
        yield "cuerpoDocumento[1].tipoDte", _twice(document, tipoDte=other, **{_number_key(document): OTHER})


def _number_key(document: Document) -> str:
    first: dict[str, Any] = document["cuerpoDocumento"][0]
    return next(name for name in first if name in ("numeroDocumento", "numDocumento"))


@kind("listed-type", "07", source="Manual Funcional 2.0 p. 17–18")
def listed_type_07(document: Document) -> Iterator[Change]:
    for place, _ in lines(document):
        for code in ("04", "09", "15"):
            yield f"{place}.tipoDte", {f"{place}.tipoDte": code}


@kind("listed-type", "08", source="Manual Funcional 2.0 p. 19 y 46–47")
def listed_type_08(document: Document) -> Iterator[Change]:
    for place, _ in lines(document):
        for code in ("07", "14", "15"):
            yield f"{place}.tipoDte", {f"{place}.tipoDte": code}


@kind("listed-number", "07", "08", source="Manual Funcional 2.0 p. 41")
def listed_number(document: Document) -> Iterator[Change]:
    for place, item in lines(document):
        path = f"{place}.{_number_key(document)}"
        sort = next(f"{place}.{name}" for name in ("tipoGeneracion", "tipoDoc") if name in item)
        if item[sort.rpartition(".")[2]] == 2:
            yield path, {path: "12345"}, (sort,)
            yield path, {path: item[_number_key(document)].lower()}, (sort,)


@kind("listed-later", "07", "08", source="Manual Funcional 2.0 p. 47", warned=True)
def listed_later(document: Document) -> Iterator[Change]:
    for place, item in lines(document):
        name = next(name for name in item if name.startswith("fecha"))
        yield f"{place}.{name}", {f"{place}.{name}": "2030-01-31"}


@kind("settled-elsewhen", "08", source="Manual Funcional 2.0 p. 47", warned=True)
def settled_elsewhen(document: Document) -> Iterator[Change]:
    # A warning: what was invalidated keeps its first date and goes into the period of the invalidation.
    for place, item in lines(document):
        name = next(name for name in item if name.startswith("fecha"))
        yield f"{place}.{name}", {f"{place}.{name}": "2020-01-31"}


@kind("retention-rate", "07", source="CAT-006; Aritmética §2, 07")
def retention_rate(document: Document) -> Iterator[Change]:
    for place, item in lines(document):
        other = {"22": "C4", "C4": "22"}.get(item["codigoRetencionMH"])
        if other is not None:
            # Whether the code or the amount is the wrong one cannot be known.
            yield f"{place}.codigoRetencionMH", {f"{place}.codigoRetencionMH": other}, (f"{place}.ivaRetenido",)


@kind("settlement-period", "09", source="JSON Schema fe-dcl-v2: inicio y fin del período")
def settlement_period(document: Document) -> Iterator[Change]:
    first, last = (f"cuerpoDocumento.periodoLiquidacionFecha{end}" for end in ("Inicio", "Fin"))
    yield last, {last: "2020-01-01"}, (first,)
    yield first, {first: "2030-01-01"}, (last,)


@kind("settled-given", "09", source="Aritmética §2, 09")
def settled_given(document: Document) -> Iterator[Change]:
    body = document["cuerpoDocumento"]
    for name, follows in (
        ("valorOperaciones", ("subTotal", "liquidoApagar")),
        ("comision", ("ivaComision", "liquidoApagar")),
        ("montoSinPercepcion", ("subTotal",)),
    ):
        path = f"cuerpoDocumento.{name}"
        value = (body[name] or 0) + 5
        yield path, {path: value}, tuple(f"cuerpoDocumento.{field}" for field in follows)


@kind("services-through-customs", "11", source="Especificación §4.2; CAT-027, CAT-028, CAT-031, CAT-033")
def services_through_customs(document: Document) -> Iterator[Change]:
    if document["emisor"]["tipoItemExpor"] != 2:
        return
    regime = "EX-1.1000.000" if "tipoRegimen" not in document["emisor"] else "1000.000"
    for path, value in (
        ("emisor.recintoFiscal", "01"),
        ("emisor.tipoRegimen", "EX-1"),
        ("emisor.regimen", regime),
    ):
        if path.rpartition(".")[2] in document["emisor"]:
            yield path, {path: value}
    yield "resumen.codIncoterms", {"resumen.codIncoterms": "09", "resumen.descIncoterms": "FOB-Libre a bordo"}


@kind("export-given", "11", source="Aritmética §2, 11")
def export_given(document: Document) -> Iterator[Change]:
    for name in ("seguro", "flete"):
        if document["resumen"].get(name) is not None:
            path = f"resumen.{name}"
            yield path, {path: document["resumen"][name] + 5}, ("resumen.montoTotalOperacion",)


@kind("renta", "14", source="Aritmética §2, 14 (K13): 10 % de alguna parte de la compra")
def renta(document: Document) -> Iterator[Change]:
    path = "resumen.reteRenta"
    retained = document["resumen"]["reteRenta"]
    yield path, {path: retained + D("0.02")}, ("resumen.totalPagar",)
    yield path, {path: document["resumen"]["subTotal"] * D("0.13") + 1}


@kind("donated-money", "15", source="Manual Funcional 2.0 p. 54–55")
def donated_money(document: Document) -> Iterator[Change]:
    depreciation = "tipoDepreciacion" if "tipoDepreciacion" in document["cuerpoDocumento"][0] else "depreciacion"
    for place, item in lines(document):
        if item["tipoDonacion"] == 1:
            # The schema of version 1 leaves the quantity open.
            if document["identificacion"]["version"] > 1:
                yield f"{place}.cantidad", {f"{place}.cantidad": 2, f"{place}.valorUni": D(item["valorUni"]) / 2}
            yield f"{place}.uniMedida", {f"{place}.uniMedida": 59}
            path = f"{place}.{depreciation}"
            yield path, {path: D(1), f"{place}.valorUni": item["valorUni"] + 1}
        else:
            path = f"{place}.{depreciation}"
            yield path, {path: D(item["cantidad"] * item["valorUni"]) + 1}, (f"{place}.valor",)
        if item["tipoDonacion"] == 3:
            yield f"{place}.uniMedida", {f"{place}.uniMedida": 59}


@kind("donation-payments", "15", source="Manual Funcional 2.0 p. 54–55; Aritmética §2, 15")
def donation_payments(document: Document) -> Iterator[Change]:
    money = any(item["tipoDonacion"] == 1 for _, item in lines(document))
    payments = document["resumen"]["pagos"]
    if money and payments:
        yield "resumen.pagos", {"resumen.pagos": None}
        path = "resumen.pagos[0].montoPago"
        for step in (D("0.02"), D("5.00")):
            yield path, {path: payments[0]["montoPago"] + step}, ("resumen.pagos",)
        yield "resumen.pagos[0].referencia", {"resumen.pagos[0].codigo": "01", "resumen.pagos[0].referencia": "REF-1"}
    elif not money:
        yield "resumen.pagos", {"resumen.pagos": [{"codigo": "01", "montoPago": D(5), "referencia": None}]}


@kind("donation-resolution", "15", source="Manual Funcional 2.0 p. 46; Especificación §4.2")
def donation_resolution(document: Document) -> Iterator[Change]:
    for index, one in enumerate(document["otrosDocumentos"] or ()):
        if one["codDocAsociado"] == 1 and len(document["otrosDocumentos"]) == 1:
            path = f"otrosDocumentos[{index}].codDocAsociado"
            # That one is missing is told of the list.
            yield path, {path: 2}, ("otrosDocumentos",)


@kind("donee", "15", source="Especificación §4.2: el donatario se identifica con su NIT")
def donee(document: Document) -> Iterator[Change]:
    name = "emisor" if "emisor" in document else "donatario"
    if "tipoDocumento" in document[name]:
        yield f"{name}.tipoDocumento", {f"{name}.tipoDocumento": "13"}


@kind("goods-sent-on", "04", source="Especificación §4.2; CAT-025")
def goods_sent_on(document: Document) -> Iterator[Change]:
    yield "receptor.bienTitulo", {"receptor.bienTitulo": "99"}
