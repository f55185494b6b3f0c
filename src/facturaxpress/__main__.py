"""`python -m facturaxpress` is the program `facturaxpress`."""

from facturaxpress.cli import main

main()
