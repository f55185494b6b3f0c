"""`/api/dtes`: issuing, computing and finding documents over HTTP."""

import asyncio
import re
from datetime import date
from typing import Annotated, Any

import msgspec
from fastapi import APIRouter, Depends, Query, Request
from starlette.responses import Response

from facturaxpress import dte
from facturaxpress.dte import Fault, FaultError
from facturaxpress.issuing import descriptions
from facturaxpress.issuing.archive import archivo_dte
from facturaxpress.issuing.issuers import CannotIssue
from facturaxpress.issuing.keys import KeyInFlight, KeyReused
from facturaxpress.issuing.queries import DteRow, DteSummary, Filters
from facturaxpress.issuing.reasons import refusal_faults
from facturaxpress.issuing.service import (
    Issued,
    IssuingService,
    NotFound,
    Unavailable,
    read_cursor,
)
from facturaxpress.problems import Problem, fault_as_json, wants_english
from facturaxpress.rendering import consulta_url, render_pdf
from facturaxpress.settings import Settings
from facturaxpress.tenants.endpoints import TenantScope, tenant_scope

router = APIRouter(prefix="/api/dtes", tags=["dtes"])

Scope = Annotated[TenantScope, Depends(tenant_scope)]

CODIGO = re.compile(r"[0-9A-Fa-f]{8}(-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}")
PLAIN = r"^[^\x00]*$"
"""PostgreSQL's text holds no NUL."""
DRAINED = 4
"""So many times the limit of an oversized body is read and thrown away: many clients hear an answer only after that."""

KEY_FORMAT = re.compile(r"[\x21-\x7e]{1,200}")


async def service(request: Request) -> IssuingService:
    issuing: IssuingService = request.app.state.issuing
    return issuing


Service = Annotated[IssuingService, Depends(service)]


@router.post(
    "",
    status_code=201,
    summary="Emitir un documento a partir de una venta",
    response_class=Response,
    responses=descriptions.ISSUE_RESPONSES,
    openapi_extra=descriptions.ISSUE_BODY,
)
async def issue(request: Request, scope: Scope, issuing: Service) -> Response:
    """Calcula, valida, numera, firma, guarda y transmite un documento de cualquiera de los once tipos.

    Los documentos que la venta nombra (notas, remisiones, liquidaciones) se comparan con los que la empresa emitió. Los
    eventos (`tipoEvento`) se calculan en `/api/dtes/calcular` y todavía no se emiten.

    201: MH dio el sello. 202: aceptado y firmado, todavía sin sello; sigue solo. 422: la venta tiene faltas (no se
    gastó número) o MH rechazó el documento (`numberSpent`). Con `Idempotency-Key` o `referencia` repetir es seguro.
    """
    key = request.headers.get("idempotency-key")
    if key is not None and not KEY_FORMAT.fullmatch(key):
        raise Problem(
            400,
            "Idempotency-Key lleva de 1 a 200 caracteres ASCII visibles, sin espacios",
            "Idempotency-Key takes 1 to 200 visible ASCII characters without spaces",
            kind="idempotency-key",
        )
    raw = await read_body(request, issuing.settings)
    try:
        issued = await issuing.issue(scope.tenant_id, raw, key)
    except FaultError as error:
        raise faulty(error) from None
    except CannotIssue as error:
        raise Problem(422, error.fault.message, error.fault.message_en, kind="faults", faults=[error.fault]) from None
    except KeyInFlight:
        raise Problem(
            409,
            "Otra solicitud con la misma Idempotency-Key está en curso; repita en unos segundos",
            "Another request with the same Idempotency-Key is in flight; try again in a few seconds",
            kind="in-flight",
            headers={"retry-after": "2"},
        ) from None
    except Unavailable as error:
        raise unavailable(error) from None
    except KeyReused as error:
        raise Problem(
            422,
            f"{error.name} ya se usó con otro contenido",
            f"{error.name} was used before with another body",
            kind="key-reused",
            extra={"codigoGeneracion": error.codigo_generacion} if error.codigo_generacion else None,
        ) from None
    return answer(request, issued)


@router.post(
    "/calcular",
    summary="Calcular sin emitir",
    response_class=Response,
    responses=descriptions.COMPUTE_RESPONSES,
    openapi_extra=descriptions.COMPUTE_BODY,
)
async def compute(request: Request, scope: Scope, issuing: Service) -> Response:
    """El documento o evento que se produciría, con todos sus totales y sin número, firma ni rastro.

    En un evento `tipoDte` es su `tipoEvento`, y `total` es 0 donde no hay montos.
    """
    raw = await read_body(request, issuing.settings)
    try:
        draft = await issuing.compute(scope.tenant_id, raw)
    except FaultError as error:
        raise faulty(error) from None
    english = wants_english(request)
    body = {
        "tipoDte": draft.tipoDte,
        "version": draft.version,
        "total": draft.total,
        "resumen": draft.totals,
        "documento": draft.preview(),
        "warnings": [fault_as_json(warning, english) for warning in draft.warnings],
    }
    return json_response(body)


