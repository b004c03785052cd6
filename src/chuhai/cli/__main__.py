"""Takes `python -m chuhai.cli`, gives the command line."""

from chuhai.cli import main

main()
