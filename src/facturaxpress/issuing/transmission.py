"""Bringing a stored document to MH until there is a verdict: send, and where no answer comes, ask before sending again.

The order is MH's own retry policy (Manual Tecnológico): wait 8 s; without an answer consult; if MH does not have the
document send it again, at most twice. Whoever does this holds the document's lease, so that two never do it at once:
the lease is short, renewed while its holder lives, and checked before each call.
"""

import asyncio
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import psycopg
import structlog

from facturaxpress import jobs
from facturaxpress.db import Database
from facturaxpress.dte import dump_json
from facturaxpress.hacienda import (
    Answer,
    AuthenticationRefused,
    Credentials,
    HaciendaClient,
    HaciendaError,
    NoAnswer,
    Unreachable,
)
from facturaxpress.issuing import queries
from facturaxpress.issuing.batching import Batcher
from facturaxpress.issuing.queries import DteRow

log = structlog.get_logger(__name__)

ALREADY_THERE = "004"
"""codigoMsg "YA EXISTE UN REGISTRO CON ESE VALOR"."""


@dataclass(frozen=True, slots=True)
class Order:
    """What is to be brought to MH."""

    id: UUID
    tenant_id: UUID
    tipo_dte: str
    version: int
    codigo_generacion: str
    jws: str
    job_id: int | None = None
    """The job that has nothing left to do once there is a verdict."""


class _LeaseLost(Exception):
    """Somebody else talks to MH about this document now."""


