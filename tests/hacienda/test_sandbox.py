"""The client against the project's sandbox, a process of its own that shares no code with it."""

import asyncio
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import Any

import aiohttp
import pytest

from facturaxpress.hacienda import (
    Answer,
    AuthenticationRefused,
    Credentials,
    HaciendaClient,
    MalformedAnswer,
    NoAnswer,
    Unreachable,
)
from tests.sandbox import documents
from tests.sandbox.conftest import NOW, PASSWORD, Keys, Process


class Sandbox:
    def __init__(self, url: str, keys: Keys) -> None:
        self.url = url
        self.keys = keys

    async def control(self, method: str, path: str, body: Any = None) -> Any:
        async with (
            aiohttp.ClientSession() as session,
            session.request(method, f"{self.url}/_control{path}", json=body) as response,
        ):
            assert response.status < 300, await response.text()
            return await response.json()

    async def fault(self, kind: str, **fields: Any) -> None:
        await self.control("POST", "/faults", {"kind": kind, "times": 1, **fields})

    def credentials(self, password: str = PASSWORD) -> Credentials:
        return Credentials(
            tenant="prueba",
            nit=documents.NIT,
            user=documents.NIT,
            password=password,
            ambiente="00",
            base_url=self.url,
        )

    async def send(self, client: HaciendaClient, document: dict[str, Any], **changes: str) -> Answer:
        identification = document["identificacion"]
        return await client.transmit(
            self.credentials(),
            tipoDte=identification["tipoDte"],
            version=identification["version"],
            codigoGeneracion=identification["codigoGeneracion"],
            jws=changes.get("jws") or self.keys.sign(documents.dump(document)),
        )

    async def ask(self, client: HaciendaClient, document: dict[str, Any]) -> Answer | None:
        identification = document["identificacion"]
        return await client.consult(self.credentials(), identification["tipoDte"], identification["codigoGeneracion"])


@pytest.fixture(scope="module")
def process(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Process]:
    schemas = documents.write_schemas(tmp_path_factory.mktemp("schemas"))
    running = Process(tmp_path_factory.mktemp("sandbox"), "--schemas", str(schemas))
    yield running
    running.stop()


@pytest.fixture(scope="module")
def keys() -> Keys:
    return Keys.generate()


@pytest.fixture
async def sandbox(process: Process, keys: Keys) -> Sandbox:
    sandbox = Sandbox(process.url, keys)
    await sandbox.control("POST", "/reset", {"contribuyentes": True})
    await sandbox.control("POST", "/clock", {"now": NOW})
    taxpayer = {"nit": documents.NIT, "nombre": "EMISOR", "clave": PASSWORD, "publicKey": keys.public}
    await sandbox.control("POST", "/contribuyentes", taxpayer)
    return sandbox


@pytest.fixture
async def client() -> AsyncIterator[HaciendaClient]:
    async with HaciendaClient(timeout=5) as client:
        yield client


@pytest.mark.parametrize("document", [documents.factura(), documents.credito_fiscal()], ids=["01", "03"])
async def test_a_document_is_sealed_and_found_again(
    sandbox: Sandbox, client: HaciendaClient, document: dict[str, Any]
) -> None:
    answer = await sandbox.send(client, document)
    assert answer.sealed, answer.body
    found = await sandbox.ask(client, document)
    assert found is not None
    assert found.sealed
    assert found.selloRecibido == answer.selloRecibido
    assert found.reasons == ()
    listed = await sandbox.control("GET", "/documents")
    assert [row["selloRecibido"] for row in listed] == [answer.selloRecibido]


async def test_what_was_never_sent_is_not_found(sandbox: Sandbox, client: HaciendaClient) -> None:
    assert await sandbox.ask(client, documents.factura()) is None
    await sandbox.fault("not_found", status=404)
    assert await sandbox.ask(client, documents.factura()) is None


async def test_the_same_number_again_is_refused_with_its_path(sandbox: Sandbox, client: HaciendaClient) -> None:
    await sandbox.send(client, documents.factura(7))
    answer = await sandbox.send(client, documents.factura(7))
    assert (answer.sealed, answer.codigoMsg, answer.http_status) == (False, "004", 400)
    assert [reason.path for reason in answer.reasons] == ["identificacion.numeroControl"]


async def test_the_faulty_line_is_named_as_a_program_counts(sandbox: Sandbox, client: HaciendaClient) -> None:
    document = documents.credito_fiscal()
    document["cuerpoDocumento"][0]["tributos"] = None
    answer = await sandbox.send(client, document)
    assert not answer.sealed
    assert answer.reasons[0].path is not None
    assert answer.reasons[0].path.startswith("cuerpoDocumento[0]"), answer.body


async def test_schema_refusals_name_every_field(sandbox: Sandbox, client: HaciendaClient) -> None:
    document = documents.factura()
    document["emisor"]["telefono"] = "22"
    answer = await sandbox.send(client, document)
    assert answer.codigoMsg == "096"
    assert "emisor.telefono" in [reason.path for reason in answer.reasons]


async def test_a_foreign_signature_is_refused_without_naming_the_document(
    sandbox: Sandbox, client: HaciendaClient
) -> None:
    document = documents.factura()
    answer = await sandbox.send(client, document, jws=Keys.generate().sign(documents.dump(document)))
    assert (answer.codigoMsg, answer.codigoGeneracion) == ("802", None)


