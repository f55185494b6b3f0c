import tomllib
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest

from facturaxpress.dte import Fault, FaultError, Policy, Readings
from facturaxpress.dte.lawtable import LawTable
from facturaxpress.tenants import preferences
from facturaxpress.tenants.definition import MH_URLS, read_definition
from facturaxpress.tenants.reading import Reader
from tests.conftest import ROOT
from tests.tenants.files import CERTIFICATE_PASSWORD, ENVIRON, MH_PASSWORD, NIT, certificate, changed, write


def faults(folder: Path, whole: dict[str, Any], environ: dict[str, str] | None = None) -> tuple[Fault, ...]:
    with pytest.raises(FaultError) as caught:
        read_definition(write(folder, whole), ENVIRON if environ is None else environ)
    for fault in caught.value.faults:
        assert fault.message.endswith(".")
        assert fault.fix
        assert fault.fix_en
        assert fault.fix_en != fault.fix
        assert fault.source
    text = f"{caught.value}{caught.value!r}"
    assert MH_PASSWORD not in text
    assert CERTIFICATE_PASSWORD not in text
    return caught.value.faults


def test_a_whole_definition_is_read(tmp_path: Path) -> None:
    found = read_definition(write(tmp_path, changed()), ENVIRON)
    assert (found.slug, found.nit, found.nrc, found.ambiente) == ("ferreteria", NIT, "1234567", "00")
    assert found.mh_url == "https://apitest.dtes.mh.gob.sv"
    assert found.emisor["descActividad"] == "Venta al por menor de artículos de ferretería"
    assert found.hacienda is not None
    assert (found.hacienda.usuario, found.hacienda.clave) == (NIT, MH_PASSWORD)
    assert found.certificado is not None
    assert found.certificado.data == certificate()
    assert [row.codigo for row in found.establecimientos] == ["S001", "M001"]
    assert [punto.codigo for punto in found.establecimientos[0].puntosVenta] == ["P002", "P001"]
    assert found.establecimientos[0].direccion is None
    assert found.establecimientos[1].telefono == "22000001"
    assert found.settings == {
        "policy": {"fecemi_days_back": 10},
        "readings": {"montoTotalOperacion03": "A", "receptorDesde01": "1226.00"},
    }
    assert found.warnings == ()
    assert MH_PASSWORD not in repr(found)
    assert CERTIFICATE_PASSWORD not in repr(found)


def test_the_example_is_right_but_for_the_secrets_it_does_not_hold(tmp_path: Path) -> None:
    text = (ROOT / "examples" / "empresa.toml").read_text(encoding="utf-8")
    path = tmp_path / "empresa.toml"
    path.write_text(text, encoding="utf-8")
    (tmp_path / tomllib.loads(text)["certificado"]["archivo"]).write_bytes(certificate())
    environ = {"EMPRESA_HACIENDA_CLAVE": "a", "EMPRESA_CERTIFICADO_CLAVE": "b"}
    found = read_definition(path, environ)
    assert found.slug == "ferreteria-ejemplo"
    # To the cent as it stands in the file: TOML's numbers are not read as binary ones.
    assert found.settings["readings"]["receptorDesde01"] == "1095.00"
    assert found.warnings == ()
    with pytest.raises(FaultError) as caught:
        read_definition(path, {})
    assert [fault.path for fault in caught.value.faults] == ["hacienda.clave_env", "certificado.clave_env"]


def test_production_only_where_it_is_said(tmp_path: Path) -> None:
    assert read_definition(write(tmp_path, changed(ambiente="01")), ENVIRON).mh_url == MH_URLS["01"]
    for wrong in ("02", "1", "produccion", 1):
        assert faults(tmp_path, changed(ambiente=wrong))[0].path == "ambiente"


