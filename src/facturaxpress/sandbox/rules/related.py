"""Documents that relate others in `documentoRelacionado`: which, and whether they agree with what MH holds.

Sources: Manual Funcional v2.0 (PDF pp. 29–30, 34–35, 40–44), JSON Schemas. A note (05, 06) needs what it adjusts; the
other documents may relate one that is not held here, and are judged by it where it is.
"""

from calendar import monthrange
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, Protocol

from facturaxpress.sandbox.messages import RefusalError
from facturaxpress.sandbox.rules.figures import CENT, ZERO
from facturaxpress.sandbox.rules.general import read_date

Document = Mapping[str, Any]

ELECTRONIC = 2
_NUMBER = "documentoRelacionado.numeroDocumento"
_DATE = "documentoRelacionado.fechaEmision"
_MONTHS = 3


@dataclass(frozen=True)
class Held:
    """A sealed document as MH holds it."""

    tipoDte: str
    ambiente: str
    document: Document
    invalidated: bool


@dataclass(frozen=True)
class Link:
    """That a document of tipo `origen` speaks of the document `destino`, for how much (US dollars; signed in 08)."""

    origen: str
    destino: str
    monto: Decimal


class Records(Protocol):
    """What MH holds."""

    def held(self, codigoGeneracion: str) -> Held | None: ...

    def links(self, codigoGeneracion: str) -> Sequence[Link]:
        """What active documents say of this one."""
        ...


@dataclass(frozen=True)
class Mention:
    """A document as another one names it, and the names of the three fields that do so."""

    numero: str
    tipo: str
    fecha: str
    fields: tuple[str, str, str]

    def check(self, held: Held) -> None:
        """Of the same tipo and date (027) as what is held."""
        _, tipo, fecha = self.fields
        if held.tipoDte != self.tipo:
            raise RefusalError("027", tipo, observaciones=[self.numero])
        if held.document["identificacion"]["fecEmi"] != self.fecha:
            raise RefusalError("027", fecha, observaciones=[self.numero])

    def check_active(self, held: Held) -> None:
        """Not invalidated (015)."""
        if held.invalidated:
            raise RefusalError("015", self.fields[0], observaciones=[self.numero])

    def find(self, document: Document, records: Records) -> Held | None:
        """The document that is meant, if it is held for the ambiente of `document`."""
        held = records.held(self.numero)
        return held if held is not None and held.ambiente == document["identificacion"]["ambiente"] else None


NOTES = {"05", "06"}

RELATED = {
    "01": {"04", "08", "09"},
    "03": {"04", "08", "09"},
    "04": {"01", "03", "11"},
    "05": {"03", "07"},
    "06": {"03", "05", "06", "07"},
    "11": {"04"},
    "18": {"01", "11", "14"},
}
"""The tipos that a document may relate."""


def check_related(tipoDte: str, document: Document) -> None:
    """What the section says by itself: tipos (007), one tipo only (026), each once (025), lines that belong to it."""
    section = document.get("documentoRelacionado")
    if tipoDte not in RELATED or section is None:
        return
    key = "codigoGeneracion" if tipoDte == "18" else "numeroDocumento"
    for place, related in enumerate(section, 1):
        field = f"documentoRelacionado.{place}.tipoDocumento"
        if related["tipoDocumento"] not in RELATED[tipoDte]:
            raise RefusalError("007", field)
        if related["tipoDocumento"] != section[0]["tipoDocumento"]:
            raise RefusalError("026", field)
    numbers = [related[key] for related in section]
    if len(set(numbers)) != len(numbers):
        raise RefusalError("025", f"documentoRelacionado.{key}")
    for place, line in enumerate(document["cuerpoDocumento"], 1):
        if line[key] is not None and line[key] not in numbers:
            raise RefusalError("007", f"cuerpoDocumento.{place}.{key}")


