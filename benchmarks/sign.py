"""Signatures a second: our pool on all cores, beside the machine's own limit and beside other libraries, in one run.

Everybody signs with the same fresh RSA-2048 key. Those that make a JWS sign the same 2,500 bytes; `openssl speed` signs
a bare digest, so it neither hashes nor encodes, which is why it is the limit.

Contenders take turns in short slices. Other programs may use the machine meanwhile, so each slice is weighed by the
share of the cores' time that they took: the median of the quiet slices (QUIET) counts, and while there is none the
turns go on for a while. Where it never gets quiet the least disturbed slice counts, and `disturbed` names the contender
with that share. The rates are as measured; the ratios compare what each made of the time that was left to it.

What each figure is:

- `signatures_per_second`: the pool kept full through `Signer.sign_many`;
- `callers_signatures_per_second`: 64 callers that each wait for `Signer.sign`, as requests do; their own cost is in it;
- `openssl_…`: `openssl speed -multi <cores> rsa2048`;
- `pyjwt_one_thread_…`: PyJWT with a parsed key; `pyjwt_one_thread_pem_…`: with the key given as PEM each time, as its
  own examples do; `pyjwt_all_cores_…`: one Python process a core, each with a parsed key;
- `jose_…`: npm `jose`, one Node process, 16 signatures in flight (Node hands them to its own threads).

A contender that the machine does not have is "not present", with the reason in `not_present`.
"""

import asyncio
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any

import psutil
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from facturaxpress.signing import Signer, keys, verify

TARGET = 0.85
"""The part of openssl's figure the pool has to reach on the same cores."""

PROMISED = ("signatures_per_second", "callers_signatures_per_second", "openssl_signatures_per_second")

PAYLOAD_BYTES = 2500
CALLERS = 64
PATIENCE = 35.0
"""Seconds after which no further round is begun, however busy the machine is."""
ROUNDS = 12
"""Turns at most for PROMISED."""

OTHER_ROUNDS = 4
"""Turns at most for the others, about which nothing is promised."""

ENOUGH = 5
"""Quiet slices after which a contender is done."""

QUIET = 0.03
"""Part of the cores' time that others may take in a slice that counts."""

INSTALL_SECONDS = 60

HERE = Path(__file__).resolve().parent


class NotPresentError(Exception):
    """The contender cannot run here; the text says why."""


@dataclass(frozen=True)
class Slice:
    rate: float
    """Signatures a second."""
    foreign: float
    """Part of all cores' time that other programs took meanwhile."""

    @property
    def of_all_cores(self) -> float:
        """The rate, had the others taken nothing. A quiet slice is hardly changed by it."""
        return self.rate / max(0.05, 1 - self.foreign)


def run(seconds: float = 1.0) -> dict[str, Any]:
    """`seconds` a slice (openssl counts whole ones only); half a minute in all on a quiet machine, a minute at
    most on a busy one."""
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    payload = _payload()
    cores = Signer(_none).threads
    absent: dict[str, str] = {}
    slices: dict[str, list[Slice]] = {}
    with tempfile.TemporaryDirectory(prefix="facturaxpress-jose-") as folder:
        contenders: dict[str, Callable[[], float]] = {
            "signatures_per_second": lambda: asyncio.run(_bulk(key, payload, seconds)),
            "openssl_signatures_per_second": lambda: openssl(cores, seconds),
            "callers_signatures_per_second": lambda: asyncio.run(_callers(key, payload, seconds)),
            "pyjwt_one_thread_signatures_per_second": lambda: _pyjwt(key, payload, seconds, 1),
            "pyjwt_all_cores_signatures_per_second": lambda: _pyjwt(key, payload, seconds, cores),
            "pyjwt_one_thread_pem_signatures_per_second": lambda: _pyjwt(key, payload, seconds, 1, pem=True),
            "jose_signatures_per_second": lambda: _jose(key, payload, seconds, Path(folder)),
        }
        begin = time.monotonic()
        for turn in range(ROUNDS):
            if time.monotonic() - begin > PATIENCE:
                break
            for name, contender in contenders.items():
                taken = slices.setdefault(name, [])
                enough = sum(one.foreign <= QUIET for one in taken) >= ENOUGH
                if enough or name in absent or (turn >= OTHER_ROUNDS and name not in PROMISED):
                    continue
                try:
                    taken.append(_slice(contender, cores))
                except NotPresentError as error:
                    absent[name] = str(error)

    chosen = {name: _choose(taken) for name, taken in slices.items() if taken}
    rates = {name: one.rate for name, one in chosen.items()}
    ours = chosen["signatures_per_second"]
    figures: dict[str, Any] = {"signatures_per_second": ours.rate}
    for name in ("openssl", "pyjwt_one_thread", "pyjwt_all_cores", "jose"):
        theirs = chosen.get(f"{name}_signatures_per_second")
        if theirs is None:
            figures[f"ratio_to_{name}"] = "not present"
        else:
            # One thread fits beside what others run on the other cores; whoever uses all cores had to share them.
            rate = theirs.rate if "one_thread" in name else theirs.of_all_cores
            figures[f"ratio_to_{name}"] = round(ours.of_all_cores / rate, 3)
    figures["target_ratio_to_openssl"] = TARGET
    return (
        figures
        | rates
        | dict.fromkeys(absent, "not present")
        | {
            "cores": cores,
            "payload_bytes": len(payload),
            "openssl_version": _version("openssl", "version"),
            "disturbed": {name: one.foreign for name, one in chosen.items() if one.foreign > QUIET},
            "not_present": absent,
            "slices": {name: [asdict(one) for one in taken] for name, taken in slices.items()},
        }
    )


