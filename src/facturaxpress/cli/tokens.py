"""`token create|list|revoke`: who may ask the API. `token --role …` is `token create --role …`."""

import asyncio
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated
from uuid import UUID

import typer

from facturaxpress.cli.application import application
from facturaxpress.cli.command import command
from facturaxpress.cli.output import WRONG_USE, say, table
from facturaxpress.cli.spanish import GroupWithDefault, group

if TYPE_CHECKING:
    from facturaxpress.db import Database
    from facturaxpress.settings import Settings

Owner = Annotated[
    str | None, typer.Option("--tenant", metavar="SLUG", help="Solo los de esta empresa. (por omisión: todos)")
]


class Role(StrEnum):
    tenant_admin = "tenant_admin"
    super_admin = "super_admin"


def register(app: typer.Typer) -> None:
    token = group(
        "token", "Los tokens de la API. Sin orden se crea uno: «facturaxpress token --role ROL».", cls=GroupWithDefault
    )
    command(token, "create")(create)
    command(token, "list")(list_tokens)
    command(token, "revoke")(revoke)
    app.add_typer(token, rich_help_panel="Empresas")


def create(
    settings: "Settings",
    role: Annotated[Role, typer.Option(help="Lo que permite: una empresa, o todas.")],
    tenant: Annotated[str | None, typer.Option(metavar="SLUG", help="Empresa; tenant_admin la necesita.")] = None,
    name: Annotated[str, typer.Option(metavar="TEXTO", help="Para reconocerlo en listas y registros.")] = "",
) -> None:
    """Crea un token de la API y lo escribe solo en la última línea. Se muestra una vez y vale hasta que se revoque.

    Lo mismo hace «facturaxpress token --role …», sin «create».
    """
    from facturaxpress.tenants.service import find_tenant_id
    from facturaxpress.tenants.tokens import Tokens

    async def store() -> str:
        async with application(settings) as app:
            tenant_id = await find_tenant_id(app.database, tenant) if tenant is not None else None
            return (await Tokens(app.database).create(role.value, tenant_id, name)).token

    made = asyncio.run(store())
    say(f"Token {role.value}{f' de {tenant}' if tenant else ''}; guárdelo, no se vuelve a mostrar:")
    say(made)


def list_tokens(settings: "Settings", tenant: Owner = None) -> None:
    """Lista los tokens, también los revocados: de quién son y desde cuándo, nunca el token mismo."""
    from facturaxpress.clock import EL_SALVADOR
    from facturaxpress.tenants.tokens import Tokens

    async def rows() -> list[tuple[str, ...]]:
        async with application(settings) as app:
            tokens = Tokens(app.database)
            return [
                (
                    str(one.id),
                    slug or "—",
                    one.role,
                    one.nombre or "—",
                    f"{one.created_at.astimezone(EL_SALVADOR):%Y-%m-%d %H:%M}",
                    f"{one.revoked_at.astimezone(EL_SALVADOR):%Y-%m-%d %H:%M}" if one.revoked_at else "—",
                )
                for slug, owner in await _owners(app.database, tenant)
                for one in await tokens.list(owner)
            ]

    table(("id", "empresa", "rol", "nombre", "creado", "revocado"), asyncio.run(rows()))


def revoke(
    settings: "Settings",
    token_id: Annotated[str, typer.Argument(metavar="ID", help="El que muestra «token list».")],
    tenant: Owner = None,
) -> None:
    """Revoca un token: deja de servir, a más tardar, en 5 segundos, y no se puede deshacer."""
    from facturaxpress.operations.errors import OperationError
    from facturaxpress.tenants.tokens import Tokens

    fix = "Vea los que hay con «facturaxpress token list»."
    try:
        wanted = UUID(token_id)
    except ValueError:
        raise OperationError(f"«{token_id}» no es el id de un token.", fix, exit_code=WRONG_USE) from None

    async def end() -> bool:
        async with application(settings) as app:
            tokens = Tokens(app.database)
            for _, owner in await _owners(app.database, tenant):
                if await tokens.revoke(wanted, owner):
                    return True
        return False

    if not asyncio.run(end()):
        whose = f" de la empresa «{tenant}»" if tenant is not None else ""
        raise OperationError(f"No hay un token vigente{whose} con el id {wanted}.", fix)
    say(f"Token {wanted} revocado.")


async def _owners(database: "Database", slug: str | None) -> list[tuple[str, UUID | None]]:
    """Whose tokens are meant: one tenant's, or those of no tenant and of every tenant."""
    from facturaxpress.tenants.service import find_tenant_id, list_tenants

    if slug is not None:
        return [(slug, await find_tenant_id(database, slug))]
    return [("", None), *((one.slug, one.id) for one in await list_tenants(database))]
