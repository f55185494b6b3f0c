"""The life of a document: prepare, issue, transmit; number series; idempotency."""
