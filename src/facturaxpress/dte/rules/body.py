"""Rules of the lines: numbering, codes, treatment, discounts, charges and section 2 tributes."""

from collections.abc import Iterator
from decimal import Decimal

from msgspec import UnsetType

from facturaxpress.dte import tributes
from facturaxpress.dte.arithmetic import line_amount
from facturaxpress.dte.codes import OTHER_UNIT, TRIBUTE_ITEM
from facturaxpress.dte.documents.views import AnyDocument, has
from facturaxpress.dte.money import EXACT, ZERO
from facturaxpress.dte.rules import identities, parts
from facturaxpress.dte.rules.book import SALES, Problem, rule
from facturaxpress.dte.rules.facts import Facts
from facturaxpress.dte.texts import money, shown

WITH_TRIBUTES = tuple(tipo for tipo in SALES if tipo != "14")
"""The types whose lines may be a tribute of section 2."""
COLUMNS = ("ventaNoSuj", "ventaExenta", "ventaGravada", "compra", "noGravado")


@rule(
    "item-number",
    message="La línea dice numItem {value} y ocupa el lugar {expected}.",
    message_en="The line says numItem {value} and stands in place {expected}.",
    fix="Numere las líneas seguidas desde 1, u omita numItem.",
    fix_en="Number the lines in order from 1, or leave out numItem.",
    types=(*SALES, "07", "08", "15", "17"),
    source="Normativa de cumplimiento 2.0: numItem correlativo; JSON Schema del tipo",
    legacy="warning",
)
def item_number(document: AnyDocument, _: Facts) -> Iterator[Problem]:
    for index, item in enumerate(document.cuerpoDocumento):
        if item.numItem != index + 1:
            yield f"cuerpoDocumento[{index}].numItem", {"value": item.numItem, "expected": index + 1}


@rule(
    "blank-text",
    message="El texto de {field} solo tiene espacios.",
    message_en="The text of {field} is only blanks.",
    fix="Escriba el dato en {field}.",
    fix_en="Write the value in {field}.",
    types=(*SALES, "07", "08", "09", "15", "17"),
    source="JSON Schema del tipo (longitud mínima de los textos); FacturaXpress: los espacios no son un dato",
    validate="warning",
)
def blank_text(document: AnyDocument, _: Facts) -> Iterator[Problem]:
    for index, item in enumerate(document.cuerpoDocumento):
        if item.descripcion is not None and item.descripcion.isspace():
            yield f"cuerpoDocumento[{index}].descripcion", {"field": "descripcion"}
    receptor = document.receptor
    if receptor is not None and receptor.nombre is not None and receptor.nombre.isspace():
        yield "receptor.nombre", {"field": "nombre"}


@rule(
    "item-kind",
    message="El tipo de ítem {value} no está en CAT-011.",
    message_en="The kind of item {value} is not in CAT-011.",
    fix="Use uno de estos códigos: {choices}.",
    fix_en="Use one of these codes: {choices}.",
    source="CAT-011",
)
def item_kind(document: AnyDocument, facts: Facts) -> Iterator[Problem]:
    regime, on = facts.law.regime, facts.on
    known = identities.numbers("CAT-011", regime, on)
    if facts.law.tipo == "14":
        known -= {TRIBUTE_ITEM}
    for index, item in enumerate(document.cuerpoDocumento):
        if has(item, "tipoItem") and item.tipoItem not in known:
            choices = identities.choices("CAT-011", regime, on)
            yield f"cuerpoDocumento[{index}].tipoItem", {"value": item.tipoItem, "choices": choices}


@rule(
    "unit",
    message="La unidad de medida {value} no está en CAT-014.",
    message_en="The unit of measure {value} is not in CAT-014.",
    fix="Use un código de CAT-014: 59 unidad, 34 kilogramo, 23 litro, 22 galón, 99 otra…",
    fix_en="Use a code of CAT-014: 59 unit, 34 kilogram, 23 litre, 22 gallon, 99 other…",
    types=(*SALES, "15"),
    source="CAT-014",
    legacy="warning",
)
def unit(document: AnyDocument, facts: Facts) -> Iterator[Problem]:
    known = identities.numbers("CAT-014", facts.law.regime, facts.on)
    for index, item in enumerate(document.cuerpoDocumento):
        # A line of 18 may leave the unit out.
        if item.uniMedida is not None and item.uniMedida not in known:
            yield f"cuerpoDocumento[{index}].uniMedida", {"value": item.uniMedida}


