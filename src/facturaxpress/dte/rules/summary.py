"""Rules of the summary: discounts, withholding, condition and payments, balance, words."""

from collections.abc import Iterator
from decimal import Decimal

from facturaxpress.dte import tributes
from facturaxpress.dte.arithmetic import without_iva
from facturaxpress.dte.documents.views import AnyDocument, has
from facturaxpress.dte.letters import amount_in_words, folded, read_words
from facturaxpress.dte.money import EXACT, ZERO, close, plain, total
from facturaxpress.dte.rules import identities, parts
from facturaxpress.dte.rules.book import EVERY, PAID, Problem, rule
from facturaxpress.dte.rules.facts import Facts
from facturaxpress.dte.texts import money, shown

_PAYMENTS = "Manual Funcional 2.0 p. 52–54"
CASH_CONDITION, CREDIT, MIXED = 1, 2, 3
CASH, OTHER_FORM = "01", "99"


@rule(
    "discount-over-total",
    message="El descuento global {field} es {discount}, mayor que {total_field}, {total}.",
    message_en="The global discount {field} is {discount}, more than {total_field}, {total}.",
    fix="Cada descuento global es como mucho el total de su tipo de venta.",
    fix_en="Each global discount is at most the total of its kind of sale.",
    types=("01", "03", "04", "05", "06", "11", "14"),
    source="Normativa de cumplimiento 2.0 (descuentos globales); Manual Funcional 2.0 p. 48–49",
    made_of=parts.SALES,
    legacy="warning",
)
def discount_over_total(document: AnyDocument, _: Facts) -> Iterator[Problem]:
    summary = document.resumen
    for field, total_field in (
        ("descuNoSuj", "totalNoSuj"),
        ("descuExenta", "totalExenta"),
        ("descuGravada", "totalGravada"),
        ("descu", "totalCompra"),
    ):
        discount, amount = getattr(summary, field), getattr(summary, total_field)
        if discount and discount > amount:
            values = {"field": field, "discount": money(discount), "total_field": total_field, "total": money(amount)}
            yield f"resumen.{field}", values


@rule(
    "discount-percent-alone",
    message="porcentajeDescuento es {percent} y no hay ningún descuento global: el porcentaje solo informa.",
    message_en="porcentajeDescuento is {percent} and there is no global discount: the percentage only informs.",
    fix="Ponga el monto en descuGravada, descuExenta o descuNoSuj.",
    fix_en="Put the amount into descuGravada, descuExenta or descuNoSuj.",
    types=("01", "03", "04", "11"),
    source="Manual Funcional 2.0 p. 49",
    build="warning",
    validate="off",
)
def discount_percent_alone(document: AnyDocument, _: Facts) -> Iterator[Problem]:
    summary = document.resumen
    if summary.porcentajeDescuento and not (summary.descuGravada or summary.descuExenta or summary.descuNoSuj):
        yield "resumen.porcentajeDescuento", {"percent": money(summary.porcentajeDescuento)}


@rule(
    "withholding-small",
    message="Se {verb} IVA sobre una base de {base}, menor que {limit}.",
    message_en="IVA is {verb_en} on a base of {base}, below {limit}.",
    fix="Compruebe que procede: el 1 % se aplica desde {limit} de operación neta.",
    fix_en="Make sure that it applies: the 1 % holds from a net operation of {limit} on.",
    types=("01", "03"),
    source="Código Tributario art. 162 y 163",
    made_of=parts.SALES | parts.DISCOUNTS | parts.WITHHELD,
    build="warning",
    validate="warning",
)
def withholding_small(document: AnyDocument, facts: Facts) -> Iterator[Problem]:
    summary = document.resumen
    rete, perci = summary.ivaRete, document.resumen.ivaPerci
    if not rete and not perci:
        return
    base = EXACT.subtract(summary.totalGravada, summary.descuGravada)
    if facts.law.gross:
        base = without_iva(base, facts.on)
    if base < tributes.RETENTION_FROM:
        rounded = money(base.quantize(tributes.RETENTION_FROM))
        values = {"base": rounded, "limit": money(tributes.RETENTION_FROM)}
        if rete:
            yield "resumen.ivaRete", {**values, "verb": "retiene", "verb_en": "withheld"}
        if perci:
            yield "resumen.ivaPerci", {**values, "verb": "percibe", "verb_en": "collected in advance"}


