"""The advice about a field that is not known, for every type: it is true, and says the same in both languages."""

import re
from collections.abc import Iterator
from typing import Any

import pytest
from msgspec import Struct
from tests.dte.support import ccf, context, document, fe, line

from facturaxpress import dte
from facturaxpress.dte.advice import about_unknown
from facturaxpress.dte.nodes import Node, tree
from facturaxpress.dte.structures import LAWS, TYPES

INPUTS = {f"input {tipo}": own.sale for tipo, own in TYPES.items()}
STRUCTURES = {f"{law.tipo} v{law.version}": law.document for law in LAWS.values()}


def section(cls: type[Struct], path: str) -> Node:
    node = tree(cls)
    for part in path.split(".") if path else ():
        member = next(member for member in node.members.values() if member.attribute == part)
        node = member.item or member
    return node


def advice(name: str, place: str) -> tuple[str, str, str]:
    """The nearest field and the advice in both languages; `name` is a structure, or the input of a type."""
    cls = INPUTS[name] if name in INPUTS else STRUCTURES[name]
    path, _, key = place.rpartition(".")
    near, (es, en) = about_unknown(cls, section(cls, path), key, path)
    return near, es, en


@pytest.mark.parametrize(
    ("name", "place", "near", "es", "en"),
    [
        ("01 v2", "extension", "", "va en resumen.observaciones", "goes into resumen.observaciones"),
        ("input 11", "extension", "", "va en resumen.observaciones", "goes into resumen.observaciones"),
        ("input 15", "extension", "", "los tipos 01, 03, 04, 05, 06, 07, 08 y 09", "06, 07, 08 and 09 have it"),
        ("input contingencia", "horEmi", "", "la hora la pone el sistema", "the system sets the time"),
        ("03 v4", "horEmi", "identificacion.horEmi", "identificacion.horEmi", "identificacion.horEmi"),
        ("input 01", "receptor.nit", "", "va en numDocumento", "goes into numDocumento"),
        ("14 v1", "receptor.nit", "", "va en numDocumento", "goes into numDocumento"),
        ("09 v2", "receptor.tipoDocumento", "", "se identifica con receptor.nit", "receptor.nit says who"),
        ("05 v3", "receptor.numDocumento", "", "Póngalo en receptor.nit", "Put it into receptor.nit"),
        ("input 14", "receptor.nombreComercial", "", "04, 05, 06, 07, 08, 09 y 11", "07, 08, 09 and 11 have it"),
        ("08 v1", "receptor.tipoEstablecimiento", "", "solo lo lleva el tipo 09", "only type 09 has it"),
        ("06 v4", "cuerpoDocumento.ivaItem", "", "los precios van sin IVA", "prices are net of IVA"),
        ("15 v2", "cuerpoDocumento.ivaItem", "", "los tipos 01, 08 y 18", "types 01, 08 and 18"),
        ("input 08", "resumen.totalIva", "", "va en resumen.tributos", "IVA is in resumen.tributos"),
        ("07 v1", "resumen.totalIva", "", "solo lo lleva la versión 2", "only version 2 has it"),
        ("input 08", "resumen.percibeIva", "", "en ivaPerci", "into ivaPerci"),
        ("05 v3", "resumen.percibeIva", "", "en ivaPerci1", "into ivaPerci1"),
        ("input 09", "resumen.percibeIva", "", "es ivaPercibido", "ivaPercibido"),
        ("input 11", "resumen.percibeIva", "", "no percibe IVA", "collects no advance IVA"),
        ("input 14", "resumen.retieneIva", "", "en ivaRete", "into ivaRete"),
        ("08 v2", "resumen.retieneIva", "", "se envía para emitir", "what is sent to issue"),
        ("input 03", "resumen.retieneRenta", "", "en reteRenta", "into reteRenta"),
        ("03 v4", "resumen.reteRenta", "", "del tipo 03 solo lo lleva la versión 3", "only version 3 has it"),
        ("input 06", "resumen.retieneRenta", "", "en reteRenta", "into reteRenta"),
        ("03 v4", "resumen.ivaRete1", "ivaRete", "Aquí se llama «ivaRete»", "it is called “ivaRete”"),
        ("06 v3", "resumen.ivaRete", "ivaRete1", "Aquí se llama «ivaRete1»", "it is called “ivaRete1”"),
        ("14 v2", "sujetoExcluido", "receptor", "Aquí se llama «receptor»", "it is called “receptor”"),
        ("15 v1", "receptor", "donante", "Aquí se llama «donante»", "it is called “donante”"),
        ("input 17", "donatario", "", "solo lo lleva el tipo 15", "only type 15 has it"),
        ("input 11", "cuerpoDocumento.observaciones", "", "en resumen.observaciones", "into resumen.observaciones"),
        ("input 15", "cuerpoDocumento.precioUni", "", "en valorUni", "into valorUni"),
        ("invalidacion v3", "referencia", "", "se envía para emitir", "what is sent to issue"),
    ],
)
def test_advice_fits_the_structure(name: str, place: str, near: str, es: str, en: str) -> None:
    found = advice(name, place)
    assert found[0] == near
    assert es in found[1]
    assert en.lower() in found[2].lower()


