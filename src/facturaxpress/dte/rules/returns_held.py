"""Rules of the return (18) against what the issuer holds: the documents, their parties, and what is left of them."""

from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal
from typing import Any

from facturaxpress.dte.codes import EXPORTACION, FACTURA, SUJETO_EXCLUIDO
from facturaxpress.dte.context import Held
from facturaxpress.dte.customs import export_of
from facturaxpress.dte.documents.views import AnyDocument, AnyLine, AnyRelated
from facturaxpress.dte.holding import receiver, type_of, viewed
from facturaxpress.dte.identity import compact
from facturaxpress.dte.money import EXACT, TOLERANCE, ZERO, plain, total
from facturaxpress.dte.rules import parts
from facturaxpress.dte.rules.book import Problem, rule
from facturaxpress.dte.rules.facts import Facts
from facturaxpress.dte.rules.stock import Left, Stock, name_of, value_of
from facturaxpress.dte.texts import money, shown

_TYPES = ("18",)
_PAGES = "Manual Funcional 2.0 p. 29–31"


def _held(document: AnyDocument, facts: Facts) -> Iterator[tuple[int, AnyRelated, Held, AnyDocument]]:
    """The documents that come back and are held, each with its place and as it is read."""
    for index, one in enumerate(document.documentoRelacionado or ()):
        held = facts.held.get(one.codigoGeneracion)
        view = None if held is None else viewed(held.document)
        if held is not None and view is not None:
            yield index, one, held, view


@rule(
    "return-unsealed",
    message="El documento {value} no tiene sello de MH.",
    message_en="MH has not sealed the document {value}.",
    fix="Espere a que MH lo selle, y emita después el retorno.",
    fix_en="Wait until MH has sealed it, and issue the return then.",
    source="Manual Funcional 2.0 p. 30",
    types=_TYPES,
)
def return_unsealed(document: AnyDocument, facts: Facts) -> Iterator[Problem]:
    for index, one, held, _ in _held(document, facts):
        if held.selloRecibido is None:
            yield f"documentoRelacionado[{index}].codigoGeneracion", {"value": shown(one.codigoGeneracion)}


@rule(
    "return-invalidated",
    message="El documento {value} está invalidado.",
    message_en="The document {value} is invalidated.",
    fix="Retorne solo documentos vigentes.",
    fix_en="Return only documents that are in force.",
    source="Manual Funcional 2.0 p. 30",
    types=_TYPES,
)
def return_invalidated(document: AnyDocument, facts: Facts) -> Iterator[Problem]:
    for index, one, held, _ in _held(document, facts):
        if held.invalidated:
            yield f"documentoRelacionado[{index}].codigoGeneracion", {"value": shown(one.codigoGeneracion)}


@rule(
    "return-differs",
    message="{field} es {sent} y en el documento que retorna es {known}.",
    message_en="{field} is {sent}, and in the document that comes back it is {known}.",
    fix="Copie {field} del documento, o no lo envíe: el sistema lo copia.",
    fix_en="Copy {field} from the document, or do not send it: the system copies it.",
    source=_PAGES,
    types=_TYPES,
)
def return_differs(document: AnyDocument, facts: Facts) -> Iterator[Problem]:
    told: set[str] = set()
    for index, one, held, view in _held(document, facts):
        for path, sent, known in _compared(document, index, one, held, view):
            if sent != known and path not in told:
                told.add(path)
                values = {"sent": _as_text(sent), "known": _as_text(known)}
                yield path, {"field": path.rpartition(".")[2], **values}


def _compared(
    document: AnyDocument, index: int, one: AnyRelated, held: Held, view: AnyDocument
) -> Iterator[tuple[str, Any, Any]]:
    related, tipo = f"documentoRelacionado[{index}]", type_of(held.document)
    yield f"{related}.tipoDocumento", one.tipoDocumento, tipo
    yield f"{related}.fechaEmision", one.fechaEmision, view.identificacion.fecEmi
    # An absorbed company stands for one of the three parties (Manual Funcional 2.0 p. 34–35).
    absorbed = document.identificacion.fusion

    def same(known: str | None, sent: str | None) -> bool:
        nonlocal absorbed
        if known is not None and known == absorbed:
            absorbed = None
            return True
        return compact(sent or "") == compact(known or "")

    issuer = view.emisor.nit
    if not same(issuer, document.emisor.nit):
        yield "emisor.nit", document.emisor.nit, issuer
    party, sent = receiver(view), document.documento
    for field in ("tipoDocumento", "numDocumento", "nombre"):
        own, known = getattr(sent, field, None), party.get(field)
        if field == "numDocumento" and same(known, own):
            continue
        yield f"documento.{field}", own, known
    for section, number in (("ventaTercero", "nit"), ("compraTercero", "numDocumento")):
        third, original = getattr(document, section), getattr(view, section)
        own, known = getattr(third, number, None), getattr(original, number, None)
        if not same(known, own):
            yield section if third is None else f"{section}.{number}", own, known
    if tipo == EXPORTACION:
        for path, known in export_of(view).items():
            part, _, field = path.partition(".")
            yield path, getattr(getattr(document, part), field, None), known


