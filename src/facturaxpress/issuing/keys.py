"""Idempotency keys: who works on one, and which document it became. Every function runs inside the caller's transaction
and tenant scope.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from psycopg.rows import class_row

from facturaxpress.db import Connection


class KeyInFlight(Exception):
    """Another request with the same idempotency key is being worked on."""


class KeyReused(Exception):
    """The idempotency key, or the referencia, was used before with another body."""

    def __init__(self, name: str, codigo_generacion: str | None = None) -> None:
        super().__init__(name)
        self.name = name
        self.codigo_generacion = codigo_generacion


@dataclass(frozen=True, slots=True)
class KeyRow:
    body_sha256: bytes
    dte_id: UUID | None


async def reserve(
    conn: Connection, tenant_id: UUID, key: str, body_sha256: bytes, holder: UUID, lease: float
) -> KeyRow | None:
    """Take an idempotency key; None if it is ours now, else what stands in the way.

    A key whose holder died is taken over when its lease has ended. The row need not survive a crash of the database
    server, as no document hangs on it yet, so the commit does not wait for the disk.
    """
    await conn.execute("SET LOCAL synchronous_commit = off")
    cursor = await conn.execute(
        """
        INSERT INTO idempotency_keys AS k (tenant_id, key, body_sha256, holder, lease_until)
        VALUES (%s, %s, %s, %s, now() + make_interval(secs => %s))
        ON CONFLICT (tenant_id, key) DO UPDATE
            SET body_sha256 = EXCLUDED.body_sha256, holder = EXCLUDED.holder, lease_until = EXCLUDED.lease_until
            WHERE k.dte_id IS NULL AND k.lease_until <= now()
        """,
        (tenant_id, key, body_sha256, holder, lease),
    )
    if cursor.rowcount == 1:
        return None
    found = conn.cursor(row_factory=class_row(KeyRow))
    await found.execute("SELECT body_sha256, dte_id FROM idempotency_keys WHERE key = %s", (key,))
    row = await found.fetchone()
    # Freed between the two statements: whoever freed it will not mind one more "in flight".
    return row or KeyRow(body_sha256=body_sha256, dte_id=None)


async def settle(conn: Connection, keys: Sequence[tuple[str, UUID, UUID]]) -> bool:
    """Bind keys to their documents, (key, holder, dte_id) each; False if somebody else has taken one over."""
    names, holders, ids = (list(column) for column in zip(*keys, strict=True))
    cursor = await conn.execute(
        """
        UPDATE idempotency_keys k SET dte_id = mine.dte_id
        FROM unnest(%s::text[], %s::uuid[], %s::uuid[]) AS mine (key, holder, dte_id)
        WHERE k.key = mine.key AND k.holder = mine.holder AND k.dte_id IS NULL
        """,
        (names, holders, ids),
    )
    return cursor.rowcount == len(keys)


async def free(conn: Connection, key: str, holder: UUID) -> None:
    await conn.execute("DELETE FROM idempotency_keys WHERE key = %s AND holder = %s AND dte_id IS NULL", (key, holder))
