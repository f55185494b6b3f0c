"""PostgreSQL out of a wheel, with a life of its own: found, made, started, stopped and found again after a kill."""

from .errors import EmbeddedServerError
from .programs import program
from .server import EmbeddedServer

__all__ = ["EmbeddedServer", "EmbeddedServerError", "program"]
