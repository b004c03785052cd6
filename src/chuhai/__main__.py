"""Takes `python -m chuhai`, gives the command line."""

from chuhai.cli import main

main()
