"""Rules of the donation (15): the donatario and its resolution, the donante, what is given and how money was given."""

from collections.abc import Iterator
from decimal import Decimal

from facturaxpress.dte.arithmetic import line_amount
from facturaxpress.dte.codes import DOMICILED, NIT, OTHER_UNIT
from facturaxpress.dte.documents.comprobante_donacion.given import GOODS, MONEY, money_given
from facturaxpress.dte.documents.views import AnyDocument
from facturaxpress.dte.money import EXACT, ZERO, close, plain, total
from facturaxpress.dte.rules import identities, parts
from facturaxpress.dte.rules.book import Problem, rule
from facturaxpress.dte.rules.facts import Facts
from facturaxpress.dte.rules.related import ISSUER
from facturaxpress.dte.texts import money, shown

_PAGES = "Manual Funcional 2.0 p. 54–55"
NOT_DOMICILED = 2


@rule(
    "donation-kind",
    message="El tipo de donación {value} no está en CAT-026.",
    message_en="The kind of donation {value} is not in CAT-026.",
    fix="Use uno de estos códigos: {choices}.",
    fix_en="Use one of these codes: {choices}.",
    types=("15",),
    source="CAT-026",
)
def donation_kind(document: AnyDocument, facts: Facts) -> Iterator[Problem]:
    known = identities.numbers("CAT-026", facts.law.regime, facts.on)
    for index, item in enumerate(document.cuerpoDocumento):
        if item.tipoDonacion not in known:
            choices = identities.choices("CAT-026", facts.law.regime, facts.on)
            yield f"cuerpoDocumento[{index}].tipoDonacion", {"value": item.tipoDonacion, "choices": choices}


@rule(
    "donation-line",
    message="En una donación de {kind}, {field} es {expected} y viene {sent}.",
    message_en="In a donation of {kind_en}, {field} is {expected}, not {sent}.",
    fix="Deje {field} en {expected}, u omítalo.",
    fix_en="Leave {field} at {expected}, or leave it out.",
    types=("15",),
    source=f"{_PAGES}; JSON Schema fe-cd-v1 (cuerpoDocumento)",
)
def donation_line(document: AnyDocument, facts: Facts) -> Iterator[Problem]:
    for index, item in enumerate(document.cuerpoDocumento):
        if item.tipoDonacion == GOODS:
            continue
        cash = item.tipoDonacion == MONEY
        kind, kind_en = ("dinero", "money") if cash else ("un servicio", "a service")
        # The schema of 1.x leaves the quantity of money open.
        free = not cash or (facts.law.regime == "1.x" and facts.mode == "validate")
        for field, expected, right in (
            ("cantidad", "1", free or item.cantidad == 1),
            ("uniMedida", "99", item.uniMedida == OTHER_UNIT),
            ("tipoDepreciacion", "0", not item.tipoDepreciacion),
        ):
            if not right:
                values = {"field": field, "expected": expected, "sent": plain(Decimal(getattr(item, field)))}
                yield f"cuerpoDocumento[{index}].{field}", {**values, "kind": kind, "kind_en": kind_en}


@rule(
    "donation-depreciation",
    message="La depreciación {sent} es mayor que el valor de la línea, {value}.",
    message_en="The depreciation {sent} exceeds the value of the line, {value}.",
    fix="tipoDepreciacion es la depreciación de toda la línea: como mucho cantidad × valorUni.",
    fix_en="tipoDepreciacion is the depreciation of the whole line: at most cantidad × valorUni.",
    types=("15",),
    source=_PAGES,
)
def donation_depreciation(document: AnyDocument, _: Facts) -> Iterator[Problem]:
    for index, item in enumerate(document.cuerpoDocumento):
        if item.tipoDepreciacion and line_amount(item.cantidad, item.valorUni, item.tipoDepreciacion) < ZERO:
            value = EXACT.multiply(item.cantidad, item.valorUni)
            values = {"sent": money(item.tipoDepreciacion), "value": money(value)}
            yield f"cuerpoDocumento[{index}].tipoDepreciacion", values


@rule(
    "donation-resolution",
    message="Falta la resolución que califica al donatario: un documento asociado con codDocAsociado 1.",
    message_en="The resolution that qualifies the donatario is missing: an associated document with codDocAsociado 1.",
    fix="Agregue a otrosDocumentos uno con codDocAsociado 1 y los datos de la resolución.",
    fix_en="Add to otrosDocumentos one with codDocAsociado 1 and the data of the resolution.",
    types=("15",),
    source="Manual Funcional 2.0 p. 44–45",
    legacy="warning",
)
def donation_resolution(document: AnyDocument, _: Facts) -> Iterator[Problem]:
    others = document.otrosDocumentos or ()
    if others and all(other.codDocAsociado != ISSUER for other in others):
        yield "otrosDocumentos", {}


@rule(
    "donation-donee",
    message="El donatario se identifica con su NIT (tipoDocumento 36) y viene {value}.",
    message_en="The donatario is identified by its NIT (tipoDocumento 36), not {value}.",
    fix="Ponga emisor.tipoDocumento en «36».",
    fix_en="Set emisor.tipoDocumento to “36”.",
    types=("15",),
    source="JSON Schema fe-cd-v1 (donatario); CAT-022",
    build="off",
)
def donation_donee(document: AnyDocument, _: Facts) -> Iterator[Problem]:
    kind = document.emisor.tipoDocumento
    if kind != NIT:
        yield "emisor.tipoDocumento", {"value": "null" if kind is None else shown(kind)}


