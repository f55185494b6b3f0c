"""What is forbidden in `identificacion`, of the parties, and of the documents beside the sale."""

from collections.abc import Iterator
from typing import Any

from tests.conformance.mutation.kinds import DEFERRED, DOCUMENTS, NOTES, Change, Document, kind, receiver

OTHER = "7C1D2F5A-0B3E-4D6C-9A81-5E4F3D2C1B0A"
RELATES = {
    "01": ("04", "08", "09"),
    "03": ("04", "08", "09"),
    "04": ("01", "03", "11"),
    "05": ("03", "07"),
    "06": ("03", "07"),
    "11": ("04",),
    "18": ("01", "11", "14"),
}
"""The types that a type may relate (Manual Funcional 2.0 p. 17–20 and 29)."""
NUMBER = {"18": "codigoGeneracion"}


def tipo_of(document: Document) -> str:
    own = document["identificacion"]
    return str(own.get("tipoDte") or own["tipoEvento"])


@kind("control-number-type", *DOCUMENTS, source="Manual Funcional 2.0 p. 31")
def control_number_type(document: Document) -> Iterator[Change]:
    path = "identificacion.numeroControl"
    number = document["identificacion"]["numeroControl"]
    other = "03" if number[4:6] == "01" else "01"
    yield path, {path: f"DTE-{other}{number[6:]}"}
    yield path, {path: number[:-1]}
    yield path, {path: number.lower()}


@kind("control-number-place", *DOCUMENTS[:-1], source="Manual Funcional 2.0 p. 31", regimes=("2.0",))
def control_number_place(document: Document) -> Iterator[Change]:
    # The schema of 15 keeps the older form, and the text does not say which holds there.
    path = "identificacion.numeroControl"
    number = document["identificacion"]["numeroControl"]
    yield path, {path: number[:7] + "A001P001" + number[15:]}
    yield path, {path: number[:7] + "M0010001" + number[15:]}


@kind("contingency-fields", *DEFERRED, source="Manual Funcional 2.0 p. 21")
def contingency_fields(document: Document) -> Iterator[Change]:
    own = document["identificacion"]
    model, mode, cause = (f"identificacion.{name}" for name in ("tipoModelo", "tipoOperacion", "tipoContingencia"))
    reason = next((f"identificacion.{name}" for name in own if name.startswith("motivoConti")), "")
    if own["tipoOperacion"] == 1:
        # Which of the two says what was meant cannot be known.
        yield model, {model: 2}, (mode, cause)
        yield mode, {mode: 2}, (model, cause)
        yield cause, {cause: 1}
    else:
        yield model, {model: 1}, (mode, cause)
        yield mode, {mode: 1}, (model, cause, reason)
        yield cause, {cause: None}
        yield reason, {cause: 5, reason: None}


def _numbers(document: Document) -> Iterator[tuple[str, Any, str]]:
    """Path, value and kind of every NIT and DUI of the parties."""
    for name in ("emisor", "donatario"):
        if isinstance(document.get(name), dict) and document[name].get("nit"):
            yield f"{name}.nit", document[name]["nit"], "36"
    found = receiver(document)
    if found is not None:
        name, section = found
        if section.get("nit"):
            yield f"{name}.nit", section["nit"], "36"
        elif section.get("numDocumento") and section.get("tipoDocumento") in ("36", "13"):
            yield f"{name}.numDocumento", section["numDocumento"], section["tipoDocumento"]


@kind("identity-number", *DOCUMENTS, "17", "18", "invalidacion", "contingencia", source="Especificación §4.3")
def identity_number(document: Document) -> Iterator[Change]:
    for path, value, code in _numbers(document):
        also = (path.rpartition(".")[0] + ".tipoDocumento",) if path.endswith("numDocumento") else ()
        yield path, {path: value[:-1]}, also
        yield path, {path: f"{value[:-1]}X"}, also
        if code == "36":
            yield path, {path: f"{value[:4]}-{value[4:10]}-{value[10:13]}-{value[13:]}"}, also


