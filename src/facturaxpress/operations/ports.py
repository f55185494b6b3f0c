"""Ports on this machine: the one that was asked for, and free ones that stay the same where they can."""

import asyncio
import contextlib
import errno
import socket
import time
from pathlib import Path

from facturaxpress.operations.errors import OperationError


def listen(host: str, port: int, patience: float = 3.0) -> socket.socket:
    """A listening TCP socket. A taken port is tried again for `patience` seconds: a server just killed lets go late."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    end = time.monotonic() + patience
    while True:
        try:
            return socket.create_server((host, port), family=family, backlog=2048)
        except OSError as error:
            if error.errno == errno.EADDRINUSE and time.monotonic() < end:
                time.sleep(0.1)
                continue
            raise _explain(error, host, port) from None


def _explain(error: OSError, host: str, port: int) -> OperationError:
    match error.errno:
        case errno.EADDRINUSE:
            return OperationError(
                f"El puerto {port} de {host} está ocupado por otro programa.",
                "Elija otro con --port, o --port 0 para cualquiera que esté libre.",
            )
        case errno.EACCES:
            return OperationError(
                f"No hay permiso para abrir el puerto {port}.", "Elija con --port uno mayor que 1023."
            )
        case errno.EADDRNOTAVAIL:
            return OperationError(f"La dirección {host} no es de esta máquina.", "Elija otra con --host.")
        case _:
            return OperationError(f"No se pudo abrir {host}:{port} ({error}).", "Revise --host y --port.")


def remembered_port(file: Path) -> int:
    """A free loopback port: the one written in `file` if it still is free, so that addresses outlive a restart.

    The file is written where there was none or its port is taken; its folder is there.
    """
    with contextlib.suppress(FileNotFoundError, ValueError):
        port = int(file.read_text())
        if is_free("127.0.0.1", port):
            return port
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port = int(probe.getsockname()[1])
    file.write_text(f"{port}\n")
    return port


def is_free(host: str, port: int) -> bool:
    try:
        socket.create_server((host, port)).close()
    except OSError:
        return False
    return True


async def answers(port: int, path: str | None = None, host: str = "127.0.0.1", patience: float = 5.0) -> bool:
    """Whether something accepts connections there and, with `path`, answers a GET of it with 200, within `patience`
    seconds."""
    try:
        async with asyncio.timeout(patience):
            reader, writer = await asyncio.open_connection(host, port)
            try:
                if path is None:
                    return True
                writer.write(f"GET {path} HTTP/1.1\r\nHost: {host}:{port}\r\nConnection: close\r\n\r\n".encode())
                await writer.drain()
                return (await reader.readline()).split(b" ")[1:2] == [b"200"]
            finally:
                writer.close()
                with contextlib.suppress(OSError):
                    await writer.wait_closed()
    except (OSError, TimeoutError):
        return False
