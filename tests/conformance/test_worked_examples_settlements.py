"""MH's worked example that concerns 08, by its id in `worked-examples.json`."""

from datetime import UTC, datetime
from pathlib import Path

import pytest
from tests.conformance.worked import examples
from tests.dte.comprobante_liquidacion.sales import CODES, held, settled, settlement, sold
from tests.dte.factura_exportacion.sales import fex
from tests.dte.support import document, fe, found, line, refusals, warnings

from facturaxpress import dte

IDS = {"cle-invalidated-period"}


def month_end(period: str) -> datetime:
    return datetime.fromisoformat(f"{period}-28T18:00:00+00:00").astimezone(UTC)


@pytest.mark.parametrize("tipo", ["01", "11"])
def test_cle_invalidated_period(tipo: str, mh: Path) -> None:
    given, expected = (examples(mh)["cle-invalidated-period"][part] for part in ("given", "expected"))
    day = given["fechaEmision"]
    sale = fe(line(113)) if tipo == "01" else fex()
    one = sold({**sale, "fecEmi": day}, now=month_end("2026-03"))
    assert one["identificacion"]["fecEmi"] == day
    short = {"numeroDocumento": CODES[0], "observaciones": "Venta de prueba"}

    # Active, it is listed once, in the settlement of its own period.
    march = {"version": 2, "now": month_end(expected["first CLE (active, positive)"].removeprefix("period "))}
    first = document(settlement(short), held=held(one), **march)
    assert first["cuerpoDocumento"][0]["fechaEmision"] == day
    assert first["resumen"]["total"] > 0
    assert warnings(settlement(short), held=held(one), **march) == []
    first["identificacion"]["codigoGeneracion"] = CODES[2]

    # Invalidated in June, it is listed a second time in the settlement of June, as negative, with its own date.
    june = {"version": 2, "now": month_end(expected["second CLE (invalidated, negative)"].removeprefix("period "))}
    known = held(one, invalidated=True, affecting=(first,))
    other = settled(500, numeroDocumento=CODES[1], fechaEmision="2026-06-02")
    second = document(settlement(short, other), held=known, **june)
    turned, plain = second["cuerpoDocumento"][0], first["cuerpoDocumento"][0]
    assert turned["fechaEmision"] == day
    for column in ("ventaGravada", "exportaciones", "ivaItem"):
        assert turned[column] == -plain[column]
    assert warnings(settlement(short, other), held=known, **june) == []
    assert found(dte.validate(second, held=known)) == []

    # As positive it is there already; and while it is active there is no second time.
    again = settlement(
        {**short, "tipoDte": tipo, "fechaEmision": day}
        | {column: plain[column] for column in ("ventaGravada", "exportaciones")}
    )
    for state in (known, held(one, affecting=(first,))):
        assert ("settlement-again", "cuerpoDocumento[0].numeroDocumento") in refusals(again, held=state, **june)
