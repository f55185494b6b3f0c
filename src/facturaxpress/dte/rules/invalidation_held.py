"""Rules of the invalidation against what the issuer holds: the document, what acts on it, and what replaces it."""

from collections.abc import Iterator

from facturaxpress.dte.context import Held
from facturaxpress.dte.documents.views import AnyDocument
from facturaxpress.dte.holding import receiver, type_of, viewed
from facturaxpress.dte.identity import compact
from facturaxpress.dte.rules.book import Problem, rule
from facturaxpress.dte.rules.facts import Facts
from facturaxpress.dte.texts import shown

_TYPES = ("invalidacion",)
_PAGES = "Manual Funcional 2.0 p. 16–20"
BLOCKED_BY = {"03": ("05", "06"), "07": ("05", "06"), "01": ("18",), "11": ("18",), "14": ("18",)}
"""What must be invalidated first where it acts on a document of this type (p. 17–20)."""


@rule(
    "invalidation-differs",
    message="{field} es {sent} y en el documento es {known}.",
    message_en="{field} is {sent}, and in the document it is {known}.",
    fix="Copie {field} del documento tal como se emitió, o no lo envíe: el sistema lo copia.",
    fix_en="Copy {field} from the document as it was issued, or do not send it: the system copies it.",
    source="Manual Funcional 2.0 p. 16; respuesta 027 de MH",
    types=_TYPES,
)
def invalidation_differs(document: AnyDocument, facts: Facts) -> Iterator[Problem]:
    target, held = document.documento, _held(document, facts)
    if target is None or held is None:
        return
    for field, known in _known(held).items():
        sent = getattr(target, field)
        # A document without a seal has a rule of its own.
        if sent != known and not (known is None and field == "selloRecibido"):
            values = {"sent": "null" if sent is None else shown(sent), "known": "null" if known is None else known}
            yield f"documento.{field}", {"field": field, **values}


def _known(held: Held) -> dict[str, str | None]:
    """What the event must repeat of the document, letter for letter."""
    view = viewed(held.document)
    if view is None:
        return {}
    own, party = view.identificacion, receiver(view)
    return {
        "tipoDte": type_of(held.document),
        "selloRecibido": held.selloRecibido,
        "numeroControl": own.numeroControl or None,
        "fecEmi": own.fecEmi,
        **{field: party.get(field) for field in ("tipoDocumento", "numDocumento", "nombre")},
    }


@rule(
    "invalidation-issuer",
    message="El documento lo emitió {known} y el evento lo firma {sent}.",
    message_en="The document was issued by {known}, and the event is signed by {sent}.",
    fix="Invalida quien emitió; si absorbió al emisor, ponga el NIT de este en identificacion.fusion.",
    fix_en="Who issued it invalidates it; who absorbed the issuer puts the latter's NIT into identificacion.fusion.",
    source="Manual Funcional 2.0 p. 11 y 34–35",
    types=_TYPES,
)
def invalidation_issuer(document: AnyDocument, facts: Facts) -> Iterator[Problem]:
    view = _target(document, facts)
    if view is None or view.emisor.nit is None:
        return
    known, sent = compact(view.emisor.nit), compact(document.emisor.nit or "")
    if known not in (sent, document.identificacion.fusion):
        yield "emisor.nit", {"known": shown(known), "sent": shown(sent)}


@rule(
    "invalidation-unsealed",
    message="El documento no tiene sello de MH: no hay nada que invalidar.",
    message_en="MH has not sealed the document: there is nothing to invalidate.",
    fix="Espere a que MH lo selle, o descarte el documento si fue rechazado.",
    fix_en="Wait for MH to seal it, or set the document aside if it was refused.",
    source="Manual Funcional 2.0 p. 12–13",
    types=_TYPES,
)
def invalidation_unsealed(document: AnyDocument, facts: Facts) -> Iterator[Problem]:
    held = _held(document, facts)
    if held is not None and held.selloRecibido is None:
        yield "documento.selloRecibido", {}