@router.get("", summary="Listar documentos", response_class=Response, responses=descriptions.LIST_RESPONSES)
async def list_dtes(
    scope: Scope,
    issuing: Service,
    tipo_dte: Annotated[str | None, Query(alias="tipoDte", pattern="^[0-9]{2}$")] = None,
    estado: Annotated[str | None, Query(pattern="^(FIRMADO|PROCESADO|RECHAZADO)$")] = None,
    since: Annotated[date | None, Query(description="fecEmi desde, inclusive")] = None,
    until: Annotated[date | None, Query(description="fecEmi hasta, inclusive")] = None,
    receptor: Annotated[
        str | None, Query(max_length=250, pattern=PLAIN, description="número de documento o parte del nombre")
    ] = None,
    referencia: Annotated[str | None, Query(max_length=100, pattern=PLAIN)] = None,
    numero_control: Annotated[str | None, Query(alias="numeroControl", max_length=31, pattern=PLAIN)] = None,
    limit: Annotated[int, Query(ge=1, le=200)] = 50,
    cursor: Annotated[str | None, Query(max_length=200, description="`next` de la página anterior")] = None,
) -> Response:
    if cursor is not None:
        try:
            read_cursor(cursor)
        except ValueError:
            raise Problem(
                400, "El cursor no es de esta lista", "The cursor is not of this list", kind="cursor"
            ) from None
    filters = Filters(tipo_dte, estado, since, until, receptor, referencia, numero_control)
    page = await issuing.list(scope.tenant_id, filters, limit=limit, cursor=cursor)
    return json_response({"items": [summary_json(row) for row in page.items], "next": page.next})


@router.get("/{codigo}.json", summary="Archivo DTE", response_class=Response, responses=descriptions.ARCHIVO_RESPONSES)
async def archivo(codigo: str, scope: Scope, issuing: Service) -> Response:
    """El texto firmado, byte por byte, con `firmaElectronica` y `selloRecibido`."""
    row = await find(issuing, scope, codigo)
    body = archivo_dte(row.documento, row.jws, row.sello_recibido)
    return Response(body, media_type="application/json", headers=attachment(row, "json"))


@router.get("/{codigo}.jws", summary="Firma JWS", response_class=Response, responses=descriptions.JWS_RESPONSES)
async def firma(codigo: str, scope: Scope, issuing: Service) -> Response:
    row = await find(issuing, scope, codigo)
    return Response(row.jws, media_type="application/jose", headers=attachment(row, "jws"))


@router.get("/{codigo}.pdf", summary="Versión legible", response_class=Response, responses=descriptions.PDF_RESPONSES)
async def pdf(codigo: str, scope: Scope, issuing: Service) -> Response:
    row = await find(issuing, scope, codigo)
    issuer = await issuing.issuers.get(scope.tenant_id)
    async with issuing.rendering:
        body = await asyncio.to_thread(
            render_pdf,
            row.documento.encode(),
            sello=row.sello_recibido,
            fh_procesamiento=row.fh_procesamiento,
            logo=issuer.logo,
            estado=row.estado,
        )
    return Response(body, media_type="application/pdf", headers=attachment(row, "pdf"))


@router.get("/{codigo}", summary="Un documento", response_class=Response, responses=descriptions.ONE_RESPONSES)
async def one(codigo: str, request: Request, scope: Scope, issuing: Service) -> Response:
    return json_response(row_json(await find(issuing, scope, codigo), wants_english(request)))


async def find(issuing: IssuingService, scope: TenantScope, codigo: str) -> DteRow:
    unknown = Problem(404, "No hay un documento con ese código de generación", "No document has that generation code")
    if not CODIGO.fullmatch(codigo):
        raise unknown
    try:
        return await issuing.get(scope.tenant_id, codigo)
    except NotFound:
        raise unknown from None


async def read_body(request: Request, settings: Settings) -> bytes:
    """The body, kept no further than the limit and waited for no longer than `body_timeout`."""
    limit = settings.max_body_bytes
    chunks: list[bytes] = []
    size = 0
    try:
        async with asyncio.timeout(settings.body_timeout):
            async for chunk in request.stream():
                size += len(chunk)
                if size > DRAINED * limit:
                    break
                if size > limit:
                    chunks.clear()
                else:
                    chunks.append(chunk)
    except TimeoutError:
        raise Problem(
            408,
            f"El cuerpo no terminó de llegar en {settings.body_timeout:g} segundos",
            f"The body did not arrive within {settings.body_timeout:g} seconds",
            kind="slow-body",
            headers={"connection": "close"},
        ) from None
    if size > limit:
        fault = Fault(
            code="json-too-large",
            path="",
            message=f"El cuerpo pasa de {limit:,} bytes.",
            message_en=f"The body exceeds {limit:,} bytes.",
            fix="Reparta la venta en varios documentos o acorte las descripciones.",
            fix_en="Spread the sale over several documents, or shorten the descriptions.",
            source="FacturaXpress: tamaño de una solicitud, ajustable",
        )
        raise Problem(413, fault.message, fault.message_en, kind="too-large", faults=[fault])
    return b"".join(chunks)


