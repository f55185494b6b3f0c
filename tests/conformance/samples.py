"""MH's sample documents, and the context in which each was issued."""

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import msgspec
from tests.dte.support import EMISOR

from facturaxpress import dte
from facturaxpress.dte.catalogs import Regime
from facturaxpress.dte.structures import said_type

NAMES = (
    *(f"1.x/01__v1__{number:02}" for number in range(1, 11)),
    *(f"1.x/03__v3__{number:02}" for number in range(1, 11)),
    "1.x/04__v3__01",
    *(f"1.x/05__v3__{number:02}" for number in range(1, 5)),
    "1.x/06__v3__01",
    "1.x/06__v3__02",
    "1.x/07__v1__01",
    "1.x/07__v1__02",
    "1.x/08__v1__01",
    "1.x/09__v1__01",
    "1.x/11__v1__01",
    "1.x/11__v1__02",
    *(f"1.x/14__v1__{number:02}" for number in range(1, 4)),
    "1.x/15__v1__01",
    "1.x/contingencia__v3__01",
    *(f"1.x/invalidacion__v2__{number:02}" for number in range(1, 4)),
    "2.0/01__v2__basic",
    "2.0/01__v2__contingency",
    "2.0/01__v2__exenta_nosuj",
    "2.0/01__v2__impuesto_cemento_seccion2",
    "2.0/01__v2__mixed_payment_condition3",
    "2.0/01__v2__ocho_decimales",
    "2.0/01__v2__venta_tercero",
    "2.0/03__v4__basic",
    "2.0/03__v4__contingency_type5",
    "2.0/03__v4__from_remision",
    "2.0/03__v4__hotel_turismo",
    "2.0/03__v4__official_p50_discount_retention",
    "2.0/03__v4__section3_informative_C5",
    "2.0/04__v4__consignacion",
    "2.0/04__v4__otros_descuento_global",
    "2.0/04__v4__traslado",
    "2.0/05__v4__adjust_credit_condition",
    "2.0/05__v4__exempt_items",
    "2.0/05__v4__fusion",
    "2.0/05__v4__official_p51_return_5_jeans",
    "2.0/06__v4__interest_charge",
    "2.0/06__v4__no_gravado",
    "2.0/06__v4__with_retention",
    "2.0/07__v2__big_amount",
    "2.0/07__v2__fe_base_without_iva",
    "2.0/07__v2__fusion",
    "2.0/07__v2__non_domiciled_13",
    "2.0/08__v2__ccf_only",
    "2.0/08__v2__fe_only",
    "2.0/08__v2__with_percepcion",
    "2.0/09__v2__card_acquirer",
    "2.0/09__v2__with_exempt",
    "2.0/11__v3__compra_tercero",
    "2.0/11__v3__goods_fca_insurance_freight",
    "2.0/11__v3__goods_plus_service_item",
    "2.0/11__v3__services",
    "2.0/14__v2__contingency",
    "2.0/14__v2__discount_item",
    "2.0/14__v2__global_discount",
    "2.0/14__v2__mixed",
    "2.0/15__v2__cash",
    "2.0/15__v2__mixed_foreign",
    "2.0/contingencia__v4__internet_failure",
    "2.0/contingencia__v4__other_reason",
    "2.0/invalidacion__v3__retorno_18",
    "2.0/invalidacion__v3__type1_nc_no_replacement",
    "2.0/invalidacion__v3__type2_fse",
    "2.0/opespeciales__v1__fvs_annulled_reference",
    "2.0/opespeciales__v1__official_p26_cci_ranges",
    "2.0/retorno__v1__fe_partial_return",
    "2.0/retorno__v1__fse_return",
)
OF_TRANSMISSION = ("tipoModelo", "tipoOperacion", "tipoContingencia", "motivoContin", "motivoContigencia")
"""What contingency writes into a document; a sale knows nothing of it."""
PLACES = (
    *("codEstableMH", "codEstable", "codPuntoVentaMH", "codPuntoVenta", "codigoMH", "codigo", "puntoVentaMH"),
    *("puntoVenta", "puntoVentaContri", "nomEstablecimiento", "tipoEstablecimiento"),
)
"""How the issuer names its establishments, which the samples of 1.x do in several ways, some against their number."""


