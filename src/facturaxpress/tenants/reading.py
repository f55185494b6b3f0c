"""Reading a file that a person wrote: every fault at once, in Spanish, with the nearest known name."""

import difflib
import json
import tomllib
from collections.abc import Callable, Iterable, Mapping
from decimal import Decimal
from pathlib import Path
from typing import Any

from facturaxpress import oserrors
from facturaxpress.dte import Fault, FaultError

SOURCE = "docs/guia/empresas.md"
LARGEST_FILE = 1_000_000
"""Bytes; a definition of a hundred branches has a few thousand."""
Words = tuple[str, str]
"""Spanish and English."""
CORRECT: Words = (
    "Corrija el archivo; hay un ejemplo comentado en examples/empresa.toml.",
    "Correct the file; examples/empresa.toml is an example with comments.",
)
_PATH: Words = ("Revise la ruta.", "Check the path.")
_RIGHTS: Words = ("Revise la ruta y los permisos del archivo.", "Check the path and the permissions of the file.")
_UTF8: Words = ("Guárdelo con codificación UTF-8.", "Save it encoded as UTF-8.")


def load_file(path: Path) -> dict[str, Any]:
    """The table in a `.json` file, or in a TOML file of any other name. Raises FaultError if there is none."""
    try:
        size = path.stat().st_size
        if size > LARGEST_FILE:
            raise FaultError([fault("ARCHIVO", "", f"El archivo {path} mide {size} bytes; no es una definición.")])
        text = path.read_text(encoding="utf-8-sig")
    except FileNotFoundError:
        raise FaultError([fault("ARCHIVO", "", f"No existe el archivo {path}.", _PATH)]) from None
    except OSError as error:
        message = f"No se puede leer {path}: {oserrors.reason(error)}."
        raise FaultError([fault("ARCHIVO", "", message, _RIGHTS)]) from error
    except UnicodeDecodeError:
        raise FaultError([fault("ARCHIVO", "", f"El archivo {path} no está en UTF-8.", _UTF8)]) from None
    try:
        # Amounts in settings stay exact.
        is_json = path.suffix.lower() == ".json"
        value = json.loads(text, parse_float=Decimal) if is_json else tomllib.loads(text, parse_float=Decimal)
    except (json.JSONDecodeError, tomllib.TOMLDecodeError) as error:
        kind = "JSON" if path.suffix.lower() == ".json" else "TOML"
        raise FaultError([fault("ARCHIVO", "", f"El archivo {path} no es {kind} válido: {error}.")]) from error
    except RecursionError:
        raise FaultError([fault("ARCHIVO", "", f"El archivo {path} anida demasiado.")]) from None
    if not isinstance(value, dict):
        raise FaultError([fault("ARCHIVO", "", f"El archivo {path} no contiene una tabla de datos.")])
    return value


def fault(code: str, path: str, message: str, fix: Words = CORRECT, *, message_en: str = "") -> Fault:
    """`fix` is Spanish and English."""
    return Fault(
        code=f"EMPRESA-{code}",
        path=path,
        message=message,
        message_en=message_en or f"The tenant definition is not valid at {path or 'the file'}.",
        fix=fix[0],
        fix_en=fix[1],
        source=SOURCE,
    )


def nearest(name: str, known: Iterable[str]) -> str | None:
    """The known name that was probably meant."""
    known = list(known)
    folded = {entry.lower().replace("_", ""): entry for entry in known}
    asked = name.lower().replace("_", "")
    if asked in folded:
        return folded[asked]
    found = difflib.get_close_matches(asked, folded, n=1, cutoff=0.6)
    return folded[found[0]] if found else None


def meant(name: str) -> Words:
    """What to do about a name that is not known, where another one is near."""
    return f"¿Quiso decir «{name}»?", f"Did you mean “{name}”?"


class Reader:
    """One table of the file. Faults go to a list shared by all tables; what is faulty reads as empty or None."""

    def __init__(self, table: Mapping[str, Any], path: str, faults: list[Fault]) -> None:
        self.table = table
        self.path = path
        self.faults = faults

    def at(self, name: str) -> str:
        return f"{self.path}.{name}" if self.path else name

    def refuse(self, code: str, name: str, message: str, fix: Words = CORRECT) -> None:
        self.faults.append(fault(code, self.at(name) if name else self.path, message, fix))

    def only(self, *known: str) -> None:
        """Refuse every name that is not known here."""
        for name in self.table:
            if name not in known:
                close = nearest(str(name), known)
                listed = ", ".join(known)
                hint = meant(close) if close else (f"Los nombres conocidos son: {listed}.", f"Known are: {listed}.")
                self.refuse("DESCONOCIDO", str(name), f"No se conoce el dato «{name}».", hint)

    def text(
        self,
        name: str,
        *,
        required: bool = True,
        shortest: int = 1,
        longest: int = 250,
        check: Callable[[str], str | None] | None = None,
    ) -> str | None:
        """A text without surrounding blanks. `check` says what is wrong with it, or None."""
        value = self.table.get(name)
        if value is None or value == "":
            if required:
                self.refuse("FALTA", name, f"Falta «{name}».")
            return None
        if not isinstance(value, str):
            self.refuse("TIPO", name, f"«{name}» debe ser un texto entre comillas.")
            return None
        value = value.strip()
        if any(not character.isprintable() for character in value):
            self.refuse("TEXTO", name, f"«{name}» contiene caracteres de control.")
            return None
        if not shortest <= len(value) <= longest:
            span = f"{shortest} a {longest}" if shortest != longest else str(shortest)
            self.refuse("LARGO", name, f"«{name}» tiene {len(value)} caracteres; se admiten {span}.")
            return None
        wrong = check(value) if check else None
        if wrong:
            self.refuse("FORMATO", name, wrong)
            return None
        return value

    def inner(self, name: str, *, required: bool = True) -> "Reader | None":
        """A table inside this one."""
        value = self.table.get(name)
        if value is None:
            if required:
                self.refuse("FALTA", name, f"Falta la sección «{name}».")
            return None
        if not isinstance(value, dict):
            self.refuse("TIPO", name, f"«{name}» debe ser una sección con datos.")
            return None
        return Reader(value, self.at(name), self.faults)

    def rows(self, name: str, *, text_key: str | None = None) -> list["Reader"]:
        """A list of tables; with `text_key` a plain text stands for a table with that one member."""
        value = self.table.get(name)
        if not isinstance(value, list) or not value:
            self.refuse("FALTA", name, f"«{name}» debe ser una lista con al menos un elemento.")
            return []
        rows = []
        for i, entry in enumerate(value):
            row = {text_key: entry} if text_key and isinstance(entry, str) else entry
            if isinstance(row, dict):
                rows.append(Reader(row, f"{self.at(name)}[{i}]", self.faults))
            else:
                self.faults.append(
                    fault("TIPO", f"{self.at(name)}[{i}]", "Cada elemento debe ser una sección con datos.")
                )
        return rows
