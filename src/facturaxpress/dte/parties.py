"""Issuer, receiver, third party and the documents beside the sale, as the document carries them."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from facturaxpress.dte import catalogs
from facturaxpress.dte.context import Emisor, Establecimiento
from facturaxpress.dte.documents import shared
from facturaxpress.dte.documents.credito_fiscal import v4 as credito
from facturaxpress.dte.documents.factura import v2 as factura
from facturaxpress.dte.documents.shared import Direccion
from facturaxpress.dte.rules.book import Findings
from facturaxpress.dte.sale import (
    ReceptorCredito,
    ReceptorFactura,
    SaleApendice,
    SaleDireccion,
    SaleMedico,
    SaleOtroDocumento,
    SaleRelacionado,
    SaleTercero,
)


def issuer(emisor: Emisor, place: Establecimiento, puntoVenta: str) -> tuple[Any, ...]:
    """The values of `emisor`, in the order that 01 and 03 share."""
    return (
        emisor.nit,
        emisor.nrc,
        emisor.nombre,
        emisor.codActividad,
        emisor.descActividad,
        emisor.nombreComercial,
        place.direccion or emisor.direccion,
        place.telefono or emisor.telefono,
        place.correo or emisor.correo,
        place.codigo,
        puntoVenta,
    )


def factura_receptor(receptor: ReceptorFactura | None, on: date, findings: Findings) -> factura.Receptor | None:
    """The receiver of 01, who may stay unnamed."""
    if receptor is None:
        return None
    return factura.Receptor(
        receptor.tipoDocumento,
        receptor.numDocumento,
        receptor.nrc,
        receptor.nombre,
        receptor.codActividad,
        receptor.descActividad or _activity(receptor.codActividad, on),
        None if receptor.direccion is None else _address(receptor.direccion, findings),
        receptor.telefono,
        receptor.correo,
    )


def credito_receptor(receptor: ReceptorCredito | None, on: date, findings: Findings) -> credito.Receptor:
    """The receiver of 03, a taxpayer."""
    if receptor is None:
        _missing(findings, "", "receptor", " con los datos del contribuyente que compra")
        receptor = ReceptorCredito()
    here = "receptor"
    return credito.Receptor(
        receptor.nit or _missing(findings, here, "nit"),
        receptor.nrc,
        receptor.nombre or _missing(findings, here, "nombre"),
        receptor.codActividad or _missing(findings, here, "codActividad", " con un código de CAT-019"),
        receptor.descActividad or _activity(receptor.codActividad, on) or "",
        receptor.nombreComercial,
        _address(receptor.direccion, findings),
        receptor.telefono,
        receptor.correo,
    )


def related(
    documents: Sequence[SaleRelacionado] | None, findings: Findings
) -> list[shared.DocumentoRelacionado] | None:
    if documents is None:
        return None
    result = []
    for index, document in enumerate(documents):
        here = f"documentoRelacionado[{index}]"
        result.append(
            shared.DocumentoRelacionado(
                document.tipoDocumento or _missing(findings, here, "tipoDocumento"),
                document.tipoGeneracion or len(_missing(findings, here, "tipoGeneracion", ": 1 físico, 2 electrónico")),
                document.numeroDocumento or _missing(findings, here, "numeroDocumento"),
                document.fechaEmision or _missing(findings, here, "fechaEmision"),
            )
        )
    return result


def third_party(tercero: SaleTercero | None, findings: Findings) -> shared.VentaTercero | None:
    if tercero is None:
        return None
    return shared.VentaTercero(
        tercero.nit, tercero.nombre or _missing(findings, "ventaTercero", "nombre"), tercero.codDomiciliado
    )


def factura_others(documents: Sequence[SaleOtroDocumento] | None) -> list[shared.OtroDocumento] | None:
    if documents is None:
        return None
    return [
        shared.OtroDocumento(
            document.codDocAsociado,
            document.descDocumento,
            document.detalleDocumento,
            None if document.medico is None else shared.Medico(*_doctor(document.medico)),
        )
        for document in documents
    ]


def credito_others(
    documents: Sequence[SaleOtroDocumento] | None, findings: Findings
) -> list[credito.OtroDocumento] | None:
    if documents is None:
        return None
    result = []
    for index, document in enumerate(documents):
        doctor = None
        if document.medico is not None:
            nombre, nit, docIdentificacion, tipoServicio = _doctor(document.medico)
            if tipoServicio is None:
                _missing(findings, f"otrosDocumentos[{index}].medico", "tipoServicio", " con un código de CAT-010")
            doctor = credito.Medico(nombre, nit, docIdentificacion, tipoServicio or 1)
        result.append(
            credito.OtroDocumento(document.codDocAsociado, document.descDocumento, document.detalleDocumento, doctor)
        )
    return result


def appendix(fields: Sequence[SaleApendice] | None, findings: Findings) -> list[shared.Apendice] | None:
    if fields is None:
        return None
    result = []
    for index, field in enumerate(fields):
        here = f"apendice[{index}]"
        result.append(
            shared.Apendice(
                field.campo or _missing(findings, here, "campo"),
                field.etiqueta or _missing(findings, here, "etiqueta"),
                field.valor or _missing(findings, here, "valor"),
            )
        )
    return result


def _doctor(medico: SaleMedico) -> tuple[str | None, str | None, str | None, int | None]:
    return medico.nombre, medico.nit, medico.docIdentificacion, medico.tipoServicio


def _address(direccion: SaleDireccion | None, findings: Findings) -> Direccion:
    here = "receptor.direccion"
    if direccion is None:
        _missing(findings, "receptor", "direccion", " con departamento, municipio, distrito y complemento")
        return Direccion("", "", "", "")
    return Direccion(
        direccion.departamento or _missing(findings, here, "departamento", " con un código de CAT-012"),
        direccion.municipio or _missing(findings, here, "municipio", " con un código de CAT-013"),
        direccion.distrito or _missing(findings, here, "distrito", " con un código de CAT-008"),
        direccion.complemento or _missing(findings, here, "complemento"),
    )


def _activity(code: str | None, on: date) -> str | None:
    """The name of an activity in CAT-019, cut to the 150 characters that fit."""
    entry = None if code is None else catalogs.lookup("CAT-019", code, on=on)
    return None if entry is None else entry.name[:150]


def _missing(findings: Findings, parent: str, field: str, hint: str = "") -> str:
    path = f"{parent}.{field}" if parent else field
    if not findings.echoes(path):
        findings.refuse("required", path, field=field, hint=hint)
    return ""
