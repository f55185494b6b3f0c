"""`law show|set|unset|history` and `law holidays`: structures, readings and holidays by date."""

import asyncio
import getpass
from typing import TYPE_CHECKING, Annotated, Any

import typer

from facturaxpress.cli.application import application
from facturaxpress.cli.command import command
from facturaxpress.cli.output import WRONG_USE, say, table
from facturaxpress.cli.spanish import GroupWithDefault, group

if TYPE_CHECKING:
    from datetime import date

    from facturaxpress.law.queries import HolidayRow, SettingRow
    from facturaxpress.settings import Settings
    from facturaxpress.tenants.service import Tenant

Tipo = Annotated[
    str | None,
    typer.Option("--tipo", metavar="TIPO", help="Solo de este tipo: 01…18, invalidacion o contingencia."),
]
Ambiente = Annotated[
    str | None, typer.Option("--ambiente", metavar="CÓDIGO", help="Solo en 00 pruebas o 01 producción.")
]
Owner = Annotated[
    str | None, typer.Option("--tenant", metavar="SLUG", help="Solo de esta empresa. (por omisión: todas)")
]
Motivo = Annotated[str, typer.Option("--motivo", metavar="TEXTO", help="Por qué; queda en el historial.")]
Json = Annotated[bool, typer.Option("--json", help="Escribe la respuesta como JSON.")]
Day = Annotated[str, typer.Argument(metavar="FECHA", help="AAAA-MM-DD.")]

FOLLOWED = "Los procesos en marcha lo siguen en unos 5 segundos."


def register(app: typer.Typer) -> None:
    law = group("law", "La ley por fechas: estructuras, lecturas y feriados.")
    command(law, "show")(show)
    command(law, "set")(set_rule)
    command(law, "unset")(unset)
    command(law, "history")(history)
    days = group(
        "holidays",
        "Los feriados. Sin orden se muestran los del año: «facturaxpress law holidays».",
        cls=GroupWithDefault,
    )
    command(days, "show")(show_holidays)
    command(days, "add")(add_holiday)
    command(days, "remove")(remove_holiday)
    law.add_typer(days)
    app.add_typer(law, rich_help_panel="Documentos")


def show(
    settings: "Settings",
    tipo: Tipo = None,
    ambiente: Ambiente = None,
    tenant: Owner = None,
    on: Annotated[
        str | None, typer.Option("--on", metavar="FECHA", help="Lo que rige ese día, AAAA-MM-DD. (por omisión: hoy)")
    ] = None,
    as_json: Json = False,
) -> None:
    """Muestra lo que rige un día: versión de cada estructura, lecturas, y las filas que lo deciden."""
    from facturaxpress.law import changes, schemas, service
    from facturaxpress.tenants import preferences

    day = None if on is None else _day(on)
    _known("--tipo", tipo, changes.TIPOS)
    _known("--ambiente", ambiente, changes.AMBIENTES)

    async def read() -> dict[str, Any]:
        async with application(settings) as app:
            if tenant is None:
                found = await service.law(app.database)
            else:
                owner = await _tenant(app.database, tenant)
                own = preferences.law_settings(owner.settings, owner.id)
                found = await service.law(app.database, owner.id, own)
            return schemas.overview(found, day or app.clock.today(), tipo=tipo, ambiente=ambiente, tenant=tenant)

    told = asyncio.run(read())
    if as_json:
        _say_json(told)
        return
    say(f"Rige el {told['on']} para {f'la empresa «{tenant}»' if tenant else 'todas las empresas'}:")
    say()
    _structures(told["structures"])
    say()
    _readings(told["readings"])
    say()
    _rows(told["rows"])


