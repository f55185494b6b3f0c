"""MH's reasons for a refusal as faults of the sale that was sent."""

from facturaxpress.dte import Fault
from facturaxpress.hacienda import answers
from facturaxpress.hacienda.errors import HaciendaError
from facturaxpress.issuing.queries import DteRow

FIX = "Corrija el dato que MH señala y emita de nuevo; el documento rechazado y su número quedan como constancia."
SOURCE = "Respuesta de MH, recepción uno a uno (Manual Tecnológico)"


def refusal_faults(row: DteRow) -> tuple[Fault, ...]:
    """One fault a reason, from both places where MH puts them, in MH's own words."""
    try:
        reasons = answers.parse(200, row.respuesta_mh or "", row.codigo_generacion).reasons
    except HaciendaError:
        reasons = ()
    return tuple(
        Fault(
            code=f"MH-{reason.code or row.codigo_msg or '000'}",
            path=reason.path or "",
            message=reason.text,
            message_en=f"MH says: {reason.text}",
            fix=FIX,
            source=SOURCE,
        )
        for reason in reasons
    )
