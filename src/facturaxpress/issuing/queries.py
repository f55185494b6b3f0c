"""The SQL of the life of a document; `keys` has that of idempotency keys, `relations` that of what documents name.

Every function runs inside the caller's transaction and tenant scope.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any, NamedTuple
from uuid import UUID

from psycopg import AsyncConnection
from psycopg.rows import class_row, scalar_row

Connection = AsyncConnection[Any]


@dataclass(frozen=True, slots=True)
class DteRow:
    """A row of `dtes`. `documento` is the exact signed text; `resumen` and `observaciones` are JSON text."""

    id: UUID
    tenant_id: UUID
    codigo_generacion: str
    numero_control: str
    tipo_dte: str
    version: int
    ambiente: str
    estado: str
    fec_emi: date
    hor_emi: time
    receptor_nombre: str | None
    receptor_documento: str | None
    total: Decimal
    resumen: str
    referencia: str | None
    entrada_sha256: bytes
    documento: str
    jws: str
    sello_recibido: str | None
    fh_procesamiento: str | None
    respuesta_mh: str | None
    codigo_msg: str | None
    descripcion_msg: str | None
    observaciones: str
    intentos: int
    lease_until: datetime | None
    created_at: datetime
    sealed_at: datetime | None


@dataclass(frozen=True, slots=True)
class DteSummary:
    """What a list shows of a document: everything but the texts."""

    id: UUID
    codigo_generacion: str
    numero_control: str
    tipo_dte: str
    version: int
    ambiente: str
    estado: str
    fec_emi: date
    hor_emi: time
    receptor_nombre: str | None
    receptor_documento: str | None
    total: Decimal
    referencia: str | None
    sello_recibido: str | None
    created_at: datetime


_COLUMNS = """id, tenant_id, codigo_generacion, numero_control, tipo_dte, version, ambiente, estado, fec_emi, hor_emi,
    receptor_nombre, receptor_documento, total, resumen::text AS resumen, referencia, entrada_sha256, documento, jws,
    sello_recibido, fh_procesamiento, respuesta_mh, codigo_msg, descripcion_msg, observaciones::text AS observaciones,
    intentos, lease_until, created_at, sealed_at"""

_SUMMARY = """id, codigo_generacion, numero_control, tipo_dte, version, ambiente, estado, fec_emi, hor_emi,
    receptor_nombre, receptor_documento, total, referencia, sello_recibido, created_at"""


class Series(NamedTuple):
    """What has numbers of its own. `anio` is the year of `fecEmi`."""

    ambiente: str
    tipo_dte: str
    establecimiento: str
    punto_venta: str
    anio: int


async def take_numbers(conn: Connection, tenant_id: UUID, series: Series, count: int) -> int:
    """Take the next `count` numbers of a series; returns the first.

    The row stays locked until the transaction ends, so a rollback gives them back.
    """
    cursor = conn.cursor(row_factory=scalar_row)
    await cursor.execute(
        """
        INSERT INTO number_series AS s (tenant_id, ambiente, tipo_dte, establecimiento, punto_venta, anio, ultimo)
        VALUES (%s, %s, %s, %s, %s, %s, %s)
        ON CONFLICT (tenant_id, ambiente, tipo_dte, establecimiento, punto_venta, anio)
            DO UPDATE SET ultimo = s.ultimo + EXCLUDED.ultimo
        RETURNING ultimo
        """,
        (tenant_id, *series, count),
    )
    last = await cursor.fetchone()
    assert isinstance(last, int)  # noqa: S101 - RETURNING of an upsert always gives a row
    return last - count + 1


class NewDte(NamedTuple):
    """A signed document as it is stored, column by column."""

    id: UUID
    codigo_generacion: str
    numero_control: str
    tipo_dte: str
    version: int
    ambiente: str
    fec_emi: date
    hor_emi: str
    receptor_nombre: str | None
    receptor_documento: str | None
    total: Decimal
    resumen: str
    referencia: str | None
    entrada_sha256: bytes
    documento: str
    jws: str


async def insert_dtes(conn: Connection, tenant_id: UUID, rows: Sequence[NewDte], *, holder: UUID, lease: float) -> None:
    """Store signed documents, each leased to who transmits it, and with it the record of its first sending."""
    await conn.execute(
        """
        WITH stored AS (
            INSERT INTO dtes (tenant_id, estado, lease_until, lease_holder, intentos, id, codigo_generacion,
                numero_control, tipo_dte, version, ambiente, fec_emi, hor_emi, receptor_nombre, receptor_documento,
                total, resumen, referencia, entrada_sha256, documento, jws)
            SELECT %s, 'FIRMADO', now() + make_interval(secs => %s), %s, 1, new.*
            FROM unnest(%s::uuid[], %s::text[], %s::text[], %s::text[], %s::int[], %s::text[], %s::date[], %s::time[],
                %s::text[], %s::text[], %s::numeric[], %s::jsonb[], %s::text[], %s::bytea[], %s::text[], %s::text[]
            ) AS new
            RETURNING id, tenant_id
        )
        INSERT INTO dte_transmisiones (tenant_id, dte_id, n, kind) SELECT tenant_id, id, 1, 'envio' FROM stored
        """,
        (tenant_id, lease, holder, *(list(column) for column in zip(*rows, strict=True))),
    )


async def claim(conn: Connection, dte_id: UUID, *, holder: UUID, lease: float) -> DteRow | None:
    """Take the right to talk to MH about a document for `lease` seconds; None if it is settled or somebody has it."""
    cursor = conn.cursor(row_factory=class_row(DteRow))
    await cursor.execute(
        f"""
        UPDATE dtes SET lease_until = now() + make_interval(secs => %s), lease_holder = %s, updated_at = now()
        WHERE id = %s AND estado = 'FIRMADO' AND (lease_until IS NULL OR lease_until <= now())
        RETURNING {_COLUMNS}
        """,
        (lease, holder, dte_id),
    )
    return await cursor.fetchone()


async def renew(conn: Connection, dte_id: UUID, *, holder: UUID, lease: float) -> bool:
    """Keep the right for another `lease` seconds; False if somebody else has it, or nobody needs it any more."""
    cursor = await conn.execute(
        """
        UPDATE dtes SET lease_until = now() + make_interval(secs => %s)
        WHERE id = %s AND lease_holder = %s AND estado = 'FIRMADO'
        """,
        (lease, dte_id, holder),
    )
    return cursor.rowcount == 1


async def release(conn: Connection, dte_id: UUID, *, holder: UUID) -> None:
    """Give the right up without a result; what somebody else has taken over meanwhile stays theirs."""
    await conn.execute(
        """
        UPDATE dtes SET lease_until = NULL, lease_holder = NULL
        WHERE id = %s AND lease_holder = %s AND estado = 'FIRMADO'
        """,
        (dte_id, holder),
    )


class Verdict(NamedTuple):
    """MH's verdict on a document. `n`: the attempt it answers, None if that is recorded already."""

    dte_id: UUID
    estado: str
    sello_recibido: str | None
    fh_procesamiento: str | None
    respuesta_mh: str
    codigo_msg: str | None
    descripcion_msg: str | None
    observaciones: str
    n: int | None
    outcome: str
    http_status: int


