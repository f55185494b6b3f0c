"""The slow way through a sale or document: finds everything that does not fit the structure, and goes on.

What is faulty is replaced by something harmless, so that the rules can still look at the rest in the same pass.
"""

import re
from collections.abc import Collection, Mapping
from decimal import Decimal
from difflib import get_close_matches
from functools import lru_cache
from typing import Any

from msgspec import Struct

from facturaxpress.dte.faults import join
from facturaxpress.dte.money import ZERO, plain
from facturaxpress.dte.nodes import Node, tree
from facturaxpress.dte.rules.book import Findings
from facturaxpress.dte.texts import is_date, is_email, shown


class Walk:
    """One pass over one value."""

    def __init__(
        self,
        cls: type[Struct],
        findings: Findings,
        synonyms: Mapping[str, Mapping[str, str]] | None = None,
        *,
        made: Collection[str] | None = None,
    ) -> None:
        """`synonyms` are other names of fields, by section.

        `made` tells that a document which was just made is looked at, and names the figures of `resumen` that were
        computed: what is null there was not sent, what was refused before is not told again, and a figure out of its
        range waits in `effects`, since whatever made it so has most likely a fault of its own.
        """
        self.cls = cls
        self.findings = findings
        self.synonyms = synonyms or {}
        self.made = made is not None
        self.computed = {f"resumen.{name}" for name in made or ()}
        self.effects: list[tuple[str, str, dict[str, Any]]] = []

    def run(self, value: Mapping[str, Any]) -> Struct:
        """The struct, with harmless values where `findings` now tells of a fault."""
        result: Struct = self._object(tree(self.cls), value, "")
        return result

    def knows(self, key: str) -> bool:
        """Whether a top-level field is known."""
        return key in tree(self.cls).members or key in self.synonyms.get("", {})

    def unknown(self, key: str) -> None:
        """Tells of a top-level field that is not known."""
        self._unknown(tree(self.cls), key, "")

    def _refuse(self, code: str, path: str, node: Node, **values: Any) -> Any:
        if self.made and self.findings.echoes(path):
            return _harmless(node)
        if path in self.computed:
            self.effects.append((code, path, {"field": path.rpartition(".")[2], **values}))
            return _harmless(node)
        self.findings.refuse(code, path, field=path.rpartition(".")[2], **values)
        return _harmless(node)

    def _value(self, node: Node, value: Any, path: str) -> Any:
        if value is None:
            if node.nullable:
                return None
            if self.made:
                return self._refuse("required", path, node, hint=HINTS.get(path.rpartition(".")[2], ""))
            return self._refuse("null-value", path, node)
        match node.kind:
            case "any":
                return value
            case "object" if isinstance(value, Mapping):
                return self._object(node, value, path)
            case "array" if isinstance(value, list | tuple):
                return self._array(node, value, path)
            case "string" if isinstance(value, str):
                return self._string(node, value, path)
            case "number" | "integer" if isinstance(value, int | Decimal) and not isinstance(value, bool):
                return self._number(node, value, path)
            case "number" | "integer" if isinstance(value, float):
                return self._refuse("inexact-number", path, node)
            case "number" | "integer" if isinstance(value, str) and _NUMBER.fullmatch(value):
                return self._refuse("number-as-text", path, node, value=shown(value))
            case "boolean" if isinstance(value, bool):
                return value
        got, got_en = name_of(value)
        expected, expected_en = _KINDS[node.kind]
        return self._refuse(
            "wrong-type", path, node, expected=expected, expected_en=expected_en, got=got, got_en=got_en
        )

    def _object(self, node: Node, value: Mapping[str, Any], path: str) -> Any:
        found: dict[str, Any] = {}
        others = self.synonyms.get(_INDEX.sub("", path), {}) if self.synonyms else {}
        for key, member in value.items():
            if self.findings.full:
                break
            inner = node.members.get(key) if isinstance(key, str) else None
            if inner is None and key in others and others[key] in node.members:
                inner = node.members[others[key]]
                here = join(path, inner.attribute)
                if others[key] in value:
                    self.findings.refuse("two-names", here, field=others[key], other=key)
                    continue
                self.findings.name(_INDEX.sub("", here), key)
            if inner is None:
                self._unknown(node, str(key), path)
            else:
                found[inner.attribute] = self._value(inner, member, join(path, inner.attribute))
        for inner in node.members.values():
            if inner.attribute in found:
                continue
            if not inner.required:
                found[inner.attribute] = None
            elif self.findings.full:
                found[inner.attribute] = _harmless(inner)
            else:
                found[inner.attribute] = self._refuse("required", join(path, inner.attribute), inner, hint=_hint(inner))
        if node.cls is None:
            raise AssertionError("an object node has a struct")
        return node.cls(**found)

    def _unknown(self, node: Node, key: str, path: str) -> None:
        near, advice = _nearest(self.cls, node, key, path)
        self.findings.add(
            "unknown-field",
            join(path, key),
            field=shown(key),
            near=f"; el más parecido es «{near}»" if near else "",
            near_en=f"; the nearest is “{near}”" if near else "",
            advice=advice,
        )

    def _array(self, node: Node, value: list[Any] | tuple[Any, ...], path: str) -> Any:
        item = node.item
        if item is None:
            raise AssertionError("an array node has an item")
        if self.made and self.findings.echoes(path):
            return [self._value(item, member, join(path, index)) for index, member in enumerate(value)]
        if node.minimum_length is not None and len(value) < node.minimum_length:
            self.findings.refuse("too-few", path, length=len(value), limit=node.minimum_length)
        if node.maximum_length is not None and len(value) > node.maximum_length:
            self.findings.refuse("too-many", path, length=len(value), limit=node.maximum_length)
            value = value[: node.maximum_length]
        result = []
        for index, member in enumerate(value):
            if self.findings.full:
                break
            result.append(self._value(item, member, join(path, index)))
        if node.unique:
            seen: list[Any] = []
            for index, member in enumerate(value):
                if member in seen:
                    self.findings.refuse("repeated", join(path, index), value=shown(_text_of(member)))
                else:
                    seen.append(member)
        return result

    def _string(self, node: Node, value: str, path: str) -> Any:
        if node.choices is not None and value not in node.choices:
            return self._refuse("not-allowed", path, node, value=f"«{shown(value)}»", choices=_choices(node))
        if node.format == "date":
            return value if is_date(value) else self._refuse("bad-date", path, node, value=shown(value))
        if node.minimum_length is not None and len(value) < node.minimum_length:
            return self._refuse("too-short", path, node, length=len(value), limit=node.minimum_length)
        if node.maximum_length is not None and len(value) > node.maximum_length:
            return self._refuse("too-long", path, node, length=len(value), limit=node.maximum_length)
        if node.format == "email" and not is_email(value):
            return self._refuse("bad-format", path, node, value=shown(value), pattern="nombre@dominio")
        if node.pattern is not None and not _found(node.pattern, value):
            return self._refuse(
                "bad-format",
                path,
                node,
                value=shown(value),
                pattern=_EXAMPLES.get(path.rpartition(".")[2], node.pattern),
            )
        return value

    def _number(self, node: Node, value: Decimal | int, path: str) -> Any:
        number = Decimal(value)
        if not number.is_finite():
            return self._refuse("out-of-range", path, node, value=str(value), **_bounds(node))
        if node.kind == "integer":
            if number != number.to_integral_value():
                expected, expected_en = _KINDS["integer"]
                got = plain(number)
                return self._refuse(
                    "wrong-type", path, node, expected=expected, expected_en=expected_en, got=got, got_en=got
                )
            if node.choices is not None and int(number) not in node.choices:
                return self._refuse("not-allowed", path, node, value=shown(str(int(number))), choices=_choices(node))
        if (
            (node.ge is not None and number < node.ge)
            or (node.gt is not None and number <= node.gt)
            or (node.le is not None and number > node.le)
            or (node.lt is not None and number >= node.lt)
        ):
            return self._refuse("out-of-range", path, node, value=shown(plain(number)), **_bounds(node))
        if node.decimals is not None and _places(number) > node.decimals:
            return self._refuse("too-many-decimals", path, node, value=shown(plain(number)), limit=node.decimals)
        return int(number) if node.kind == "integer" else number


