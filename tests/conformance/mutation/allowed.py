"""Changes that MH's texts allow: within the tolerance, free texts, and the figures of the other documented readings."""

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from tests.conformance.mutation.edit import Mutation, changed, get, leaves, text
from tests.conformance.mutation.figures import CENT, figure_places

D = Decimal
FREE_TEXTS = (
    "descripcion",
    "nombre",
    "nombreComercial",
    "complemento",
    "observaciones",
    "etiqueta",
    "valor",
    "descActividad",
    "detalleDocumento",
    "descIncoterms",
    "motivoAnulacion",
    "motivoContingencia",
)
INFORMATIVE = ("porcentajeDescuento", "psv", "totalNoOnerosas", "porcentComision")
"""Amounts that only inform (functional arithmetic, §1.4, K6, K12 and §2, 09)."""
READINGS: dict[str, tuple[tuple[str, str, dict[str, Any]], ...]] = {
    "03__v4__official_p50_discount_retention": (
        ("K1 A", "Manual Funcional 2.0, texto del campo", {"resumen.montoTotalOperacion": D("788.18")}),
        (
            "K2",
            "Manual Funcional 2.0 p. 50",
            {"cuerpoDocumento[4].noGravado": D("20"), "resumen.totalNoGravado": D("20")},
        ),
    ),
    "05__v4__official_p51_return_5_jeans": (
        (
            "K3",
            "Manual Funcional 2.0 p. 51",
            {"resumen.totalPagar": D("96.70"), "resumen.totalLetras": "NOVENTA Y SEIS 70/100 DÓLARES"},
        ),
    ),
    "14__v2__mixed": (
        (
            "K13",
            "CT art. 156: solo servicios",
            {
                "resumen.reteRenta": D("15.00"),
                "resumen.totalPagar": D("165.00"),
                "resumen.pagos[0].montoPago": D("165.00"),
                "resumen.totalLetras": "CIENTO SESENTA Y CINCO 00/100 DÓLARES",
            },
        ),
    ),
    "opespeciales__v1__official_p26_cci_ranges": (
        ("K15", "Manual Funcional 2.0 p. 26", {"cuerpoDocumento[0].fechaEmision": "2026-02-27"}),
    ),
    "retorno__v1__fse_return": (("K16", "Normativa de cumplimiento 2.0", {"resumen.subTotalVentas": D("100.00")}),),
}
"""The other side of each reading, by the sample that shows it."""


def mutations(tipo: str, regime: str, name: str, document: dict[str, Any]) -> Iterator[Mutation]:
    # A field sample of 1.x may have spent the tolerance already.
    for path in figure_places(tipo, document) if regime == "2.0" else ():
        # What a line has nothing of is exactly 0.
        value = D(get(document, path))
        if value or path.startswith("resumen"):
            for step in (CENT, -CENT):
                yield _one("tolerance", path, value + step, document, "Manual Funcional 2.0 p. 56–57")
    for way, value in leaves(document):
        path, field = text(way), way[-1]
        if field in FREE_TEXTS and isinstance(value, str):
            yield _one("free-text", path, "Otro texto, con «ñ», 'comillas' y 1/2", document, "JSON Schema")
        if field in INFORMATIVE and isinstance(value, int | Decimal) and value:
            yield _one("informative", path, value + 1, document, "Aritmética §1.4, §2")
    for reading, source, values in READINGS.get(name, ()):
        yield Mutation(
            kind=reading,
            path=next(iter(values)),
            value=None,
            document=changed(document, values),
            source=source,
        )


def _one(kind: str, path: str, value: Any, document: dict[str, Any], source: str) -> Mutation:
    return Mutation(kind=kind, path=path, value=value, document=changed(document, {path: value}), source=source)
