"""Evento de invalidación; until 1.x, anulación."""