def _found(pattern: str, value: str) -> bool:
    # In JSON Schema `$` is the very end; in Python it would also stand before a final line end.
    return re.search(pattern.replace("$", r"\Z"), value) is not None


HINTS = {
    "nit": " de 14 dígitos, o de 9 si es un DUI",
    "codActividad": " con un código de CAT-019",
    "direccion": " con departamento, municipio, distrito y complemento",
    "departamento": " con un código de CAT-012",
    "municipio": " con un código de CAT-013",
    "distrito": " con un código de CAT-008",
    "tipoGeneracion": ": 1 físico, 2 electrónico",
    "tipoServicio": " con un código de CAT-010",
    "receptor": " con los datos de quien recibe el documento",
    "documentoRelacionado": " con el documento del que trata este: tipo, número y fecha",
    "numeroDocumento": " con el número del documento relacionado",
    "bienTitulo": " con un código de CAT-025",
    "condicionOperacion": ": 1 contado, 2 crédito, 3 otro (CAT-016)",
    "extension": " con nombEntrega y docuEntrega",
    "tipoDte": " con el tipo del documento (CAT-002)",
    "fechaEmision": " con la fecha en que se generó el documento",
    "porcentComision": ": 3 es el 3 %",
    "selloRecibido": ", el sello que devolvió MH",
    "tipoAnulacion": ": 1 error en los datos, 2 se rescinde la operación, 3 otro (CAT-024)",
    "nombreResponsable": " con quien responde por el evento",
    "tipDocResponsable": " con un código de CAT-022: 13 DUI, 36 NIT",
    "tipoDocResponsable": " con un código de CAT-022: 13 DUI, 36 NIT",
    "nombreSolicita": " con quien pide la invalidación",
    "tipDocSolicita": " con un código de CAT-022: 13 DUI, 36 NIT",
    "detalleDTE": " con el tipo y el código de cada documento emitido en contingencia",
    "fInicio": ", el día en que empezó la contingencia",
    "hInicio": ", la hora en que empezó, como 08:00:00",
    "fFin": ", el día en que terminó la contingencia",
    "hFin": ", la hora en que terminó, como 09:15:00",
    "tipoContingencia": " con un código de CAT-005",
    "tipoDoc": " con el tipo del documento (CAT-002)",
    "codigoGeneracion": " con el código de generación del documento",
}
"""What to write into a field that is missing, as the end of a sentence."""
_EXAMPLES = {
    "codigoGeneracion": "4BA1AEB5-2A77-4B5E-8C8B-CE195EC5DC88: mayúsculas y guiones",
    "numeroControl": "DTE-01-M001P001-000000000000001: tipo, establecimiento, punto de venta y correlativo",
    "horEmi": "18:05:30: de 00 a 23 horas",
    "nit": "de 14 dígitos, o de 9 si es un DUI, sin guiones",
    "fusion": "de 14 dígitos, o de 9 si es un DUI, sin guiones",
    "nrc": "de 1 a 8 dígitos, sin guion",
}
_INDEX = re.compile(r"\[[0-9]+\]")
_NUMBER = re.compile(r"\s*[-+]?[\d.,]*\d[\d.,]*(?:[eE][-+]?\d+)?\s*")
_KINDS = {
    "object": ("un objeto {…}", "an object {…}"),
    "array": ("una lista […]", "a list […]"),
    "string": ("un texto entre comillas", "a text in quotes"),
    "integer": ("un número entero", "a whole number"),
    "number": ("un número", "a number"),
    "boolean": ("true o false", "true or false"),
}


