"""What operators change in the law: structures, readings, holidays."""

from facturaxpress.db.migrations.sqlfile import run_beside

revision = "0002"
down_revision: str | None = "0001"


def upgrade() -> None:
    run_beside(__file__)