def check_held(tipoDte: str, document: Document, records: Records, *, unknown: bool) -> list[Link]:
    """Hold a document against the electronic ones it relates; what it says of them, to be kept with its seal.

    `unknown`: whether a note may adjust a document that is not held. Raises 014, 015, 016, 017, 018 and 027.
    """
    links = []
    for related in document.get("documentoRelacionado") or ():
        if related["tipoGeneracion"] != ELECTRONIC:
            continue
        mention = _mention(related)
        held = mention.find(document, records)
        if held is not None:
            mention.check(held)
            mention.check_active(held)
        amount = ZERO
        if tipoDte in NOTES:
            _check_age(document, related)
            if held is not None:
                _check_parties(document, held.document)
                amount = _adjusted(document, related)
                before = sum((each.monto for each in records.links(mention.numero) if each.origen == tipoDte), ZERO)
                if before + amount > _worth(held) + CENT:
                    raise RefusalError("016", _NUMBER, observaciones=[mention.numero])
            elif not unknown:
                raise RefusalError("014", _NUMBER, observaciones=[mention.numero])
        if held is not None:
            links.append(Link(tipoDte, mention.numero, amount))
    return links


def _mention(related: Mapping[str, Any]) -> Mention:
    fields = (_NUMBER, "documentoRelacionado.tipoDocumento", _DATE)
    return Mention(related["numeroDocumento"], related["tipoDocumento"], related["fechaEmision"], fields)


def _check_age(document: Document, related: Mapping[str, Any]) -> None:
    """A note is not older than what it adjusts (017), and at most three months younger (018)."""
    issued = date.fromisoformat(document["identificacion"]["fecEmi"])
    adjusted = read_date(related["fechaEmision"], _DATE)
    if issued < adjusted:
        raise RefusalError("017", _DATE)
    if issued > months_after(adjusted, _MONTHS):
        raise RefusalError("018", _DATE)


def months_after(day: date, months: int) -> date:
    """The same day of a later month, or its last day where it has none such (p. 15)."""
    month = day.month - 1 + months
    year, month = day.year + month // 12, month % 12 + 1
    return date(year, month, min(day.day, monthrange(year, month)[1]))


def parties(document: Document) -> Iterator[tuple[str, str | None]]:
    """Issuer, receiver and third party, each with the name of its number's field; None where there is none."""
    for names in (("emisor", "donatario"), ("receptor", "sujetoExcluido", "donante"), ("ventaTercero",)):
        name = next((each for each in names if document.get(each) is not None), names[0])
        party = document.get(name) or {}
        key = "nit" if "nit" in party else "numDocumento"
        yield f"{name}.{key}", party.get(key)


def differing(numbers: Iterable[tuple[str, str | None, str | None]], absorbed: str | None) -> str | None:
    """The first field whose number is not the one that was; an absorbed company counts as one of them (p. 34)."""
    for field, number, was in numbers:
        if number == was:
            continue
        if absorbed is None or was != absorbed:
            return field
        absorbed = None
    return None


def _check_parties(document: Document, original: Document) -> None:
    """The same three parties as in the original (027)."""
    pairs = zip(parties(document), parties(original), strict=True)
    field = differing(((name, number, was) for (name, number), (_, was) in pairs), fusion(document))
    if field is not None:
        raise RefusalError("027", field)


def fusion(document: Document) -> str | None:
    """The NIT of the company that the issuer, the receiver or the third party has absorbed."""
    absorbed: str | None = document["identificacion"].get("fusion")
    return absorbed


def _adjusted(document: Document, related: Mapping[str, Any]) -> Decimal:
    """What a note adjusts of one document: its lines, less their share of a global discount (1.x)."""
    lines = [line for line in document["cuerpoDocumento"] if line["numeroDocumento"] == related["numeroDocumento"]]
    if related["tipoDocumento"] == "07":
        return sum((line["cantidad"] * Decimal(line["precioUni"]) - line["montoDescu"] for line in lines), ZERO)
    columns = ("ventaNoSuj", "ventaExenta", "ventaGravada")
    amount = sum((Decimal(line[name]) for line in lines for name in columns), ZERO)
    resumen = document["resumen"]
    discount = sum((Decimal(resumen.get(f"descu{kind}", 0)) for kind in ("NoSuj", "Exenta", "Gravada")), ZERO)
    sales = resumen["subTotalVentas"]
    return amount * (1 - discount / sales) if sales else amount


def _worth(held: Held) -> Decimal:
    """What may be adjusted of a document: its value without tributes, after global discounts; the base of a 07."""
    resumen = held.document["resumen"]
    name = next(name for name in ("subTotal", "totalSujetoRetencion", "subTotalVentas") if name in resumen)
    return Decimal(resumen[name])
