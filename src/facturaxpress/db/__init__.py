"""PostgreSQL: the embedded server, migrations, and connections that see one tenant at a time."""

from .database import Connection, Database
from .embedded import EmbeddedServer, EmbeddedServerError

__all__ = ["Connection", "Database", "EmbeddedServer", "EmbeddedServerError"]
