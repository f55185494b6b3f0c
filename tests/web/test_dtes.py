"""`/api/dtes` over HTTP: statuses, bodies, problem documents, files, pages, and who may see what."""

import json
import re
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from typing import Any

import httpx2
import pypdfium2
import pytest
import pytest_asyncio
from cryptography.hazmat.primitives.asymmetric import rsa

from facturaxpress.app import Application
from facturaxpress.tenants import service as tenants
from facturaxpress.tenants.tokens import Tokens
from facturaxpress.web.api import create_api
from tests.shop import NIT, Shop, definition

Sale = Callable[..., dict[str, Any]]


@asynccontextmanager
async def client(application: Application, token: str | None) -> AsyncIterator[httpx2.AsyncClient]:
    @asynccontextmanager
    async def given() -> AsyncIterator[Application]:
        yield application

    api = create_api(given)
    headers = {"Authorization": f"Bearer {token}"} if token else {}
    async with api.router.lifespan_context(api):
        transport = httpx2.ASGITransport(api, raise_app_exceptions=False)
        async with httpx2.AsyncClient(transport=transport, base_url="http://api", headers=headers) as http:
            yield http


@pytest_asyncio.fixture
async def http(shop: Shop) -> AsyncIterator[httpx2.AsyncClient]:
    token = (await Tokens(shop.app.database).create("tenant_admin", shop.tenant_id)).token
    async with client(shop.app, token) as session:
        yield session


async def test_sealed_document(http: httpx2.AsyncClient, sale: Sale) -> None:
    response = await http.post("/api/dtes", json=sale(referencia="R-1"))
    body = response.json()
    assert response.status_code == 201, body
    assert body["estado"] == "PROCESADO"
    assert len(body["selloRecibido"]) == 40
    assert (body["total"], body["resumen"]["totalPagar"], body["referencia"]) == (22.6, 22.6, "R-1")
    assert response.headers["location"] == body["links"]["self"]
    assert "durable;dur=" in response.headers["server-timing"]
    one = (await http.get(body["links"]["self"])).json()
    assert one == {name: value for name, value in body.items() if name != "warnings"}


async def test_files(http: httpx2.AsyncClient, sale: Sale) -> None:
    body = (await http.post("/api/dtes", json=sale())).json()
    archivo = await http.get(body["links"]["json"])
    jws = await http.get(body["links"]["jws"])
    pdf = await http.get(body["links"]["pdf"])
    assert archivo.json()["selloRecibido"] == body["selloRecibido"]
    assert archivo.json()["firmaElectronica"] == jws.text
    assert body["codigoGeneracion"] in archivo.headers["content-disposition"]
    text = pypdfium2.PdfDocument(pdf.content)[0].get_textpage().get_text_bounded()
    assert body["selloRecibido"] in text.replace("\r\n", "").replace("\n", "")
    assert (await http.get(body["links"]["pdf"])).content == pdf.content


async def test_pending_is_accepted(http: httpx2.AsyncClient, shop: Shop, sale: Sale) -> None:
    shop.sandbox.fault("drop_before", service="recepciondte")
    response = await http.post("/api/dtes", json=sale())
    body = response.json()
    assert (response.status_code, body["estado"], body["selloRecibido"]) == (202, "FIRMADO", None)
    assert (await http.get(body["links"]["json"])).json()["selloRecibido"] is None
    assert (await http.get(body["links"]["pdf"])).status_code == 200


async def test_faults_are_a_problem_document(http: httpx2.AsyncClient, sale: Sale) -> None:
    wrong = sale()
    wrong["cuerpoDocumento"][0]["precioUnitario"] = 1
    wrong["receptor"] = {"tipoDocumento": "99", "numDocumento": "1", "nombre": "X"}
    response = await http.post("/api/dtes", json=wrong)
    body = response.json()
    assert response.status_code == 422
    assert response.headers["content-type"] == "application/problem+json"
    assert (body["status"], body["numberSpent"], body["instance"]) == (422, False, "/api/dtes")
    faults = {fault["path"]: fault for fault in body["faults"]}
    assert "precioUni" in faults["cuerpoDocumento[0].precioUnitario"]["message"]
    assert "receptor.tipoDocumento" in faults
    assert all(set(fault) == {"code", "path", "message", "fix", "source"} for fault in body["faults"])
    english = (await http.post("/api/dtes", json=wrong, headers={"Accept-Language": "en"})).json()
    assert english["detail"].startswith("The sale has")
    told = {fault["path"]: fault["fix"] for fault in english["faults"]}
    assert told["cuerpoDocumento[0].precioUnitario"].startswith("If you meant “precioUni”")


async def test_refusal_of_mh(http: httpx2.AsyncClient, shop: Shop, sale: Sale) -> None:
    shop.sandbox.fault("reject", codigoMsg="009", descripcionMsg="[receptor.nit] NIT CONTRIBUYENTE NO EXISTE", times=1)
    response = await http.post("/api/dtes", json=sale(), headers={"Idempotency-Key": "k"})
    body = response.json()
    assert (response.status_code, body["numberSpent"], body["estado"]) == (422, True, "RECHAZADO")
    (fault,) = body["faults"]
    assert (fault["code"], fault["path"]) == ("MH-009", "receptor.nit")
    again = await http.post("/api/dtes", json=sale(), headers={"Idempotency-Key": "k"})
    assert again.json()["codigoGeneracion"] == body["codigoGeneracion"]


