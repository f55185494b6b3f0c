"""What the page of each type and event shows is what happens: its inputs, its figures and its faults."""

import copy
import re
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import msgspec
import pytest
from tests.dte import events
from tests.dte.golden import CONTEXT, ROOT
from tests.dte.support import CONSUMIDOR, charge, finish, line

from facturaxpress import dte
from facturaxpress.cli.errors import fault_lines
from facturaxpress.dte.structures import LAWS

GUIDE = Path(__file__).resolve().parents[2] / "docs" / "guia"
PAGES = {path.stem: path for folder in ("tipos", "eventos") for path in sorted((GUIDE / folder).glob("*.md"))}
NOTE_OF = "AC54E9DB-79C5-42CE-B430-EC552C97EFBA"
SETTLED = "3F2504E0-4F89-41D3-9A0C-0305E82C3301"
INVALIDATED = "3F2A6B1C-8D4E-4F50-9A61-7B8C9D0E1F21"
NOTE = "7A6B5C4D-3E2F-4109-8F9E-8D7C6B5A4938"
RETURNED = "2B3C4D5E-6F70-4182-93A4-B5C6D7E8F901"
EVENTS = {"17-operaciones-especiales": "17", "18-retorno": "18"}
_NUMBER = re.compile(r"-?[0-9]+\.[0-9]{2}").fullmatch


def text(page: str) -> str:
    return PAGES[page].read_text("utf-8")


def inputs(page: str) -> list[dict[str, Any]]:
    return [dte.parse_json(block.encode()) for block in re.findall(r"```json\n(.*?)```", text(page), re.DOTALL)]


def example(path: str) -> dict[str, Any]:
    sale: dict[str, Any] = dte.parse_json((ROOT / path).read_bytes())
    return sale


def changed(sale: dict[str, Any], changes: dict[str, Any]) -> dict[str, Any]:
    """A copy with some places set; `...` takes one out."""
    whole = copy.deepcopy(sale)
    for path, value in changes.items():
        *parents, last = [
            int(part) if part.isdigit() else part for part in path.replace("[", ".").replace("]", "").split(".")
        ]
        node: Any = whole
        for part in parents:
            node = node[part]
        if value is ...:
            del node[last]
        else:
            node[last] = value
    return whole


# What the issuer holds of the documents that the pages name.


def held(code: str, sale: dict[str, Any], **more: Any) -> dict[str, dte.Held]:
    day = sale["fecEmi"]
    on = datetime.fromisoformat(f"{day}T16:00:00+00:00")
    whole = events.issued(sale, code, now=on)
    return {code: events.held(whole, sealed=on, **more)}


def credit(on: str, precioUni: Any = 200, **more: Any) -> dict[str, Any]:
    receptor = example("05-nota-credito/devolucion-parcial.json")["receptor"]
    receptor["nit"] = receptor.pop("numDocumento")
    del receptor["tipoDocumento"]
    return {"tipoDte": "03", "fecEmi": on, "receptor": receptor, "cuerpoDocumento": [line(precioUni)], **more}


def invoice(on: str, cantidad: int = 2, **more: Any) -> dict[str, Any]:
    shirt = line(Decimal("22.60"), cantidad, descripcion="Camisa")
    return {"tipoDte": "01", "fecEmi": on, "cuerpoDocumento": [shirt], **more}


def note() -> dict[str, Any]:
    """A credit note in force."""
    sale = {**example("05-nota-credito/devolucion-parcial.json"), "resumen": {"retieneIva": False}}
    return events.issued(sale, NOTE, now=CONTEXT.now)


MANDANTE = {"nit": "06140404041078", "nombre": "ARTESANÍAS DE EJEMPLO, S.A. DE C.V.", "codDomiciliado": 1}
HELD: dict[tuple[str, int], Callable[[], dict[str, dte.Held]]] = {
    ("05-nota-credito", 1): lambda: held(NOTE_OF, credit("2026-11-10")),
    ("08-comprobante-liquidacion", 1): lambda: held(SETTLED, credit("2026-11-05", 100, ventaTercero=MANDANTE)),
    ("invalidacion", 0): lambda: held(INVALIDATED, invoice("2026-11-23", receptor=CONSUMIDOR)),
    ("18-retorno", 1): lambda: held(RETURNED, invoice("2026-11-10")),
}
"""By page and place of the input: what those need that say but the code of a document."""
BLOCKS = [(page, index) for page in PAGES for index in range(len(inputs(page)))]


