"""Complete documents: right ones pass, under every documented reading; a wrong figure or field is told at its path."""

import copy
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from tests.dte.support import CONSUMIDOR, ccf, charge, document, fe, finish, found, line, refusals, warnings
from tests.dte.support import context as make_context

from facturaxpress import dte

D = Decimal
CENTS = D("0.02")
COMPUTED = (
    "totalNoSuj",
    "totalExenta",
    "totalGravada",
    "subTotalVentas",
    "totalDescu",
    "subTotal",
    "montoTotalOperacion",
    "totalNoGravado",
    "totalPagar",
    "totalIva",
    "ivaRete",
    "ivaPerci",
)


def samples(mh: Path) -> Iterator[tuple[str, dict[str, Any]]]:
    for path in sorted((mh / "samples").glob("*/0[13]__*.json")):
        yield path.name, dte.parse_json(path.read_bytes())


def rich_documents() -> Iterator[dict[str, Any]]:
    yield document(
        fe(
            line(D("33.33"), 3, montoDescu=D("1.11")),
            line(20, tipoVenta="exenta"),
            line(7, tipoVenta="noSujeta"),
            line(113, tributos=["59"]),
            charge(D("2.50")),
            receptor=CONSUMIDOR,
            resumen={"descuGravada": 5, "descuExenta": 2, "retieneIva": True},
        )
    )
    yield document(
        ccf(
            line(D("4.1234"), 50, uniMedida=22, tributos=["20", "D1", "C8"]),
            line(20, 10, psv=28, tributos=["20", "C5"]),
            line(30, 2, tipoVenta="exenta"),
            charge(D("-2.50")),
            resumen={"descuGravada": D("10.01"), "percibeIva": True},
        )
    )


def test_documents_of_mh_pass(mh: Path) -> None:
    seen = 0
    for name, sample in samples(mh):
        report = dte.validate(sample)
        assert found(report) == [], name
        assert (report.tipoDte, report.version) == (
            sample["identificacion"]["tipoDte"],
            sample["identificacion"]["version"],
        )
        seen += 1
    assert seen == 33


def test_archives_of_mh_pass(mh: Path) -> None:
    archives = sorted((mh / "signing").glob("*archivo_dte*.json"))
    assert len(archives) == 3
    for archive in archives:
        report = dte.validate(archive.read_bytes())
        assert report.ok, archive.name
        assert "seal-form" not in {warning.code for warning in report.warnings}


def test_our_own_documents_pass() -> None:
    for made in rich_documents():
        report = dte.validate(made)
        assert found(report) == []


def test_bytes_and_mappings_are_alike() -> None:
    raw = finish(dte.build(fe(), make_context()))
    assert dte.validate(raw) == dte.validate(dte.parse_json(raw))


@pytest.mark.parametrize("delta", [CENTS, -CENTS, D(1)])
def test_each_wrong_figure_is_told_alone(delta: Decimal) -> None:
    for made in rich_documents():
        for name in COMPUTED:
            if name not in made["resumen"]:
                continue
            wrong = copy.deepcopy(made)
            wrong["resumen"][name] += delta
            if wrong["resumen"][name] < 0 and name != "totalNoGravado":
                continue
            paths = {fault.path for fault in dte.validate(wrong).faults}
            assert f"resumen.{name}" in paths, name
            others = paths - {f"resumen.{name}", "resumen.pagos[0].montoPago"}
            # Only a figure that is zero by itself makes others wrong when it is not: 1 % that nobody withheld.
            assert not others or name in {"ivaRete", "ivaPerci"}, (name, others)


def test_a_cent_is_tolerated_in_each_figure() -> None:
    for made in rich_documents():
        for name in COMPUTED:
            if made["resumen"].get(name):
                near = copy.deepcopy(made)
                near["resumen"][name] += D("0.01")
                assert found(dte.validate(near)) == [], name


def test_wrong_lines_are_told_and_their_totals_with_them_only_once() -> None:
    for made in rich_documents():
        for index, item in enumerate(made["cuerpoDocumento"]):
            for column in ("ventaGravada", "ventaExenta", "ventaNoSuj"):
                if item[column]:
                    wrong = copy.deepcopy(made)
                    wrong["cuerpoDocumento"][index][column] += CENTS
                    assert {fault.path for fault in dte.validate(wrong).faults} == {
                        f"cuerpoDocumento[{index}].{column}"
                    }


def test_each_wrong_tribute_is_told() -> None:
    made = document(ccf(line(4, 50, uniMedida=22, tributos=["20", "D1", "C8"]), line(100, tributos=["20", "59", "71"])))
    for index, entry in enumerate(made["resumen"]["tributos"]):
        wrong = copy.deepcopy(made)
        wrong["resumen"]["tributos"][index]["valor"] = entry["valor"] + CENTS
        assert ("summary-figure", f"resumen.tributos[{index}].valor") in found(dte.validate(wrong))