@rule(
    "withholding-both",
    message="El documento retiene y percibe IVA a la vez.",
    message_en="The document withholds IVA and collects advance IVA at once.",
    fix="Compruebe cuál procede: retiene el comprador y percibe el vendedor que es gran contribuyente.",
    fix_en="Check which applies: the buyer withholds, and a seller that is a gran contribuyente collects in advance.",
    source="Código Tributario art. 162 y 163",
    types=("03", "05", "06"),
    build="warning",
    validate="warning",
)
def withholding_both(document: AnyDocument, _: Facts) -> Iterator[Problem]:
    if document.resumen.ivaRete and document.resumen.ivaPerci:
        yield "resumen.ivaPerci", {}


@rule(
    "condition",
    message="La condición de la operación {value} no está en CAT-016.",
    message_en="The condition of the operation {value} is not in CAT-016.",
    fix="Use uno de estos códigos: {choices}.",
    fix_en="Use one of these codes: {choices}.",
    types=("01", "03", "05", "06", "08", "11", "14"),
    source="CAT-016",
)
def condition(document: AnyDocument, facts: Facts) -> Iterator[Problem]:
    value = document.resumen.condicionOperacion
    if has(document.resumen, "condicionOperacion") and value not in (CASH_CONDITION, CREDIT, MIXED):
        choices = identities.choices("CAT-016", facts.law.regime, facts.on)
        yield "resumen.condicionOperacion", {"value": value, "choices": choices}


@rule(
    "payment-form",
    message="La forma de pago {value} no está en CAT-017.",
    message_en="The form of payment {value} is not in CAT-017.",
    fix="Use uno de estos códigos: {choices}.",
    fix_en="Use one of these codes: {choices}.",
    types=(*PAID, "15"),
    source="CAT-017",
)
def payment_form(document: AnyDocument, facts: Facts) -> Iterator[Problem]:
    known = identities.codes("CAT-017", facts.law.regime, facts.on)
    for index, entry in enumerate(document.resumen.pagos or ()):
        if entry.codigo not in known:
            choices = identities.choices("CAT-017", facts.law.regime, facts.on)
            value = "null" if entry.codigo is None else shown(entry.codigo)
            yield f"resumen.pagos[{index}].codigo", {"value": value, "choices": choices}


@rule(
    "payment-term",
    message="El plazo {value} no está en CAT-018.",
    message_en="The term {value} is not in CAT-018.",
    fix="Use uno de estos códigos: {choices}.",
    fix_en="Use one of these codes: {choices}.",
    types=PAID,
    source="CAT-018; Manual Funcional 2.0 p. 52–53",
)
def payment_term(document: AnyDocument, facts: Facts) -> Iterator[Problem]:
    known = identities.codes("CAT-018", facts.law.regime, facts.on)
    for index, entry in enumerate(document.resumen.pagos or ()):
        if entry.plazo is not None and entry.plazo not in known:
            choices = identities.choices("CAT-018", facts.law.regime, facts.on)
            yield f"resumen.pagos[{index}].plazo", {"value": shown(entry.plazo), "choices": choices}


@rule(
    "payment-sum",
    message="Los pagos suman {sum} y el total a pagar es {total}.",
    message_en="The payments add up to {sum} and the total to pay is {total}.",
    fix="Ajuste los montos de resumen.pagos para que sumen {total}.",
    fix_en="Adjust the amounts of resumen.pagos so that they add up to {total}.",
    types=PAID,
    source=_PAYMENTS,
    made_of=parts.PAYMENTS,
)
def payment_sum(document: AnyDocument, _: Facts) -> Iterator[Problem]:
    entries = document.resumen.pagos or ()
    if entries:
        paid = total(entry.montoPago for entry in entries)
        if not close(paid, document.resumen.totalPagar):
            # With one payment there is no doubt which amount is wrong.
            path = "resumen.pagos[0].montoPago" if len(entries) == 1 else "resumen.pagos"
            yield path, {"sum": money(paid), "total": money(document.resumen.totalPagar)}


