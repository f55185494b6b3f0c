"""`/api/admin/law`: what is in force on a day, and changing it. For a `super_admin` only."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Path, Query, Request
from starlette.responses import Response

from facturaxpress import dte
from facturaxpress.clock import Clock
from facturaxpress.db import Database
from facturaxpress.dte import FaultError
from facturaxpress.law import changes, descriptions, schemas, service
from facturaxpress.problems import Problem, wants_english
from facturaxpress.tenants import preferences
from facturaxpress.tenants.endpoints import super_admin
from facturaxpress.tenants.service import Tenant, TenantNotFound, get_tenant

router = APIRouter(prefix="/api/admin/law", tags=["ley"], dependencies=[Depends(super_admin)])

_SLUG = "^[a-z0-9-]{1,63}$"
LARGEST_BODY = 10_000
"""Bytes; a change has a few hundred."""

Slug = Annotated[
    str | None, Query(alias="tenant", pattern=_SLUG, description="Nombre corto de una empresa; sin él, lo de todas.")
]
Motivo = Annotated[
    str, Query(min_length=1, max_length=changes.LONGEST_MOTIVO, description="Por qué; queda en el historial.")
]
Year = Annotated[int, Path(ge=changes.FIRST_YEAR, le=changes.LAST_YEAR)]


@router.get("", summary="Lo que rige en una fecha", response_class=Response, responses=descriptions.SHOW)
async def show(
    request: Request,
    on: Annotated[date | None, Query(description="La fecha; sin ella, hoy.")] = None,
    tipo: Annotated[str | None, Query(pattern=f"^({'|'.join(changes.TIPOS)})$")] = None,
    ambiente: Annotated[str | None, Query(pattern="^(00|01)$")] = None,
    slug: Slug = None,
) -> Response:
    """Versión de cada estructura, lectura de cada punto en que las fuentes de MH se contradicen, y las filas que lo
    deciden."""
    database, clock = _rooms(request)
    tenant = await _tenant(database, slug)
    found = await (
        service.law(database)
        if tenant is None
        else service.law(database, tenant.id, preferences.law_settings(tenant.settings, tenant.id))
    )
    return _json(
        schemas.overview(
            found, on or clock.today(), tipo=tipo, ambiente=ambiente, tenant=slug, english=wants_english(request)
        )
    )


@router.get("/history", summary="Todos los cambios", response_class=Response, responses=descriptions.HISTORY)
async def history(request: Request, slug: Slug = None) -> Response:
    """Quién cambió qué, cuándo y por qué, del primero al último. Una fila con `value` null retira la anterior."""
    database, _ = _rooms(request)
    tenant = await _tenant(database, slug)
    rows = await service.history(database, None if tenant is None else tenant.id)
    return _json({"items": [schemas.setting_as_json(row, slug) for row in rows]})


@router.put(
    "",
    summary="Cambiar una estructura o una lectura",
    response_class=Response,
    responses=descriptions.SET,
    openapi_extra=descriptions.SET_BODY,
)
async def set_rule(request: Request) -> Response:
    """Agrega una fila; la que hubiera en el mismo lugar (mismo ajuste, tipo, ambiente, empresa y fecha) queda en el
    historial. Los procesos en marcha la siguen en unos 5 segundos."""
    database, _ = _rooms(request)
    raw = await _body(request)
    with _faults():
        change, slug = changes.read(dte.parse_json(raw))
        tenant = await _tenant(database, slug)
        made = await service.set_rule(database, change, request.state.user, None if tenant is None else tenant.id)
    before = None if made.before is None else schemas.setting_as_json(made.before, slug)
    return _json(schemas.setting_as_json(made.row, slug) | {"before": before})


@router.delete("/{row_id}", summary="Retirar una fila", response_class=Response, responses=descriptions.UNSET)
async def unset(
    request: Request, row_id: Annotated[int, Path(ge=1, le=2**63 - 1)], motivo: Motivo, slug: Slug = None
) -> Response:
    """Vuelve a regir lo que había antes de la fila, que queda en el historial."""
    database, _ = _rooms(request)
    tenant = await _tenant(database, slug)
    try:
        with _faults():
            row = await service.unset(
                database, row_id, motivo, request.state.user, None if tenant is None else tenant.id
            )
    except service.SettingNotFound:
        raise Problem(
            404,
            f"No hay una fila vigente con el número {row_id}",
            f"No row in force has the number {row_id}",
        ) from None
    return _json(schemas.setting_as_json(row, slug))


@router.get("/holidays/{year}", summary="Feriados de un año", response_class=Response, responses=descriptions.HOLIDAYS)
async def holidays(request: Request, year: Year) -> Response:
    """Los días inhábiles que no son fin de semana por sí solos, con los que se agregaron o quitaron."""
    database, _ = _rooms(request)
    return _json(schemas.holidays_as_json(year, (await service.law(database)).calendar, wants_english(request)))


@router.put("/holidays/{day}", summary="Agregar un feriado", response_class=Response, responses=descriptions.HOLIDAY)
async def add_holiday(request: Request, day: date, motivo: Motivo) -> Response:
    """Hace inhábil un día, por ejemplo por un decreto de asueto."""
    return await _holiday(request, day, inhabil=True, motivo=motivo)


@router.delete("/holidays/{day}", summary="Quitar un feriado", response_class=Response, responses=descriptions.HOLIDAY)
async def remove_holiday(request: Request, day: date, motivo: Motivo) -> Response:
    """Hace hábil un día que no lo era. Un fin de semana nunca es hábil."""
    return await _holiday(request, day, inhabil=False, motivo=motivo)


async def _holiday(request: Request, day: date, *, inhabil: bool, motivo: str) -> Response:
    database, _ = _rooms(request)
    with _faults():
        row = await service.change_holiday(database, day, inhabil=inhabil, motivo=motivo, quien=request.state.user)
    return _json(schemas.holiday_as_json(row))


def _rooms(request: Request) -> tuple[Database, Clock]:
    return request.app.state.database, request.app.state.clock


async def _tenant(database: Database, slug: str | None) -> Tenant | None:
    if slug is None:
        return None
    try:
        return await get_tenant(database, slug)
    except TenantNotFound as error:
        raise Problem(404, str(error), f"There is no tenant “{slug}”", kind="tenant") from None


async def _body(request: Request) -> bytes:
    raw = b""
    async for chunk in request.stream():
        raw += chunk
        if len(raw) > LARGEST_BODY:
            raise Problem(
                413,
                f"El cuerpo pasa de {LARGEST_BODY:,} bytes",
                f"The body exceeds {LARGEST_BODY:,} bytes",
                kind="too-large",
                headers={"connection": "close"},
            )
    return raw


@contextmanager
def _faults() -> Iterator[None]:
    """Faults of a change as a problem."""
    try:
        yield
    except FaultError as error:
        count = len(error.faults)
        raise Problem(
            422,
            f"El cambio tiene {count} falta{'s' if count != 1 else ''}; no se guardó nada",
            f"The change has {count} fault{'s' if count != 1 else ''}; nothing was stored",
            kind="law",
            faults=error.faults,
        ) from None


def _json(body: Any) -> Response:
    return Response(dte.dump_json(body), media_type="application/json")
