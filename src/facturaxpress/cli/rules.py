"""`rules list` and `rules show`: the rule book of the law, and what MH's codes mean."""

from difflib import get_close_matches
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated, Any

import typer

from facturaxpress.cli.command import command
from facturaxpress.cli.output import WRONG_USE, say, table
from facturaxpress.cli.spanish import group

if TYPE_CHECKING:
    from facturaxpress.dte.rejections import Meaning
    from facturaxpress.dte.rules import Rule
    from facturaxpress.dte.rules.book import Mode
    from facturaxpress.settings import Settings

AsJson = Annotated[bool, typer.Option("--json", help="Escribe solo JSON.")]
MH = "MH-"
"""What the code of a fault begins with that MH told: `MH-020`."""
LEVELS = {"fault": "falta", "warning": "aviso", "off": "no"}


class Regime(StrEnum):
    old = "1.x"
    new = "2.0"


def register(app: typer.Typer) -> None:
    rules = group("rules", "El libro de reglas: cuáles hay, qué dicen y a qué documentos se aplican.")
    command(rules, "list")(list_rules)
    command(rules, "show")(show)
    app.add_typer(rules, rich_help_panel="Herramientas")


def list_rules(
    settings: "Settings",  # noqa: ARG001 - every command takes --home
    tipo: Annotated[str | None, typer.Option(metavar="TIPO", help="Solo las de este tipo, como 03.")] = None,
    version: Annotated[
        int | None, typer.Option(metavar="N", help="Solo las de esta versión de la estructura; con --tipo.")
    ] = None,
    regime: Annotated[Regime | None, typer.Option(help="Solo las de esta normativa.")] = None,
    as_json: AsJson = False,
) -> None:
    """Una línea por regla: qué pasa al emitir y al validar un documento que la incumple, y qué dice."""
    from facturaxpress.dte import rules

    wanted = _regimes(tipo, version, None if regime is None else regime.value)
    chosen = [
        entry
        for entry in rules.all()
        if (tipo is None or tipo in entry.types) and not wanted.isdisjoint(entry.regimes) and _applies(entry, wanted)
    ]
    if as_json:
        say(_json([as_dict(entry) for entry in chosen]))
        return
    table(
        ("regla", "tipos", "normativa", "al emitir", "al validar", "texto"),
        [
            (
                entry.code,
                _types(entry, ","),
                _regimes_of(entry),
                levels(entry, "build"),
                levels(entry, "validate"),
                plain(entry.message),
            )
            for entry in chosen
        ],
    )


def show(
    settings: "Settings",  # noqa: ARG001 - every command takes --home
    code: Annotated[str, typer.Argument(metavar="CÓDIGO", help="De una regla, o de una respuesta de MH: MH-020.")],
    as_json: AsJson = False,
) -> None:
    """Todo lo que se sabe de una regla, o de un código de MH: textos en español e inglés, qué hacer y la fuente."""
    from facturaxpress.dte import rejections, rules

    known = {entry.code: entry for entry in rules.all()}
    answers = {f"{MH}{meaning.name}": meaning for meaning in rejections.CODES}
    if code in answers:
        told, rows = _meaning_dict(answers[code]), _meaning_rows(answers[code])
    elif code in known:
        told, rows = as_dict(known[code]), _rule_rows(known[code])
    else:
        from facturaxpress.operations.errors import OperationError

        near = nearest(code, [*known, *answers])
        advice = f"¿Quiso decir {' o '.join(near)}? " if near else ""
        raise OperationError(
            f"No hay una regla «{code[:80]}».", f"{advice}Vea «facturaxpress rules list».", exit_code=WRONG_USE
        )
    if as_json:
        say(_json(told))
        return
    for name, value in rows:
        say(f"{name:<13}{value}".rstrip())


def nearest(code: str, among: list[str]) -> list[str]:
    """Up to three codes like this one, or that hold it."""
    word = code.strip().lower()
    like = get_close_matches(word, [one.lower() for one in among], n=3, cutoff=0.6)
    held = [one.lower() for one in among if word and word in one.lower()]
    spelling = {one.lower(): one for one in among}
    return [spelling[one] for one in dict.fromkeys([*like, *held])][:3]


def plain(text: str) -> str:
    """A rule's text as it reads before it is filled in: `{field}` stays, and `{got_en}` is `{got}`."""
    return text.format_map(_Names())


class _Names(dict[str, str]):
    def __missing__(self, name: str) -> str:
        return f"{{{name.removesuffix('_en')}}}"


def levels(entry: "Rule", mode: "Mode") -> str:
    """What comes of it in this mode: `falta`, or `2.0 falta; 1.x aviso` where the regimes differ."""
    found = {regime: LEVELS[entry.level(mode, regime)] for regime in entry.regimes}
    if len(set(found.values())) == 1:
        return next(iter(found.values()))
    return "; ".join(f"{regime} {level}" for regime, level in sorted(found.items(), reverse=True))


