"""One file adds one command of its name: it defines `command`, a click command, and PHASE, its place in `--help`."""
