"""The documents that a sale names, as the law needs them: what was signed, its seal, and what acts on it already."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple
from uuid import UUID

from facturaxpress import dte
from facturaxpress.db import Connection
from facturaxpress.issuing import queries


class RelationsMoved(Exception):
    """Between computing a document and storing it, another one came to act on what it names."""


@dataclass(frozen=True, slots=True)
class Named:
    """What was known of the documents that a sale names when its own was computed."""

    codes: tuple[str, ...] = ()
    held: Mapping[str, dte.Held] | None = None
    acting: frozenset[tuple[str, str]] = frozenset()
    """(document, what acts on it), by codigoGeneracion."""


async def read(conn: Connection, ambiente: str, codes: Sequence[str]) -> Named:
    """The documents of the tenant with these codes; those of other issuers are not held."""
    rows = await queries.by_codigos(conn, ambiente, codes)
    acting = await _acting_on(conn, ambiente, codes)
    texts: dict[str, list[Mapping[str, Any]]] = defaultdict(list)
    for one in acting:
        texts[one.named].append(dte.parse_json(one.documento.encode()))
    held = {
        row.codigo_generacion: dte.Held(
            document=dte.parse_json(row.documento.encode()),
            selloRecibido=row.sello_recibido,
            sealed=row.sealed_at,
            affecting=tuple(texts[row.codigo_generacion]),
        )
        for row in rows
    }
    return Named(tuple(codes), held, _pairs(acting))


async def check(conn: Connection, ambiente: str, seen: Sequence[Named]) -> None:
    """Raises RelationsMoved if something acts by now on what a sale names that did not when it was computed.

    The named documents stay locked until the transaction ends, so two notes on one document are stored one after the
    other, and the second is computed again with the first in sight.
    """
    every = [code for named in seen for code in named.codes]
    codes = sorted(set(every))
    if not codes:
        return
    if len(codes) < len(every):
        # Two of one batch act on the same document: one after the other.
        raise RelationsMoved
    await _lock(conn, ambiente, codes)
    now = _pairs(await _acting_on(conn, ambiente, codes))
    for named in seen:
        if {pair for pair in now if pair[0] in named.codes} != named.acting:
            raise RelationsMoved


async def insert(conn: Connection, tenant_id: UUID, relations: Sequence[tuple[UUID, str]]) -> None:
    """Which documents each stored document names: (dte_id, codigoGeneracion)."""
    ids, codes = (list(column) for column in zip(*relations, strict=True))
    await conn.execute(
        """
        INSERT INTO dte_relaciones (tenant_id, dte_id, codigo_generacion)
        SELECT %s, named.* FROM unnest(%s::uuid[], %s::text[]) AS named
        """,
        (tenant_id, ids, codes),
    )


async def _lock(conn: Connection, ambiente: str, codes: Sequence[str]) -> None:
    """Keep others from acting on these documents until the transaction ends; those that are not ours are left out."""
    await conn.execute(
        "SELECT id FROM dtes WHERE codigo_generacion = ANY(%s) AND ambiente = %s ORDER BY id FOR NO KEY UPDATE",
        (list(codes), ambiente),
    )


class _Acting(NamedTuple):
    """A document that names another and was not refused. `documento` is the exact signed text."""

    named: str
    codigo_generacion: str
    documento: str


async def _acting_on(conn: Connection, ambiente: str, codes: Sequence[str]) -> list[_Acting]:
    """What acts on the documents with these codes, oldest first."""
    cursor = await conn.execute(
        """
        SELECT r.codigo_generacion, d.codigo_generacion, d.documento
        FROM dte_relaciones r JOIN dtes d ON d.id = r.dte_id
        WHERE r.codigo_generacion = ANY(%s) AND d.ambiente = %s AND d.estado <> 'RECHAZADO'
        ORDER BY d.created_at, d.id
        """,
        (list(codes), ambiente),
    )
    return [_Acting(*row) for row in await cursor.fetchall()]


def _pairs(acting: Sequence[_Acting]) -> frozenset[tuple[str, str]]:
    return frozenset((one.named, one.codigo_generacion) for one in acting)
