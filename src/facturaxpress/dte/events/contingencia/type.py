"""What is sent to report the documents issued in contingency, and the event it makes.

The type of a document that the issuer holds (`Context.held`) need not be sent. The event is dated when it is sent.
"""

from collections.abc import Mapping
from typing import Annotated, Any

import msgspec

from facturaxpress.dte.deadlines import local_day
from facturaxpress.dte.documents.fields import Date, items, text, whole
from facturaxpress.dte.documents.law import Type
from facturaxpress.dte.holding import type_of
from facturaxpress.dte.made import MadeDetail, MadeDocument, MadeReason
from facturaxpress.dte.making import Maker
from facturaxpress.dte.parties import document, emisor
from facturaxpress.dte.sale import Event, SaleEmisor, Section

PERSON = ("nombreResponsable", "tipoDocResponsable", "numeroDocResponsable")
"""Who answers for the event; stands in `emisor` (Manual Funcional 2.0 p. 23)."""


class Emisor(SaleEmisor):
    """Of a complete event: only the person who answers for it is read."""

    nombreResponsable: Annotated[str, text(1, 100)] | None = None
    tipoDocResponsable: str | None = None
    numeroDocResponsable: Annotated[str, text(1, 25)] | None = None


class Detalle(Section):
    noItem: Annotated[int, whole(1, 1000)] | None = None
    tipoDoc: str | None = None
    codigoGeneracion: str | None = None


class Motivo(Section):
    fInicio: Date | None = None
    fFin: Date | None = None
    hInicio: str | None = None
    hFin: str | None = None
    tipoContingencia: int | None = None
    motivoContingencia: Annotated[str, text(1, 500)] | None = None


class Contingencia(Event):
    emisor: Emisor | None = None
    detalleDTE: Annotated[list[Detalle], items(1, 1000)] | None = None
    motivo: Motivo | None = None


def make(maker: Maker) -> MadeDocument:
    sale: Contingencia = maker.sale
    today = local_day(maker.context.now)
    if maker.on != today:
        path = "fecEmi" if sale.fecEmi is not None else "identificacion.fecEmi"
        values = {"value": maker.on.isoformat(), "today": today.isoformat()}
        maker.findings.refuse("contingency-sent-today", path, **values)
    issuer = emisor(maker)
    for field in PERSON:
        setattr(issuer, field, getattr(sale.emisor, field, None))
    reason = MadeReason(**msgspec.structs.asdict(sale.motivo or Motivo()))
    details = [_detail(maker, sent, index) for index, sent in enumerate(sale.detalleDTE or ())]
    return document(maker, emisor=issuer, detalleDTE=details, motivo=reason)


def _detail(maker: Maker, sent: Detalle, index: int) -> MadeDetail:
    held = maker.context.held.get(sent.codigoGeneracion or "")
    tipo = sent.tipoDoc or (None if held is None else type_of(held.document))
    return MadeDetail(noItem=sent.noItem or index + 1, tipoDoc=tipo, codigoGeneracion=sent.codigoGeneracion)


def finish_reduction(sale: dict[str, Any], whole: Mapping[str, Any]) -> None:
    """The person stands in `emisor`, the rest of which is the issuer's own."""
    own = whole.get("emisor")
    if isinstance(own, Mapping):
        sale["emisor"] = {field: own[field] for field in PERSON if own.get(field) is not None}
    for entry in sale.get("detalleDTE", ()):
        entry.pop("noItem", None)


TYPE = Type(
    tipo="contingencia",
    sale=Contingencia,
    make=make,
    amount=False,
    informative=False,
    finish_reduction=finish_reduction,
    event=True,
    from_held=("detalleDTE",),
    dated="fTransmision",
)
