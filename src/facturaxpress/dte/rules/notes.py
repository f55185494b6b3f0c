"""Rules of the notes: 04, which goes with goods, and 05 and 06, which adjust a document (03 or 07)."""

from collections.abc import Iterator

from facturaxpress.dte import tributes
from facturaxpress.dte.codes import EXPORTACION, RETENCION
from facturaxpress.dte.documents.views import AnyDocument, AnyLine, has
from facturaxpress.dte.rules import identities, parts
from facturaxpress.dte.rules.book import Problem, rule
from facturaxpress.dte.rules.facts import Facts
from facturaxpress.dte.texts import money, shown

ADJUSTING = ("05", "06")
COLUMNS = ("ventaNoSuj", "ventaExenta", "ventaGravada")
OLD_CODES = frozenset({"20", "C3", "59", "71", "D1", "C8", "D5", "D4"})


def over_retention(document: AnyDocument) -> bool:
    """Whether a note adjusts comprobantes de retención: its lines have no sale, whatever their price says (K8)."""
    return document.identificacion.tipoDte in ADJUSTING and any(
        other.tipoDocumento == RETENCION for other in document.documentoRelacionado or ()
    )


@rule(
    "goods-title",
    message="El título {value} a que se remiten los bienes no está en CAT-025.",
    message_en="The title {value} under which the goods are sent is not in CAT-025.",
    fix="Use uno de estos códigos: {choices}.",
    fix_en="Use one of these codes: {choices}.",
    types=("04",),
    source="CAT-025",
)
def goods_title(document: AnyDocument, facts: Facts) -> Iterator[Problem]:
    receptor = document.receptor
    if receptor is None or receptor.bienTitulo is None:
        return
    regime, on = facts.law.regime, facts.on
    if receptor.bienTitulo not in identities.codes("CAT-025", regime, on):
        choices = identities.choices("CAT-025", regime, on)
        yield "receptor.bienTitulo", {"value": f"«{shown(receptor.bienTitulo)}»", "choices": choices}


@rule(
    "remission-export",
    message="La línea {what}.",
    message_en="The line {what_en}.",
    fix="Deje solo «C3» en tributos de lo que sale de una factura de exportación, y «20» en lo demás gravado.",
    fix_en="Leave only “C3” in tributos of what comes from an export invoice, and “20” in the other taxable lines.",
    types=("04",),
    source="Manual Funcional 2.0 p. 35–36; Normativa de cumplimiento 2.0",
    validate="warning",
)
def remission_export(document: AnyDocument, _: Facts) -> Iterator[Problem]:
    related = document.documentoRelacionado or ()
    exported = {other.numeroDocumento for other in related if other.tipoDocumento == EXPORTACION}
    for index, item in enumerate(document.cuerpoDocumento):
        codes = item.tributos or ()
        path = f"cuerpoDocumento[{index}].tributos"
        if tributes.EXPORT in codes and tributes.IVA in codes:
            yield path, {"what": "lleva los tributos C3 y 20 a la vez", "what_en": "carries tributes C3 and 20 at once"}
        elif item.ventaGravada and item.numeroDocumento in exported and tributes.EXPORT not in codes:
            what = "sale de una factura de exportación y no lleva el tributo C3"
            what_en = "comes from an export invoice and does not carry tribute C3"
            yield path, {"what": what, "what_en": what_en}


@rule(
    "note-tribute-old",
    message="El tributo {value} no puede ir en las líneas de un documento de tipo {tipo} de las estructuras 1.x.",
    message_en="Tribute {value} cannot stand in the lines of a document of type {tipo} of the structures of 1.x.",
    fix="Use uno de estos códigos: {choices}.",
    fix_en="Use one of these codes: {choices}.",
    types=("04", "05", "06"),
    regimes=("1.x",),
    source="JSON Schema fe-nr-v3, fe-nc-v3 y fe-nd-v3 (cuerpoDocumento)",
)
def note_tribute_old(document: AnyDocument, facts: Facts) -> Iterator[Problem]:
    choices = ", ".join(sorted(OLD_CODES))
    for index, item in enumerate(document.cuerpoDocumento):
        for place, code in enumerate(item.tributos or ()):
            if code not in OLD_CODES:
                values = {"value": f"«{shown(code)}»", "tipo": facts.law.tipo, "choices": choices}
                yield f"cuerpoDocumento[{index}].tributos[{place}]", values


