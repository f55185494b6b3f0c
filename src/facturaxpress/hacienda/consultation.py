"""What MH's answer to "consulta DTE" says: that it has the document, that it has not, or nothing about it.

A refusal of the question (a wrong `nitEmisor`, a service in trouble) has the shape of a refusal of the document, and a
gateway that does not find the service answers 404 as MH does for a document it does not have. What is not certainly
about the document is therefore no answer: the document stays as it is and is asked about again.
"""

import re
from typing import Any

from facturaxpress.hacienda import answers
from facturaxpress.hacienda.answers import Answer
from facturaxpress.hacienda.errors import NoAnswer
from facturaxpress.hacienda.wire import Reply

PATH = "/fesv/recepcion/consultadte/"
"""As the manual prints it, with the slash at the end."""

_WHO_AND_WHAT = frozenset({"nitemisor", "tdte"})
_QUESTION = _WHO_AND_WHAT | {"codigogeneracion", "ambiente"}
"""Fields of the question, in lower case; the document's own have a section before the name."""

_UNNAMED = re.compile(f"{answers.UNNAMED.pattern}|{answers.NOT_FOUND}")
"""What MH does not have it need not name."""


def read(reply: Reply, *, codigoGeneracion: str, ambiente: str) -> Answer | None:
    """MH's verdict on the document, or None if MH says that it does not have it.

    A verdict comes with HTTP 200 or 400: a seal, or a refusal that names the document and whose code and fields are
    the document's. MH does not have it where it refuses with 014 for anything but `nitEmisor` or `tdte` (HTTP 200, 400
    or 404), or answers HTTP 404 with nothing, or with the error body of the servlet container its services run in.

    Raises NoAnswer (also MalformedAnswer, ServiceUnavailable) for everything else, with what came.
    """
    if reply.status == 404:
        fields = answers.decode(reply.body)
        if not reply.body.strip() or (fields is not None and _container_says_404(fields)):
            return None
        if fields is None or "estado" not in fields:
            raise unexpected(reply)
    elif reply.status not in answers.VERDICT_STATUSES:
        raise unexpected(reply)
    answer = answers.parse(reply.status, reply.body, codigoGeneracion, ambiente=ambiente, unnamed=_UNNAMED)
    blamed = {(reason.path or "").lower() for reason in answer.reasons}
    if not answer.sealed and answer.codigoMsg == answers.NOT_FOUND:
        if not blamed & _WHO_AND_WHAT:
            return None
    elif reply.status == 404:
        raise unexpected(reply)
    elif answer.sealed or (answer.codigoGeneracion and answer.about_document and not blamed & _QUESTION):
        return answer
    raise NoAnswer(
        "Hacienda no contestó por el documento sino que rechazó la consulta: "
        f"{answer.codigoMsg} {answer.descripcionMsg or ''}".rstrip()
        + ".",
        http_status=reply.status,
        body=answers.excerpt(reply.body),
    )


def unexpected(reply: Reply) -> NoAnswer:
    """The HTTP status is none that goes with an answer of MH's."""
    return NoAnswer(
        f"Hacienda respondió HTTP {reply.status}.", http_status=reply.status, body=answers.excerpt(reply.body)
    )


def _container_says_404(fields: dict[str, Any]) -> bool:
    """`{"timestamp", "status": 404, "error": "Not Found", "path"}` for this service and nothing of a verdict's."""
    path = fields.get("path")
    here = path is None or (isinstance(path, str) and path.rstrip("/").lower().endswith("/consultadte"))
    verdict = any(fields.get(name) for name in ("estado", "selloRecibido", "codigoGeneracion", "codigoMsg"))
    return here and not verdict and str(fields.get("status")) == "404" and isinstance(fields.get("error"), str)
