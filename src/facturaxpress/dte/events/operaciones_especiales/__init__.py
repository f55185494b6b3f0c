"""Evento de operaciones especiales (17)."""
