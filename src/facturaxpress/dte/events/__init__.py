"""The events of MH, one folder each: a signed message about documents that were issued."""
