"""The signer: right signatures in the right order, keys loaded once, failures kept apart, a clean end."""

import asyncio
import json
from base64 import urlsafe_b64decode
from collections import Counter
from pathlib import Path

import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from hypothesis import given, settings
from hypothesis import strategies as st
from joserfc import jws as joserfc_jws
from joserfc.jwk import RSAKey

from facturaxpress import signing
from facturaxpress.signing import Signer, keys
from facturaxpress.signing import pool as pool_module
from facturaxpress.signing.pool import HAND_OVER, HEADER, Lane, Pool, Text


class Keys:
    """Stands where the vault does; counts what it is asked for."""

    def __init__(self, **keys: bytes) -> None:
        self.keys = keys
        self.asked: Counter[str] = Counter()
        self.gate = asyncio.Event()
        self.gate.set()

    async def __call__(self, key_id: str) -> bytes:
        self.asked[key_id] += 1
        await self.gate.wait()
        return self.keys[key_id]


@pytest.fixture
def der(key: rsa.RSAPrivateKey) -> bytes:
    return keys.private_der(key)


async def all_idle(signer: Signer) -> None:
    """Until every thread of the pool sleeps."""
    assert signer._pool is not None
    while signer._pool._idle < signer.threads:  # noqa: ASYNC110 - threads have no asyncio.Event to set
        await asyncio.sleep(0.001)


async def test_independent_libraries_verify_it(der: bytes, pem: str) -> None:
    payload = '{"identificacion":{"version":2,"tipoContingencia":null},"emisor":{"nombre":"Ñandú"}}'.encode()
    async with Signer(Keys(a=der)) as signer:
        text = await signer.sign("a", payload)
    assert text.split(".")[0] == "eyJhbGciOiJSUzUxMiJ9"
    assert urlsafe_b64decode(HEADER) == b'{"alg":"RS512"}'
    assert "=" not in text

    by_joserfc = joserfc_jws.deserialize_compact(text, RSAKey.import_key(pem), algorithms=["RS512"])
    assert by_joserfc.payload == payload
    assert by_joserfc.headers() == {"alg": "RS512"}
    assert jwt.PyJWS().decode(text, pem, algorithms=["RS512"]) == payload
    assert signing.verify(text, pem) == payload


@pytest.mark.parametrize("name", ["01_fe", "03_ccf", "invalidacion", "contingencia"])
@pytest.mark.parametrize("form", ["jackson_pretty", "compact"])
async def test_signs_as_mh_does_byte_for_byte(mh: Path, name: str, form: str) -> None:
    """PKCS1v15 has no randomness: the same key and payload give MH's signer's own text."""
    folder = mh / "signing"
    cert = signing.load_certificate(
        (folder / "Certificado_06140101201013.synthetic.crt").read_bytes(), "Sintetica2026*Demo"
    )
    theirs = (folder / f"{name}.{form}.jws").read_text().strip()
    payload = signing.verify(theirs, cert.public_key_pem)
    if form == "jackson_pretty":
        assert payload == (folder / f"{name}.{form}.payload.json").read_bytes()
    async with Signer(Keys(a=cert.private_key_der)) as signer:
        assert await signer.sign("a", payload) == theirs


async def test_two_hundred_at_once_keep_order(der: bytes, other_key: rsa.RSAPrivateKey, pem: str) -> None:
    loader = Keys(a=der, b=keys.private_der(other_key))
    other_pem = keys.public_pem(other_key.public_key())
    async with Signer(loader) as signer:
        texts = [json.dumps({"n": n}).encode() for n in range(200)]
        one_by_one, together = await asyncio.gather(
            asyncio.gather(*(signer.sign("ab"[n % 2], text) for n, text in enumerate(texts))),
            signer.sign_many("a", texts),
        )
        assert [signing.verify(jws, (pem, other_pem)[n % 2]) for n, jws in enumerate(one_by_one)] == texts
        assert [signing.verify(jws, pem) for jws in together] == texts
        metrics = signer.metrics()
    assert (metrics.totalTasks, metrics.completedTasks, metrics.failedTasks, metrics.queueSize) == (400, 400, 0, 0)
    assert metrics.avgTime > 0
    assert loader.asked == {"a": 1, "b": 1}


