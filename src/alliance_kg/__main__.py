"""`python -m alliance_kg` is the `alliance-kg` command."""

from alliance_kg.cli import main

main()
