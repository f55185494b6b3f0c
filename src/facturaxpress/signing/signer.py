"""Signing on all cores: JWS compact, RS512, header exactly `{"alg":"RS512"}` (docs/decisions/0004-signing.md)."""

import asyncio
import os
from collections import deque
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from time import perf_counter
from types import TracebackType
from typing import Self

from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
from cryptography.hazmat.primitives.serialization import load_der_private_key

from facturaxpress.signing.errors import CertificateError, SignerClosed, SigningError, UnusableKey
from facturaxpress.signing.keys import require_rsa
from facturaxpress.signing.pool import HASH, PADDING, Call, Lane, Pool, Signed, Text

WINDOW = 1000
"""Texts over which `avgTime` is the mean, so that today's trouble is not hidden by a good month."""

LoadKey = Callable[[str], Awaitable[bytes]]
"""From a key's id to its PKCS#8 DER."""


@dataclass(frozen=True, slots=True)
class SignerMetrics:
    """The figures of the operations guide's worker-metrics; the names are the guide's.

    Always `totalTasks == completedTasks + failedTasks + queueSize + (texts in a thread's hands)`.
    """

    totalTasks: int
    """Texts accepted since the start."""
    completedTasks: int
    failedTasks: int
    """Texts that could not be signed, or that waited when their call was cancelled or failed."""
    avgTime: float
    """Milliseconds from acceptance to signature, waiting included; mean of the last 1000 texts."""
    queueSize: int
    """Texts that wait for a thread."""


class Signer:
    """Signs for many keys on all cores. It belongs to the event loop that uses it first.

    `load_key(key_id)` gives a PKCS#8 key, unencrypted DER, that `load_certificate` has passed (the vault stores no
    other), so that its numbers are not checked again; a trial signature takes the place of that check. Each key is
    loaded once, however many callers ask for it at the same time, and the key object is kept only here, until `forget`.

    Call `prepare(key_id)` before a database transaction is opened: a key loaded inside one would need a second
    connection.
    """

    def __init__(self, load_key: LoadKey, threads: int | None = None) -> None:
        self.threads: int = threads or _cores()
        self._load_key = load_key
        self._loop: asyncio.AbstractEventLoop | None = None
        self._pool: Pool | None = None
        self._keys: dict[str, asyncio.Task[Lane]] = {}
        self._closing = False
        self._settled = asyncio.Event()
        self._settled.set()
        self._total = self._completed = self._failed = 0
        self._times: deque[float] = deque(maxlen=WINDOW)

    def __repr__(self) -> str:
        return f"<Signer threads={self.threads} keys={len(self._keys)}>"

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.close()

    async def sign(self, key_id: str, text: bytes) -> str:
        """Sign `text` exactly as given; texts waiting for the same key go to a thread together."""
        return (await self.sign_many(key_id, (text,)))[0]

    async def sign_many(self, key_id: str, texts: Sequence[bytes]) -> list[str]:
        """Sign each of `texts` exactly as given; one compact JWS each, in the same order.

        Raises whatever `load_key` raises, UnusableKey or WeakKey if the key cannot sign, SigningError if a text could
        not be signed (none of the call's signatures is given then), SignerClosed. If the caller is cancelled, its
        waiting texts are dropped.
        """
        for text in texts:
            if not isinstance(text, bytes):
                raise TypeError("only bytes are signed: what is signed must be what is stored")
        lane = await self._lane(key_id)
        if self._closing:
            raise SignerClosed("the signer is closed")
        if not texts:
            return []
        loop = asyncio.get_running_loop()
        if self._pool is None:
            self._pool = Pool(self.threads, loop, self._answer)
        call = Call(loop.create_future(), [""] * len(texts), len(texts), perf_counter())
        self._total += len(texts)
        self._settled.clear()
        self._pool.add(lane, [Text(call, index, text) for index, text in enumerate(texts)])
        try:
            return await call.future
        finally:
            if call.remaining:
                self._failed += self._pool.withdraw(lane, call)
                self._settle()

    async def prepare(self, key_id: str) -> None:
        """Load and parse the key now, so that signing with it waits for nothing but a thread. Raises as `sign_many`
        does."""
        await self._lane(key_id)

    def metrics(self) -> SignerMetrics:
        times = self._times
        return SignerMetrics(
            totalTasks=self._total,
            completedTasks=self._completed,
            failedTasks=self._failed,
            avgTime=round(sum(times) / len(times) * 1000, 3) if times else 0.0,
            queueSize=self._pool.queued if self._pool else 0,
        )

    def forget(self, key_id: str) -> None:
        """Drop the parsed key; the next text loads it anew. Texts already accepted are signed with the key they were
        accepted for.
        """
        self._keys.pop(key_id, None)

    async def close(self) -> None:
        """Take no more texts, sign those that wait, end the threads, drop the keys. May be called again."""
        self._closing = True
        await self._settled.wait()
        if self._keys:
            await asyncio.wait(self._keys.values())
        self._keys.clear()
        if self._pool is not None:
            self._pool.stop()

    async def _lane(self, key_id: str) -> Lane:
        loop = asyncio.get_running_loop()
        if self._loop is not loop:
            if self._loop is not None:
                raise RuntimeError("a signer serves one event loop only")
            self._loop = loop
        if self._closing:
            raise SignerClosed("the signer is closed")
        task = self._keys.get(key_id)
        if task is None:
            task = loop.create_task(self._load(key_id), name="load signing key")
            self._keys[key_id] = task
            task.add_done_callback(lambda done: self._loaded(key_id, done))
        if task.done():
            return task.result()
        # Shielded: the caller that began the loading may be cancelled while others wait for the same key.
        return await asyncio.shield(task)

    async def _load(self, key_id: str) -> Lane:
        return Lane(_parse(await self._load_key(key_id)))

    def _loaded(self, key_id: str, task: asyncio.Task[Lane]) -> None:
        failed = task.cancelled() or task.exception() is not None
        if failed and self._keys.get(key_id) is task:
            # A failure is not remembered: the next text tries again.
            del self._keys[key_id]

    def _answer(self, signed: Signed) -> None:
        now = perf_counter()
        for text, jws in signed:
            call = text.call
            self._times.append(now - call.accepted)
            call.remaining -= 1
            if jws is None:
                self._failed += 1
                if not call.future.done():
                    call.future.set_exception(SigningError("the text could not be signed"))
                continue
            self._completed += 1
            call.results[text.index] = jws
            if not call.remaining and not call.future.done():
                call.future.set_result(call.results)
        self._settle()

    def _settle(self) -> None:
        if self._total == self._completed + self._failed:
            self._settled.set()


def _cores() -> int:
    """Cores this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def _parse(der: bytes) -> RSAPrivateKey:
    """The key object, without the 28 ms check of its numbers, which it passed when it was stored; a trial signature
    stands for it.
    """
    try:
        key = require_rsa(load_der_private_key(der, None, unsafe_skip_rsa_key_validation=True))
        key.public_key().verify(key.sign(b"trial", PADDING, HASH), b"trial", PADDING, HASH)
    except CertificateError:
        raise
    except (ValueError, TypeError, UnsupportedAlgorithm, InvalidSignature):
        raise UnusableKey("no se puede leer", "it cannot be read") from None
    return key
