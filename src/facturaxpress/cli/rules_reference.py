"""The page `docs/referencia/reglas.md`, made from the rule book: `python -m facturaxpress.cli.rules_reference > …`."""

import inspect
import re
import sys
from pathlib import Path

from facturaxpress.cli.rules import MH, NOT_RESENDABLE, RESENDABLE, SOURCE, applicability, levels, plain
from facturaxpress.dte import rejections, rules
from facturaxpress.dte.rules import Rule

HEAD = """# El libro de reglas

<!-- Hecho por «python -m facturaxpress.cli.rules_reference > docs/referencia/reglas.md»; no lo edite a mano. -->

Cada falta y cada aviso lleva el código de una de estas reglas. `facturaxpress rules show CÓDIGO` muestra lo mismo en la
terminal, y `facturaxpress rules list --tipo 03 --version 4` las de una estructura.

- *Al emitir* se juzga la venta; *al validar*, un documento completo, propio o recibido.
- Una **falta** impide emitir, o dice que el documento no cumple; un **aviso** se cuenta y no impide nada.
- Lo que va entre llaves, como `{field}`, se llena con los datos del documento.
"""
PARTS = {
    "structure": "La forma",
    "sale": "La venta que se envía",
    "heading": "Identificación: transmisión y números",
    "identity_numbers": "Emisor, receptor y terceros",
    "people": "Emisor, receptor y terceros",
    "body": "Las líneas",
    "tribute": "Los tributos",
    "figures": "Las cifras",
    "summary": "El resumen y el pago",
    "balance": "El saldo a favor",
    "related": "Documentos relacionados y asociados",
    "relations": "Lo que se sabe del documento relacionado",
    "remission_held": "Lo que se sabe del documento relacionado",
    "notes": "Notas de crédito y de débito",
    "listed": "Documentos que se listan: retenciones y liquidaciones",
    "retention": "El comprobante de retención",
    "settlement": "El comprobante de liquidación",
    "acquirer": "El documento contable de liquidación",
    "export": "La exportación",
    "excluded": "El sujeto excluido",
    "donation": "La donación",
    "special": "Operaciones especiales",
    "special_held": "Operaciones especiales",
    "returns": "El retorno",
    "returns_held": "El retorno",
    "invalidation": "La invalidación",
    "invalidation_held": "La invalidación",
    "contingency": "La contingencia",
}
"""Titles of the modules of `dte.rules`, in the order of the page."""
ANSWERS = "Lo que responde Hacienda"


def page() -> str:
    """The whole page, ending with a line break."""
    parts = grouped()
    lines = [HEAD.rstrip("\n"), ""]
    lines += [f"- [{title}](#{anchor(title)}): {len(entries)} reglas" for title, entries in parts.items()]
    lines += [f"- [{ANSWERS}](#{anchor(ANSWERS)}): los códigos de MH"]
    for title, entries in parts.items():
        lines += ["", f"## {title}"]
        for entry in entries:
            lines += ["", *told(entry)]
    return "\n".join([*lines, *answers()]) + "\n"


def grouped() -> dict[str, list[Rule]]:
    """The rules by the part of the document or sale they are about."""
    where = modules()
    parts: dict[str, list[Rule]] = {title: [] for title in PARTS.values()}
    for entry in rules.all():
        parts[PARTS[where[entry.code]]].append(entry)
    return parts


def modules() -> dict[str, str]:
    """Each rule's module in `dte.rules`: a rule without a function is found by the call that declares it."""
    found: dict[str, str] = {}
    prefix = f"{rules.__name__}."
    # Those that the book is made of have been imported with it.
    for name, module in sorted(sys.modules.items()):
        if name.startswith(prefix):
            for code in re.findall(r'^(?:@rule|declare)\(\s*"([a-z0-9-]+)"', inspect.getsource(module), re.MULTILINE):
                found[code] = name.removeprefix(prefix).partition(".")[0]
    return found


def told(entry: Rule) -> list[str]:
    return [
        f"### `{entry.code}`",
        "",
        escaped(plain(entry.message)) + "  ",
        f"*{escaped(plain(entry.message_en))}*",
        "",
        f"- **Qué hacer.** {escaped(plain(entry.fix))} *{escaped(plain(entry.fix_en))}*",
        f"- **Nivel.** Al emitir: {levels(entry, 'build')}. Al validar: {levels(entry, 'validate')}.",
        f"- **Se aplica a** {applicability(entry)}.",
        f"- **Fuente.** {escaped(entry.source)}.",
    ]


def answers() -> list[str]:
    """What MH's codes mean: a table, Spanish with the English below it."""
    lines = [
        "",
        f"## {ANSWERS}",
        "",
        f"Una falta que viene de MH lleva su código ({SOURCE}), como `{MH}020`, el campo que MH señala y las reglas",
        f"de arriba que juzgan ese campo. En la última columna, *sí* quiere decir: {RESENDABLE};",
        f"*no*: {NOT_RESENDABLE}.",
        "",
        "| código | MH dice | significa | qué hacer | reenvío |",
        "|---|---|---|---|---|",
    ]
    for meaning in rejections.CODES:
        cells = (
            f"`{MH}{meaning.name}`",
            escaped(" / ".join(meaning.texts)),
            f"{escaped(meaning.message)} *{escaped(meaning.message_en)}*",
            f"{escaped(meaning.fix)} *{escaped(meaning.fix_en)}*",
            "sí" if meaning.resendable else "no",
        )
        lines.append(f"| {' | '.join(cells)} |")
    return lines


def escaped(text: str) -> str:
    """So that Markdown shows the text as it is."""
    return re.sub(r"([*_|<>\[\]])", r"\\\1", text)


def anchor(title: str) -> str:
    return re.sub(r"[^\w -]", "", title.lower()).replace(" ", "-")


if __name__ == "__main__":
    if len(sys.argv) > 1:
        Path(sys.argv[1]).write_text(page())
    else:
        sys.stdout.write(page())
