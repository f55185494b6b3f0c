"""Every field that must print does, with MH's label, in MH's order; what must not print does not."""

import copy
import csv
import json
import re
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from facturaxpress.rendering import render_pdf
from tests.rendering.support import (
    CODIGO,
    SELLO,
    Document,
    credito_fiscal,
    factura,
    linea,
    pages,
    raw,
    squeezed,
    text,
    with_sections,
)

TITLES = {"01": "FACTURA", "03": "COMPROBANTE DE CRÉDITO FISCAL"}
SECTIONS = {
    "ventaTercero": "VENTA POR CUENTA DE TERCEROS",
    "documentoRelacionado": "DOCUMENTOS RELACIONADOS",
    "otrosDocumentos": "OTROS DOCUMENTOS ASOCIADOS",
}
SAMPLES = [
    "01__v2__basic",
    "01__v2__contingency",
    "01__v2__exenta_nosuj",
    "01__v2__impuesto_cemento_seccion2",
    "01__v2__mixed_payment_condition3",
    "01__v2__ocho_decimales",
    "01__v2__venta_tercero",
    "03__v4__basic",
    "03__v4__contingency_type5",
    "03__v4__from_remision",
    "03__v4__hotel_turismo",
    "03__v4__official_p50_discount_retention",
    "03__v4__section3_informative_C5",
]


class Published:
    """MH's own tables, read apart from the program's catalogues."""

    def __init__(self, mh: Path) -> None:
        self._folder = mh / "catalogs" / "2.0"
        with (mh / "rg-fields-2.0.csv").open(encoding="utf-8", newline="") as file:
            self.fields = [row for row in csv.DictReader(file) if row["category"] in "ABD"]

    def rows(self, number: str) -> list[dict[str, str]]:
        with next(self._folder.glob(f"{number}_*.csv")).open(encoding="utf-8", newline="") as file:
            return list(csv.DictReader(file))

    def name(self, number: str, code: Any) -> str:
        names = {row["code"]: row["value"] for row in self.rows(number)}
        return names[str(code)]

    def address(self, place: dict[str, str]) -> str:
        distrito = next(
            row
            for row in self.rows("CAT-008")
            if (row["departamento"], row["municipio"], row["code"])
            == (place["departamento"], place["municipio"], place["distrito"])
        )
        departamento = self.name("CAT-012", place["departamento"])
        return f"{place['complemento']}, {distrito['nombre_oficial']}, {distrito['municipio_nombre']}, {departamento}"


def money(value: Any) -> str:
    number = Decimal(value)
    decimals = max(2, -int(number.normalize().as_tuple().exponent))
    return f"{number:,.{decimals}f}"


def read(record: Any, path: str) -> Any:
    for key in path.split("."):
        record = None if record is None else record[key]
    return record


CATALOGS = {
    "identificacion.tipoModelo": "CAT-003",
    "identificacion.tipoOperacion": "CAT-004",
    "resumen.condicionOperacion": "CAT-016",
    "tipoDocumento": "CAT-002",
    "uniMedida": "CAT-014",
}


def expected(published: Published, tipo: str, document: Document) -> Iterator[str]:
    """What must be found on the pages, each after the one before, going by MH's table of fields."""
    groups: dict[str, list[dict[str, str]]] = {}
    for field in published.fields:
        if field["tipo"] == tipo:
            groups.setdefault(field["json_path"].partition(".")[0].removesuffix("[]"), []).append(field)
    identificacion = document["identificacion"]
    yield f"Ver.{identificacion['version']}"
    yield TITLES[tipo]
    for label, value in [
        ("Código de Generación:", identificacion["codigoGeneracion"]),
        ("Número de Control:", identificacion["numeroControl"]),
        ("Sello de Recepción:", SELLO),
        ("Modelo de Facturación:", published.name("CAT-003", identificacion["tipoModelo"])),
        ("Tipo de Transmisión:", published.name("CAT-004", identificacion["tipoOperacion"])),
    ]:
        assert label in {field["label"] for field in groups["identificacion"] + groups["selloRecibido"]}
        yield f"{label} {value}"
    year, month, day = identificacion["fecEmi"].split("-")
    yield f"Fecha y Hora de Generación: {day}/{month}/{year} {identificacion['horEmi']}"
    for party in ("emisor", "receptor"):
        yield party.upper()
        yield from _party(published, groups[party], document)
    for key, title in SECTIONS.items():
        yield from _section(published, title, groups[key], document[key])
    yield from (field["label"] for field in groups["cuerpoDocumento"])
    for line in document["cuerpoDocumento"]:
        yield " ".join(_line(published, groups["cuerpoDocumento"], line))
    yield from _summary(published, groups["resumen"], document)


def _party(published: Published, fields: list[dict[str, str]], document: Document) -> Iterator[str]:
    for field in fields:
        label, path, value = field["label"], field["json_path"], read(document, field["json_path"])
        if path.endswith("direccion.complemento"):
            yield f"{label} {published.address(read(document, path.removesuffix('.complemento')))}"
        elif path == "receptor.tipoDocumento" and value is not None:
            yield f"{published.name('CAT-022', value)}: {document['receptor']['numDocumento']}"
        elif ".direccion." not in path and path not in ("receptor.tipoDocumento", "receptor.numDocumento"):
            yield f"{label} {'-' if value is None else value}"


