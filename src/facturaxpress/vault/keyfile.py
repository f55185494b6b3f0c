"""The key of the vault: 256 random bits in a file that only its owner may read.

The file is one line of 64 hexadecimal digits, so that it can be copied onto paper. Without it nothing sealed opens
again.
"""

import contextlib
import os
import re
import secrets
import stat
from pathlib import Path

from facturaxpress import oserrors
from facturaxpress.vault.errors import KeyFileError

KEY_BYTES = 32

_LINE = re.compile(rb"[0-9a-f]{64}\n?")


def read_or_create(path: Path) -> bytes:
    """The 32 bytes of the key, made on first use. Processes that come at once agree on one key.

    Raises KeyFileError where the file is readable by others, is no regular file, or does not hold a key.
    """
    try:
        return _read(path)
    except FileNotFoundError:
        _create(path)
        return _read(path)


def _read(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            status = os.fstat(file.fileno())
            if not stat.S_ISREG(status.st_mode):
                raise KeyFileError(
                    f"{path} no es un archivo.",
                    f"{path} is not a file.",
                    "Indique el archivo con la llave de la bóveda.",
                )
            if os.name == "posix" and status.st_mode & 0o077:
                raise KeyFileError(
                    f"Otros usuarios pueden leer la llave de la bóveda, {path}.",
                    f"Other users can read the vault's key, {path}.",
                    f"Ejecute: chmod 600 {path}. Si alguien pudo copiarla, cambie las contraseñas y los certificados.",
                )
            line = file.read(KEY_BYTES * 2 + 2)
    except FileNotFoundError:
        raise
    except OSError as error:
        raise KeyFileError(
            f"No se puede leer la llave de la bóveda, {path}: {oserrors.reason(error)}.",
            f"The vault's key {path} cannot be read: {error.strerror}.",
            "Dé permiso de lectura al usuario que ejecuta el programa.",
        ) from None
    if not _LINE.fullmatch(line):
        raise KeyFileError(
            f"{path} no contiene una llave de la bóveda: una línea de 64 dígitos hexadecimales.",
            f"{path} holds no vault key: one line of 64 hexadecimal digits.",
            "Restaure el archivo desde su respaldo; sin la llave original no se abre lo que ya está cifrado.",
        )
    return bytes.fromhex(line.decode("ascii"))


def _create(path: Path) -> None:
    """Write the whole file aside, then link it into place: a reader never sees half a key, and the first one stays."""
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        aside = path.with_name(f".{path.name}.{secrets.token_hex(8)}")
        descriptor = os.open(aside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        try:
            with os.fdopen(descriptor, "wb") as file:
                file.write(secrets.token_bytes(KEY_BYTES).hex().encode("ascii") + b"\n")
                file.flush()
                os.fsync(file.fileno())
            with contextlib.suppress(FileExistsError):
                os.link(aside, path)
        finally:
            aside.unlink()
        _sync_folder(path.parent)
    except OSError as error:
        raise KeyFileError(
            f"No se puede crear la llave de la bóveda, {path}: {oserrors.reason(error)}.",
            f"The vault's key {path} cannot be made: {error.strerror}.",
            "Use una carpeta local en la que el programa pueda escribir.",
        ) from None


def _sync_folder(folder: Path) -> None:
    """A key must be on the disk before anything sealed with it is."""
    if os.name != "posix":
        return
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
