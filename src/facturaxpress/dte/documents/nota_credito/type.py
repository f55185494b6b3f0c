"""What the input of 05 is, and the document it makes."""

from facturaxpress.dte import tributes
from facturaxpress.dte.documents import notes
from facturaxpress.dte.documents.law import Type

TYPE = Type(
    tipo="05",
    sale=notes.SaleNote,
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