def _section(published: Published, title: str, fields: list[dict[str, str]], found: Any) -> Iterator[str]:
    assert fields[0]["label"] == "(section)"
    if found is None:
        yield f"{title}: -"
        return
    yield title
    entries = found if isinstance(found, list) else [found]
    for entry in entries:
        for field in fields[1:]:
            key = field["json_path"].rpartition(".")[2]
            value = entry[key]
            if key == "tipoDocumento":
                value = published.name("CAT-002", value)
            elif key == "fechaEmision":
                value = "/".join(reversed(value.split("-")))
            yield f"{field['label']} {value}" if len(entries) == 1 else value


def _line(published: Published, fields: list[dict[str, str]], line: Document) -> Iterator[str]:
    keys = [field["json_path"].rpartition(".")[2] for field in fields]
    keys.insert(keys.index("uniMedida") + 1, "codigo")
    for key in keys:
        if key == "uniMedida":
            yield re.sub(r" \d+$", "", published.name("CAT-014", line[key]))  # the number of a footnote
        elif key == "numItem":
            yield str(line[key])
        elif key == "descripcion":
            yield line[key] + (f" Documento relacionado: {line['numeroDocumento']}" if line["numeroDocumento"] else "")
        elif key == "codigo":
            yield line[key] or "-"
        else:
            yield money(line[key])


def _summary(published: Published, fields: list[dict[str, str]], document: Document) -> Iterator[str]:
    resumen = document["resumen"]
    yield "Suma de Ventas: " + " ".join(money(resumen[key]) for key in ("totalNoSuj", "totalExenta", "totalGravada"))
    informative = {row["code"] for row in published.rows("CAT-015") if row["section_no"] == "3"}
    for field in fields[3:]:
        path, label = field["json_path"], field["label"].removesuffix(":")
        key = path.rpartition(".")[2]
        if path == "resumen.tributos[].descripcion":
            yield label
        elif path == "resumen.tributos[].valor":
            yield label
            printed = [t for t in resumen["tributos"] or [] if t["codigo"] not in informative]
            yield from (f"{t['descripcion']} {money(t['valor'])}" for t in printed)
            if not printed:
                yield "- 0.00"
        elif key == "condicionOperacion":
            yield f"{label}: {published.name('CAT-016', resumen[key])}"
        elif key == "totalLetras":
            yield f"{label}: {resumen[key]}"
        else:
            yield f"{label}: {money(resumen[key])}"


def assert_in_order(found: str, wanted: Iterator[str]) -> None:
    at = 0
    for part in wanted:
        place = found.find(squeezed(part), at)
        assert place >= 0, f"«{part}» is not after «{found[max(0, at - 60) : at]}»"
        at = place + len(squeezed(part))


@pytest.fixture(scope="session")
def published(mh: Path) -> Published:
    return Published(mh)


@pytest.mark.parametrize("sample", SAMPLES)
def test_mhs_samples_print_all_their_fields_in_order(mh: Path, published: Published, sample: str) -> None:
    source = (mh / "samples" / "2.0" / f"{sample}.json").read_bytes()
    document = json.loads(source, parse_float=Decimal)
    assert_in_order(text(render_pdf(source, sello=SELLO)), expected(published, sample[:2], document))


@pytest.mark.parametrize("make", [factura, credito_fiscal])
@pytest.mark.parametrize("full", [False, True])
def test_synthetic_documents_print_all_their_fields_in_order(published: Published, make: Any, full: bool) -> None:
    document = with_sections(make()) if full else make()
    found = text(render_pdf(raw(document), sello=SELLO))
    assert_in_order(found, expected(published, document["identificacion"]["tipoDte"], document))


def test_unused_sections_print_their_name_and_a_dash() -> None:
    found = text(render_pdf(raw(factura()), sello=SELLO))
    assert_in_order(found, iter([f"{title}: -" for title in SECTIONS.values()]))


def test_one_used_section_leaves_the_others_their_dash() -> None:
    document = factura(ventaTercero={"nit": None, "nombre": "Mandante", "codDomiciliado": 2})
    found = text(render_pdf(raw(document), sello=SELLO))
    assert "VENTA POR CUENTA DE TERCEROS: -" not in found
    assert "NIT: - Nombre del Tercero: Mandante Domicilio fiscal: No Domiciliado" in found
    assert "DOCUMENTOS RELACIONADOS: - OTROS DOCUMENTOS ASOCIADOS: -" in found


def test_several_related_documents_become_a_table() -> None:
    found = text(render_pdf(raw(with_sections(credito_fiscal())), sello=SELLO))
    assert "Tipo de Documento: N° de documento: Fecha de documento:" in found
    assert f"Nota de remisión {CODIGO} 30/09/2026" in found
    assert "Documento contable de liquidación DCL-55 12/09/2026" in found


