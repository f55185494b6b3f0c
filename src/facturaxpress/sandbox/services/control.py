"""The sandbox's own services under `/_control`: what MH has no equivalent of. They answer on loopback only."""

import functools
import ipaddress
import json
from collections.abc import Awaitable, Callable
from dataclasses import asdict
from datetime import datetime
from typing import Any, Literal, TypeVar

import msgspec
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from facturaxpress.sandbox.faults import Fault
from facturaxpress.sandbox.rules.versions import Window
from facturaxpress.sandbox.state import Sandbox
from facturaxpress.sandbox.store import Documento
from facturaxpress.sandbox.structure import INVALIDATION
from facturaxpress.sandbox.taxpayers import NotRegistrableError
from facturaxpress.sandbox.wire import Json

Endpoint = Callable[[Request], Awaitable[Response]]
T = TypeVar("T")


class BadRequestError(Exception):
    """The request cannot be understood; the message goes into the answer."""


class Registration(msgspec.Struct, forbid_unknown_fields=True):
    """A taxpayer to register. `usuario` is the NIT unless given; `publicKey` is PEM."""

    nit: str
    clave: str
    publicKey: str
    nombre: str = ""
    usuario: str | None = None


class ClockChange(msgspec.Struct, forbid_unknown_fields=True):
    """Either seconds ahead of the machine's time (negative: behind), or the moment it is to be (ISO 8601)."""

    offset_seconds: float | None = None
    now: str | None = None


class SettingsChange(msgspec.Struct, forbid_unknown_fields=True):
    tokenSeconds: float | None = None
    bearerPrefix: bool | None = None
    authErrorStatus: Literal[200, 401] | None = None
    notFoundStatus: Literal[400, 404] | None = None
    unknownRelated: bool | None = None
    acceptedVersions: list[Window] | None = None


class Revocation(msgspec.Struct, forbid_unknown_fields=True):
    nit: str | None = None


class Reset(msgspec.Struct, forbid_unknown_fields=True):
    contribuyentes: bool = False


def routes() -> list[Route]:
    """The routes to mount at `/_control`."""
    table: list[tuple[str, str, Callable[[Sandbox, Request], Awaitable[Response]]]] = [
        ("GET", "/health", health),
        ("GET", "/contribuyentes", list_taxpayers),
        ("POST", "/contribuyentes", register),
        ("GET", "/documents", documents),
        ("GET", "/documents/{codigoGeneracion}", document),
        ("GET", "/events", events),
        ("GET", "/faults", list_faults),
        ("POST", "/faults", add_fault),
        ("DELETE", "/faults", clear_faults),
        ("DELETE", "/faults/{id:int}", clear_faults),
        ("GET", "/clock", show_clock),
        ("POST", "/clock", set_clock),
        ("GET", "/settings", show_settings),
        ("POST", "/settings", change_settings),
        ("POST", "/tokens/revoke", revoke_tokens),
        ("POST", "/reset", reset),
    ]
    return [Route(f"/_control{path}", _guarded(endpoint), methods=[method]) for method, path, endpoint in table]


def _guarded(endpoint: Callable[[Sandbox, Request], Awaitable[Response]]) -> Endpoint:
    @functools.wraps(endpoint)
    async def guarded(request: Request) -> Response:
        if not _is_local(request):
            return Json({"error": "Los servicios de control responden solo en la interfaz local (loopback)."}, 404)
        try:
            return await endpoint(request.app.state.sandbox, request)
        except BadRequestError as error:
            return Json({"error": str(error)}, 400)

    return guarded


def _is_local(request: Request) -> bool:
    """True if both ends of the connection are loopback, nobody forwarded it, and the caller named a loopback host.

    The last keeps a page in a browser on this machine from reaching the control services under a name of its own.
    """
    ends = [request.scope.get("client"), request.scope.get("server")]
    if any(end is None or not _loopback(end[0]) for end in ends):
        return False
    if "forwarded" in request.headers or "x-forwarded-for" in request.headers:
        return False
    return _loopback(request.url.hostname or "")