@rule(
    "note-iva",
    message="totalIva es {value} en una línea que ajusta un crédito fiscal, cuyo IVA va en resumen.tributos.",
    message_en="totalIva is {value} in a line that adjusts a crédito fiscal, whose IVA goes into resumen.tributos.",
    fix="Deje totalIva en 0: solo se llena al ajustar un comprobante de retención.",
    fix_en="Leave totalIva at 0: it is filled in only to adjust a comprobante de retención.",
    types=ADJUSTING,
    source="Normativa de cumplimiento 2.0; rechazo 020 de MH observado",
)
def note_iva(document: AnyDocument, _: Facts) -> Iterator[Problem]:
    if not over_retention(document):
        for index, item in enumerate(document.cuerpoDocumento):
            if item.totalIva and not item.noGravado:
                yield f"cuerpoDocumento[{index}].totalIva", {"value": money(item.totalIva)}


@rule(
    "note-untaxed",
    message="La línea no tiene venta y {field} es {value}.",
    message_en="The line has no sale and {field} is {value}.",
    fix="Deje {field} en 0, o ponga la venta en ventaGravada.",
    fix_en="Leave {field} at 0, or put the sale into ventaGravada.",
    types=ADJUSTING,
    source="Manual Funcional 2.0 p. 51; Código Tributario art. 162 y 163",
    made_of=parts.LINE,
)
def note_untaxed(document: AnyDocument, _: Facts) -> Iterator[Problem]:
    if over_retention(document):
        return
    for index, item in enumerate(document.cuerpoDocumento):
        for field in ("ivaPerci", "ivaRete"):
            amount = getattr(item, field)
            if amount and not item.noGravado and not any(getattr(item, column) for column in COLUMNS):
                yield f"cuerpoDocumento[{index}].{field}", {"field": field, "value": money(amount)}


@rule(
    "note-retention-line",
    message="Al ajustar un comprobante de retención, {field} es {expected} y viene {sent}.",
    message_en="When a comprobante de retención is adjusted, {field} is {expected_en}, not {sent}.",
    fix="Corrija {field}: es {expected}; la base que se ajusta va en precioUni y lo retenido en ivaRete.",
    fix_en="Correct {field}: it is {expected_en}; the base that is adjusted goes into precioUni, the tax into ivaRete.",
    types=ADJUSTING,
    regimes=("2.0",),
    source="Normativa de cumplimiento 2.0: notas sobre comprobantes de retención",
)
def note_retention_line(document: AnyDocument, _: Facts) -> Iterator[Problem]:
    if not over_retention(document):
        return
    for index, item in enumerate(document.cuerpoDocumento):
        for field, expected, expected_en, right in _of_retention(item):
            if not right:
                sent = getattr(item, field)
                text = shown(", ".join(sent)) if isinstance(sent, list) else shown(str(sent))
                values = {"field": field, "expected": expected, "expected_en": expected_en, "sent": text}
                yield f"cuerpoDocumento[{index}].{field}", values


def _of_retention(item: AnyLine) -> Iterator[tuple[str, str, str, bool]]:
    """What a line over a comprobante de retención has in its fields: in words, and whether it is so."""
    if item.noGravado:
        return
    yield "cantidad", "1", "1", item.cantidad == 1
    yield "tributos", "null", "null", item.tributos is None
    for column in COLUMNS:
        yield column, "0", "0", not getattr(item, column)


