"""Rules of `identificacion`: the way of transmission and the numbers."""

from collections.abc import Iterator

from facturaxpress.dte.documents.views import AnyDocument
from facturaxpress.dte.numbering import parse_numero_control
from facturaxpress.dte.rules.book import DOCUMENTS, Problem, rule
from facturaxpress.dte.rules.facts import Facts

TRANSMISSIONS = (1, 2)


@rule(
    "transmission-kind",
    message="El tipo de transmisión {value} no está en CAT-004.",
    message_en="The kind of transmission {value} is not in CAT-004.",
    fix="Ponga tipoOperacion en 1 (normal) o 2 (por contingencia).",
    fix_en="Set tipoOperacion to 1 (normal) or 2 (in contingency).",
    types=(*DOCUMENTS, "18"),
    source="CAT-004",
)
def transmission_kind(document: AnyDocument, _: Facts) -> Iterator[Problem]:
    value = document.identificacion.tipoOperacion
    if value not in TRANSMISSIONS:
        yield "identificacion.tipoOperacion", {"value": value}


@rule(
    "transmission-mode",
    message="{field} es {value} y con tipoOperacion {operation} corresponde {expected}.",
    message_en="{field} is {value}, and with tipoOperacion {operation} it must be {expected_en}.",
    fix="Ponga {field} en {expected}.",
    fix_en="Set {field} to {expected_en}.",
    types=(*DOCUMENTS, "18"),
    source="Manual Funcional 2.0 p. 21; JSON Schema de las estructuras 1.x",
)
def transmission_mode(document: AnyDocument, _: Facts) -> Iterator[Problem]:
    own = document.identificacion
    expected: list[tuple[str, object, bool, str, str]]
    if own.tipoOperacion not in TRANSMISSIONS:
        return
    if own.tipoOperacion == 1:
        expected = [
            ("tipoModelo", own.tipoModelo, own.tipoModelo == 1, "1", "1"),
            ("tipoContingencia", own.tipoContingencia, own.tipoContingencia is None, "null", "null"),
            ("motivoContin", own.motivoContin, own.motivoContin is None, "null", "null"),
        ]
    else:
        needs_text = own.tipoContingencia == 5
        expected = [
            ("tipoModelo", own.tipoModelo, own.tipoModelo == 2, "2", "2"),
            (
                "tipoContingencia",
                own.tipoContingencia,
                own.tipoContingencia is not None,
                "un código de CAT-005",
                "a code of CAT-005",
            ),
            (
                "motivoContin",
                own.motivoContin,
                not needs_text or bool((own.motivoContin or "").strip()),
                "el motivo en palabras",
                "the reason in words",
            ),
        ]
    for field, value, right, es, en in expected:
        if not right:
            shown = "null" if value is None else str(value)[:40]
            values = {"field": field, "value": shown, "operation": own.tipoOperacion, "expected": es, "expected_en": en}
            yield f"identificacion.{field}", values


@rule(
    "control-number",
    message="El número de control {value} lleva el correlativo 0.",
    message_en="The control number {value} has the sequence number 0.",
    fix="Los correlativos empiezan en 1 cada año.",
    fix_en="Sequence numbers begin at 1 every year.",
    types=DOCUMENTS,
    source="Manual Funcional 2.0 p. 31–32",
    build="off",
    validate="warning",
)
def control_number(document: AnyDocument, _: Facts) -> Iterator[Problem]:
    number = document.identificacion.numeroControl
    if number.endswith("-" + "0" * 15):
        yield "identificacion.numeroControl", {"value": number}


@rule(
    "control-number-place",
    message="El número de control dice {number} y el emisor dice «{value}» en {field}.",
    message_en="The control number says {number} and the issuer says “{value}” in {field}.",
    fix="Use en {field} el mismo código que en el número de control.",
    fix_en="Use in {field} the same code as in the control number.",
    types=DOCUMENTS,
    source="Manual Funcional 2.0 p. 31–32",
    regimes=("2.0",),
    build="off",
    validate="warning",
)
def control_number_place(document: AnyDocument, _: Facts) -> Iterator[Problem]:
    number = parse_numero_control(document.identificacion.numeroControl)
    if number is None:
        return
    emisor = document.emisor
    for field, value, stated in (
        ("codEstable", emisor.codEstable, number.establecimiento),
        ("codPuntoVenta", emisor.codPuntoVenta, number.puntoVenta),
    ):
        if value is not None and value != stated:
            yield f"emisor.{field}", {"field": field, "value": value, "number": stated}
