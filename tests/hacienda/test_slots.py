import asyncio
from contextlib import AsyncExitStack
from typing import Any

import pytest
from aiohttp import web

from facturaxpress.hacienda import Answer, HaciendaClient, NoAnswer, Unreachable
from facturaxpress.hacienda.slots import Slots
from tests.hacienda.server import CODE, QUERY, RECEPTION, FakeMH, processed

SHORT = 0.02
LONG = 30.0


async def take(slots: Slots, tenant: str, seconds: float, held: AsyncExitStack) -> None:
    await held.enter_async_context(slots.take(tenant, seconds))


@pytest.mark.parametrize(("total", "share"), [(1, 1), (2, 1), (3, 2), (4, 2), (5, 3)])
async def test_one_tenant_has_at_most_half_of_the_slots_rounded_up(total: int, share: int) -> None:
    slots = Slots(total)
    async with AsyncExitStack() as held:
        for _ in range(share):
            await take(slots, "una", SHORT, held)
        with pytest.raises(Unreachable, match="demasiadas llamadas a Hacienda en curso"):
            await take(slots, "una", SHORT, held)
        for n in range(total - share):
            await take(slots, f"otra-{n}", SHORT, held)
        with pytest.raises(Unreachable, match="demasiadas llamadas a Hacienda en curso"):
            await take(slots, "la última", SHORT, held)


async def test_what_was_waited_for_in_vain_is_not_held_afterwards() -> None:
    slots = Slots(2)
    async with AsyncExitStack() as held:
        await take(slots, "una", SHORT, held)
        await take(slots, "otra", SHORT, held)
        for tenant in ("una", "tercera"):
            with pytest.raises(Unreachable):
                await take(slots, tenant, SHORT, held)
    async with AsyncExitStack() as held:
        await take(slots, "tercera", SHORT, held)
        await take(slots, "una", SHORT, held)


async def test_a_slot_that_comes_free_goes_to_who_waits() -> None:
    slots = Slots(1)
    async with AsyncExitStack() as later:
        async with AsyncExitStack() as held:
            await take(slots, "una", SHORT, held)
            waiting = asyncio.create_task(take(slots, "otra", LONG, later))
            await asyncio.sleep(0)
            assert not waiting.done()
        await waiting


async def test_who_gives_up_waiting_leaves_nothing_behind() -> None:
    slots = Slots(2)
    async with AsyncExitStack() as held:
        await take(slots, "una", SHORT, held)
        waiting = asyncio.create_task(take(slots, "una", LONG, AsyncExitStack()))
        await asyncio.sleep(0)
        waiting.cancel()
        with pytest.raises(asyncio.CancelledError):
            await waiting
    async with AsyncExitStack() as held:
        await take(slots, "una", SHORT, held)
        await take(slots, "otra", SHORT, held)


async def test_tenants_without_calls_are_forgotten() -> None:
    slots = Slots(4)
    for n in range(50):
        async with slots.take(f"empresa-{n}", SHORT):
            assert len(slots._tenants) == 1
    assert len(slots._tenants) == 0


async def transmit(client: HaciendaClient, credentials: Any) -> Answer:
    return await client.transmit(credentials, tipoDte="01", version=2, codigoGeneracion=CODE, jws="a.b.c")


async def test_a_tenant_whose_calls_hang_leaves_room_for_another(hacienda: FakeMH) -> None:
    released, hanging = asyncio.Event(), asyncio.Semaphore(0)

    async def answer(request: web.Request) -> web.StreamResponse:
        hanging.release()
        await released.wait()
        return web.json_response(processed())

    hacienda.answers[RECEPTION] = answer
    hacienda.say(QUERY, processed())
    async with HaciendaClient(timeout=LONG, max_in_flight=4) as client:
        calls = [asyncio.create_task(transmit(client, hacienda.credentials(tenant="una"))) for _ in range(8)]
        for _ in range(2):
            await hanging.acquire()
        held = await client.consult(hacienda.credentials(tenant="otra"), "01", CODE)
        assert held is not None
        assert held.sealed
        assert len(hacienda.sent(RECEPTION)) == 2
        released.set()
        assert all(answer.sealed for answer in await asyncio.gather(*calls))


async def test_a_call_that_gets_no_slot_in_time_was_not_sent(hacienda: FakeMH) -> None:
    released = asyncio.Event()
    hacienda.stall(RECEPTION, released)
    hacienda.say(QUERY, processed())
    async with HaciendaClient(timeout=1.0, max_in_flight=2) as client:
        credentials = hacienda.credentials()
        await client.consult(credentials, "01", CODE)
        results = await asyncio.gather(*(transmit(client, credentials) for _ in range(8)), return_exceptions=True)
    released.set()
    unsent = [result for result in results if isinstance(result, Unreachable)]
    silent = [result for result in results if isinstance(result, NoAnswer)]
    assert unsent
    assert silent
    assert len(unsent) + len(silent) == 8
    assert all("demasiadas llamadas a Hacienda en curso" in error.message for error in unsent)
    assert len(hacienda.sent(RECEPTION)) == len(silent)


def test_the_longest_call_follows_from_the_time_out() -> None:
    # Four exchanges (test_client: a token that is refused twice), each with its wait for a slot.
    assert HaciendaClient(timeout=1.5).longest_call == 12.0
