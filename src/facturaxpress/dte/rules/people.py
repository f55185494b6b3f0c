"""Rules of issuer, receiver and third party: what identifies them, activities and addresses."""

from collections.abc import Iterator

from facturaxpress.dte.codes import DOMICILED, DUI, NIT
from facturaxpress.dte.documents.views import AnyDocument
from facturaxpress.dte.hints import hinted
from facturaxpress.dte.identity import compact
from facturaxpress.dte.rules import identities
from facturaxpress.dte.rules.book import DOCUMENTS, EVERY, Problem, rule
from facturaxpress.dte.rules.facts import Facts
from facturaxpress.dte.rules.identity_numbers import named
from facturaxpress.dte.texts import money, shown


@rule(
    "email-missing",
    message="No se indicó el correo del receptor, al que se entrega el documento.",
    message_en="The receiver's e-mail address, to which the document is delivered, is not given.",
    fix="Agregue receptor.correo.",
    fix_en="Add receptor.correo.",
    source="JSON Schema de las estructuras 1.x (receptor.correo), que las de 2.0 admiten en null",
    types=("03", "04", "05", "06"),
    regimes=("2.0",),
    build="warning",
    validate="warning",
)
def email_missing(document: AnyDocument, _: Facts) -> Iterator[Problem]:
    if document.receptor is not None and document.receptor.correo is None:
        yield "receptor.correo", {}


@rule(
    "email-form",
    message="«{value}» no es una dirección de correo.",
    message_en="“{value}” is not an e-mail address.",
    fix="Escriba el correo como nombre@dominio.com, o null si no hay.",
    fix_en="Write the address as name@domain.com, or null if there is none.",
    types=EVERY,
    source="Normativa de cumplimiento 2.0: correo con dominio válido",
    legacy="warning",
)
def email_form(document: AnyDocument, _: Facts) -> Iterator[Problem]:
    for section in ("emisor", "receptor", "documento"):
        party = getattr(document, section)
        if party is not None and party.correo and not identities.email_form(party.correo):
            yield f"{section}.correo", {"value": shown(party.correo)}


@rule(
    "identity-number",
    message="El receptor se identifica con tipoDocumento {value} y falta numDocumento.",
    message_en="The receiver is identified by tipoDocumento {value} and numDocumento is missing.",
    fix="Agregue receptor.numDocumento, o deje ambos en null.",
    fix_en="Add receptor.numDocumento, or leave both null.",
    types=("01",),
    regimes=("1.x",),
    source="JSON Schema fe-fc-v1 (receptor): con 36 o 13, numDocumento es un texto",
    build="off",
)
def identity_number(document: AnyDocument, facts: Facts) -> Iterator[Problem]:
    kind = _unnumbered(document, facts)
    if kind is not None:
        yield "receptor.numDocumento", {"value": kind}


def _unnumbered(document: AnyDocument, facts: Facts) -> str | None:
    """The tipoDocumento whose number 01 v1 asks for and the receiver lacks; the rest of 1.x takes null with it."""
    receptor = document.receptor
    if (facts.law.tipo, facts.law.regime) != ("01", "1.x") or receptor is None:
        return None
    return receptor.tipoDocumento if receptor.numDocumento is None and receptor.tipoDocumento in (NIT, DUI) else None


@rule(
    "identity-type",
    message="El tipo de documento de identificación {value} no está en CAT-022.",
    message_en="The type of identity document {value} is not in CAT-022.",
    fix="Use uno de estos códigos: {choices}.",
    fix_en="Use one of these codes: {choices}.",
    types=EVERY,
    source="CAT-022",
)
def identity_type(document: AnyDocument, facts: Facts) -> Iterator[Problem]:
    regime, on = facts.law.regime, facts.on
    for path, kind, _, _ in named(document):
        if kind is not None and kind not in identities.codes("CAT-022", regime, on):
            yield path, {"value": shown(kind), "choices": identities.choices("CAT-022", regime, on)}


