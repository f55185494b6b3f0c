"""Signing on all cores: JWS compact, RS512, header exactly `{"alg":"RS512"}` (docs/decisions/0004-signing.md)."""

import asyncio
import os
import sys
from base64 import urlsafe_b64encode
from collections import deque
from collections.abc import Awaitable, Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from time import perf_counter
from types import TracebackType
from typing import Self

from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
from cryptography.hazmat.primitives.hashes import SHA512
from cryptography.hazmat.primitives.serialization import load_der_private_key

from facturaxpress.signing.errors import CertificateError, SignerClosed, SigningError, UnusableKey
from facturaxpress.signing.keys import require_rsa

HEADER = b"eyJhbGciOiJSUzUxMiJ9"
"""base64url of `{"alg":"RS512"}`."""

HAND_OVER = 16
"""Texts a thread is given at once, at most. Shared by 16, the cost of a hand-over no longer shows."""

SWITCH_INTERVAL = 0.0001
"""Seconds after which a thread that runs Python gives way. After each signature a thread must get its turn back; with
Python's own 5 ms and a busy event loop, 64 callers got 115 signatures a second instead of 2,500, while the loop got
through about as much of its own work.
"""

WINDOW = 1000
"""Texts over which `avgTime` is the mean, so that today's trouble is not hidden by a good month."""

_PADDING = PKCS1v15()
_HASH = SHA512()

LoadKey = Callable[[str], Awaitable[bytes]]


@dataclass(frozen=True, slots=True)
class SignerMetrics:
    """The figures of the operations guide's worker-metrics; the names are the guide's.

    Always `totalTasks == completedTasks + failedTasks + queueSize + (texts a thread has in hand)`.
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


@dataclass(slots=True, eq=False)
class _Call:
    """One caller's texts: it is answered when the last of them is signed, or at the first that fails."""

    future: asyncio.Future[list[str]]
    results: list[str]
    remaining: int
    accepted: float


@dataclass(slots=True)
class _Text:
    call: _Call
    index: int
    payload: bytes


@dataclass(slots=True, eq=False)
class _Lane:
    """A parsed key and the texts that wait for it. Lanes are served in turn, so no key can hold up another."""

    key: RSAPrivateKey = field(repr=False)
    waiting: deque[_Text] = field(default_factory=deque)


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
        sys.setswitchinterval(min(sys.getswitchinterval(), SWITCH_INTERVAL))
        self._executor = ThreadPoolExecutor(self.threads, thread_name_prefix="signer")
        self._loop: asyncio.AbstractEventLoop | None = None
        self._keys: dict[str, asyncio.Task[_Lane]] = {}
        self._turn: deque[_Lane] = deque()
        self._busy = 0
        self._dispatch_due = False
        self._idle = asyncio.Event()
        self._idle.set()
        self._closing = False
        self._total = self._completed = self._failed = self._queued = 0
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
        call = _Call(loop.create_future(), [""] * len(texts), len(texts), perf_counter())
        if not lane.waiting:
            self._turn.append(lane)
        lane.waiting.extend([_Text(call, index, text) for index, text in enumerate(texts)])
        self._total += len(texts)
        self._queued += len(texts)
        self._idle.clear()
        if not self._dispatch_due:
            # Not at once: whoever else is ready in this turn of the loop joins the same hand-over.
            self._dispatch_due = True
            loop.call_soon(self._dispatch)
        try:
            return await call.future
        finally:
            if call.remaining:
                self._withdraw(lane, call)

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
            queueSize=self._queued,
        )

    def forget(self, key_id: str) -> None:
        """Drop the parsed key; the next text loads it anew. Texts already accepted are signed with the key they were
        accepted for.
        """
        self._keys.pop(key_id, None)

    async def close(self) -> None:
        """Take no more texts, sign those that wait, end the threads, drop the keys. May be called again."""
        self._closing = True
        await self._idle.wait()
        if self._keys:
            await asyncio.wait(self._keys.values())
        self._executor.shutdown(wait=True)
        self._keys.clear()

    async def _lane(self, key_id: str) -> _Lane:
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

    async def _load(self, key_id: str) -> _Lane:
        der = await self._load_key(key_id)
        return _Lane(await asyncio.get_running_loop().run_in_executor(self._executor, _parse, der))

    def _loaded(self, key_id: str, task: asyncio.Task[_Lane]) -> None:
        failed = task.cancelled() or task.exception() is not None
        if failed and self._keys.get(key_id) is task:
            # A failure is not remembered: the next text tries again.
            del self._keys[key_id]

    def _dispatch(self) -> None:
        self._dispatch_due = False
        while self._turn:
            lane = self._turn[0]
            waiting = len(lane.waiting)
            idle = self.threads - self._busy
            # A full hand-over may lie ready behind the busy threads, so that none of them waits for this loop; fewer
            # texts stay here, where others can join them.
            if idle <= 0 and (idle < 0 or waiting < HAND_OVER):
                return
            size = min(HAND_OVER, -(-waiting // max(idle, 1)))
            batch = [lane.waiting.popleft() for _ in range(size)]
            self._turn.popleft()
            if lane.waiting:
                self._turn.append(lane)
            self._busy += 1
            self._queued -= size
            self._executor.submit(self._work, lane.key, batch)

    def _work(self, key: RSAPrivateKey, batch: list[_Text]) -> None:
        """In a thread. One text's failure is that text's alone."""
        outcome: list[str | None] = []
        for text in batch:
            try:
                outcome.append(_jws(key, text.payload))
            except Exception:  # whatever it was, the caller must be answered and the thread must live
                outcome.append(None)
        assert self._loop is not None  # noqa: S101 - set before anything is handed over
        self._loop.call_soon_threadsafe(self._finish, batch, outcome)

    def _finish(self, batch: list[_Text], outcome: list[str | None]) -> None:
        now = perf_counter()
        self._busy -= 1
        for text, jws in zip(batch, outcome, strict=True):
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
        self._dispatch()
        if not self._queued and not self._busy:
            self._idle.set()

    def _withdraw(self, lane: _Lane, call: _Call) -> None:
        kept = [text for text in lane.waiting if text.call is not call]
        dropped = len(lane.waiting) - len(kept)
        if not dropped:
            return
        lane.waiting.clear()
        lane.waiting.extend(kept)
        if not kept:
            self._turn.remove(lane)
        self._queued -= dropped
        self._failed += dropped
        if not self._queued and not self._busy:
            self._idle.set()


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
        key.public_key().verify(key.sign(b"trial", _PADDING, _HASH), b"trial", _PADDING, _HASH)
    except CertificateError:
        raise
    except (ValueError, TypeError, UnsupportedAlgorithm, InvalidSignature):
        raise UnusableKey("no se puede leer", "it cannot be read") from None
    return key


def _jws(key: RSAPrivateKey, payload: bytes) -> str:
    signing_input = HEADER + b"." + urlsafe_b64encode(payload).rstrip(b"=")
    signature = key.sign(signing_input, _PADDING, _HASH)
    return (signing_input + b"." + urlsafe_b64encode(signature).rstrip(b"=")).decode("ascii")