@rule(
    "donor-address",
    message="El donante es domiciliado y no se indicó su dirección.",
    message_en="The donante is domiciled and the address is not given.",
    fix="Agregue receptor.direccion, o ponga receptor.codDomiciliado en 2 si no es domiciliado.",
    fix_en="Add receptor.direccion, or set receptor.codDomiciliado to 2 if not domiciled.",
    types=("15",),
    source="JSON Schema fe-cd-v1 (donante)",
    validate="warning",
    legacy="fault",
)
def donor_address(document: AnyDocument, _: Facts) -> Iterator[Problem]:
    donor = document.receptor
    if donor is not None and donor.codDomiciliado == DOMICILED and donor.direccion is None:
        yield "receptor.direccion", {}


@rule(
    "donor-abroad",
    message="El donante no es domiciliado y {field} tiene datos.",
    message_en="The donante is not domiciled and {field} is filled in.",
    fix="Deje {field} en null, o ponga receptor.codDomiciliado en 1.",
    fix_en="Leave {field} null, or set receptor.codDomiciliado to 1.",
    types=("15",),
    regimes=("1.x",),
    source="JSON Schema fe-cd-v1 (donante)",
)
def donor_abroad(document: AnyDocument, _: Facts) -> Iterator[Problem]:
    donor = document.receptor
    if donor is not None and donor.codDomiciliado == NOT_DOMICILED:
        for field in ("direccion", "descActividad"):
            if getattr(donor, field) is not None:
                yield f"receptor.{field}", {"field": field}


@rule(
    "donor-country",
    message="El donante {state} y su país es «{value}».",
    message_en="The donante {state_en} and the country is “{value}”.",
    fix="Compruebe receptor.codDomiciliado y receptor.codPais.",
    fix_en="Check receptor.codDomiciliado and receptor.codPais.",
    types=("15",),
    source="CAT-020; CAT-032",
    build="warning",
    validate="warning",
)
def donor_country(document: AnyDocument, facts: Facts) -> Iterator[Problem]:
    donor = document.receptor
    if donor is None or donor.codPais is None:
        return
    here = donor.codPais == ("9300" if facts.law.regime == "1.x" else "SV")
    if here and donor.codDomiciliado == NOT_DOMICILED:
        state, state_en = "no es domiciliado", "is not domiciled"
    elif not here and donor.codDomiciliado == DOMICILED:
        state, state_en = "es domiciliado", "is domiciled"
    else:
        return
    yield "receptor.codPais", {"value": shown(donor.codPais), "state": state, "state_en": state_en}


@rule(
    "donation-unpaid",
    message="Se dona dinero y no se indicó cómo se entregó.",
    message_en="Money is given and it is not said how.",
    fix="Agregue resumen.pagos con la forma de pago y el monto.",
    fix_en="Add resumen.pagos with the form of payment and the amount.",
    types=("15",),
    source=_PAGES,
    made_of=parts.GIVEN,
    legacy="warning",
)
def donation_unpaid(document: AnyDocument, _: Facts) -> Iterator[Problem]:
    if money_given(document.cuerpoDocumento) and not document.resumen.pagos:
        yield "resumen.pagos", {}


@rule(
    "donation-paid",
    message="Nada de lo donado es dinero y resumen.pagos tiene pagos.",
    message_en="Nothing that is given is money and resumen.pagos has payments.",
    fix="Quite resumen.pagos: los bienes y servicios no se pagan.",
    fix_en="Remove resumen.pagos: goods and services are not paid.",
    types=("15",),
    source=_PAGES,
    made_of=parts.GIVEN,
    legacy="warning",
)
def donation_paid(document: AnyDocument, _: Facts) -> Iterator[Problem]:
    if document.resumen.pagos and all(item.tipoDonacion != MONEY for item in document.cuerpoDocumento):
        yield "resumen.pagos", {}


@rule(
    "donation-sum",
    message="Los pagos suman {sum} y el dinero donado es {total}.",
    message_en="The payments add up to {sum} and the money given is {total}.",
    fix="Ajuste los montos de resumen.pagos para que sumen {total}.",
    fix_en="Adjust the amounts of resumen.pagos so that they add up to {total}.",
    types=("15",),
    source=f"{_PAGES}; Normativa de cumplimiento 2.0: o el valor total (K14)",
    made_of=parts.GIVEN,
    legacy="warning",
)
def donation_sum(document: AnyDocument, facts: Facts) -> Iterator[Problem]:
    entries = document.resumen.pagos or ()
    given = money_given(document.cuerpoDocumento)
    if not entries or all(item.tipoDonacion != MONEY for item in document.cuerpoDocumento):
        return
    paid = total(entry.montoPago for entry in entries)
    # One text of MH has the payments add up to all that is given; it is accepted and never issued.
    whole = facts.mode == "validate" and close(paid, document.resumen.valorTotal)
    if not close(paid, given) and not whole:
        path = "resumen.pagos[0].montoPago" if len(entries) == 1 else "resumen.pagos"
        yield path, {"sum": money(paid), "total": money(given)}
