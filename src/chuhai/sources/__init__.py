"""Documents and curated rows in: one file a source."""
