"""Nota de crédito (05)."""
