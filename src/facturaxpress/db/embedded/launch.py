"""Becomes the database server: run as `python -I -S launch.py PARENT UID GID PROGRAM ARGUMENT…`, never imported.

A step of its own, because the parent-death signal has to be asked for after setuid, which clears it, and because
running Python between fork and exec is not safe in a process with threads.
"""

import ctypes
import os
import signal
import sys

PR_SET_PDEATHSIG = 1


def main() -> None:
    parent, uid, gid = (int(word) for word in sys.argv[1:4])
    # Loaded before setuid: the interpreter may live where the other account cannot look.
    prctl = ctypes.CDLL(None).prctl if sys.platform == "linux" else None
    os.umask(0o077)
    if uid != os.geteuid():
        os.setgroups([])
        os.setgid(gid)
        os.setuid(uid)
    if prctl is not None:
        # SIGINT is PostgreSQL's fast shutdown: sessions are ended, everything is written, nothing has to be recovered.
        prctl(PR_SET_PDEATHSIG, int(signal.SIGINT), 0, 0, 0)
        if os.getppid() != parent:
            sys.exit("the owner died before the server started")
    os.execv(sys.argv[4], sys.argv[4:])  # noqa: S606 - no shell is wanted here


main()
