"""MH's samples changed in one place, and what MH's own schema and texts say of each change.

`of_schema` makes what MH's schema may forbid and lets it judge; `codes`, `figures`, `heading`, `lines`, `types` and
`events` list what MH's texts forbid, each kind with its source; `relations` what the documents held forbid; `allowed`
what must pass. Nothing here knows our rules.
"""