async def test_idempotency(http: httpx2.AsyncClient, sale: Sale) -> None:
    key = {"Idempotency-Key": "caja-1"}
    first = await http.post("/api/dtes", json=sale(), headers=key)
    second = await http.post("/api/dtes", json=sale(), headers=key)
    assert first.json()["codigoGeneracion"] == second.json()["codigoGeneracion"]
    assert second.headers["idempotent-replayed"] == "true"
    other = await http.post("/api/dtes", json=sale(puntoVenta="P002"), headers=key)
    assert (other.status_code, other.json()["codigoGeneracion"]) == (422, first.json()["codigoGeneracion"])
    bad = await http.post("/api/dtes", json=sale(), headers={"Idempotency-Key": "con espacio"})
    assert bad.status_code == 400


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"{",
        b"[]",
        b"null",
        b"\xff\xfe",
        b'{"tipoDte":"01","tipoDte":"03"}',
        b'{"tipoDte":"01","x":NaN}',
        b"{}" * 9,
    ],
)
async def test_broken_bodies(http: httpx2.AsyncClient, shop: Shop, raw: bytes) -> None:
    response = await http.post("/api/dtes", content=raw)
    assert response.status_code == 422
    assert response.json()["faults"]
    assert await shop.scalar("SELECT count(*) FROM number_series") == 0


async def test_ten_megabytes_are_too_much(http: httpx2.AsyncClient, sale: Sale) -> None:
    body = json.dumps(sale(observaciones="x" * 10_000_000)).encode()
    response = await http.post("/api/dtes", content=body)
    assert (response.status_code, response.json()["numberSpent"]) == (413, False)
    assert response.json()["faults"][0]["code"] == "json-too-large"

    async def stream() -> AsyncIterator[bytes]:
        for _ in range(100):
            yield b" " * 100_000

    assert (await http.post("/api/dtes", content=stream())).status_code == 413


@pytest.mark.parametrize(
    "path", ["/api/dtes/%00", "/api/dtes/x.pdf", "/api/dtes/..%2f..%2fetc%2fpasswd", "/api/dtes/' OR 1=1.json"]
)
async def test_codes_that_are_none(http: httpx2.AsyncClient, path: str) -> None:
    assert (await http.get(path)).status_code == 404


async def test_nul_in_a_filter_is_a_fault(http: httpx2.AsyncClient) -> None:
    for name in ("receptor", "referencia", "numeroControl"):
        response = await http.get("/api/dtes", params={name: "a\x00b"})
        assert (response.status_code, response.json()["faults"][0]["path"]) == (422, name)


async def test_answers_are_kept_by_nobody(http: httpx2.AsyncClient, sale: Sale) -> None:
    made = await http.post("/api/dtes", json=sale())
    assert (made.headers["cache-control"], made.headers["x-content-type-options"]) == ("no-store", "nosniff")


async def test_compute_leaves_no_trace(http: httpx2.AsyncClient, shop: Shop, sale: Sale) -> None:
    response = await http.post("/api/dtes/calcular", json=sale())
    body = response.json()
    assert (response.status_code, body["total"], body["resumen"]["totalIva"]) == (200, 22.6, 2.6)
    assert body["documento"]["resumen"]["totalLetras"] == "VEINTIDÓS 60/100 DÓLARES"
    assert not shop.sandbox.documents()
    assert await shop.scalar("SELECT count(*) FROM number_series") == 0


async def test_pages_and_filters(http: httpx2.AsyncClient, sale: Sale) -> None:
    receptor = {
        "tipoDocumento": "36",
        "numDocumento": "06141506181024",
        "nombre": "Cliente 100% de Prueba",
    }
    made = []
    for n in range(5):
        changes = {"receptor": receptor} if n == 3 else {}
        made.append(
            (await http.post("/api/dtes", json=sale(referencia=f"R-{n}", **changes))).json()["codigoGeneracion"]
        )
    seen, cursor, pages = [], None, 0
    while pages == 0 or cursor:
        page = (await http.get("/api/dtes", params={"limit": 2} | ({"cursor": cursor} if cursor else {}))).json()
        seen += [item["codigoGeneracion"] for item in page["items"]]
        cursor, pages = page["next"], pages + 1
    assert seen == made[::-1]
    assert pages == 3

    async def found(**params: str) -> list[str]:
        response = await http.get("/api/dtes", params=params)
        assert response.status_code == 200, response.text
        return [item["codigoGeneracion"] for item in response.json()["items"]]

    today = datetime.now(UTC).astimezone().date()
    assert await found(receptor="100% de") == [made[3]]
    assert await found(receptor="06141506181024") == [made[3]]
    assert await found(receptor="100_ de") == []
    assert await found(referencia="R-2") == [made[2]]
    assert await found(tipoDte="03") == []
    assert await found(estado="PROCESADO", since=str(today.replace(day=1).replace(year=today.year - 1))) == made[::-1]
    assert await found(until="2020-01-01") == []
    assert (await http.get("/api/dtes", params={"cursor": "x"})).status_code == 400


