"""Talking to the Ministerio de Hacienda (MH): the client of its services, its tokens and its answers."""

from facturaxpress.hacienda.answers import Answer
from facturaxpress.hacienda.client import HaciendaClient
from facturaxpress.hacienda.errors import (
    AuthenticationRefused,
    HaciendaError,
    MalformedAnswer,
    NoAnswer,
    ServiceUnavailable,
    Unreachable,
)
from facturaxpress.hacienda.reasons import Reason
from facturaxpress.hacienda.tokens import Credentials

__all__ = [
    "Answer",
    "AuthenticationRefused",
    "Credentials",
    "HaciendaClient",
    "HaciendaError",
    "MalformedAnswer",
    "NoAnswer",
    "Reason",
    "ServiceUnavailable",
    "Unreachable",
]
