import json
from typing import Any

import pytest

from facturaxpress.hacienda import HaciendaClient, MalformedAnswer, NoAnswer, ServiceUnavailable
from tests.hacienda.server import CODE, QUERY, FakeMH, processed, rejected

OTHER = "00000000-0000-4000-8000-000000000000"
HTML = "<html><head><title>404 Not Found</title></head><body>nginx</body></html>"


def unknown(**changes: Any) -> dict[str, Any]:
    return rejected(codigoMsg="014", descripcionMsg="NO EXISTE UN REGISTRO CON ESTE DATO", clasificaMsg="99") | changes


def container(**changes: Any) -> dict[str, Any]:
    return {"timestamp": "2026-11-24T12:00:00.000", "status": 404, "error": "Not Found", "path": QUERY} | changes


NOT_FOUND: list[tuple[int, dict[str, Any]]] = [
    (400, unknown()),
    (200, unknown(codigoGeneracion=None)),
    (400, unknown(estado="ERROR", selloRecibido="")),
    (400, unknown(descripcionMsg="[codigoGeneracion] NO EXISTE UN REGISTRO CON ESTE DATO")),
    (404, unknown()),
    (404, unknown(codigoGeneracion=None, ambiente=None)),
    (404, container()),
    (404, container(path="/fesv/recepcion/consultadte")),
    (404, {"timestamp": "2026-11-24", "status": 404, "error": "Not Found"}),
]


@pytest.mark.parametrize(("status", "body"), NOT_FOUND)
async def test_what_mh_does_not_have_is_none(
    hacienda: FakeMH, client: HaciendaClient, status: int, body: dict[str, Any]
) -> None:
    hacienda.say(QUERY, body, status=status)
    assert await client.consult(hacienda.credentials(), "01", CODE) is None


@pytest.mark.parametrize("body", ["", " \r\n"])
async def test_a_404_without_a_word_is_not_found(hacienda: FakeMH, client: HaciendaClient, body: str) -> None:
    hacienda.say_text(QUERY, body, status=404)
    assert await client.consult(hacienda.credentials(), "01", CODE) is None


GATEWAYS = [
    HTML,
    "no existe",
    "[]",
    "{}",
    '"014"',
    '{"estado": "RECHAZADO", "codigoMsg": "014"',
    json.dumps({"message": "no Route matched with those values"}),
    json.dumps({"status": "ERROR", "error": "Not Found"}),
    json.dumps({"status": 404}),
    json.dumps(container(status=200)),
    json.dumps(container(path="/fesv/otro")),
    json.dumps(container(path=["consultadte"])),
    json.dumps(container(estado="PROCESADO")),
    json.dumps(container(selloRecibido="x")),
    json.dumps(container(codigoGeneracion=OTHER)),
    json.dumps(container(codigoMsg="099")),
    json.dumps(container())[:-1] + ', "status": 404}',
    json.dumps(processed()),
    json.dumps(rejected()),
    json.dumps(unknown(codigoGeneracion=OTHER)),
    json.dumps(unknown(estado="PROCESADO")),
    json.dumps(unknown(selloRecibido="20267A1DE27CA974440985C1791AE37F7821LT8M")),
    json.dumps(unknown())[:-1] + ', "codigoMsg": "014"}',
]


@pytest.mark.parametrize("body", GATEWAYS)
async def test_any_other_404_says_nothing_about_the_document(
    hacienda: FakeMH, client: HaciendaClient, body: str
) -> None:
    hacienda.say_text(QUERY, body, status=404)
    with pytest.raises(NoAnswer) as caught:
        await client.consult(hacienda.credentials(), "01", CODE)
    assert (caught.value.http_status, caught.value.body) == (404, body)


@pytest.mark.parametrize("status", [201, 204, 302, 403, 405, 429, 500, 502, 503])
async def test_other_statuses_are_never_taken_for_not_found(
    hacienda: FakeMH, client: HaciendaClient, status: int
) -> None:
    hacienda.say_text(QUERY, "" if status == 204 else json.dumps(unknown()), status=status)
    with pytest.raises(NoAnswer) as caught:
        await client.consult(hacienda.credentials(), "01", CODE)
    assert caught.value.http_status == status


