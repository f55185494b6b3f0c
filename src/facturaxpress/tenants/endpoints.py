"""Who asks, and for which tenant: what every endpoint of a tenant's data depends on."""

from dataclasses import dataclass
from typing import Annotated
from uuid import UUID

from fastapi import Depends, Header, Request
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer

from facturaxpress.problems import Problem
from facturaxpress.tenants.service import TenantNotFound, find_tenant_id
from facturaxpress.tenants.tokens import Principal, Tokens

_bearer = HTTPBearer(
    auto_error=False, description="El token que imprime `facturaxpress token`; empieza con `fx_`.", scheme_name="token"
)


@dataclass(frozen=True, slots=True)
class TenantScope:
    """The tenant a request works in, and who asks."""

    tenant_id: UUID
    slug: str
    principal: Principal


async def principal(
    request: Request, credentials: Annotated[HTTPAuthorizationCredentials | None, Depends(_bearer)]
) -> Principal:
    """Whom the bearer token lets in; Problem 401 without a valid one. The access log gets the name."""
    if credentials is None:
        raise _unauthorized(
            "Falta el token: Authorization: Bearer fx_…", "The token is missing: Authorization: Bearer fx_…"
        )
    found = await _tokens(request).authenticate(credentials.credentials)
    if found is None:
        raise _unauthorized("El token no es válido o fue revocado", "The token is not valid or was revoked")
    request.state.user = f"{found.role}/{found.slug or '-'}/{found.token_id}"
    return found


async def tenant_scope(
    request: Request,
    who: Annotated[Principal, Depends(principal)],
    x_tenant: Annotated[
        str | None, Header(max_length=63, description="Empresa en que se trabaja; solo la elige un `super_admin`.")
    ] = None,
) -> TenantScope:
    """The tenant of the token; a `super_admin` may name another one in `X-Tenant`, by its slug."""
    if who.role == "super_admin" and x_tenant:
        try:
            return TenantScope(await find_tenant_id(request.app.state.database, x_tenant), x_tenant, who)
        except TenantNotFound as error:
            raise Problem(404, str(error), f"There is no tenant “{x_tenant}”", kind="tenant") from None
    if who.tenant_id is None or who.slug is None:
        raise Problem(
            400,
            "Un token de super_admin necesita la cabecera X-Tenant con el nombre corto de la empresa",
            "A super_admin token needs the header X-Tenant with the tenant's slug",
            kind="tenant",
        )
    if x_tenant and x_tenant != who.slug:
        raise Problem(
            403,
            "El token es de otra empresa que X-Tenant",
            "The token belongs to another tenant than X-Tenant",
            kind="tenant",
        )
    return TenantScope(who.tenant_id, who.slug, who)


async def super_admin(who: Annotated[Principal, Depends(principal)]) -> Principal:
    """Lets only a `super_admin` in; Problem 403 for anybody else."""
    if who.role != "super_admin":
        raise Problem(403, "Esta operación es solo para super_admin", "This operation is for super_admin only")
    return who


def _tokens(request: Request) -> Tokens:
    """The process's one memory of tokens."""
    state = request.app.state
    if not hasattr(state, "tokens"):
        state.tokens = Tokens(state.database)
    tokens: Tokens = state.tokens
    return tokens


def _unauthorized(detail: str, detail_en: str) -> Problem:
    return Problem(401, detail, detail_en, headers={"www-authenticate": 'Bearer realm="facturaxpress"'})