@kind("dui-hyphen", "01", "04", "07", "08", "11", "14", "15", "18", source="Especificación §4.3", regimes=("2.0",))
def dui_hyphen(document: Document) -> Iterator[Change]:
    found = receiver(document)
    if found is not None and found[1].get("tipoDocumento") == "13":
        path = f"{found[0]}.numDocumento"
        value = found[1]["numDocumento"]
        yield path, {path: f"{value[:-1]}-{value[-1]}"}


@kind("nrc", "01", "03", "05", "06", "07", "08", "09", source="Especificación §4.3")
def nrc(document: Document) -> Iterator[Change]:
    for name in ("emisor", "receptor"):
        section = document.get(name)
        if isinstance(section, dict) and section.get("nrc"):
            path = f"{name}.nrc"
            yield path, {path: "1"}
            yield path, {path: "123456789"}
            yield path, {path: "12345-6"}


@kind("identity-halves", "01", "04", "07", "11", "14", "18", source="Manual Funcional 2.0 p. 16; CAT-022")
def identity_halves(document: Document) -> Iterator[Change]:
    section = document.get("documento") if tipo_of(document) == "18" else None
    found = ("documento", section) if isinstance(section, dict) else receiver(document)
    if found is None or not found[1].get("numDocumento"):
        return
    name = found[0]
    for field in ("tipoDocumento", "numDocumento"):
        yield f"{name}.{field}", {f"{name}.{field}": None}


@kind("mail", *DOCUMENTS, source="Especificación §4.3")
def mail(document: Document) -> Iterator[Change]:
    found = receiver(document)
    if found is not None and found[1].get("correo"):
        path = f"{found[0]}.correo"
        for wrong in ("sin-arroba.example.com", "dos@@example.com", "cliente@", "con espacio@example.com"):
            yield path, {path: wrong}


@kind("related-type", *RELATES, source="Manual Funcional 2.0 p. 17–20 y 29")
def related_type(document: Document) -> Iterator[Change]:
    for index, _ in enumerate(document.get("documentoRelacionado") or ()):
        path = f"documentoRelacionado[{index}].tipoDocumento"
        for code in ("01", "03", "04", "05", "07", "09", "11", "14", "15"):
            if code not in RELATES[tipo_of(document)]:
                yield path, {path: code}


@kind("related-list", *RELATES, source="Manual Funcional 2.0 p. 40–44: un solo tipo, cada documento una vez")
def related_list(document: Document) -> Iterator[Change]:
    listed = document.get("documentoRelacionado")
    if not listed:
        return
    place = f"documentoRelacionado[{len(listed)}]"
    number = NUMBER.get(tipo_of(document), "numeroDocumento")
    yield place, {"documentoRelacionado": [*listed, listed[0]]}
    others = [code for code in RELATES[tipo_of(document)] if code != listed[0]["tipoDocumento"]]
    for code in others:
        added = listed[0] | {"tipoDocumento": code, number: OTHER}
        yield f"{place}.tipoDocumento", {"documentoRelacionado": [*listed, added]}


@kind("related-number", *(t for t in RELATES if t != "18"), source="Manual Funcional 2.0 p. 41")
def related_number(document: Document) -> Iterator[Change]:
    for index, one in enumerate(document.get("documentoRelacionado") or ()):
        path = f"documentoRelacionado[{index}].numeroDocumento"
        if one["tipoGeneracion"] == 2:
            # Whether the kind or the number is the wrong one cannot be known.
            yield path, {path: "S221001345"}, (f"documentoRelacionado[{index}].tipoGeneracion",)
            yield path, {path: one["numeroDocumento"][:-1]}
            yield path, {path: one["numeroDocumento"].lower()}


@kind("related-old", *NOTES, source="Especificación §4.2: notas hasta 3 meses", warned=True)
def related_old(document: Document) -> Iterator[Change]:
    # A warning: MH's own example on p. 51 is older, and the holder of the document may have an extension.
    for index, _ in enumerate(document["documentoRelacionado"]):
        path = f"documentoRelacionado[{index}].fechaEmision"
        yield path, {path: "2020-01-31"}