@rule(
    "negative-price",
    message="El precio {value} es negativo.",
    message_en="The price {value} is negative.",
    fix="Use un precio de 0 o más; lo que rebaja la venta va en montoDescu, y un abono en noGravado.",
    fix_en="Use a price of 0 or more; what lowers the sale goes into montoDescu, and a credit into noGravado.",
    source="Manual Funcional 2.0 p. 32 y 48",
)
def negative_price(document: AnyDocument, _: Facts) -> Iterator[Problem]:
    for index, item in enumerate(document.cuerpoDocumento):
        if item.precioUni < ZERO:
            yield f"cuerpoDocumento[{index}].precioUni", {"value": money(item.precioUni)}


@rule(
    "two-columns",
    message="La línea lleva montos en {fields}: cada línea va en una sola columna.",
    message_en="The line has amounts in {fields_en}: each line goes into one column.",
    fix="Separe la operación en una línea por tratamiento.",
    fix_en="Split the operation into one line for each treatment.",
    types=(*SALES, "17"),
    source="Manual Funcional 2.0 p. 33 y 48–49",
    build="off",
    legacy="warning",
)
def two_columns(document: AnyDocument, _: Facts) -> Iterator[Problem]:
    for index, item in enumerate(document.cuerpoDocumento):
        amounts = (item.ventaNoSuj, item.ventaExenta, item.ventaGravada, item.noGravado)
        if len([1 for amount in amounts if amount]) > 1:
            used = [field for field in COLUMNS if getattr(item, field)]
            yield f"cuerpoDocumento[{index}]", {"fields": " y ".join(used), "fields_en": " and ".join(used)}


@rule(
    "discount-over-line",
    message="El descuento {discount} es mayor que el valor de la línea, {value}.",
    message_en="The discount {discount} exceeds the value of the line, {value}.",
    fix="montoDescu es el descuento de toda la línea: como mucho cantidad × precioUni.",
    fix_en="montoDescu is the discount of the whole line: at most cantidad × precioUni.",
    source="Manual Funcional 2.0 p. 48",
    made_of=frozenset({"cuerpoDocumento.cantidad", "cuerpoDocumento.precioUni"}),
)
def discount_over_line(document: AnyDocument, _: Facts) -> Iterator[Problem]:
    for index, item in enumerate(document.cuerpoDocumento):
        if item.montoDescu and line_amount(item.cantidad, item.precioUni, item.montoDescu) < ZERO:
            value = EXACT.multiply(item.cantidad, item.precioUni)
            yield (
                f"cuerpoDocumento[{index}].montoDescu",
                {"discount": money(item.montoDescu), "value": money(value)},
            )


@rule(
    "charge-line",
    message="En una línea de cargo o abono (noGravado), {field} es {expected} y viene {sent}.",
    message_en="In a line of charge or credit (noGravado), {field} is {expected_en}, not {sent}.",
    fix="Deje {field} en {expected}: el monto va solo en noGravado.",
    fix_en="Leave {field} at {expected_en}: the amount goes into noGravado only.",
    source="Manual Funcional 2.0 p. 32–33",
    legacy="warning",
)
def charge_line(document: AnyDocument, facts: Facts) -> Iterator[Problem]:
    for index, item in enumerate(document.cuerpoDocumento):
        if not item.noGravado:
            continue
        for field, expected, right in (
            ("cantidad", "1", item.cantidad == 1),
            ("uniMedida", "99", item.uniMedida == OTHER_UNIT),
            ("tipoItem", "1, 2 o 3", item.tipoItem != TRIBUTE_ITEM),
            # The example of p. 50 prints a price, so a document that is judged may have one.
            ("precioUni", "0", not item.precioUni or facts.mode == "validate"),
            ("montoDescu", "0", not item.montoDescu),
            ("psv", "0", not item.psv),
            ("totalIva", "0", not item.totalIva),
            ("codTributo", "null", item.codTributo is None),
            ("tributos", "null", item.tributos is None),
        ):
            if not right:
                values = {"field": field, **_expected(expected), "sent": _as_text(getattr(item, field))}
                yield f"cuerpoDocumento[{index}].{field}", values


@rule(
    "charge-price",
    message="En una línea de cargo o abono (noGravado), precioUni es 0 y viene {sent}.",
    message_en="In a line of charge or credit (noGravado), precioUni is 0, not {sent}.",
    fix="Deje precioUni en 0: el monto va solo en noGravado.",
    fix_en="Leave precioUni at 0: the amount goes into noGravado only.",
    source="Manual Funcional 2.0 p. 32–33 y 50",
    build="off",
    validate="warning",
)
def charge_price(document: AnyDocument, _: Facts) -> Iterator[Problem]:
    for index, item in enumerate(document.cuerpoDocumento):
        if item.noGravado and item.precioUni:
            yield f"cuerpoDocumento[{index}].precioUni", {"sent": money(item.precioUni)}


_ENGLISH = {"1, 2 o 3": "1, 2 or 3", "mayor que 0": "more than 0"}


def _expected(value: str) -> dict[str, str]:
    return {"expected": value, "expected_en": _ENGLISH.get(value, value)}


