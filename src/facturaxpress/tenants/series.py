"""Number series: what was numbered so far, and moving in from another system in mid-year."""

from dataclasses import dataclass
from uuid import UUID

from facturaxpress.db import Database
from facturaxpress.dte import FaultError, catalogs, numbering
from facturaxpress.tenants import queries
from facturaxpress.tenants.queries import SeriesRow
from facturaxpress.tenants.reading import fault


@dataclass(frozen=True, slots=True)
class SeriesChange:
    """The last number of a series before and after; the next document gets `after` + 1."""

    before: int
    after: int


async def list_series(database: Database, tenant_id: UUID) -> list[SeriesRow]:
    """The tenant's series that have been begun or set, newest year first."""
    async with database.tenant(tenant_id) as conn:
        return await queries.series(conn, tenant_id)


async def set_series(
    database: Database,
    tenant_id: UUID,
    *,
    ambiente: str,
    tipo_dte: str,
    establecimiento: str,
    punto_venta: str,
    anio: int,
    ultimo: int,
) -> SeriesChange:
    """Say which number of a series was used last, here or in the system used before.

    It may be raised at will, and lowered only as far as no document stored here has a higher number, because MH refuses
    a numeroControl it has seen and nobody may use one twice in a year. Raises FaultError.
    """
    faults = []
    if ambiente not in ("00", "01"):
        faults.append(fault("SERIE", "ambiente", f"«{ambiente}» no es un ambiente: 00 (pruebas) o 01 (producción)."))
    if not catalogs.contains("CAT-002", tipo_dte):
        faults.append(fault("SERIE", "tipoDte", f"«{tipo_dte}» no es un tipo de documento de CAT-002."))
    if not 2000 <= anio <= 2999:
        faults.append(fault("SERIE", "anio", f"«{anio}» no es un año de cuatro dígitos."))
    if not 0 <= ultimo <= numbering.LAST_NUMBER:
        faults.append(fault("SERIE", "ultimo", f"El último número va de 0 a {numbering.LAST_NUMBER}."))
    if faults:
        raise FaultError(faults)
    key = (ambiente, tipo_dte, establecimiento, punto_venta, anio)
    async with database.tenant(tenant_id) as conn:
        if not await queries.has_punto_venta(conn, tenant_id, establecimiento, punto_venta):
            raise FaultError(
                [
                    fault(
                        "SERIE",
                        "puntoVenta",
                        f"La empresa no tiene el punto de venta {punto_venta} en el establecimiento {establecimiento}.",
                        (
                            "Agréguelo a la definición de la empresa y ejecute «tenant add --update».",
                            "Add it to the definition of the tenant and run `tenant add --update`.",
                        ),
                    )
                ]
            )
        before = await queries.lock_series(conn, tenant_id, key)
        issued = await queries.highest_issued(conn, tenant_id, key) if ultimo < before else 0
        if ultimo < issued:
            control = numbering.numero_control(tipo_dte, establecimiento, punto_venta, issued)
            raise FaultError(
                [
                    fault(
                        "SERIE",
                        "ultimo",
                        f"No se puede bajar a {ultimo}: ya se emitió {control} en {anio}.",
                        (
                            f"Un número no se usa dos veces en el mismo año; el menor valor que se admite es {issued}.",
                            f"No number is used twice in one year; the least value accepted is {issued}.",
                        ),
                    )
                ]
            )
        await queries.set_series(conn, tenant_id, key, ultimo)
    return SeriesChange(before, ultimo)
