"""Nota de débito (06)."""