def name_of(value: Any) -> tuple[str, str]:
    match value:
        case bool():
            return ("true" if value else "false",) * 2
        case Mapping():
            return "un objeto", "an object"
        case list() | tuple():
            return "una lista", "a list"
        case str():
            return f"el texto «{shown(value)}»", f"the text “{shown(value)}”"
        case int() | Decimal():
            return f"el número {shown(_text_of(value))}", f"the number {shown(_text_of(value))}"
    return f"un valor de tipo {type(value).__name__}", f"a value of type {type(value).__name__}"


def _text_of(value: Any) -> str:
    match value:
        case Decimal() if value.is_finite():
            return plain(value)
        case Mapping():
            return str(value.get("codigo", "…"))
    return str(value)


def _choices(node: Node) -> str:
    return ", ".join(str(choice) for choice in node.choices or ())


def _places(number: Decimal) -> int:
    exponent = number.normalize().as_tuple().exponent
    return max(0, -exponent) if isinstance(exponent, int) else 0


def _bounds(node: Node) -> dict[str, str]:
    es, en = [], []
    for bound, word, word_en in (
        (node.gt, "mayor que", "greater than"),
        (node.ge, "mayor o igual que", "at least"),
        (node.lt, "menor que", "less than"),
        (node.le, "menor o igual que", "at most"),
    ):
        if bound is not None:
            es.append(f"{word} {plain(bound)}")
            en.append(f"{word_en} {plain(bound)}")
    return {"bounds": " y ".join(es) or "un número finito", "bounds_en": " and ".join(en) or "a finite number"}


def _harmless(node: Node) -> Any:
    if node.nullable:
        return None
    match node.kind:
        case "object":
            if node.cls is None:
                raise AssertionError("an object node has a struct")
            return node.cls(**{inner.attribute: _harmless(inner) for inner in node.members.values()})
        case "array":
            return []
        case "number":
            return ZERO
        case "boolean":
            return False
    if node.choices is not None:
        return node.choices[0]
    return "" if node.kind == "string" else 0