@rule(
    "payment-cent",
    message="Los pagos suman {sum} y el total a pagar es {total}.",
    message_en="The payments add up to {sum} and the total to pay is {total}.",
    fix="Hacienda admite el centavo de diferencia; ajuste los montos para que sumen {total}.",
    fix_en="MH allows the cent of difference; adjust the amounts so that they add up to {total}.",
    types=PAID,
    source=_PAYMENTS + " y 56–57",
    made_of=parts.PAYMENTS,
    build="warning",
    validate="off",
)
def payment_cent(document: AnyDocument, _: Facts) -> Iterator[Problem]:
    entries = document.resumen.pagos or ()
    due = document.resumen.totalPagar
    paid = total(entry.montoPago for entry in entries)
    if entries and paid != due and close(paid, due):
        yield "resumen.pagos", {"sum": money(paid), "total": money(due)}


@rule(
    "cash-reference",
    message="El pago en efectivo (01) no lleva referencia.",
    message_en="A cash payment (01) has no reference.",
    fix="Deje referencia en null, o use la forma de pago que corresponda.",
    fix_en="Leave referencia null, or use the form of payment that applies.",
    types=(*PAID, "15"),
    source=_PAYMENTS,
    legacy="warning",
)
def cash_reference(document: AnyDocument, _: Facts) -> Iterator[Problem]:
    for index, entry in enumerate(document.resumen.pagos or ()):
        if entry.codigo == CASH and entry.referencia is not None:
            yield f"resumen.pagos[{index}].referencia", {}


@rule(
    "cash-term",
    message="La operación es de contado y el pago lleva {field}.",
    message_en="The operation is paid at once and the payment has {field}.",
    fix="Deje {field} en null, o use condicionOperacion 2 (crédito) o 3 (mixta).",
    fix_en="Leave {field} null, or use condicionOperacion 2 (credit) or 3 (mixed).",
    types=PAID,
    source=_PAYMENTS,
    legacy="warning",
)
def cash_term(document: AnyDocument, _: Facts) -> Iterator[Problem]:
    if document.resumen.condicionOperacion == CASH_CONDITION:
        for index, entry in enumerate(document.resumen.pagos or ()):
            for field in ("plazo", "periodo"):
                if getattr(entry, field) is not None:
                    yield f"resumen.pagos[{index}].{field}", {"field": field}


@rule(
    "credit-term",
    message="La operación es al crédito y falta {field}.",
    message_en="The operation is on credit and {field_en} is missing.",
    fix="Agregue {field}: plazo 01 días, 02 meses o 03 años, y periodo, cuántos.",
    fix_en="Add {field_en}: plazo 01 days, 02 months or 03 years, and periodo, how many.",
    types=PAID,
    source=_PAYMENTS + "; CAT-018",
)
def credit_term(document: AnyDocument, facts: Facts) -> Iterator[Problem]:
    if document.resumen.condicionOperacion == CREDIT and (facts.law.regime == "2.0" or not facts.law.gross):
        if not document.resumen.pagos and facts.law.regime == "2.0":
            yield "resumen.pagos", {"field": "pagos con plazo y periodo", "field_en": "pagos with plazo and periodo"}
        for index, entry in enumerate(document.resumen.pagos or ()):
            for field in ("plazo", "periodo"):
                if getattr(entry, field) is None:
                    yield f"resumen.pagos[{index}].{field}", {"field": field}


