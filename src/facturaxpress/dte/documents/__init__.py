"""The types of documents, one folder each, and what their structures share."""
