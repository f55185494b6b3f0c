"""PostgreSQL: the embedded server, migrations, and connections that see one tenant at a time."""

from .database import Connection, Database
from .embedded import EmbeddedServer, EmbeddedServerError
from .migrate import APP_ROLE, DatabaseTooNewError, Revisions, app_url, expected_revision, migrate, revisions

__all__ = [
    "APP_ROLE",
    "Connection",
    "Database",
    "DatabaseTooNewError",
    "EmbeddedServer",
    "EmbeddedServerError",
    "Revisions",
    "app_url",
    "expected_revision",
    "migrate",
    "revisions",
]
