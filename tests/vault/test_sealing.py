"""Sealing: only the same key and the same context open, and no change goes unnoticed."""

import hashlib
from base64 import urlsafe_b64decode, urlsafe_b64encode
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from hypothesis import given, settings
from hypothesis import strategies as st

from facturaxpress.vault import SealError, Vault

CONTEXT = "0b9f7a5e-0000-4000-8000-000000000001"


@pytest.fixture(scope="module")
def vault(tmp_path_factory: pytest.TempPathFactory) -> Vault:
    return Vault(tmp_path_factory.mktemp("vault") / "key")


def unpadded(text: str) -> bytes:
    return urlsafe_b64decode(text + "=" * (-len(text) % 4))


@settings(max_examples=200, deadline=None)
@given(plaintext=st.binary(max_size=5000), context=st.text(max_size=60).filter(str.isprintable))
def test_round_trip(vault: Vault, plaintext: bytes, context: str) -> None:
    sealed = vault.seal(plaintext, context)
    assert sealed.isascii()
    assert vault.open(sealed, context) == plaintext


def test_opens_by_the_documented_construction_alone(vault: Vault) -> None:
    """As a reader in another language would: nothing of the product's is used."""
    sealed = vault.seal("contraseña".encode(), CONTEXT)
    version, key_id, nonce, body = sealed.split(".")
    key = bytes.fromhex(vault.key_file.read_text())
    assert version == "fxv1"
    assert key_id == hashlib.sha256(b"facturaxpress vault key" + key).hexdigest()[:8]
    raw = unpadded(body)
    opener = Cipher(algorithms.AES(key), modes.GCM(unpadded(nonce), raw[-16:])).decryptor()
    opener.authenticate_additional_data(f"fxv1.{key_id}.{CONTEXT}".encode())
    assert (opener.update(raw[:-16]) + opener.finalize()).decode() == "contraseña"


def test_wrong_context(vault: Vault) -> None:
    sealed = vault.seal(b"x", CONTEXT)
    for context in ("", CONTEXT[:-1], CONTEXT + " ", CONTEXT.upper()):
        with pytest.raises(SealError):
            vault.open(sealed, context)


def test_any_flipped_bit(vault: Vault) -> None:
    sealed = vault.seal(b"secreto", CONTEXT)
    head, _, body = sealed.rpartition(".")
    start, _, nonce = head.rpartition(".")
    for index, part in enumerate((nonce, body)):
        raw = unpadded(part)
        for bit in range(len(raw) * 8):
            changed = bytearray(raw)
            changed[bit // 8] ^= 1 << bit % 8
            text = urlsafe_b64encode(changed).rstrip(b"=").decode()
            with pytest.raises(SealError):
                vault.open(f"{start}.{text}.{body}" if index == 0 else f"{head}.{text}", CONTEXT)


def test_any_changed_character_and_truncation(vault: Vault) -> None:
    sealed = vault.seal(b"secreto", CONTEXT)
    for position in range(len(sealed)):
        for other in "A.z9-":
            if sealed[position] != other:
                with pytest.raises(SealError):
                    vault.open(sealed[:position] + other + sealed[position + 1 :], CONTEXT)
        with pytest.raises(SealError):
            vault.open(sealed[:position], CONTEXT)
    for text in (sealed + "A", sealed + "\n", sealed + "=", " " + sealed, sealed.replace("fxv1", "fxv2"), "ñ" + sealed):
        with pytest.raises(SealError):
            vault.open(text, CONTEXT)


def test_other_key_is_named(vault: Vault, tmp_path: Path) -> None:
    other = Vault(tmp_path / "key")
    sealed = vault.seal(b"x", CONTEXT)
    with pytest.raises(SealError, match=sealed.split(".")[1]):
        other.open(sealed, CONTEXT)


def test_nonces_are_not_repeated(vault: Vault) -> None:
    sealed = [vault.seal(b"x", CONTEXT) for _ in range(5000)]
    assert len({text.split(".")[2] for text in sealed}) == 5000


def test_nothing_secret_in_repr(vault: Vault) -> None:
    vault.seal(b"x", CONTEXT)
    assert vault.key_file.read_text().strip() not in repr(vault)
