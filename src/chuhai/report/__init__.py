"""Takes a snapshot, rules and a period, gives the brief: one page of numbers, each linked to its deals and their sources."""
