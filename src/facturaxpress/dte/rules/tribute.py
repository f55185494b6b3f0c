"""Rules of tributes (CAT-015): which may stand where, and what each needs."""

from collections.abc import Iterator

from facturaxpress.dte import tributes
from facturaxpress.dte.codes import GALLON
from facturaxpress.dte.documents.views import AnyDocument, has
from facturaxpress.dte.hints import NOTHING, hinted
from facturaxpress.dte.rules.book import SALES, Problem, rule
from facturaxpress.dte.rules.facts import Facts
from facturaxpress.dte.texts import shown

_PAGES = "Manual Funcional 2.0 p. 35–40; CAT-015"
ON_NET_PRICE = frozenset({"20", "59"})
"""Tributes that are a part of a taxable price, and mean nothing on other lines."""
_TYPES = (*SALES, "08", "17")
PER_GALLON = frozenset({"D1", "C8"})


@rule(
    "tribute-code",
    message="El tributo {tribute} ({name}) no va en tributos de un documento de tipo {tipo}.",
    message_en="Tribute {tribute} (“{name}”) does not go into tributos of a document of type {tipo}.",
    fix="Quítelo; en el tipo {tipo} las líneas pueden llevar {allowed}.",
    fix_en="Remove it; in type {tipo} the lines may carry {allowed_en}.",
    types=_TYPES,
    source=_PAGES,
    legacy="warning",
)
def tribute_code(document: AnyDocument, facts: Facts) -> Iterator[Problem]:
    for path, code in _refused(document, facts):
        name = tributes.name(code, facts.law.regime)
        if name and code != tributes.IVA and code not in tributes.AS_LINE:
            yield path, {"tribute": code, "name": name, "tipo": facts.law.tipo, **_allowed(facts)}


@rule(
    "tribute-unknown",
    message="El tributo «{value}» no está en CAT-015.",
    message_en="Tribute “{value}” is not in CAT-015.",
    fix="Use un código de CAT-015: en el tipo {tipo} las líneas pueden llevar {allowed}.",
    fix_en="Use a code of CAT-015: in type {tipo} the lines may carry {allowed_en}.",
    types=_TYPES,
    source=_PAGES,
    legacy="warning",
)
def tribute_unknown(document: AnyDocument, facts: Facts) -> Iterator[Problem]:
    for path, code in _refused(document, facts):
        if not tributes.name(code, facts.law.regime):
            yield path, {"value": shown(code), "tipo": facts.law.tipo, **_allowed(facts)}


@rule(
    "tribute-own-line",
    message="El tributo {tribute} ({name}) no va en tributos: tiene su propia línea.",
    message_en="Tribute {tribute} (“{name}”) does not go into tributos: it has a line of its own.",
    fix="Póngalo en una línea propia: tipoItem 4 y codTributo «{tribute}».",
    fix_en="Put it in a line of its own: tipoItem 4 and codTributo “{tribute}”.",
    types=_TYPES,
    source=_PAGES,
    legacy="warning",
)
def tribute_own_line(document: AnyDocument, facts: Facts) -> Iterator[Problem]:
    for path, code in _refused(document, facts):
        name = tributes.name(code, facts.law.regime)
        if name and code in tributes.AS_LINE:
            yield path, {"tribute": code, "name": name}


@rule(
    "tribute-iva-included",
    message="El tributo 20 (IVA) no va en tributos de un documento de tipo {tipo}.",
    message_en="Tribute 20 (IVA) does not go into tributos of a document of type {tipo}.",
    fix="Quítelo: en la factura el precio ya incluye el IVA, que va en ivaItem.",
    fix_en="Remove it: in a Factura the price includes IVA already, which goes into ivaItem.",
    types=_TYPES,
    source=_PAGES,
    legacy="warning",
)
def tribute_iva_included(document: AnyDocument, facts: Facts) -> Iterator[Problem]:
    for path, code in _refused(document, facts):
        if code == tributes.IVA and facts.type.usual != tributes.EXPORT:
            yield path, {"tipo": facts.law.tipo}


@rule(
    "tribute-iva-export",
    message="El tributo 20 (IVA) no va en tributos de una exportación.",
    message_en="Tribute 20 (IVA) does not go into tributos of an export.",
    fix="Ponga «C3»: la exportación va a tasa 0.",
    fix_en="Put “C3”: an export has rate 0.",
    types=_TYPES,
    source=_PAGES,
    legacy="warning",
)
def tribute_iva_export(document: AnyDocument, facts: Facts) -> Iterator[Problem]:
    for path, code in _refused(document, facts):
        if code == tributes.IVA and facts.type.usual == tributes.EXPORT:
            yield path, {}


