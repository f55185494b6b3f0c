"""What verifies, and everything that must not."""

import hashlib
import hmac
import json
from base64 import urlsafe_b64encode
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.hashes import SHA256, SHA512
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from hypothesis import given, settings
from hypothesis import strategies as st

from facturaxpress import signing
from facturaxpress.signing import keys
from facturaxpress.signing.pool import jws as sign
from facturaxpress.signing.verification import MAXIMUM_JWS

ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"


def b64(data: bytes) -> str:
    return urlsafe_b64encode(data).rstrip(b"=").decode()


def part(alg: str) -> str:
    return b64(json.dumps({"alg": alg}).encode())


def signed(key: rsa.RSAPrivateKey, header: object, payload: bytes = b"{}") -> str:
    text = f"{b64(header if isinstance(header, bytes) else json.dumps(header).encode())}.{b64(payload)}"
    return f"{text}.{b64(key.sign(text.encode(), PKCS1v15(), SHA512()))}"


def reason(jws: str, pem: str) -> str:
    with pytest.raises(signing.SignatureError) as caught:
        signing.verify(jws, pem)
    assert caught.value.message.endswith(".")
    return caught.value.reason


@pytest.fixture(scope="module")
def text(key: rsa.RSAPrivateKey) -> str:
    return sign(key, '{"nombre":"Ñandú","total":1.13,"nulo":null}'.encode())


def test_every_fixture_of_mh_verifies(mh: Path) -> None:
    pem = (mh / "signing" / "synthetic_public_key.pem").read_text()
    found = sorted((mh / "signing").glob("*.jws"))
    assert len(found) == 8
    for file in found:
        assert json.loads(signing.verify(file.read_text().strip(), pem))


def test_archivo_dte_holds_what_was_signed(mh: Path) -> None:
    pem = (mh / "signing" / "synthetic_public_key.pem").read_text()
    for name in ("01_fe", "03_ccf"):
        document = json.loads((mh / "signing" / f"{name}.archivo_dte.json").read_bytes())
        payload = json.loads(signing.verify(document.pop("firmaElectronica"), pem))
        document.pop("selloRecibido")
        assert payload == document


def test_signature_cut_short_in_print(mh: Path) -> None:
    """The official example has 253 of 256 bytes of its signature."""
    document = json.loads((mh / "signing" / "official_archivo_dte_ccf_v3.json").read_bytes())
    pem = (mh / "signing" / "synthetic_public_key.pem").read_text()
    assert reason(document["firmaElectronica"].strip(), pem) == "signature"


def test_any_changed_character_fails(text: str, pem: str) -> None:
    for position, character in enumerate(text):
        other = "A" if character == "." else ALPHABET[(ALPHABET.index(character) + 1) % 64]
        with pytest.raises(signing.SignatureError):
            signing.verify(text[:position] + other + text[position + 1 :], pem)


@settings(max_examples=300, deadline=None)
@given(data=st.data())
def test_any_edit_fails(text: str, pem: str, data: st.DataObject) -> None:
    position = data.draw(st.integers(0, len(text) - 1))
    insert = data.draw(st.text(max_size=3))
    cut = data.draw(st.integers(0, 3))
    edited = text[:position] + insert + text[position + cut :]
    if edited != text:
        with pytest.raises(signing.SignatureError):
            signing.verify(edited, pem)


def test_unused_bits_have_one_spelling(key: rsa.RSAPrivateKey, pem: str) -> None:
    text = sign(key, b"1234")
    header, payload, signature = text.split(".")
    # "1234" ends in a character of which two bits count; the next letter decodes to the same bytes in a lenient reader.
    twin = payload[:-1] + ALPHABET[ALPHABET.index(payload[-1]) + 1]
    assert reason(f"{header}.{twin}.{signature}", pem) == "form"
    twin = signature[:-1] + ALPHABET[ALPHABET.index(signature[-1]) + 1]
    assert reason(f"{header}.{payload}.{twin}", pem) == "form"


@pytest.mark.parametrize(
    "damage",
    [
        lambda t: t + "=",
        lambda t: t + "\n",
        lambda t: " " + t,
        lambda t: t.replace(".", "..", 1),
        lambda t: t + ".",
        lambda t: t.rsplit(".", 1)[0],
        lambda t: t.replace("-", "+").replace("_", "/") + "+",
        lambda t: t + "ñ",
        lambda t: t + "\x00",
        lambda t: t.replace("e", "\uff45", 1),
        lambda _: "",
        lambda _: "..",
        lambda _: "...",
    ],
)
def test_form(text: str, pem: str, damage) -> None:
    assert reason(damage(text), pem) in ("form", "header")


def test_other_algorithms(key: rsa.RSAPrivateKey, pem: str) -> None:
    for alg in ("RS256", "PS512", "none", "None", "HS512", "rs512", "RS512 ", "", None, 1, ["RS512"]):
        assert reason(signed(key, {"alg": alg}), pem) == "algorithm"
    assert reason(signed(key, {}), pem) == "algorithm"

    assert reason(f"{part('none')}.{b64(b'{}')}.", pem) == "algorithm"

    text = f"{part('HS512')}.{b64(b'{}')}"
    mac = hmac.new(pem.encode(), text.encode(), hashlib.sha512).digest()
    assert reason(f"{text}.{b64(mac)}", pem) == "algorithm"

    text = f"{part('RS512')}.{b64(b'{}')}"
    assert reason(f"{text}.{b64(key.sign(text.encode(), PKCS1v15(), SHA256()))}", pem) == "signature"
    assert reason(f"{text}.", pem) == "signature"


def test_headers(key: rsa.RSAPrivateKey, pem: str) -> None:
    assert signing.verify(signed(key, {"alg": "RS512", "typ": "JWT", "kid": "x"}, b"{}"), pem) == b"{}"
    assert reason(signed(key, {"alg": "RS512", "crit": ["b64"], "b64": False}), pem) == "header"
    assert reason(signed(key, b'{"alg":"none","alg":"RS512"}'), pem) == "header"
    assert reason(signed(key, b'"RS512"'), pem) == "header"
    assert reason(signed(key, b"[" * 2000), pem) == "header"
    assert reason(signed(key, b"\xff{}"), pem) == "header"
    assert reason(signed(key, {"alg": "RS512", "x": "y" * 5000}), pem) == "size"


def test_key_in_the_header_is_not_trusted(other_key: rsa.RSAPrivateKey, pem: str) -> None:
    numbers = other_key.public_key().public_numbers()
    jwk = {"kty": "RSA", "n": b64(numbers.n.to_bytes(256)), "e": "AQAB"}
    assert reason(signed(other_key, {"alg": "RS512", "jwk": jwk}), pem) == "signature"


def test_size(pem: str) -> None:
    assert reason("e" * (MAXIMUM_JWS + 1), pem) == "size"


def test_other_key(text: str, other_key: rsa.RSAPrivateKey) -> None:
    assert reason(text, keys.public_pem(other_key.public_key())) == "signature"


def test_keys_that_do_not_verify(text: str) -> None:
    curve = ec.generate_private_key(ec.SECP256R1()).public_key()
    weak = rsa.generate_private_key(public_exponent=65537, key_size=1024)  # noqa: S505 - it is there to be refused
    assert reason(text, "") == "key"
    assert reason(text, "-----BEGIN PUBLIC KEY-----\nAAAA\n-----END PUBLIC KEY-----\n") == "key"
    assert reason(text, curve.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo).decode()) == "key"
    assert reason(text, keys.public_pem(weak.public_key())) == "key"
