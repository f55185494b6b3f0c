"""From the lines of a sale to the lines of the document: treatment, amount and tributes of each."""

from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal
from typing import Any

from facturaxpress.dte.arithmetic import line_amount
from facturaxpress.dte.codes import OTHER_UNIT, TRIBUTE_ITEM
from facturaxpress.dte.hints import Words, hinted
from facturaxpress.dte.made import MadeLine
from facturaxpress.dte.making import Maker
from facturaxpress.dte.money import LIMIT, ZERO, close
from facturaxpress.dte.rules import parts
from facturaxpress.dte.rules.book import Findings
from facturaxpress.dte.sale import Number, SaleLine, Section, decimal, tidied
from facturaxpress.dte.texts import money, shown

Columns = Mapping[str, str]
"""The treatments that a type knows, and the column of each; the first is the usual one."""
COLUMNS: Columns = {
    "gravada": "ventaGravada",
    "exenta": "ventaExenta",
    "noSujeta": "ventaNoSuj",
    "noGravado": "noGravado",
}
CHARGE = "noGravado"
_ONE = Decimal(1)


def sale_lines(
    maker: Maker,
    sent: Sequence[SaleLine] | None,
    *,
    columns: Columns = COLUMNS,
    left_out: Callable[[Any], frozenset[str]] | None = None,
) -> list[MadeLine]:
    """The lines of a document whose lines are goods and services.

    `left_out` names the figures beside its amount that a line, as it was sent, has none of.
    """
    made: list[MadeLine] = []
    codes = None if maker.type.usual is None else [maker.type.usual]
    only = _only_related(maker, sent or ())
    for index, line in enumerate(sent or ()):
        item = _line(maker, line, index, columns)
        item.numeroDocumento = item.numeroDocumento or only
        said = getattr(line, "tributos", None)
        if said is not None:
            item.tributos = said
        elif codes is not None and item.ventaGravada:
            item.tributos = codes
        set_line_figures(maker, item, line, index, left_out=frozenset() if left_out is None else left_out(line))
        made.append(item)
    return made


def _only_related(maker: Maker, sent: Sequence[SaleLine]) -> str | None:
    """The number of the document that all lines come from: the one related, if it is held and no line names any."""
    related: Sequence[Any] = getattr(maker.sale, "documentoRelacionado", None) or ()
    number = getattr(related[0], "numeroDocumento", None) if len(related) == 1 else None
    if number not in maker.context.held or any(getattr(line, "numeroDocumento", None) for line in sent):
        return None
    return number


def set_line_figures(
    maker: Maker, item: MadeLine, sent: Section, index: int, *, left_out: frozenset[str] = frozenset()
) -> None:
    """Works out the figures of a line beside its amount, and compares what was sent of them.

    `left_out` names the optional ones that this line has none of.
    """
    for figure in maker.type.line_figures:
        value = ZERO if figure.name in left_out else figure.formula(item, maker.on)
        setattr(item, figure.name, tidied(value))
        said = getattr(sent, figure.name, None)
        if said is not None and not close(decimal(said), value):
            differs(maker.findings, index, figure.name, said, value)


def treatment(line: Section, index: int, columns: Columns, findings: Findings) -> str:
    """`tipoVenta`, else the one column that is not 0, else the usual one."""
    said = getattr(line, "tipoVenta", None)
    carried = [kind for kind, field in columns.items() if getattr(line, field, None)]
    usual = next(iter(columns))
    if said is None and len(carried) <= 1:
        return carried[0] if carried else usual
    path = f"cuerpoDocumento[{index}]"
    if len(carried) > 1:
        fields = [columns[kind] for kind in carried]
        findings.add("two-treatments", path, fields=" y ".join(fields), fields_en=" and ".join(fields))
        for field in fields:
            findings.poison(f"{path}.{field}")
    kind = carried[0] if carried else usual
    if said is None:
        return kind
    if said not in columns:
        findings.refuse("unknown-treatment", f"{path}.tipoVenta", value=shown(said), choices=", ".join(columns))
    elif carried and said != kind:
        findings.refuse("treatment-contradiction", f"{path}.tipoVenta", value=said, field=columns[kind], other=kind)
    elif not carried:
        kind = said
    return kind


