"""Evento de contingencia."""
