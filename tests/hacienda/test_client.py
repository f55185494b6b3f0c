import asyncio
import gzip
import json
import socket
import ssl
from typing import Any

import pytest
from aiohttp import web

from facturaxpress import __version__
from facturaxpress.hacienda import (
    Answer,
    AuthenticationRefused,
    Credentials,
    HaciendaClient,
    MalformedAnswer,
    NoAnswer,
    Unreachable,
)
from tests.hacienda.server import AUTH, CODE, QUERY, RECEPTION, SEAL, FakeMH, processed, rejected


async def transmit(client: HaciendaClient, credentials: Credentials) -> Answer:
    return await client.transmit(
        credentials, tipoDte="01", version=2, codigoGeneracion=CODE, jws="encabezado.cuerpo.firma"
    )


async def test_a_document_goes_out_as_mh_wants_it_and_comes_back_sealed(
    hacienda: FakeMH, client: HaciendaClient
) -> None:
    hacienda.say(RECEPTION, processed())
    answer = await transmit(client, hacienda.credentials())
    assert answer.sealed
    assert answer.selloRecibido == SEAL
    assert json.loads(answer.body) == processed()

    login, sending = hacienda.seen
    assert (login.path, sending.path) == (AUTH, RECEPTION)
    assert login.raw == b"user=06140101201013&pwd=Clave-de-prueba-1"
    assert login.headers["content-type"] == "application/x-www-form-urlencoded"
    assert "authorization" not in login.headers
    for request in hacienda.seen:
        assert request.headers["user-agent"] == f"FacturaXpress/{__version__}"
        assert request.version == (1, 1)
    assert sending.headers["content-type"] == "application/json"
    assert sending.headers["authorization"].startswith("Bearer eyJ")
    assert json.loads(sending.raw) == {
        "ambiente": "00",
        "idEnvio": 1,
        "version": 2,
        "tipoDte": "01",
        "documento": "encabezado.cuerpo.firma",
        "codigoGeneracion": CODE,
    }


async def test_sendings_are_numbered(hacienda: FakeMH, client: HaciendaClient) -> None:
    hacienda.say(RECEPTION, processed())
    for _ in range(3):
        await transmit(client, hacienda.credentials())
    assert [body["idEnvio"] for body in hacienda.sent(RECEPTION)] == [1, 2, 3]


async def test_a_rejection_with_http_400_is_an_answer(hacienda: FakeMH, client: HaciendaClient) -> None:
    hacienda.say(RECEPTION, rejected(), status=400)
    answer = await transmit(client, hacienda.credentials())
    assert (answer.sealed, answer.http_status) == (False, 400)
    assert [(reason.path, reason.code) for reason in answer.reasons] == [("resumen.totalIva", "020")]


async def test_a_seal_with_http_400_is_a_seal(hacienda: FakeMH, client: HaciendaClient) -> None:
    hacienda.say(RECEPTION, processed(), status=400)
    assert (await transmit(client, hacienda.credentials())).sealed


async def test_the_body_is_kept_to_the_letter(hacienda: FakeMH, client: HaciendaClient) -> None:
    text = json.dumps(processed(descripcionMsg="Recepción  exitosa"), ensure_ascii=False, indent=3) + "\r\n"
    hacienda.say_text(RECEPTION, text)
    assert (await transmit(client, hacienda.credentials())).body == text


async def test_a_compressed_answer_is_read(hacienda: FakeMH, client: HaciendaClient) -> None:
    async def answer(request: web.Request) -> web.StreamResponse:
        content = gzip.compress(json.dumps(processed()).encode())
        return web.Response(body=content, headers={"Content-Type": "application/json", "Content-Encoding": "gzip"})

    hacienda.answers[RECEPTION] = answer
    assert (await transmit(client, hacienda.credentials())).sealed


async def test_an_answer_in_another_charset_is_read(hacienda: FakeMH, client: HaciendaClient) -> None:
    async def answer(request: web.Request) -> web.StreamResponse:
        text = json.dumps(rejected(descripcionMsg="Firma no válida"), ensure_ascii=False)
        return web.Response(body=text.encode("latin-1"), content_type="application/json", status=400)

    hacienda.answers[RECEPTION] = answer
    assert (await transmit(client, hacienda.credentials())).descripcionMsg == "Firma no válida"


