"""Cron rows that become jobs, on a clock that the tests move."""

import asyncio
from datetime import UTC, datetime, timedelta

import psycopg
import pytest
from cronsim import CronSimError

from facturaxpress.clock import Clock
from facturaxpress.db import Database
from facturaxpress.jobs import PURGE, Entry, Schedule
from facturaxpress.jobs.schedule import next_tick

from .conftest import until

EVERY_15 = Entry("cada quince", "*/15 * * * *", "x")
NIGHTLY = Entry("de noche", "17 3 * * *", "y")


class Hands:
    """A clock moved by hand; noon in El Salvador to begin with."""

    def __init__(self) -> None:
        self.at = datetime(2026, 11, 24, 18, 0, 30, tzinfo=UTC)
        self.clock = Clock(lambda: self.at)

    def forward(self, **by: float) -> None:
        self.at += timedelta(**by)


@pytest.fixture
def hands() -> Hands:
    return Hands()


def kinds(admin: psycopg.Connection) -> list[str]:
    return [row[0] for row in admin.execute("SELECT kind FROM jobs ORDER BY id")]


def test_expressions_are_read_on_a_clock_in_el_salvador() -> None:
    noon = datetime(2026, 11, 24, 18, 0, tzinfo=UTC)
    assert next_tick("17 3 * * *", noon) == datetime(2026, 11, 25, 9, 17, tzinfo=UTC)
    assert next_tick("0 12 * * *", noon) == datetime(2026, 11, 25, 18, 0, tzinfo=UTC)
    # The last evening of the month there is the next month already in UTC.
    assert next_tick("59 23 L * *", noon) == datetime(2026, 12, 1, 5, 59, tzinfo=UTC)


async def test_a_new_row_waits_for_its_first_tick(database: Database, admin: psycopg.Connection, hands: Hands) -> None:
    schedule = Schedule(database, [EVERY_15], clock=hands.clock)
    await schedule.install()
    assert await schedule.tick() == []
    row = admin.execute("SELECT next_run_at, last_run_at FROM schedules").fetchone()
    assert row == (datetime(2026, 11, 24, 18, 15, tzinfo=UTC), None)
    hands.forward(minutes=14)
    assert await schedule.tick() == []
    hands.forward(minutes=1)
    assert await schedule.tick() == ["cada quince"]
    assert await schedule.tick() == []
    assert kinds(admin) == ["x"]
    row = admin.execute("SELECT next_run_at, last_run_at FROM schedules").fetchone()
    assert row == (datetime(2026, 11, 24, 18, 30, tzinfo=UTC), hands.at)


async def test_ticks_that_were_missed_fire_once(database: Database, admin: psycopg.Connection, hands: Hands) -> None:
    schedule = Schedule(database, [EVERY_15, NIGHTLY], clock=hands.clock)
    await schedule.install()
    await schedule.tick()
    hands.forward(days=3)
    assert sorted(await schedule.tick()) == ["cada quince", "de noche"]
    assert await schedule.tick() == []
    assert sorted(kinds(admin)) == ["x", "y"]


async def test_schedulers_at_once_fire_a_tick_once(database: Database, admin: psycopg.Connection, hands: Hands) -> None:
    schedules = [Schedule(database, [EVERY_15, NIGHTLY], clock=hands.clock) for _ in range(4)]
    await asyncio.gather(*(schedule.install() for schedule in schedules))
    await schedules[0].tick()
    for _ in range(5):
        hands.forward(minutes=15)
        admin.execute("UPDATE jobs SET finished_at = now()")
        fired = await asyncio.gather(*(schedule.tick() for schedule in schedules))
        assert [name for names in fired for name in names] == ["cada quince"]
    assert kinds(admin) == ["x"] * 5


async def test_a_job_still_waiting_for_a_worker_is_enough(
    database: Database, admin: psycopg.Connection, hands: Hands
) -> None:
    schedule = Schedule(database, [EVERY_15], clock=hands.clock)
    await schedule.install()
    await schedule.tick()
    for _ in range(3):
        hands.forward(minutes=15)
        assert await schedule.tick() == ["cada quince"]
    assert kinds(admin) == ["x"]


async def test_what_operators_set_stays(database: Database, admin: psycopg.Connection, hands: Hands) -> None:
    schedule = Schedule(database, [EVERY_15, NIGHTLY], clock=hands.clock)
    await schedule.install()
    await schedule.tick()
    admin.execute("UPDATE schedules SET cron = '5 * * * *' WHERE name = 'cada quince'")
    admin.execute("UPDATE schedules SET enabled = false WHERE name = 'de noche'")
    await schedule.install()
    assert await schedule.tick() == []
    rows = admin.execute("SELECT name, cron, enabled, next_run_at FROM schedules ORDER BY name").fetchall()
    assert rows[0] == ("cada quince", "5 * * * *", True, datetime(2026, 11, 24, 18, 5, tzinfo=UTC))
    assert rows[1][:3] == ("de noche", "17 3 * * *", False)
    hands.forward(days=2)
    assert await schedule.tick() == ["cada quince"]


async def test_an_expression_nobody_can_read_does_not_stop_the_others(
    database: Database, admin: psycopg.Connection, hands: Hands
) -> None:
    schedule = Schedule(database, [EVERY_15, NIGHTLY], clock=hands.clock)
    await schedule.install()
    await schedule.tick()
    admin.execute("UPDATE schedules SET cron = 'cuando sea' WHERE name = 'de noche'")
    hands.forward(minutes=15)
    assert await schedule.tick() == ["cada quince"]
    assert kinds(admin) == ["x"]


async def test_an_entry_nobody_can_read_is_a_mistake_of_ours(database: Database) -> None:
    with pytest.raises(CronSimError):
        await Schedule(database, [Entry("mala", "* * *", "x")]).install()


async def test_run_fires_until_it_is_stopped(database: Database, admin: psycopg.Connection, hands: Hands) -> None:
    stop = asyncio.Event()
    task = asyncio.create_task(Schedule(database, [EVERY_15], clock=hands.clock, poll=0.02).run(stop))
    await until(lambda: admin.execute("SELECT next_run_at IS NOT NULL FROM schedules").fetchone() == (True,))
    hands.forward(minutes=15)
    await until(lambda: kinds(admin) == ["x"])
    stop.set()
    await asyncio.wait_for(task, 10)


async def test_run_waits_an_outage_out(database: Database, admin: psycopg.Connection, hands: Hands) -> None:
    stop = asyncio.Event()
    task = asyncio.create_task(Schedule(database, [EVERY_15], clock=hands.clock, poll=0.02).run(stop))
    await until(lambda: admin.execute("SELECT next_run_at IS NOT NULL FROM schedules").fetchone() == (True,))
    name = admin.info.dbname
    admin.execute(f"ALTER DATABASE {name} CONNECTION LIMIT 0")  # type: ignore[arg-type]
    admin.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = 'facturaxpress_app'")
    await asyncio.sleep(0.2)
    hands.forward(minutes=15)
    admin.execute(f"ALTER DATABASE {name} CONNECTION LIMIT -1")  # type: ignore[arg-type]
    await until(lambda: kinds(admin) == ["x"])
    stop.set()
    await asyncio.wait_for(task, 10)


def test_the_queues_own_upkeep_is_at_night() -> None:
    noon = datetime(2026, 11, 24, 18, 0, tzinfo=UTC)
    assert next_tick(PURGE.cron, noon) == datetime(2026, 11, 25, 9, 17, tzinfo=UTC)
