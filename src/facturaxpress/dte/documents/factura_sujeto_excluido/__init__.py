"""Factura de sujeto excluido (14)."""
