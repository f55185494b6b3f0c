"""What can be made to go wrong, on request: `POST /_control/faults` switches it on, `DELETE` off."""

import random
from collections.abc import Callable, Container, Iterator
from typing import Literal

import msgspec

Kind = Literal[
    "latency",
    "http_5xx",
    "drop_before",
    "drop_after",
    "reject",
    "token_expiry",
    "auth_error",
    "not_found",
    "garbage",
]
Service = Literal["auth", "recepciondte", "consultadte", "anulardte"]


class Fault(msgspec.Struct, forbid_unknown_fields=True, omit_defaults=True, kw_only=True):
    """One thing that goes wrong.

    `service` None means any service it makes sense for; `times` None means until it is cleared; `probability` is the
    chance that it strikes a request it fits. `seconds` belongs to latency, `status` to the kinds that answer with one,
    `when` to latency and http_5xx, the message fields to reject (and `descripcionMsg` to auth_error).
    """

    kind: Kind
    id: int = 0
    service: Service | None = None
    tipoDte: str | None = None
    probability: float = 1.0
    times: int | None = None
    seconds: float = 1.0
    status: int | None = None
    when: Literal["before", "after"] = "before"
    codigoMsg: str = "099"
    descripcionMsg: str | None = None
    clasificaMsg: str | None = None
    observaciones: list[str] | None = None

    def __post_init__(self) -> None:
        if not 0 < self.probability <= 1:
            raise ValueError("probability debe estar entre 0 (exclusive) y 1")
        if self.times is not None and self.times < 1:
            raise ValueError("times debe ser al menos 1")
        if not 0 <= self.seconds <= 3600:
            raise ValueError("seconds debe estar entre 0 y 3600")
        allowed = _STATUSES.get(self.kind)
        if self.status is not None and (allowed is None or self.status not in allowed):
            raise ValueError(f"status {self.status} no aplica a {self.kind}")

    @property
    def answered(self) -> int:
        """The HTTP status to answer with, where the kind has one."""
        return self.status or {"http_5xx": 503, "not_found": 400}.get(self.kind, 200)


_STATUSES: dict[str, Container[int]] = {
    "http_5xx": range(400, 600),
    "auth_error": (200, 401),
    "not_found": (400, 404),
    "garbage": (200, 400),
}

_SERVICES: dict[str, set[str]] = {
    "reject": {"recepciondte", "anulardte"},
    "token_expiry": {"recepciondte", "consultadte", "anulardte"},
    "auth_error": {"auth"},
    "not_found": {"consultadte"},
}
"""The services a kind can strike; the others can strike any."""


class Faults:
    """The faults in force. They are in memory only: a restarted sandbox behaves well."""

    def __init__(self, chance: Callable[[], float] = random.random) -> None:
        self._active: list[Fault] = []
        self._next = 1
        self._chance = chance
        self.struck = 0

    def __bool__(self) -> bool:
        return bool(self._active)

    def __iter__(self) -> Iterator[Fault]:
        return iter(self._active)

    def add(self, fault: Fault) -> Fault:
        """Put a fault in force, with the next id."""
        fault.id = self._next
        self._next += 1
        self._active.append(fault)
        return fault

    def clear(self, number: int | None = None) -> int:
        """Take back the fault with that id, or all; how many that were."""
        before = len(self._active)
        self._active = [fault for fault in self._active if number is not None and fault.id != number]
        return before - len(self._active)

    def strike(self, service: Service, tipoDte: str | None) -> dict[str, Fault]:
        """The faults that hit this request, the first of each kind; each one counts against its `times`."""
        hits: dict[str, Fault] = {}
        for fault in list(self._active):
            if fault.kind in hits or not _fits(fault, service, tipoDte) or self._chance() >= fault.probability:
                continue
            hits[fault.kind] = fault
            self.struck += 1
            if fault.times is not None:
                fault.times -= 1
                if fault.times == 0:
                    self._active.remove(fault)
        return hits


def _fits(fault: Fault, service: Service, tipoDte: str | None) -> bool:
    if fault.service is not None and fault.service != service:
        return False
    if fault.kind in _SERVICES and service not in _SERVICES[fault.kind]:
        return False
    return fault.tipoDte is None or fault.tipoDte == tipoDte
