"""What the figures of each structure must hold: one sheet a tipo and version.

Sources: Manual Funcional 2.0 (PDF pages), the JSON Schemas of both regimes, the field texts of the earlier structures.
Figures go by their names of 2.0; `names` says where an earlier structure differs. Readings that the sources leave open
are all listed:

- `montoTotalOperacion` before retention and perception or net of them: 01, 03, 18 over 01, notes of 1.x (K1);
- `noGravado` added with its own sign, or taken off as the figures of PDF p. 50 and 51 do (K2);
- `totalPagar` of 05 and 06 with the retention taken off, or left out of account as p. 51 prints (K3);
- amounts of a note on 07, which no source works out (K8); `totalIva` of 07 on every line or on those of 13 % (K8);
- 08 with negative sums as they are, or stopped at zero (K11); `totalNoOnerosas` paid or not (K12);
- 14 with income tax retained on all, on some lines or on none, the global discount shared or not (K13);
- donations paid by the whole or by their lines of money (K14); `subTotalVentas` of 18 with or without purchases (K16).
"""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from facturaxpress.sandbox.rules.figures import Sheet
from facturaxpress.sandbox.rules.sheets.events import RETURN_OF_01, SPECIAL_OPERATIONS
from facturaxpress.sandbox.rules.sheets.listings import ACQUIRER, RETENTION, RETENTION_OF_1X, settlement
from facturaxpress.sandbox.rules.sheets.notes import NOTE, note_of_1x
from facturaxpress.sandbox.rules.sheets.sales import (
    DONATION,
    REMISION,
    sheet_of_export,
    sheet_of_purchase,
    sheet_of_sales,
)

SHEETS: dict[tuple[str, int], Sheet] = {
    ("01", 1): sheet_of_sales(prices_with_iva=True, renta=True),
    ("01", 2): sheet_of_sales(prices_with_iva=True),
    ("03", 3): sheet_of_sales(perceived=True, renta=True),
    ("03", 4): sheet_of_sales(perceived=True),
    ("04", 3): REMISION,
    ("04", 4): REMISION,
    ("05", 3): note_of_1x(empty=False, over={"07": note_of_1x(empty=True, over={})}),
    ("05", 4): NOTE,
    ("07", 1): RETENTION_OF_1X,
    ("07", 2): RETENTION,
    ("08", 1): settlement(old=True),
    ("08", 2): settlement(old=False),
    ("09", 1): ACQUIRER,
    ("09", 2): ACQUIRER,
    ("11", 1): sheet_of_export(old=True),
    ("11", 3): sheet_of_export(old=False),
    ("14", 1): sheet_of_purchase(old=True),
    ("14", 2): sheet_of_purchase(old=False),
    ("15", 1): replace(DONATION, less="depreciacion"),
    ("15", 2): DONATION,
    ("17", 1): SPECIAL_OPERATIONS,
    ("18", 1): RETURN_OF_01,
}
SHEETS["06", 3], SHEETS["06", 4] = SHEETS["05", 3], SHEETS["05", 4]


def check_figures(tipoDte: str, document: Mapping[str, Any]) -> None:
    """Raise the refusal 020 at the first figure that no reading explains. The document has passed its JSON Schema."""
    sheet = SHEETS[tipoDte, document["identificacion"]["version"]]
    for related in document.get("documentoRelacionado") or ():
        if related["tipoDocumento"] in sheet.over:
            sheet = sheet.over[related["tipoDocumento"]]
            break
    sheet.check(document)
