"""Rules of the comprobante de liquidación (08), which settles documents sold for another."""

from collections.abc import Iterator
from decimal import Decimal

from facturaxpress.dte import tributes
from facturaxpress.dte.codes import EXPORTACION, RETORNO
from facturaxpress.dte.documents.views import AnyDocument
from facturaxpress.dte.holding import viewed
from facturaxpress.dte.listing import SUBTRACTED, carried_over, listed_as, settled, subtracts
from facturaxpress.dte.money import ZERO, close, times
from facturaxpress.dte.rules import parts
from facturaxpress.dte.rules.book import Problem, rule
from facturaxpress.dte.rules.facts import Facts
from facturaxpress.dte.rules.listed import listed
from facturaxpress.dte.texts import is_date, money, shown

SETTLEMENT = "08"
COLUMNS = ("ventaNoSuj", "ventaExenta", "ventaGravada", "exportaciones")
_AMOUNTS = frozenset(f"cuerpoDocumento.{column}" for column in COLUMNS)


@rule(
    "settlement-signs",
    message="La línea tiene montos positivos y negativos a la vez.",
    message_en="The line has positive and negative amounts at once.",
    fix="Los montos de un documento suman todos, o restan todos.",
    fix_en="The amounts of one document are all added, or all subtracted.",
    types=(SETTLEMENT,),
    source="Manual Funcional 2.0 p. 47; Normativa de cumplimiento 2.0",
    made_of=_AMOUNTS,
    validate="warning",
)
def settlement_signs(document: AnyDocument, _: Facts) -> Iterator[Problem]:
    for index, item in enumerate(document.cuerpoDocumento):
        if subtracts(item) and any(getattr(item, column) > ZERO for column in COLUMNS):
            yield f"cuerpoDocumento[{index}]", {}


@rule(
    "settlement-sign",
    message="Un documento de tipo {tipo} {usual}, y la línea {does}.",
    message_en="A document of type {tipo} {usual_en}, and the line {does_en}.",
    fix="Cambie el signo de los montos; se invierte solo para un documento que ya se liquidó y fue invalidado.",
    fix_en="Change the sign of the amounts; it is turned round only for one that was settled and then invalidated.",
    types=(SETTLEMENT,),
    source="Normativa de cumplimiento 2.0; Manual Funcional 2.0 p. 47",
    made_of=_AMOUNTS,
    build="warning",
    validate="warning",
)
def settlement_sign(document: AnyDocument, facts: Facts) -> Iterator[Problem]:
    seen: set[str | None] = set()
    for index, item in enumerate(document.cuerpoDocumento):
        number = item.numeroDocumento
        held = facts.held.get(number or "")
        # The second line of a document turns it round, as that of one that was invalidated may do.
        turned = number in seen or (held is not None and held.invalidated)
        adds = any(getattr(item, column) > ZERO for column in COLUMNS)
        if adds != subtracts(item):
            usual = item.tipoDte in SUBTRACTED
            if not turned and subtracts(item) != usual:
                texts = {"usual": "resta" if usual else "suma", "does": "suma" if usual else "resta"}
                english = {"suma": "is added", "resta": "is subtracted"}
                texts |= {"usual_en": english[texts["usual"]], "does_en": english[texts["does"]]}
                yield f"cuerpoDocumento[{index}]", {"tipo": shown(item.tipoDte or ""), **texts}
            seen.add(number)


@rule(
    "settlement-export",
    message="exportaciones es {value} y el documento es de tipo {tipo}.",
    message_en="exportaciones is {value} and the document is of type {tipo}.",
    fix="Ponga el monto en la columna que corresponde: exportaciones es para la factura de exportación (11).",
    fix_en="Put the amount into the column where it belongs: exportaciones is for the export invoice (11).",
    types=(SETTLEMENT,),
    source="Normativa de cumplimiento 2.0 (exportaciones)",
    validate="warning",
)
def settlement_export(document: AnyDocument, _: Facts) -> Iterator[Problem]:
    for index, item in enumerate(document.cuerpoDocumento):
        if item.exportaciones and item.tipoDte not in (EXPORTACION, RETORNO):
            values = {"value": money(item.exportaciones), "tipo": shown(item.tipoDte or "")}
            yield f"cuerpoDocumento[{index}].exportaciones", values


