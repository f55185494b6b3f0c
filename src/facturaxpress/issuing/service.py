"""What can be done with a document: issue it, compute it, find it, bring it to MH."""

import asyncio
import base64
import binascii
import hashlib
import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import msgspec
import psycopg
import structlog
from psycopg.errors import UniqueViolation
from psycopg_pool import PoolTimeout

from facturaxpress import dte, jobs
from facturaxpress.clock import Clock
from facturaxpress.db import Database
from facturaxpress.dte import Draft, Fault, FaultError
from facturaxpress.hacienda import Credentials, HaciendaClient
from facturaxpress.issuing import keys, queries, relations
from facturaxpress.issuing.batching import Batcher
from facturaxpress.issuing.issuers import CannotIssue, IssuerDirectory
from facturaxpress.issuing.keys import KeyInFlight, KeyReused
from facturaxpress.issuing.queries import DteRow, DteSummary, Filters
from facturaxpress.issuing.relations import Named, RelationsMoved
from facturaxpress.issuing.storing import Accepted, Store
from facturaxpress.issuing.transmission import Order, Transmitter
from facturaxpress.settings import Settings
from facturaxpress.signing import Signer

log = structlog.get_logger(__name__)

REFERENCIA_TAKEN = "dtes_referencia_key"
"""The constraint that makes a `referencia` unique within its tenant."""

EVENTO_SIN_ENVIO = Fault(
    code="EVENTO-SIN-ENVIO",
    path="tipoEvento",
    message="Los eventos se calculan y se validan, y todavía no se firman ni se envían.",
    message_en="Events are computed and validated, and not signed nor sent yet.",
    fix="Véalo con POST /api/dtes/calcular o con «facturaxpress issue --dry-run».",
    fix_en="See it with POST /api/dtes/calcular or with `facturaxpress issue --dry-run`.",
    source="docs/guia/ventas.md",
)

RETRY_FIRST = timedelta(seconds=15)
RETRY_MOST = timedelta(minutes=10)
"""How long a document without a verdict waits for its next try: doubled from the first to the most."""


class Unavailable(Exception):
    """The database did not answer in time. `codigo_generacion` is that of the document which may have been stored all
    the same; None if none was.
    """

    def __init__(self, codigo_generacion: str | None) -> None:
        super().__init__("the database did not answer in time")
        self.codigo_generacion = codigo_generacion


class NotFound(LookupError):
    """No such document within the tenant."""


@dataclass(frozen=True, slots=True)
class Issued:
    """A stored document, and whether this call made it."""

    row: DteRow
    warnings: tuple[Fault, ...] = ()
    repeated: bool = False
    durable: float = 0.0
    """Seconds from acceptance to the commit."""
    transmission: float = 0.0
    """Seconds spent after it, waiting for MH."""


@dataclass(frozen=True, slots=True)
class Page:
    items: list[DteSummary]
    next: str | None


@dataclass(slots=True)
class _Sale:
    """A sale on its way: the body as it came, its key, and how far it got."""

    raw: bytes
    key: str | None
    holder: UUID = field(default_factory=uuid.uuid4)
    sha256: bytes = field(init=False)
    reserved: bool = False
    accepted: Accepted | None = None

    def __post_init__(self) -> None:
        self.sha256 = hashlib.sha256(self.raw).digest()

    def referencia(self) -> str | None:
        try:
            sale = dte.parse_json(self.raw)
        except FaultError:
            return None
        referencia = sale.get("referencia") if isinstance(sale, dict) else None
        return referencia if isinstance(referencia, str) else None


