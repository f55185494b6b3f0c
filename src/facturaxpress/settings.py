"""Every knob of the program, with the reason for its default.

A knob is read from the environment as `FACTURAXPRESS_<NAME>`; `DATABASE_URL` keeps the name everybody uses.
"""

from pathlib import Path

from pydantic import Field, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict


class Settings(BaseSettings):
    model_config = SettingsConfigDict(env_prefix="FACTURAXPRESS_", extra="ignore")

    home: Path = Path(".facturaxpress")
    """Where all state lives: database cluster, secrets, logs, the sandbox's records."""

    database_url: str | None = Field(default=None, validation_alias="DATABASE_URL")
    """The administrator's URL of an own PostgreSQL; without it the embedded server is used."""

    app_database_url: str | None = None
    """The application role's URL, which `serve` gives to its processes; they never see the administrator's."""

    @field_validator("database_url", mode="before")
    @classmethod
    def _empty_is_none(cls, value: object) -> object:
        """Service managers and compose files set what is not wanted to nothing."""
        return value or None

    host: str = "127.0.0.1"
    """Loopback: a reverse proxy with TLS stands before the program in production."""

    port: int = 5000
    """The port of the operations guide."""

    db_pool_max: int = 12
    """Connections a process may hold. PostgreSQL commits 20 k/s with eight clients; more only queue inside it."""

    signer_threads: int | None = None
    """Threads that sign; None = one a core, which reaches 0.9 of openssl on the same cores."""

    hacienda_timeout: float = 8.0
    """Seconds MH has to answer before it is asked whether it has the document (Manual Tecnológico, retry policy)."""

    hacienda_resends: int = 2
    """Times a document is sent again after MH said it does not have it (same source)."""

    lease: float = 20.0
    """Seconds after which a document whose holder fell silent is taken up by the worker; renewed while it lives."""

    answer_within: float = 10.0
    """Seconds after acceptance at which `POST /api/dtes` answers at the latest, with 202 if there is no seal yet."""

    idempotency_lease: float = 60.0
    """Seconds after which a key whose holder died is free again; far above `answer_within`."""

    fecemi_days_back: int = 30
    """Days a sale may be dated back. MH takes late transmissions with an observation; a month covers paper backlogs."""

    jobs_attempts: int = 20
    """Tries of a failing job before it is left to an operator: about two hours. Waiting for MH is no failure."""

    jobs_keep_days: int = 30
    """Days a finished job stays to be looked at; what it did is in the tables it wrote."""

    max_body_bytes: int = 8_000_000
    """Largest request body. 2,000 lines with full descriptions of two-byte letters are 6.3 MB."""

    body_timeout: float = 30.0
    """Seconds a client has to send its body; a slow one must not hold a connection for ever."""

    pdf_at_once: int = 2
    """PDFs set at the same time in a process. One of 2,000 long lines takes seconds and hundreds of megabytes."""

    log_level: str = "INFO"
    """Level of `server.log`."""

    log_days_server: int = 30
    log_days_access: int = 90
    log_days_error: int = 90
    """Days that each log file is kept; the operations guide's own table."""

    web_processes: int = 1
    """Processes that answer the API. One issues far more than one tenant sells and leaves the cores to signing."""

    @property
    def secrets(self) -> Path:
        return self.home / "secrets"

    @property
    def logs(self) -> Path:
        return self.home / "logs"