@rule(
    "identity-halves",
    message="Se indicó {given} del receptor y falta {missing}.",
    message_en="{given} of the receiver is given and {missing} is missing.",
    fix="Agregue {path}, o deje ambos en null.",
    fix_en="Add {path}, or leave both null.",
    types=EVERY,
    source="JSON Schema del tipo (receptor); CAT-022",
    legacy="warning",
)
def identity_halves(document: AnyDocument, facts: Facts) -> Iterator[Problem]:
    if facts.mode == "validate" and _unnumbered(document, facts) is not None:
        return
    for section in ("receptor", "documento"):
        party = getattr(document, section)
        if party is None:
            continue
        if party.tipoDocumento is not None and party.numDocumento is None:
            values = {"given": "tipoDocumento", "missing": "numDocumento", "path": f"{section}.numDocumento"}
            yield f"{section}.numDocumento", values
        if party.tipoDocumento is None and party.numDocumento is not None:
            values = {"given": "numDocumento", "missing": "tipoDocumento", "path": f"{section}.tipoDocumento"}
            yield f"{section}.tipoDocumento", values


@rule(
    "receiver-unnamed",
    message="La operación es de {amount}: desde {limit} la factura identifica al receptor, y falta {missing}.",
    message_en="The operation is of {amount}: from {limit} on the receiver is identified, and {missing} is missing.",
    fix="Agregue {path} con los datos del cliente.",
    fix_en="Add {path} with the customer's data.",
    source="Código Tributario art. 119-G; JSON Schema fe-fc-v1: desde 1095.00",
    types=("01",),
    validate="warning",
    legacy="fault",
)
def receiver_unnamed(document: AnyDocument, facts: Facts) -> Iterator[Problem]:
    amount = document.resumen.montoTotalOperacion
    if amount < facts.readings.receptorDesde01:
        return
    receptor = document.receptor
    shared = {"amount": money(amount), "limit": money(facts.readings.receptorDesde01)}
    if receptor is None:
        yield "receptor", {**shared, "missing": "receptor", "path": "receptor"}
        return
    for field in ("tipoDocumento", "numDocumento", "nombre"):
        if getattr(receptor, field) is None:
            yield f"receptor.{field}", {**shared, "missing": field, "path": f"receptor.{field}"}


@rule(
    "activity",
    message="La actividad económica {value} no está en CAT-019.",
    message_en="The economic activity {value} is not in CAT-019.",
    fix="Use el código de actividad que consta en el registro del contribuyente.",
    fix_en="Use the activity code that stands in the taxpayer's record.",
    types=DOCUMENTS,
    source="CAT-019",
    legacy="warning",
)
def activity(document: AnyDocument, facts: Facts) -> Iterator[Problem]:
    regime, on = facts.law.regime, facts.on
    own = document.emisor.codActividad
    if own is not None and not identities.listed("CAT-019", own, regime, on):
        yield "emisor.codActividad", {"value": shown(own)}
    receptor = document.receptor
    code = receptor.codActividad if receptor is not None else None
    if code is not None and not identities.listed("CAT-019", code, regime, on):
        yield "receptor.codActividad", {"value": shown(code)}


@rule(
    "address",
    message="El {part} {value} no existe{where}.",
    message_en="The {part} {value} does not exist{where_en}.",
    fix="Use un código de {catalog}{where}.",
    fix_en="Use a code of {catalog}{where_en}.",
    types=DOCUMENTS,
    source="CAT-012, CAT-013 y CAT-008",
    legacy="warning",
)
def address(document: AnyDocument, facts: Facts) -> Iterator[Problem]:
    receptor = document.receptor
    for path, place in (
        ("emisor.direccion", document.emisor.direccion),
        ("receptor.direccion", None if receptor is None else receptor.direccion),
    ):
        if place is None:
            continue
        distrito = place.distrito
        part = identities.wrong_part(place.departamento, place.municipio, distrito, facts.law.regime, facts.on)
        if part is not None:
            inside = {
                "departamento": ("", ""),
                "municipio": (place.departamento, ""),
                "distrito": (place.departamento, place.municipio),
            }[part]
            yield f"{path}.{part}", _address_values(part, shown(getattr(place, part)), *inside)