def test_wrong_payments_are_told() -> None:
    made = document(fe(resumen={"pagos": [{"codigo": "01", "montoPago": 5}, {"codigo": "02", "montoPago": D("6.30")}]}))
    made["resumen"]["pagos"][0]["montoPago"] += CENTS
    assert found(dte.validate(made)) == [("payment-sum", "resumen.pagos")]


def test_every_key_is_needed_and_no_other_is_known() -> None:
    decisive = {"identificacion", "identificacion.tipoDte", "identificacion.version"}
    for made in rich_documents():
        for path, holder, key in places(made):
            if not isinstance(holder, dict):
                continue
            value = holder.pop(key)
            assert ("required", path) in found(dte.validate(made))
            holder[f"{key}X"] = value
            assert ("unknown-field", f"{path}X") in found(dte.validate(made)) or path in decisive
            del holder[f"{key}X"]
            holder[key] = value


def places(node: Any, path: str = "") -> list[tuple[str, Any, Any]]:
    """Path, holder and key of every member, as they were at first."""
    found_places: list[tuple[str, Any, Any]] = []
    members = list(node.items()) if isinstance(node, dict) else list(enumerate(node)) if isinstance(node, list) else []
    for key, member in members:
        here = f"{path}[{key}]" if isinstance(node, list) else f"{path}.{key}" if path else key
        found_places.append((here, node, key))
        found_places += places(member, here)
    return found_places


@pytest.mark.parametrize(
    ("path", "value", "code"),
    [
        ("receptor.nit", "0614-150618-102-4", "nit-form"),
        ("receptor.codActividad", "00000", "activity"),
        ("receptor.direccion.municipio", "14", "address"),
        ("receptor.direccion.departamento", "15", "address"),
        ("cuerpoDocumento[0].uniMedida", 98, "unit"),
        ("cuerpoDocumento[0].tipoItem", 7, "item-kind"),
        ("cuerpoDocumento[0].cantidad", "1", "number-as-text"),
        ("cuerpoDocumento[0].precioUni", -1, "out-of-range"),
        ("resumen.condicionOperacion", 9, "condition"),
        ("resumen.totalGravada", D("11.301"), "too-many-decimals"),
        ("identificacion.fecEmi", "2026-13-01", "bad-date"),
        ("identificacion.tipoMoneda", "EUR", "not-allowed"),
        ("identificacion.horEmi", "24:00:00", "bad-format"),
    ],
)
def test_wrong_values_are_told_at_their_place(path: str, value: Any, code: str) -> None:
    made = document(ccf())
    *parents, last = [
        int(part) if part.isdigit() else part for part in path.replace("[", ".").replace("]", "").split(".")
    ]
    node: Any = made
    for part in parents:
        node = node[part]
    node[last] = value
    assert (code, path) in found(dte.validate(made))


def test_each_documented_reading_is_accepted() -> None:
    sale = ccf(line(1000), charge(20), resumen={"retieneIva": True})
    for monto in ("A", "B"):
        for sign in ("suma", "resta"):
            readings = dte.Readings(montoTotalOperacion03=monto, noGravado=sign)  # type: ignore[arg-type]
            assert found(dte.validate(document(sale, readings=readings))) == []
    hotel = fe(line(113, tributos=["59"]), resumen={"descuGravada": D("11.30")})
    for base in ("neta", "precio"):
        for discount in ("proporcional", "ninguno"):
            readings = dte.Readings(base59=base, descuento59=discount)  # type: ignore[arg-type]
            assert found(dte.validate(document(hotel, readings=readings))) == []


def test_structures_that_are_not_known() -> None:
    made = document(fe())
    for tipo, version, code, path in (
        ("05", 9, "unknown-structure", "identificacion.version"),
        ("99", 4, "unknown-type", "identificacion.tipoDte"),
        (1, 2, "unknown-type", "identificacion.tipoDte"),
        ("01", 9, "unknown-structure", "identificacion.version"),
        ("01", "2", "unknown-structure", "identificacion.version"),
        ("01", True, "unknown-structure", "identificacion.version"),
        ("01", None, "required", "identificacion.version"),
        (None, 2, "required", "identificacion.tipoDte"),
    ):
        made["identificacion"] |= {"tipoDte": tipo, "version": version}
        assert found(dte.validate(made)) == [(code, path)]
    made["identificacion"] |= {"tipoDte": "04", "version": 3}
    report = dte.validate(made)
    assert (report.tipoDte, report.version) == ("04", 3)
    made["identificacion"] |= {"tipoDte": "01", "version": D("NaN")}
    assert found(dte.validate(made)) == [("unknown-structure", "identificacion.version")]
    made["identificacion"] |= {"tipoDte": ["01"], "version": 2}
    (fault,) = dte.validate(made).faults
    assert "a list" in fault.message_en
    made["identificacion"] |= {"tipoDte": "01", "version": D("2.0")}
    assert dte.validate(made).ok
    assert found(dte.validate({})) == [("required", "identificacion")]
    assert [fault.code for fault in dte.validate(b"{").faults] == ["json-syntax"]