class Transmitter:
    """One a process; `holder` is the name it leases documents under, `lease` in seconds."""

    def __init__(self, database: Database, client: HaciendaClient, *, resends: int, holder: UUID, lease: float) -> None:
        self._database = database
        self._client = client
        self._resends = resends
        self._holder = holder
        self._lease = lease
        self._settling: Batcher[UUID, tuple[Order, Answer, int | None], DteRow] = Batcher(self._settle_batch)

    async def run(self, order: Order, credentials: Credentials, *, first_is_recorded: bool) -> DteRow | None:
        """Send, consult and send again until there is a verdict, which is stored, or MH stays silent: None.

        `first_is_recorded` is true right after issuing, where the record of the first sending was stored together with
        the document. Otherwise somebody may have sent it before, so MH is asked first.
        """
        keeping = asyncio.create_task(self._keep(order))
        try:
            if not first_is_recorded and (row := await self._adopt(order, credentials)):
                return row
            for attempt in range(self._resends + 1):
                if attempt == 0 and first_is_recorded:
                    n = 1
                else:
                    n = await self._start(order, "envio")
                row = await self._send(order, credentials, n) or await self._adopt(order, credentials)
                if row is not None:
                    return row
        except AuthenticationRefused as error:
            # Waiting does not mend this: somebody has to look at the tenant's user and password.
            log.error("MH refuses the tenant's credentials", dte=str(order.id), detail=str(error))
        except (NoAnswer, Unreachable) as error:
            # MH is down: more attempts now would only add to its load.
            log.warning("transmission pending", dte=str(order.id), reason=type(error).__name__, detail=str(error))
        except _LeaseLost:
            log.warning("transmission taken over", dte=str(order.id))
        finally:
            keeping.cancel()
        return None

    async def _keep(self, order: Order) -> None:
        """Renew the lease until cancelled, or until it is somebody else's."""
        held = True
        while held:
            await asyncio.sleep(self._lease / 3)
            try:
                async with self._database.tenant(order.tenant_id) as conn:
                    held = await queries.renew(conn, order.id, holder=self._holder, lease=self._lease)
            except psycopg.OperationalError as error:
                log.warning("lease not renewed", dte=str(order.id), detail=str(error).strip())

    async def _send(self, order: Order, credentials: Credentials, n: int) -> DteRow | None:
        """The document with MH's verdict; None if MH may or may not have it."""
        try:
            answer = await self._client.transmit(
                credentials,
                tipoDte=order.tipo_dte,
                version=order.version,
                codigoGeneracion=order.codigo_generacion,
                jws=order.jws,
            )
        except NoAnswer as error:
            await self._finish(order, n, error)
            log.warning("no answer", dte=str(order.id), n=n, detail=str(error))
            return None
        except HaciendaError as error:
            await self._finish(order, n, error)
            raise
        if answer.perhaps_transient or not answer.about_document:
            # Such codes speak of MH's own trouble as often as of the document; a refusal must be certain to be final.
            await self._finish(order, n, answer)
            raise NoAnswer(f"Hacienda no pudo atender el documento: {answer.codigoMsg} {answer.descripcionMsg}")
        if not answer.sealed and answer.codigoMsg == ALREADY_THERE:
            # Either an earlier sending arrived after all, or the number is taken by another document. MH tells which.
            await self._finish(order, n, answer)
            held = await self._consult(order, credentials)
            if held is not None and held.sealed:
                return await self._settle(order, held, None)
            if n > 1 or any((reason.path or "").endswith("codigoGeneracion") for reason in answer.reasons):
                # An earlier sending of ours may be what is there, even if the consultation does not find it yet.
                raise NoAnswer(f"Hacienda ya tiene un registro y no lo muestra todavía: {answer.descripcionMsg}")
            return await self._settle(order, answer, None)
        return await self._settle(order, answer, n)

    async def _adopt(self, order: Order, credentials: Credentials) -> DteRow | None:
        """Ask MH whether it has the document; if it does, the document with its verdict."""
        answer = await self._consult(order, credentials)
        return None if answer is None else await self._settle(order, answer, None)

    async def _consult(self, order: Order, credentials: Credentials) -> Answer | None:
        n = await self._start(order, "consulta")
        try:
            answer = await self._client.consult(credentials, order.tipo_dte, order.codigo_generacion)
        except HaciendaError as error:
            await self._finish(order, n, error)
            raise
        await self._finish(order, n, answer)
        return answer

    async def _start(self, order: Order, kind: str) -> int:
        async with self._database.tenant(order.tenant_id) as conn:
            n = await queries.start_attempt(conn, order.tenant_id, order.id, kind, holder=self._holder)
        if n is None:
            raise _LeaseLost
        return n

    async def _finish(self, order: Order, n: int, result: Answer | HaciendaError | None) -> None:
        async with self._database.tenant(order.tenant_id) as conn:
            await queries.finish_attempt(conn, order.id, n, **_record(result))

    async def _settle(self, order: Order, answer: Answer, n: int | None) -> DteRow:
        """Store the verdict and, in the same transaction, how attempt `n` ended and that the job is done."""
        return await self._settling.submit(order.tenant_id, (order, answer, n))

    async def _settle_batch(self, tenant_id: UUID, settlements: list[tuple[Order, Answer, int | None]]) -> list[DteRow]:
        verdicts = [
            queries.Verdict(
                order.id,
                "PROCESADO" if answer.sealed else "RECHAZADO",
                answer.selloRecibido if answer.sealed else None,
                answer.fhProcesamiento,
                answer.body,
                answer.codigoMsg,
                answer.descripcionMsg,
                dump_json(list(answer.observaciones)).decode(),
                n,
                answer.estado,
                answer.http_status,
            )
            for order, answer, n in settlements
        ]
        done = [order.job_id for order, _, _ in settlements if order.job_id is not None]
        async with self._database.tenant(tenant_id) as conn:
            async with conn.pipeline():
                if done:
                    await jobs.finish(conn, done)
                rows = {row.id: row for row in await queries.settle(conn, verdicts)}
            for order, _, _ in settlements:
                if order.id not in rows and (row := await queries.by_id(conn, order.id)):
                    rows[order.id] = row
        return [rows[order.id] for order, _, _ in settlements]


def _record(result: Answer | HaciendaError | None) -> dict[str, Any]:
    """How an attempt ended, as `dte_transmisiones` keeps it."""
    if result is None:
        return {"outcome": "no encontrado", "http_status": None, "body": None}
    if isinstance(result, Answer):
        return {"outcome": result.estado or "sin estado", "http_status": result.http_status, "body": result.body}
    return {
        "outcome": type(result).__name__,
        "http_status": getattr(result, "http_status", None),
        "body": getattr(result, "body", None) or result.message,
    }