def structures(entry: "Rule") -> list[str]:
    """The structures that it is about: `03 v4`."""
    from facturaxpress.dte.structures import LAWS

    return [
        f"{law.tipo} v{law.version}" for law in LAWS.values() if law.tipo in entry.types and law.regime in entry.regimes
    ]


def applicability(entry: "Rule") -> str:
    """The types, and the regime where it is only one: `01, 03; solo 2.0`."""
    only = "" if len(entry.regimes) > 1 else f"; solo {_regimes_of(entry)}"
    return f"{_types(entry, ', ')}{only}"


def _types(entry: "Rule", between: str) -> str:
    types = sorted(entry.types)
    return "todos los tipos" if types == known_types() else between.join(types)


def _regimes_of(entry: "Rule") -> str:
    return " y ".join(entry.regimes)


def known_types() -> list[str]:
    """The types and events that some rule is about."""
    from facturaxpress.dte import rules

    return sorted({one for entry in rules.all() for one in entry.types})


def as_dict(entry: "Rule") -> dict[str, Any]:
    return {
        "code": entry.code,
        "types": entry.types,
        "regimes": entry.regimes,
        "structures": structures(entry),
        "build": {regime: entry.level("build", regime) for regime in entry.regimes},
        "validate": {regime: entry.level("validate", regime) for regime in entry.regimes},
        "message": plain(entry.message),
        "message_en": plain(entry.message_en),
        "fix": plain(entry.fix),
        "fix_en": plain(entry.fix_en),
        "source": entry.source,
    }


def _rule_rows(entry: "Rule") -> list[tuple[str, str]]:
    return [
        ("Regla", entry.code),
        ("Texto", plain(entry.message)),
        ("English", plain(entry.message_en)),
        ("Qué hacer", plain(entry.fix)),
        ("What to do", plain(entry.fix_en)),
        ("Al emitir", levels(entry, "build")),
        ("Al validar", levels(entry, "validate")),
        ("Se aplica a", applicability(entry)),
        ("Versiones", ", ".join(structures(entry))),
        ("Fuente", entry.source),
    ]


def _meaning_dict(meaning: "Meaning") -> dict[str, Any]:
    return {
        "code": f"{MH}{meaning.name}",
        "texts": meaning.texts,
        "kind": meaning.kind,
        "message": meaning.message,
        "message_en": meaning.message_en,
        "fix": meaning.fix,
        "fix_en": meaning.fix_en,
        "resendable": meaning.resendable,
        "source": SOURCE,
    }


SOURCE = "Manual Tecnológico, tabla de codigoMsg"


def _meaning_rows(meaning: "Meaning") -> list[tuple[str, str]]:
    return [
        ("Código", f"{MH}{meaning.name}"),
        ("MH dice", " / ".join(meaning.texts) or "(solo el código)"),
        ("Texto", meaning.message),
        ("English", meaning.message_en),
        ("Qué hacer", meaning.fix),
        ("What to do", meaning.fix_en),
        ("Reenvío", RESENDABLE if meaning.resendable else NOT_RESENDABLE),
        ("Fuente", SOURCE),
    ]


RESENDABLE = "corregido, admite reenvío en 24 horas con el mismo codigoGeneracion"
NOT_RESENDABLE = "no se reenvía"


def _regimes(tipo: str | None, version: int | None, regime: str | None) -> set[str]:
    """The regimes asked for. Raises OperationError where there is no such type or version."""
    from facturaxpress.dte.structures import LAWS
    from facturaxpress.operations.errors import OperationError

    types = known_types()
    if tipo is not None and tipo not in types:
        raise OperationError(f"No hay reglas del tipo «{tipo[:20]}».", f"Hay {', '.join(types)}.", exit_code=WRONG_USE)
    wanted = {regime} if regime is not None else {one.value for one in Regime}
    if version is None:
        return wanted
    if tipo is None:
        raise OperationError("La versión es la de un tipo.", "Añada --tipo, como --tipo 03.", exit_code=WRONG_USE)
    if (tipo, version) not in LAWS:
        known = ", ".join(f"v{number}" for one, number in LAWS if one == tipo)
        raise OperationError(f"El tipo {tipo} no tiene versión {version}.", f"Tiene {known}.", exit_code=WRONG_USE)
    return wanted & {LAWS[tipo, version].regime}


def _applies(entry: "Rule", regimes: set[str]) -> bool:
    """Whether it says anything at all under one of these regimes."""
    modes: tuple[Mode, ...] = ("build", "validate")
    return any(entry.level(mode, regime) != "off" for mode in modes for regime in regimes.intersection(entry.regimes))


def _json(told: Any) -> str:
    import msgspec

    return msgspec.json.format(msgspec.json.encode(told), indent=1).decode()
