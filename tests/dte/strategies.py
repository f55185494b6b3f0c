"""Random sales that are right, over all that a sale of 01 or 03 can say."""

from decimal import Decimal
from typing import Any

from hypothesis import strategies as st
from tests.dte.support import CONSUMIDOR, CONTRIBUYENTE

from facturaxpress.dte.arithmetic import line_amount

D = Decimal
OTHER_CODE = "7C1D2F5A-0B3E-4D6C-9A81-5E4F3D2C1B0A"
RELATED = {"tipoDocumento": "04", "tipoGeneracion": 2, "numeroDocumento": OTHER_CODE, "fechaEmision": "2026-09-01"}


def decimals(low: str, high: str, places: int) -> st.SearchStrategy[Decimal]:
    return st.decimals(D(low), D(high), places=places, allow_nan=False, allow_infinity=False)


quantities = st.one_of(
    st.integers(1, 500), decimals("0.01", "99.99", 2), decimals("0.00000001", "9.99999999", 8), st.just(D("1.000"))
)
prices = st.one_of(st.integers(0, 2000), decimals("0.00", "999.99", 2), decimals("0", "99.99999999", 8))
cents = decimals("0.00", "50.00", 2)
texts = st.text(st.characters(codec="utf-8", exclude_categories=["Cs", "Cc"]), min_size=1, max_size=40).filter(
    lambda text: not text.isspace()
)
codes_of_units = st.sampled_from([59, 34, 23, 58, 99, 1])


@st.composite
def ordinary_lines(draw: st.DrawFn, tipo: str) -> dict[str, Any]:
    quantity, price = draw(quantities), draw(prices)
    result: dict[str, Any] = {
        "tipoItem": draw(st.integers(1, 3)),
        "cantidad": quantity,
        "uniMedida": draw(codes_of_units),
        "descripcion": draw(texts),
        "precioUni": price,
    }
    if draw(st.booleans()):
        share = draw(st.sampled_from([D(0), D("0.1"), D("0.333"), D(1)]))
        most = quantity * price * share
        result["montoDescu"] = most.quantize(D("0.00000001"), rounding="ROUND_DOWN")
    kind = draw(st.sampled_from([None, None, "gravada", "exenta", "noSujeta"]))
    if kind is not None:
        result["tipoVenta"] = kind
    if draw(st.booleans()):
        result["codigo"] = draw(st.text("ABC123-", min_size=1, max_size=25))
    if kind in (None, "gravada") and draw(st.booleans()):
        own = draw(
            st.lists(st.sampled_from(["59", "71", "D1", "C8", "D5", "C5", "C6", "C7", "31"]), unique=True, max_size=4)
        )
        codes = [*(["20"] if tipo == "03" else []), *own]
        if {"D1", "C8"} & set(codes):
            result["uniMedida"] = 22
        if codes:
            result["tributos"] = codes
        if draw(st.booleans()):
            result["psv"] = draw(prices)
    return result


@st.composite
def sales(draw: st.DrawFn) -> dict[str, Any]:
    """A sale that `build` must accept."""
    tipo = draw(st.sampled_from(["01", "03"]))
    lines = draw(st.lists(ordinary_lines(tipo), min_size=1, max_size=6))
    if any(line.get("tributos") and amount(line) <= 0 for line in lines):
        for line in lines:
            if amount(line) <= 0:
                line.pop("tributos", None)
    if draw(st.booleans()):
        lines.append(
            {
                "codTributo": draw(st.sampled_from(["A8", "57", "90", "A6"])),
                "descripcion": "Impuesto especial",
                "precioUni": draw(prices),
            }
        )
    if any(amount(line) > 0 for line in lines):
        charges = draw(st.lists(decimals("-40.00", "40.00", 2).filter(bool), max_size=2))
        lines += [{"descripcion": "Cargo o abono", "tipoVenta": "noGravado", "noGravado": value} for value in charges]
    sale: dict[str, Any] = {"tipoDte": tipo, "cuerpoDocumento": lines, "resumen": summary(draw, lines)}
    if tipo == "03":
        sale["receptor"] = CONTRIBUYENTE
    else:
        sale["receptor"] = CONSUMIDOR
    if draw(st.booleans()):
        sale["documentoRelacionado"] = [RELATED]
        lines[0]["numeroDocumento"] = OTHER_CODE
    if draw(st.booleans()):
        sale["apendice"] = [{"campo": "campo", "etiqueta": "Etiqueta", "valor": draw(texts)}]
    if draw(st.booleans()):
        sale["ventaTercero"] = {"nit": "02100101991034", "nombre": "MANDANTE", "codDomiciliado": 1}
    return sale


def amount(line: dict[str, Any]) -> Decimal:
    """What the line comes to, at the 8 decimals that count."""
    return line_amount(line.get("cantidad", 1), line.get("precioUni", 0), line.get("montoDescu", 0))


def summary(draw: st.DrawFn, lines: list[dict[str, Any]]) -> dict[str, Any]:
    result: dict[str, Any] = {}
    for name, kinds in (
        ("descuGravada", {"gravada", None}),
        ("descuExenta", {"exenta"}),
        ("descuNoSuj", {"noSujeta"}),
    ):
        most = sum((amount(line) for line in lines if line.get("tipoVenta") in kinds), D(0))
        if draw(st.booleans()) and most >= 1:
            result[name] = (most * draw(st.sampled_from([D("0.05"), D("0.5"), D("0.9")]))).quantize(
                D("0.01"), "ROUND_DOWN"
            )
    carried = {code for line in lines for code in line.get("tributos", ())}
    suggested = {code for line in lines if line.get("psv") for code in line.get("tributos", ())}
    stated = [code for code in ("D5", "31", "C5", "C6", "C7") if code in carried]
    result["tributos"] = [
        {"codigo": code, "valor": draw(cents)}
        for code in stated
        if code in {"D5", "31"} or code not in suggested or draw(st.booleans())
    ]
    for flag in ("retieneIva",):
        if draw(st.booleans()):
            result[flag] = True
    if draw(st.booleans()):
        result["porcentajeDescuento"] = draw(decimals("0", "100", 2))
        result["observaciones"] = draw(texts)
    return result


json_values: st.SearchStrategy[Any] = st.recursive(
    st.one_of(
        st.none(),
        st.booleans(),
        st.integers(-(10**13), 10**13),
        decimals("-99999", "99999", 9),
        st.text(max_size=12),
        st.sampled_from(["01", "03", "gravada", "exenta", "20", "59", "2026-09-15", "M001", "06141506181024"]),
    ),
    lambda inner: st.one_of(st.lists(inner, max_size=3), st.dictionaries(st.text(max_size=8), inner, max_size=3)),
    max_leaves=8,
)
