"""The one table of names: what the earlier structures, and two events, call otherwise than the documents of 2.0.

Layouts speak the names of 2.0 alone. The value of an older key is found under the newer name too; a document that has
the newer name keeps what it says. Source: MH, JSON Schemas of the structures of before Normativa 2.0 against those of
2.0 (11-Aug-2026).
"""

from collections.abc import Mapping
from typing import Any, Final

Record = Mapping[str, Any]
Names = Mapping[str, str]

SECTIONS: Final[Names] = {
    "sujetoExcluido": "receptor",  # 14
    "donatario": "emisor",  # 15
    "donante": "receptor",  # 15
}

KEYS: Final[Mapping[str, Names]] = {
    "identificacion": {
        "motivoContigencia": "motivoContin",  # 11; the slip is MH's
        "fecAnula": "fecEmi",  # invalidación
        "horAnula": "horEmi",
        "fTransmision": "fecEmi",  # contingencia, in both regimes
        "hTransmision": "horEmi",
    },
    "emisor": {
        "codigo": "codEstable",  # 07, 09
        "codigoMH": "codEstableMH",
        "puntoVenta": "codPuntoVenta",  # 07
        "puntoVentaContri": "codPuntoVenta",  # 09
        "puntoVentaMH": "codPuntoVentaMH",
    },
    "receptor": {
        "nit": "numDocumento",  # 05, 06, 08
    },
    "cuerpoDocumento": {
        "tipoDoc": "tipoGeneracion",  # 07
        "numDocumento": "numeroDocumento",  # 07
        "fechaGeneracion": "fechaEmision",  # 08
        "obsItem": "observaciones",  # 08
        "depreciacion": "tipoDepreciacion",  # 15
    },
    "resumen": {
        "ivaPerci1": "ivaPerci",  # 03, 05, 06
        "ivaRete1": "ivaRete",  # 01, 03, 05, 06, 14
        "descuento": "descuGravada",  # 11
        "totalExportacion": "exportacion",  # 08
        "totalIVAretenido": "totalIvaRetenido",  # 07
        "totalIVAretenidoLetras": "totalLetras",  # 07
    },
}

MOVED: Final[tuple[str, str, str]] = ("extension", "resumen", "observaciones")
"""From which section, to which, and the key that went from one to the other."""

NIT: Final = "36"
"""CAT-022: what `receptor.nit` is, where 2.0 asks for kind and number."""


def in_names_of_2_0(document: Record) -> Record:
    """`document` with every older name's value under its newer name too; the given mapping is not changed."""
    tree = _renamed(document, SECTIONS)
    for section, names in KEYS.items():
        value = tree.get(section)
        if isinstance(value, Mapping):
            tree[section] = _renamed(value, names)
        elif isinstance(value, list):
            tree[section] = [_renamed(each, names) if isinstance(each, Mapping) else each for each in value]
    receptor = tree.get("receptor")
    if isinstance(receptor, Mapping) and receptor.get("nit"):
        tree["receptor"] = {"tipoDocumento": NIT, **receptor}
    source, target, key = MOVED
    old, new = tree.get(source), tree.get(target)
    if isinstance(old, Mapping) and isinstance(new, Mapping) and key in old:
        tree[target] = {key: old[key], **new}
    return tree


def _renamed(record: Record, names: Names) -> dict[str, Any]:
    return {names[key]: value for key, value in record.items() if key in names} | dict(record)
