"""Rules of the export invoice (11): what leaves the country, by which customs regime, to whom, at rate 0."""

from collections.abc import Iterator
from decimal import Decimal

from facturaxpress.dte import tributes
from facturaxpress.dte.documents.views import AnyDocument, has
from facturaxpress.dte.rules import identities, parts
from facturaxpress.dte.rules.book import Problem, rule
from facturaxpress.dte.rules.facts import Facts
from facturaxpress.dte.rules.related import TRANSPORT
from facturaxpress.dte.rules.tribute import PER_GALLON, may_stand
from facturaxpress.dte.texts import money, shown

GOODS, SERVICES, BOTH = 1, 2, 3
"""`tipoItemExpor`."""
EMAIL_FROM = Decimal("10000.00")
"""`montoTotalOperacion` from which 1.x asks for the receiver's e-mail address."""
_CUSTOMS = ("recintoFiscal", "tipoRegimen", "regimen")
_INCOTERMS = ("codIncoterms", "descIncoterms")
_SCHEMA = "JSON Schema fe-fex-v1"


@rule(
    "export-kind",
    message="tipoItemExpor es {value}: la exportación es de bienes (1) o de servicios (2).",
    message_en="tipoItemExpor is {value}: what is exported are goods (1) or services (2).",
    fix="Ponga emisor.tipoItemExpor en 1 o 2, u omítalo para que se tome de las líneas.",
    fix_en="Set emisor.tipoItemExpor to 1 or 2, or leave it out so that it is taken from the lines.",
    types=("11",),
    source="Normativa de cumplimiento 2.0, anexo IV; CAT-011",
)
def export_kind(document: AnyDocument, facts: Facts) -> Iterator[Problem]:
    kind = document.emisor.tipoItemExpor
    allowed = (GOODS, SERVICES) if facts.law.regime == "2.0" and facts.mode == "build" else (GOODS, SERVICES, BOTH)
    if kind not in allowed:
        yield "emisor.tipoItemExpor", {"value": "null" if kind is None else kind}


@rule(
    "export-both",
    message="tipoItemExpor es 3 (bienes y servicios), que el texto de la versión 3 ya no admite.",
    message_en="tipoItemExpor is 3 (goods and services), which the text of version 3 does not admit.",
    fix="Use 1 si hay bienes, o 2 si todo son servicios.",
    fix_en="Use 1 if there are goods, or 2 if all are services.",
    types=("11",),
    regimes=("2.0",),
    source="Normativa de cumplimiento 2.0, anexo IV; el texto de las estructuras 1.x lo admite",
    build="off",
    validate="warning",
)
def export_both(document: AnyDocument, _: Facts) -> Iterator[Problem]:
    if document.emisor.tipoItemExpor == BOTH:
        yield "emisor.tipoItemExpor", {}


@rule(
    "export-services",
    message="Se exportan servicios y {field} es {value}: solo la exportación de bienes pasa por la aduana.",
    message_en="Services are exported and {field} is {value}: only goods go through customs.",
    fix="Deje {field} en null, o ponga emisor.tipoItemExpor en 1.",
    fix_en="Leave {field} null, or set emisor.tipoItemExpor to 1.",
    types=("11",),
    source=f"Normativa de cumplimiento 2.0, anexo IV; {_SCHEMA} (emisor)",
)
def export_services(document: AnyDocument, _: Facts) -> Iterator[Problem]:
    if document.emisor.tipoItemExpor == SERVICES:
        for field in _CUSTOMS:
            value = getattr(document.emisor, field)
            if value is not None:
                yield f"emisor.{field}", {"field": field, "value": shown(value)}


@rule(
    "export-services-incoterms",
    message="Se exportan servicios y {field} es {value}: los INCOTERMS son de las mercancías.",
    message_en="Services are exported and {field} is {value}: INCOTERMS are of goods.",
    fix="Deje {field} en null.",
    fix_en="Leave {field} null.",
    types=("11",),
    source="Normativa de cumplimiento 2.0, anexo IV; CAT-031",
    legacy="warning",
)
def export_services_incoterms(document: AnyDocument, _: Facts) -> Iterator[Problem]:
    if document.emisor.tipoItemExpor == SERVICES:
        for field in _INCOTERMS:
            value = getattr(document.resumen, field)
            if value is not None:
                yield f"resumen.{field}", {"field": field, "value": shown(value)}


