"""Everything one running sandbox holds, in one object."""

import asyncio
import sqlite3
from collections import Counter
from pathlib import Path

import msgspec

from facturaxpress.sandbox.clock import SandboxClock
from facturaxpress.sandbox.faults import Faults
from facturaxpress.sandbox.rules.versions import Window
from facturaxpress.sandbox.store import Store
from facturaxpress.sandbox.structure import Structures
from facturaxpress.sandbox.taxpayers import Taxpayers
from facturaxpress.sandbox.tokens import Tokens

DAY = 86_400.0
MAX_BODY_BYTES = 12_000_000
"""2,000 full lines in letters of two bytes make 6.9 MB, their JWS a third more; MH publishes no limit."""

_OFFSET = "reloj"


class Settings:
    """What the control service may change of the behaviour; back to the start values with a restart or a reset."""

    def __init__(self, token_seconds: float) -> None:
        self._initial_token_seconds = token_seconds
        self.reset()

    def reset(self) -> None:
        self.tokenSeconds = self._initial_token_seconds
        """Life of a token. MH's manual: 24 hours in production, 48 in test."""
        self.bearerPrefix = True
        """Whether the token is given out with its `Bearer ` prefix; MH has been seen to do both."""
        self.authErrorStatus = 200
        """HTTP status of a refused login: 200 with status ERROR, or 401; the manual allows both."""
        self.notFoundStatus = 400
        """HTTP status of a consultation that finds nothing: 400 or 404, both seen."""
        self.unknownRelated = False
        """Whether a note may adjust a document that was not sealed here; MH holds them all and refuses with 014."""
        self.acceptedVersions: list[Window] = []
        """When structures are accepted; those that no window concerns always are."""

    def as_dict(self) -> dict[str, object]:
        return {
            "tokenSeconds": self.tokenSeconds,
            "bearerPrefix": self.bearerPrefix,
            "authErrorStatus": self.authErrorStatus,
            "notFoundStatus": self.notFoundStatus,
            "unknownRelated": self.unknownRelated,
            "acceptedVersions": msgspec.to_builtins(self.acceptedVersions),
        }


class Sandbox:
    """`home` is the folder of the records, `structures` the schemas in use. Close it when done."""

    def __init__(
        self, home: Path, structures: Structures, *, token_seconds: float = DAY, max_body_bytes: int = MAX_BODY_BYTES
    ) -> None:
        self.structures = structures
        self.max_body_bytes = max_body_bytes
        self.store = Store(home)
        self.clock = SandboxClock(float(self.store.setting(_OFFSET) or 0))
        self.settings = Settings(token_seconds)
        self.faults = Faults()
        self.taxpayers = Taxpayers(self.store, self.clock)
        self.tokens = Tokens(self.store, self.taxpayers, self.clock)
        self.counts: Counter[str] = Counter()
        self.relating = asyncio.Lock()
        """Held from the look at related documents until the seal is stored, so that no two notes share a balance."""

    def close(self) -> None:
        self.store.close()

    async def save_clock(self) -> None:
        """Keep the clock's offset, so that a restarted sandbox goes on in the same time."""
        offset = repr(self.clock.offset)

        def change(connection: sqlite3.Connection) -> None:
            connection.execute("INSERT OR REPLACE INTO ajustes VALUES(?, ?)", (_OFFSET, offset))

        await self.store.write(change)

    async def reset(self, *, contribuyentes: bool = False) -> None:
        """Forget documents, events, faults, counters, clock and settings, revoke tokens; taxpayers too where asked."""
        await self.store.forget_documents()
        self.faults.clear()
        self.counts.clear()
        self.settings.reset()
        self.clock.offset = 0.0
        await self.save_clock()
        if contribuyentes:
            await self.taxpayers.forget_all()
        else:
            await self.taxpayers.revoke_tokens()
