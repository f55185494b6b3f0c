"""Comprobante de donación (15)."""
