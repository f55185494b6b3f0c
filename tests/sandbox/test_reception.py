"""`/fesv/recepciondte`: the seal, and what a document is held against before one is given."""

import copy
import re
from decimal import Decimal
from typing import Any

import pytest

from tests.sandbox import others
from tests.sandbox.conftest import Keys, Training, assert_refused
from tests.sandbox.documents import OTHER_NIT, credito_fiscal, factura, line


def test_a_good_document_is_sealed_as_mh_answers(training: Training) -> None:
    document = factura()
    answer = training.send(document)
    body = answer.json()
    assert answer.status_code == 200
    assert re.fullmatch(r"2026[0-9A-F]{32}[0-9A-Z]{4}", body.pop("selloRecibido"))
    assert re.fullmatch(r"15/09/2026 10:2\d:\d\d", body.pop("fhProcesamiento"))
    assert body == {
        "version": 2,
        "ambiente": "00",
        "versionApp": 2,
        "estado": "PROCESADO",
        "codigoGeneracion": document["identificacion"]["codigoGeneracion"],
        "clasificaMsg": "10",
        "codigoMsg": "001",
        "descripcionMsg": "RECIBIDO",
        "observaciones": [],
    }


def test_a_credito_fiscal_is_sealed_by_both_readings_of_its_total(training: Training) -> None:
    assert training.send(credito_fiscal(1, net=True)).status_code == 200
    assert training.send(credito_fiscal(2, net=False)).status_code == 200


def test_the_path_may_end_in_a_slash(training: Training) -> None:
    assert training.post(training.envelope(factura()), "/fesv/recepciondte/").status_code == 200


def test_a_document_of_two_thousand_lines_is_sealed(training: Training) -> None:
    document = factura()
    document["cuerpoDocumento"] = [
        line(
            number,
            descripcion="Ñ" * 500,
            precioUni=Decimal("1.13"),
            ventaGravada=Decimal("1.13"),
            ivaItem=Decimal("0.13"),
        )
        for number in range(1, 2001)
    ]
    totals = ("totalGravada", "subTotalVentas", "subTotal", "montoTotalOperacion", "totalPagar")
    document["resumen"] |= dict.fromkeys(totals, 2260) | {"totalExenta": 0, "totalIva": 260}
    document["resumen"]["pagos"][0]["montoPago"] = 2260
    assert training.send(document).status_code == 200


# structure


def test_a_structure_fault_is_096_with_one_observation_a_field(training: Training) -> None:
    document = factura()
    document["emisor"]["telefono"] = "220"
    document["identificacion"]["numeroControl"] = "DTE-01-1"
    document["resumen"]["pagos"][0]["periodo"] = 0
    document["resumen"]["subTotal"] = Decimal("27.605")
    document["receptor"] = "nadie"
    document["cuerpoDocumento"][0]["ventaGravada"] = Decimal("-1")
    document["sobra"] = 1
    del document["resumen"]["totalPagar"]
    answer = training.send(document)
    assert_refused(answer, "096", "DOCUMENTO NO CUMPLE ESQUEMA JSON", "98")
    assert sorted(answer.json()["observaciones"]) == sorted(
        [
            "Campo #/emisor/telefono no cumple el tamaño mínimo permitido",
            "Campo #/identificacion/numeroControl no cumple el formato requerido",
            "Campo #/resumen/pagos/0/periodo no cumple el mínimo exclusivo",
            "Campo #/resumen/subTotal no cumple la cantidad de decimales permitida",
            "Campo #/receptor contiene un valor inválido",
            "Campo #/cuerpoDocumento/0/ventaGravada no cumple el mínimo permitido",
            "Campo #/sobra no está permitido",
            "Campo #/resumen/totalPagar es requerido",
        ]
    )


def test_amounts_are_exact_not_binary(training: Training) -> None:
    document = factura()
    first = document["cuerpoDocumento"][0]
    first |= {
        "cantidad": 1,
        "precioUni": Decimal("19.99"),
        "ventaGravada": Decimal("19.99"),
        "ivaItem": Decimal("2.29973451"),
    }
    document["resumen"] |= {
        name: Decimal("24.99") for name in ("subTotalVentas", "subTotal", "montoTotalOperacion", "totalPagar")
    } | {"totalGravada": Decimal("19.99"), "totalIva": Decimal("2.30")}
    document["resumen"]["pagos"][0]["montoPago"] = Decimal("24.99")
    assert training.send(document).status_code == 200


def test_a_structure_without_schema_is_refused(training: Training) -> None:
    document = factura()
    document["identificacion"]["version"] = 9
    assert_refused(training.send(document), "003", "[identificacion.version] VALOR NO VALIDO", "11")


@pytest.mark.parametrize(
    "document",
    [
        others.remision(), others.liquidacion_contable(), others.exportacion(), others.compra(), others.donacion(),
        others.retencion(credito_fiscal()), others.liquidacion((1, credito_fiscal())),
    ],
)  # fmt: skip
def test_every_tipo_is_sealed_and_its_figures_are_judged(training: Training, document: dict[str, Any]) -> None:
    wrong = copy.deepcopy(document)
    tipo = document["identificacion"]["tipoDte"]
    part, last = {"07": ("resumen", "totalIvaRetenido"), "08": ("resumen", "total")}.get(
        tipo, ("resumen", "totalPagar")
    )
    part, last = {"09": ("cuerpoDocumento", "liquidoApagar"), "15": ("resumen", "valorTotal")}.get(tipo, (part, last))
    last = "montoTotalOperacion" if tipo == "04" else last
    wrong[part][last] += Decimal("0.02")
    clasifica = {"cuerpoDocumento": "15", "resumen": "16"}[part]
    assert_refused(training.send(wrong), "020", f"[{part}.{last}] CALCULO INCORRECTO", clasifica, [])
    assert training.send(document).json()["codigoMsg"] == "001"


