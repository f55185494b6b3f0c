"""The background work of issuing: documents that have no verdict yet."""

from datetime import datetime

from facturaxpress.issuing.service import TRANSMIT, IssuingService
from facturaxpress.jobs import Handler, Job


def handlers(issuing: IssuingService) -> dict[str, Handler]:
    async def transmit(job: Job) -> datetime | None:
        if job.tenant_id is None or job.subject_id is None:
            raise ValueError("a transmission job names its tenant and its document")
        return await issuing.transmit(job.tenant_id, job.subject_id)

    return {TRANSMIT: transmit}