@rule(
    "invalidation-again",
    message="El documento ya está invalidado.",
    message_en="The document is invalidated already.",
    fix="No hace falta otro evento.",
    fix_en="No other event is needed.",
    source="Manual Funcional 2.0 p. 12–13; respuesta 015 de MH",
    types=_TYPES,
)
def invalidation_again(document: AnyDocument, facts: Facts) -> Iterator[Problem]:
    held = _held(document, facts)
    if held is not None and held.invalidated:
        yield "documento.codigoGeneracion", {}


@rule(
    "invalidation-blocked",
    message="El documento {tipo} {code} está vigente y actúa sobre este: no se invalida mientras exista.",
    message_en="The document {tipo} {code} is in force and acts on this one, which cannot be invalidated before it.",
    fix="Invalide antes {code}, dentro de su propio plazo.",
    fix_en="Invalidate {code} first, within its own term.",
    source="Manual Funcional 2.0 p. 17–20; respuesta 028 de MH",
    types=_TYPES,
)
def invalidation_blocked(document: AnyDocument, facts: Facts) -> Iterator[Problem]:
    held = _held(document, facts)
    if held is None:
        return
    for other in held.affecting:
        tipo = type_of(other)
        if tipo in BLOCKED_BY.get(type_of(held.document), ()):
            code = str(other["identificacion"].get("codigoGeneracion", ""))
            yield "documento.codigoGeneracion", {"tipo": tipo, "code": shown(code)}


@rule(
    "invalidation-replacement-unsealed",
    message="El documento que reemplaza no tiene sello de MH.",
    message_en="MH has not sealed the document that replaces.",
    fix="Espere a que MH selle el documento nuevo.",
    fix_en="Wait for MH to seal the new document.",
    source=_PAGES,
    types=_TYPES,
)
def invalidation_replacement_unsealed(document: AnyDocument, facts: Facts) -> Iterator[Problem]:
    new = _replacement(document, facts)
    if new is not None and new.selloRecibido is None:
        yield "documento.codigoGeneracionR", {}


@rule(
    "invalidation-replacement-invalidated",
    message="El documento que reemplaza está invalidado.",
    message_en="The document that replaces is invalidated.",
    fix="Escriba el código de un documento vigente.",
    fix_en="Write the code of a document in force.",
    source=_PAGES,
    types=_TYPES,
)
def invalidation_replacement_invalidated(document: AnyDocument, facts: Facts) -> Iterator[Problem]:
    new = _replacement(document, facts)
    if new is not None and new.invalidated:
        yield "documento.codigoGeneracionR", {}


@rule(
    "invalidation-replacement-type",
    message="El documento que reemplaza es de tipo {own} y el invalidado de tipo {tipo}.",
    message_en="The document that replaces is of type {own}, the invalidated one of type {tipo}.",
    fix="Reemplácelo por un documento del mismo tipo.",
    fix_en="Replace it by a document of the same type.",
    source=_PAGES,
    types=_TYPES,
)
def invalidation_replacement_type(document: AnyDocument, facts: Facts) -> Iterator[Problem]:
    target, new = document.documento, _replacement(document, facts)
    if target is not None and new is not None and type_of(new.document) != target.tipoDte:
        yield "documento.codigoGeneracionR", {"own": type_of(new.document), "tipo": shown(target.tipoDte)}


def _replacement(document: AnyDocument, facts: Facts) -> Held | None:
    """The document that replaces, where it is held; one that is the invalidated one has a rule of its own."""
    target = document.documento
    if target is None or target.codigoGeneracionR == target.codigoGeneracion:
        return None
    return facts.held.get(target.codigoGeneracionR or "")


def _held(document: AnyDocument, facts: Facts) -> Held | None:
    target = document.documento
    return None if target is None else facts.held.get(target.codigoGeneracion)


def _target(document: AnyDocument, facts: Facts) -> AnyDocument | None:
    held = _held(document, facts)
    return None if held is None else viewed(held.document)
