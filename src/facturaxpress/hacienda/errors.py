"""What can go wrong between us and MH, sorted by the one question that matters: may MH have the document?"""


class HaciendaError(Exception):
    """Base of everything this room raises; `message` is for people, in Spanish, and never holds a credential."""

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.message = message


class Unreachable(HaciendaError):
    """Nothing was sent: the connection was refused, the name did not resolve, TLS failed, the login got no answer, or
    too many calls were under way."""


class NoAnswer(HaciendaError):
    """MH may or may not have the document: time-out, dropped connection, 5xx. Consult before sending again.

    `http_status` and `body` are what came, if anything did; `body` is cut to what is worth keeping.
    """

    def __init__(self, message: str, *, http_status: int | None = None, body: str | None = None) -> None:
        super().__init__(message)
        self.http_status = http_status
        self.body = body


class MalformedAnswer(NoAnswer):
    """An answer came that cannot be believed: not MH's shape, another document's, or a seal that is no seal."""


class ServiceUnavailable(NoAnswer):
    """MH answered that one of its own services is down (codigoMsg 022), which says nothing about the document."""


class AuthenticationRefused(HaciendaError):
    """MH does not let us in. Nothing was processed; `message` and `code` are MH's own where it gave them."""

    def __init__(self, message: str, *, code: str | None = None, http_status: int | None = None) -> None:
        super().__init__(message)
        self.code = code
        self.http_status = http_status
