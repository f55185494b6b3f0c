"""What arrives while a transaction is under way shares the next one: a burst costs few commits."""

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable
from typing import Generic, TypeVar

K = TypeVar("K")
T = TypeVar("T")
R = TypeVar("R")


class Batcher(Generic[K, T, R]):
    """Does work in batches, one batch at a time for each key.

    `work(key, items)` returns one result an item, and undoes everything when it raises: then each item is tried alone,
    so that only the one at fault fails. An item whose caller went away before its batch began is dropped.
    """

    def __init__(
        self,
        work: Callable[[K, list[T]], Awaitable[list[R]]],
        *,
        limit: int = 32,
        whole: tuple[type[Exception], ...] = (),
    ) -> None:
        """`whole`: failures that are nobody's own, which all of a batch get at once."""
        self._work = work
        self._whole = whole
        self._limit = limit
        self._waiting: dict[K, deque[tuple[T, asyncio.Future[R]]]] = {}
        self._draining: set[asyncio.Task[None]] = set()

    async def submit(self, key: K, item: T) -> R:
        """The item's result, or what its work raised."""
        future: asyncio.Future[R] = asyncio.get_running_loop().create_future()
        queue = self._waiting.get(key)
        if queue is None:
            queue = self._waiting[key] = deque()
            task = asyncio.create_task(self._drain(key, queue))
            self._draining.add(task)
            task.add_done_callback(self._draining.discard)
        queue.append((item, future))
        return await future

    async def _drain(self, key: K, queue: deque[tuple[T, asyncio.Future[R]]]) -> None:
        try:
            while queue:
                batch = [queue.popleft() for _ in range(min(len(queue), self._limit))]
                batch = [(item, future) for item, future in batch if not future.done()]
                if batch:
                    await self._do(key, batch)
        finally:
            del self._waiting[key]
            for _, future in queue:
                future.cancel()

    async def _do(self, key: K, batch: list[tuple[T, asyncio.Future[R]]]) -> None:
        try:
            results = await self._work(key, [item for item, _ in batch])
        except Exception as error:
            if len(batch) > 1 and not isinstance(error, self._whole):
                for one in batch:
                    await self._do(key, [one])
                return
            for _, future in batch:
                if not future.done():
                    future.set_exception(error)
        else:
            for (_, future), result in zip(batch, results, strict=True):
                if not future.done():
                    future.set_result(result)