def set_rule(
    settings: "Settings",
    name: Annotated[str, typer.Argument(metavar="AJUSTE", help="«estructura», o el nombre de una lectura.")],
    value: Annotated[
        str, typer.Argument(metavar="VALOR", help="Un régimen (1.x, 2.0), una versión, o el valor de la lectura.")
    ],
    since: Annotated[str, typer.Option("--desde", metavar="FECHA", help="Desde qué fecEmi, AAAA-MM-DD.")],
    motivo: Motivo,
    tipo: Tipo = None,
    ambiente: Ambiente = None,
    tenant: Owner = None,
    as_json: Json = False,
) -> None:
    """Agrega una fila: desde esa fecha, el ajuste tiene ese valor. La que hubiera en su lugar queda en el historial."""
    from facturaxpress.law import schemas, service
    from facturaxpress.law.changes import Change

    change = Change(name, value, _day(since), motivo, tipo, ambiente)

    async def store() -> service.Made:
        async with application(settings) as app:
            owner = None if tenant is None else (await _tenant(app.database, tenant)).id
            return await service.set_rule(app.database, change, _who(), owner)

    made = asyncio.run(store())
    before = None if made.before is None else schemas.setting_as_json(made.before, tenant)
    row = schemas.setting_as_json(made.row, tenant)
    if as_json:
        _say_json(row | {"before": before})
        return
    say(f"Fila {row['id']}: {row['name']} = {row['value']}{_scope(row)} desde {row['since']}.")
    if before is not None:
        say(f"Va en lugar de la fila {before['id']}, que decía {before['value']}.")
    say(FOLLOWED)


def unset(
    settings: "Settings",
    row_id: Annotated[int, typer.Argument(metavar="ID", min=1, max=2**63 - 1, help="El que muestra «law show».")],
    motivo: Motivo,
    tenant: Owner = None,
    as_json: Json = False,
) -> None:
    """Retira una fila: vuelve a regir lo que había antes de ella. Lo retirado queda en el historial."""
    from facturaxpress.law import schemas, service

    async def take() -> "SettingRow":
        async with application(settings) as app:
            owner = None if tenant is None else (await _tenant(app.database, tenant)).id
            return await service.unset(app.database, row_id, motivo, _who(), owner)

    row = schemas.setting_as_json(asyncio.run(take()), tenant)
    if as_json:
        _say_json(row)
        return
    say(f"Fila {row_id} retirada: {row['name']}{_scope(row)} desde {row['since']}.")
    say(FOLLOWED)


def history(settings: "Settings", tenant: Owner = None, as_json: Json = False) -> None:
    """Lista todos los cambios, del primero al último: quién, cuándo y por qué."""
    from facturaxpress.law import schemas, service

    async def read() -> list[dict[str, Any]]:
        async with application(settings) as app:
            owner = None if tenant is None else (await _tenant(app.database, tenant)).id
            return [schemas.setting_as_json(row, tenant) for row in await service.history(app.database, owner)]

    rows = asyncio.run(read())
    if as_json:
        _say_json({"items": rows})
    else:
        _rows(rows)


def show_holidays(
    settings: "Settings",
    year: Annotated[
        int | None, typer.Argument(metavar="AÑO", min=2000, max=2999, help="Por omisión, el actual.")
    ] = None,
    as_json: Json = False,
) -> None:
    """Muestra los feriados de un año, los del calendario y los agregados, y los que se quitaron."""
    from facturaxpress.law import schemas, service

    async def read() -> dict[str, Any]:
        async with application(settings) as app:
            calendar = (await service.law(app.database)).calendar
            return schemas.holidays_as_json(year or app.clock.today().year, calendar, english=False)

    told = asyncio.run(read())
    if as_json:
        _say_json(told)
        return
    rows = [(one["day"], one["name"], "agregado" if one["added"] else "") for one in told["holidays"]]
    rows += [(one["day"], one["motivo"], "quitado") for one in told["removed"]]
    table(("día", "feriado", "cambio"), sorted(rows))


def add_holiday(settings: "Settings", day: Day, motivo: Motivo, as_json: Json = False) -> None:
    """Hace inhábil un día, por ejemplo por un decreto de asueto; los plazos lo cuentan así."""
    _change_holiday(settings, day, motivo, inhabil=True, as_json=as_json)


def remove_holiday(settings: "Settings", day: Day, motivo: Motivo, as_json: Json = False) -> None:
    """Hace hábil un feriado, o deshace un día agregado; los plazos lo cuentan así."""
    _change_holiday(settings, day, motivo, inhabil=False, as_json=as_json)


