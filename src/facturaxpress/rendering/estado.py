"""The states a document can be printed in."""

from enum import StrEnum


class Estado(StrEnum):
    FIRMADO = "FIRMADO"
    """Numbered and signed, not yet sealed: the seal's place holds a dash and a notice says so."""
    PROCESADO = "PROCESADO"
    """Sealed by the Ministerio de Hacienda."""
    RECHAZADO = "RECHAZADO"
    """Refused: printed as a draft, for nobody may take it for a document."""
    BORRADOR = "BORRADOR"
    """Not yet issued: no number, no QR."""

    @property
    def draft(self) -> bool:
        return self in (Estado.BORRADOR, Estado.RECHAZADO)


class RenderingError(ValueError):
    """The document cannot be printed; the text says why, in Spanish."""


def settle(estado: str | None, sello: str | None) -> Estado:
    """The state to print. Without `estado` a document with a seal is PROCESADO, one without is FIRMADO.

    RenderingError for a state and a seal that contradict each other: a seal is never printed that was not given, and
    never left out of a sealed document.
    """
    if estado is None:
        return Estado.PROCESADO if sello else Estado.FIRMADO
    try:
        settled = Estado(estado)
    except ValueError as error:
        raise RenderingError(f"No se puede imprimir un documento en estado «{estado}».") from error
    if settled is Estado.PROCESADO and not sello:
        raise RenderingError("El documento está en estado PROCESADO, pero no se dio su sello de recepción.")
    if settled is not Estado.PROCESADO and sello:
        raise RenderingError(f"El documento está en estado {settled}, pero se dio un sello de recepción.")
    return settled