@pytest.mark.parametrize("status", [200, 400])
async def test_a_sealed_document_is_found(hacienda: FakeMH, client: HaciendaClient, status: int) -> None:
    hacienda.say(QUERY, processed(codigoMsg="002"), status=status)
    answer = await client.consult(hacienda.credentials(), "01", CODE)
    assert answer is not None
    assert answer.sealed


REFUSED: list[dict[str, Any]] = [
    rejected(),
    rejected(codigoMsg="003", descripcionMsg="[receptor.nit] VALOR NO VALIDO"),
    rejected(codigoMsg="004", descripcionMsg="[identificacion.codigoGeneracion] YA EXISTE UN REGISTRO CON ESE VALOR"),
    rejected(codigoMsg="096", descripcionMsg="DOCUMENTO NO CUMPLE ESQUEMA JSON"),
    rejected(codigoMsg="802", descripcionMsg="Firma no válida", clasificaMsg="20"),
]


@pytest.mark.parametrize("body", REFUSED)
async def test_a_document_that_mh_refused_is_found_refused(
    hacienda: FakeMH, client: HaciendaClient, body: dict[str, Any]
) -> None:
    hacienda.say(QUERY, body, status=400)
    answer = await client.consult(hacienda.credentials(), "01", CODE)
    assert answer is not None
    assert (answer.sealed, answer.codigoMsg) == (False, body["codigoMsg"])


OF_THE_QUESTION: list[dict[str, Any]] = [
    rejected(codigoMsg="003", descripcionMsg="[nitEmisor] VALOR NO VALIDO"),
    rejected(codigoMsg="003", descripcionMsg="[tdte] VALOR NO VALIDO"),
    rejected(codigoMsg="006", descripcionMsg="[codigoGeneracion] FORMATO NO VALIDO"),
    rejected(codigoMsg="008", descripcionMsg="[nitEmisor] NO CORRESPONDE A CONTRIBUYENTE"),
    rejected(codigoMsg="096", descripcionMsg="NO CUMPLE ESQUEMA", observaciones=["Campo #/tdte es requerido"]),
    unknown(descripcionMsg="[nitEmisor] NO EXISTE UN REGISTRO CON ESTE DATO"),
    rejected(codigoMsg="097", descripcionMsg="NO SE HA PROPORCIONADO DATOS PARA VALIDAR"),
    rejected(codigoMsg="098", codigoGeneracion=None),
    rejected(codigoMsg="099", descripcionMsg="ERROR NO CATALOGADO", clasificaMsg="99"),
    rejected(codigoMsg="096", codigoGeneracion=None),
    rejected(codigoMsg="802", codigoGeneracion=None),
    rejected(codigoMsg="001"),
    rejected(codigoMsg="094"),
    rejected(codigoMsg="101", descripcionMsg="CONTACTAR SOPORTE", clasificaMsg="19"),
    rejected(codigoMsg="desconocido"),
]


@pytest.mark.parametrize("body", OF_THE_QUESTION)
@pytest.mark.parametrize("status", [200, 400])
async def test_a_refusal_of_the_question_is_no_verdict_on_the_document(
    hacienda: FakeMH, client: HaciendaClient, body: dict[str, Any], status: int
) -> None:
    hacienda.say(QUERY, body, status=status)
    with pytest.raises(NoAnswer, match=f"rechazó la consulta: {body['codigoMsg']}") as caught:
        await client.consult(hacienda.credentials(), "01", CODE)
    assert caught.value.http_status == status
    assert json.loads(caught.value.body or "") == body


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        (rejected(codigoGeneracion=None), MalformedAnswer),
        (rejected(codigoGeneracion=OTHER), MalformedAnswer),
        (rejected(codigoMsg=None, descripcionMsg="PARAMETROS NO SON VALIDOS"), MalformedAnswer),
        (rejected(codigoMsg="022", descripcionMsg="SERVICIO DE VALIDACION DE FIRMA NO DISPONIBLE"), ServiceUnavailable),
    ],
)
async def test_a_refusal_that_names_no_document_or_no_code_is_no_answer(
    hacienda: FakeMH, client: HaciendaClient, body: dict[str, Any], kind: type[NoAnswer]
) -> None:
    hacienda.say(QUERY, body, status=400)
    with pytest.raises(kind):
        await client.consult(hacienda.credentials(), "01", CODE)
