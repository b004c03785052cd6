"""The store: append-only log, statements, runs; nothing is deleted, only closed."""
