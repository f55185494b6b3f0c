"""Judges a complete document of MH, as it arrives: structure, catalogues, arithmetic, relations."""

import re
from codecs import BOM_UTF8
from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

import msgspec
from msgspec import Struct

from facturaxpress.dte.context import Held, Policy
from facturaxpress.dte.documents.law import Law
from facturaxpress.dte.documents.views import AnyDocument
from facturaxpress.dte.faults import Fault, FaultError
from facturaxpress.dte.hints import NOTHING, hinted
from facturaxpress.dte.holding import usable
from facturaxpress.dte.jsonio import MAX_BYTES, dump_json, parse_json, unreadable
from facturaxpress.dte.nodes import spelling
from facturaxpress.dte.numbering import is_sello_recibido
from facturaxpress.dte.reading import as_written, decoded
from facturaxpress.dte.readings import DEFAULT, Readings
from facturaxpress.dte.rules import get
from facturaxpress.dte.rules.book import Findings
from facturaxpress.dte.rules.facts import Facts, carried_by
from facturaxpress.dte.structures import LAWS, TYPES, said_type
from facturaxpress.dte.texts import is_date, shown
from facturaxpress.dte.walk import Walk, name_of

ENVELOPE = ("firmaElectronica", "selloRecibido")
"""What an Archivo DTE adds at the top to the document that was signed."""
MAX_ARCHIVE = 3 * MAX_BYTES
"""Largest text judged: an Archivo DTE holds the document once more, in base64, inside its signature."""
_POLICY = Policy()
_NOTHING: Mapping[str, Held] = {}
_UNDATED = date(2026, 12, 1)
"""Stands for a `fecEmi` that is no date, so that the other rules can still speak."""


class Report(Struct, frozen=True, kw_only=True):
    """What was found in a document."""

    tipoDte: str | None
    """None if the document does not say."""
    version: int | None
    faults: tuple[Fault, ...]
    warnings: tuple[Fault, ...]

    @property
    def ok(self) -> bool:
        return not self.faults


def validate(
    raw: bytes | Mapping[str, Any],
    *,
    readings: Readings = DEFAULT,
    policy: Policy = _POLICY,
    held: Mapping[str, Held] = _NOTHING,
) -> Report:
    """Judges a complete document, bare or as Archivo DTE (with `firmaElectronica` and `selloRecibido` at the top).

    Uses no clock and no database: dates are judged by the document's own `fecEmi`. A figure may follow any documented
    reading; `readings` only says which one a fault shows. `held` are the documents it acts on, by codigoGeneracion;
    what is not held is not compared. Never raises for what is wrong with the document. A mapping is judged as its text;
    what has no place in a text is a fault.
    """
    if isinstance(raw, bytes | bytearray | memoryview):
        text = bytes(raw)
        if (report := _quickly(text, readings, policy, held)) is not None:
            return report
        marked = text.startswith(BOM_UTF8)
        try:
            document = parse_json(text.removeprefix(BOM_UTF8), MAX_ARCHIVE)
        except FaultError as error:
            report = Report(tipoDte=None, version=None, faults=error.faults, warnings=())
        else:
            report = _judge(document, text.removeprefix(BOM_UTF8), readings, policy, usable(held))
        if marked:
            warnings = (get("byte-order-mark").fault("", {}), *report.warnings)
            return msgspec.structs.replace(report, warnings=warnings)
        return report
    try:
        text = dump_json(raw)
    except (TypeError, ValueError, RecursionError):
        faults = unreadable(raw)
        if faults:
            return Report(tipoDte=None, version=None, faults=tuple(faults), warnings=())
        return _judge(raw, None, readings, policy, usable(held))
    return validate(text, readings=readings, policy=policy, held=held)


def _judge(document: Any, text: bytes | None, readings: Readings, policy: Policy, held: Mapping[str, Held]) -> Report:
    if not isinstance(document, Mapping):
        got, got_en = name_of(document)
        return _only(get("not-an-object").fault("", {"got": got, "got_en": got_en}))
    law = _law(document)
    if isinstance(law, Report):
        return law
    findings = Findings("validate", law.regime, spelling(law.document))
    bare = document
    if any(field in document for field in ENVELOPE):
        bare = {key: value for key, value in document.items() if key not in ENVELOPE}
        text = None
        _judge_envelope(document, findings)
    whole: AnyDocument | None = decoded(_text(bare) if text is None else text, law.document, bare)
    if whole is None:
        walked: Any = Walk(law.document, findings).run(bare)
        whole = walked
    return _ruled(whole, law, findings, readings, policy, held)


