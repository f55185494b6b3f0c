"""The job of a document without a verdict, when its tenant is not fit to speak to MH."""

from collections.abc import AsyncIterator, Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import pytest_asyncio
from structlog.testing import capture_logs

from facturaxpress import jobs
from facturaxpress.issuing import jobs as issuing_jobs
from facturaxpress.issuing.queries import DteRow
from facturaxpress.issuing.storing import TRANSMIT
from facturaxpress.tenants import service as tenants
from tests.shop import NIT, Shop, definition

Sale = Callable[..., dict[str, Any]]


@pytest_asyncio.fixture
async def pending(shop: Shop, sale: Sale, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[DteRow]:
    """A document that MH has not answered, and whose lease nobody holds any more; MH is well again."""
    monkeypatch.setattr("facturaxpress.issuing.issuers.REMEMBERED", 0.0)
    shop.sandbox.fault("drop_before")
    row = await shop.issue(sale())
    await shop.app.issuing.drain()
    shop.sandbox.clear()
    assert row.estado == "FIRMADO"
    async with shop.app.database.tenant(shop.tenant_id) as conn:
        await conn.execute("UPDATE dtes SET lease_until = NULL, lease_holder = NULL")
    yield row


def job(shop: Shop, row: DteRow) -> jobs.Job:
    return jobs.Job(1, TRANSMIT, shop.tenant_id, row.id, datetime.now(UTC), attempts=1, failures=1)


@pytest.mark.parametrize(
    ("harm", "code"),
    [
        ("DELETE FROM tenant_mh_credentials", "EMISOR-SIN-CREDENCIALES"),
        ("UPDATE tenant_mh_credentials SET clave_encriptada = 'v1.roto'", "VAULT-02"),
    ],
)
async def test_a_tenant_that_stands_in_the_way_is_told_and_the_document_waits(
    shop: Shop, pending: DteRow, issuer_key: Any, harm: str, code: str
) -> None:
    handle = issuing_jobs.handlers(shop.app.issuing)[TRANSMIT]
    async with shop.app.database.tenant(shop.tenant_id) as conn:
        await conn.execute(harm)
    with capture_logs() as logs:
        again = await handle(job(shop, pending))
    assert again is not None
    assert timedelta(minutes=9) < again - datetime.now(UTC) <= timedelta(minutes=10)
    told = [entry for entry in logs if entry["log_level"] == "error"]
    assert [(entry["code"], entry["dte"]) for entry in told] == [(code, str(pending.id))]
    assert told[0]["fix"]
    assert (await shop.again(pending)).estado == "FIRMADO"

    mended = definition("tienda", NIT, issuer_key, shop.sandbox.url)
    await tenants.add_tenant(shop.app.database, shop.app.vault, mended, datetime.now(UTC), update=True)
    async with shop.app.database.tenant(shop.tenant_id) as conn:
        await conn.execute("UPDATE dtes SET lease_until = NULL, lease_holder = NULL")
    assert await handle(job(shop, pending)) is None
    assert (await shop.again(pending)).estado == "PROCESADO"


async def test_what_is_wrong_with_the_job_itself_stays_a_failure(shop: Shop, pending: DteRow) -> None:
    handle = issuing_jobs.handlers(shop.app.issuing)[TRANSMIT]
    with pytest.raises(ValueError, match="names its tenant"):
        await handle(jobs.Job(1, TRANSMIT, None, pending.id, datetime.now(UTC), attempts=1, failures=1))
