"""Nota de remisión (04)."""
