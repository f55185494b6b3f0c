"""MH's own tables, read apart from the program's catalogues and layouts."""

import csv
import json
import re
import unicodedata
from functools import cached_property
from pathlib import Path
from typing import Any

Row = dict[str, str]


class Published:
    def __init__(self, mh: Path, regime: str) -> None:
        self._mh, self.regime = mh, regime

    def catalog(self, number: str) -> list[Row]:
        return _csv(next((self._mh / "catalogs" / self.regime).glob(f"{number}_*.csv")))

    def name(self, number: str, code: Any) -> str:
        names = {row["code"]: row["value"] for row in self.catalog(number)}
        return re.sub(r" \d+$", "", names[str(code)])  # the number of a footnote

    @cached_property
    def informative(self) -> set[str]:
        """Tributes of section 3, which are not printed."""
        return {row["code"] for row in self.catalog("CAT-015") if row["section_no"] == "3"}

    def place(self, direccion: dict[str, str]) -> list[str]:
        """Names of distrito (2.0), municipio and departamento."""
        departamento = self.name("CAT-012", direccion["departamento"])
        if "distrito" in direccion:
            keys = ("departamento", "municipio", "distrito")
            wanted = tuple(direccion[key] for key in keys)
            for row in _csv(self._mh / "catalogs" / "2.0" / "CAT-008_distrito.csv"):
                if (row["departamento"], row["municipio"], row["code"]) == wanted:
                    return [row["nombre_oficial"], row["municipio_nombre"], departamento]
            raise KeyError(wanted)
        for item in self._former:
            if (item["departamento"], item["code"]) == (direccion["departamento"], direccion["municipio"]):
                return [item["value"], departamento]
        for row in self.catalog("CAT-013"):
            if (row["departamento"], row["code"]) == (direccion["departamento"], direccion["municipio"]):
                return [self._written_out[_plain(row["value"])], departamento]
        raise KeyError(direccion["municipio"])

    @cached_property
    def _former(self) -> list[Row]:
        """The 262 municipios of before the reform, each with the municipio it became part of."""
        text = (self._mh / "catalogs" / "1.x" / "CAT-013_legacy_262_municipios.json").read_text(encoding="utf-8")
        items: list[Row] = json.loads(text)
        return items

    @cached_property
    def _written_out(self) -> dict[str, str]:
        """Names of the municipios since the reform, which CAT-013 has in capitals and mostly without accents."""
        return {_plain(item["nuevo_municipio_nombre"]): item["nuevo_municipio_nombre"] for item in self._former}

    def fields(self, tipo: str) -> list[Row]:
        """Every key of the type's structure of 2.0 with its label and category, in the order of MH's layout."""
        return [row for row in _csv(self._mh / "rg-fields-2.0.csv") if row["tipo"] == tipo]

    def earlier(self, tipo: str) -> dict[str, str]:
        """The fields of the type's earlier structure and their categories."""
        text = (self._mh / "rg_categories_legacy.json").read_text(encoding="utf-8")
        return {
            re.sub(r"<br>|`", "", row["field"]): row["rg"]
            for row in json.loads(text)["types"].get(tipo, [])
            if row["field"]
        }


def _plain(name: str) -> str:
    decomposed = unicodedata.normalize("NFD", name.upper())
    return "".join(char for char in decomposed if not unicodedata.combining(char))


def _csv(path: Path) -> list[Row]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))
