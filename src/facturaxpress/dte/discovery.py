"""Finds the structures by their place.

A type of document is a folder of `documents`, an event one of `events`: its `type.py` holds the `TYPE`, and each
`v<number>.py` the `LAW` of one version. A new version is one new module.
"""

import pkgutil
from importlib import import_module
from types import ModuleType
from typing import Any

from facturaxpress.dte import documents, events
from facturaxpress.dte.documents.law import Law, Type
from facturaxpress.dte.structures import LAWS, REGIMES, TYPES


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


def _found_types() -> list[Type]:
    types = [*_found(documents, "TYPE", Type), *_found(events, "TYPE", Type)]
    return sorted(types, key=lambda own: own.tipo)


LAWS.update(((law.tipo, law.version), law) for law in found_laws())
REGIMES.update((key, law.regime) for key, law in LAWS.items())
TYPES.update((own.tipo, own) for own in _found_types())