@pytest.mark.parametrize("status", [500, 502, 503, 504, 404, 403, 429, 201])
async def test_other_statuses_are_no_answer_even_with_a_verdict_inside(
    hacienda: FakeMH, client: HaciendaClient, status: int
) -> None:
    hacienda.say(RECEPTION, rejected(), status=status)
    with pytest.raises(NoAnswer) as caught:
        await transmit(client, hacienda.credentials())
    assert caught.value.http_status == status
    assert json.loads(caught.value.body or "") == rejected()


@pytest.mark.parametrize("status", [301, 302, 307, 308])
async def test_redirects_are_not_followed(hacienda: FakeMH, client: HaciendaClient, status: int) -> None:
    async def answer(request: web.Request) -> web.StreamResponse:
        return web.Response(status=status, headers={"Location": "/otra"})

    hacienda.answers[RECEPTION] = answer
    with pytest.raises(NoAnswer):
        await transmit(client, hacienda.credentials())
    assert [seen.path for seen in hacienda.seen] == [AUTH, RECEPTION]


@pytest.mark.parametrize(
    "text", ["", "<html><body>Bad Gateway</body></html>", '{"estado":"PROCESADO","selloReci', "[]"]
)
@pytest.mark.parametrize("status", [200, 400])
async def test_what_is_not_json_is_no_answer(hacienda: FakeMH, client: HaciendaClient, text: str, status: int) -> None:
    hacienda.say_text(RECEPTION, text, status=status, content_type="text/html")
    with pytest.raises(MalformedAnswer) as caught:
        await transmit(client, hacienda.credentials())
    assert (caught.value.http_status, caught.value.body) == (status, text)


async def test_a_seal_for_another_document_is_not_believed(hacienda: FakeMH, client: HaciendaClient) -> None:
    hacienda.say(RECEPTION, processed(codigoGeneracion="00000000-0000-4000-8000-000000000000"))
    with pytest.raises(MalformedAnswer, match="trata del documento"):
        await transmit(client, hacienda.credentials())


@pytest.mark.parametrize("body", [processed(ambiente="01"), rejected(ambiente="01")])
async def test_an_answer_of_another_ambiente_is_no_answer(
    hacienda: FakeMH, client: HaciendaClient, body: dict[str, Any]
) -> None:
    hacienda.say(RECEPTION, body)
    hacienda.say(QUERY, body)
    with pytest.raises(MalformedAnswer, match="otro ambiente"):
        await transmit(client, hacienda.credentials())
    with pytest.raises(MalformedAnswer, match="otro ambiente"):
        await client.consult(hacienda.credentials(), "01", CODE)


@pytest.mark.parametrize("body", [{"estado": "ERROR"}, rejected(codigoMsg=None), rejected(codigoMsg=["107"])])
async def test_a_refusal_without_a_code_is_no_answer(
    hacienda: FakeMH, client: HaciendaClient, body: dict[str, Any]
) -> None:
    hacienda.say(RECEPTION, body, status=400)
    with pytest.raises(MalformedAnswer, match="sin un código"):
        await transmit(client, hacienda.credentials())


async def test_an_answer_with_a_name_twice_is_no_answer(hacienda: FakeMH, client: HaciendaClient) -> None:
    text = '{"estado": "RECHAZADO", ' + json.dumps(processed())[1:]
    hacienda.say_text(RECEPTION, text)
    with pytest.raises(MalformedAnswer, match="repite el campo 'estado'") as caught:
        await transmit(client, hacienda.credentials())
    assert caught.value.body == text


async def test_64_kilobytes_of_a_page_are_kept(hacienda: FakeMH, client: HaciendaClient) -> None:
    page = "<html>" + "é" * 20_000 + "</html>"
    hacienda.say_text(RECEPTION, page, status=502, content_type="text/html")
    with pytest.raises(NoAnswer) as caught:
        await transmit(client, hacienda.credentials())
    assert caught.value.body == page


async def test_an_answer_without_end_is_cut(hacienda: FakeMH) -> None:
    async def answer(request: web.Request) -> web.StreamResponse:
        response = web.StreamResponse(headers={"Content-Type": "application/json"})
        await response.prepare(request)
        for _ in range(64):
            await response.write(b" " * 65_536)
        return response

    hacienda.answers[RECEPTION] = answer
    async with HaciendaClient(max_response_bytes=100_000) as client:
        with pytest.raises(MalformedAnswer, match="100000 bytes") as caught:
            await transmit(client, hacienda.credentials())
    assert caught.value.body == " " * 65_536


