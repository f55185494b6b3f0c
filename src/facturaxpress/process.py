"""Entry points of the processes that `serve` starts: `python -m facturaxpress.process web --fd N` and `… worker`.

Both find the database URL of the application's role in FACTURAXPRESS_APP_DATABASE_URL and their home in
FACTURAXPRESS_HOME.
"""

import argparse
import asyncio
import contextlib
import signal
import socket
import sys

import uvloop

from facturaxpress import jobs
from facturaxpress.app import rooms, web_application
from facturaxpress.operations import logs
from facturaxpress.settings import Settings


def main(arguments: list[str]) -> None:
    parser = argparse.ArgumentParser(prog="facturaxpress.process")
    kinds = parser.add_subparsers(dest="kind", required=True)
    kinds.add_parser("web").add_argument("--fd", type=int, required=True)
    kinds.add_parser("worker")
    options = parser.parse_args(arguments)
    settings = Settings()
    if settings.app_database_url is None:
        raise SystemExit("FACTURAXPRESS_APP_DATABASE_URL is not set; this program is started by «facturaxpress serve»")
    logs.configure(settings, options.kind)
    if options.kind == "web":
        _web(settings, settings.app_database_url, options.fd)
    else:
        uvloop.run(_worker(settings, settings.app_database_url))


def _web(settings: Settings, database_url: str, fd: int) -> None:
    import uvicorn  # noqa: PLC0415 - the worker does without

    config = uvicorn.Config(
        web_application(settings, database_url),
        loop="uvloop",
        http="httptools",
        log_config=None,
        access_log=False,
        server_header=False,
        # Who may speak for others is a question of deployment; the client of the log is who connected.
        proxy_headers=False,
        # Longer than the longest answer, so that a stop keeps every answer in flight.
        timeout_graceful_shutdown=int(settings.answer_within) + 3,
    )
    # Given as a socket and not as a descriptor, which uvicorn takes for a Unix socket and leaves without TCP_NODELAY:
    # the second answer on a connection would then wait 40 ms for the client's delayed acknowledgement.
    uvicorn.Server(config).run(sockets=[socket.socket(fileno=fd)])


async def _worker(settings: Settings, database_url: str) -> None:
    stop = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, stop.set)
    async with rooms(settings, database_url, name="facturaxpress worker") as application:
        retry = jobs.Retry(attempts=settings.jobs_attempts)
        worker = jobs.Worker(application.database, application.handlers(), clock=application.clock, retry=retry)
        schedule = jobs.Schedule(application.database, [jobs.PURGE], clock=application.clock)
        both = asyncio.gather(worker.run(stop), schedule.run(stop))
        with contextlib.suppress(asyncio.CancelledError):
            await both


if __name__ == "__main__":
    main(sys.argv[1:])
