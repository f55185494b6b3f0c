"""The tables, one revision a file; `versions/m0001_….py` runs the SQL of the file beside it."""
