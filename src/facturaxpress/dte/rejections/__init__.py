"""Why MH refuses or observes: its texts matched to our path, to the rules that judge that field, and to what to do.

    explain("[resumen.totalIva] CALCULO INCORRECTO", "020")  -> path resumen.totalIva, rules (summary-figure, …)

Sources: Manual Tecnológico v1.0, tables of clasificaMsg and codigoMsg, for the codes and their texts; answers of MH's
services seen in the field for how a field is named and how the schema check speaks. Codes that only the later manual
has (029–034, 094, 095, 112–116) are known to exist and their texts are not: they are told as MH words them.
"""

from facturaxpress.dte.rejections.explaining import Rejection, explain, explain_all
from facturaxpress.dte.rejections.fields import FIELDS
from facturaxpress.dte.rejections.meanings import Kind, Meaning
from facturaxpress.dte.rejections.places import locate
from facturaxpress.dte.rejections.services import SERVICES

__all__ = ["CODES", "Kind", "Meaning", "Rejection", "explain", "explain_all", "locate"]

CODES = (*FIELDS, *SERVICES)
"""What each of MH's codes means: 001–028, 096–111 and 802."""
