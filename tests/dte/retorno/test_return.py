"""Returns (18) of facturas, exports and purchases: the figures, exactly, and what is copied from what is held."""

from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import pytest
from tests.dte.events import NEW, TARGET, held, issued, judged, put, returned, told
from tests.dte.factura_exportacion.sales import fex
from tests.dte.support import CONSUMIDOR, CONTRIBUYENTE, ccf, charge, context, document, fe, line

from facturaxpress import dte

D = Decimal
SECOND = {"tipoDocumento": "01", "codigoGeneracion": NEW, "fechaEmision": "2026-09-11"}


def test_a_return_of_a_factura() -> None:
    made = document(
        returned(line(D("22.60"), 2, montoDescu=D("2.26")), line(8, tipoVenta="exenta"), line(5, tipoVenta="noSujeta"))
    )
    assert list(made) == [
        "identificacion",
        "documentoRelacionado",
        "emisor",
        "documento",
        "ventaTercero",
        "compraTercero",
        "cuerpoDocumento",
        "resumen",
        "apendice",
    ]
    assert made["identificacion"]["tipoEvento"] == "18"
    assert made["cuerpoDocumento"][0] == {
        "numItem": 1,
        "tipoItem": 1,
        "codigoGeneracion": TARGET,
        "cantidad": 2,
        "precioUni": D("22.6"),
        "descripcion": "Producto de prueba",
        "codigo": None,
        "uniMedida": 59,
        "montoDescu": D("2.26"),
        "codTributo": None,
        "ventaNoSuj": 0,
        "ventaExenta": 0,
        "ventaGravada": D("42.94"),
        "compra": 0,
        "tributos": None,
        "psv": 0,
        "ivaItem": D("4.94"),
        "noGravado": 0,
        "seguro": 0,
        "flete": 0,
        "ivaRete": 0,
        "reteRenta": 0,
    }
    assert made["resumen"] == {
        "totalNoSuj": 5,
        "totalExenta": 8,
        "totalGravada": D("42.94"),
        "totalCompraExcluidos": 0,
        "subTotalVentas": D("55.94"),
        "tributos": None,
        "totalSeguro": 0,
        "totalFlete": 0,
        "montoTotalOperacion": D("55.94"),
        "ivaRete": 0,
        "reteRenta": 0,
        "totalNoGravado": 0,
        "totalPagar": D("55.94"),
        "totalLetras": "CINCUENTA Y CINCO 94/100 DÓLARES",
        "totalNoOnerosas": 0,
        "totalIva": D("4.94"),
        "saldoFavor": 0,
    }


def test_what_had_been_withheld_comes_off() -> None:
    made = document(returned(line(226), line(113, retieneIva=False), resumen={"retieneIva": True}))
    assert [item["ivaRete"] for item in made["cuerpoDocumento"]] == [2, 0]
    assert made["resumen"]["ivaRete"] == 2
    assert made["resumen"]["montoTotalOperacion"] == 339
    assert made["resumen"]["totalPagar"] == 337


def test_a_return_of_a_purchase() -> None:
    made = document(returned(line(150), line(50, retieneRenta=False), tipo="14", resumen={"retieneRenta": True}))
    items, summary = made["cuerpoDocumento"], made["resumen"]
    assert [(item["compra"], item["reteRenta"], item["ventaGravada"]) for item in items] == [(150, 15, 0), (50, 0, 0)]
    assert (summary["totalCompraExcluidos"], summary["subTotalVentas"]) == (200, 0)
    assert (summary["montoTotalOperacion"], summary["reteRenta"], summary["totalPagar"]) == (200, 15, 185)


def test_a_return_of_an_export() -> None:
    made = document(returned(line(100, 3, seguro=2, flete=D("4.50")), charge(-10), tipo="11"))
    item, summary = made["cuerpoDocumento"][0], made["resumen"]
    assert (item["ventaGravada"], item["tributos"], item["ivaItem"]) == (300, ["C3"], 0)
    assert made["cuerpoDocumento"][1]["tributos"] is None
    assert [(entry["codigo"], entry["valor"]) for entry in summary["tributos"]] == [("C3", 0)]
    assert (summary["totalSeguro"], summary["totalFlete"]) == (2, D("4.5"))
    assert (summary["montoTotalOperacion"], summary["totalNoGravado"], summary["totalPagar"]) == (
        D("306.5"),
        -10,
        D("296.5"),
    )
    assert made["emisor"]["regimen"] == "1000.000"


