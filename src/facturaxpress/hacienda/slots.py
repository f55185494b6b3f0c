"""How many calls to MH may be under way at once, and how long one waits for its turn."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from weakref import WeakValueDictionary

from facturaxpress.hacienda.errors import Unreachable


class Slots:
    """`total` calls at once, at most half of them (rounded up) for one tenant.

    When MH hangs, each of its calls holds a slot for the whole time-out; the other half keeps one busy tenant from
    taking everybody else's turn.
    """

    def __init__(self, total: int) -> None:
        self._all = asyncio.Semaphore(total)
        self._share = (total + 1) // 2
        # A tenant's semaphore lives as long as one of its calls has it or waits for it.
        self._tenants: WeakValueDictionary[str, asyncio.Semaphore] = WeakValueDictionary()

    @asynccontextmanager
    async def take(self, tenant: str, seconds: float) -> AsyncIterator[None]:
        """Hold a slot. Raises Unreachable if none is free within `seconds`: nothing was sent."""
        own = self._tenants.get(tenant)
        if own is None:
            own = self._tenants[tenant] = asyncio.Semaphore(self._share)
        async with AsyncExitStack() as held:
            try:
                async with asyncio.timeout(seconds):
                    # The tenant's own first: who waits for a turn of its own must not hold one of everybody's.
                    for semaphore in (own, self._all):
                        await semaphore.acquire()
                        held.callback(semaphore.release)
            except TimeoutError as error:
                raise Unreachable(
                    f"No se envió nada en {seconds:g} segundos: hay demasiadas llamadas a Hacienda en curso."
                ) from error
            yield
