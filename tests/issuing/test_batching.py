"""A batch shares one piece of work; whoever is at fault fails alone."""

import asyncio

import pytest

from facturaxpress.issuing.batching import Batcher


class Work:
    """Doubles numbers, in batches it remembers; refuses a batch that holds a negative one."""

    def __init__(self) -> None:
        self.batches: list[tuple[str, list[int]]] = []
        self.gate = asyncio.Event()

    async def __call__(self, key: str, items: list[int]) -> list[int]:
        self.batches.append((key, items))
        await self.gate.wait()
        if any(item < 0 for item in items):
            raise ValueError(f"negative: {items}")
        return [2 * item for item in items]


async def settle() -> None:
    for _ in range(5):
        await asyncio.sleep(0)


async def test_what_arrives_meanwhile_shares_the_next_batch() -> None:
    work = Work()
    batcher: Batcher[str, int, int] = Batcher(work, limit=3)
    first = asyncio.create_task(batcher.submit("a", 1))
    await settle()
    others = [asyncio.create_task(batcher.submit("a", n)) for n in range(2, 7)]
    await settle()
    work.gate.set()
    assert [await first, *[await other for other in others]] == [2, 4, 6, 8, 10, 12]
    assert work.batches == [("a", [1]), ("a", [2, 3, 4]), ("a", [5, 6])]


async def test_keys_do_not_wait_for_each_other() -> None:
    work = Work()
    batcher: Batcher[str, int, int] = Batcher(work)
    tasks = [asyncio.create_task(batcher.submit(key, 1)) for key in "ab"]
    await settle()
    assert [key for key, _ in work.batches] == ["a", "b"]
    work.gate.set()
    await asyncio.gather(*tasks)


async def test_only_the_one_at_fault_fails() -> None:
    work = Work()
    batcher: Batcher[str, int, int] = Batcher(work)
    blocker = asyncio.create_task(batcher.submit("a", 0))
    await settle()
    tasks = [asyncio.create_task(batcher.submit("a", n)) for n in (1, -1, 3)]
    await settle()
    work.gate.set()
    await blocker
    results = await asyncio.gather(*tasks, return_exceptions=True)
    assert (results[0], results[2]) == (2, 6)
    assert str(results[1]) == "negative: [-1]"
    assert work.batches[1:] == [("a", [1, -1, 3]), ("a", [1]), ("a", [-1]), ("a", [3])]


async def test_who_went_away_in_time_is_left_out() -> None:
    work = Work()
    batcher: Batcher[str, int, int] = Batcher(work)
    tasks = [asyncio.create_task(batcher.submit("a", n)) for n in (1, 2, 3)]
    await asyncio.sleep(0)
    tasks[1].cancel()
    with pytest.raises(asyncio.CancelledError):
        await tasks[1]
    work.gate.set()
    assert (await tasks[0], await tasks[2]) == (2, 6)
    assert [item for _, items in work.batches for item in items] == [1, 3]


async def test_who_goes_away_too_late_does_not_disturb_the_others() -> None:
    work = Work()
    batcher: Batcher[str, int, int] = Batcher(work)
    tasks = [asyncio.create_task(batcher.submit("a", n)) for n in (1, 2)]
    await settle()
    tasks[0].cancel()
    await settle()
    work.gate.set()
    assert await tasks[1] == 4
    assert await batcher.submit("a", 5) == 10
