"""Errors of any room as lines for a person, and the exit code that goes with them."""

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any, cast

from facturaxpress import oserrors
from facturaxpress.cli.output import FAULTY, TROUBLE, WRONG_USE
from facturaxpress.cli.spanish import reason

if TYPE_CHECKING:
    from pydantic import ValidationError

    from facturaxpress.dte import Fault


def explain(error: Exception) -> tuple[list[str], int]:
    """Lines for standard error, in Spanish, with what to do; never a traceback."""
    # Told by what they carry, so that a command that never needed the law does not load it now.
    faults = getattr(error, "faults", None)
    if isinstance(faults, tuple):
        count = len(faults)
        return [f"Error: {'hay una falta' if count == 1 else f'hay {count} faltas'}.", *fault_lines(faults)], FAULTY
    if type(error).__name__ == "ValidationError" and type(error).__module__.startswith("pydantic"):
        return [_setting(one) for one in cast("ValidationError", error).errors()], WRONG_USE
    if isinstance(error, PermissionError):
        return [
            f"Error: no hay permiso sobre {error.filename}. Use la cuenta dueña de esa carpeta o cambie --home."
        ], TROUBLE
    if isinstance(error, FileNotFoundError) and error.filename:
        return [f"Error: no existe {error.filename}. Revise la ruta."], TROUBLE
    if isinstance(error, IsADirectoryError):
        return [f"Error: {error.filename} es una carpeta. Indique un archivo."], TROUBLE
    fault = getattr(error, "fault", None)
    if fault is not None:
        return ["Error: no se emitió; no se gastó ningún número.", *fault_lines([fault])], FAULTY
    message = getattr(error, "message", None)
    if isinstance(message, str) and message:
        # Errors of ours carry their text for people and what to do about them.
        fix = getattr(error, "fix", "")
        return [f"Error: {' '.join(part for part in (message, fix) if part)}"], getattr(error, "exit_code", TROUBLE)
    if type(error).__module__.partition(".")[0] in {"psycopg", "psycopg_pool"}:
        told = _first_line(error)
        return [
            f"Error: la base de datos no responde: {told} Revise DATABASE_URL, o ejecute «facturaxpress doctor»."
        ], TROUBLE
    if type(error).__module__.startswith("facturaxpress."):
        return [f"Error: {error}"], TROUBLE
    if isinstance(error, OSError):
        return [f"Error: {oserrors.reason(error)}{f' ({error.filename})' if error.filename else ''}."], TROUBLE
    return [f"Error: {_first_line(error)} Repita la orden con --debug para ver el detalle."], TROUBLE


def fault_lines(faults: Iterable["Fault"], indent: str = "  ") -> list[str]:
    """A line a fault: code, where, what and how to fix it."""
    return [
        f"{indent}{fault.code}  {fault.path or '(documento)'}: {fault.message}{f' {fault.fix}' if fault.fix else ''}"
        for fault in faults
    ]


def _setting(trouble: Mapping[str, Any]) -> str:
    """A variable of the environment that cannot be read."""
    name = str(trouble["loc"][0]).upper() if trouble["loc"] else "?"
    variable = name if name == "DATABASE_URL" else f"FACTURAXPRESS_{name}"
    return f"Error: el valor de la variable {variable} no sirve: {reason(str(trouble['msg']))}."


def _first_line(error: Exception) -> str:
    text = str(error).strip().partition("\n")[0]
    name = type(error).__name__
    return f"{text.rstrip('.')} ({name})." if text else f"fallo inesperado ({name})."
