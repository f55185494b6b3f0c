"""What the input of 06 is, and the document it makes."""

from typing import Annotated

from facturaxpress.dte import tributes
from facturaxpress.dte.documents import notes
from facturaxpress.dte.documents.fields import text
from facturaxpress.dte.documents.law import Type


class Resumen(notes.Resumen):
    numPagoElectronico: Annotated[str, text(1, 100)] | None = None


class SaleDebito(notes.SaleNote):
    resumen: Resumen | None = None


TYPE = Type(
    tipo="06",
    sale=SaleDebito,
    make=notes.make,
    figures=notes.FIGURES,
    line_figures=notes.LINE_FIGURES,
    usual=tributes.IVA,
    summed=notes.SUMMED,
    finish_reduction=notes.finish_reduction,
    not_written=notes.NOT_WRITTEN,
    readings=notes.READINGS,
    from_held=("documentoRelacionado", "receptor"),
)
