"""The states a document can be printed in."""

from enum import StrEnum


class Estado(StrEnum):
    FIRMADO = "FIRMADO"
    """Numbered and signed, not yet sealed: the seal's place holds a dash and a notice says so."""
    PROCESADO = "PROCESADO"
    """Sealed by the Ministerio de Hacienda."""
    INVALIDADO = "INVALIDADO"
    """Sealed, and later invalidated: printed anew with the event's code and date; what was delivered stays as it is."""
    RECHAZADO = "RECHAZADO"
    """Refused: printed as a draft, for nobody may take it for a document."""
    BORRADOR = "BORRADOR"
    """Not yet issued: no number, no QR."""

    @property
    def sealed(self) -> bool:
        return self in (Estado.PROCESADO, Estado.INVALIDADO)

    @property
    def draft(self) -> bool:
        return self in (Estado.BORRADOR, Estado.RECHAZADO)


class RenderingError(ValueError):
    """The document cannot be printed; the text says why, in Spanish."""


def settle(estado: str | None, sello: str | None, *, invalidated: bool = False) -> Estado:
    """The state to print. Without `estado` a document with a seal is PROCESADO, one without is FIRMADO.

    invalidated: whether the event that invalidates the document was given; it makes a sealed document INVALIDADO.

    RenderingError for a state and a seal, or a state and an event, that contradict each other: a seal is never printed
    that was not given, and never left out of a sealed document.
    """
    if estado is None:
        estado = Estado.INVALIDADO if invalidated else Estado.PROCESADO if sello else Estado.FIRMADO
    try:
        settled = Estado(estado)
    except ValueError as error:
        raise RenderingError(f"No se puede imprimir un documento en estado «{estado}».") from error
    if settled.sealed and not sello:
        raise RenderingError(f"El documento está en estado {settled}, pero no se dio su sello de recepción.")
    if not settled.sealed and sello:
        raise RenderingError(f"El documento está en estado {settled}, pero se dio un sello de recepción.")
    if invalidated and settled is not Estado.INVALIDADO:
        raise RenderingError(f"El documento está en estado {settled}, pero se dio el evento que lo invalida.")
    return settled
