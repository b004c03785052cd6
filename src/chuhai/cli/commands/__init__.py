"""One file adds one command of its name: it defines COMMAND, a click command, and PHASE, its place in `--help`."""
