"""The durable queue and the schedule, in PostgreSQL: what was accepted gets done at least once, after a crash too."""

from .queries import Counts, DeadJob, Job, counts, dead, enqueue, enqueue_many, finish, purge, reschedule, revive
from .retry import Retry
from .schedule import Entry, Schedule
from .upkeep import PURGE, purge_handler
from .worker import Handler, Worker

__all__ = [
    "PURGE",
    "Counts",
    "DeadJob",
    "Entry",
    "Handler",
    "Job",
    "Retry",
    "Schedule",
    "Worker",
    "counts",
    "dead",
    "enqueue",
    "enqueue_many",
    "finish",
    "purge",
    "purge_handler",
    "reschedule",
    "revive",
]
