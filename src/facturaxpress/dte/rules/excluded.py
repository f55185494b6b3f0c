"""Rules of the purchase from who is excluded from IVA (14)."""

from collections.abc import Iterator

from facturaxpress.dte.documents.factura_sujeto_excluido.renta import MOST_LINES, lines_withheld, withheld
from facturaxpress.dte.documents.views import AnyDocument
from facturaxpress.dte.money import TOLERANCE, ZERO, total
from facturaxpress.dte.rules import parts
from facturaxpress.dte.rules.book import Problem, rule
from facturaxpress.dte.rules.facts import Facts
from facturaxpress.dte.texts import money


@rule(
    "excluded-renta",
    message="reteRenta es {sent}, que no es el 10 % de ninguna parte de la compra; de toda ella es {computed}.",
    message_en="reteRenta is {sent}, which is 10 % of no part of the purchase; of all of it, it is {computed}.",
    fix="Corrija reteRenta: es el 10 % de las líneas en que se retiene, menos su parte del descuento global.",
    fix_en="Correct reteRenta: it is 10 % of the lines it is withheld on, less their share of the global discount.",
    types=("14",),
    source="Código Tributario art. 156; JSON Schema fe-fse-v2 (K13)",
    made_of=parts.SUMMARY,
    build="off",
)
def excluded_renta(document: AnyDocument, _: Facts) -> Iterator[Problem]:
    summary = document.resumen
    sent = summary.reteRenta or ZERO
    if sent <= TOLERANCE:
        return
    lines = [(item.tipoItem, item.compra) for item in document.cuerpoDocumento]
    whole = total(amount for _, amount in lines)
    most = withheld(whole, summary.descu, whole)
    # Of many lines not every choice is tried, so less than the tax of all of them may be right.
    right = sent <= most if len(lines) > MOST_LINES else False
    if not right and lines_withheld(lines, summary.descu, sent) is None:
        yield "resumen.reteRenta", {"sent": money(sent), "computed": money(most)}
