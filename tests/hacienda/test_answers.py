import json
from pathlib import Path
from typing import Any

import pytest

from facturaxpress.hacienda import MalformedAnswer, NoAnswer, Reason, ServiceUnavailable
from facturaxpress.hacienda.answers import EVIDENCE_BYTES, Answer, decode, parse
from tests.hacienda.server import CODE, SEAL, processed, rejected


def read(answer: dict[str, Any], status: int = 200) -> Answer:
    return parse(status, json.dumps(answer, ensure_ascii=False), CODE)


def published(mh: Path, name: str) -> tuple[int, str]:
    answer = json.loads((mh / "responses" / name).read_text(encoding="utf-8"))
    return answer["_http_status"], json.dumps(answer["body"], ensure_ascii=False)


ACCEPTED = {
    "recepciondte_procesado_001.json": ("001", []),
    "recepciondte_procesado_002_observaciones.json": (
        "002",
        [("identificacion.fecEmi", "Difiere de la fecha de envío.")],
    ),
    "recepciondte_procesado_002_official.json": ("002", [("resumen.totalVentaGra", "CALCULO INCORRECTO")]),
    "consultadte_ok.json": ("001", []),
}
REFUSED: dict[str, tuple[str, list[tuple[str | None, str]]]] = {
    "recepciondte_rechazado_004_numeroControl.json": (
        "004",
        [("identificacion.numeroControl", "YA EXISTE UN REGISTRO CON ESE VALOR")],
    ),
    "recepciondte_rechazado_005_tributos.json": (
        "005",
        [("cuerpoDocumento[0].tributos", "DEBE PROPORCIONAR UN VALOR")],
    ),
    "recepciondte_rechazado_007_distrito.json": ("007", [("receptor.direccion.distrito", "VALOR NO ES PERMITIDO")]),
    "recepciondte_rechazado_009_receptor.json": ("009", [("receptor.nit", "NIT CONTRIBUYENTE NO EXISTE")]),
    "recepciondte_rechazado_012_contingencia.json": (
        "012",
        [("identificacion.codigoGeneracion", "NO EXISTE EVENTO DE CONTINGENCIA")],
    ),
    "recepciondte_rechazado_016_relacionado.json": (
        "016",
        [("documentoRelacionado.numeroDocumento", "MONTO DE OPERACIÓN ES MAYOR AL DOCUMENTO RELACIONADO")],
    ),
    "recepciondte_rechazado_018_plazo.json": ("018", [("identificacion.fecEmi", "FECHA FUERA DE PLAZO PERMITIDO")]),
    "recepciondte_rechazado_020_calculo.json": ("020", [("resumen.totalIva", "CALCULO INCORRECTO")]),
    "recepciondte_rechazado_096_esquema.json": (
        "096",
        [
            (None, "DOCUMENTO NO CUMPLE ESQUEMA JSON"),
            ("receptor.numDocumento", "no cumple el formato requerido"),
            ("receptor.telefono", "no cumple el tamaño mínimo permitido"),
            ("resumen.pagos[0].periodo", "no cumple el mínimo exclusivo"),
            ("receptor", "contiene un valor inválido"),
        ],
    ),
    "recepciondte_rechazado_802_firma.json": ("802", [(None, "Firma no válida")]),
    "consultadte_no_encontrado.json": ("014", [(None, "NO EXISTE UN REGISTRO CON ESTE DATO")]),
    "anulardte_rechazado_027.json": ("027", [("identificacion.fecEmi", "DATO NO COINCIDE CON DTE")]),
}
OTHER_SERVICES = {
    "anulardte_procesado.json",
    "auth_ok.json",
    "auth_error.json",
    "recepcionlote_recibido.json",
    "consultadtelote_mixto.json",
    "consultadtelote_pendiente_2021.json",
    "contingencia_recibido.json",
    "contingencia_rechazado.json",
}


def test_the_published_answers_are_all_here(mh: Path) -> None:
    names = {path.name for path in (mh / "responses").glob("*.json")}
    assert names == ACCEPTED.keys() | REFUSED.keys() | OTHER_SERVICES


@pytest.mark.parametrize("name", ACCEPTED)
def test_published_acceptances(mh: Path, name: str) -> None:
    status, body = published(mh, name)
    answer = parse(status, body, CODE)
    code, expected = ACCEPTED[name]
    assert answer.sealed
    assert (answer.estado, answer.selloRecibido, answer.codigoMsg) == ("PROCESADO", SEAL, code)
    assert [(reason.path, reason.text) for reason in answer.reasons] == expected
    assert answer.body == body