@kind("related-later", *RELATES, source="Manual Funcional 2.0 p. 30 y 44", warned=True)
def related_later(document: Document) -> Iterator[Change]:
    # A warning: what is related may be dated some days ahead.
    for index, _ in enumerate(document.get("documentoRelacionado") or ()):
        path = f"documentoRelacionado[{index}].fechaEmision"
        yield path, {path: "2030-01-31"}, ("identificacion.fecEmi",)


TEXTS = {"descDocumento": "Póliza de seguro", "detalleDocumento": "Póliza 123-ABC"}
DOCTOR = {"nombre": "Dra. Ejemplo", "nit": "05112203851023", "docIdentificacion": None, "tipoServicio": 1}
NO_TRANSPORT = dict.fromkeys(("modoTransp", "placaTrans", "numConductor", "nombreConductor"))
NO_TEXTS: dict[str, Any] = dict.fromkeys(TEXTS)


@kind("other-document", "01", "03", source="Manual Funcional 2.0 p. 44–46")
def other_document(document: Document) -> Iterator[Change]:
    place = "otrosDocumentos[0]"
    for entry, fields in (
        ({"codDocAsociado": 1} | NO_TEXTS | {"medico": None}, ("descDocumento", "detalleDocumento")),
        ({"codDocAsociado": 2} | TEXTS | {"detalleDocumento": None, "medico": None}, ("detalleDocumento",)),
        ({"codDocAsociado": 1} | TEXTS | {"medico": DOCTOR}, ("medico",)),
        ({"codDocAsociado": 3} | NO_TEXTS | {"medico": None}, ("medico",)),
        ({"codDocAsociado": 3} | TEXTS | {"medico": DOCTOR}, ("descDocumento", "detalleDocumento")),
        ({"codDocAsociado": 4} | TEXTS | {"medico": None}, ("codDocAsociado",)),
    ):
        path, *others = (f"{place}.{field}" for field in fields)
        yield path, {"otrosDocumentos": [entry]}, tuple(others)
    nobody = DOCTOR | {"nit": None}
    path = f"{place}.medico.nit"
    changes = {"otrosDocumentos": [{"codDocAsociado": 3} | NO_TEXTS | {"medico": nobody}]}
    # Either number will do, so the doctor as a whole is told.
    yield path, changes, (f"{place}.medico",)


@kind("other-document-export", "11", source="Manual Funcional 2.0 p. 45–46")
def other_document_export(document: Document) -> Iterator[Change]:
    place = "otrosDocumentos[0]"
    # Version 1 leaves the texts of a transport free.
    free = document["identificacion"]["version"] == 1
    transport = {"modoTransp": 1, "placaTrans": "P123-456", "numConductor": "C-12345", "nombreConductor": "Chofer"}
    for entry, fields in (
        ({"codDocAsociado": 1} | NO_TEXTS | NO_TRANSPORT, ("descDocumento", "detalleDocumento")),
        ({"codDocAsociado": 1} | TEXTS | transport, tuple(transport)),
        *(() if free else [({"codDocAsociado": 4} | TEXTS | transport, tuple(TEXTS))]),
    ):
        path, *others = (f"{place}.{field}" for field in fields)
        yield path, {"otrosDocumentos": [entry]}, tuple(others)


@kind("two-thirds", "11", source="Especificación §4.2; anexo IV", regimes=("2.0",))
def two_thirds(document: Document) -> Iterator[Change]:
    changes = {
        "ventaTercero": {"nit": "06141506181024", "nombre": "MANDANTE DE PRUEBA", "codDomiciliado": 1},
        "compraTercero": {"numDocumento": "06141506181024", "nombre": "MANDANTE DE PRUEBA"},
    }
    yield "ventaTercero", changes, ("compraTercero",)