@rule(
    "settlement-export-tribute",
    message="La línea es de exportación y no lleva el tributo C3.",
    message_en="The line is of an export and does not carry tribute C3.",
    fix="Agregue «C3» a tributos, u omita tributos para que el sistema lo ponga.",
    fix_en="Add “C3” to tributos, or leave out tributos so that the system puts it there.",
    types=(SETTLEMENT,),
    source="Manual Funcional 2.0 p. 35–36",
    build="warning",
    validate="warning",
)
def settlement_export_tribute(document: AnyDocument, _: Facts) -> Iterator[Problem]:
    for index, item in enumerate(document.cuerpoDocumento):
        if item.exportaciones and tributes.EXPORT not in (item.tributos or ()):
            yield f"cuerpoDocumento[{index}].tributos", {}


@rule(
    "settlement-iva-old",
    message="La línea es gravada y no suma el IVA.",
    message_en="The line is taxable and adds no IVA.",
    fix="Agregue «20» a tributos: las liquidaciones suman el IVA de lo gravado.",
    fix_en="Add “20” to tributos: settlements add the IVA of what is taxable.",
    types=(SETTLEMENT,),
    regimes=("1.x",),
    source="JSON Schema fe-cl-v1 (resumen.tributos)",
    build="warning",
    validate="warning",
)
def settlement_iva_old(document: AnyDocument, _: Facts) -> Iterator[Problem]:
    for index, item in enumerate(document.cuerpoDocumento):
        if item.ventaGravada and tributes.IVA not in (item.tributos or ()):
            yield f"cuerpoDocumento[{index}].tributos", {}


@rule(
    "settlement-other-period",
    message="El documento es del {value} y el comprobante es del período {period}.",
    message_en="The document is of {value} and the certificate is of period {period}.",
    fix="Liste los documentos del período; fuera de él va solo el que fue invalidado, en negativo.",
    fix_en="List the documents of the period; outside of it only one that was invalidated goes, as negative.",
    types=(SETTLEMENT,),
    source="Manual Funcional 2.0 p. 47",
    build="warning",
    validate="warning",
)
def settlement_other_period(document: AnyDocument, facts: Facts) -> Iterator[Problem]:
    period = f"{facts.on:%Y-%m}"
    for index, item in enumerate(document.cuerpoDocumento):
        day = item.fechaEmision or ""
        turned = subtracts(item) != (item.tipoDte in SUBTRACTED)
        if is_date(day) and not turned and not day.startswith(period):
            values = {"value": day, "period": period}
            yield f"cuerpoDocumento[{index}].fechaEmision", values


@rule(
    "settlement-below-zero",
    message="Se devolvió más de lo que se vendió: lo liquidado es {value} y total queda en 0.",
    message_en="More was returned than sold: what is settled is {value}, and total stops at 0.",
    fix="Compruebe los montos; lo que falta no se puede decir en este documento.",
    fix_en="Check the amounts; what is missing cannot be said in this document.",
    types=(SETTLEMENT,),
    source="JSON Schema fe-cl-v2 (resumen.total)",
    made_of=parts.SUMMARY,
    build="warning",
    validate="warning",
)
def settlement_below_zero(document: AnyDocument, _: Facts) -> Iterator[Problem]:
    left = document.resumen.montoTotalOperacion + document.resumen.ivaPerci
    if left < ZERO and not document.resumen.total:
        yield "resumen.total", {"value": money(left)}


# With what is held.