def _loopback(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


async def _read(request: Request, kind: type[T]) -> T:
    raw = await request.body()
    try:
        return msgspec.json.decode(raw or b"{}", type=kind)
    except (msgspec.MsgspecError, ValueError) as error:
        raise BadRequestError(f"Cuerpo no válido: {error}") from error


async def health(sandbox: Sandbox, _request: Request) -> Response:
    return Json(
        {
            "status": "ok",
            "timestamp": sandbox.clock.now().isoformat(timespec="milliseconds"),
            "documentos": sandbox.store.count(),
            "contribuyentes": sum(1 for _ in sandbox.taxpayers),
            "fallas": sum(1 for _ in sandbox.faults),
            "esquemas": {"origen": "propios" if sandbox.structures.own else "MH", "tipos": sandbox.structures.names()},
            "contadores": dict(sorted(sandbox.counts.items())) | {"fallas.disparadas": sandbox.faults.struck},
        }
    )


async def list_taxpayers(sandbox: Sandbox, _request: Request) -> Response:
    return Json(
        [
            {"nit": each.nit, "nombre": each.nombre, "usuario": each.usuario, "registrado": each.registrado}
            for each in sandbox.taxpayers
        ]
    )


async def register(sandbox: Sandbox, request: Request) -> Response:
    wanted = await _read(request, Registration)
    try:
        new = await sandbox.taxpayers.register(
            nit=wanted.nit,
            nombre=wanted.nombre,
            usuario=wanted.usuario,
            clave=wanted.clave,
            publicKey=wanted.publicKey,
        )
    except NotRegistrableError as error:
        raise BadRequestError(str(error)) from error
    nit = wanted.nit.replace("-", "")
    return Json({"nit": nit, "nombre": wanted.nombre, "usuario": wanted.usuario or nit}, 201 if new else 200)


async def events(sandbox: Sandbox, _request: Request) -> Response:
    return Json([asdict(each) for each in sandbox.store.events()])


async def documents(sandbox: Sandbox, _request: Request) -> Response:
    ended = {each.documento: each.codigoGeneracion for each in sandbox.store.events() if each.tipo == INVALIDATION}
    rows = [_public(each, ended.get(each.codigoGeneracion)) for each in sandbox.store.documents()]
    return Response(msgspec.json.encode(rows), media_type="application/json")


async def document(sandbox: Sandbox, request: Request) -> Response:
    found = sandbox.store.document(request.path_params["codigoGeneracion"])
    if found is None:
        return Json({"error": "No hay un documento sellado con ese código de generación."}, 404)
    event = sandbox.store.event_on(INVALIDATION, found.codigoGeneracion)
    whole = _public(found, event.codigoGeneracion if event else None)
    whole |= {"jws": found.jws, "documento": msgspec.Raw(found.signed())}
    return Response(msgspec.json.encode(whole), media_type="application/json")


def _public(document: Documento, invalidatedBy: str | None) -> dict[str, Any]:
    return {
        "codigoGeneracion": document.codigoGeneracion,
        "numeroControl": document.numeroControl,
        "selloRecibido": document.selloRecibido,
        "tipoDte": document.tipoDte,
        "version": document.version,
        "ambiente": document.ambiente,
        "nitEmisor": document.nitEmisor,
        "fecEmi": document.fecEmi,
        "totalPagar": msgspec.Raw((document.totalPagar or "null").encode()),
        "fhProcesamiento": document.fhProcesamiento,
        "recibido": document.recibido,
        "codigoMsg": document.codigoMsg,
        "descripcionMsg": document.descripcionMsg,
        "observaciones": json.loads(document.observaciones),
        "invalidado": invalidatedBy,
    }


def _faults(sandbox: Sandbox) -> Response:
    return Response(msgspec.json.encode(list(sandbox.faults)), media_type="application/json")


async def list_faults(sandbox: Sandbox, _request: Request) -> Response:
    return _faults(sandbox)


async def add_fault(sandbox: Sandbox, request: Request) -> Response:
    fault = sandbox.faults.add(await _read(request, Fault))
    return Response(msgspec.json.encode(fault), 201, media_type="application/json")


async def clear_faults(sandbox: Sandbox, request: Request) -> Response:
    return Json({"eliminadas": sandbox.faults.clear(request.path_params.get("id"))})


async def show_clock(sandbox: Sandbox, _request: Request) -> Response:
    clock = sandbox.clock
    return Json(
        {
            "now": clock.now().isoformat(timespec="milliseconds"),
            "local": clock.local().isoformat(timespec="milliseconds"),
            "offset_seconds": clock.offset,
        }
    )


async def set_clock(sandbox: Sandbox, request: Request) -> Response:
    change = await _read(request, ClockChange)
    if (change.now is None) == (change.offset_seconds is None):
        raise BadRequestError("Indique offset_seconds o now, uno de los dos.")
    before = sandbox.clock.offset
    try:
        if change.now is not None:
            sandbox.clock.set_now(datetime.fromisoformat(change.now))
        else:
            sandbox.clock.offset = float(change.offset_seconds or 0)
        sandbox.clock.local()
    except (ValueError, OverflowError) as error:
        sandbox.clock.offset = before
        raise BadRequestError(f"La hora no es válida: {error}") from error
    await sandbox.save_clock()
    return await show_clock(sandbox, request)


async def show_settings(sandbox: Sandbox, _request: Request) -> Response:
    return Json(sandbox.settings.as_dict())


async def change_settings(sandbox: Sandbox, request: Request) -> Response:
    change = await _read(request, SettingsChange)
    if change.tokenSeconds is not None and not change.tokenSeconds > 0:
        raise BadRequestError("tokenSeconds debe ser mayor que cero.")
    for name in change.__struct_fields__:
        value = getattr(change, name)
        if value is not None:
            setattr(sandbox.settings, name, value)
    return await show_settings(sandbox, request)


async def revoke_tokens(sandbox: Sandbox, request: Request) -> Response:
    wanted = await _read(request, Revocation)
    return Json({"contribuyentes": await sandbox.taxpayers.revoke_tokens(wanted.nit)})


async def reset(sandbox: Sandbox, request: Request) -> Response:
    wanted = await _read(request, Reset)
    await sandbox.reset(contribuyentes=wanted.contribuyentes)
    return Json({"status": "ok"})