async def settle(conn: Connection, verdicts: Sequence[Verdict]) -> list[DteRow]:
    """Write verdicts and how their attempts ended; the documents that had none before. The first verdict stays."""
    ids, estados, sellos, fechas, respuestas, codigos, descripciones, observaciones, ns, outcomes, statuses = (
        list(column) for column in zip(*verdicts, strict=True)
    )
    await conn.execute(
        """
        UPDATE dte_transmisiones t
        SET finished_at = now(), outcome = v.outcome, http_status = v.http_status, body = v.body
        FROM unnest(%s::uuid[], %s::int[], %s::text[], %s::int[], %s::text[])
            AS v (dte_id, n, outcome, http_status, body)
        WHERE t.dte_id = v.dte_id AND t.n = v.n AND t.finished_at IS NULL
        """,
        (ids, ns, outcomes, statuses, respuestas),
    )
    cursor = conn.cursor(row_factory=class_row(DteRow))
    await cursor.execute(
        f"""
        WITH verdict (dte_id, v_estado, v_sello, v_fecha, v_respuesta, v_codigo, v_descripcion, v_observaciones) AS (
            SELECT * FROM unnest(%s::uuid[], %s::text[], %s::text[], %s::text[], %s::text[], %s::text[], %s::text[],
                %s::jsonb[])
        )
        UPDATE dtes SET estado = v_estado, sello_recibido = v_sello, fh_procesamiento = v_fecha,
            respuesta_mh = v_respuesta, codigo_msg = v_codigo, descripcion_msg = v_descripcion,
            observaciones = v_observaciones, lease_until = NULL, lease_holder = NULL, updated_at = now(),
            sealed_at = CASE WHEN v_sello IS NULL THEN NULL ELSE now() END
        FROM verdict WHERE id = dte_id AND estado = 'FIRMADO'
        RETURNING {_COLUMNS}
        """,
        (ids, estados, sellos, fechas, respuestas, codigos, descripciones, observaciones),
    )
    return await cursor.fetchall()