def test_charges_and_tributes() -> None:
    made = document(returned(line(113, tributos=["59"]), charge(20)))
    assert [(entry["codigo"], entry["valor"]) for entry in made["resumen"]["tributos"]] == [("59", 5)]
    assert (made["resumen"]["montoTotalOperacion"], made["resumen"]["totalPagar"]) == (118, 138)
    taken_off = document(returned(line(113), charge(20)), readings=dte.Readings(noGravado="resta"))
    assert taken_off["resumen"]["totalPagar"] == 93
    assert dte.validate(taken_off).faults == ()


def test_nothing_is_paid_below_zero() -> None:
    summary = document(returned(line(10), charge(-25)))["resumen"]
    assert (summary["totalPagar"], summary["saldoFavor"]) == (0, -15)


def test_every_documented_reading_is_right_in_a_document() -> None:
    # K16: the purchases within subTotalVentas, as the digest of the norm has it; the total is the same.
    assert judged(returned(line(100), tipo="14"), put("resumen.subTotalVentas", 100)) == []
    # K1: montoTotalOperacion net of the retention, as the layout prints it.
    withheld = returned(line(226), resumen={"retieneIva": True})
    assert judged(withheld, put("resumen.montoTotalOperacion", 224)) == []
    assert judged(withheld, put("resumen.montoTotalOperacion", 225)) == [
        ("summary-figure", "resumen.montoTotalOperacion")
    ]


def test_where_there_is_but_one_document_the_lines_need_not_name_it() -> None:
    one = returned(line())
    assert document(one)["cuerpoDocumento"][0]["codigoGeneracion"] == TARGET
    two = returned(line(), documentoRelacionado=[*one["documentoRelacionado"], SECOND])
    assert ("required", "cuerpoDocumento[0].codigoGeneracion") in told(two)
    named = [line(codigoGeneracion=TARGET), line(codigoGeneracion=NEW)]
    assert told({**two, "cuerpoDocumento": named}) == []


def test_what_is_held_need_not_be_sent() -> None:
    sale = fe(
        line(113, 2, codigo="A"),
        receptor=CONSUMIDOR | {"telefono": "70000001"},
        fecEmi="2026-09-10",
        ventaTercero={"nit": "02100101991034", "nombre": "MANDANTE", "codDomiciliado": 1},
        resumen={"retieneIva": True},
    )
    known = {TARGET: held(issued(sale))}
    short = {"tipoEvento": "18", "cuerpoDocumento": [line(113, codigo="A", codigoGeneracion=TARGET)]}
    made = document(short, held=known)
    assert made["documentoRelacionado"] == [
        {"tipoDocumento": "01", "codigoGeneracion": TARGET, "fechaEmision": "2026-09-10"}
    ]
    assert made["documento"] == {
        **CONSUMIDOR,
        "codPais": None,
        "nombrePais": None,
        "telefono": "70000001",
        "correo": None,
    }
    assert made["ventaTercero"]["nit"] == "02100101991034"
    # The factura had its retention, so what comes back has it too.
    assert made["resumen"]["ivaRete"] == 1
    unheld = {path for _, path in told(short)}
    assert {"documentoRelacionado[0].tipoDocumento", "documentoRelacionado[0].fechaEmision"} <= unheld


def test_an_export_that_is_held_gives_its_customs_and_country() -> None:
    export = issued(fex(fecEmi="2026-09-10"))
    short = {"tipoEvento": "18", "cuerpoDocumento": [line(5, codigoGeneracion=TARGET)]}
    made = document(short, held={TARGET: held(export)})
    for field in ("recintoFiscal", "tipoRegimen", "regimen", "tipoItemExpor"):
        assert made["emisor"][field] == export["emisor"][field]
    assert made["documento"]["codPais"] == export["receptor"]["codPais"]
    assert made["documento"]["nombrePais"] == export["receptor"]["nombrePais"]


