"""The fixtures of `tests/shop.py`."""

from tests.shop import app, issuer_key, sale, sandbox, sandbox_process, settings, shop

__all__ = ["app", "issuer_key", "sale", "sandbox", "sandbox_process", "settings", "shop"]
