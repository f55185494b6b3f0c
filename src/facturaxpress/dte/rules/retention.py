"""Rules of the comprobante de retención (07): codes and bases."""

from collections.abc import Iterator
from decimal import Decimal

from facturaxpress.dte import tributes
from facturaxpress.dte.documents.views import AnyDocument
from facturaxpress.dte.holding import type_of, viewed
from facturaxpress.dte.listing import retention_base
from facturaxpress.dte.money import EXACT, TOLERANCE, total
from facturaxpress.dte.rules import identities
from facturaxpress.dte.rules.book import Problem, declare, rule
from facturaxpress.dte.rules.facts import Facts
from facturaxpress.dte.rules.listed import listed
from facturaxpress.dte.texts import money, shown

RETENTION = "07"


@rule(
    "retention-code",
    message="El código de retención «{value}» no está en CAT-006.",
    message_en="The code of retention “{value}” is not in CAT-006.",
    fix="Use uno de estos códigos: {choices}.",
    fix_en="Use one of these codes: {choices}.",
    types=(RETENTION,),
    source="CAT-006",
)
def retention_code(document: AnyDocument, facts: Facts) -> Iterator[Problem]:
    known = identities.codes("CAT-006", facts.law.regime, facts.on)
    for index, item in enumerate(document.cuerpoDocumento):
        if item.codigoRetencionMH not in known:
            choices = identities.choices("CAT-006", facts.law.regime, facts.on)
            values = {"value": shown(item.codigoRetencionMH or ""), "choices": choices}
            yield f"cuerpoDocumento[{index}].codigoRetencionMH", values


@rule(
    "retention-small",
    message="Se retiene el 1 % de {amount}, y la retención procede desde {limit}.",
    message_en="1 % of {amount} is withheld, and withholding applies from {limit} on.",
    fix="Compruebe que la operación lo admite, o quite la línea.",
    fix_en="Make sure that the operation allows it, or remove the line.",
    types=(RETENTION,),
    source="Código Tributario art. 162",
    build="warning",
    validate="warning",
)
def retention_small(document: AnyDocument, _: Facts) -> Iterator[Problem]:
    for index, item in enumerate(document.cuerpoDocumento):
        base = item.montoSujetoGrav
        if item.codigoRetencionMH == tributes.RETENTION.code and 0 < base < tributes.RETENTION_FROM:
            values = {"amount": money(base), "limit": money(tributes.RETENTION_FROM)}
            yield f"cuerpoDocumento[{index}].montoSujetoGrav", values


@rule(
    "retention-two-codes",
    message="Del documento {value} se retiene bajo dos códigos: {code} y antes {other}.",
    message_en="Two codes withhold on document {value}: {code}, and {other} before it.",
    fix="Deje una sola línea del documento, salvo que dos retenciones recaigan de verdad sobre la misma operación.",
    fix_en="Keep one line of the document, unless two retentions really fall on the same operation.",
    types=(RETENTION,),
    source="Normativa de cumplimiento 2.0 (cuerpoDocumento): un documento por línea",
    build="warning",
    validate="warning",
)
def retention_two_codes(document: AnyDocument, _: Facts) -> Iterator[Problem]:
    seen: dict[tuple[str | None, str], str | None] = {}
    for index, item in enumerate(document.cuerpoDocumento):
        if not item.numeroDocumento:
            continue
        code = item.codigoRetencionMH
        other = seen.setdefault((item.tipoDte, item.numeroDocumento), code)
        if other != code:
            values = {"value": shown(item.numeroDocumento), "code": shown(code or ""), "other": shown(other or "")}
            yield f"cuerpoDocumento[{index}].codigoRetencionMH", values


declare(
    "retention-nothing",
    message="Con el código {retention}, de {amount} no se retiene ni un centavo.",
    message_en="With code {retention}, not one cent is withheld of {amount}.",
    fix="Quite la línea, o corrija montoSujetoGrav.",
    fix_en="Remove the line, or correct montoSujetoGrav.",
    types=(RETENTION,),
    source="JSON Schema fe-cr-v1 y fe-cr-v2 (cuerpoDocumento.ivaRetenido)",
    validate="off",
)