def nodes(node: Node, path: str) -> Iterator[tuple[Node, str]]:
    if node.members:
        yield node, path
        for member in node.members.values():
            yield from nodes(member, f"{path}.{member.attribute}" if path else member.attribute)
    if node.item is not None:
        yield from nodes(node.item, path)


NAMES = sorted(
    {
        key
        for cls in (*INPUTS.values(), *STRUCTURES.values())
        for node, _ in nodes(tree(cls), "")
        for key in node.members
    }
)
PUT = re.compile(r"(?:Póngalo en|Put it into) ([\w.\[\]]+\w)[:,]")
CALLED = re.compile(r"(?:llama|called) [«“](\w+)[»”]")


def keys(node: Node, path: str) -> Iterator[str]:
    for key, member in node.members.items():
        here = f"{path}.{key}" if path else key
        yield here
        yield from keys(member, here)
    if node.item is not None:
        yield from keys(node.item, f"{path}[]")


@pytest.mark.parametrize("name", [*INPUTS, *STRUCTURES])
def test_every_known_name_put_elsewhere_gets_advice_that_is_true(name: str) -> None:
    cls: Any = INPUTS.get(name) or STRUCTURES[name]
    places = set(keys(tree(cls), ""))
    own = name.removeprefix("input ").partition(" ")[0]
    for node, path in nodes(tree(cls), ""):
        for key in NAMES:
            if key in node.members:
                continue
            near, words = about_unknown(cls, node, key, path)
            assert not near or near in node.members or near in places
            for text in words:
                assert text.endswith((".", "…"))
                for put in PUT.findall(text):
                    assert (
                        put in places
                        or f"{path}[].{put}" in places
                        or f"{path}.{put}" in places
                        or put == f"{path}.nit"
                    ), text
                for called in CALLED.findall(text):
                    assert called in node.members
            told = re.search(r"solo lo llevan? (?:los tipos|el tipo) ([\w ,]+)\.", words[0])
            if told is not None:
                assert own not in re.split(r", | y ", told[1])


def test_advice_reaches_both_languages_of_a_fault() -> None:
    with pytest.raises(dte.FaultError) as caught:
        dte.build(ccf(line(ivaItem=1), extension={"x": 1}), context())
    texts = {fault.path: (fault.fix, fault.fix_en) for fault in caught.value.faults}
    assert texts["cuerpoDocumento[0].ivaItem"] == (
        "Quite ivaItem: aquí los precios van sin IVA.",
        "Remove ivaItem: here prices are net of IVA.",
    )
    whole = document(fe()) | {"extension": None}
    (fault,) = dte.validate(whole).faults
    assert (fault.code, fault.path) == ("unknown-field", "extension")
    assert fault.fix_en.endswith("what should stand there goes into resumen.observaciones.")


def test_hostile_names_are_only_shown() -> None:
    for key in ("{0}", "{path}", "«»", "x" * 10_000, "", " ", "\x00"):
        with pytest.raises(dte.FaultError) as caught:
            dte.build(fe(**{key: 1}), context())
        (fault,) = caught.value.faults
        assert fault.code == ("json-character" if key == "\x00" else "unknown-field")
        assert len(fault.message + fault.fix) < 1000
