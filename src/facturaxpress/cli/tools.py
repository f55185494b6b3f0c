"""`bench`, `doctor` and `picture`: what is measured, what is checked, what is shown."""

import asyncio
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from facturaxpress.cli.application import DEMO, application
from facturaxpress.cli.command import command
from facturaxpress.cli.output import FAULTY, say, table, warn

if TYPE_CHECKING:
    from facturaxpress.settings import Settings

PANEL = "Herramientas"


def register(app: typer.Typer) -> None:
    command(app, "doctor", panel=PANEL)(doctor)
    command(app, "bench", panel=PANEL)(bench)
    command(app, "picture", panel=PANEL)(picture)


def doctor(
    settings: "Settings",
    as_json: Annotated[bool, typer.Option("--json", help="Un arreglo JSON con cada comprobación.")] = False,
) -> int:
    """Revisa programa, puerto, disco, permisos, reloj, base de datos y certificados. Si algo falla sale con 1."""
    import msgspec

    from facturaxpress.operations.doctor import examine

    checks = asyncio.run(examine(settings))
    if as_json:
        say(msgspec.json.format(msgspec.json.encode(checks), indent=1).decode())
    else:
        marks = {"ok": "✓", "warning": "!", "bad": "✗"}
        table(
            ("", "comprobación", "resultado", "qué hacer"),
            [(marks[one.level], one.name, one.found, one.fix) for one in checks],
        )
    return FAULTY if any(one.level == "bad" for one in checks) else 0


def bench(
    settings: "Settings",  # noqa: ARG001 - every command takes --home
    name: Annotated[str | None, typer.Argument(metavar="NOMBRE", help="sign, build, accept…; sin él, todas.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Escribe solo JSON.")] = False,
) -> None:
    """Mide el programa junto a los límites físicos de la máquina, en la misma corrida."""
    import json

    from facturaxpress.cli import benchmarks

    names = benchmarks.names()
    chosen = names if name is None else [benchmarks.known(name, names)]
    results: dict[str, dict[str, Any]] = {}
    for one in chosen:
        if not as_json:
            warn(f"Midiendo {one}…")
        results[one] = benchmarks.measure(one)
    if as_json:
        say(json.dumps(results if name is None else results[chosen[0]], ensure_ascii=False, indent=1))
        return
    for one, figures in results.items():
        table((one, "valor"), benchmarks.flatten(figures))


def picture(
    settings: "Settings",
    output: Annotated[Path, typer.Argument(metavar="ARCHIVO", help="PNG de salida.")] = Path(
        "docs/imagenes/factura.png"
    ),
    sale: Annotated[
        Path, typer.Option("--venta", metavar="ARCHIVO", help="Venta que se emite con la empresa «demo».")
    ] = Path("examples/ventas/02-factura-cliente-identificado.json"),
) -> None:
    """Hace la imagen del README: emite un ejemplo y dibuja la primera página de su PDF."""
    from facturaxpress.rendering import render_png
    from facturaxpress.tenants.service import find_tenant_id

    async def draw() -> bytes:
        async with application(settings, demo=True) as app:
            tenant_id = await find_tenant_id(app.database, DEMO)
            row = (await app.issuing.issue(tenant_id, sale.read_bytes())).row
            issuer = await app.issuing.issuers.get(tenant_id)
            return render_png(
                row.documento.encode(),
                sello=row.sello_recibido,
                fh_procesamiento=row.fh_procesamiento,
                logo=issuer.logo,
            )

    image = asyncio.run(draw())
    output.parent.mkdir(parents=True, exist_ok=True)
    output.write_bytes(image)
    say(str(output))
