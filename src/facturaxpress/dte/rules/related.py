"""Rules of what stands beside the sale: related documents, other documents."""

from collections.abc import Iterator
from datetime import date

from facturaxpress.dte.codes import ELECTRONIC, PHYSICAL
from facturaxpress.dte.deadlines import add_months
from facturaxpress.dte.documents.views import AnyDocument
from facturaxpress.dte.numbering import is_codigo_generacion
from facturaxpress.dte.rules.book import DOCUMENTS, SALES, Problem, rule
from facturaxpress.dte.rules.facts import Facts
from facturaxpress.dte.texts import is_date, shown

_PAGES = "Manual Funcional 2.0 p. 17–20 y 40–44"
RELATING = (*DOCUMENTS, "18")
PHYSICAL_LENGTH = 20
OLD_AFTER_MONTHS = 3
ISSUER, RECEIVER, DOCTOR, TRANSPORT = 1, 2, 3, 4
_OTHERS = {ISSUER: "emisor", RECEIVER: "receptor", DOCTOR: "médico", TRANSPORT: "transporte"}
USUAL_OTHERS = (ISSUER, RECEIVER, DOCTOR)
_OTHER_PAGES = "Manual Funcional 2.0 p. 44–46; CAT-021"
OTHER_CODES = {"11": (ISSUER, RECEIVER, TRANSPORT), "15": (ISSUER, RECEIVER)}
"""The associated documents of the types that do not have the usual ones (Manual Funcional 2.0 p. 44–46)."""


def key_of(facts: Facts) -> str:
    """The field that names a related document, in `documentoRelacionado` and in the lines."""
    return "codigoGeneracion" if facts.law.tipo == "18" else "numeroDocumento"


@rule(
    "related-type",
    message="Un documento de tipo {tipo} no puede relacionar uno de tipo {value}.",
    message_en="A document of type {tipo} cannot relate one of type {value}.",
    fix="Relacione documentos de estos tipos: {choices}.",
    fix_en="Relate documents of these types: {choices}.",
    types=RELATING,
    section="documentoRelacionado",
    source=_PAGES,
)
def related_type(document: AnyDocument, facts: Facts) -> Iterator[Problem]:
    for index, other in enumerate(document.documentoRelacionado or ()):
        if other.tipoDocumento not in facts.law.related:
            yield (
                f"documentoRelacionado[{index}].tipoDocumento",
                {
                    "tipo": facts.law.tipo,
                    "value": shown(other.tipoDocumento),
                    "choices": ", ".join(sorted(facts.law.related)),
                },
            )


@rule(
    "related-mixed",
    message="Los documentos relacionados son de varios tipos: {value} junto a {first}.",
    message_en="The related documents are of several types: {value} beside {first}.",
    fix="Emita un documento por cada tipo relacionado.",
    fix_en="Issue one document for each related type.",
    types=RELATING,
    section="documentoRelacionado",
    source=_PAGES,
    legacy="warning",
)
def related_mixed(document: AnyDocument, _: Facts) -> Iterator[Problem]:
    all_of_them = document.documentoRelacionado or ()
    for index, other in enumerate(all_of_them):
        if other.tipoDocumento != all_of_them[0].tipoDocumento:
            values = {"value": shown(other.tipoDocumento), "first": shown(all_of_them[0].tipoDocumento)}
            yield f"documentoRelacionado[{index}].tipoDocumento", values


@rule(
    "related-generation",
    message="El tipo de generación {value} no está en CAT-007.",
    message_en="The kind of generation {value} is not in CAT-007.",
    fix="Use 1 si el documento relacionado es físico o 2 si es electrónico.",
    fix_en="Use 1 if the related document is printed or 2 if it is electronic.",
    types=DOCUMENTS,
    section="documentoRelacionado",
    source="CAT-007",
)
def related_generation(document: AnyDocument, _: Facts) -> Iterator[Problem]:
    for index, other in enumerate(document.documentoRelacionado or ()):
        if other.tipoGeneracion not in (PHYSICAL, ELECTRONIC):
            yield f"documentoRelacionado[{index}].tipoGeneracion", {"value": other.tipoGeneracion}


@rule(
    "related-number",
    message="«{value}» no identifica un documento {kind}.",
    message_en="“{value}” does not identify {kind_en} document.",
    fix="{how}.",
    fix_en="{how_en}.",
    types=RELATING,
    section="documentoRelacionado",
    source=_PAGES,
)
def related_number(document: AnyDocument, facts: Facts) -> Iterator[Problem]:
    key = key_of(facts)
    for index, other in enumerate(document.documentoRelacionado or ()):
        number, path = getattr(other, key), f"documentoRelacionado[{index}].{key}"
        if other.tipoGeneracion == ELECTRONIC and not is_codigo_generacion(number):
            how = "Escriba su código de generación: 36 caracteres en mayúsculas, con guiones"
            how_en = "Write its codigoGeneracion: 36 characters in capitals, with hyphens"
            texts = {"kind": "electrónico", "kind_en": "an electronic", "how": how, "how_en": how_en}
            yield path, {"value": shown(number), **texts}
        if other.tipoGeneracion == PHYSICAL and len(number) > PHYSICAL_LENGTH:
            how = f"Escriba el correlativo impreso, de hasta {PHYSICAL_LENGTH} caracteres"
            how_en = f"Write the printed number, of up to {PHYSICAL_LENGTH} characters"
            texts = {"kind": "físico", "kind_en": "a printed", "how": how, "how_en": how_en}
            yield path, {"value": shown(number), **texts}


