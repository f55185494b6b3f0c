"""Documents of 2.0 turned into the earlier structures: other keys, other parts."""

import copy
from collections.abc import Callable
from decimal import Decimal

from tests.rendering.support import Document

EXTENSION = {
    "nombEntrega": "Rosa Ejemplo",
    "docuEntrega": "045678912",
    "nombRecibe": "Luis Ejemplo",
    "docuRecibe": None,
    "observaciones": "Entregado en bodega",
    "placaVehiculo": "P-778899",
}


def earlier(make: Callable[[], Document], tipo: str) -> Document:
    """A document of the type in its structure of before 2.0, under MH's keys of then."""
    document = copy.deepcopy(make())
    document["identificacion"]["version"] = VERSIONS[tipo]
    for section in ("emisor", "receptor"):
        place = document.get(section, {}).get("direccion")
        if place:
            del place["distrito"]
    if tipo not in ("14", "invalidacion", "contingencia"):
        document["emisor"]["tipoEstablecimiento"] = "02"
    if tipo in REWRITE:
        REWRITE[tipo](document)
    return document


def rename(record: Document, **names: str) -> None:
    for new, old in names.items():
        record[old] = record.pop(new)


def _sale(document: Document) -> None:
    resumen = document["resumen"]
    rename(resumen, ivaRete="ivaRete1")
    if "ivaPerci" in resumen:
        rename(resumen, ivaPerci="ivaPerci1")
    resumen |= {"reteRenta": Decimal("7.89")}
    del resumen["observaciones"]
    document["extension"] = EXTENSION


def _nota_remision(document: Document) -> None:
    del document["resumen"]["observaciones"]
    document["extension"] = {key: value for key, value in EXTENSION.items() if key != "placaVehiculo"}


def _nota(document: Document) -> None:
    del document["identificacion"]["fusion"]
    receptor = document["receptor"]
    del receptor["tipoDocumento"]
    rename(receptor, numDocumento="nit")
    receptor["nit"] = "06143112951034"
    for line in document["cuerpoDocumento"]:
        for key in ("noGravado", "ivaPerci", "totalIva", "ivaRete"):
            del line[key]
    resumen = document["resumen"]
    for key in ("totalIva", "totalNoGravado", "totalPagar", "observaciones", "codigoRetencionMH"):
        del resumen[key]
    rename(resumen, ivaPerci="ivaPerci1", ivaRete="ivaRete1")
    resumen |= {"descuNoSuj": 0, "descuExenta": 0, "descuGravada": Decimal("0.03")}
    resumen |= {"subTotal": Decimal("29.97"), "reteRenta": Decimal("7.89")}
    document["extension"] = None


def _retencion(document: Document) -> None:
    rename(document["emisor"], codEstable="codigo", codPuntoVenta="puntoVenta")
    rename(document["cuerpoDocumento"][0], numeroDocumento="numDocumento", tipoGeneracion="tipoDoc")
    resumen = document["resumen"]
    rename(resumen, totalIvaRetenido="totalIVAretenido", totalLetras="totalIVAretenidoLetras")
    del resumen["totalIva"], resumen["observaciones"]
    document["extension"] = None


def _liquidacion(document: Document) -> None:
    receptor = document["receptor"]
    del receptor["tipoDocumento"], receptor["codDomiciliado"]
    rename(receptor, numDocumento="nit")
    rename(document["cuerpoDocumento"][0], fechaEmision="fechaGeneracion", observaciones="obsItem")
    rename(document["resumen"], exportacion="totalExportacion")
    del document["resumen"]["observaciones"]
    document["extension"] = None


def _contable(document: Document) -> None:
    rename(document["emisor"], codEstable="codigo", codPuntoVenta="puntoVentaContri")
    document["cuerpoDocumento"]["porcentComision"] = "2.5"


def _exportacion(document: Document) -> None:
    rename(document["identificacion"], motivoContin="motivoContigencia")
    rename(document["resumen"], descuGravada="descuento")
    for part, keys in {
        "emisor": ("tipoRegimen",),
        "resumen": ("tributos", "totalNoOnerosas", "saldoFavor"),
    }.items():
        for key in keys:
            del document[part][key]
    del document["compraTercero"], document["documentoRelacionado"]


def _excluido(document: Document) -> None:
    rename(document, receptor="sujetoExcluido")
    document["resumen"]["ivaRete1"] = Decimal("0.21")


def _donacion(document: Document) -> None:
    rename(document, emisor="donatario", receptor="donante")
    rename(document["cuerpoDocumento"][0], tipoDepreciacion="depreciacion")


def _anulacion(document: Document) -> None:
    rename(document["identificacion"], fecEmi="fecAnula", horEmi="horAnula")
    document["documento"]["montoIva"] = Decimal("3.9")


VERSIONS = {
    **dict.fromkeys(("01", "07", "08", "09", "11", "14", "15"), 1),
    **dict.fromkeys(("03", "04", "05", "06", "contingencia"), 3),
    "invalidacion": 2,
}

REWRITE: dict[str, Callable[[Document], None]] = {
    "01": _sale,
    "03": _sale,
    "04": _nota_remision,
    "05": _nota,
    "06": _nota,
    "07": _retencion,
    "08": _liquidacion,
    "09": _contable,
    "11": _exportacion,
    "14": _excluido,
    "15": _donacion,
    "invalidacion": _anulacion,
}
