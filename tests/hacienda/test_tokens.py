import asyncio
import contextlib
import logging
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta

import pytest
from aiohttp import web
from structlog.testing import capture_logs

from facturaxpress.hacienda import AuthenticationRefused, HaciendaClient, Unreachable
from facturaxpress.hacienda.tokens import FALLBACK_LIFE, Tokens, token_life
from facturaxpress.hacienda.wire import Wire
from tests.hacienda.conftest import Time
from tests.hacienda.server import AUTH, CODE, RECEPTION, FakeMH, jwt, processed

NOW = datetime(2026, 11, 24, 12, 0, tzinfo=UTC)


@pytest.fixture
async def tokens(time: Time) -> AsyncIterator[Tokens]:
    async with Wire(timeout=2, max_response_bytes=100_000, max_in_flight=100, trust=None) as wire:
        tokens = Tokens(wire, time)
        yield tokens
        await tokens.close()


async def settle(tokens: Tokens) -> None:
    """Let the logins in the background end."""
    for entry in tokens._entries.values():
        if entry.login is not None:
            with contextlib.suppress(Exception):
                await asyncio.shield(entry.login)


@pytest.mark.parametrize(
    ("claims", "life"),
    [
        ({"exp": NOW.timestamp() + 3600}, timedelta(hours=1)),
        ({"iat": 1_000, "exp": 1_000 + 172_800}, timedelta(hours=48)),
        ({"iat": 1_000}, FALLBACK_LIFE),
        ({"exp": "mañana"}, FALLBACK_LIFE),
        ({"exp": NOW.timestamp() - 1}, FALLBACK_LIFE),
        ({"exp": 1e300}, FALLBACK_LIFE),
        ({"iat": 0, "exp": 10**9}, FALLBACK_LIFE),
    ],
)
def test_the_token_tells_how_long_it_lives(claims: dict[str, object], life: timedelta) -> None:
    assert token_life(jwt(**claims), NOW) == life


@pytest.mark.parametrize("token", ["", "opaco", "a.b.c", "a.é.c", "a.W10.c", "a." + "W1tb" * 30_000 + ".c"])
def test_a_token_that_cannot_be_read_is_held_for_23_hours(token: str) -> None:
    assert token_life(token, NOW) == FALLBACK_LIFE


@pytest.mark.parametrize("prefix", ["Bearer ", "", "bearer ", "Bearer Bearer "])
async def test_bearer_stands_exactly_once(hacienda: FakeMH, tokens: Tokens, prefix: str) -> None:
    hacienda.prefix = prefix
    token = await tokens.get(hacienda.credentials())
    assert token in hacienda.valid
    assert token.count("Bearer") == 1


async def test_a_token_serves_until_it_nears_its_end(hacienda: FakeMH, tokens: Tokens, time: Time) -> None:
    first = await tokens.get(hacienda.credentials())
    time.pass_by(hours=23, minutes=29)
    assert await tokens.get(hacienda.credentials()) == first
    assert hacienda.logins == 1


async def test_near_its_end_it_is_renewed_while_it_still_serves(hacienda: FakeMH, tokens: Tokens, time: Time) -> None:
    first = await tokens.get(hacienda.credentials())
    time.pass_by(hours=23, minutes=31)
    assert await tokens.get(hacienda.credentials()) == first
    await settle(tokens)
    assert await tokens.get(hacienda.credentials()) != first
    assert hacienda.logins == 2


async def test_an_early_renewal_that_fails_leaves_the_token_in_use(
    hacienda: FakeMH, tokens: Tokens, time: Time
) -> None:
    first = await tokens.get(hacienda.credentials())
    hacienda.say_text(AUTH, "", status=503)
    time.pass_by(hours=23, minutes=31)
    for _ in range(5):
        assert await tokens.get(hacienda.credentials()) == first
        await settle(tokens)
    assert hacienda.logins == 2
    time.pass_by(seconds=20)
    assert await tokens.get(hacienda.credentials()) == first
    await settle(tokens)
    assert hacienda.logins == 3
    time.pass_by(minutes=30)
    with pytest.raises(Unreachable):
        await tokens.get(hacienda.credentials())


async def test_at_its_end_it_is_not_used_any_more(hacienda: FakeMH, tokens: Tokens, time: Time) -> None:
    hacienda.lifetime = 600
    first = await tokens.get(hacienda.credentials())
    time.pass_by(seconds=580)
    assert await tokens.get(hacienda.credentials()) != first


async def test_fifty_that_need_a_token_log_in_once(hacienda: FakeMH, tokens: Tokens, time: Time) -> None:
    await tokens.get(hacienda.credentials())
    time.pass_by(days=2)
    given = await asyncio.gather(*(tokens.get(hacienda.credentials()) for _ in range(50)))
    assert len(set(given)) == 1
    assert hacienda.logins == 2


async def test_only_the_refused_token_is_thrown_away(hacienda: FakeMH, tokens: Tokens) -> None:
    first = await tokens.get(hacienda.credentials())
    second = await tokens.get(hacienda.credentials(), refused=first)
    assert second != first
    assert await tokens.get(hacienda.credentials(), refused=first) == second
    assert hacienda.logins == 2


async def test_one_caller_that_gives_up_does_not_take_the_login_from_the_others(
    hacienda: FakeMH, tokens: Tokens
) -> None:
    released = asyncio.Event()

    async def slow(request: web.Request) -> web.StreamResponse:
        await released.wait()
        return hacienda.token()

    hacienda.answers[AUTH] = slow
    first = asyncio.create_task(tokens.get(hacienda.credentials()))
    second = asyncio.create_task(tokens.get(hacienda.credentials()))
    await asyncio.sleep(0.05)
    first.cancel()
    released.set()
    assert (await second) in hacienda.valid
    with pytest.raises(asyncio.CancelledError):
        await first
    assert hacienda.logins == 1


