"""Rules of `saldoFavor` against what the document leaves below zero."""

from collections.abc import Iterator
from decimal import Decimal

from facturaxpress.dte import tributes
from facturaxpress.dte.documents.views import AnyDocument, has
from facturaxpress.dte.money import EXACT, TOLERANCE, ZERO, close, total
from facturaxpress.dte.rules import parts
from facturaxpress.dte.rules.book import Problem, rule
from facturaxpress.dte.rules.facts import Facts
from facturaxpress.dte.texts import money

_SOURCE = "Normativa de cumplimiento 2.0 (saldoFavor); JSON Schema del tipo"


def remainder(document: AnyDocument) -> Decimal:
    """What is left below zero, by the sign of `noGravado` that explains `totalPagar`; the smaller one if both do."""
    summary = document.resumen
    renta = summary.reteRenta or ZERO
    added = total(entry.valor for entry in (document.resumen.tributos or ()) if entry.codigo in tributes.SECTION_1)
    net = total((summary.subTotal, added, document.resumen.ivaPerci, -summary.ivaRete, -renta))
    if not has(summary, "subTotal"):
        net = summary.montoTotalOperacion
    amounts = (EXACT.add(net, summary.totalNoGravado), EXACT.subtract(net, summary.totalNoGravado))
    left = (min(ZERO, amount) for amount in amounts if close(max(ZERO, amount), summary.totalPagar))
    return max(left, default=ZERO)


@rule(
    "credit-short",
    message="saldoFavor es {sent} y lo que excede al total a pagar es {computed}.",
    message_en="saldoFavor is {sent} and what exceeds the total to pay is {computed}.",
    fix="Omita saldoFavor para que el sistema lo calcule: cubre al menos {computed}.",
    fix_en="Leave out saldoFavor so that the system computes it: it covers at least {computed}.",
    types=("01", "03", "11"),
    source=_SOURCE,
    made_of=parts.BALANCE,
    legacy="warning",
)
def credit_short(document: AnyDocument, _: Facts) -> Iterator[Problem]:
    sent = document.resumen.saldoFavor
    if sent:
        left = remainder(document)
        if EXACT.subtract(sent, left) > TOLERANCE:
            yield "resumen.saldoFavor", {"sent": money(sent), "computed": money(left)}


@rule(
    "credit-lost",
    message="Los abonos exceden en {left} lo que se cobra, y esta estructura no tiene saldoFavor para ese saldo.",
    message_en="The credits exceed what is charged by {left}, and this structure has no saldoFavor for that balance.",
    fix="Reduzca los abonos hasta lo que se cobra, y lleve el resto a otra factura del cliente.",
    fix_en="Lower the credits to what is charged, and take the rest to another invoice of the customer.",
    types=("11",),
    source="JSON Schema fe-fex-v1 (resumen)",
    regimes=("1.x",),
    made_of=parts.BALANCE,
    build="warning",
    validate="warning",
)
def credit_lost(document: AnyDocument, _: Facts) -> Iterator[Problem]:
    left = remainder(document)
    if left and not has(document.resumen, "saldoFavor"):
        yield "resumen.totalPagar", {"left": money(-left)}


@rule(
    "credit-balance",
    message="saldoFavor es {sent} y lo que excede al total a pagar es {computed}.",
    message_en="saldoFavor is {sent} and what exceeds the total to pay is {computed}.",
    fix="Omita saldoFavor para que el sistema lo calcule, o compruebe que incluye otro saldo del cliente.",
    fix_en="Leave out saldoFavor so that the system computes it, or see that it includes an older balance.",
    types=("01", "03", "11"),
    source=_SOURCE,
    made_of=parts.BALANCE,
    build="warning",
    validate="warning",
)
def credit_balance(document: AnyDocument, _: Facts) -> Iterator[Problem]:
    summary = document.resumen
    if summary.totalPagar or not has(summary, "saldoFavor"):
        return
    sent, left = summary.saldoFavor, remainder(document)
    if left and not close(left, sent) and (not sent or sent < left):
        yield "resumen.saldoFavor", {"sent": money(sent), "computed": money(left)}


@rule(
    "credit-while-due",
    message="saldoFavor es {sent} y queda un total a pagar de {due}.",
    message_en="saldoFavor is {sent} and a total of {due} is due.",
    fix="Compruebe que es un saldo anterior del cliente: este documento no deja ninguno.",
    fix_en="Make sure that it is an earlier balance of the customer's: this document leaves none.",
    types=("01", "03", "11"),
    source=_SOURCE,
    made_of=parts.BALANCE,
    build="warning",
    validate="warning",
)
def credit_while_due(document: AnyDocument, _: Facts) -> Iterator[Problem]:
    summary = document.resumen
    if summary.saldoFavor and summary.totalPagar:
        yield "resumen.saldoFavor", {"sent": money(summary.saldoFavor), "due": money(summary.totalPagar)}