def _as_text(value: Any) -> str:
    return "null" if value is None else shown(str(value))


_COLUMNS = {
    "ventaNoSuj": ("totalNoSuj", "descuNoSuj"),
    "ventaExenta": ("totalExenta", "descuExenta"),
    "ventaGravada": ("totalGravada", "descuGravada"),
    "compra": ("totalCompra", "descu"),
    "seguro": ("seguro", ""),
    "flete": ("flete", ""),
}
"""Each column of a line, and the total and the global discount of the document that comes back."""
_CHARGE = "noGravado"
"""What is charged beside the sales, of which no more comes back than there was."""


@rule(
    "return-balance",
    message="Retornan {amount} de {field} del documento {code}, del que quedan {left}.",
    message_en="{amount} of {field} of the document {code} come back, of which {left} is left.",
    fix="Reduzca el retorno a lo que queda del documento, menos la parte de su descuento global (montoDescu).",
    fix_en="Lower the return to what is left of the document, less the share of its global discount (montoDescu).",
    source="Manual Funcional 2.0 p. 29 y 48",
    types=_TYPES,
    made_of=parts.LINE,
)
def return_balance(document: AnyDocument, facts: Facts) -> Iterator[Problem]:
    for index, one, held, view in _held(document, facts):
        code, earlier = one.codigoGeneracion, _earlier(document, held)
        lines, before = _of(document.cuerpoDocumento, code), _of(earlier, code)
        compared = [
            (field, EXACT.subtract(_amount(view.resumen, of), _amount(view.resumen, less)), before, lines)
            for field, (of, less) in _COLUMNS.items()
        ]
        # What takes off with a negative amount makes room for no charge.
        charged = _sum(_charges(view.cuerpoDocumento), _CHARGE)
        compared.append((_CHARGE, charged, _charges(before), _charges(lines)))
        for field, worth, spent, back in compared:
            left = max(ZERO, EXACT.subtract(worth, _sum(spent, field)))
            amount = _sum(back, field)
            if amount > EXACT.add(left, TOLERANCE):
                values = {"amount": money(amount), "field": field, "code": shown(code), "left": money(left)}
                yield f"documentoRelacionado[{index}].codigoGeneracion", values


@rule(
    "return-quantity",
    message="Retornan {amount} de «{value}» y del documento quedan {left}.",
    message_en="{amount} of “{value}” come back, and {left} is left of the document.",
    fix="Reduzca la cantidad a lo que queda del producto, contando todos los retornos vigentes del documento.",
    fix_en="Lower the quantity to what is left of the product, with all returns of the document in force.",
    source="FacturaXpress: saldo por línea; Manual Funcional 2.0 p. 29",
    types=_TYPES,
)
def return_quantity(document: AnyDocument, facts: Facts) -> Iterator[Problem]:
    for place, line, left in _products(document, facts):
        if left is not None and left.quantity is not None and line.cantidad > left.quantity:
            values = {"amount": plain(Decimal(line.cantidad)), "value": name_of(line), "left": plain(left.quantity)}
            yield f"cuerpoDocumento[{place}].cantidad", values


@rule(
    "return-value",
    message="Retornan {amount} por «{value}» y de lo que el documento dice de ese producto quedan {left}.",
    message_en="{amount} come back for “{value}”, and of what the document says of that product {left} is left.",
    fix="Ponga el precio al que se vendió, menos los descuentos de la línea, y solo lo que no ha vuelto ya.",
    fix_en="Put the price at which it was sold, less the line's discounts, and only what has not come back already.",
    source="FacturaXpress: saldo por línea; Manual Funcional 2.0 p. 29",
    types=_TYPES,
    made_of=parts.LINE,
)
def return_value(document: AnyDocument, facts: Facts) -> Iterator[Problem]:
    for place, line, left in _products(document, facts):
        # Where there are too many units, the value is more than there was because of them.
        if left is None or (left.quantity is not None and line.cantidad > left.quantity):
            continue
        amount = value_of(line)
        if amount > EXACT.add(left.value, TOLERANCE):
            values = {"amount": money(amount), "value": name_of(line), "left": money(left.value)}
            yield f"cuerpoDocumento[{place}].precioUni", values


