"""All SQL about tenants, their series and their tokens. Each function runs inside the caller's transaction.

What is asked across tenants goes through the functions of migration 0001 that the tables' owner runs; everything else
sees the tenant whose scope the transaction has.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from psycopg.rows import class_row, scalar_row
from psycopg.types.json import Jsonb

from facturaxpress.db import Connection


@dataclass(frozen=True, slots=True)
class TenantRow:
    id: UUID
    slug: str
    nombre: str
    nit: str
    nrc: str
    ambiente: str
    emisor: dict[str, Any]
    mh_url: str
    settings: dict[str, Any]
    created_at: datetime


@dataclass(frozen=True, slots=True)
class TenantSummary:
    """What may be known of a tenant from outside its scope."""

    id: UUID
    slug: str
    nombre: str
    nit: str
    ambiente: str
    created_at: datetime


@dataclass(frozen=True, slots=True)
class EstablecimientoRow:
    codigo: str
    nombre: str
    direccion: dict[str, str] | None
    telefono: str | None
    correo: str | None
    puntos_venta: list[str]


@dataclass(frozen=True, slots=True)
class CredentialsRow:
    usuario: str
    clave_encriptada: str


@dataclass(frozen=True, slots=True)
class SeriesRow:
    ambiente: str
    tipo_dte: str
    establecimiento: str
    punto_venta: str
    anio: int
    ultimo: int


@dataclass(frozen=True, slots=True)
class TokenRow:
    id: UUID
    tenant_id: UUID | None
    role: str
    nombre: str
    created_at: datetime
    revoked_at: datetime | None


@dataclass(frozen=True, slots=True)
class PrincipalRow:
    token_id: UUID
    tenant_id: UUID | None
    slug: str | None
    role: str
    nombre: str


# Tenants


async def tenant_id_by_slug(conn: Connection, slug: str) -> UUID | None:
    cursor = conn.cursor(row_factory=scalar_row)
    await cursor.execute("SELECT id FROM tenant_by_slug(%s)", (slug,))
    found = await cursor.fetchone()
    return found if isinstance(found, UUID) else None


async def tenant_list(conn: Connection) -> list[TenantSummary]:
    cursor = conn.cursor(row_factory=class_row(TenantSummary))
    await cursor.execute("SELECT id, slug, nombre, nit, ambiente, created_at FROM tenant_list()")
    return await cursor.fetchall()


async def tenant(conn: Connection, tenant_id: UUID) -> TenantRow | None:
    cursor = conn.cursor(row_factory=class_row(TenantRow))
    await cursor.execute(
        """
        SELECT id, slug, nombre, nit, coalesce(nrc, '') AS nrc, ambiente, emisor, coalesce(mh_url, '') AS mh_url,
            settings, created_at
        FROM tenants WHERE id = %s
        """,
        (tenant_id,),
    )
    return await cursor.fetchone()


async def insert_tenant(conn: Connection, tenant_id: UUID, slug: str, columns: dict[str, Any]) -> None:
    await conn.execute(
        """
        INSERT INTO tenants (id, slug, nombre, nit, nrc, ambiente, emisor, mh_url, settings)
        VALUES (%(id)s, %(slug)s, %(nombre)s, %(nit)s, %(nrc)s, %(ambiente)s, %(emisor)s, %(mh_url)s, %(settings)s)
        """,
        _tenant_parameters(columns) | {"id": tenant_id, "slug": slug},
    )


async def update_tenant(conn: Connection, tenant_id: UUID, columns: dict[str, Any]) -> None:
    await conn.execute(
        """
        UPDATE tenants SET nombre = %(nombre)s, nrc = %(nrc)s, ambiente = %(ambiente)s, emisor = %(emisor)s,
            mh_url = %(mh_url)s, settings = %(settings)s
        WHERE id = %(id)s
        """,
        _tenant_parameters(columns) | {"id": tenant_id},
    )


def _tenant_parameters(columns: dict[str, Any]) -> dict[str, Any]:
    return columns | {"emisor": Jsonb(columns["emisor"]), "settings": Jsonb(columns["settings"])}


async def lock_tenant(conn: Connection, tenant_id: UUID) -> None:
    """Keep others from changing this tenant until the transaction ends."""
    await conn.execute("SELECT FROM tenants WHERE id = %s FOR UPDATE", (tenant_id,))


async def set_mh_url(conn: Connection, tenant_id: UUID, url: str) -> None:
    await conn.execute("UPDATE tenants SET mh_url = %s WHERE id = %s", (url, tenant_id))


# Establishments and points of sale


async def establecimientos(conn: Connection, tenant_id: UUID) -> list[EstablecimientoRow]:
    """In the order of the definition; the first is the default."""
    cursor = conn.cursor(row_factory=class_row(EstablecimientoRow))
    await cursor.execute(
        """
        SELECT e.codigo::text AS codigo, e.nombre, e.direccion, e.telefono, e.correo,
            array(SELECT p.codigo::text FROM puntos_venta p
                  WHERE p.tenant_id = e.tenant_id AND p.establecimiento = e.codigo ORDER BY p.codigo) AS puntos_venta
        FROM establecimientos e WHERE e.tenant_id = %s ORDER BY e.orden, e.codigo
        """,
        (tenant_id,),
    )
    return await cursor.fetchall()


async def replace_establecimientos(conn: Connection, tenant_id: UUID, rows: Iterable[dict[str, Any]]) -> None:
    """`rows` have the columns of `establecimientos` but the tenant, and `puntos`: pairs of codigo and nombre."""
    await conn.execute("DELETE FROM establecimientos WHERE tenant_id = %s", (tenant_id,))
    for orden, row in enumerate(rows):
        direccion = row["direccion"]
        await conn.execute(
            """
            INSERT INTO establecimientos (tenant_id, codigo, nombre, direccion, telefono, correo, orden)
            VALUES (%s, %s, %s, %s, %s, %s, %s)
            """,
            (
                tenant_id,
                row["codigo"],
                row["nombre"],
                None if direccion is None else Jsonb(direccion),
                row["telefono"],
                row["correo"],
                orden,
            ),
        )
        for codigo, nombre in row["puntos"]:
            await conn.execute(
                "INSERT INTO puntos_venta (tenant_id, establecimiento, codigo, nombre) VALUES (%s, %s, %s, %s)",
                (tenant_id, row["codigo"], codigo, nombre),
            )


async def has_punto_venta(conn: Connection, tenant_id: UUID, establecimiento: str, punto_venta: str) -> bool:
    cursor = conn.cursor(row_factory=scalar_row)
    await cursor.execute(
        "SELECT EXISTS (SELECT FROM puntos_venta WHERE tenant_id = %s AND establecimiento = %s AND codigo = %s)",
        (tenant_id, establecimiento, punto_venta),
    )
    return bool(await cursor.fetchone())


# MH credentials


async def credentials(conn: Connection, tenant_id: UUID, ambiente: str) -> CredentialsRow | None:
    cursor = conn.cursor(row_factory=class_row(CredentialsRow))
    await cursor.execute(
        "SELECT usuario, clave_encriptada FROM tenant_mh_credentials WHERE tenant_id = %s AND ambiente = %s",
        (tenant_id, ambiente),
    )
    return await cursor.fetchone()


async def store_credentials(
    conn: Connection, tenant_id: UUID, ambiente: str, usuario: str, clave_encriptada: str
) -> None:
    await conn.execute(
        """
        INSERT INTO tenant_mh_credentials (tenant_id, ambiente, usuario, clave_encriptada) VALUES (%s, %s, %s, %s)
        ON CONFLICT (tenant_id, ambiente)
            DO UPDATE SET usuario = EXCLUDED.usuario, clave_encriptada = EXCLUDED.clave_encriptada
        """,
        (tenant_id, ambiente, usuario, clave_encriptada),
    )


# Number series


async def series(conn: Connection, tenant_id: UUID) -> list[SeriesRow]:
    cursor = conn.cursor(row_factory=class_row(SeriesRow))
    await cursor.execute(
        """
        SELECT ambiente, tipo_dte, establecimiento::text AS establecimiento, punto_venta::text AS punto_venta, anio,
            ultimo
        FROM number_series WHERE tenant_id = %s
        ORDER BY ambiente, anio DESC, tipo_dte, establecimiento, punto_venta
        """,
        (tenant_id,),
    )
    return await cursor.fetchall()


async def lock_series(conn: Connection, tenant_id: UUID, key: tuple[str, str, str, str, int]) -> int:
    """The last number of a series (0 for a new one); nobody takes a number of it until the transaction ends.

    `key`: ambiente, tipo_dte, establecimiento, punto_venta, anio.
    """
    cursor = conn.cursor(row_factory=scalar_row)
    await cursor.execute(
        """
        INSERT INTO number_series AS s (tenant_id, ambiente, tipo_dte, establecimiento, punto_venta, anio, ultimo)
        VALUES (%s, %s, %s, %s, %s, %s, 0)
        ON CONFLICT (tenant_id, ambiente, tipo_dte, establecimiento, punto_venta, anio) DO UPDATE SET ultimo = s.ultimo
        RETURNING ultimo
        """,
        (tenant_id, *key),
    )
    return int(await cursor.fetchone() or 0)


async def set_series(conn: Connection, tenant_id: UUID, key: tuple[str, str, str, str, int], ultimo: int) -> None:
    await conn.execute(
        """
        UPDATE number_series SET ultimo = %s
        WHERE tenant_id = %s AND ambiente = %s AND tipo_dte = %s AND establecimiento = %s AND punto_venta = %s
            AND anio = %s
        """,
        (ultimo, tenant_id, *key),
    )


async def highest_issued(conn: Connection, tenant_id: UUID, key: tuple[str, str, str, str, int]) -> int:
    """The highest number of a series that a stored document carries, whatever its state; 0 if none does."""
    ambiente, tipo_dte, establecimiento, punto_venta, anio = key
    cursor = conn.cursor(row_factory=scalar_row)
    await cursor.execute(
        """
        SELECT coalesce(max(right(numero_control, 15)::bigint), 0) FROM dtes
        WHERE tenant_id = %s AND ambiente = %s AND tipo_dte = %s AND extract(year FROM fec_emi) = %s
            AND starts_with(numero_control, %s)
        """,
        (tenant_id, ambiente, tipo_dte, anio, f"DTE-{tipo_dte}-{establecimiento}{punto_venta}-"),
    )
    return int(await cursor.fetchone() or 0)


# Tokens


async def insert_token(
    conn: Connection, token_id: UUID, tenant_id: UUID, *, role: str, token_sha256: bytes, nombre: str
) -> None:
    await conn.execute(
        "INSERT INTO api_tokens (id, tenant_id, role, token_sha256, nombre) VALUES (%s, %s, %s, %s, %s)",
        (token_id, tenant_id, role, token_sha256, nombre),
    )


async def insert_global_token(conn: Connection, token_id: UUID, *, role: str, token_sha256: bytes, nombre: str) -> None:
    await conn.execute("SELECT global_token_add(%s, %s, %s, %s)", (token_id, role, token_sha256, nombre))


async def tokens(conn: Connection, tenant_id: UUID) -> list[TokenRow]:
    cursor = conn.cursor(row_factory=class_row(TokenRow))
    await cursor.execute(
        """
        SELECT id, tenant_id, role, nombre, created_at, revoked_at FROM api_tokens WHERE tenant_id = %s
        ORDER BY created_at, id
        """,
        (tenant_id,),
    )
    return await cursor.fetchall()


async def global_tokens(conn: Connection) -> list[TokenRow]:
    cursor = conn.cursor(row_factory=class_row(TokenRow))
    await cursor.execute(
        "SELECT id, NULL::uuid AS tenant_id, role, nombre, created_at, revoked_at FROM global_token_list()"
    )
    return await cursor.fetchall()


async def revoke_token(conn: Connection, tenant_id: UUID, token_id: UUID) -> bool:
    cursor = await conn.execute(
        "UPDATE api_tokens SET revoked_at = now() WHERE id = %s AND tenant_id = %s AND revoked_at IS NULL",
        (token_id, tenant_id),
    )
    return cursor.rowcount == 1


async def revoke_global_token(conn: Connection, token_id: UUID) -> bool:
    cursor = conn.cursor(row_factory=scalar_row)
    await cursor.execute("SELECT global_token_revoke(%s)", (token_id,))
    return bool(await cursor.fetchone())


async def authenticate(conn: Connection, token_sha256: bytes) -> PrincipalRow | None:
    """Whose token this is; None if there is no such token or it was revoked."""
    cursor = conn.cursor(row_factory=class_row(PrincipalRow))
    await cursor.execute("SELECT token_id, tenant_id, slug, role, nombre FROM authenticate_token(%s)", (token_sha256,))
    return await cursor.fetchone()