@rule(
    "export-customs",
    message="Se exportan bienes y no se indicó {field}.",
    message_en="Goods are exported and {field} is not given.",
    fix="Agregue emisor.{field}, con un código de {catalog}, si la mercancía pasa por la aduana.",
    fix_en="Add emisor.{field}, with a code of {catalog}, if the goods go through customs.",
    types=("11",),
    source="Normativa de cumplimiento 2.0, anexo IV; CAT-027, CAT-028 y CAT-033",
    build="warning",
    validate="warning",
    legacy="off",
)
def export_customs(document: AnyDocument, _: Facts) -> Iterator[Problem]:
    emisor = document.emisor
    if emisor.tipoItemExpor == GOODS:
        for field in _CUSTOMS:
            if has(emisor, field) and getattr(emisor, field) is None:
                yield f"emisor.{field}", {"field": field, "catalog": _CATALOGS[f"emisor.{field}"]}


_CATALOGS = {
    "emisor.recintoFiscal": "CAT-027",
    "emisor.tipoRegimen": "CAT-033",
    "emisor.regimen": "CAT-028",
    "receptor.tipoPersona": "CAT-029",
    "resumen.codIncoterms": "CAT-031",
}


@rule(
    "export-code",
    message="El valor {value} de {field} no está en {catalog}.",
    message_en="The value {value} of {field} is not in {catalog}.",
    fix="Use un código de {catalog}: {choices}.",
    fix_en="Use a code of {catalog}: {choices}.",
    types=("11", "18"),
    source="CAT-027, CAT-028, CAT-029, CAT-030, CAT-031 y CAT-033",
    legacy="warning",
)
def export_code(document: AnyDocument, facts: Facts) -> Iterator[Problem]:
    for path, value, catalog in _codes(document):
        if value is not None and not identities.listed(catalog, str(value), facts.law.regime, facts.on):
            choices = identities.choices(catalog, facts.law.regime, facts.on)
            field = path.rpartition(".")[2]
            yield path, {"field": field, "value": shown(str(value)), "catalog": catalog, "choices": choices}


def _codes(document: AnyDocument) -> Iterator[tuple[str, str | int | None, str]]:
    sections = {"emisor": document.emisor, "receptor": document.receptor, "resumen": document.resumen}
    for path, catalog in _CATALOGS.items():
        section, _, field = path.partition(".")
        yield path, getattr(sections[section], field, None), catalog
    for index, other in enumerate(document.otrosDocumentos or ()):
        yield f"otrosDocumentos[{index}].modoTransp", other.modoTransp, "CAT-030"


@rule(
    "country",
    message="El país «{value}» no está en CAT-020.",
    message_en="The country “{value}” is not in CAT-020.",
    fix="{how}.",
    fix_en="{how_en}.",
    types=("11", "15", "18"),
    source="CAT-020; JSON Schema fe-fex-v1 y fe-cd-v1 (codPais)",
)
def country(document: AnyDocument, facts: Facts) -> Iterator[Problem]:
    section, party = ("documento", document.documento) if facts.law.tipo == "18" else ("receptor", document.receptor)
    code = getattr(party, "codPais", None)
    if code is None:
        return
    old = facts.law.regime == "1.x"
    if identities.listed("CAT-020", code, facts.law.regime, facts.on) and code.isdigit() is old:
        return
    if old:
        how = "Use el número del país: 9450 Estados Unidos, 9483 Guatemala…"
        how_en = "Use the number of the country: 9450 United States, 9483 Guatemala…"
    else:
        how, how_en = "Use las dos letras del país: US, GT, SV…", "Use the two letters of the country: US, GT, SV…"
    yield f"{section}.codPais", {"value": shown(code), "how": how, "how_en": how_en}


@rule(
    "export-parties",
    message="El documento lleva ventaTercero y compraTercero: se vende o se compra por cuenta de otro, no ambas cosas.",
    message_en="The document has ventaTercero and compraTercero: one sells or buys on behalf of another, not both.",
    fix="Deje uno de los dos en null.",
    fix_en="Leave one of the two null.",
    types=("11",),
    regimes=("2.0",),
    source="JSON Schema fe-fex-v3 (oneOf)",
)
def export_parties(document: AnyDocument, _: Facts) -> Iterator[Problem]:
    if document.ventaTercero is not None and document.compraTercero is not None:
        yield "compraTercero", {}


