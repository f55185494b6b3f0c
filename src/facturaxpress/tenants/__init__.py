"""Tenants: who issues, from where, with which number, and who may ask for it. See docs/guia/empresas.md."""