@dataclass
class IssuingService:
    database: Database
    signer: Signer
    client: HaciendaClient
    issuers: IssuerDirectory
    clock: Clock
    settings: Settings

    def __post_init__(self) -> None:
        self.rendering = asyncio.Semaphore(self.settings.pdf_at_once)
        """Held while a PDF is set."""
        self._under_way: set[asyncio.Task[Any]] = set()
        self._holder = uuid.uuid4()
        store = Store(self.database, self.signer, self.clock, self.settings, self._holder)
        # A lost connection is nobody's fault in a batch: trying each alone would only take longer.
        self._storing: Batcher[UUID, Accepted, Order] = Batcher(store.store, whole=(psycopg.OperationalError,))
        self._transmitter = Transmitter(
            self.database,
            self.client,
            resends=self.settings.hacienda_resends,
            holder=self._holder,
            lease=self.settings.lease,
        )

    async def compute(
        self,
        tenant_id: UUID,
        sale: bytes | Mapping[str, Any],
        *,
        version: int | None = None,
        now: datetime | None = None,
    ) -> Draft:
        """The document or event an input would make, without number, signature or trace. FaultError if it has faults.

        version: of the structure; None takes the one in force. now: the moment to judge by; None takes the present.
        """
        return (await self._compute(tenant_id, sale, version, now))[0]

    async def _compute(
        self,
        tenant_id: UUID,
        sale: bytes | Mapping[str, Any],
        version: int | None = None,
        now: datetime | None = None,
    ) -> tuple[Draft, Named]:
        """The document, and what was known of those that it names."""
        issuer = await self.issuers.get(tenant_id)
        context = msgspec.structs.replace(issuer.context(now or self.clock.local()), version=version)
        parsed = dte.parse_json(sale) if isinstance(sale, bytes) else sale
        named = Named()
        if codes := dte.references(parsed):
            async with self.database.tenant(tenant_id) as conn:
                named = await relations.read(conn, context.ambiente, codes)
            context = msgspec.structs.replace(context, held=named.held or {})
        return dte.build(parsed, context), named

    async def issue(self, tenant_id: UUID, raw: bytes, idempotency_key: str | None = None) -> Issued:
        """Compute, number, sign, store and transmit a sale.

        Returns at the latest `answer_within` seconds after acceptance; a document without a verdict by then is in state
        FIRMADO and goes on by itself. FaultError, CannotIssue, KeyInFlight and KeyReused leave nothing behind and spend
        no number; Unavailable says whether that is certain.
        """
        accepted = asyncio.get_running_loop().time()
        deadline = accepted + self.settings.answer_within
        sale = _Sale(raw, idempotency_key)
        try:
            async with asyncio.timeout_at(deadline):
                if (known := await self._known(tenant_id, sale)) is not None:
                    return known
                draft, credentials, order = await self._number_and_store(tenant_id, sale)
        except BaseException as error:
            return await self._not_stored(tenant_id, sale, error)
        durable = asyncio.get_running_loop().time()
        row = await self._transmit_within(credentials, order, deadline)
        row = row or await self.get(tenant_id, order.codigo_generacion)
        return Issued(
            row,
            draft.warnings,
            durable=durable - accepted,
            transmission=asyncio.get_running_loop().time() - durable,
        )

    async def _known(self, tenant_id: UUID, sale: _Sale) -> Issued | None:
        """Reserve the idempotency key; the document that was made with it before, if there is one."""
        if sale.key is None:
            return None
        async with self.database.tenant(tenant_id) as conn:
            found = await keys.reserve(
                conn, tenant_id, sale.key, sale.sha256, sale.holder, self.settings.idempotency_lease
            )
            if found is None:
                sale.reserved = True
                return None
            row = await queries.by_id(conn, found.dte_id) if found.dte_id else None
        if found.body_sha256 != sale.sha256:
            raise KeyReused("Idempotency-Key", row.codigo_generacion if row else None)
        if row is None:
            raise KeyInFlight(sale.key)
        return self._replayed(row)

    async def _number_and_store(self, tenant_id: UUID, sale: _Sale) -> tuple[Draft, Credentials, Order]:
        issuer = await self.issuers.get(tenant_id)
        while True:
            draft, named = await self._compute(tenant_id, sale.raw)
            if draft.event:
                raise CannotIssue(EVENTO_SIN_ENVIO)
            credentials, key_id = issuer.credentials, issuer.key_id(self.clock.now())
            # Loading a key takes a connection, which a transaction that waits for it must not hold.
            await self.signer.prepare(key_id)
            accepted = Accepted(draft, named, key_id, sale.sha256, sale.key, sale.holder)
            sale.accepted = accepted
            try:
                return draft, credentials, await self._storing.submit(tenant_id, accepted)
            except RelationsMoved:
                # Nothing was stored; with what acts on those documents now, the balance may not suffice.
                sale.accepted = None
            except (psycopg.OperationalError, UniqueViolation) as error:
                if isinstance(error, PoolTimeout) or getattr(error.diag, "constraint_name", None) == REFERENCIA_TAKEN:
                    raise
                # The commit may have gone through although its answer was lost.
                async with self.database.tenant(tenant_id) as conn:
                    row = await queries.by_id(conn, accepted.id)
                if row is None:
                    raise
                order = Order(row.id, tenant_id, row.tipo_dte, row.version, row.codigo_generacion, row.jws)
                return draft, credentials, order

    async def _not_stored(self, tenant_id: UUID, sale: _Sale, error: BaseException) -> Issued:
        """What becomes of a sale that was not stored: a document of earlier that wins, or the error, told truly."""
        found: Issued | None = None
        if isinstance(error, FaultError | CannotIssue):
            found = await self._repeated(tenant_id, sale, sale.referencia())
        elif isinstance(error, UniqueViolation) and error.diag.constraint_name == REFERENCIA_TAKEN:
            found = await self._repeated(tenant_id, sale, sale.referencia())
            if found is None:
                async with self.database.tenant(tenant_id) as conn:
                    other = await queries.by_referencia(conn, sale.referencia() or "")
                error = KeyReused("referencia", other.codigo_generacion if other else None)
        elif isinstance(error, TimeoutError | psycopg.OperationalError):
            certain = sale.accepted is None or isinstance(error, PoolTimeout)
            error = Unavailable(None if certain or sale.accepted is None else sale.accepted.codigo)
        if sale.reserved and sale.key is not None:
            # In a task of its own: neither a client that went away nor a database that is away may hold this up.
            task = asyncio.create_task(self._end_key(tenant_id, sale, found))
            self._under_way.add(task)
            task.add_done_callback(self._under_way.discard)
            await asyncio.wait({task}, timeout=1)
        if found is not None:
            return found
        raise error

    async def _end_key(self, tenant_id: UUID, sale: _Sale, found: Issued | None) -> None:
        """Bind the key to the document that was found, or free it for another try."""
        assert sale.key is not None  # noqa: S101 - asked by the caller
        try:
            async with self.database.tenant(tenant_id) as conn:
                if found is not None:
                    await keys.settle(conn, [(sale.key, sale.holder, found.row.id)])
                else:
                    await keys.free(conn, sale.key, sale.holder)
        except psycopg.OperationalError as error:
            log.warning("key not freed before its lease ends", detail=str(error).strip())

    async def _repeated(self, tenant_id: UUID, sale: _Sale, referencia: str | None) -> Issued | None:
        """The document that this very body became earlier, by its `referencia`.

        What could be issued then may have faults now (the date left its window, the certificate ended), and the stored
        document wins.
        """
        if referencia is None:
            return None
        async with self.database.tenant(tenant_id) as conn:
            row = await queries.by_referencia(conn, referencia)
        return self._replayed(row) if row is not None and row.entrada_sha256 == sale.sha256 else None

    def _replayed(self, row: DteRow) -> Issued:
        """A document of earlier as the answer to a repetition. KeyInFlight while the request that made it still waits
        for MH: it will have its answer within `answer_within`, and until then nobody knows it.
        """
        now = self.clock.now()
        waiting = row.estado == "FIRMADO" and row.lease_until is not None and row.lease_until > now
        if waiting and now < row.created_at + timedelta(seconds=self.settings.answer_within):
            raise KeyInFlight(row.codigo_generacion)
        return Issued(row, repeated=True)

    async def _transmit_within(self, credentials: Credentials, order: Order, deadline: float) -> DteRow | None:
        task = asyncio.create_task(self._first_transmission(credentials, order))
        self._under_way.add(task)
        task.add_done_callback(self._under_way.discard)
        left = deadline - asyncio.get_running_loop().time()
        # Not cancelled at the deadline nor when the client goes away: it holds the lease and goes on.
        done, _ = await asyncio.wait({task}, timeout=max(left, 0.0))
        return task.result() if done else None

    async def _first_transmission(self, credentials: Credentials, order: Order) -> DteRow | None:
        """None if there is no verdict, or if something failed on the way: then the job takes over."""
        try:
            row = await self._transmitter.run(order, credentials, first_is_recorded=True)
            if row is None:
                async with self.database.tenant(order.tenant_id) as conn:
                    await queries.release(conn, order.id, holder=self._holder)
                    if order.job_id is not None:
                        await jobs.reschedule(conn, order.job_id, self.clock.now() + RETRY_FIRST)
        except Exception:
            log.exception("transmission failed", dte=str(order.id))
            return None
        return row

    async def transmit(self, tenant_id: UUID, dte_id: UUID) -> datetime | None:
        """Bring a stored document to MH, asking first whether it is there already. The job's work.

        Returns None when there is nothing left to do, else when to try again.
        """
        async with self.database.tenant(tenant_id) as conn:
            row = await queries.claim(conn, dte_id, holder=self._holder, lease=self.settings.lease)
            if row is None:
                current = await queries.by_id(conn, dte_id)
                if current is None or current.estado != "FIRMADO":
                    return None
                return self.clock.now() + timedelta(seconds=self.settings.lease)
        issuer = await self.issuers.get(tenant_id)
        order = Order(row.id, tenant_id, row.tipo_dte, row.version, row.codigo_generacion, row.jws)
        try:
            settled = await self._transmitter.run(order, issuer.credentials, first_is_recorded=False)
        except BaseException:
            async with self.database.tenant(tenant_id) as conn:
                await queries.release(conn, row.id, holder=self._holder)
            raise
        if settled is not None:
            return None
        async with self.database.tenant(tenant_id) as conn:
            await queries.release(conn, row.id, holder=self._holder)
        wait: timedelta = min(RETRY_FIRST * 2 ** min(row.intentos, 10), RETRY_MOST)
        return self.clock.now() + wait

    async def get(self, tenant_id: UUID, codigo_generacion: str) -> DteRow:
        async with self.database.tenant(tenant_id) as conn:
            row = await queries.by_codigo(conn, codigo_generacion.upper())
        if row is None:
            raise NotFound(codigo_generacion)
        return row

    async def list(self, tenant_id: UUID, filters: Filters, *, limit: int, cursor: str | None) -> Page:
        """Newest first, by keyset: a page stays right while documents are added."""
        after = None if cursor is None else read_cursor(cursor)
        async with self.database.tenant(tenant_id) as conn:
            rows = await queries.page(conn, filters, after, limit + 1)
        more = len(rows) > limit
        rows = rows[:limit]
        return Page(rows, write_cursor(rows[-1]) if more else None)

    async def drain(self) -> None:
        """Wait for the transmissions under way; what does not end in time is taken up by its job."""
        if self._under_way:
            await asyncio.wait(self._under_way, timeout=self.settings.hacienda_timeout + 2)


def write_cursor(row: DteSummary) -> str:
    """Where the next page begins, opaque to clients."""
    return base64.urlsafe_b64encode(f"{row.created_at.isoformat()} {row.id}".encode()).decode()


def read_cursor(cursor: str) -> tuple[datetime, UUID]:
    """ValueError if it is none of ours."""
    try:
        when, identity = base64.urlsafe_b64decode(cursor.encode()).decode().split(" ")
        return datetime.fromisoformat(when), UUID(identity)
    except (binascii.Error, UnicodeError) as error:
        raise ValueError("El cursor no es de esta lista") from error
