"""Synthetic documents of structure 2.0, and ways to read back what was printed."""

import copy
import ctypes
import io
import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from decimal import Decimal
from typing import Any

import PIL.Image
import pypdfium2
import pypdfium2.raw as pdfium
from PIL.Image import Image

from facturaxpress import dte

Document = dict[str, Any]

SELLO = "2026" + "0F1E2D3C4B5A69788796A5B4C3D2E1F0" + "QRST"
CODIGO = "7B0C2E5A-1F3D-4C6B-8A9E-0D1C2B3A4F5E"


def direccion(distrito: str = "14") -> Document:
    return {"departamento": "06", "municipio": "23", "distrito": distrito, "complemento": "Calle El Mirador 12"}


def linea(numero: int, **changes: Any) -> Document:
    line = {
        "numItem": numero,
        "tipoItem": 1,
        "numeroDocumento": None,
        "codigo": f"ART-{numero:04}",
        "codTributo": None,
        "descripcion": f"Artículo de prueba número {numero}",
        "cantidad": 2,
        "uniMedida": 59,
        "precioUni": Decimal("1234.5"),
        "montoDescu": Decimal("0.25"),
        "ventaNoSuj": 0,
        "ventaExenta": 0,
        "ventaGravada": Decimal("2468.75"),
        "tributos": ["20"],
        "psv": Decimal("987.65"),
        "noGravado": 0,
    }
    return {**line, **changes}


def credito_fiscal(**lines: Any) -> Document:
    """03 version 4, every section unused."""
    return {
        "identificacion": {
            "version": 4,
            "ambiente": "00",
            "tipoDte": "03",
            "numeroControl": "DTE-03-S002P003-000000000000421",
            "codigoGeneracion": CODIGO,
            "tipoModelo": 1,
            "tipoOperacion": 1,
            "tipoContingencia": None,
            "motivoContin": None,
            "fecEmi": "2026-10-03",
            "horEmi": "18:05:09",
            "tipoMoneda": "USD",
        },
        "documentoRelacionado": None,
        "emisor": {
            "nit": "06142803901121",
            "nrc": "2345678",
            "nombre": "FERRETERÍA DE EJEMPLO, S.A. DE C.V.",
            "codActividad": "46900",
            "descActividad": "Venta al por mayor de otros productos",
            "nombreComercial": "Ferretería de Ejemplo",
            "direccion": direccion(),
            "telefono": "22334455",
            "correo": "facturas@ferreteria.example.com",
            "codEstable": "S002",
            "codPuntoVenta": "P003",
        },
        "receptor": {
            "nit": "06143112951034",
            "nrc": "8765432",
            "nombre": "CONSTRUCTORA DE EJEMPLO, S.A. DE C.V.",
            "codActividad": "41001",
            "descActividad": "Construcción de edificios residenciales",
            "nombreComercial": "Constructora de Ejemplo",
            "direccion": direccion(),
            "telefono": "22667788",
            "correo": "compras@constructora.example.com",
        },
        "otrosDocumentos": None,
        "ventaTercero": None,
        "cuerpoDocumento": [linea(1), linea(2, ventaGravada=0, ventaExenta=Decimal("99.01"), tributos=None)],
        "resumen": {
            "totalNoSuj": Decimal("1.11"),
            "totalExenta": Decimal("99.01"),
            "totalGravada": Decimal("2468.75"),
            "subTotalVentas": Decimal("2568.87"),
            "descuNoSuj": Decimal("0.21"),
            "descuExenta": Decimal("0.32"),
            "descuGravada": Decimal("0.43"),
            "porcentajeDescuento": 0,
            "totalDescu": Decimal("1.46"),
            "tributos": [
                {"codigo": "20", "descripcion": "Impuesto al Valor Agregado 13%", "valor": Decimal("320.88")},
            ],
            "subTotal": Decimal("2567.91"),
            "ivaPerci": Decimal("24.68"),
            "ivaRete": Decimal("24.69"),
            "montoTotalOperacion": Decimal("2888.79"),
            "totalNoGravado": Decimal("-3.5"),
            "totalPagar": Decimal("2885.28"),
            "totalLetras": "DOS MIL OCHOCIENTOS OCHENTA Y CINCO 28/100 DÓLARES",
            "saldoFavor": 0,
            "condicionOperacion": 2,
            "pagos": [
                {
                    "codigo": "05",
                    "montoPago": Decimal("2885.28"),
                    "referencia": "TRF-77",
                    "plazo": "01",
                    "periodo": 30,
                }
            ],
            "numPagoElectronico": None,
            "observaciones": None,
        },
        "apendice": None,
        **lines,
    }


