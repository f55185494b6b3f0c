"""Who may come in, over HTTP: an application with one route that tells whom it let in."""

from collections.abc import AsyncIterator
from typing import Annotated

import httpx2
import pytest
from fastapi import Depends, FastAPI, Request
from starlette.responses import Response

from facturaxpress.db import Database
from facturaxpress.problems import Problem, problem_response
from facturaxpress.tenants.endpoints import TenantScope, super_admin, tenant_scope
from facturaxpress.tenants.tokens import Principal, Tokens
from tests.tenants.conftest import Bare


def application(database: Database) -> FastAPI:
    app = FastAPI()
    app.state.database = database

    @app.get("/donde")
    async def where(request: Request, scope: Annotated[TenantScope, Depends(tenant_scope)]) -> dict[str, str]:
        return {"tenant": str(scope.tenant_id), "slug": scope.slug, "user": request.state.user}

    @app.get("/todo")
    async def everything(who: Annotated[Principal, Depends(super_admin)]) -> dict[str, str]:
        return {"role": who.role}

    @app.exception_handler(Problem)
    async def problem(request: Request, error: Problem) -> Response:
        return problem_response(request, error)

    return app


@pytest.fixture
async def http(database: Database) -> AsyncIterator[httpx2.AsyncClient]:
    transport = httpx2.ASGITransport(app=application(database))
    async with httpx2.AsyncClient(transport=transport, base_url="http://pruebas") as client:
        yield client


async def token(database: Database, role: str, tenant: Bare | None = None) -> dict[str, str]:
    made = await Tokens(database).create(role, tenant.id if tenant else None)
    return {"Authorization": f"Bearer {made.token}"}


async def test_a_tenants_token_works_in_its_tenant(http: httpx2.AsyncClient, database: Database, bare: Bare) -> None:
    answer = await http.get("/donde", headers=await token(database, "tenant_admin", bare))
    assert answer.status_code == 200
    assert (answer.json()["tenant"], answer.json()["slug"]) == (str(bare.id), bare.slug)
    assert answer.json()["user"].startswith("tenant_admin/una-empresa/")


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"Authorization": ""},
        {"Authorization": "Basic dXNlcjpwYXNz"},
        {"Authorization": "Bearer"},
        {"Authorization": "Bearer fx_" + "A" * 43},
        {"Authorization": "Bearer eyJhbGciOiJIUzI1NiJ9.e30.x"},
        {"Authorization": "fx_" + "A" * 43},
    ],
)
async def test_without_a_valid_token_nobody_comes_in(http: httpx2.AsyncClient, headers: dict[str, str]) -> None:
    answer = await http.get("/donde", headers=headers)
    assert answer.status_code == 401
    assert answer.headers["www-authenticate"].startswith("Bearer")
    assert answer.headers["content-type"] == "application/problem+json"
    assert "oken" in answer.json()["detail"]


async def test_a_tenants_token_does_not_reach_another(
    http: httpx2.AsyncClient, database: Database, bare: Bare, other: Bare
) -> None:
    headers = await token(database, "tenant_admin", bare)
    assert (await http.get("/donde", headers=headers | {"X-Tenant": other.slug})).status_code == 403
    assert (await http.get("/donde", headers=headers | {"X-Tenant": bare.slug})).status_code == 200
    assert (await http.get("/todo", headers=headers)).status_code == 403


async def test_a_super_admin_names_the_tenant(http: httpx2.AsyncClient, database: Database, bare: Bare) -> None:
    headers = await token(database, "super_admin")
    answer = await http.get("/donde", headers=headers)
    assert (answer.status_code, "X-Tenant" in answer.json()["detail"]) == (400, True)
    assert (await http.get("/donde", headers=headers | {"X-Tenant": "nadie"})).status_code == 404
    answer = await http.get("/donde", headers=headers | {"X-Tenant": bare.slug})
    assert (answer.status_code, answer.json()["tenant"]) == (200, str(bare.id))
    assert (await http.get("/todo", headers=headers)).json() == {"role": "super_admin"}


async def test_a_super_admin_with_a_tenant_begins_there(
    http: httpx2.AsyncClient, database: Database, bare: Bare, other: Bare
) -> None:
    headers = await token(database, "super_admin", bare)
    assert (await http.get("/donde", headers=headers)).json()["slug"] == bare.slug
    assert (await http.get("/donde", headers=headers | {"X-Tenant": other.slug})).json()["slug"] == other.slug


async def test_english_is_spoken_where_it_is_asked_for(http: httpx2.AsyncClient) -> None:
    answer = await http.get("/donde", headers={"Accept-Language": "en"})
    assert "The token is missing" in answer.json()["detail"]