def _refused(document: AnyDocument, facts: Facts) -> Iterator[tuple[str, str]]:
    """The tributes that the type may not have in `tributos`, each with its path."""
    summed = () if facts.mode == "build" else document.resumen.tributos or ()
    if all(may_stand(code, facts) for code in facts.carried.union(entry.codigo for entry in summed)):
        return
    for index, item in enumerate(document.cuerpoDocumento):
        for place, code in enumerate(item.tributos or ()):
            if not may_stand(code, facts):
                yield f"cuerpoDocumento[{index}].tributos[{place}]", code
    # A summary that was made of the lines would only say it again, at a place that nobody sent.
    for index, entry in enumerate(summed):
        if not may_stand(entry.codigo, facts):
            yield f"resumen.tributos[{index}].codigo", entry.codigo


def may_stand(code: str | None, facts: Facts) -> bool:
    """Whether the type may have the tribute in `tributos`."""
    if code is None:
        return False
    return code in facts.type.summed or (facts.type.informative and tributes.informative(code, facts.law.regime))


def _allowed(facts: Facts) -> dict[str, str]:
    allowed = ", ".join(sorted(facts.type.summed))
    if not facts.type.informative:
        return {"allowed": allowed}
    return {
        "allowed": f"{allowed} y los informativos de la sección 3",
        "allowed_en": f"{allowed} and the informative ones of section 3",
    }


@rule(
    "iva-missing",
    message="La línea es gravada y no lleva el tributo 20 (IVA).",
    message_en="The line is taxable and does not carry tribute 20 (IVA).",
    fix="Agregue «20» a tributos, u omita tributos para que el sistema lo ponga.",
    fix_en="Add “20” to tributos, or leave out tributos so that the system puts it there.",
    source="Manual Funcional 2.0 p. 35–37",
    types=("03", "04", "05", "06", "08", "17"),
)
def iva_missing(document: AnyDocument, facts: Facts) -> Iterator[Problem]:
    # What goes with an export invoice carries its tribute in place of IVA.
    enough = {tributes.IVA, tributes.EXPORT} & facts.type.summed
    if _settlement_of_1x(facts):
        return
    for index, item in enumerate(document.cuerpoDocumento):
        if item.ventaGravada and enough.isdisjoint(item.tributos or ()):
            yield f"cuerpoDocumento[{index}].tributos", {}


@rule(
    "tribute-untaxed",
    message="La línea no tiene venta gravada y lleva el tributo {tribute}.",
    message_en="The line has no taxable sale and carries tribute {tribute}.",
    fix="Quite el tributo, o use tipoVenta gravada.",
    fix_en="Remove the tribute, or use tipoVenta gravada.",
    types=(*SALES, "08", "17"),
    source="Manual Funcional 2.0 p. 35; JSON Schema de las estructuras 1.x (cuerpoDocumento)",
)
def tribute_untaxed(document: AnyDocument, facts: Facts) -> Iterator[Problem]:
    strict = facts.law.regime == "1.x" and facts.type.usual != tributes.EXPORT
    for index, item in enumerate(document.cuerpoDocumento):
        taxed = item.ventaGravada or item.exportaciones
        if item.tributos is not None and not taxed and not item.noGravado:
            for place, code in enumerate(item.tributos):
                if strict or (code in ON_NET_PRICE and (item.ventaExenta or item.ventaNoSuj)):
                    yield f"cuerpoDocumento[{index}].tributos[{place}]", {"tribute": shown(code)}


@rule(
    "gallons",
    message="El tributo {tribute} se cobra por galón y la línea está en la unidad {value}.",
    message_en="Tribute {tribute} is charged by the gallon and the line is in unit {value}.",
    fix="Exprese la línea en galones: uniMedida 22 y el precio por galón.",
    fix_en="State the line in gallons: uniMedida 22 and the price of a gallon.",
    source="Manual Funcional 2.0 p. 35–36; CAT-014",
    validate="warning",
)
def gallons(document: AnyDocument, facts: Facts) -> Iterator[Problem]:
    if facts.carried.isdisjoint(PER_GALLON):
        return
    for index, item in enumerate(document.cuerpoDocumento):
        if item.tributos is not None and item.uniMedida != GALLON:
            for code in item.tributos:
                if code in PER_GALLON:
                    yield f"cuerpoDocumento[{index}].uniMedida", {"tribute": code, "value": item.uniMedida}


def _settlement_of_1x(facts: Facts) -> bool:
    """Settlements of 1.x were seen that state no IVA in their summary, and `settlement-iva-old` warns of them."""
    return facts.law.tipo == "08" and facts.law.regime == "1.x"


