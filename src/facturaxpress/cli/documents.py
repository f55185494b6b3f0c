"""`issue`, `validate` and `verify`: one document, many documents, one signature."""

import asyncio
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import msgspec
import typer

from facturaxpress.cli.application import DEMO, application
from facturaxpress.cli.command import command
from facturaxpress.cli.output import FAULTY, WRONG_USE, say, warn

if TYPE_CHECKING:
    from facturaxpress.dte import FaultError
    from facturaxpress.settings import Settings

PANEL = "Documentos"
FEW = 5
"""Faults of each file that `validate` shows of several files."""

Tenant = Annotated[str, typer.Option("--tenant", metavar="SLUG", help="Empresa emisora.")]
AsJson = Annotated[bool, typer.Option("--json", help="Escribe solo JSON.")]


def register(app: typer.Typer) -> None:
    command(app, "issue", panel=PANEL)(issue)
    command(app, "validate", panel=PANEL)(validate)
    command(app, "verify", panel=PANEL)(verify)


def issue(
    settings: "Settings",
    file: Annotated[
        Path, typer.Argument(metavar="ARCHIVO", help="La venta o el evento, en JSON; «-» lee la entrada estándar.")
    ],
    tenant: Tenant = "demo",
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Calcula y muestra, sin emitir ni dejar rastro.")] = False,
    version: Annotated[
        int | None,
        typer.Option(
            "--version",
            metavar="N",
            help="Con --dry-run, la versión de la estructura. (por omisión: la vigente, vea «law show»)",
        ),
    ] = None,
    key: Annotated[
        str | None, typer.Option("--idempotency-key", metavar="CLAVE", help="Repetir con la misma clave no duplica.")
    ] = None,
    as_json: AsJson = False,
) -> int:
    """Emite una venta de cualquier tipo: la calcula, numera, firma, guarda y transmite; escribe lo que resultó.

    Un evento (17, 18, invalidacion, contingencia) se calcula y se valida con --dry-run; todavía no se emite.
    """
    from facturaxpress.operations.errors import OperationError

    if version is not None and not dry_run:
        raise OperationError("La versión se elige solo con --dry-run.", "Se emite en la vigente.", exit_code=WRONG_USE)
    raw = read(file)
    if dry_run:
        return asyncio.run(_compute(settings, tenant, raw, version, as_json))
    return asyncio.run(_issue(settings, tenant, raw, key, as_json))


async def _compute(settings: "Settings", slug: str, raw: bytes, version: int | None, as_json: bool) -> int:
    from facturaxpress import dte
    from facturaxpress.cli.errors import fault_lines
    from facturaxpress.tenants.service import find_tenant_id

    async with application(settings, demo=slug == DEMO) as app:
        try:
            draft = await app.issuing.compute(await find_tenant_id(app.database, slug), raw, version=version)
        except dte.FaultError as error:
            if as_json:
                return _faults_json(error)
            raise
    if as_json:
        say(dte.dump_json(draft.preview()).decode())
    else:
        say(f"{'Evento' if draft.event else 'Tipo'} {draft.tipoDte} versión {draft.version}, {draft.fecEmi}")
        for name, value in draft.totals.items():
            say(f"  {name:<24}{_figure(value):>16}")
    for line in fault_lines(draft.warnings, "Aviso: "):
        warn(line)
    return 0


def _faults_json(error: "FaultError") -> int:
    from facturaxpress import dte

    faults, warnings = ([msgspec.structs.asdict(one) for one in some] for some in (error.faults, error.warnings))
    say(dte.dump_json({"faults": faults, "warnings": warnings, "numberSpent": False}).decode())
    return FAULTY


async def _issue(settings: "Settings", slug: str, raw: bytes, key: str | None, as_json: bool) -> int:
    from facturaxpress import dte
    from facturaxpress.cli.errors import explain, fault_lines
    from facturaxpress.dte import FaultError
    from facturaxpress.issuing.endpoints import row_json
    from facturaxpress.issuing.keys import KeyInFlight, KeyReused
    from facturaxpress.issuing.reasons import refusal_faults
    from facturaxpress.operations.errors import OperationError
    from facturaxpress.tenants.service import find_tenant_id

    async with application(settings, demo=slug == DEMO) as app:
        tenant_id = await find_tenant_id(app.database, slug)
        try:
            issued = await app.issuing.issue(tenant_id, raw, key)
        except FaultError as error:
            if as_json:
                return _faults_json(error)
            lines, code = explain(error)
            warn(f"{lines[0].rstrip('.')}; no se gastó ningún número.")
            for line in lines[1:]:
                warn(line)
            return code
        except KeyInFlight:
            raise OperationError(
                "Otra orden con la misma clave está en curso.", "Repita en unos segundos.", exit_code=FAULTY
            ) from None
        except KeyReused as error:
            raise OperationError(
                f"{error.name} ya se usó con otro contenido{_of(error.codigo_generacion)}.",
                "Use otro valor para una venta distinta.",
                exit_code=FAULTY,
            ) from None
    row = issued.row
    if as_json:
        say(dte.dump_json(row_json(row)).decode())
    else:
        seal = row.sello_recibido or "(pendiente; se transmite de nuevo con el servidor en marcha)"
        rows = (
            ("estado", row.estado),
            ("codigoGeneracion", row.codigo_generacion),
            ("numeroControl", row.numero_control),
        )
        for name, value in (
            *rows,
            ("selloRecibido", seal if row.estado != "RECHAZADO" else "—"),
            ("total", _figure(row.total)),
        ):
            say(f"{name:<18}{value}")
    for line in fault_lines(issued.warnings, "Aviso: "):
        warn(line)
    if row.estado != "RECHAZADO":
        return 0
    warn(f"Error: MH rechazó el documento; el número {row.numero_control} quedó gastado.")
    for line in fault_lines(refusal_faults(row)):
        warn(line)
    return FAULTY


