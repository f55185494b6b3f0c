"""What must stand on the pages of a document, in order, by MH's tables of fields and nothing of the program."""

import itertools
import re
from collections.abc import Iterable, Iterator
from decimal import Decimal
from typing import Any

from tests.rendering.published import Published, Row
from tests.rendering.support import Document

TITLES = {
    "01": "FACTURA",
    "03": "COMPROBANTE DE CRÉDITO FISCAL",
    "04": "NOTA DE REMISIÓN",
    "05": "NOTA DE CRÉDITO",
    "06": "NOTA DE DÉBITO",
    "07": "COMPROBANTE DE RETENCIÓN",
    "08": "COMPROBANTE DE LIQUIDACIÓN",
    "09": "DOCUMENTO CONTABLE DE LIQUIDACIÓN",
    "11": "FACTURA DE EXPORTACIÓN",
    "14": "FACTURA SUJETO EXCLUIDO",
    "15": "COMPROBANTE DE DONACIÓN",
    "17": "EVENTO DE OPERACIONES ESPECIALES",
    "18": "EVENTO DE RETORNO",
    "invalidacion": "EVENTO DE INVALIDACIÓN",
    "contingencia": "EVENTO DE CONTINGENCIA",
}
SECTIONS = {
    "ventaTercero": "VENTA POR CUENTA DE TERCEROS",
    "compraTercero": "COMPRA POR CUENTA DE TERCEROS",
    "documentoRelacionado": "DOCUMENTOS RELACIONADOS",
    "otrosDocumentos": "OTROS DOCUMENTOS ASOCIADOS",
}
OF_11 = {"otrosDocumentos": "DOCUMENTOS ASOCIADOS"}

OLDER = {
    "receptor": ("sujetoExcluido", "donante"),
    "emisor": ("donatario",),
    "fecEmi": ("fecAnula", "fTransmision"),
    "horEmi": ("horAnula", "hTransmision"),
    "exportacion": ("totalExportacion",),
    "ivaPerci": ("ivaPerci1",),
    "tipoDepreciacion": ("depreciacion",),
}
"""Names of the earlier schemas that the tables of fields do not tell, or tell wrongly."""

LABELS_1X = {
    "tipoEstablecimiento": "Tipo de establecimiento",
    "reteRenta": "Retención Renta",
    "ivaRete1": "IVA Retenido",
    "subTotal": "Sub-Total",
    "descuNoSuj": "Descuento global a ventas no sujetas",
    "descuExenta": "Descuento global a ventas exentas",
    "descuGravada": "Descuento global a ventas gravadas",
    "nombEntrega": "Nombre del responsable que genera el DTE",
    "docuEntrega": "Documento de identificación de quien genera el DTE",
    "nombRecibe": "Nombre del responsable por parte del receptor",
    "docuRecibe": "Documento del responsable por parte del receptor",
    "placaVehiculo": "Placa de vehículo",
}
"""Labels of what only the earlier structures must show; no layout of MH for it is published."""

CATALOGS = {
    "tipoModelo": "CAT-003",
    "tipoOperacion": "CAT-004",
    "condicionOperacion": "CAT-016",
    "uniMedida": "CAT-014",
    "bienTitulo": "CAT-025",
    "recintoFiscal": "CAT-027",
    "tipoRegimen": "CAT-033",
    "regimen": "CAT-028",
    "modoTransp": "CAT-030",
    "codDocAsociado": "CAT-021",
    "tipoGeneracion": "CAT-007",
    "tipoEstablecimiento": "CAT-009",
    "tipoAnulacion": "CAT-024",
    "tipoContingencia": "CAT-005",
    "tipoDte": "CAT-002",
    "tipoDoc": "CAT-002",
}
COUNTS = {"numItem", "cantidadDoc", "noItem"}
KINDS = {"tipoDocumento", "tipDocResponsable", "tipDocSolicita", "tipoDocResponsable"}
SLIPS = {"Liquido": "Líquido"}
_CLOSING = ("resumen.montoTotalOperacion", "resumen.ivaPerci", "resumen.ivaRete")
MISSING = object()


