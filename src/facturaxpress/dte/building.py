"""From a sale to a document: reads, treats, computes, compares and judges, and finds all that is wrong at once."""

import calendar
from collections.abc import Mapping
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import msgspec
from msgspec import Struct

from facturaxpress.dte.context import Context, Establecimiento
from facturaxpress.dte.deadlines import DAYS_AHEAD, EL_SALVADOR, local_day
from facturaxpress.dte.documents.law import Law, Type
from facturaxpress.dte.documents.views import AnyDocument, AnySummary
from facturaxpress.dte.draft import Draft
from facturaxpress.dte.faults import Fault, FaultError
from facturaxpress.dte.hints import hinted
from facturaxpress.dte.holding import usable
from facturaxpress.dte.identity import compact
from facturaxpress.dte.jsonio import dump_made, parse_json, storable, unreadable
from facturaxpress.dte.lost import tell_lost
from facturaxpress.dte.made import project
from facturaxpress.dte.making import Maker
from facturaxpress.dte.money import r2
from facturaxpress.dte.nodes import spelling, tree
from facturaxpress.dte.reading import converted, decoded
from facturaxpress.dte.references import named
from facturaxpress.dte.rules import get
from facturaxpress.dte.rules.book import Findings
from facturaxpress.dte.rules.facts import Facts, carried_by
from facturaxpress.dte.structures import LAWS, REGIMES, TYPES, said_type
from facturaxpress.dte.synonyms import synonyms
from facturaxpress.dte.texts import is_date, shown
from facturaxpress.dte.walk import Walk, name_of


def build(sale: bytes | Mapping[str, Any], context: Context) -> Draft:
    """Makes a sale, or the input of an event, into a document that lacks only its numbers.

    `sale` is JSON text, or what `parse_json` makes of it. Raises FaultError with every fault found, and ValueError for
    a context without establishments or with a naive `now`.
    """
    if context.now.tzinfo is None or not context.establecimientos:
        raise ValueError("the context needs an aware now and at least one establishment with a point of sale")
    raw = parse_json(bytes(sale)) if isinstance(sale, bytes | bytearray | memoryview) else sale
    if not isinstance(raw, Mapping):
        got, got_en = name_of(raw)
        raise FaultError([get("not-an-object").fault("", {"got": got, "got_en": got_en})])
    if raw is sale and (faults := unreadable(raw)):
        raise FaultError(faults)
    context = msgspec.structs.replace(context, held=usable(context.held))
    today = local_day(context.now)
    own, law = _structure(raw, context, today)
    findings = Findings("build", law.regime, spelling(own.sale))
    typed = converted(raw, own.sale) or Walk(own.sale, findings, synonyms(law.tipo)).run(raw)
    return _Builder(own, law, context, raw, typed, findings).draft()


def _structure(raw: Mapping[str, Any], context: Context, today: date) -> tuple[Type, Law]:
    """The type that the input says, and the structure in which the law in force has it made."""
    tipo, path = _said_type(raw)
    issued = sorted({tipo for tipo, _ in LAWS if tipo in TYPES})

    def refused(fault: Fault) -> FaultError:
        return FaultError([fault, *_unknown_at_top(raw)])

    known = ", ".join(issued)
    if tipo is None:
        hint = hinted((f" con uno de estos códigos: {known}", f" with one of these codes: {known}"))
        fault = get("required").fault(path, {"field": "tipoDte", **hint})
        raise refused(fault)
    own = TYPES.get(tipo) if isinstance(tipo, str) else None
    field = path.rpartition(".")[2]
    if own is None:
        value, value_en = name_of(tipo)
        said = {"field": field, "value": value, "value_en": value_en, "known": known}
        raise refused(get("unknown-type").fault(path, said))
    right = "tipoEvento" if own.event else "tipoDte"
    if field != right:
        raise refused(get("type-field").fault(path, {"tipo": own.tipo, "field": field, "right": right}))
    version = context.version
    if version is None:
        # An event may carry the date of the document it acts on; MH takes one regime at a time.
        day = today if own.event else _day(raw, today)
        version = context.law.version(own.tipo, day, context.ambiente, REGIMES)
        if version is None:
            values = {"tipo": own.tipo, "day": day.isoformat(), "ambiente": context.ambiente}
            raise refused(get("not-in-force").fault(path, {**values, **_begins(own, context, day)}))
    law = LAWS.get((own.tipo, version))
    if law is None:
        listed = ", ".join(f"{law.tipo} v{law.version}" for law in LAWS.values() if law.tipo == own.tipo)
        values = {"version": str(version), "version_en": str(version), "tipo": own.tipo, "known": listed}
        raise refused(get("unknown-structure").fault(path, values))
    return own, law