async def test_a_small_body_that_unpacks_into_a_huge_one_is_cut(hacienda: FakeMH) -> None:
    async def answer(request: web.Request) -> web.StreamResponse:
        content = gzip.compress(b" " * 50_000_000)
        return web.Response(body=content, headers={"Content-Type": "application/json", "Content-Encoding": "gzip"})

    hacienda.answers[RECEPTION] = answer
    async with HaciendaClient(max_response_bytes=100_000) as client:
        with pytest.raises(NoAnswer):
            await transmit(client, hacienda.credentials())


async def test_silence_is_no_answer(hacienda: FakeMH, hasty: HaciendaClient) -> None:
    released = asyncio.Event()
    hacienda.stall(RECEPTION, released)
    with pytest.raises(NoAnswer, match="no respondió en 1 segundos"):
        await transmit(hasty, hacienda.credentials())
    released.set()
    assert len(hacienda.sent(RECEPTION)) == 1


async def test_an_answer_that_stops_half_way_is_no_answer_by_time(hacienda: FakeMH, hasty: HaciendaClient) -> None:
    released = asyncio.Event()

    async def answer(request: web.Request) -> web.StreamResponse:
        response = web.StreamResponse(headers={"Content-Type": "application/json", "Content-Length": "500"})
        await response.prepare(request)
        await response.write(b'{"estado":')
        await released.wait()
        return response

    hacienda.answers[RECEPTION] = answer
    with pytest.raises(NoAnswer):
        await transmit(hasty, hacienda.credentials())
    released.set()


async def test_a_dropped_connection_is_no_answer_and_is_not_sent_again(
    hacienda: FakeMH, client: HaciendaClient
) -> None:
    hacienda.drop(RECEPTION)
    with pytest.raises(NoAnswer, match="se cortó"):
        await transmit(client, hacienda.credentials())
    assert len(hacienda.sent(RECEPTION)) == 1


async def test_a_kept_connection_that_drops_is_not_sent_again_either(hacienda: FakeMH, client: HaciendaClient) -> None:
    hacienda.say(RECEPTION, processed())
    await transmit(client, hacienda.credentials())
    hacienda.drop(RECEPTION)
    with pytest.raises(NoAnswer):
        await transmit(client, hacienda.credentials())
    assert len(hacienda.sent(RECEPTION)) == 2


async def test_a_body_shorter_than_announced_is_no_answer(hacienda: FakeMH, client: HaciendaClient) -> None:
    hacienda.cut_in_answer(RECEPTION, processed())
    with pytest.raises(NoAnswer):
        await transmit(client, hacienda.credentials())


def closed_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


@pytest.mark.parametrize("url", ["http://127.0.0.1:{closed}", "no es una url", ""])
async def test_where_nothing_listens_nothing_was_sent(client: HaciendaClient, hacienda: FakeMH, url: str) -> None:
    base_url = url.format(closed=closed_port())
    with pytest.raises(Unreachable):
        await transmit(client, hacienda.credentials(base_url=base_url))


