"""The structures known, found by their place.

A type of document is a folder of `documents`, an event one of `events`: its `type.py` holds the `TYPE`, and each
`v<number>.py` the `LAW` of one version. A new version is one new module.
"""

import pkgutil
from collections.abc import Mapping
from importlib import import_module
from types import ModuleType
from typing import Any

from facturaxpress.dte import documents, events
from facturaxpress.dte.documents.law import Law, Type


def _found(package: ModuleType, name: str, kind: type[Any]) -> list[Any]:
    found = []
    for module in pkgutil.walk_packages(package.__path__, f"{package.__name__}."):
        entry = getattr(import_module(module.name), name, None)
        if isinstance(entry, kind):
            found.append(entry)
    return found


def found_laws() -> list[Law]:
    """Every structure that stands in its place, by type and version."""
    laws = [*_found(documents, "LAW", Law), *_found(events, "LAW", Law)]
    return sorted(laws, key=lambda law: (law.tipo, law.version))


LAWS: dict[tuple[str, int], Law] = {(law.tipo, law.version): law for law in found_laws()}
REGIMES = {key: law.regime for key, law in LAWS.items()}
"""Regime by type and version, as the law table asks for it."""
TYPES: dict[str, Type] = {
    entry.tipo: entry
    for entry in sorted([*_found(documents, "TYPE", Type), *_found(events, "TYPE", Type)], key=lambda one: one.tipo)
}


def said_type(document: Mapping[str, Any], own: Mapping[str, Any]) -> tuple[Any, str]:
    """The type that a complete document or event says in `identificacion` (`own`), and the field that says it.

    Two events say it only by what they are about.
    """
    if own.get("tipoEvento") is not None:
        return own["tipoEvento"], "tipoEvento"
    if own.get("tipoDte") is None and "motivo" in document:
        if "documento" in document:
            return "invalidacion", "tipoEvento"
        if "detalleDTE" in document:
            return "contingencia", "tipoEvento"
    return own.get("tipoDte"), "tipoDte"
