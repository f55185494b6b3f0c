"""`GET /api/health`: is the server answering. No token, no database: the monitors of the operations guide ask often."""

from fastapi import APIRouter, Request
from starlette.responses import JSONResponse

HEALTHY = {"status": "ok", "timestamp": "2026-12-01T15:04:05.123456+00:00"}

router = APIRouter(prefix="/api/health", tags=["salud"])


@router.head("", include_in_schema=False)
@router.get(
    "",
    summary="Salud del servidor",
    response_class=JSONResponse,
    responses={
        200: {
            "description": "El servidor responde",
            "content": {"application/json": {"example": HEALTHY}},
        }
    },
)
async def health(request: Request) -> JSONResponse:
    return JSONResponse({"status": "ok", "timestamp": request.app.state.clock.now().isoformat()})
