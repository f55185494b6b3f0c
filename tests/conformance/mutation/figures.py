"""Changes of figures: every computed one off by 0.02, and what they are computed from."""

from collections.abc import Callable, Iterator
from decimal import Decimal
from typing import Any

from tests.conformance.mutation.edit import MISSING, Mutation, changed, get, put

D = Decimal
CENT, STEP = D("0.01"), D("0.02")
COLUMNS = ("ventaNoSuj", "ventaExenta", "ventaGravada")
SALE = ("totalNoSuj", "totalExenta", "totalGravada", "subTotalVentas", "totalDescu", "subTotal", "montoTotalOperacion")
PAID = ("totalNoGravado", "totalPagar", "ivaRete", "ivaRete1")
LINES: dict[str, tuple[str, ...]] = {
    "01": (*COLUMNS, "ivaItem"),
    "03": COLUMNS,
    "04": COLUMNS,
    "05": (*COLUMNS, "ivaPerci", "ivaRete", "totalIva"),
    "06": (*COLUMNS, "ivaPerci", "ivaRete", "totalIva"),
    "07": ("ivaRetenido",),
    "08": ("ivaItem",),
    "11": ("ventaGravada",),
    "14": ("compra",),
    "15": ("valor",),
    "17": COLUMNS,
    "18": (*COLUMNS, "compra", "ivaItem", "ivaRete", "reteRenta"),
}
"""The computed fields of a line (functional arithmetic, §1.1, §1.5 and §2)."""
SUMMARY: dict[str, tuple[str, ...]] = {
    "01": (*SALE, *PAID, "totalIva"),
    "03": (*SALE, *PAID, "ivaPerci", "ivaPerci1"),
    "04": SALE,
    "05": (*SALE, *PAID, "ivaPerci", "ivaPerci1", "totalIva"),
    "06": (*SALE, *PAID, "ivaPerci", "ivaPerci1", "totalIva"),
    "07": ("totalSujetoRetencion", "totalIva", "totalIvaRetenido", "totalIVAretenido"),
    "08": (
        *("totalNoSuj", "totalExenta", "totalGravada", "exportacion", "totalExportacion", "subTotalVentas"),
        *("montoTotalOperacion", "total"),
    ),
    "11": ("totalGravada", "totalDescu", "montoTotalOperacion", "totalNoGravado", "totalPagar"),
    "14": ("totalCompra", "totalDescu", "subTotal", "totalPagar"),
    "15": ("valorTotal",),
    "17": ("totalNoSuj", "totalExenta", "totalGravada", "subTotal", "total"),
    "18": (
        *("totalNoSuj", "totalExenta", "totalGravada", "totalCompraExcluidos", "subTotalVentas", "totalSeguro"),
        *("totalFlete", "montoTotalOperacion", "ivaRete", "reteRenta", "totalNoGravado", "totalPagar", "totalIva"),
    ),
}
"""The computed fields of the summary (functional arithmetic, §2). `reteRenta` of 14 has a choice of bases (K13)."""
SETTLED = ("subTotal", "montoSujetoPercepcion", "iva", "ivaPercibido", "ivaComision", "liquidoApagar")
"""Those of the one object of 09."""
GIVEN = frozenset(
    [
        "D5",
        "C5",
        "C6",
        "C7",
        "19",
        "28",
        "31",
        "32",
        "33",
        "34",
        "35",
        "36",
        "37",
        "38",
        "39",
        "42",
        "43",
        "44",
        "50",
        "51",
        "52",
        "53",
        "54",
        "55",
        "58",
    ]
) | frozenset(["77", "78", "79", "85", "86", "91", "92", "A1", "A5", "A7", "A9"])
"""Tributes whose amount is given, or may be overwritten (§1.3, K6)."""
OWN_RATE = "C9"
"""The code of CAT-006 with a rate of its own, whose amount is given."""
ON_RETENTION = ("ivaPerci", "ivaRete", "totalIva")
"""Amounts of a line that no source works out where a note adjusts a 07 (K8)."""


def figure_places(tipo: str, document: dict[str, Any]) -> Iterator[str]:
    """The paths of all computed figures that the document has."""
    body = document.get("cuerpoDocumento")
    if isinstance(body, dict):
        yield from (f"cuerpoDocumento.{name}" for name in SETTLED if body.get(name) is not None)
        return
    over_retention = adjusts_retention(document)
    for index, item in enumerate(body or ()):
        if item.get("codigoRetencionMH") != OWN_RATE:
            names = (name for name in LINES[tipo] if not (over_retention and name in ON_RETENTION))
            yield from (f"cuerpoDocumento[{index}].{name}" for name in names if item.get(name) is not None)
    summary = document.get("resumen", {})
    yield from (f"resumen.{name}" for name in SUMMARY.get(tipo, ()) if summary.get(name) is not None)
    for index, entry in enumerate(summary.get("tributos") or ()):
        if entry["codigo"] not in GIVEN:
            yield f"resumen.tributos[{index}].valor"


