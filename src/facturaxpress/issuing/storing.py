"""Accepted sales as stored documents: numbered, signed and written down together."""

import uuid
from collections import Counter
from dataclasses import dataclass, field
from datetime import timedelta
from uuid import UUID

from facturaxpress import dte, jobs
from facturaxpress.clock import Clock
from facturaxpress.db import Connection, Database
from facturaxpress.dte import Draft
from facturaxpress.issuing import keys, queries, relations
from facturaxpress.issuing.relations import Named
from facturaxpress.issuing.transmission import Order
from facturaxpress.settings import Settings
from facturaxpress.signing import Signer

TRANSMIT = "transmitir"
"""Kind of the job that brings a stored document to MH; its subject is the row's id."""


@dataclass(frozen=True, slots=True)
class Accepted:
    """A sale made into a document that waits for its number. Its identity is fixed before anything is stored, so that
    a batch tried again after a commit whose answer was lost meets itself instead of doubling.
    """

    draft: Draft
    named: Named
    key_id: str
    body_sha256: bytes
    key: str | None
    holder: UUID
    id: UUID = field(default_factory=uuid.uuid4)
    codigo: str = field(default_factory=lambda: str(uuid.uuid4()).upper())

    @property
    def series(self) -> queries.Series:
        draft = self.draft
        return queries.Series(draft.ambiente, draft.tipoDte, draft.establecimiento, draft.puntoVenta, draft.fecEmi.year)


@dataclass(frozen=True, slots=True)
class Store:
    """Where the documents of one service go. `holder`: who transmits what is stored."""

    database: Database
    signer: Signer
    clock: Clock
    settings: Settings
    holder: UUID

    async def store(self, tenant_id: UUID, batch: list[Accepted]) -> list[Order]:
        """Take numbers, sign, and store documents, first sendings and jobs, all or nothing."""
        async with self.database.tenant(tenant_id) as conn:
            for ambiente in {one.draft.ambiente for one in batch}:
                await relations.check(conn, ambiente, [one.named for one in batch if one.draft.ambiente == ambiente])
            payloads = await self._number(conn, tenant_id, batch)
            signatures = await self._sign(batch, payloads)
            rows = [
                queries.NewDte(
                    one.id,
                    one.codigo,
                    numero,
                    one.draft.tipoDte,
                    one.draft.version,
                    one.draft.ambiente,
                    one.draft.fecEmi,
                    one.draft.horEmi,
                    one.draft.receptor_nombre,
                    one.draft.receptor_documento,
                    one.draft.total,
                    dte.dump_json(one.draft.totals).decode(),
                    one.draft.referencia,
                    one.body_sha256,
                    payload.decode(),
                    jws,
                )
                for one, (numero, payload), jws in zip(batch, payloads, signatures, strict=True)
            ]
            run_at = self.clock.now() + timedelta(seconds=self.settings.lease)
            async with conn.pipeline():
                await queries.insert_dtes(conn, tenant_id, rows, holder=self.holder, lease=self.settings.lease)
                job_ids = await jobs.enqueue_many(conn, TRANSMIT, tenant_id, [one.id for one in batch], run_at)
            if named := [(one.id, code) for one in batch for code in one.named.codes]:
                await relations.insert(conn, tenant_id, named)
            used = [(one.key, one.holder, one.id) for one in batch if one.key is not None]
            if used and not await keys.settle(conn, used):
                raise keys.KeyInFlight
        return [
            Order(row.id, tenant_id, row.tipo_dte, row.version, row.codigo_generacion, row.jws, job_id)
            for row, job_id in zip(rows, job_ids, strict=True)
        ]

    async def _number(self, conn: Connection, tenant_id: UUID, batch: list[Accepted]) -> list[tuple[str, bytes]]:
        """Each document's numeroControl and the text to sign."""
        wanted = Counter(one.series for one in batch)
        # In one order everywhere, so that two processes that take several series cannot wait for each other.
        following = {
            series: await queries.take_numbers(conn, tenant_id, series, wanted[series]) for series in sorted(wanted)
        }
        numbered = []
        for one in batch:
            number = following[one.series]
            following[one.series] += 1
            numero = dte.numbering.numero_control(
                one.draft.tipoDte, one.draft.establecimiento, one.draft.puntoVenta, number
            )
            numbered.append((numero, one.draft.finish(numero, one.codigo)))
        return numbered

    async def _sign(self, batch: list[Accepted], payloads: list[tuple[str, bytes]]) -> list[str]:
        """A certificate may be replaced between two sales of a batch, so there may be more than one key."""
        signed: dict[UUID, str] = {}
        for key_id in {one.key_id for one in batch}:
            mine = [
                (one.id, payload) for one, (_, payload) in zip(batch, payloads, strict=True) if one.key_id == key_id
            ]
            texts = await self.signer.sign_many(key_id, [payload for _, payload in mine])
            signed |= zip((id_ for id_, _ in mine), texts, strict=True)
        return [signed[one.id] for one in batch]