def _line(maker: Maker, line: SaleLine, index: int, columns: Columns) -> MadeLine:
    findings = maker.findings
    kind = treatment(line, index, columns, findings)
    cantidad, precioUni = line.cantidad, line.precioUni
    tipoItem, uniMedida = line.tipoItem, line.uniMedida
    codTributo = getattr(line, "codTributo", None)
    if kind == CHARGE or codTributo is not None:
        # Lines of charges and of tributes have but one right value here; what is sent stays, for the rules to judge.
        cantidad = _ONE if cantidad is None else cantidad
        uniMedida = OTHER_UNIT if uniMedida is None else uniMedida
        if kind == CHARGE:
            tipoItem = 1 if tipoItem is None else tipoItem
            precioUni = ZERO if precioUni is None else precioUni
        else:
            tipoItem = TRIBUTE_ITEM if tipoItem is None else tipoItem
    if cantidad is None or precioUni is None or tipoItem is None or uniMedida is None or line.descripcion is None:
        _ask_for_missing(line, index, kind, codTributo is not None, findings)
        cantidad, precioUni = cantidad or _ONE, precioUni or ZERO
        tipoItem, uniMedida = tipoItem or 1, uniMedida or OTHER_UNIT
    made = MadeLine(
        numItem=line.numItem or index + 1,
        tipoItem=tipoItem,
        numeroDocumento=getattr(line, "numeroDocumento", None),
        cantidad=tidied(cantidad),
        codigo=line.codigo,
        codTributo=codTributo,
        uniMedida=uniMedida,
        descripcion=line.descripcion or "",
        precioUni=tidied(precioUni),
        montoDescu=tidied(line.montoDescu),
        psv=tidied(getattr(line, "psv", None)),
    )
    if kind == CHARGE:
        charge = getattr(line, CHARGE, None)
        if not charge:
            path = f"cuerpoDocumento[{index}].{CHARGE}"
            if not findings.echoes(path):
                findings.refuse("required", path, field=CHARGE, **hinted(_HINTS[CHARGE]))
        made.noGravado = tidied(charge)
        return made
    amount = line_amount(cantidad, precioUni, made.montoDescu)
    field = columns[kind]
    if amount >= LIMIT:
        findings.refuse("amount-too-large", f"cuerpoDocumento[{index}]", field=field, value=money(amount))
        amount = ZERO
    # Below 0 the discount exceeds the line, which has its own rule.
    amount = max(amount, ZERO)
    sent = getattr(line, field, None)
    if sent is not None and not close(decimal(sent), amount):
        differs(findings, index, field, sent, amount)
    setattr(made, field, tidied(amount))
    return made


def _ask_for_missing(line: SaleLine, index: int, kind: str, tribute: bool, findings: Findings) -> None:
    if kind == CHARGE:
        expected: tuple[str, ...] = ("descripcion",)
    elif tribute:
        expected = ("descripcion", "precioUni")
    else:
        expected = ("tipoItem", "cantidad", "uniMedida", "descripcion", "precioUni")
    for field in expected:
        path = f"cuerpoDocumento[{index}].{field}"
        if getattr(line, field) is None and not findings.echoes(path):
            findings.refuse("required", path, field=field, **hinted(_HINTS[field]))


_HINTS: dict[str, Words] = {
    "tipoItem": (": 1 bienes, 2 servicios, 3 ambos (CAT-011)", ": 1 goods, 2 services, 3 both (CAT-011)"),
    "cantidad": (", mayor que 0", ", more than 0"),
    "uniMedida": (" con un código de CAT-014: 59 es unidad", " with a code of CAT-014: 59 is unit"),
    "descripcion": (" con lo que se vende", " with what is sold"),
    "precioUni": (", el precio de cada unidad", ", the price of each unit"),
    "noGravado": (
        " con el monto: positivo si es cargo, negativo si es abono",
        " with the amount: positive if it is a charge, negative if it is a credit",
    ),
}


def differs(findings: Findings, index: int, field: str, sent: Number, computed: Decimal) -> None:
    """Tells that a figure of a line was sent and is not the one computed, unless it is an echo."""
    path = f"cuerpoDocumento[{index}].{field}"
    if not findings.spoilt(parts.IVA, path):
        findings.add("computed", path, field=field, sent=money(decimal(sent)), computed=money(computed), reading="")
