"""What was answered as sealed is on disk; what is asked at once is sealed once."""

import threading
import uuid
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import httpx2

from tests.sandbox.conftest import NOW, Keys, Process, Training, wait_for
from tests.sandbox.documents import dump, factura

WORKERS = 6


def test_kill_9_loses_nothing_that_was_answered(tmp_path: Path, schemas: Path, keys: Keys) -> None:
    home = tmp_path / "home"
    running = Process(home, "--schemas", str(schemas))
    with Training(running.url, keys) as training:
        training.control("POST", "/clock", {"now": NOW})
        training.enter()
        answered = _issue_until_killed(training, running)

    again = Process(home, "--schemas", str(schemas))
    with Training(again.url, keys, token=training.token) as after:
        kept = {each["codigoGeneracion"]: each["selloRecibido"] for each in after.sealed()}
        assert answered.items() <= kept.items()
        assert len(kept) <= len(answered) + WORKERS
        assert len(set(kept.values())) == len(kept)
        # The taxpayer, the token and the clock have outlived the kill as well, and the numbers are still taken.
        refused = after.send(factura(1)).json()
        assert refused["descripcionMsg"] == "[identificacion.numeroControl] YA EXISTE UN REGISTRO CON ESE VALOR"
        assert refused["fhProcesamiento"].startswith("15/09/2026")
    assert again.stop() == 0


def _issue_until_killed(training: Training, running: Process) -> dict[str, str]:
    """Send documents from several connections, kill the sandbox amid them; codes and seals that were answered."""
    answered: dict[str, str] = {}
    numbers = iter(range(1, 100_000))
    lock = threading.Lock()

    def issue() -> None:
        headers = training.headers | {"Authorization": training.token}
        with httpx2.Client(base_url=training.url, headers=headers) as http:
            while True:
                with lock:
                    document = factura(next(numbers))
                try:
                    body = http.post("/fesv/recepciondte", json=training.envelope(document)).json()
                except httpx2.TransportError:
                    return
                assert body["estado"] == "PROCESADO", body
                answered[body["codigoGeneracion"]] = body["selloRecibido"]

    with ThreadPoolExecutor(WORKERS) as pool:
        workers = [pool.submit(issue) for _ in range(WORKERS)]
        wait_for(lambda: len(answered) >= 60 or any(worker.done() for worker in workers))
        running.kill()
        for worker in workers:
            worker.result()
    return answered


def test_one_number_asked_for_at_once_is_sealed_once(training: Training) -> None:
    bodies = [training.envelope(factura(number)) for number in range(1, 6) for _ in range(8)]
    answers = _all_at_once(training, bodies)
    assert Counter(answer["codigoMsg"] for answer in answers) == {"001": 5, "004": 35}
    assert sorted(each["numeroControl"][-1] for each in training.sealed()) == list("12345")


def test_one_code_asked_for_at_once_is_sealed_once(training: Training) -> None:
    code = str(uuid.uuid4()).upper()
    bodies = []
    for number in range(1, 17):
        document = factura(number)
        document["identificacion"]["codigoGeneracion"] = code
        bodies.append(training.envelope(document))
    answers = _all_at_once(training, bodies)
    assert Counter(answer["codigoMsg"] for answer in answers) == {"001": 1, "004": 15}
    refused = {answer["descripcionMsg"] for answer in answers if answer["codigoMsg"] == "004"}
    assert refused == {"[identificacion.codigoGeneracion] YA EXISTE UN REGISTRO CON ESE VALOR"}


def test_a_resend_in_flight_is_sealed_once(training: Training) -> None:
    document = factura()
    body = training.envelope(document, documento=training.keys.sign(dump(document)))
    answers = _all_at_once(training, [body] * 16)
    assert Counter(answer["codigoMsg"] for answer in answers) == {"001": 1, "004": 15}


def _all_at_once(training: Training, bodies: list[dict[str, Any]]) -> list[dict[str, Any]]:
    gate = threading.Barrier(8)

    def send(share: list[dict[str, Any]]) -> list[dict[str, Any]]:
        headers = training.headers | {"Authorization": training.token}
        with httpx2.Client(base_url=training.url, headers=headers) as http:
            http.get("/_control/health")  # the connection is open before all start together
            gate.wait()
            return [http.post("/fesv/recepciondte", json=body).json() for body in share]

    with ThreadPoolExecutor(8) as pool:
        shares = [pool.submit(send, bodies[start::8]) for start in range(8)]
        return [answer for share in shares for answer in share.result()]