def _choose(taken: list[Slice]) -> Slice:
    quiet = [one for one in taken if one.foreign <= QUIET]
    if not quiet:
        return min(taken, key=lambda one: one.foreign)
    return sorted(quiet, key=lambda one: one.rate)[(len(quiet) - 1) // 2]


def _slice(contender: Callable[[], float], cores: int) -> Slice:
    before, began = _busy() - _own(), time.perf_counter()
    rate = contender()
    foreign = (_busy() - _own() - before) / (time.perf_counter() - began) / cores
    return Slice(round(rate, 1), round(max(0.0, foreign), 3))


def _busy() -> float:
    """Seconds of processor time the whole machine has used, or was denied by the machine it runs on."""
    times = psutil.cpu_times()._asdict()
    # "guest" is inside "user" already.
    return float(sum(times.get(kind, 0.0) for kind in ("user", "nice", "system", "irq", "softirq", "steal")))


def _own() -> float:
    """Those of this process and the children it has waited for."""
    return sum(os.times()[:4])


def openssl(cores: int, seconds: float) -> float:
    """What the machine can do: RSA-2048 private operations a second on all cores."""
    program = shutil.which("openssl")
    if program is None:
        raise NotPresentError("there is no openssl program")
    command = [program, "speed", "-multi", str(cores), "-seconds", str(max(1, round(seconds))), "rsa2048"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        raise NotPresentError(f"openssl speed ended with {done.returncode}")
    return parse_openssl(done.stdout)


def parse_openssl(output: str) -> float:
    """sign/s of the closing table: `rsa 2048 bits 0.000147s 0.000008s 6797.0 131455.0`, the columns named above it."""
    lines = output.splitlines()
    for above, line in pairwise(lines):
        words = line.split()
        if words[:2] == ["rsa", "2048"] and "sign/s" in above:
            # The values stand at the right end, under their names.
            return float(words[above.split().index("sign/s") - len(above.split())])
    raise NotPresentError("the output of openssl speed has no line for rsa 2048")


async def _bulk(key: rsa.RSAPrivateKey, payload: bytes, seconds: float) -> float:
    """Two callers, so that there is work while one of them is between two calls."""
    return await _measured(key, payload, seconds, callers=2, texts=500)


async def _callers(key: rsa.RSAPrivateKey, payload: bytes, seconds: float) -> float:
    return await _measured(key, payload, seconds, callers=CALLERS, texts=1)


async def _measured(key: rsa.RSAPrivateKey, payload: bytes, seconds: float, *, callers: int, texts: int) -> float:
    async with Signer(_giving(key)) as signer:
        await signer.prepare("bench")
        end = time.perf_counter() + seconds
        last = ""

        async def caller() -> int:
            nonlocal last
            count = 0
            while time.perf_counter() < end:
                if texts == 1:
                    last = await signer.sign("bench", payload)
                else:
                    last = (await signer.sign_many("bench", [payload] * texts))[-1]
                count += texts
            return count

        begin = time.perf_counter()
        count = sum(await asyncio.gather(*(caller() for _ in range(callers))))
        rate = count / (time.perf_counter() - begin)
    assert verify(last, keys.public_pem(key.public_key())) == payload
    return rate


def _pyjwt(key: rsa.RSAPrivateKey, payload: bytes, seconds: float, processes: int, *, pem: bool = False) -> float:
    """Each process says it is ready, all begin together, each answers with its own rate."""
    command = [sys.executable, str(HERE / "_sign_pyjwt.py")]
    task = json.dumps({"key": _pem(key), "payload": payload.decode(), "seconds": seconds, "pem": pem})
    running = [
        subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) for _ in range(processes)
    ]
    try:
        for process in running:
            assert process.stdin
            assert process.stdout
            process.stdin.write(task + "\n")
            process.stdin.flush()
            if process.stdout.readline() != "ready\n":
                raise NotPresentError("PyJWT is not installed")
        for process in running:
            assert process.stdin
            process.stdin.write("go\n")
            process.stdin.flush()
        return sum(float(process.communicate(timeout=seconds + 60)[0]) for process in running)
    finally:
        for process in running:
            process.kill()
            process.communicate()


def _jose(key: rsa.RSAPrivateKey, payload: bytes, seconds: float, folder: Path) -> float:
    node = shutil.which("node")
    if node is None:
        raise NotPresentError("there is no node program")
    script = folder / "jose.mjs"
    if not script.exists():
        _install_jose(folder)
        shutil.copy(HERE / "jose.mjs", script)
    task = json.dumps({"key": _pem(key), "payload": payload.decode(), "seconds": seconds})
    done = subprocess.run(
        [node, str(script)], input=task, capture_output=True, text=True, timeout=seconds + 60, check=False
    )
    if done.returncode:
        raise NotPresentError(
            "node could not run jose: " + (done.stderr.strip().splitlines() or ["no reason given"])[-1]
        )
    answer = json.loads(done.stdout)
    assert verify(answer["jws"], keys.public_pem(key.public_key())) == payload
    return float(answer["rate"])


def _install_jose(folder: Path) -> None:
    """Into a folder that is thrown away; nothing of it runs while it is installed."""
    npm = shutil.which("npm")
    if npm is None:
        raise NotPresentError("there is no npm program to install jose with")
    command = [
        npm,
        "install",
        "--silent",
        "--no-audit",
        "--no-fund",
        "--ignore-scripts",
        "--prefix",
        str(folder),
        "jose",
    ]
    try:
        done = subprocess.run(command, cwd=folder, capture_output=True, timeout=INSTALL_SECONDS, check=False)
    except subprocess.TimeoutExpired:
        raise NotPresentError(f"npm install jose did not end within {INSTALL_SECONDS} s") from None
    if done.returncode:
        raise NotPresentError(f"npm install jose ended with {done.returncode}")


def _payload() -> bytes:
    """A compact JSON text as long as a Factura of some four lines."""
    line = {"numItem": 1, "tipoItem": 1, "cantidad": 2, "descripcion": "Artículo", "precioUni": 11.3, "psv": 0}
    document = {"identificacion": {"version": 2, "tipoDte": "01"}, "cuerpoDocumento": [line] * 8, "apendice": None}
    text = json.dumps(document | {"observaciones": ""}, ensure_ascii=False, separators=(",", ":"))
    room = PAYLOAD_BYTES - len(text.encode())
    return text.replace('"observaciones":""', f'"observaciones":"{"x" * room}"').encode()


def _pem(key: rsa.RSAPrivateKey) -> str:
    return key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode()


def _giving(key: rsa.RSAPrivateKey) -> Callable[[str], Any]:
    async def load(_: str) -> bytes:
        return keys.private_der(key)

    return load


async def _none(_: str) -> bytes:
    return b""


def _version(*command: str) -> str:
    if shutil.which(command[0]) is None:
        return "not present"
    return subprocess.run(command, capture_output=True, text=True, check=False).stdout.strip()


if __name__ == "__main__":
    print(json.dumps(run(), indent=1))
