"""The application for the time of a command, its log lines in the files of the home and not on the terminal."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from facturaxpress.app import Application
    from facturaxpress.settings import Settings

DEMO = "demo"
"""Slug of the tenant that brings its own MH along: its commands start the sandbox where no server runs."""


@asynccontextmanager
async def application(settings: "Settings", *, demo: bool = False) -> AsyncIterator["Application"]:
    """`app.open_application` with its log lines under the name `cli`."""
    from facturaxpress.app import open_application
    from facturaxpress.operations import logs

    logs.configure(settings, "cli")
    async with open_application(settings, demo=demo) as app:
        yield app