@rule(
    "related-twice",
    message="El documento {value} está relacionado más de una vez.",
    message_en="The document {value} is related more than once.",
    fix="Deje cada documento relacionado una sola vez.",
    fix_en="Keep each related document once.",
    types=RELATING,
    section="documentoRelacionado",
    source=_PAGES,
    legacy="warning",
)
def related_twice(document: AnyDocument, facts: Facts) -> Iterator[Problem]:
    seen: set[str] = set()
    key = key_of(facts)
    for index, other in enumerate(document.documentoRelacionado or ()):
        number = getattr(other, key)
        if number in seen:
            yield f"documentoRelacionado[{index}].{key}", {"value": shown(number)}
        seen.add(number)


@rule(
    "related-later",
    message="El documento relacionado es del {value}, posterior a este, del {own}.",
    message_en="The related document is of {value}, later than this one, of {own}.",
    fix="Compruebe fechaEmision: es la fecha de generación del documento relacionado.",
    fix_en="Check fechaEmision: it is the date on which the related document was generated.",
    types=DOCUMENTS,
    section="documentoRelacionado",
    source="Manual Funcional 2.0 p. 41",
    build="warning",
    validate="warning",
)
def related_later(document: AnyDocument, facts: Facts) -> Iterator[Problem]:
    for index, day in _days(document):
        if day > facts.on:
            values = {"value": day.isoformat(), "own": facts.on.isoformat()}
            yield f"documentoRelacionado[{index}].fechaEmision", values


@rule(
    "related-old",
    message="El documento relacionado es del {value}, más de {months} meses antes de este.",
    message_en="The related document is of {value}, more than {months} months before this one.",
    fix="Compruebe que MH aún admite relacionarlo.",
    fix_en="Make sure that MH still lets it be related.",
    types=DOCUMENTS,
    section="documentoRelacionado",
    source="Normativa de cumplimiento 2.0: plazo de los documentos que se relacionan",
    build="warning",
    validate="warning",
)
def related_old(document: AnyDocument, facts: Facts) -> Iterator[Problem]:
    for index, day in _days(document):
        if day < add_months(facts.on, -OLD_AFTER_MONTHS):
            values = {"value": day.isoformat(), "months": OLD_AFTER_MONTHS}
            yield f"documentoRelacionado[{index}].fechaEmision", values


def _days(document: AnyDocument) -> Iterator[tuple[int, date]]:
    for index, other in enumerate(document.documentoRelacionado or ()):
        if is_date(other.fechaEmision):
            yield index, date.fromisoformat(other.fechaEmision)


@rule(
    "line-unrelated",
    message="La línea nombra el documento {value}, que no está en documentoRelacionado.",
    message_en="The line names document {value}, which is not in documentoRelacionado.",
    fix="Agregue el documento a documentoRelacionado, o quite {field} de la línea.",
    fix_en="Add the document to documentoRelacionado, or remove {field} from the line.",
    types=SALES,
    source="Manual Funcional 2.0 p. 41",
    legacy="warning",
)
def line_unrelated(document: AnyDocument, facts: Facts) -> Iterator[Problem]:
    key = key_of(facts)
    known = {getattr(other, key) for other in (document.documentoRelacionado or ())}
    for index, item in enumerate(document.cuerpoDocumento):
        number = getattr(item, key)
        if number is not None and number not in known:
            yield f"cuerpoDocumento[{index}].{key}", {"value": shown(number), "field": key}


@rule(
    "related-unused",
    message="Ninguna línea nombra el documento relacionado {value}.",
    message_en="No line names the related document {value}.",
    fix="Ponga ese número en {field} de las líneas que salen de él, o quite el documento relacionado.",
    fix_en="Put that number into {field} of the lines that come from it, or remove the related document.",
    types=RELATING,
    section="documentoRelacionado",
    source="Manual Funcional 2.0 p. 41",
    validate="warning",
)
def related_unused(document: AnyDocument, facts: Facts) -> Iterator[Problem]:
    if not (document.documentoRelacionado or ()):
        return
    key = key_of(facts)
    named = {getattr(item, key) for item in document.cuerpoDocumento}
    for index, other in enumerate(document.documentoRelacionado or ()):
        number = getattr(other, key)
        if number not in named:
            yield f"documentoRelacionado[{index}].{key}", {"value": shown(number), "field": key}