def unavailable(error: Unavailable) -> Problem:
    if error.codigo_generacion is None:
        return Problem(
            503,
            "La base de datos no responde; no se gastó número. Repita en unos segundos",
            "The database does not answer; no number was spent. Try again in a few seconds",
            kind="unavailable",
            headers={"retry-after": "5"},
        )
    return Problem(
        503,
        "La base de datos no respondió a tiempo y el documento pudo quedar guardado: "
        "búsquelo por su código, o repita con la misma Idempotency-Key o referencia",
        "The database did not answer in time and the document may be stored: "
        "look it up by its code, or repeat with the same Idempotency-Key or referencia",
        kind="uncertain",
        number_spent=None,
        extra={"codigoGeneracion": error.codigo_generacion},
        headers={"retry-after": "5"},
    )


def faulty(error: FaultError) -> Problem:
    count = len(error.faults)
    return Problem(
        422,
        f"La venta tiene {count} falta{'s' if count != 1 else ''}; no se gastó número",
        f"The sale has {count} fault{'s' if count != 1 else ''}; no number was spent",
        kind="faults",
        faults=error.faults,
        warnings=error.warnings,
    )


def answer(request: Request, issued: Issued) -> Response:
    row = issued.row
    english = wants_english(request)
    body = row_json(row, english)
    body["warnings"] = [fault_as_json(warning, english) for warning in issued.warnings]
    if row.estado == "RECHAZADO":
        raise Problem(
            422,
            f"MH rechazó el documento: {row.descripcion_msg or 'sin motivo'}",
            f"MH refused the document: {row.descripcion_msg or 'no reason given'}",
            kind="refused",
            faults=refusal_faults(row),
            warnings=issued.warnings,
            number_spent=True,
            extra={
                name: body[name] for name in ("codigoGeneracion", "numeroControl", "estado", "selloRecibido", "links")
            },
        )
    headers = {"location": body["links"]["self"]}
    if issued.repeated:
        headers["idempotent-replayed"] = "true"
    else:
        headers["server-timing"] = (
            f"durable;dur={issued.durable * 1000:.2f}, transmission;dur={issued.transmission * 1000:.2f}"
        )
    return json_response(body, 201 if row.estado == "PROCESADO" else 202, headers)


def json_response(body: Any, status: int = 200, headers: dict[str, str] | None = None) -> Response:
    return Response(dte.dump_json(body), status_code=status, media_type="application/json", headers=headers)


def attachment(row: DteRow, extension: str) -> dict[str, str]:
    """File name = code + extension, as MH asks. A seal may still come, so nobody may keep an unsealed copy."""
    cache = "private, max-age=3600" if row.sello_recibido else "no-store"
    return {
        "content-disposition": f'inline; filename="{row.codigo_generacion}.{extension}"',
        "cache-control": cache,
    }


def links(codigo: str, ambiente: str, fec_emi: date) -> dict[str, str]:
    base = f"/api/dtes/{codigo}"
    return {
        "self": base,
        "json": f"{base}.json",
        "jws": f"{base}.jws",
        "pdf": f"{base}.pdf",
        "consulta": consulta_url(ambiente, codigo, fec_emi),
    }


def summary_json(row: DteSummary | DteRow) -> dict[str, Any]:
    return {
        "codigoGeneracion": row.codigo_generacion,
        "numeroControl": row.numero_control,
        "tipoDte": row.tipo_dte,
        "version": row.version,
        "ambiente": row.ambiente,
        "estado": row.estado,
        "selloRecibido": row.sello_recibido,
        "fecEmi": row.fec_emi.isoformat(),
        "horEmi": row.hor_emi.isoformat(),
        "receptor": {"nombre": row.receptor_nombre, "documento": row.receptor_documento},
        "total": row.total,
        "referencia": row.referencia,
        "createdAt": row.created_at.isoformat(),
        "links": links(row.codigo_generacion, row.ambiente, row.fec_emi),
    }


def row_json(row: DteRow, english: bool = False) -> dict[str, Any]:
    """A stored document; one that MH refused has `faults` besides."""
    faults = [fault_as_json(fault, english) for fault in refusal_faults(row)]
    return {
        **summary_json(row),
        "resumen": dte.parse_json(row.resumen.encode()),
        "fhProcesamiento": row.fh_procesamiento,
        "codigoMsg": row.codigo_msg,
        "descripcionMsg": row.descripcion_msg,
        "observaciones": msgspec.json.decode(row.observaciones),
        **({"faults": faults} if faults else {}),
    }
