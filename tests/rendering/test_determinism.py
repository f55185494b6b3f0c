import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from hashlib import sha256
from pathlib import Path

import pytest

from facturaxpress.rendering import render_pdf, render_png
from tests.rendering.documents import OTHER
from tests.rendering.events import contingencia
from tests.rendering.everything import ALL
from tests.rendering.support import SELLO, credito_fiscal, factura, opened, raw, with_sections

CHILD = """
import sys
from hashlib import sha256
from facturaxpress.rendering import render_pdf
print(sha256(render_pdf(sys.stdin.buffer.read(), sello=sys.argv[1])).hexdigest())
"""


def test_the_same_document_gives_the_same_bytes() -> None:
    document = raw(with_sections(credito_fiscal()))
    assert render_pdf(document, sello=SELLO) == render_pdf(document, sello=SELLO)
    assert render_png(document, sello=SELLO) == render_png(document, sello=SELLO)


@pytest.mark.parametrize("name", ALL)
def test_every_type_gives_the_same_bytes_again(name: str) -> None:
    document = raw(ALL[name]())
    assert render_pdf(document, sello=SELLO) == render_pdf(document, sello=SELLO)


def test_another_process_in_another_place_at_another_time_gives_the_same_bytes(tmp_path: Path) -> None:
    document = raw(with_sections(credito_fiscal()))
    environment = {**os.environ, "TZ": "Asia/Tokyo", "LANG": "C", "SOURCE_DATE_EPOCH": "1", "PYTHONHASHSEED": "7"}
    child = subprocess.run(
        [sys.executable, "-c", CHILD, SELLO],
        input=document,
        env=environment,
        cwd=tmp_path,
        capture_output=True,
        check=True,
    )
    assert child.stdout.decode().strip() == sha256(render_pdf(document, sello=SELLO)).hexdigest()


def test_threads_do_not_disturb_each_other() -> None:
    documents = [raw(factura()), raw(credito_fiscal()), raw(with_sections(credito_fiscal()))]
    alone = [render_pdf(document, sello=SELLO) for document in documents]
    with ThreadPoolExecutor(6) as pool:
        together = list(pool.map(lambda document: render_pdf(document, sello=SELLO), documents * 6))
    assert together == alone * 6


def test_the_seal_and_the_state_make_another_file() -> None:
    document = raw(factura())
    assert len({render_pdf(document, sello=sello) for sello in (None, SELLO, SELLO[::-1])}) == 3


def test_the_metadata_are_the_documents_own() -> None:
    with opened(render_pdf(raw(credito_fiscal()), sello=SELLO)) as document:
        about = document.get_metadata_dict()
    assert about["Title"] == "Comprobante de crédito fiscal DTE-03-S002P003-000000000000421"
    assert about["Author"] == "FERRETERÍA DE EJEMPLO, S.A. DE C.V."
    assert about["Keywords"] == "7B0C2E5A-1F3D-4C6B-8A9E-0D1C2B3A4F5E"
    assert about["CreationDate"] == about["ModDate"] == "D:20261004000509Z"


def test_the_metadata_of_an_event_are_its_own() -> None:
    with opened(render_pdf(raw(contingencia()), sello=SELLO)) as document:
        about = document.get_metadata_dict()
    assert about["Title"] == f"Evento de contingencia {OTHER}"
    assert about["Author"] == "FERRETERÍA DE EJEMPLO, S.A. DE C.V."
    assert about["CreationDate"] == "D:20261004203000Z"


def test_the_file_is_archival_tagged_and_in_spanish() -> None:
    pdf = render_pdf(raw(credito_fiscal()), sello=SELLO)
    assert b"<pdfaid:part>2<" in pdf
    assert b"<pdfaid:conformance>A<" in pdf
    assert b"<pdfuaid:part>1<" in pdf
    assert b"/Lang(es-SV)" in pdf
