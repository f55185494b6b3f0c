"""What can be done with tenants: add and change them, read them, and give issuing what it needs of them."""

import uuid
from dataclasses import asdict, dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

import msgspec
import structlog
from psycopg.errors import UniqueViolation

from facturaxpress import dte, vault
from facturaxpress.db import Connection, Database
from facturaxpress.dte import FaultError, Policy
from facturaxpress.dte.holidays import Calendar
from facturaxpress.dte.lawtable import LawTable
from facturaxpress.signing import CertificateError
from facturaxpress.tenants import preferences, queries
from facturaxpress.tenants.definition import Definition
from facturaxpress.tenants.queries import EstablecimientoRow, TenantRow, TenantSummary
from facturaxpress.tenants.reading import fault
from facturaxpress.vault import Vault

log = structlog.get_logger(__name__)


class TenantNotFound(LookupError):
    """No tenant has this slug or id; the message is Spanish."""

    def __init__(self, wanted: str | UUID) -> None:
        super().__init__(f"No existe la empresa «{wanted}».")


@dataclass(frozen=True, slots=True)
class Tenant:
    """A tenant with its establishments, as issuing and the pages need it; no secret is in it."""

    id: UUID
    slug: str
    nombre: str
    nit: str
    nrc: str
    ambiente: str
    emisor: dict[str, Any]
    mh_url: str
    settings: dict[str, Any]
    created_at: datetime
    establecimientos: tuple[EstablecimientoRow, ...]


@dataclass(frozen=True, slots=True)
class MhCredentials:
    """What calling MH for a tenant takes; the password is in no repr."""

    tenant_id: UUID
    nit: str
    usuario: str
    clave: str = field(repr=False)
    ambiente: str
    url: str


async def add_tenant(
    database: Database, safe: Vault, definition: Definition, now: datetime, *, update: bool = False
) -> Tenant:
    """Store a tenant with its establishments, MH credentials and certificate, all or nothing.

    With `update` a tenant of that slug is changed instead: its establishments become those of the definition, and its
    certificate and credentials are replaced where the definition has new ones. Documents and series are not touched.

    Raises FaultError: the slug exists (without `update`), the NIT is not the stored one, something needed is missing,
    the certificate cannot be used.
    """
    async with database.system() as conn:
        existing = await queries.tenant_id_by_slug(conn, definition.slug)
    if existing is not None and not update:
        raise _exists(definition.slug)
    tenant_id = existing or uuid.uuid4()
    try:
        async with database.tenant(tenant_id) as conn:
            if existing is None:
                _check_complete(definition)
                await queries.insert_tenant(conn, tenant_id, definition.slug, _columns(definition))
            else:
                await queries.lock_tenant(conn, tenant_id)
                await _check_same_taxpayer(conn, tenant_id, definition)
                await queries.update_tenant(conn, tenant_id, _columns(definition))
            await queries.replace_establecimientos(conn, tenant_id, _establecimiento_rows(definition))
            await _store_secrets(conn, safe, tenant_id, definition, now)
    except UniqueViolation as error:
        if error.diag.constraint_name == "tenants_slug_key":
            raise _exists(definition.slug) from None
        raise
    log.info("tenant stored", tenant=definition.slug, ambiente=definition.ambiente, new=existing is None)
    return await get_tenant(database, tenant_id)


async def get_tenant(database: Database, wanted: str | UUID) -> Tenant:
    """By slug or id. Raises TenantNotFound."""
    tenant_id = wanted if isinstance(wanted, UUID) else await find_tenant_id(database, wanted)
    async with database.tenant(tenant_id) as conn:
        row = await queries.tenant(conn, tenant_id)
        if row is None:
            raise TenantNotFound(wanted)
        establecimientos = await queries.establecimientos(conn, tenant_id)
    return _tenant(row, establecimientos)


async def find_tenant_id(database: Database, slug: str) -> UUID:
    """The id of a slug. Raises TenantNotFound."""
    async with database.system() as conn:
        tenant_id = await queries.tenant_id_by_slug(conn, slug)
    if tenant_id is None:
        raise TenantNotFound(slug)
    return tenant_id


async def list_tenants(database: Database) -> list[TenantSummary]:
    """Every tenant, by slug."""
    async with database.system() as conn:
        return await queries.tenant_list(conn)


def dte_context(
    tenant: Tenant, now: datetime, law: LawTable, calendar: Calendar, *, policy: Policy | None = None
) -> dte.Context:
    """What `dte.build` needs beside the sale. `policy` is what holds where the tenant set nothing."""
    direccion = tenant.emisor["direccion"]
    return dte.Context(
        emisor=msgspec.convert(
            {**tenant.emisor, "direccion": direccion, "nit": tenant.nit, "nrc": tenant.nrc, "nombre": tenant.nombre},
            dte.Emisor,
        ),
        establecimientos=tuple(_dte_establecimiento(row) for row in tenant.establecimientos),
        ambiente="01" if tenant.ambiente == "01" else "00",
        now=now,
        policy=preferences.policy(tenant.settings, policy or Policy()),
        law=law,
        calendar=calendar,
        receptores=preferences.receptores(tenant.settings),
    )


