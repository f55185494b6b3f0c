"""Rules of notas de remisión (04) and the sales that they go with, where the one that is named is held."""

from collections.abc import Iterator
from decimal import Decimal

from facturaxpress.dte.codes import NOTA_REMISION
from facturaxpress.dte.context import Held
from facturaxpress.dte.documents.views import AnyDocument, AnyLine, AnyRelated
from facturaxpress.dte.holding import type_of, viewed
from facturaxpress.dte.identity import compact
from facturaxpress.dte.money import ZERO, plain
from facturaxpress.dte.rules.book import Problem, rule
from facturaxpress.dte.rules.facts import Facts
from facturaxpress.dte.rules.stock import Stock, name_of
from facturaxpress.dte.texts import shown

SOLD = ("01", "03", "11")
_TYPES = (NOTA_REMISION, *SOLD)


def _named(document: AnyDocument, facts: Facts) -> Iterator[tuple[AnyRelated, Held, AnyDocument]]:
    """The remisiones that a sale relates, or the sales that a remisión does, as far as they are held."""
    wanted = SOLD if facts.law.tipo == NOTA_REMISION else (NOTA_REMISION,)
    for one in document.documentoRelacionado or ():
        held = facts.held.get(one.numeroDocumento)
        view = None if held is None else viewed(held.document)
        if held is not None and view is not None and view.identificacion.tipoDte in wanted:
            yield one, held, view


def _receiver(document: AnyDocument) -> tuple[str, str]:
    """The number that says who receives, without hyphens, and the field that it stands in."""
    party = document.receptor
    if party is None:
        return "", ""
    field = "numDocumento" if party.numDocumento else "nit"
    return compact(party.numDocumento or party.nit or ""), field


@rule(
    "remission-receiver",
    message="El receptor es {sent} y el del documento {value} es {own}.",
    message_en="The receiver is {sent}, and that of document {value} is {own}.",
    fix="Compruebe el receptor: los bienes que se remiten y los que se facturan van a la misma persona.",
    fix_en="Check the receiver: the goods that are sent and those that are invoiced go to the same one.",
    section="documentoRelacionado",
    source="Manual Funcional 2.0 p. 41",
    types=_TYPES,
    build="warning",
    validate="warning",
)
def remission_receiver(document: AnyDocument, facts: Facts) -> Iterator[Problem]:
    sent, field = _receiver(document)
    for one, _, view in _named(document, facts):
        own, _ = _receiver(view)
        absorbed = compact(document.identificacion.fusion or "")
        if sent and own and own not in (sent, absorbed):
            values = {"sent": shown(sent), "value": shown(one.numeroDocumento), "own": shown(own)}
            yield f"receptor.{field}", values
            return


@rule(
    "remission-quantity",
    message="Del documento {value} se toman {amount} de «{own}» y quedan {left}.",
    message_en="{amount} of “{own}” are taken from document {value}, and {left} is left.",
    fix="Compruebe el producto y la cantidad: cuentan todos los documentos vigentes que toman del mismo.",
    fix_en="Check the product and the quantity: all documents in force that take from it count.",
    section="documentoRelacionado",
    source="FacturaXpress: saldo por línea; Manual Funcional 2.0 p. 41",
    types=_TYPES,
    build="warning",
    validate="warning",
)
def remission_quantity(document: AnyDocument, facts: Facts) -> Iterator[Problem]:
    for one, held, view in _named(document, facts):
        stock = Stock(view.cuerpoDocumento)
        for line in _taken(document, held, one.numeroDocumento):
            stock.take(line)
        for index, line in enumerate(document.cuerpoDocumento):
            if line.numeroDocumento != one.numeroDocumento or line.noGravado:
                continue
            part = stock.take(line)
            left = ZERO if part is None else part.quantity
            # In other units than the document has, nothing can be said.
            if left is not None and line.cantidad > left:
                texts = {"amount": plain(Decimal(line.cantidad)), "own": name_of(line), "left": plain(left)}
                yield f"cuerpoDocumento[{index}].cantidad", {"value": shown(one.numeroDocumento), **texts}


def _taken(document: AnyDocument, held: Held, number: str) -> Iterator[AnyLine]:
    """The lines of the other documents in force, of the same side, that take from the one that is named."""
    mine = document.identificacion
    side = (NOTA_REMISION,) if mine.tipoDte == NOTA_REMISION else SOLD
    for other in (viewed(one) for one in held.affecting if type_of(one) in side):
        if other is not None and other.identificacion.codigoGeneracion != mine.codigoGeneracion:
            yield from (line for line in other.cuerpoDocumento if line.numeroDocumento == number)
