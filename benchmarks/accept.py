"""Latency of `POST /api/dtes` at a fixed rate of arrivals, against a whole running server with its sandbox.

The load is an open loop: a sale arrives at its time whether or not earlier ones were answered, so a server that falls
behind shows it. Two latencies are told apart, both counted from the moment the sale was due:

- durable: until the signed document is committed (the server names that moment in `Server-Timing`);
- sealed: until the answer with MH's seal is back.

Beside it stands the physical limit in the same run: what one client can commit a second in the same database.
"""

import asyncio
import json
import os
import signal
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

import aiohttp
import psycopg

RATES = (50, 150, 300)
"""Documents a second."""

SALE: dict[str, Any] = {
    "tipoDte": "01",
    "cuerpoDocumento": [
        {"tipoItem": 1, "cantidad": n, "uniMedida": 59, "descripcion": f"Artículo de prueba {n}", "precioUni": 11.3}
        for n in range(1, 4)
    ],
}
POINTS = (("M001", "P001"), ("M001", "P002"), ("S001", "P001"))
"""Series of the demo tenant; a shop has several tills, each with its own."""


def run(seconds: float = 8.0) -> dict[str, Any]:
    """Bounded: `seconds` at each rate, some 4,000 documents in all, in a home of its own that is removed again."""
    with tempfile.TemporaryDirectory(prefix="facturaxpress-bench-") as folder:
        Path(folder).chmod(0o711)
        home = Path(folder) / "home"
        command = [sys.executable, "-P", "-m", "facturaxpress", "serve", "--demo", "--port", "0", "--home", str(home)]
        server = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        try:
            status = _ready(home)
            token = _facturaxpress("token", "--role", "tenant_admin", "--tenant", "demo", "--home", str(home)).split()[
                -1
            ]
            limit = _commits(status["database"])
            rates = asyncio.run(_measure(status["api"], token, seconds))
            return {"commits_per_second_one_client": limit, "rates": rates, "cores": os.cpu_count()}
        finally:
            server.send_signal(signal.SIGTERM)
            server.wait(60)


def _facturaxpress(*arguments: str) -> str:
    done = subprocess.run(
        [sys.executable, "-P", "-m", "facturaxpress", *arguments], capture_output=True, text=True, check=True
    )
    return done.stdout


def _ready(home: Path) -> dict[str, Any]:
    end = time.monotonic() + 60
    while time.monotonic() < end:
        done = subprocess.run(
            [sys.executable, "-P", "-m", "facturaxpress", "status", "--json", "--home", str(home)],
            capture_output=True,
            text=True,
            check=False,
        )
        status: dict[str, Any] = json.loads(done.stdout or "{}")
        if done.returncode == 0 and status.get("api"):
            return status
        time.sleep(0.2)
    raise RuntimeError("the server did not get ready within 60 s")


def _commits(url: str, seconds: float = 2.0) -> int:
    """Commits of one row a second, one client, one after the other."""
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute("CREATE TABLE IF NOT EXISTS bench_commits (n int)")
        count = 0
        begin = time.perf_counter()
        while time.perf_counter() - begin < seconds:
            connection.execute("INSERT INTO bench_commits VALUES (1)")
            count += 1
        rate = count / (time.perf_counter() - begin)
        connection.execute("DROP TABLE bench_commits")
    return round(rate)


async def _measure(api: str, token: str, seconds: float) -> list[dict[str, Any]]:
    connector = aiohttp.TCPConnector(limit=0)
    async with aiohttp.ClientSession(api, headers={"Authorization": f"Bearer {token}"}, connector=connector) as session:
        await asyncio.gather(*(_one(session, n, 0.0) for n in range(20)))
        return [await _at_rate(session, rate, seconds) for rate in RATES]


async def _at_rate(session: aiohttp.ClientSession, rate: int, seconds: float) -> dict[str, Any]:
    loop = asyncio.get_running_loop()
    count = round(rate * seconds)
    begin = loop.time() + 0.1
    results = await asyncio.gather(*(_one(session, n, begin + n / rate) for n in range(count)))
    took = loop.time() - begin
    durable = [durable for _, durable, _ in results if durable is not None]
    sealed = [total for status, _, total in results if status == 201]
    return {
        "documents_per_second": rate,
        "documents": count,
        "achieved_per_second": round(count / took, 1),
        "sealed": len(sealed),
        "pending": sum(status == 202 for status, _, _ in results),
        "failed": sum(status not in (201, 202) for status, _, _ in results),
        "durable_ms": _percentiles(durable),
        "sealed_ms": _percentiles(sealed),
    }


async def _one(session: aiohttp.ClientSession, n: int, due: float) -> tuple[int, float | None, float]:
    """Status, durable latency and whole latency in ms, of one sale due at `due` (0: now)."""
    loop = asyncio.get_running_loop()
    due = due or loop.time()
    await asyncio.sleep(max(0.0, due - loop.time()))
    establecimiento, punto = POINTS[n % len(POINTS)]
    sale = SALE | {"establecimiento": establecimiento, "puntoVenta": punto}
    async with session.post("/api/dtes", json=sale) as response:
        await response.read()
        total = (loop.time() - due) * 1000
        timing = dict(
            part.strip().split(";dur=") for part in response.headers.get("server-timing", "").split(",") if part
        )
        if "durable" not in timing:
            return response.status, None, total
        return response.status, total - float(timing["transmission"]), total


def _percentiles(values: list[float]) -> dict[str, float]:
    if len(values) < 2:
        return {}
    cuts = statistics.quantiles(values, n=100, method="inclusive")
    return {
        "p50": round(cuts[49], 1),
        "p95": round(cuts[94], 1),
        "p99": round(cuts[98], 1),
        "max": round(max(values), 1),
    }