def _begins(own: Type, context: Context, day: date) -> dict[str, str]:
    """Which regimes have the type, and since when one of them holds, for a type that has no structure in force."""
    regimes = sorted({of for (kind, _), of in REGIMES.items() if kind == own.tipo})
    first = context.law.begins(own.tipo, day, context.ambiente, REGIMES)
    since, since_en = (f": desde el {first}", f": from {first} on") if first else ("", "")
    return {
        "only": " y ".join(regimes),
        "only_en": " and ".join(regimes),
        "since": since,
        "since_en": since_en,
    }


def _said_type(raw: Mapping[str, Any]) -> tuple[Any, str]:
    """`tipoDte`, or `tipoEvento`, at the top or in `identificacion`."""
    inner = raw.get("identificacion")
    for field in ("tipoDte", "tipoEvento"):
        if raw.get(field) is not None:
            return raw[field], field
        if isinstance(inner, Mapping) and inner.get(field) is not None:
            return inner[field], f"identificacion.{field}"
    return said_type(raw, {})


def _day(raw: Mapping[str, Any], today: date) -> date:
    """The day whose law holds: `fecEmi` if it is said and is a date, else today."""
    inner = raw.get("identificacion")
    said = raw.get("fecEmi") or (inner.get("fecEmi") if isinstance(inner, Mapping) else None)
    return date.fromisoformat(said) if isinstance(said, str) and is_date(said) else today


def _unknown_at_top(raw: Mapping[str, Any]) -> list[Fault]:
    """The top-level fields that no type knows: a misspelled `tipoDte` is one of them."""
    findings = Findings("build", "2.0")
    walks = [Walk(own.sale, findings, synonyms(own.tipo)) for own in TYPES.values()]
    for key in raw:
        if not findings.full and not any(walk.knows(str(key)) for walk in walks):
            walks[0].unknown(str(key))
    return findings.faults


