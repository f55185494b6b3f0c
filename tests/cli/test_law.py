"""`law show|set|unset|history` and `law holidays`, as an operator types them."""

import json
from typing import Any
from uuid import uuid4

import psycopg
import pytest

from facturaxpress.cli.output import FAULTY, TROUBLE, WRONG_USE
from tests.cli.program import Done, facturaxpress
from tests.database import DatabaseUrls

REASON = ("--motivo", "Ejemplo")


@pytest.fixture
def law(database_urls: DatabaseUrls, tmp_path: Any) -> Any:
    def run(*words: str) -> Done:
        return facturaxpress("law", *words, home=tmp_path / "home", DATABASE_URL=database_urls.admin)

    return run


def shown(done: Done) -> Any:
    assert (done.returncode, done.stderr) == (0, ""), done.stderr
    return json.loads(done.stdout)


def test_a_changeover_is_put_off_and_the_row_taken_back(law: Any) -> None:
    done = law("set", "estructura", "1.x", "--ambiente", "01", "--desde", "2026-12-01", *REASON)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.startswith("Fila 1: estructura = 1.x (ambiente 01) desde 2026-12-01.\n")
    told = shown(law("show", "--on", "2026-12-05", "--tipo", "03", "--json"))
    assert [(one["ambiente"], one["version"], one["row"]) for one in told["structures"]] == [
        ("00", 4, None),
        ("01", 3, 1),
    ]
    text = law("show", "--on", "2026-12-05").stdout
    assert "Rige el 2026-12-05 para todas las empresas:" in text
    assert "v3 (1.x) · fila 1" in text
    assert "montoTotalOperacion03" in text
    assert "Normativa 2.0, producción" in text
    again = law("set", "estructura", "2.0", "--ambiente", "01", "--desde", "2026-12-01", *REASON)
    assert "Va en lugar de la fila 1, que decía 1.x." in again.stdout
    assert law("unset", "2", *REASON).stdout.startswith("Fila 2 retirada: estructura (ambiente 01) desde 2026-12-01.")
    history = shown(law("history", "--json"))["items"]
    assert [(one["value"], one["motivo"]) for one in history] == [
        ("1.x", "Ejemplo"),
        ("2.0", "Ejemplo"),
        (None, "Ejemplo"),
    ]
    assert all(one["quien"].startswith("cli") for one in history)
    assert "(retirada)" in law("history").stdout


def test_a_tenant_has_its_own_row_and_definition(law: Any, database_urls: DatabaseUrls) -> None:
    with psycopg.connect(database_urls.admin, autocommit=True) as admin:
        admin.execute(
            """
            INSERT INTO tenants (id, slug, nombre, nit, emisor, settings)
            VALUES (%s, 'una', 'Una', '06140101201013', '{}', '{"readings": {"noGravado": "resta"}}')
            """,
            (uuid4(),),
        )
    own = shown(law("set", "base59", "precio", "--desde", "2026-12-01", "--tenant", "una", *REASON, "--json"))
    assert own["tenant"] == "una"
    told = shown(law("show", "--tenant", "una", "--on", "2026-12-01", "--ambiente", "01", "--json"))
    values = {one["name"]: (one["value"], one["row"]) for one in told["readings"]}
    assert values["base59"] == ("precio", own["id"])
    assert values["noGravado"] == ("resta", None)
    assert ("noGravado", "una", "ajustes.lecturas") in [
        (one["name"], one["tenant"], one["motivo"]) for one in told["rows"]
    ]
    general = shown(law("show", "--on", "2026-12-01", "--json"))
    assert {one["value"] for one in general["readings"] if one["name"] == "base59"} == {"neta"}


def test_holidays(law: Any) -> None:
    assert law("holidays", "add", "2026-10-12", *REASON).stdout.startswith("El 2026-10-12 es inhábil.")
    assert law("holidays", "remove", "2026-06-17", *REASON).stdout.startswith("El 2026-06-17 es hábil.")
    lines = law("holidays", "show", "2026").stdout.splitlines()
    assert ["2026-10-12", "Ejemplo", "agregado"] in [line.split() for line in lines]
    assert ["2026-06-17", "Ejemplo", "quitado"] in [line.split() for line in lines]
    assert [one["day"] for one in shown(law("holidays", "show", "2026", "--json"))["removed"]] == ["2026-06-17"]
    assert law("holidays").stdout.splitlines()[0].split() == ["día", "feriado", "cambio"]


@pytest.mark.parametrize(
    ("words", "code", "message"),
    [
        (("set", "estructura", "2.0", "--desde", "1-12-2026", *REASON), WRONG_USE, "Escríbala AAAA-MM-DD"),
        (("set", "estructura", "2.0", *REASON), WRONG_USE, "falta la opción --desde"),
        (("set", "estructura", "2.0", "--desde", "2026-12-01"), WRONG_USE, "falta la opción --motivo"),
        (("set", "estructra", "2.0", "--desde", "2026-12-01", *REASON), FAULTY, "¿Quiso decir «estructura»?"),
        (("set", "estructura", "2.0", "--desde", "2026-12-01", *REASON), FAULTY, "LEY-SIN-EFECTO"),
        (("set", "base59", "precios", "--desde", "2026-12-01", *REASON), FAULTY, "¿Quiso decir «precio»?"),
        (
            ("set", "base59", "neta", "--desde", "2026-12-01", "--tenant", "nadie", *REASON),
            TROUBLE,
            "No existe la empresa",
        ),
        (("show", "--on", "hoy"), WRONG_USE, "no es una fecha"),
        (("show", "--tipo", "02"), WRONG_USE, "--tipo no puede ser «02»"),
        (("show", "--ambiente", "1"), WRONG_USE, "Hay: 00, 01."),
        (("unset", "7", *REASON), TROUBLE, "No hay una fila vigente con el número 7"),
        (("unset", "0", *REASON), WRONG_USE, "lo menos es 1"),
        (("holidays", "add", "2026-10-10", *REASON), FAULTY, "es fin de semana"),
        (("holidays", "show", "1999"), WRONG_USE, "2000"),
    ],
)
def test_mistakes(law: Any, words: tuple[str, ...], code: int, message: str) -> None:
    done = law(*words)
    assert (done.returncode, done.stdout) == (code, "")
    assert message in done.stderr
    assert "Traceback" not in done.stderr
