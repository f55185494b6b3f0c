"""What is sent to invalidate a document or event, and the event it makes.

What the issuer holds of the document (`Context.held`) is copied from it; otherwise it is sent.
"""

import re
from datetime import date
from decimal import Decimal
from typing import Annotated, Any

import msgspec
from msgspec import UNSET

from facturaxpress.dte import tributes
from facturaxpress.dte.context import Held
from facturaxpress.dte.deadlines import invalidation_dates, invalidation_sending, local_day
from facturaxpress.dte.documents.fields import Date, text
from facturaxpress.dte.documents.law import Type
from facturaxpress.dte.documents.views import AnyDocument
from facturaxpress.dte.holding import receiver, type_of, viewed
from facturaxpress.dte.made import MadeDocument, MadeReason, MadeTarget
from facturaxpress.dte.making import Maker
from facturaxpress.dte.numbering import parse_numero_control
from facturaxpress.dte.parties import document, emisor
from facturaxpress.dte.sale import Amount2, Event, SaleEmisor, Section, decimal
from facturaxpress.dte.texts import is_date

_SHORTEST_PHONE, _SHORTEST_NAME = 8, 3


class Emisor(SaleEmisor):
    nomEstablecimiento: Any = None


class Documento(Section):
    tipoDte: str | None = None
    codigoGeneracion: Annotated[str, text(36, 36)] | None = None
    selloRecibido: Annotated[str, text(40, 40)] | None = None
    numeroControl: Annotated[str, text(31, 31)] | None = None
    fecEmi: Date | None = None
    montoIva: Amount2 | None = None
    codigoGeneracionR: Annotated[str, text(36, 36)] | None = None
    tipoDocumento: str | None = None
    numDocumento: Annotated[str, text(1, 20)] | None = None
    nombre: Annotated[str, text(1, 250)] | None = None
    telefono: Annotated[str, text(8, 30)] | None = None
    correo: Annotated[str, text(None, 100)] | None = None


class Motivo(Section):
    tipoAnulacion: int | None = None
    motivoAnulacion: Annotated[str, text(1, 200)] | None = None
    nombreResponsable: Annotated[str, text(1, 100)] | None = None
    tipDocResponsable: str | None = None
    numDocResponsable: Annotated[str, text(1, 20)] | None = None
    nombreSolicita: Annotated[str, text(1, 100)] | None = None
    tipDocSolicita: str | None = None
    numDocSolicita: Annotated[str, text(1, 20)] | None = None


class Invalidacion(Event):
    emisor: Emisor | None = None
    documento: Documento | None = None
    motivo: Motivo | None = None


def make(maker: Maker) -> MadeDocument:
    sale: Invalidacion = maker.sale
    sent = sale.documento or Documento()
    held = maker.context.held.get(sent.codigoGeneracion or "")
    said = msgspec.structs.asdict(sent)
    known = {} if held is None else copied(held)
    target = MadeTarget(**{name: known.get(name) if value is None else value for name, value in said.items()})
    if target.montoIva is not None:
        target.montoIva = decimal(target.montoIva)
    if maker.old:
        target.telefono = _digits(target.telefono) if sent.telefono is None else sent.telefono
        # 1.x lets the address be missing, and not null.
        target.correo = target.correo or UNSET
    _take_place(maker, target)
    _take_date(maker, target)
    if held is not None:
        _tell_late(maker, target, held)
    issuer = emisor(maker)
    issuer.codEstable = issuer.codPuntoVenta = None
    if maker.old:
        issuer.telefono = _digits(issuer.telefono)
    name = maker.context.emisor.nombreComercial or ""
    issuer.nomEstablecimiento = name if len(name) >= _SHORTEST_NAME else None
    reason = MadeReason(**msgspec.structs.asdict(sale.motivo or Motivo()))
    return document(maker, emisor=issuer, documento=target, motivo=reason)


def copied(held: Held) -> dict[str, Any]:
    """What `documento` says of a document that is held (Manual Funcional 2.0 p. 16)."""
    view = viewed(held.document)
    if view is None:
        return {}
    own = view.identificacion
    return {
        "tipoDte": type_of(held.document),
        "codigoGeneracion": own.codigoGeneracion,
        "selloRecibido": held.selloRecibido,
        "numeroControl": own.numeroControl or None,
        "fecEmi": own.fecEmi,
        "montoIva": _iva(view, type_of(held.document)),
        **receiver(view),
    }


def _iva(view: AnyDocument, tipo: str) -> Decimal | None:
    """`montoIva`, which only 1.x has: the IVA of the document, where it has one."""
    if tipo == "01":
        return view.resumen.totalIva
    return next((entry.valor for entry in view.resumen.tributos or () if entry.codigo == tributes.IVA), None)


def _digits(phone: str | None) -> str | None:
    """A telephone as 1.x takes it: digits, + and ; alone (JSON Schema anulacion-schema-v2)."""
    digits = re.sub(r"[^0-9+;]", "", phone or "")
    return digits if len(digits) >= _SHORTEST_PHONE else None


def _take_place(maker: Maker, target: MadeTarget) -> None:
    """The establishment that issued the document, unless another one was said (Manual Funcional 2.0 p. 11)."""
    number = parse_numero_control(target.numeroControl or "")
    if number is None or maker.sale.establecimiento is not None:
        return
    for place in maker.context.establecimientos:
        if place.codigo == number.establecimiento:
            maker.place = place
            maker.puntoVenta = maker.sale.puntoVenta or number.puntoVenta


def _take_date(maker: Maker, target: MadeTarget) -> None:
    """The date that the event may carry and that lies nearest to today, unless one was said."""
    said = maker.sale.identificacion
    if maker.sale.fecEmi is None and (said is None or said.fecEmi is None) and is_date(target.fecEmi or ""):
        maker.on = invalidation_dates(target.tipoDte or "", date.fromisoformat(target.fecEmi)).clamp(maker.on)


def _tell_late(maker: Maker, target: MadeTarget, held: Held) -> None:
    if held.sealed is None:
        return
    plazo = maker.readings.plazoInvalidacion
    days = invalidation_sending(target.tipoDte or "", held.sealed, maker.context.calendar, plazo)
    today = local_day(maker.context.now)
    if today not in days:
        values = {"today": today.isoformat(), "limit": days.last.isoformat(), "sealed": days.first.isoformat()}
        maker.findings.add("invalidation-late", "documento.selloRecibido", **values)


TYPE = Type(
    tipo="invalidacion",
    sale=Invalidacion,
    make=make,
    amount=False,
    informative=False,
    event=True,
    from_held=("documento",),
)
