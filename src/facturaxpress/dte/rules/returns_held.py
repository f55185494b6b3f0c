"""Rules of the return (18) against what the issuer holds: the documents, their parties, and what is left of them."""

from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any

from facturaxpress.dte.context import Held
from facturaxpress.dte.documents.views import AnyDocument, AnyLine, AnyRelated
from facturaxpress.dte.events.retorno.type import EXPORT, export_of
from facturaxpress.dte.holding import receiver, type_of, viewed
from facturaxpress.dte.identity import compact
from facturaxpress.dte.money import EXACT, TOLERANCE, ZERO, plain, total
from facturaxpress.dte.rules import parts
from facturaxpress.dte.rules.book import Problem, rule
from facturaxpress.dte.rules.facts import Facts
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
    "return-state",
    message="{what}.",
    message_en="{what_en}.",
    fix="Retorne solo documentos sellados y vigentes.",
    fix_en="Return only documents that are sealed and in force.",
    source="Manual Funcional 2.0 p. 30",
    types=_TYPES,
)
def return_state(document: AnyDocument, facts: Facts) -> Iterator[Problem]:
    for index, one, held, _ in _held(document, facts):
        path, code = f"documentoRelacionado[{index}].codigoGeneracion", shown(one.codigoGeneracion)
        if held.selloRecibido is None:
            what = f"El documento {code} no tiene sello de MH"
            yield path, {"what": what, "what_en": f"MH has not sealed the document {code}"}
        elif held.invalidated:
            what = f"El documento {code} está invalidado"
            yield path, {"what": what, "what_en": f"The document {code} is invalidated"}


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
    if tipo == EXPORT:
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
        code, before = one.codigoGeneracion, _earlier(document, held)
        for field, (of, less) in _COLUMNS.items():
            worth = EXACT.subtract(_amount(view.resumen, of), _amount(view.resumen, less))
            left = max(ZERO, EXACT.subtract(worth, _sum(before, code, field)))
            amount = _sum(document.cuerpoDocumento, code, field)
            if amount > EXACT.add(left, TOLERANCE):
                values = {"amount": money(amount), "field": field, "code": shown(code), "left": money(left)}
                yield f"documentoRelacionado[{index}].codigoGeneracion", values


@rule(
    "return-quantity",
    message="Retornan {amount} de «{what}» y del documento quedan {left}.",
    message_en="{amount} of “{what}” come back, and {left} is left of the document.",
    fix="Compruebe la cantidad: MH compara los montos, y aquí se comparan también las unidades del mismo producto.",
    fix_en="Check the quantity: MH compares amounts, and units of the same product are compared here too.",
    source="FacturaXpress: saldo por línea; Manual Funcional 2.0 p. 29",
    types=_TYPES,
    build="warning",
    validate="warning",
)
def return_quantity(document: AnyDocument, facts: Facts) -> Iterator[Problem]:
    for _index, one, held, view in _held(document, facts):
        sold = _quantities(view.cuerpoDocumento)
        before = _quantities(line for line in _earlier(document, held) if line.codigoGeneracion == one.codigoGeneracion)
        back: dict[str, Decimal] = {}
        for place, line in enumerate(document.cuerpoDocumento):
            key = _product(line)
            if line.codigoGeneracion != one.codigoGeneracion or key not in sold or line.noGravado:
                continue
            left = max(ZERO, EXACT.subtract(sold[key], EXACT.add(before.get(key, ZERO), back.get(key, ZERO))))
            back[key] = EXACT.add(back.get(key, ZERO), Decimal(line.cantidad))
            if line.cantidad > left:
                values = {"amount": plain(Decimal(line.cantidad)), "what": shown(key), "left": plain(left)}
                yield f"cuerpoDocumento[{place}].cantidad", values


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


def _sum(lines: Any, code: str, field: str) -> Decimal:
    return total(getattr(line, field) for line in lines if line.codigoGeneracion == code)


def _amount(section: Any, field: str) -> Decimal:
    return (getattr(section, field) or ZERO) if field else ZERO


def _product(line: AnyLine) -> str:
    """What tells one product from another: its code, else its description."""
    return line.codigo or (line.descripcion or "").casefold().strip()


def _quantities(lines: Any) -> dict[str, Decimal]:
    found: dict[str, Decimal] = {}
    for line in lines:
        if not line.noGravado:
            found[_product(line)] = EXACT.add(found.get(_product(line), ZERO), Decimal(line.cantidad))
    return found
