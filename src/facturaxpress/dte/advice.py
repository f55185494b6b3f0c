"""What to do about a field that is not known here: true for whatever structure it is said of."""

import re
from collections.abc import Iterator, Sequence
from difflib import get_close_matches
from functools import cache, lru_cache

from msgspec import Struct

from facturaxpress.dte.hints import Words
from facturaxpress.dte.nodes import Node, spelling, tree
from facturaxpress.dte.structures import LAWS, TYPES

_INSTEAD: dict[str, tuple[tuple[str, Words], ...]] = {
    "extension": (
        (
            "resumen.observaciones",
            (
                "Quite extension, que esta estructura no tiene; lo que deba constar va en resumen.observaciones.",
                "Remove extension, which this structure does not have; what should stand there goes into "
                "resumen.observaciones.",
            ),
        ),
    ),
    "horEmi": (
        (
            "puntoVenta",
            (
                "Quite horEmi: la hora la pone el sistema al generar el documento.",
                "Remove horEmi: the system sets the time when it generates the document.",
            ),
        ),
    ),
    "nit": (
        (
            "numDocumento nombre",
            (
                "Aquí el NIT va en numDocumento, con tipoDocumento «36».",
                "Here the NIT goes into numDocumento, with tipoDocumento “36”.",
            ),
        ),
    ),
    "tipoDocumento": (
        (
            "nit nombre",
            ("Quítelo: aquí se identifica con {path}.nit.", "Remove it: here {path}.nit says who it is."),
        ),
    ),
    "numDocumento": (
        (
            "nit nombre",
            ("Póngalo en {path}.nit, si es un NIT o un DUI.", "Put it into {path}.nit, if it is a NIT or a DUI."),
        ),
    ),
    "precioUni": (
        (
            "valorUni",
            ("Póngalo en valorUni, el valor de cada unidad.", "Put it into valorUni, the value of each unit."),
        ),
    ),
    "ivaItem": (
        (
            "ventaGravada",
            ("Quite ivaItem: aquí los precios van sin IVA.", "Remove ivaItem: here prices are net of IVA."),
        ),
    ),
    "totalIva": (
        (
            "tributos",
            (
                "Quite totalIva: aquí el IVA va en resumen.tributos.",
                "Remove totalIva: here IVA is in resumen.tributos.",
            ),
        ),
    ),
    "percibeIva": (
        (
            "ivaPerci",
            ("Ponga el monto de la percepción en {key[0]}.", "Put the advance IVA that is collected into {key[0]}."),
        ),
        (
            "ivaPercibido",
            ("Quite percibeIva: aquí la percepción es ivaPercibido.", "Remove percibeIva: ivaPercibido says it here."),
        ),
        ("", ("Quite percibeIva: este tipo no percibe IVA.", "Remove percibeIva: this type collects no advance IVA.")),
    ),
    "retieneIva": (("ivaRete", ("Ponga el monto retenido en {key[0]}.", "Put the amount withheld into {key[0]}.")),),
    "retieneRenta": (
        ("reteRenta", ("Ponga el monto retenido en reteRenta.", "Put the amount withheld into reteRenta.")),
    ),
}
"""By a field that is not known here: what to do if the section has some others; if none is named, at all events."""

_HELD_BY = {"nit": ("tipoDocumento", "numDocumento"), "numDocumento": ("nit",), "precioUni": ("valorUni",)}
"""By a field that may stand in its place in another structure: those that say the same."""