def validate(
    settings: "Settings",  # noqa: ARG001 - every command takes --home
    files: Annotated[
        list[Path], typer.Argument(metavar="ARCHIVO", help="Documentos o eventos completos del MH, en JSON.")
    ],
    verbose: Annotated[
        bool, typer.Option("--verbose", help="Con varios archivos, todas las faltas y los avisos de cada uno.")
    ] = False,
    as_json: AsJson = False,
) -> int:
    """Revisa documentos y eventos completos (normativa 2.0 y anteriores, como llegan).

    Escribe una línea por archivo y una por falta o aviso: código, lugar, qué pasa y qué hacer.

    Con varios archivos muestra las primeras 5 faltas de cada uno, sin los avisos; vea --verbose.

    No usa base de datos ni reloj: las fechas se juzgan por la del propio documento.
    """
    import msgspec

    from facturaxpress.cli.errors import fault_lines
    from facturaxpress.operations.documents import validate_file

    reports = []
    faulty = False
    for file in files:
        report = validate_file(file)
        faulty = faulty or bool(report.faults)
        if as_json:
            reports.append(report)
        else:
            say(report.line())
            whole = verbose or len(files) == 1
            for line in fault_lines(report.faults if whole else report.faults[:FEW]):
                say(line)
            if not whole and len(report.faults) > FEW:
                say(f"  … y {len(report.faults) - FEW} más; véalas con --verbose.")
            for line in fault_lines(report.warnings if whole else (), "  Aviso: "):
                say(line)
    if as_json:
        say(msgspec.json.format(msgspec.json.encode(reports), indent=1).decode())
    return FAULTY if faulty else 0


def verify(
    settings: "Settings",
    file: Annotated[
        Path, typer.Argument(metavar="ARCHIVO", help="Un JWS o un Archivo DTE; «-» lee la entrada estándar.")
    ],
    certificate: Annotated[
        Path | None, typer.Option(metavar="ARCHIVO", help="Certificado: .crt del MH, PEM o PKCS#12.")
    ] = None,
    tenant: Annotated[
        str | None, typer.Option(metavar="SLUG", help="Verifica con los certificados guardados de la empresa.")
    ] = None,
    password: Annotated[
        str,
        typer.Option(
            envvar="FACTURAXPRESS_CERTIFICATE_PASSWORD",
            metavar="CLAVE",
            help="Clave de un PKCS#12; mejor por la variable.",
        ),
    ] = "",
    as_json: AsJson = False,
) -> int:
    """Verifica la firma de un documento y si el cuerpo JSON es igual a lo firmado."""
    import msgspec

    from facturaxpress.operations.documents import verify_document
    from facturaxpress.operations.errors import OperationError
    from facturaxpress.signing import public_key_of

    if (certificate is None) == (tenant is None):
        raise OperationError("Indique con qué verificar:", "--certificate ARCHIVO o --tenant SLUG.", exit_code=2)
    raw = read(file)
    if certificate is not None:
        keys = [public_key_of(certificate.read_bytes(), password)]
    else:
        keys = asyncio.run(_stored_keys(settings, str(tenant)))
    found = verify_document(raw, keys)
    if as_json:
        say(msgspec.json.format(msgspec.json.encode(found), indent=1).decode())
    else:
        for line in found.lines():
            say(line)
    return 0 if found.good else FAULTY


async def _stored_keys(settings: "Settings", slug: str) -> list[str]:
    from facturaxpress.tenants.service import find_tenant_id
    from facturaxpress.vault import list_certificates

    async with application(settings) as app:
        tenant_id = await find_tenant_id(app.database, slug)
        async with app.database.tenant(tenant_id) as conn:
            stored = await list_certificates(conn, tenant_id)
    # Inactive ones too: a document stays signed by the key of its day.
    return [one.public_key_pem for one in stored]


def read(file: Path) -> bytes:
    """A file's bytes, or those of standard input for `-`."""
    return sys.stdin.buffer.read() if str(file) == "-" else file.read_bytes()


def _of(codigo: str | None) -> str:
    return f" (documento {codigo})" if codigo else ""


def _figure(value: Any) -> str:
    return f"{value:,.2f}" if hasattr(value, "quantize") else str(value)
