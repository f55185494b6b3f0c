"""The measurement of the signer reads and counts what it says it does. No figure is judged here."""

import asyncio
import json
import time

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


def test_the_least_disturbed_slices_count() -> None:
    low, middle, high = sign.Slice(5000.0, 0.01), sign.Slice(6000.0, 0.0), sign.Slice(6100.0, 0.02)
    busy = sign.Slice(9000.0, 0.4)
    assert sign._choose([high, low, busy, middle]) == middle
    assert sign._choose([sign.Slice(1.0, 0.5), busy]) == busy
    assert sign.Slice(3000.0, 0.25).of_all_cores == 4000.0


def test_what_others_use_is_told_from_what_is_used_here() -> None:
    def work() -> float:
        end = time.process_time() + 0.1
        while time.process_time() < end:
            pass
        return 1.0

    one = sign._slice(work, 1)
    assert one.rate == 1.0
    assert one.foreign >= 0
