"""Rules of the numbers that identify people: NIT, DUI and NRC."""

from collections.abc import Iterator

from facturaxpress.dte.codes import DOMICILED, DUI, NIT
from facturaxpress.dte.documents.views import AnyDocument, has
from facturaxpress.dte.rules import identities
from facturaxpress.dte.rules.book import DOCUMENTS, EVERY, Problem, rule
from facturaxpress.dte.rules.facts import Facts
from facturaxpress.dte.texts import shown

_EITHER_DUI = frozenset({"15", "invalidacion", "contingencia"})
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


def named(document: AnyDocument) -> Iterator[tuple[str, str | None, str, str | None]]:
    """The receiver, and the people that an event names."""
    receptor = document.receptor
    if receptor is not None:
        yield "receptor.tipoDocumento", receptor.tipoDocumento, "receptor.numDocumento", receptor.numDocumento
    yield from _of_event(document)


def _duis(document: AnyDocument) -> Iterator[tuple[str, str]]:
    """Every DUI with its path."""
    for _, kind, path, number in named(document):
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
