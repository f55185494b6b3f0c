"""Whether the long form of the tests runs (`make soak-law`), where the short one takes a part."""

import os

SOAK = bool(os.environ.get("FACTURAXPRESS_SOAK"))