def versions(sale: dict[str, Any]) -> list[int]:
    tipo = sale.get("tipoDte") or sale.get("tipoEvento")
    return [law.version for law in LAWS.values() if law.tipo == tipo]


def build(sale: dict[str, Any], version: int | None = None, known: dict[str, dte.Held] | None = None) -> dte.Draft:
    return dte.build(sale, msgspec.structs.replace(CONTEXT, version=version, held=known or {}))


def told(sale: dict[str, Any], version: int, known: dict[str, dte.Held]) -> list[str]:
    """Codes of all faults and warnings."""
    try:
        found = build(sale, version, known).warnings
    except dte.FaultError as error:
        found = error.faults
    return [one.code for one in found]


def known(page: str, index: int) -> dict[str, dte.Held]:
    return HELD[page, index]() if (page, index) in HELD else {}


def test_every_type_and_event_has_its_page() -> None:
    named = {page[:2] if page[:2].isdigit() else page for page in PAGES}
    assert named == {law.tipo for law in LAWS.values()} - {"01", "03"}


@pytest.mark.parametrize(("page", "index"), BLOCKS)
def test_inputs_are_issued_under_every_regime(page: str, index: int) -> None:
    sale = inputs(page)[index]
    tipo = "".join(sale.get(key, "") for key in ("tipoDte", "tipoEvento"))
    assert page.startswith(tipo)
    for version in versions(sale):
        assert told(sale, version, known(page, index)) == []


@pytest.mark.parametrize(("page", "index"), BLOCKS)
def test_inputs_are_the_smallest(page: str, index: int) -> None:
    """Nothing can be left out without one of the structures asking for it."""
    sale = inputs(page)[index]
    for path in places(sale):
        if path not in ("tipoDte", "tipoEvento"):
            less = changed(sale, {path: ...})
            assert any(told(less, version, known(page, index)) for version in versions(sale)), path


def places(node: Any, path: str = "") -> Iterator[str]:
    """The keys of all objects in lists of one."""
    for key, value in node.items():
        here = f"{path}.{key}" if path else key
        yield here
        inner, there = (value[0], f"{here}[0]") if isinstance(value, list) and len(value) == 1 else (value, here)
        if isinstance(inner, dict):
            yield from places(inner, there)


def figures(page: str) -> Iterator[tuple[dict[str, Any], str, Decimal]]:
    """The rows of the tables of figures: the input, the figure, and what it comes to."""
    sale: dict[str, Any] | None = None
    for row in text(page).splitlines():
        head = re.match(r"\| cifra \| cómo sale \| (?:(aquí)|en \[[a-z-]+\]\(\.\./\.\./\.\./examples/(.+?)\)) \|", row)
        if head:
            sale = inputs(page)[0] if head[1] else example(head[2])
        elif not row.startswith("|"):
            sale = None
        elif sale is not None and not row.startswith("|---"):
            name, _, value = (cell.strip() for cell in row.strip("|").split(" | "))
            assert _NUMBER(value), row
            yield sale, name.strip("`"), Decimal(value)


@pytest.mark.parametrize("page", PAGES)
def test_figures_are_those_issued(page: str) -> None:
    rows = list(figures(page))
    assert rows or page in ("invalidacion", "contingencia")
    for sale, name, value in rows:
        draft = build(sale)
        whole = dte.parse_json(finish(draft))
        place = name if "." in name and not name.startswith("tributos") else f"resumen.{name}"
        if page.startswith("09"):
            place = f"cuerpoDocumento.{name}"
        node: Any = whole
        for part in place.replace("[", ".").replace("]", "").split("."):
            node = node[int(part)] if part.isdigit() else node[part]
        assert node == value, name