@rule(
    "payments-missing",
    message="Falta resumen.pagos: la operación no dice cómo se pagó.",
    message_en="resumen.pagos is missing: the operation does not say how it was paid.",
    fix="Agregue resumen.pagos con forma y monto de cada pago.",
    fix_en="Add resumen.pagos with the form and the amount of each payment.",
    types=PAID,
    source=_PAYMENTS,
    regimes=("2.0",),
    build="off",
    validate="warning",
)
def payments_missing(document: AnyDocument, _: Facts) -> Iterator[Problem]:
    summary = document.resumen
    if not summary.pagos and summary.condicionOperacion != CREDIT:
        yield "resumen.pagos", {}


@rule(
    "term-halves",
    message="El pago lleva {given} y falta {field}.",
    message_en="The payment has {given} and {field} is missing.",
    fix="Agregue {field}, o deje plazo y periodo en null.",
    fix_en="Add {field}, or leave plazo and periodo null.",
    types=PAID,
    source=_PAYMENTS,
    legacy="warning",
)
def term_halves(document: AnyDocument, _: Facts) -> Iterator[Problem]:
    if document.resumen.condicionOperacion == MIXED:
        for index, entry in enumerate(document.resumen.pagos or ()):
            if entry.plazo is not None and entry.periodo is None:
                yield f"resumen.pagos[{index}].periodo", {"given": "plazo", "field": "periodo"}
            if entry.plazo is None and entry.periodo is not None:
                yield f"resumen.pagos[{index}].plazo", {"given": "periodo", "field": "plazo"}


@rule(
    "period-whole",
    message="El periodo es {value} y se cuenta en días, meses o años enteros.",
    message_en="The period is {value} and is counted in whole days, months or years.",
    fix="Use un periodo entero, con el plazo que corresponda: 01 días, 02 meses o 03 años.",
    fix_en="Use a whole number in periodo, with the plazo that applies: 01 days, 02 months or 03 years.",
    types=PAID,
    source=_PAYMENTS + "; CAT-018",
    validate="warning",
)
def period_whole(document: AnyDocument, _: Facts) -> Iterator[Problem]:
    for index, entry in enumerate(document.resumen.pagos or ()):
        if entry.periodo is not None and entry.periodo != entry.periodo.to_integral_value():
            yield f"resumen.pagos[{index}].periodo", {"value": plain(entry.periodo)}


@rule(
    "mixed-parts",
    message="La condición es mixta (3) y los pagos son todos {all}.",
    message_en="The condition is mixed (3) and the payments are all {all_en}.",
    fix="Use condicionOperacion 1 si todo es de contado o 2 si todo es al crédito.",
    fix_en="Use condicionOperacion 1 if all is paid at once, or 2 if all is on credit.",
    types=PAID,
    source="Manual Funcional 2.0 p. 54",
    build="warning",
    validate="warning",
)
def mixed_parts(document: AnyDocument, _: Facts) -> Iterator[Problem]:
    entries = document.resumen.pagos or ()
    if document.resumen.condicionOperacion == MIXED and entries:
        terms = {entry.plazo is not None for entry in entries}
        if len(terms) == 1:
            credit = True in terms
            values = {
                "all": "al crédito" if credit else "de contado",
                "all_en": "on credit" if credit else "paid at once",
            }
            yield "resumen.condicionOperacion", values


@rule(
    "nothing-due-condition",
    message="No queda nada por pagar y condicionOperacion es {value}.",
    message_en="Nothing is due and condicionOperacion is {value}.",
    fix="Con {due} 0 la condición es 1 (contado).",
    fix_en="With {due} 0 the condition is 1 (paid at once).",
    types=(*PAID, "08"),
    source="Normativa de cumplimiento 2.0; JSON Schema fe-ccf-v3 (resumen)",
    made_of=parts.PAYMENTS,
)
def nothing_due_condition(document: AnyDocument, facts: Facts) -> Iterator[Problem]:
    if facts.law.regime == "1.x" and facts.law.gross:
        return
    summary, due = document.resumen, facts.type.words
    if not getattr(summary, due) and summary.condicionOperacion != CASH_CONDITION:
        yield "resumen.condicionOperacion", {"value": summary.condicionOperacion, "due": due}


