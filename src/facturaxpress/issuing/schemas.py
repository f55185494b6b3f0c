"""What may be sent to `/api/dtes`, as OpenAPI components: one schema a type."""

from typing import Any

from facturaxpress import dte
from facturaxpress.dte.structures import TYPES

DOCUMENTS = tuple(tipo for tipo, own in TYPES.items() if not own.event)
EVENTS = tuple(tipo for tipo, own in TYPES.items() if own.event)
_COMPONENTS = "#/components/schemas/"


def components() -> dict[str, Any]:
    """The schema of each type's input, by name."""
    return {_name(tipo): dte.input_schema(tipo) for tipo in TYPES}


def titles() -> dict[str, str]:
    """What each type is called, with its code."""
    return {tipo: f"{dte.input_schema(tipo)['title']} ({tipo})" for tipo in TYPES}


def body(*, events: bool) -> dict[str, Any]:
    """What a request may hold: the input of a document, of an event where `events`, or a complete one of MH's."""
    inputs = [_one_of("tipoDte", DOCUMENTS)]
    inner: list[dict[str, Any]] = [{"required": ["tipoDte"]}]
    if events:
        inputs.append(_one_of("tipoEvento", EVENTS))
        inner.append({"required": ["tipoEvento"]})
    complete = {
        "title": "Un documento completo de MH" + (", o un evento" if events else ""),
        "description": "Se emite de nuevo con número, fecha y emisor propios; sus totales se comparan",
        "type": "object",
        "required": ["identificacion"],
        "properties": {"identificacion": {"type": "object", "anyOf": inner}},
    }
    return {"anyOf": [*inputs, complete]}


def _one_of(field: str, tipos: tuple[str, ...]) -> dict[str, Any]:
    references = {tipo: f"{_COMPONENTS}{_name(tipo)}" for tipo in tipos}
    return {
        "oneOf": [{"$ref": reference} for reference in references.values()],
        "discriminator": {"propertyName": field, "mapping": references},
    }


def _name(tipo: str) -> str:
    return f"Evento_{tipo}" if tipo in EVENTS else f"Venta_{tipo}"