_SYNONYMS = {
    "cuerpoDocumento": "items item lines line lineas líneas detalle detalles productos body cuerpo",
    "receptor": "cliente customer client buyer comprador",
    "resumen": "summary totales totals",
    "fecEmi": "fecha date fechaEmision",
    "tipoDte": "tipo type tipoDocumento",
    "referencia": "reference id externalId",
    "tipoItem": "kind itemType",
    "cantidad": "qty quantity cant units unidades",
    "uniMedida": "unit unidad uom unidadMedida",
    "descripcion": "description desc detalle nombre name producto",
    "precioUni": "price unitPrice precio valor",
    "valorUni": "price unitPrice precio precioUni valor",
    "montoDescu": "discount descuento",
    "tributos": "taxes tax impuestos",
    "codigo": "sku code",
    "nombre": "name razonSocial",
    "correo": "email mail",
    "telefono": "phone tel",
    "direccion": "address domicilio",
    "numDocumento": "dui documento document",
    "pagos": "payments payment",
    "montoPago": "amount monto",
    "condicionOperacion": "condicion condition",
    "observaciones": "notes notas comentarios",
}
"""What people who know other systems write, by MH's name."""
_SHORTEST_PREFIX = 4
_LONGEST = 80
"""Characters of a name that are looked at."""
_MOST = 25
"""Known fields that are listed."""
_CLOSED = ("emisor", "identificacion")
_INDEX = re.compile(r"\[[0-9]*\]")


def about_unknown(cls: type[Struct], node: Node, key: str, path: str) -> tuple[str, Words]:
    """The nearest field known at `path`, or empty, and what to do about one that is not.

    `cls` is the structure or the form of input that was walked, `node` the section in it.
    """
    name, section = key[:_LONGEST], _INDEX.sub("", path)
    here = _called_here(cls, node, name, section)
    if here:
        return here, (f"Aquí se llama «{here}»; corrija el nombre.", f"Here it is called “{here}”; correct the name.")
    for needed, words in _INSTEAD.get(name, ()):
        keys = [_key(node, one) for one in needed.split()]
        if None not in keys:
            return "", (words[0].format(path=path, key=keys), words[1].format(path=path, key=keys))
    others = _told_of_others(cls, name, section)
    if others is not None:
        return "", others
    own = _owner(cls)
    near = _near(node, name)
    if near:
        return near, (
            f"Si quiso decir «{near}», corrija el nombre; si no, quite el campo.",
            f"If you meant “{near}”, correct the name; if not, remove the field.",
        )
    # In an input the issuer and the identification are no places to put anything.
    closed = _CLOSED if own is None or own[1] is None else ()
    elsewhere = [put for put, inside in _places_of(cls, name) if inside not in closed]
    if elsewhere:
        return elsewhere[0], (
            f"Póngalo donde corresponde: {_listed(elsewhere[:3], 'o')}.",
            f"Put it where it belongs: {_listed(elsewhere[:3], 'or')}.",
        )
    known = ", ".join(list(node.members)[:_MOST])
    return "", (
        f"Quite el campo; aquí se conocen: {known}.",
        f"Remove the field; known here are: {known}.",
    )


def stand_ins(node: Node, key: str) -> tuple[str, ...]:
    """The fields of the section that hold here what was sent under a name that is not known in it."""
    return tuple(one for one in _HELD_BY.get(key, ()) if _key(node, one) is not None)


def _told_of_others(cls: type[Struct], name: str, section: str) -> Words | None:
    """What to do about a field that only other structures have in that section; None if none has."""
    own = _owner(cls)
    if own is None:
        return None
    tipo, version = own
    place = (section, name)
    if version is None:
        types = [other for other, form in _inputs().items() if place in _fields(form) or place in _other_names(other)]
    else:
        versions = [str(other) for other, fields in _versions(tipo) if place in fields]
        if versions:
            return (
                f"Quite {name}: del tipo {tipo} solo lo lleva la versión {_listed(versions, 'y')}.",
                f"Remove {name}: of type {tipo} only version {_listed(versions, 'and')} has it.",
            )
        types = [other for other in _inputs() if any(place in fields for _, fields in _versions(other))]
        if not types and any(place in _fields(form) for form in _inputs().values()):
            return (
                f"Quite {name}: es de lo que se envía para emitir, no del documento.",
                f"Remove {name}: it belongs to what is sent to issue, not to the document.",
            )
    if not types:
        return None
    elsewhere = [put for put, inside in _places_of(cls, name) if inside not in _CLOSED]
    several = len(types) > 1
    have = f"{'llevan los tipos' if several else 'lleva el tipo'} {_listed(types, 'y')}"
    have_en = f"{'types' if several else 'type'} {_listed(types, 'and')} {'have' if several else 'has'}"
    if elsewhere:
        return (
            f"Póngalo en {elsewhere[0]}: aquí solo lo {have}.",
            f"Put it into {elsewhere[0]}: only {have_en} it here.",
        )
    return f"Quite {name}: solo lo {have}.", f"Remove {name}: only {have_en} it."


