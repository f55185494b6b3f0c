"""What 01 and 03 have alike: a document of goods and services with what is paid for them."""

from facturaxpress.dte.lines import sale_lines
from facturaxpress.dte.made import MadeDocument
from facturaxpress.dte.making import Maker
from facturaxpress.dte.parties import document, receptor
from facturaxpress.dte.summary import summarise


def make(maker: Maker) -> MadeDocument:
    sale = maker.sale
    lines = sale_lines(maker, sale.cuerpoDocumento)
    return document(
        maker,
        receptor=receptor(maker, sale.receptor),
        cuerpoDocumento=lines,
        resumen=summarise(maker, lines, sale.cuerpoDocumento, sale.resumen, known=maker.record(sale.receptor)),
    )
