"""What MH checks in a document beyond its structure, as far as the sandbox goes.

`general` holds for every tipo; `sale` and `arithmetic` for 01 version 2 and 03 version 4.
"""
