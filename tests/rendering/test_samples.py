"""Every published sample of both regimes prints all that MH's lists of fields ask for, in MH's order."""

import json
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path

import pytest

from facturaxpress.rendering import render_pdf
from tests.rendering.expected import Expectation, assert_in_order, pressed
from tests.rendering.published import Published
from tests.rendering.support import SELLO, text

TYPES = ["01", "03", "04", "05", "06", "07", "08", "09", "11", "14", "15", "invalidacion"]
STRUCTURES = [
    *(("1.x", tipo, tipo) for tipo in TYPES),
    *(("2.0", tipo, tipo) for tipo in TYPES),
    ("2.0", "17", "opespeciales"),
    ("2.0", "18", "retorno"),
]


def samples(mh: Path, regime: str, name: str) -> Iterator[tuple[str, bytes]]:
    files = sorted((mh / "samples" / regime).glob(f"{name}__*.json"))
    assert files, f"there is no sample of {name} in {regime}"
    for file in files:
        yield file.stem, file.read_bytes()


@pytest.mark.parametrize(("regime", "tipo", "name"), STRUCTURES)
def test_a_sample_prints_all_its_fields_in_order(mh: Path, regime: str, tipo: str, name: str) -> None:
    published = Published(mh, regime)
    for sample, source in samples(mh, regime, name):
        expectation = Expectation(published, tipo, json.loads(source, parse_float=Decimal), SELLO)
        found = text(render_pdf(source, sello=SELLO))
        try:
            assert_in_order(found, expectation)
            for part in expectation.anywhere():
                assert pressed(part) in pressed(found), part
        except AssertionError as error:
            raise AssertionError(f"{sample}: {error}") from error


@pytest.mark.parametrize("tipo", TYPES)
def test_what_the_earlier_samples_lack_is_new_in_2_0(mh: Path, tipo: str) -> None:
    """The expectation leaves out of an earlier document only what no earlier list of fields has."""
    published = Published(mh, "1.x")
    for _, source in samples(mh, "1.x", tipo):
        expectation = Expectation(published, tipo, json.loads(source, parse_float=Decimal), SELLO)
        for row in published.fields(tipo):
            if row not in expectation.rows and "off-layout" not in row["source"]:
                assert row["source"].startswith("inferred") or ".direccion." in row["json_path"]


@pytest.mark.parametrize(("regime", "version"), [("1.x", 3), ("2.0", 4)])
def test_a_sample_of_contingency_prints_what_it_says(mh: Path, regime: str, version: int) -> None:
    """No list of fields is published for this event: all that it says of issuer, motive and documents is due."""
    published = Published(mh, regime)
    for _, source in samples(mh, regime, "contingencia"):
        event = json.loads(source)
        emisor, motivo = event["emisor"], event["motivo"]
        assert_in_order(
            text(render_pdf(source, sello=SELLO)),
            [
                f"Ver.{version} EVENTO DE CONTINGENCIA",
                event["identificacion"]["codigoGeneracion"],
                event["identificacion"]["hTransmision"],
                SELLO,
                *(emisor[key] for key in ("nit", "nombre", "telefono", "correo")),
                published.name("CAT-009", emisor["tipoEstablecimiento"]),
                emisor["nombreResponsable"],
                f"{published.name('CAT-022', emisor['tipoDocResponsable'])} {emisor['numeroDocResponsable']}",
                published.name("CAT-005", motivo["tipoContingencia"]).partition(" (")[0],
                motivo["motivoContingencia"] or "-",
                motivo["hInicio"],
                motivo["hFin"],
                *(
                    f"{line['noItem']} {published.name('CAT-002', line['tipoDoc'])} {line['codigoGeneracion']}"
                    for line in event["detalleDTE"]
                ),
            ],
        )
