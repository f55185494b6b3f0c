from dataclasses import dataclass
from pathlib import Path
from uuid import UUID, uuid4

import pytest
import pytest_asyncio
from psycopg.types.json import Jsonb

from facturaxpress.db import Database
from facturaxpress.tenants.definition import Definition, read_definition
from facturaxpress.vault import Vault
from tests.tenants import files

EMISOR = {
    "codActividad": "46900",
    "descActividad": "Venta al por mayor de otros productos",
    "nombreComercial": None,
    "direccion": {"departamento": "06", "municipio": "23", "distrito": "14", "complemento": "Calle de Prueba 1"},
    "telefono": "22000000",
    "correo": "dte@example.com",
}


@dataclass
class Bare:
    """A tenant's row and nothing else."""

    id: UUID
    slug: str


async def make_bare(database: Database, slug: str) -> Bare:
    tenant_id = uuid4()
    async with database.tenant(tenant_id) as conn:
        await conn.execute(
            """
            INSERT INTO tenants (id, slug, nombre, nit, nrc, emisor)
            VALUES (%s, %s, 'Empresa', '06140101201013', '123', %s)
            """,
            (tenant_id, slug, Jsonb(EMISOR)),
        )
    return Bare(tenant_id, slug)


@pytest_asyncio.fixture
async def bare(database: Database) -> Bare:
    return await make_bare(database, "una-empresa")


@pytest_asyncio.fixture
async def other(database: Database) -> Bare:
    return await make_bare(database, "otra-empresa")


@pytest.fixture
def safe(tmp_path: Path) -> Vault:
    return Vault(tmp_path / "secrets" / "vault.key")


@pytest.fixture
def definition(tmp_path: Path) -> Definition:
    return read_definition(files.write(tmp_path, files.changed()), files.ENVIRON)