@rule(
    "retention-over-base",
    message="Del documento {value} se retiene sobre {amount} y quedan {left} sin IVA por retener.",
    message_en="Of document {value} {amount} is withheld on, and {left} without IVA is left to withhold on.",
    fix="Reduzca montoSujetoGrav a lo gravado del documento, menos descuentos y sin IVA.",
    fix_en="Lower montoSujetoGrav to the taxable sales of the document, less discounts and without IVA.",
    types=(RETENTION,),
    source="Normativa de cumplimiento 2.0 (montoSujetoGrav)",
    made_of=frozenset({"cuerpoDocumento.montoSujetoGrav"}),
)
def retention_over_base(document: AnyDocument, facts: Facts) -> Iterator[Problem]:
    mine = document.identificacion.codigoGeneracion
    for path, item, held, other in listed(document, facts):
        base = retention_base(other, facts.on)
        if base is None:
            continue
        before = [_retained(viewed(one), mine, item.numeroDocumento, item.codigoRetencionMH) for one in held.affecting]
        left = max(EXACT.subtract(base, total(before)), Decimal(0))
        if item.montoSujetoGrav > EXACT.add(left, TOLERANCE):
            texts = {"amount": money(item.montoSujetoGrav), "left": money(left)}
            yield f"{path}.montoSujetoGrav", {"value": shown(item.numeroDocumento or ""), **texts}


def _retained(other: AnyDocument | None, mine: str, number: str | None, code: str | None) -> Decimal:
    """What another certificate withholds on of the same document, under the same code."""
    if other is None or other.identificacion.tipoDte != RETENTION or other.identificacion.codigoGeneracion == mine:
        return Decimal(0)
    same = (item for item in other.cuerpoDocumento if item.numeroDocumento == number)
    return total(item.montoSujetoGrav for item in same if item.codigoRetencionMH == code)


@rule(
    "retention-under-base",
    message="Se retiene sobre {amount} y lo gravado del documento {value}, sin IVA, es {base}.",
    message_en="{amount} is withheld on, and the taxable sales of document {value}, without IVA, are {base}.",
    fix="Compruebe montoSujetoGrav, u omítalo para que el sistema lo tome del documento.",
    fix_en="Check montoSujetoGrav, or leave it out so that the system takes it from the document.",
    types=(RETENTION,),
    source="Normativa de cumplimiento 2.0 (montoSujetoGrav)",
    made_of=frozenset({"cuerpoDocumento.montoSujetoGrav"}),
    build="warning",
    validate="warning",
)
def retention_under_base(document: AnyDocument, facts: Facts) -> Iterator[Problem]:
    for path, item, held, other in listed(document, facts):
        base = retention_base(other, facts.on)
        again = any(type_of(one) == RETENTION for one in held.affecting)
        if base is not None and not again and item.montoSujetoGrav < EXACT.subtract(base, TOLERANCE):
            texts = {"amount": money(item.montoSujetoGrav), "base": money(base)}
            yield f"{path}.montoSujetoGrav", {"value": shown(item.numeroDocumento or ""), **texts}


@rule(
    "retention-invalidated",
    message="El documento {value} está invalidado.",
    message_en="The document {value} is invalidated.",
    fix="Quite la línea, o liste el documento que lo reemplaza.",
    fix_en="Remove the line, or list the document that replaces it.",
    types=(RETENTION,),
    source="Manual Funcional 2.0 p. 44",
)
def retention_invalidated(document: AnyDocument, facts: Facts) -> Iterator[Problem]:
    for path, item, held, _ in listed(document, facts):
        if held.invalidated:
            yield f"{path}.numeroDocumento", {"value": shown(item.numeroDocumento or "")}