@pytest.mark.parametrize("make", [factura, credito_fiscal])
def test_informative_figures_are_never_printed(make: Any) -> None:
    document = make()
    document["resumen"]["tributos"] = [
        {"codigo": "C5", "descripcion": "Ad valorem bebidas", "valor": Decimal("55.44")},
        {"codigo": "28", "descripcion": "Importador", "valor": Decimal("66.55")},
        {"codigo": "59", "descripcion": "Turismo: por alojamiento (5%)", "valor": Decimal("12.34")},
    ]
    found = text(render_pdf(raw(document), sello=SELLO))
    for hidden in ("987.65", "284.02", "Ad valorem bebidas", "55.44", "Importador", "66.55"):
        assert hidden not in found
    assert "Turismo: por alojamiento (5%) 12.34" in found


def test_null_texts_print_a_dash_and_zero_amounts_print_zeros() -> None:
    document = credito_fiscal()
    document["emisor"]["nombreComercial"] = document["receptor"]["telefono"] = None
    document["resumen"] |= {"ivaPerci": 0, "ivaRete": 0, "totalNoGravado": 0, "descuExenta": 0, "totalLetras": None}
    found = text(render_pdf(raw(document), sello=SELLO))
    for part in (
        "Nombre Comercial: - RECEPTOR",
        "Teléfono: - Correo electrónico: compras@constructora.example.com",
        "IVA Percibido: 0.00 IVA Retenido: 0.00",
        "Descuento global a ventas exentas: 0.00",
        "Total Otros montos no afectos: 0.00",
        "Valor en Letras: - Condición de la Operación: A crédito",
    ):
        assert part in found


def test_an_unidentified_receiver_keeps_the_box_with_dashes() -> None:
    found = text(render_pdf(raw(factura(receptor=None)), sello=SELLO))
    assert (
        "RECEPTOR Nombre: - Tipo de doc. de Identificación: - N° de doc. de Identificación: - NRC: -"
        " Actividad económica: - Dirección: - Teléfono: - Correo electrónico: -" in found
    )


@pytest.mark.parametrize(
    ("code", "label"),
    [("36", "NIT"), ("13", "DUI"), ("03", "Pasaporte"), ("02", "Carnet de Residente"), ("37", "Otro")],
)
def test_the_receivers_document_is_called_by_its_name(code: str, label: str) -> None:
    document = factura()
    document["receptor"]["tipoDocumento"] = code
    assert f"ANA SOFÍA EJEMPLO {label}: 034567891 NRC: -" in text(render_pdf(raw(document), sello=SELLO))


def test_a_line_shows_the_document_it_belongs_to() -> None:
    document = credito_fiscal(cuerpoDocumento=[linea(1, numeroDocumento="DCL-55")])
    assert "Artículo de prueba número 1 Documento relacionado: DCL-55" in text(render_pdf(raw(document), sello=SELLO))


def test_what_no_rule_asks_for_is_printed_where_it_is_present() -> None:
    document = with_sections(credito_fiscal())
    document["otrosDocumentos"].append(
        {
            "codDocAsociado": 3,
            "descDocumento": None,
            "detalleDocumento": None,
            "medico": {"nombre": "Dr. Ejemplo", "nit": "06140101901234", "docIdentificacion": None, "tipoServicio": 1},
        }
    )
    document["resumen"] |= {
        "porcentajeDescuento": Decimal("2.5"),
        "saldoFavor": Decimal("-10.4"),
        "numPagoElectronico": "NPE-778899",
        "observaciones": "Entregar por la puerta norte.\nPreguntar por bodega.",
    }
    document["apendice"] = [{"campo": "vendedor", "etiqueta": "Vendedor", "valor": "Rosa Ejemplo"}]
    found = text(render_pdf(raw(document), sello=SELLO))
    for part in (
        "Establecimiento S002 · Punto de venta P003",
        "Médico: Dr. Ejemplo · NIT: 06140101901234 · Servicio: Cirugía",
        "Transferencia-Depósito Bancario TRF-77 30 días 2,885.28",
        "Total de Descuentos: 1.46 Porcentaje de Descuento: 2.50 %",
        "Saldo a Favor: -10.40",
        "Número de Pago Electrónico: NPE-778899",
        "Observaciones: Entregar por la puerta norte. Preguntar por bodega.",
        "APÉNDICE Vendedor: Rosa Ejemplo",
    ):
        assert part in found


def test_a_code_that_no_catalogue_has_is_printed_as_it_was_sent() -> None:
    document = credito_fiscal(cuerpoDocumento=[linea(1, uniMedida=98)])
    document["emisor"]["direccion"]["distrito"] = "77"
    found = text(render_pdf(raw(document), sello=SELLO))
    assert "1 2.00 98 ART-0001" in found
    assert "Calle El Mirador 12, 77, San Salvador Centro, San Salvador" in found


def test_rendering_does_not_touch_the_document_it_is_given() -> None:
    document = credito_fiscal()
    before = copy.deepcopy(document)
    pages(render_pdf(raw(document), sello=SELLO))
    assert document == before
