"""Which of our rules judges the field that MH speaks of, with the meaning it has; and what is to be done there."""

import re
from collections.abc import Iterable
from fnmatch import translate
from functools import lru_cache

from msgspec import Struct


class Match(Struct, frozen=True, kw_only=True):
    """A meaning at a field. Where several fit, the rules of all of them are told, in the order of the table."""

    meanings: frozenset[str]
    """Names of meanings."""
    fields: re.Pattern[str]
    """Of paths without their indexes."""
    rules: tuple[str, ...] = ()
    fix: tuple[str, str] | None = None
    """What to do here, where it is more than the meaning says: in Spanish and in English."""
    resendable: bool = True


def matches(meaning: str, path: str | None) -> tuple[Match, ...]:
    """The entries that fit a meaning at a path; a document as a whole has the path None."""
    return _fitting(meaning, _INDEX.sub("", path or ""))


_INDEX = re.compile(r"\[[0-9]+\]")


@lru_cache(1024)
def _fitting(meaning: str, field: str) -> tuple[Match, ...]:
    return tuple(match for match in MATCHES if meaning in match.meanings and match.fields.fullmatch(field))


def _at(fields: str, meanings: str, *rules: str, fix: tuple[str, str] | None = None, resendable: bool = True) -> Match:
    """`fields` and `meanings` are lists with blanks between; a field may hold `*`."""
    return Match(
        meanings=frozenset(meanings.split()),
        fields=_pattern(fields.split()),
        rules=rules,
        fix=fix,
        resendable=resendable,
    )


def _pattern(fields: Iterable[str]) -> re.Pattern[str]:
    return re.compile("|".join(translate(field) for field in fields))


_LISTED = "003 007 024 invalid choice"
"""How MH may refuse a code that is not in its catalogue."""
_SHAPED = "003 006 format"
"""How MH may refuse a form."""
_NEEDED = "005 023 invalid required"
_UNDUE = "003 007 024 invalid"
_NUMBER = "003 006 007 008 009 010 011 format"
"""How MH may refuse the number of a taxpayer."""

