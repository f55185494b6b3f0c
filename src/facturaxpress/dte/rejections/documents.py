"""What MH says of a field that several types of documents have: the rules that judge it, and what to do there."""

from facturaxpress.dte.rejections.match import LISTED, NEEDED, NUMBER, SHAPED, UNDUE, at

DOCUMENTS = (
    # Identity: numbers, activity, address.
    at("*.nit *.numDocumento", NUMBER, "nit-form", "nit-check-digit"),
    at("*.numDocumento", NUMBER, "dui-form", "dui-check-digit"),
    at("*.nrc", NUMBER, "nrc-form", "nrc-without-nit"),
    at("receptor.nrc", NEEDED, "nrc-missing"),
    at(
        "receptor.nrc",
        "008",
        fix=(
            "Use el NRC que la tarjeta del contribuyente muestra junto a ese NIT.",
            "Use the NRC that the taxpayer's card shows beside that NIT.",
        ),
    ),
    at(
        "emisor.*",
        "008",
        fix=(
            "Corrija los datos de la empresa para que digan lo mismo que su registro en MH.",
            "Correct the company's data so that they say what its record at MH says.",
        ),
    ),
    at("*.tipoDocumento *.tipDoc* *.tipoDocResponsable", LISTED, "identity-type"),
    at("*.tipoDocumento *.numDocumento", NEEDED, "identity-halves", "identity-number", "receiver-unnamed"),
    at("receptor receptor.nombre", NEEDED, "receiver-unnamed"),
    at("*.nombre *.descripcion", "003 005 short", "blank-text"),
    at("*.correo", f"{SHAPED} invalid", "email-form"),
    at("receptor.correo", NEEDED, "email-missing"),
    at("*.codActividad", f"{LISTED} 008 format", "activity"),
    at("*.direccion.*", f"{LISTED} format", "address"),
    at(
        "*.direccion.distrito",
        "007",
        fix=(
            "Use un distrito de CAT-008 que pertenezca a ese departamento y municipio.",
            "Use a distrito of CAT-008 that belongs to that departamento and municipio.",
        ),
    ),
    # The way of transmission and the numbers.
    at(
        "identificacion.tipoModelo identificacion.tipoOperacion identificacion.tipoContingencia"
        " identificacion.motivoContin identificacion.motivoContigencia",
        f"{UNDUE} 005 choice",
        "transmission-mode",
    ),
    at("identificacion.version", "003 007 invalid choice", "unknown-structure"),
    at("identificacion.tipoDte", "003 007 invalid choice", "unknown-type"),
    at("identificacion.tipoMoneda", "003 007 invalid choice", "currency"),
    at("identificacion.numeroControl", f"{SHAPED} 007 019", "control-number"),
    at(
        "identificacion.numeroControl",
        "004",
        fix=(
            "El número ya está en MH: use el siguiente de la serie y revise el último que se registró en ella.",
            "MH has the number already: use the next of the series, and check the last one recorded in it.",
        ),
    ),
    at(
        "identificacion.codigoGeneracion codigoGeneracion",
        "004",
        fix=(
            "Consulte en MH el documento con ese código antes de enviar nada: puede ser este mismo, ya sellado.",
            "Ask MH for the document with that code before sending anything: it may be this one, already sealed.",
        ),
        resendable=False,
    ),
    at("emisor.codEstable emisor.codPuntoVenta", f"{LISTED} 008 027", "control-number-place"),
    # Dates.
    at("*.fec* *.fecha* *Fecha* *.fInicio *.fFin *.fTransmision", f"{SHAPED} 017", "bad-date"),
    at(
        "identificacion.fecEmi",
        "017 018 late",
        "fecemi-too-old",
        "fecemi-too-late",
        "fecemi-next-period",
    ),
    at("documentoRelacionado.fechaEmision", "017 018 027", "related-later"),
    at("documentoRelacionado documentoRelacionado.*", "018", "related-old"),
    at(
        "identificacion.fecEmi identificacion.fecAnula",
        "027",
        fix=(
            "Para invalidar 03, 04, 05, 06, 07, 08, 09 o 15, la fecha del evento es la fecha de emisión del documento.",
            "To invalidate 03, 04, 05, 06, 07, 08, 09 or 15, the event's date is the document's date of issue.",
        ),
    ),
    at("documento.* identificacion.fecAnula", "018", resendable=False),
    # Related and other documents, third parties.
    at("documentoRelacionado.tipoDocumento", LISTED, "related-type", "related-mixed"),
    at("documentoRelacionado.tipoGeneracion", LISTED, "related-generation"),
    at(
        "documentoRelacionado.numeroDocumento documentoRelacionado.codigoGeneracion",
        f"{SHAPED} 007 014 invalid",
        "related-number",
        "related-unused",
    ),
    at("documentoRelacionado documentoRelacionado.*", "025", "related-twice"),
    at("documentoRelacionado documentoRelacionado.*", "026", "related-mixed"),
    at(
        "cuerpoDocumento.numeroDocumento cuerpoDocumento.codigoGeneracion",
        f"{UNDUE} 005 014 027",
        "line-unrelated",
    ),
    at("otrosDocumentos.codDocAsociado", f"{LISTED} 005 required", "other-document", "other-document-uncoded"),
    at("otrosDocumentos otrosDocumentos.*", f"{NEEDED} 003 007", "other-document-missing"),
    at("otrosDocumentos.*", UNDUE, "other-document-undue"),
    at("otrosDocumentos.medico otrosDocumentos.medico.*", f"{NEEDED} 003 007", "doctor"),
    at("*.codDomiciliado", LISTED, "domicile"),
    at("ventaTercero ventaTercero.*", NEEDED, "third-party"),
    at("receptor.nit receptor.numDocumento", "007 024", "receiver-self"),
    at("ventaTercero ventaTercero.nit", "003 007 024", "third-party-self"),
    # Lines.
    at("cuerpoDocumento cuerpoDocumento.numItem", "019", "item-number"),
    at(
        "cuerpoDocumento cuerpoDocumento.numItem",
        "019",
        fix=("Numere las líneas seguidas desde 1.", "Number the lines in order from 1."),
    ),
    at("cuerpoDocumento.tipoItem", LISTED, "item-kind", "tribute-line", "charge-line"),
    at("cuerpoDocumento.uniMedida", LISTED, "unit", "gallons", "charge-line", "tribute-line"),
    at("cuerpoDocumento.codTributo", f"{LISTED} 005 required", "tribute-line-code", "tribute-line-unnamed"),
    at("cuerpoDocumento.tributos", NEEDED, "iva-missing"),
    at(
        "cuerpoDocumento.tributos",
        "005",
        fix=(
            "Agregue los tributos de la línea: «20» si es gravada (03, 04, 05, 06), «C3» en la exportación (11).",
            "Add the line's tributes: “20” if it is taxable (03, 04, 05, 06), “C3” in an export (11).",
        ),
    ),
    at(
        "cuerpoDocumento.tributos resumen.tributos.codigo",
        f"{LISTED} format",
        "tribute-code",
        "tribute-unknown",
        "tribute-own-line",
        "tribute-iva-included",
        "tribute-iva-export",
    ),
    at("cuerpoDocumento.tributos", UNDUE, "tribute-untaxed", "tribute-line", "charge-line"),
    at(
        "cuerpoDocumento.cantidad cuerpoDocumento.precioUni cuerpoDocumento.montoDescu cuerpoDocumento.psv",
        "003 024 020",
        "charge-line",
        "charge-price",
        "tribute-line",
    ),
    at("cuerpoDocumento.precioUni", "003 020 range", "negative-price"),
    at("cuerpoDocumento.montoDescu", "003 020", "discount-over-line"),
    at(
        "cuerpoDocumento cuerpoDocumento.venta* cuerpoDocumento.noGravado cuerpoDocumento.compra cuerpoDocumento.valor"
        " cuerpoDocumento.exportaciones",
        "020 range",
        "line-figure",
        "discount-over-line",
        "negative-price",
    ),
    at("cuerpoDocumento cuerpoDocumento.venta* cuerpoDocumento.noGravado", "020 024", "two-columns"),
    at("cuerpoDocumento cuerpoDocumento.*", "020 range", "line-part"),
    at("cuerpoDocumento cuerpoDocumento.noGravado", "003 005", "only-charges"),
    # The summary.
    at("resumen.tributos resumen.tributos.*", "003 005 007 020 required", "tribute-not-summed"),
    at("resumen.tributos.codigo", UNDUE, "tribute-not-carried"),
    at("resumen.tributos resumen.tributos.codigo", "025", "tribute-summed-twice"),
    at("resumen.descu*", "003 020", "discount-over-total"),
    at("resumen.pagos resumen.pagos.*", "020", "payment-sum"),
    at("resumen.saldoFavor", "020", "credit-short", "credit-balance", "credit-lost", "credit-while-due"),
    at("resumen.totalLetras", "003 020", "words-cents", "words-wording"),
    at("resumen resumen.*", "020 range", "summary-figure"),
    at("resumen.ivaRete resumen.ivaRete1 resumen.ivaPerci resumen.ivaPerci1", "003 024 020", "withholding-small"),
    at("resumen.ivaPerci resumen.ivaPerci1", "003 024", "withholding-both"),
    at(
        "resumen.totalIva cuerpoDocumento.totalIva",
        "020",
        fix=(
            "En una factura, totalIva suma los ivaItem menos el IVA de descuGravada; en una nota que ajusta un crédito"
            " fiscal, totalIva es 0.",
            "In a Factura, totalIva adds up the ivaItem less the IVA of descuGravada; in a note that adjusts a Crédito"
            " Fiscal, totalIva is 0.",
        ),
    ),
    at(
        "resumen.montoTotalOperacion resumen.totalPagar",
        "020",
        fix=(
            "Sume de nuevo el resumen; si cuadra, MH sigue otra lectura de la norma: «facturaxpress law show» enumera"
            " las que hay y «law set» elige otra.",
            "Add up the summary again; if it is right, MH follows another reading of the norm: “facturaxpress law show”"
            " lists them and “law set” chooses another.",
        ),
    ),
    at("resumen.condicionOperacion", LISTED, "condition", "nothing-due-condition", "mixed-parts"),
    at("resumen.pagos.codigo", LISTED, "payment-form", "nothing-due-form"),
    at("resumen.pagos.plazo", LISTED, "payment-term"),
    at("resumen.pagos", NEEDED, "payments-missing", "credit-term"),
    at("resumen.pagos.plazo resumen.pagos.periodo", NEEDED, "credit-term", "term-halves"),
    at("resumen.pagos.plazo resumen.pagos.periodo", UNDUE, "cash-term"),
    at("resumen.pagos.periodo", "003 006 range", "period-whole"),
    at("resumen.pagos.referencia", UNDUE, "cash-reference"),
    at("resumen.pagos.referencia", NEEDED, "other-form-unnamed"),
)

FORM = (
    at("*", "006 format", "bad-format"),
    at("*", "short", "too-short"),
    at("*", "long", "too-long"),
    at("*", "few", "too-few"),
    at("*", "many", "too-many"),
    at("*", "range", "out-of-range"),
    at("*", "decimals", "too-many-decimals"),
    at("*", "duplicates 025", "repeated"),
    at("?*", "required 005", "required"),
    at("?*", "unknown", "unknown-field"),
    at("?*", "choice short long", "not-allowed"),
    at("?*", "invalid", "null-value", "wrong-type", "not-allowed", "too-short"),
)
"""The form of a field, wherever it is."""