def test_an_export_of_1x_comes_back_by_the_codes_of_2_0() -> None:
    export = issued(fex(fecEmi="2026-09-10"), version=1)
    assert export["receptor"]["codPais"].isdigit()
    short = {"tipoEvento": "18", "cuerpoDocumento": [line(5, codigoGeneracion=TARGET)]}
    known = {TARGET: held(export)}
    assert told(short, held=known) == []
    made = document(short, held=known)
    assert (made["emisor"]["tipoRegimen"], made["emisor"]["regimen"]) == ("EX-1", "1000.000")
    assert made["documento"]["codPais"] == "GT"


def test_the_name_of_the_country_need_not_be_sent() -> None:
    made = document(returned(tipo="11", documento={"nombrePais": ...}))
    assert made["documento"]["nombrePais"] == "Guatemala"


def test_a_dui_is_copied_as_the_document_has_it() -> None:
    factura = issued(fe(line(113), receptor=CONSUMIDOR, fecEmi="2026-09-10"), version=1)
    assert factura["receptor"]["numDocumento"] == "01234567-8"
    short = {"tipoEvento": "18", "cuerpoDocumento": [line(113, codigoGeneracion=TARGET)]}
    known = {TARGET: held(factura)}
    assert told(short, held=known) == []
    assert document(short, held=known)["documento"]["numDocumento"] == "01234567-8"


def test_a_factura_to_nobody_is_returned_by_nobody() -> None:
    known = {TARGET: held(issued(fe(line(113), fecEmi="2026-09-10")))}
    short = {"tipoEvento": "18", "cuerpoDocumento": [line(113, codigoGeneracion=TARGET)]}
    assert document(short, held=known)["documento"] is None


@pytest.mark.parametrize(
    ("fechaEmision", "now", "expected"),
    [
        ("2026-09-10", datetime(2026, 9, 15, 16, tzinfo=UTC), "2026-09-15"),
        # After three months, the last day that the event may carry.
        ("2026-05-20", datetime(2026, 9, 15, 16, tzinfo=UTC), "2026-08-20"),
        # Of a document dated ahead, its own day.
        ("2026-09-18", datetime(2026, 9, 15, 16, tzinfo=UTC), "2026-09-18"),
    ],
)
def test_the_date_is_one_that_the_event_may_carry(fechaEmision: str, now: datetime, expected: str) -> None:
    sale = returned()
    sale["documentoRelacionado"][0]["fechaEmision"] = fechaEmision
    assert dte.build(sale, context(now=now)).preview()["identificacion"]["fecEmi"] == expected


def test_four_activities_have_two_years() -> None:
    sale = returned(fecEmi="2026-09-15")
    sale["documentoRelacionado"][0]["fechaEmision"] = "2024-09-16"
    assert told(sale) == [("return-date", "fecEmi")]
    emisor = context().emisor
    fields: dict[str, Any] = {name: getattr(emisor, name) for name in emisor.__struct_fields__}
    long = dte.Emisor(**{**fields, "codActividad": "01282"})
    assert told(sale, emisor=long) == []


def test_a_complete_event_is_an_input_too() -> None:
    for sale in (
        returned(line(226), line(113, retieneIva=False), charge(5), resumen={"retieneIva": True}),
        returned(line(150), line(50, retieneRenta=False), tipo="14", resumen={"retieneRenta": True}),
        returned(line(100, 3, seguro=2, flete=4), tipo="11", resumen={"totalNoOnerosas": 5}),
        returned(line(113, tributos=["59"]), line(8, tipoVenta="exenta")),
    ):
        made = document(sale)
        assert document(made) == made
        assert document(dte.reduce(made)) == made


def test_a_credito_fiscal_does_not_come_back_by_an_event() -> None:
    known = {TARGET: held(issued(ccf(line(100), receptor=CONTRIBUYENTE, fecEmi="2026-09-10")))}
    short = {"tipoEvento": "18", "cuerpoDocumento": [line(100, codigoGeneracion=TARGET)]}
    assert ("related-type", "documentoRelacionado[0].tipoDocumento") in told(short, held=known)
