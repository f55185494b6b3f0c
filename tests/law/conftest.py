"""Tenants without documents, from the tests of their room."""

from tests.tenants.conftest import bare, other

__all__ = ["bare", "other"]
