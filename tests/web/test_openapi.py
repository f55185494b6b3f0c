"""What `/api/openapi.json` says is what the API does: examples beside live answers."""

import copy
import json
from collections.abc import AsyncIterator
from typing import Any

import httpx2
import jsonschema_rs
import pypdfium2
import pytest
import pytest_asyncio

from facturaxpress import dte
from facturaxpress.cli.demo import WRITTEN, brought_to
from facturaxpress.dte import identity
from facturaxpress.dte.structures import TYPES
from facturaxpress.issuing import examples, schemas
from facturaxpress.issuing.service import read_cursor
from facturaxpress.tenants.tokens import Tokens
from facturaxpress.web.health import HEALTHY
from tests.conftest import ROOT
from tests.shop import Shop
from tests.web.test_dtes import client

FACTURA = examples.FACTURA


@pytest_asyncio.fixture
async def http(shop: Shop) -> AsyncIterator[httpx2.AsyncClient]:
    token = (await Tokens(shop.app.database).create("tenant_admin", shop.tenant_id)).token
    async with client(shop.app, token) as session:
        yield session


@pytest_asyncio.fixture
async def described(http: httpx2.AsyncClient) -> dict[str, Any]:
    found: dict[str, Any] = (await http.get("/api/openapi.json")).json()
    return found


def shape(value: Any) -> Any:
    """The keys of an answer, at every depth; a list has the shape of its first member."""
    if isinstance(value, dict):
        return {name: shape(inner) for name, inner in value.items()}
    if isinstance(value, list):
        return [shape(inner) for inner in value[:1]]
    return None


def same(live: dict[str, Any], example: dict[str, Any], *but: str) -> bool:
    """Equal, texts and sources included, save for what belongs to one document only."""
    assert set(live) == set(example)
    return all(live[name] == example[name] for name in live if name not in but)


async def test_every_answer_has_a_media_type_and_a_spanish_text(described: dict[str, Any]) -> None:
    seen = 0
    for path, methods in described["paths"].items():
        for operation in methods.values():
            for status, response in operation["responses"].items():
                assert response["description"] not in {"Successful Response", "Validation Error"}, (path, status)
                if int(status) < 400:
                    continue
                (content,) = response["content"].items()
                assert content[0] == "application/problem+json"
                for example in content[1]["examples"].values():
                    assert example["value"]["status"] == int(status)
                    seen += 1
    assert seen > 30
    assert "HTTPValidationError" not in described.get("components", {}).get("schemas", {})


async def test_files_have_their_own_media_types(described: dict[str, Any], http: httpx2.AsyncClient) -> None:
    made = (await http.post("/api/dtes", json=FACTURA)).json()
    for extension in ("json", "jws", "pdf"):
        answer = await http.get(made["links"][extension])
        content = described["paths"][f"/api/dtes/{{codigo}}.{extension}"]["get"]["responses"]["200"]["content"]
        assert list(content) == [answer.headers["content-type"]]


async def test_only_issuing_takes_an_idempotency_key(described: dict[str, Any]) -> None:
    def names(path: str) -> set[str]:
        return {parameter["name"] for parameter in described["paths"][path]["post"]["parameters"]}

    assert names("/api/dtes") - names("/api/dtes/calcular") == {"Idempotency-Key"}


def bodies(described: dict[str, Any], path: str) -> dict[str, Any]:
    content: dict[str, Any] = described["paths"][path]["post"]["requestBody"]["content"]["application/json"]
    return content


async def test_every_type_s_input_is_described_and_shown(described: dict[str, Any]) -> None:
    for path, tipos in (("/api/dtes", schemas.DOCUMENTS), ("/api/dtes/calcular", tuple(TYPES))):
        content = bodies(described, path)
        assert sorted(content["examples"]) == sorted(tipos)
        whole = jsonschema_rs.Draft202012Validator(content["schema"] | {"components": described["components"]})
        named = {}
        for branch in content["schema"]["anyOf"][:-1]:
            named |= branch["discriminator"]["mapping"]
            assert [one["$ref"] for one in branch["oneOf"]] == list(branch["discriminator"]["mapping"].values())
        assert sorted(named) == sorted(tipos)
        for tipo, example in content["examples"].items():
            assert example["summary"].endswith(f" ({tipo})")
            assert whole.is_valid(example["value"]), tipo
            assert not whole.is_valid(example["value"] | {"inventado": 1}), tipo
            component = described["components"]["schemas"][named[tipo].rpartition("/")[2]]
            assert component == dte.input_schema(tipo)
        assert whole.is_valid({"identificacion": {"tipoDte": "01"}})
        assert not whole.is_valid({"cuerpoDocumento": []})


def test_what_is_shown_is_among_the_examples() -> None:
    there = [json.loads(path.read_bytes()) for path in (ROOT / "examples").glob("*/*.json")]
    assert set(examples.INPUTS) == set(TYPES)
    for tipo, sale in examples.INPUTS.items():
        # The first two are told apart: what they become is shown beside them.
        assert sale in there or tipo in {"01", "03"}, tipo


@pytest.mark.parametrize("tipo", schemas.DOCUMENTS)
async def test_the_sales_shown_are_issued(shop: Shop, http: httpx2.AsyncClient, tipo: str) -> None:
    shop.sandbox.set(unknownRelated=True)
    issued = await http.post("/api/dtes", json=brought_to(shop.app.clock.today(), examples.INPUTS[tipo]))
    assert (issued.status_code, issued.json()["warnings"]) == (201, []), issued.text
    body = issued.json()
    assert (body["tipoDte"], body["estado"]) == (tipo, "PROCESADO")
    pdf = await http.get(body["links"]["pdf"])
    assert (pdf.status_code, pdf.headers["content-type"]) == (200, "application/pdf")
    text = "".join(pypdfium2.PdfDocument(pdf.content)[0].get_textpage().get_text_bounded().split())
    assert body["numeroControl"] in text
    assert body["selloRecibido"] in text


