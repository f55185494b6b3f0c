"""What is said of a donation (15), and the document it makes: the donatario issues it to the donante."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Annotated, Any

from facturaxpress.dte import arithmetic, countries
from facturaxpress.dte.arithmetic import Figure, LineFigure, line_amount
from facturaxpress.dte.codes import DOMICILED, NIT, OTHER_UNIT
from facturaxpress.dte.documents.comprobante_donacion.given import MONEY, SERVICE, money_given
from facturaxpress.dte.documents.fields import items, text, whole
from facturaxpress.dte.documents.law import Type
from facturaxpress.dte.documents.views import AnyLine
from facturaxpress.dte.hints import Words, hinted
from facturaxpress.dte.identity import compact
from facturaxpress.dte.lines import set_line_figures
from facturaxpress.dte.made import MadeDocument, MadeLine, MadeParty
from facturaxpress.dte.making import Maker
from facturaxpress.dte.money import ZERO
from facturaxpress.dte.parties import country, document, emisor, receptor
from facturaxpress.dte.sale import (
    Amount2,
    Amount8,
    Quantity,
    Sale,
    SaleDireccion,
    SaleEmisor,
    SalePaid,
    Section,
    decimal,
)
from facturaxpress.dte.summary import payments, summarise
from facturaxpress.dte.texts import shown


class Emisor(SaleEmisor):
    tipoDocumento: Any = None
    numDocumento: str | None = None
    """Of a complete document: compared."""


class Receptor(Section):
    tipoDocumento: str | None = None
    numDocumento: Annotated[str, text(1, 20)] | None = None
    nrc: Annotated[str, text(2, 8)] | None = None
    nombre: Annotated[str, text(1, 250)] | None = None
    codActividad: Annotated[str, text(5, 6)] | None = None
    descActividad: Annotated[str, text(1, 150)] | None = None
    direccion: SaleDireccion | None = None
    telefono: Annotated[str, text(8, 30)] | None = None
    correo: Annotated[str, text(6, 100)] | None = None
    codDomiciliado: int | None = None
    """1 domiciled, 2 not; 1 if absent."""
    codPais: str | None = None
    """CAT-020: letters of ISO 3166, or the number that 1.x has for them; El Salvador if absent and domiciled."""


class OtroDocumento(Section):
    codDocAsociado: int | None = None
    descDocumento: Annotated[str, text(3, 100)] | None = None
    detalleDocumento: Annotated[str, text(3, 300)] | None = None


class Item(Section):
    numItem: Annotated[int, whole(1, 2000)] | None = None
    tipoDonacion: int | None = None
    cantidad: Quantity | None = None
    codigo: Annotated[str, text(1, 25)] | None = None
    uniMedida: Annotated[int, whole(1, 99)] | None = None
    descripcion: Annotated[str, text(1, 1500)] | None = None
    tipoDepreciacion: Amount8 | None = None
    """The depreciation of the whole line, in dollars."""
    valorUni: Amount8 | None = None
    valor: Amount8 | None = None


class Resumen(Section):
    pagos: Annotated[list[SalePaid], items(1)] | None = None
    """How the money was given, if any was."""
    # Computed; compared when they are sent.
    valorTotal: Amount2 | None = None
    totalLetras: Annotated[str, text(None, 200)] | None = None


class SaleDonacion(Sale):
    emisor: Emisor | None = None
    receptor: Receptor | None = None
    otrosDocumentos: Annotated[list[OtroDocumento], items(1, 10)] | None = None
    cuerpoDocumento: Annotated[list[Item], items(1, 2000)] | None = None
    resumen: Resumen | None = None


def make(maker: Maker) -> MadeDocument:
    sale: SaleDonacion = maker.sale
    sent = sale.cuerpoDocumento or []
    lines = [_line(maker, line, index) for index, line in enumerate(sent)]
    summary = summarise(maker, lines, sent, sale.resumen)
    said = None if sale.resumen is None else sale.resumen.pagos
    summary.pagos = None
    if said is not None or any(line.tipoDonacion == MONEY for line in lines):
        summary.pagos = payments(None, said, money_given(lines), maker.findings)
    return document(
        maker,
        emisor=_donatario(maker, sale.emisor),
        receptor=_donante(maker, sale.receptor),
        cuerpoDocumento=lines,
        resumen=summary,
    )


def _line(maker: Maker, line: Item, index: int) -> MadeLine:
    """Money and services have no unit; money no quantity either (Manual Funcional 2.0 p. 54–55)."""
    kind = line.tipoDonacion
    cantidad = line.cantidad if line.cantidad is not None or kind != MONEY else 1
    uniMedida = line.uniMedida if line.uniMedida is not None or kind not in (MONEY, SERVICE) else OTHER_UNIT
    said = {
        "tipoDonacion": kind,
        "cantidad": cantidad,
        "uniMedida": uniMedida,
        "descripcion": line.descripcion,
        "valorUni": line.valorUni,
    }
    for field, value in said.items():
        path = f"cuerpoDocumento[{index}].{field}"
        if value is None and not maker.findings.echoes(path):
            maker.findings.refuse("required", path, field=field, **hinted(_HINTS[field]))
    made = MadeLine(
        numItem=line.numItem or index + 1,
        tipoDonacion=kind or MONEY,
        cantidad=decimal(cantidad) or Decimal(1),
        codigo=line.codigo,
        uniMedida=uniMedida or OTHER_UNIT,
        descripcion=line.descripcion or "",
        tipoDepreciacion=decimal(line.tipoDepreciacion),
        valorUni=decimal(line.valorUni),
    )
    set_line_figures(maker, made, line, index)
    return made


_HINTS: dict[str, Words] = {
    "tipoDonacion": (": 1 efectivo, 2 bien, 3 servicio (CAT-026)", ": 1 money, 2 goods, 3 service (CAT-026)"),
    "cantidad": (", mayor que 0", ", more than 0"),
    "uniMedida": (" con un código de CAT-014: 59 es unidad", " with a code of CAT-014: 59 is unit"),
    "descripcion": (" con lo que se dona", " with what is donated"),
    "valorUni": (", el valor de cada unidad", ", the value of each unit"),
}


def _donatario(maker: Maker, sent: Emisor | None) -> MadeParty:
    made = emisor(maker)
    own = maker.context.emisor.nit
    made.tipoDocumento, made.numDocumento = NIT, own
    if sent is not None and sent.numDocumento is not None and compact(sent.numDocumento) != compact(own):
        maker.findings.refuse("foreign-emisor", "emisor.numDocumento", sent=shown(sent.numDocumento), own=own)
    return made


def _donante(maker: Maker, sent: Receptor | None) -> MadeParty | None:
    made = receptor(maker, sent)
    if made is None:
        return None
    if made.codDomiciliado is None:
        made.codDomiciliado = DOMICILED
    if made.codPais is None and made.codDomiciliado == DOMICILED:
        made.codPais = countries.EL_SALVADOR
    country(maker, made)
    return made


def value(line: AnyLine, _: date) -> Decimal:
    """What is given in a line. Manual Funcional 2.0 p. 54–55."""
    return max(ZERO, line_amount(line.cantidad, line.valorUni, line.tipoDepreciacion))


def finish_reduction(sale: dict[str, Any], _: Mapping[str, Any]) -> None:
    """The countries of 1.x by the codes of 2.0."""
    donante = sale.get("receptor")
    if isinstance(donante, dict) and isinstance(donante.get("codPais"), str):
        donante["codPais"] = countries.letters(donante["codPais"])


TYPE = Type(
    tipo="15",
    sale=SaleDonacion,
    make=make,
    figures=(Figure("valorTotal", arithmetic.total_of("valor")),),
    line_figures=(LineFigure("valor", value, "cantidad × valorUni − tipoDepreciacion"),),
    amount=False,
    words="valorTotal",
    informative=False,
    finish_reduction=finish_reduction,
)
