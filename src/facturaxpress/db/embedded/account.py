"""Which account runs the server. PostgreSQL refuses to run as root, so root lends it an account without privileges."""

import os
import pwd
import stat
from dataclasses import dataclass
from pathlib import Path

from .errors import EmbeddedServerError

PREFERRED = ("facturaxpress", "nobody")
"""Accounts root may lend, best first: an operator who wants the cluster apart from other services makes the first."""


@dataclass(frozen=True)
class Account:
    """Numbers of the account the server runs under; `lent` when it is not the one that runs this program."""

    uid: int
    gid: int
    lent: bool


def server_account(owner: int | None = None) -> Account:
    """The account for a cluster whose files belong to uid `owner` (None: not made yet)."""
    me = os.geteuid()
    if me != 0:
        if owner not in (None, me):
            raise EmbeddedServerError(
                f"La base de datos pertenece a otro usuario del sistema (uid {owner}).",
                "Ejecute el programa con esa cuenta o como root.",
            )
        return Account(me, os.getegid(), lent=False)
    if owner:
        try:
            return Account(owner, pwd.getpwuid(owner).pw_gid, lent=True)
        except KeyError:
            return Account(owner, owner, lent=True)
    for name in PREFERRED:
        try:
            entry = pwd.getpwnam(name)
        except KeyError:
            continue
        if entry.pw_uid != 0:
            return Account(entry.pw_uid, entry.pw_gid, lent=True)
    raise EmbeddedServerError(
        "No hay en la máquina una cuenta sin privilegios para ejecutar PostgreSQL.",
        "Cree la cuenta «facturaxpress» (useradd --system facturaxpress) o indique DATABASE_URL.",
    )


def can_pass(folder: Path, account: Account) -> bool:
    """Whether the account may walk through every folder down to and including `folder`, which exists."""
    place = folder.resolve()
    return all(_may_enter(step, account) for step in (place, *place.parents))


def _may_enter(folder: Path, account: Account) -> bool:
    status = folder.stat()
    if status.st_uid == account.uid:
        return bool(status.st_mode & stat.S_IXUSR)
    if status.st_gid == account.gid:
        return bool(status.st_mode & stat.S_IXGRP)
    return bool(status.st_mode & stat.S_IXOTH)
