"""From a sale to a document: reads, treats, computes, compares and judges, and finds all that is wrong at once."""

import calendar
from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from decimal import Context as DecimalContext
from decimal import Decimal, Inexact, InvalidOperation
from typing import Any
from zoneinfo import ZoneInfo

import msgspec
from msgspec import Struct

from facturaxpress.dte import lines, parties
from facturaxpress.dte.context import Context, Establecimiento, Withholding
from facturaxpress.dte.documents import LAWS, SALES, newest
from facturaxpress.dte.documents.credito_fiscal import v4 as credito
from facturaxpress.dte.documents.factura import v2 as factura
from facturaxpress.dte.documents.law import Law
from facturaxpress.dte.draft import BLANK, Draft
from facturaxpress.dte.faults import Fault, FaultError
from facturaxpress.dte.identity import compact
from facturaxpress.dte.jsonio import dump_json, parse_json
from facturaxpress.dte.money import r2
from facturaxpress.dte.nodes import Checks, numbers, tree
from facturaxpress.dte.rules import get
from facturaxpress.dte.rules.book import Findings
from facturaxpress.dte.rules.facts import Facts
from facturaxpress.dte.sale import AnySale, ItemFactura, SaleCredito, SaleFactura, SaleItem, SalePago, SaleTributo
from facturaxpress.dte.summary import Items, Summariser, Summary
from facturaxpress.dte.texts import is_date, shown
from facturaxpress.dte.walk import Walk, name_of

EL_SALVADOR = ZoneInfo("America/El_Salvador")


def build(sale: bytes | Mapping[str, Any], context: Context) -> Draft:
    """Makes a sale into a document that lacks only its numbers.

    `sale` is JSON text, or what `parse_json` makes of it. Raises FaultError with every fault found, and ValueError for
    a context without establishments or with a naive `now`.
    """
    if context.now.tzinfo is None or not context.establecimientos:
        raise ValueError("the context needs an aware now and at least one establishment with a point of sale")
    raw = parse_json(bytes(sale)) if isinstance(sale, bytes | bytearray | memoryview) else sale
    if not isinstance(raw, Mapping):
        got, got_en = name_of(raw)
        raise FaultError([get("not-an-object").fault("", {"got": got, "got_en": got_en})])
    law, form = _law(raw, context)
    findings = Findings("build", law.regime)
    typed = _quickly(raw, form) or Walk(form, findings).run(raw)
    if not isinstance(typed, SaleFactura | SaleCredito):
        raise TypeError(f"no way to build from {type(typed).__name__}")
    return _Builder(law, context, typed, findings).draft()


def _law(raw: Mapping[str, Any], context: Context) -> tuple[Law, type[AnySale]]:
    inner = raw.get("identificacion")
    tipo, path = raw.get("tipoDte"), "tipoDte"
    if tipo is None and isinstance(inner, Mapping) and inner.get("tipoDte") is not None:
        tipo, path = inner["tipoDte"], "identificacion.tipoDte"
    issued = [LAWS[key] for key in SALES]

    def refused(fault: Fault) -> FaultError:
        return FaultError([fault, *_unknown_at_top(raw)])

    known = ", ".join(sorted({law.tipo for law in issued}))
    if tipo is None:
        fault = get("required").fault("tipoDte", {"field": "tipoDte", "hint": f" con uno de estos códigos: {known}"})
        raise refused(fault)
    law = newest(tipo) if isinstance(tipo, str) else None
    if law is None:
        value, value_en = name_of(tipo)
        raise refused(get("unknown-type").fault(path, {"value": value, "value_en": value_en, "known": known}))
    if context.version is not None:
        law = LAWS.get((law.tipo, context.version))
    if law is None or (law.tipo, law.version) not in SALES:
        listed = ", ".join(sorted(f"{law.tipo} v{law.version}" for law in issued))
        values = {"version": context.version, "version_en": context.version, "tipo": tipo, "known": listed}
        raise refused(get("unknown-structure").fault(path, values))
    return law, SALES[law.tipo, law.version]


def _unknown_at_top(raw: Mapping[str, Any]) -> list[Fault]:
    """The top-level fields that no type of sale knows: a misspelled `tipoDte` is one of them."""
    findings = Findings("build", "2.0")
    for key in raw:
        forms = list(SALES.values())
        if not findings.full and not any(key in tree(form).members for form in forms):
            Walk(forms[0], findings).unknown(str(key))
    return findings.faults


def _quickly(raw: Mapping[str, Any], form: type[AnySale]) -> AnySale | None:
    """The sale as structs if its form is right in everything; else None, and the walk says why."""
    try:
        typed: AnySale = msgspec.convert(raw, form, builtin_types=(Decimal,))
        fits = _fits(typed)
    except (msgspec.ValidationError, Inexact, InvalidOperation):
        return None
    return typed if fits else None


