"""What the operating system says of a file or an address, in Spanish."""

import errno

_REASONS = {
    errno.ENOENT: "no existe",
    errno.EACCES: "no hay permiso",
    errno.EPERM: "no hay permiso",
    errno.EISDIR: "es una carpeta",
    errno.ENOTDIR: "una parte de la ruta no es una carpeta",
    errno.EEXIST: "ya existe",
    errno.ENAMETOOLONG: "el nombre es demasiado largo",
    errno.ELOOP: "los enlaces dan vueltas",
    errno.ENOSPC: "no queda espacio en el disco",
    errno.EROFS: "el disco es de solo lectura",
    errno.EIO: "el disco falla",
    errno.EMFILE: "hay demasiados archivos abiertos",
    errno.ENFILE: "hay demasiados archivos abiertos",
    errno.EADDRINUSE: "la dirección está ocupada",
    errno.EADDRNOTAVAIL: "la dirección no es de esta máquina",
    errno.ECONNREFUSED: "nadie escucha ahí",
    errno.ETIMEDOUT: "nadie responde",
}


def reason(error: OSError) -> str:
    """Why, without a full stop; in the system's own words where it is none of those that people meet."""
    return _REASONS.get(error.errno or 0) or error.strerror or str(error) or type(error).__name__
