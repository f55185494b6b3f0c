"""What an operator says of the law: structures and readings by date, and holidays. See docs/guia/ley.md."""