def _change_holiday(settings: "Settings", text: str, motivo: str, *, inhabil: bool, as_json: bool) -> None:
    from facturaxpress.law import schemas, service

    day = _day(text)

    async def store() -> "HolidayRow":
        async with application(settings) as app:
            return await service.change_holiday(app.database, day, inhabil=inhabil, motivo=motivo, quien=_who())

    row = asyncio.run(store())
    if as_json:
        _say_json(schemas.holiday_as_json(row))
        return
    say(f"El {row.day} es {'inhábil' if inhabil else 'hábil'}.")
    say(FOLLOWED)


def _day(text: str) -> "date":
    from facturaxpress.law.changes import parse_day
    from facturaxpress.operations.errors import OperationError

    day = parse_day(text)
    if day is None:
        raise OperationError(
            f"«{text}» no es una fecha que exista.", "Escríbala AAAA-MM-DD, como 2026-12-01.", exit_code=WRONG_USE
        )
    return day


def _known(option: str, value: str | None, known: tuple[str, ...]) -> None:
    from facturaxpress.operations.errors import OperationError

    if value is not None and value not in known:
        raise OperationError(f"{option} no puede ser «{value}».", f"Hay: {', '.join(known)}.", exit_code=WRONG_USE)


async def _tenant(database: Any, slug: str) -> "Tenant":
    from facturaxpress.tenants.service import get_tenant

    return await get_tenant(database, slug)


def _who() -> str:
    try:
        return f"cli/{getpass.getuser()}"
    except (OSError, KeyError):
        # An account without a name, as in some containers.
        return "cli"


def _say_json(value: Any) -> None:
    from facturaxpress.dte import dump_json

    say(dump_json(value).decode())


def _structures(found: list[dict[str, Any]]) -> None:
    """A line a type, a column an ambiente."""
    ambientes = sorted({one["ambiente"] for one in found})
    cells = {(one["tipo"], one["ambiente"]): _version(one) for one in found}
    rows = [
        (tipo, *(cells[tipo, ambiente] for ambiente in ambientes)) for tipo in sorted({one["tipo"] for one in found})
    ]
    table(("estructura", *(f"ambiente {ambiente}" for ambiente in ambientes)), rows)


def _version(one: dict[str, Any]) -> str:
    told = "—" if one["version"] is None else f"v{one['version']} ({one['regime']})"
    return told if one["row"] is None else f"{told} · fila {one['row']}"


def _readings(found: list[dict[str, Any]]) -> None:
    table(
        ("lectura", "valor", "tipos", "ambiente", "desde", "fila", "significa"),
        [
            (
                one["name"],
                one["value"],
                " ".join(one["tipos"]),
                " ".join(one["ambientes"]),
                one["since"] or ("—" if one["value"] == one["default"] else "siempre"),
                str(one["row"] or "—"),
                one["meaning"] or one["subject"],
            )
            for one in found
        ],
    )


def _rows(found: list[dict[str, Any]]) -> None:
    table(
        ("fila", "ajuste", "valor", "desde", "tipo", "ambiente", "empresa", "motivo", "quién", "cuándo"),
        [
            (
                str(one["id"] or "—"),
                one["name"],
                one["value"] or "(retirada)",
                one["since"] or "siempre",
                one["tipo"] or "todos",
                one["ambiente"] or "00 01",
                one["tenant"] or "todas",
                one["motivo"] or "—",
                one["quien"] or "—",
                _when(one["createdAt"]),
            )
            for one in found
        ],
    )


def _when(instant: str | None) -> str:
    from datetime import datetime

    from facturaxpress.clock import EL_SALVADOR

    return f"{datetime.fromisoformat(instant).astimezone(EL_SALVADOR):%Y-%m-%d %H:%M}" if instant else "—"


def _scope(row: dict[str, Any]) -> str:
    parts = [
        f"{word} {row[name]}"
        for name, word in (("tipo", "tipo"), ("ambiente", "ambiente"), ("tenant", "empresa"))
        if row[name]
    ]
    return f" ({', '.join(parts)})" if parts else ""
