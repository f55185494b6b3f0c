"""Which documents a document names."""

from facturaxpress.db.migrations.sqlfile import run_beside

revision = "0003"
down_revision: str | None = "0002"


def upgrade() -> None:
    run_beside(__file__)
