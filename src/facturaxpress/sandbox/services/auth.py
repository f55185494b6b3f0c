"""`POST /seguridad/auth`: user and password for a token."""

import asyncio
from urllib.parse import parse_qsl

from starlette.responses import Response

from facturaxpress.sandbox.services.call import Call
from facturaxpress.sandbox.store import Contribuyente
from facturaxpress.sandbox.tokens import BEARER
from facturaxpress.sandbox.wire import Json


async def authenticate(call: Call) -> Response:
    if call.content_type() != "application/x-www-form-urlencoded":
        return call.error(415)
    try:
        form = dict(parse_qsl(call.body.decode("utf-8"), keep_blank_values=True, max_num_fields=20))
    except ValueError:
        return call.error(400)
    if "user" not in form or "pwd" not in form:
        return call.error(400)
    settings = call.sandbox.settings
    asked = call.faults.get("auth_error")
    if asked:
        return _refused(asked.status or settings.authErrorStatus, asked.descripcionMsg or "Usuario no valido")
    taxpayer = await asyncio.to_thread(call.sandbox.taxpayers.authenticate, form["user"], form["pwd"])
    if taxpayer is None:
        return _refused(settings.authErrorStatus, "Usuario no valido")
    token = await call.sandbox.tokens.issue(taxpayer, settings.tokenSeconds)
    call.sandbox.counts["auth.aceptadas"] += 1
    return Json(_accepted(taxpayer, f"{BEARER}{token}" if settings.bearerPrefix else token))


def _refused(status: int, message: str) -> Json:
    return Json({"status": "ERROR", "error": "Unauthorized", "message": message}, status)


def _accepted(taxpayer: Contribuyente, token: str) -> dict[str, object]:
    role = {
        "nombre": "Usuario",
        "codigo": "ROLE_USER",
        "descripcion": None,
        "rolSuperior": None,
        "nivel": None,
        "activo": None,
        "permisos": None,
    }
    body = {"user": taxpayer.usuario, "token": token, "rol": role, "roles": ["ROLE_USER"], "tokenType": "Bearer"}
    return {"status": "OK", "body": body}
