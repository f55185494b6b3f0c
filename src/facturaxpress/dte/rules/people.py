"""Rules of issuer, receiver and third party: identity numbers, activities and addresses."""

from collections.abc import Iterator

from facturaxpress.dte.documents.views import AnyDocument, has
from facturaxpress.dte.hints import hinted
from facturaxpress.dte.identity import compact
from facturaxpress.dte.rules import identities
from facturaxpress.dte.rules.book import DOCUMENTS, EVERY, Problem, rule
from facturaxpress.dte.rules.facts import Facts
from facturaxpress.dte.texts import money, shown

NIT, DUI = "36", "13"
_EITHER_DUI = frozenset({"15", "invalidacion", "contingencia"})
DOMICILED = 1
COPIED = "documento.numDocumento"


def _nits(document: AnyDocument) -> Iterator[tuple[str, str]]:
    """Every NIT with its path."""
    if document.emisor.nit is not None:
        yield "emisor.nit", document.emisor.nit
    if document.identificacion.fusion is not None:
        yield "identificacion.fusion", document.identificacion.fusion
    if document.emisor.tipoDocumento == NIT and document.emisor.numDocumento is not None:
        yield "emisor.numDocumento", document.emisor.numDocumento
    receptor = document.receptor
    if receptor is not None:
        if receptor.tipoDocumento == NIT and receptor.numDocumento is not None:
            yield "receptor.numDocumento", receptor.numDocumento
        if receptor.nit is not None:
            yield "receptor.nit", receptor.nit
    for _, kind, path, number in _of_event(document):
        if kind == NIT and number is not None:
            yield path, number
    third = document.ventaTercero
    if third is not None and third.nit is not None:
        domiciled = not has(third, "codDomiciliado") or third.codDomiciliado == DOMICILED
        if domiciled:
            yield "ventaTercero.nit", third.nit
    for index, other in enumerate(document.otrosDocumentos or ()):
        if other.medico is not None and other.medico.nit is not None:
            yield f"otrosDocumentos[{index}].medico.nit", other.medico.nit


def _of_event(document: AnyDocument) -> Iterator[tuple[str, str | None, str, str | None]]:
    """The people that an event names: path and kind of the identity document, path and number."""
    own = document.documento
    if own is not None:
        yield "documento.tipoDocumento", own.tipoDocumento, "documento.numDocumento", own.numDocumento
    reason = document.motivo
    if reason is not None and has(reason, "tipDocResponsable"):
        for who in ("Responsable", "Solicita"):
            kind, number = getattr(reason, f"tipDoc{who}"), getattr(reason, f"numDoc{who}")
            yield f"motivo.tipDoc{who}", kind, f"motivo.numDoc{who}", number
    emisor = document.emisor
    if emisor.tipoDocResponsable is not None:
        number = emisor.numeroDocResponsable
        yield "emisor.tipoDocResponsable", emisor.tipoDocResponsable, "emisor.numeroDocResponsable", number


def _named(document: AnyDocument) -> Iterator[tuple[str, str | None, str, str | None]]:
    """The receiver, and the people that an event names."""
    receptor = document.receptor
    if receptor is not None:
        yield "receptor.tipoDocumento", receptor.tipoDocumento, "receptor.numDocumento", receptor.numDocumento
    yield from _of_event(document)


def _duis(document: AnyDocument) -> Iterator[tuple[str, str]]:
    """Every DUI with its path."""
    for _, kind, path, number in _named(document):
        if kind == DUI and number is not None:
            yield path, number


def _hyphen(facts: Facts) -> bool:
    """Whether a DUI is written with its hyphen: most structures of 1.x do."""
    return facts.law.regime == "1.x" and not facts.law.plain_dui


def _dui_form(dui: str, facts: Facts) -> bool:
    """Whether the DUI is written as the structure has it; 15 and the events in 1.x do not say how."""
    return identities.dui_form(dui, hyphen=_hyphen(facts)) or (
        facts.law.tipo in _EITHER_DUI and facts.law.regime == "1.x" and identities.dui_form(dui, hyphen=False)
    )


def _copied_form(path: str, dui: str) -> bool:
    """Whether an event may repeat it so: letter for letter from its document, which may be of 1.x."""
    return path == COPIED and any(identities.dui_form(dui, hyphen=hyphen) for hyphen in (True, False))


@rule(
    "nit-form",
    message="«{value}» no es un NIT: son 14 dígitos, o los 9 del DUI, sin guiones.",
    message_en="“{value}” is not a NIT: it has 14 digits, or the 9 of a DUI, without hyphens.",
    fix="Escriba solo los dígitos del NIT, sin guiones ni espacios.",
    fix_en="Write only the digits of the NIT, without hyphens or blanks.",
    types=EVERY,
    source="Normativa de cumplimiento 2.0; JSON Schema de las estructuras 1.x (receptor.nit)",
)
def nit_form(document: AnyDocument, _: Facts) -> Iterator[Problem]:
    for path, nit in _nits(document):
        if not identities.nit_form(nit):
            yield path, {"value": shown(nit)}


