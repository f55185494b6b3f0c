"""From the lines of a sale to the lines of the document: treatment, amount, IVA and tributes of each."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Literal

from msgspec import Struct

from facturaxpress.dte import tributes
from facturaxpress.dte.arithmetic import iva_inside, line_amount
from facturaxpress.dte.documents.credito_fiscal import v4 as credito
from facturaxpress.dte.documents.factura import v2 as factura
from facturaxpress.dte.money import LIMIT, ZERO, close, r8
from facturaxpress.dte.rules import parts
from facturaxpress.dte.rules.book import Findings
from facturaxpress.dte.sale import ItemFactura, Number, SaleItem, decimal
from facturaxpress.dte.texts import money, shown

Treatment = Literal["gravada", "exenta", "noSujeta", "noGravado"]
FIELDS: dict[Treatment, str] = {
    "gravada": "ventaGravada",
    "exenta": "ventaExenta",
    "noSujeta": "ventaNoSuj",
    "noGravado": "noGravado",
}
_OF_FIELD = {field: kind for kind, field in FIELDS.items()}
_ONE = Decimal(1)
_OTHER_UNIT = 99
_TRIBUTE_ITEM = 4
_IVA_ONLY = [tributes.IVA]


class Amounts(Struct):
    """The figures of one line, whatever its structure."""

    cantidad: Decimal
    precioUni: Decimal
    montoDescu: Decimal
    noSuj: Decimal = ZERO
    exenta: Decimal = ZERO
    gravada: Decimal = ZERO
    noGravado: Decimal = ZERO


def factura_items(lines: Sequence[ItemFactura], on: date, findings: Findings) -> list[factura.Item]:
    """Lines of 01: prices and `ventaGravada` include IVA, and `ivaItem` says how much."""
    items = []
    for index, line in enumerate(lines):
        amounts, tipoItem, uniMedida = _amounts(line, index, findings)
        ivaItem = r8(iva_inside(amounts.gravada, on)) if amounts.gravada else ZERO
        if line.ivaItem is not None and not close(decimal(line.ivaItem), ivaItem):
            _differs(findings, index, "ivaItem", line.ivaItem, ivaItem)
        items.append(
            factura.Item(
                line.numItem or index + 1,
                tipoItem,
                line.numeroDocumento,
                amounts.cantidad,
                line.codigo,
                line.codTributo,
                uniMedida,
                line.descripcion or "",
                amounts.precioUni,
                amounts.montoDescu,
                amounts.noSuj,
                amounts.exenta,
                amounts.gravada,
                line.tributos,
                decimal(line.psv),
                amounts.noGravado,
                ivaItem,
            )
        )
    return items


def credito_items(lines: Sequence[SaleItem], findings: Findings) -> list[credito.Item]:
    """Lines of 03: net prices; a taxable line carries tribute 20, which is added where `tributos` is absent."""
    items = []
    for index, line in enumerate(lines):
        amounts, tipoItem, uniMedida = _amounts(line, index, findings)
        codes = line.tributos
        if codes is None and amounts.gravada:
            codes = _IVA_ONLY
        items.append(
            credito.Item(
                line.numItem or index + 1,
                tipoItem,
                line.numeroDocumento,
                line.codigo,
                line.codTributo,
                line.descripcion or "",
                amounts.cantidad,
                uniMedida,
                amounts.precioUni,
                amounts.montoDescu,
                amounts.noSuj,
                amounts.exenta,
                amounts.gravada,
                codes,
                decimal(line.psv),
                amounts.noGravado,
            )
        )
    return items


def treatment(line: SaleItem, index: int, findings: Findings) -> Treatment:
    """`tipoVenta`, else the one `venta…` or `noGravado` that is not 0, else gravada."""
    said = line.tipoVenta
    if said is None and not (line.ventaExenta or line.ventaNoSuj or line.noGravado):
        return "gravada"
    carried = [field for field in _OF_FIELD if getattr(line, field)]
    path = f"cuerpoDocumento[{index}]"
    if len(carried) > 1:
        findings.add("two-treatments", path, fields=" y ".join(carried), fields_en=" and ".join(carried))
        for field in carried:
            findings.poison(f"{path}.{field}")
    kind: Treatment = _OF_FIELD[carried[0]] if carried else "gravada"
    if said is None:
        return kind
    if said not in FIELDS:
        findings.refuse("unknown-treatment", f"{path}.tipoVenta", value=shown(said))
    elif carried and said != kind:
        findings.refuse("treatment-contradiction", f"{path}.tipoVenta", value=said, field=carried[0], other=kind)
    elif not carried:
        kind = said
    return kind


def _amounts(line: SaleItem, index: int, findings: Findings) -> tuple[Amounts, int, int]:
    kind = treatment(line, index, findings)
    special = kind == "noGravado" or line.codTributo is not None
    cantidad, precioUni, montoDescu = line.cantidad, line.precioUni, line.montoDescu
    tipoItem, uniMedida = line.tipoItem, line.uniMedida
    if special:
        # Lines of charges and of tributes have but one right value here; what is sent stays, for the rules to judge.
        cantidad = _ONE if cantidad is None else cantidad
        uniMedida = _OTHER_UNIT if uniMedida is None else uniMedida
        if kind == "noGravado":
            tipoItem = 1 if tipoItem is None else tipoItem
            precioUni = ZERO if precioUni is None else precioUni
        else:
            tipoItem = _TRIBUTE_ITEM if tipoItem is None else tipoItem
    if cantidad is None or precioUni is None or tipoItem is None or uniMedida is None or line.descripcion is None:
        _ask_for_missing(line, index, kind, findings)
        cantidad, precioUni = cantidad or _ONE, precioUni or ZERO
        tipoItem, uniMedida = tipoItem or 1, uniMedida or _OTHER_UNIT
    amounts = Amounts(decimal(cantidad), decimal(precioUni), decimal(montoDescu))
    if kind == "noGravado":
        if not line.noGravado:
            path = f"cuerpoDocumento[{index}].noGravado"
            if not findings.echoes(path):
                findings.refuse("required", path, field="noGravado", hint=_HINTS["noGravado"])
        amounts.noGravado = decimal(line.noGravado)
        return amounts, tipoItem, uniMedida
    amount = line_amount(cantidad, precioUni, amounts.montoDescu)
    if amount >= LIMIT:
        findings.refuse("amount-too-large", f"cuerpoDocumento[{index}]", field=FIELDS[kind], value=money(amount))
        amount = ZERO
    # Below 0 the discount exceeds the line, which has its own rule.
    amount = max(amount, ZERO)
    sent = line.ventaGravada if kind == "gravada" else line.ventaExenta if kind == "exenta" else line.ventaNoSuj
    if sent is not None and not close(decimal(sent), amount):
        _differs(findings, index, FIELDS[kind], sent, amount)
    if kind == "gravada":
        amounts.gravada = amount
    elif kind == "exenta":
        amounts.exenta = amount
    else:
        amounts.noSuj = amount
    return amounts, tipoItem, uniMedida


def _ask_for_missing(line: SaleItem, index: int, kind: Treatment, findings: Findings) -> None:
    if kind == "noGravado":
        expected: tuple[str, ...] = ("descripcion",)
    elif line.codTributo is not None:
        expected = ("descripcion", "precioUni")
    else:
        expected = ("tipoItem", "cantidad", "uniMedida", "descripcion", "precioUni")
    for field in expected:
        path = f"cuerpoDocumento[{index}].{field}"
        if getattr(line, field) is None and not findings.echoes(path):
            findings.refuse("required", path, field=field, hint=_HINTS[field])


_HINTS = {
    "tipoItem": ": 1 bienes, 2 servicios, 3 ambos (CAT-011)",
    "cantidad": ", mayor que 0",
    "uniMedida": " con un código de CAT-014: 59 es unidad",
    "descripcion": " con lo que se vende",
    "precioUni": ", el precio de cada unidad",
    "noGravado": " con el monto: positivo si es cargo, negativo si es abono",
}


def _differs(findings: Findings, index: int, field: str, sent: Number, computed: Decimal) -> None:
    path = f"cuerpoDocumento[{index}].{field}"
    if not findings.spoilt(parts.IVA, path):
        findings.add("computed", path, field=field, sent=money(decimal(sent)), computed=money(computed), reading="")
