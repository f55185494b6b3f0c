"""07, 08 and 09."""

from decimal import Decimal

from facturaxpress.sandbox.rules.figures import ZERO, Figure, Sheet, Values
from facturaxpress.sandbox.rules.readings import IVA, ONE_PERCENT, add, floored, share, up_to, without_iva, zero
from facturaxpress.sandbox.rules.sheets.parts import TOTALS
from facturaxpress.sandbox.rules.tributes import Tributes


def _retained(values: Values) -> Decimal:
    rate = {"22": ONE_PERCENT, "C4": IVA}.get(values.text("codigoRetencionMH"))
    return rate * values["montoSujetoGrav"] if rate is not None else up_to(add("montoSujetoGrav"))(values)


def _iva_of_13_percent_lines(values: Values) -> Decimal:
    return IVA * sum((line["montoSujetoGrav"] for line in values.lines if line["codigoRetencionMH"] == "C4"), ZERO)


_RETAINED = (
    Figure("totalSujetoRetencion", add("ΣmontoSujetoGrav")),
    Figure("totalIvaRetenido", add("ΣivaRetenido")),
)
RETENTION_OF_1X = Sheet(
    _RETAINED, line=(Figure("ivaRetenido", _retained),), names={"totalIvaRetenido": "totalIVAretenido"}
)
RETENTION = Sheet(
    (*_RETAINED, Figure("totalIva", share(IVA, add("ΣmontoSujetoGrav")), _iva_of_13_percent_lines)),
    line=(Figure("ivaRetenido", _retained),),
)


def settlement(*, old: bool) -> Sheet:
    """08. One of 1.x, as seen in the field, may state no IVA on its lines and none in its summary."""
    sales, amount = add("totalNoSuj + totalExenta + totalGravada + exportacion"), add("subTotalVentas + T1")
    whole = add("montoTotalOperacion + ivaPerci")
    return Sheet(
        (
            *TOTALS,
            Figure("exportacion", add("Σexportaciones")),
            Figure("subTotalVentas", sales, floored(sales)),
            Tributes(carried=True, optional=old),
            Figure("montoTotalOperacion", amount, floored(amount)),
            Figure("total", floored(whole), *([whole] if old else [])),
        ),
        line=(Figure("ivaItem", share(IVA, add("ventaGravada")), *([zero] if old else [])),),
        names={"exportacion": "totalExportacion"} if old else {},
    )


ACQUIRER = Sheet(
    (
        Figure("subTotal", add("valorOperaciones - montoSinPercepcion")),
        Figure("montoSujetoPercepcion", without_iva(add("subTotal"))),
        Figure("iva", add("subTotal - montoSujetoPercepcion"), share(IVA, add("montoSujetoPercepcion"))),
        Figure("ivaPercibido", share(Decimal("0.02"), add("montoSujetoPercepcion"))),
        Figure("ivaComision", share(IVA, add("comision"))),
        Figure("liquidoApagar", add("valorOperaciones - comision - ivaComision - ivaPercibido")),
    ),
    # Each field is one of the body, with two decimals, and comes from those before it.
    part="cuerpoDocumento",
    late=False,
)
