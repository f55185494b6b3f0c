"""What is forbidden in the lines of goods and services, and in their summary."""

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from tests.conformance.mutation.edit import MISSING, get
from tests.conformance.mutation.heading import OTHER, tipo_of
from tests.conformance.mutation.kinds import NOTES, SALES, Change, Document, kind, lines

D = Decimal
TAXED = ("01", "03", "05", "06", "11", "18")
WITH_TRIBUTES = ("01", "03", "04", "05", "06", "11", "18")
NEVER = {
    "01": ("20", "C3"),
    "03": ("C3",),
    "04": ("C5", "19"),
    "05": ("C3",),
    "06": ("C3",),
    "08": ("C5", "19"),
    "11": ("20", "59", "71"),
    "18": ("20", "C3"),
}
"""Codes of section 1 and 3 that a type cannot carry (Manual Funcional 2.0 p. 35 and 39). 18 is that of an invoice."""


@kind("item-number", *SALES, "07", "08", "15", "17", source="Aritmética §2: numItem correlativo")
def item_number(document: Document) -> Iterator[Change]:
    for place, item in lines(document):
        path = f"{place}.numItem"
        yield path, {path: item["numItem"] + 1}


@kind("tribute-not-of-type", *NEVER, source="Manual Funcional 2.0 p. 35")
def tribute_not_of_type(document: Document) -> Iterator[Change]:
    if tipo_of(document) == "18" and document["documentoRelacionado"][0]["tipoDocumento"] != "01":
        return
    for place, item in lines(document):
        if item["ventaGravada"] and item.get("codTributo") is None:
            for code in (*NEVER[tipo_of(document)], "D4", "A8"):
                path = f"{place}.tributos"
                yield path, {path: [*(item["tributos"] or ()), code]}


@kind("tribute-without-sale", *WITH_TRIBUTES, source="Manual Funcional 2.0 p. 33 y 35")
def tribute_without_sale(document: Document) -> Iterator[Change]:
    usual = {"01": "59", "11": "C3", "18": "59"}.get(tipo_of(document), "20")
    for place, item in lines(document):
        if not item["ventaGravada"]:
            yield f"{place}.tributos", {f"{place}.tributos": [usual]}


@kind("tribute-missing", "03", "04", "05", "06", "08", "11", "17", source="Manual Funcional 2.0 p. 35–36")
def tribute_missing(document: Document) -> Iterator[Change]:
    for place, item in lines(document):
        if item["ventaGravada"] and item["tributos"]:
            path = f"{place}.tributos"
            yield path, {path: None}


@kind("tribute-line", *WITH_TRIBUTES, source="Manual Funcional 2.0 p. 36–38")
def tribute_line(document: Document) -> Iterator[Change]:
    for place, item in lines(document):
        code, sort = f"{place}.codTributo", f"{place}.tipoItem"
        if get(document, code) is MISSING or get(document, sort) is MISSING or item.get("noGravado"):
            continue
        if item["codTributo"] is None:
            # A line is one of a tribute by both fields; which is the wrong one cannot be known.
            yield sort, {sort: 4}, (code,)
            yield code, {code: "57"}, (sort,)
            yield code, {sort: 4, code: "20"}
        else:
            yield sort, {sort: 1}, (code,)
            yield code, {code: None}, (sort,)
            yield code, {code: "59"}
            for field, wrong in (("cantidad", 2), ("uniMedida", 59), ("montoDescu", D(1)), ("tributos", ["59"])):
                path = f"{place}.{field}"
                changes = {path: wrong}
                if field == "cantidad":
                    changes[f"{place}.ventaGravada"] = item["ventaGravada"] * 2
                yield path, changes


@kind("charge-line", *TAXED, source="Manual Funcional 2.0 p. 32–33")
def charge_line(document: Document) -> Iterator[Change]:
    for place, item in lines(document):
        if not item.get("noGravado"):
            continue
        for field, wrong in (
            *(("cantidad", 2), ("uniMedida", 59), ("codTributo", "57"), ("tributos", ["20"]), ("tipoItem", 4)),
            *(("psv", D(1)), ("ivaPerci", D(1)), ("ivaRete", D(1)), ("totalIva", D(1)), ("montoDescu", D(1))),
        ):
            if field in item:
                yield f"{place}.{field}", {f"{place}.{field}": wrong}
        for column in ("ventaNoSuj", "ventaExenta", "ventaGravada"):
            if column in item:
                # Which of the two amounts is the wrong one cannot be known.
                yield f"{place}.{column}", {f"{place}.{column}": D(5)}, (place,)


@kind("only-charges", *TAXED, source="Manual Funcional 2.0 p. 32")
def only_charges(document: Document) -> Iterator[Change]:
    for _, item in lines(document):
        if item.get("noGravado"):
            yield "cuerpoDocumento", {"cuerpoDocumento": [item | {"numItem": 1}]}


@kind("discount-over-line", *SALES, source="Manual Funcional 2.0 p. 48")
def discount_over_line(document: Document) -> Iterator[Change]:
    for place, item in lines(document):
        if item.get("montoDescu") is not None:
            path = f"{place}.montoDescu"
            yield path, {path: D(item["cantidad"] * item["precioUni"]).quantize(D("0.01")) + 1}


