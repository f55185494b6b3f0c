"""What may be said of the law: every fault of a change at once, with what to write instead."""

import difflib
import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from facturaxpress.dte import Fault, FaultError
from facturaxpress.dte.faults import join
from facturaxpress.dte.lawtable import ESTRUCTURA, LawTable, Setting
from facturaxpress.dte.readings import SPECS
from facturaxpress.dte.structures import REGIMES

SOURCE = "docs/guia/ley.md"
NAMES = (ESTRUCTURA, *SPECS)
AMBIENTES = ("00", "01")
LONGEST_MOTIVO = 500
FIRST_YEAR, LAST_YEAR = 2000, 2999
_REQUIRED, _OPTIONAL = ("name", "value", "since", "motivo"), ("tipo", "ambiente", "tenant")
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")

TIPOS = tuple(sorted({tipo for tipo, _ in REGIMES}))


@dataclass(frozen=True, slots=True)
class Change:
    """A row that an operator wants: from `since` on, `name` is `value`."""

    name: str
    value: str
    since: date
    motivo: str
    tipo: str | None = None
    ambiente: str | None = None


def read(body: Any) -> tuple[Change, str | None]:
    """A change as a program sends it, and the slug of its tenant. FaultError if it has not that form.

    `name`, `value`, `since` (AAAA-MM-DD) and `motivo`; `tipo`, `ambiente`, `tenant` where it is not for everything.
    """
    if not isinstance(body, dict):
        raise FaultError([_form("", "un objeto JSON", "a JSON object")])
    known = (*_REQUIRED, *_OPTIONAL)
    faults = [
        fault(
            "CAMPO",
            join("", name),
            f"No se conoce el campo «{_shown(name)}».",
            f"The field “{_shown(name)}” is not known.",
            *_instead(name, known),
        )
        for name in body
        if name not in known
    ]
    for name in known:
        value = body.get(name)
        if not isinstance(value, str) and not (name in _OPTIONAL and value is None):
            needed = name in _REQUIRED
            faults.append(_form(name, f"un texto{', y hace falta' * needed}", f"a text{', and is needed' * needed}"))
    since = parse_day(body["since"]) if isinstance(body.get("since"), str) else None
    if since is None and isinstance(body.get("since"), str):
        faults.append(_form("since", "una fecha que exista, escrita AAAA-MM-DD", "a date that exists, as YYYY-MM-DD"))
    if faults or since is None:
        raise FaultError(faults)
    change = Change(body["name"], body["value"], since, body["motivo"], body.get("tipo"), body.get("ambiente"))
    return change, body.get("tenant")


def parse_day(text: str) -> date | None:
    """A date written AAAA-MM-DD; None for anything else."""
    try:
        return date.fromisoformat(text) if _DAY.fullmatch(text) else None
    except ValueError:
        return None


def check(change: Change) -> None:
    """FaultError with everything that is wrong with a change in itself."""
    faults = [*_name(change), *_tipo(change), *_ambiente(change), *_since(change.since), *motivo_faults(change.motivo)]
    # A value can only be judged for a name and a type that there are.
    faults = faults or list(_value(change))
    if faults:
        raise FaultError(faults)


def check_effect(change: Change, row: Setting, table: LawTable) -> None:
    """FaultError if `row`, which is part of the table, never answers there because others always go before it."""
    days = sorted(
        {row.since, *(other.since for other in table.rows if other.name == row.name and other.since > row.since)}
    )
    blocking: list[Setting] = []
    for tipo in [change.tipo] if change.tipo else tipos_of(change.name):
        for ambiente in [change.ambiente] if change.ambiente else AMBIENTES:
            for day in days:
                found = table.find(row.name, tipo, day, ambiente)
                if found is row:
                    return
                if found is not None and found not in blocking:
                    blocking.append(found)
    named = "; ".join(describe(other) for other in blocking[:3])
    raise FaultError(
        [
            fault(
                "SIN-EFECTO",
                "name",
                f"No cambiaría nada: van antes, por ser más específicas, estas filas: {named}.",
                f"Nothing would change: these rows go before it, being more specific: {named}.",
                "Diga también el ambiente, el tipo o la empresa de esas filas.",
                "Name the ambiente, the type or the tenant of those rows too.",
            )
        ]
    )


def normal(change: Change) -> str:
    """The value of a change that `check` let pass, as it is stored: amounts with two decimals."""
    return change.value if change.name == ESTRUCTURA else str(SPECS[change.name].parse(change.value))


def describe(row: Setting) -> str:
    """A row in a few words, the same in both languages: `estructura=2.0 (ambiente 01, 2026-12-01)`."""
    scope = [f"tipo {row.tipo}"] if row.tipo else []
    scope += [f"ambiente {row.ambiente}"] if row.ambiente else []
    scope += [row.since.isoformat()] if row.since != date.min else []
    return f"{row.name}={row.value} ({', '.join(scope)})" if scope else f"{row.name}={row.value}"


def tipos_of(name: str) -> list[str]:
    """The types that a setting matters to."""
    return list(TIPOS) if name == ESTRUCTURA else sorted(SPECS[name].tipos)