async def credentials(database: Database, safe: Vault, tenant: Tenant) -> MhCredentials | None:
    """The tenant's access to MH in its ambiente; None if none is stored."""
    async with database.tenant(tenant.id) as conn:
        row = await queries.credentials(conn, tenant.id, tenant.ambiente)
    if row is None:
        return None
    clave = safe.open(row.clave_encriptada, _clave_context(tenant.id, tenant.ambiente)).decode()
    return MhCredentials(
        tenant_id=tenant.id,
        nit=tenant.nit,
        usuario=row.usuario,
        clave=clave,
        ambiente=tenant.ambiente,
        url=tenant.mh_url,
    )


def _clave_context(tenant_id: UUID, ambiente: str) -> str:
    """Binds a sealed password to its row: put into another row it does not open."""
    return f"tenant_mh_credentials/{tenant_id}/{ambiente}/clave"


def _exists(slug: str) -> FaultError:
    return FaultError(
        [
            fault(
                "EXISTE",
                "slug",
                f"Ya existe una empresa «{slug}».",
                (
                    "Elija otro nombre corto, o agregue --update para cambiar los datos de la que existe.",
                    "Choose another short name, or add --update to change the data of the one there is.",
                ),
                message_en=f"There is a tenant “{slug}” already.",
            )
        ]
    )


def _check_complete(definition: Definition) -> None:
    missing = [name for name in ("hacienda", "certificado") if getattr(definition, name) is None]
    if missing:
        raise FaultError([fault("FALTA", name, f"Falta la sección «{name}».") for name in missing])


async def _check_same_taxpayer(conn: Connection, tenant_id: UUID, definition: Definition) -> None:
    row = await queries.tenant(conn, tenant_id)
    if row is not None and row.nit != definition.nit:
        raise FaultError(
            [
                fault(
                    "NIT",
                    "nit",
                    f"La empresa «{definition.slug}» tiene el NIT {row.nit}; el archivo dice {definition.nit}.",
                    (
                        "Otro contribuyente es otra empresa: agréguela con otro nombre corto.",
                        "Another taxpayer is another tenant: add it under another short name.",
                    ),
                )
            ]
        )
    if row is None or row.ambiente == definition.ambiente:
        return
    # In another ambiente other passwords and keys are in force.
    missing = []
    if definition.hacienda is None and await queries.credentials(conn, tenant_id, definition.ambiente) is None:
        missing.append(("hacienda", "las credenciales de Hacienda"))
    if definition.certificado is None and await vault.active_certificate(conn, tenant_id, definition.ambiente) is None:
        missing.append(("certificado", "el certificado"))
    if missing:
        raise FaultError(
            [
                fault("FALTA", path, f"Para pasar al ambiente {definition.ambiente} hay que dar también {what}.")
                for path, what in missing
            ]
        )


def _columns(definition: Definition) -> dict[str, Any]:
    return {
        "nombre": definition.nombre,
        "nit": definition.nit,
        "nrc": definition.nrc,
        "ambiente": definition.ambiente,
        "emisor": definition.emisor,
        "mh_url": definition.mh_url,
        "settings": definition.settings,
    }


def _establecimiento_rows(definition: Definition) -> list[dict[str, Any]]:
    return [
        {
            "codigo": row.codigo,
            "nombre": row.nombre or "",
            "direccion": row.direccion,
            "telefono": row.telefono,
            "correo": row.correo,
            "puntos": [(punto.codigo, punto.nombre or "") for punto in row.puntosVenta],
        }
        for row in definition.establecimientos
    ]


async def _store_secrets(conn: Connection, safe: Vault, tenant_id: UUID, definition: Definition, now: datetime) -> None:
    ambiente = definition.ambiente
    if definition.hacienda is not None:
        sealed = safe.seal(definition.hacienda.clave.encode(), _clave_context(tenant_id, ambiente))
        await queries.store_credentials(conn, tenant_id, ambiente, definition.hacienda.usuario, sealed)
    if definition.certificado is not None:
        try:
            await vault.store_certificate(
                conn,
                safe,
                tenant_id,
                ambiente,
                definition.certificado.data,
                definition.certificado.clave,
                nit=definition.nit,
                now=now,
            )
        except CertificateError as error:
            raise FaultError(
                [
                    dte.Fault(
                        code=error.code,
                        path="certificado",
                        message=error.message,
                        message_en=error.message_en,
                        fix=error.fix,
                        fix_en=error.fix_en,
                        source="docs/guia/empresas.md",
                    )
                ]
            ) from error


def _tenant(row: TenantRow, establecimientos: list[EstablecimientoRow]) -> Tenant:
    return Tenant(**asdict(row), establecimientos=tuple(establecimientos))


def _dte_establecimiento(row: EstablecimientoRow) -> dte.Establecimiento:
    direccion = None if row.direccion is None else msgspec.convert(row.direccion, dte.Direccion)
    return dte.Establecimiento(
        codigo=row.codigo,
        puntosVenta=tuple(row.puntos_venta),
        direccion=direccion,
        telefono=row.telefono,
        correo=row.correo,
    )
