"""The file that describes a tenant: what it holds, and everything that is wrong with it.

TOML or JSON, in the words of MH and of the guide; `examples/empresa.toml` is a commented one. Lengths are those of the
section `emisor` in MH's JSON Schemas of structures 2.0.
"""

import os
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from facturaxpress import oserrors
from facturaxpress.dte import Fault, FaultError, catalogs, identity, numbering
from facturaxpress.signing import MAXIMUM_SIZE
from facturaxpress.tenants import preferences
from facturaxpress.tenants.reading import Reader, fault, load_file

MH_URLS = {"00": "https://apitest.dtes.mh.gob.sv", "01": "https://api.dtes.mh.gob.sv"}
"""MH's hosts by ambiente (Manual Tecnológico v1.0)."""

RESERVED_SLUGS = frozenset({"demo"})
"""Made by the program itself."""

_CHECK = ("Compruebe el número en la tarjeta de contribuyente.", "Check the number on the taxpayer's card.")
_SLUG = re.compile(r"[a-z0-9](?:[a-z0-9-]{0,48}[a-z0-9])?")
_CORREO = re.compile(r"[^@\s,;]+@[^@\s,;]+\.[A-Za-z]{2,}")


@dataclass(frozen=True, slots=True)
class PuntoVenta:
    codigo: str
    nombre: str | None = None


@dataclass(frozen=True, slots=True)
class Establecimiento:
    """`direccion`, `telefono` and `correo` stand in for the emisor's where they are given."""

    codigo: str
    puntosVenta: tuple[PuntoVenta, ...]
    nombre: str | None = None
    direccion: dict[str, str] | None = None
    telefono: str | None = None
    correo: str | None = None


@dataclass(frozen=True, slots=True)
class Access:
    """User and password of MH's services for one ambiente."""

    usuario: str
    clave: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class CertificateFile:
    data: bytes = field(repr=False)
    clave: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Definition:
    """A tenant as a file describes it, checked. Without `hacienda` or `certificado` the stored ones stay (update)."""

    slug: str
    nombre: str
    nit: str
    nrc: str
    ambiente: str
    emisor: dict[str, Any]
    establecimientos: tuple[Establecimiento, ...]
    mh_url: str
    settings: dict[str, Any] = field(default_factory=dict)
    hacienda: Access | None = None
    certificado: CertificateFile | None = None
    warnings: tuple[Fault, ...] = ()


def read_definition(path: Path, environ: Mapping[str, str] = os.environ) -> Definition:
    """Read and check a definition. Paths inside it are relative to the file; `clave_env` names a variable of `environ`.

    Raises FaultError with every fault found. The passwords appear in no fault.
    """
    return _Definer(Reader(load_file(path), "", []), path.resolve().parent, environ).read()


