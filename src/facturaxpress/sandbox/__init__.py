"""A stand-in for the Ministerio de Hacienda (MH), served over real HTTP for demos, tests and training.

It shares nothing with the rest of the product but the wire, so that a mistake on one side cannot agree with itself on
the other. `python -m facturaxpress.sandbox --home DIR` runs it; `docs/guia/sandbox.md` says what it checks.
"""

from facturaxpress.sandbox.app import create_app
from facturaxpress.sandbox.structure import StructureError, Structures

__all__ = ["StructureError", "Structures", "create_app"]