def adjusts_retention(document: dict[str, Any]) -> bool:
    return any(one["tipoDocumento"] == "07" for one in document.get("documentoRelacionado") or ())


def mutations(
    tipo: str, document: dict[str, Any], exact: Callable[[str], tuple[Decimal, ...]] = lambda _: ()
) -> Iterator[Mutation]:
    """`exact` gives what a figure of a field sample should be, which may be a cent off already."""
    for path in figure_places(tipo, document):
        for step in (STEP, -STEP):
            value = D(get(document, path)) + step
            if any(abs(value - right) < STEP for right in (*_rights(path, document), *exact(path))):
                continue
            yield Mutation(
                kind="figure",
                path=path,
                value=value,
                document=put(document, path, value),
                source="Aritmética §1–2; Manual Funcional 2.0 p. 56–57",
                also=_instead(path),
            )
    yield from _given(tipo, document)


def _instead(path: str) -> tuple[str, ...]:
    line, _, name = path.rpartition(".")
    if name in (*COLUMNS, "compra") and line.startswith("cuerpoDocumento"):
        # Which of two amounts of a line is the wrong one cannot be known: the line is told.
        return (line, *(f"{line}.{column}" for column in (*COLUMNS, "compra")))
    return ()


def _rights(path: str, document: dict[str, Any]) -> Iterator[Decimal]:
    """What a figure may be beside what the sample says: IVA from the rounded total (p. 50), or withheld or not."""
    if path == "cuerpoDocumento.iva":
        yield _cents(document["cuerpoDocumento"]["montoSujetoPercepcion"] * D("0.13"))
    summary = document.get("resumen", {})
    if not path.startswith("resumen") or "totalGravada" not in summary or summary["totalGravada"] is None:
        return
    base = D(summary["totalGravada"]) - (summary.get("descuGravada") or 0)
    if path.endswith(".valor") and get(document, path.replace(".valor", ".codigo")) == "20":
        yield _cents(base * D("0.13"))
    if path.rpartition(".")[2] in ("ivaRete", "ivaRete1", "ivaPerci", "ivaPerci1"):
        yield _cents(base * D("0.01"))


def _cents(value: Decimal) -> Decimal:
    return value.quantize(CENT, "ROUND_HALF_UP")


def _given(tipo: str, document: dict[str, Any]) -> Iterator[Mutation]:
    """What is given, changed: a figure that follows from it is another."""
    body = document.get("cuerpoDocumento")
    if not isinstance(body, list) or tipo in ("07", "08", "15") or adjusts_retention(document):
        return
    for index, item in enumerate(body):
        line = f"cuerpoDocumento[{index}]"
        amounts = tuple(f"{line}.{column}" for column in (*COLUMNS, "compra"))
        if item.get("noGravado"):
            yield _changed("given", f"{line}.noGravado", item["noGravado"] + 1, document, ("resumen.totalNoGravado",))
            continue
        for name, more in (("cantidad", 1), ("precioUni", 5)):
            if item["precioUni"] > 0:
                yield _changed("given", f"{line}.{name}", item[name] + more, document, amounts)
        if get(document, f"{line}.montoDescu") is not MISSING and item["cantidad"] * item["precioUni"] > 1:
            yield _changed("given", f"{line}.montoDescu", item["montoDescu"] + D("0.5"), document, amounts)
    summary = document.get("resumen", {})
    for name, total in (
        ("descuNoSuj", "totalNoSuj"),
        ("descuExenta", "totalExenta"),
        ("descuGravada", "totalGravada"),
        ("descu", "totalCompra"),
        ("descuento", "totalGravada"),
    ):
        if summary.get(name) is not None and summary[total] > summary[name] + 1:
            also = ("resumen.subTotal", "resumen.totalDescu", "resumen.montoTotalOperacion")
            yield _changed("given", f"resumen.{name}", summary[name] + 1, document, also)


def _changed(kind: str, path: str, value: Any, document: dict[str, Any], also: tuple[str, ...]) -> Mutation:
    return Mutation(
        kind=kind,
        path=path,
        value=value,
        document=changed(document, {path: value}),
        source="Aritmética §1.1–1.4",
        also=also,
    )