@pytest.mark.parametrize("name", REFUSED)
def test_published_refusals_are_answers_although_they_come_with_http_400(mh: Path, name: str) -> None:
    status, body = published(mh, name)
    answer = parse(status, body, CODE)
    code, expected = REFUSED[name]
    assert not answer.sealed
    assert (answer.estado, answer.selloRecibido, answer.codigoMsg) == ("RECHAZADO", None, code)
    assert [(reason.path, reason.text) for reason in answer.reasons] == expected
    assert {reason.code for reason in answer.reasons} == {code}
    assert answer.http_status == 400


def test_the_published_invalidation_has_the_same_shape(mh: Path) -> None:
    answer = parse(*published(mh, "anulardte_procesado.json"), CODE)
    assert answer.sealed
    assert answer.clasificaMsg is None
    assert answer.reasons == ()


@pytest.mark.parametrize("name", sorted(OTHER_SERVICES - {"anulardte_procesado.json"}))
def test_answers_of_other_services_are_not_taken_for_a_verdict(mh: Path, name: str) -> None:
    with pytest.raises(MalformedAnswer) as caught:
        parse(*published(mh, name), CODE)
    assert caught.value.body


@pytest.mark.parametrize(
    ("changes", "why"),
    [
        ({"codigoGeneracion": "00000000-0000-4000-8000-000000000000"}, "trata del documento"),
        ({"codigoGeneracion": None}, "sin decir de qué documento"),
        ({"selloRecibido": None}, "no trae un sello"),
        ({"selloRecibido": ""}, "no trae un sello"),
        ({"selloRecibido": SEAL[:-1]}, "no trae un sello"),
        ({"selloRecibido": SEAL + "A"}, "no trae un sello"),
        ({"selloRecibido": SEAL.lower()}, "no trae un sello"),
        ({"selloRecibido": "X" * 40}, "no trae un sello"),
        ({"selloRecibido": {"valor": SEAL}}, "no trae un sello"),
        ({"estado": "RECHAZADO"}, "trae un sello"),
        ({"estado": "RECIBIDO"}, "no es conocido"),
        ({"estado": None}, "no trae estado"),
    ],
)
def test_a_seal_that_does_not_fit_is_not_believed(changes: dict[str, Any], why: str) -> None:
    with pytest.raises(MalformedAnswer, match=why):
        read(processed(**changes))


@pytest.mark.parametrize(
    "body", ["", "null", "[]", '"PROCESADO"', "<html>Bad Gateway</html>", '{"estado": "PROC', "[" * 100_000, "\x00"]
)
def test_what_is_no_json_object_is_no_answer(body: str) -> None:
    with pytest.raises(NoAnswer) as caught:
        parse(200, body, CODE)
    assert caught.value.http_status == 200
    assert "\x00" not in (caught.value.body or "")


def test_a_refusal_for_another_document_is_not_believed() -> None:
    with pytest.raises(MalformedAnswer):
        read(rejected(codigoGeneracion="00000000-0000-4000-8000-000000000000"), 400)


@pytest.mark.parametrize(
    "answer",
    [
        {"estado": "ERROR"},
        {"estado": "RECHAZADO", "descripcionMsg": "PARAMETROS NO SON VALIDOS"},
        rejected(codigoMsg=None),
        rejected(codigoMsg=""),
        rejected(codigoMsg={}),
    ],
)
def test_a_refusal_without_a_code_is_no_verdict(answer: dict[str, Any]) -> None:
    with pytest.raises(MalformedAnswer, match="sin un código de mensaje"):
        read(answer, 400)


@pytest.mark.parametrize("code", ["003", "004", "014", "020", "028", "800", "96", "1000", "٠٩٦", "otro"])
@pytest.mark.parametrize("named", [None, "", {}])
def test_a_refusal_of_a_document_names_it(code: str, named: object) -> None:
    with pytest.raises(MalformedAnswer, match="sin decir de qué documento"):
        read(rejected(codigoMsg=code, codigoGeneracion=named), 400)


@pytest.mark.parametrize("code", ["802", "094", "096", "097", "098", "099", "100", "111"])
def test_a_refusal_of_the_signature_or_the_service_need_not_name_the_document(code: str) -> None:
    answer = read(rejected(codigoMsg=code, codigoGeneracion=None), 400)
    assert (answer.codigoMsg, answer.codigoGeneracion) == (code, None)


@pytest.mark.parametrize(
    ("answer", "expected"),
    [(processed(), True)]
    + [(rejected(codigoMsg=code), True) for code in ("003", "004", "014", "020", "028", "034", "096", "802")]
    + [(rejected(codigoMsg=code), False) for code in ("001", "002", "094", "097", "098", "099", "100", "107", "otro")],
)
def test_codes_tell_the_document_from_the_service(answer: dict[str, Any], expected: bool) -> None:
    assert read(answer, 400).about_document is expected


