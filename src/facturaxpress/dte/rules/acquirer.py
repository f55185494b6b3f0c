"""Rules of the documento contable de liquidación (09): the settlement of who collects by card."""

from collections.abc import Iterator
from decimal import Decimal

from facturaxpress.dte.documents.views import AnyDocument
from facturaxpress.dte.money import EXACT, ZERO, close, r2, times
from facturaxpress.dte.rules import identities, parts
from facturaxpress.dte.rules.book import Problem, rule
from facturaxpress.dte.rules.facts import Facts
from facturaxpress.dte.texts import is_date, money, shown

ACQUIRER = "09"
_PERCENT = Decimal("0.01")


@rule(
    "settlement-period",
    message="El período liquidado va del {first} al {last}.",
    message_en="The period that is settled goes from {first} to {last}.",
    fix="Corrija las fechas: el período termina el mismo día en que empieza, o después.",
    fix_en="Correct the dates: the period ends on the day on which it begins, or later.",
    types=(ACQUIRER,),
    source="JSON Schema fe-dcl-v2 (cuerpoDocumento)",
)
def settlement_period(document: AnyDocument, _: Facts) -> Iterator[Problem]:
    first, last = document.resumen.periodoLiquidacionFechaInicio, document.resumen.periodoLiquidacionFechaFin
    if first is not None and last is not None and is_date(first) and is_date(last) and last < first:
        yield "resumen.periodoLiquidacionFechaFin", {"first": first, "last": last}


@rule(
    "settlement-period-open",
    message="El período liquidado termina el {last}, después de este documento, del {own}.",
    message_en="The period that is settled ends on {last}, after this document, of {own}.",
    fix="Compruebe la fecha: se liquida lo que ya se operó.",
    fix_en="Check the date: what has been operated already is settled.",
    types=(ACQUIRER,),
    source="FacturaXpress: se liquida lo que ya se operó",
    build="warning",
    validate="warning",
)
def settlement_period_open(document: AnyDocument, facts: Facts) -> Iterator[Problem]:
    last = document.resumen.periodoLiquidacionFechaFin
    if last is not None and is_date(last) and last > facts.on.isoformat():
        yield "resumen.periodoLiquidacionFechaFin", {"last": last, "own": facts.on.isoformat()}


@rule(
    "settlement-exempt",
    message="{amount} no lleva percepción y se liquidan {whole}: no queda nada que la lleve.",
    message_en="{amount} bears no perception and {whole} is settled: nothing is left that bears it.",
    fix="Este documento no puede expresar una liquidación de solo ventas sin percepción; corrija los montos.",
    fix_en="This document cannot express a settlement of sales without perception only; correct the amounts.",
    types=(ACQUIRER,),
    source="JSON Schema fe-dcl-v1 y fe-dcl-v2 (cuerpoDocumento.subTotal)",
    made_of=parts.SETTLED,
    validate="off",
)
def settlement_exempt(document: AnyDocument, _: Facts) -> Iterator[Problem]:
    body = document.resumen
    exempt = body.montoSinPercepcion or ZERO
    if body.valorOperaciones and exempt >= body.valorOperaciones:
        values = {"amount": money(exempt), "whole": money(body.valorOperaciones)}
        yield "resumen.montoSinPercepcion", values


@rule(
    "settlement-nothing-left",
    message="La comisión de {amount} y los impuestos no dejan nada por pagar de {whole}.",
    message_en="The commission of {amount} and the taxes leave nothing to pay of {whole}.",
    fix="Corrija comision o valorOperaciones: liquidoApagar es mayor que 0.",
    fix_en="Correct comision or valorOperaciones: liquidoApagar is greater than 0.",
    types=(ACQUIRER,),
    source="JSON Schema fe-dcl-v1 y fe-dcl-v2 (cuerpoDocumento.liquidoApagar)",
    made_of=parts.SETTLED,
    validate="off",
)
def settlement_nothing_left(document: AnyDocument, _: Facts) -> Iterator[Problem]:
    body = document.resumen
    taken = EXACT.add(EXACT.add(body.comision, body.ivaComision), body.ivaPercibido)
    if body.valorOperaciones and taken >= body.valorOperaciones:
        yield "resumen.comision", {"amount": money(body.comision), "whole": money(body.valorOperaciones)}


