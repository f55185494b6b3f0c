"""What can go wrong with the embedded server, told to the person who has to act."""

import re


class EmbeddedServerError(RuntimeError):
    """The embedded server cannot be used: `message`, `fix` (Spanish, for the operator), `detail` (PostgreSQL's)."""

    def __init__(self, message: str, fix: str = "", detail: str = "") -> None:
        self.message = message
        self.fix = fix
        self.detail = detail.strip()
        super().__init__(
            " ".join(part for part in (message, fix) if part) + (f"\n{self.detail}" if self.detail else "")
        )


_KNOWN = (
    (
        r"No space left on device|Disk quota exceeded",
        "No queda espacio en el disco para la base de datos.",
        "Libere espacio y vuelva a iniciar; los datos confirmados están completos.",
    ),
    (
        r"user does not exist|could not look up effective user",
        "La cuenta del sistema que ejecuta el programa no figura en la lista de usuarios de la máquina.",
        "Use una cuenta registrada o indique una base de datos propia en DATABASE_URL.",
    ),
    (
        r"database files are incompatible|was initialized by PostgreSQL version",
        "Los datos fueron creados por otra versión principal de PostgreSQL.",
        "Restaure una copia de seguridad en una carpeta nueva o instale la versión anterior.",
    ),
    (
        r"could not create shared memory segment|could not create semaphores|could not map anonymous shared memory",
        "El sistema no concede la memoria compartida que PostgreSQL necesita.",
        "Aumente los límites de memoria compartida de la máquina o del contenedor.",
    ),
    (
        r"[Pp]ermission denied|wrong ownership|Operation not permitted|invalid permissions|Read-only file system",
        "El sistema no permite leer o escribir la carpeta de la base de datos.",
        "Revise el propietario y los permisos de la carpeta, o elija otra con --home.",
    ),
    (
        r"could not create any TCP/IP sockets|could not bind",
        "No se pudo abrir un puerto en 127.0.0.1 para la base de datos.",
        "Compruebe que la máquina permite puertos locales.",
    ),
)


def explain(what: str, text: str) -> EmbeddedServerError:
    """The error for PostgreSQL's own `text` (English, its log or standard error) while doing `what` (Spanish)."""
    detail = "\n".join(text.strip().splitlines()[-12:])
    for pattern, message, fix in _KNOWN:
        if re.search(pattern, text):
            return EmbeddedServerError(f"{what}: {message[0].lower()}{message[1:]}", fix, detail)
    return EmbeddedServerError(f"{what}.", "Consulte el detalle a continuación.", detail)
