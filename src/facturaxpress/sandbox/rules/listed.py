"""Documents that list others, one a line: retentions (07) and settlements (08).

Sources: Manual Funcional v2.0 (PDF pp. 46–47, 65–66), JSON Schemas. A listed document that is not held here is taken as
it is stated.
"""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from facturaxpress.sandbox.messages import RefusalError
from facturaxpress.sandbox.rules.figures import CENT, ZERO, cents
from facturaxpress.sandbox.rules.readings import WITH_IVA
from facturaxpress.sandbox.rules.related import (
    ELECTRONIC,
    Document,
    Held,
    Link,
    Mention,
    Records,
    differing,
    fusion,
    parties,
)

Line = Mapping[str, Any]

_SUBTRACTED = {"05", "18"}
"""What a settlement takes off; the invalidation of a document turns its sign."""


def check_listed(tipoDte: str, document: Document) -> None:
    """One tipo only in a retention (026), each document once (025)."""
    lines = document["cuerpoDocumento"]
    seen = set()
    for place, line in enumerate(lines, 1):
        if tipoDte == "07" and line["tipoDte"] != lines[0]["tipoDte"]:
            raise RefusalError("026", f"cuerpoDocumento.{place}.tipoDte")
        key = _key(line)
        # A settlement lists a document a second time, with the opposite sign, once it is invalidated.
        apart = line["codigoRetencionMH"] if tipoDte == "07" else _value(line) < 0
        if line[key] is not None and (line[key], apart) in seen:
            raise RefusalError("025", f"cuerpoDocumento.{place}.{key}")
        seen.add((line[key], apart))


def check_listed_held(tipoDte: str, document: Document, records: Records) -> list[Link]:
    """Hold the electronic documents that are listed against those that are held: 003, 015, 016, 027, 028."""
    check = _retention if tipoDte == "07" else _settlement
    links = []
    for place, line in enumerate(document["cuerpoDocumento"], 1):
        if line.get("tipoGeneracion", line.get("tipoDoc")) != ELECTRONIC or line[_key(line)] is None:
            continue
        at = f"cuerpoDocumento.{place}"
        mention = _mention(line, at)
        held = mention.find(document, records)
        if held is not None:
            mention.check(held)
            amount = check(document, line, at, mention, held, records)
            links.append(Link(tipoDte, mention.numero, amount))
    return links


def _key(line: Line) -> str:
    return "numeroDocumento" if "numeroDocumento" in line else "numDocumento"


def _mention(line: Line, at: str) -> Mention:
    key, day = _key(line), "fechaEmision" if "fechaEmision" in line else "fechaGeneracion"
    return Mention(line[key], line["tipoDte"], line[day], (f"{at}.{key}", f"{at}.tipoDte", f"{at}.{day}"))


def _value(line: Line) -> Decimal:
    return sum((Decimal(line[name]) for name in ("ventaNoSuj", "ventaExenta", "ventaGravada", "exportaciones")), ZERO)


def _retention(document: Document, line: Line, at: str, mention: Mention, held: Held, _records: Records) -> Decimal:
    """The agent received the document (14: issued it), and retains on no more than its taxable value."""
    mention.check_active(held)
    (agent_field, agent), (subject_field, subject), _ = parties(document)
    (_, seller), (_, buyer), _ = parties(held.document)
    if held.tipoDte == "14":
        seller, buyer = buyer, seller
    field = differing(((agent_field, agent, buyer), (subject_field, subject, seller)), fusion(document))
    if field is not None:
        raise RefusalError("027", field)
    amount = Decimal(line["montoSujetoGrav"])
    if amount > _taxable(held) + CENT:
        raise RefusalError("016", f"{at}.montoSujetoGrav")
    return amount


def _settlement(document: Document, line: Line, at: str, mention: Mention, held: Held, records: Records) -> Decimal:
    """An own document for the principal, with the values of its summary, once; and again when it is invalidated."""
    (_, agent), (_, principal), _ = parties(document)
    (_, issuer), _, (_, third) = parties(held.document)
    if differing((("", agent, issuer), ("", principal, third)), fusion(document)) is not None:
        raise RefusalError("027", mention.fields[0])
    amount = _value(line)
    takes_back = (amount < 0) != (held.tipoDte in _SUBTRACTED)
    column = "exportaciones" if held.tipoDte == "11" else "ventaGravada"
    if amount != 0 and takes_back and not held.invalidated:
        raise RefusalError("003", f"{at}.{column}")
    if any((link.monto < 0) == (amount < 0) for link in records.links(mention.numero) if link.origen == "08"):
        raise RefusalError("028", mention.fields[0], observaciones=[mention.numero])
    if abs(abs(Decimal(line[column])) - _taxable(held)) > CENT:
        raise RefusalError("027", f"{at}.{column}")
    return amount


def _taxable(held: Held) -> Decimal:
    """Taxable sales after discount, without IVA, to the cent; an export with insurance and freight (p. 47)."""
    resumen = held.document["resumen"]
    if held.tipoDte == "14":
        return Decimal(resumen["subTotal"])
    amount = Decimal(resumen["totalGravada"]) - Decimal(resumen.get("descuGravada", resumen.get("descuento", 0)))
    if held.tipoDte == "01":
        return cents(amount / WITH_IVA)
    if held.tipoDte == "11":
        return amount + Decimal(resumen["seguro"] or 0) + Decimal(resumen["flete"] or 0)
    return amount
