"""Judging a document by the rules alone, without HTTP."""

import copy
from typing import Any

from facturaxpress.sandbox.messages import RefusalError
from facturaxpress.sandbox.rules.events import JUDGES
from facturaxpress.sandbox.rules.judgement import judge
from facturaxpress.sandbox.structure import Structures

Document = dict[str, Any]


def name_of(document: Document) -> str:
    """The structure a document or event belongs to."""
    heading = document["identificacion"]
    if "tipoDte" in heading or "tipoEvento" in heading:
        return str(heading.get("tipoDte") or heading["tipoEvento"])
    return "contingencia" if "detalleDTE" in document else "invalidacion"


def refusal(document: Document, structures: Structures | None = None) -> str | None:
    """Code and field, or code and observations for a fault of form; None for what passes."""
    name = name_of(document)
    try:
        if structures is not None:
            structures.check(name, document["identificacion"]["version"], document)
        if name in JUDGES:
            JUDGES[name](document)
        else:
            judge(name, document)
    except RefusalError as error:
        return told(error)
    return None


def told(error: RefusalError) -> str:
    """A refusal in short: `020 resumen.totalPagar`."""
    if error.codigo == "096":
        return f"096 {', '.join(error.observaciones)}"
    return f"{error.codigo} {error.descripcion.partition(']')[0].lstrip('[')}"


def with_(document: Document, **changes: Any) -> Document:
    """A copy with the members at paths such as `resumen__total` or `cuerpoDocumento__0__ventaGravada` replaced."""
    other = copy.deepcopy(document)
    for path, value in changes.items():
        node: Any = other
        *steps, last = [int(step) if step.isdigit() else step for step in path.split("__")]
        for step in steps:
            node = node[step]
        node[last] = value
    return other