async def start_attempt(conn: Connection, tenant_id: UUID, dte_id: UUID, kind: str, *, holder: UUID) -> int | None:
    """Record that MH is about to be called, before it is: after a crash the record says the document may be there.

    None if the right to call is somebody else's by now.
    """
    held = await conn.execute(
        """
        UPDATE dtes SET intentos = intentos + %s
        WHERE id = %s AND lease_holder = %s AND lease_until > now() AND estado = 'FIRMADO'
        """,
        (int(kind == "envio"), dte_id, holder),
    )
    if held.rowcount != 1:
        return None
    cursor = conn.cursor(row_factory=scalar_row)
    await cursor.execute(
        """
        INSERT INTO dte_transmisiones (tenant_id, dte_id, n, kind)
        SELECT %s, %s, coalesce(max(n), 0) + 1, %s FROM dte_transmisiones WHERE dte_id = %s
        RETURNING n
        """,
        (tenant_id, dte_id, kind, dte_id),
    )
    n = await cursor.fetchone()
    assert isinstance(n, int)  # noqa: S101 - an aggregate without GROUP BY always gives a row
    return n


async def finish_attempt(
    conn: Connection, dte_id: UUID, n: int, *, outcome: str, http_status: int | None, body: str | None
) -> None:
    await conn.execute(
        """
        UPDATE dte_transmisiones SET finished_at = now(), outcome = %s, http_status = %s, body = %s
        WHERE dte_id = %s AND n = %s AND finished_at IS NULL
        """,
        (outcome, http_status, body, dte_id, n),
    )


async def unanswered(conn: Connection, before: datetime) -> int:
    """How many of the tenant's documents were stored before that moment and have no verdict yet."""
    cursor = conn.cursor(row_factory=scalar_row)
    await cursor.execute("SELECT count(*) FROM dtes WHERE estado = 'FIRMADO' AND created_at < %s", (before,))
    return int(await cursor.fetchone() or 0)


async def by_codigo(conn: Connection, codigo_generacion: str) -> DteRow | None:
    return await _one(conn, "codigo_generacion = %s", codigo_generacion)


async def by_codigos(conn: Connection, ambiente: str, codes: Sequence[str]) -> list[DteRow]:
    """The documents of the tenant with these codes."""
    cursor = conn.cursor(row_factory=class_row(DteRow))
    await cursor.execute(
        f"SELECT {_COLUMNS} FROM dtes WHERE codigo_generacion = ANY(%s) AND ambiente = %s", (list(codes), ambiente)
    )
    return await cursor.fetchall()


async def by_id(conn: Connection, dte_id: UUID) -> DteRow | None:
    return await _one(conn, "id = %s", dte_id)


async def by_referencia(conn: Connection, referencia: str) -> DteRow | None:
    return await _one(conn, "referencia = %s", referencia)


async def _one(conn: Connection, condition: str, value: object) -> DteRow | None:
    cursor = conn.cursor(row_factory=class_row(DteRow))
    await cursor.execute(f"SELECT {_COLUMNS} FROM dtes WHERE {condition}", (value,))
    return await cursor.fetchone()


@dataclass(frozen=True, slots=True)
class Filters:
    """What a list may be narrowed by; dates are `fecEmi`, both ends included."""

    tipo_dte: str | None = None
    estado: str | None = None
    since: date | None = None
    until: date | None = None
    receptor: str | None = None
    referencia: str | None = None
    numero_control: str | None = None


async def page(conn: Connection, filters: Filters, after: tuple[datetime, UUID] | None, limit: int) -> list[DteSummary]:
    """Newest first, from the row behind `after` on."""
    conditions: list[tuple[str, tuple[object, ...]]] = []
    if filters.tipo_dte is not None:
        conditions.append(("tipo_dte = %s", (filters.tipo_dte,)))
    if filters.estado is not None:
        conditions.append(("estado = %s", (filters.estado,)))
    if filters.since is not None:
        conditions.append(("fec_emi >= %s", (filters.since,)))
    if filters.until is not None:
        conditions.append(("fec_emi <= %s", (filters.until,)))
    if filters.receptor is not None:
        # position() and not LIKE, so that % and _ in a name mean themselves.
        conditions.append(
            (
                "(receptor_documento = %s OR position(lower(%s) IN lower(receptor_nombre)) > 0)",
                (filters.receptor, filters.receptor),
            )
        )
    if filters.referencia is not None:
        conditions.append(("referencia = %s", (filters.referencia,)))
    if filters.numero_control is not None:
        conditions.append(("numero_control = %s", (filters.numero_control,)))
    if after is not None:
        conditions.append(("(created_at, id) < (%s, %s)", after))
    where = " AND ".join(fragment for fragment, _ in conditions) or "true"
    cursor = conn.cursor(row_factory=class_row(DteSummary))
    await cursor.execute(
        f"SELECT {_SUMMARY} FROM dtes WHERE {where} ORDER BY created_at DESC, id DESC LIMIT %s",
        (*(value for _, values in conditions for value in values), limit),
    )
    return await cursor.fetchall()