@kind("discount-over-total", "01", "03", "04", "11", "14", source="Aritmética §1.4")
def discount_over_total(document: Document) -> Iterator[Change]:
    totals = {
        "descuNoSuj": "totalNoSuj",
        "descuExenta": "totalExenta",
        "descuGravada": "totalGravada",
        "descuento": "totalGravada",
        "descu": "totalCompra",
    }
    for field, total in totals.items():
        if field in document["resumen"]:
            path = f"resumen.{field}"
            yield path, {path: document["resumen"][total] + 1}


@kind("line-unrelated", *(t for t in WITH_TRIBUTES if t != "18"), source="Manual Funcional 2.0 p. 41")
def line_unrelated(document: Document) -> Iterator[Change]:
    for place, item in lines(document):
        if "numeroDocumento" in item:
            yield f"{place}.numeroDocumento", {f"{place}.numeroDocumento": OTHER}


@kind("line-of-no-return", "18", source="Manual Funcional 2.0 p. 29")
def line_of_no_return(document: Document) -> Iterator[Change]:
    for place, _ in lines(document):
        yield f"{place}.codigoGeneracion", {f"{place}.codigoGeneracion": OTHER}


@kind("tributes-summed", *WITH_TRIBUTES, "08", "17", source="Manual Funcional 2.0 p. 35")
def tributes_summed(document: Document) -> Iterator[Change]:
    path = "resumen.tributos"
    if path.rpartition(".")[2] not in document["resumen"]:
        return
    listed = document["resumen"]["tributos"] or []
    carried = {code for _, item in lines(document) for code in item["tributos"] or ()}
    strange = next(code for code in ("71", "59", "D1", "C8", "D5") if code not in carried)
    entry: dict[str, Any] = {"codigo": strange, "descripcion": "Tributo", "valor": D("1.00")}
    yield f"{path}[{len(listed)}]", {path: [*listed, entry]}
    if listed:
        yield f"{path}[{len(listed)}]", {path: [*listed, listed[0]]}
        yield path, {path: listed[1:] or None}


@kind("payment-sum", "01", "03", "11", "14", source="Manual Funcional 2.0 p. 52–54")
def payment_sum(document: Document) -> Iterator[Change]:
    for index, one in enumerate(document["resumen"]["pagos"] or ()):
        path = f"resumen.pagos[{index}].montoPago"
        for step in (D("0.02"), D("5.00")):
            # The sum is told, not one of the amounts that make it.
            yield path, {path: one["montoPago"] + step}, ("resumen.pagos", "resumen.totalPagar")


@kind("payment-terms", "01", "03", "11", "14", source="Manual Funcional 2.0 p. 52–54")
def payment_terms(document: Document) -> Iterator[Change]:
    condition = document["resumen"]["condicionOperacion"]
    # The schema of 01 v1, unlike that of 03 v3, lets credit go without a term.
    terms = (tipo_of(document), document["identificacion"]["version"]) != ("01", 1)
    for index, one in enumerate(document["resumen"]["pagos"] or ()):
        place = f"resumen.pagos[{index}]"
        term, period = f"{place}.plazo", f"{place}.periodo"
        if condition == 1 and one["plazo"] is None and one["periodo"] is None:
            yield term, {term: "01", period: 30}, (period,)
            if terms:
                yield "resumen.condicionOperacion", {"resumen.condicionOperacion": 2}, (term, period)
        if terms and one["plazo"] is not None and one["periodo"] is not None:
            yield term, {term: None}
            yield period, {period: None}
        if one["codigo"] == "01":
            yield f"{place}.referencia", {f"{place}.referencia": "REF-1"}
    if condition == 2 and document["resumen"]["pagos"]:
        yield (
            "resumen.condicionOperacion",
            {"resumen.condicionOperacion": 1},
            tuple(
                f"resumen.pagos[{index}].{field}"
                for index, _ in enumerate(document["resumen"]["pagos"])
                for field in ("plazo", "periodo")
            ),
        )


@kind("positive-credit", "01", "03", "11", "18", source="Aritmética §1.7")
def positive_credit(document: Document) -> Iterator[Change]:
    if "saldoFavor" in document["resumen"]:
        yield "resumen.saldoFavor", {"resumen.saldoFavor": D("5.00")}


WORDS = {"07": "totalIVAretenidoLetras"}


@kind("words", *SALES, "07", "08", "15", "17", source="Aritmética §1.8", warned=True)
def words(document: Document) -> Iterator[Change]:
    # A warning: the wording is free, and MH's own examples on p. 25–29 spell other cents.
    name = "totalLetras" if "totalLetras" in document["resumen"] else WORDS["07"]
    path = f"resumen.{name}"
    total = document["resumen"][name]
    cents = "13" if "13/100" not in total else "17"
    yield path, {path: f"DOSCIENTOS CUARENTA Y NUEVE {cents}/100 DÓLARES"}


@kind("iva-of-note", *NOTES, source="Aritmética §2, 05 y 06: totalIva 0 sobre 03", regimes=("2.0",))
def iva_of_note(document: Document) -> Iterator[Change]:
    if document["documentoRelacionado"][0]["tipoDocumento"] != "03":
        return
    for place, item in lines(document):
        if item["ventaGravada"]:
            value = D(item["ventaGravada"] * D("0.13")).quantize(D("0.01"))
            yield f"{place}.totalIva", {f"{place}.totalIva": value}
