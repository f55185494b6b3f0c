"""Pauses between tries."""

from datetime import timedelta

from facturaxpress.jobs import Retry


def test_pauses_double_up_to_the_longest_and_differ() -> None:
    retry = Retry(first=timedelta(seconds=2), longest=timedelta(seconds=60))
    for failures, full in ((1, 2), (2, 4), (3, 8), (5, 32), (6, 60), (500, 60)):
        pauses = {retry.pause(failures) for _ in range(50)}
        assert all(timedelta(seconds=full / 2) <= pause <= timedelta(seconds=full) for pause in pauses)
        assert len(pauses) > 1


def test_the_default_leaves_a_person_time_to_repair() -> None:
    retry = Retry()
    shortest = sum((min(retry.first * 2**n, retry.longest) / 2 for n in range(retry.attempts - 1)), timedelta())
    assert shortest > timedelta(hours=1)
