"""Events by themselves: form and arithmetic beyond their JSON Schema.

Sources: Manual Funcional v2.0 (PDF pp. 12–31), JSON Schemas, CAT-005, CAT-023, CAT-024. Each check raises the first
fault; codes are looked up for the structures of 2.0 only.
"""

from collections.abc import Mapping
from datetime import date
from typing import Any

from facturaxpress.sandbox.messages import RefusalError
from facturaxpress.sandbox.rules import sale
from facturaxpress.sandbox.rules.arithmetic import check_figures
from facturaxpress.sandbox.rules.general import read_date
from facturaxpress.sandbox.rules.related import check_related
from facturaxpress.sandbox.rules.tables import OF_1X

Event = Mapping[str, Any]

WITHOUT_REPLACEMENT = {"05", "08", "17", "18"}
"""Tipos that are invalidated before anything takes their place (p. 16)."""

_RESCINDED, _OTHER = 2, 3
_OTHER_CAUSE = 5
_MOST_LINES = 500
_RETURN = "18"


def judge_invalidation(event: Event) -> None:
    """Reason and replacement (pp. 16–20)."""
    if ("invalidacion", event["identificacion"]["version"]) not in OF_1X:
        sale.check_lists("invalidacion", event)
    reason, replacement = event["motivo"]["tipoAnulacion"], event["documento"]["codigoGeneracionR"]
    if reason == _OTHER and not event["motivo"]["motivoAnulacion"]:
        raise RefusalError("005", "motivo.motivoAnulacion")
    needed = reason != _RESCINDED and event["documento"]["tipoDte"] not in WITHOUT_REPLACEMENT
    # The schema of 1.x asks for a replacement whatever the tipo.
    excused = reason != _RESCINDED and "fecAnula" in event["identificacion"]
    if needed and replacement is None:
        raise RefusalError("005", "documento.codigoGeneracionR")
    if replacement is not None and not needed and not excused:
        raise RefusalError("024", "documento.codigoGeneracionR")


def judge_contingency(event: Event) -> None:
    """The period, its cause and the list of documents (pp. 20–23)."""
    if ("contingencia", event["identificacion"]["version"]) not in OF_1X:
        sale.check_lists("contingencia", event)
    motive = event["motivo"]
    if (motive["fFin"], motive["hFin"]) < (motive["fInicio"], motive["hInicio"]):
        raise RefusalError("017", "motivo.fFin")
    if motive["tipoContingencia"] == _OTHER_CAUSE and not motive["motivoContingencia"]:
        raise RefusalError("005", "motivo.motivoContingencia")
    listed = set()
    for place, each in enumerate(event["detalleDTE"], 1):
        if each["noItem"] != place:
            raise RefusalError("019", f"detalleDTE.{place}.noItem")
        if each["codigoGeneracion"] in listed:
            raise RefusalError("025", f"detalleDTE.{place}.codigoGeneracion")
        listed.add(each["codigoGeneracion"])


def judge_special_operations(event: Event) -> None:
    """17: ranges or single documents, active or annulled, never mixed (pp. 24–29); then the figures."""
    sale.check_lists("17", event)
    lines = event["cuerpoDocumento"]
    if len(lines) > _MOST_LINES:
        raise RefusalError("003", "cuerpoDocumento")
    month = read_date(event["identificacion"]["fecEmi"], "identificacion.fecEmi").replace(day=1)
    for place, line in enumerate(lines, 1):
        at = f"cuerpoDocumento.{place}"
        if (line["docDel"] is None) != (line["docAl"] is None):
            raise RefusalError("005", f"{at}.{'docDel' if line['docDel'] is None else 'docAl'}")
        if (line["docDel"] is None) != (lines[0]["docDel"] is None):
            raise RefusalError("026", f"{at}.docDel")
        if (line["codigoGeneracionRef"] is None) != (lines[0]["codigoGeneracionRef"] is None):
            raise RefusalError("026", f"{at}.codigoGeneracionRef")
        _origin(line, at, month)
    sale.check_lines("17", lines)
    sale.check_summary_tributes("17", event["resumen"]["tributos"] or ())
    check_figures("17", event)


def _origin(line: Mapping[str, Any], at: str, month: date) -> None:
    """A single document has its number and date, a range no number; simplified invoices come in ranges only."""
    single = line["docDel"] is None
    if single and line["tipoDocumento"] == "02":
        raise RefusalError("005", f"{at}.docDel")
    for name in ("numDocumento", "fechaEmision"):
        if single and line[name] is None:
            raise RefusalError("005", f"{at}.{name}")
    if not single and line["numDocumento"] is not None:
        raise RefusalError("024", f"{at}.numDocumento")
    # A range may state its date, as the manual's examples do (K15).
    issued = line["fechaEmision"]
    if issued is not None and read_date(issued, f"{at}.fechaEmision").replace(day=1) != month:
        raise RefusalError("017", f"{at}.fechaEmision")


def judge_return(event: Event) -> None:
    """18: one tipo of document, its lines and figures (pp. 29–31)."""
    sale.check_lists(_RETURN, event)
    sale.check_transmission(_RETURN, event["identificacion"])
    check_related(_RETURN, event)
    sale.check_lines(_RETURN, event["cuerpoDocumento"])
    sale.check_summary_tributes(_RETURN, event["resumen"]["tributos"] or ())
    check_figures(_RETURN, event)


JUDGES = {
    "invalidacion": judge_invalidation,
    "contingencia": judge_contingency,
    "17": judge_special_operations,
    _RETURN: judge_return,
}
"""The judge of each event, by the name of its structure."""