def _address_values(part: str, value: str, departamento: str, municipio: str) -> dict[str, str]:
    where = where_en = ""
    if departamento:
        where, where_en = f" en el departamento {departamento}", f" in departamento {departamento}"
    if municipio:
        where, where_en = f"{where}, municipio {municipio}", f"{where_en}, municipio {municipio}"
    catalog = {"departamento": "CAT-012", "municipio": "CAT-013", "distrito": "CAT-008"}[part]
    return {"part": part, "value": value, "where": where, "where_en": where_en, "catalog": catalog}


@rule(
    "domicile",
    message="El domicilio fiscal {value} no está en CAT-032.",
    message_en="The tax domicile {value} is not in CAT-032.",
    fix="Use uno de estos códigos: {choices}.",
    fix_en="Use one of these codes: {choices}.",
    types=(*DOCUMENTS, "18"),
    source="CAT-032",
    regimes=("2.0",),
)
def domicile(document: AnyDocument, facts: Facts) -> Iterator[Problem]:
    for path, party in (("ventaTercero", document.ventaTercero), ("receptor", document.receptor)):
        code = None if party is None else party.codDomiciliado
        if code is not None and code not in identities.numbers("CAT-032", "2.0", facts.on):
            choices = identities.choices("CAT-032", "2.0", facts.on)
            yield f"{path}.codDomiciliado", {"value": code, "choices": choices}


@rule(
    "third-party",
    message="Del tercero por cuya cuenta se vende falta {field}.",
    message_en="Of the third party on whose behalf one sells, {field} is missing.",
    fix="Agregue ventaTercero.{field}{hint}.",
    fix_en="Add ventaTercero.{field}{hint_en}.",
    types=(*DOCUMENTS, "18"),
    section="ventaTercero",
    source="Manual Funcional 2.0 p. 46; CAT-032",
    regimes=("2.0",),
    validate="warning",
)
def third_party(document: AnyDocument, _: Facts) -> Iterator[Problem]:
    third = document.ventaTercero
    if third is not None:
        if third.codDomiciliado is None:
            hint = hinted((": 1 domiciliado, 2 no domiciliado", ": 1 domiciled, 2 not domiciled"))
            yield "ventaTercero.codDomiciliado", {"field": "codDomiciliado", **hint}
        if third.codDomiciliado == DOMICILED and third.nit is None:
            hint = hinted((", porque es domiciliado", ", as it is domiciled"))
            yield "ventaTercero.nit", {"field": "nit", **hint}


@rule(
    "third-party-self",
    message="El tercero por cuya cuenta se vende es el mismo emisor.",
    message_en="The third party on whose behalf one sells is the issuer.",
    fix="Quite ventaTercero: la venta es propia.",
    fix_en="Remove ventaTercero: the sale is the issuer's own.",
    types=(*DOCUMENTS, "18"),
    section="ventaTercero",
    source="Manual Funcional 2.0 p. 46: ventas propias y de terceros no comparten documento",
    build="warning",
    validate="warning",
)
def third_party_self(document: AnyDocument, _: Facts) -> Iterator[Problem]:
    third = document.ventaTercero
    if third is not None and third.nit is not None and third.nit == document.emisor.nit:
        yield "ventaTercero.nit", {}


@rule(
    "receiver-self",
    message="El receptor del crédito fiscal es el mismo emisor.",
    message_en="The receiver of the crédito fiscal is the issuer.",
    fix="Compruebe el NIT del receptor: un crédito fiscal se emite a otro contribuyente.",
    fix_en="Check the receiver's NIT: a crédito fiscal is issued to another taxpayer.",
    types=("03",),
    source="CT art. 107: se emite a otros contribuyentes",
    build="warning",
    validate="warning",
)
def receiver_self(document: AnyDocument, _: Facts) -> Iterator[Problem]:
    receptor = document.receptor
    if receptor is None:
        return
    for field in ("nit", "numDocumento"):
        number = getattr(receptor, field)
        if number is not None and compact(number) == compact(document.emisor.nit or ""):
            yield f"receptor.{field}", {}
