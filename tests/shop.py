"""The whole path of a sale: real PostgreSQL, a real sandbox over HTTP, a tenant made for the test."""

import json
from collections.abc import AsyncIterator, Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import httpx2
import pytest
import pytest_asyncio
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa

from facturaxpress.app import Application, rooms
from facturaxpress.issuing import queries
from facturaxpress.issuing.queries import DteRow
from facturaxpress.settings import Settings
from facturaxpress.signing.synthetic import make_mh_certificate
from facturaxpress.tenants import service as tenants
from facturaxpress.tenants.definition import Access, CertificateFile, Definition, Establecimiento, PuntoVenta
from facturaxpress.vault import Vault
from tests.database import DatabaseUrls
from tests.sandbox.conftest import Process

NIT = "06142803901121"
CLAVE = "Clave-de-prueba-2026"

DIRECCION = {"departamento": "06", "municipio": "23", "distrito": "14", "complemento": "Calle de Prueba 1"}


@pytest.fixture(scope="session")
def issuer_key() -> rsa.RSAPrivateKey:
    return rsa.generate_private_key(public_exponent=65537, key_size=2048)


@pytest.fixture(scope="session")
def sandbox_process(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Process]:
    process = Process(tmp_path_factory.mktemp("sandbox"))
    yield process
    process.stop()


@dataclass
class Sandbox:
    """MH's stand-in and its controls."""

    url: str

    def __post_init__(self) -> None:
        self.http = httpx2.Client(base_url=self.url, timeout=30)

    def fault(self, kind: str, **fields: Any) -> None:
        response = self.http.post("/_control/faults", json={"kind": kind, **fields})
        assert response.status_code == 201, response.text

    def clear(self) -> None:
        assert self.http.request("DELETE", "/_control/faults").status_code < 300

    def set(self, **settings: Any) -> None:
        assert self.http.post("/_control/settings", json=settings).status_code == 200

    def documents(self) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = self.http.get("/_control/documents").json()
        return found

    def register(self, nit: str, key: rsa.RSAPrivateKey) -> None:
        pem = key.public_key().public_bytes(serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo)
        body = {"nit": nit, "nombre": "EMISOR DE PRUEBA", "clave": CLAVE, "publicKey": pem.decode()}
        assert self.http.post("/_control/contribuyentes", json=body).status_code < 300


@pytest.fixture
def sandbox(sandbox_process: Process, issuer_key: rsa.RSAPrivateKey) -> Iterator[Sandbox]:
    control = Sandbox(sandbox_process.url)
    assert control.http.post("/_control/reset").status_code < 300
    control.register(NIT, issuer_key)
    yield control
    control.http.close()


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    """Short waits, so that a silent MH does not make a slow test; the proportions are the product's."""
    return Settings(home=tmp_path, hacienda_timeout=0.5, answer_within=2.0, signer_threads=2, DATABASE_URL=None)


def definition(slug: str, nit: str, key: rsa.RSAPrivateKey, url: str, **changes: Any) -> Definition:
    now = datetime.now(UTC)
    start, end = changes.pop("validity", (now - timedelta(days=1), now + timedelta(days=365)))
    certificate = make_mh_certificate(nit, "EMISOR DE PRUEBA", CLAVE, not_before=start, not_after=end, key=key)
    fields: dict[str, Any] = {
        "slug": slug,
        "nombre": "EMISOR DE PRUEBA, S.A. DE C.V.",
        "nit": nit,
        "nrc": "1234567",
        "ambiente": "00",
        "emisor": {
            "codActividad": "46900",
            "descActividad": "Venta al por mayor de otros productos",
            "nombreComercial": None,
            "direccion": DIRECCION,
            "telefono": "22000001",
            "correo": "emisor@example.com",
        },
        "establecimientos": (
            Establecimiento("M001", (PuntoVenta("P001"), PuntoVenta("P002"))),
            Establecimiento("S001", (PuntoVenta("P001"),)),
        ),
        "mh_url": url,
        "hacienda": Access(nit, CLAVE),
        "certificado": CertificateFile(certificate, CLAVE),
    }
    return Definition(**(fields | changes))


@dataclass
class Shop:
    """A tenant and everything around it."""

    app: Application
    tenant_id: UUID
    sandbox: Sandbox
    key: rsa.RSAPrivateKey

    async def issue(self, sale: dict[str, Any], key: str | None = None) -> DteRow:
        return (await self.app.issuing.issue(self.tenant_id, json.dumps(sale).encode(), key)).row

    async def scalar(self, query: str, *parameters: Any) -> Any:
        async with self.app.database.tenant(self.tenant_id) as conn:
            row = await (await conn.execute(query, parameters)).fetchone()
        return row[0] if row else None

    async def attempts(self, row: DteRow) -> list[tuple[str, str]]:
        """Kind and outcome of every call to MH, in order."""
        async with self.app.database.tenant(self.tenant_id) as conn:
            cursor = await conn.execute(
                "SELECT kind, outcome FROM dte_transmisiones WHERE dte_id = %s ORDER BY n", (row.id,)
            )
            return [(kind, outcome) for kind, outcome in await cursor.fetchall()]

    async def again(self, row: DteRow) -> DteRow:
        async with self.app.database.tenant(self.tenant_id) as conn:
            found = await queries.by_id(conn, row.id)
        assert found is not None
        return found


@pytest_asyncio.fixture
async def app(settings: Settings, database_urls: DatabaseUrls) -> AsyncIterator[Application]:
    async with rooms(settings, database_urls.app) as application:
        yield application


@pytest_asyncio.fixture
async def shop(app: Application, sandbox: Sandbox, issuer_key: rsa.RSAPrivateKey) -> Shop:
    tenant = await tenants.add_tenant(
        app.database, app.vault, definition("tienda", NIT, issuer_key, sandbox.url), datetime.now(UTC)
    )
    return Shop(app, tenant.id, sandbox, issuer_key)


@pytest.fixture
def sale() -> Callable[..., dict[str, Any]]:
    """A small Factura; keywords change or add top-level members."""

    def make(**changes: Any) -> dict[str, Any]:
        return {
            "tipoDte": "01",
            "cuerpoDocumento": [
                {"tipoItem": 1, "cantidad": 2, "uniMedida": 59, "descripcion": "Camisa", "precioUni": 11.3}
            ],
        } | changes

    return make


__all__ = ["NIT", "Sandbox", "Shop", "Vault", "definition"]
