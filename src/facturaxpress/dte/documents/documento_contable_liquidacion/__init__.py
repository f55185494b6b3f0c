"""Documento contable de liquidación (09)."""