@rule(
    "settlement-third-party",
    message="El documento {value} no se emitió por cuenta de un tercero.",
    message_en="The document {value} was not issued on behalf of a third party.",
    fix="Quite la línea: solo se liquidan documentos con ventaTercero.",
    fix_en="Remove the line: only documents with ventaTercero are settled.",
    types=(SETTLEMENT,),
    source="Manual Funcional 2.0 p. 46–47",
)
def settlement_third_party(document: AnyDocument, facts: Facts) -> Iterator[Problem]:
    for path, item, _, other in listed(document, facts):
        if other.ventaTercero is None:
            yield f"{path}.numeroDocumento", {"value": shown(item.numeroDocumento or "")}


@rule(
    "settlement-again",
    message="El documento {value} ya está en el comprobante de liquidación {other}.",
    message_en="The document {value} is in the comprobante de liquidación {other} already.",
    fix="Quite la línea; solo un documento que después se invalidó se lista otra vez, con el signo contrario.",
    fix_en="Remove the line; only one that was invalidated afterwards is listed again, with the opposite sign.",
    types=(SETTLEMENT,),
    source="Manual Funcional 2.0 p. 47",
)
def settlement_again(document: AnyDocument, facts: Facts) -> Iterator[Problem]:
    mine = document.identificacion.codigoGeneracion
    for path, item, held, _ in listed(document, facts):
        for one in held.affecting:
            other = viewed(one)
            if other is None or other.identificacion.tipoDte != SETTLEMENT:
                continue
            same = [line for line in other.cuerpoDocumento if line.numeroDocumento == item.numeroDocumento]
            repeated = [line for line in same if not held.invalidated or subtracts(line) == subtracts(item)]
            code = other.identificacion.codigoGeneracion
            if repeated and code != mine:
                yield f"{path}.numeroDocumento", {"value": shown(item.numeroDocumento or ""), "other": code}


@rule(
    "settlement-amount",
    message="{field} es {sent} y el documento {value} da {own}.",
    message_en="{field} is {sent} and document {value} gives {own}.",
    fix="Ponga lo que dice el resumen del documento, sin IVA, u omita los montos para que el sistema los tome de él.",
    fix_en="Put what the summary of the document says, without IVA, or leave out the amounts to have them taken.",
    types=(SETTLEMENT,),
    source="Manual Funcional 2.0 p. 47",
    made_of=_AMOUNTS,
)
def settlement_amount(document: AnyDocument, facts: Facts) -> Iterator[Problem]:
    for path, item, _, other in listed(document, facts):
        own = settled(other, facts.on)
        # What 08 lists of an export is not said beyond doubt.
        if own is None or listed_as(other) == EXPORTACION:
            continue
        sign = Decimal(-1) if subtracts(item) else Decimal(1)
        for column, amount in own.columns.items():
            sent, right = getattr(item, column), times(sign, amount)
            if not close(sent, right):
                texts = {"sent": money(sent), "own": money(right)}
                yield f"{path}.{column}", {"field": column, "value": shown(item.numeroDocumento or ""), **texts}


@rule(
    "settlement-tribute",
    message="El tributo {tribute} es {sent} y los documentos listados dan {own}.",
    message_en="Tribute {tribute} is {sent}, and the documents listed give {own}.",
    fix="Compruebe el monto, u omítalo para que el sistema sume lo que dicen los documentos.",
    fix_en="Check the amount, or leave it out so that the system adds up what the documents say.",
    types=(SETTLEMENT,),
    source="Manual Funcional 2.0 p. 47",
    made_of=_AMOUNTS | {"cuerpoDocumento.tributos", "resumen.tributos"},
    build="warning",
    validate="warning",
)
def settlement_tribute(document: AnyDocument, facts: Facts) -> Iterator[Problem]:
    held = {path: other for path, _, _, other in listed(document, facts)}
    lines = [(item, held.get(f"cuerpoDocumento[{index}]")) for index, item in enumerate(document.cuerpoDocumento)]
    for index, entry in enumerate(document.resumen.tributos or ()):
        own = carried_over(entry.codigo, lines) if entry.codigo in facts.type.stated else None
        if own is not None and not close(entry.valor, own):
            values = {"tribute": entry.codigo, "sent": money(entry.valor), "own": money(own)}
            yield f"resumen.tributos[{index}].valor", values
