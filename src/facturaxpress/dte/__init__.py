"""The law: from a sale to a document that MH accepts, or to a list of faults. No I/O, no clock, no settings."""

from facturaxpress.dte import (
    catalogs,
    discovery,  # noqa: F401  # fills `structures`
    letters,
    numbering,
    rules,
)
from facturaxpress.dte.building import build
from facturaxpress.dte.context import Context, Emisor, Establecimiento, Held, Policy, Withholding
from facturaxpress.dte.documents.shared import Direccion
from facturaxpress.dte.draft import Draft
from facturaxpress.dte.faults import Fault, FaultError
from facturaxpress.dte.jsonio import dump_json, parse_json
from facturaxpress.dte.readings import Readings
from facturaxpress.dte.reduction import reduce
from facturaxpress.dte.references import references
from facturaxpress.dte.schemas import input_schema, schema, structures
from facturaxpress.dte.validation import Report, validate

__all__ = [
    "Context",
    "Direccion",
    "Draft",
    "Emisor",
    "Establecimiento",
    "Fault",
    "FaultError",
    "Held",
    "Policy",
    "Readings",
    "Report",
    "Withholding",
    "build",
    "catalogs",
    "dump_json",
    "input_schema",
    "letters",
    "numbering",
    "parse_json",
    "reduce",
    "references",
    "rules",
    "schema",
    "structures",
    "validate",
]