@rule(
    "export-transport",
    message="Con codDocAsociado {code} {verb} {field}.",
    message_en="With codDocAsociado {code}, {field} is {verb_en}.",
    fix="{how} {field}.",
    fix_en="{how_en} {field}.",
    types=("11",),
    source=f"Manual Funcional 2.0 p. 44–46; {_SCHEMA} (otrosDocumentos)",
)
def export_transport(document: AnyDocument, facts: Facts) -> Iterator[Problem]:
    old = facts.law.regime == "1.x"
    for index, other in enumerate(document.otrosDocumentos or ()):
        transport = other.codDocAsociado == TRANSPORT
        needed = {"modoTransp", "placaTrans"} | ({"nombreConductor"} if old else set())
        free = {"numConductor", "nombreConductor"} | ({"descDocumento", "detalleDocumento"} if old else set())
        fields = ["modoTransp", "placaTrans", "numConductor", "nombreConductor"]
        for field in [*fields, "descDocumento", "detalleDocumento"] if transport else fields:
            wanted = transport and field in needed
            present = getattr(other, field) is not None
            if present != wanted and not (transport and field in free and not wanted):
                yield (
                    f"otrosDocumentos[{index}].{field}",
                    {
                        "code": "null" if other.codDocAsociado is None else other.codDocAsociado,
                        "field": field,
                        "verb": "se llena" if wanted else "no se llena",
                        "verb_en": "filled in" if wanted else "null",
                        "how": "Agregue" if wanted else "Deje en null",
                        "how_en": "Add" if wanted else "Leave null in",
                    },
                )


@rule(
    "export-rate",
    message="La línea es una exportación y no lleva el tributo C3 (IVA a tasa 0).",
    message_en="The line is an export and does not carry tribute C3 (IVA at rate 0).",
    fix="Agregue «C3» a tributos, u omita tributos para que el sistema lo ponga.",
    fix_en="Add “C3” to tributos, or leave out tributos so that the system puts it there.",
    types=("11",),
    source="Manual Funcional 2.0 p. 35–36; CAT-015",
    legacy="warning",
)
def export_rate(document: AnyDocument, _: Facts) -> Iterator[Problem]:
    for index, item in enumerate(document.cuerpoDocumento):
        if item.ventaGravada and item.codTributo is None and tributes.EXPORT not in (item.tributos or ()):
            yield f"cuerpoDocumento[{index}].tributos", {}


@rule(
    "export-only-rate",
    message="En la versión 1 la línea solo puede llevar el tributo C3, y lleva {tribute}.",
    message_en="In version 1 the line may carry tribute C3 only, and carries {tribute}.",
    fix='Deje tributos en ["C3"].',
    fix_en='Leave tributos at ["C3"].',
    types=("11",),
    regimes=("1.x",),
    source=f"{_SCHEMA} (cuerpoDocumento)",
)
def export_only_rate(document: AnyDocument, facts: Facts) -> Iterator[Problem]:
    for index, item in enumerate(document.cuerpoDocumento):
        if not item.noGravado:
            for place, code in enumerate(item.tributos or ()):
                # When issuing, what no export may carry is refused by another rule.
                told = facts.mode == "build" and not may_stand(code, facts)
                if code != tributes.EXPORT and not told:
                    yield f"cuerpoDocumento[{index}].tributos[{place}]", {"tribute": shown(code or "null")}


@rule(
    "export-fuel",
    message="La exportación lleva el tributo {tribute} de los combustibles.",
    message_en="The export carries tribute {tribute}, of fuels.",
    fix="Compruebe que Hacienda lo autorizó: sin autorización, la exportación solo lleva C3.",
    fix_en="Check that Hacienda has authorised it: without that, exports carry C3 only.",
    types=("11",),
    regimes=("2.0",),
    source="Manual Funcional 2.0 p. 35; Normativa de cumplimiento 2.0 (K7)",
    build="warning",
    validate="warning",
)
def export_fuel(document: AnyDocument, _: Facts) -> Iterator[Problem]:
    for index, item in enumerate(document.cuerpoDocumento):
        for place, code in enumerate(item.tributos or ()):
            if code in PER_GALLON:
                yield f"cuerpoDocumento[{index}].tributos[{place}]", {"tribute": code}


@rule(
    "export-email",
    message="La operación es de {amount}: desde {limit} la versión 1 pide {field}.",
    message_en="The operation is of {amount}: from {limit} on version 1 asks for {field}.",
    fix="Agregue {path}.",
    fix_en="Add {path}.",
    types=("11",),
    regimes=("1.x",),
    source=_SCHEMA,
    made_of=parts.SUMMARY,
)
def export_email(document: AnyDocument, _: Facts) -> Iterator[Problem]:
    amount = document.resumen.montoTotalOperacion
    if amount < EMAIL_FROM:
        return
    values = {"amount": money(amount), "limit": money(EMAIL_FROM)}
    if document.receptor is None:
        yield "receptor", {**values, "field": "receptor", "path": "receptor"}
    elif document.receptor.correo is None:
        yield "receptor.correo", {**values, "field": "correo", "path": "receptor.correo"}