MATCHES = (
    # Identity: numbers, activity, address.
    _at("*.nit *.numDocumento", _NUMBER, "nit-form", "nit-check-digit"),
    _at("*.numDocumento", _NUMBER, "dui-form", "dui-check-digit"),
    _at("*.nrc", _NUMBER, "nrc-form", "nrc-without-nit"),
    _at(
        "receptor.nrc",
        "008",
        fix=(
            "Use el NRC que la tarjeta del contribuyente muestra junto a ese NIT.",
            "Use the NRC that the taxpayer's card shows beside that NIT.",
        ),
    ),
    _at(
        "emisor.*",
        "008",
        fix=(
            "Corrija los datos de la empresa para que digan lo mismo que su registro en MH.",
            "Correct the company's data so that they say what its record at MH says.",
        ),
    ),
    _at("*.tipoDocumento", _LISTED, "identity-type"),
    _at("*.tipoDocumento *.numDocumento", _NEEDED, "identity-halves", "receiver-unnamed"),
    _at("receptor receptor.nombre", _NEEDED, "receiver-unnamed"),
    _at("*.nombre *.descripcion", "003 005 short", "blank-text"),
    _at("*.correo", f"{_SHAPED} invalid", "email-form"),
    _at("receptor.correo", _NEEDED, "email-missing"),
    _at("*.codActividad", f"{_LISTED} 008 format", "activity"),
    _at("*.direccion.*", f"{_LISTED} format", "address"),
    _at(
        "*.direccion.distrito",
        "007",
        fix=(
            "Use un distrito de CAT-008 que pertenezca a ese departamento y municipio.",
            "Use a distrito of CAT-008 that belongs to that departamento and municipio.",
        ),
    ),
    # The way of transmission and the numbers.
    _at(
        "identificacion.tipoModelo identificacion.tipoOperacion identificacion.tipoContingencia"
        " identificacion.motivoContin identificacion.motivoContigencia",
        f"{_UNDUE} 005 choice",
        "transmission-mode",
    ),
    _at("identificacion.version", "003 007 invalid choice", "unknown-structure"),
    _at("identificacion.tipoDte", "003 007 invalid choice", "unknown-type"),
    _at("identificacion.tipoMoneda", "003 007 invalid choice", "currency"),
    _at("identificacion.numeroControl", f"{_SHAPED} 007 019", "control-number"),
    _at(
        "identificacion.numeroControl",
        "004",
        fix=(
            "El número ya está en MH: use el siguiente de la serie y revise el último que se registró en ella.",
            "MH has the number already: use the next of the series, and check the last one recorded in it.",
        ),
    ),
    _at(
        "identificacion.codigoGeneracion codigoGeneracion",
        "004",
        fix=(
            "Consulte en MH el documento con ese código antes de enviar nada: puede ser este mismo, ya sellado.",
            "Ask MH for the document with that code before sending anything: it may be this one, already sealed.",
        ),
        resendable=False,
    ),
    _at("emisor.codEstable emisor.codPuntoVenta", f"{_LISTED} 008 027", "control-number-place"),
    # Dates.
    _at("*.fec* *.fecha* *.fInicio *.fFin", f"{_SHAPED} 017", "bad-date"),
    _at(
        "identificacion.fecEmi",
        "017 018 late",
        "fecemi-too-old",
        "fecemi-too-late",
        "fecemi-next-period",
    ),
    _at("documentoRelacionado.fechaEmision", "017 018 027", "related-later"),
    _at("documentoRelacionado documentoRelacionado.*", "018", "related-old"),
    _at(
        "identificacion.fecEmi identificacion.fecAnula",
        "027",
        fix=(
            "Para invalidar 03, 04, 05, 06, 07, 08, 09 o 15, la fecha del evento es la fecha de emisión del documento.",
            "To invalidate 03, 04, 05, 06, 07, 08, 09 or 15, the event's date is the document's date of issue.",
        ),
    ),
    _at("documento.* identificacion.fecAnula", "018", resendable=False),
    # Related and other documents, third parties.
    _at("documentoRelacionado.tipoDocumento", _LISTED, "related-type", "related-mixed"),
    _at("documentoRelacionado.tipoGeneracion", _LISTED, "related-generation"),
    _at("documentoRelacionado.numeroDocumento", f"{_SHAPED} 014 invalid", "related-number", "related-unused"),
    _at("documentoRelacionado documentoRelacionado.*", "025", "related-twice"),
    _at("documentoRelacionado documentoRelacionado.*", "026", "related-mixed"),
    _at("cuerpoDocumento.numeroDocumento", f"{_UNDUE} 005 014 027", "line-unrelated"),
    _at("otrosDocumentos otrosDocumentos.*", f"{_LISTED} 005 required", "other-document"),
    _at("otrosDocumentos.medico otrosDocumentos.medico.*", f"{_NEEDED} 003 007", "doctor"),
    _at("*.codDomiciliado", _LISTED, "domicile"),
    _at("ventaTercero ventaTercero.*", _NEEDED, "third-party"),
    _at("ventaTercero ventaTercero.nit", "003 007 024", "third-party-self"),
    # Lines.
    _at("cuerpoDocumento cuerpoDocumento.numItem", "019", "item-number"),
    _at(
        "cuerpoDocumento cuerpoDocumento.numItem",
        "019",
        fix=("Numere las líneas seguidas desde 1.", "Number the lines in order from 1."),
    ),
    _at("cuerpoDocumento.tipoItem", _LISTED, "item-kind", "tribute-line"),
    _at("cuerpoDocumento.uniMedida", _LISTED, "unit", "gallons", "charge-line", "tribute-line"),
    _at("cuerpoDocumento.codTributo", f"{_LISTED} 005 required", "tribute-line-code"),
    _at("cuerpoDocumento.tributos", _NEEDED, "iva-missing"),
    _at(
        "cuerpoDocumento.tributos",
        "005",
        fix=(
            "Agregue los tributos de la línea: «20» si es gravada (03, 04, 05, 06), «C3» en la exportación (11).",
            "Add the line's tributes: “20” if it is taxable (03, 04, 05, 06), “C3” in an export (11).",
        ),
    ),
    _at("cuerpoDocumento.tributos resumen.tributos.codigo", f"{_LISTED} format", "tribute-code"),
    _at("cuerpoDocumento.tributos", _UNDUE, "tribute-untaxed", "tribute-line", "charge-line"),
    _at(
        "cuerpoDocumento.cantidad cuerpoDocumento.precioUni cuerpoDocumento.montoDescu cuerpoDocumento.psv",
        "003 024 020",
        "charge-line",
        "charge-price",
        "tribute-line",
    ),
    _at("cuerpoDocumento.precioUni", "003 020 range", "negative-price"),
    _at("cuerpoDocumento.montoDescu", "003 020", "discount-over-line"),
    _at(
        "cuerpoDocumento cuerpoDocumento.venta* cuerpoDocumento.noGravado",
        "020 range",
        "line-figure",
        "discount-over-line",
        "negative-price",
    ),
    _at("cuerpoDocumento cuerpoDocumento.venta* cuerpoDocumento.noGravado", "020 024", "two-columns"),
    _at("cuerpoDocumento cuerpoDocumento.ivaItem", "020 range", "line-part"),
    _at("cuerpoDocumento cuerpoDocumento.noGravado", "003 005", "only-charges"),
    # The summary.
    _at("resumen.tributos resumen.tributos.*", "003 005 007 020 required", "tribute-not-summed"),
    _at("resumen.tributos.codigo", _UNDUE, "tribute-not-carried"),
    _at("resumen.tributos resumen.tributos.codigo", "025", "tribute-summed-twice"),
    _at("resumen.descu*", "003 020", "discount-over-total"),
    _at("resumen.pagos resumen.pagos.*", "020", "payment-sum"),
    _at("resumen.saldoFavor", "020", "credit-short", "credit-balance", "credit-while-due"),
    _at("resumen.totalLetras", "003 020", "words-cents", "words-wording"),
    _at("resumen resumen.*", "020 range", "summary-figure"),
    _at("resumen.ivaRete resumen.ivaRete1 resumen.ivaPerci resumen.ivaPerci1", "003 024 020", "withholding-small"),
    _at("resumen.ivaPerci resumen.ivaPerci1", "003 024", "withholding-both"),
    _at(
        "resumen.totalIva cuerpoDocumento.totalIva",
        "020",
        fix=(
            "En una factura, totalIva suma los ivaItem menos el IVA de descuGravada; en una nota que ajusta un crédito"
            " fiscal, totalIva es 0.",
            "In a Factura, totalIva adds up the ivaItem less the IVA of descuGravada; in a note that adjusts a Crédito"
            " Fiscal, totalIva is 0.",
        ),
    ),
    _at(
        "resumen.montoTotalOperacion resumen.totalPagar",
        "020",
        fix=(
            "Sume de nuevo el resumen; si cuadra, MH sigue otra lectura de la norma: «facturaxpress law show» enumera"
            " las que hay y «law set» elige otra.",
            "Add up the summary again; if it is right, MH follows another reading of the norm: “facturaxpress law show”"
            " lists them and “law set” chooses another.",
        ),
    ),
    _at("resumen.condicionOperacion", _LISTED, "condition", "nothing-due-condition", "mixed-parts"),
    _at("resumen.pagos.codigo", _LISTED, "payment-form", "nothing-due-form"),
    _at("resumen.pagos.plazo", _LISTED, "payment-term"),
    _at("resumen.pagos.plazo resumen.pagos.periodo", _NEEDED, "credit-term", "term-halves"),
    _at("resumen.pagos.plazo resumen.pagos.periodo", _UNDUE, "cash-term"),
    _at("resumen.pagos.periodo", "003 006 range", "period-whole"),
    _at("resumen.pagos.referencia", _UNDUE, "cash-reference"),
    _at("resumen.pagos.referencia", _NEEDED, "other-form-unnamed"),
    # The form, wherever it is.
    _at("*", "006 format", "bad-format"),
    _at("*", "short", "too-short"),
    _at("*", "long", "too-long"),
    _at("*", "few", "too-few"),
    _at("*", "many", "too-many"),
    _at("*", "range", "out-of-range"),
    _at("*", "decimals", "too-many-decimals"),
    _at("*", "duplicates 025", "repeated"),
    _at("?*", "required 005", "required"),
    _at("?*", "unknown", "unknown-field"),
    _at("?*", "choice short long", "not-allowed"),
    _at("?*", "invalid", "null-value", "wrong-type", "not-allowed"),
)
