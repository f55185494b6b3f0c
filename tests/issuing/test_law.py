"""What operators say of the law is followed in issuing, within seconds."""

import json
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest

from facturaxpress.dte import Draft, FaultError
from facturaxpress.issuing import issuers
from facturaxpress.law import service as law
from facturaxpress.law.changes import Change
from tests.shop import Shop

Sale = Callable[..., dict[str, Any]]

WITH_CHARGE = [
    {"tipoItem": 1, "cantidad": 1, "uniMedida": 59, "descripcion": "Camisa", "precioUni": 100},
    {"tipoItem": 1, "descripcion": "Envase", "tipoVenta": "noGravado", "noGravado": 20},
]


@pytest.fixture(autouse=True)
def remembered_for_a_moment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(issuers, "REMEMBERED", 0.0)


async def say(shop: Shop, name: str, value: str, *, own: bool = True, **scope: Any) -> None:
    since = scope.pop("since", date(2000, 1, 1))
    change = Change(name, value, since, "Prueba", **scope)
    await law.set_rule(shop.app.database, change, "prueba", shop.tenant_id if own else None)


async def computed(shop: Shop, sale: dict[str, Any]) -> Draft:
    return await shop.app.issuing.compute(shop.tenant_id, json.dumps(sale).encode())


@pytest.mark.parametrize("own", [True, False], ids=["empresa", "todas"])
async def test_a_reading_that_was_set_changes_what_is_issued(shop: Shop, sale: Sale, own: bool) -> None:
    charged = sale(cuerpoDocumento=WITH_CHARGE)
    assert (await computed(shop, charged)).total == 120
    await say(shop, "noGravado", "resta", own=own)
    assert (await computed(shop, charged)).total == 80


async def test_a_reading_of_the_future_waits_for_its_day(shop: Shop, sale: Sale) -> None:
    today = shop.app.clock.today()
    await say(shop, "noGravado", "resta", since=today + timedelta(days=1))
    charged = sale(cuerpoDocumento=WITH_CHARGE)
    assert (await computed(shop, charged)).total == 120
    await say(shop, "noGravado", "resta", since=today)
    assert (await computed(shop, charged)).total == 80


async def test_the_threshold_for_a_named_receptor_is_followed(shop: Shop, sale: Sale) -> None:
    large = sale(
        cuerpoDocumento=[{"tipoItem": 1, "cantidad": 1, "uniMedida": 59, "descripcion": "Mesa", "precioUni": 1200}]
    )
    with pytest.raises(FaultError):
        await computed(shop, large)
    await say(shop, "receptorDesde01", "1226.40")
    assert (await computed(shop, large)).total == 1200


async def test_a_sale_is_issued_in_the_structure_that_holds(shop: Shop, sale: Sale) -> None:
    assert (await shop.issue(sale())).version == 2
    await say(shop, "estructura", "1", tipo="01", ambiente="00")
    row = await shop.issue(sale())
    assert (row.version, row.estado) == (1, "PROCESADO")
    assert (await shop.issue(sale(tipoDte="01"))).numero_control > row.numero_control


async def test_a_holiday_that_was_added_reaches_the_issuer(shop: Shop) -> None:
    monday = date(2026, 10, 12)
    await law.change_holiday(shop.app.database, monday, inhabil=True, motivo="Decreto", quien="prueba")
    issuer = await shop.app.issuing.issuers.get(shop.tenant_id)
    assert not issuer.context(shop.app.clock.now()).calendar.is_business_day(monday)


async def test_a_change_is_not_seen_before_what_is_remembered_ends(
    shop: Shop, sale: Sale, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(issuers, "REMEMBERED", 60.0)
    charged = sale(cuerpoDocumento=WITH_CHARGE)
    assert (await computed(shop, charged)).total == 120
    await say(shop, "noGravado", "resta")
    assert (await computed(shop, charged)).total == 120