# What is told of wrong inputs, by page and in the order of the page.
Case = tuple[dict[str, Any], int | None, Callable[[], dict[str, dte.Held]] | None]
"""A wrong input, the version it is built in (the usual one if None), and what is held."""
CASES: dict[str, list[Case]] = {
    "04-nota-remision": [(changed(inputs("04-nota-remision")[0], {"receptor.bienTitulo": "09"}), None, None)],
    "05-nota-credito": [
        (inputs("05-nota-credito")[1], None, lambda: held(NOTE_OF, credit("2026-11-10", 60))),
        (changed(inputs("05-nota-credito")[0], {"documentoRelacionado[0].tipoDocumento": "01"}), None, None),
        (example("05-nota-credito/devolucion-con-abono.json"), 3, None),
    ],
    "06-nota-debito": [
        (
            changed(inputs("06-nota-debito")[0], {"documentoRelacionado[0].fechaEmision": "2026-08-10"}),
            None,
            lambda: held(NOTE_OF, credit("2026-08-10")),
        ),
        (changed(inputs("06-nota-debito")[0], {"resumen": {"descuGravada": 1}}), 4, None),
    ],
    "07-comprobante-retencion": [
        (
            changed(example("07-comprobante-retencion/uno-por-ciento.json"), {"cuerpoDocumento[0].tipoDte": "01"}),
            2,
            None,
        ),
        (changed(inputs("07-comprobante-retencion")[0], {"cuerpoDocumento[0].codigoRetencionMH": "C9"}), 2, None),
        (changed(inputs("07-comprobante-retencion")[0], {"cuerpoDocumento[0].ivaRetenido": 99}), 2, None),
    ],
    "08-comprobante-liquidacion": [
        (
            changed(
                example("08-comprobante-liquidacion/ventas-del-mes.json"),
                {"cuerpoDocumento[1].numeroDocumento": SETTLED, "cuerpoDocumento[1].tipoDte": "03"},
            ),
            2,
            None,
        ),
        (inputs("08-comprobante-liquidacion")[1], 2, lambda: held(SETTLED, credit("2026-11-05", 100))),
    ],
    "09-documento-contable-liquidacion": [
        (
            changed(
                inputs("09-documento-contable-liquidacion")[0],
                {"cuerpoDocumento.periodoLiquidacionFechaFin": "2026-11-20"},
            ),
            None,
            None,
        ),
        (changed(inputs("09-documento-contable-liquidacion")[0], {"cuerpoDocumento.comision": 1120}), None, None),
    ],
    "11-factura-exportacion": [
        (changed(inputs("11-factura-exportacion")[1], {"emisor": {"recintoFiscal": "01"}}), None, None),
        (changed(inputs("11-factura-exportacion")[0], {"cuerpoDocumento[0].tipoVenta": "exenta"}), None, None),
    ],
    "14-factura-sujeto-excluido": [
        (
            changed(example("14-factura-sujeto-excluido/servicio-con-retencion.json"), {"resumen.reteRenta": 20}),
            None,
            None,
        )
    ],
    "15-comprobante-donacion": [
        (changed(example("15-comprobante-donacion/dinero.json"), {"resumen.pagos[0].montoPago": 900}), None, None),
        (
            changed(
                example("15-comprobante-donacion/bienes-usados.json"), {"cuerpoDocumento[0].tipoDepreciacion": 4000}
            ),
            None,
            None,
        ),
        (changed(inputs("15-comprobante-donacion")[0], {"receptor.direccion": ...}), None, None),
    ],
    "17-operaciones-especiales": [
        (changed(inputs("17-operaciones-especiales")[1], {"cuerpoDocumento[0].cantidad": 20}), None, None),
        (
            changed(
                inputs("17-operaciones-especiales")[0],
                {"cuerpoDocumento[0].tipoDocumento": "02", "cuerpoDocumento[0].fechaEmision": "2026-11-20"},
            ),
            None,
            None,
        ),
        (
            changed(inputs("17-operaciones-especiales")[0], {"cuerpoDocumento[0].fechaEmision": "2026-10-20"}),
            None,
            None,
        ),
    ],
    "18-retorno": [
        (inputs("18-retorno")[1], None, lambda: held(RETURNED, invoice("2026-11-10", 1))),
        (changed(inputs("18-retorno")[0], {"documentoRelacionado[0].tipoDocumento": "03"}), None, None),
    ],
    "invalidacion": [
        (changed(inputs("invalidacion")[1], {"documento.codigoGeneracionR": ...}), None, None),
        (
            changed(
                inputs("invalidacion")[0],
                {
                    "documento.codigoGeneracion": NOTE_OF,
                    "documento.codigoGeneracionR": ...,
                    "motivo.tipoAnulacion": 2,
                },
            ),
            None,
            lambda: held(NOTE_OF, credit("2026-11-10"), affecting=[note()]),
        ),
    ],
    "contingencia": [
        (changed(inputs("contingencia")[0], {"motivo.hFin": "15:00:00"}), None, None),
        (changed(inputs("contingencia")[0], {"motivo.tipoContingencia": 5}), None, None),
    ],
}


