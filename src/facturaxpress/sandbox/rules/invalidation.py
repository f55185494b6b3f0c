"""An invalidation against the document it is about, and what speaks of that document.

Source: Manual Funcional v2.0 (PDF pp. 12–20). Of the sources that differ about the last day to send it, the longest
term is granted (p. 14); the event of 1.x may be dated from the document's date on, as it was in force.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from facturaxpress.sandbox.messages import RefusalError
from facturaxpress.sandbox.rules.deadlines import LONG, last_day_to_send
from facturaxpress.sandbox.rules.general import read_date
from facturaxpress.sandbox.rules.related import Held, Records, fusion, months_after

CODE = "documento.codigoGeneracion"
REPLACEMENT = "documento.codigoGeneracionR"
_MONTHS = 3
_BLOCKED_BY = {"03": {"05", "06"}, "07": {"05", "06"}, "01": {"18"}, "11": {"18"}, "14": {"18"}}
"""What must be invalidated first, by tipo."""

INVALIDATED = f"[{CODE}] DOCUMENTO SE ENCUENTRA INVALIDADO"
"""The text seen for 015 here."""


@dataclass(frozen=True)
class Target:
    """The document to invalidate as it is held, and what its seal says of it."""

    held: Held
    numeroControl: str
    selloRecibido: str
    nitEmisor: str
    sealed: date


def event_date(event: Mapping[str, Any]) -> tuple[str, date]:
    """The field that dates the event in its version, and the date."""
    name = "fecEmi" if "fecEmi" in event["identificacion"] else "fecAnula"
    field = f"identificacion.{name}"
    return field, read_date(event["identificacion"][name], field)


def check_target(event: Mapping[str, Any], target: Target) -> None:
    """Not invalidated yet (015), the same data (027)."""
    if target.held.invalidated:
        raise RefusalError("015", CODE, text=INVALIDATED)
    if target.nitEmisor not in (event["emisor"]["nit"], fusion(event)):
        raise RefusalError("027", "emisor.nit")
    said, document = event["documento"], target.held.document
    data = {
        "tipoDte": target.held.tipoDte,
        "selloRecibido": target.selloRecibido,
        "numeroControl": target.numeroControl,
        "fecEmi": document["identificacion"]["fecEmi"],
    }
    for name, value in data.items():
        if said[name] != value:
            raise RefusalError("027", f"documento.{name}")
    _check_receiver(said, document)


def _check_receiver(said: Mapping[str, Any], document: Mapping[str, Any]) -> None:
    receiver = next((document[name] for name in ("receptor", "sujetoExcluido", "donante") if document.get(name)), None)
    if receiver is None:
        # 1.x has no null here, so that it cannot be copied.
        if any(said[name] is not None for name in ("tipoDocumento", "numDocumento")) and "montoIva" not in said:
            raise RefusalError("027", "documento.numDocumento")
        return
    kinds = {receiver["tipoDocumento"]} if "tipoDocumento" in receiver else {"36", "13"}
    if said["tipoDocumento"] not in kinds:
        raise RefusalError("027", "documento.tipoDocumento")
    if said["numDocumento"] != receiver.get("nit", receiver.get("numDocumento")):
        raise RefusalError("027", "documento.numDocumento")
    if said["nombre"] != receiver["nombre"]:
        raise RefusalError("027", "documento.nombre")


def check_dates(event: Mapping[str, Any], target: Target, today: date) -> None:
    """The date of the event (027, 018) and the last day to send it (018)."""
    field, day = event_date(event)
    issued = date.fromisoformat(target.held.document["identificacion"]["fecEmi"])
    last = months_after(issued, _MONTHS)
    if target.held.tipoDte in LONG:
        if not issued <= day <= last:
            raise RefusalError("018", field)
    elif day != issued and field == "identificacion.fecEmi":
        raise RefusalError("027", field)
    elif day < issued:
        raise RefusalError("017", field)
    until = last_day_to_send(target.held.tipoDte, target.sealed)
    if today > until:
        raise RefusalError("018", field, observaciones=[f"Plazo de transmisión hasta {until.isoformat()}"])


def check_blocks(event: Mapping[str, Any], target: Target, records: Records) -> None:
    """No active document that would lose what it stands on (028)."""
    blocking = _BLOCKED_BY.get(target.held.tipoDte, set())
    if any(link.origen in blocking for link in records.links(event["documento"]["codigoGeneracion"])):
        raise RefusalError("028", CODE)


def check_replacement(event: Mapping[str, Any], target: Target, records: Records) -> None:
    """The replacement is another sealed and active document of the same tipo and issuer: 003, 014, 015, 027."""
    code = event["documento"]["codigoGeneracionR"]
    if code is None:
        return
    if code == event["documento"]["codigoGeneracion"]:
        raise RefusalError("003", REPLACEMENT)
    held = records.held(code)
    if held is None or held.ambiente != target.held.ambiente:
        raise RefusalError("014", REPLACEMENT)
    if held.invalidated:
        raise RefusalError("015", REPLACEMENT)
    issuer = held.document.get("emisor") or held.document["donatario"]
    if held.tipoDte != target.held.tipoDte or issuer.get("nit", issuer.get("numDocumento")) != event["emisor"]["nit"]:
        raise RefusalError("027", REPLACEMENT)