_exactly = DecimalContext(prec=60, traps=[Inexact, InvalidOperation]).quantize


def _fits(sale: AnySale) -> bool:
    """Whether it keeps the limits that msgspec does not know: exact numbers, dates, repeated codes.

    Raises Inexact for too many decimals.
    """
    items = sale.cuerpoDocumento or ()
    checks = numbers(ItemFactura if isinstance(sale, SaleFactura) else SaleItem)
    for item in items:
        codes = item.tributos
        if not _in_range(item, checks) or (codes is not None and len(set(codes)) != len(codes)):
            return False
    summary = sale.resumen
    if summary is not None:
        parts: list[tuple[Struct, Checks]] = [(summary, numbers(type(summary)))]
        parts += [(entry, numbers(SaleTributo)) for entry in summary.tributos or ()]
        parts += [(entry, numbers(SalePago)) for entry in summary.pagos or ()]
        if not all(_in_range(part, own) for part, own in parts):
            return False
    dates = [sale.fecEmi, sale.identificacion.fecEmi if sale.identificacion is not None else None]
    dates += [document.fechaEmision for document in sale.documentoRelacionado or ()]
    return all(day is None or is_date(day) for day in dates)


def _in_range(part: Struct, checks: Checks) -> bool:
    for attribute, step, low, high, open_low, open_high in checks:
        value = getattr(part, attribute)
        if value is not None:
            if value.__class__ is Decimal:
                _exactly(value, step)
            if not low <= value <= high or (open_low and value == low) or (open_high and value == high):
                return False
    return True


_NO_RECORD = Withholding()