@pytest.mark.parametrize("tipo", schemas.EVENTS)
async def test_the_events_shown_are_computed_and_not_issued(
    shop: Shop, http: httpx2.AsyncClient, tipo: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(shop.app.clock, "_source", lambda: WRITTEN)
    computed = await http.post("/api/dtes/calcular", json=examples.INPUTS[tipo])
    assert computed.status_code == 200, computed.text
    assert (computed.json()["tipoDte"], computed.json()["warnings"]) == (tipo, [])
    assert computed.json()["documento"]["identificacion"]["codigoGeneracion"] is None
    issued = await http.post("/api/dtes", json=examples.INPUTS[tipo], headers={"Idempotency-Key": "evento"})
    assert same(issued.json(), examples.EVENT)
    for table in ("dtes", "number_series", "idempotency_keys"):
        assert await shop.scalar(f"SELECT count(*) FROM {table}") == 0, table


def test_the_taxpayer_shown_is_nobody() -> None:
    nit = examples.INPUTS["03"]["receptor"]["nit"]
    assert identity.nit(nit).checked
    # The 31st of February: nobody has this number.
    assert nit[4:8] == "3102"


async def test_documents_are_as_shown(shop: Shop, http: httpx2.AsyncClient) -> None:
    computed = (await http.post("/api/dtes/calcular", json=FACTURA)).json()
    assert shape(computed) == shape(examples.COMPUTED)
    for part in ("cuerpoDocumento", "resumen", "receptor"):
        assert computed["documento"][part] == examples.COMPUTED["documento"][part]
    issued = (await http.post("/api/dtes", json=FACTURA)).json()
    assert shape(issued) == shape(examples.ISSUED)
    for part in ("receptor", "total", "resumen", "referencia", "codigoMsg", "descripcionMsg"):
        assert issued[part] == examples.ISSUED[part]
    assert shape((await http.get(issued["links"]["self"])).json()) == shape(examples.STORED)
    await http.post("/api/dtes", json=FACTURA | {"referencia": None})
    page = (await http.get("/api/dtes?limit=1")).json()
    assert shape(page) == shape(examples.PAGE)
    assert read_cursor(page["next"])
    assert read_cursor(examples.PAGE["next"])
    shop.sandbox.fault("drop_before", service="recepciondte")
    pending = await http.post("/api/dtes", json=FACTURA | {"referencia": "pendiente"})
    assert (pending.status_code, shape(pending.json())) == (202, shape(examples.PENDING))


async def test_problems_are_as_shown(shop: Shop, http: httpx2.AsyncClient) -> None:
    wrong = copy.deepcopy(FACTURA)
    wrong["cuerpoDocumento"][0]["precioUnitario"] = 11.3
    for path in ("/api/dtes", "/api/dtes/calcular"):
        assert same((await http.post(path, json=wrong)).json(), examples.FAULTY, "instance")
    shop.sandbox.fault("reject", codigoMsg="009", descripcionMsg="[receptor.nit] NIT CONTRIBUYENTE NO EXISTE", times=1)
    refused = (await http.post("/api/dtes", json=FACTURA)).json()
    assert shape(refused) == shape(examples.REFUSED)
    assert same(refused, examples.REFUSED, "codigoGeneracion", "numeroControl", "links")

    key = {"Idempotency-Key": "clave"}
    await http.post("/api/dtes", json=FACTURA | {"referencia": "una"}, headers=key)
    reused = await http.post("/api/dtes", json=FACTURA | {"referencia": "otra"}, headers=key)
    assert same(reused.json(), examples.KEY_REUSED, "codigoGeneracion")
    bad = await http.post("/api/dtes", json=FACTURA, headers={"Idempotency-Key": "con espacio"})
    assert bad.json() == examples.BAD_KEY
    assert (await http.get("/api/dtes?cursor=x")).json() == examples.BAD_CURSOR
    assert (await http.get("/api/dtes?limit=0")).json() == examples.WRONG_PARAMETER
    assert (await http.get(examples.UNKNOWN_DOCUMENT["instance"])).json() == examples.UNKNOWN_DOCUMENT
    large = await http.post("/api/dtes", content=b" " * (shop.app.settings.max_body_bytes + 1))
    assert large.json() == examples.TOO_LARGE


async def test_refusals_of_access_are_as_shown(shop: Shop, http: httpx2.AsyncClient) -> None:
    async with client(shop.app, None) as nobody:
        assert (await nobody.get("/api/dtes")).json() == examples.NO_TOKEN
    assert (await http.get("/api/dtes", headers={"X-Tenant": "otra"})).json() == examples.OTHER_TENANT
    async with client(shop.app, (await Tokens(shop.app.database).create("super_admin")).token) as operator:
        assert (await operator.get("/api/dtes")).json() == examples.NO_TENANT
        assert (await operator.get("/api/dtes", headers={"X-Tenant": "nadie"})).json() == examples.UNKNOWN_TENANT


async def test_health_is_as_shown(described: dict[str, Any], http: httpx2.AsyncClient) -> None:
    shown = described["paths"]["/api/health"]["get"]["responses"]["200"]
    assert shown["content"]["application/json"]["example"] == HEALTHY
    assert shape((await http.get("/api/health")).json()) == shape(HEALTHY)


@pytest.mark.parametrize("name", ["/api/dtes", "/api/dtes/calcular", "/api/dtes/{codigo}", "/api/health"])
async def test_the_routes_are_described(described: dict[str, Any], name: str) -> None:
    assert name in described["paths"]
