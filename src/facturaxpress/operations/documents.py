"""Looking at documents from outside: are they right by the law, and is their signature good."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import msgspec

from facturaxpress import dte, oserrors
from facturaxpress.dte import Fault, FaultError
from facturaxpress.signing import SignatureError, verify

DELIVERED = ("firmaElectronica", "selloRecibido")
"""Members of an Archivo DTE that are not part of what was signed."""


class FileReport(msgspec.Struct, frozen=True):
    """What `validate` found in one file."""

    file: str
    tipoDte: str | None
    version: int | None
    faults: tuple[Fault, ...]
    warnings: tuple[Fault, ...]

    def line(self) -> str:
        """`OK     archivo` or `FALLA  archivo  2 faltas, 1 aviso`."""
        counts = [_count(len(self.faults), "falta"), _count(len(self.warnings), "aviso")]
        found = ", ".join(count for count in counts if count)
        parts = ["FALLA" if self.faults else "OK   ", self.file, found]
        return "  ".join(part for part in parts if part)


def _count(number: int, name: str) -> str:
    return "" if not number else f"{number} {name}{'' if number == 1 else 's'}"


def validate_file(path: Path) -> FileReport:
    """Check a complete document as it arrives. A file that cannot be read is a fault of that file."""
    try:
        report = dte.validate(path.read_bytes())
    except FaultError as error:
        return FileReport(str(path), None, None, error.faults, error.warnings)
    except OSError as error:
        return FileReport(str(path), None, None, (_unreadable(error),), ())
    return FileReport(str(path), report.tipoDte, report.version, tuple(report.faults), tuple(report.warnings))


def _unreadable(error: OSError) -> Fault:
    return Fault(
        code="ARCHIVO-ILEGIBLE",
        path="",
        message=f"No se puede leer el archivo: {oserrors.reason(error)}.",
        message_en=f"The file cannot be read: {error.strerror}.",
        fix="Revise la ruta y los permisos.",
        fix_en="Check the path and the permissions.",
        source="docs/referencia/cli.md",
    )


class Verification(msgspec.Struct, frozen=True, kw_only=True):
    """What `verify` found. `body` is None for a bare JWS, which has no body beside the signature."""

    form: str
    signature: bool
    reason: str | None
    body: bool | None
    codigoGeneracion: str | None
    numeroControl: str | None

    @property
    def good(self) -> bool:
        return self.signature and self.body is not False

    def lines(self) -> list[str]:
        """For a person."""
        found = ["Firma válida." if self.signature else f"Firma NO válida: {self.reason}"]
        if self.codigoGeneracion:
            found.append(f"codigoGeneracion  {self.codigoGeneracion}")
        if self.numeroControl:
            found.append(f"numeroControl     {self.numeroControl}")
        if self.body is not None:
            found.append(
                "El cuerpo JSON es igual a lo firmado." if self.body else "El cuerpo JSON NO es igual a lo firmado."
            )
        return found


def verify_document(raw: bytes, public_keys: Sequence[str]) -> Verification:
    """Verify a bare JWS or an Archivo DTE against the first of the keys that fits.

    The body counts as equal when it holds the same members and values, numbers compared as decimals, whatever its
    blanks and order. FaultError if `raw` is neither form.
    """
    jws, body = _parts(raw)
    payload, reason = _payload(jws, public_keys)
    identity: dict[str, Any] = {}
    equal = None
    if payload is not None:
        signed = _signed(payload)
        found = signed.get("identificacion")
        identity = found if isinstance(found, dict) else {}
        equal = None if body is None else signed == body
    return Verification(
        form="jws" if body is None else "archivo",
        signature=payload is not None,
        reason=reason,
        body=equal,
        codigoGeneracion=identity.get("codigoGeneracion"),
        numeroControl=identity.get("numeroControl"),
    )


def _signed(payload: bytes) -> dict[str, Any]:
    """What was signed; empty where it is no JSON object, which a signature may cover all the same."""
    try:
        value = dte.parse_json(payload)
    except FaultError:
        return {}
    return value if isinstance(value, dict) else {}


def _parts(raw: bytes) -> tuple[str, dict[str, Any] | None]:
    """The JWS, and the body that stands beside it."""
    text = raw.strip()
    if not text.startswith(b"{"):
        return text.decode("ascii", errors="replace"), None
    document = dte.parse_json(text)
    jws = document.get("firmaElectronica")
    if not isinstance(jws, str):
        raise FaultError(
            [
                Fault(
                    code="ARCHIVO-SIN-FIRMA",
                    path="firmaElectronica",
                    message="El archivo no lleva firma.",
                    message_en="The file carries no signature.",
                    fix="Verifique el Archivo DTE completo o el JWS que se entregó con él.",
                    fix_en="Verify the complete Archivo DTE, or the JWS that was delivered with it.",
                    source="Manual Funcional 2.0, Archivo DTE",
                )
            ]
        )
    return jws, {name: value for name, value in document.items() if name not in DELIVERED}


def _payload(jws: str, public_keys: Sequence[str]) -> tuple[bytes | None, str | None]:
    reason = "no hay ningún certificado con qué verificar."
    for key in public_keys:
        try:
            return verify(jws, key), None
        except SignatureError as error:
            reason = error.message
    return None, reason
