"""Issuer, receiver, third party and the documents beside the sale, as a document carries them."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, TypeVar

import msgspec
from msgspec import Struct

from facturaxpress.dte import catalogs, countries
from facturaxpress.dte.codes import DUI, ELECTRONIC
from facturaxpress.dte.identity import compact
from facturaxpress.dte.made import (
    Made,
    MadeAppendix,
    MadeDireccion,
    MadeDoctor,
    MadeDocument,
    MadeExtension,
    MadeIdentificacion,
    MadeOther,
    MadeParty,
    MadeRelated,
    MadeThird,
)
from facturaxpress.dte.making import Maker
from facturaxpress.dte.texts import shown

KINDS = {"M": "02", "S": "01", "B": "04", "P": "07"}
"""CAT-009 code of an establishment by the letter of its own code."""
"""`tipoGeneracion` (CAT-007)."""
_DUI_DIGITS = 9
_Section = TypeVar("_Section", bound=Made)


def document(maker: Maker, **sections: Any) -> MadeDocument:
    """A document with the sections that all types have, and those given."""
    sale = maker.sale
    common: dict[str, Any] = {
        "identificacion": identificacion(maker),
        "emisor": emisor(maker),
        "documentoRelacionado": _each(MadeRelated, related(maker)),
        "otrosDocumentos": others(getattr(sale, "otrosDocumentos", None)),
        "ventaTercero": _one(MadeThird, getattr(sale, "ventaTercero", None)),
        "compraTercero": _one(MadeThird, getattr(sale, "compraTercero", None)),
        "extension": extension(maker),
        "apendice": _each(MadeAppendix, sale.apendice),
    }
    return MadeDocument(**{**common, **sections})


def related(maker: Maker) -> list[Any] | None:
    """The related documents as they were sent, with what is known of those that are held."""
    sent = getattr(maker.sale, "documentoRelacionado", None)
    return None if sent is None else [told(maker, other) for other in sent]


def told(maker: Maker, other: Any) -> Any:
    """A related document, with what is known of it where it is held."""
    held = maker.context.held.get(getattr(other, "numeroDocumento", None) or "")
    own = held.document.get("identificacion") if held is not None else None
    if not isinstance(own, Mapping):
        return other
    return msgspec.structs.replace(
        other,
        tipoDocumento=other.tipoDocumento or own.get("tipoDte"),
        tipoGeneracion=other.tipoGeneracion or ELECTRONIC,
        fechaEmision=other.fechaEmision or own.get("fecEmi"),
    )


def identificacion(maker: Maker) -> MadeIdentificacion:
    """Normal transmission; the numbers are blanks that `Draft.finish` replaces."""
    own = maker.sale.identificacion
    law = maker.law
    return MadeIdentificacion(
        version=law.version,
        ambiente=maker.context.ambiente,
        tipoDte=law.tipo,
        tipoEvento=law.tipo,
        numeroControl=f"DTE-{law.tipo}-M001P001-000000000000000",
        codigoGeneracion="00000000-0000-0000-0000-000000000000",
        fecEmi=maker.on.isoformat(),
        horEmi=maker.horEmi,
        fTransmision=maker.on.isoformat(),
        hTransmision=maker.horEmi,
        fusion=None if own is None else own.fusion,
    )


def emisor(maker: Maker) -> MadeParty:
    """The issuer, and where it issues; what an establishment says of address and contact goes before."""
    own, place = maker.context.emisor, maker.place
    sent = maker.sale.emisor
    return MadeParty(
        nit=own.nit,
        nrc=own.nrc,
        nombre=own.nombre,
        codActividad=own.codActividad,
        descActividad=own.descActividad,
        nombreComercial=own.nombreComercial,
        tipoEstablecimiento=KINDS.get(place.codigo[:1], "02"),
        direccion=place.direccion or own.direccion,
        telefono=place.telefono or own.telefono,
        correo=place.correo or own.correo,
        codEstableMH=place.codigo,
        codEstable=place.codigo,
        codPuntoVentaMH=maker.puntoVenta,
        codPuntoVenta=maker.puntoVenta,
        **({} if sent is None else {name: getattr(sent, name, None) for name in OF_EXPORT}),
    )


OF_EXPORT = ("tipoItemExpor", "recintoFiscal", "tipoRegimen", "regimen")
"""What a sale of 11 says in `emisor`."""


def receptor(maker: Maker, sent: Struct | None) -> MadeParty | None:
    """The receiver as it was sent; the name of its activity comes from CAT-019."""
    if sent is None:
        return None
    made = MadeParty(**_fields(sent))
    made.direccion = address(getattr(sent, "direccion", None))
    if made.codActividad is not None and made.descActividad is None:
        made.descActividad = activity(made.codActividad, maker.on)
    if made.tipoDocumento == DUI and made.numDocumento is not None:
        digits = compact(made.numDocumento)
        if len(digits) == _DUI_DIGITS:
            # Most structures of 1.x write the hyphen (JSON Schema fe-fc-v1, receptor.numDocumento); 2.0 does not.
            hyphen = maker.old and not maker.law.plain_dui
            made.numDocumento = f"{digits[:-1]}-{digits[-1]}" if hyphen else digits
    return made


def country(maker: Maker, made: MadeParty) -> None:
    """Writes the country of a receiver as the structure does: by letters, or in 1.x by number."""
    said = made.codPais
    if said is None:
        return
    made.codPais = countries.number(said) if maker.old else countries.letters(said)
    if maker.old and not made.codPais.isdigit():
        known = catalogs.contains("CAT-020", said, on=maker.on)
        how, how_en = "Use las dos letras del país: US, GT, SV…", "Use the two letters of the country: US, GT, SV…"
        if known:
            how = "Emita con la estructura nueva: la anterior no tiene número para este país"
            how_en = "Issue under the new structure: the earlier one has no number for this country"
        maker.findings.refuse("country", "receptor.codPais", value=shown(said), how=how, how_en=how_en)


def address(sent: Struct | None) -> MadeDireccion | None:
    return _one(MadeDireccion, sent)


def others(sent: Sequence[Struct] | None) -> list[MadeOther] | None:
    if sent is None:
        return None
    return [MadeOther(**{**_fields(one), "medico": _one(MadeDoctor, getattr(one, "medico", None))}) for one in sent]


def extension(maker: Maker) -> MadeExtension | None:
    """`extension` as it was sent; in 1.x with the observations, which 2.0 has in `resumen`."""
    sent = getattr(maker.sale, "extension", None)
    fields = {} if sent is None else _fields(sent)
    summary = maker.sale.resumen if hasattr(maker.sale, "resumen") else None
    notes = getattr(summary, "observaciones", None)
    if maker.old and notes is not None:
        if fields.get("observaciones") not in (None, notes):
            maker.findings.refuse(
                "two-names", "extension.observaciones", field="resumen.observaciones", other="extension.observaciones"
            )
        fields["observaciones"] = notes
    if not any(value is not None for value in fields.values()):
        return None
    return MadeExtension(**fields)


def activity(code: str, on: date) -> str | None:
    """The name of an activity in CAT-019, cut to the 150 characters that fit."""
    entry = catalogs.lookup("CAT-019", code, on=on)
    return None if entry is None else entry.name[:150]


def _fields(sent: Struct) -> dict[str, Any]:
    """What was sent of a section; what was not reads as the view says."""
    return {name: value for name, value in msgspec.structs.asdict(sent).items() if value is not None}


def _one(kind: type[_Section], sent: Struct | None) -> _Section | None:
    return None if sent is None else kind(**_fields(sent))


def _each(kind: type[_Section], sent: Sequence[Struct] | None) -> list[_Section] | None:
    return None if sent is None else [kind(**_fields(one)) for one in sent]
