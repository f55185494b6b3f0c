"""The structures of events, one module per version: `<event>/v<version>.py`, each with its `LAW`."""