@rule(
    "nothing-due-form",
    message="No queda nada por pagar y la forma de pago es {value}.",
    message_en="Nothing is due and the form of payment is {value}.",
    fix="Con totalPagar 0 la forma de pago es 99 (otros).",
    fix_en="With totalPagar 0 the form of payment is 99 (others).",
    types=PAID,
    source="Normativa de cumplimiento 2.0",
    made_of=parts.PAYMENTS,
    validate="warning",
)
def nothing_due_form(document: AnyDocument, _: Facts) -> Iterator[Problem]:
    if not document.resumen.totalPagar:
        for index, entry in enumerate(document.resumen.pagos or ()):
            if entry.codigo != OTHER_FORM:
                yield (
                    f"resumen.pagos[{index}].codigo",
                    {"value": "null" if entry.codigo is None else shown(entry.codigo)},
                )


@rule(
    "other-form-unnamed",
    message="La forma de pago es 99 (otros) y no se indica cuál es.",
    message_en="The form of payment is 99 (others) and it is not said which.",
    fix="Escriba el medio de pago en referencia.",
    fix_en="Write the means of payment in referencia.",
    types=(*PAID, "15"),
    source="CAT-017",
    build="warning",
    validate="warning",
)
def other_form_unnamed(document: AnyDocument, _: Facts) -> Iterator[Problem]:
    for index, entry in enumerate(document.resumen.pagos or ()):
        if entry.codigo == OTHER_FORM and entry.montoPago and not entry.referencia:
            yield f"resumen.pagos[{index}].referencia", {}


@rule(
    "words-cents",
    message="totalLetras dice {written}/100 y {field} es {total}.",
    message_en="totalLetras says {written}/100 and {field} is {total}.",
    fix="Escriba en letras {field}.",
    fix_en="Write {field} in words.",
    types=EVERY,
    source="Normativa de cumplimiento 2.0 (totalLetras)",
    made_of=parts.PAYMENTS,
    build="off",
    validate="warning",
)
def words_cents(document: AnyDocument, facts: Facts) -> Iterator[Problem]:
    summary, field = document.resumen, facts.type.words
    if not has(summary, "totalLetras") or summary.totalLetras == amount_in_words(max(ZERO, getattr(summary, field))):
        return
    cents = read_words(summary.totalLetras or "")[1]
    if cents is not None and cents != _cents(getattr(summary, field)):
        values = {"field": field, "written": f"{cents:02}", "total": money(getattr(summary, field))}
        yield "resumen.totalLetras", values


def _cents(amount: Decimal) -> int:
    return int(amount * 100) % 100


@rule(
    "words-wording",
    message="totalLetras dice {sent} y {field} en letras es «{words}».",
    message_en="totalLetras says {sent} and {field} in words is “{words}”.",
    fix="Escriba en letras {field}, con los centavos como NN/100; al emitir, lo pone el sistema.",
    fix_en="Write {field} in words, with the cents as NN/100; when issuing, the system does.",
    types=EVERY,
    source="Normativa de cumplimiento 2.0 (totalLetras); Manual Funcional 2.0 p. 48–54",
    made_of=parts.PAYMENTS,
    build="warning",
    validate="warning",
    legacy="off",
)
def words_wording(document: AnyDocument, facts: Facts) -> Iterator[Problem]:
    summary, field = document.resumen, facts.type.words
    # What was sent of them is compared where the summary is made; those of the document are ours.
    if facts.mode == "build" or not has(summary, "totalLetras"):
        return
    due = getattr(summary, field)
    sent, words = summary.totalLetras, amount_in_words(due)
    if sent is None:
        yield "resumen.totalLetras", {"field": field, "sent": "null", "words": words}
    elif sent != words and folded(sent) != folded(words) and read_words(sent)[1] in (None, _cents(due)):
        # Other cents are told by their own rule.
        yield "resumen.totalLetras", {"field": field, "sent": f"«{shown(sent, 200)}»", "words": words}
