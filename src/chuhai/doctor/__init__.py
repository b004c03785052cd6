"""The doctor: what of an installation, its store and its sources works, and what exactly doesn't."""
