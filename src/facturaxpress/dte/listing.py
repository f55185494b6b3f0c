"""What a document that another one lists (in a line of 07 or 08) amounts to there."""

from collections.abc import Iterable
from datetime import date
from decimal import Decimal

from msgspec import Struct

from facturaxpress.dte import tributes
from facturaxpress.dte.arithmetic import iva_rate, without_iva
from facturaxpress.dte.codes import (
    CREDITO_FISCAL,
    EXPORTACION,
    FACTURA,
    NOTA_CREDITO,
    NOTA_DEBITO,
    RETORNO,
    SUJETO_EXCLUIDO,
)
from facturaxpress.dte.documents.views import AnyDocument, AnyLine
from facturaxpress.dte.money import EXACT, ZERO, r2, r8, total

WHOLE_IVA = "C4"
"""The code of CAT-006 under which all of the IVA is retained."""
RATED = frozenset({tributes.RETENTION.code, WHOLE_IVA})
"""The codes of CAT-006 that have one rate; C9 has none."""
RETAINED = {"1.x": frozenset({"01", "03", "14"}), "2.0": frozenset({"01", "03", "11", "14"})}
"""The types that 07 may list."""
SETTLED = {
    "1.x": frozenset({"01", "03", "05", "06", "11"}),
    "2.0": frozenset({"01", "03", "05", "06", "11", "18"}),
}
"""The types that 08 may list."""
SUBTRACTED = frozenset({NOTA_CREDITO, RETORNO})
"""Those whose amounts an 08 takes off."""
_DISCOUNTED = {"ventaNoSuj": "NoSuj", "ventaExenta": "Exenta", "ventaGravada": "Gravada"}


class Settled(Struct, frozen=True):
    """The columns of a line of 08, all positive, and the section 1 tributes that it carries over."""

    columns: dict[str, Decimal]
    tributos: list[str]


def retention_rate(code: str | None, on: date) -> Decimal | None:
    """What is retained of the base under a code of CAT-006 on that day; None where the code has no one rate."""
    if code == tributes.RETENTION.code:
        return tributes.RETENTION.value
    return iva_rate(on) if code == WHOLE_IVA else None


def retention_base(document: AnyDocument, on: date) -> Decimal | None:
    """`montoSujetoGrav`: the taxable sales less their discount, without IVA, of 01 and 03; the purchase less its
    discount of 14, which has no IVA; None for other types.

    Source: Normativa de cumplimiento 2.0 (montoSujetoGrav); for 14 no text gives it, and more than was bought cannot be
    withheld on.
    """
    tipo = document.identificacion.tipoDte
    if tipo == SUJETO_EXCLUIDO:
        return r2(document.resumen.subTotal)
    if tipo not in (FACTURA, CREDITO_FISCAL):
        return None
    base = EXACT.subtract(document.resumen.totalGravada, document.resumen.descuGravada)
    return r2(without_iva(base, on) if tipo == FACTURA else base)


def subtracts(line: AnyLine) -> bool:
    """Whether a line of 08 takes off."""
    return any(amount < ZERO for amount in (line.ventaNoSuj, line.ventaExenta, line.ventaGravada, line.exportaciones))


def listed_as(document: AnyDocument) -> str | None:
    """The type whose prices and columns a document has: its own, of a return that of what comes back."""
    own = document.identificacion
    if own.tipoEvento != RETORNO:
        return own.tipoDte
    return next((one.tipoDocumento for one in document.documentoRelacionado or ()), None)


def carried_over(code: str, lines: Iterable[tuple[AnyLine, AnyDocument | None]]) -> Decimal | None:
    """What the lines of 08 carry over of a tribute: what their documents state of it, with the signs of the lines.

    None if a document that carries it is not held, or does not state it.

    Source: Manual Funcional 2.0 p. 47.
    """
    result = ZERO
    for line, document in lines:
        if code not in (line.tributos or ()):
            continue
        stated = () if document is None else document.resumen.tributos or ()
        amounts = [entry.valor for entry in stated if entry.codigo == code]
        if not amounts:
            return None
        result = EXACT.subtract(result, total(amounts)) if subtracts(line) else EXACT.add(result, total(amounts))
    return result


def settled(document: AnyDocument, on: date) -> Settled | None:
    """What 08 lists of a document: the figures of its summary, net of IVA; None for the types that have none of them.

    A return (18) is listed as the document that comes back, of an export by its `subTotalVentas`.

    Source: Manual Funcional 2.0 p. 47; Normativa de cumplimiento 2.0 (exportaciones).
    """
    summary, tipo = document.resumen, listed_as(document)
    if tipo == EXPORTACION and document.identificacion.tipoEvento == RETORNO:
        return Settled({"exportaciones": summary.subTotalVentas}, [tributes.EXPORT])
    if tipo == EXPORTACION:
        parts = (summary.totalGravada, -summary.descuGravada, summary.seguro or ZERO, summary.flete or ZERO)
        return Settled({"exportaciones": total(parts)}, [tributes.EXPORT])
    if tipo not in (FACTURA, CREDITO_FISCAL, NOTA_CREDITO, NOTA_DEBITO):
        return None
    columns = {
        column: EXACT.subtract(getattr(summary, f"total{kind}"), getattr(summary, f"descu{kind}"))
        for column, kind in _DISCOUNTED.items()
    }
    if tipo == FACTURA:
        columns["ventaGravada"] = r8(without_iva(columns["ventaGravada"], on))
    codes = [entry.codigo for entry in summary.tributos or () if entry.codigo in tributes.SECTION_1]
    if columns["ventaGravada"] and tributes.IVA not in codes:
        codes.insert(0, tributes.IVA)
    return Settled(columns, codes)