@pytest.mark.parametrize("event", [others.operaciones(), others.retorno()])
def test_an_event_is_no_document(training: Training, event: dict[str, Any]) -> None:
    event["identificacion"]["tipoDte"] = event["identificacion"]["tipoEvento"]
    assert_refused(training.send(event), "003", "[tipoDte] VALOR NO VALIDO", "99")


# issuer, numbers, dates


def test_a_document_of_another_issuer_is_008(training: Training) -> None:
    document = factura()
    document["emisor"]["nit"] = OTHER_NIT
    assert_refused(training.send(document), "008", "[emisor.nit] NO CORRESPONDE A CONTRIBUYENTE", "12")


def test_a_number_and_a_code_are_sealed_once(training: Training) -> None:
    first = factura(1)
    assert training.send(first).status_code == 200
    number = "[identificacion.numeroControl] YA EXISTE UN REGISTRO CON ESE VALOR"
    assert_refused(training.send(factura(1)), "004", number, "11", [])
    again = factura(2)
    again["identificacion"]["codigoGeneracion"] = first["identificacion"]["codigoGeneracion"]
    code = "[identificacion.codigoGeneracion] YA EXISTE UN REGISTRO CON ESE VALOR"
    assert_refused(training.send(again), "004", code, "11", [])
    assert len(training.sealed()) == 1


def test_the_same_bytes_are_not_sealed_twice(training: Training) -> None:
    body = training.envelope(factura())
    assert training.post(body).status_code == 200
    assert training.post(body).json()["codigoMsg"] == "004"


def test_numbers_are_per_tipo_ambiente_issuer_and_year(training: Training, other_keys: Keys) -> None:
    assert training.send(factura(7)).status_code == 200
    assert training.send(credito_fiscal(7)).status_code == 200
    production = factura(7)
    production["identificacion"]["ambiente"] = "01"
    assert training.send(production).status_code == 200
    last_year = factura(7)
    last_year["identificacion"]["fecEmi"] = "2025-12-31"
    assert training.send(last_year).status_code == 200
    with Training(training.url, other_keys, OTHER_NIT) as neighbour:
        neighbour.enter()
        theirs = factura(7)
        theirs["emisor"]["nit"] = OTHER_NIT
        assert neighbour.send(theirs).status_code == 200
    assert len({each["selloRecibido"] for each in training.sealed()}) == 5


def test_a_refused_document_may_be_corrected_under_its_own_code(training: Training) -> None:
    document = factura()
    wrong = copy.deepcopy(document)
    wrong["resumen"]["totalPagar"] = Decimal("27.70")
    assert training.send(wrong).status_code == 400
    assert training.send(document).status_code == 200


@pytest.mark.parametrize("day", ["2026-09-14", "2026-09-20", "2024-02-29"])
def test_a_document_of_another_day_is_sealed_with_an_observation(training: Training, day: str) -> None:
    document = factura()
    document["identificacion"]["fecEmi"] = day
    body = training.send(document).json()
    assert (body["codigoMsg"], body["descripcionMsg"]) == ("002", "RECIBIDO CON OBSERVACIONES")
    late = "identificacion.fecEmi Difiere de la fecha de envío."
    assert body["observaciones"] == [late, "RECIBIDO CON OBSERVACIONES"]


def test_beyond_five_days_ahead_is_018(training: Training) -> None:
    document = factura()
    document["identificacion"]["fecEmi"] = "2026-09-21"
    assert_refused(training.send(document), "018", "[identificacion.fecEmi] FECHA FUERA DE PLAZO PERMITIDO", "11")


def test_a_date_of_the_next_tax_period_is_017_save_in_its_last_half_hour(training: Training) -> None:
    document = factura()
    document["identificacion"]["fecEmi"] = "2026-10-01"
    training.control("POST", "/clock", {"now": "2026-09-30T23:20:00-06:00"})
    training.enter()
    assert_refused(training.send(document), "017", "[identificacion.fecEmi] FECHA NO ES CORRECTA", "11")
    training.control("POST", "/clock", {"now": "2026-09-30T23:40:00-06:00"})
    assert training.send(document).json()["codigoMsg"] == "002"


def test_a_wrong_figure_is_020_at_its_field(training: Training) -> None:
    document = factura()
    document["resumen"]["totalIva"] = Decimal("2.62")
    assert_refused(training.send(document), "020", "[resumen.totalIva] CALCULO INCORRECTO", "16", [])


def test_a_related_document_nobody_knows_is_no_reason_to_refuse(training: Training) -> None:
    document = factura()
    document["documentoRelacionado"] = [
        {
            "tipoDocumento": "04",
            "tipoGeneracion": 2,
            "numeroDocumento": "4BA1AEB5-2A77-4B5E-8C8B-CE195EC5DC88",
            "fechaEmision": "2026-09-01",
        }
    ]
    assert training.send(document).status_code == 200
