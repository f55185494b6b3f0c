"""Factura de exportación (11)."""
