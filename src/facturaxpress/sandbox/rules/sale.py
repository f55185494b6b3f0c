"""Codes and tributes of 01 version 2 and 03 version 4, beyond what the JSON Schema says.

Sources: Manual Funcional v2.0 (PDF pp. 32–40 and 52–54), Catálogos v1.1. Each check raises the first fault.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from facturaxpress.sandbox.messages import RefusalError
from facturaxpress.sandbox.rules import tables

_IVA = "20"


def check_codes(document: Mapping[str, Any]) -> None:
    """Addresses, identity documents, payment and units: 003, 005, 007, 024."""
    _address(document["emisor"]["direccion"], "emisor.direccion")
    receptor = document["receptor"]
    if receptor is not None:
        if receptor["direccion"] is not None:
            _address(receptor["direccion"], "receptor.direccion")
        kind = receptor.get("tipoDocumento")
        if kind is not None and kind not in tables.TIPO_DOCUMENTO:
            raise RefusalError("007", "receptor.tipoDocumento")
    _payment(document["resumen"])


def check_lines(tipoDte: str, lines: Sequence[Mapping[str, Any]]) -> None:
    """Numbering, kinds and units of the lines: 019, 005, 007, 024."""
    for place, line in enumerate(lines, 1):
        at = f"cuerpoDocumento.{place}"
        if line["numItem"] != place:
            raise RefusalError("019", f"{at}.numItem")
        if line["tipoItem"] not in tables.TIPO_ITEM:
            raise RefusalError("007", f"{at}.tipoItem")
        if line["uniMedida"] not in tables.UNI_MEDIDA:
            raise RefusalError("007", f"{at}.uniMedida")
        own_tribute = line["codTributo"]
        if line["tipoItem"] == 4 and own_tribute is None:
            raise RefusalError("005", f"{at}.codTributo")
        if own_tribute is not None and line["tipoItem"] != 4:
            raise RefusalError("024", f"{at}.codTributo")
        if own_tribute is not None and own_tribute not in tables.SECTION_2:
            raise RefusalError("007", f"{at}.codTributo")
        if line["noGravado"] != 0:
            _charge(line, at)
        _line_tributes(tipoDte, line, f"{at}.tributos")


def _charge(line: Mapping[str, Any], at: str) -> None:
    """A line of `noGravado` holds nothing else (p. 32–33); its price is let be, as p. 50 prints one."""
    right = {
        "cantidad": line["cantidad"] == 1,
        "uniMedida": line["uniMedida"] == 99,
        "tipoItem": line["tipoItem"] != 4,
        "montoDescu": line["montoDescu"] == 0,
        "psv": not line["psv"],
        "codTributo": line["codTributo"] is None,
        "tributos": line["tributos"] is None,
    }
    for field, is_right in right.items():
        if not is_right:
            raise RefusalError("024", f"{at}.{field}")


def check_summary_tributes(tipoDte: str, summary: Sequence[Mapping[str, Any]]) -> None:
    """The codes of `resumen.tributos`: allowed in this tipo (007) and each once (025)."""
    allowed = tables.SECTION_1_OF_TIPO[tipoDte] | tables.SECTION_3
    codes = [entry["codigo"] for entry in summary]
    for place, code in enumerate(codes, 1):
        if code not in allowed:
            raise RefusalError("007", f"resumen.tributos.{place}.codigo")
    if len(set(codes)) != len(codes):
        raise RefusalError("025", "resumen.tributos")


def _line_tributes(tipoDte: str, line: Mapping[str, Any], field: str) -> None:
    codes = line["tributos"]
    if tipoDte == "03" and line["ventaGravada"] > 0 and _IVA not in (codes or ()):
        raise RefusalError("005", field)
    allowed = tables.SECTION_1_OF_TIPO[tipoDte] | tables.SECTION_3
    if codes is not None and not allowed.issuperset(codes):
        raise RefusalError("007", field)


def _address(address: Mapping[str, Any], field: str) -> None:
    if address["departamento"] not in tables.DEPARTAMENTOS:
        raise RefusalError("007", f"{field}.departamento")
    distritos = tables.DISTRITOS.get((address["departamento"], address["municipio"]))
    if distritos is None:
        raise RefusalError("007", f"{field}.municipio")
    if address["distrito"] not in distritos:
        raise RefusalError("007", f"{field}.distrito")


def _payment(resumen: Mapping[str, Any]) -> None:
    condition = resumen["condicionOperacion"]
    if condition not in (1, 2, 3):
        raise RefusalError("007", "resumen.condicionOperacion")
    for place, payment in enumerate(resumen["pagos"] or (), 1):
        at = f"resumen.pagos.{place}"
        if payment["codigo"] is not None and payment["codigo"] not in tables.FORMA_PAGO:
            raise RefusalError("007", f"{at}.codigo")
        if payment["plazo"] is not None and payment["plazo"] not in tables.PLAZO:
            raise RefusalError("007", f"{at}.plazo")
        for term in ("plazo", "periodo"):
            if condition == 1 and payment[term] is not None:
                raise RefusalError("024", f"{at}.{term}")
            if condition == 2 and payment[term] is None:
                raise RefusalError("005", f"{at}.{term}")