async def test_dropped_after_processing_is_no_answer_and_the_seal_is_there(
    sandbox: Sandbox, client: HaciendaClient
) -> None:
    document = documents.factura()
    await sandbox.fault("drop_after", service="recepciondte")
    with pytest.raises(NoAnswer):
        await sandbox.send(client, document)
    found = await sandbox.ask(client, document)
    assert found is not None
    assert found.sealed


@pytest.mark.parametrize("kind", ["drop_before", "http_5xx"])
async def test_lost_before_processing_is_no_answer_and_mh_does_not_have_it(
    sandbox: Sandbox, client: HaciendaClient, kind: str
) -> None:
    document = documents.factura()
    await sandbox.fault(kind, service="recepciondte")
    with pytest.raises(NoAnswer):
        await sandbox.send(client, document)
    assert await sandbox.ask(client, document) is None
    assert (await sandbox.send(client, document)).sealed


async def test_a_page_of_html_in_place_of_the_answer_is_not_believed(sandbox: Sandbox, client: HaciendaClient) -> None:
    await sandbox.fault("garbage", service="recepciondte")
    with pytest.raises(MalformedAnswer):
        await sandbox.send(client, documents.factura())


async def test_silence_is_no_answer(sandbox: Sandbox) -> None:
    document = documents.factura()
    async with HaciendaClient(timeout=1.5) as hasty:
        assert await sandbox.ask(hasty, document) is None
        await sandbox.fault("latency", service="recepciondte", seconds=3, when="after")
        with pytest.raises(NoAnswer):
            await sandbox.send(hasty, document)


async def test_a_token_that_ends_in_mid_flight_is_renewed(sandbox: Sandbox, client: HaciendaClient) -> None:
    await sandbox.fault("token_expiry")
    assert (await sandbox.send(client, documents.factura())).sealed


@pytest.mark.parametrize("prefix", [True, False])
@pytest.mark.parametrize("seconds", [3, 172_800])
async def test_tokens_of_any_kind_serve(sandbox: Sandbox, client: HaciendaClient, prefix: bool, seconds: float) -> None:
    await sandbox.control("POST", "/settings", {"bearerPrefix": prefix, "tokenSeconds": seconds})
    try:
        assert (await sandbox.send(client, documents.factura())).sealed
    finally:
        await sandbox.control("POST", "/settings", {"bearerPrefix": True, "tokenSeconds": 86_400})


@pytest.mark.parametrize("status", [200, 401])
async def test_a_wrong_password_is_told_in_mhs_words(sandbox: Sandbox, client: HaciendaClient, status: int) -> None:
    await sandbox.control("POST", "/settings", {"authErrorStatus": status})
    with pytest.raises(AuthenticationRefused, match="Usuario no valido"):
        await client.consult(
            sandbox.credentials("otra"), "01", documents.factura()["identificacion"]["codigoGeneracion"]
        )


async def test_a_login_that_fails_means_that_nothing_was_sent(sandbox: Sandbox, client: HaciendaClient) -> None:
    await sandbox.fault("http_5xx", service="auth")
    with pytest.raises(Unreachable):
        await sandbox.send(client, documents.factura())


async def test_fifty_documents_after_the_tokens_were_revoked_log_in_once(
    sandbox: Sandbox, client: HaciendaClient
) -> None:
    await sandbox.send(client, documents.factura(100))
    before = (await sandbox.control("GET", "/health"))["contadores"]["auth.aceptadas"]
    await sandbox.control("POST", "/tokens/revoke", {})
    # Signed beforehand: what holds up the loop would count as MH's silence.
    signed = [
        (document, sandbox.keys.sign(documents.dump(document))) for document in map(documents.factura, range(1, 51))
    ]
    answers = await asyncio.gather(*(sandbox.send(client, document, jws=jws) for document, jws in signed))
    assert all(answer.sealed for answer in answers)
    after = (await sandbox.control("GET", "/health"))["contadores"]["auth.aceptadas"]
    assert after - before == 1


async def test_a_sandbox_killed_in_between_is_unreachable_and_then_remembers(
    tmp_path: Path, keys: Keys, client: HaciendaClient
) -> None:
    schemas = documents.write_schemas(tmp_path / "schemas")
    first = Process(tmp_path / "home", "--schemas", str(schemas))
    sandbox = Sandbox(first.url, keys)
    document = documents.factura()
    try:
        await sandbox.control("POST", "/clock", {"now": NOW})
        taxpayer = {"nit": documents.NIT, "nombre": "EMISOR", "clave": PASSWORD, "publicKey": keys.public}
        await sandbox.control("POST", "/contribuyentes", taxpayer)
        sealed = await sandbox.send(client, document)
    finally:
        first.kill()
    with pytest.raises((Unreachable, NoAnswer)):
        await sandbox.ask(client, document)
    with pytest.raises(Unreachable):
        await sandbox.ask(client, document)
    port = first.url.rpartition(":")[2]
    second = Process(tmp_path / "home", "--schemas", str(schemas), "--port", port)
    try:
        found = await sandbox.ask(client, document)
        assert found is not None
        assert found.selloRecibido == sealed.selloRecibido
    finally:
        second.stop()