@pytest.mark.parametrize("answer", [processed(), rejected()])
@pytest.mark.parametrize("named", ["01", "00 ", 0, ["00"]])
def test_an_answer_of_another_ambiente_is_not_believed(answer: dict[str, Any], named: object) -> None:
    with pytest.raises(MalformedAnswer, match="es de otro ambiente y no del 00"):
        parse(200, json.dumps(answer | {"ambiente": named}), CODE, ambiente="00")


@pytest.mark.parametrize("named", ["00", None, ""])
def test_an_answer_of_the_same_ambiente_or_of_none_is_believed(named: object) -> None:
    assert parse(200, json.dumps(processed(ambiente=named)), CODE, ambiente="00").sealed
    assert parse(200, json.dumps(processed(ambiente="01")), CODE).sealed


@pytest.mark.parametrize(
    "repeated",
    ['"estado": "RECHAZADO"', '"selloRecibido": null', '"x": [{"a": 1, "a": 2}]', '"\\u0065stado": "PROCESADO"'],
)
def test_an_answer_that_says_the_same_thing_twice_is_not_believed(repeated: str) -> None:
    body = "{" + repeated + ", " + json.dumps(processed())[1:]
    with pytest.raises(MalformedAnswer, match=r"repite el campo '(estado|selloRecibido|a)'") as caught:
        parse(200, body, CODE)
    assert caught.value.body == body
    assert decode(body) is None


@pytest.mark.parametrize("letter", ["a", "ñ", "€", "\x00"])
def test_64_kilobytes_of_what_is_not_believed_are_kept(letter: str) -> None:
    with pytest.raises(MalformedAnswer) as caught:
        parse(200, letter * 100_000, CODE)
    kept = (caught.value.body or "").encode()
    assert EVIDENCE_BYTES - 3 <= len(kept) <= EVIDENCE_BYTES
    assert b"\x00" not in kept


def test_the_document_is_named_in_either_case() -> None:
    assert read(processed(codigoGeneracion=CODE.lower())).sealed


def test_estado_error_is_a_refusal_too() -> None:
    answer = read(
        {
            "estado": "ERROR",
            "codigoMsg": "096",
            "descripcionMsg": "DOCUMENTO NO CUMPLE CON NORMATIVA DE CUMPLIMIENTO",
            "observaciones": ["Campo #/emisor/direccion/municipio no cumple el formato requerido"],
        },
        400,
    )
    assert not answer.sealed
    assert answer.reasons[1] == Reason("emisor.direccion.municipio", "no cumple el formato requerido", "096")


def test_a_refusal_for_want_of_the_signature_service_says_nothing_about_the_document() -> None:
    with pytest.raises(ServiceUnavailable, match="NO DISPONIBLE"):
        read(rejected(codigoMsg="022", descripcionMsg="[firma] SERVICIO DE VALIDACION DE FIRMA NO DISPONIBLE"), 400)


@pytest.mark.parametrize(("code", "expected"), [("097", True), ("099", True), ("020", False)])
def test_codes_that_may_be_mh_failing_are_marked(code: str, expected: bool) -> None:
    assert read(rejected(codigoMsg=code), 400).perhaps_transient is expected


@pytest.mark.parametrize(
    ("sent", "kept"),
    [
        (None, ()),
        ([], ()),
        (["", ""], ("", "")),
        ("[resumen.totalIva] X", ("[resumen.totalIva] X",)),
        ([None, 7], ("7",)),
        ({}, ()),
    ],
)
def test_observaciones_come_in_several_shapes(sent: object, kept: tuple[str, ...]) -> None:
    assert read(processed(observaciones=sent)).observaciones == kept


def test_what_a_database_cannot_store_is_left_out_of_the_fields_and_kept_in_the_body() -> None:
    answer = read(rejected(descripcionMsg="[receptor.nit] NO\x00VALE", observaciones=["a\x00b"]), 400)
    assert answer.descripcionMsg == "[receptor.nit] NOVALE"
    assert answer.observaciones == ("ab",)
    assert "\\u0000" in answer.body


def test_the_same_reason_in_both_places_is_given_once() -> None:
    answer = read(rejected(observaciones=["[resumen.totalIva] CALCULO INCORRECTO"]), 400)
    assert [reason.path for reason in answer.reasons] == ["resumen.totalIva"]


def test_nothing_found_has_no_ambiente() -> None:
    nothing = rejected(codigoMsg="014", ambiente="00")
    assert parse(400, json.dumps(nothing), CODE, ambiente="01").codigoMsg == "014"