_HEADING = re.compile(
    rb'\{"identificacion":\{"version":([0-9]{1,2}),"ambiente":"[0-9]{2}","tipoDte":"([0-9]{2})"'
).match


def _quickly(text: bytes, readings: Readings, policy: Policy, held: Mapping[str, Held]) -> Report | None:
    """The report on a bare document that is written as we write it and fits its structure; None for all else."""
    heading = _HEADING(text)
    law = LAWS.get((heading[2].decode(), int(heading[1]))) if heading is not None else None
    whole: AnyDocument | None = as_written(text, law.document) if law is not None else None
    if law is None or whole is None or len(text) > MAX_ARCHIVE:
        return None
    findings = Findings("validate", law.regime, spelling(law.document))
    return _ruled(whole, law, findings, readings, policy, usable(held))


def _ruled(
    whole: AnyDocument, law: Law, findings: Findings, readings: Readings, policy: Policy, held: Mapping[str, Held]
) -> Report:
    """The report on a document whose form has been looked at."""
    own = TYPES.get(law.tipo)
    if own is not None:
        day = getattr(whole.identificacion, own.dated)
        on = date.fromisoformat(day) if is_date(day) else _UNDATED
        findings.apply(law.tipo, whole, Facts(law, own, "validate", on, carried_by(whole), policy, readings, held))
    return Report(
        tipoDte=law.tipo, version=law.version, faults=tuple(findings.faults), warnings=tuple(findings.warnings)
    )


def _text(document: Mapping[str, Any]) -> bytes:
    """The document as JSON text; empty where it holds what is no JSON, which the walk will find."""
    try:
        return dump_json(document)
    except (TypeError, ValueError):
        return b""


def _only(fault: Fault, tipo: str | None = None, version: int | None = None) -> Report:
    return Report(tipoDte=tipo, version=version, faults=(fault,), warnings=())


def _law(document: Mapping[str, Any]) -> Law | Report:
    own = document.get("identificacion")
    if not isinstance(own, Mapping):
        hint = hinted((": es lo que dice qué documento es", ": it says which document it is"))
        return _only(get("required").fault("identificacion", {"field": "identificacion", **hint}))
    tipo, field = said_type(document, own)
    version = own.get("version")
    for name, value in ((field, tipo), ("version", version)):
        if value is None:
            return _only(get("required").fault(f"identificacion.{name}", {"field": name, **hinted(NOTHING)}))
    types = sorted({law.tipo for law in LAWS.values()})
    if not isinstance(tipo, str) or tipo not in types:
        value, value_en = name_of(tipo)
        values = {"field": field, "value": value, "value_en": value_en, "known": ", ".join(types)}
        fault = get("unknown-type").fault(f"identificacion.{field}", values)
        return _only(fault, tipo if isinstance(tipo, str) else None, _whole(version))
    number = _whole(version)
    law = None if number is None else LAWS.get((tipo, number))
    if law is None:
        known = ", ".join(f"{law.tipo} v{law.version}" for law in LAWS.values() if law.tipo == tipo)
        said, said_en = name_of(version) if number is None else (str(number), str(number))
        values = {"version": said, "version_en": said_en, "tipo": tipo, "known": known}
        return _only(get("unknown-structure").fault("identificacion.version", values), tipo, number)
    return law


def _whole(value: object) -> int | None:
    """The number, if it is a whole one: 2, and 2.0 too."""
    if isinstance(value, bool) or not isinstance(value, int | Decimal):
        return None
    number = Decimal(value)
    return int(number) if number.is_finite() and number == number.to_integral_value() else None


def _judge_envelope(document: Mapping[str, Any], findings: Findings) -> None:
    for field in ENVELOPE:
        value = document.get(field)
        if value is not None and not isinstance(value, str):
            got, got_en = name_of(value)
            findings.add("wrong-type", field, expected="un texto", expected_en="a text", got=got, got_en=got_en)
    seal = document.get("selloRecibido")
    if isinstance(seal, str) and not is_sello_recibido(seal):
        findings.add("seal-form", "selloRecibido", value=shown(seal))