class _Builder:
    """Works on one sale whose form is right, or was put right by the walk."""

    def __init__(self, law: Law, context: Context, sale: AnySale, findings: Findings) -> None:
        self.law = law
        self.context = context
        self.sale = sale
        self.findings = findings
        self.local = context.now.astimezone(EL_SALVADOR)

    def draft(self) -> Draft:
        findings, sale, law = self.findings, self.sale, self.law
        self._read_complete_document()
        place, punto = self._place()
        on = self._date()
        items = sale.cuerpoDocumento or ()
        if not items and not findings.echoes("cuerpoDocumento"):
            findings.refuse("required", "cuerpoDocumento", field="cuerpoDocumento", hint=" con al menos una línea")
        head = self._head(on)
        emisor = parties.issuer(self.context.emisor, place, punto)
        document: factura.Factura | credito.CreditoFiscal
        if isinstance(sale, SaleFactura):
            bodies = lines.factura_items(sale.cuerpoDocumento or (), on, findings)
            summary = self._summary(bodies, items, on)
            document = factura.Factura(
                factura.Identificacion(*head),
                parties.related(sale.documentoRelacionado, findings),
                factura.Emisor(*emisor),
                parties.factura_receptor(sale.receptor, on, findings),
                parties.factura_others(sale.otrosDocumentos),
                parties.third_party(sale.ventaTercero, findings),
                bodies,
                summary.of_factura(),
                parties.appendix(sale.apendice, findings),
            )
        else:
            credits = lines.credito_items(items, findings)
            summary = self._summary(credits, items, on)
            document = credito.CreditoFiscal(
                credito.Identificacion(*head),
                parties.related(sale.documentoRelacionado, findings),
                credito.Emisor(*emisor),
                parties.credito_receptor(sale.receptor, on, findings),
                parties.credito_others(sale.otrosDocumentos, findings),
                parties.third_party(sale.ventaTercero, findings),
                credits,
                summary.of_credito(),
                parties.appendix(sale.apendice, findings),
            )
        facts = Facts(law, "build", on, self.context.policy, self.context.readings, summary.said())
        findings.apply(law.tipo, document, facts)
        if findings.faults:
            raise FaultError(findings.faults, findings.warnings)
        return self._finished(document, summary, place.codigo, punto, on)

    def _head(self, on: date) -> tuple[Any, ...]:
        """`identificacion`, in the order that 01 and 03 share; normal transmission, numbers still blank."""
        law = self.law
        ambiente = self.context.ambiente
        return (law.version, ambiente, law.tipo, "", "", 1, 1, None, None, on.isoformat(), self._time(), "USD")

    def _summary(self, items: Items, lines: Sequence[SaleItem], on: date) -> Summary:
        return Summariser(
            self.law,
            self.context.readings,
            self.findings,
            on=on,
            sent=self.sale.resumen,
            known=self._record(),
            items=items,
            lines=lines,
        ).make()

    def _record(self) -> Withholding:
        receptor = self.sale.receptor
        number = getattr(receptor, "nit", None) or getattr(receptor, "numDocumento", None)
        return self.context.receptores.get(compact(number), _NO_RECORD) if number else _NO_RECORD

    def _finished(
        self, document: factura.Factura | credito.CreditoFiscal, summary: Summary, place: str, punto: str, on: date
    ) -> Draft:
        before, _, after = dump_json(document).partition(BLANK)
        figures = msgspec.structs.asdict(document.resumen)
        receptor = document.receptor
        number = receptor.numDocumento if isinstance(receptor, factura.Receptor) else None
        if isinstance(receptor, credito.Receptor):
            number = receptor.nit
        return Draft(
            tipoDte=self.law.tipo,
            version=self.law.version,
            ambiente=self.context.ambiente,
            fecEmi=on,
            horEmi=self._time(),
            establecimiento=place,
            puntoVenta=punto,
            referencia=self.sale.referencia,
            warnings=tuple(self.findings.warnings),
            totals={name: r2(value) for name, value in figures.items() if isinstance(value, Decimal)},
            receptor_nombre=receptor.nombre if receptor else None,
            receptor_documento=number,
            total=r2(summary.figures.totalPagar),
            before=before,
            after=after,
        )

    def _time(self) -> str:
        return self.local.strftime("%H:%M:%S")

    def _place(self) -> tuple[Establecimiento, str]:
        """Establishment and point of sale: as the sale says, else the first ones."""
        known = self.context.establecimientos
        code = self.sale.establecimiento
        place = known[0] if code is None else next((one for one in known if one.codigo == code), None)
        if place is None:
            listed = ", ".join(one.codigo for one in known)
            self.findings.refuse("unknown-establishment", "establecimiento", value=shown(code or ""), known=listed)
            return known[0], known[0].puntosVenta[0]
        punto = self.sale.puntoVenta
        if punto is not None and punto not in place.puntosVenta:
            self.findings.refuse(
                "unknown-point-of-sale",
                "puntoVenta",
                value=shown(punto),
                establecimiento=place.codigo,
                known=", ".join(place.puntosVenta),
            )
        return place, punto or place.puntosVenta[0]

    def _date(self) -> date:
        """`fecEmi`, today if absent, within its window: in El Salvador, and ahead only within the tax period."""
        today = self.local.date()
        inner = self.sale.identificacion.fecEmi if self.sale.identificacion is not None else None
        said = self.sale.fecEmi or inner
        path = "fecEmi" if self.sale.fecEmi is not None else "identificacion.fecEmi"
        if self.sale.fecEmi is not None and inner is not None and inner != self.sale.fecEmi:
            self.findings.refuse("two-dates", "fecEmi", top=self.sale.fecEmi, inner=inner)
        if said is None:
            return today
        day = date.fromisoformat(said)
        policy = self.context.policy
        oldest = today - timedelta(days=policy.fecemi_days_back)
        last = today.replace(day=calendar.monthrange(today.year, today.month)[1])
        ahead = today + timedelta(days=policy.fecemi_days_ahead)
        if day < oldest:
            self.findings.refuse(
                "fecemi-too-old", path, value=said, limit=oldest.isoformat(), days=policy.fecemi_days_back
            )
        elif day > ahead:
            self.findings.refuse(
                "fecemi-too-late", path, value=said, limit=min(ahead, last).isoformat(), days=policy.fecemi_days_ahead
            )
        elif day > today and (day.year, day.month) != (today.year, today.month):
            self.findings.refuse(
                "fecemi-next-period", path, value=said, today=today.isoformat(), limit=last.isoformat()
            )
        return day

    def _read_complete_document(self) -> None:
        """What a complete document says of itself is compared or set aside."""
        sale, findings = self.sale, self.findings
        own = sale.identificacion
        if own is not None:
            if sale.tipoDte is not None and own.tipoDte is not None and own.tipoDte != sale.tipoDte:
                findings.refuse("two-types", "tipoDte", top=shown(sale.tipoDte), inner=shown(own.tipoDte))
            if own.fusion is not None:
                findings.refuse("no-fusion", "identificacion.fusion", tipo=self.law.tipo)
            if own.tipoMoneda not in (None, "USD"):
                findings.refuse("currency", "identificacion.tipoMoneda", value=shown(own.tipoMoneda or ""))
            for field in ("numeroControl", "codigoGeneracion"):
                if getattr(own, field) is not None:
                    findings.add("ignored", f"identificacion.{field}", field=field)
        for field in ("firmaElectronica", "selloRecibido"):
            if getattr(sale, field) is not None:
                findings.add("ignored", field, field=field)
        nit = sale.emisor.nit if sale.emisor is not None else None
        if nit is not None and compact(nit) != compact(self.context.emisor.nit):
            findings.refuse("foreign-emisor", "emisor.nit", sent=shown(nit), own=self.context.emisor.nit)