async def test_texts_that_wait_share_a_hand_over(der: bytes, monkeypatch: pytest.MonkeyPatch) -> None:
    sizes: list[int] = []
    take = Pool._take

    def watched(self: Pool) -> tuple[Lane, list[Text]] | None:
        work = take(self)
        if work is not None:
            sizes.append(len(work[1]))
        return work

    monkeypatch.setattr(Pool, "_take", watched)
    async with Signer(Keys(a=der), threads=1) as signer:
        await signer.sign("a", b"x")
        await all_idle(signer)
        await asyncio.gather(*(signer.sign("a", b"x") for _ in range(40)))
    assert sizes == [1, HAND_OVER, HAND_OVER, 40 - 2 * HAND_OVER]


async def test_nothing_to_sign(der: bytes) -> None:
    async with Signer(Keys(a=der)) as signer:
        assert await signer.sign_many("a", []) == []
        assert signer.metrics().totalTasks == 0


async def test_only_bytes_are_signed(der: bytes) -> None:
    async with Signer(Keys(a=der)) as signer:
        with pytest.raises(TypeError):
            await signer.sign_many("a", [b"x", "texto"])  # type: ignore[list-item]
        assert signer.metrics().totalTasks == 0


async def test_first_use_by_many_loads_once(der: bytes) -> None:
    loader = Keys(a=der)
    loader.gate.clear()
    async with Signer(loader) as signer:
        waiting = [asyncio.create_task(signer.sign("a", b"x")) for _ in range(50)]
        await asyncio.sleep(0)
        waiting[0].cancel()  # the one that began the loading
        await asyncio.sleep(0)
        loader.gate.set()
        done = await asyncio.gather(*waiting, return_exceptions=True)
    assert loader.asked["a"] == 1
    assert isinstance(done[0], asyncio.CancelledError)
    assert len(set(map(str, done[1:]))) == 1


async def test_key_that_cannot_be_loaded_leaves_others_alone(der: bytes) -> None:
    loader = Keys(a=der)
    async with Signer(loader) as signer:
        good, bad = await asyncio.gather(
            asyncio.gather(*(signer.sign("a", b"x") for _ in range(20))),
            asyncio.gather(*(signer.sign("b", b"x") for _ in range(20)), return_exceptions=True),
        )
        assert len(good) == 20
        assert all(isinstance(error, KeyError) for error in bad)
        loader.keys["b"] = der  # a failure is not remembered
        assert await signer.sign("b", b"x") == good[0]
    assert loader.asked["b"] == 2


@pytest.mark.parametrize("kind", ["garbage", "elliptic", "weak", "wrong numbers"])
async def test_keys_that_cannot_sign(key: rsa.RSAPrivateKey, kind: str) -> None:
    if kind == "garbage":
        data = b"\x30\x03\x02\x01\x00"
    elif kind == "elliptic":
        curve = ec.generate_private_key(ec.SECP256R1())
        data = curve.private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption())
    elif kind == "weak":
        data = keys.private_der(rsa.generate_private_key(public_exponent=65537, key_size=1024))  # noqa: S505
    else:
        numbers = key.private_numbers()
        wrong = rsa.RSAPrivateNumbers(
            numbers.p,
            numbers.q,
            numbers.d ^ 2,
            numbers.dmp1 ^ 2,
            numbers.dmq1 ^ 2,
            numbers.iqmp,
            numbers.public_numbers,
        )
        data = keys.private_der(wrong.private_key(unsafe_skip_rsa_key_validation=True))
    async with Signer(Keys(a=data)) as signer:
        with pytest.raises(signing.WeakKey if kind == "weak" else signing.UnusableKey):
            await signer.sign("a", b"x")