class _Definer:
    def __init__(self, top: Reader, folder: Path, environ: Mapping[str, str]) -> None:
        self._top = top
        self._folder = folder
        self._environ = environ
        self._warnings: list[Fault] = []

    def read(self) -> Definition:
        top = self._top
        top.only(
            "slug",
            "nombre",
            "nit",
            "nrc",
            "ambiente",
            "emisor",
            "establecimientos",
            "hacienda",
            "certificado",
            "ajustes",
        )
        slug = top.text("slug", longest=50, check=_wrong_slug)
        nombre = top.text("nombre")
        nit = self._identity("nit", identity.nit, "son 14 dígitos, o los 9 del DUI homologado")
        nrc = self._identity("nrc", identity.nrc, "son de 2 a 8 dígitos")
        ambiente = top.text("ambiente", required=False, longest=2, check=_wrong_ambiente) or "00"
        emisor = self._emisor()
        establecimientos = self._establecimientos()
        hacienda, mh_url = self._hacienda(nit, ambiente)
        certificado = self._certificado()
        settings = preferences.read(top.inner("ajustes", required=False))
        if top.faults or not (slug and nombre and nit and nrc):
            raise FaultError(top.faults, self._warnings)
        return Definition(
            slug=slug,
            nombre=nombre,
            nit=nit,
            nrc=nrc,
            ambiente=ambiente,
            emisor=emisor,
            establecimientos=establecimientos,
            mh_url=mh_url,
            settings=settings,
            hacienda=hacienda,
            certificado=certificado,
            warnings=tuple(self._warnings),
        )

    def _identity(self, name: str, read: Callable[[str], identity.Identity], form: str) -> str | None:
        text = self._top.text(name, longest=20)
        if text is None:
            return None
        number = read(text)
        if not number.well_formed:
            self._top.refuse("FORMATO", name, f"«{text}» no es un {name.upper()}: {form}.")
            return None
        if number.suspect:
            message = f"El dígito verificador del {name.upper()} {number.digits} no concuerda."
            self._warnings.append(fault("DUDA", name, message, _CHECK))
        return number.digits

    def _emisor(self) -> dict[str, Any]:
        section = self._top.inner("emisor")
        if section is None:
            return {}
        section.only("codActividad", "descActividad", "nombreComercial", "direccion", "telefono", "correo")
        codigo = section.text("codActividad", longest=6)
        entry = catalogs.lookup("CAT-019", codigo) if codigo else None
        if codigo and entry is None:
            section.refuse("CATALOGO", "codActividad", f"«{codigo}» no es una actividad económica de CAT-019.")
        descripcion = section.text("descActividad", required=False, shortest=5, longest=150)
        return {
            "codActividad": codigo,
            "descActividad": descripcion or (entry.label[:150] if entry else None),
            "nombreComercial": section.text("nombreComercial", required=False, longest=150),
            "direccion": _direccion(section.inner("direccion")),
            "telefono": section.text("telefono", shortest=8, longest=30),
            "correo": section.text("correo", shortest=6, longest=100, check=_wrong_correo),
        }

    def _establecimientos(self) -> tuple[Establecimiento, ...]:
        found: list[Establecimiento] = []
        for row in self._top.rows("establecimientos"):
            row.only("codigo", "nombre", "puntosVenta", "direccion", "telefono", "correo")
            codigo = row.text("codigo", longest=4, check=_wrong_establecimiento)
            puntos = self._puntos(row)
            direccion = row.inner("direccion", required=False)
            if codigo and any(other.codigo == codigo for other in found):
                row.refuse("REPETIDO", "codigo", f"El establecimiento «{codigo}» está dos veces.")
            found.append(
                Establecimiento(
                    codigo=codigo or "",
                    puntosVenta=puntos,
                    nombre=row.text("nombre", required=False, longest=100),
                    direccion=_direccion(direccion) if direccion else None,
                    telefono=row.text("telefono", required=False, shortest=8, longest=30),
                    correo=row.text("correo", required=False, shortest=6, longest=100, check=_wrong_correo),
                )
            )
        return tuple(found)

    @staticmethod
    def _puntos(establecimiento: Reader) -> tuple[PuntoVenta, ...]:
        found: list[PuntoVenta] = []
        for row in establecimiento.rows("puntosVenta", text_key="codigo"):
            row.only("codigo", "nombre")
            codigo = row.text("codigo", longest=4, check=_wrong_punto)
            if codigo and any(other.codigo == codigo for other in found):
                row.refuse("REPETIDO", "codigo", f"El punto de venta «{codigo}» está dos veces.")
            found.append(PuntoVenta(codigo or "", row.text("nombre", required=False, longest=100)))
        return tuple(found)

    def _hacienda(self, nit: str | None, ambiente: str) -> tuple[Access | None, str]:
        section = self._top.inner("hacienda", required=False)
        url = MH_URLS.get(ambiente, "")
        if section is None:
            return None, url
        section.only("usuario", "clave", "clave_env", "url")
        given = section.text("url", required=False, longest=200, check=_wrong_url)
        if given:
            url = given.rstrip("/")
            other = next((a for a, host in MH_URLS.items() if host == url.lower() and a != ambiente), None)
            if other:
                section.refuse(
                    "AMBIENTE", "url", f"«{url}» es el servicio del ambiente {other} y la empresa está en {ambiente}."
                )
        usuario = section.text("usuario", required=False, longest=50) or nit
        clave = self._secret(section)
        return (Access(usuario, clave) if usuario and clave else None), url

    def _certificado(self) -> CertificateFile | None:
        section = self._top.inner("certificado", required=False)
        if section is None:
            return None
        section.only("archivo", "clave", "clave_env")
        name = section.text("archivo", longest=1000)
        clave = self._secret(section)
        if name is None:
            return None
        path = self._folder / Path(name).expanduser()
        try:
            if path.stat().st_size > MAXIMUM_SIZE:
                section.refuse("ARCHIVO", "archivo", f"{path} es demasiado grande para ser un certificado.")
                return None
            data = path.read_bytes()
        except OSError as error:
            section.refuse(
                "ARCHIVO",
                "archivo",
                f"No se puede leer {path}: {oserrors.reason(error)}.",
                (
                    "Revise la ruta, que se cuenta desde la carpeta de este archivo, y los permisos.",
                    "Check the path, which is counted from the folder of this file, and the permissions.",
                ),
            )
            return None
        return CertificateFile(data, clave) if clave is not None else None

    def _secret(self, section: Reader) -> str | None:
        """The password given in `clave` or, better, in the environment variable that `clave_env` names."""
        variable = section.table.get("clave_env")
        value = section.table.get("clave")
        if variable is not None and value is not None:
            section.refuse("CLAVE", "clave_env", "Dé «clave» o «clave_env», no las dos.")
            return None
        if variable is not None:
            name = section.text("clave_env", longest=200)
            value = self._environ.get(name) if name else None
            if name and not value:
                section.refuse(
                    "CLAVE",
                    "clave_env",
                    f"La variable de entorno «{name}» no existe o está vacía.",
                    (
                        f"Antes de repetir la orden, ejecute: export {name}='…'",
                        f"Before you repeat the command, run: export {name}='…'",
                    ),
                )
            return value or None
        if not isinstance(value, str) or not value:
            section.refuse(
                "CLAVE",
                "clave",
                "Falta la contraseña: «clave», o «clave_env» con el nombre de una variable de entorno.",
            )
            return None
        return value


