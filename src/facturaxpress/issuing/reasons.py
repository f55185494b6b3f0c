"""MH's reasons for a refusal as faults of the sale that was sent."""

import msgspec

from facturaxpress.dte import Fault, rules
from facturaxpress.dte.rejections import Rejection, explain, explain_all
from facturaxpress.issuing.queries import DteRow

AGAIN = "Después emita de nuevo; el documento rechazado y su número quedan como constancia."
AGAIN_EN = "Then issue again; the refused document and its number stay as evidence."
KEPT = "El documento rechazado y su número quedan como constancia."
KEPT_EN = "The refused document and its number stay as evidence."
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
    again, again_en = (AGAIN, AGAIN_EN) if rejection.resendable else (KEPT, KEPT_EN)
    fix, fix_en, source = f"{rejection.fix} {again}", f"{rejection.fix_en} {again_en}", SOURCE
    if rejection.rules:
        several, listed = "s" if len(rejection.rules) > 1 else "", ", ".join(rejection.rules)
        fix, fix_en = f"{fix} Regla{several}: {listed}.", f"{fix_en} Rule{several}: {listed}."
        source = f"{SOURCE}; {rejection.rules[0]}: {rules.get(rejection.rules[0]).source}"
    return Fault(
        code=f"MH-{rejection.code or '000'}",
        path=rejection.path or "",
        message=f"{told}{rejection.message}",
        message_en=f"MH says: {told}{rejection.message_en}",
        fix=fix,
        fix_en=fix_en,
        source=source,
    )
