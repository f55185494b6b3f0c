"""FacturaXpress: El Salvador's electronic tax documents (DTE), from the sale to the seal."""

__version__ = "0.1.0"
