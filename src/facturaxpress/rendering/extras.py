"""What no rule asks for and every reader wants (category C): branch, merger, payment, contingency's cause, appendix.

Each is read where the document carries it, whatever its type, and prints nothing where it does not.
"""

from facturaxpress.rendering import figures
from facturaxpress.rendering.layout import Pair, Record, at, records
from facturaxpress.rendering.names import Codes, cause, plain

CONTINGENCY = 2
"""CAT-004: transmission by contingency."""


def brand_lines(document: Record) -> list[str]:
    """Under the issuer's name: which branch and point of sale made the document."""
    parts = [
        ("Establecimiento", at(document, "emisor.codEstable") or at(document, "emisor.codEstableMH")),
        ("Punto de venta", at(document, "emisor.codPuntoVenta") or at(document, "emisor.codPuntoVentaMH")),
    ]
    line = " · ".join(f"{label} {value}" for label, value in parts if value)
    return [line] if line else []


def merger(document: Record) -> list[Pair]:
    """The absorbed taxpayer in whose place the issuer acts (05 to 08, invalidation, return)."""
    nit = at(document, "identificacion.fusion")
    return [("NIT:", str(nit))] if nit else []


def contingency(document: Record, codes: Codes) -> list[Pair]:
    """Cause of the contingency; empty for what is not a contingency document."""
    code, reason = (at(document, f"identificacion.{key}") for key in ("tipoContingencia", "motivoContin"))
    pairs = []
    if code is not None:
        pairs.append(("Tipo de Contingencia:", cause(code, codes)))
    if reason:
        pairs.append(("Motivo de Contingencia:", str(reason)))
    return pairs


def payments(document: Record, codes: Codes) -> list[list[str]]:
    """Rows of form, reference, term and amount."""
    return [
        [
            figures.ABSENT if pago.get("codigo") is None else plain(codes.name("CAT-017", pago["codigo"])),
            str(pago.get("referencia") or figures.ABSENT),
            _term(pago, codes),
            figures.amount(pago.get("montoPago")),
        ]
        for pago in records(at(document, "resumen.pagos"))
    ]


def _term(pago: Record, codes: Codes) -> str:
    plazo, periodo = pago.get("plazo"), pago.get("periodo")
    if plazo is None and periodo is None:
        return figures.ABSENT
    unit = "" if plazo is None else codes.name("CAT-018", plazo).lower()
    return f"{figures.integer(periodo)} {unit}".strip() if periodo is not None else unit


def payment_notes(document: Record) -> list[Pair]:
    """Figures that belong beside the payment, printed when they say something."""
    notes = []
    discount, share = at(document, "resumen.totalDescu"), at(document, "resumen.porcentajeDescuento")
    if discount:
        notes.append(("Total de Descuentos:", figures.amount(discount)))
    if share:
        notes.append(("Porcentaje de Descuento:", f"{figures.amount(share)} %"))
    if credit := at(document, "resumen.saldoFavor"):
        notes.append(("Saldo a Favor:", figures.amount(credit)))
    if npe := at(document, "resumen.numPagoElectronico"):
        notes.append(("Número de Pago Electrónico:", str(npe)))
    return notes


def appendix(document: Record) -> list[Pair]:
    """Label and value of what the issuer appended."""
    return [
        (str(row.get("etiqueta") or row.get("campo") or ""), str(row.get("valor") or figures.ABSENT))
        for row in records(at(document, "apendice"))
    ]
