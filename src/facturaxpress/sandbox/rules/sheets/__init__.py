"""The sheets of the structures, by kind; `arithmetic` says which is for which."""