def _near(node: Node, name: str) -> str:
    """The member that was most likely meant; empty if there is none."""
    close = get_close_matches(name, node.members, n=1, cutoff=0.6) or [
        known for known in node.members if known.lower() == name.lower()
    ]
    return close[0] if close else _guess(node, name)


def _guess(node: Node, name: str) -> str:
    """The member that the name is short for, or another word for; empty if there is none."""
    lower = name.lower()
    if len(lower) >= _SHORTEST_PREFIX:
        for known in node.members:
            if known.lower().startswith(lower) or lower.startswith(known.lower()):
                return known
    return next((known for known in node.members if lower in _SYNONYMS.get(known, "").lower().split()), "")


def _called_here(cls: type[Struct], node: Node, name: str, section: str) -> str:
    """The key of the field that is called `name` in another version of the type; empty if there is none."""
    keys = {member.attribute: key for key, member in node.members.items()}
    if name in keys:
        return keys[name]
    own = _owner(cls)
    attribute = None if own is None else _other_names(own[0]).get((section, name))
    return keys.get(attribute or "", "")


@lru_cache(1024)
def _places_of(cls: type[Struct], name: str) -> tuple[tuple[str, str], ...]:
    """Where the structure knows a field of this name: the path without indexes, and the top section that holds it."""
    return tuple(
        (f"{path}.{key}" if path else key, section.partition(".")[0])
        for path, key, section, _ in _walked(tree(cls), "")
        if key == name
    )


@cache
def _fields(cls: type[Struct]) -> frozenset[tuple[str, str]]:
    """Every field of a structure, under its key and its name in 2.0: its section in the names of 2.0, and the field."""
    found = [(section, name) for _, key, section, own in _walked(tree(cls), "") for name in (key, own)]
    return frozenset(found)


def _walked(node: Node, path: str, section: str = "") -> Iterator[tuple[str, str, str, str]]:
    """Every member: where it stands, in keys, its own key, where it stands in the names of 2.0, and its own there."""
    for key, member in node.members.items():
        yield path, key, section, member.attribute
        inner = f"{section}.{member.attribute}" if section else member.attribute
        yield from _walked(member, f"{path}.{key}" if path else key, inner)
    if node.item is not None:
        yield from _walked(node.item, f"{path}[]", section)


def _key(node: Node, attribute: str) -> str | None:
    """What the structure calls a member, or one inside a member (`resumen.observaciones`); None if it has none."""
    first, _, rest = attribute.partition(".")
    for key, member in node.members.items():
        if member.attribute == first:
            return _key(member, rest) if rest else key
    return None


# The types, which structures finds, read what they act on through the walk, which asks for advice here.


@cache
def _owner(cls: type[Struct]) -> tuple[str, int | None] | None:
    """The type, and the version if it is a structure and no input; None for what is neither."""
    for law in LAWS.values():
        if law.document is cls:
            return law.tipo, law.version
    return next(((one.tipo, None) for one in TYPES.values() if one.sale is cls), None)


@cache
def _inputs() -> dict[str, type[Struct]]:
    """The form of the input of every type."""
    return {tipo: one.sale for tipo, one in TYPES.items()}


@cache
def _versions(tipo: str) -> tuple[tuple[int, frozenset[tuple[str, str]]], ...]:
    """The versions of a type and their fields."""
    return tuple((law.version, _fields(law.document)) for law in LAWS.values() if law.tipo == tipo)


@cache
def _other_names(tipo: str) -> dict[tuple[str, str], str]:
    """By section and key: the attribute that some version of the type calls so."""
    found: dict[tuple[str, str], str] = {}
    for law in LAWS.values():
        if law.tipo == tipo:
            for path, key in spelling(law.document).items():
                section, _, attribute = path.rpartition(".")
                found[section, key] = attribute
    return found


def _listed(names: Sequence[str], word: str) -> str:
    """`01, 03 y 05`."""
    *some, last = names
    return f"{', '.join(some)} {word} {last}" if some else last