WRONG_PARAMETERS = {
    "limit=0": "limit» debe ser 1 o más.",
    "limit=201": "limit» debe ser 200 o menos.",
    "limit=x": "limit» debe ser un número entero.",
    "limit=1.5": "limit» debe ser un número entero.",
    f"limit={'9' * 5000}": "limit» es un número demasiado grande.",
    "estado=OTRO": "estado» debe ser FIRMADO, PROCESADO o RECHAZADO.",
    "tipoDte=1": "tipoDte» no tiene la forma que se pide.",
    "referencia=%00": "referencia» no tiene la forma que se pide.",
    f"referencia={'x' * 101}": "referencia» admite hasta 100 caracteres.",
    "since=ayer": "since» debe ser una fecha que exista, escrita AAAA-MM-DD.",
    "since=2026-02-30": "since» debe ser una fecha que exista, escrita AAAA-MM-DD.",
    "until=2026-02-03T04:05:06": "until» debe ser una fecha que exista, escrita AAAA-MM-DD.",
}


@pytest.mark.parametrize(("query", "message"), WRONG_PARAMETERS.items(), ids=lambda text: text[:30])
async def test_a_wrong_parameter_is_told_in_one_language(http: httpx2.AsyncClient, query: str, message: str) -> None:
    body = (await http.get(f"/api/dtes?{query}")).json()
    assert (body["status"], body["title"]) == (422, "Un parámetro no es válido")
    assert body["type"] == "urn:facturaxpress:problem:parameters"
    assert [fault["message"] for fault in body["faults"]] == [f"El parámetro «{message}"]
    english = (await http.get(f"/api/dtes?{query}", headers={"Accept-Language": "en"})).json()
    assert english["title"] == "A parameter is not valid"
    assert re.match(r"The parameter “\w+” (must|is|does|takes) [ -~]+\.$", english["faults"][0]["message"])
    assert english["faults"][0]["fix"].startswith("Correct the parameter")


async def test_every_wrong_parameter_is_told(http: httpx2.AsyncClient) -> None:
    bad = await http.get("/api/dtes", params={"limit": "0", "estado": "OTRO"})
    assert {fault["path"] for fault in bad.json()["faults"]} == {"limit", "estado"}
    assert bad.json()["detail"] == "La solicitud tiene 2 parámetros que no valen"
    long = await http.get("/api/dtes", headers={"X-Tenant": "x" * 64})
    assert long.json()["faults"][0]["message"] == "El parámetro «x-tenant» admite hasta 63 caracteres."


async def test_strangers_see_nothing(
    shop: Shop,
    http: httpx2.AsyncClient,
    sale: Sale,
    issuer_key: rsa.RSAPrivateKey,
) -> None:
    made = (await http.post("/api/dtes", json=sale())).json()
    other = await tenants.add_tenant(
        shop.app.database, shop.app.vault, definition("otra", NIT, issuer_key, shop.sandbox.url), datetime.now(UTC)
    )
    theirs = (await Tokens(shop.app.database).create("tenant_admin", other.id)).token
    root = (await Tokens(shop.app.database).create("super_admin", None)).token
    async with client(shop.app, theirs) as stranger:
        for link in ("self", "json", "jws", "pdf"):
            response = await stranger.get(made["links"][link])
            assert (response.status_code, response.json()["status"]) == (404, 404)
        assert (await stranger.get("/api/dtes")).json()["items"] == []
        assert (await stranger.get("/api/dtes", headers={"X-Tenant": "tienda"})).status_code == 403
    async with client(shop.app, root) as operator:
        assert (await operator.get("/api/dtes")).status_code == 400
        listed = (await operator.get("/api/dtes", headers={"X-Tenant": "tienda"})).json()
        assert [item["codigoGeneracion"] for item in listed["items"]] == [made["codigoGeneracion"]]
    for token in (None, "fx_falso", "x"):
        async with client(shop.app, token) as nobody:
            for method, path in (("POST", "/api/dtes"), ("GET", "/api/dtes"), ("GET", made["links"]["pdf"])):
                response = await nobody.request(method, path)
                assert response.status_code == 401
                assert response.headers["www-authenticate"].startswith("Bearer")


async def test_health_and_unknown_paths(shop: Shop) -> None:
    async with client(shop.app, None) as http:
        health = (await http.get("/api/health")).json()
        assert health["status"] == "ok"
        assert datetime.fromisoformat(health["timestamp"]).tzinfo is not None
        missing = await http.get("/api/nada")
        assert (missing.status_code, missing.headers["content-type"]) == (404, "application/problem+json")
        assert (await http.request("DELETE", "/api/health")).status_code == 405
