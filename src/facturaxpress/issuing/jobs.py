"""The background work of issuing: documents that have no verdict yet."""

from datetime import datetime, timedelta

import structlog

from facturaxpress.issuing.issuers import CannotIssue
from facturaxpress.issuing.service import IssuingService
from facturaxpress.issuing.storing import TRANSMIT
from facturaxpress.jobs import Handler, Job
from facturaxpress.signing import CertificateError
from facturaxpress.vault import VaultError

log = structlog.get_logger(__name__)

HELD_UP = timedelta(minutes=10)
"""After which a tenant that cannot speak to MH is looked at again: soon after somebody has put it right."""


def handlers(issuing: IssuingService) -> dict[str, Handler]:
    async def transmit(job: Job) -> datetime | None:
        if job.tenant_id is None or job.subject_id is None:
            raise ValueError("a transmission job names its tenant and its document")
        try:
            return await issuing.transmit(job.tenant_id, job.subject_id)
        except (CannotIssue, CertificateError, VaultError) as error:
            # The tenant stands in the way and not the document, which is numbered and signed: it must not be given up
            # while somebody looks for the password, however long that takes.
            told = error.fault if isinstance(error, CannotIssue) else error
            log.error(
                "Un documento firmado no puede ir a Hacienda",
                tenant=str(job.tenant_id),
                dte=str(job.subject_id),
                code=told.code,
                detail=told.message,
                fix=told.fix,
            )
            return issuing.clock.now() + HELD_UP

    return {TRANSMIT: transmit}