def test_a_byte_order_mark_is_a_warning_and_no_more() -> None:
    mark = b"\xef\xbb\xbf"
    report = dte.validate(mark + finish(dte.build(fe(), make_context())))
    assert report.ok
    assert [warning.code for warning in report.warnings] == ["byte-order-mark"]
    report = dte.validate(mark + b"{")
    assert [fault.code for fault in report.faults] == ["json-syntax"]
    assert [warning.code for warning in report.warnings] == ["byte-order-mark"]


def test_tributes_that_the_total_does_not_hold_are_told_at_the_tribute(mh: Path) -> None:
    whole = dte.parse_json((mh / "samples" / "2.0" / "05__v4__adjust_credit_condition.json").read_bytes())
    assert dte.validate(whole).ok
    assert whole["resumen"]["tributos"][0]["valor"] == D("1.60")
    for valor, faults in (("1.59", []), ("1.61", []), ("1.62", [("summary-figure", "resumen.tributos[0].valor")])):
        whole["resumen"]["tributos"][0]["valor"] = D(valor)
        assert found(dte.validate(whole)) == faults
    made = document(ccf(line(100)))
    made["resumen"]["montoTotalOperacion"] += 5
    assert found(dte.validate(made)) == [("summary-figure", "resumen.montoTotalOperacion")]


def test_the_1x_conditions_are_rules(mh: Path) -> None:
    sample = dte.parse_json((mh / "samples" / "1.x" / "01__v1__01.json").read_bytes())
    for change, expected in (
        ({"tipoModelo": 2}, ("transmission-mode", "identificacion.tipoModelo")),
        ({"tipoOperacion": 2, "tipoModelo": 2}, ("transmission-mode", "identificacion.tipoContingencia")),
        (
            {"tipoOperacion": 2, "tipoModelo": 2, "tipoContingencia": 5},
            ("transmission-mode", "identificacion.motivoContin"),
        ),
        (
            {"tipoOperacion": 2, "tipoModelo": 2, "tipoContingencia": 5, "motivoContin": " " * 5},
            ("transmission-mode", "identificacion.motivoContin"),
        ),
    ):
        wrong = copy.deepcopy(sample)
        wrong["identificacion"] |= change
        assert expected in found(dte.validate(wrong))
    wrong = copy.deepcopy(sample)
    wrong["receptor"] |= {"numDocumento": "010135776"}
    assert found(dte.validate(wrong)) == [("dui-form", "receptor.numDocumento")]
    wrong["receptor"] |= {"tipoDocumento": "37", "nrc": "123456"}
    assert found(dte.validate(wrong)) == [("nrc-without-nit", "receptor.nrc")]


def test_what_the_structure_of_1x_refuses_is_not_issued_in_it() -> None:
    sale = fe(receptor={"tipoDocumento": "37", "numDocumento": "ABC", "nombre": "XYZ", "nrc": "1234567"})
    assert refusals(sale, version=1) == [("nrc-without-nit", "receptor.nrc")]
    assert refusals(sale, version=2) == []
    assert ("nrc-without-nit", "receptor.nrc") in warnings(sale, version=2)


@pytest.mark.parametrize("kind", ["36", "13", "37"])
def test_a_receiver_without_its_number_is_refused_where_the_structure_wants_it(kind: str) -> None:
    wrong = document(fe(receptor=CONSUMIDOR), version=1)
    wrong["receptor"] |= {"tipoDocumento": kind, "numDocumento": None}
    report = dte.validate(wrong)
    halves = ("identity-halves", "receptor.numDocumento")
    if kind == "37":
        assert (found(report), [(one.code, one.path) for one in report.warnings]) == ([], [halves])
    else:
        assert found(report) == [("identity-number", "receptor.numDocumento")]
        assert halves not in [(one.code, one.path) for one in report.warnings]


def test_a_wrong_figure_beside_a_wrong_field_is_not_repeated() -> None:
    made = document(ccf(line(100), line(200)))
    made["cuerpoDocumento"][0]["precioUni"] = "100"
    assert found(dte.validate(made)) == [("number-as-text", "cuerpoDocumento[0].precioUni")]


@pytest.mark.parametrize("value", [1.5, float("nan"), object(), {1, 2}, b"1"])
def test_a_value_that_is_no_json_is_told_at_its_place(value: Any) -> None:
    whole = document(fe())
    whole["cuerpoDocumento"][0]["cantidad"] = value
    assert [fault.path for fault in dte.validate(whole).faults] == ["cuerpoDocumento[0].cantidad"]


def test_a_related_document_that_no_line_names_is_a_warning() -> None:
    other = {"tipoDocumento": "04", "tipoGeneracion": 1, "numeroDocumento": "S1", "fechaEmision": "2026-09-01"}
    made = document(ccf(line(numeroDocumento="S1"), documentoRelacionado=[other]))
    made["cuerpoDocumento"][0]["numeroDocumento"] = None
    report = dte.validate(made)
    assert report.ok
    assert [(one.code, one.path) for one in report.warnings] == [
        ("related-unused", "documentoRelacionado[0].numeroDocumento")
    ]
