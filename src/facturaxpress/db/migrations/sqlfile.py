"""Runs the SQL of a revision."""

from pathlib import Path

import psycopg
from alembic import op


def run_beside(revision_file: str) -> None:
    """Run `m0001_….sql`, which lies beside `m0001_….py`, within the revision's transaction."""
    text = Path(revision_file).with_suffix(".sql").read_text(encoding="utf-8")
    connection = op.get_bind().connection.driver_connection
    if not isinstance(connection, psycopg.Connection):
        raise TypeError("migrations run on psycopg only")
    # Past SQLAlchemy, which would take every % for a parameter.
    connection.execute(text.encode())