@rule(
    "return-product",
    message="«{value}» no dice cuál de los productos del documento retorna: sus unidades y su valor no se comparan.",
    message_en="“{value}” does not say which product of the document comes back: its units and value go uncompared.",
    fix="Ponga el codigo de la línea del documento o, si no lleva, su descripcion.",
    fix_en="Put the codigo of the document's line or, where it has none, its descripcion.",
    source="FacturaXpress: saldo por línea",
    types=_TYPES,
    build="warning",
    validate="warning",
)
def return_product(document: AnyDocument, facts: Facts) -> Iterator[Problem]:
    for place, line, left in _products(document, facts):
        if left is None:
            field = "codigo" if line.codigo else "descripcion"
            yield f"cuerpoDocumento[{place}].{field}", {"value": name_of(line)}


@rule(
    "return-withholding",
    message="{field} es {sent} en la línea y {known} en el documento que retorna.",
    message_en="{field} is {sent} in the line, and {known} in the document that comes back.",
    fix="Ponga {flag} de la línea en {expected}, u omítalo: el sistema lo toma del documento.",
    fix_en="Set {flag} of the line to {expected}, or leave it out: the system takes it from the document.",
    source="Manual Funcional 2.0 p. 72–74",
    types=_TYPES,
    made_of=parts.LINE | parts.WITHHELD,
    build="warning",
    validate="warning",
)
def return_withholding(document: AnyDocument, facts: Facts) -> Iterator[Problem]:
    for _, one, held, view in _held(document, facts):
        if (tipo := type_of(held.document)) not in _WITHHELD:
            continue
        figure, flag, column, of = _WITHHELD[tipo]
        known = _amount(view.resumen, figure)
        if _amount(view.resumen, of) < _WITHHOLDS_A_CENT:
            continue
        for place, line in enumerate(document.cuerpoDocumento):
            taxed = line.codigoGeneracion == one.codigoGeneracion and getattr(line, column) >= _WITHHOLDS_A_CENT
            sent = _amount(line, figure)
            if taxed and bool(sent) != bool(known):
                texts = {"field": figure, "sent": money(sent), "known": money(known)}
                expected = "true" if known else "false"
                yield f"cuerpoDocumento[{place}].{figure}", {**texts, "flag": flag, "expected": expected}
                break


_WITHHELD = {
    FACTURA: ("ivaRete", "retieneIva", "ventaGravada", "totalGravada"),
    SUJETO_EXCLUIDO: ("reteRenta", "retieneRenta", "compra", "totalCompra"),
}
"""By the type that comes back: what may be withheld, our flag for it, and its base in a line and in the document."""
_WITHHOLDS_A_CENT = Decimal(2)
"""Below it what is withheld may round to nothing."""


def _products(document: AnyDocument, facts: Facts) -> Iterator[tuple[int, AnyLine, Left | None]]:
    """The lines that return something of what is held, with what is left of it; None where it is not known there."""
    for _, one, held, view in _held(document, facts):
        stock = Stock(view.cuerpoDocumento)
        for line in _of(_earlier(document, held), one.codigoGeneracion):
            stock.take(line)
        for place, line in enumerate(document.cuerpoDocumento):
            if line.codigoGeneracion == one.codigoGeneracion and not line.noGravado:
                yield place, line, stock.take(line)


def _earlier(document: AnyDocument, held: Held) -> list[AnyLine]:
    """The lines of the returns in force that name the document, without those of this very return."""
    mine = document.identificacion.codigoGeneracion
    views = (viewed(one) for one in held.affecting if _is_return(one))
    return [
        line
        for view in views
        if view is not None and view.identificacion.codigoGeneracion != mine
        for line in view.cuerpoDocumento
    ]


def _is_return(whole: Mapping[str, Any]) -> bool:
    return type_of(whole) == "18"


def _of(lines: Iterable[AnyLine], code: str) -> list[AnyLine]:
    return [line for line in lines if line.codigoGeneracion == code]


def _charges(lines: Iterable[AnyLine]) -> list[AnyLine]:
    return [line for line in lines if line.noGravado > 0]


def _sum(lines: Iterable[AnyLine], field: str) -> Decimal:
    return total(getattr(line, field) for line in lines)


def _amount(section: Any, field: str) -> Decimal:
    return (getattr(section, field) or ZERO) if field else ZERO