def _as_text(value: Decimal | int | str | list[str] | UnsetType | None) -> str:
    match value:
        case None | UnsetType():
            return "null"
        case Decimal():
            return money(value)
        case list():
            return shown(", ".join(value))
    return shown(str(value))


@rule(
    "only-charges",
    message="El documento solo lleva cargos o abonos (noGravado); hace falta al menos una línea con venta.",
    message_en="The document has only charges or credits (noGravado); at least one line with a sale is needed.",
    fix="Agregue la línea de la venta que causa el cargo.",
    fix_en="Add the line of the sale that causes the charge.",
    source="Manual Funcional 2.0 p. 32",
    made_of=parts.LINE,
    legacy="warning",
)
def only_charges(document: AnyDocument, _: Facts) -> Iterator[Problem]:
    charges = False
    for item in document.cuerpoDocumento:
        if item.ventaGravada or item.ventaExenta or item.ventaNoSuj:
            return
        charges = charges or bool(item.noGravado)
    if charges:
        yield "cuerpoDocumento", {}


@rule(
    "tribute-line",
    message="En una línea de tributo (codTributo {tribute}), {field} es {expected} y viene {sent}.",
    message_en="In a line of a tribute (codTributo {tribute}), {field} is {expected_en}, not {sent}.",
    fix="Deje {field} en {expected}: el monto del tributo va en precioUni.",
    fix_en="Leave {field} at {expected_en}: the amount of the tribute goes into precioUni.",
    types=WITH_TRIBUTES,
    source="Manual Funcional 2.0 p. 36–38",
)
def tribute_line(document: AnyDocument, facts: Facts) -> Iterator[Problem]:
    wanted = [tributes.IVA] if facts.type.usual == tributes.IVA else None
    for index, item in enumerate(document.cuerpoDocumento):
        if item.codTributo is None:
            continue
        for field, expected, right in (
            ("tipoItem", "4", item.tipoItem == TRIBUTE_ITEM),
            ("uniMedida", "99", item.uniMedida == OTHER_UNIT),
            ("cantidad", "1", item.cantidad == 1),
            ("montoDescu", "0", not item.montoDescu),
            ("ventaNoSuj", "0", not item.ventaNoSuj),
            ("ventaExenta", "0", not item.ventaExenta),
            # The structures of 1.x want ["20"] in such a line and null in one without a taxable sale.
            ("precioUni", "mayor que 0", facts.law.regime == "2.0" or wanted is None or item.ventaGravada),
            ("tributos", "null" if wanted is None else '["20"]', item.tributos == wanted or not item.ventaGravada),
        ):
            if not right:
                values = {"field": field, **_expected(expected), "sent": _as_text(getattr(item, field))}
                yield f"cuerpoDocumento[{index}].{field}", {"tribute": shown(item.codTributo), **values}


@rule(
    "tribute-line-code",
    message="El tributo {tribute} no va en línea propia.",
    message_en="Tribute {tribute} does not go in a line of its own.",
    fix="Use en codTributo uno de estos códigos: {choices}; solo en líneas con tipoItem 4.",
    fix_en="Use one of these codes in codTributo: {choices}; only in lines with tipoItem 4.",
    types=WITH_TRIBUTES,
    source="Manual Funcional 2.0 p. 36–38; CAT-015, sección 2",
)
def tribute_line_code(document: AnyDocument, facts: Facts) -> Iterator[Problem]:
    choices = ", ".join(sorted(tributes.AS_LINE))
    for index, item in enumerate(document.cuerpoDocumento):
        code = item.codTributo
        if code is not None and code not in tributes.AS_LINE and not _old(code, facts):
            yield f"cuerpoDocumento[{index}].codTributo", {"tribute": shown(code), "choices": choices}


@rule(
    "tribute-line-unnamed",
    message="La línea tiene tipoItem 4 y no dice qué tributo es.",
    message_en="The line has tipoItem 4 and does not say which tribute it is.",
    fix="Agregue codTributo, con uno de estos códigos: {choices}; o corrija tipoItem.",
    fix_en="Add codTributo, with one of these codes: {choices}; or correct tipoItem.",
    types=WITH_TRIBUTES,
    source="Manual Funcional 2.0 p. 36–38; CAT-015, sección 2",
)
def tribute_line_unnamed(document: AnyDocument, _: Facts) -> Iterator[Problem]:
    choices = ", ".join(sorted(tributes.AS_LINE))
    for index, item in enumerate(document.cuerpoDocumento):
        if item.codTributo is None and item.tipoItem == TRIBUTE_ITEM:
            yield f"cuerpoDocumento[{index}].codTributo", {"choices": choices}


def _old(code: str, facts: Facts) -> bool:
    """The codes that only the schemas 1.x let stand in a line."""
    return facts.law.regime == "1.x" and code in {"D4", "25"}