@rule(
    "nit-check-digit",
    message="El dígito verificador del NIT {value} no es el que le corresponde.",
    message_en="The check digit of the NIT {value} is not the one that belongs to it.",
    fix="Revise el número con la tarjeta del contribuyente; MH lo busca en su registro.",
    fix_en="Check the number with the taxpayer's card; MH looks it up in its register.",
    types=EVERY,
    source="FacturaXpress: dígito verificador; MH valida la existencia del NIT",
    build="warning",
    validate="warning",
)
def nit_check_digit(document: AnyDocument, facts: Facts) -> Iterator[Problem]:
    for path, nit in _nits(document):
        # Who sends a sale cannot change the issuer's own NIT, which the certificate proves besides.
        if path.startswith("emisor.") and facts.mode == "build":
            continue
        if identities.nit_form(nit) and identities.suspect(nit):
            yield path, {"value": nit}


@rule(
    "dui-form",
    message="«{value}» no es un DUI: {form}.",
    message_en="“{value}” is not a DUI: {form_en}.",
    fix="Escriba el DUI así: {example}.",
    fix_en="Write the DUI like this: {example}.",
    types=EVERY,
    source="Normativa de cumplimiento 2.0; JSON Schema fe-fc-v1 (receptor.numDocumento)",
)
def dui_form(document: AnyDocument, facts: Facts) -> Iterator[Problem]:
    old = _hyphen(facts)
    for path, dui in _duis(document):
        if not _dui_form(dui, facts) and not _copied_form(path, dui):
            yield (
                path,
                {
                    "value": shown(dui),
                    "form": "son 8 dígitos, guion y 1 dígito" if old else "son 9 dígitos, sin guion",
                    "form_en": "8 digits, a hyphen and 1 digit" if old else "9 digits, without hyphen",
                    "example": "01234567-8" if old else "012345678",
                },
            )


@rule(
    "dui-check-digit",
    message="El dígito verificador del DUI {value} no es el que le corresponde.",
    message_en="The check digit of the DUI {value} is not the one that belongs to it.",
    fix="Revise el número con el documento del cliente; MH lo busca en su registro.",
    fix_en="Check the number with the customer's document; MH looks it up in its register.",
    types=EVERY,
    source="FacturaXpress: dígito verificador del DUI",
    build="warning",
    validate="warning",
)
def dui_check_digit(document: AnyDocument, facts: Facts) -> Iterator[Problem]:
    for path, dui in _duis(document):
        if (_dui_form(dui, facts) or _copied_form(path, dui)) and identities.suspect(dui):
            yield path, {"value": dui}


@rule(
    "nrc-form",
    message="«{value}» no es un NRC: son de 2 a 8 dígitos, sin guion.",
    message_en="“{value}” is not an NRC: it has 2 to 8 digits, without hyphen.",
    fix="Escriba solo los dígitos del NRC.",
    fix_en="Write only the digits of the NRC.",
    types=DOCUMENTS,
    source="Normativa de cumplimiento 2.0; JSON Schema de las estructuras 1.x (nrc)",
    legacy="warning",
)
def nrc_form(document: AnyDocument, _: Facts) -> Iterator[Problem]:
    if document.emisor.nrc is not None and not identities.nrc_form(document.emisor.nrc):
        yield "emisor.nrc", {"value": shown(document.emisor.nrc)}
    receptor = document.receptor
    if receptor is not None and receptor.nrc is not None and not identities.nrc_form(receptor.nrc):
        yield "receptor.nrc", {"value": shown(receptor.nrc)}


@rule(
    "nrc-without-nit",
    message="El receptor lleva NRC y se identifica con tipoDocumento {value}.",
    message_en="The receiver has an NRC and is identified by tipoDocumento {value}.",
    fix="Identifique al contribuyente con su NIT (tipoDocumento «36»), o quite el NRC.",
    fix_en="Identify the taxpayer by its NIT (tipoDocumento “36”), or remove the NRC.",
    source="JSON Schema fe-fc-v1 y fe-nr-v3 (receptor)",
    types=("01", "04"),
    build="warning",
    validate="warning",
    legacy="fault",
)
def nrc_without_nit(document: AnyDocument, _: Facts) -> Iterator[Problem]:
    receptor = document.receptor
    if receptor is not None and receptor.nrc is not None and receptor.tipoDocumento != NIT:
        yield "receptor.nrc", {"value": receptor.tipoDocumento or "null"}


@rule(
    "nrc-missing",
    message="El receptor es contribuyente del IVA y no se indicó su NRC.",
    message_en="The receiver is a taxpayer of IVA and the NRC is not given.",
    fix="Agregue receptor.nrc; a quien no es contribuyente se le emite una factura (tipo 01).",
    fix_en="Add receptor.nrc; whoever is no taxpayer gets a Factura (type 01).",
    source="Manual Funcional 2.0 y Código Tributario art. 107: crédito fiscal entre contribuyentes de IVA",
    types=("03", "05", "06"),
    validate="warning",
)
def nrc_missing(document: AnyDocument, _: Facts) -> Iterator[Problem]:
    if document.receptor is not None and has(document.receptor, "nrc") and document.receptor.nrc is None:
        yield "receptor.nrc", {}


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
    for path, kind, _, _ in _named(document):
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
