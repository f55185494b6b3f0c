"""What 07 and 08 have alike: their lines are documents."""

from typing import Annotated, Any

from facturaxpress.dte.codes import ELECTRONIC, PHYSICAL
from facturaxpress.dte.context import Held
from facturaxpress.dte.documents.fields import Code2, Date, text, whole
from facturaxpress.dte.documents.views import AnyDocument
from facturaxpress.dte.holding import viewed
from facturaxpress.dte.made import MadeLine
from facturaxpress.dte.making import Maker
from facturaxpress.dte.numbering import is_codigo_generacion
from facturaxpress.dte.sale import SaleParty, Section


class ListedItem(Section):
    """A document, by its number; what is known of one that is held need not be said."""

    numItem: Annotated[int, whole(1, 500)] | None = None
    tipoDte: Code2 | None = None
    tipoGeneracion: int | None = None
    """1 printed, 2 electronic; told by the number if absent."""
    numeroDocumento: Annotated[str, text(1, 36)] | None = None
    fechaEmision: Date | None = None


class Receptor(SaleParty):
    nombreComercial: Annotated[str, text(1, 150)] | None = None


def held_by(maker: Maker, line: ListedItem) -> tuple[Held, AnyDocument] | None:
    """The document that a line names, as it was signed, if it is held."""
    held = maker.context.held.get(line.numeroDocumento or "")
    document = None if held is None else viewed(held.document)
    return None if held is None or document is None else (held, document)


def listed_line(line: ListedItem, index: int, document: AnyDocument | None, **fields: Any) -> MadeLine:
    """A line with what names its document, as it was sent or else as the document says, and the other fields given."""
    own = None if document is None else document.identificacion
    number = line.numeroDocumento
    kind = line.tipoGeneracion
    if kind is None and number is not None:
        kind = ELECTRONIC if is_codigo_generacion(number) else PHYSICAL
    return MadeLine(
        numItem=line.numItem or index + 1,
        tipoDte=line.tipoDte or (own and (own.tipoDte or own.tipoEvento)),
        tipoGeneracion=kind,
        numeroDocumento=number,
        fechaEmision=line.fechaEmision or (own and own.fecEmi),
        **fields,
    )