def factura(**lines: Any) -> Document:
    """01 version 2, every section unused."""
    document = credito_fiscal()
    document["identificacion"] |= {
        "version": 2,
        "tipoDte": "01",
        "numeroControl": "DTE-01-S002P003-000000000000422",
    }
    document["receptor"] = {
        "tipoDocumento": "13",
        "numDocumento": "034567891",
        "nrc": None,
        "nombre": "ANA SOFÍA EJEMPLO",
        "codActividad": None,
        "descActividad": None,
        "direccion": direccion(),
        "telefono": None,
        "correo": "ana@example.com",
    }
    del document["resumen"]["ivaPerci"]
    document["resumen"] |= {"totalIva": Decimal("284.02"), "tributos": None}
    for line in document["cuerpoDocumento"]:
        line |= {"ivaItem": Decimal("284.02"), "tributos": None}
    return {**document, **lines}


def with_sections(document: Document) -> Document:
    """The same document with every optional section filled in."""
    full = copy.deepcopy(document)
    full["ventaTercero"] = {"nit": "06140505881016", "nombre": "Cooperativa El Mandante", "codDomiciliado": 1}
    full["documentoRelacionado"] = [
        {"tipoDocumento": "04", "tipoGeneracion": 2, "numeroDocumento": CODIGO, "fechaEmision": "2026-09-30"},
        {"tipoDocumento": "09", "tipoGeneracion": 1, "numeroDocumento": "DCL-55", "fechaEmision": "2026-09-12"},
    ]
    full["otrosDocumentos"] = [
        {"codDocAsociado": 1, "descDocumento": "Orden de compra 81", "detalleDocumento": "Bodega sur", "medico": None}
    ]
    return full


_CODES = {"tipoDte", "tipoEvento", "tipoDocumento", "codigoGeneracion", "numeroControl", "selloRecibido", "ambiente"}


def rewritten(value: Any, words: str, key: str = "") -> Any:
    """`value` with `words` for every text that a document is free to choose."""
    if isinstance(value, dict):
        return {name: rewritten(part, words, name) for name, part in value.items()}
    if isinstance(value, list):
        return [rewritten(part, words, key) for part in value]
    free = isinstance(value, str) and key not in _CODES and len(value) > 4 and not value[:4].isdigit()
    return words if free else value


def raw(document: Mapping[str, Any]) -> bytes:
    return dte.dump_json(document)


@contextmanager
def opened(pdf: bytes) -> Iterator[pypdfium2.PdfDocument]:
    document = pypdfium2.PdfDocument(pdf)
    try:
        yield document
    finally:
        document.close()


def pages(pdf: bytes) -> list[str]:
    """The text of each page in reading order, line ends and runs of blanks as one blank."""
    with opened(pdf) as document:
        return [squeezed(page.get_textpage().get_text_range()) for page in document]


def text(pdf: bytes) -> str:
    return " ".join(pages(pdf))


def squeezed(value: str) -> str:
    return re.sub(r"\s+", " ", value).strip()


def picture(pdf: bytes, page: int = 0, dpi: int = 200) -> Image:
    with opened(pdf) as document:
        image: Image = document[page].render(scale=dpi / 72).to_pil().convert("RGB")
        return image


def texts(pdf: bytes) -> Iterator[tuple[str, bool, float]]:
    """Each piece of text on the pages: its face, whether the face is embedded, its size in points."""
    with opened(pdf) as document:
        for page in document:
            for element in page.get_objects(filter=[pdfium.FPDF_PAGEOBJ_TEXT], max_depth=4):
                font = pdfium.FPDFTextObj_GetFont(element.raw)
                length = pdfium.FPDFFont_GetBaseFontName(font, None, 0)
                name = ctypes.create_string_buffer(length)
                pdfium.FPDFFont_GetBaseFontName(font, name, length)
                size = ctypes.c_float()
                pdfium.FPDFTextObj_GetFontSize(element.raw, size)
                matrix = element.get_matrix()
                scale = (matrix.c**2 + matrix.d**2) ** 0.5
                yield name.value.decode(), bool(pdfium.FPDFFont_GetIsEmbedded(font)), size.value * scale


def image_size(png: bytes) -> tuple[int, int]:
    size: tuple[int, int] = PIL.Image.open(io.BytesIO(png)).size
    return size


Box = tuple[float, float, float, float]


def letters(pdf: bytes) -> list[list[tuple[str, Box]]]:
    """Each page's visible letters with left, bottom, right and top of their ink, in points."""
    with opened(pdf) as document:
        return [
            [
                (char, page.get_charbox(i))
                for i in range(page.count_chars())
                if (char := page.get_text_range(i, 1)).strip()
            ]
            for page in (page.get_textpage() for page in document)
        ]


def overprinted(pdf: bytes) -> list[tuple[str, str]]:
    """Letters that lie on each other by more than a point both ways. A watermark counts, so print none."""
    found = []
    for page in letters(pdf):
        ordered = sorted(page, key=lambda letter: letter[1])
        for i, (char, (_, bottom, right, top)) in enumerate(ordered):
            for other, (left, low, far, high) in ordered[i + 1 :]:
                if left >= right - 1:
                    break
                if min(right, far) - left > 1 and min(top, high) - max(bottom, low) > 1:
                    found.append((char, other))
    return found