async def test_tenants_and_ambientes_have_tokens_of_their_own(hacienda: FakeMH, tokens: Tokens) -> None:
    given = {
        await tokens.get(hacienda.credentials(tenant=tenant, ambiente=ambiente))
        for tenant in ("una", "otra")
        for ambiente in ("00", "01")
    }
    assert len(given) == 4


async def test_a_changed_password_is_tried_at_once(hacienda: FakeMH, tokens: Tokens) -> None:
    hacienda.say(AUTH, {"status": "ERROR", "error": "Unauthorized", "message": "Usuario no valido"})
    with pytest.raises(AuthenticationRefused):
        await tokens.get(hacienda.credentials(password="Equivocada-1234"))
    del hacienda.answers[AUTH]
    assert await tokens.get(hacienda.credentials()) in hacienda.valid


REFUSALS: list[tuple[int, object, tuple[str, str | None]]] = [
    (200, {"status": "ERROR", "error": "Unauthorized", "message": "Usuario no valido"}, ("Usuario no valido", None)),
    (401, {"status": "ERROR", "error": "Unauthorized", "message": "Usuario no valido"}, ("Usuario no valido", None)),
    (
        200,
        {"status": "ERROR", "body": {"codigoMsg": "106", "descripcionMsg": "Credenciales invalidas"}},
        ("Credenciales invalidas", "106"),
    ),
    (400, {"status": "ERROR", "body": "Contraseña expirada"}, ("Contraseña expirada", None)),
    (200, {"status": "OK", "body": {}}, ("Hacienda no aceptó las credenciales (HTTP 200).", None)),
]


@pytest.mark.parametrize(("status", "body", "said"), REFUSALS)
async def test_a_refused_login_says_what_mh_said(
    hacienda: FakeMH, tokens: Tokens, status: int, body: object, said: tuple[str, str | None]
) -> None:
    hacienda.say(AUTH, body, status=status)
    with pytest.raises(AuthenticationRefused) as caught:
        await tokens.get(hacienda.credentials())
    assert (caught.value.message, caught.value.code) == said
    assert caught.value.http_status == status


async def test_a_bare_401_is_a_refusal(hacienda: FakeMH, tokens: Tokens) -> None:
    hacienda.say_text(AUTH, "", status=401)
    with pytest.raises(AuthenticationRefused, match="HTTP 401"):
        await tokens.get(hacienda.credentials())


async def test_refused_credentials_are_left_alone_for_a_minute(hacienda: FakeMH, tokens: Tokens, time: Time) -> None:
    hacienda.say(AUTH, {"status": "ERROR", "message": "Usuario no valido"})
    for _ in range(5):
        with pytest.raises(AuthenticationRefused, match="Usuario no valido"):
            await tokens.get(hacienda.credentials())
    assert hacienda.logins == 1
    del hacienda.answers[AUTH]
    time.pass_by(seconds=61)
    assert await tokens.get(hacienda.credentials()) in hacienda.valid


@pytest.mark.parametrize(
    ("status", "text"),
    [(500, '{"status":"ERROR","message":"x"}'), (503, ""), (200, "<html></html>"), (404, "<html></html>")],
)
async def test_a_login_without_answer_means_that_nothing_was_sent(
    hacienda: FakeMH, tokens: Tokens, status: int, text: str
) -> None:
    hacienda.say_text(AUTH, text, status=status)
    with pytest.raises(Unreachable):
        await tokens.get(hacienda.credentials())


async def test_a_login_that_is_cut_off_means_that_nothing_was_sent(hacienda: FakeMH, tokens: Tokens) -> None:
    hacienda.drop(AUTH)
    with pytest.raises(Unreachable, match="no dio un token"):
        await tokens.get(hacienda.credentials())


async def test_a_token_that_would_break_the_header_is_not_used(hacienda: FakeMH, tokens: Tokens) -> None:
    hacienda.say(AUTH, {"status": "OK", "body": {"token": "abc\r\nX-Otra: 1"}})
    with pytest.raises(Unreachable):
        await tokens.get(hacienda.credentials())


async def test_closing_abandons_the_login_under_way(hacienda: FakeMH, tokens: Tokens) -> None:
    released = asyncio.Event()
    hacienda.stall(AUTH, released)
    waiting = asyncio.create_task(tokens.get(hacienda.credentials()))
    await asyncio.sleep(0.05)
    await tokens.close()
    with pytest.raises(asyncio.CancelledError):
        await waiting
    released.set()


async def test_secrets_are_in_no_repr_and_no_log(
    hacienda: FakeMH, client: HaciendaClient, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    hacienda.say(RECEPTION, processed())
    credentials = hacienda.credentials(password="Secreto-Sagrado-1")
    assert "Secreto" not in repr(credentials)
    with capture_logs() as logs:
        await client.transmit(credentials, tipoDte="01", version=2, codigoGeneracion=CODE, jws="a.b.c")
        hacienda.expire()
        hacienda.say(AUTH, {"status": "ERROR", "message": "Usuario no valido"})
        with pytest.raises(AuthenticationRefused) as caught:
            await client.transmit(credentials, tipoDte="01", version=2, codigoGeneracion=CODE, jws="a.b.c")
    assert {line["event"] for line in logs} == {"logged in at hacienda", "login at hacienda failed"}
    written = f"{logs}{caplog.text}{caught.value!r}"
    assert "Secreto" not in written
    assert "eyJ" not in written
