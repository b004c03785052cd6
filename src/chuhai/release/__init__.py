"""A dated data release: tables, manifest, changes against the last one, and their check."""