def pressed(text: str) -> str:
    """`text` without blanks and colons: cells wrap, and MH's tables set the colons as they come."""
    # The reader marks a hyphen at a line's end with a character of its own.
    return re.sub(r"[\s:]", "", text.replace("\ufffe", "-"))


def assert_in_order(found: str, wanted: Iterable[str]) -> None:
    page, at = pressed(found), 0
    for part in wanted:
        place = page.find(pressed(part), at)
        assert place >= 0, f"«{part}» is not after «{page[max(0, at - 80) : at]}», but «{page[at : at + 80]}» is"
        at = place + len(pressed(part))


def money(value: Any) -> str:
    if isinstance(value, str):
        return value
    number = Decimal(value) + 0  # zero has no sign
    decimals = max(2, -int(number.normalize().as_tuple().exponent))
    return f"{number:,.{decimals}f}"


class Expectation:
    def __init__(self, published: Published, tipo: str, document: Document, sello: str) -> None:
        self.published, self.tipo, self.document = published, tipo, document
        self.sello = sello
        self.rows = [row for row in published.fields(tipo) if self._due(row)]
        if published.regime == "1.x" and tipo in ("05", "06"):
            self._as_before()

    def __iter__(self) -> Iterator[str]:
        """Each text that must be found after the one before."""
        yield f"Ver.{self.document['identificacion']['version']}"
        yield TITLES[self.tipo]
        done = ("identificacion.version", "identificacion.tipoDte", "identificacion.tipoEvento")
        rows = [row for row in self.rows if row["json_path"] not in done]
        for block, group in itertools.groupby(rows, key=self._block):
            yield from self._texts(block, list(group))

    def anywhere(self) -> Iterator[str]:
        """Each text that must be found, whose place no layout of MH tells."""
        for row in self.published.fields(self.tipo):
            path, value = row["json_path"], self._value(row)
            if "off-layout" in row["source"] and row["category"] == "B" and value not in (None, MISSING):
                label = re.sub(r" \(\w+\)$", "", row["label"])
                if "[]" not in path and (value or not isinstance(value, int | Decimal)):
                    yield f"{label} {self._shown(path, value)}"
        if self.published.regime == "1.x":
            yield from self._earlier()

    def _earlier(self) -> Iterator[str]:
        rows = [row for row in self.published.fields(self.tipo) if row["category"] != "C" or row in self.rows]
        known = {path.replace("[]", "").casefold() for row in rows for path in self._paths(row)}
        for field, category in self.published.earlier(self.tipo).items():
            path = re.sub(r"tipof", "tipo", field.replace("extension.n.", "extension."))
            path = path.replace("descuento", "descu") if self.tipo == "06" else path
            if category not in "AB" or path.casefold() in known or "." not in path:
                continue
            value = self._read(path)
            if value is MISSING or (value is None and category == "B"):
                continue
            key = path.rpartition(".")[2]
            yield f"{LABELS_1X[key[0].lower() + key[1:]]} {self._shown(path, value)}"

    # --- which rows ------------------------------------------------------------------------------------------------

    def _due(self, row: Row) -> bool:
        """On MH's layout, and of the variant that the document is."""
        path, label = row["json_path"], row["label"]
        if "off-layout" in row["source"] or path.endswith((".distrito", ".municipio", ".departamento")):
            return False  # an address is one value; its first part stands for all
        if self.tipo in ("05", "06") and path.endswith(".totalIva"):
            return False  # only of a note that adjusts a 07
        if self.tipo == "17" and path.endswith((".docDel", ".docAl", ".numDocumento")):
            return any(line[path.rpartition(".")[2]] is not None for line in self.document["cuerpoDocumento"])
        if self.tipo == "18":
            on = self.document["documentoRelacionado"][0]["tipoDocumento"]
            variants = re.search(r"\(([\d, ]+)\)$", label)
            if path.startswith("compraTercero"):
                return bool(on == "11")
            if path.startswith("ventaTercero"):
                return bool(on != "14")
            if path == "resumen.tributos[].valor":
                return bool(on != "14")
            return variants is None or on in variants[1]
        return self.published.regime == "2.0" or self._exists(row)

    def _as_before(self) -> None:
        """The earlier notes end with `montoTotalOperacion`, after what is withheld: the order of the earlier list."""
        order = [field.casefold() for field in self.published.earlier(self.tipo)]
        places = [i for i, row in enumerate(self.rows) if row["json_path"] in _CLOSING]
        rows = sorted((self.rows[i] for i in places), key=lambda row: order.index(self._renamed(row).casefold()))
        for i, row in zip(places, rows, strict=True):
            self.rows[i] = row

    def _exists(self, row: Row) -> bool:
        """Whether the earlier structure has the key; where a part that holds it is null, it is taken to."""
        path = row["json_path"]
        if path == "selloRecibido" or path.startswith("("):
            return True
        if "[]" not in path:
            return self._value(row) is not MISSING
        array, _, key = path.partition("[].")
        lines = self._read(array)
        if lines is MISSING:
            return False
        names = {key, self._renamed(row).rpartition(".")[2], *OLDER.get(key, ())}
        return not lines or not names.isdisjoint(lines[0])

    # --- reading the document --------------------------------------------------------------------------------------

    @staticmethod
    def _renamed(row: Row) -> str:
        found = re.search(r"legacy-renamed:([\w.,]+)", row["source"])
        return found[1].replace("extension.n.", "extension.") if found else row["json_path"]

    def _paths(self, row: Row) -> list[str]:
        return [row["json_path"], self._renamed(row)]

    def _value(self, row: Row) -> Any:
        for path in self._paths(row):
            if (value := self._read(path)) is not MISSING:
                return value
        return MISSING

    def _read(self, path: str, record: Any = None) -> Any:
        record = self.document if record is None else record
        for key in path.split("."):
            if record is None:
                return None
            if not isinstance(record, dict):
                return MISSING
            keys = {name.casefold(): name for name in record}
            name = next((keys[n.casefold()] for n in (key, *OLDER.get(key, ())) if n.casefold() in keys), None)
            if name is None:
                return MISSING
            record = record[name]
        return record

    # --- writing ---------------------------------------------------------------------------------------------------

    def _block(self, row: Row) -> str:
        path, label = row["json_path"], row["label"]
        section = path.partition(".")[0].removesuffix("[]")
        if section in SECTIONS or (section == "cuerpoDocumento" and self.tipo != "09"):
            return section
        if self.tipo == "invalidacion" and section == "documento" and not label.endswith(":"):
            return "table"
        if path.startswith("resumen.tributos"):
            return "tributos"
        return "sums" if label.startswith("Suma de Ventas") else "single"

    def _texts(self, block: str, rows: list[Row]) -> Iterator[str]:
        if block == "single":
            yield from self._singles(rows)
        elif block == "sums":
            yield "Suma de Ventas " + " ".join(money(self._value(row)) for row in rows)
        elif block == "tributos":
            yield from self._tributes()
        elif block == "cuerpoDocumento":
            yield from self._table(rows, self.document["cuerpoDocumento"])
        elif block == "table":
            yield from self._table(rows, [self.document["documento"]])
        else:
            yield from self._section(block, rows)

    def _singles(self, rows: list[Row]) -> Iterator[str]:
        pending = iter(rows)
        for row in pending:
            path, label = row["json_path"], _clean(row["label"])
            key = path.rpartition(".")[2]
            value = self._value(row)
            if path == "selloRecibido":
                yield f"{label} {self.sello}"
            elif key == "fecEmi" and path.startswith("identificacion."):
                yield f"{label} {_day(value)} {self._value(next(pending))}"
            elif key == "complemento" and ".direccion." in path:
                direccion = self._read(path.removesuffix(".complemento"))
                shown = [direccion["complemento"], *self.published.place(direccion)] if direccion else ["-"]
                yield f"{label} {', '.join(shown)}"
            elif key in KINDS:
                yield self._identity(row, next(pending))
            else:
                yield f"{label} {self._shown(path, value)}"

    def _identity(self, kind: Row, number: Row) -> str:
        value = self._value(number)
        code = "36" if self._renamed(kind) == "receptor.nit" and self._read("receptor.nit") else self._value(kind)
        if code in (None, MISSING):
            return f"{_clean(kind['label'])} - {_clean(number['label'])} {'-' if value is None else value}"
        return f"{self.published.name('CAT-022', code)} {value}"

    def _section(self, block: str, rows: list[Row]) -> Iterator[str]:
        title = (OF_11 if self.tipo == "11" else {}).get(block) or SECTIONS[block]
        found = self._read(block)
        rows = [row for row in rows if row["label"] != "(section)"]
        if not found:
            yield f"{title}: -"
            return
        yield title
        entries = found if isinstance(found, list) else [found]
        if len(entries) == 1 and len(rows) <= 3 and all(row["label"].endswith(":") for row in rows):
            yield from (f"{_clean(row['label'])} {self._cell(row, entries[0])}" for row in rows)
        else:
            yield from (_clean(row["label"]) for row in rows)
            yield from (self._cell(row, entry) for entry in entries for row in rows)

    def _table(self, rows: list[Row], lines: list[Document]) -> Iterator[str]:
        yield " ".join(_clean(row["label"]) for row in rows)
        for line in lines:
            yield "".join(self._cell(row, line) + self._note(row, line) for row in rows)

    def _note(self, row: Row, line: Document) -> str:
        """What is printed small under the cell, so that the row reads on."""
        key = row["json_path"].rpartition(".")[2]
        if key == "descripcion" and self.tipo in ("01", "03", "04", "11") and line.get("numeroDocumento"):
            return f"Documento relacionado: {line['numeroDocumento']}"
        if key == "descripcion" and self.tipo == "15":
            return f"Tipo de donación: {self.published.name('CAT-026', line['tipoDonacion'])}"
        if key == "numeroDocumento" and self.tipo == "08":
            return line.get("observaciones") or line.get("obsItem") or ""
        return ""

    def _cell(self, row: Row, record: Document) -> str:
        key = row["json_path"].rpartition(".")[2]
        value = self._read(key, record)
        if value is MISSING:
            value = self._read(self._renamed(row).rpartition(".")[2], record)
        assert value is not MISSING, row
        return self._shown(row["json_path"], value)

    def _tributes(self) -> Iterator[str]:
        yield "Nombre del Tributo Valor del Tributo"
        tributes = [
            t for t in self.document["resumen"]["tributos"] or [] if t["codigo"] not in self.published.informative
        ]
        yield from (f"{t['descripcion']} {money(t['valor'])}" for t in tributes)
        if not tributes:
            yield "- 0.00"

    def _shown(self, path: str, value: Any) -> str:
        key = path.rpartition(".")[2]
        if value is None or value is MISSING or value == "":
            return "-"
        if key == "tipoDocumento":
            return self.published.name("CAT-023" if self.tipo == "17" else "CAT-002", value)
        if key in CATALOGS:
            return self.published.name(CATALOGS[key], value)
        if key in COUNTS:
            return str(value)
        if isinstance(value, int | Decimal):
            return money(value)
        return _day(value) if re.fullmatch(r"\d{4}-\d\d-\d\d", value) else str(value)


def _clean(label: str) -> str:
    label = re.sub(r" \([^()]*\)$", "", label)
    for slip, right in SLIPS.items():
        label = label.replace(slip, right)
    return label


def _day(value: str) -> str:
    return "/".join(reversed(value.split("-")))