def _direccion(section: Reader | None) -> dict[str, str] | None:
    """departamento, municipio and distrito by CAT-012, CAT-013 and CAT-008 (structures 2.0), each inside the other."""
    if section is None:
        return None
    section.only("departamento", "municipio", "distrito", "complemento")
    departamento = section.text("departamento", longest=2)
    municipio = section.text("municipio", longest=2)
    distrito = section.text("distrito", longest=2)
    complemento = section.text("complemento", longest=200)
    if departamento and catalogs.lookup("CAT-012", departamento) is None:
        section.refuse("CATALOGO", "departamento", f"«{departamento}» no es un departamento de CAT-012.")
    elif departamento and municipio:
        _check_municipio(section, departamento, municipio, distrito)
    if not (departamento and municipio and distrito and complemento):
        return None
    return {
        "departamento": departamento,
        "municipio": municipio,
        "distrito": distrito,
        "complemento": complemento,
    }


def _check_municipio(section: Reader, departamento: str, municipio: str, distrito: str | None) -> None:
    entry = catalogs.lookup("CAT-013", municipio, departamento=departamento)
    if entry is None:
        known = _listed(catalogs.entries("CAT-013", departamento=departamento))
        section.refuse(
            "CATALOGO",
            "municipio",
            f"«{municipio}» no es un municipio del departamento {departamento} (CAT-013).",
            (f"Los del departamento {departamento} son: {known}.", f"Those of {departamento} are: {known}."),
        )
        return
    if distrito is None:
        return
    inside = catalogs.lookup("CAT-008", distrito, departamento=departamento)
    if inside is None or not inside.lies_in(municipio):
        known = _listed(catalogs.entries("CAT-008", departamento=departamento, municipio=municipio))
        section.refuse(
            "CATALOGO",
            "distrito",
            f"«{distrito}» no es un distrito de {entry.label} (CAT-008).",
            (f"Los de {entry.label} son: {known}.", f"Those of {entry.label} are: {known}."),
        )


def _listed(entries: tuple[catalogs.Entry, ...]) -> str:
    return ", ".join(f"{entry.code} {entry.label}" for entry in entries)


def _wrong_slug(slug: str) -> str | None:
    if slug in RESERVED_SLUGS:
        return f"«{slug}» está reservado; elija otro nombre corto."
    if not _SLUG.fullmatch(slug):
        return "«slug» lleva solo minúsculas sin acento, dígitos y guiones, como «mi-empresa»."
    return None


def _wrong_ambiente(ambiente: str) -> str | None:
    return None if ambiente in MH_URLS else '«ambiente» es "00" (pruebas) o "01" (producción).'


def _wrong_correo(correo: str) -> str | None:
    return None if _CORREO.fullmatch(correo) else f"«{correo}» no es una dirección de correo."


def _wrong_establecimiento(codigo: str) -> str | None:
    if numbering.is_establecimiento(codigo):
        return None
    return f"«{codigo}» no es un código de establecimiento: M, S, B o P y tres dígitos, como «M001»."


def _wrong_punto(codigo: str) -> str | None:
    if numbering.is_punto_venta(codigo):
        return None
    return f"«{codigo}» no es un código de punto de venta: P y tres dígitos, como «P001»."


def _wrong_url(url: str) -> str | None:
    try:
        parts = urlsplit(url)
        host = parts.hostname
    except ValueError:
        host = None
    if not host or parts.scheme not in ("http", "https") or parts.query or parts.fragment or parts.username:
        return f"«{url}» no es una dirección como «https://apitest.dtes.mh.gob.sv»."
    if parts.scheme == "http" and host not in ("127.0.0.1", "localhost", "::1"):
        return "La dirección de Hacienda debe ser https: por ella viaja la contraseña."
    return None