async def test_failing_text_fails_alone(der: bytes, monkeypatch: pytest.MonkeyPatch) -> None:
    real = pool_module.jws

    def failing(key: rsa.RSAPrivateKey, payload: bytes) -> str:
        if payload == b"bad":
            raise ValueError("Clave secreta")
        return real(key, payload)

    monkeypatch.setattr(pool_module, "jws", failing)
    async with Signer(Keys(a=der)) as signer:
        done = await asyncio.gather(
            *(signer.sign("a", b"bad" if n == 3 else b"x") for n in range(10)),
            signer.sign_many("a", [b"x"] * 40 + [b"bad"] + [b"x"] * 40),
            return_exceptions=True,
        )
        await signer.sign("a", b"x")
    metrics = signer.metrics()  # closed: no text is in a thread's hands any more
    failed = [error for error in done if isinstance(error, signing.SigningError)]
    assert [done.index(error) for error in failed] == [3, 10]
    assert not any("secreta" in str(error) for error in failed)
    assert metrics.completedTasks + metrics.failedTasks == metrics.totalTasks == 10 + 81 + 1


async def test_cancelled_caller_leaves_the_queue(der: bytes, pem: str) -> None:
    async with Signer(Keys(a=der), threads=1) as signer:
        await signer.prepare("a")
        gone = asyncio.create_task(signer.sign_many("a", [b"x"] * 400))
        stays = asyncio.create_task(signer.sign_many("a", [b"y"] * 5))
        await asyncio.sleep(0)
        await asyncio.sleep(0)
        assert signer.metrics().queueSize > 300
        gone.cancel()
        with pytest.raises(asyncio.CancelledError):
            await gone
        assert signer.metrics().queueSize <= 5
        assert [signing.verify(jws, pem) for jws in await stays] == [b"y"] * 5
    metrics = signer.metrics()
    assert metrics.totalTasks == 405 == metrics.completedTasks + metrics.failedTasks
    assert metrics.failedTasks > 300


async def test_forget_loads_anew(der: bytes, other_key: rsa.RSAPrivateKey, pem: str) -> None:
    loader = Keys(a=der)
    async with Signer(loader, threads=1) as signer:
        before = asyncio.create_task(signer.sign_many("a", [b"x"] * 100))
        await asyncio.sleep(0.01)
        loader.keys["a"] = keys.private_der(other_key)
        signer.forget("a")
        signer.forget("unknown")
        after = await signer.sign("a", b"x")
        assert {signing.verify(jws, pem) for jws in await before} == {b"x"}
        assert signing.verify(after, keys.public_pem(other_key.public_key())) == b"x"
    assert loader.asked["a"] == 2


async def test_close_signs_what_waits_and_takes_no_more(der: bytes) -> None:
    signer = Signer(Keys(a=der), threads=1)
    await signer.prepare("a")
    waiting = [asyncio.create_task(signer.sign("a", b"x")) for _ in range(100)]
    await asyncio.sleep(0)
    await asyncio.gather(signer.close(), signer.close())
    assert len(await asyncio.gather(*waiting)) == 100
    with pytest.raises(signing.SignerClosed):
        await signer.sign("a", b"x")
    assert signer.metrics().completedTasks == 100


async def test_close_while_a_key_is_loading(der: bytes) -> None:
    loader = Keys(a=der)
    loader.gate.clear()
    signer = Signer(loader)
    waiting = asyncio.create_task(signer.sign("a", b"x"))
    await asyncio.sleep(0)
    closing = asyncio.create_task(signer.close())
    await asyncio.sleep(0)
    loader.gate.set()
    await closing
    with pytest.raises(signing.SignerClosed):
        await waiting


def test_one_loop_only(der: bytes) -> None:
    signer = Signer(Keys(a=der))

    async def sign() -> str:
        return await signer.sign("a", b"x")

    asyncio.run(sign())
    with pytest.raises(RuntimeError, match="one event loop"):
        asyncio.run(sign())


async def test_nothing_secret_in_repr(der: bytes) -> None:
    async with Signer(Keys(a=der)) as signer:
        await signer.prepare("a")
        assert repr(signer) == f"<Signer threads={signer.threads} keys=1>"


@settings(max_examples=150, deadline=None)
@given(payload=st.binary(max_size=5000))
def test_any_payload_comes_back(key: rsa.RSAPrivateKey, pem: str, payload: bytes) -> None:
    text = pool_module.jws(key, payload)
    assert signing.verify(text, pem) == payload
    assert jwt.PyJWS().decode(text, pem, algorithms=["RS512"]) == payload