ONE_FAULT: list[tuple[dict[str, Any], str, str]] = [
    ({"slug": None}, "slug", "Falta"),
    ({"slug": "Mi Empresa"}, "slug", "minúsculas"),
    ({"slug": "-a"}, "slug", "minúsculas"),
    ({"slug": "a" * 51}, "slug", "51 caracteres"),
    ({"slug": "demo"}, "slug", "reservado"),
    ({"nombre": ""}, "nombre", "Falta"),
    ({"nombre": 7}, "nombre", "texto"),
    ({"nombre": "A\nB"}, "nombre", "control"),
    ({"nombre": "X" * 251}, "nombre", "251 caracteres"),
    ({"nit": "0614-310299-102"}, "nit", "14 dígitos"),
    ({"nit": "abc"}, "nit", "14 dígitos"),
    ({"nrc": "1"}, "nrc", "2 a 8"),
    ({"nrc": "123456789"}, "nrc", "2 a 8"),
    ({"emisor": None}, "emisor", "Falta la sección"),
    ({"emisor": []}, "emisor", "sección"),
    ({"emisor__codActividad": "99999"}, "emisor.codActividad", "CAT-019"),
    ({"emisor__telefono": "22"}, "emisor.telefono", "2 caracteres"),
    ({"emisor__correo": "nadie"}, "emisor.correo", "correo"),
    ({"emisor__direccion": None}, "emisor.direccion", "Falta la sección"),
    ({"emisor__direccion__departamento": "99"}, "emisor.direccion.departamento", "CAT-012"),
    ({"emisor__direccion__municipio": "14"}, "emisor.direccion.municipio", "CAT-013"),
    ({"emisor__direccion__distrito": "20"}, "emisor.direccion.distrito", "CAT-008"),
    ({"emisor__direccion__distrito": "01"}, "emisor.direccion.distrito", "San Salvador Centro"),
    ({"emisor__direccion__complemento": None}, "emisor.direccion.complemento", "Falta"),
    ({"establecimientos": None}, "establecimientos", "al menos un elemento"),
    ({"establecimientos": []}, "establecimientos", "al menos un elemento"),
    ({"establecimientos": ["M001"]}, "establecimientos[0]", "sección"),
    ({"establecimientos__0__codigo": "X001"}, "establecimientos[0].codigo", "M, S, B o P"),
    ({"establecimientos__0__codigo": "M001"}, "establecimientos[1].codigo", "dos veces"),
    ({"establecimientos__0__puntosVenta": []}, "establecimientos[0].puntosVenta", "al menos un elemento"),
    ({"establecimientos__0__puntosVenta": ["1"]}, "establecimientos[0].puntosVenta[0].codigo", "punto de venta"),
    (
        {"establecimientos__0__puntosVenta": ["P001", "P001"]},
        "establecimientos[0].puntosVenta[1].codigo",
        "dos veces",
    ),
    ({"establecimientos__1__direccion__distrito": "01"}, "establecimientos[1].direccion.distrito", "CAT-008"),
    ({"hacienda": {}}, "hacienda.clave", "contraseña"),
    ({"hacienda__clave": "x"}, "hacienda.clave_env", "no las dos"),
    ({"hacienda__clave_env": "NO_EXISTE"}, "hacienda.clave_env", "NO_EXISTE"),
    ({"hacienda__url": "apitest.dtes.mh.gob.sv"}, "hacienda.url", "dirección"),
    ({"hacienda__url": "http://mh.example.com"}, "hacienda.url", "https"),
    ({"hacienda__url": "https://api.dtes.mh.gob.sv/"}, "hacienda.url", "ambiente 01"),
    ({"certificado__archivo": "otro.crt"}, "certificado.archivo", "No se puede leer"),
    ({"certificado__archivo": "."}, "certificado.archivo", "No se puede leer"),
    ({"certificado__clave": ""}, "certificado.clave", "contraseña"),
    ({"ajustes__fecEmi_dias_adelante": 6}, "ajustes.fecEmi_dias_adelante", "0 a 5"),
    ({"ajustes__fecEmi_dias_atras": True}, "ajustes.fecEmi_dias_atras", "0 a 365"),
    ({"ajustes__receptor_desde": "mil"}, "ajustes.receptor_desde", "monto"),
    ({"ajustes__receptor_desde": 1226.405}, "ajustes.receptor_desde", "monto"),
    ({"ajustes__receptor_desde": True}, "ajustes.receptor_desde", "monto"),
    ({"ajustes__receptor_desde": -1}, "ajustes.receptor_desde", "monto"),
    ({"ajustes__lecturas__montoTotalOperacion03": "C"}, "ajustes.lecturas.montoTotalOperacion03", "«A» y «B»"),
]


@pytest.mark.parametrize(("change", "path", "says"), ONE_FAULT, ids=lambda value: str(value)[:40])
def test_what_is_wrong_is_told_with_its_place(tmp_path: Path, change: dict[str, Any], path: str, says: str) -> None:
    found = faults(tmp_path, changed(**change))
    assert [fault.path for fault in found] == [path]
    assert says in found[0].message


UNKNOWN = [
    ({"Nombre": "x"}, "Nombre", "«nombre»"),
    ({"establecimiento": []}, "establecimiento", "«establecimientos»"),
    ({"emisor__cod_actividad": "1"}, "emisor.cod_actividad", "«codActividad»"),
    ({"emisor__direccion__departament": "1"}, "emisor.direccion.departament", "«departamento»"),
    ({"hacienda__contrasena": "x"}, "hacienda.contrasena", "clave_env"),
    ({"ajustes__lecturas__montoTotal03": "A"}, "ajustes.lecturas.montoTotal03", "«montoTotalOperacion03»"),
]


@pytest.mark.parametrize(("change", "path", "hint"), UNKNOWN)
def test_an_unknown_name_brings_the_nearest_known_one(
    tmp_path: Path, change: dict[str, Any], path: str, hint: str
) -> None:
    found = faults(tmp_path, changed(**change))
    assert [fault.path for fault in found] == [path]
    assert hint in found[0].fix