@pytest.mark.parametrize("page", PAGES)
def test_faults_are_those_told(page: str) -> None:
    shown = re.search(r"## Si algo está mal\n\n```\n(.*?)```", text(page), re.DOTALL)
    assert shown is not None
    said = []
    for sale, version, documents in CASES[page]:
        with pytest.raises(dte.FaultError) as caught:
            build(sale, version, documents() if documents else None)
        said += fault_lines(caught.value.faults)
    assert shown[1].splitlines() == said


@pytest.mark.parametrize("page", PAGES)
def test_every_example_is_listed(page: str) -> None:
    found = sorted(ROOT.glob(f"{page}/*.json"))
    assert len(found) >= 3
    for path in found:
        assert f"[`{path.name}`](../../../examples/{page}/{path.name})" in text(page)


# What only one of the structures can say: page, change to its first input, and the version that refuses it.
RELATION = {"tipoDocumento": "11", "numeroDocumento": NOTE_OF, "fechaEmision": "2026-11-10"}
EXTENSION = {"nombEntrega": "Ana de Ejemplo", "docuEntrega": "012345678"}
MERGER: dict[str, Any] = {"identificacion": {"fusion": "06140101051046"}}
NOTES: list[tuple[dict[str, Any], int]] = [
    ({"cuerpoDocumento": [line(100), charge(5)]}, 3),
    (MERGER, 3),
    (
        {
            "documentoRelacionado[0].tipoDocumento": "07",
            "cuerpoDocumento": [{"descripcion": "Base de más", "precioUni": 250}],
            "resumen": {"codigoRetencionMH": "22"},
        },
        3,
    ),
    ({"receptor.tipoDocumento": "37"}, 3),
    ({"resumen": {"descuGravada": 1}}, 4),
    ({"resumen": {"reteRenta": 1}}, 4),
    ({"extension": EXTENSION}, 4),
]
INVALIDATED_NOTE = {
    "documento.numeroControl": "DTE-05-M001P001-000000000000003",
    "documento.fecEmi": "2026-11-25",
    "documento.codigoGeneracionR": ...,
}
ONLY: list[tuple[str, dict[str, Any], int]] = [
    ("04-nota-remision", {"extension": EXTENSION}, 4),
    ("04-nota-remision", {"documentoRelacionado": [RELATION], "cuerpoDocumento[0].numeroDocumento": NOTE_OF}, 3),
    ("04-nota-remision", {"ventaTercero": {**MANDANTE, "codDomiciliado": 2}}, 3),
    ("04-nota-remision", {"receptor.direccion": ...}, 3),
    ("04-nota-remision", {"receptor.codActividad": ...}, 4),
    ("04-nota-remision", {"receptor.correo": ...}, 3),
    *((page, change, version) for page in ("05-nota-credito", "06-nota-debito") for change, version in NOTES),
    ("07-comprobante-retencion", {"cuerpoDocumento[0].tipoDte": "11"}, 1),
    ("07-comprobante-retencion", MERGER, 1),
    ("07-comprobante-retencion", {"extension": EXTENSION}, 2),
    ("07-comprobante-retencion", {"receptor.correo": ...}, 1),
    ("07-comprobante-retencion", {"cuerpoDocumento[0].descripcion": ...}, 1),
    ("08-comprobante-liquidacion", {"receptor.tipoDocumento": "37"}, 1),
    ("08-comprobante-liquidacion", {"receptor.codDomiciliado": 2}, 1),
    ("08-comprobante-liquidacion", {"cuerpoDocumento[0].tipoDte": "18", "cuerpoDocumento[0].ventaGravada": -1}, 1),
    ("08-comprobante-liquidacion", MERGER, 1),
    ("08-comprobante-liquidacion", {"extension": EXTENSION}, 2),
    ("08-comprobante-liquidacion", {"receptor.nrc": ...}, 1),
    ("08-comprobante-liquidacion", {"receptor.correo": ...}, 1),
    ("08-comprobante-liquidacion", {"cuerpoDocumento[0].observaciones": ...}, 1),
    ("09-documento-contable-liquidacion", {"cuerpoDocumento.porcentComision": ...}, 2),
    ("09-documento-contable-liquidacion", {"receptor.codEstableMH": "M001"}, 2),
    ("09-documento-contable-liquidacion", {"receptor.codPuntoVentaMH": "P001"}, 2),
    ("09-documento-contable-liquidacion", {"receptor.nrc": ...}, 1),
    ("09-documento-contable-liquidacion", {"receptor.direccion": ...}, 1),
    (
        "11-factura-exportacion",
        {
            "documentoRelacionado": [{**RELATION, "tipoDocumento": "04"}],
            "cuerpoDocumento[0].numeroDocumento": NOTE_OF,
        },
        1,
    ),
    ("11-factura-exportacion", {"compraTercero": {"numDocumento": "06140101101035", "nombre": "TERCERO"}}, 1),
    ("11-factura-exportacion", {"resumen": {"totalNoOnerosas": 5}}, 1),
    ("11-factura-exportacion", {"resumen": {"saldoFavor": -5}}, 1),
    ("11-factura-exportacion", {"cuerpoDocumento[0].tributos": ["C3", "D1"], "cuerpoDocumento[0].uniMedida": 22}, 1),
    ("11-factura-exportacion", {"receptor": ...}, 3),
    ("11-factura-exportacion", {"cuerpoDocumento[0].precioUni": 100}, 1),
    ("14-factura-sujeto-excluido", {"resumen": {"ivaRete": 1}}, 2),
    (
        "invalidacion",
        {"documento.tipoDte": "17", "documento.numeroControl": ..., "documento.codigoGeneracionR": ...},
        2,
    ),
    ("invalidacion", {"documento.tipoDte": "14", "documento.numeroControl": "DTE-14-M001P001-000000000000003"}, 2),
    ("invalidacion", {"documento.tipoDte": "05", **INVALIDATED_NOTE}, 2),
    ("invalidacion", MERGER, 2),
    ("invalidacion", {"documento.montoIva": 1}, 3),
    ("invalidacion", {"documento.nombre": ...}, 2),
    ("contingencia", {"detalleDTE[0].tipoDoc": "07"}, 3),
    ("contingencia", {"detalleDTE[0].tipoDoc": "18"}, 3),
]


@pytest.mark.parametrize(("page", "change", "refusing"), ONLY)
def test_what_only_one_structure_says(page: str, change: dict[str, Any], refusing: int) -> None:
    sale = changed(inputs(page)[1 if page == "invalidacion" else 0], change)
    for version in versions(sale):
        if version == refusing:
            with pytest.raises(dte.FaultError):
                build(sale, version)
        else:
            build(sale, version)


def test_what_donations_of_1x_ask_for() -> None:
    sale = example("15-comprobante-donacion/mixta-del-extranjero.json")
    sale["receptor"]["direccion"] = inputs("15-comprobante-donacion")[0]["receptor"]["direccion"]
    build(sale, 2)
    with pytest.raises(dte.FaultError):
        build(sale, 1)


def test_the_moment_of_the_examples() -> None:
    """The pages show dates that hold on this day."""
    assert CONTEXT.now == datetime(2026, 11, 25, 16, 0, tzinfo=UTC)
