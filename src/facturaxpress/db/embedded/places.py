"""Where the embedded server keeps things, and with which permissions.

```
home/                      root: 0711, so that the lent account passes and sees nothing; otherwise 0700 when made here
  secrets/                 0700; db_admin_password 0600
  logs/postgres.log
  postgres/                locks, the port, and
    data/                  0700, the cluster, of the server's account
    server-18…/            a copy of the programs where the account cannot reach the environment
    place                  names the folder that holds both instead, when a parent of home cannot be passed
```
"""

import os
import secrets
import shutil
import stat
import sys
from pathlib import Path

from .account import Account, can_pass, server_account
from .errors import EmbeddedServerError

STATE_ROOT = Path("/var/lib/facturaxpress" if sys.platform == "linux" else "/usr/local/var/facturaxpress")
"""The system's folder for a service's state; only root ever needs it."""

SPACE_NEEDED = 120_000_000
"""Bytes a new cluster takes before the first row (catalogues, the first segments of its log), with room to spare."""


class Places:
    """Paths under one home; nothing is made before `prepare`."""

    def __init__(self, home: Path, state_root: Path = STATE_ROOT) -> None:
        self.home = home.absolute()
        self.secrets = self.home / "secrets"
        self.password_file = self.secrets / "db_admin_password"
        self.log = self.home / "logs" / "postgres.log"
        self.base = self.home / "postgres"
        self.port_file = self.base / "port"
        self._place_file = self.base / "place"
        self._state_root = state_root

    @property
    def cluster(self) -> Path:
        """The folder that holds the cluster: `home/postgres`, or the one under the system's state folder."""
        try:
            return Path(self._place_file.read_text().strip())
        except FileNotFoundError:
            return self.base

    @property
    def data(self) -> Path:
        return self.cluster / "data"

    @property
    def relocated(self) -> bool:
        return self.cluster != self.base

    def prepare(self) -> Account:
        """Make the folders with their permissions and say which account the server runs under."""
        try:
            self._make_folders()
            return self._settle_account()
        except OSError as error:
            raise EmbeddedServerError(
                f"No se pudo preparar la carpeta {error.filename or self.home}: {error.strerror}.",
                "Revise el espacio y los permisos, o elija otra carpeta con --home.",
            ) from error

    def check_space(self) -> None:
        """Refuse to make a cluster where it would not fit."""
        free = shutil.disk_usage(self.cluster).free
        if free < SPACE_NEEDED:
            raise EmbeddedServerError(
                f"No hay espacio para crear la base de datos en {self.cluster}: quedan {free // 1_000_000} MB.",
                f"Hacen falta al menos {SPACE_NEEDED // 1_000_000} MB libres.",
            )

    def read_port(self) -> int | None:
        try:
            return int(self.port_file.read_text())
        except (FileNotFoundError, ValueError):
            return None

    def write_port(self, port: int) -> None:
        write_private(self.port_file, f"{port}\n")

    def read_password(self) -> str | None:
        try:
            return self.password_file.read_text().strip() or None
        except FileNotFoundError:
            return None

    def make_password(self) -> str:
        password = secrets.token_hex(24)
        write_private(self.password_file, password + "\n")
        return password

    def _make_folders(self) -> None:
        root = os.geteuid() == 0
        if not self.home.is_dir():
            self.home.mkdir(parents=True, exist_ok=True)  # somebody else may be making it at this moment
            self.home.chmod(0o711 if root else 0o700)
        elif root:
            self.home.chmod(stat.S_IMODE(self.home.stat().st_mode) | 0o011)
        self.log.parent.mkdir(exist_ok=True)
        for folder, mode in ((self.secrets, 0o700), (self.base, 0o711 if root else 0o700)):
            folder.mkdir(exist_ok=True)
            self._own_mode(folder, mode)

    @staticmethod
    def _own_mode(folder: Path, mode: int) -> None:
        status = folder.stat()
        if stat.S_IMODE(status.st_mode) != mode and os.geteuid() in (0, status.st_uid):
            folder.chmod(mode)

    def _settle_account(self) -> Account:
        if self.data.is_dir():
            account = server_account(self.data.stat().st_uid)
            if not can_pass(self.cluster, account):
                raise EmbeddedServerError(
                    f"La cuenta de la base de datos (uid {account.uid}) no puede entrar en {self.cluster}.",
                    "Devuelva el permiso de paso (chmod o+x) a las carpetas de esa ruta.",
                )
            return account
        account = server_account()
        if account.lent and not can_pass(self.base, account):
            self._relocate(account)
        return account

    def _relocate(self, account: Account) -> None:
        """Move the cluster-to-be to the system's state folder, under a name that only this home knows."""
        folder = self.cluster if self.relocated else self._state_root / secrets.token_hex(8)
        self._state_root.mkdir(parents=True, exist_ok=True)
        self._own_mode(self._state_root, 0o711)
        folder.mkdir(exist_ok=True)
        self._own_mode(folder, 0o711)
        (folder / "home").write_text(f"{self.home}\n")
        write_private(self._place_file, f"{folder}\n")
        if not can_pass(folder, account):
            raise EmbeddedServerError(
                f"La cuenta de la base de datos (uid {account.uid}) no puede entrar ni en {self.home} ni en {folder}.",
                "Elija con --home una carpeta cuyas carpetas superiores permitan el paso.",
            )


def write_private(path: Path, text: str) -> None:
    """Replace a file that only its owner reads, all at once and durably."""
    draft = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
    handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW | os.O_CLOEXEC, 0o600)
    with os.fdopen(handle, "w") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    draft.rename(path)