@rule(
    "note-retention-amount",
    message="La línea no dice cuánto se retuvo: ivaRete es 0.",
    message_en="The line does not say how much was retained: ivaRete is 0.",
    fix="Ponga en ivaRete lo que se ajusta de la retención; con los códigos 22 y C4 se calcula de precioUni.",
    fix_en="Put what is adjusted of the retention into ivaRete; with codes 22 and C4 it is computed from precioUni.",
    types=ADJUSTING,
    regimes=("2.0",),
    source="Normativa de cumplimiento 2.0: notas sobre comprobantes de retención",
    made_of=parts.LINE,
)
def note_retention_amount(document: AnyDocument, facts: Facts) -> Iterator[Problem]:
    known = document.resumen.codigoRetencionMH in identities.codes("CAT-006", "2.0", facts.on)
    if known and over_retention(document):
        for index, item in enumerate(document.cuerpoDocumento):
            if not item.ivaRete and not item.noGravado:
                yield f"cuerpoDocumento[{index}].ivaRete", {}


@rule(
    "note-empty",
    message="La nota no ajusta ningún monto: sus líneas suman 0.00.",
    message_en="The note adjusts nothing: its lines add up to 0.00.",
    fix="Ponga en precioUni lo que se ajusta de cada unidad.",
    fix_en="Put what is adjusted of each unit into precioUni.",
    types=ADJUSTING,
    source="JSON Schema fe-nc-v3 y fe-nd-v3 (montoTotalOperacion)",
    made_of=parts.LINE,
    validate="warning",
)
def note_empty(document: AnyDocument, _: Facts) -> Iterator[Problem]:
    lines = document.cuerpoDocumento
    told_otherwise = over_retention(document) or any(item.noGravado for item in lines)
    if lines and not told_otherwise and not any(getattr(item, column) for item in lines for column in COLUMNS):
        yield "cuerpoDocumento", {}


@rule(
    "note-retention-code",
    message="codigoRetencionMH es {value} y la nota ajusta {what}.",
    message_en="codigoRetencionMH is {value} and the note adjusts {what_en}.",
    fix="Ponga codigoRetencionMH en {expected}.",
    fix_en="Set codigoRetencionMH to {expected_en}.",
    types=ADJUSTING,
    regimes=("2.0",),
    source="CAT-006; Normativa de cumplimiento 2.0",
)
def note_retention_code(document: AnyDocument, facts: Facts) -> Iterator[Problem]:
    code = document.resumen.codigoRetencionMH
    value = "null" if code is None else f"«{shown(code)}»"
    if over_retention(document):
        if code not in identities.codes("CAT-006", "2.0", facts.on):
            choices = identities.choices("CAT-006", "2.0", facts.on)
            what, what_en = "un comprobante de retención", "a comprobante de retención"
            values = {"expected": f"uno de estos códigos: {choices}", "expected_en": f"one of these codes: {choices}"}
            yield "resumen.codigoRetencionMH", {"value": value, "what": what, "what_en": what_en, **values}
    elif code is not None and document.documentoRelacionado:
        what, what_en = "un documento que no es de retención", "a document that is not one of retention"
        expected = {"expected": "null", "expected_en": "null"}
        yield "resumen.codigoRetencionMH", {"value": value, "what": what, "what_en": what_en, **expected}


@rule(
    "fusion-self",
    message="fusion lleva el NIT {whose} de este documento, que es el de una empresa que sigue existiendo.",
    message_en="fusion has the NIT of {whose_en} of this document, which is that of a company that still exists.",
    fix="Ponga en fusion el NIT de la empresa absorbida, o null si no hubo fusión.",
    fix_en="Put the NIT of the absorbed company into fusion, or null if there was no merger.",
    types=("05", "06", "07", "08"),
    regimes=("2.0",),
    source="Manual Funcional 2.0 p. 34–35",
    validate="warning",
)
def fusion_self(document: AnyDocument, _: Facts) -> Iterator[Problem]:
    own = document.identificacion
    if not has(own, "fusion") or own.fusion is None:
        return
    for party, whose, whose_en in (
        (document.emisor, "del emisor", "the issuer"),
        (document.receptor, "del receptor", "the receiver"),
        (document.ventaTercero, "del tercero", "the third party"),
    ):
        if party is not None and own.fusion in (party.nit, party.numDocumento):
            yield "identificacion.fusion", {"whose": whose, "whose_en": whose_en}
