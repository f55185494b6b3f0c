"""The JSON Schemas documents are held against: MH's own files where they are given, else the project's.

MH's files are found by what they say of themselves (`identificacion.version` with `tipoDte` or `tipoEvento`; the parts
of an invalidation or a contingency), not by name or folder, so the folder given may be the whole `schemas` tree or that
of one regime.
"""

import json
import re
from pathlib import Path
from typing import Any

import jsonschema_rs

from facturaxpress.sandbox.messages import RefusalError

OWN_FOLDER = Path(__file__).with_name("schemas")
MOST_OBSERVATIONS = 50

INVALIDATION = "invalidacion"
CONTINGENCY = "contingencia"

_OWN_NAME = re.compile(rf"^(\d\d|{INVALIDATION}|{CONTINGENCY})-v(\d+)$")
_PARTS = {INVALIDATION: {"documento", "motivo"}, CONTINGENCY: {"detalleDTE", "motivo"}}
"""What tells the schemas of the two events that name no tipo."""

_PHRASES = {
    "pattern": "no cumple el formato requerido",
    "format": "no cumple el formato requerido",
    "minLength": "no cumple el tamaño mínimo permitido",
    "maxLength": "no cumple el tamaño máximo permitido",
    "minimum": "no cumple el mínimo permitido",
    "maximum": "no cumple el máximo permitido",
    "exclusiveMinimum": "no cumple el mínimo exclusivo",
    "exclusiveMaximum": "no cumple el máximo exclusivo",
    "multipleOf": "no cumple la cantidad de decimales permitida",
    "minItems": "no cumple la cantidad mínima de elementos",
    "maxItems": "no cumple la cantidad máxima de elementos",
    "uniqueItems": "contiene elementos repetidos",
}
"""Format, minimum size and exclusive minimum as MH's validator has been seen to put them; the others in its manner."""

_ANY_OTHER = "contiene un valor inválido"


class StructureError(RuntimeError):
    """There are no usable schema files; the message says where they were looked for and what to do."""


class Structures:
    """The validators by structure and version; a structure is a tipo of document or event, or the name of an event."""

    def __init__(self, schemas: dict[tuple[str, int], dict[str, Any]], source: Path) -> None:
        self._schemas = schemas
        self._validators: dict[tuple[str, int], jsonschema_rs.Validator] = {}
        self.source = source

    @classmethod
    def load(cls, folder: Path | None = None) -> "Structures":
        """Read every schema under `folder` (default: the project's own). Raises StructureError if there is none."""
        source = folder or OWN_FOLDER
        found: dict[tuple[str, int], dict[str, Any]] = {}
        for path in sorted(source.rglob("*.json")) if source.is_dir() else []:
            schema = _read(path)
            key = _key(schema, path)
            if key is None:
                continue
            if key in found and found[key] != schema:
                raise StructureError(
                    f"Hay dos esquemas distintos del tipo {key[0]} versión {key[1]} bajo {source}; "
                    "indique una carpeta que tenga uno solo."
                )
            found[key] = schema
        if not found:
            raise StructureError(
                f"No hay esquemas JSON de DTE bajo {source}. Indique la carpeta de los esquemas del MH con --schemas "
                "o con la variable FACTURAXPRESS_MH_SCHEMAS."
            )
        return cls(found, source)

    @property
    def own(self) -> bool:
        """True when the project's own schemas are in use."""
        return self.source == OWN_FOLDER

    def names(self) -> list[str]:
        """What is known, as `01-v2`, sorted."""
        return [f"{tipo}-v{version}" for tipo, version in sorted(self._schemas)]

    def check(self, structure: str, version: int, document: Any) -> None:
        """Raise the refusal 096 with one observation a fault, or 003 where the structure is not known at all."""
        validator = self._validator(structure, version)
        if validator is None:
            raise RefusalError("003", "identificacion.version")
        try:
            if validator.is_valid(document):
                return
            faults = list(dict.fromkeys(text for error in validator.iter_errors(document) for text in _describe(error)))
        except UnicodeEncodeError as error:
            # A lone surrogate escape is a string no UTF-8 text can hold.
            raise RefusalError("098") from error
        raise RefusalError("096", observaciones=faults[:MOST_OBSERVATIONS])

    def _validator(self, structure: str, version: int) -> jsonschema_rs.Validator | None:
        key = (structure, version)
        if key not in self._validators:
            if key not in self._schemas:
                return None
            self._validators[key] = jsonschema_rs.validator_for(self._schemas[key], validate_formats=True, offline=True)
        return self._validators[key]


def _read(path: Path) -> Any:
    try:
        return json.loads(path.read_bytes())
    except ValueError as error:
        raise StructureError(f"El archivo {path} no es JSON válido: {error}") from error


def _key(schema: Any, path: Path) -> tuple[str, int] | None:
    try:
        parts = schema["properties"]
        identification = parts["identificacion"]["properties"]
        tipo, version = _tipo(parts, identification), _only(identification["version"])
    except (KeyError, TypeError):
        tipo = version = None
    if isinstance(tipo, str) and isinstance(version, int):
        return tipo, version
    # An own schema may say it behind a $ref; its name then speaks for it.
    named = _OWN_NAME.match(path.stem)
    return (named.group(1), int(named.group(2))) if named and isinstance(schema, dict) else None


def _tipo(parts: dict[str, Any], identification: dict[str, Any]) -> Any:
    for name in ("tipoDte", "tipoEvento"):
        if name in identification:
            return _only(identification[name])
    return next((event for event, names in _PARTS.items() if names <= parts.keys()), None)


def _only(member: dict[str, Any]) -> Any:
    if "const" in member:
        return member["const"]
    choices = member.get("enum", [])
    return choices[0] if len(choices) == 1 else None


def _describe(error: jsonschema_rs.ValidationError) -> list[str]:
    steps = [str(step) for step in error.instance_path]
    kind = error.kind.name
    if kind == "required":
        return [f"Campo #/{'/'.join([*steps, str(error.kind.value)])} es requerido"]
    if kind == "additionalProperties":
        return [f"Campo #/{'/'.join([*steps, str(name)])} no está permitido" for name in error.kind.value]
    return [f"Campo #/{'/'.join(steps)} {_PHRASES.get(kind, _ANY_OTHER)}"]
