"""`/seguridad/auth`: shapes, refusals and the settings that vary them."""

import base64
import json

import httpx2
import pytest

from tests.sandbox.conftest import PASSWORD, Training
from tests.sandbox.documents import NIT, factura


def test_a_login_answers_as_mhs_manual_prints_it(training: Training) -> None:
    answer = training.login()
    body = answer.json()
    assert answer.status_code == 200
    assert answer.headers["content-type"] == "application/json"
    assert body["status"] == "OK"
    assert list(body["body"]) == ["user", "token", "rol", "roles", "tokenType"]
    assert body["body"]["user"] == NIT
    assert body["body"]["roles"] == ["ROLE_USER"]
    assert body["body"]["tokenType"] == "Bearer"
    names = ["nombre", "codigo", "descripcion", "rolSuperior", "nivel", "activo", "permisos"]
    assert list(body["body"]["rol"]) == names


def test_the_token_is_a_jwt_signed_with_hs512(training: Training) -> None:
    token = training.login().json()["body"]["token"]
    assert token.startswith("Bearer ")
    header, claims, _signature = token.removeprefix("Bearer ").split(".")
    assert json.loads(base64.urlsafe_b64decode(header + "==="))["alg"] == "HS512"
    assert json.loads(base64.urlsafe_b64decode(claims + "==="))["sub"] == NIT


@pytest.mark.parametrize(("user", "password"), [(NIT, "otra"), ("06149999999999", PASSWORD)])
def test_wrong_credentials_are_an_error_with_status_200(training: Training, user: str, password: str) -> None:
    answer = training.login(user, password)
    assert answer.status_code == 200
    assert answer.json() == {"status": "ERROR", "error": "Unauthorized", "message": "Usuario no valido"}


def test_the_manuals_other_status_for_refused_logins_can_be_set(training: Training) -> None:
    training.control("POST", "/settings", {"authErrorStatus": 401})
    answer = training.login(password="otra")
    assert answer.status_code == 401
    assert answer.json()["status"] == "ERROR"


def test_a_fault_refuses_good_credentials(training: Training) -> None:
    training.fault("auth_error", times=1, status=401, descripcionMsg="Contraseña expirada")
    refused = training.login()
    assert (refused.status_code, refused.json()["message"]) == (401, "Contraseña expirada")
    assert training.login().json()["status"] == "OK"


def test_a_login_needs_a_form_with_both_fields(training: Training) -> None:
    assert training.http.post("/seguridad/auth", json={"user": NIT, "pwd": PASSWORD}).status_code == 415
    assert training.http.post("/seguridad/auth", data={"user": NIT}).status_code == 400


def test_the_token_may_come_without_its_prefix(training: Training) -> None:
    training.control("POST", "/settings", {"bearerPrefix": False})
    token = training.login().json()["body"]["token"]
    assert token.startswith("eyJ")
    training.token = token
    assert training.send(factura()).status_code == 200


@pytest.mark.parametrize("path", ["/seguridad/auth", "/fesv/recepciondte", "/fesv/recepcion/consultadte/"])
def test_a_caller_without_user_agent_is_turned_away(training: Training, path: str) -> None:
    with httpx2.Client(base_url=training.url) as http:
        del http.headers["User-Agent"]
        answer = http.post(path, content=b"x")
    assert answer.status_code == 403
    assert "html" in answer.headers["content-type"]


def test_a_token_lives_as_long_as_the_setting_says(training: Training) -> None:
    training.control("POST", "/settings", {"tokenSeconds": 60})
    training.token = training.login().json()["body"]["token"]
    assert training.send(factura(1)).status_code == 200
    later = training.control("GET", "/clock").json()["offset_seconds"] + 61
    training.control("POST", "/clock", {"offset_seconds": later})
    assert training.send(factura(2)).status_code == 401
    training.token = training.login().json()["body"]["token"]
    assert training.send(factura(2)).status_code == 200
