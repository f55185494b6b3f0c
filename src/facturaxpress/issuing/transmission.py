"""Bringing a stored document to MH until there is a verdict: send, and where no answer comes, ask before sending again.

The order is MH's own retry policy (Manual Tecnológico): wait 8 s; without an answer consult; if MH does not have the
document send it again, at most twice. Whoever does this holds the document's lease, so that two never do it at once.
"""

from dataclasses import dataclass
from enum import Enum
from typing import Any
from uuid import UUID

import structlog

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

log = structlog.get_logger(__name__)

ALREADY_THERE = "004"
"""codigoMsg "YA EXISTE UN REGISTRO CON ESE VALOR"."""


class Verdict(Enum):
    SETTLED = "settled"
    """MH said yes or no, and it is stored."""
    PENDING = "pending"
    """No verdict yet; somebody has to try again later."""


@dataclass(frozen=True, slots=True)
class Order:
    """What is to be brought to MH."""

    id: UUID
    tenant_id: UUID
    tipo_dte: str
    version: int
    codigo_generacion: str
    jws: str


class Transmitter:
    def __init__(self, database: Database, client: HaciendaClient, *, resends: int) -> None:
        self._database = database
        self._client = client
        self._resends = resends

    async def run(self, order: Order, credentials: Credentials, *, first_is_recorded: bool) -> Verdict:
        """Send, consult and send again until there is a verdict or MH stays silent.

        `first_is_recorded` is true right after issuing, where the record of the first sending was stored together with
        the document. Otherwise somebody may have sent it before, so MH is asked first.
        """
        try:
            if not first_is_recorded and await self._adopt(order, credentials):
                return Verdict.SETTLED
            for attempt in range(self._resends + 1):
                if attempt == 0 and first_is_recorded:
                    n = 1
                else:
                    n = await self._start(order, "envio")
                if await self._send(order, credentials, n) or await self._adopt(order, credentials):
                    return Verdict.SETTLED
        except (NoAnswer, Unreachable, AuthenticationRefused) as error:
            # MH is down or does not let us in: more attempts now would only add to its load.
            log.warning("transmission pending", dte=str(order.id), reason=type(error).__name__, detail=str(error))
        return Verdict.PENDING

    async def _send(self, order: Order, credentials: Credentials, n: int) -> bool:
        """True if MH gave a verdict; False if it may or may not have the document."""
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
            return False
        except HaciendaError as error:
            await self._finish(order, n, error)
            raise
        if answer.perhaps_transient:
            # 097 and 099 speak of MH's own trouble as often as of the document; a refusal must be certain to be final.
            await self._finish(order, n, answer)
            raise NoAnswer(f"Hacienda no pudo atender el documento: {answer.codigoMsg} {answer.descripcionMsg}")
        if not answer.sealed and answer.codigoMsg == ALREADY_THERE:
            # Either an earlier sending arrived after all, or the number is taken by another document. MH tells which.
            await self._finish(order, n, answer)
            held = await self._consult(order, credentials)
            await self._settle(order, held if held is not None and held.sealed else answer, None)
            return True
        await self._settle(order, answer, n)
        return True

    async def _adopt(self, order: Order, credentials: Credentials) -> bool:
        """Ask MH whether it has the document; True if it does, with its verdict stored."""
        answer = await self._consult(order, credentials)
        if answer is None:
            return False
        await self._settle(order, answer, None)
        return True

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
            return await queries.start_attempt(conn, order.tenant_id, order.id, kind)

    async def _finish(self, order: Order, n: int, result: Answer | HaciendaError | None) -> None:
        async with self._database.tenant(order.tenant_id) as conn:
            await queries.finish_attempt(conn, order.id, n, **_record(result))

    async def _settle(self, order: Order, answer: Answer, n: int | None) -> None:
        """Store the verdict and, in the same transaction, how attempt `n` ended."""
        async with self._database.tenant(order.tenant_id) as conn:
            if n is not None:
                await queries.finish_attempt(conn, order.id, n, **_record(answer))
            await queries.settle(
                conn,
                order.id,
                estado="PROCESADO" if answer.sealed else "RECHAZADO",
                sello_recibido=answer.selloRecibido if answer.sealed else None,
                fh_procesamiento=answer.fhProcesamiento,
                respuesta_mh=answer.body,
                codigo_msg=answer.codigoMsg,
                descripcion_msg=answer.descripcionMsg,
                observaciones=dump_json(list(answer.observaciones)).decode(),
            )


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
