"""`/api/admin/law` over HTTP: answers, problems, and who may ask."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from types import SimpleNamespace
from typing import Any

import httpx2
import pytest
import pytest_asyncio

from facturaxpress.clock import Clock
from facturaxpress.db import Database
from facturaxpress.law import descriptions
from facturaxpress.tenants.tokens import Tokens
from facturaxpress.web.api import create_api
from tests.tenants.conftest import Bare

LAW = "/api/admin/law"
CHANGE = descriptions.CHANGE


@asynccontextmanager
async def client(database: Database, token: str | None) -> AsyncIterator[httpx2.AsyncClient]:
    @asynccontextmanager
    async def given() -> AsyncIterator[Any]:
        yield SimpleNamespace(settings=None, clock=Clock(), database=database, issuing=None)

    api = create_api(given)
    headers = {"Authorization": f"Bearer {token}"} if token else {}
    async with api.router.lifespan_context(api):
        transport = httpx2.ASGITransport(api, raise_app_exceptions=False)
        async with httpx2.AsyncClient(transport=transport, base_url="http://api", headers=headers) as http:
            yield http


@pytest_asyncio.fixture
async def http(database: Database) -> AsyncIterator[httpx2.AsyncClient]:
    token = (await Tokens(database).create("super_admin")).token
    async with client(database, token) as session:
        yield session


def shape(value: Any) -> Any:
    """The keys of an answer, at every depth; a list has the shape of its first member."""
    if isinstance(value, dict):
        return {name: shape(inner) for name, inner in value.items()}
    if isinstance(value, list):
        return [shape(inner) for inner in value[:1]]
    return None


def versions(answer: httpx2.Response) -> dict[str, int | None]:
    return {one["tipo"]: one["version"] for one in answer.json()["structures"]}


async def test_what_holds_on_a_day(http: httpx2.AsyncClient) -> None:
    async def asked(**query: str) -> dict[str, int | None]:
        return versions(await http.get(LAW, params=query))

    assert (await asked(ambiente="01", on="2026-11-30"))["03"] == 3
    assert (await asked(ambiente="01", on="2026-12-01"))["03"] == 4
    assert await asked(ambiente="00", on="2026-06-01", tipo="01") == {"01": 2}


async def test_a_row_is_set_followed_and_taken_back(http: httpx2.AsyncClient) -> None:
    made = await http.put(LAW, json=CHANGE | {"value": "1.x"})
    assert made.status_code == 200, made.text
    row = made.json()
    assert row["quien"].startswith("super_admin/-/")
    assert row["before"] is None
    asked = {"ambiente": "01", "on": "2027-01-15", "tipo": "03"}
    shown = (await http.get(LAW, params=asked)).json()
    assert [(one["version"], one["row"]) for one in shown["structures"]] == [(3, row["id"])]
    assert row["id"] in [one["id"] for one in shown["rows"]]
    again = (await http.put(LAW, json=CHANGE)).json()
    assert again["before"]["id"] == row["id"]
    gone = await http.delete(f"{LAW}/{again['id']}", params={"motivo": "Se revocó"})
    assert (gone.status_code, gone.json()["value"], gone.json()["motivo"]) == (200, None, "Se revocó")
    history = (await http.get(f"{LAW}/history")).json()["items"]
    assert [one["value"] for one in history] == ["1.x", "2.0", None]


async def test_a_tenants_row_is_shown_with_its_slug(http: httpx2.AsyncClient, bare: Bare, other: Bare) -> None:
    row = (await http.put(LAW, json=CHANGE | {"tenant": bare.slug, "value": "1.x"})).json()
    assert row["tenant"] == bare.slug
    asked = {"on": "2027-01-15", "ambiente": "01", "tipo": "01"}
    assert versions(await http.get(LAW, params=asked | {"tenant": bare.slug})) == {"01": 1}
    assert versions(await http.get(LAW, params=asked | {"tenant": other.slug})) == {"01": 2}
    assert (await http.delete(f"{LAW}/{row['id']}", params={"motivo": "m"})).status_code == 404
    done = await http.delete(f"{LAW}/{row['id']}", params={"motivo": "m", "tenant": bare.slug})
    assert done.status_code == 200


async def test_holidays(http: httpx2.AsyncClient) -> None:
    day = f"{LAW}/holidays/2026-10-12"
    added = await http.put(day, params={"motivo": "Decreto de ejemplo"})
    assert (added.status_code, added.json()["inhabil"]) == (200, True)
    removed = await http.delete(f"{LAW}/holidays/2026-06-17", params={"motivo": "Decreto de ejemplo"})
    assert removed.json()["inhabil"] is False
    year = (await http.get(f"{LAW}/holidays/2026")).json()
    assert {"day": "2026-10-12", "name": "Decreto de ejemplo", "added": True} in year["holidays"]
    assert year["removed"] == descriptions.YEAR["removed"]
    english = (await http.get(f"{LAW}/holidays/2026", headers={"Accept-Language": "en"})).json()
    assert "Independence Day" in [one["name"] for one in english["holidays"]]


async def test_answers_have_the_form_shown(http: httpx2.AsyncClient) -> None:
    made = (await http.put(LAW, json=CHANGE)).json()
    assert shape(made) == shape(descriptions.ROW | {"before": None})
    overview = (await http.get(LAW, params={"tipo": "03", "ambiente": "01", "on": "2027-01-15"})).json()
    sum_reading = next(one for one in overview["readings"] if one["name"] == "noGravado")
    (shown,) = descriptions.OVERVIEW["readings"]
    assert sum_reading == shown | {"tipos": ["03"]}
    assert set(overview) == set(descriptions.OVERVIEW)
    assert set(overview["structures"][0]) == set(descriptions.OVERVIEW["structures"][0])
    assert all(set(row) == set(descriptions.ROW) for row in overview["rows"])
    added = await http.put(f"{LAW}/holidays/2026-10-12", params={"motivo": "Decreto de ejemplo"})
    assert shape(added.json()) == shape(descriptions.DAY)
    assert shape((await http.get(f"{LAW}/holidays/2026")).json()) == shape(descriptions.YEAR | {"removed": []})


async def test_problems_are_as_shown(http: httpx2.AsyncClient, database: Database, bare: Bare) -> None:
    assert (await http.put(LAW, json=CHANGE | {"value": "2.1"})).json() == descriptions.WRONG_VALUE
    weekend = await http.put(f"{LAW}/holidays/2026-10-10", params={"motivo": "m"})
    assert weekend.json() == descriptions.WRONG_DAY
    assert (await http.get(LAW, params={"ambiente": "02"})).json() == descriptions.WRONG_PARAMETER
    assert (await http.get(LAW, params={"tenant": "nadie"})).json() == descriptions.UNKNOWN_TENANT
    assert (await http.put(LAW, json=CHANGE | {"tenant": "nadie"})).json() == descriptions.UNKNOWN_TENANT
    assert (await http.delete(f"{LAW}/99", params={"motivo": "m"})).json() == descriptions.UNKNOWN_ROW
    large = await http.put(LAW, content=b" " * 10_001)
    assert (large.status_code, large.json()) == (413, descriptions.TOO_LARGE)
    async with client(database, None) as nobody:
        assert (await nobody.get(LAW)).json() == descriptions.NO_TOKEN
    async with client(database, (await Tokens(database).create("tenant_admin", bare.id)).token) as tenant:
        assert (await tenant.get(LAW)).json() == descriptions.NOT_ADMIN
        for method, path in (
            ("PUT", LAW),
            ("DELETE", f"{LAW}/1?motivo=m"),
            ("GET", f"{LAW}/history"),
            ("GET", f"{LAW}/holidays/2026"),
            ("PUT", f"{LAW}/holidays/2026-10-12?motivo=m"),
            ("DELETE", f"{LAW}/holidays/2026-09-15?motivo=m"),
        ):
            answer = await tenant.request(method, path, content=b"x" * 20_000)
            assert answer.status_code == 403, (method, path)


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("GET", f"{LAW}?on=ayer", 422),
        ("GET", f"{LAW}?tipo=02", 422),
        ("GET", f"{LAW}?tenant=%00", 422),
        ("GET", f"{LAW}/holidays/1999", 422),
        ("PUT", f"{LAW}/holidays/2026-10-12", 422),
        ("PUT", f"{LAW}/holidays/2026-10-12?motivo=%00", 422),
        ("PUT", f"{LAW}/holidays/2026-02-30?motivo=m", 422),
        ("DELETE", f"{LAW}/0?motivo=m", 422),
        ("DELETE", f"{LAW}/99999999999999999999?motivo=m", 422),
        ("DELETE", f"{LAW}/1", 422),
        ("DELETE", f"{LAW}/1?motivo=%20", 422),
    ],
)
async def test_hostile_parameters_are_refused(http: httpx2.AsyncClient, method: str, path: str, status: int) -> None:
    answer = await http.request(method, path)
    assert (answer.status_code, answer.headers["content-type"]) == (status, "application/problem+json")
    assert answer.json()["faults"]


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{",
        b"[]",
        b"null",
        b'{"name":1}',
        b'{"name":"a","name":"b"}',
        b"\xff",
        b'{"tenant":"\\u0000"}',
        b"[" * 9000,
    ],
)
async def test_hostile_bodies_are_refused(http: httpx2.AsyncClient, body: bytes) -> None:
    answer = await http.put(LAW, content=body)
    assert (answer.status_code, answer.headers["content-type"]) == (422, "application/problem+json")
    assert answer.json()["faults"]
    assert (await http.get(f"{LAW}/history")).json() == {"items": []}


async def test_english_is_spoken_where_it_is_asked_for(http: httpx2.AsyncClient) -> None:
    english = {"Accept-Language": "en"}
    answer = (await http.get(LAW, headers=english, params={"tipo": "03"})).json()
    assert {one["meaning"] for one in answer["readings"]} >= {"a positive amount is a charge and adds"}
    refused = (await http.put(LAW, json=CHANGE | {"value": "2.1"}, headers=english)).json()
    (fault,) = refused["faults"]
    assert (refused["title"], fault["message"], fault["fix"]) == (
        "The change has faults",
        "“2.1” is not a value of estructura.",
        "Did you mean “2.0”?",
    )