@rule(
    "other-document",
    message="El código de documento asociado {value} no va en un documento de tipo {tipo}.",
    message_en="Code {value} of associated documents does not go into a document of type {tipo}.",
    fix="Use uno de estos códigos: {choices}.",
    fix_en="Use one of these codes: {choices}.",
    types=DOCUMENTS,
    section="otrosDocumentos",
    source=_OTHER_PAGES,
)
def other_document(document: AnyDocument, facts: Facts) -> Iterator[Problem]:
    known = _other_codes(facts)
    for index, other in enumerate(document.otrosDocumentos or ()):
        code = other.codDocAsociado
        if code is not None and code not in known:
            values = {"value": code, "tipo": facts.law.tipo, "choices": _choices(known)}
            yield f"otrosDocumentos[{index}].codDocAsociado", values


@rule(
    "other-document-uncoded",
    message="Falta el código del documento asociado.",
    message_en="The code of the associated document is missing.",
    fix="Agregue codDocAsociado, con uno de estos códigos: {choices}.",
    fix_en="Add codDocAsociado, with one of these codes: {choices}.",
    types=DOCUMENTS,
    section="otrosDocumentos",
    source=_OTHER_PAGES,
)
def other_document_uncoded(document: AnyDocument, facts: Facts) -> Iterator[Problem]:
    for index, other in enumerate(document.otrosDocumentos or ()):
        if other.codDocAsociado is None:
            yield f"otrosDocumentos[{index}].codDocAsociado", {"choices": _choices(_other_codes(facts))}


@rule(
    "other-document-missing",
    message="Con codDocAsociado {value} se llena {field}.",
    message_en="With codDocAsociado {value}, {field} is filled in.",
    fix="Agregue {field}.",
    fix_en="Add {field}.",
    types=DOCUMENTS,
    section="otrosDocumentos",
    source=_OTHER_PAGES,
)
def other_document_missing(document: AnyDocument, facts: Facts) -> Iterator[Problem]:
    for path, code, field, needed, present in _other_fields(document, facts):
        if needed and not present:
            yield path, {"value": code, "field": field}


@rule(
    "other-document-undue",
    message="Con codDocAsociado {value} no se llena {field}.",
    message_en="With codDocAsociado {value}, {field} is null.",
    fix="Deje {field} en null.",
    fix_en="Leave {field} null.",
    types=DOCUMENTS,
    section="otrosDocumentos",
    source=_OTHER_PAGES,
)
def other_document_undue(document: AnyDocument, facts: Facts) -> Iterator[Problem]:
    for path, code, field, needed, present in _other_fields(document, facts):
        if present and not needed:
            yield path, {"value": code, "field": field}


def _other_fields(document: AnyDocument, facts: Facts) -> Iterator[tuple[str, int, str, bool, bool]]:
    """Path, code, field, whether it is needed and whether it is there; a transport has rules of its own."""
    known = _other_codes(facts)
    for index, other in enumerate(document.otrosDocumentos or ()):
        code = other.codDocAsociado
        if code is None or code not in known or code == TRANSPORT:
            continue
        for field, needed in (
            ("descDocumento", code != DOCTOR),
            ("detalleDocumento", code != DOCTOR),
            ("medico", code == DOCTOR),
        ):
            present = getattr(other, field) is not None
            yield f"otrosDocumentos[{index}].{field}", code, field, needed, present


def _other_codes(facts: Facts) -> tuple[int, ...]:
    return OTHER_CODES.get(facts.law.tipo, USUAL_OTHERS)


def _choices(known: tuple[int, ...]) -> str:
    return ", ".join(f"{one} ({_OTHERS[one]})" for one in known)


@rule(
    "doctor",
    message="El médico debe llevar {missing}.",
    message_en="The doctor must have {missing_en}.",
    fix="Agregue {missing}.",
    fix_en="Add {missing_en}.",
    types=DOCUMENTS,
    section="otrosDocumentos",
    source="Manual Funcional 2.0 p. 44–45",
)
def doctor(document: AnyDocument, _: Facts) -> Iterator[Problem]:
    for index, other in enumerate(document.otrosDocumentos or ()):
        if other.medico is None:
            continue
        path = f"otrosDocumentos[{index}].medico"
        if other.medico.nombre is None:
            yield f"{path}.nombre", {"missing": "nombre", "missing_en": "a name"}
        if other.medico.nit is None and other.medico.docIdentificacion is None:
            missing = "nit, o docIdentificacion si no es domiciliado"
            yield f"{path}.nit", {"missing": missing, "missing_en": "nit, or docIdentificacion if not domiciled"}
        if other.medico.tipoServicio is None:
            yield f"{path}.tipoServicio", {"missing": "tipoServicio (CAT-010)", "missing_en": "tipoServicio (CAT-010)"}