def _not_in_summary(document: AnyDocument, facts: Facts) -> Iterator[str]:
    known = {entry.codigo for entry in document.resumen.tributos or ()}
    if facts.carried <= known or not has(document.resumen, "tributos"):
        return
    told: set[str] = set()
    for item in document.cuerpoDocumento:
        for code in item.tributos or ():
            if code not in known and code not in told:
                told.add(code)
                yield code


@rule(
    "tribute-unstated",
    message="No se indicó {what} del tributo {tribute} ({name}), que {why}.",
    message_en="{what_en} of tribute {tribute}, which {why_en}, is not stated.",
    fix='Agregue a resumen.tributos {{"codigo": "{tribute}", "valor": …}}{hint}.',
    fix_en='Add {{"codigo": "{tribute}", "valor": …}} to resumen.tributos{hint_en}.',
    types=(*SALES, "08", "17"),
    source="Manual Funcional 2.0 p. 38–40",
    validate="off",
)
def tribute_unstated(document: AnyDocument, facts: Facts) -> Iterator[Problem]:
    for code in _not_in_summary(document, facts):
        if may_stand(code, facts):
            rate = tributes.rate(code, facts.on)
            # C5, C6 and C7 have a rate by law; what it is applied to comes from the suggested price.
            texts = {"what": "el monto", "what_en": "The amount", **hinted(NOTHING)}
            texts |= {"why": "la ley no da", "why_en": "the law does not give"}
            if code in facts.type.stated:
                texts |= {"why": "se traslada de los documentos listados"}
                texts |= {"why_en": "is carried over from the documents listed"}
                texts |= hinted((", con la suma de lo que dicen", ", with the sum of what they say"))
            elif rate is not None:
                texts |= {"what": "la diferencia de precios (psv)", "what_en": "The difference of prices (psv)"}
                texts |= hinted((", o psv en las líneas que lo llevan", ", or psv to the lines that carry it"))
            values = {"tribute": code, "name": tributes.name(code, facts.law.regime)}
            yield "resumen.tributos", {**values, **texts}


@rule(
    "tribute-not-summed",
    message="Las líneas llevan el tributo «{tribute}» y no está en resumen.tributos.",
    message_en="The lines carry tribute “{tribute}” and it is not in resumen.tributos.",
    fix="Agregue a resumen.tributos una entrada por código, con la suma de las líneas.",
    fix_en="Add one entry for each code to resumen.tributos, with the sum of the lines.",
    types=(*SALES, "08", "17"),
    source="Manual Funcional 2.0 p. 35",
    build="off",
)
def tribute_not_summed(document: AnyDocument, facts: Facts) -> Iterator[Problem]:
    if _settlement_of_1x(facts) and not any(item.ivaItem for item in document.cuerpoDocumento):
        return
    for code in _not_in_summary(document, facts):
        yield "resumen.tributos", {"tribute": shown(code)}


@rule(
    "tribute-not-carried",
    message="El tributo {tribute} está en resumen.tributos y ninguna línea lo lleva.",
    message_en="Tribute {tribute} is in resumen.tributos and no line carries it.",
    fix="Agregue {tribute} a tributos de las líneas que lo causan, o quítelo del resumen.",
    fix_en="Add {tribute} to tributos of the lines that cause it, or remove it from the summary.",
    types=(*SALES, "08", "17"),
    source="Manual Funcional 2.0 p. 35 y 39",
    build="off",
    legacy="warning",
)
def tribute_not_carried(document: AnyDocument, facts: Facts) -> Iterator[Problem]:
    for index, entry in enumerate(document.resumen.tributos or ()):
        if entry.codigo not in facts.carried and entry.valor:
            yield f"resumen.tributos[{index}].codigo", {"tribute": shown(entry.codigo)}


@rule(
    "tribute-summed-twice",
    message="El tributo {tribute} está más de una vez en resumen.tributos.",
    message_en="Tribute {tribute} is in resumen.tributos more than once.",
    fix="Sume los valores en una sola entrada por código.",
    fix_en="Add up the values in one entry for each code.",
    types=(*SALES, "08", "17"),
    source="Manual Funcional 2.0 p. 35",
    build="off",
)
def tribute_summed_twice(document: AnyDocument, _: Facts) -> Iterator[Problem]:
    seen: set[str] = set()
    for index, entry in enumerate(document.resumen.tributos or ()):
        if entry.codigo in seen:
            yield f"resumen.tributos[{index}].codigo", {"tribute": shown(entry.codigo)}
        seen.add(entry.codigo)
