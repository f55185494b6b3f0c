"""MH's reasons for a refusal as faults of the sale that was sent."""

import msgspec

from facturaxpress.dte import Fault, rules
from facturaxpress.dte.rejections import Rejection, explain, explain_all
from facturaxpress.issuing.queries import DteRow

AGAIN = "Después emita de nuevo; el documento rechazado y su número quedan como constancia."
KEPT = "El documento rechazado y su número quedan como constancia."
SOURCE = "Respuesta de MH, recepción uno a uno (Manual Tecnológico)"


def refusal_faults(row: DteRow) -> tuple[Fault, ...]:
    """One fault a reason, from both places where MH puts them; none of a document that was not refused."""
    if row.estado != "RECHAZADO":
        return ()
    texts = [row.descripcion_msg or "", *msgspec.json.decode(row.observaciones, type=list[str])]
    # An answer without a word still has its code.
    found = explain_all(texts, row.codigo_msg, tipo=row.tipo_dte) or (explain("", row.codigo_msg),)
    return tuple(as_fault(one) for one in found)


def as_fault(rejection: Rejection) -> Fault:
    """MH's own words, what they mean, and the rules of ours that judge that field."""
    words = rejection.text.rstrip(". ")
    told = f"{words}. " if words else ""
    judges, source = "", SOURCE
    if rejection.rules:
        judges = f" Regla{'s' if len(rejection.rules) > 1 else ''}: {', '.join(rejection.rules)}."
        source = f"{SOURCE}; {rejection.rules[0]}: {rules.get(rejection.rules[0]).source}"
    return Fault(
        code=f"MH-{rejection.code or '000'}",
        path=rejection.path or "",
        message=f"{told}{rejection.message}",
        message_en=f"MH says: {told}{rejection.message_en}",
        fix=f"{rejection.fix} {AGAIN if rejection.resendable else KEPT}{judges}",
        source=source,
    )