def test_every_fault_is_told_at_once(tmp_path: Path) -> None:
    found = faults(
        tmp_path,
        changed(
            nit="1",
            nrc=None,
            emisor__telefono="2",
            establecimientos__0__codigo="ZZ",
            hacienda__clave_env="NO",
            foo="bar",
        ),
    )
    assert [fault.path for fault in found] == [
        "foo",
        "nit",
        "nrc",
        "emisor.telefono",
        "establecimientos[0].codigo",
        "hacienda.clave_env",
    ]


def test_the_fix_of_a_wrong_place_lists_the_right_ones(tmp_path: Path) -> None:
    [fault] = faults(tmp_path, changed(emisor__direccion__distrito="01"))
    assert "14 San Salvador" in fault.fix


def test_a_doubtful_check_digit_is_a_warning(tmp_path: Path) -> None:
    found = read_definition(write(tmp_path, changed(nit="06143102991026")), ENVIRON)
    assert [warning.path for warning in found.warnings] == ["nit"]
    assert found.nit == "06143102991026"


def test_secrets_may_be_left_out_for_an_update(tmp_path: Path) -> None:
    found = read_definition(write(tmp_path, changed(hacienda=None, certificado=None)), {})
    assert found.hacienda is None
    assert found.certificado is None


def test_a_local_stand_in_for_mh_may_speak_plain_http(tmp_path: Path) -> None:
    found = read_definition(write(tmp_path, changed(hacienda__url="http://127.0.0.1:8113/")), ENVIRON)
    assert found.mh_url == "http://127.0.0.1:8113"


@pytest.mark.parametrize(
    ("name", "content", "says"),
    [
        ("empresa.toml", b"slug = ", "TOML"),
        ("empresa.json", b'{"slug": ', "JSON"),
        ("empresa.json", b"[1]", "tabla"),
        ("empresa.json", b"[" * 100_000, "JSON|anida"),
        ("empresa.toml", "nombre = 'ñ'".encode("latin-1"), "UTF-8"),
        ("empresa.toml", b"a" * 1_000_001, "bytes"),
    ],
)
def test_a_file_that_cannot_be_read_is_told(tmp_path: Path, name: str, content: bytes, says: str) -> None:
    path = tmp_path / name
    path.write_bytes(content)
    with pytest.raises(FaultError, match=says):
        read_definition(path, {})


def test_a_file_that_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(FaultError, match="No existe") as missing:
        read_definition(tmp_path / "nada.toml", {})
    assert missing.value.faults[0].fix == "Revise la ruta."
    with pytest.raises(FaultError, match=r"No se puede leer .*: es una carpeta") as folder:
        read_definition(tmp_path, {})
    assert folder.value.faults[0].fix == "Revise la ruta y los permisos del archivo."
    (certificate_missing,) = faults(tmp_path, changed(certificado__archivo="otro.crt"))
    assert certificate_missing.message.endswith("otro.crt: no existe.")
    assert "Revise la ruta" in certificate_missing.fix


def test_what_a_tenant_did_not_set_follows_the_defaults() -> None:
    base = Policy(fecemi_days_back=99)
    assert preferences.policy({}, base) == base
    stored: dict[str, Any] = {
        "policy": {"fecemi_days_ahead": 1, "de_otra_version": 1},
        "readings": {"noGravado": "resta", "receptorDesde01": "1226.4"},
    }
    assert preferences.policy(stored, base) == Policy(fecemi_days_back=99, fecemi_days_ahead=1)
    stored["readings"]["de_otra_version"] = "x"
    tenant = uuid4()
    rows = preferences.law_settings(stored, tenant)
    assert {row.since for row in rows} == {date.min}
    assert LawTable(rows, tenant=str(tenant)).readings("01", date(2026, 12, 1), "01") == Readings(
        noGravado="resta", receptorDesde01=Decimal("1226.40")
    )
    assert LawTable(rows, tenant=str(uuid4())).readings("01", date(2026, 12, 1), "01") == Readings()
    assert preferences.law_settings({}, tenant) == []


def test_the_record_of_a_receptor_is_kept_by_its_number() -> None:
    records = {"0614-300295-103-4": {"retieneIva": True, "percibeIva": False}, "012345678": {"percibeIva": False}}
    settings = {"ajustes": {"receptores": records}}
    assert preferences.read(Reader(settings["ajustes"], "ajustes", [])) == {
        "receptores": {"06143002951034": {"retieneIva": True}}
    }
    faults: list[Fault] = []
    wrong = {"receptores": {"1": {"retieneIva": "sí", "retieneIVA": True}, "2": 5}}
    preferences.read(Reader(wrong, "ajustes", faults))
    assert {fault.path for fault in faults} == {
        "ajustes.receptores.1.retieneIva",
        "ajustes.receptores.1.retieneIVA",
        "ajustes.receptores.2",
    }
