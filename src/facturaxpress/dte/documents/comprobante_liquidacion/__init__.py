"""Comprobante de liquidación (08)."""
