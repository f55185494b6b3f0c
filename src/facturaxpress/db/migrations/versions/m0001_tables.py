"""Tenants, documents, the queue and the schedule, under forced row-level security."""

from facturaxpress.db.migrations.sqlfile import run_beside

revision = "0001"
down_revision: str | None = None


def upgrade() -> None:
    run_beside(__file__)