async def test_a_name_that_does_not_resolve_means_that_nothing_was_sent(
    client: HaciendaClient, hacienda: FakeMH, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def getaddrinfo(*args: object, **kwargs: object) -> None:
        raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")

    monkeypatch.setattr(asyncio.get_running_loop(), "getaddrinfo", getaddrinfo)
    with pytest.raises(Unreachable, match="hacienda\\.invalid"):
        await transmit(client, hacienda.credentials(base_url="http://hacienda.invalid"))


async def test_unreachable_after_a_token_was_given_is_still_unreachable(
    hacienda: FakeMH, client: HaciendaClient
) -> None:
    async def answer(request: web.Request) -> web.StreamResponse:
        response = web.json_response(processed())
        response.force_close()
        return response

    hacienda.answers[RECEPTION] = answer
    await transmit(client, hacienda.credentials())
    assert hacienda.stop is not None
    await hacienda.stop()
    with pytest.raises(Unreachable, match="No se pudo conectar"):
        await transmit(client, hacienda.credentials())


async def test_a_server_that_speaks_no_tls_gets_nothing(hacienda: FakeMH, client: HaciendaClient) -> None:
    with pytest.raises(Unreachable):
        await transmit(client, hacienda.credentials(base_url=hacienda.base_url.replace("http://", "https://")))
    assert hacienda.seen == []


async def test_tls_below_1_2_is_never_spoken(hacienda: FakeMH) -> None:
    trust = ssl.create_default_context()
    hacienda.say(RECEPTION, processed())
    async with HaciendaClient(trust=trust) as client:
        await transmit(client, hacienda.credentials())
    assert trust.minimum_version >= ssl.TLSVersion.TLSv1_2
    assert trust.verify_mode is ssl.CERT_REQUIRED
    assert trust.check_hostname


async def test_cookies_of_one_tenant_do_not_go_along_with_another(hacienda: FakeMH, client: HaciendaClient) -> None:
    async def answer(request: web.Request) -> web.StreamResponse:
        response = web.json_response(processed())
        response.set_cookie("JSESSIONID", "una-empresa")
        return response

    hacienda.answers[RECEPTION] = answer
    await transmit(client, hacienda.credentials(tenant="una"))
    await transmit(client, hacienda.credentials(tenant="otra"))
    assert all("cookie" not in seen.headers for seen in hacienda.seen)


async def test_what_mh_holds_is_found(hacienda: FakeMH, client: HaciendaClient) -> None:
    hacienda.say(QUERY, processed())
    answer = await client.consult(hacienda.credentials(), "01", CODE)
    assert answer is not None
    assert answer.sealed
    assert hacienda.sent(QUERY) == [{"nitEmisor": "06140101201013", "tdte": "01", "codigoGeneracion": CODE}]


async def test_a_token_refused_in_mid_flight_is_renewed_once(hacienda: FakeMH, client: HaciendaClient) -> None:
    hacienda.say(RECEPTION, processed())
    await transmit(client, hacienda.credentials())
    hacienda.expire()
    assert (await transmit(client, hacienda.credentials())).sealed
    assert [seen.path for seen in hacienda.seen] == [AUTH, RECEPTION, RECEPTION, AUTH, RECEPTION]


REFUSED_TOKENS: list[tuple[int, dict[str, Any] | None]] = [
    (401, None),
    (401, {"status": "ERROR", "error": "Unauthorized", "message": "Token no valido"}),
    (200, {"status": "ERROR", "error": "Unauthorized", "message": "Token no valido"}),
    (400, rejected(clasificaMsg="19", codigoMsg="107", descripcionMsg="Token no valido")),
]


@pytest.mark.parametrize(("status", "body"), REFUSED_TOKENS)
async def test_a_token_that_is_refused_twice_is_given_up(
    hacienda: FakeMH, client: HaciendaClient, status: int, body: dict[str, Any] | None
) -> None:
    if body is None:
        hacienda.say_text(RECEPTION, "", status=status)
    else:
        hacienda.say(RECEPTION, body, status=status)
    with pytest.raises(AuthenticationRefused, match="Token no valido" if body else "HTTP 401") as caught:
        await transmit(client, hacienda.credentials())
    assert caught.value.http_status == status
    assert [seen.path for seen in hacienda.seen] == [AUTH, RECEPTION, AUTH, RECEPTION]


async def test_fifty_documents_with_an_expired_token_log_in_once(hacienda: FakeMH, client: HaciendaClient) -> None:
    hacienda.say(RECEPTION, processed())
    credentials = hacienda.credentials()
    await transmit(client, credentials)
    hacienda.expire()
    answers = await asyncio.gather(*(transmit(client, credentials) for _ in range(50)))
    assert all(answer.sealed for answer in answers)
    assert hacienda.logins == 2
    assert len({body["idEnvio"] for body in hacienda.sent(RECEPTION)}) == 51


async def test_at_most_so_many_calls_are_in_flight(hacienda: FakeMH) -> None:
    busy, most = 0, 0

    async def answer(request: web.Request) -> web.StreamResponse:
        nonlocal busy, most
        busy += 1
        most = max(most, busy)
        await asyncio.sleep(0.01)
        busy -= 1
        return web.json_response(processed())

    hacienda.answers[RECEPTION] = answer
    async with HaciendaClient(max_in_flight=4) as client:
        await asyncio.gather(*(transmit(client, hacienda.credentials()) for _ in range(20)))
    assert 1 < most <= 4
