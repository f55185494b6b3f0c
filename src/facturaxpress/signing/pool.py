"""The signer's threads. They fetch what waits by themselves, so that none stands still because the loop is busy."""

import asyncio
import atexit
import threading
from base64 import urlsafe_b64encode
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field

from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
from cryptography.hazmat.primitives.hashes import SHA512

HEADER = b"eyJhbGciOiJSUzUxMiJ9"
"""base64url of `{"alg":"RS512"}`."""

HAND_OVER = 16
"""Texts a thread takes at once, at most. Shared by 16, the cost of waking and answering no longer shows."""

PADDING = PKCS1v15()
HASH = SHA512()


@dataclass(slots=True, eq=False)
class Call:
    """One caller's texts: it is answered when the last of them is signed, or at the first that fails."""

    future: asyncio.Future[list[str]]
    results: list[str]
    remaining: int
    accepted: float


@dataclass(slots=True)
class Text:
    call: Call
    index: int
    payload: bytes


@dataclass(slots=True, eq=False)
class Lane:
    """A parsed key and the texts that wait for it."""

    key: RSAPrivateKey = field(repr=False)
    waiting: deque[Text] = field(default_factory=deque)


Signed = list[tuple[Text, str | None]]
"""Texts with their JWS, or None where one could not be signed."""


class Pool:
    """`threads` threads that sign what `add` brings, at most HAND_OVER texts of one key at a time.

    Lanes are served in turn, so no key can hold up another. `answer` is called in the loop's thread with all that was
    signed meanwhile: one waking of the loop serves several hand-overs.
    """

    def __init__(self, threads: int, loop: asyncio.AbstractEventLoop, answer: Callable[[Signed], None]) -> None:
        self.queued: int = 0
        """Texts no thread has in hand."""
        self._loop = loop
        self._answer = answer
        self._state = threading.Condition(threading.Lock())
        self._turn: deque[Lane] = deque()
        """Lanes with waiting texts, each once."""
        self._idle = 0
        self._wake_due = False
        self._stopping = False
        self._signed: Signed = []
        # Daemons, so that a signer nobody closed does not keep the program alive; but stopped before the interpreter
        # goes, because no thread may be inside OpenSSL at that moment.
        self._threads = [
            threading.Thread(target=self._run, name=f"signer-{n}", daemon=True) for n in range(1, threads + 1)
        ]
        for thread in self._threads:
            thread.start()
        atexit.register(self.stop)

    def add(self, lane: Lane, texts: list[Text]) -> None:
        """Queue texts; only in the loop's thread."""
        with self._state:
            if not lane.waiting:
                self._turn.append(lane)
            lane.waiting.extend(texts)
            self.queued += len(texts)
            if self._idle and not self._wake_due:
                # Not at once: whoever else is ready in this turn of the loop joins the same hand-over.
                self._wake_due = True
                self._loop.call_soon(self._wake)

    def withdraw(self, lane: Lane, call: Call) -> int:
        """Take out those texts of `call` that no thread has in hand; how many they were."""
        with self._state:
            kept = [text for text in lane.waiting if text.call is not call]
            dropped = len(lane.waiting) - len(kept)
            if dropped:
                lane.waiting.clear()
                lane.waiting.extend(kept)
                self.queued -= dropped
                if not kept:
                    self._turn.remove(lane)
        return dropped

    def stop(self) -> None:
        """End the threads after what they have in hand, and wait for them."""
        atexit.unregister(self.stop)
        with self._state:
            self._stopping = True
            self._state.notify_all()
        for thread in self._threads:
            thread.join()

    def _wake(self) -> None:
        with self._state:
            self._wake_due = False
            self._state.notify(min(self._idle, self.queued))

    def _run(self) -> None:
        signed: Signed = []
        while True:
            with self._state:
                first = bool(signed) and not self._signed
                self._signed += signed
                work = self._take()
            if first and not self._notify():
                return
            if work is None:
                work = self._wait()
                if work is None:
                    return
            lane, batch = work
            signed = [(text, _jws_or_none(lane.key, text.payload)) for text in batch]

    def _notify(self) -> bool:
        try:
            self._loop.call_soon_threadsafe(self._collect)
        except RuntimeError:  # the loop is closed, so nobody waits any more
            return False
        return True

    def _wait(self) -> tuple[Lane, list[Text]] | None:
        with self._state:
            while not self._stopping:
                work = self._take()
                if work is not None:
                    return work
                self._idle += 1
                self._state.wait()
                self._idle -= 1
        return None

    def _take(self) -> tuple[Lane, list[Text]] | None:
        """The next hand-over, the lock being held. Idle threads are left their share."""
        if not self._turn or self._stopping:
            return None
        lane = self._turn.popleft()
        size = min(HAND_OVER, -(-len(lane.waiting) // (self._idle + 1)))
        batch = [lane.waiting.popleft() for _ in range(size)]
        if lane.waiting:
            self._turn.append(lane)
        self.queued -= size
        return lane, batch

    def _collect(self) -> None:
        with self._state:
            signed, self._signed = self._signed, []
        self._answer(signed)


def jws(key: RSAPrivateKey, payload: bytes) -> str:
    """JWS compact of `payload`, its bytes exactly as they are."""
    signing_input = HEADER + b"." + urlsafe_b64encode(payload).rstrip(b"=")
    signature = key.sign(signing_input, PADDING, HASH)
    return (signing_input + b"." + urlsafe_b64encode(signature).rstrip(b"=")).decode("ascii")


def _jws_or_none(key: RSAPrivateKey, payload: bytes) -> str | None:
    """One text's failure is that text's alone: whatever it was, its caller is answered and the thread lives on."""
    try:
        return jws(key, payload)
    except Exception:
        return None
