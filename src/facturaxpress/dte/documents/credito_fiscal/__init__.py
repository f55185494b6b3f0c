"""Comprobante de crédito fiscal (03)."""
