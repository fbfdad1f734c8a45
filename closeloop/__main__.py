"""`python -m closeloop`."""

from closeloop.cli import main

main()