class Sample(msgspec.Struct, frozen=True):
    name: str
    """`2.0/01__v2__basic`."""
    document: dict[str, Any]
    tipo: str
    version: int

    @property
    def regime(self) -> Regime:
        return "2.0" if self.name.startswith("2.0") else "1.x"

    @property
    def structure(self) -> str:
        return f"{self.tipo} v{self.version}"


def load(mh: Path, name: str) -> Sample:
    document: dict[str, Any] = dte.parse_json((mh / "samples" / f"{name}.json").read_bytes())
    own = document["identificacion"]
    return Sample(name, document, str(said_type(document, own)[0]), own["version"])


def every(mh: Path) -> Iterator[Sample]:
    return (load(mh, name) for name in NAMES)


def context_of(sample: Sample) -> dte.Context:
    """The context in which a document was issued; what it does not say of the issuer is the tests' own."""
    own = sample.document["identificacion"]
    emisor = sample.document.get("emisor") or sample.document["donatario"]
    known = {field: emisor[field] for field in dte.Emisor.__struct_fields__ if field != "direccion" and field in emisor}
    known.setdefault("nit", emisor.get("numDocumento"))
    if "direccion" in emisor:
        known["direccion"] = msgspec.convert({"distrito": "00", **emisor["direccion"]}, dte.Direccion)
    day = own.get("fecEmi") or own.get("fecAnula") or own["fTransmision"]
    hour = own.get("horEmi") or own.get("horAnula") or own["hTransmision"]
    number = dte.numbering.parse_numero_control(own.get("numeroControl") or "")
    place = emisor.get("codEstableMH") or emisor.get("codEstable")
    point = emisor.get("codPuntoVentaMH") or emisor.get("codPuntoVenta")
    if number is not None:
        place, point = number.establecimiento, number.puntoVenta
    letter = {"01": "S", "02": "M", "04": "B", "07": "P"}.get(emisor.get("tipoEstablecimiento", "02"), "M")
    return dte.Context(
        emisor=msgspec.structs.replace(EMISOR, **known),
        establecimientos=(dte.Establecimiento(codigo=place or f"{letter}001", puntosVenta=(point or "P001",)),),
        ambiente=own["ambiente"],
        now=datetime.fromisoformat(f"{day}T{hour}-06:00"),
        version=own["version"],
    )


def issued(sale: dict[str, Any], sample: Sample) -> dict[str, Any]:
    """What is made of the sale, with the sample's own numbers and way of transmission."""
    made: dict[str, Any] = dte.build(sale, context_of(sample)).preview()
    own = sample.document["identificacion"]
    for field in ("numeroControl", "codigoGeneracion", *(OF_TRANSMISSION if own.get("tipoOperacion") == 2 else ())):
        if field in own:
            made["identificacion"][field] = own[field]
    return made


def reduced(sample: Sample, *, regime: Regime | None = None) -> dict[str, Any]:
    """The sale that the sample was made from, at the first place of the context; with `regime`, what that one says."""
    sale = dte.reduce(sample.document, regime=regime)
    if sample.regime == "1.x":
        for field in ("establecimiento", "puntoVenta"):
            sale.pop(field, None)
    if sample.name in MENDED:
        MENDED[sample.name](sale)
    return sale


def _known_activity(sale: dict[str, Any]) -> None:
    sale["receptor"]["codActividad"] = "35101"


MENDED = {"1.x/07__v1__01": _known_activity}
"""Samples with a code that no catalogue has, and another in its place."""


def complete(sample: Sample) -> dict[str, Any]:
    """The sample of 1.x as it stands, but for its words, which may say another amount, and a code that is mended."""
    document = dict(sample.document)
    for section in ("resumen", "cuerpoDocumento"):
        if isinstance(document.get(section), dict):
            words = {key: None for key in document[section] if key.endswith("etras")}
            document[section] = {**document[section], **words}
    if sample.name in MENDED:
        document["receptor"] = dict(document["receptor"])
        MENDED[sample.name](document)
    return document
