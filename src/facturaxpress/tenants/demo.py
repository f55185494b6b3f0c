"""The demo's tenant: invented data, a certificate and a password made on the spot, known to the sandbox.

Its NIT names the 31st of February, so it can be nobody's.
"""

import secrets
import string
from datetime import UTC, datetime, timedelta

import aiohttp
import structlog

from facturaxpress import db, vault
from facturaxpress.db import Database
from facturaxpress.dte import FaultError
from facturaxpress.settings import Settings
from facturaxpress.signing.synthetic import make_mh_certificate
from facturaxpress.tenants import queries, service
from facturaxpress.tenants.definition import Access, CertificateFile, Definition, Establecimiento, PuntoVenta
from facturaxpress.tenants.service import MhCredentials, Tenant
from facturaxpress.vault import StoredCertificate, Vault, VaultError

log = structlog.get_logger(__name__)

SLUG = "demo"
NIT = "06143102991017"
NRC = "9999999"
NOMBRE = "EMPRESA DE DEMOSTRACIÓN FICTICIA, S.A. DE C.V."

LIFE = timedelta(days=1825)
"""As long as MH's certificates live."""
RENEW_BEFORE = timedelta(days=30)


class SandboxRefusal(RuntimeError):
    """The sandbox did not take the demo's taxpayer; the message is Spanish."""


async def ensure(settings: Settings, admin_url: str, sandbox_url: str) -> None:
    """`ensure_demo_tenant` over a migrated database, with connections of its own."""
    database = Database(max_size=2, name="facturaxpress demo")
    await database.open(db.app_url(admin_url, settings.secrets))
    try:
        await ensure_demo_tenant(database, Vault(settings.secrets / "vault.key"), sandbox_url, datetime.now(UTC))
    finally:
        await database.close()


async def ensure_demo_tenant(database: Database, safe: Vault, sandbox_url: str, now: datetime) -> Tenant:
    """Make sure that the tenant `demo` exists and can sign, and that it and the sandbox know each other.

    Doing it again changes only what has to change: `mh_url` where the sandbox moved, the certificate where it ends
    soon, both secrets where the vault cannot open them any more. What is stored is told to the sandbox every time,
    which may have lost its records. Raises SandboxRefusal.
    """
    tenant = await _stored(database) or await _made(database, safe, sandbox_url, now)
    access, certificate = await _secrets(database, safe, tenant)
    if access is None or certificate is None or certificate.not_after - now < RENEW_BEFORE:
        tenant = await service.add_tenant(database, safe, definition(sandbox_url, now), now, update=True)
        access, certificate = await _secrets(database, safe, tenant)
        log.info("demo tenant renewed")
    if access is None or certificate is None:
        raise RuntimeError("the demo tenant's secrets were stored and cannot be read")
    if tenant.mh_url != sandbox_url:
        async with database.tenant(tenant.id) as conn:
            await queries.set_mh_url(conn, tenant.id, sandbox_url)
        tenant = await service.get_tenant(database, tenant.id)
    await register(sandbox_url, tenant, access, certificate.public_key_pem)
    return tenant


async def register(sandbox_url: str, tenant: Tenant, access: MhCredentials, public_key_pem: str) -> None:
    """Tell the sandbox who the taxpayer is; the same again changes nothing there."""
    body = {
        "nit": tenant.nit,
        "nombre": tenant.nombre,
        "usuario": access.usuario,
        "clave": access.clave,
        "publicKey": public_key_pem,
    }
    url = f"{sandbox_url.rstrip('/')}/_control/contribuyentes"
    try:
        async with (
            aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=15)) as session,
            session.post(url, json=body) as response,
        ):
            if response.status not in (200, 201):
                text = (await response.text())[:300]
                raise SandboxRefusal(f"El sandbox no registró la empresa demo: HTTP {response.status}: {text}")
    except (aiohttp.ClientError, TimeoutError) as error:
        raise SandboxRefusal(f"El sandbox no responde en {sandbox_url}: {type(error).__name__}.") from error


def definition(sandbox_url: str, now: datetime) -> Definition:
    """The demo's tenant with a new key and a new password."""
    certificate_password = _password()
    return Definition(
        slug=SLUG,
        nombre=NOMBRE,
        nit=NIT,
        nrc=NRC,
        ambiente="00",
        emisor={
            "codActividad": "47522",
            "descActividad": "Venta al por menor de artículos de ferretería",
            "nombreComercial": "DEMOSTRACIÓN",
            "direccion": {
                "departamento": "06",
                "municipio": "23",
                "distrito": "14",
                "complemento": "Calle Ficticia 100, Colonia Demostración",
            },
            "telefono": "22000000",
            "correo": "demo@example.com",
        },
        establecimientos=(
            Establecimiento(
                codigo="M001",
                nombre="Casa matriz",
                puntosVenta=(PuntoVenta("P001", "Caja 1"), PuntoVenta("P002", "Caja 2")),
            ),
            Establecimiento(
                codigo="S001",
                nombre="Sucursal Santa Tecla",
                puntosVenta=(PuntoVenta("P001", "Caja 1"),),
                direccion={
                    "departamento": "05",
                    "municipio": "28",
                    "distrito": "11",
                    "complemento": "Avenida Ficticia 200",
                },
                telefono="22000001",
                correo="sucursal@example.com",
            ),
        ),
        mh_url=sandbox_url,
        hacienda=Access(usuario=NIT, clave=_password()),
        certificado=CertificateFile(
            make_mh_certificate(
                NIT,
                NOMBRE,
                certificate_password,
                # A day back, so that a clock that is a little slow elsewhere does not find it too young.
                not_before=now - timedelta(days=1),
                not_after=now + LIFE,
            ),
            certificate_password,
        ),
    )


def _password() -> str:
    """24 characters as MH's portal asks for: letters, digits and a special one."""
    letters = string.ascii_letters + string.digits
    return "".join(secrets.choice(letters) for _ in range(20)) + "-Aa1"


async def _stored(database: Database) -> Tenant | None:
    try:
        return await service.get_tenant(database, SLUG)
    except service.TenantNotFound:
        return None


async def _made(database: Database, safe: Vault, sandbox_url: str, now: datetime) -> Tenant:
    try:
        return await service.add_tenant(database, safe, definition(sandbox_url, now), now)
    except FaultError:
        # Another process made it in the meantime.
        return await service.get_tenant(database, SLUG)


async def _secrets(
    database: Database, safe: Vault, tenant: Tenant
) -> tuple[MhCredentials | None, StoredCertificate | None]:
    """Access to MH and the certificate in force; None for what is missing or does not open with this key."""
    try:
        access = await service.credentials(database, safe, tenant)
        async with database.tenant(tenant.id) as conn:
            certificate = await vault.active_certificate(conn, tenant.id, tenant.ambiente)
            if certificate is not None:
                await vault.load_signing_key(conn, safe, certificate.key_id)
    except VaultError as error:
        log.warning("the demo tenant's secrets do not open and are made anew", detail=error.message)
        return None, None
    return access, certificate