class _Builder:
    """Works on one sale whose form is right, or was put right by the walk."""

    def __init__(
        self, own: Type, law: Law, context: Context, raw: Mapping[str, Any], sale: Any, findings: Findings
    ) -> None:
        self.type = own
        self.law = law
        self.context = context
        self.raw = raw
        self.sale = sale
        self.findings = findings
        self.local = context.now.astimezone(EL_SALVADOR)

    def draft(self) -> Draft:
        findings, law = self.findings, self.law
        self._read_complete_document()
        place, punto = self._place()
        on = self._date()
        self._ask_for_lines()
        maker = Maker(
            self.type,
            law,
            self.context,
            self.sale,
            findings,
            on=on,
            horEmi=self.local.strftime("%H:%M:%S"),
            place=place,
            puntoVenta=punto,
        )
        made = self.type.make(maker)
        tell_lost(maker)
        document = project(law.document, made)
        text = dump_made(document)
        effects: list[tuple[str, str, dict[str, Any]]] = []
        if decoded(text, law.document, made=law.regime == "2.0") is None or not storable(text):
            # What the input lacks for this structure, and what the structure limits more narrowly than the input.
            figures = [figure.name for figure in self.type.figures]
            walk = Walk(law.document, findings, made=figures, not_held=self._not_held())
            document, effects = walk.run(parse_json(text)), walk.effects
        facts = Facts(
            law,
            self.type,
            "build",
            maker.on,
            carried_by(document),
            self.context.policy,
            maker.readings,
            self.context.held,
            self.context.calendar,
        )
        findings.apply(law.tipo, document, facts)
        if not findings.faults:
            for code, path, values in effects:
                findings.refuse(code, path, **values)
        if findings.faults:
            raise FaultError(findings.faults, findings.warnings)
        return self._finished(document, text, maker)

    def _finished(self, document: AnyDocument, text: bytes, maker: Maker) -> Draft:
        summary, receptor = document.resumen, document.receptor or document.documento
        figures = msgspec.structs.asdict(summary) if isinstance(summary, Struct) else {}
        words: Any = getattr(summary, self.type.words, None) if isinstance(summary, AnySummary) else None
        return Draft(
            tipoDte=self.law.tipo,
            version=self.law.version,
            ambiente=self.context.ambiente,
            fecEmi=maker.on,
            horEmi=maker.horEmi,
            establecimiento=maker.place.codigo,
            puntoVenta=maker.puntoVenta,
            referencia=self.sale.referencia,
            warnings=tuple(self.findings.warnings),
            totals={name: r2(value) for name, value in figures.items() if isinstance(value, Decimal)},
            receptor_nombre=receptor.nombre if receptor else None,
            receptor_documento=receptor.numDocumento or getattr(receptor, "nit", None) if receptor else None,
            total=r2(words) if isinstance(words, Decimal) else Decimal("0.00"),
            text=text,
            event=self.type.event,
        )

    def _ask_for_lines(self) -> None:
        form = tree(self.type.sale).members.get("cuerpoDocumento")
        if form is None or form.kind != "array" or self.sale.cuerpoDocumento:
            return
        if not self.findings.echoes("cuerpoDocumento"):
            hint = hinted((" con al menos una línea", " with at least one line"))
            self.findings.refuse("required", "cuerpoDocumento", field="cuerpoDocumento", **hint)

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
        """`fecEmi`, today if absent, within its window: in El Salvador, and ahead only within the tax period.

        The day of an event has its own rules, so only its two places are compared.
        """
        today = self.local.date()
        inner = self.sale.identificacion.fecEmi if self.sale.identificacion is not None else None
        said = self.sale.fecEmi or inner
        path = "fecEmi" if self.sale.fecEmi is not None else "identificacion.fecEmi"
        if self.sale.fecEmi is not None and inner is not None and inner != self.sale.fecEmi:
            self.findings.refuse("two-dates", "fecEmi", top=self.sale.fecEmi, inner=inner)
        if said is None:
            return today
        day = date.fromisoformat(said)
        if self.type.event:
            return day
        policy = self.context.policy
        oldest = today - timedelta(days=policy.fecemi_days_back)
        last = today.replace(day=calendar.monthrange(today.year, today.month)[1])
        days_ahead = min(policy.fecemi_days_ahead, DAYS_AHEAD[self.law.regime])
        ahead = today + timedelta(days=days_ahead)
        if day < oldest:
            self.findings.refuse(
                "fecemi-too-old", path, value=said, limit=oldest.isoformat(), days=policy.fecemi_days_back
            )
        elif day > ahead:
            limit = min(ahead, last).isoformat()
            self.findings.refuse("fecemi-too-late", path, value=said, limit=limit, days=days_ahead)
        elif day > today and (day.year, day.month) != (today.year, today.month):
            self.findings.refuse(
                "fecemi-next-period", path, value=said, today=today.isoformat(), limit=last.isoformat()
            )
        return day

    def _not_held(self) -> dict[str, str]:
        """The documents named that are not held, by path of what would have been taken from them."""
        absent: dict[str, str] = {}
        for path, field, code in named(self.raw):
            section = path.partition("[")[0]
            if code not in self.context.held and section in self.type.from_held and field != "codigoGeneracionR":
                absent[path] = code
        if absent:
            first = next(iter(absent.values()))
            for section in self.type.from_held:
                absent.setdefault(section, first)
        return absent

    def _read_complete_document(self) -> None:
        """What a complete document says of itself is compared or set aside."""
        sale, findings = self.sale, self.findings
        own = sale.identificacion
        field = "tipoEvento" if self.type.event else "tipoDte"
        if own is not None:
            top, inner = getattr(sale, field), getattr(own, field)
            if top is not None and inner is not None and inner != top:
                findings.refuse("two-types", field, field=field, top=shown(top), inner=shown(inner))
            if own.fusion is not None and "fusion" not in tree(self.law.document).members["identificacion"].members:
                findings.refuse("no-fusion", "identificacion.fusion", tipo=self.law.tipo, version=self.law.version)
            if own.tipoMoneda not in (None, "USD"):
                findings.refuse("currency", "identificacion.tipoMoneda", value=shown(own.tipoMoneda or ""))
            for name in ("numeroControl", "codigoGeneracion"):
                if getattr(own, name) is not None:
                    findings.add("ignored", f"identificacion.{name}", field=name)
        for name in ("firmaElectronica", "selloRecibido"):
            if getattr(sale, name) is not None:
                findings.add("ignored", name, field=name)
        nit = sale.emisor.nit if sale.emisor is not None else None
        if nit is not None and compact(nit) != compact(self.context.emisor.nit):
            findings.refuse("foreign-emisor", "emisor.nit", sent=shown(nit), own=self.context.emisor.nit)