def _hint(node: Node) -> str:
    return " (null si no hay dato)" if node.nullable else ""


@lru_cache(1024)
def _places_of(cls: type[Struct], name: str) -> tuple[str, ...]:
    """Paths, without indexes, at which the structure knows a field of this name."""
    found: list[str] = []

    def search(node: Node, path: str) -> None:
        for key, inner in node.members.items():
            here = f"{path}.{key}" if path else key
            if key == name:
                found.append(here)
            search(inner, here)
        if node.item is not None:
            search(node.item, f"{path}[]")

    search(tree(cls), "")
    return tuple(found)


_ADVICE = {
    "extension": "La estructura 2.0 no tiene «extension»; lo que deba constar va en resumen.observaciones.",
    "tipoEstablecimiento": "La estructura 2.0 no tiene «tipoEstablecimiento»; quítelo.",
    "horEmi": "Quite horEmi: la hora la pone el sistema al generar el documento.",
    "reteRenta": "La estructura 2.0 solo tiene reteRenta en la factura de sujeto excluido; quítelo.",
    "ivaRete1": "En la estructura 2.0 se llama ivaRete; para retener basta resumen.retieneIva: true.",
    "ivaPerci1": "En la estructura 2.0 se llama ivaPerci; para percibir basta resumen.percibeIva: true.",
}
_RECEPTOR_ADVICE = {
    "nit": "En la factura el NIT va en receptor.numDocumento, con tipoDocumento «36».",
    "tipoDocumento": "En el comprobante de crédito fiscal el receptor se identifica con receptor.nit; quítelo.",
    "numDocumento": "En el comprobante de crédito fiscal el receptor se identifica con receptor.nit.",
    "nombreComercial": "En la factura el receptor no lleva nombreComercial; quítelo.",
}
_NOWHERE = frozenset({"nombreComercial"})
_OF_ONE_TYPE = {
    "ivaItem": "Quite ivaItem: en el comprobante de crédito fiscal los precios van sin IVA y el IVA va en el resumen.",
    "totalIva": "Quite totalIva: en el comprobante de crédito fiscal el IVA va en resumen.tributos.",
    "ivaPerci": "Quite ivaPerci: la factura no lleva percepción.",
    "percibeIva": "Quite percibeIva: la factura no lleva percepción.",
}
"""Fields that only the other type has."""
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
    "montoDescu": "discount descuento",
    "tributos": "taxes tax impuestos",
    "codigo": "sku code",
    "nombre": "name razonSocial",
    "correo": "email mail",
    "telefono": "phone tel",
    "direccion": "address domicilio",
    "documento": "receptor cliente customer client",
    "codigoGeneracion": "numeroDocumento uuid codGen",
    "numDocumento": "dui documento document",
    "pagos": "payments payment",
    "montoPago": "amount monto",
    "condicionOperacion": "condicion condition",
    "observaciones": "notes notas comentarios",
}
"""What people who know other systems write, by MH's name."""


def _guess(node: Node, name: str) -> str:
    """The member that the name is short for, or another word for; empty if there is none."""
    lower = name.lower()
    if len(lower) >= _SHORTEST_PREFIX:
        for known in node.members:
            if known.lower().startswith(lower) or lower.startswith(known.lower()):
                return known
    return next((known for known in node.members if lower in _SYNONYMS.get(known, "").lower().split()), "")


_SHORTEST_PREFIX = 4


def _nearest(cls: type[Struct], node: Node, key: str, path: str) -> tuple[str, str]:
    """The nearest known field, and what to do."""
    name = key[:80]
    close = get_close_matches(name, node.members, n=1, cutoff=0.6) or [
        known for known in node.members if known.lower() == name.lower()
    ]
    near = close[0] if close else _guess(node, name)
    if name in _OF_ONE_TYPE and not _places_of(cls, name):
        return "", _OF_ONE_TYPE[name]
    if path == "receptor" and name in _RECEPTOR_ADVICE:
        return near if name not in _NOWHERE else "", _RECEPTOR_ADVICE[name]
    if name in _ADVICE:
        return near, _ADVICE[name]
    if near:
        return near, f"Si quiso decir «{near}», corrija el nombre; si no, quite el campo."
    # The issuer and the identification are the system's, and no place to put anything.
    elsewhere = [place for place in _places_of(cls, name) if not place.startswith(("emisor.", "identificacion."))]
    if elsewhere:
        return elsewhere[0], f"Póngalo donde corresponde: {' o '.join(elsewhere[:3])}."
    return "", "Quite el campo; aquí se conocen: " + ", ".join(list(node.members)[:25]) + "."
