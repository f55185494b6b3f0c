"""Evento de retorno (18)."""