@rule(
    "settlement-exempt-unnamed",
    message="Hay {amount} sin percepción y no se dice por qué.",
    message_en="There is {amount} without perception and it is not said why.",
    fix="Agregue descripSinPercepcion.",
    fix_en="Add descripSinPercepcion.",
    types=(ACQUIRER,),
    source="JSON Schema fe-dcl-v2 (cuerpoDocumento.descripSinPercepcion)",
    build="warning",
    validate="warning",
)
def settlement_exempt_unnamed(document: AnyDocument, _: Facts) -> Iterator[Problem]:
    body = document.resumen
    if body.montoSinPercepcion and not body.descripSinPercepcion:
        yield "resumen.descripSinPercepcion", {"amount": money(body.montoSinPercepcion)}


@rule(
    "commission-percent",
    message="La comisión es {amount} y el {percent} % de lo liquidado es {computed}.",
    message_en="The commission is {amount} and {percent} % of what is settled is {computed}.",
    fix="Compruebe comision y porcentComision: 3 es el 3 %.",
    fix_en="Check comision and porcentComision: 3 is 3 %.",
    types=(ACQUIRER,),
    regimes=("2.0",),
    source="FacturaXpress: la base del porcentaje no está definida; se comparan las tres posibles",
    made_of=parts.SETTLED | {"resumen.porcentComision"},
    build="warning",
    validate="warning",
)
def commission_percent(document: AnyDocument, _: Facts) -> Iterator[Problem]:
    body = document.resumen
    percent = body.porcentComision
    if not isinstance(percent, Decimal) or not percent:
        return
    bases = (body.valorOperaciones, body.subTotal, body.montoSujetoPercepcion)
    amounts = [r2(times(times(percent, _PERCENT), base)) for base in bases]
    if not any(close(body.comision, amount) for amount in amounts):
        values = {"amount": money(body.comision), "percent": percent.normalize(), "computed": money(amounts[0])}
        yield "resumen.comision", values


@rule(
    "document-count",
    message="cantidadDoc es {value}, y los documentos se cuentan enteros.",
    message_en="cantidadDoc is {value}, and documents are counted whole.",
    fix="Escriba cuántos documentos se liquidan, o null.",
    fix_en="Write how many documents are settled, or null.",
    types=(ACQUIRER,),
    regimes=("2.0",),
    source="JSON Schema fe-dcl-v1 (cuerpoDocumento.cantidadDoc)",
    build="off",
    validate="warning",
)
def document_count(document: AnyDocument, _: Facts) -> Iterator[Problem]:
    count = document.resumen.cantidadDoc
    if count is not None and count != count.to_integral_value():
        yield "resumen.cantidadDoc", {"value": money(count)}


@rule(
    "establishment-kind",
    message="El tipo de establecimiento «{value}» no está en CAT-009.",
    message_en="The kind of establishment “{value}” is not in CAT-009.",
    fix="Use uno de estos códigos: {choices}.",
    fix_en="Use one of these codes: {choices}.",
    types=(ACQUIRER, "contingencia"),
    source="CAT-009",
    legacy="warning",
)
def establishment_kind(document: AnyDocument, facts: Facts) -> Iterator[Problem]:
    for section, party in (("emisor", document.emisor), ("receptor", document.receptor)):
        kind = party.tipoEstablecimiento if party is not None else None
        if kind is not None and kind not in identities.codes("CAT-009", facts.law.regime, facts.on):
            choices = identities.choices("CAT-009", facts.law.regime, facts.on)
            yield f"{section}.tipoEstablecimiento", {"value": shown(kind), "choices": choices}