def motivo_faults(motivo: str) -> list[Fault]:
    """What is wrong with a reason; whoever reads the history later has nothing else."""
    if not motivo.strip():
        return [
            fault(
                "MOTIVO",
                "motivo",
                "Falta el motivo del cambio.",
                "The reason for the change is missing.",
                "Diga por qué se hace: queda en el historial.",
                "Say why it is done: the history keeps it.",
            )
        ]
    if len(motivo) > LONGEST_MOTIVO or not all(character.isprintable() for character in motivo):
        return [
            fault(
                "MOTIVO",
                "motivo",
                f"El motivo lleva de 1 a {LONGEST_MOTIVO} caracteres, sin saltos de línea ni otros de control.",
                f"The reason takes 1 to {LONGEST_MOTIVO} characters, without line breaks or other control characters.",
                "Acórtelo o quite esos caracteres.",
                "Shorten it, or remove those characters.",
            )
        ]
    return []


def fault(code: str, path: str, message: str, message_en: str, fix: str, fix_en: str) -> Fault:
    return Fault(f"LEY-{code}", path, message, message_en, fix, fix_en, SOURCE)


def _form(name: str, text: str, text_en: str) -> Fault:
    where, where_en = (f"«{name}»", f"“{name}”") if name else ("El cuerpo", "The body")
    return fault(
        "CAMPO",
        name,
        f"{where} debe ser {text}.",
        f"{where_en} must be {text_en}.",
        "Un cambio se escribe como en docs/guia/ley.md.",
        "A change is written as in docs/guia/ley.md.",
    )


def _name(change: Change) -> Iterable[Fault]:
    if change.name not in NAMES:
        yield fault(
            "NOMBRE",
            "name",
            f"No hay un ajuste «{_shown(change.name)}».",
            f"There is no setting “{_shown(change.name)}”.",
            *_instead(change.name, NAMES),
        )


def _tipo(change: Change) -> Iterable[Fault]:
    if change.tipo is None or change.name not in NAMES:
        return
    known = tipos_of(change.name)
    if change.tipo not in known:
        yield fault(
            "TIPO",
            "tipo",
            f"«{change.name}» no es de un tipo «{_shown(change.tipo)}».",
            f"“{change.name}” is not about a type “{_shown(change.tipo)}”.",
            *_instead(change.tipo, known),
        )


def _ambiente(change: Change) -> Iterable[Fault]:
    if change.ambiente is not None and change.ambiente not in AMBIENTES:
        yield fault(
            "AMBIENTE",
            "ambiente",
            f"«{_shown(change.ambiente)}» no es un ambiente.",
            f"“{_shown(change.ambiente)}” is not an ambiente.",
            "Use 00 (pruebas) o 01 (producción), o no lo diga para los dos.",
            "Use 00 (tests) or 01 (production), or leave it out for both.",
        )


def _since(day: date) -> Iterable[Fault]:
    if not FIRST_YEAR <= day.year <= LAST_YEAR:
        yield fault(
            "FECHA",
            "since",
            f"La fecha {day} no está entre los años {FIRST_YEAR} y {LAST_YEAR}.",
            f"The date {day} is not between the years {FIRST_YEAR} and {LAST_YEAR}.",
            "Escríbala AAAA-MM-DD.",
            "Write it YYYY-MM-DD.",
        )


def _value(change: Change) -> Iterable[Fault]:
    if change.name == ESTRUCTURA:
        allowed = _structures(change.tipo)
    else:
        spec = SPECS[change.name]
        try:
            spec.parse(change.value)
        except ValueError:
            allowed = list(spec.values)
        else:
            return
    if not allowed:
        yield fault(
            "VALOR",
            "value",
            f"«{_shown(change.value)}» no es un monto en dólares.",
            f"“{_shown(change.value)}” is not an amount in US dollars.",
            "Escríbalo con punto y hasta dos decimales, como 1095.00.",
            "Write it with a point and up to two decimals, like 1095.00.",
        )
    elif change.value not in allowed:
        fix, fix_en = _instead(change.value, allowed)
        if change.value.isdecimal() and change.tipo is None:
            fix += " Una versión es de un tipo: diga cuál."
            fix_en += " A version is one of a type: say of which."
        yield fault(
            "VALOR",
            "value",
            f"«{_shown(change.value)}» no es un valor de {change.name}{f' para {change.tipo}' if change.tipo else ''}.",
            f"“{_shown(change.value)}” is not a value of {change.name}{f' for {change.tipo}' if change.tipo else ''}.",
            fix,
            fix_en,
        )


def _structures(tipo: str | None) -> list[str]:
    """The regimes that have a type, and its versions; without a type every regime."""
    if tipo is None:
        return sorted(set(REGIMES.values()))
    versions = {version: regime for (kind, version), regime in REGIMES.items() if kind == tipo}
    return [*sorted(set(versions.values())), *(str(version) for version in sorted(versions))]


def _instead(wrong: str, known: Iterable[str]) -> tuple[str, str]:
    known = list(known)
    close = difflib.get_close_matches(wrong.lower(), [one.lower() for one in known], n=1)
    meant = next((one for one in known if close and one.lower() == close[0]), None)
    if meant:
        return f"¿Quiso decir «{meant}»?", f"Did you mean “{meant}”?"
    listed = ", ".join(known)
    return f"Hay: {listed}.", f"There are: {listed}."


def _shown(text: str) -> str:
    """What was sent, short enough for a message."""
    return text if len(text) <= 40 else text[:39] + "…"
