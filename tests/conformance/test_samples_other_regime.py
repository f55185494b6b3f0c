"""MH's samples of one regime, reduced to what was sold, issued under the other."""

from decimal import Decimal
from pathlib import Path
from typing import Any

import msgspec
import pytest
from tests.conformance import samples
from tests.dte.support import CONTRIBUYENTE, EMISOR

from facturaxpress import dte
from facturaxpress.dte.catalogs import Regime
from facturaxpress.dte.structures import LAWS

D = Decimal
NAMES = [name for name in samples.NAMES if not name.startswith(("2.0/opespeciales", "2.0/retorno"))]
"""Those of the types that both regimes have."""
CREDIT = 2
PAID = ("01", "03", "11", "14")
TOTALS = ("total", "montoTotalOperacion", "totalIvaRetenido", "totalIVAretenido", "liquidoApagar", "valorTotal")
ONLY_HERE = {
    # 1.x retains of no export, and invalidates no event, no note without a replacement, and no 14 by its number.
    "2.0/07__v2__non_domiciled_13": {"not-allowed"},
    "2.0/invalidacion__v3__retorno_18": {"not-allowed", "required", "invalidation-replacement"},
    "2.0/invalidacion__v3__type1_nc_no_replacement": {"invalidation-replacement"},
    "2.0/invalidacion__v3__type2_fse": {"bad-format"},
}
"""The faults of a sample that the other regime cannot say."""


def other(sample: samples.Sample) -> tuple[Regime, int]:
    regime: Regime = "1.x" if sample.regime == "2.0" else "2.0"
    return regime, next(law.version for law in LAWS.values() if (law.tipo, law.regime) == (sample.tipo, regime))


@pytest.mark.parametrize("name", NAMES)
def test_a_sample_goes_into_the_other_regime(name: str, mh: Path) -> None:
    """Without what the other structure cannot say, and with what it asks for beyond the sample's own."""
    sample = samples.load(mh, name)
    regime, version = other(sample)
    context = samples.context_of(sample)
    emisor = msgspec.structs.replace(context.emisor, direccion=EMISOR.direccion)
    context = msgspec.structs.replace(context, emisor=emisor, version=version)
    sale = completed(samples.reduced(sample, regime=regime), sample, regime)
    if name in ONLY_HERE:
        with pytest.raises(dte.FaultError) as caught:
            dte.build(sale, context)
        assert {fault.code for fault in caught.value.faults} == ONLY_HERE[name]
        return
    made = dte.build(sale, context).preview()
    if "motivo" in made:
        assert made["motivo"] == sample.document["motivo"]
    else:
        assert abs(due(made) - due(sample.document)) <= D("0.01")


def completed(sale: dict[str, Any], sample: samples.Sample, regime: Regime) -> dict[str, Any]:
    """With what the other regime asks for."""
    if sample.tipo == "08" and regime == "1.x":
        for line in sale["cuerpoDocumento"]:
            line.setdefault("observaciones", "Venta liquidada")
    if sample.tipo == "08" and regime == "2.0":
        # The field sample of 1.x adds its IVA in the total only.
        for line in sale["cuerpoDocumento"]:
            line.pop("tributos", None)
        sale["resumen"].pop("ivaPerci", None)
    if sample.tipo == "invalidacion":
        # 1.x let the event be dated a day after the document; the system puts the date that is right.
        sale.pop("fecEmi", None)
    if regime == "1.x":
        return sale
    if (sale.get("receptor") or {}).get("direccion"):
        sale["receptor"]["direccion"] = CONTRIBUYENTE["direccion"]
    summary = sale.get("resumen", {})
    if summary.get("condicionOperacion") == CREDIT and sample.tipo in PAID and "pagos" not in summary:
        summary["pagos"] = [{"codigo": "13", "plazo": "01", "periodo": 30}]
    if sample.tipo in ("05", "06") and sample.document["resumen"].get("descuGravada"):
        # In 2.0 the share of a global discount goes into the lines of a note.
        sale["cuerpoDocumento"][0]["montoDescu"] = sample.document["resumen"]["descuGravada"]
    return sale


def due(document: dict[str, Any]) -> Decimal:
    """What the document comes to, but for charges outside the tax base, which a note has in 2.0 only."""
    own = {**(document["cuerpoDocumento"] if "resumen" not in document else document["resumen"])}
    if "totalPagar" in own:
        return D(own["totalPagar"] - own.get("totalNoGravado", 0))
    name = next(name for name in TOTALS if name in own)
    return D(own[name])
