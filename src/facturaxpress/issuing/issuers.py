"""Who issues: what is needed of a tenant to build, sign and transmit, remembered for a few seconds."""

import asyncio
import time
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from facturaxpress import vault
from facturaxpress.db import Database
from facturaxpress.dte import Context, Fault, Policy
from facturaxpress.hacienda import Credentials
from facturaxpress.law import service as law
from facturaxpress.law.service import Law
from facturaxpress.settings import Settings
from facturaxpress.signing import CertificateError, NoActiveCertificate, check_validity
from facturaxpress.tenants import preferences
from facturaxpress.tenants import service as tenants
from facturaxpress.tenants.service import Tenant
from facturaxpress.vault import StoredCertificate, Vault

REMEMBERED = 5.0
"""Seconds after which a change to a tenant, or to the law, is seen by every process."""


class CannotIssue(Exception):
    """The tenant itself, not the sale, stands in the way: no credentials, no certificate, or one that is not valid."""

    def __init__(self, fault: Fault) -> None:
        super().__init__(fault.message)
        self.fault = fault


@dataclass(frozen=True, slots=True)
class Issuer:
    """A tenant ready to issue."""

    tenant: Tenant
    certificate: StoredCertificate | None
    access: Credentials | None
    policy: Policy
    law: Law

    @property
    def tenant_id(self) -> UUID:
        return self.tenant.id

    @property
    def logo(self) -> bytes | None:
        """None prints our own mark; tenants have no logo of their own yet."""
        return None

    def context(self, now: datetime) -> Context:
        """What `dte.build` needs beside the sale; `now` is aware."""
        return tenants.dte_context(self.tenant, now, self.law.table, self.law.calendar, policy=self.policy)

    @property
    def credentials(self) -> Credentials:
        """CannotIssue if the tenant has none in its ambiente."""
        if self.access is None:
            raise CannotIssue(
                _fault(
                    "EMISOR-SIN-CREDENCIALES",
                    f"La empresa no tiene credenciales de MH para el ambiente {self.tenant.ambiente}",
                    f"The tenant has no MH credentials for ambiente {self.tenant.ambiente}",
                    "Agréguelas con «facturaxpress tenant add ARCHIVO --update»",
                    "Add them with `facturaxpress tenant add ARCHIVO --update`",
                )
            )
        return self.access

    def key_id(self, now: datetime) -> str:
        """The key to sign with at `now`. CannotIssue if there is none that is valid, before any number is spent."""
        try:
            if self.certificate is None:
                raise NoActiveCertificate(ambiente=self.tenant.ambiente)
            check_validity(self.certificate.not_before, self.certificate.not_after, now)
        except CertificateError as error:
            raise CannotIssue(_fault(error.code, error.message, error.message_en, error.fix, error.fix_en)) from error
        return self.certificate.key_id


class IssuerDirectory:
    """Issuers by tenant. A burst of sales reads each tenant once, not once a sale."""

    def __init__(self, database: Database, vault_: Vault, settings: Settings) -> None:
        self._database = database
        self._vault = vault_
        self._policy = Policy(fecemi_days_back=settings.fecemi_days_back)
        self._known: dict[UUID, tuple[float, asyncio.Future[Issuer]]] = {}

    async def get(self, tenant_id: UUID) -> Issuer:
        """TenantNotFound if there is none."""
        now = time.monotonic()
        known = self._known.get(tenant_id)
        if known is None or known[0] <= now or (known[1].done() and known[1].exception() is not None):
            known = (now + REMEMBERED, asyncio.ensure_future(self._read(tenant_id)))
            self._known[tenant_id] = known
        # Shielded, because one caller that goes away must not take the reading from the others.
        return await asyncio.shield(known[1])

    async def _read(self, tenant_id: UUID) -> Issuer:
        tenant = await tenants.get_tenant(self._database, tenant_id)
        async with self._database.tenant(tenant_id) as conn:
            certificate = await vault.active_certificate(conn, tenant_id, tenant.ambiente)
            found = await law.read(conn, tenant_id, preferences.law_settings(tenant.settings, tenant_id))
        access = await tenants.credentials(self._database, self._vault, tenant)
        return Issuer(
            tenant,
            certificate,
            None
            if access is None
            else Credentials(
                tenant=str(access.tenant_id),
                nit=access.nit,
                user=access.usuario,
                password=access.clave,
                ambiente=access.ambiente,
                base_url=access.url,
            ),
            self._policy,
            found,
        )


def _fault(code: str, message: str, message_en: str, fix: str, fix_en: str) -> Fault:
    return Fault(code, "", message, message_en, fix, fix_en, "docs/guia/empresas.md")
