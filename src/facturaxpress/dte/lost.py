"""What a client sent and the structure cannot say: 1.x lacks some fields of 2.0, and 2.0 some of 1.x."""

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal
from functools import cache
from typing import Any

from facturaxpress.dte.codes import DOMICILED
from facturaxpress.dte.faults import join
from facturaxpress.dte.making import Maker
from facturaxpress.dte.nodes import Node, tree
from facturaxpress.dte.structures import LAWS, TYPES

_OF_THE_SYSTEM = frozenset(
    {"tipoDte", "tipoEvento", "establecimiento", "puntoVenta", "fecEmi", "referencia", "identificacion", "emisor"}
    | {"firmaElectronica", "selloRecibido"}
)
_OURS = frozenset({"tipoVenta", "retieneIva", "percibeIva", "retieneRenta"})
_SAID_OTHERWISE = frozenset({"distrito", "observaciones"})
"""1.x has no districts, and the observations of `resumen` in `extension`."""
_STATED = frozenset({"saldoFavor"})
"""Figures that a client may state beyond what is computed: an older balance."""
_INDEX = re.compile(r"\[[0-9]+\]")


def tell_lost(maker: Maker) -> None:
    """A fault for everything that was sent and would not be in the document."""
    for path in maker.unsayable:
        _tell(maker, path)
    for chain in lacking(maker.law.tipo, maker.law.version):
        for path, value in _sent(maker.sale, chain, ""):
            if value in (None, Decimal(0), []) or (chain[-1] == "codDomiciliado" and value == DOMICILED):
                continue
            _tell(maker, path)


def _tell(maker: Maker, path: str) -> None:
    law, chain = maker.law, tuple(_INDEX.sub("", path).split("."))
    others = ", ".join(f"{law.tipo} v{version}" for version in versions_with(law.tipo, chain))
    values = {"others": others or "que lo tenga", "others_en": others or "that has it"}
    maker.findings.refuse("only-other-structure", path, field=chain[-1], tipo=law.tipo, version=law.version, **values)


def versions_with(tipo: str, chain: Sequence[str]) -> list[int]:
    """The versions of the type's structure that have a field, given as the chain of attributes that leads to it."""
    return [law.version for law in LAWS.values() if law.tipo == tipo and _has(tree(law.document), chain)]


def _has(node: Node, chain: Sequence[str]) -> bool:
    if not chain:
        return True
    members = _inside(node).members.values()
    return any(member.attribute == chain[0] and _has(member, chain[1:]) for member in members)


@cache
def lacking(tipo: str, version: int) -> tuple[tuple[str, ...], ...]:
    """The fields of the input that the structure does not have, as chains of attributes."""
    own, law = TYPES[tipo], LAWS[tipo, version]
    figures = {figure.name for figure in own.figures} | {figure.name for figure in own.line_figures}
    computed = (figures - _STATED) | _OURS | own.not_written

    def search(form: Node, structure: Node, chain: tuple[str, ...]) -> Iterator[tuple[str, ...]]:
        members = {member.attribute: member for member in structure.members.values()}
        for member in form.members.values():
            name = member.attribute
            if (not chain and name in _OF_THE_SYSTEM) or name in computed or name in _SAID_OTHERWISE:
                continue
            if name not in members:
                yield (*chain, name)
            else:
                yield from search(_inside(member), _inside(members[name]), (*chain, name))

    return tuple(search(tree(own.sale), tree(law.document), ()))


def _inside(node: Node) -> Node:
    return node if node.item is None else node.item


def _sent(section: Any, chain: tuple[str, ...], path: str) -> Iterator[tuple[str, Any]]:
    value = getattr(section, chain[0], None)
    here = join(path, chain[0])
    if len(chain) == 1:
        yield here, value
    elif isinstance(value, list):
        for index, member in enumerate(value):
            yield from _sent(member, chain[1:], join(here, index))
    elif value is not None:
        yield from _sent(value, chain[1:], here)
