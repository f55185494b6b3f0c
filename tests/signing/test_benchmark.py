"""The measurement of the signer reads and counts what it says it does. No figure is judged here."""

import asyncio
import json

import pytest
from benchmarks import sign
from cryptography.hazmat.primitives.asymmetric import rsa

OUTPUT = """version: 3.0.0
built on: some day
                  sign    verify    sign/s verify/s
rsa 2048 bits 0.000147s 0.000008s   6797.0 131455.0
"""
NEWER = """version: 3.5.0
                   sign    verify    encrypt   decrypt   sign/s verify/s  encr./s  decr./s
rsa  2048 bits 0.000250s 0.000010s 0.000010s 0.000260s   4000.5 100000.0 95000.0 3800.0
"""


def test_reads_openssl() -> None:
    assert sign.parse_openssl(OUTPUT) == 6797.0
    assert sign.parse_openssl(NEWER) == 4000.5
    with pytest.raises(sign.NotPresentError):
        sign.parse_openssl("unknown algorithm rsa2048")


def test_payload_is_json_of_the_size_said() -> None:
    payload = sign._payload()
    assert len(payload) == sign.PAYLOAD_BYTES
    assert json.loads(payload)["apendice"] is None


def test_contenders_sign(key: rsa.RSAPrivateKey) -> None:
    payload = sign._payload()
    assert asyncio.run(sign._callers(key, payload, 0.05)) > 0
    assert asyncio.run(sign._bulk(key, payload, 0.05)) > 0
    assert sign._pyjwt(key, payload, 0.05, 1) > 0
    assert sign._pyjwt(key, payload, 0.05, 2, pem=True) > 0
