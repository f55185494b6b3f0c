"""A sandbox as a process of its own, and a client that speaks MH's services over HTTP."""

import json
import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path
from typing import Any, Self

import httpx2
import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from joserfc import jws
from joserfc.jwk import RSAKey

from tests.sandbox import documents

PASSWORD = "Clave-de-prueba-2026"
NOW = f"{documents.TODAY}T10:20:00-06:00"


@dataclass
class Keys:
    """An RSA key pair as PEM."""

    private: str
    public: str

    @classmethod
    def generate(cls, bits: int = 2048) -> "Keys":
        key = rsa.generate_private_key(public_exponent=65537, key_size=bits)
        private = key.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        )
        public = key.public_key().public_bytes(
            serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo
        )
        return cls(private.decode(), public.decode())

    def sign(self, payload: bytes, algorithm: str = "RS512") -> str:
        return jws.serialize_compact(
            {"alg": algorithm}, payload, RSAKey.import_key(self.private), algorithms=[algorithm]
        )


class Process:
    """`python -m facturaxpress.sandbox` on an ephemeral port."""

    def __init__(self, home: Path, *arguments: str, fd: int | None = None, env: dict[str, str] | None = None) -> None:
        command = [sys.executable, "-m", "facturaxpress.sandbox", "--home", str(home), *arguments]
        if fd is not None:
            command += ["--fd", str(fd)]
        clean = {name: value for name, value in os.environ.items() if name != "FACTURAXPRESS_MH_SCHEMAS"}
        self.process = subprocess.Popen(
            command,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            pass_fds=[fd] if fd is not None else [],
            env=clean | (env or {}),
        )
        assert self.process.stdout is not None
        self.announced = self.process.stdout.readline().strip()
        self.url = self.announced.removeprefix("sandbox: ")

    def kill(self) -> None:
        self.process.kill()
        self.close()

    def stop(self) -> int:
        if self.process.poll() is None:
            self.process.terminate()
        return self.close()

    def close(self) -> int:
        self.errors = self.process.communicate(timeout=30)[1]
        return self.process.returncode


@dataclass
class Training:
    """One taxpayer's dealings with a sandbox."""

    url: str
    keys: Keys
    nit: str = documents.NIT
    headers: dict[str, str] = field(default_factory=lambda: {"User-Agent": "pruebas/1.0"})
    token: str = ""

    def __post_init__(self) -> None:
        self.http = httpx2.Client(base_url=self.url, headers=self.headers, timeout=30)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.http.close()

    def control(self, method: str, path: str, body: Any = None) -> httpx2.Response:
        return self.http.request(method, f"/_control{path}", json=body)

    def fault(self, kind: str, **fields: Any) -> None:
        assert self.control("POST", "/faults", {"kind": kind, **fields}).status_code == 201

    def register(self, **changes: str) -> httpx2.Response:
        body = {"nit": self.nit, "nombre": "EMISOR DE PRUEBA", "clave": PASSWORD, "publicKey": self.keys.public}
        return self.control("POST", "/contribuyentes", body | changes)

    def login(self, user: str | None = None, password: str = PASSWORD) -> httpx2.Response:
        return self.http.post("/seguridad/auth", data={"user": user or self.nit, "pwd": password})

    def enter(self) -> None:
        self.register()
        self.token = self.login().json()["body"]["token"]

    def envelope(self, document: dict[str, Any], **changes: Any) -> dict[str, Any]:
        identification = document["identificacion"]
        return {
            "ambiente": identification["ambiente"],
            "idEnvio": 1,
            "version": identification["version"],
            "tipoDte": identification["tipoDte"],
            "documento": changes.pop("documento", None) or self.keys.sign(documents.dump(document)),
            "codigoGeneracion": identification["codigoGeneracion"],
        } | changes

    def post(self, body: Any, path: str = "/fesv/recepciondte", **headers: str) -> httpx2.Response:
        return self.http.post(path, json=body, headers={"Authorization": self.token} | headers)

    def send(self, document: dict[str, Any], **changes: Any) -> httpx2.Response:
        return self.post(self.envelope(document, **changes))

    def consult(
        self, document: dict[str, Any], path: str = "/fesv/recepcion/consultadte/", **changes: Any
    ) -> httpx2.Response:
        identification = document["identificacion"]
        body = {
            "nitEmisor": self.nit,
            "tdte": identification["tipoDte"],
            "codigoGeneracion": identification["codigoGeneracion"],
        }
        return self.post(body | changes, path)

    def sealed(self) -> list[dict[str, Any]]:
        listed: list[dict[str, Any]] = self.control("GET", "/documents").json()
        return listed


def assert_refused(
    answer: httpx2.Response, code: str, text: str, clasifica: str, observaciones: list[str] | None = None
) -> None:
    body = answer.json()
    assert answer.status_code == 400, body
    assert body["estado"] == "RECHAZADO"
    assert body["selloRecibido"] is None
    assert (body["codigoMsg"], body["descripcionMsg"], body["clasificaMsg"]) == (code, text, clasifica)
    if observaciones is not None:
        assert body["observaciones"] == observaciones


def wait_for(condition: Callable[[], bool], seconds: float = 30) -> None:
    """Ask again and again until it holds; fail if it never does."""
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, "it never came true"
        time.sleep(0.01)


@pytest.fixture(scope="session")
def keys() -> Keys:
    return Keys.generate()


@pytest.fixture(scope="session")
def other_keys() -> Keys:
    return Keys.generate()


@pytest.fixture(scope="session")
def schemas(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return documents.write_schemas(tmp_path_factory.mktemp("schemas"))


@pytest.fixture(scope="session")
def process(tmp_path_factory: pytest.TempPathFactory, schemas: Path) -> Iterator[Process]:
    running = Process(tmp_path_factory.mktemp("sandbox"), "--schemas", str(schemas))
    yield running
    assert running.stop() == 0, running.errors
    assert running.errors == ""


@pytest.fixture
def training(process: Process, keys: Keys) -> Iterator[Training]:
    """A taxpayer registered and logged in at an empty sandbox whose clock stands at the documents' date."""
    with Training(process.url, keys) as trainee:
        assert trainee.control("POST", "/reset", {"contribuyentes": True}).status_code == 200
        assert trainee.control("POST", "/clock", {"now": NOW}).status_code == 200
        trainee.enter()
        yield trainee


@pytest.fixture(scope="session")
def mh_documents(mh: Path) -> Callable[[str], list[dict[str, Any]]]:
    """The documents among MH's samples of structure 2.0 whose names match a pattern, with exact numbers."""

    def load(pattern: str) -> list[dict[str, Any]]:
        files = sorted((mh / "samples" / "2.0").glob(pattern))
        return [json.loads(file.read_text(), parse_float=Decimal) for file in files]

    return load
